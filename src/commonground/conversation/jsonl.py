"""Conversations on disk: one JSON object a line, with the schema version in every line.

A line can be cut out, sorted or joined with lines of other files and still says how it is to be read. What was written
comes back equal: turns, events, id and metadata. Fields that hold their default are left out.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from math import isfinite
from pathlib import Path
from types import MappingProxyType

from commonground.conversation.nodes import Bad, Node, each, nodes, unusable
from commonground.conversation.record import Conversation, Event, Part, ToolCall, Turn
from commonground.errors import InputError

SCHEMA = 1


def write(path: str | os.PathLike[str], conversations: Iterable[Conversation]) -> None:
    """Write `conversations` to `path`, one line each, in UTF-8.

    A regular file is replaced only when all of them are written, so that it is safe to read from the same path while
    writing and a failure leaves the old file as it was.

    Raises: InputError when the file cannot be written, or a value is not JSON (see `to_row`).
    """
    target = Path(path).resolve()
    replaces = target.is_file() or not target.exists()
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial") if replaces else target
    try:
        with partial.open("wb") as file:
            file.writelines(_encode(to_row(conversation)) for conversation in conversations)
        if replaces:
            partial.replace(target)
    except OSError as error:
        raise unusable(path, "written", error) from error
    finally:
        if replaces:
            _discard(partial)


def read(path: str | os.PathLike[str], bad: Bad | None = None) -> Iterator[Conversation]:
    """Yield the conversations of a file that `write` made, in order.

    Raises: InputError, while iterating, when the file cannot be read, is empty, or a line is not a conversation; a bad line
    is told to `bad` instead, where it is given.
    """
    yield from each(nodes(path, bad), lambda node: from_row(node.value, node.path, node.line), bad)


def to_row(conversation: Conversation) -> dict[str, object]:
    """Return the JSON object that stands for `conversation`; fields that hold their default are left out.

    JSON-like values are null, true, false, finite numbers, text, lists, and objects with text for keys. Tuples are
    written as lists and come back as lists.

    Raises: InputError naming the field when an event's value or the metadata is none of these.
    """
    turns = [_turn_row(turn, f"turns[{index}]") for index, turn in enumerate(conversation.turns)]
    events = [_event_row(event, f"events[{index}]") for index, event in enumerate(conversation.events)]
    meta = _plain(conversation.meta, "meta")
    rest = _known(id=conversation.id, events=events or None, meta=meta or None)
    return {"schema": SCHEMA, "turns": turns, **rest}


def from_row(row: object, path: str = "", line: int | None = None) -> Conversation:
    """Return the conversation that the JSON object `row` stands for; `path` and `line` are named in errors.

    Raises: InputError when `row` is not what `to_row` makes, or is of another schema version.
    """
    node = Node(row, path, line)
    _check_schema(node)
    node.only("schema", "turns", "events", "id", "meta")
    meta, name, events = node.optional("meta"), node.optional("id"), node.optional("events")
    return Conversation(
        turns=tuple(_turn(item) for item in node.get("turns").items()),
        events=tuple(_event(item) for item in events.items()) if events else (),
        id=name.text() if name else None,
        meta=MappingProxyType(meta.fields() if meta else {}),
    )


def _check_schema(node: Node) -> None:
    found = node.optional("schema")
    if found is None:
        hint = "not a commonground file; OpenAI messages are read by read_openai"
        raise InputError("is missing", path=node.path, line=node.line, field="schema", hint=hint)
    if found.whole() > SCHEMA:
        found.refuse(f"is newer than this version reads ({SCHEMA})", "pip install --upgrade commonground")
    if found.whole() < SCHEMA:
        found.refuse(f"is no schema version; this version reads {SCHEMA}")


def _turn_row(turn: Turn, field: str) -> dict[str, object]:
    parts = [{"kind": part.kind, "content": part.content} for part in turn.parts]
    calls = [{"id": call.id, "name": call.name, "arguments": call.arguments} for call in turn.tool_calls]
    time = _plain(turn.time, f"{field}.time")
    rest = _known(parts=parts or None, tool_calls=calls or None, tool_call_id=turn.tool_call_id, time=time)
    return {"speaker": turn.speaker, "text": turn.text, **rest}


def _event_row(event: Event, field: str) -> dict[str, object]:
    value = _plain(event.value, f"{field}.value")
    return {"turn": event.turn, "kind": event.kind, **_known(value=value, source=event.source or None)}


def _known(**fields: object) -> dict[str, object]:
    return {key: value for key, value in fields.items() if value is not None}


def _turn(node: Node) -> Turn:
    node.only("speaker", "text", "parts", "tool_calls", "tool_call_id", "time")
    parts, calls = node.optional("parts"), node.optional("tool_calls")
    answered, time = node.optional("tool_call_id"), node.optional("time")
    return Turn(
        speaker=node.get("speaker").text(),
        text=node.get("text").text(),
        parts=tuple(_part(item) for item in parts.items()) if parts else (),
        tool_calls=tuple(_tool_call(item) for item in calls.items()) if calls else (),
        tool_call_id=answered.text() if answered else None,
        time=time.number() if time else None,
    )


def _part(node: Node) -> Part:
    node.only("kind", "content")
    return Part(node.get("kind").text(), node.get("content").text())


def _tool_call(node: Node) -> ToolCall:
    node.only("id", "name", "arguments")
    return ToolCall(node.get("id").text(), node.get("name").text(), node.get("arguments").text())


def _event(node: Node) -> Event:
    node.only("turn", "kind", "value", "source")
    value, source = node.optional("value"), node.optional("source")
    return Event(
        turn=node.get("turn").whole(),
        kind=node.get("kind").text(),
        value=value.value if value else None,
        source=source.text() if source else "",
    )


def _plain(value: object, field: str) -> object:
    """Return `value` in the types that JSON has; what would come back as something else is refused."""
    if value is None or isinstance(value, (str, int)) or (isinstance(value, float) and isfinite(value)):
        return value
    if isinstance(value, (list, tuple)):
        return [_plain(item, f"{field}[{index}]") for index, item in enumerate(value)]
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        return {key: _plain(item, f"{field}.{key}") for key, item in value.items()}
    hint = "use null, true, false, finite numbers, text, lists, and objects with text for keys"
    raise InputError("cannot be written as JSON", field=field, value=value, hint=hint)


def _encode(row: Mapping[str, object]) -> bytes:
    """Return one line of UTF-8. Text with lone surrogates, which UTF-8 cannot hold, is escaped as JSON allows."""
    try:
        line = json.dumps(row, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        line = json.dumps(row).encode()
    return line + b"\n"


def _discard(partial: Path) -> None:
    try:
        partial.unlink(missing_ok=True)
    except OSError:
        return  # whatever hinders this was raised already, by the write itself
