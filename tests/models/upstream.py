"""A server on this machine that answers as a test says, and what tests of the client ask of it and of its errors."""

from __future__ import annotations

import asyncio
import json
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import pytest
from aiohttp import web

from commonground.conversation.record import USER, Conversation, Turn
from commonground.errors import EndpointError
from commonground.models.chat import ChatModel, Reply, Request, Sampling, Usage, complete
from commonground.models.endpoint import Endpoint, Retry

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]

KEY = "sk-secret-0123456789"
ASKED = Request(Conversation((Turn(USER, "hello"),)), Sampling(temperature=0.5, max_tokens=20, seed=3))
QUICK = Retry(attempts=3, first=0.01, most=0.02)
GOOD = Reply("Grüß dich 😀", "stop", Usage(1, 7, 4), ())
AGAIN = replace(GOOD, usage=Usage(1, 7, 4, retried=1))  # the same after one try that failed


def delta(**content: object) -> dict[str, object]:
    return {"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": content, "finish_reason": None}]}


def finish(reason: str = "stop") -> dict[str, object]:
    return {"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]}


SPENT: dict[str, object] = {"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 4, "total_tokens": 11}}
TOLD = [delta(role="assistant", content=None), delta(content="Grüß "), delta(content="dich 😀"), finish(), SPENT]


def events(*documents: object, done: bool = True) -> bytes:
    """Server-sent events as servers write them, characters as UTF-8."""
    texts = [json.dumps(document, ensure_ascii=False) for document in documents] + ["[DONE]"] * done
    return "".join(f"data: {text}\n\n" for text in texts).encode()


def streamed(*pieces: bytes, content_type: str = "text/event-stream", broken: bool = False) -> Answer:
    """An answer that streams `pieces`; `broken` then tears down the connection in the middle of the body."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": content_type})
        await response.prepare(request)
        for piece in pieces:
            await response.write(piece)
            await asyncio.sleep(0)
        if broken and request.transport:
            request.transport.close()
        return response

    return answer


def plain(body: object, status: int = 200, **headers: str) -> Answer:
    """An answer in one piece: JSON, or a text as it is."""
    text = body if isinstance(body, str) else json.dumps(body)
    headers = {"Content-Type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}

    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(text=text, status=status, headers=headers)

    return answer


async def hang(request: web.Request) -> web.StreamResponse:
    await asyncio.Event().wait()
    raise web.HTTPGatewayTimeout


async def hang_midway(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    await response.write(events(delta(content="so "), done=False))
    await asyncio.Event().wait()
    return response


@dataclass
class Upstream:
    """A server whose answers are `answers` in turn, the last one for good; keeps what it was asked."""

    base_url: str = ""
    answers: list[Answer] = field(default_factory=list)
    bodies: list[dict[str, object]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    peers: set[object] = field(default_factory=set)
    busy: int = 0
    busiest: int = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.bodies.append(await request.json())
        self.headers.append(dict(request.headers))
        self.paths.append(f"{request.method} {request.path_qs}")
        self.peers.add(request.transport and request.transport.get_extra_info("peername"))
        self.busy += 1
        self.busiest = max(self.busy, self.busiest)
        try:
            return await (self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])(request)
        finally:
            self.busy -= 1

    def endpoint(self, *answers: Answer, timeout: float = 5.0, slots: int = 8) -> Endpoint:
        """Return a client of this server, which is to answer as given."""
        self.answers = list(answers)
        return Endpoint("m", self.base_url, KEY, timeout=timeout, slots=slots, retry=QUICK)


@asynccontextmanager
async def speaking(answer: bytes) -> AsyncIterator[str]:
    """A server that sends these bytes to whoever sends anything, and hangs up; yields its base URL."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(answer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    finally:
        server.close()
        await server.wait_closed()


async def ask(endpoint: Endpoint, request: Request = ASKED) -> Reply:
    async with endpoint:
        return await complete(endpoint, request)


async def failure(endpoint: Endpoint) -> EndpointError:
    """The error that asking ends in, checked for what all must be: one line, placed, hinted, without the key."""
    with pytest.raises(EndpointError) as caught:
        await ask(endpoint)
    error = caught.value
    assert str(error).startswith(f"m at {endpoint.host}: ")
    assert "\n" not in str(error)
    assert error.hint
    assert KEY not in "".join(traceback.format_exception(error)) + error.hint + repr(endpoint)
    link: BaseException | None = error
    while link is not None:
        assert KEY not in repr(link)
        link = link.__cause__ or link.__context__
    return error


async def broken_off(model: ChatModel, request: Request) -> tuple[str, EndpointError]:
    """What the model said before it failed, and how it failed."""
    said = ""
    try:
        async for chunk in model.stream(request):
            said += chunk.text
    except EndpointError as error:
        return said, error
    raise AssertionError(f"no failure, said {said!r}")
