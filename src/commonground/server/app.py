"""The gateway as an ASGI application: chats mediated, all other `/v1` calls relayed, health and the page.

A reply is passed on piece by piece as it arrives. When the client leaves, the upstream request ends with it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeAlias

from commonground.errors import EndpointError
from commonground.mediation.presets import PRESETS
from commonground.models.chat import ChatModel
from commonground.server.mediating import Mediated, mediated
from commonground.server.upstream import Answer, Call, Upstream, problem

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request

_MEDIATED = ("/v1/chat/completions", "/v1/responses")
Scope: TypeAlias = Mapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Any]]
Send: TypeAlias = Callable[[Mapping[str, Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Gateway:
    """What a gateway is made of: what stands behind it, the preset, who mediates (None: the model asked for).

    `limit` are the seconds that mediation may take.
    """

    upstream: Upstream
    preset: str = "light"
    mediator: str | None = None
    limit: float = 20.0

    async def chat(self, call: Call, asked: str | None) -> tuple[Mediated, Answer]:
        """Return what was done to a chat completion or a response, and its answer.

        A request may ask for less than the preset, not for more.
        """
        preset = self.preset
        if asked in PRESETS and PRESETS.index(asked) < PRESETS.index(preset):
            preset = asked
        done = await mediated(call.body, preset, self._mediator, self.limit)
        return done, await self.upstream.answer(replace(call, body=done.body))

    def _mediator(self, asked: str) -> ChatModel:
        return self.upstream.model(self.mediator or asked)


class _Relayed:
    """An answer as an ASGI response: what arrives is sent on at once, and a client that leaves ends it."""

    def __init__(self, answer: Answer, extra: list[tuple[str, str]]) -> None:
        self._answer, self._extra = answer, extra

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        sending, leaving = asyncio.create_task(self._send(send)), asyncio.create_task(_left(receive))
        try:
            await asyncio.wait((sending, leaving), return_when=asyncio.FIRST_COMPLETED)
        finally:
            leaving.cancel()
            if not sending.done():
                sending.cancel()
        await asyncio.gather(sending, leaving, return_exceptions=True)
        if not sending.cancelled() and (error := sending.exception()) is not None:
            raise error

    async def _send(self, send: Send) -> None:
        told = (*self._answer.headers, *self._extra)
        headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in told]
        await send({"type": "http.response.start", "status": self._answer.status, "headers": headers})
        async with aclosing(self._answer.body) as pieces:
            async for piece in pieces:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _left(receive: Receive) -> None:
    """Return when the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _call(request: Request) -> Call:
    path, query = (request.scope[part].decode("latin-1") for part in ("raw_path", "query_string"))
    path += f"?{query}" if query else ""
    return Call(request.method, path, list(request.headers.items()), await request.body())


def application(gateway: Gateway) -> Starlette:
    """Return the application."""
    from starlette.applications import Starlette
    from starlette.responses import HTMLResponse, JSONResponse
    from starlette.routing import Route

    async def chat(request: Request) -> _Relayed:
        try:
            done, answer = await gateway.chat(await _call(request), request.headers.get("x-commonground-preset"))
        except EndpointError as error:
            return _Relayed(problem(502, error.kind, str(error)), [])
        return _Relayed(answer, done.headers())

    async def relay(request: Request) -> _Relayed:
        try:
            return _Relayed(await gateway.upstream.answer(await _call(request)), [])
        except EndpointError as error:
            return _Relayed(problem(502, error.kind, str(error)), [])

    async def healthy(request: Request) -> JSONResponse:
        return JSONResponse({"status": "ok"})

    async def ready(request: Request) -> JSONResponse:
        there = await gateway.upstream.ready()
        return JSONResponse({"status": "ok" if there else "the upstream does not answer"}, 200 if there else 503)

    async def page(request: Request) -> HTMLResponse:
        return HTMLResponse(files("commonground.server").joinpath("page.html").read_text(encoding="utf-8"))

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        await gateway.upstream.aclose()

    methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    routes = [
        Route("/", page), Route("/healthz", healthy), Route("/readyz", ready),
        *(Route(path, chat, methods=["POST"]) for path in _MEDIATED), Route("/v1/{rest:path}", relay, methods=methods),
    ]  # fmt: skip
    return Starlette(routes=routes, lifespan=lifespan)
