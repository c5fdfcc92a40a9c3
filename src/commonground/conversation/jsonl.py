"""Conversations on disk: one JSON object a line, with the schema version in every line.

A line can be cut out, sorted or joined with lines of other files and still says how it is to be read. What was written
comes back equal: turns, events, id and metadata. Fields that hold their default are left out. `Node` is how JSON from
outside is read, here and in `readers`: each value knows where it stands, so that a refusal names file, line and field.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from types import MappingProxyType
from typing import NoReturn

from commonground.conversation.record import Conversation, Event, Part, ToolCall, Turn
from commonground.errors import InputError

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Node:
    """A JSON value and where it stands: reads typed fields, or raises InputError naming path, line and field."""

    value: object
    path: str = ""
    line: int | None = None
    field: str = ""

    def refuse(self, problem: str, hint: str = "") -> NoReturn:
        """Raise the InputError that names this place and shows its value."""
        problem += ", got null" if self.value is None else ""
        raise InputError(problem, path=self.path, line=self.line, field=self.field, value=self.value, hint=hint)

    def fields(self) -> dict[str, object]:
        """Return the value as an object."""
        if not isinstance(self.value, dict):
            self.refuse("must be an object")
        return self.value

    def optional(self, key: str) -> Node | None:
        """Return the field `key`, or None where it is absent."""
        fields = self.fields()
        return self._child(f".{key}" if self.field else key, fields[key]) if key in fields else None

    def get(self, key: str) -> Node:
        """Return the field `key`, which must be there."""
        found = self.optional(key)
        if found is None:
            where = f"{self.field}.{key}" if self.field else key
            has = ", ".join(self.fields()) or "no field"
            raise InputError("is missing", path=self.path, line=self.line, field=where, hint=f"the object has: {has}")
        return found

    def items(self) -> list[Node]:
        """Return the elements of a list."""
        if not isinstance(self.value, list):
            self.refuse("must be a list")
        return [self._child(f"[{index}]", item) for index, item in enumerate(self.value)]

    def text(self) -> str:
        """Return the value as text."""
        if not isinstance(self.value, str):
            self.refuse("must be text")
        return self.value

    def whole(self) -> int:
        """Return the value as a whole number; true and false are none."""
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            self.refuse("must be a whole number")
        return self.value

    def number(self) -> float:
        """Return the value as a number; true and false are none."""
        if not isinstance(self.value, (int, float)) or isinstance(self.value, bool):
            self.refuse("must be a number")
        return self.value

    def only(self, *known: str) -> None:
        """Refuse fields that are not `known`: dropping them in silence would lose what they hold."""
        for key in self.fields():
            if key not in known:
                self._child(f".{key}" if self.field else key, self.fields()[key]).refuse(
                    "is not a field of the record", f"choose from: {', '.join(known)}; anything else goes under meta"
                )

    def _child(self, step: str, value: object) -> Node:
        return Node(value, self.path, self.line, self.field + step)


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
        raise _unusable(path, "written", error) from error
    finally:
        if replaces:
            _discard(partial)


def read(path: str | os.PathLike[str]) -> Iterator[Conversation]:
    """Yield the conversations of a file that `write` made, in order.

    Raises: InputError, while iterating, when the file cannot be read, is empty, or a line is not a conversation.
    """
    for node in nodes(path):
        yield from_row(node.value, node.path, node.line)


def nodes(path: str | os.PathLike[str]) -> Iterator[Node]:
    """Yield the JSON value of each line of a file, with its place. Blank lines are passed over.

    Raises: InputError, while iterating, when the file cannot be read, is empty, or a line is not JSON in UTF-8.
    """
    empty = True
    try:
        with Path(path).open("rb") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    empty = False
                    yield decode(line, str(path), number)
    except OSError as error:
        raise _unusable(path, "read", error) from error
    if empty:
        raise InputError("is empty", path=str(path), hint="a file holds at least one JSON object, on a line of its own")


def document(path: str | os.PathLike[str]) -> Node:
    """Return the JSON value of a whole file.

    Raises: InputError when the file cannot be read, is empty, or is not JSON in UTF-8.
    """
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise _unusable(path, "read", error) from error
    if not content.strip():
        raise InputError("is empty", path=str(path), hint="a JSON list of objects was expected")
    return decode(content, str(path))


def decode(content: bytes, path: str, line: int | None = None) -> Node:
    """Return the JSON value that `content` spells. NaN and Infinity, which are not JSON, are refused.

    Raises: InputError when it is not UTF-8 or not JSON; for a whole document (no `line`) it names the line it broke on.
    """
    text = _utf8(content, path, line)
    try:
        return Node(json.loads(text, parse_float=_finite, parse_constant=_finite), path, line)
    except json.JSONDecodeError as error:
        near = text[max(0, error.pos - 20) : error.pos + 20]
        at = error.lineno if line is None else line
        problem = f"is not JSON ({error.msg} at column {error.colno})"
        raise InputError(problem, path=path, line=at, value=near, hint=_JSON_HINT) from error
    except (ValueError, RecursionError) as error:  # NaN, a number of thousands of digits, thousands of nested lists
        raise InputError(f"is not JSON that can be read ({error})", path=path, line=line, hint=_JSON_HINT) from error


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


_JSON_HINT = "each line must be one whole JSON object; a file that was cut off while copying ends like this"


def _utf8(content: bytes, path: str, line: int | None) -> str:
    try:
        return content.decode("utf-8-sig")  # a byte order mark, as some editors leave it, is passed over
    except UnicodeDecodeError as error:
        near = content[max(0, error.start - 10) : error.start + 10]
        at = content.count(b"\n", 0, error.start) + 1 if line is None else line
        raise InputError(
            "is not UTF-8", path=path, line=at, value=near, hint="convert it with iconv -t utf-8"
        ) from error


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError(f"{text} is not a JSON number")
    return number


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


def _unusable(path: str | os.PathLike[str], verb: str, error: OSError) -> InputError:
    hint = "check the path" if isinstance(error, (FileNotFoundError, NotADirectoryError)) else ""
    hint = "give a file, not a folder" if isinstance(error, IsADirectoryError) else hint
    hint = "check who may use it: ls -l" if isinstance(error, PermissionError) else hint
    return InputError(f"cannot be {verb} ({error.strerror or error})", path=str(path), hint=hint)
