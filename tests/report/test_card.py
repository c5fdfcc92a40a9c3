"""The card of the embedded model in the terminal."""

from __future__ import annotations

import io
from typing import Any

from rich.console import Console

from commonground.report.card import show_card

CARD: dict[str, Any] = {
    "name": "commonground embedded",
    "parameters": 3_600_000,
    "bytes": 7_200_000,
    "context": 1024,
    "town": "town-1",
    "diet": "diet-1",
    "tokens": 40_000_000,
    "steps": 10_000,
    "plan": {"seed": 0},
    "device": "cpu",
    "role_left_out": ["meeting", "ride"],
    "prompts": {"explicate": "explicate-1@abc"},
    "shares": {"drill": {"examples": 0.2, "tokens": 0.1, "learnt_tokens": 0.15}},
    "scores": [],
}


def shown(card: dict[str, Any]) -> str:
    console = Console(file=io.StringIO(), width=160)
    show_card(card, "0123456789abcdef", console)
    file = console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


def test_it_says_what_the_model_is_and_was_fed() -> None:
    text = shown(CARD)
    for part in ("0123456789abcdef", "3,600,000 parameters", "7.2 MB", "context 1024", "40.0 M tokens", "10,000 steps"):
        assert part in text
    for part in ("meeting, ride", "explicate-1@abc", "20.0%", "15.0%", "town-1"):
        assert part in text


def test_scores_stand_by_family_and_condition() -> None:
    cells = [("FULL", "off", 0.97), ("SHARDED", "off", 0.3), ("SHARDED", "light", 0.9)]
    scores = [
        {
            "condition": name,
            "mediation": preset,
            "family": "booking",
            "n": 120,
            "mean": mean,
            "ci": [0, 1],
            "errors": {},
        }
        for name, preset, mean in cells
    ]
    text = shown({**CARD, "scores": scores})
    (row,) = [line for line in text.splitlines() if "booking" in line]
    for part in ("120", "0.970", "0.300", "0.900"):
        assert part in row


def test_a_card_without_scores_has_no_empty_table() -> None:
    assert "family" not in shown(CARD)
