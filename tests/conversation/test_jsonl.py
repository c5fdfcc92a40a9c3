"""Conversations on disk: nothing is lost on the way, and a bad line says where and what."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonground.conversation.jsonl import SCHEMA, from_row, read, to_row, write
from commonground.conversation.nodes import nodes
from commonground.conversation.record import ASSISTANT, USER, Conversation, Event, Part, ToolCall, Turn
from commonground.errors import InputError

FULL = Conversation(
    turns=(
        Turn(USER, "Look:\nGrüße \u2028 \U0001f600", parts=(Part("image", '{"type":"image"}'),), time=0.5),
        Turn(ASSISTANT, "", tool_calls=(ToolCall("c1", "find", '{"city": "Bern"}'),)),
        Turn("tool", "none", tool_call_id="c1", time=3),
    ),
    events=(Event(0, "reveal", {"shards": [1, 2], "last": None}), Event(1, "verdict", 0.25, "judge"), Event(2, "end")),
    id="1_00000",
    meta={"domain": "restaurants", "nested": {"empty": {}, "list": []}},
)
MINIMAL = {"schema": 1, "turns": [{"speaker": "user", "text": "hi"}]}

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)
SHORT = st.text(max_size=6)
TURNS = st.builds(
    Turn,
    SHORT,
    SHORT,
    st.lists(st.builds(Part, SHORT, SHORT), max_size=2).map(tuple),
    st.lists(st.builds(ToolCall, SHORT, SHORT, SHORT), max_size=2).map(tuple),
    st.none() | SHORT,
    st.none() | st.floats(allow_nan=False, allow_infinity=False),
)
EVENTS = st.builds(Event, st.integers(), SHORT, JSON, SHORT)
TALKS = st.builds(
    Conversation,
    st.lists(TURNS, max_size=3).map(tuple),
    st.lists(EVENTS, max_size=3).map(tuple),
    st.none() | SHORT,
    st.dictionaries(SHORT, JSON, max_size=3),
)


def written(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "talks.jsonl"
    path.write_bytes(content)
    return path


def refusal(row: object) -> InputError:
    with pytest.raises(InputError) as caught:
        from_row(row, "talks.jsonl", 7)
    assert "\n" not in str(caught.value)
    return caught.value


@given(TALKS)
def test_a_row_comes_back_equal(talk: Conversation) -> None:
    assert from_row(json.loads(json.dumps(to_row(talk))), "f", 1) == talk


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TALKS, min_size=1, max_size=3))
def test_a_file_comes_back_equal(tmp_path: Path, talks: list[Conversation]) -> None:
    write(tmp_path / "talks.jsonl", talks)
    assert list(read(tmp_path / "talks.jsonl")) == talks


def test_everything_a_conversation_can_hold_comes_back(tmp_path: Path) -> None:
    write(tmp_path / "full.jsonl", [FULL])
    assert list(read(tmp_path / "full.jsonl")) == [FULL]


def test_a_line_by_hand(tmp_path: Path) -> None:
    talk = Conversation((Turn(USER, "Grüße"),), (Event(0, "reveal", 1),), "a")
    write(tmp_path / "a.jsonl", [talk])
    expected = (
        '{"schema": 1, "turns": [{"speaker": "user", "text": "Grüße"}], '
        '"id": "a", "events": [{"turn": 0, "kind": "reveal", "value": 1}]}\n'
    )
    assert (tmp_path / "a.jsonl").read_text("utf-8") == expected


@pytest.mark.parametrize("value", [0, False, "", [], {}])
def test_values_that_are_false_but_not_none_come_back(value: object) -> None:
    back = from_row(to_row(Conversation(events=(Event(0, "k", value),)))).events[0].value
    assert (type(back), back) == (type(value), value)


def test_lone_surrogates_come_back_from_a_file_that_is_utf8(tmp_path: Path) -> None:
    talk = Conversation((Turn(USER, "half \ud83d a face"),))
    write(tmp_path / "s.jsonl", [talk])
    assert (tmp_path / "s.jsonl").read_bytes().decode("utf-8")
    assert list(read(tmp_path / "s.jsonl")) == [talk]


def test_tuples_are_written_as_lists() -> None:
    assert to_row(Conversation(events=(Event(0, "k", (1, 2)),)))["events"] == [
        {"turn": 0, "kind": "k", "value": [1, 2]}
    ]


def test_metadata_that_was_read_cannot_be_written_to() -> None:
    with pytest.raises(TypeError):
        from_row(to_row(FULL)).meta["key"] = 1  # type: ignore[index]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1: "a"}, {"a", "b"}, b"bytes", object()])
def test_what_is_not_json_is_refused_on_writing(value: object) -> None:
    with pytest.raises(InputError, match=r"^events\[0\].value.a\[1\]: cannot be written as JSON") as caught:
        to_row(Conversation(events=(Event(0, "k", {"a": [0, value]}),)))
    assert caught.value.hint


def test_a_time_that_is_not_finite_is_refused_on_writing() -> None:
    with pytest.raises(InputError, match=r"turns\[0\].time"):
        to_row(Conversation((Turn(USER, "hi", time=float("inf")),)))


def test_blank_lines_carriage_returns_and_a_byte_order_mark_are_passed_over(tmp_path: Path) -> None:
    line = json.dumps(MINIMAL).encode()
    path = written(tmp_path, b"\xef\xbb\xbf" + line + b"\r\n\r\n" + line + b"\n\n")
    assert len(list(read(path))) == 2


def test_an_error_names_path_line_field_and_value() -> None:
    error = refusal({"schema": 1, "turns": [{"speaker": "user", "text": 5}]})
    assert str(error) == "talks.jsonl:7: turns[0].text: must be text, got 5"
    assert (error.path, error.line, error.field, error.value) == ("talks.jsonl", 7, "turns[0].text", 5)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"turns": {}}, "turns: must be a list, got {}"),
        ({"turns": [3]}, "turns[0]: must be an object, got 3"),
        ({"turns": [{"speaker": None, "text": ""}]}, "turns[0].speaker: must be text, got null"),
        ({"turns": [{"speaker": "user"}]}, "turns[0].text: is missing"),
        ({"turns": [{"speaker": "u", "text": "", "time": "now"}]}, "turns[0].time: must be a number, got 'now'"),
        ({"turns": [{"speaker": "u", "text": "", "time": True}]}, "turns[0].time: must be a number, got True"),
        ({"turns": [{"speaker": "u", "text": "", "mood": 1}]}, "turns[0].mood: is not a field of the record, got 1"),
        ({"turns": [{"speaker": "u", "text": "", "parts": [{"kind": "a"}]}]}, "turns[0].parts[0].content: is missing"),
        (
            {"turns": [{"speaker": "u", "text": "", "tool_calls": [{"id": 1, "name": "f", "arguments": ""}]}]},
            "turns[0].tool_calls[0].id: must be text, got 1",
        ),
        ({"turns": [{"speaker": "u", "text": "", "tool_call_id": 0}]}, "turns[0].tool_call_id: must be text, got 0"),
        ({"events": [{"turn": True, "kind": "k"}]}, "events[0].turn: must be a whole number, got True"),
        ({"events": [{"turn": 0}]}, "events[0].kind: is missing"),
        ({"events": "none"}, "events: must be a list, got 'none'"),
        ({"id": 4}, "id: must be text, got 4"),
        ({"meta": []}, "meta: must be an object, got []"),
        ({"score": 1.0}, "score: is not a field of the record, got 1.0"),
        ({"schema": "1"}, "schema: must be a whole number, got '1'"),
        ({"schema": 0}, "schema: is no schema version; this version reads 1, got 0"),
    ],
)
def test_a_bad_field_is_named(change: dict[str, object], message: str) -> None:
    assert str(refusal({**MINIMAL, **change})) == f"talks.jsonl:7: {message}"


@pytest.mark.parametrize(
    ("row", "shown"), [([], r"must be an object, got \[\]"), (None, "must be an object, got null")]
)
def test_a_row_that_is_no_object_is_refused(row: object, shown: str) -> None:
    with pytest.raises(InputError, match=shown):
        from_row(row)


def test_missing_turns_say_which_fields_there_are() -> None:
    error = refusal({"schema": 1, "id": "a"})
    assert "turns: is missing" in str(error)
    assert error.hint == "the object has: schema, id"


def test_a_newer_schema_says_so() -> None:
    error = refusal({"schema": SCHEMA + 1, "something": "new"})
    assert "schema: is newer than this version reads (1), got 2" in str(error)
    assert "upgrade" in error.hint


def test_a_file_of_another_kind_points_to_its_reader() -> None:
    assert "read_openai" in refusal({"messages": []}).hint


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        (b'{"schema": 1, "tur', "is not JSON"),
        (b"{} {}", "is not JSON"),
        (b'{"a": NaN}', "is not JSON that can be read (NaN is not a JSON number)"),
        (b'{"a": 1e999}', "1e999 is not a JSON number"),
        (b"[" * 100_000, "is not JSON"),
        (b"9" * 5000, "is not JSON that can be read"),
        (b'{"a": "\xff"}', "is not UTF-8"),
    ],
)
def test_a_line_that_is_no_json_is_named(tmp_path: Path, bad: bytes, problem: str) -> None:
    path = written(tmp_path, json.dumps(MINIMAL).encode() + b"\n" + bad + b"\n")
    with pytest.raises(InputError) as caught:
        list(read(path))
    assert str(caught.value).startswith(f"{path}:2: ")
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.hint


def test_lines_before_a_bad_one_are_still_read(tmp_path: Path) -> None:
    talks = read(written(tmp_path, json.dumps(MINIMAL).encode() + b"\nbroken\n"))
    assert next(talks).turns == (Turn(USER, "hi"),)
    with pytest.raises(InputError, match=":2: is not JSON"):
        next(talks)


@pytest.mark.parametrize("content", [b"", b"\n \n"])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(InputError, match="is empty"):
        list(read(written(tmp_path, content)))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"absent.jsonl: cannot be read \(No such file") as caught:
        list(read(tmp_path / "absent.jsonl"))
    assert caught.value.hint == "check the path"


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Is a directory"):
        list(nodes(tmp_path))


def test_a_file_without_permission_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(InputError, match="Permission denied") as caught:
        list(read(tmp_path / "a.jsonl"))
    assert "ls -l" in caught.value.hint


@pytest.mark.parametrize(("target", "problem"), [("absent/a.jsonl", "No such file"), (".", "Is a directory")])
def test_what_cannot_be_written_is_refused(tmp_path: Path, target: str, problem: str) -> None:
    with pytest.raises(InputError, match=rf"cannot be written \({problem}"):
        write(tmp_path / target, [FULL])


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = written(tmp_path, b"old")
    with pytest.raises(InputError, match="cannot be written as JSON"):
        write(path, [FULL, Conversation(meta={"a": object()})])
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_can_be_rewritten_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    write(path, [FULL, FULL])

    def longer() -> Iterator[Conversation]:
        for talk in read(path):
            yield talk.extend(Turn(USER, "Thanks."))

    write(path, longer())
    assert [talk.turns[-1].text for talk in read(path)] == ["Thanks.", "Thanks."]


def test_what_is_no_regular_file_is_written_directly() -> None:
    write("/dev/null", [FULL])
    assert not Path("/dev/null").is_file()
