"""The plan of a run: which task is played in which condition, under which mediation, how often."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from commonground.episodes import fidelity
from commonground.episodes import prompts as user_prompts
from commonground.episodes.task import Task
from commonground.errors import UsageError
from commonground.evaluation import prompts
from commonground.mediation.presets import COMPARED, versions
from commonground.suites.suite import Condition, Suite


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run depends on beside its suite and its models.

    `briefed` tells the model about the tasks' world; temperature None leaves it to the model.
    """

    mediation: tuple[str, ...] = COMPARED
    tasks: int = 120
    runs: int = 1
    temperature: float | None = 0.0
    seed: int = 0
    max_tokens: int = 256
    briefed: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """One episode to play."""

    suite: str
    condition: Condition
    mediation: str
    task: Task
    run: int

    @property
    def key(self) -> str:
        """Return the name under which the episode is stored."""
        return f"{self.suite}/{self.condition.name}/{self.mediation}/{self.task.id}#{self.run}"


def cells(suite: Suite, settings: Settings) -> list[Cell]:
    """Return every episode of a run. Raises: UsageError when there is none."""
    found = list(_cells(suite, settings, suite.tasks(settings.seed, settings.tasks)))
    if not found:
        raise UsageError("nothing to run", "give --tasks 1 or more and a --mediation that the suite's conditions have")
    return found


def _cells(suite: Suite, settings: Settings, tasks: Sequence[Task]) -> Iterator[Cell]:
    for condition in suite.conditions:
        for mediation in settings.mediation:
            if mediation in condition.mediations:
                for task in tasks:
                    for run in range(settings.runs):
                        yield Cell(suite.name, condition, mediation, task, run)


def all_versions(suite: Suite, settings: Settings, *, played: bool = False, judged: bool = False) -> dict[str, str]:
    """Return the versions of everything that the numbers of a run depend on: `played` by a model as user, `judged` by one."""
    found = {f"suite {suite.name}": suite.version, **suite.versions}
    if played:
        found.update({"prompt user": user_prompts.version("user"), "fidelity": fidelity.VERSION})
    if judged:
        found["prompt strategy"] = prompts.version("strategy")
    for preset in settings.mediation:
        found.update(versions(preset))
    return found
