"""Readers: OpenAI messages in every shape clients send, and Lost in Conversation tasks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.conversation.identity import name
from commonground.conversation.readers import (
    FIELDS,
    ROLES,
    SourceTask,
    from_messages,
    read_lost_in_conversation,
    read_openai,
    to_messages,
)
from commonground.conversation.record import ASSISTANT, TOOL, USER, Conversation, Event, Part, ToolCall, Turn
from commonground.errors import InputError

DATA = Path(__file__).parents[2].parent / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="shared/data is absent")

IMAGE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}
CALL = {"id": "c1", "type": "function", "function": {"name": "find", "arguments": '{"city": "Bern"}'}}
HELLO = [{"role": "user", "content": "hi"}]

TEXT_PART = st.builds(lambda text: {"type": "text", "text": text}, st.text(max_size=5))
CONTENT = st.text(max_size=8) | st.lists(TEXT_PART | st.just(IMAGE), max_size=4)
CALLS = st.builds(
    lambda key, arguments: {"id": key, "type": "function", "function": {"name": "find", "arguments": arguments}},
    st.text(max_size=3),
    st.text(max_size=5),
)
MESSAGE = st.fixed_dictionaries(
    {"role": st.sampled_from(ROLES), "content": CONTENT},
    optional={
        "tool_calls": st.none() | st.lists(CALLS, max_size=2),
        "tool_call_id": st.none() | st.text(max_size=3),
        "name": st.none() | st.text(max_size=5),
        "refusal": st.none() | st.text(max_size=5),
    },
)


def saved(tmp_path: Path, value: object, *, lines: bool = False) -> Path:
    path = tmp_path / "file.json"
    rows: Any = value
    path.write_text("\n".join(map(json.dumps, rows)) if lines else json.dumps(value, indent=1), "utf-8")
    return path


def turn(message: Mapping[str, object]) -> Turn:
    return from_messages([message]).turns[0]


def test_plain_messages_by_hand() -> None:
    talk = from_messages([*HELLO, {"role": "assistant", "content": "Hello."}], conversation_id="a", meta={"k": 1})
    assert talk == Conversation((Turn(USER, "hi"), Turn(ASSISTANT, "Hello.")), id="a", meta={"k": 1})


def test_a_tool_call_and_its_answer_by_hand() -> None:
    messages = [
        {"role": "assistant", "content": None, "tool_calls": [CALL]},
        {"role": "tool", "tool_call_id": "c1", "content": "none"},
    ]
    talk = from_messages(messages)
    call = ToolCall("c1", "find", '{"city": "Bern"}')
    assert talk.turns == (Turn(ASSISTANT, "", tool_calls=(call,)), Turn(TOOL, "none", tool_call_id="c1"))
    assert to_messages(talk) == messages


@pytest.mark.parametrize("content", [{}, {"content": None}, {"content": ""}])
def test_content_that_is_absent_null_or_empty_is_one_thing_beside_tool_calls(content: dict[str, object]) -> None:
    assert to_messages(from_messages([{"role": "assistant", **content, "tool_calls": [CALL]}])) == [
        {"role": "assistant", "content": None, "tool_calls": [CALL]}
    ]


def test_tool_arguments_given_as_an_object_become_json_text() -> None:
    call = {"id": "c", "function": {"name": "f", "arguments": {"b": 1, "a": "ü"}}}
    assert turn({"role": "assistant", "tool_calls": [call]}).tool_calls == (ToolCall("c", "f", '{"a":"ü","b":1}'),)


def test_one_text_part_is_the_text() -> None:
    assert turn({"role": "user", "content": [{"type": "text", "text": "hi"}]}) == Turn(USER, "hi")


def test_a_text_before_an_image() -> None:
    message = {"role": "user", "content": [{"type": "text", "text": "look"}, IMAGE]}
    assert turn(message).text == "look"
    assert [(part.kind, json.loads(part.content)) for part in turn(message).parts] == [("image_url", IMAGE)]
    assert to_messages(from_messages([message])) == [message]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ([IMAGE, {"type": "text", "text": "that"}], "that"),
        ([{"type": "text", "text": "this"}, IMAGE, {"type": "text", "text": "or that"}], "this\nor that"),
        ([{"type": "text", "text": "a"}, {"type": "text", "text": "b"}], "a\nb"),
        ([{"type": "text", "text": "a", "cache_control": {"type": "ephemeral"}}], "a"),
        ([IMAGE], ""),
    ],
)
def test_any_arrangement_of_parts_is_kept_and_its_text_is_read(content: list[object], text: str) -> None:
    message = {"role": "user", "content": content}
    assert turn(message).text == text
    assert to_messages(from_messages([message])) == [message]


def test_a_name_is_kept_and_counts_as_content() -> None:
    named = [{"role": "user", "content": "hi", "name": "ada"}]
    assert from_messages(named).turns[0].parts == (Part(FIELDS, '{"name":"ada"}'),)
    assert to_messages(from_messages(named)) == named
    assert name(from_messages(named)) != name(from_messages(HELLO))


def test_empty_fields_as_clients_send_them_back_do_not_count() -> None:
    dumped: dict[str, object] = {
        "role": "assistant",
        "content": "Hello.",
        "refusal": None,
        "audio": None,
        "annotations": [],
    }
    assert turn({**dumped, "tool_calls": None, "tool_call_id": None}) == Turn(ASSISTANT, "Hello.")


@given(st.lists(MESSAGE, max_size=4))
def test_what_was_read_comes_back_equal(messages: list[dict[str, object]]) -> None:
    talk = from_messages(messages)
    assert from_messages(to_messages(talk)) == talk
    assert from_messages(json.loads(json.dumps(to_messages(talk)))) == talk


@given(st.lists(st.builds(Turn, st.sampled_from(ROLES), st.text(max_size=8)), max_size=5))
def test_plain_turns_come_back_equal(turns: list[Turn]) -> None:
    assert from_messages(to_messages(Conversation(tuple(turns)))).turns == tuple(turns)


@given(st.lists(MESSAGE, max_size=4))
def test_writing_again_changes_nothing(messages: list[dict[str, object]]) -> None:
    once = to_messages(from_messages(messages))
    assert to_messages(from_messages(once)) == once


def test_times_events_id_and_meta_stay_behind() -> None:
    talk = Conversation((Turn(USER, "hi", time=2.0),), (Event(0, "note"),), "a", {"k": 1})
    assert to_messages(talk) == HELLO


def test_a_speaker_without_a_chat_role_cannot_be_sent() -> None:
    with pytest.raises(InputError, match=r"turns\[0\].speaker: is no chat role, got 'ada'") as caught:
        to_messages(Conversation((Turn("ada", "hi"),)))
    assert "user" in caught.value.hint


@pytest.mark.parametrize("content", ["no JSON", "[1]"])
def test_a_part_of_another_making_cannot_be_sent(content: str) -> None:
    with pytest.raises(InputError, match=r"turns\[0\].parts: is no JSON object"):
        to_messages(Conversation((Turn(USER, "hi", parts=(Part("image", content),)),)))


@pytest.mark.parametrize(
    ("messages", "problem"),
    [
        ("hi", "messages: must be a list, got 'hi'"),
        (["hi"], "messages[0]: must be an object, got 'hi'"),
        ([{"content": "hi"}], "messages[0].role: is missing"),
        ([{"role": "usr", "content": "hi"}], "messages[0].role: is no chat role, got 'usr'"),
        ([{"role": "user"}], "messages[0].content: is missing"),
        ([{"role": "user", "content": 3}], "messages[0].content: must be text, a list of parts or null, got 3"),
        ([{"role": "user", "content": ["hi"]}], "messages[0].content[0]: must be an object, got 'hi'"),
        ([{"role": "user", "content": [{"text": "hi"}]}], "messages[0].content[0].type: is missing"),
        ([{"role": "user", "content": [{"type": "text"}]}], "messages[0].content[0].text: is missing"),
        ([{"role": "tool", "content": "", "tool_call_id": 3}], "messages[0].tool_call_id: must be text, got 3"),
        ([{"role": "assistant", "tool_calls": [{"id": "c"}]}], "messages[0].tool_calls[0].function: is missing"),
        (
            [{"role": "assistant", "tool_calls": [{"id": "c", "type": "custom"}]}],
            "messages[0].tool_calls[0].type: must be 'function', got 'custom'",
        ),
    ],
)
def test_bad_messages_are_named(messages: object, problem: str) -> None:
    with pytest.raises(InputError) as caught:
        from_messages(messages, path="talks.jsonl", line=3)
    assert str(caught.value) == f"talks.jsonl:3: {problem}"


@pytest.mark.parametrize("lines", [True, False])
def test_a_file_of_rows_as_lines_or_as_a_list(tmp_path: Path, lines: bool) -> None:
    rows = [{"id": "a", "messages": HELLO, "lang": "en"}, {"id": 2, "messages": []}, {"messages": HELLO, "id": None}]
    talks = list(read_openai(saved(tmp_path, rows, lines=lines)))
    assert [talk.id for talk in talks] == ["a", "2", None]
    assert talks[0] == Conversation((Turn(USER, "hi"),), id="a", meta={"lang": "en"})


def test_a_list_of_messages_is_one_conversation(tmp_path: Path) -> None:
    talks = list(read_openai(saved(tmp_path, [*HELLO, *HELLO])))
    assert [len(talk.turns) for talk in talks] == [2]


def test_a_bad_row_of_a_list_is_counted_from_one(tmp_path: Path) -> None:
    path = saved(tmp_path, [{"messages": HELLO}, {"id": "b"}])
    with pytest.raises(InputError, match=rf"^{path}:2: messages: is missing$"):
        list(read_openai(path))


def test_an_id_that_is_neither_text_nor_number_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=":1: id: must be text, got True"):
        list(read_openai(saved(tmp_path, [{"messages": HELLO, "id": True}], lines=True)))


@pytest.mark.parametrize(
    ("content", "problem"),
    [("", "is empty"), ("[]", "has no rows"), ("[\n{,}]", ":2: is not JSON"), ("hello", ":1: is not JSON")],
)
def test_a_file_without_conversations_is_refused(tmp_path: Path, content: str, problem: str) -> None:
    path = tmp_path / "bad.json"
    path.write_text(content)
    with pytest.raises(InputError, match=problem):
        list(read_openai(path))


@pytest.mark.parametrize("reader", [read_openai, read_lost_in_conversation])
def test_a_missing_file_is_refused(tmp_path: Path, reader: Any) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        list(reader(tmp_path / "absent.json"))


def task(**changes: object) -> dict[str, object]:
    shards = [{"shard_id": 2, "shard": "For 2."}, {"shard_id": 1, "shard_text": "Book a table."}]
    return {"task_id": "t/0", "task": "actions", "shards": shards, "answer": "#### 16", **changes}


def test_a_task_by_hand(tmp_path: Path) -> None:
    (found,) = read_lost_in_conversation(saved(tmp_path, [task()]))
    assert found == SourceTask("t/0", "actions", ("Book a table.", "For 2."), {"answer": "#### 16"})


def test_private_test_cases_are_left_as_they_stand(tmp_path: Path) -> None:
    packed = "eJxrYJmaz8gABhE9"
    (found,) = read_lost_in_conversation(saved(tmp_path, [task(private_test_cases=packed)]))
    assert found.fields["private_test_cases"] == packed


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"shards": []}, "shards: has no shards, got []"),
        ({"shards": {}}, "shards: must be a list, got {}"),
        ({"shards": [{"shard_id": 1}]}, "shards[0].shard: is missing"),
        ({"shards": [{"shard": "a"}]}, "shards[0].shard_id: is missing"),
        ({"shards": [{"shard_id": "1", "shard": "a"}]}, "shards[0].shard_id: must be a whole number, got '1'"),
        ({"shards": [{"shard_id": 1, "shard": " "}]}, "shards[0].shard: is empty, got ' '"),
        ({"shards": [{"shard_id": 1, "shard_text": ""}]}, "shards[0].shard_text: is empty, got ''"),
        ({"shards": [{"shard_id": 1, "shard": None}]}, "shards[0].shard: must be text, got null"),
        (
            {"shards": [{"shard_id": 1, "shard": "a"}, {"shard_id": 1, "shard": "b"}]},
            "shards[1].shard_id: is there twice in this task, got 1",
        ),
        ({"task_id": 7}, "task_id: must be text, got 7"),
        ({"task": ""}, "task: is empty, got ''"),
        ({"task_id": "t/0"}, "task_id: is there twice, got 't/0'"),
    ],
)
def test_a_bad_task_is_named(tmp_path: Path, change: dict[str, object], problem: str) -> None:
    path = saved(tmp_path, [task(), {**task(task_id="t/1"), **change}])
    with pytest.raises(InputError) as caught:
        read_lost_in_conversation(path)
    assert str(caught.value) == f"{path}:2: {problem}"


@pytest.mark.parametrize("missing", ["task_id", "task", "shards"])
def test_a_missing_field_of_a_task_is_named(tmp_path: Path, missing: str) -> None:
    row = {key: value for key, value in task().items() if key != missing}
    with pytest.raises(InputError, match=f":1: {missing}: is missing"):
        read_lost_in_conversation(saved(tmp_path, [row]))


@needs_data
def test_the_schema_guided_dialogues() -> None:
    talks = list(read_openai(DATA / "transcripts" / "schema_guided_dialogue.jsonl"))
    assert (len(talks), sum(len(talk.turns) for talk in talks)) == (384, 5306)
    assert talks[0].id == "1_00000"
    assert all(from_messages(to_messages(talk)).turns == talk.turns for talk in talks)


@needs_data
def test_the_sharded_mathematics_tasks() -> None:
    tasks = read_lost_in_conversation(DATA / "lost_in_conversation" / "sharded_gsm8k.json")
    assert (len(tasks), sum(len(found.shards) for found in tasks)) == (333, 1659)
    assert tasks[0].shards[0] == "How many seashells did Leigh have?"
    assert set(tasks[0].fields) == {"question", "answer"}
