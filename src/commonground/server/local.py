"""A model in this process, such as the embedded one, that answers as an OpenAI-compatible server would.

Chat completions are answered here, Responses by `responses`. What the model cannot do (tools, images, forced JSON, log
probabilities) is refused in plain words; settings that only tune the draw and that it does not have (`top_p`, penalties) are
read and not used.
"""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from commonground.conversation.nodes import Node
from commonground.conversation.readers import FIELDS, from_messages
from commonground.conversation.record import ASSISTANT, USER, Conversation
from commonground.errors import BoundaryError, InputError
from commonground.models.chat import ChatModel, Chunk, Request, Sampling, Usage
from commonground.server import answering
from commonground.server.answering import INSTRUCTIONS, begun, failed, flag, given, refused, whole
from commonground.server.responses import Responses
from commonground.server.upstream import Answer, Call, document, problem

_TOKENS = 256  # of a reply, where the request does not say
_CHOICES = 16  # replies to one request
_STOPS = 4  # stop sequences of one request, as the protocol has it
_SPEAKERS = (*INSTRUCTIONS, USER, ASSISTANT)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A chat completion as it was asked for; `usage` is whether the stream ends with what it cost."""

    request: Request
    stops: tuple[str, ...]
    choices: int
    stream: bool
    usage: bool


class Local:
    """An upstream that is `model`. Its past responses are kept in memory, a bounded number of them."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model
        self._responses = Responses()

    async def answer(self, call: Call) -> Answer:
        """Return the answer to a chat completion, a response or a question about models; 404 for all else."""
        asked = (call.method, call.route)
        if asked == ("POST", "/v1/chat/completions"):
            return await self._completion(call)
        if asked == ("POST", "/v1/responses"):
            return await self._response(call)
        if call.route.startswith("/v1/responses/"):
            return self._responses.past(call)
        entry = {"id": self._model.name, "object": "model", "created": 0, "owned_by": "commonground"}
        if asked == ("GET", "/v1/models"):
            return document(200, {"object": "list", "data": [entry]})
        if asked == ("GET", f"/v1/models/{self._model.name}"):
            return document(200, entry)
        return problem(404, "not_found", f"this model has no {call.method} {call.route}")

    def model(self, name: str, key: str | None = None) -> ChatModel:
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

    async def _response(self, call: Call) -> Answer:
        try:
            asked = self._responses.read(call)
        except InputError as error:
            return refused(error)
        return await self._responses.answer(asked, self._model)

    async def _completion(self, call: Call) -> Answer:
        try:
            asked = _asked(answering.read(call.body))
        except InputError as error:
            return refused(error)
        head = {"id": f"chatcmpl-{uuid.uuid4().hex}", "created": int(time.time()), "model": self._model.name}
        try:
            if not asked.stream:
                return await _whole(self._model, asked, head)
            first = await begun(self._model, asked.request)
        except BoundaryError as error:
            return failed(error)
        return Answer(200, answering.EVENTS, _events(self._model, asked, first, head))


def _asked(body: Node) -> _Asked:
    """Return what a body asks for. Raises: InputError."""
    body.get("model").text()
    answering.no_tools(body, "tools", "functions")
    form = given(body, "response_format")
    if form is not None and form.get("type").text() != "text":
        form.refuse("cannot be had: this model's replies are free text")
    answering.only(body, "logprobs", (False, 0), "cannot be had: this model gives no log probabilities")
    answering.only(body, "modalities", (["text"],), "cannot be had: this model writes text only")
    stream, options = flag(body, "stream"), given(body, "stream_options")
    if options is not None and not stream:
        raise InputError("is for streamed replies: set stream", field="stream_options")
    return _Asked(
        Request(_conversation(body.get("messages")), _sampling(body)),
        _stops(given(body, "stop")),
        whole(body, "n", 1, _CHOICES) or 1,
        stream,
        options is not None and flag(options, "include_usage"),
    )


def _sampling(body: Node) -> Sampling:
    most = whole(body, "max_completion_tokens", 1) or whole(body, "max_tokens", 1) or _TOKENS
    for name, least, greatest in (("top_p", 0, 1), ("presence_penalty", -2, 2), ("frequency_penalty", -2, 2)):
        answering.number(body, name, least, greatest)
    seed = given(body, "seed")
    return Sampling(
        answering.temperature(body) or 0.0, min(most, answering.MOST_TOKENS), seed.whole() if seed is not None else 0
    )


def _stops(stop: Node | None) -> tuple[str, ...]:
    if stop is None:
        return ()
    stops = (stop.value,) if isinstance(stop.value, str) else tuple(one.text() for one in stop.items())
    if len(stops) > _STOPS:
        stop.refuse(f"holds more than {_STOPS} texts")
    return tuple(one for one in stops if one)


