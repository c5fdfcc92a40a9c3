"""Responses for a server that has chat completions only: asked for one, it is asked for a chat completion instead.

Whether a server has Responses shows at the first request: 404 or 405 says that it has not, and it is not asked again. A 404
that names the model or the earlier response is an answer, and goes through. What was translated says so in the header
`X-Commonground-Responses`; only text can be.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, replace

from commonground.conversation.readers import to_messages
from commonground.errors import EndpointError, InputError
from commonground.models import answers
from commonground.models.chat import ChatModel, Chunk, Request
from commonground.server.answering import read, refused
from commonground.server.responses import Asked, Responses
from commonground.server.upstream import Answer, Call, Upstream

TRANSLATED = ("X-Commonground-Responses", "translated")
_LACKING = (404, 405)
_SAME = ("temperature", "top_p", "user", "seed", "service_tier")  # settings that both protocols have by the same name
_REMADE = frozenset(("content-type", "content-length", "content-encoding", "accept", "accept-encoding"))


class Translating:
    """The `upstream`, and Responses also where it has none. Past translated responses are kept in memory."""

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream
        self._responses = Responses()
        self._lacking = False

    async def answer(self, call: Call) -> Answer:
        """Return the upstream's answer, or a translated one. Raises: EndpointError when there is none."""
        if (call.method, call.route) == ("POST", "/v1/responses"):
            return await self._response(call)
        if self._responses.has(call) or (self._lacking and call.route.startswith("/v1/responses/")):
            return _told(self._responses.past(call))
        return await self._upstream.answer(call)

    def model(self, name: str, key: str | None = None) -> ChatModel:
        """Return the upstream's model `name`."""
        return self._upstream.model(name, key)

    async def ready(self) -> bool:
        """Return whether the upstream answers."""
        return await self._upstream.ready()

    async def aclose(self) -> None:
        """Close the upstream."""
        await self._upstream.aclose()

    async def _response(self, call: Call) -> Answer:
        if not self._lacking:
            answer = await self._upstream.answer(call)
            if answer.status not in _LACKING:
                return answer
            content = await _content(answer)
            if answer.status == 404 and _names_what_was_asked(_unpacked(answer, content), call.body):
                return replace(answer, body=_again(content))
            self._lacking = True
        return _told(await self._translated(call))

    async def _translated(self, call: Call) -> Answer:
        try:
            asked = self._responses.read(call)
            body = _completion(asked, call.body)
        except InputError as error:
            return refused(error)
        headers = [(name, value) for name, value in call.headers if name.lower() not in _REMADE]
        headers += [("Content-Type", "application/json"), ("Accept", "text/event-stream, application/json")]
        answer = await self._upstream.answer(Call("POST", "/v1/chat/completions", headers, body, call.owner))
        if answer.status != 200:
            return answer  # a refusal reads the same in both protocols
        return await self._responses.answer(asked, _Completion(asked.model, answer))


@dataclass(frozen=True, slots=True)
class _Completion:
    """A chat completion on its way, as a chat model that is asked once."""

    name: str
    answer: Answer

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        """Yield the reply as it arrives. Raises: EndpointError when it is an error, cannot be read or breaks off."""
        read, events = answers.Answer(), answers.EventStream()
        whole = any(name.lower() == "content-type" and "json" in value for name, value in self.answer.headers)
        held = b""
        async with aclosing(self.answer.body) as pieces:
            async for piece in pieces:
                held += piece if whole else b""
                if said := read.take([] if whole else events.feed(piece)):
                    yield Chunk(said)
                if read.error or read.over:
                    break
        last = held.decode("utf-8", "replace") if whole else events.close()
        if not read.error and not read.over and answers.is_json(last) and (said := read.take([last])):
            yield Chunk(said)
        if read.error:
            raise EndpointError(f"{self.name}: {read.error}", kind="status")
        if read.finish is None:
            raise EndpointError(f"{self.name}: the reply ended without a finish reason", kind="cut")
        yield Chunk(read.rest(), read.finish, read.usage)


def _completion(asked: Asked, body: bytes) -> bytes:
    """Return the body of the chat completion that asks for the same."""
    given = read(body).fields()
    wanted: dict[str, object] = {name: given[name] for name in _SAME if given.get(name) is not None}
    if given.get("max_output_tokens") is not None:
        wanted["max_tokens"] = given["max_output_tokens"]
    effort = given.get("reasoning")
    if isinstance(effort, dict) and effort.get("effort") is not None:
        wanted["reasoning_effort"] = effort["effort"]
    messages = to_messages(asked.request.conversation)
    wanted |= {"model": asked.model, "messages": messages, "stream": True, "stream_options": {"include_usage": True}}
    return json.dumps(wanted).encode()


def _names_what_was_asked(content: bytes, body: bytes) -> bool:
    """Return whether a 404 is about the model or the earlier response, and not about the path."""
    try:
        given = read(body).fields()
    except InputError:
        return False
    asked = [given.get("model"), given.get("previous_response_id")]
    said = content.decode("utf-8", "replace")
    return any(isinstance(one, str) and one != "" and one in said for one in asked)


def _unpacked(answer: Answer, content: bytes) -> bytes:
    """Return content as it was before it was packed, as far as that can be told."""
    if not any(name.lower() == "content-encoding" for name, _ in answer.headers):
        return content
    try:
        return zlib.decompressobj(47).decompress(content)  # 47: zlib or gzip, by its header
    except zlib.error:
        return content


async def _content(answer: Answer) -> bytes:
    async with aclosing(answer.body) as pieces:
        return b"".join([piece async for piece in pieces])


async def _again(content: bytes) -> AsyncGenerator[bytes, None]:
    yield content


def _told(answer: Answer) -> Answer:
    return replace(answer, headers=[*answer.headers, TRANSLATED])
