"""What stands behind the gateway: calls, answers, and a server whose bytes are relayed as they come.

Nothing is parsed on the way: a reply goes to the client in the pieces in which it arrived. When the client leaves, the upstream
request is dropped with it.
"""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from urllib.parse import unquote

from commonground.errors import EndpointError
from commonground.models.chat import ChatModel
from commonground.models.endpoint import Endpoint

if TYPE_CHECKING:
    import aiohttp

Headers = Sequence[tuple[str, str]]
_HOP = frozenset(  # headers of one connection, and those that the relay makes itself
    (
        "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer", "transfer-encoding",
        "proxy-connection", "upgrade", "host", "expect",
    )
)  # fmt: skip
_OWN = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")  # what the HTTP client would add unasked
_CONNECT = 10.0  # seconds
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


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply on its way: `body` yields its bytes as they arrive; closing it ends the upstream request.

    Where the reply breaks off, `body` raises EndpointError.
    """

    status: int
    headers: Headers
    body: AsyncGenerator[bytes, None]


class Upstream(Protocol):
    """What answers calls. `model(name, key)` gives the same for the steps of mediation, asked with the client's own key."""

    async def answer(self, call: Call) -> Answer: ...

    def model(self, name: str, key: str | None = None) -> ChatModel: ...

    async def ready(self) -> bool: ...

    async def aclose(self) -> None: ...


def passed_on(headers: Headers) -> list[tuple[str, str]]:
    """Return the headers that belong to the message and not to one connection."""
    named = {one.strip().lower() for name, value in headers if name.lower() == "connection" for one in value.split(",")}
    return [(name, value) for name, value in headers if name.lower() not in _HOP and name.lower() not in named]


class Remote:
    """An OpenAI-compatible server at `base_url`, such as `http://127.0.0.1:8000/v1`.

    With `api_key` calls carry that key; without, the client's own `Authorization` goes through.
    """

    def __init__(self, base_url: str, api_key: str | None = None) -> None:
        self._root = base_url.rstrip("/")
        self._key = api_key
        self._session: aiohttp.ClientSession | None = None
        self._models: OrderedDict[tuple[str, str | None], Endpoint] = OrderedDict()
        self._closing: set[asyncio.Task[None]] = set()

    async def answer(self, call: Call) -> Answer:
        """Return the upstream's answer once its headers are there. Raises: EndpointError when there is none."""
        import aiohttp
        from yarl import URL

        if {".", ".."} & set(unquote(call.route).split("/")):
            return problem(404, "not_found", "the path leads out of /v1")
        stack = AsyncExitStack()
        url = URL(self._root + call.path.removeprefix("/v1"), encoded=True)  # encoded: the path stays as it was written
        try:
            request = self._opened().request(
                call.method, url, data=call.body or None, headers=self._headers(call.headers), allow_redirects=False
            )
            response = await stack.enter_async_context(request)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            await stack.aclose()
            raise EndpointError(
                f"the upstream cannot be reached: {error}", "check --base-url", kind="connect"
            ) from error
        told = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in response.raw_headers]
        return Answer(response.status, passed_on(told), _pieces(response, stack))

    def _headers(self, given: Headers) -> list[tuple[str, str]]:
        """Return what the upstream is sent: the client's own headers, with this relay's key where it has one."""
        headers = [(name, _unicode(value)) for name, value in passed_on(given) if name.lower() != "content-length"]
        if self._key:
            headers = [(name, value) for name, value in headers if name.lower() != "authorization"]
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
        if self._session is not None:
            await self._session.close()

    def _opened(self) -> aiohttp.ClientSession:
        import aiohttp

        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,  # what is packed stays packed
                skip_auto_headers=_OWN,
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT),
            )
        return self._session


async def _pieces(response: aiohttp.ClientResponse, stack: AsyncExitStack) -> AsyncGenerator[bytes, None]:
    """Yield the body as it arrives. Raises: EndpointError when it breaks off."""
    import aiohttp

    async with stack:
        try:
            async for piece in response.content.iter_any():
                yield piece
        except (aiohttp.ClientError, OSError) as error:
            raise EndpointError(f"the upstream's reply broke off: {error}", kind="cut") from error


def _unicode(value: str) -> str:
    """Return a header value as the HTTP client must be given it: it writes UTF-8, and the bytes are to stay the same."""
    try:
        return value.encode("latin-1").decode()
    except UnicodeError:
        return value


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
