"""A task: something a user wants, at once or in shards, with a checker that judges a conversation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from commonground.conversation.record import Conversation


@dataclass(frozen=True, slots=True)
class Verdict:
    """A checker's word on the last reply: `score` 0..1, the error's type when it is wrong, the answer as it was read.

    `attempt` is False when the reply was no answer attempt at all; `score` is then 0 and `error` is `malformed`.
    """

    score: float
    error: str | None
    answer: str | None
    attempt: bool


def _said_as_is(task: Task, shard: int, conversation: Conversation) -> str:
    return task.shards[shard]


def _asks_nothing(task: Task, question: str) -> int | None:
    return None


@dataclass(frozen=True, slots=True)
class Task:
    """What a user wants.

    `shards` are what is said turn by turn, the intent first. `required` are the shards without which an answer is
    premature. `check` judges the last reply of a conversation (raises CheckerError when it cannot). `say` words a shard
    for a conversation, where that depends on what the assistant said; `asked` returns the shard that answers a question,
    -1 for a fact of no importance, None when the question asks for nothing it knows. `before` are complete requests that
    the user makes first. `reference` is a right reply, `briefing` all that a model needs to know about the task's world,
    which is called `world`; `system` is told to every model, before it. `slow` says that `check` runs another program, so
    that it is not to be waited for.
    """

    id: str
    family: str
    full: str
    shards: tuple[str, ...]
    check: Callable[[Conversation], Verdict]
    reference: str = ""
    briefing: str = ""
    system: str = ""
    world: str = ""
    required: frozenset[int] = frozenset()
    before: tuple[str, ...] = ()
    slow: bool = False
    say: Callable[[Task, int, Conversation], str] = field(default=_said_as_is, repr=False)
    asked: Callable[[Task, str], int | None] = field(default=_asks_nothing, repr=False)

    @property
    def bulleted(self) -> str:
        """Return the shards as a bulleted list: what CONCAT says."""
        return "\n".join(f"- {shard}" for shard in self.shards)
