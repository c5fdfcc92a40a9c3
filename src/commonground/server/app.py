"""The gateway as an ASGI application: chats mediated and recorded, the rest of `/v1` relayed, and the views.

A reply is passed on piece by piece as it arrives. When the client leaves, the upstream request ends with it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, asynccontextmanager, suppress
from typing import TYPE_CHECKING

from commonground.errors import EndpointError, StoreError
from commonground.server import heap, memory_views
from commonground.server.door import GoneError, Headers, Receive, RefusedError, Scope, Send, admit, body
from commonground.server.gateway import MEDIATED, Gateway, Passage
from commonground.server.logs import unanswered
from commonground.server.upstream import Answer, Call, problem
from commonground.server.views import routes

if TYPE_CHECKING:
    from starlette.applications import Starlette

_RENEW = 2.0  # seconds between two looks at the keys


class Relay:
    """Answers everything under `/v1`."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, pass it on, and send back what comes."""
        in_flight = self._gateway.metrics.in_flight
        in_flight.inc()
        try:
            await self._serve(scope, receive, send)
        except RefusedError as refused:
            self._gateway.metrics.refused.labels(refused.code).inc()
            await self._send(send, problem(refused.status, refused.code, str(refused)), refused.headers)
        except GoneError:
            pass
        finally:
            in_flight.dec()

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        pairs = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
        headers = dict(pairs)
        key = admit(self._gateway.ring, headers, path)
        content = await body(receive, headers, self._gateway.settings.bounds)
        query = scope["query_string"].decode("latin-1")
        raw = scope.get("raw_path", path.encode()).decode("latin-1")
        call = Call(scope["method"], f"{raw}?{query}" if query else raw, self._passed(pairs), content, owner=key.id)
        if path not in MEDIATED or scope["method"] != "POST":
            await _while_there(receive, self._relay(call, send))
            return
        await _while_there(receive, self._chat(await self._gateway.passage(call, key, headers), send))

    def _passed(self, headers: Headers) -> Headers:
        """Return the headers that go on: the gateway's own key and what was told to the gateway stay here."""
        own = {"authorization"} if self._gateway.ring.closed else set()
        return [
            (name, value)
            for name, value in headers
            if name not in own and not name.startswith("x-commonground-") and name != "x-conversation-id"
        ]

    async def _relay(self, call: Call, send: Send) -> None:
        await self._send(send, await self._reached(self._gateway.upstream.answer(call)), [])

    async def _chat(self, passage: Passage, send: Send) -> None:
        answer = await self._reached(self._gateway.answer(passage), passage.id)
        encoding = next((value for name, value in answer.headers if name.lower() == "content-encoding"), "")
        complete = False
        try:
            complete = await self._send(send, answer, passage.headers(), passage)
        finally:
            self._gateway.ended(passage, answer.status, encoding, complete=complete)

    async def _reached(self, answer: Awaitable[Answer], request: str = "") -> Answer:
        try:
            return await answer
        except EndpointError as error:
            self._gateway.metrics.upstream.inc()
            unanswered(error, request)
            return problem(502, error.kind, str(error))

    async def _send(self, send: Send, answer: Answer, extra: Headers, passage: Passage | None = None) -> bool:
        """Send an answer as it comes and keep it for the record; return whether it came to its end.

        Where the upstream breaks off, the reply is left without an end, so that no client takes it for a whole one.
        """
        told = (*answer.headers, *extra)
        headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in told]
        async with aclosing(answer.body) as pieces:
            await send({"type": "http.response.start", "status": answer.status, "headers": headers})
            try:
                async for piece in pieces:
                    if passage is not None:
                        passage.take(piece)
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
            except EndpointError as error:
                self._gateway.metrics.upstream.inc()
                unanswered(error, passage.id if passage is not None else "")
                return False
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        return True


async def _while_there(receive: Receive, work: Coroutine[object, object, None]) -> None:
    """Do the work as long as the client is there; when it leaves, the work is cancelled."""
    me = asyncio.current_task()
    leaving = asyncio.create_task(_left(receive))
    gone = ended = False

    def leave(task: asyncio.Task[None]) -> None:
        nonlocal gone
        if me is not None and not task.cancelled() and not ended:
            gone = True
            me.cancel()

    leaving.add_done_callback(leave)
    try:
        await work
    except asyncio.CancelledError:
        if not gone or me is None:
            raise
        me.uncancel()
    finally:
        ended = True
        leaving.cancel()


async def _left(receive: Receive) -> None:
    """Return when the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


class Application:
    """The gateway: what is under `/v1` goes to the relay, all else to the views.

    The relay stands beside Starlette, not in it: its routes and its middleware cost 14 us of a request's 120.
    """

    def __init__(self, relay: Relay, views: Starlette) -> None:
        self._relay, self._views = relay, views

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or start and stop with the server."""
        relayed = scope["type"] == "http" and scope["path"].startswith("/v1/")
        await (self._relay if relayed else self._views)(scope, receive, send)


def application(gateway: Gateway) -> Application:
    """Return the application."""
    from starlette.applications import Starlette

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        heap.share()
        # Long histories are folded in one thread: more would not be faster, and would take more from the loop.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1, "fold"))
        if gateway.keeping is not None:
            gateway.ring.renew(await gateway.keeping.store.keys())
            await gateway.keeping.journal.start()
        journal = gateway.keeping.journal if gateway.keeping is not None else None
        watching = [asyncio.create_task(gateway.metrics.watch(journal)), asyncio.create_task(_renew(gateway))]
        yield
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)
        await gateway.aclose()

    views = [*routes(gateway), *memory_views.routes(gateway)]
    return Application(Relay(gateway), Starlette(routes=views, lifespan=lifespan))


async def _renew(gateway: Gateway) -> None:
    """Look at the keys again and again, so that a revoked one soon opens nothing."""
    while gateway.keeping is not None:
        await asyncio.sleep(_RENEW)
        with suppress(StoreError):
            gateway.ring.renew(await gateway.keeping.store.keys())
