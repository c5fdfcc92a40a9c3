"""Requirements: which sentences of a user are one, and which of them a later one replaces."""

from __future__ import annotations

import pytest
from tests.measures.examples import talked

from commonground.mediation.fold import fold
from commonground.mediation.ground import Requirement


def stated(line: str) -> list[Requirement]:
    return list(fold(talked(line)).requirements)


def standing(line: str) -> list[str]:
    return [one.text for one in stated(line) if one.superseded_by is None]


def replaced(line: str) -> list[tuple[str, int]]:
    return [(one.text, one.superseded_by) for one in stated(line) if one.superseded_by is not None]


def test_each_sentence_that_asks_for_something_is_one_requirement_in_the_users_words() -> None:
    found = stated("U: Hi there! I need a hotel in Rome. It must be quiet. / A: Noted. / U: Also, breakfast please.")
    assert found == [
        Requirement(0, "I need a hotel in Rome."),
        Requirement(0, "It must be quiet."),
        Requirement(2, "Also, breakfast please."),
    ]


@pytest.mark.parametrize(
    "said",
    [
        "Thanks, that sounds good.",
        "Yes, that is correct.",
        "Ok perfect. Go ahead.",
        "That works for me!",
        "Great, I like that one.",
        "No thanks, that will be all. Bye!",
        "Actually, that sounds great.",
        "Sorry, what?",
        "Can you say that again?",
        "could you rephrase that please",
    ],
)
def test_approvals_thanks_closings_and_requests_to_repeat_are_none(said: str) -> None:
    assert standing(f"U: I need a hotel in Rome. / A: The Salt House has a room for 80 euros. / U: {said}") == [
        "I need a hotel in Rome."
    ]


def test_an_answer_that_means_nothing_alone_stands_after_its_question() -> None:
    line = "U: Book me a hotel. / A: Sure. What is your budget? / U: 100 euros"
    assert standing(line) == ["Book me a hotel.", "What is your budget? 100 euros"]


def test_an_answer_that_is_a_sentence_stands_alone() -> None:
    line = "U: Book me a hotel. / A: What is your budget? / U: I can spend 100 euros."
    assert standing(line) == ["Book me a hotel.", "I can spend 100 euros."]


def test_a_yes_to_a_preference_is_kept_with_the_question_and_a_yes_that_approves_is_not() -> None:
    assert standing("U: Book me a hotel. / A: Do you need parking? / U: yes") == [
        "Book me a hotel.",
        "Do you need parking? yes",
    ]
    assert standing("U: Book me a hotel. / A: The Salt House, is that correct? / U: yes") == ["Book me a hotel."]
    assert standing("U: Book me a hotel. / A: Done. Anything else? / U: no") == ["Book me a hotel."]


def test_no_in_answer_to_a_question_is_no_correction() -> None:
    line = "U: I need a ticket for Monday. / A: Do you need a return ticket? / U: No, just the one."
    assert replaced(line) == []


@pytest.mark.parametrize(
    "correction",
    [
        "actually make it 90 euros",
        "No, 90 euros.",
        "Sorry, I meant 90 euros.",
        "Change of plans: my budget is 90 euros now.",
        "90 euros instead of 100 euros, please",
    ],
)
def test_a_later_value_of_the_same_kind_supersedes(correction: str) -> None:
    line = f"U: My budget is 100 euros. / A: Noted. / U: {correction}"
    assert replaced(line) == [("My budget is 100 euros.", 2)]
    assert len(standing(line)) == 1


def test_of_two_requirements_only_the_corrected_one_is_superseded() -> None:
    line = "U: I need a table on Monday. It is for 4 people. / A: Monday, 4 people. / U: no, Tuesday"
    assert replaced(line) == [("I need a table on Monday.", 2)]
    assert "It is for 4 people." in standing(line)


def test_what_else_the_corrected_sentence_said_is_not_lost() -> None:
    line = "U: I need a quiet hotel under 100 euros. / A: Noted. / U: actually make it 90 euros"
    assert standing(line) == ["I need a quiet hotel under 100 euros. actually make it 90 euros"]


def test_of_two_corrections_of_one_thing_the_last_one_stands() -> None:
    line = "U: I need a quiet hotel under 100 euros. / A: Ok. / U: actually 90 euros / A: Ok. / U: no wait, 80 euros"
    assert standing(line) == ["I need a quiet hotel under 100 euros. no wait, 80 euros"]
    assert [turn for _, turn in replaced(line)] == [2, 4]


