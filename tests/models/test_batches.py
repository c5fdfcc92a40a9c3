"""Batches: who is generated together, what is streamed meanwhile, and what those hear whose batch fails or is closed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from threading import Event

import pytest

from commonground.conversation.record import USER, Conversation, Turn
from commonground.errors import EndpointError
from commonground.models.batches import Batches, Job
from commonground.models.chat import Chunk, Request, Sampling, Usage, complete


@dataclass(slots=True, eq=False)
class Spelling(Job):
    """A request for the bytes of a text, one after the other."""

    prompt: bytes
    temperature: float


class Speller(Batches[Spelling]):
    """Says what it is asked, byte by byte, once it may go on; fails where that is "fail". It keeps its batches."""

    def __init__(self, most: int = 8) -> None:
        super().__init__("speller", most)
        self.batches = list[list[str]]()
        self.going = Event()
        self.going.set()

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        text = "/".join(turn.text for turn in request.conversation.turns)
        async for chunk in self._reply(Spelling(text.encode(), request.sampling.temperature or 0.0), text.count("/")):
            yield chunk

    def _alike(self, job: Spelling) -> float:
        return job.temperature

    def _text(self, tokens: list[int]) -> str:
        return bytes(tokens).decode(errors="replace")

    def _generate(self, batch: list[Spelling]) -> None:
        said = [job.prompt.decode() for job in batch]
        self.batches.append(said)
        assert self.going.wait(10)
        if "fail" in said:
            raise RuntimeError("out of letters")
        for job, text in zip(batch, said, strict=True):
            for token in text.encode():
                job.loop.call_soon_threadsafe(job.pieces.put_nowait, ([token], None))
            job.loop.call_soon_threadsafe(job.pieces.put_nowait, ([], "stop"))


def asking(*texts: str, temperature: float = 0.0) -> Request:
    return Request(Conversation(tuple(Turn(USER, text) for text in texts)), Sampling(temperature))


@pytest.fixture
async def speller() -> AsyncIterator[Speller]:
    async with Speller() as found:
        yield found


async def test_a_reply_comes_in_pieces_of_whole_characters_with_what_it_cost(speller: Speller) -> None:
    chunks = [chunk async for chunk in speller.stream(asking(" né"))]
    assert [chunk.text for chunk in chunks] == ["", "n", "é", ""]
    assert (chunks[-1].finish, chunks[-1].usage) == ("stop", Usage(1, 4, 4))


async def test_what_was_left_out_is_told_first(speller: Speller) -> None:
    reply = await complete(speller, asking("a", "b", "c"))
    (event,) = reply.events
    assert (reply.text, event.kind, event.value) == ("a/b/c", "context", {"turns_dropped": 2})


async def test_those_that_are_alike_are_generated_together_and_in_their_order() -> None:
    async with Speller(most=2) as speller:
        asked = [asking(str(number), temperature=float(number % 2)) for number in range(6)]
        replies = await asyncio.gather(*(complete(speller, one) for one in asked))
        assert [reply.text for reply in replies] == ["0", "1", "2", "3", "4", "5"]
        assert speller.batches == [["0", "2"], ["1", "3"], ["4"], ["5"]]


async def test_who_comes_meanwhile_is_in_the_next_batch(speller: Speller) -> None:
    speller.going.clear()
    first = asyncio.create_task(complete(speller, asking("a")))
    async with asyncio.timeout(10):
        while not speller.batches:  # noqa: ASYNC110 - the worker tells it no other way
            await asyncio.sleep(0.001)
    later = [asyncio.create_task(complete(speller, asking(text))) for text in "bc"]
    await asyncio.sleep(0)
    speller.going.set()
    assert [reply.text for reply in await asyncio.gather(first, *later)] == ["a", "b", "c"]
    assert speller.batches == [["a"], ["b", "c"]]


async def test_a_batch_that_fails_fails_alone(speller: Speller) -> None:
    failed = await asyncio.gather(*(complete(speller, asking(text)) for text in ("a", "fail")), return_exceptions=True)
    assert [(getattr(one, "kind", None), str(one)) for one in failed] == [
        ("protocol", "the model speller failed: out of letters")
    ] * 2
    assert (await complete(speller, asking("a"))).text == "a"


async def test_those_who_still_wait_when_it_is_closed_are_told() -> None:
    speller = Speller(most=1)
    speller.going.clear()
    asked = [asyncio.create_task(complete(speller, asking(text))) for text in "abc"]
    async with asyncio.timeout(10):
        while not speller.batches:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.001)
    speller.going.set()
    await speller.aclose()
    first, *others = await asyncio.gather(*asked, return_exceptions=True)
    assert getattr(first, "text", None) == "a", "what was under way comes to its end"
    assert [isinstance(one, EndpointError) and one.kind for one in others] == ["cut", "cut"]
