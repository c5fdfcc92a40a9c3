"""What the published schemas demand of streams and replies, and the order in which events must come.

The types are those of the official SDK, taken strictly: a wrong type or a field that is not published fails.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from openai.types import CreateEmbeddingResponse, Model
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from openai.types.responses import Response, ResponseStreamEvent
from openai.types.responses.response_item_list import ResponseItemList
from pydantic import TypeAdapter

SCHEMAS: dict[str, Any] = {
    "chunk": ChatCompletionChunk,
    "completion": ChatCompletion,
    "embeddings": CreateEmbeddingResponse,
    "event": ResponseStreamEvent,
    "items": ResponseItemList,
    "model": Model,
    "response": Response,
}
# The service sends it, the SDK's type does not list it.
UNLISTED = ("store",)


@cache
def adapter(kind: str) -> TypeAdapter[Any]:
    return TypeAdapter(SCHEMAS[kind])


def valid(kind: str, content: Any) -> Any:
    """Hold JSON against the schema; return it."""
    adapter(kind).validate_json(json.dumps(_listed(content)), strict=True, extra="forbid")
    return content


def _listed(content: Any) -> Any:
    if isinstance(content, dict):
        drop = UNLISTED if content.get("object") == "response" else ()
        return {key: _listed(value) for key, value in content.items() if key not in drop}
    return [_listed(one) for one in content] if isinstance(content, list) else content


def sse(content: bytes) -> list[tuple[str, str]]:
    """Return the events of a stream: name ("" for none) and data."""
    assert content.endswith(b"\n\n"), content[-100:]
    found = []
    for block in content.decode().split("\n\n")[:-1]:
        fields = dict(line.split(": ", 1) for line in block.split("\n"))
        assert set(fields) <= {"event", "data"}, block
        found.append((fields.get("event", ""), fields["data"]))
    return found


def chat_stream(content: bytes, choices: int = 1, usage: bool = False) -> list[str]:
    """Check a stream of chat completion chunks; return the text of each choice."""
    events = sse(content)
    assert events.pop() == ("", "[DONE]")
    chunks = [valid("chunk", json.loads(data)) for _, data in events]
    assert len({(chunk["id"], chunk["created"], chunk["model"]) for chunk in chunks}) == 1
    if usage:
        last = chunks.pop()
        assert last["choices"] == []
        assert last["usage"]["total_tokens"] == last["usage"]["prompt_tokens"] + last["usage"]["completion_tokens"]
    assert all(("usage" in chunk) == usage and chunk.get("usage") is None for chunk in chunks)
    texts = []
    for index in range(choices):
        own = [one for chunk in chunks for one in chunk["choices"] if one["index"] == index]
        assert own[0]["delta"]["role"] == "assistant"
        assert [one["finish_reason"] is not None for one in own] == [False] * (len(own) - 1) + [True]
        assert all("role" not in one["delta"] for one in own[1:])
        texts.append("".join(one["delta"].get("content") or "" for one in own))
    assert {one["index"] for chunk in chunks for one in chunk["choices"]} == set(range(choices))
    return texts


ENDS = ("completed", "incomplete")
OPENING = ["created", "in_progress", "output_item.added", "content_part.added"]
CLOSING = ["output_text.done", "content_part.done", "output_item.done"]


def response_stream(content: bytes) -> dict[str, Any]:
    """Check the events of a response of one text; return the response they end with."""
    named = sse(content)
    events = [valid("event", json.loads(data)) for _, data in named]
    assert [name for name, _ in named] == [event["type"] for event in events]
    return check_order(events)


def check_order(events: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Check the order of a response's events and what they say of each other; return the last response."""
    assert [event["sequence_number"] for event in events] == list(range(len(events)))
    kinds = [event["type"].removeprefix("response.") for event in events]
    last: dict[str, Any] = events[-1]["response"]
    assert kinds[-1] == last["status"]
    deltas = [event for event in events if event["type"] == "response.output_text.delta"]
    closing = CLOSING if kinds[-1] in ENDS else []
    assert kinds == [*OPENING, *["output_text.delta"] * len(deltas), *closing, kinds[-1]]
    check_indices(events)
    text = "".join(event["delta"] for event in deltas)
    assert last["output"][0]["content"][0]["text"] == text
    if closing:
        done, part, item = events[-4], events[-3], events[-2]
        assert (done["text"], part["part"]["text"], item["item"]) == (text, text, last["output"][0])
    return last


def check_indices(events: Sequence[dict[str, Any]]) -> None:
    identity = {event["response"]["id"] for event in events if "response" in event}
    assert len(identity) == 1
    items = {event["item_id"] for event in events if "item_id" in event}
    items |= {event["item"]["id"] for event in events if "item" in event}
    assert len(items) == 1
    assert all(event["logprobs"] == [] for event in events if "output_text" in event["type"])
    assert {event["output_index"] for event in events if "output_index" in event} == {0}
    assert {event["content_index"] for event in events if "content_index" in event} == {0}
