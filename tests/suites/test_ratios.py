"""Ratios of a run: shares and ratios of sums, their intervals, and when there is none."""

from __future__ import annotations

from typing import Any

import pytest

from commonground.suites.ratios import average, judged, last_reply, ratio

CELL = ("A", "off")


def row(task: str, score: float = 0.0, **more: Any) -> dict[str, Any]:
    return {"condition": "A", "mediation": "off", "task": task, "final": {"score": score}, **more}


def test_a_share_lies_within_its_interval_and_counts_tasks() -> None:
    rows = [row(str(task), float(task < 30)) for task in range(40)] + [row("0", 1.0)]
    (found,) = ratio("x", CELL, rows, lambda one: (one["final"]["score"], 1.0))
    assert (found.name, found.condition, found.mediation, found.n) == ("x", "A", "off", 40)
    assert found.mean == pytest.approx(31 / 41)
    assert found.low is not None
    assert found.high is not None
    assert 0.55 < found.low < found.mean < found.high < 0.92


def test_a_mean_is_over_all_runs_and_its_interval_over_tasks() -> None:
    found = average("x", CELL, {"1": [1.0, 3.0], "2": [5.0], "3": [3.0]})
    assert (found.name, found.condition, found.mediation, found.mean, found.n) == ("x", "A", "off", 3.0, 3)
    assert found.low is not None
    assert found.high is not None
    assert 1.0 < found.low < 3.0 < found.high <= 5.0
    alone = average("x", CELL, {"1": [1.0, 3.0]})
    assert (alone.mean, alone.low, alone.high, alone.n) == (2.0, None, None, 1)


def test_the_order_of_rows_does_not_matter() -> None:
    rows = [row(str(task), float(task % 3 == 0)) for task in range(20)]
    one, other = (ratio("x", CELL, some, lambda one: (one["final"]["score"], 1.0)) for some in (rows, rows[::-1]))
    assert one == other


@pytest.mark.parametrize("rows", [[], [row("1"), row("1", 1.0)]])
def test_runs_of_one_task_alone_say_nothing(rows: list[dict[str, Any]]) -> None:
    assert ratio("x", CELL, rows, lambda one: (1.0, 1.0)) == []


def test_a_share_of_episodes_that_count_once_has_wilsons_interval() -> None:
    rows = [row(str(task), float(task < 8)) for task in range(12)]
    (found,) = ratio("x", CELL, rows, lambda one: (one["final"]["score"], float(int(one["task"]) < 10)))
    assert (found.mean, found.n) == (0.8, 10)
    assert (round(found.low or 0, 3), round(found.high or 0, 3)) == (0.49, 0.943)
    (none,) = ratio("x", CELL, rows, lambda one: (0.0, 1.0))
    assert (none.low, none.n) == (0.0, 12)
    assert (none.high or 0) > 0.2


def test_nothing_below_the_line_is_no_number() -> None:
    assert ratio("x", CELL, [row("1"), row("2")], lambda one: (1.0, 0.0)) == []


def test_draws_without_anything_below_the_line_are_left_out() -> None:
    rows = [row("1"), row("2"), row("3")]
    (found,) = ratio("x", CELL, rows, lambda one: (1.0, float(one["task"] == "1")))
    assert (found.mean, found.n) == (3.0, 3)


def test_rows_without_a_verdict_are_left_out() -> None:
    failed = {**row("2"), "final": None}
    assert judged([row("1"), failed, {**row("3"), "mediation": "light"}]) == {
        CELL: [row("1")], ("A", "light"): [{**row("3"), "mediation": "light"}],
    }  # fmt: skip


def test_the_last_reply_is_the_assistants() -> None:
    turns = [{"speaker": "user", "text": "a"}, {"speaker": "assistant", "text": "b"}, {"speaker": "user", "text": "c"}]
    assert last_reply(row("1", conversation={"turns": turns})) == "b"
    assert last_reply(row("1", conversation={"turns": turns[:1]})) == ""
