"""How many requests a host may have in flight: one more while it keeps up, half as many when it pushes back.

Additive increase and multiplicative decrease (Chiu and Jain 1989, Computer Networks and ISDN Systems 17:1) settle at what a
host can bear, whatever its limits are and whoever else asks it. Models at one host share one `Slots`.
"""

from __future__ import annotations

import asyncio
from collections import deque

from commonground.errors import UsageError


class Slots:
    """At most `most` requests in flight, fewer after a host pushed back; first come, first served.

    Every `acquire` is answered by one `release`. `era` counts the decreases: a request that began before the last one
    says nothing about the present limit. Raises UsageError where `most` is below 1.
    """

    def __init__(self, most: int) -> None:
        if most < 1:
            raise UsageError(f"a host needs at least 1 request at a time, got {most}", "give --jobs 1 or more")
        self.most, self.era = most, 0
        self._limit, self._busy, self._held_until = float(most), 0, 0.0
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def limit(self) -> int:
        """Return how many requests may be in flight now."""
        return int(self._limit)

    async def acquire(self) -> None:
        """Wait for a slot and take it."""
        if not self._waiting and self._free():
            self._busy += 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.release()
            raise

    def release(self) -> None:
        """Give a slot back."""
        self._busy -= 1
        self._wake()

    def kept_up(self) -> None:
        """Note that a request was answered: after as many as the limit is, the limit is one higher."""
        if self._limit < self.most:
            self._limit = min(float(self.most), self._limit + 1 / self._limit)
            self._wake()

    def pushed_back(self, era: int, seconds: float = 0.0) -> None:
        """Note that a request begun in `era` was too much: halve the limit, and begin none for so many seconds."""
        if era == self.era:
            self.era += 1
            self._limit = max(1.0, self._limit / 2)
        if seconds > 0:
            loop = asyncio.get_running_loop()
            self._held_until = max(self._held_until, loop.time() + seconds)
            loop.call_at(self._held_until, self._wake)

    def _free(self) -> bool:
        held = self._held_until and asyncio.get_running_loop().time() < self._held_until
        return self._busy < self.limit and not held

    def _wake(self) -> None:
        while self._waiting and self._free():
            turn = self._waiting.popleft()
            if not turn.done():
                self._busy += 1
                turn.set_result(None)
