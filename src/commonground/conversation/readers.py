"""Readers: files that others made, turned into the record.

OpenAI `messages` are what chat clients send and most transcripts are kept in; `from_messages` and `to_messages` are
also how endpoints and the gateway cross between wire and record. Lost in Conversation files hold tasks, not
transcripts: they are read as `SourceTask`. Readers only read: nothing is decoded, unpickled or run.

What a turn has no place for is kept in its parts, so that nothing is lost on the way through:

- content that is one text, with or without other parts after it, is `text` and those parts;
- any other arrangement is kept whole in the parts, the texts too (kind "text"), and `text` joins the texts by newlines;
- other fields of a message (`name`, `refusal` ...) stand in one part of the kind `FIELDS`; empty ones are dropped.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from commonground.conversation.nodes import Bad, Node, document, each, nodes, opened
from commonground.conversation.record import ASSISTANT, SYSTEM, TOOL, USER, Conversation, Part, ToolCall, Turn
from commonground.errors import InputError

ROLES = (SYSTEM, "developer", USER, ASSISTANT, TOOL, "function")
FIELDS = "message_fields"
_OWN_FIELDS = ("role", "content", "tool_calls", "tool_call_id")


@dataclass(frozen=True, slots=True)
class SourceTask:
    """One fully specified task and its shards in the order of their ids (the first is the intent).

    `fields` holds everything else the file says of the task, as it stands there: question, answer, schema_sql ...
    """

    task_id: str
    task: str
    shards: tuple[str, ...]
    fields: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


def read_openai(path: str | os.PathLike[str], bad: Bad | None = None) -> Iterator[Conversation]:
    """Yield the conversations of a file of OpenAI `messages`, in order.

    The file is JSONL with one object a line (`{"messages": [...]}`), a JSON list of such objects, or a JSON list of
    messages, which is one conversation. A field `id` is the conversation's id; all others become its `meta`.

    Raises: InputError, while iterating, naming the line (in a JSON list: the row, counted from 1), field and value; a bad
    row is told to `bad` instead, where it is given.
    """
    yield from each(rows(path, bad), _transcript, bad)


def from_messages(
    messages: object,
    *,
    conversation_id: str | None = None,
    meta: Mapping[str, object] | None = None,
    path: str = "",
    line: int | None = None,
) -> Conversation:
    """Return the conversation that a list of OpenAI messages spells; `path` and `line` are named in errors.

    Content that is null or absent is "", as it is with replies that only call tools. Tool arguments that were given as
    an object, as some tools write them, become their JSON text.

    Raises: InputError naming the message, field and value when it is no such list.
    """
    turns = tuple(_turn(message) for message in Node(messages, path, line, "messages").items())
    return Conversation(turns=turns, id=conversation_id, meta=MappingProxyType(dict(meta or {})))


def to_messages(conversation: Conversation) -> list[dict[str, object]]:
    """Return the turns as OpenAI messages: the inverse of `from_messages`. Times, events, id and meta stay behind.

    Raises: InputError when a speaker is no chat role, or a part was not made by `from_messages`.
    """
    return [_message(turn, index) for index, turn in enumerate(conversation.turns)]


def read_lost_in_conversation(path: str | os.PathLike[str], sharded: bool = True) -> tuple[SourceTask, ...]:
    """Return the tasks of a Lost in Conversation file (a JSON list; arXiv 2505.06120), in order.

    The text of a shard is read from `shard`, as the public files have it, or `shard_text`, as their README has it. Of a
    file that is yet to be `sharded`, the shards are not looked at.

    Raises: InputError naming the row (counted from 1), field and value when one is missing, empty or there twice.
    """
    seen: set[str] = set()
    tasks = []
    for row in _rows(path):
        task = _source_task(row, sharded)
        if task.task_id in seen:
            row.get("task_id").refuse("is there twice", "give each task an id of its own")
        seen.add(task.task_id)
        tasks.append(task)
    return tuple(tasks)


def rows(path: str | os.PathLike[str], bad: Bad | None = None) -> Iterator[Node]:
    """Yield the rows of a file: the elements of a JSON list, or the lines of JSONL. Raises as `read_openai` does."""
    yield from _rows(path) if _is_list(path) else nodes(path, bad)


def _is_list(path: str | os.PathLike[str]) -> bool:
    """Return whether the file is one JSON list, by its first character; one that cannot be read is left to `nodes`."""
    try:
        with opened(path) as file:
            first = next((line for line in file if line.strip()), b"")
    except (OSError, EOFError):
        return False
    return first.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"[")


def _rows(path: str | os.PathLike[str]) -> Iterator[Node]:
    """Yield the elements of a JSON list; a list of messages is one element."""
    whole = document(path)
    items = whole.items()
    if not items:
        whole.refuse("has no rows", "a JSON list of objects was expected")
    if isinstance(items[0].value, dict) and "role" in items[0].value:
        items = [Node({"messages": whole.value}, whole.path)]
    for number, item in enumerate(items, start=1):
        yield Node(item.value, whole.path, number)


def _transcript(row: Node) -> Conversation:
    messages, name = row.get("messages"), row.optional("id")
    meta = {key: value for key, value in row.fields().items() if key not in ("messages", "id")}
    return from_messages(messages.value, conversation_id=_name(name), meta=meta, path=row.path, line=row.line)


def _name(node: Node | None) -> str | None:
    """Return an id as text; data sets also number their rows."""
    if node is None or node.value is None:
        return None
    return str(node.value) if type(node.value) is int else node.text()


def _turn(message: Node) -> Turn:
    speaker = message.get("role")
    if speaker.text() not in ROLES:
        speaker.refuse("is no chat role", f"choose from: {', '.join(ROLES)}")
    calls, answered = message.optional("tool_calls"), message.optional("tool_call_id")
    rest = {key: value for key, value in message.fields().items() if key not in _OWN_FIELDS and value not in _EMPTY}
    tool_calls = tuple(_tool_call(call) for call in calls.items()) if calls and calls.value is not None else ()
    text, parts = _content(message.optional("content") if tool_calls or rest else message.get("content"))
    return Turn(
        speaker=speaker.text(),
        text=text,
        parts=(*parts, Part(FIELDS, _canonical(rest))) if rest else parts,
        tool_calls=tool_calls,
        tool_call_id=answered.text() if answered and answered.value is not None else None,
    )


_EMPTY: tuple[object, ...] = (None, "", [], {})


def _content(node: Node | None) -> tuple[str, tuple[Part, ...]]:
    if node is None or node.value is None:
        return "", ()
    if isinstance(node.value, str):
        return node.value, ()
    if not isinstance(node.value, list):
        node.refuse("must be text, a list of parts or null")
    items = node.items()
    texts = [item.get("text").text() for item in items if item.get("type").text() == "text"]
    parts = tuple(Part(item.get("type").text(), _canonical(item.value)) for item in items)
    first = 1 if texts and items[0].value == {"type": "text", "text": texts[0]} else 0
    return "\n".join(texts), parts[first:] if len(texts) == first else parts


def _tool_call(node: Node) -> ToolCall:
    kind = node.optional("type")
    if kind is not None and kind.value != "function":
        kind.refuse("must be 'function'", "calls of other kinds have no place in the record")
    function = node.get("function")
    arguments = function.get("arguments")
    written = _canonical(arguments.value) if isinstance(arguments.value, dict) else arguments.text()
    return ToolCall(node.get("id").text(), function.get("name").text(), written)


def _message(turn: Turn, index: int) -> dict[str, object]:
    if turn.speaker not in ROLES:
        hint = f"name the speakers by their chat role first: {', '.join(ROLES)}"
        raise InputError("is no chat role", field=f"turns[{index}].speaker", value=turn.speaker, hint=hint)
    message: dict[str, object] = {"role": turn.speaker, "content": _message_content(turn, index)}
    if turn.tool_calls:
        message["tool_calls"] = [_message_call(call) for call in turn.tool_calls]
    if turn.tool_call_id is not None:
        message["tool_call_id"] = turn.tool_call_id
    for part in turn.parts:
        if part.kind == FIELDS:
            message.update(_part_object(part, index))
    return message


def _message_content(turn: Turn, index: int) -> object:
    parts: list[dict[str, object]] = [_part_object(part, index) for part in turn.parts if part.kind != FIELDS]
    if not parts:
        return None if turn.tool_calls and not turn.text else turn.text
    whole = any(part.kind == "text" for part in turn.parts)
    return parts if whole or not turn.text else [{"type": "text", "text": turn.text}, *parts]


def _message_call(call: ToolCall) -> dict[str, object]:
    return {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}


def _part_object(part: Part, index: int) -> dict[str, object]:
    try:
        content = json.loads(part.content)
    except ValueError:
        content = None
    if not isinstance(content, dict):
        hint = "a part's content is the JSON text of an OpenAI content part"
        raise InputError("is no JSON object", field=f"turns[{index}].parts", value=part.content, hint=hint)
    return content


def _canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _source_task(row: Node, sharded: bool) -> SourceTask:
    shards = _shards(row) if sharded else {}
    return SourceTask(
        task_id=_filled(row.get("task_id")),
        task=_filled(row.get("task")),
        shards=tuple(shards[number] for number in sorted(shards)),
        fields=MappingProxyType({k: v for k, v in row.fields().items() if k not in ("task_id", "task", "shards")}),
    )


def _shards(row: Node) -> dict[int, str]:
    shards: dict[int, str] = {}
    for shard in row.get("shards").items():
        number = shard.get("shard_id")
        if number.whole() in shards:
            number.refuse("is there twice in this task", "give each shard an id of its own")
        shards[number.whole()] = _shard_text(shard)
    if not shards:
        row.get("shards").refuse("has no shards", "a task has at least one shard, its intent")
    return shards


def _shard_text(shard: Node) -> str:
    return _filled(shard.optional("shard") or shard.optional("shard_text") or shard.get("shard"))


def _filled(node: Node) -> str:
    if not node.text().strip():
        node.refuse("is empty")
    return node.text()
