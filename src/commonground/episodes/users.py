"""Simulated users: programs that reveal a task. Each one's state is a fold of the conversation, so any prefix can be resumed.

`ShardedUser` reveals a shard a turn and answers a question about one fact with the shard that holds it; the others are
made of it or say fixed texts. None ever sees the checker's verdict.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from commonground.conversation.record import ASSISTANT, USER, Conversation, Turn
from commonground.episodes.task import Task

VERSION = "users-1"
NO_PREFERENCE = "No preference."
_SUMMING = "To sum up:"


class UserSimulator(Protocol):
    """Anything that plays the user."""

    async def next_turn(self, conversation: Conversation) -> Turn | None:
        """Return what the user says next, or None when there is no more to say. Raises: UserSimulatorError."""
        ...


@dataclass(frozen=True, slots=True)
class GoalState:
    """Where a user stands: the shards revealed by each user turn so far (None: a turn that revealed none).

    `declined` are the replies that were answered with "No preference."; `extra` counts turns after the last shard.
    """

    by_turn: tuple[int | None, ...] = ()
    declined: frozenset[str] = frozenset()
    extra: int = 0

    @property
    def revealed(self) -> tuple[int, ...]:
        """Return the shards revealed, in order, each once."""
        return tuple(dict.fromkeys(shard for shard in self.by_turn if shard is not None))


class FixedUser:
    """Says the given texts, one a turn, whatever is answered: FULL and CONCAT, and requests that follow one another."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = tuple(texts)

    async def next_turn(self, conversation: Conversation) -> Turn | None:
        said = len(conversation.by(USER))
        return Turn(USER, self._texts[said]) if said < len(self._texts) else None


class ShardedUser:
    """Reveals the shards of a task, one a turn, the intent first.

    A question about one fact is answered with the shard that holds it, or with "No preference." (once a question) where
    there is none. After the last shard the user goes on only while it is asked something, at most `patience` turns.
    """

    def __init__(self, task: Task, patience: int = 2) -> None:
        self.task, self._patience = task, patience

    async def next_turn(self, conversation: Conversation) -> Turn | None:
        text = self.text(conversation)
        return None if text is None else Turn(USER, text)

    def text(self, conversation: Conversation) -> str | None:
        """Return what to say next, or None."""
        move = self._move(self.state(conversation), _last_reply(conversation))
        if move is None:
            return None
        return NO_PREFERENCE if move < 0 else self.task.say(self.task, move, conversation)

    def state(self, conversation: Conversation) -> GoalState:
        """Return the goal state after the user turns of `conversation`, replayed from its start."""
        state, reply = GoalState(), ""
        for turn in conversation.turns:
            if turn.speaker == ASSISTANT:
                reply = turn.text
            elif turn.speaker == USER:
                state = self._after(state, reply)
        return state

    def _after(self, state: GoalState, reply: str) -> GoalState:
        move = self._move(state, reply)
        shard = None if move is None or move < 0 else move
        return GoalState(
            (*state.by_turn, shard),
            state.declined | {reply} if move == -1 else state.declined,
            state.extra + (not self._hidden(state)),
        )

    def _hidden(self, state: GoalState) -> list[int]:
        return [shard for shard in range(len(self.task.shards)) if shard not in state.revealed]

    def _move(self, state: GoalState, reply: str) -> int | None:
        """Return the shard to say next, -1 for no preference, None for nothing."""
        hidden = self._hidden(state)
        asked = self.task.asked(self.task, reply) if state.by_turn else None
        if asked == -1 and reply in state.declined:
            asked = None
        if not hidden:
            return asked if state.extra < self._patience else None
        if asked == -1:
            return asked
        return asked if asked in hidden else hidden[0]


class SayingUser:
    """Says the shards of a task one after the other, whatever is asked, each as the task words it for the conversation."""

    def __init__(self, task: Task) -> None:
        self._task = task

    async def next_turn(self, conversation: Conversation) -> Turn | None:
        said = len(conversation.by(USER))
        return Turn(USER, self._task.say(self._task, said, conversation)) if said < len(self._task.shards) else None


class SnowballUser(ShardedUser):
    """Repeats, each turn, all that was said before it says the next shard."""

    async def next_turn(self, conversation: Conversation) -> Turn | None:
        text = self.text(conversation)
        if text is None:
            return None
        said = conversation.by(USER)
        return Turn(USER, f"{said[-1].text}\n{text}" if said else text)


class TwoUser:
    """Says the intent, then all the rest at once: the shortest gradual reveal there is."""

    def __init__(self, task: Task) -> None:
        self._task = task

    async def next_turn(self, conversation: Conversation) -> Turn | None:
        said = len(conversation.by(USER))
        shards = (range(1), range(1, len(self._task.shards)))[said] if said < 2 else ()
        texts = [self._task.say(self._task, shard, conversation) for shard in shards]
        return Turn(USER, "\n".join(texts)) if texts else None


class RecapUser(ShardedUser):
    """Reveals the shards, then says once more all that was said: an oracle, for it knows which turn is the last."""

    async def next_turn(self, conversation: Conversation) -> Turn | None:
        said = [turn.text for turn in conversation.by(USER)]
        if said and said[-1].startswith(_SUMMING):
            return None
        if self._hidden(self.state(conversation)):
            return await super().next_turn(conversation)
        told = [text for text in said if text != NO_PREFERENCE]
        return Turn(USER, f"{_SUMMING}\n" + "\n".join(f"- {text}" for text in told))


def _last_reply(conversation: Conversation) -> str:
    replies = conversation.by(ASSISTANT)
    return replies[-1].text if replies else ""
