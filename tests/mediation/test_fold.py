"""The fold: whole and turn by turn are one; what it gives out can be written down."""

from __future__ import annotations

import json
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st
from tests.measures.examples import talked

from commonground.conversation.record import ASSISTANT, SYSTEM, TOOL, USER, Conversation, Turn
from commonground.measures.live import Live
from commonground.mediation.fold import Fold, fold
from commonground.mediation.ground import VERSION, CommonGround

SAID = (
    "I need a table for 4 people on Monday.", "no, Tuesday", "Which city?", "actually make it 5 people", "Rome.", "Thanks!",
    "never mind", "What is your budget?", "100 euros", "By the way, how do I fry onions?", "Back to the table, please.",
    "The table is booked for Tuesday.", "Sorry, what?", "", "?", "Forget the onions.", "yes", "I said Rome, not Paris.",
)  # fmt: skip
turns = st.lists(
    st.tuples(st.sampled_from([USER, ASSISTANT, SYSTEM, TOOL]), st.sampled_from(SAID) | st.text(max_size=30)),
    max_size=12,
)


@given(turns)
def test_whole_is_turn_by_turn(pairs: list[tuple[str, str]]) -> None:
    said = tuple(Turn(speaker, text) for speaker, text in pairs)
    folded = Fold()
    for at, turn in enumerate(said):
        folded.add(turn)
        assert folded.ground == fold(Conversation(said[: at + 1]))
    assert len(folded) == len(folded.seen) == len(said)


@given(turns)
def test_requirements_are_never_deleted(pairs: list[tuple[str, str]]) -> None:
    folded, before = Fold(), 0
    for number, (speaker, text) in enumerate(pairs):
        folded.add(Turn(speaker, text))
        found = folded.ground.requirements
        assert len(found) >= before
        assert all(one.superseded_by is None or one.turn <= one.superseded_by <= number for one in found)
        assert all(pairs[one.turn][0] == USER for one in found)
        before = len(found)


def test_system_and_tool_turns_add_nothing_and_keep_the_index() -> None:
    said = (
        Turn(SYSTEM, "You are kind."),
        Turn(USER, "I need a hotel."),
        Turn(TOOL, "2 hotels"),
        Turn(ASSISTANT, "Where?"),
    )
    folded = Fold()
    for turn in said:
        folded.add(turn)
    assert [bool(seen) for seen in folded.seen] == [False, True, False, True]
    assert folded.ground.requirements[0].turn == 1
    assert folded.ground.open_questions[0].turn == 3


def test_what_is_seen_is_what_live_sees_once_a_turn() -> None:
    conversation = talked("U: I need a hotel. / A: Which city? / U: Rome.")
    live = Live()
    expected = [live.add(turn.text, side) for turn, side in zip(conversation.turns, (0, 1, 0), strict=True)]
    with patch.object(Live, "add", autospec=True, side_effect=Live.add) as added:
        folded = Fold()
        for turn in conversation.turns:
            folded.add(turn)
        assert added.call_count == 3
    assert [dict(seen) for seen in folded.seen] == expected


def test_the_document_is_json_and_holds_every_part() -> None:
    ground = fold(talked("U: I need the blue bottle. / A: The blue bottle? Which shelf?"))
    document = json.loads(json.dumps(ground.document()))
    assert document["version"] == VERSION
    assert document["requirements"] == [{"turn": 0, "text": "I need the blue bottle.", "superseded_by": None}]
    assert document["pacts"][0]["uses"] == [
        {"turn": 0, "start": 11, "end": 22},
        {"turn": 1, "start": 4, "end": 15},
    ]
    assert document["open_questions"][-1]["text"] == "Which shelf?"
    assert document["style"]["function_words"]["articles"] == 1 / 5
    assert json.loads(json.dumps(CommonGround().document()))["style"]["turns"] == 0
