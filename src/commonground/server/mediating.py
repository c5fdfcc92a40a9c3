"""What mediation makes of one chat request: its messages written anew, or left as they are, and a note of what was done.

Mediation touches the user's part of the history and nothing else: never the system prompt, tools, images, forced JSON or forced
tool calls, and it never fires on a tool result. It runs before the upstream is asked. Where a step fails or takes too long, the
request passes through as it came. What is touched and how it is written is the concern of `history`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from commonground.errors import BoundaryError, InputError
from commonground.mediation.listener import Listener
from commonground.mediation.presets import steps
from commonground.mediation.reader import Readings
from commonground.mediation.step import Step
from commonground.models.chat import ChatModel, Request, Usage
from commonground.server import history

PASSED, REWRITTEN, ANSWERED, UNTOUCHED, FAILED = "passed", "rewritten", "answered", "untouched", "failed"
NO_USAGE = Usage()
Remembering = Callable[[str], Sequence[Step]]


def nothing(user: str) -> Sequence[Step]:
    """Return no steps: nothing is remembered of anyone."""
    return ()


@dataclass(frozen=True, slots=True)
class Apart:
    """What is kept apart for each key: its name, what is remembered of its users, readings of turns that may come again.

    `seal` is what secret choices are drawn by.
    """

    key: str = ""
    remembering: Remembering = nothing
    readings: Readings | None = None
    seal: bytes | None = None


_ALONE = Apart()


@dataclass(frozen=True, slots=True)
class Mediated:
    """What was done to a request: `body` is what the upstream gets; the rest is for headers, metrics and the page.

    `text` is what stands in the user's place or, of an answered request, the reply of a step.
    """

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


async def mediated(
    body: bytes, preset: str, mediator: Callable[[str], ChatModel], limit: float, apart: Apart = _ALONE
) -> Mediated:
    """Return what preset `preset` makes of the body of a chat completion or a response within `limit` seconds.

    `mediator` gives the model that mediates, by the name of the model that is asked. Never raises for a step.
    """
    if preset == "off":
        return Mediated(body, preset, UNTOUCHED)
    given = history.read(body)
    if isinstance(given, str):
        return Mediated(body, preset, UNTOUCHED, why=given)
    started = time.perf_counter()
    listener = Listener()
    why, written = "", None
    try:
        async with asyncio.timeout(limit):
            recalled = () if preset == "prompt" else apart.remembering(given.user)
            asked = Request(given.conversation, user=f"{apart.key}/{given.user}")
            own = steps(preset, mediator(given.model), apart.readings, apart.seal)
            await listener.hear((*own, *recalled), asked)
        written = None if listener.asked is None else given.written(listener.asked.conversation)
    except TimeoutError:
        why = f"no answer from the mediator within {limit:g} s"
    except (BoundaryError, InputError, RecursionError) as error:
        why = _latin(" ".join(str(error).split()))
    seconds = time.perf_counter() - started
    if why:
        return Mediated(body, preset, FAILED, listener.usage, seconds, why)
    if listener.asked is None and listener.said:
        return Mediated(body, preset, ANSWERED, listener.usage, seconds, text=listener.said)
    if written is None:
        return Mediated(body, preset, PASSED, listener.usage, seconds)
    return Mediated(written, preset, REWRITTEN, listener.usage, seconds, text=listener.text)


def _latin(text: str) -> str:
    """Return text that a header can carry."""
    return text.encode("latin-1", "replace").decode("latin-1")[:200]