def test_corrections_of_two_things_stand_together() -> None:
    line = "U: A hotel for Monday, under 100 euros. / A: Ok. / U: actually 90 euros / A: Ok. / U: no wait, Tuesday"
    assert standing(line) == ["A hotel for Monday, under 100 euros. actually 90 euros no wait, Tuesday"]


def test_the_replaced_words_say_which_one_is_meant() -> None:
    line = "U: I want tomato soup. And bread rolls. / A: Ok. / U: rice instead of the bread rolls"
    assert replaced(line) == [("And bread rolls.", 2)]


def test_third_position_repair_supersedes() -> None:
    line = "U: A table at the White Swan at 7 pm. / A: 7 am it is. / U: No, I meant 8 pm."
    assert replaced(line) == [("A table at the White Swan at 7 pm.", 2)]


def test_a_correction_that_fits_nothing_adds() -> None:
    line = "U: I need a table on Monday. / A: Ok. / U: Actually, we would like vegetarian food."
    assert replaced(line) == []
    assert standing(line) == ["I need a table on Monday.", "Actually, we would like vegetarian food."]


def test_to_say_the_same_value_again_supersedes_nothing() -> None:
    line = "U: I need a table on Monday. / A: Tuesday, noted. / U: No, I said Monday."
    assert replaced(line) == []


def test_a_bare_cue_carries_over_to_what_follows() -> None:
    line = "U: I need tickets for 2 people. / A: For 2, noted. / U: That's not right. I need tickets for four people."
    assert replaced(line) == [("I need tickets for 2 people.", 2)]


def test_actually_yes_corrects_nothing() -> None:
    line = "U: I need a bus on Monday. / A: Do you want tickets? / U: Actually yes, tickets for this bus."
    assert replaced(line) == []


def test_what_is_added_in_so_many_words_supersedes_nothing() -> None:
    line = "U: I need a room for 2 people. / A: Ok. / U: Actually, also a room for 3 people."
    assert replaced(line) == []


def test_two_needs_of_one_form_both_stand() -> None:
    line = "U: Tell me the job of Carla. / A: Teacher. / U: Tell me the job of Bruno."
    assert replaced(line) == []


def test_a_new_value_under_the_same_name_supersedes_without_a_cue() -> None:
    line = "U: My budget is 100 euros. / A: Noted. / U: My budget is 90 euros."
    assert replaced(line) == [("My budget is 100 euros.", 2)]


def test_never_mind_withdraws_what_is_open_and_keeps_what_follows() -> None:
    line = "U: I need a table on Monday. For 4 people. / A: Where? / U: Never mind. Tell me a joke."
    assert replaced(line) == [("I need a table on Monday.", 2), ("For 4 people.", 2)]
    assert standing(line) == ["Tell me a joke."]


def test_never_mind_leaves_what_was_closed_before() -> None:
    line = (
        "U: I need a table on Monday. / A: Booked. / U: Thanks, that is all. / A: Bye. / "
        "U: One more thing, find me a taxi. / A: Where to? / U: never mind"
    )
    assert replaced(line) == [("One more thing, find me a taxi.", 6)]


def test_one_thing_can_be_withdrawn() -> None:
    line = "U: I need a table on Monday. A parking space too. / A: Ok. / U: Forget the parking space."
    assert replaced(line) == [("A parking space too.", 2)]
    assert standing(line) == ["I need a table on Monday.", "Forget the parking space."]


def test_a_correction_within_one_turn_names_that_turn() -> None:
    line = "U: Book it for Friday. Sorry, I meant Saturday."
    assert replaced(line) == [("Book it for Friday.", 0)]


def test_code_is_left_out_and_bullets_are_sentences() -> None:
    line = "U: Fix this:\\n```\\nx = 1. y = 2.\\n```\\n- keep the names\\n- add 2 tests"
    assert standing(line) == ["Fix this:", "keep the names", "add 2 tests"]


def test_numbered_lists_lose_their_numbers_and_an_answer_keeps_its_own() -> None:
    assert standing("U: Do this:\\n1. fix the roof\\n2. paint the door") == [
        "Do this:",
        "fix the roof",
        "paint the door",
    ]
    line = "U: Book a room. / A: How many nights? / U: 3. And with breakfast."
    assert standing(line) == ["Book a room.", "How many nights? 3.", "And with breakfast."]


def test_abbreviations_and_numbers_do_not_end_a_sentence() -> None:
    line = "U: Meet Dr. Smith at 5 p.m. on Friday. It costs $12.50 at most."
    assert standing(line) == ["Meet Dr. Smith at 5 p.m. on Friday.", "It costs $12.50 at most."]
