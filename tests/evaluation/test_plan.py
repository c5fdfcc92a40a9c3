"""The plan: every episode once, under a name of its own, with the versions that its number depends on."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from commonground.conversation.record import Conversation
from commonground.episodes.task import Task, Verdict
from commonground.episodes.users import FixedUser
from commonground.errors import UsageError
from commonground.evaluation.plan import Cell, Settings, all_versions, cells
from commonground.mediation import prompts
from commonground.mediation.presets import COMPARED, versions
from commonground.suites.gradual_reveal import town_suite
from commonground.suites.suite import Condition, Suite


def judged(conversation: Conversation) -> Verdict:
    return Verdict(1.0, None, None, True)


def user(task: Task) -> FixedUser:
    return FixedUser((task.full,))


def tasks(seed: int, count: int) -> Sequence[Task]:
    return [Task(f"t/{seed}/{number}", "tea", "Make tea.", ("Make tea.",), judged) for number in range(count)]


SUITE = Suite(
    name="tea-time",
    version="7",
    conditions=(Condition("FULL", user, ("off", "prompt")), Condition("SHARDED", user, COMPARED)),
    claims=(),
    versions={"kettle": "k-1"},
    tasks=tasks,
    headline=frozenset({"tea"}),
)


def keys(settings: Settings) -> list[str]:
    return [cell.key for cell in cells(SUITE, settings)]


def test_every_condition_under_every_preset_that_it_has() -> None:
    assert keys(Settings(tasks=1)) == [
        "tea-time/FULL/off/t/0/0#0",
        "tea-time/FULL/prompt/t/0/0#0",
        "tea-time/SHARDED/off/t/0/0#0",
        "tea-time/SHARDED/prompt/t/0/0#0",
        "tea-time/SHARDED/light/t/0/0#0",
    ]


def test_every_task_as_often_as_there_are_runs() -> None:
    assert keys(Settings(mediation=("light",), tasks=2, runs=3, seed=4)) == [
        f"tea-time/SHARDED/light/t/4/{task}#{run}" for task in range(2) for run in range(3)
    ]


def test_keys_are_unique() -> None:
    found = keys(Settings(tasks=3, runs=2))
    assert len(set(found)) == len(found) == 5 * 3 * 2


def test_a_cell_is_named_by_all_that_tells_it_apart() -> None:
    (task,) = tasks(0, 1)
    cell = Cell("s", SUITE.conditions[0], "off", task, 5)
    assert cell.key == "s/FULL/off/t/0/0#5"


@pytest.mark.parametrize(
    "settings", [Settings(tasks=0), Settings(runs=0), Settings(mediation=()), Settings(mediation=("full",))]
)
def test_an_empty_plan_is_refused(settings: Settings) -> None:
    with pytest.raises(UsageError, match="nothing to run") as caught:
        cells(SUITE, settings)
    assert "--tasks" in caught.value.hint


def test_the_versions_of_all_that_the_numbers_depend_on() -> None:
    assert all_versions(SUITE, Settings()) == {
        "suite tea-time": "7",
        "kettle": "k-1",
        "prompt prompt": prompts.version("prompt"),
        **versions("light"),
    }
    assert all_versions(SUITE, Settings(mediation=("off",))) == {"suite tea-time": "7", "kettle": "k-1"}


def test_headline_settings_are_greedy_and_one_run() -> None:
    settings = Settings()
    assert (settings.temperature, settings.runs, settings.mediation) == (0.0, 1, COMPARED)


def test_a_plan_of_the_town_by_hand() -> None:
    """FULL 2, CONCAT 1, SHARDED 3, TWO, RECAP, SNOWBALL, USER-ONLY, MEMORY 1 each, LATE 2: thirteen columns."""
    plan = cells(town_suite(), Settings(tasks=3))
    assert len(plan) == 13 * 3
    assert [cell.task.id for cell in plan[:3]] == ["booking/test/0/0", "order/test/0/0", "ride/test/0/0"]
    assert [cell.key for cell in cells(town_suite(), Settings(tasks=3))] == [cell.key for cell in plan]
