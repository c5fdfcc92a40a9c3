"""Talks: who the two sides are, what is no part of a talk, and turns that change places."""

from __future__ import annotations

import pytest
from tests.measures.dialogues import spoken

from commonground.conversation.record import ASSISTANT, SYSTEM, TOOL, USER, Conversation, Turn
from commonground.measures.talk import CHAT, OTHERS, talk


def of(*pairs: tuple[str, str]) -> Conversation:
    return Conversation(tuple(Turn(speaker, text) for speaker, text in pairs))


def test_in_a_chat_the_user_is_the_first_side_whoever_speaks_first() -> None:
    found = talk(of((ASSISTANT, "Hello."), (USER, "Hi.")))
    assert found is not None
    assert (found.names, found.sides) == (CHAT, (1, 0))


def test_other_speakers_are_sides_in_the_order_in_which_they_speak() -> None:
    found = talk(of(("zoe", "Hello."), ("adam", "Hi."), ("zoe", "So.")))
    assert found is not None
    assert (found.names, found.sides) == (OTHERS, (0, 1, 0))


def test_context_is_no_talk_and_places_point_into_the_conversation() -> None:
    found = talk(of((SYSTEM, "Be kind."), (USER, "Hi."), (TOOL, "{}"), (ASSISTANT, "Yes?"), ("document", "Facts.")))
    assert found is not None
    assert found.places == (1, 3)
    assert found.texts == ("Hi.", "Yes?")


@pytest.mark.parametrize(
    "speakers", [[], [USER], [USER, USER], [USER, ASSISTANT, "eve"], [SYSTEM, USER], ["", "a", "b"]]
)
def test_without_two_speakers_there_is_no_talk(speakers: list[str]) -> None:
    assert talk(of(*((speaker, "x") for speaker in speakers))) is None


def test_exchanges_are_where_the_speaker_changes() -> None:
    found = talk(of((USER, "a"), (USER, "b"), (ASSISTANT, "c"), (USER, "d")))
    assert found is not None
    assert found.exchanges() == [(1, 2), (2, 3)]


def test_turns_take_each_others_places_with_their_tokens() -> None:
    found = spoken("one", "two", "three", "four")
    assert found.tokens
    moved = found.reordered([2, 1, 0, 3])
    assert moved.texts == ("three", "two", "one", "four")
    assert moved.tokens == (("three",), ("two",), ("one",), ("four",))
    assert moved.words == moved.tokens
    with pytest.raises(ValueError, match="own speaker"):
        found.reordered([1, 0, 2, 3])
