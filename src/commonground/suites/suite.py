"""A suite: tasks, conditions and claims about one constraint. A condition turns a task into a user and a context."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from commonground.conversation.record import Conversation
from commonground.episodes.task import Task, Verdict
from commonground.episodes.users import FixedUser, UserSimulator
from commonground.errors import UnknownNameError
from commonground.mediation.rules import Rule
from commonground.mediation.step import Step
from commonground.suites.claims import Claim

Branches = Callable[[Task, Conversation], Sequence[str]]
Forked = Callable[[Task, Conversation, Sequence[str]], Verdict]


@dataclass(frozen=True, slots=True)
class Condition:
    """One way to put a task to a model: who the user is, and what is done to the model's context.

    `mediations` are the presets under which it is run; `oracle` says that the user knows which turn is the last; `own` gives
    the steps that depend on the task, `rules` those that were learnt for it: a preset that explicates goes by them; `start`
    what was said before, given the system's turn. `branches` gives what is said in forks of the finished conversation, one of
    them each; `forked` then judges that conversation and the replies in the forks, and its word is the episode's.
    """

    name: str
    user: Callable[[Task], UserSimulator]
    mediations: tuple[str, ...]
    steps: tuple[Step, ...] = ()
    oracle: bool = False
    turns: Callable[[Task], int] = lambda task: 2 * len(task.shards) + 2
    own: Callable[[Task], tuple[Step, ...]] = lambda task: ()
    rules: Callable[[Task], tuple[Rule, ...]] = lambda task: ()
    start: Callable[[Conversation, Task], Conversation] = lambda conversation, task: conversation
    branches: Branches = lambda task, trunk: ()
    forked: Forked | None = None


def saying(name: str, texts: Callable[[Task], Sequence[str]], mediations: tuple[str, ...]) -> Condition:
    """Return the condition in which the user says these texts, one a turn, whatever is answered."""
    return Condition(name, lambda task: FixedUser(texts(task)), mediations, turns=lambda task: len(texts(task)))


def columns(*steps: str) -> tuple[str, ...]:
    """Return the presets that show what steps do: none, a prompt, each step alone, all, and all without it."""
    return ("off", "prompt", *steps, "light", "full", *(f"full-{step}" for step in steps))


@dataclass(frozen=True, slots=True)
class Number:
    """What a suite shows beside the score: a mean over `n`, with its 95 % interval where there is one."""

    name: str
    condition: str
    mediation: str
    mean: float
    low: float | None
    high: float | None
    n: int


def _no_numbers(rows: Sequence[Mapping[str, Any]]) -> Sequence[Number]:
    return ()


@dataclass(frozen=True, slots=True)
class Suite:
    """What is run and reported together. `tasks` makes the first n tasks of a seed; `versions` are those of its parts.

    `numbers` are what it shows of a run's rows (`evaluation.play`) beside the score; a claim finds each under the key
    `(condition, mediation, name)`.
    """

    name: str
    version: str
    conditions: tuple[Condition, ...]
    claims: tuple[Claim, ...]
    versions: dict[str, str]
    tasks: Callable[[int, int], Sequence[Task]]
    headline: frozenset[str]  # families that count for "all"; the others are controls, reported apart
    numbers: Callable[[Sequence[Mapping[str, Any]]], Sequence[Number]] = _no_numbers

    def only(self, names: Sequence[str]) -> Suite:
        """Return the suite with these conditions alone. Raises: UnknownNameError."""
        known = tuple(condition.name for condition in self.conditions)
        for name in names:
            if name not in known:
                raise UnknownNameError("condition", name, known)
        return replace(self, conditions=tuple(condition for condition in self.conditions if condition.name in names))
