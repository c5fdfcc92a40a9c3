"""The repair suite: its items, its checkers on replies of every kind, and its wordings."""

from __future__ import annotations

from collections import Counter

import pytest

from commonground.conversation.record import ASSISTANT, USER, Conversation, Turn
from commonground.episodes.task import Task
from commonground.suites.registry import SUITES, suite
from commonground.suites.talk_acts import ACTS, SAID, tasks
from commonground.town.items import make_item

TASKS = {task.family: task for task in tasks(0, len(ACTS))}
FAMILIES = {act: task.id.split("/")[1] for act, task in TASKS.items()}


def reference(act: str) -> str:
    family, _, seed, index = TASKS[act].id.split("/")[1:]
    return make_item(family, "test", int(seed), int(index)).reference


def judged(act: str, first: str, last: str) -> tuple[float, str | None]:
    task = TASKS[act]
    turns = (Turn(USER, task.shards[0]), Turn(ASSISTANT, first), Turn(USER, task.shards[1]), Turn(ASSISTANT, last))
    verdict = task.check(Conversation(turns))
    return verdict.score, verdict.error


def test_items_are_made_from_a_seed_the_acts_in_turn() -> None:
    found = tasks(3, 600)
    assert [(task.id, task.shards) for task in found] == [(task.id, task.shards) for task in tasks(3, 600)]
    assert Counter(task.family for task in found) == dict.fromkeys(ACTS, 100)
    assert len({task.id for task in found}) == 600
    assert [task.shards for task in tasks(4, 12)] != [task.shards for task in found[:12]]


def test_wordings_are_sixteen_an_act_and_none_is_there_twice() -> None:
    said = [text for texts in SAID.values() for text in texts]
    assert {len(texts) for texts in SAID.values()} == {16}
    assert len(set(said)) == len(said)


@pytest.mark.parametrize(
    ("act", "last", "verdict"),
    [
        ("repeat", "{right}", (1.0, None)), ("repeat", "All right.", (0.0, "short")),
        ("abort", "All right.", (1.0, None)), ("abort", "{right}", (0.0, "repeat")), ("abort", "so " * 30, (0.0, "other")),
        ("close", "Goodbye!", (1.0, None)), ("close", "{right}", (0.0, "repeat")),
        ("approve", "{right}", (1.0, None)), ("approve", "Good.", (1.0, None)), ("approve", "so " * 30, (0.0, "other")),
    ],
)  # fmt: skip
def test_each_act_has_its_own_right_reply(act: str, last: str, verdict: tuple[float, str | None]) -> None:
    right = reference(act)
    assert judged(act, right, last.format(right=right)) == verdict


def test_a_correction_and_a_new_request_are_judged_by_what_they_ask_for() -> None:
    right = reference("correct")
    assert judged("correct", "x", right) == (1.0, None)
    assert judged("correct", "x", "Goodbye.") == (0.0, "short")
    assert judged("none", "x", "All right, I leave it at that.")[0] == 0.0


def test_a_correction_comes_after_all_else_and_corrects() -> None:
    for task in tasks(0, 60):
        if task.family == "correct":
            assert task.shards[1] not in task.shards[0]
            assert task.shards[0]


def test_suites_are_found_by_name() -> None:
    assert set(SUITES) >= {"gradual-reveal", "repair"}
    for name in SUITES:
        found = suite(name)
        some: list[Task] = list(found.tasks(0, 12))
        assert found.name == name
        assert len(some) == 12
        assert {task.family for task in some} & found.headline
