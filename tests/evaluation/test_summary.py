"""Summing up: means and verdicts worked out by hand, failures apart, and no number without something behind it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from commonground.evaluation.summary import summarize
from commonground.statistics.intervals import cluster_bootstrap, paired_difference, wilson
from commonground.suites.claims import Claim, ratio

CONFIG = {"model": "m", "temperature": 0.0, "runs": 1, "seed": 0}
MANIFEST: Mapping[str, Any] = {"config": CONFIG, "versions": {"suite s": "3", "town": "t"}}
OF_TRAINED = {**MANIFEST, "config": {**CONFIG, "calibration": True}}


def turn(
    score: float, error: str | None = "other", strategy: str = "attempt", premature: bool = False
) -> dict[str, Any]:
    wrong = None if score == 1 else error
    return {"score": score, "error": wrong, "answer": "x", "strategy": strategy, "premature": premature}


def row(condition: str, task: object, *turns: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """A stored episode with these turns; without any it failed at the endpoint."""
    failure = {"boundary": "endpoint", "message": "no", "kind": "connect"}
    return {
        "suite": "s", "condition": condition, "mediation": "off", "family": "tea", "task": f"t/{task}", "run": 0,
        "turns": list(turns), "final": turns[-1] if turns else None, "any": max((one["score"] for one in turns), default=None),
        "failure": None if turns else failure, "capped": False, "usage": [1, 10, 2, 0, 1], **changed,
    }  # fmt: skip


def rows(condition: str, right: int, n: int, **changed: Any) -> list[dict[str, Any]]:
    return [row(condition, number, turn(float(number < right)), **changed) for number in range(n)]


def summed(
    given: Iterable[Mapping[str, Any]], claims: tuple[Claim, ...] = (), manifest: Mapping[str, Any] = MANIFEST
) -> dict[str, Any]:
    """The summary of the one suite."""
    (suite,) = summarize(list(given), manifest, {"s": claims}, {"s": ["tea"]})["suites"]
    return dict(suite)


def condition(suite: Mapping[str, Any], name: str, family: str = "all", mediation: str = "off") -> dict[str, Any]:
    (found,) = [
        one
        for one in suite["conditions"]
        if (one["name"], one["family"], one["mediation"]) == (name, family, mediation)
    ]
    return dict(found)


def test_the_head_says_what_was_run() -> None:
    summary = summarize(rows("FULL", 1, 2), MANIFEST, {}, {})
    assert {key: summary[key] for key in CONFIG} == CONFIG
    assert summary["versions"] == MANIFEST["versions"]
    assert [(suite["name"], suite["version"]) for suite in summary["suites"]] == [("s", "3")]
    assert summarize([], MANIFEST, {}, {})["suites"] == []


def test_a_summary_is_json() -> None:
    claims = (Claim("c", "", "", "", "paper", "", "within", 0.5, 0.1, "", ratio(("SHARDED", "off"), ("FULL", "off"))),)
    summary = summarize([*rows("FULL", 2, 3), row("SHARDED", 0)], MANIFEST, {"s": claims}, {"s": ["tea"]})
    assert json.loads(json.dumps(summary, allow_nan=False)) == summary


def test_means_by_hand_with_wilsons_interval() -> None:
    found = condition(summed(rows("FULL", 8, 10)), "FULL")
    expected = wilson(8, 10)
    assert expected is not None
    assert found["final_turn"] == {"mean": 0.8, "ci": [expected.low, expected.high]}
    assert (round(expected.low, 3), round(expected.high, 3)) == (0.49, 0.943)
    assert (found["tasks"], found["episodes"]) == (10, 10)


def test_any_turn_and_final_turn_are_two_columns() -> None:
    found = condition(summed([row("SHARDED", 0, turn(1), turn(0)), row("SHARDED", 1, turn(0), turn(0))]), "SHARDED")
    assert (found["final_turn"]["mean"], found["any_turn"]["mean"]) == (0.0, 0.5)


def test_failures_are_counted_under_their_boundary_and_nowhere_else() -> None:
    checker = {"boundary": "checker", "message": "no", "kind": ""}
    given = [*rows("FULL", 1, 2), row("FULL", 2), row("FULL", 3), row("FULL", 4, failure=checker)]
    found = condition(summed(given), "FULL")
    assert found["final_turn"]["mean"] == 0.5
    assert (found["episodes"], found["tasks"]) == (2, 5)
    assert found["failures"] == {"endpoint": 2, "checker": 1}
    assert found["errors"] == {"other": 1}
    assert sum(found["strategies"].values()) == 2


def test_where_all_failed_there_is_no_mean_and_no_interval() -> None:
    found = condition(summed([row("FULL", 0), row("FULL", 1)]), "FULL")
    assert found["final_turn"] == found["any_turn"] == {"mean": None, "ci": None}
    assert (found["episodes"], found["failures"]) == (0, {"endpoint": 2})


def test_several_runs_of_a_task_are_no_independent_tasks() -> None:
    given = [
        row("FULL", task, turn(score), run=run)
        for task, scores in enumerate(((1, 1), (0, 1), (0, 0)))
        for run, score in enumerate(scores)
    ]
    found = condition(summed(given), "FULL")
    expected = cluster_bootstrap([1, 1, 0, 1, 0, 0], ["a", "a", "b", "b", "c", "c"], seed=0)
    assert expected is not None
    assert found["final_turn"] == {"mean": 0.5, "ci": [expected.low, expected.high]}
    assert (found["tasks"], found["episodes"]) == (3, 6)


def test_runs_of_one_task_have_a_mean_and_no_interval() -> None:
    found = condition(summed([row("FULL", 0, turn(score), run=run) for run, score in enumerate((1, 0, 1, 1))]), "FULL")
    assert found["final_turn"] == {"mean": 0.75, "ci": None}


def test_graded_scores_have_a_bootstrap_interval() -> None:
    found = condition(summed([row("FULL", task, turn(score)) for task, score in enumerate((0.5, 1.0, 0.0))]), "FULL")
    assert found["final_turn"]["mean"] == 0.5
    assert found["final_turn"]["ci"] is not None


def test_errors_are_those_of_final_turns_that_were_wrong() -> None:
    given = [
        row("SHARDED", 0, turn(0, "malformed"), turn(0, "last_shards")),
        row("SHARDED", 1, turn(0, "default"), turn(1)),
        row("SHARDED", 2, turn(0, "default")),
        row("SHARDED", 3, turn(0, "last_shards")),
    ]
    assert condition(summed(given), "SHARDED")["errors"] == {"last_shards": 2, "default": 1}


def test_premature_and_capped_count_episodes_and_strategies_turns() -> None:
    given = [
        row("SHARDED", 0, turn(0, premature=True), turn(0, premature=True), capped=True),
        row("SHARDED", 1, turn(0, strategy="hedge"), turn(1, premature=True)),
        row("SHARDED", 2, turn(1)),
        row("SHARDED", 3, capped=True),
    ]
    found = condition(summed(given), "SHARDED")
    assert (found["premature"], found["capped"]) == (2, 2)
    assert found["strategies"] == {"attempt": 4, "hedge": 1}


def test_usage_is_summed_failed_episodes_included() -> None:
    found = condition(summed([*rows("FULL", 1, 2), row("FULL", 2, usage=[3, 1, 0, 5, 2])]), "FULL")
    assert found["usage"] == [5, 21, 4, 5, 4]
    assert found["wasted"] == [3, 1, 0, 5, 2]


def test_all_is_made_of_the_headline_families() -> None:
    suite = summed([*rows("FULL", 2, 2), *rows("FULL", 0, 4, family="control")])
    assert condition(suite, "FULL")["final_turn"]["mean"] == 1.0
    assert condition(suite, "FULL", "tea")["final_turn"]["mean"] == 1.0
    assert condition(suite, "FULL", "control")["final_turn"]["mean"] == 0.0
    assert len(suite["conditions"]) == 3


def test_suites_are_kept_apart() -> None:
    summary = summarize(
        [*rows("FULL", 1, 1), *rows("FULL", 0, 1, suite="other")], MANIFEST, {}, {"s": ["tea"], "other": ["tea"]}
    )
    assert [condition(suite, "FULL")["final_turn"]["mean"] for suite in summary["suites"]] == [1.0, 0.0]
    assert [suite["version"] for suite in summary["suites"]] == ["3", ""]


def test_presets_are_kept_apart() -> None:
    suite = summed([*rows("SHARDED", 1, 4), *rows("SHARDED", 3, 4, mediation="light")])
    assert condition(suite, "SHARDED")["final_turn"]["mean"] == 0.25
    assert condition(suite, "SHARDED", mediation="light")["final_turn"]["mean"] == 0.75


# Paired differences.


def difference(suite: Mapping[str, Any], of: list[str], minus: list[str], family: str = "all") -> dict[str, Any]:
    (found,) = [d for d in suite["differences"] if (d["of"], d["minus"], d["family"]) == (of, minus, family)]
    return dict(found)


def test_differences_are_paired_on_tasks_by_hand() -> None:
    """Of eight tasks FULL has 1 1 1 1 1 1 0 1 and SHARDED 1 0 0 0 0 1 1 0: five lost, one won."""
    full, sharded = (1, 1, 1, 1, 1, 1, 0, 1), (1, 0, 0, 0, 0, 1, 1, 0)
    given = [row("FULL", n, turn(score)) for n, score in enumerate(full)]
    given += [row("SHARDED", n, turn(score)) for n, score in reversed(list(enumerate(sharded)))]
    found = difference(summed(given), ["SHARDED", "off"], ["FULL", "off"])
    expected = paired_difference(sharded, full)
    assert expected is not None
    assert found["mean"] == pytest.approx(-4 / 8)
    assert (found["n"], found["ci"], found["lower"]) == (8, [expected.low, expected.high], expected.lower)


def test_a_pair_with_a_failure_is_left_out() -> None:
    given = [*rows("FULL", 3, 3), row("SHARDED", 0, turn(0)), row("SHARDED", 1), row("SHARDED", 9, turn(1))]
    found = difference(summed(given), ["SHARDED", "off"], ["FULL", "off"])
    assert (found["n"], found["mean"]) == (1, -1)


def test_no_difference_where_no_pair_is_left_or_a_side_was_not_run() -> None:
    assert summed([*rows("FULL", 3, 3), row("SHARDED", 0)])["differences"] == []
    assert summed(rows("FULL", 3, 3))["differences"] == []


def test_the_differences_that_the_suite_is_about() -> None:
    given = [
        *rows("FULL", 4, 4), *rows("SHARDED", 1, 4), *rows("SHARDED", 3, 4, mediation="light"), *rows("USER-ONLY", 2, 4),
        *rows("LATE", 2, 4), *rows("LATE", 4, 4, mediation="light"),
    ]  # fmt: skip
    found = {(*d["of"], *d["minus"]): d["mean"] for d in summed(given)["differences"] if d["family"] == "all"}
    assert found == {
        ("SHARDED", "off", "FULL", "off"): -0.75,
        ("SHARDED", "light", "SHARDED", "off"): 0.5,
        ("SHARDED", "light", "FULL", "off"): -0.25,
        ("SHARDED", "light", "USER-ONLY", "off"): 0.25,
        ("LATE", "off", "FULL", "off"): -0.5,
        ("LATE", "light", "LATE", "off"): 0.5,
        ("LATE", "light", "FULL", "off"): 0.0,
    }


def test_differences_are_given_for_each_family_too() -> None:
    given = [*rows("FULL", 2, 2), *rows("SHARDED", 0, 2)]
    suite = summed(given)
    assert difference(suite, ["SHARDED", "off"], ["FULL", "off"], "tea")["mean"] == -1


def test_runs_of_one_task_are_one_pair() -> None:
    """Ten runs each of two tasks are two independent pairs, not twenty: the tasks are what could have been others."""
    given = [
        row(name, task, turn(float(name == "FULL")), run=run)
        for name in ("FULL", "SHARDED")
        for task in range(2)
        for run in range(10)
    ]
    found = difference(summed(given), ["SHARDED", "off"], ["FULL", "off"])
    assert (found["n"], found["mean"]) == (2, -1)


def test_claims_are_told_beside_the_conditions() -> None:
    measure = ratio(("SHARDED", "off"), ("FULL", "off"))
    one = Claim("drop", "models lose", "arXiv 1", "2025-05", "paper", "S / F .5", "within", 0.5, 0.2, "S / F", measure)
    (found,) = summed([*rows("FULL", 100, 100), *rows("SHARDED", 50, 100)], (one,))["claims"]
    assert (found["id"], found["measured"], found["verdict"]) == ("drop", 0.5, "holds")
    (found,) = summed([*rows("FULL", 9, 9), *rows("SHARDED", 5, 9)], (one,), OF_TRAINED)["claims"]
    assert found["verdict"] == "calibration"


def test_a_played_users_fidelity_is_summed_where_there_is_one() -> None:
    own = {"turns": 4, "parts": 5, "revealed": 4, "repeated": 1, "leaked": 0, "echoed": 0, "solved": 0,
           "profile_misaligned": 0, "wrong_ending": True, "usage": [3, 30, 9, 0, 0]}  # fmt: skip
    other = {**own, "revealed": 5, "repeated": 0, "wrong_ending": False}
    given = [row("SHARDED", 0, turn(1), user=own), row("SHARDED", 1, turn(1), user=other), row("FULL", 0, turn(1))]
    found = condition(summed(given), "SHARDED")["user"]
    assert (found["episodes"], found["revealed"], found["repeated"]) == (2, 0.9, 0.125)
    assert (found["wrong_ending"], found["usage"]) == (0.5, [6, 60, 18, 0, 0])
    assert condition(summed(given), "FULL")["user"] is None
