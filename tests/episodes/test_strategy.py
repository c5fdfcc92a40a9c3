"""Strategies of replies, told by form."""

from __future__ import annotations

import pytest

from commonground.episodes.strategy import STRATEGIES, Strategy, strategy
from commonground.models.scripted import GARBAGE


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("", "missing"),
        (" \n\t", "missing"),
        ("Which day?", "clarification"),
        ("Fine. On which day do you come?", "clarification"),
        ("Which day? And at what time?", "interrogation"),
        ("1. Where?\n2. When?\n3. Who?", "interrogation"),
        ("I can't do that.", "refuse"),
        ("I cannot book tables, can I?", "refuse"),
        ("I won't.", "refuse"),
        ("I am unable to say.", "refuse"),
        ("I'm unable to say.", "refuse"),
        ("I'm sorry, but no.", "refuse"),
        ("It depends on the day.", "hedge"),
        ("That might be 5 or 6.", "hedge"),
        ("I am not sure.", "hedge"),
        ("A table is a piece of furniture.", "discussion"),
        ("I can book it.", "discussion"),
    ],
)
def test_what_is_no_attempt_is_told_by_its_form(reply: str, expected: Strategy) -> None:
    assert strategy(reply, attempt=False) == expected


@pytest.mark.parametrize("reply", ["", "book(...)", "I can't. Which day? It depends.", GARBAGE])
def test_an_attempt_is_one_whatever_else_is_said(reply: str) -> None:
    assert strategy(reply, attempt=True) == "attempt"


@pytest.mark.parametrize("reply", ["I can’t do that.", "I won’t.", "I’m sorry, but no."])
def test_a_curly_apostrophe_refuses_too(reply: str) -> None:
    assert strategy(reply, attempt=False) == "refuse"


def test_every_strategy_is_listed_once_and_garbage_has_one() -> None:
    assert len(set(STRATEGIES)) == len(STRATEGIES) == 7
    assert strategy(GARBAGE, attempt=False) in STRATEGIES
