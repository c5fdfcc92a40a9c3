"""The checkers of streams find what is wrong: a field too many, one of another type, an event out of its place."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError
from tests.server.clients.events import chat_stream, check_order, sse, valid

from commonground.models.scripted import Echo
from commonground.server.local import Local
from commonground.server.upstream import Call

Events = list[dict[str, Any]]


async def stream(path: str, **body: object) -> bytes:
    asked = json.dumps({"model": "m", "stream": True, **body}).encode()
    answer = await Local(Echo()).answer(Call("POST", path, (), asked))
    return b"".join([piece async for piece in answer.body])


def swapped(events: Events) -> Events:
    events[2], events[3] = events[3], events[2]
    return events


def numbered(events: Events) -> Events:
    return [{**event, "sequence_number": number} for number, event in enumerate(events)]


WRONG: dict[str, Callable[[Events], Events]] = {
    "two events change places": lambda events: numbered(swapped(events)),
    "a number is missing": lambda events: [*events[:4], *events[5:]],
    "a delta is missing": lambda events: numbered([*events[:4], *events[5:]]),
    "the end is missing": lambda events: events[:-1],
    "an item has another id": lambda events: [*events[:3], {**events[3], "item_id": "x"}, *events[4:]],
    "log probabilities are missing": lambda events: [*events[:4], {**events[4], "logprobs": None}, *events[5:]],
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
async def test_a_response_with_its_events_in_disorder_is_found(what: str) -> None:
    events = [json.loads(data) for _, data in sse(await stream("/v1/responses", input="a b c"))]
    check_order(events)
    with pytest.raises((AssertionError, KeyError)):
        check_order(WRONG[what](copy.deepcopy(events)))


async def test_fields_that_are_not_published_and_types_that_are_others_are_found() -> None:
    events = [json.loads(data) for _, data in sse(await stream("/v1/responses", input="a"))]
    valid("event", events[4])
    for wrong in ({"unpublished": 1}, {"sequence_number": "4"}, {"logprobs": None}, {"type": "response.other"}):
        with pytest.raises(ValidationError):
            valid("event", events[4] | wrong)
    with pytest.raises(ValidationError):
        valid("event", {name: value for name, value in events[4].items() if name != "logprobs"})


async def test_a_chat_stream_without_its_end_or_its_role_is_found() -> None:
    whole = await stream("/v1/chat/completions", messages=[{"role": "user", "content": "a b"}])
    assert chat_stream(whole) == ["a b"]
    for wrong in (whole.replace(b"data: [DONE]\n\n", b""), whole.replace(b'"role": "assistant", ', b"")):
        with pytest.raises((AssertionError, KeyError)):
            chat_stream(wrong)
