"""What stands behind the gateway: a server of the same protocol, whose bytes are relayed as they come, or a model in process.

Nothing is parsed on the way: a reply goes to the client in the pieces in which it arrived. When the client leaves, the upstream
request is dropped with it.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from commonground.conversation.readers import from_messages
from commonground.errors import EndpointError, InputError
from commonground.models.chat import ChatModel, Request, Sampling, Usage, complete
from commonground.models.endpoint import Endpoint

if TYPE_CHECKING:
    import aiohttp

Headers = Sequence[tuple[str, str]]
_HOP = frozenset(  # headers of one connection, and those that the relay makes itself
    (
        "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer", "transfer-encoding",
        "upgrade", "host", "content-length",
    )
)  # fmt: skip
_CONNECT = 10.0  # seconds


@dataclass(frozen=True, slots=True)
class Call:
    """A request as it came: method, path with its query (`/v1/...`), headers, body."""

    method: str
    path: str
    headers: Headers
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply on its way: `body` yields its bytes as they arrive; closing it ends the upstream request."""

    status: int
    headers: Headers
    body: AsyncGenerator[bytes, None]


class Upstream(Protocol):
    """What answers calls. `model(name)` gives the same for the steps of mediation."""

    async def answer(self, call: Call) -> Answer: ...

    def model(self, name: str) -> ChatModel: ...

    async def ready(self) -> bool: ...

    async def aclose(self) -> None: ...


def passed_on(headers: Headers) -> list[tuple[str, str]]:
    """Return the headers that belong to the message and not to one connection."""
    return [(name, value) for name, value in headers if name.lower() not in _HOP]


class Remote:
    """An OpenAI-compatible server at `base_url`, such as `http://127.0.0.1:8000/v1`.

    With `api_key` calls carry that key; without, the client's own `Authorization` goes through.
    """

    def __init__(self, base_url: str, api_key: str | None = None) -> None:
        self._root = base_url.rstrip("/")
        self._key = api_key
        self._session: aiohttp.ClientSession | None = None
        self._models: dict[str, Endpoint] = {}

    async def answer(self, call: Call) -> Answer:
        """Return the upstream's answer once its headers are there. Raises: EndpointError when there is none."""
        import aiohttp

        headers = passed_on(call.headers)
        if self._key:
            headers = [(name, value) for name, value in headers if name.lower() != "authorization"]
            headers.append(("Authorization", f"Bearer {self._key}"))
        stack = AsyncExitStack()
        url = self._root + call.path.removeprefix("/v1")
        try:
            request = self._opened().request(
                call.method, url, data=call.body or None, headers=headers, allow_redirects=False
            )
            response = await stack.enter_async_context(request)
        except (aiohttp.ClientError, OSError) as error:
            await stack.aclose()
            raise EndpointError(
                f"the upstream cannot be reached: {error}", "check --base-url", kind="connect"
            ) from error
        return Answer(response.status, passed_on(list(response.headers.items())), _pieces(response, stack))

    def model(self, name: str) -> ChatModel:
        """Return the model `name` of this server."""
        if name not in self._models:
            self._models[name] = Endpoint(name, self._root, self._key, slots=64)
        return self._models[name]

    async def ready(self) -> bool:
        """Return whether the server answers at all."""
        try:
            answer = await self.answer(Call("GET", "/v1/models", (), b""))
        except EndpointError:
            return False
        async for _ in answer.body:
            break
        return answer.status < 500

    async def aclose(self) -> None:
        """Close all connections."""
        for model in self._models.values():
            await model.aclose()
        if self._session is not None:
            await self._session.close()

    def _opened(self) -> aiohttp.ClientSession:
        import aiohttp

        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,  # what is packed stays packed
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT),
            )
        return self._session


async def _pieces(response: aiohttp.ClientResponse, stack: AsyncExitStack) -> AsyncGenerator[bytes, None]:
    async with stack:
        async for piece in response.content.iter_any():
            yield piece


