"""The table of what a run would take: every cell, their sum, and no sum of prices where one is unknown."""

from __future__ import annotations

import io
from typing import Any

from rich.console import Console

from commonground.report.forecast import show


def shown(conditions: list[dict[str, Any]], width: int = 100) -> str:
    console = Console(file=io.StringIO(), width=width)
    show(conditions, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def one(name: str, dollars: float | None, mediation: str = "off") -> dict[str, Any]:
    return {
        "name": name, "mediation": mediation, "episodes": 100, "calls": 1500, "prompt_tokens": 2_000_000,
        "completion_tokens": 30_000, "dollars": dollars,
    }  # fmt: skip


def line(text: str, *head: str) -> list[str]:
    (found,) = [words for row in text.splitlines() if (words := row.split())[: len(head)] == list(head)]
    return found


def test_cells_and_their_sum() -> None:
    text = shown([one("FULL", 0.25), one("SHARDED", 1.0, "light")])
    assert line(text, "SHARDED", "light") == ["SHARDED", "light", "100", "1,500", "2,000,000", "30,000", "$1.00"]
    assert line(text, "all") == ["all", "200", "3,000", "4,000,000", "60,000", "$1.25"]
    assert "estimated" in text.casefold()


def test_a_sum_with_an_unknown_part_is_none() -> None:
    text = shown([one("FULL", 0.25), one("SHARDED", None)])
    assert line(text, "SHARDED")[-1] == "-"
    assert line(text, "all")[-1] == "-"


def test_it_fits_eighty_columns() -> None:
    assert all(len(row) <= 80 for row in shown([one("USER-ONLY", 12345.0, "prompt")], 80).splitlines())
