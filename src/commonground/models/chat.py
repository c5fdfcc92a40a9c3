"""The chat model protocol: anything that answers a request with a stream of chunks.

Streaming is the one path; a whole reply (`complete`) is a fold of the stream. A mediated model is again a chat model,
so nothing above needs to know that mediation exists.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from commonground.conversation.record import Conversation, Event


@dataclass(frozen=True, slots=True)
class Sampling:
    """How to draw a reply: temperature (0 is greedy), the most tokens to draw, and a seed where temperature > 0.

    Temperature None leaves it to the model: reasoning models take none. `decoding` names one of `models.decoding.DECODINGS`,
    which only local weights have; "" is plain.
    """

    temperature: float | None = 0.0
    max_tokens: int = 256
    seed: int = 0
    decoding: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What a model is asked: the conversation so far, how to sample, whose memory may be used, the ground folded so far.

    `schema` is the JSON schema that the reply is to follow, for models that can be held to one.
    """

    conversation: Conversation
    sampling: Sampling = Sampling()
    user: str | None = None
    ground: Mapping[str, object] | None = None
    schema: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """What a reply cost: model calls, prompt tokens and completion tokens.

    `cached` are calls that were not made because their reply was kept, `retried` those that failed and were made again;
    neither is counted in the others.
    """

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached: int = 0
    retried: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.calls + other.calls,
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.cached + other.cached,
            self.retried + other.retried,
        )


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a reply: text to append, and at most once each a finish reason and the usage of a call.

    `events` are notes a step wants on the record; their `turn` is overwritten with the reply's index.
    """

    text: str = ""
    finish: str | None = None
    usage: Usage | None = None
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole reply: the fold of its chunks. `usage` sums every call made for it, mediation included."""

    text: str
    finish: str | None
    usage: Usage
    events: tuple[Event, ...]


@runtime_checkable
class ChatModel(Protocol):
    """Anything that answers. `name` is what results are filed under."""

    @property
    def name(self) -> str: ...

    def stream(self, request: Request) -> AsyncIterator[Chunk]:
        """Yield the reply in chunks. Raises `EndpointError` when no reply can be had."""
        ...


async def complete(model: ChatModel, request: Request) -> Reply:
    """Return the whole reply of `model`: its stream, folded."""
    texts: list[str] = []
    events: list[Event] = []
    finish: str | None = None
    usage = Usage()
    async for chunk in model.stream(request):
        texts.append(chunk.text)
        events.extend(chunk.events)
        finish = chunk.finish or finish
        usage = usage + chunk.usage if chunk.usage else usage
    return Reply("".join(texts), finish, usage, tuple(events))