class Local:
    """A model in this process, such as the embedded one, answering chat completions as a server would."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model

    async def answer(self, call: Call) -> Answer:
        """Return the answer to a chat completion or to the list of models; 404 for all else."""
        if call.path.partition("?")[0] == "/v1/models":
            entry = {"id": self._model.name, "object": "model", "created": 0, "owned_by": "commonground"}
            return _json(200, {"object": "list", "data": [entry]})
        if (call.method, call.path.partition("?")[0]) != ("POST", "/v1/chat/completions"):
            return problem(404, "not_found", f"this model has no {call.path}")
        try:
            body = json.loads(call.body)
            request = Request(from_messages(body["messages"]), _sampling(body))
        except (ValueError, KeyError, TypeError, InputError) as error:
            return problem(400, "invalid_request", f"the request cannot be read: {error}")
        head = {"id": f"chatcmpl-{uuid.uuid4().hex}", "created": int(time.time()), "model": self._model.name}
        if body.get("stream"):
            usage = bool((body.get("stream_options") or {}).get("include_usage"))
            events = _events(self._model, request, head, usage=usage)
            return Answer(200, [("Content-Type", "text/event-stream; charset=utf-8")], events)
        return await _whole(self._model, request, head)

    def model(self, name: str) -> ChatModel:
        """Return the model, whatever it is called."""
        return self._model

    async def ready(self) -> bool:
        """Return True: it is here."""
        return True

    async def aclose(self) -> None:
        """Close the model."""
        close = getattr(self._model, "aclose", None)
        if close is not None:
            await close()


def problem(status: int, code: str, message: str) -> Answer:
    """Return an error in the form that OpenAI clients read."""
    kind = "invalid_request_error" if status < 500 else "server_error"
    return _json(status, {"error": {"message": message, "type": kind, "param": None, "code": code}})


def _json(status: int, document: object) -> Answer:
    async def body() -> AsyncGenerator[bytes, None]:
        yield json.dumps(document).encode()

    return Answer(status, [("Content-Type", "application/json")], body())


def _sampling(body: Mapping[str, object]) -> Sampling:
    most = body.get("max_completion_tokens") or body.get("max_tokens") or 256
    temperature, seed = body.get("temperature", 0.0), body.get("seed") or 0
    if not isinstance(most, int) or not isinstance(seed, int) or not isinstance(temperature, int | float | None):
        raise TypeError("max_tokens and seed are whole numbers, temperature is a number")
    return Sampling(temperature, most, seed)


async def _whole(model: ChatModel, request: Request, head: Mapping[str, object]) -> Answer:
    try:
        reply = await complete(model, request)
    except EndpointError as error:
        return problem(400 if error.kind == "context" else 502, error.kind, str(error))
    message = {"role": "assistant", "content": reply.text, "refusal": None}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": reply.finish or "stop"}
    return _json(200, {**head, "object": "chat.completion", "choices": [choice], "usage": _usage(reply.usage)})


def _usage(usage: Usage) -> dict[str, int]:
    prompt, completion = usage.prompt_tokens, usage.completion_tokens
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}


async def _events(
    model: ChatModel, request: Request, head: Mapping[str, object], *, usage: bool
) -> AsyncGenerator[bytes, None]:
    """Yield the reply as server-sent events: the role first, then text, the finish, the usage if asked for, [DONE]."""

    def event(**fields: object) -> bytes:
        return b"data: " + json.dumps({**head, "object": "chat.completion.chunk", **fields}).encode() + b"\n\n"

    def choice(delta: Mapping[str, object], finish: str | None = None) -> list[dict[str, object]]:
        return [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}]

    spent, finish = Usage(), "stop"
    yield event(choices=choice({"role": "assistant", "content": ""}))
    try:
        async for chunk in model.stream(request):
            spent, finish = spent + (chunk.usage or Usage()), chunk.finish or finish
            if chunk.text:
                yield event(choices=choice({"content": chunk.text}))
    except EndpointError as error:
        failure = {"error": {"message": str(error), "type": "server_error", "param": None, "code": error.kind}}
        yield b"data: " + json.dumps(failure).encode() + b"\n\n"
        return
    yield event(choices=choice({}, finish))
    if usage:
        yield event(choices=[], usage=_usage(spent))
    yield b"data: [DONE]\n\n"
