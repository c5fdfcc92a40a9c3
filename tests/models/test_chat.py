"""The chat model protocol: defaults, and the fold of a stream into a reply."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import FrozenInstanceError

import pytest

from commonground.conversation.record import USER, Conversation, Event, Turn
from commonground.errors import EndpointError
from commonground.models.chat import ChatModel, Chunk, Reply, Request, Sampling, Usage, complete

ASKED = Request(Conversation((Turn(USER, "hello"),)))


class Pieces:
    """A model that yields the chunks it was given, then fails if it was given an error."""

    name = "pieces"

    def __init__(self, *chunks: Chunk, error: EndpointError | None = None) -> None:
        self.chunks, self.error = chunks, error

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        for chunk in self.chunks:
            yield chunk
        if self.error is not None:
            raise self.error


def test_usage_adds_up_field_by_field() -> None:
    assert Usage(1, 20, 3) + Usage(2, 5, 40) == Usage(3, 25, 43)


def test_the_defaults_are_greedy_and_nobodys_memory() -> None:
    assert Sampling() == Sampling(temperature=0.0, max_tokens=256, seed=0)
    assert (ASKED.user, ASKED.ground) == (None, None)


def test_requests_and_chunks_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        Chunk("a").text = "b"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        ASKED.user = "eve"  # type: ignore[misc]


def test_anything_with_a_name_and_a_stream_is_a_chat_model() -> None:
    assert isinstance(Pieces(), ChatModel)
    assert not isinstance(object(), ChatModel)


async def test_complete_joins_texts_and_keeps_the_finish() -> None:
    reply = await complete(Pieces(Chunk("good "), Chunk(""), Chunk("day"), Chunk(finish="stop")), ASKED)
    assert reply == Reply("good day", "stop", Usage(), ())


async def test_complete_sums_the_usage_of_every_call() -> None:
    reply = await complete(Pieces(Chunk(usage=Usage(1, 10, 2)), Chunk("a", usage=Usage(1, 30, 4))), ASKED)
    assert reply.usage == Usage(2, 40, 6)


async def test_complete_keeps_events_in_order() -> None:
    first, second = Event(0, "asked"), Event(0, "mediated", 1, "explicate")
    reply = await complete(Pieces(Chunk(events=(first,)), Chunk("a"), Chunk(events=(second,))), ASKED)
    assert reply.events == (first, second)


async def test_a_later_chunk_does_not_erase_the_finish() -> None:
    reply = await complete(Pieces(Chunk("a", finish="length"), Chunk(usage=Usage(1))), ASKED)
    assert reply.finish == "length"


async def test_complete_of_nothing_is_an_empty_reply() -> None:
    assert await complete(Pieces(), ASKED) == Reply("", None, Usage(), ())


async def test_complete_lets_the_failure_through() -> None:
    with pytest.raises(EndpointError, match="gone"):
        await complete(Pieces(Chunk("a"), error=EndpointError("gone", kind="cut")), ASKED)


def test_importing_the_models_loads_no_third_party_module() -> None:
    code = (
        "import sys; before = set(sys.modules);"
        "import commonground.models.chat, commonground.models.scripted;"
        "new = {name.partition('.')[0] for name in set(sys.modules) - before};"
        "print(sorted(new - set(sys.stdlib_module_names) - {'commonground'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
