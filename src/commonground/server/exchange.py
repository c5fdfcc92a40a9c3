"""An exchange: one request and its reply as they went over the wire, read into turns after the reply has gone.

Reading never fails: what cannot be read gives no turns, and is counted.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from commonground.conversation.readers import from_messages
from commonground.conversation.record import Turn
from commonground.errors import InputError

CHAT, RESPONSES = "/v1/chat/completions", "/v1/responses"
_MOST = 64 * 2**20  # bytes that a packed reply may become
_TEXTS = ("input_text", "output_text", "text")
Fields = Mapping[str, Any]


class Shadow(msgspec.Struct, frozen=True):
    """What `light` would have done: as in the headers, with the text that it would have sent."""

    mediation: str
    reason: str = ""
    text: str = ""
    calls: int = 0
    tokens: int = 0
    milliseconds: float = 0.0


class Exchange(msgspec.Struct, frozen=True):
    """One request and its reply. Times are in seconds since 1970 (`at`) and in milliseconds; bodies as the client saw them."""

    id: str
    at: float
    path: str
    key: str
    label: str
    body: bytes
    reply: bytes
    encoding: str
    status: int
    complete: bool
    first_byte: float
    duration: float
    preset: str
    mediation: str
    reason: str = ""
    calls: int = 0
    tokens: int = 0
    milliseconds: float = 0.0
    shadow: Shadow | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What an exchange says: the turns that were sent, the replies (several where `n` > 1), whose it is and what it took.

    `previous` is the id of the reply that the turns go on from (Responses), `alias` the id of this one.
    """

    turns: tuple[Turn, ...] = ()
    replies: tuple[Turn, ...] = ()
    model: str = ""
    user: str = ""
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    previous: str = ""
    alias: str = ""


def read(exchange: Exchange) -> Reading:
    """Return what an exchange says; what cannot be read is left out."""
    asked = _document(exchange.body)
    if asked is None:
        return Reading()
    responses = exchange.path == RESPONSES
    content = _unpacked(exchange.reply, exchange.encoding)
    reply = (_response(content) if responses else _completion(content)) if exchange.status < 400 else {}
    told = _fields(reply.get("usage"))
    prompt, completion = ("input_tokens", "output_tokens") if responses else ("prompt_tokens", "completion_tokens")
    return Reading(
        turns=_turns(_asked(asked) if responses else asked.get("messages")),
        replies=_turns(_output(reply) if responses else [one.get("message") for one in _choices(reply)]),
        model=_text(asked.get("model"))[:200],
        user=_text(asked.get("user") or asked.get("safety_identifier")),
        prompt_tokens=_count(told.get(prompt)),
        completion_tokens=_count(told.get(completion)),
        previous=_text(asked.get("previous_response_id")) if responses else "",
        alias=_text(reply.get("id")) if responses else "",
    )


def _turns(messages: object) -> tuple[Turn, ...]:
    if not isinstance(messages, list) or not messages:
        return ()
    try:
        return from_messages(messages).turns
    except InputError:
        return ()


# Chat completions.


def _completion(content: bytes) -> Fields:
    """Return the reply to a chat completion, whole: the pieces of a stream are put together."""
    if not content.lstrip().startswith((b"data:", b"event:", b":")):
        return _document(content) or {}
    choices: dict[int, dict[str, Any]] = {}
    usage: object = None
    for piece in _events(content):
        usage = piece.get("usage") or usage
        for choice in _choices(piece):
            index = choice.get("index")
            message = choices.setdefault(index if isinstance(index, int) else 0, {"role": "assistant", "content": ""})
            _take(message, _fields(choice.get("delta")))
    return {"choices": [{"message": choices[index]} for index in sorted(choices)], "usage": usage}


