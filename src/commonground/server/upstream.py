"""What stands behind the gateway: calls, answers, and a server whose bytes are relayed as they come.

Nothing is parsed on the way: a reply goes to the client in the pieces in which it arrived. When the client leaves, the upstream
request is dropped with it.
"""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import unquote

from commonground.errors import EndpointError
from commonground.models.chat import ChatModel
from commonground.models.endpoint import Endpoint
from commonground.server.connections import Connections

Headers = Sequence[tuple[str, str]]
_HOP = frozenset(  # headers of one connection, and those that the relay makes itself
    (
        "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer", "transfer-encoding",
        "proxy-connection", "upgrade", "host", "expect",
    )
)  # fmt: skip
_MOST_MODELS = 256  # names that are kept: clients choose them, and must not fill the memory


@dataclass(frozen=True, slots=True)
class Call:
    """A request as it came: method, path with its query (`/v1/...`, escapes kept), headers, body.

    `owner` tells whose request it is: what one owner leaves behind, no other sees.
    """

    method: str
    path: str
    headers: Headers
    body: bytes
    owner: str = ""

    @property
    def route(self) -> str:
        """The path without its query."""
        return self.path.partition("?")[0]


class Body(Protocol):
    """The bytes of a reply as they arrive; an async generator is one. Where the reply breaks off it raises EndpointError."""

    def __aiter__(self) -> AsyncIterator[bytes]: ...

    def __anext__(self) -> Awaitable[bytes]: ...

    def aclose(self) -> Awaitable[None]: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply on its way. Closing its `body` ends the upstream request."""

    status: int
    headers: Headers
    body: Body


class Upstream(Protocol):
    """What answers calls. `model(name, key)` gives the same for the steps of mediation, asked with the client's own key."""

    async def answer(self, call: Call) -> Answer: ...

    def model(self, name: str, key: str | None = None) -> ChatModel: ...

    async def ready(self) -> bool: ...

    async def aclose(self) -> None: ...


def passed_on(headers: Headers) -> list[tuple[str, str]]:
    """Return the headers that belong to the message and not to one connection."""
    told = [(name.lower(), name, value) for name, value in headers]
    named = {one.strip().lower() for low, _, value in told if low == "connection" for one in value.split(",")}
    return [(name, value) for low, name, value in told if low not in _HOP and low not in named]


class Remote:
    """An OpenAI-compatible server at `base_url`, such as `http://127.0.0.1:8000/v1`.

    With `api_key` calls carry that key; without, the client's own `Authorization` goes through.
    """

    def __init__(self, base_url: str, api_key: str | None = None) -> None:
        self._root = base_url.rstrip("/")
        self._key = api_key
        self._connections = Connections(self._root)
        self._models: OrderedDict[tuple[str, str | None], Endpoint] = OrderedDict()
        self._closing: set[asyncio.Task[None]] = set()

    async def answer(self, call: Call) -> Answer:
        """Return the upstream's answer once its headers are there. Raises: EndpointError when there is none."""
        if {".", ".."} & set(unquote(call.route).split("/")):
            return problem(404, "not_found", "the path leads out of /v1")
        try:
            reply = await self._connections.ask(
                call.method, call.path.removeprefix("/v1"), self._headers(call.headers), call.body
            )
        except ValueError as error:
            return problem(400, "invalid_request", f"the request cannot be passed on: {error}")
        told = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in reply.headers]
        return Answer(reply.status, passed_on(told), reply)

    def _headers(self, given: Headers) -> list[tuple[str, str]]:
        """Return what the upstream is sent: the client's own headers, with this relay's key where it has one."""
        made = {"content-length", "authorization"} if self._key else {"content-length"}
        headers = [(name, value) for name, value in passed_on(given) if name.lower() not in made]
        if self._key:
            headers.append(("Authorization", f"Bearer {self._key}"))
        return headers

    def model(self, name: str, key: str | None = None) -> ChatModel:
        """Return the model `name` of this server; `key` is the client's, used where the relay has none of its own."""
        wanted = name, self._key or key
        if wanted not in self._models:
            self._models[wanted] = Endpoint(name, self._root, wanted[1], slots=64)
        self._models.move_to_end(wanted)
        if len(self._models) > _MOST_MODELS:
            _, oldest = self._models.popitem(last=False)
            closing = asyncio.get_running_loop().create_task(oldest.aclose())
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)
        return self._models[wanted]

    async def ready(self) -> bool:
        """Return whether the server answers at all."""
        try:
            answer = await self.answer(Call("GET", "/v1/models", (), b""))
        except EndpointError:
            return False
        await answer.body.aclose()
        return answer.status < 500

    async def aclose(self) -> None:
        """Close all connections."""
        await asyncio.gather(*self._closing, *(model.aclose() for model in self._models.values()))
        self._connections.close()


def problem(status: int, code: str | None, message: str, param: str | None = None) -> Answer:
    """Return an error in the form that OpenAI clients read; `param` names the field at fault."""
    kind = "invalid_request_error" if status < 500 else "server_error"
    return document(status, {"error": {"message": message, "type": kind, "param": param, "code": code}})


def document(status: int, content: object) -> Answer:
    """Return an answer that is one JSON document."""
    text = json.dumps(content).encode()

    async def body() -> AsyncGenerator[bytes, None]:
        yield text

    return Answer(status, [("Content-Type", "application/json"), ("Content-Length", str(len(text)))], body())
