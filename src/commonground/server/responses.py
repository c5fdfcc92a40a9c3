"""The Responses API over any chat model that speaks text: whole or streamed, with a bounded memory of past responses.

A response goes through the states that the published API has: in progress, then completed, incomplete (it ran out of tokens)
or failed; streamed, each step is an event with a number of its own. Only messages of text go in and come out: what else a
request may ask for is refused in plain words.

Past responses live in this process, up to a number of them and of their characters, the oldest going first. Each belongs to its
owner, a key and the `user` of the request (`?user=` where there is no body): for anyone else it is not there.
"""

from __future__ import annotations

import json
import re
import time
import uuid
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from urllib.parse import parse_qs

from commonground.conversation.nodes import Node
from commonground.conversation.record import ASSISTANT, SYSTEM, USER, Conversation, Turn
from commonground.errors import BoundaryError, EndpointError, InputError
from commonground.models.chat import ChatModel, Chunk, Request, Sampling, Usage
from commonground.server import answering
from commonground.server.answering import EVENTS, INSTRUCTIONS, begun, failed, flag, given, text, whole
from commonground.server.upstream import Answer, Call, document, problem

_TOKENS = 256  # of a reply, where the request does not say
_PAST = re.compile(r"/v1/responses/([^/]+)(/input_items)?")
_ROLES = (*INSTRUCTIONS, USER, ASSISTANT)
_PARTS = ("input_text", "output_text", "text")
_PAGE = 20  # input items at once, where the request does not say
_NAMES, _NAME, _VALUE = 16, 64, 512  # of metadata: pairs, characters of a name, of a value
_ENDS: Mapping[str | None, str] = {"length": "max_output_tokens", "content_filter": "content_filter"}

Document = dict[str, object]


@dataclass(frozen=True, slots=True)
class Asked:
    """A response as it was asked for: what the model gets, what is echoed, and what is kept of it.

    `items` are the input in the form in which it is given out again, `history` all that was said so far, instructions apart.
    """

    owner: str
    model: str
    request: Request
    echoed: Document
    items: tuple[Document, ...]
    history: tuple[Turn, ...]
    stream: bool
    keep: bool


@dataclass(frozen=True, slots=True)
class _Past:
    """A response that was given."""

    content: Document
    items: tuple[Document, ...]
    history: tuple[Turn, ...]

    @property
    def size(self) -> int:
        """How many characters it holds that no earlier one does: turns are shared with those."""
        return len(json.dumps(self.content)) + sum(len(json.dumps(item)) for item in self.items)


class Responses:
    """Answers responses and remembers them: at most `most` of them, and `size` characters."""

    def __init__(self, most: int = 1000, size: int = 64 * 2**20) -> None:
        self._most, self._size, self._held = most, size, 0
        self._past: OrderedDict[tuple[str, str], _Past] = OrderedDict()

    def read(self, call: Call) -> Asked:
        """Return what a call asks for. Raises: InputError naming the field that is wrong or asks for what cannot be had."""
        body = answering.read(call.body)
        model = body.get("model").text()
        _check_possible(body)
        previous = text(body, "previous_response_id")
        whose = _whose(call, text(body, "safety_identifier") or text(body, "user") or "")
        before = self._before(whose, previous)
        items, said = _input(body.get("input"))
        instructions = text(body, "instructions")
        leading = () if not instructions else (answering.spoken(SYSTEM, instructions, "instructions"),)
        most = whole(body, "max_output_tokens", 1)
        temperature = answering.temperature(body)
        return Asked(
            whose,
            model,
            Request(
                Conversation((*leading, *before, *said)),
                Sampling(temperature, min(most or _TOKENS, answering.MOST_TOKENS)),
            ),
            _echoed(body) | {"instructions": instructions, "previous_response_id": previous, "max_output_tokens": most},
            items,
            (*before, *said),
            flag(body, "stream"),
            flag(body, "store", True),
        )

    async def answer(self, asked: Asked, model: ChatModel) -> Answer:
        """Return the answer of `model`, streamed where that was asked for."""
        made = _Made(asked, model.name)
        try:
            chunks = await begun(model, asked.request)
            if asked.stream:
                return Answer(200, EVENTS, _events(made, chunks, self._keep))
            async with aclosing(chunks):
                async for chunk in chunks:
                    made.take(chunk)
        except BoundaryError as error:
            return failed(error)
        self._keep(made)
        return document(200, made.content(made.ending))

    def past(self, call: Call) -> Answer:
        """Return the answer to a question about a past response, or to its deletion; 404 where the owner has none such."""
        found = _PAST.fullmatch(call.route)
        name, items = (found[1], found[2]) if found else ("", None)
        key = _whose(call, _user(call)), name
        kept = self._past.get(key)
        if kept is None or call.method not in (("GET",) if items else ("GET", "DELETE")):
            return problem(404, "not_found", f"Response with id {name!r} not found.")
        if call.method == "DELETE":
            self._drop(key)
            return document(200, {"id": name, "object": "response", "deleted": True})
        return _page(kept.items, call.path.partition("?")[2]) if items else document(200, kept.content)

    def has(self, call: Call) -> bool:
        """Return whether a call is about a past response that is kept here."""
        found = _PAST.fullmatch(call.route)
        return found is not None and (_whose(call, _user(call)), found[1]) in self._past

    def _before(self, owner: str, previous: str | None) -> tuple[Turn, ...]:
        if previous is None:
            return ()
        kept = self._past.get((owner, previous))
        if kept is None:
            raise InputError(
                "is not found: no such response of yours is kept", field="previous_response_id", value=previous
            )
        self._past.move_to_end((owner, previous))
        return kept.history

    def _keep(self, made: _Made) -> None:
        """Keep a response that has ended, and let the oldest go where there are too many."""
        if not made.asked.keep:
            return
        said = Turn(ASSISTANT, made.text)
        kept = _Past(made.content(made.ending), made.asked.items, (*made.asked.history, said))
        self._past[made.asked.owner, made.name] = kept
        self._held += kept.size
        while self._past and (len(self._past) > self._most or self._held > self._size):
            self._drop(next(iter(self._past)))

    def _drop(self, key: tuple[str, str]) -> None:
        self._held -= self._past.pop(key).size


