"""Fidelity of a played user, by hand: what became of each part, and each thing that users do not do."""

from __future__ import annotations

import pytest

from commonground.conversation.record import ASSISTANT, USER, Conversation, Turn
from commonground.episodes.fidelity import UserState, fidelity, states
from commonground.episodes.task import Task, Verdict

PARTS = ("How many pens does Ann have?", "She had 10 pens at school on Monday.", "She finds 6 pens under the table.")


def check(conversation: Conversation) -> Verdict:
    text = conversation.by(ASSISTANT)[-1].text
    return Verdict(float("16" in text), None, None, True)


TASK = Task("pens", "math", "full", PARTS, check)


def talk(*said: str, reply: str = "I see.") -> Conversation:
    turns = [turn for text in said for turn in (Turn(USER, text), Turn(ASSISTANT, reply))]
    return Conversation(tuple(turns[:-1]))


def last(*said: str, reply: str = "I see.") -> UserState:
    return states(TASK, talk(*said, reply=reply))[-1]


def test_parts_are_said_one_by_one() -> None:
    found = states(TASK, talk(PARTS[0], "on Monday, at school, ann had ten", "And she finds six under a table"))
    assert [state.parts for state in found] == [
        ("complete", "incomplete", "incomplete"),
        ("complete", "complete", "incomplete"),
        ("complete", "complete", "complete"),
    ]
    assert [state.task for state in found] == ["attempted", "attempted", "complete"]
    assert all(state.profile_aligned and state.policy_aligned for state in found)


def test_a_part_that_was_said_in_part_is_attempted() -> None:
    assert last(PARTS[0], "It was on Monday.").parts[1] == "attempted"


def test_numbers_count_in_words_and_figures() -> None:
    assert last(PARTS[0], "Under the table she finds six").parts[2] == "complete"
    assert last(PARTS[0], "Under the table she finds 6").parts[2] == "complete"


def test_saying_a_part_twice_is_a_repetition() -> None:
    state = last(PARTS[0], PARTS[1], "As I said, she had 10 at school on Monday.")
    assert state.repeated
    assert not state.policy_aligned
    assert not last(PARTS[0], PARTS[1], "No preference.").repeated


def test_saying_several_parts_at_once_is_a_leak() -> None:
    state = last(PARTS[0], f"{PARTS[1]} {PARTS[2]}")
    assert state.leaked
    assert not state.policy_aligned
    assert not last(" ".join(PARTS)).leaked  # the first turn may say what it likes


def test_giving_the_assistants_words_back_is_an_echo() -> None:
    reply = "Let me think about what you told me so far about these pens."
    state = last(PARTS[0], "Think about what you told me so far about these pens.", reply=reply)
    assert state.echoed
    assert not last(PARTS[0], PARTS[1], reply=reply).echoed


def test_solving_the_task_is_not_the_users_part() -> None:
    state = last(PARTS[0], "So that makes 16, I think.", reply="Is it 16?")
    assert state.solved
    assert not state.policy_aligned
    assert not last(PARTS[0], PARTS[1]).solved


def test_a_number_from_nowhere_is_no_part_of_the_profile() -> None:
    assert not last(PARTS[0], "She had 11 pens.").profile_aligned
    assert last(PARTS[0], "Yes, all 12 of them.", reply="All 12?").profile_aligned


def test_the_sum_over_an_episode() -> None:
    found = fidelity(TASK, talk(PARTS[0], PARTS[1], PARTS[1], "She had 11 pens."))
    assert found == {
        "turns": 4, "parts": 3, "revealed": 2, "repeated": 1, "leaked": 0, "echoed": 0, "solved": 0,
        "profile_misaligned": 1, "wrong_ending": True,
    }  # fmt: skip
    assert fidelity(TASK, talk(*PARTS))["wrong_ending"] is False
    assert fidelity(TASK, Conversation())["turns"] == 0


@pytest.mark.parametrize("at", range(1, 6))
def test_states_are_a_fold(at: int) -> None:
    whole = talk(*PARTS)
    prefix = Conversation(whole.turns[:at])
    assert states(TASK, prefix) == states(TASK, whole)[: len(prefix.by(USER))]
