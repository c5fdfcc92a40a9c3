"""The gateway's end of the pipe to its recorder: hands exchanges over and holds each until it is acknowledged.

Nothing here waits: a recorder that falls behind costs memory up to a bound, then the newest exchanges, which are counted.
A recorder that dies is started again and given all that it had not acknowledged.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from commonground.server.exchange import Exchange
from commonground.server.wire import Exchanged, Frames, Kept, Start, frame

_HELD = 64 * 2**20  # bytes that may wait to be acknowledged
_CHUNK = 2**18
_GATHER = 0.005  # seconds for which exchanges gather before they are written: a write apiece was 10 us a request
_PAUSE = 0.5  # seconds before a recorder that died is started again
_DRAIN = 20.0  # seconds that the last exchanges may take at the end


@dataclass
class Told:
    """What came of the exchanges so far."""

    given: int = 0
    kept: int = 0
    dropped: int = 0
    restarts: int = 0
    words: int = 0
    cpu: float = 0.0
    kinds: dict[str, int] = field(default_factory=dict)


class Journal:
    """Gives exchanges to a recorder. `trouble` says why the store does not answer, "" where it does."""

    def __init__(
        self, secret: Path, store: str, *, keep_text: bool, remember: bool = False, reflect: bool = True
    ) -> None:
        self._start = Start(str(secret), store, keep_text, remember, reflect)
        self._held: dict[str, bytes] = {}
        self._bytes = 0
        self._ready: list[bytes] = []  # to be written with the next group
        self._process: asyncio.subprocess.Process | None = None
        self._work: asyncio.Task[None] | None = None
        self._closing = False
        self.heard: Callable[[Kept], None] | None = None  # told of each group that is kept
        self.told = Told()
        self.trouble = ""

    @property
    def waiting(self) -> int:
        """How many exchanges are not acknowledged yet."""
        return len(self._held)

    async def start(self) -> None:
        """Start the recorder."""
        await self._spawn()
        self._work = asyncio.create_task(self._listen())

    def add(self, exchange: Exchange) -> None:
        """Hand over an exchange; it is dropped and counted where too many wait."""
        content = frame(Exchanged(exchange))
        self.told.given += 1
        if self._bytes + len(content) > _HELD:
            self.told.dropped += 1
            return
        self._held[exchange.id] = content
        self._bytes += len(content)
        if not self._ready:
            asyncio.get_running_loop().call_later(_GATHER, self._flush)
        self._ready.append(content)

    async def aclose(self) -> None:
        """Let the recorder finish, for some seconds at most, and end it."""
        self._closing = True
        self._flush()
        process = self._process
        if process is None:
            return
        if process.stdin is not None and not process.stdin.is_closing():
            process.stdin.close()
        try:
            async with asyncio.timeout(_DRAIN):
                if self._work is not None:
                    await self._work
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
        self.told.dropped += len(self._held)

    async def _spawn(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "commonground.server.recorder"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        self._ready.clear()  # all that is held goes to the new one
        self._write(b"".join((frame(self._start), *self._held.values())))

    def _flush(self) -> None:
        """Write what has gathered."""
        ready, self._ready = self._ready, []
        if ready:
            self._write(b"".join(ready))

    def _write(self, content: bytes) -> None:
        stream = self._process.stdin if self._process else None
        if stream is not None and not stream.is_closing():
            stream.write(content)

    async def _listen(self) -> None:
        """Take in what recorders say, one after the other, until the end."""
        while True:
            process = self._process
            if process is None or process.stdout is None:
                return
            frames = Frames(to_recorder=False)
            while chunk := await process.stdout.read(_CHUNK):
                for message in frames.take(chunk):
                    self._take(message)
            await process.wait()
            if self._closing:
                return
            self.told.restarts += 1
            self.trouble = "the recorder ended and is started again"
            await asyncio.sleep(_PAUSE)
            with contextlib.suppress(OSError):
                await self._spawn()

    def _take(self, message: object) -> None:
        if not isinstance(message, Kept):
            self.trouble = getattr(message, "why", "")
            return
        self.trouble = ""
        told = self.told
        for named in message.ids:
            content = self._held.pop(named, None)
            if content is not None:
                self._bytes -= len(content)
                told.kept += 1
        told.words += message.words
        told.cpu += message.cpu
        for kind, count in message.kinds.items():
            told.kinds[kind] = told.kinds.get(kind, 0) + count
        if self.heard is not None:
            self.heard(message)