class _Made:
    """A response in the making: what was said so far, and the document that tells it."""

    def __init__(self, asked: Asked, model: str) -> None:
        self.asked, self.name, self.item_id = asked, _name("resp"), _name("msg")
        self.text, self.usage, self.finish = "", Usage(), "stop"
        self._model, self._created = model, int(time.time())

    @property
    def ending(self) -> str:
        """How it ends, by what the model gave as its reason."""
        return "incomplete" if self.finish in _ENDS else "completed"

    def take(self, chunk: Chunk) -> None:
        """Add a chunk. Raises: EndpointError where turns were left out of the prompt and that was not to be."""
        if self.asked.echoed["truncation"] == "disabled" and any(event.kind == "context" for event in chunk.events):
            raise EndpointError("the conversation is longer than the model's context", kind="context")
        self.text += chunk.text
        self.finish = chunk.finish or self.finish
        self.usage = self.usage + (chunk.usage or Usage())

    def part(self) -> Document:
        """Return what was said, as a part of the message."""
        return {"type": "output_text", "text": self.text, "annotations": [], "logprobs": []}

    def item(self, status: str) -> Document:
        """Return the message."""
        content = [] if status == "in_progress" else [self.part()]
        return {"id": self.item_id, "type": "message", "role": ASSISTANT, "status": status, "content": content}

    def content(self, status: str, error: BoundaryError | None = None) -> Document:
        """Return the response in a state: in_progress, completed, incomplete or failed."""
        going = status == "in_progress"
        return {
            "id": self.name, "object": "response", "created_at": self._created, "status": status,
            "completed_at": int(time.time()) if status == "completed" else None,
            "error": None if error is None else {"code": "server_error", "message": str(error)},
            "incomplete_details": {"reason": _ENDS[self.finish]} if status == "incomplete" else None,
            "model": self._model, "background": False,
            "output": [] if going else [self.item("incomplete" if error else status)],
            "usage": None if going else _usage(self.usage), **self.asked.echoed, "store": self.asked.keep,
        }  # fmt: skip


def _name(kind: str) -> str:
    return f"{kind}_{uuid.uuid4().hex}"


def _usage(usage: Usage) -> Document:
    asked, said = usage.prompt_tokens, usage.completion_tokens
    return {
        "input_tokens": asked, "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": said, "output_tokens_details": {"reasoning_tokens": 0}, "total_tokens": asked + said,
    }  # fmt: skip


async def _events(
    made: _Made, chunks: AsyncGenerator[Chunk, None], keep: Callable[[_Made], None]
) -> AsyncGenerator[bytes, None]:
    """Yield the response as server-sent events; `keep` gets it before the client hears that it has ended."""
    number = -1

    def event(kind: str, **fields: object) -> bytes:
        nonlocal number
        number += 1
        content = {"type": kind, "sequence_number": number, **fields}
        return f"event: {kind}\ndata: {json.dumps(content)}\n\n".encode()

    item: Document = {"output_index": 0, "item_id": made.item_id, "content_index": 0}
    yield event("response.created", response=made.content("in_progress"))
    yield event("response.in_progress", response=made.content("in_progress"))
    yield event("response.output_item.added", output_index=0, item=made.item("in_progress"))
    yield event("response.content_part.added", **item, part=made.part())
    try:
        async with aclosing(chunks):
            async for chunk in chunks:
                made.take(chunk)
                if chunk.text:
                    yield event("response.output_text.delta", **item, delta=chunk.text, logprobs=[])
    except BoundaryError as error:
        yield event("response.failed", response=made.content("failed", error))
        return
    yield event("response.output_text.done", **item, text=made.text, logprobs=[])
    yield event("response.content_part.done", **item, part=made.part())
    yield event("response.output_item.done", output_index=0, item=made.item(made.ending))
    keep(made)
    yield event(f"response.{made.ending}", response=made.content(made.ending))


