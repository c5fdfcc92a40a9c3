"""What mediation makes of one chat request: its messages written anew, or left as they are, and a note of what was done.

Mediation touches the user's part of the history and nothing else: never the system prompt, tools, images, forced JSON or forced
tool calls, and it never fires on a tool result. It runs before the upstream is asked. Where a step fails or takes too long, the
request passes through as it came.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from commonground.conversation.readers import from_messages
from commonground.conversation.record import Event
from commonground.errors import BoundaryError, InputError
from commonground.mediation.presets import steps
from commonground.mediation.step import mediate
from commonground.models.chat import ChatModel, Chunk, Request, Usage

PASSED, REWRITTEN, UNTOUCHED, FAILED = "passed", "rewritten", "untouched", "failed"
NO_USAGE = Usage()
_PLAIN_FORMATS = (None, "text")


@dataclass(frozen=True, slots=True)
class Mediated:
    """What was done to a request: `body` is what the upstream gets; the rest is for headers, metrics and the page."""

    body: bytes
    preset: str
    done: str
    usage: Usage = NO_USAGE
    seconds: float = 0.0
    why: str = ""
    text: str = ""

    def headers(self) -> list[tuple[str, str]]:
        """Return what the reply says of it."""
        told = [
            ("X-Commonground-Preset", self.preset),
            ("X-Commonground-Mediation", self.done),
            ("X-Commonground-Calls", str(self.usage.calls)),
            ("X-Commonground-Tokens", str(self.usage.prompt_tokens + self.usage.completion_tokens)),
            ("X-Commonground-Milliseconds", str(round(1000 * self.seconds))),
        ]
        return [*told, ("X-Commonground-Reason", self.why)] if self.why else told


async def mediated(body: bytes, preset: str, mediator: Callable[[str], ChatModel], limit: float) -> Mediated:
    """Return what preset `preset` makes of the body of a chat completion within `limit` seconds. Never raises for a step.

    `mediator` gives the model that mediates, by the name of the model that is asked.
    """
    if preset == "off":
        return Mediated(body, preset, UNTOUCHED)
    document = _document(body)
    reason = "the request is no chat" if document is None else untouchable(document)
    if document is None or reason:
        return Mediated(body, preset, UNTOUCHED, why=reason)
    started = time.perf_counter()
    listener = _Listener()
    try:
        async with asyncio.timeout(limit):
            await listener.hear(
                mediate(listener, steps(preset, mediator(str(document.get("model", ""))))),
                Request(from_messages(document["messages"])),
            )
    except TimeoutError:
        why = f"no answer from the mediator within {limit:g} s"
        return Mediated(body, preset, FAILED, listener.usage, time.perf_counter() - started, why)
    except (BoundaryError, InputError) as error:
        why = " ".join(str(error).split())
        return Mediated(body, preset, FAILED, listener.usage, time.perf_counter() - started, _latin(why))
    seconds = time.perf_counter() - started
    messages = listener.messages(document["messages"])
    if messages is None:
        return Mediated(body, preset, PASSED, listener.usage, seconds)
    written = json.dumps({**document, "messages": messages}, ensure_ascii=False).encode()
    return Mediated(written, preset, REWRITTEN, listener.usage, seconds, text=listener.text)


def untouchable(document: Mapping[str, Any]) -> str:
    """Return why mediation leaves a request alone; "" where it does not."""
    messages = document.get("messages")
    if not isinstance(messages, list) or not messages or not all(isinstance(one, dict) for one in messages):
        return "the request has no messages"
    if document.get("tools") or document.get("functions"):
        return "the request offers tools"
    form = document.get("response_format")
    if (form.get("type") if isinstance(form, dict) else form) not in _PLAIN_FORMATS:
        return "the request forces a form of reply"
    if messages[-1].get("role") != "user":
        return "the last message is not the user's"
    if any(one.get("role") in ("tool", "function") or one.get("tool_calls") for one in messages):
        return "tools were used in the conversation"
    if not all(isinstance(one.get("content"), str) for one in messages):
        return "a message is more than text"
    return ""


@dataclass
class _Listener:
    """Stands where the assistant would and keeps what it was asked in the end."""

    name: str = "listener"
    asked: Request | None = None
    usage: Usage = NO_USAGE
    notes: list[Event] = field(default_factory=list)

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        self.asked = request
        yield Chunk(finish="stop")

    async def hear(self, model: ChatModel, request: Request) -> None:
        async for chunk in model.stream(request):
            self.usage = self.usage + (chunk.usage or Usage())
            self.notes += chunk.events

    @property
    def text(self) -> str:
        """What the user's part became."""
        return self.asked.conversation.turns[-1].text if self.asked else ""

    def messages(self, given: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
        """Return the messages as the steps left them; None where they changed nothing. Instructions stay as they came."""
        if self.asked is None:
            return None
        said = [{"role": turn.speaker, "content": turn.text} for turn in self.asked.conversation.turns]
        plain = [{"role": one["role"], "content": one["content"]} for one in given]
        if said == plain:
            return None
        instructions = [one for one in given if one["role"] in ("system", "developer")]
        fresh = [one for one in said if one["role"] == "system" and one not in plain]
        return [*instructions, *fresh, *(one for one in said if one["role"] not in ("system", "developer"))]


def _document(body: bytes) -> dict[str, Any] | None:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def _latin(text: str) -> str:
    """Return text that a header can carry."""
    return text.encode("latin-1", "replace").decode("latin-1")[:200]
