"""Claims against a run: our number by hand, its interval, and each verdict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from commonground.evaluation.claims import evidence, verdicts
from commonground.suites.claims import EARLY, GRADUAL_REVEAL, LATE, LONG, SHORT, Claim, Rule, gap, ratio

TEA = frozenset({"tea"})
CONFIG = {"temperature": 0.0}
FULL, SHARDED = ("FULL", "off"), ("SHARDED", "off")
DROP = ratio(SHARDED, FULL)


def row(condition: str, task: int, score: float | None, **changed: Any) -> dict[str, Any]:
    final = None if score is None else {"score": score}
    place = {"condition": condition, "mediation": "off", "family": "tea", "task": f"t/{task}"}
    return {**place, "final": final, "turns": [], "conversation": {"turns": []}, **changed}


def rows(condition: str, right: int, n: int, **changed: Any) -> list[dict[str, Any]]:
    return [row(condition, number, float(number < right), **changed) for number in range(n)]


def claim(value: float, margin: float, rule: Rule = "within") -> Claim:
    return Claim("drop", "models lose", "arXiv 1", "2025-05", "paper", "S / F", rule, value, margin, "S / F", DROP)


def told(one: Claim, given: Sequence[dict[str, Any]], **config: Any) -> dict[str, Any]:
    (found,) = verdicts((one,), given, TEA, {**CONFIG, **config})
    return found


def half(n: int) -> list[dict[str, Any]]:
    """FULL is 1 and SHARDED one half, over `n` tasks."""
    return [*rows("FULL", n, n), *rows("SHARDED", n // 2, n)]


@pytest.mark.parametrize(
    ("value", "margin", "n", "verdict"),
    [
        (0.5, 0.2, 100, "holds"), (0.5, 0.05, 100, "inconclusive"), (0.5, 0.2, 4, "inconclusive"),
        (0.9, 0.05, 100, "contradicted"), (0.1, 0.05, 100, "contradicted"), (0.65, 0.1, 100, "inconclusive"),
    ],
)  # fmt: skip
def test_within_a_margin(value: float, margin: float, n: int, verdict: str) -> None:
    found = told(claim(value, margin), half(n))
    assert found["measured"] == 0.5
    assert found["verdict"] == verdict
    assert found["ci"][0] < 0.5 < found["ci"][1]


@pytest.mark.parametrize(
    ("rule", "value", "verdict"),
    [
        ("above", 0.3, "holds"), ("above", 0.5, "inconclusive"), ("above", 0.8, "contradicted"),
        ("below", 0.8, "holds"), ("below", 0.5, "inconclusive"), ("below", 0.3, "contradicted"),
    ],
)  # fmt: skip
def test_above_and_below(rule: Rule, value: float, verdict: str) -> None:
    found = told(claim(value, 0.0, rule), half(100))
    assert found["verdict"] == verdict
    assert found["rule"] == f"{rule} {value:g}"


def test_what_two_conditions_share_is_no_chance() -> None:
    """The same tasks are lost in both: their ratio is 1 whatever tasks are drawn."""
    found = told(claim(1.0, 0.05), [*rows("FULL", 50, 100), *rows("SHARDED", 50, 100)])
    assert found["ci"] == [1.0, 1.0]
    assert found["verdict"] == "holds"


@pytest.mark.parametrize("calibration", [True, False])
@pytest.mark.parametrize(
    "given",
    [
        [], rows("FULL", 5, 5), [*rows("FULL", 0, 5), *rows("SHARDED", 1, 5)],
        [*rows("FULL", 5, 5), row("SHARDED", 0, None)], [row("FULL", 0, 1.0), row("SHARDED", 0, 1.0)],
        [*rows("FULL", 9, 9, family="other"), *rows("SHARDED", 9, 9, family="other")],
    ],
    ids=["nothing", "not run", "nothing to compare with", "all failed", "one task", "controls alone"],
)  # fmt: skip
def test_what_cannot_be_tested_is_said_so(given: list[dict[str, Any]], calibration: bool) -> None:
    found = told(claim(0.5, 0.2), given, calibration=calibration)
    assert (found["ci"], found["verdict"]) == (None, "not testable")


@pytest.mark.parametrize(("value", "margin"), [(0.5, 0.2), (0.9, 0.05), (0.5, 0.01)])
def test_weights_that_this_project_trained_only_calibrate(value: float, margin: float) -> None:
    assert told(claim(value, margin), half(100), calibration=True)["verdict"] == "calibration"


def test_a_claim_is_told_with_its_source() -> None:
    found = told(claim(0.5, 0.2), half(10))
    assert {key: found[key] for key in ("id", "claim", "source", "grade", "published", "column", "rule")} == {
        "id": "drop", "claim": "models lose", "source": "arXiv 1", "grade": "paper", "published": "S / F",
        "column": "S / F", "rule": "within 0.2 of 0.5",
    }  # fmt: skip


# What claims are computed from


def sharded(task: int, score: float, strategies: str, text: str = "x") -> dict[str, Any]:
    """A sharded episode: a letter a turn, a an attempt, d none."""
    names = {"a": "attempt", "d": "discussion"}
    turns = [{"strategy": names[letter]} for letter in strategies]
    return row("SHARDED", task, score, turns=turns, conversation={"turns": [{"speaker": "assistant", "text": text}]})


@pytest.mark.parametrize(
    ("strategies", "early", "late"),
    [("aaaaa", 1, 0), ("daaaa", 0, 0), ("dddda", 0, 1), ("ddda", 0, 1), ("ada", 1, 0), ("ddddd", 0, 0), ("a", 0, 0)],
)
def test_first_attempts_by_fifths_of_the_turns(strategies: str, early: int, late: int) -> None:
    found = evidence([sharded(0, 1.0, strategies)], TEA)
    assert (len(found[*SHARDED, EARLY]), len(found[*SHARDED, LATE])) == (early, late)


def test_shorter_and_longer_replies_than_the_median() -> None:
    given = [sharded(number, float(number < 2), "a", "word " * (number + 1)) for number in range(5)]
    found = evidence(given, TEA)
    assert set(found[*SHARDED, SHORT]) == {"t/0", "t/1"}
    assert set(found[*SHARDED, LONG]) == {"t/3", "t/4"}
    one = Claim("c", "", "", "", "paper", "", "above", 0.0, 0.0, "", gap((*SHARDED, SHORT), (*SHARDED, LONG)))
    assert told(one, given)["measured"] == 1.0


def test_failures_and_controls_count_in_no_mean_of_the_headline() -> None:
    found = evidence([row("FULL", 0, None), row("FULL", 1, 1.0), row("FULL", 2, 0.0, family="lookup")], TEA)
    assert found[FULL] == {"t/1": [1.0]}
    assert found["FULL", "off", "lookup"] == {"t/2": [0.0]}


def test_the_task_that_decomposes_and_the_temperature() -> None:
    given = [*rows("FULL", 40, 40, family="lookup"), *rows("SHARDED", 40, 40, family="lookup"), *half(40)]
    by_id = {one["id"]: one for one in verdicts(GRADUAL_REVEAL, given, TEA, CONFIG)}
    assert (by_id["decomposes-no-drop"]["measured"], by_id["decomposes-no-drop"]["verdict"]) == (1.0, "holds")
    assert by_id["temperature-does-not-help"]["verdict"] == "holds"
    assert by_id["reset-recovers"]["verdict"] == "not testable"
    for temperature in (1.0, None):
        found = {one["id"]: one for one in verdicts(GRADUAL_REVEAL, given, TEA, {"temperature": temperature})}
        assert found["temperature-does-not-help"]["verdict"] == "not testable"