def _check_possible(body: Node) -> None:
    """Refuse what a model that reads and writes text cannot do. Raises: InputError."""
    answering.no_tools(body, "tools")
    answering.only(body, "background", (False,), "cannot be had: responses are made while the client waits")
    answering.only(body, "top_logprobs", (0,), "cannot be had: this model gives no log probabilities")
    for name in ("conversation", "prompt"):
        answering.only(body, name, (), "cannot be used: nothing of the kind is kept here")
    for one in (given(body, "include") or Node([])).items():
        if one.text() == "message.output_text.logprobs":
            one.refuse("cannot be had: this model gives no log probabilities")
    written = given(body, "text")
    form = None if written is None else given(written, "format")
    if form is not None and form.get("type").text() != "text":
        form.refuse("cannot be had: this model's replies are free text")
    answering.number(body, "top_p", 0, 1)


def _echoed(body: Node) -> Document:
    """Return the settings that a response tells again. Raises: InputError."""
    metadata = given(body, "metadata")
    if metadata is not None:
        if len(metadata.fields()) > _NAMES:
            metadata.refuse(f"holds more than {_NAMES} pairs")
        for name in metadata.fields():
            value = metadata.get(name)
            answering.sound(f"{name}{value.text()}", metadata.field)
            if len(name) > _NAME or len(value.text()) > _VALUE:
                value.refuse(f"is too long: names have at most {_NAME} characters, values {_VALUE}")
    truncation = given(body, "truncation")
    if truncation is not None and truncation.value not in ("auto", "disabled"):
        truncation.refuse("must be auto or disabled")
    return {
        "metadata": {} if metadata is None else metadata.value, "temperature": answering.temperature(body),
        "top_p": None, "tools": [], "tool_choice": "auto", "parallel_tool_calls": flag(body, "parallel_tool_calls", True),
        "max_tool_calls": None, "text": {"format": {"type": "text"}}, "reasoning": {"effort": None, "summary": None},
        "truncation": None if truncation is None else truncation.value, "top_logprobs": 0, "service_tier": "default",
        "user": text(body, "user"), "safety_identifier": text(body, "safety_identifier"),
        "prompt_cache_key": text(body, "prompt_cache_key"),
    }  # fmt: skip


def _input(asked: Node) -> tuple[tuple[Document, ...], tuple[Turn, ...]]:
    """Return the input as items to give out again, and as turns. Raises: InputError."""
    if isinstance(asked.value, str):
        return (_item(USER, asked.value),), (answering.spoken(USER, asked.value, asked.field),)
    found = [_message(item) for item in asked.items()]
    if not found:
        asked.refuse("is empty")
    return tuple(_item(role, said) for role, said, _ in found), tuple(
        answering.spoken(role, said, field) for role, said, field in found
    )


def _message(item: Node) -> tuple[str, str, str]:
    """Return role, text and field of an item. Raises: InputError where it is no message of text."""
    kind = given(item, "type")
    if kind is not None and kind.value != "message":
        kind.refuse("cannot be read: input items are messages of text")
    role, content = item.get("role"), item.get("content")
    if role.text() not in _ROLES:
        role.refuse(f"must be one of {', '.join(_ROLES)}")
    if isinstance(content.value, str):
        return role.text(), content.value, content.field
    texts = []
    for part in content.items():
        if part.get("type").text() not in _PARTS:
            part.get("type").refuse("cannot be read: this model reads text only")
        texts.append(part.get("text").text())
    return role.text(), "\n".join(texts), content.field


def _item(role: str, said: str) -> Document:
    part: Document = {"type": "input_text", "text": said}
    if role == ASSISTANT:
        part = {"type": "output_text", "text": said, "annotations": [], "logprobs": []}
    return {"id": _name("msg"), "type": "message", "role": role, "status": "completed", "content": [part]}


def _page(items: Sequence[Document], query: str) -> Answer:
    """Return a page of input items, the newest first unless `order=asc`, after the item `after`, at most `limit` of them."""
    asked = {name: values[-1] for name, values in parse_qs(query).items()}
    limit = asked.get("limit", str(_PAGE))
    if not re.fullmatch(r"[0-9]{1,3}", limit) or not 1 <= int(limit) <= 100:
        return problem(400, "invalid_request", f"limit: must be 1 to 100, got {limit!r}", "limit")
    ordered = list(items) if asked.get("order") == "asc" else list(reversed(items))
    ids = [str(item["id"]) for item in ordered]
    start = ids.index(asked["after"]) + 1 if asked.get("after") in ids else 0
    shown = ordered[start : start + int(limit)]
    ends = [str(shown[0]["id"]), str(shown[-1]["id"])] if shown else [None, None]
    more = start + len(shown) < len(ordered)
    return document(200, {"object": "list", "data": shown, "first_id": ends[0], "last_id": ends[1], "has_more": more})


def _whose(call: Call, user: str) -> str:
    """Return the owner of a response: the key and the user that it was asked for."""
    return json.dumps([call.owner, user])


def _user(call: Call) -> str:
    return parse_qs(call.path.partition("?")[2]).get("user", [""])[0]
