"""Gateways that record, for tests: over SQLite in a folder or any store, and what they have recorded."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import aiohttp

from commonground.memory.store import Memory
from commonground.server import secret
from commonground.server.database import Database
from commonground.server.gateway import Gateway, Keeping, Settings
from commonground.server.journal import Journal
from commonground.server.keys import KeyRing
from commonground.server.local import Local
from commonground.server.store import Key, Store
from commonground.server.upstream import Upstream

CHAT = "/v1/chat/completions"


async def recording(
    upstream: Upstream,
    folder: Path,
    settings: Settings | None = None,
    keys: tuple[Key, ...] = (),
    url: str = "",
    *,
    keep_text: bool = False,
    remember: bool = False,
) -> Gateway:
    """A gateway with its store in `folder` (or at `url`), ready to be served."""
    url = url or str(folder / "served.sqlite3")
    store = Store(Database(url))
    await store.database.check()
    for key in keys:
        await store.add_key(key)
    memory = Memory(url) if remember else None
    if memory is not None:
        await memory.database.check()
    journal = Journal(folder / "secret", url, keep_text=keep_text, remember=remember)
    keeping = Keeping(store, journal, secret.load(folder / "secret"), memory)
    return Gateway(upstream, settings or Settings("observe"), KeyRing(keys), keeping)


def said(*texts: str, **more: object) -> dict[str, Any]:
    """The body of a chat: the user and the assistant in turns."""
    roles = ("user", "assistant")
    return {
        "model": "m",
        "messages": [{"role": roles[at % 2], "content": text} for at, text in enumerate(texts)],
        **more,
    }


async def kept(session: aiohttp.ClientSession, root: str, request: str, **more: Any) -> dict[str, Any]:
    """The record of a request, once it is in the store."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        async with session.get(f"{root}/api/requests/{request}", **more) as response:
            if response.status == 200:
                found: dict[str, Any] = json.loads(await response.read())
                return found
        await asyncio.sleep(0.02)
    raise AssertionError(f"{request} is not in the store")


async def chat(session: aiohttp.ClientSession, root: str, body: object, **more: Any) -> tuple[str, bytes]:
    """Send a chat; return the request's id and the reply."""
    async with session.post(f"{root}{CHAT}", json=body, **more) as response:
        content = await response.read()
        assert response.status == 200, content
        return response.headers["X-Commonground-Request"], content


def recorded(model: Any, folder: Path, preset: str = "observe", *, keep_text: bool = False) -> Gateway:
    """A gateway that records, made outside the loop that will serve it."""

    async def made() -> Gateway:
        gateway = await recording(Local(model), folder, Settings(preset), keep_text=keep_text)
        if gateway.keeping is not None:
            await gateway.keeping.store.database.aclose()  # it is opened again on the loop that serves
        return gateway

    return asyncio.run(made())
