"""Identity: prefixes are shared, forks are seen, and only what was said counts."""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.conversation.identity import SCHEME, advance, canonical, chain, name, origin
from commonground.conversation.record import ASSISTANT, USER, Conversation, Event, Part, ToolCall, Turn, branch

PARTS = st.builds(Part, st.text(max_size=5), st.text(max_size=5))
CALLS = st.builds(ToolCall, st.text(max_size=5), st.text(max_size=5), st.text(max_size=5))
TURNS = st.builds(
    Turn,
    st.sampled_from(["system", USER, ASSISTANT, "tool"]),
    st.text(max_size=10),
    st.lists(PARTS, max_size=2).map(tuple),
    st.lists(CALLS, max_size=2).map(tuple),
    st.none() | st.text(max_size=5),
)
TALKS = st.lists(TURNS, max_size=5).map(lambda turns: Conversation(tuple(turns)))


def test_canonical_content_by_hand() -> None:
    turn = Turn(USER, "Grüße", (Part("image", "{}"),), (ToolCall("1", "find", "{}"),), "0", time=3.5)
    assert canonical(turn) == '["user","Grüße",[["image","{}"]],[["1","find","{}"]],"0"]'.encode()


def test_the_chain_by_hand() -> None:
    start = blake2b(SCHEME.encode(), digest_size=16)
    first = blake2b(start.digest() + b'["user","hi",[],[],null]', digest_size=16)
    assert chain(Conversation((Turn(USER, "hi"),))) == (start.hexdigest(), first.hexdigest())


def test_the_empty_conversation_is_the_origin() -> None:
    assert name(Conversation()) == origin()


@given(TALKS)
def test_the_chain_names_every_prefix(talk: Conversation) -> None:
    assert chain(talk) == tuple(name(branch(talk, at)) for at in range(len(talk.turns) + 1))


@given(TALKS, TURNS)
def test_advance_is_what_extend_does_to_the_name(talk: Conversation, turn: Turn) -> None:
    assert advance(name(talk), turn) == name(talk.extend(turn))


@given(TALKS, TALKS)
def test_chains_agree_exactly_as_far_as_the_turns_do(one: Conversation, other: Conversation) -> None:
    for at in range(min(len(one.turns), len(other.turns)) + 1):
        assert (chain(one)[at] == chain(other)[at]) == (one.turns[:at] == other.turns[:at])


@given(TALKS, TURNS, TURNS, st.data())
def test_forks_differ_when_they_go_on_differently(
    talk: Conversation, turn: Turn, other: Turn, data: st.DataObject
) -> None:
    fork = branch(talk, data.draw(st.integers(0, len(talk.turns))))
    assert (name(fork.extend(turn)) == name(fork.extend(other))) == (turn == other)


@given(TALKS, TALKS, st.data())
def test_a_fork_never_meets_its_sibling_again(talk: Conversation, tail: Conversation, data: st.DataObject) -> None:
    fork = branch(talk, data.draw(st.integers(0, len(talk.turns))))
    one, other = fork.extend(Turn(USER, "yes")), fork.extend(Turn(USER, "no"))
    for turn in tail.turns:
        one, other = one.extend(turn), other.extend(turn)
    assert set(chain(one)[len(fork.turns) + 1 :]).isdisjoint(chain(other))


@given(TALKS, st.data())
def test_a_resumed_conversation_is_the_new_one_with_the_same_turns(talk: Conversation, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(talk.turns)))
    resumed = name(branch(talk, at))
    for turn in talk.turns[at:]:
        resumed = advance(resumed, turn)
    assert resumed == name(Conversation(talk.turns))


@given(TALKS, st.floats(0, 100))
def test_times_events_id_and_metadata_do_not_count(talk: Conversation, time: float) -> None:
    turns = tuple(replace(turn, time=time) for turn in talk.turns)
    assert name(Conversation(turns, (Event(0, "note"),), "id", {"key": 1})) == name(talk)


@pytest.mark.parametrize(
    "other",
    [
        Turn(ASSISTANT, "hi"),
        Turn(USER, "hi "),
        Turn(USER, "hi", parts=(Part("image", "{}"),)),
        Turn(USER, "hi", tool_calls=(ToolCall("1", "find", "{}"),)),
        Turn(USER, "hi", tool_call_id=""),
    ],
)
def test_each_kind_of_content_counts(other: Turn) -> None:
    assert name(Conversation((other,))) != name(Conversation((Turn(USER, "hi"),)))


def test_text_that_moves_between_turns_is_another_conversation() -> None:
    one, other = (Turn(USER, "ab"), Turn(USER, "c")), (Turn(USER, "a"), Turn(USER, "bc"))
    assert name(Conversation(one)) != name(Conversation(other))


def test_lone_surrogates_have_a_name() -> None:
    assert len(name(Conversation((Turn(USER, "\ud800"),)))) == 32
