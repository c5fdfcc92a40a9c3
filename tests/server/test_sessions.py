"""Sessions: what a request is to what was said before, found without a header, across restarts, and within one owner only."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.conversation.record import ASSISTANT, SYSTEM, USER, Turn
from commonground.server.secret import Secret
from commonground.server.sessions import (
    CONTINUED,
    EDITED,
    FORKED,
    JOINED,
    NEW,
    REPEATED,
    TRIMMED,
    Placed,
    Sessions,
    owner,
    person,
)

SECRET = Secret(b"s" * 32)
ANN = owner(SECRET, "key", "ann")


def turns(*texts: str, system: str = "") -> tuple[Turn, ...]:
    """Turns of the user and the assistant, one after the other."""
    said = tuple(Turn((USER, ASSISTANT)[at % 2], text) for at, text in enumerate(texts))
    return (Turn(SYSTEM, system), *said) if system else said


class Talk:
    """Sends requests and takes replies, and keeps the rows that a store would have."""

    def __init__(self) -> None:
        self.sessions = Sessions(SECRET)
        self.rows: dict[str, dict[str, Any]] = {}

    def ask(self, given: tuple[Turn, ...], reply: str = "", whose: Any = ANN, **more: str) -> Placed:
        placed = self.sessions.place(whose, given, more.get("previous", ""))
        assert placed is not None
        answers = (Turn(ASSISTANT, reply),) if reply else ()
        for node in (*placed.nodes, *self.sessions.reply(whose, placed, answers, more.get("alias", ""))):
            self.rows.setdefault(
                node.id,
                {
                    "id": node.id, "parent": node.parent, "pair": node.pair, "position": node.position,
                    "conversation": placed.belongs(node), "alias": None,
                },
            )  # fmt: skip
        return placed

    def restart(self) -> None:
        self.sessions = Sessions(SECRET)

    def look_up(self, given: tuple[Turn, ...], whose: Any = ANN) -> list[str]:
        """What the store is asked for before a request is placed; what it has is taken in."""
        wanted = self.sessions.wanted(self.sessions.nodes(whose, given))
        self.sessions.learn(row for row in self.rows.values() if {row["id"], row["parent"], row["pair"]} & set(wanted))
        return wanted


@pytest.fixture
def talk() -> Talk:
    return Talk()


def test_a_talk_that_goes_on(talk: Talk) -> None:
    first = talk.ask(turns("a", system="be brief"), "b")
    assert first.kind == NEW
    again = talk.ask(turns("a", "b", "c", system="be brief"), "d")
    assert (again.kind, again.conversation) == (CONTINUED, first.conversation)
    assert [node.turn.text for node in again.nodes[again.fresh :]] == ["c"]
    assert [node.position for node in again.nodes] == [0, 1, 2, 3]


def test_the_same_once_more_a_fork_an_edit(talk: Talk) -> None:
    root = talk.ask(turns("a"), "b").conversation
    talk.ask(turns("a", "b", "c"), "d")
    for asked, kind in (
        (turns("a"), REPEATED),
        (turns("a", "b", "c"), REPEATED),
        (turns("a", "b", "other"), FORKED),
        (turns("a", "not b", "c"), EDITED),
    ):
        placed = talk.ask(asked)
        assert (placed.kind, placed.conversation) == (kind, root), kind


def test_a_beginning_that_was_left_out(talk: Talk) -> None:
    root = talk.ask(turns("a"), "b").conversation
    talk.ask(turns("a", "b", "c"), "d")
    trimmed = talk.ask(turns("c", "d", "e"), "f")
    assert (trimmed.kind, trimmed.conversation) == (TRIMMED, root)
    whole = talk.ask(turns("a", "b", "c", "d", "e", "f", "g"))
    assert (whole.kind, whole.conversation) == (CONTINUED, root)
    assert [node.turn.text for node in whole.nodes[whole.fresh :]] == ["g"]


def test_a_history_that_was_never_seen(talk: Talk) -> None:
    placed = talk.ask(turns("a", "b", "c"))
    assert (placed.kind, placed.fresh) == (JOINED, 0)


def test_instructions_are_shared_and_belong_to_no_conversation(talk: Talk) -> None:
    one, two = (talk.ask(turns(text, system="be brief")) for text in "ab")
    assert two.kind == NEW
    assert one.conversation != two.conversation
    assert one.nodes[0].id == two.nodes[0].id
    assert (two.fresh, one.belongs(one.nodes[0]), one.belongs(one.nodes[1])) == (1, "", one.conversation)


def test_a_restart_changes_nothing(talk: Talk) -> None:
    talk.ask(turns("a", system="s"), "b")
    before = talk.ask(turns("a", "b", "c", system="s"), "d")
    talk.restart()
    given = turns("a", "b", "c", "d", "e", system="s")
    assert talk.look_up(given)
    after = talk.ask(given, "f")
    assert (after.kind, after.conversation, after.fresh) == (CONTINUED, before.conversation, 5)
    assert talk.look_up(turns("a", "b", "c", "d", "e", "f", "g", system="s")) == []
    talk.restart()
    given = turns("c", "d", "other", system="s")
    talk.look_up(given)
    assert talk.ask(given).kind == TRIMMED


@pytest.mark.parametrize(
    "other",
    [owner(SECRET, "key", "bob"), owner(SECRET, "other", "ann"), owner(SECRET, "key", ""), owner(SECRET, "", "keyann")],
)
def test_no_other_key_or_user_shares_a_prefix(talk: Talk, other: Any) -> None:
    mine = talk.ask(turns("a"), "b")
    talk.ask(turns("a", "b", "c"), "d", alias="resp_1")
    for asked in (turns("a"), turns("a", "b", "c", "d", "e"), turns("c", "d", "e")):
        theirs = talk.ask(asked, whose=other)
        assert theirs.fresh == 0 or theirs.kind == CONTINUED
        assert theirs.conversation != mine.conversation
        assert not {node.id for node in theirs.nodes} & {node.id for node in mine.nodes}
    assert talk.sessions.place(other, turns("e"), "resp_1") is None


def test_a_label_tells_equal_beginnings_apart(talk: Talk) -> None:
    labelled = owner(SECRET, "key", "ann", "second")
    assert talk.ask(turns("a")).conversation != talk.ask(turns("a"), whose=labelled).conversation
    assert labelled.name == ANN.name


def test_a_reply_is_found_by_its_id(talk: Talk) -> None:
    first = talk.ask(turns("a"), "b", alias="resp_1")
    after = talk.ask(turns("c"), "d", previous="resp_1", alias="resp_2")
    assert (after.kind, after.conversation) == (CONTINUED, first.conversation)
    assert after.nodes[0].position == 2
    assert talk.ask(turns("a", "b", "c", "d", "e")).kind == CONTINUED
    assert talk.ask(turns("else"), previous="resp_1").kind == FORKED
    assert talk.sessions.place(ANN, turns("c"), "resp_9") is None


def test_what_is_at_hand_is_bounded() -> None:
    sessions = Sessions(SECRET, size=10)
    for number in range(50):
        sessions.place(ANN, turns(str(number)))
    assert len(sessions._seen) == 10
    assert len(sessions._also) == 10


def test_a_person_is_the_same_under_every_key() -> None:
    assert {owner(SECRET, key, "ann").person for key in ("one", "two")} == {person(SECRET, "ann")}
    assert owner(SECRET, "one", "").person != owner(SECRET, "two", "").person


@given(st.lists(st.text(max_size=3), min_size=1, max_size=9), st.integers(0, 9))
def test_names_depend_on_content_alone(texts: list[str], cut: int) -> None:
    """However a talk came in, in one piece or in several, its turns have the same names."""
    whole = Sessions(SECRET).nodes(ANN, turns(*texts))
    cut = min(cut, len(texts))
    first = Sessions(SECRET).nodes(ANN, turns(*texts)[:cut])
    assert whole[:cut] == first
    rest = Sessions(SECRET).nodes(ANN, turns(*texts)[cut:], first[-1].id if first else "", cut)
    assert [node.id for node in whole[cut:]] == [node.id for node in rest]
