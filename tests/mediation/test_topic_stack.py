"""The topic stack: what the talk was about, and its returns."""

from __future__ import annotations

import pytest
from tests.measures.examples import talked

from commonground.mediation.fold import fold

FLIGHT = (
    "U: I want a cheap flight to Paris with a short layover. / A: The flight to Paris has one layover at the airport."
)
SOUP = "U: By the way, do you know a recipe for tomato soup? / A: For tomato soup, fry an onion in butter."


def stack(line: str) -> list[tuple[int, bool]]:
    return [(topic.turn, topic.open) for topic in fold(talked(line)).topics]


def test_one_topic_holds_the_words_of_both() -> None:
    (topic,) = fold(talked(FLIGHT)).topics
    assert (topic.turn, topic.open) == (0, True)
    assert topic.words[:3] == ("flight", "layover", "paris")
    assert "airport" in topic.words


def test_a_greeting_is_no_topic() -> None:
    assert stack("U: Hello! / A: Hi, how are you?") == []


def test_a_shift_puts_a_topic_on_top() -> None:
    assert stack(f"{FLIGHT} / {SOUP}") == [(0, True), (2, True)]


def test_back_to_closes_what_lies_above() -> None:
    assert stack(f"{FLIGHT} / {SOUP} / U: Ok, back to the flight: which airline is it?") == [(0, True), (2, False)]


@pytest.mark.parametrize("said", ["Set the name to Naslam.", "Make the thing to bring two chairs.", "Call me Gerzum."])
def test_setting_a_thing_in_new_words_is_no_new_topic(said: str) -> None:
    ground = fold(talked(f"U: Book a table at the mill. / A: book(venue: mill) / U: On Friday. / A: Done. / U: {said}"))
    assert [(one.turn, one.open) for one in ground.topics] == [(0, True)]


def test_words_of_an_earlier_topic_come_back_to_it() -> None:
    assert stack(f"{FLIGHT} / {SOUP} / U: Does the Paris flight have a layover?") == [(0, True), (2, False)]


def test_a_closed_topic_that_is_taken_up_again_is_on_top() -> None:
    line = f"{FLIGHT} / {SOUP} / U: Ok, back to the flight. / A: Yes? / U: And back to the tomato soup, please."
    assert stack(line) == [(0, True), (2, True)]
    again = f"{line} / A: Add butter. / U: Anyway, back to the flight."
    assert stack(again) == [(0, True), (2, False)]


def test_new_words_in_answer_to_a_question_shift_nothing() -> None:
    line = (
        "U: I am searching for a one way flight. / A: Which city do you want to depart from? / "
        "U: I am leaving from Phoenix. I have 0 checked bags."
    )
    assert stack(line) == [(0, True)]
