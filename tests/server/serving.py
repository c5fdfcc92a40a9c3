"""The gateway on a real socket, and an upstream that keeps what it was asked."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from aiohttp import web

from commonground.server.app import application
from commonground.server.gateway import Gateway


@asynccontextmanager
async def served(gateway: Gateway) -> AsyncIterator[str]:
    """The gateway behind a real socket; yields its root."""
    import uvicorn

    config = uvicorn.Config(
        application(gateway), "127.0.0.1", 0, log_level="critical", date_header=False, server_header=False
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn tells it no other way
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await running


@contextmanager
def in_a_thread(gateway: Gateway, port: int = 0) -> Iterator[str]:
    """The gateway on a loop of its own, for tests that wait for a browser; yields its root."""
    import uvicorn

    server = uvicorn.Server(uvicorn.Config(application(gateway), "127.0.0.1", port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)


class Fake:
    """An upstream that keeps what it was asked, byte by byte, and answers as it is told."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, bytes, Mapping[str, str]]] = []
        self.reply: Callable[[web.Request, bytes], Any] = lambda request, content: web.json_response({"ok": 1})
        self.url = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        content = await request.read()
        self.asked.append((request.method, request.path_qs, content, request.headers))
        found = self.reply(request, content)
        answer: web.StreamResponse = await found if asyncio.iscoroutine(found) else found
        return answer
