"""Mediation beside the event loop, in a thread: to fold a long history takes tenths of a second, in which others must not wait.

The models that mediate stay on the loop of the gateway: what the thread asks of them is asked there.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import cache

from commonground.models.chat import ChatModel, Chunk, Request
from commonground.server.mediating import Mediated, mediated

SWITCH = 0.001  # seconds after which the thread gives way to the loop; Python's own 0.005 would hold up each turn of it


async def mediated_aside(body: bytes, preset: str, mediator: Callable[[str], ChatModel], limit: float) -> Mediated:
    """Return what `mediating.mediated` does. Who stops waiting ends the work."""
    here = asyncio.get_running_loop()
    work = mediated(body, preset, lambda asked: _There(asked, mediator, here), limit)
    return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, _loop()))


@dataclass(frozen=True, slots=True)
class _There:
    """The model that mediates for `name`, on the loop where it lives."""

    name: str
    mediator: Callable[[str], ChatModel]
    loop: asyncio.AbstractEventLoop

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        """Yield the reply once it is whole."""
        for chunk in await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(self._said(request), self.loop)):
            yield chunk

    async def _said(self, request: Request) -> list[Chunk]:
        return [chunk async for chunk in self.mediator(self.name).stream(request)]


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """Return the thread's loop; one thread serves the process to its end."""
    loop = asyncio.SelectorEventLoop()
    threading.Thread(target=loop.run_forever, name="mediation", daemon=True).start()
    return loop
