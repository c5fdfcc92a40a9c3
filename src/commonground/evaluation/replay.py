"""Replay: what a preset would have sent at each turn of conversations that were recorded. Nothing is answered anew."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from itertools import islice

from commonground.conversation.record import USER, Conversation, branch
from commonground.errors import BoundaryError
from commonground.mediation.listener import Listener
from commonground.mediation.presets import steps
from commonground.models.chat import ChatModel, Request, Usage

AT_ONCE = 8  # conversations under way where nothing else is said
PASSED, REWRITTEN, ANSWERED, FAILED = "passed", "rewritten", "answered", "failed"


@dataclass(frozen=True, slots=True)
class Replayed:
    """What would have been sent in place of turn `turn` of conversation number `number`.

    `text` is what the assistant would have seen last, or what a step would have answered; `why` tells why a step failed.
    """

    number: int
    id: str | None
    turn: int
    mediation: str
    said: str
    text: str
    usage: Usage
    milliseconds: float
    why: str = ""

    def row(self) -> dict[str, object]:
        """Return it as values that JSON can hold."""
        told = {"conversation": self.id or self.number, "turn": self.turn, "mediation": self.mediation}
        tokens = self.usage.prompt_tokens + self.usage.completion_tokens
        spent = {"calls": self.usage.calls, "tokens": tokens, "milliseconds": round(self.milliseconds, 1)}
        return {**told, "said": self.said, "text": self.text, **spent, **({"reason": self.why} if self.why else {})}


async def replay(
    conversations: Iterable[Conversation], preset: str, mediator: ChatModel, at_once: int = AT_ONCE
) -> AsyncIterator[tuple[Replayed, ...]]:
    """Yield what `preset` would have sent at the user's turns of each conversation, in order, `at_once` under way.

    A step that fails is a result as any other. Raises: BudgetError.
    """
    source = enumerate(conversations)
    while some := list(islice(source, at_once)):
        for found in await asyncio.gather(*(_turns(number, one, preset, mediator) for number, one in some)):
            yield found


async def _turns(number: int, conversation: Conversation, preset: str, mediator: ChatModel) -> tuple[Replayed, ...]:
    places = [place for place, turn in enumerate(conversation.turns) if turn.speaker == USER]
    return tuple([await _turn(number, branch(conversation, place + 1), preset, mediator) for place in places])


async def _turn(number: int, so_far: Conversation, preset: str, mediator: ChatModel) -> Replayed:
    listener, why, began = Listener(), "", time.perf_counter()
    try:
        await listener.hear(steps(preset, mediator), Request(so_far))
    except BoundaryError as error:
        why = str(error)
    said = so_far.turns[-1].text
    if why:
        done, text = FAILED, said
    elif listener.asked is None:
        done, text = ANSWERED, listener.said
    else:
        done = PASSED if listener.asked.conversation.turns == so_far.turns else REWRITTEN
        text = listener.text
    took = 1000 * (time.perf_counter() - began)
    return Replayed(number, so_far.id, len(so_far.turns) - 1, done, said, text, listener.usage, took, why)
