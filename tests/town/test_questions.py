"""Which fact a question asks for: the last question counts, and only facts of the task at hand."""

from __future__ import annotations

import pytest

from commonground.town.families import FAMILIES
from commonground.town.questions import asked


def keys(name: str) -> tuple[str, ...]:
    return tuple(slot.key for slot in FAMILIES[name].slots)


@pytest.mark.parametrize(
    ("name", "question", "key"),
    [
        ("booking", "Which venue would you like?", "venue"),
        ("booking", "Where?", "venue"),
        ("booking", "On which day?", "day"),
        ("booking", "At what time?", "time"),
        ("booking", "How many people are you?", "people"),
        ("booking", "Under what name?", "name"),
        ("booking", "Which seats do you like?", "seat"),
        ("order", "From which shop?", "shop"),
        ("order", "Which dish do you want?", "dish"),
        ("order", "What is your address?", "address"),
        ("order", "Anything to drink?", "drink"),
        ("order", "Any allergies?", "note"),
        ("ride", "Where do you start?", "from"),
        ("ride", "What is your destination?", "to"),
        ("ride", "How many passengers?", "seats"),
        ("ride", "How many bags?", "bags"),
        ("total", "Which items do you buy?", "item1"),
        ("total", "Do you want delivery?", "delivery"),
        ("total", "Have you a voucher?", "voucher"),
        ("query", "What kind of place?", "kind"),
        ("query", "In which quarter?", "quarter"),
        ("query", "At what price?", "price"),
        ("query", "How should they be sorted?", "order"),
        ("meeting", "With whom?", "person"),
        ("meeting", "How long is it?", "hours"),
        ("meeting", "What is the earliest hour?", "after"),
        ("meeting", "On what topic?", "topic"),
        ("letter", "Who should get it?", "to"),
        ("letter", "Under which subject?", "subject"),
        ("letter", "Who signs it?", "sender"),
        ("letter", "What should they bring?", "thing"),
        ("route", "Where will you stop?", "via"),
        ("route", "And back?", "back"),
    ],
)
def test_a_question_asks_for_a_fact(name: str, question: str, key: str) -> None:
    assert asked(question, keys(name)) == key


@pytest.mark.parametrize("text", ["", "Which day.", "Tell me the day.", "Fine!", "Anything else?", "Is that right?"])
def test_what_asks_for_nothing(text: str) -> None:
    assert asked(text, keys("booking")) is None


def test_the_last_question_counts() -> None:
    assert asked("Which day? And at what time?", keys("booking")) == "time"
    assert asked("At what time? I have noted the day.", keys("booking")) == "time"
    assert asked("I note the day. Which venue?", keys("booking")) == "venue"


def test_letter_case_does_not_count() -> None:
    assert asked("WHICH DAY?", keys("booking")) == "day"


def test_a_fact_that_the_task_does_not_have_is_not_asked_for() -> None:
    assert asked("What is your address?", keys("booking")) is None
    assert asked("What about sugar?", ("sugar",)) == "sugar"


@pytest.mark.parametrize(
    ("name", "question", "key"),
    [
        ("booking", "Under what name should I put the bar table?", "name"),
        ("booking", "Which day suits you at the restaurant?", "day"),
        ("ride", "What time would you like to start?", "time"),
    ],
)
def test_a_word_of_the_scene_does_not_take_the_question(name: str, question: str, key: str) -> None:
    assert asked(question, keys(name)) == key
