"""The recorder's process: reads exchanges from a pipe, measures them and writes them to the store, group after group.

It stands apart so that analysis takes nothing from those who wait for a reply. What came together is written together, and
acknowledged when it is in the store for good. While the store does not answer it tries again and reads nothing further. It ends
when the pipe does, after the last group: a gateway that is killed loses nothing that had reached the pipe.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from commonground.errors import StoreError
from commonground.memory.store import Memory
from commonground.server import heap, secret
from commonground.server.database import Database
from commonground.server.exchange import Exchange
from commonground.server.recording import Recorder, Told
from commonground.server.store import Store
from commonground.server.wire import Exchanged, Frames, Kept, Start, Trouble, frame

_CHUNK = 2**20  # bytes of the pipe that are read at once: the most that makes one group
_LATEST = 5.0  # seconds between two tries at most
_LOOK = 1.0  # seconds between two looks at who is to be forgotten

T = TypeVar("T")


class Recording:
    """One recorder at work."""

    def __init__(self, start: Start, tell: Callable[[bytes], None]) -> None:
        self._store = Store(Database(start.store))
        self._memory = Memory(start.store) if start.remember else None
        key = secret.load(Path(start.secret))
        self._recorder = Recorder(key, keep_text=start.keep_text, remember=start.remember, reflect=start.reflect)
        self._tell = tell
        self._parent = os.getppid()
        self._looked = 0.0
        self._forgotten: dict[str, float] = {}
        self._since = time.time()

    async def record(self, group: Sequence[Exchange]) -> None:
        """Keep a group, however long the store takes, and say so."""
        began = time.thread_time()
        heard = [self._recorder.hear(one) for one in group]
        wanted = self._recorder.wanted(heard)
        cpu = time.thread_time() - began
        if wanted:
            self._recorder.sessions.learn(await self._patiently(lambda: self._store.turns(wanted)))
        await self._patiently(self._look)
        began = time.thread_time()
        heard = [one for one in heard if one.exchange.at > self._forgotten.get(one.owner.person, 0)]
        rows = self._recorder.rows(heard)
        cpu += time.thread_time() - began
        for told in rows.told:  # before the turns: once these are in the store, the exchange is no news any more
            await self._patiently(partial(self._learn, told))
        await self._patiently(lambda: self._store.write(list(rows.turns.values()), rows.requests))
        self._tell(frame(Kept([one.id for one in group], rows.kinds, rows.words, cpu)))

    async def aclose(self) -> None:
        """Close the store and the memory."""
        await self._store.database.aclose()
        if self._memory is not None:
            await self._memory.aclose()

    async def _learn(self, told: Told) -> None:
        """Remember what a user told of themself."""
        if self._memory is not None:
            await self._memory.learn(told.owner, told.found, told.conversation, told.at)

    async def _look(self) -> None:
        """Take in who was forgotten since the last look."""
        if time.monotonic() - self._looked < _LOOK:
            return
        gone = await self._store.forgotten(self._since)
        self._looked = time.monotonic()
        if gone:
            self._forgotten.update(gone)
            self._since = max(self._since, *(at for _, at in gone))
            self._recorder.forget()

    async def _patiently(self, work: Callable[[], Awaitable[T]]) -> T:
        wait, failed = 0.1, False
        while True:
            try:
                done = await work()
            except StoreError as error:
                if os.getppid() != self._parent:  # nobody is left to tell: the gateway was killed
                    raise
                failed = True
                self._tell(frame(Trouble(str(error))))
                await asyncio.sleep(wait)
                wait = min(2 * wait, _LATEST)
            else:
                if failed:
                    self._tell(frame(Trouble("")))
                return done


async def groups(reader: asyncio.StreamReader, frames: Frames) -> AsyncIterator[list[Start | Exchanged]]:
    """Yield what has come in since the last time, as soon as there is something."""
    while chunk := await reader.read(_CHUNK):
        if found := list(frames.take(chunk)):
            yield found


async def main() -> None:
    """Record what comes over standard input until it ends; answers go to standard output."""
    heap.share()
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=_CHUNK)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin.buffer)
    transport, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, sys.stdout.buffer)
    recording: Recording | None = None
    async for group in groups(reader, Frames(to_recorder=True)):
        for message in group:
            if isinstance(message, Start):
                recording = Recording(message, transport.write)
        exchanges = [message.exchange for message in group if isinstance(message, Exchanged)]
        if recording and exchanges:
            await recording.record(exchanges)
    if recording:
        await recording.aclose()
    transport.close()


if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM):  # the gateway drains first; the pipe's end is the sign
        signal.signal(number, signal.SIG_IGN)
    os.nice(10)  # replies come first where there are too few processors for both
    asyncio.run(main())
