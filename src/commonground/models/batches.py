"""Batches: a chat model of this process, whose requests are generated together in one worker thread.

Requests that arrive while a batch is generated wait, and those that are alike form the next one.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Generic, Self, TypeVar

from commonground.conversation.record import Event
from commonground.errors import EndpointError
from commonground.models.chat import Chunk, Usage

Piece = tuple[list[int], str | None]  # tokens of a reply, and why it ends with them (None: it goes on)


@dataclass(slots=True, eq=False)
class Job:
    """One request: its prompt's tokens, and where the pieces of its reply go."""

    prompt: Sequence[object]
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop, kw_only=True)
    pieces: asyncio.Queue[Piece | EndpointError] = field(default_factory=asyncio.Queue, kw_only=True)


J = TypeVar("J", bound=Job)


def held_back(max_tokens: int, context: int) -> int:
    """Return how many tokens of a context are kept free for a reply of at most `max_tokens`: a quarter of it at most.

    Few replies are as long as they may be, and what is held back is taken from the history.
    """
    return min(max_tokens, context // 4)


class Batches(ABC, Generic[J]):
    """The queue and the thread. Use within one event loop; `aclose` or `async with` frees the thread."""

    def __init__(self, name: str, most: int) -> None:
        self.name = name
        self._most = most
        self._waiting: list[J] = []
        self._batch: list[J] = []  # what is generated now
        self._running: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)

    @abstractmethod
    def _alike(self, job: J) -> Hashable:
        """Return what the jobs of a batch have in common."""

    @abstractmethod
    def _generate(self, batch: list[J]) -> None:
        """Generate the replies of a batch, in the worker thread, and post their pieces. A RuntimeError fails them all."""

    @abstractmethod
    def _text(self, tokens: list[int]) -> str:
        """Return the text of a reply's tokens."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Stop the thread; requests still waiting get an `EndpointError`."""
        if self._running:
            self._running.cancel()
        for job in self._waiting:
            job.pieces.put_nowait(EndpointError(f"the model {self.name} was closed", kind="cut"))
        self._waiting.clear()
        self._thread.shutdown(wait=True)

    async def _reply(self, job: J, dropped: int) -> AsyncIterator[Chunk]:
        """Hand a job in and yield its reply; `dropped` old turns had to be left out of its prompt."""
        self._waiting.append(job)
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._work())
        if dropped:
            yield Chunk(events=(Event(0, "context", {"turns_dropped": dropped}, self.name),))
        tokens, said = list[int](), ""
        while True:
            piece = await job.pieces.get()
            if isinstance(piece, EndpointError):
                raise piece
            more, finish = piece
            tokens += more
            text = self._text(tokens).removeprefix(" ")
            if finish is not None:
                yield Chunk(text[len(said) :], finish=finish, usage=Usage(1, len(job.prompt), len(tokens)))
                return
            if not text.endswith("\ufffd"):  # half of a character
                yield Chunk(text[len(said) :])
                said = text

    async def _work(self) -> None:
        """Generate batch after batch until nobody waits."""
        loop = asyncio.get_running_loop()
        while self._waiting:
            await asyncio.sleep(0)  # let every coroutine that was just woken hand in its next request
            self._batch = self._take()
            try:
                await loop.run_in_executor(self._thread, self._generate, self._batch)
            except RuntimeError as error:
                for job in self._batch:
                    job.pieces.put_nowait(EndpointError(f"the model {self.name} failed: {error}", kind="protocol"))
            self._batch = []

    def _take(self) -> list[J]:
        """Return the next batch: those that are like the first in line, in their order."""
        first = self._alike(self._waiting[0])
        batch = [job for job in self._waiting if self._alike(job) == first][: self._most]
        taken = set(map(id, batch))
        self._waiting = [job for job in self._waiting if id(job) not in taken]
        return batch