def _conversation(messages: Node) -> Conversation:
    """Return the messages as a conversation of texts. Raises: InputError for one that this model cannot read."""
    try:
        turns = from_messages(messages.value).turns
    except RecursionError as error:
        raise InputError("is nested too deeply", field=messages.field) from error
    if not turns:
        messages.refuse("is empty")
    read = []
    for index, turn in enumerate(turns):
        where = f"{messages.field}[{index}]"
        if turn.speaker not in _SPEAKERS or turn.tool_calls:
            raise InputError("cannot be read: this model calls no tools", field=f"{where}.role", value=turn.speaker)
        for part in turn.parts:
            if part.kind not in ("text", FIELDS):
                raise InputError(
                    "cannot be read: this model reads text only", field=f"{where}.content", value=part.kind
                )
        read.append(answering.spoken(turn.speaker, turn.text, f"{where}.content"))
    return Conversation(tuple(read))


class _Cut:
    """Ends a reply before the first of `stops`, holding back what may yet become one."""

    def __init__(self, stops: Sequence[str]) -> None:
        self.over = False
        self._stops = stops
        self._held = ""

    def feed(self, text: str) -> str:
        """Return what can be said of the reply so far."""
        if self.over:
            return ""
        self._held += text
        found = [at for at in map(self._held.find, self._stops) if at >= 0]
        if found:
            self.over = True
            said, self._held = self._held[: min(found)], ""
            return said
        longest = max(map(len, self._stops), default=1) - 1
        start = max(0, len(self._held) - longest)
        end = next((at for at in range(start, len(self._held)) if self._opens(at)), len(self._held))
        said, self._held = self._held[:end], self._held[end:]
        return said

    def rest(self) -> str:
        """Return what was held back and became no stop."""
        return self._held

    def _opens(self, at: int) -> bool:
        return any(stop.startswith(self._held[at:]) for stop in self._stops)


async def _said(chunks: AsyncIterator[Chunk], stops: Sequence[str]) -> AsyncGenerator[Chunk, None]:
    """Yield the reply up to a stop sequence, and last its finish and usage: all that was drawn counts, cut off or not."""
    cut, usage, finish = _Cut(stops), Usage(), "stop"
    async for chunk in chunks:
        usage, finish = usage + (chunk.usage or Usage()), chunk.finish or finish
        if said := cut.feed(chunk.text):
            yield Chunk(said)
    yield Chunk("" if cut.over else cut.rest(), "stop" if cut.over else finish, usage)


def _drawn(asked: _Asked, index: int) -> Request:
    """Return the request for reply `index`: each is drawn with a seed of its own."""
    sampling = asked.request.sampling
    return replace(asked.request, sampling=replace(sampling, seed=sampling.seed + index))


async def _whole(model: ChatModel, asked: _Asked, head: Mapping[str, object]) -> Answer:
    async def choice(index: int) -> tuple[dict[str, object], Usage]:
        texts, finish, usage = [], None, Usage()
        async for chunk in _said(model.stream(_drawn(asked, index)), asked.stops):
            texts.append(chunk.text)
            finish, usage = chunk.finish or finish, chunk.usage or usage
        message = {"role": "assistant", "content": "".join(texts), "refusal": None}
        return {"index": index, "message": message, "logprobs": None, "finish_reason": finish}, usage

    drawn = await asyncio.gather(*map(choice, range(asked.choices)))
    choices, usages = [one for one, _ in drawn], [usage for _, usage in drawn]
    return document(200, {**head, "object": "chat.completion", "choices": choices, "usage": _usage(usages)})


def _usage(usages: Sequence[Usage]) -> dict[str, int]:
    """Return what was used: the prompt counts once, however many replies were drawn."""
    prompt, completion = usages[0].prompt_tokens, sum(usage.completion_tokens for usage in usages)
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}


async def _events(
    model: ChatModel, asked: _Asked, first: AsyncGenerator[Chunk, None], head: Mapping[str, object]
) -> AsyncGenerator[bytes, None]:
    """Yield the replies as server-sent events, one after the other: the role, text, the finish; then usage and [DONE]."""
    extra: dict[str, object] = {"usage": None} if asked.usage else {}

    def event(index: int, delta: Mapping[str, object], finish: str | None = None) -> bytes:
        choice = {"index": index, "delta": delta, "logprobs": None, "finish_reason": finish}
        return _event({**head, "object": "chat.completion.chunk", "choices": [choice], **extra})

    usages = []
    try:
        for index in range(asked.choices):
            chunks = await begun(model, _drawn(asked, index)) if index else first
            yield event(index, {"role": "assistant", "content": ""})
            async with aclosing(chunks), aclosing(_said(chunks, asked.stops)) as said:
                async for chunk in said:
                    if chunk.text:
                        yield event(index, {"content": chunk.text})
                    if chunk.finish:
                        yield event(index, {}, chunk.finish)
                    usages += [chunk.usage] if chunk.usage else []
    except BoundaryError as error:
        yield _event({"error": {"message": str(error), "type": "server_error", "param": None, "code": error.boundary}})
        return
    if asked.usage:
        yield _event({**head, "object": "chat.completion.chunk", "choices": [], "usage": _usage(usages)})
    yield b"data: [DONE]\n\n"


def _event(content: Mapping[str, object]) -> bytes:
    return b"data: " + json.dumps(content).encode() + b"\n\n"
