"""The record: frozen values, extension and branching."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.conversation.record import ASSISTANT, SYSTEM, USER, Conversation, Event, Turn, branch

TALK = Conversation(
    turns=(Turn(SYSTEM, "Be brief."), Turn(USER, "A table for 2."), Turn(ASSISTANT, "Where?"), Turn(USER, "In Sino.")),
    events=(Event(1, "reveal", 1), Event(2, "strategy", "clarification", "judge"), Event(3, "reveal", 2)),
    id="talk",
    meta={"source": "test"},
)


def test_by_keeps_the_turns_of_one_speaker_in_order() -> None:
    assert [turn.text for turn in TALK.by(USER)] == ["A table for 2.", "In Sino."]


def test_by_is_empty_for_who_said_nothing() -> None:
    assert TALK.by("waiter") == ()


def test_extend_adds_a_turn_and_its_events_at_the_end() -> None:
    turn, event = Turn(ASSISTANT, "Booked."), Event(4, "answer")
    longer = TALK.extend(turn, [event])
    assert longer.turns == (*TALK.turns, turn)
    assert longer.events == (*TALK.events, event)


def test_extend_leaves_the_original_and_keeps_id_and_meta() -> None:
    before = TALK.turns
    longer = TALK.extend(Turn(ASSISTANT, "Booked."))
    assert TALK.turns is before
    assert (longer.id, longer.meta) == ("talk", {"source": "test"})


@pytest.mark.parametrize(("value", "field"), [(TALK, "id"), (TALK.turns[0], "text"), (TALK.events[0], "kind")])
def test_values_are_frozen(value: object, field: str) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(value, field, "other")


def test_the_default_metadata_cannot_be_written_to() -> None:
    with pytest.raises(TypeError):
        Conversation().meta["key"] = 1  # type: ignore[index]


def test_branch_keeps_the_turns_before_and_the_events_about_them() -> None:
    fork = branch(TALK, 2)
    assert fork.turns == TALK.turns[:2]
    assert fork.events == (Event(1, "reveal", 1),)


def test_branch_at_either_end() -> None:
    assert (branch(TALK, 0).turns, branch(TALK, 0).events) == ((), ())
    assert branch(TALK, 4) == TALK


@pytest.mark.parametrize("at", [-1, 5])
def test_branch_outside_the_conversation_is_an_error(at: int) -> None:
    with pytest.raises(IndexError, match=f"cannot branch at turn {at} of 4"):
        branch(TALK, at)


@given(st.integers(0, 4), st.integers(0, 4))
def test_branching_twice_is_branching_once_at_the_earlier_turn(first: int, second: int) -> None:
    early, late = sorted((first, second))
    assert branch(branch(TALK, late), early) == branch(TALK, early)


@given(st.text())
def test_branch_undoes_extend(text: str) -> None:
    assert branch(TALK.extend(Turn(ASSISTANT, text), [Event(4, "note")]), 4) == TALK


def test_a_conversation_travels_between_processes() -> None:
    """Its metadata is a view that cannot be pickled; it arrives equal all the same."""
    made = Conversation((Turn(USER, "hello"),), (Event(0, "note", {"a": 1}),), "x", MappingProxyType({"k": [1]}))
    assert pickle.loads(pickle.dumps(made)) == made
    assert pickle.loads(pickle.dumps(Conversation())) == Conversation()


def test_a_notebook_is_shown_the_turns_as_text() -> None:
    shown = Conversation((Turn(USER, "<b>hello</b>\nthere"), Turn("eve", "hi")))._repr_html_()
    assert "<th>user</th>" in shown
    assert "&lt;b&gt;hello&lt;/b&gt;\nthere" in shown
    assert "<th>eve</th>" in shown
