"""Scripted models: fakes that ship, so that everything above a model can be tried without one.

`Echo`, `Script` and `Replay` always answer the same way; `Faulty` wraps any model and makes it fail the way a real
endpoint fails. All are deterministic, call no network, and count words where a real model counts tokens. They draw
nothing, so sampling settings, the token limit included, do not change what they say.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from hashlib import blake2b

from commonground.conversation import identity
from commonground.conversation.record import ASSISTANT, USER, Conversation
from commonground.errors import EndpointError, UnknownNameError, UsageError
from commonground.models.chat import ChatModel, Chunk, Request, Usage

FAULTS = ("connect", "timeout", "status", "protocol", "cut", "empty", "garbage", "slow")
"""Every way to fail that `Faulty` knows; the first five carry the `EndpointError.kind` of the same name."""

GARBAGE = 'ok\ufffd\x00\x1b[31m </s><|im_end|>\u202e {"answer": [1,, "\ud800"} <script>\u0301\u0301 \U0001f600\r\n\t'
"""What the fault `garbage` says: control and bidirectional characters, a lone surrogate, markup, broken JSON."""


class Echo:
    """A model that repeats the last user turn; it says nothing where there is none."""

    name = "echo"

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        """Yield the last user turn word by word."""
        said = request.conversation.by(USER)
        for chunk in _chunks(request.conversation, said[-1].text if said else ""):
            yield chunk


class Script:
    """A model that says what was written down for it.

    `replies` is either a sequence, from which the number of assistant turns so far picks the reply, or a function of
    the request. Either way the model keeps no state: the same conversation gets the same reply, in any order of calls.
    """

    def __init__(self, replies: Sequence[str] | Callable[[Request], str], name: str = "script") -> None:
        if isinstance(replies, str):
            raise UsageError(f"a script is a sequence of replies, got the text {replies!r}", "put it in a list")
        self.name = name
        self._replies = replies if callable(replies) else tuple(replies)

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        """Yield the reply word by word. Raises EndpointError when the script has no further reply."""
        for chunk in _chunks(request.conversation, self._reply(request)):
            yield chunk

    def _reply(self, request: Request) -> str:
        if callable(self._replies):
            return self._replies(request)
        index = len(request.conversation.by(ASSISTANT))
        if index >= len(self._replies):
            problem = f"{self.name}: asked for reply {index + 1} of a script of {len(self._replies)}"
            raise EndpointError(problem, "write a longer script, or end the conversation sooner")
        return self._replies[index]


class Replay:
    """A model that answers as it is on record: with the assistant turn that followed the same conversation before.

    Conversations are recognised by the identity chain, so times, events and ids do not matter. Where two of them agree
    up to a reply and differ in it, the first one given counts. Only the text of a turn is replayed.
    """

    def __init__(self, conversations: Iterable[Conversation], name: str = "replay") -> None:
        self.name = name
        self._replies: dict[str, str] = {}
        for conversation in conversations:
            for prefix, turn in zip(identity.chain(conversation), conversation.turns, strict=False):
                if turn.speaker == ASSISTANT:
                    self._replies.setdefault(prefix, turn.text)

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        """Yield the recorded reply word by word. Raises EndpointError when this conversation is not on record."""
        prefix = identity.name(request.conversation)
        if prefix not in self._replies:
            problem = f"{self.name}: no reply on record after conversation {prefix}"
            raise EndpointError(problem, f"it has {len(request.conversation.turns)} turns; replay needs all to match")
        for chunk in _chunks(request.conversation, self._replies[prefix]):
            yield chunk


class Faulty:
    """A model that fails on purpose, in one of the `FAULTS`, so that what depends on it can be seen to cope.

    Fault        What the caller meets
    connect      EndpointError at once, as when no server is there
    timeout      silence until the caller cancels
    status       EndpointError at once with `status`, as from a server that refuses
    protocol     EndpointError at once, as when what came cannot be read
    cut          the first half of the reply, then EndpointError
    empty        a finished reply without text
    garbage      `GARBAGE` as the reply
    slow         the whole reply, `pause` seconds before every chunk

    Without `seed`, every `every`-th call fails (the first after `every - 1` good ones). With `seed`, about one
    conversation in `every` fails, chosen by a hash of it: then the order of concurrent calls does not matter.
    """

    def __init__(
        self,
        model: ChatModel,
        fault: str,
        every: int = 1,
        *,
        status: int = 500,
        pause: float = 0.05,
        seed: int | None = None,
    ) -> None:
        if fault not in FAULTS:
            raise UnknownNameError("fault", fault, FAULTS)
        if every < 1:
            raise UsageError(f"every must be at least 1, got {every}", "1 makes every call fail, 3 every third one")
        self.name = f"{model.name}+{fault}"
        self.calls = 0
        self._model, self._fault, self._every = model, fault, every
        self._status, self._pause, self._seed = status, pause, seed

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        """Yield the model's own reply, or fail as declared. Raises EndpointError for the faults that say so."""
        self.calls += 1
        reply = self._failing(request) if self._strikes(request) else self._model.stream(request)
        async for chunk in reply:
            yield chunk

    def _strikes(self, request: Request) -> bool:
        if self._seed is None:
            return self.calls % self._every == 0
        key = f"{self._seed}:{identity.name(request.conversation)}"
        return int.from_bytes(blake2b(key.encode(), digest_size=8).digest()) % self._every == 0

    def _failing(self, request: Request) -> AsyncIterator[Chunk]:
        match self._fault:
            case "timeout":
                return _silence()
            case "cut":
                return self._cut(request)
            case "slow":
                return self._slow(request)
            case "empty":
                return _said(request.conversation, "")
            case "garbage":
                return _said(request.conversation, GARBAGE)
        raise self._error()

    async def _cut(self, request: Request) -> AsyncIterator[Chunk]:
        whole = [chunk async for chunk in self._model.stream(request) if chunk.text]
        for chunk in whole[: (len(whole) + 1) // 2]:
            yield chunk
        raise self._error()

    async def _slow(self, request: Request) -> AsyncIterator[Chunk]:
        async for chunk in self._model.stream(request):
            await asyncio.sleep(self._pause)
            yield chunk

    def _error(self) -> EndpointError:
        status = self._status if self._fault == "status" else None
        shown = f"status {status}" if status else self._fault
        hint = "this failure was asked for: it is what Faulty is for"
        return EndpointError(f"{self.name}: {shown} on call {self.calls}", hint, kind=self._fault, status=status)


def _chunks(conversation: Conversation, text: str) -> Iterator[Chunk]:
    """Yield `text` word by word, white space kept, then the finish and the usage, counted in words."""
    for word in re.findall(r"\S+\s*|\s+", text):
        yield Chunk(word)
    heard = sum(len(turn.text.split()) for turn in conversation.turns)
    yield Chunk(finish="stop", usage=Usage(1, heard, len(text.split())))


async def _said(conversation: Conversation, text: str) -> AsyncIterator[Chunk]:
    for chunk in _chunks(conversation, text):
        yield chunk


async def _silence() -> AsyncIterator[Chunk]:
    await asyncio.Event().wait()
    yield Chunk()
