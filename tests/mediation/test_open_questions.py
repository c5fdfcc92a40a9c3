"""Open questions: who waits for an answer to what."""

from __future__ import annotations

import pytest
from tests.measures.examples import talked

from commonground.mediation.fold import fold


def waiting(line: str) -> list[tuple[int, str, str]]:
    return [(one.turn, one.speaker, one.text) for one in fold(talked(line)).open_questions]


def test_a_question_waits_until_the_other_says_something() -> None:
    line = "U: I need a hotel. / A: Which city?"
    assert waiting(line) == [(1, "assistant", "Which city?")]
    assert waiting(f"{line} / U: Rome.") == []


def test_a_question_in_return_leaves_the_first_one_beneath_it() -> None:
    line = "U: How much is the trip? / A: When do you leave?"
    assert [turn for turn, _, _ in waiting(line)] == [0, 1]
    assert [turn for turn, _, _ in waiting(f"{line} / U: On Monday.")] == [0]
    assert waiting(f"{line} / U: On Monday. / A: It is 90 euros.") == []


def test_courtesy_beside_a_question_in_return_answers_nothing() -> None:
    line = "U: Can you book a table? / A: Sure, I can help with that! For which day?"
    assert [turn for turn, _, _ in waiting(line)] == [0, 1]


def test_an_answer_and_a_new_question_in_one_turn() -> None:
    line = "U: How much is the trip? / A: It is 90 euros. When do you leave?"
    assert waiting(line) == [(1, "assistant", "When do you leave?")]


def test_exactly_answers_and_may_ask_on() -> None:
    line = "U: A table at seven. / A: For Monday, is that right? / U: Exactly. What is on the menu?"
    assert waiting(line) == [(2, "user", "What is on the menu?")]


def test_a_proposal_answers_and_takes_the_place_of_the_one_before() -> None:
    line = "U: Find me a hotel. / A: How about the Salt House? / U: What else is there? / A: How about the Tin Roof?"
    assert waiting(line) == [(3, "assistant", "How about the Tin Roof?")]


def test_a_request_to_repeat_neither_answers_nor_waits() -> None:
    line = "U: I need a hotel. / A: Which city do you want to stay in? / U: Sorry, what?"
    assert [turn for turn, _, _ in waiting(line)] == [1]


def test_a_question_asked_again_waits_once() -> None:
    line = "U: I need a hotel. / A: Which city? / U: Is there one with a pool? / A: Which city?"
    assert [turn for turn, speaker, _ in waiting(line) if speaker == "assistant"] == [3]


@pytest.mark.parametrize(
    "said",
    ["Is there anything else I can help you with?", "Any other questions?", "Here it is. How can I help you further?"],
)
def test_courtesies_of_an_assistant_wait_for_nothing(said: str) -> None:
    assert waiting(f"U: Find me a bus to Rome. / A: {said}") == []


def test_quoted_questions_and_letters_ask_nothing() -> None:
    assert waiting('U: Note this down. / A: Noted: he wrote "are you coming?" in his letter.') == []
    assert waiting('U: Write a mail that asks whether she comes. / A: "Dear Ann, are you coming?"') == []


def test_a_close_and_an_abort_end_all_waiting() -> None:
    line = "U: I need a hotel. / A: Which city?"
    assert waiting(f"{line} / U: Never mind.") == []
    assert waiting(f"{line} / U: Thanks, that is all. Bye!") == []