def _take(message: dict[str, Any], delta: Fields) -> None:
    """Add a piece to a message; the pieces of a tool call come under its index."""
    message["content"] += _text(delta.get("content"))
    for call in delta.get("tool_calls") or ():
        calls = message.setdefault("tool_calls", [])
        at = _count(_fields(call).get("index")) or 0
        while len(calls) <= min(at, 127):
            calls.append({"id": "", "type": "function", "function": {"name": "", "arguments": ""}})
        held, function = calls[min(at, 127)], _fields(call.get("function"))
        held["id"] = held["id"] or _text(call.get("id"))
        held["function"]["name"] += _text(function.get("name"))
        held["function"]["arguments"] += _text(function.get("arguments"))


def _choices(reply: Fields) -> list[Fields]:
    found = reply.get("choices")
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


# Responses.


def _response(content: bytes) -> Fields:
    """Return the response object of a reply: of a stream, the one in its last event."""
    if not content.lstrip().startswith((b"data:", b"event:", b":")):
        return _document(content) or {}
    last: Fields = {}
    for event in _events(content):
        if event.get("type") in ("response.completed", "response.incomplete", "response.failed"):
            last = _fields(event.get("response"))
    return last


def _asked(body: Fields) -> list[Fields]:
    """Return the messages that a Responses request stands for: its instructions, then its input."""
    instructions, given = body.get("instructions"), body.get("input")
    told = [{"role": "system", "content": instructions}] if isinstance(instructions, str) and instructions else []
    if isinstance(given, str):
        return [*told, {"role": "user", "content": given}]
    items = given if isinstance(given, list) else []
    return [*told, *(message for item in items if (message := _message(_fields(item))))]


def _output(reply: Fields) -> list[Fields]:
    """Return the reply's message: text and calls of all its items."""
    items = reply.get("output")
    messages = [_message(_fields(item)) for item in items] if isinstance(items, list) else []
    text = "".join(_text(one.get("content")) for one in messages)
    calls = [call for one in messages for call in one.get("tool_calls", ())]
    return [{"role": "assistant", "content": text, **({"tool_calls": calls} if calls else {})}] if text or calls else []


def _message(item: Fields) -> dict[str, Any]:
    """Return the chat message that an item stands for; empty for items of other kinds."""
    kind = item.get("type", "message")
    if kind == "message":
        content = item.get("content")
        if isinstance(content, list):
            content = [_part(_fields(part)) for part in content]
            if all(part["type"] == "text" for part in content):
                content = "".join(part["text"] for part in content)
        return {"role": _text(item.get("role")) or "user", "content": content}
    if kind == "function_call":
        function = {"name": _text(item.get("name")), "arguments": _text(item.get("arguments"))}
        call = {"id": _text(item.get("call_id")), "type": "function", "function": function}
        return {"role": "assistant", "content": "", "tool_calls": [call]}
    if kind == "function_call_output":
        return {"role": "tool", "tool_call_id": _text(item.get("call_id")), "content": _text(item.get("output"))}
    return {}


def _part(part: Fields) -> dict[str, Any]:
    kind = part.get("type")
    return (
        {"type": "text", "text": _text(part.get("text"))}
        if kind in _TEXTS
        else {**part, "type": _text(kind) or "other"}
    )


# Bytes.


def _document(content: bytes) -> dict[str, Any] | None:
    try:
        found = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _events(content: bytes) -> Iterator[dict[str, Any]]:
    """Yield the objects of a stream of server-sent events."""
    for line in content.splitlines():
        if line.startswith(b"data:"):
            found = _document(line[5:].strip())
            if found is not None:
                yield found


def _unpacked(content: bytes, encoding: str) -> bytes:
    """Return a reply's content unpacked (gzip, deflate), nothing where it cannot be."""
    if encoding in ("", "identity"):
        return content
    if encoding not in ("gzip", "deflate"):
        return b""
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(content, _MOST)
    except zlib.error:
        return b""


def _fields(value: object) -> Fields:
    return value if isinstance(value, Mapping) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31 else None
