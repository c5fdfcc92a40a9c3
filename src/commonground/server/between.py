"""Between turns: what is thought over while a user is away, and dropped the moment they come back.

Once a user has been silent for a while after a reply, the Refiner goes through what their last turn said of the reply before
it, with a model where plain code cannot tell. A word that a correction gave a meaning becomes a guideline of theirs
(`mediation.refiner`), an answer that came out right or wrong a reflection (`mediation.reflecting`). The next request of the
same user cancels it, and what it had not come to is thought over after that one. What it took is counted, also where it was
cancelled.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec

from commonground.conversation.record import ASSISTANT, Conversation, Turn
from commonground.errors import BoundaryError, BudgetError, StoreError
from commonground.mediation import refiner
from commonground.mediation.reflecting import reflected
from commonground.mediation.rules import WORD, Rule
from commonground.memory.items import GUIDELINE, Found
from commonground.memory.meanings import SUBJECT
from commonground.memory.store import Memory
from commonground.models.budget import Budget, Budgeted
from commonground.models.chat import ChatModel, Usage
from commonground.server.exchange import Exchange, read

VERSION = "between-1"
DONE, CANCELLED, FAILED = "done", "cancelled", "failed"
_MOST = 1_000  # users that are thought of at once; the one that has waited longest makes room

Heard = Callable[[str, Usage], None]


def _nobody(outcome: str, usage: Usage) -> None:
    """Listen to nothing."""


class _Who(msgspec.Struct):
    user: str | None = None
    safety_identifier: str | None = None


@dataclass
class _Thought:
    """A user's turns that are being thought over: all of their conversation, and from which index on they are new."""

    turns: Sequence[Turn]
    since: int
    task: asyncio.Task[None]


class Between:
    """Thinks over each owner's last turns after `idle` seconds of silence, for at most `limit` seconds.

    `reflect` says whether reflections are kept; `heard` is told each outcome and what it cost. Use within one event loop.
    """

    def __init__(self, memory: Memory, idle: float, *, reflect: bool, limit: float = 60.0) -> None:
        self.idle, self.limit = idle, limit
        self.heard: Heard = _nobody
        self._memory, self._reflect = memory, reflect
        self._thoughts: dict[str, _Thought] = {}
        self._left: dict[str, tuple[Sequence[Turn], int]] = {}  # what a new turn came before: turns, and since when

    def __len__(self) -> int:
        return len(self._thoughts)

    def arrives(self, owner: str) -> None:
        """Take note that a request of this owner has come: what is thought of them is dropped, to be taken up after it."""
        thought = self._thoughts.pop(owner, None)
        if thought is not None and thought.task.cancel():
            self._left[owner] = thought.turns, thought.since
            if len(self._left) > _MOST:
                self._left.pop(next(iter(self._left)))

    def leaves(self, owner: str, exchange: Exchange, model: Callable[[str], ChatModel]) -> None:
        """Take note that a reply to this owner has gone; `model` gives who thinks, by the name of the model that was asked."""
        self.arrives(owner)
        reading = read(exchange)
        turns = reading.turns
        since = _new(turns)
        before, left = self._left.pop(owner, ((), since))
        if left < since and tuple(turns[: len(before)]) == tuple(before):
            since = left
        task = asyncio.create_task(self._think(owner, turns, since, exchange.at, model(reading.model)))
        self._thoughts[owner] = _Thought(turns, since, task)
        if len(self._thoughts) > _MOST:
            self._thoughts.pop(next(iter(self._thoughts))).task.cancel()

    def forget(self) -> None:
        """Drop all that is being thought, of anyone."""
        for thought in self._thoughts.values():
            thought.task.cancel()
        self._thoughts.clear()
        self._left.clear()

    async def aclose(self) -> None:
        """Drop all, and wait until it is gone."""
        tasks = [thought.task for thought in self._thoughts.values()]
        self.forget()
        if tasks:
            await asyncio.wait(tasks)

    async def _think(self, owner: str, turns: Sequence[Turn], since: int, at: float, model: ChatModel) -> None:
        budget = Budget(prices={})
        outcome = CANCELLED
        try:
            await asyncio.sleep(self.idle)
            async with asyncio.timeout(self.limit):
                found = await learnt(turns, since, Budgeted(model, budget), reflect=self._reflect)
                if found:
                    await self._memory.learn(owner, found, "", at)
            outcome = DONE
        except (BoundaryError, BudgetError, StoreError, TimeoutError):
            outcome = FAILED
        finally:
            if outcome != CANCELLED:
                self._thoughts.pop(owner, None)
            self.heard(outcome, sum(budget.spent.values(), Usage()))


async def learnt(turns: Sequence[Turn], since: int, model: ChatModel, *, reflect: bool) -> list[Found]:
    """Return what the turns from index `since` on teach of their user. Raises: EndpointError, StepError."""
    new = refiner.Trajectory("", Conversation(tuple(turns)))
    plain = await asyncio.to_thread(refiner.refine, (new,))  # a long history takes long, and others wait for the loop
    rules = await refiner.propose((new,), plain, model, since)
    found = [
        Found(GUIDELINE, f'By "{one.trigger}" I mean {one.means}.', SUBJECT + one.trigger.lower(), one.means, since)
        for one in rules.rules
        if one.kind == WORD and _latest(one) >= since
    ]
    return [*found, *(await reflected(turns, model, since) if reflect else ())]


def _latest(rule: Rule) -> int:
    """Return the last turn that a rule rests on: what older turns taught may have been forgotten since."""
    return max((int(place.rpartition(" ")[2]) for place in rule.evidence), default=0)


def _new(turns: Sequence[Turn]) -> int:
    """Return the index of the first turn after the last reply."""
    return max((at for at, turn in enumerate(turns, 1) if turn.speaker == ASSISTANT), default=0)


def named(body: bytes) -> str:
    """Return who speaks, as the client names them in the body of a request; "" where it does not."""
    try:
        who = msgspec.json.decode(body, type=_Who)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""
    return who.user or who.safety_identifier or ""
