"""A result: values by name, rows for tables, and a table where a notebook shows it."""

from __future__ import annotations

from tests.measures.dialogues import spoken

from commonground.conversation.record import USER, Conversation, Turn
from commonground.measures.lexical import FAMILY
from commonground.measures.registry import measure, measured
from commonground.measures.result import Result

TALK = spoken("the red house", "the red one", "")
RESULT = Result(TALK.conversation, TALK, measured(TALK, (FAMILY,)))


def test_values_are_found_by_name() -> None:
    assert RESULT["lexical.repetition"].value == 2 / 6
    assert len(RESULT) == len(FAMILY.cards)
    assert "dialign.length" in set(RESULT)


def test_a_row_holds_values_and_sides_that_there_are() -> None:
    row = RESULT.row()
    assert row["lexical.repetition"] == 2 / 6
    assert (row["lexical.repetition.first"], row["lexical.repetition.second"]) == (0, 2 / 3)
    assert "dialign.length.first" not in row


def test_a_turn_row_names_turn_and_speaker() -> None:
    rows = list(RESULT.turn_rows())
    assert [(row["turn"], row["speaker"]) for row in rows] == [(0, "user"), (1, "assistant"), (2, "user")]
    assert [row["lexical.repetition"] for row in rows] == [0, 2 / 3, None]
    assert "dialign.length" not in rows[0]


def test_where_there_is_no_talk_every_value_is_none() -> None:
    found = measure(Conversation((Turn(USER, "hello"),)), ["lexical"])
    assert set(found.row().values()) == {None}
    assert list(found.turn_rows()) == []
    assert found._repr_html_()


def test_a_notebook_is_shown_a_table() -> None:
    shown = RESULT._repr_html_()
    assert shown.startswith("<table>")
    assert "<th>user</th>" in shown
    assert "<td>lexical.repetition</td><td>0.3333</td><td>0</td><td>0.6667</td>" in shown
