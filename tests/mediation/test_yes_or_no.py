"""A question for yes or no is answered by what is so: by its own word, by numbers, by what stands last."""

from __future__ import annotations

import pytest

from commonground.mediation.parts.yes_or_no import answered
from commonground.suites.commitment_games import _ASK
from commonground.town.guessing import PROPERTIES, THINGS
from commonground.training.embedded.roles.commitments import KINDS, so


@pytest.mark.parametrize(
    ("question", "said", "wanted"),
    [
        ("Is it sweet?", "Figs are fruit. Yes.", True),
        ("Is it sweet?", "Lemons are sour: no", False),
        ("Is it a bar?", "The Old Mill is a cafe.", False),
        ("Is it one of the cafes?", "The Old Mill is a cafe.", True),
        ("Does it cost more than 12 crowns?", "It costs 14.", True),
        ("Does it cost more than 14 crowns?", "It costs 14.", False),
        ("Does it cost at least 14 crowns?", "It costs 14.", True),
        ("Does it seat at most 30?", "It has 40 seats.", False),
        ("Does it open before 10?", "It opens at 9.", True),
        ("Is it dearer than honey?", "butter 3, honey 4", False),
        ("Is honey cheaper?", "butter 3, honey 4", False),
        ("Is honey cheaper?", "butter 5, honey 4", True),
        ("Is it 4 crowns?", "It costs 4.5.", False),
        ("Are they free on Monday at 10?", "Bruno Monday free 9 10 11", True),
        ("Are they free on Monday at 10?", "Bruno Monday free 9 11", False),
        ("Would 30 seats be too few for it?", "It has 40 seats.", True),
        ("Would 40 seats be too few for it?", "It has 40 seats.", False),
        ("Are 50 seats too many?", "It has 40 seats.", True),
        ("Is it a bar?", "", None),
        ("Is it a bar?", "...", None),
    ],
)
def test_what_is_so_answers(question: str, said: str, wanted: bool | None) -> None:
    assert answered(question, said) is wanted


@pytest.mark.parametrize("kind", KINDS)
def test_the_town_s_facts_answer_every_question_of_the_games(kind: str) -> None:
    for what in PROPERTIES[kind]:
        for thing in THINGS[kind]:
            for form in _ASK[kind, what.key]:
                question = form.format(v=what.value)
                assert answered(question, f"{so(kind, thing, what)}.") is (thing in what.true_of), question
