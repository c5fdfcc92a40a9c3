"""Comparing: pairs by hand, cells that only one run has, and instruments that differ."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from commonground.errors import StoreError
from commonground.evaluation.compare import compare, corrected, difference, grouped, run_scores, task_scores

CONFIG = {"model": "m", "temperature": 0.0, "runs": 1, "seed": 0, "headline": {"s": ["tea"]}}
MANIFEST: Mapping[str, Any] = {"config": CONFIG, "versions": {"suite s": "1", "town": "t"}}


def row(
    task: object, score: float | None, run: int = 0, family: str = "tea", condition: str = "FULL"
) -> dict[str, Any]:
    final = None if score is None else {"score": score}
    place = {"suite": "s", "condition": condition, "mediation": "off", "family": family}
    return {**place, "task": f"{family}/{task}", "run": run, "final": final}


def rows(scores: Sequence[float | None], **changed: Any) -> list[dict[str, Any]]:
    return [row(number, score, **changed) for number, score in enumerate(scores)]


def compared(a: Sequence[Mapping[str, Any]], b: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    found = compare((MANIFEST, a), (MANIFEST, b))["differences"]
    return {(one["name"], one["family"]): one for one in found}


def test_the_second_run_minus_the_first_by_hand() -> None:
    """Of eight tasks three are won and one is lost: + 2 of 8."""
    found = compared(rows([0, 0, 0, 1, 1, 1, 0, 0]), rows([1, 1, 1, 0, 1, 1, 0, 0]))["FULL", "all"]
    assert found["mean"] == pytest.approx(2 / 8)
    assert (found["a"], found["b"], found["n"]) == (3 / 8, 5 / 8, 8)
    assert found["ci"][0] < 0.25 < found["ci"][1]
    assert found["p"] == pytest.approx(2 * (1 + 4) / 2**4)


def test_the_other_way_round_changes_the_sign() -> None:
    a, b = rows([0, 1, 1, 0, 1]), rows([1, 1, 1, 1, 0])
    there, back = compared(a, b)["FULL", "tea"], compared(b, a)["FULL", "tea"]
    assert there["mean"] == pytest.approx(-back["mean"])
    assert there["ci"] == pytest.approx([-bound for bound in reversed(back["ci"])])


def test_a_run_against_itself_has_no_difference() -> None:
    own = rows([0, 1, 1])
    assert compared(own, own)["FULL", "all"]["mean"] == 0


def test_tasks_are_paired_whatever_their_order_and_number_of_runs() -> None:
    a = [row(0, 1, run=0), row(0, 0, run=1), row(1, 1)]
    b = [row(1, 1), row(0, 1)]
    assert task_scores(a) == {"tea/0": 0.5, "tea/1": 1.0}
    assert run_scores(a) == {"tea/0": [1, 0], "tea/1": [1]}
    assert compared(a, b)["FULL", "tea"]["mean"] == pytest.approx(0.25)


def test_failures_and_lonely_tasks_are_no_pairs() -> None:
    found = compared(rows([1, None, 1, 0]), rows([0, 1, None]))["FULL", "all"]
    assert (found["n"], found["mean"]) == (1, -1)
    assert difference(rows([None]), rows([1])) is None


def test_only_headline_families_make_up_all() -> None:
    found = compared([*rows([1, 1]), *rows([0], family="control")], [*rows([1, 0]), *rows([1], family="control")])
    assert found["FULL", "all"]["n"] == 2
    assert found["FULL", "control"]["mean"] == 1
    assert set(grouped(rows([1]), {"s": ["tea"]})) == {("s", "FULL", "off", "tea"), ("s", "FULL", "off", "all")}


def test_cells_of_one_run_alone_are_left_out() -> None:
    assert set(compared(rows([1]), [*rows([1]), *rows([1], condition="LATE")])) == {("FULL", "tea"), ("FULL", "all")}


def test_p_values_are_corrected_for_the_number_of_cells() -> None:
    found = corrected([{"p": 0.01}, {"p": 0.04}, {"p": 0.9}])
    assert [one["q"] for one in found] == pytest.approx([0.03, 0.06, 0.9])
    assert corrected([]) == []


def test_a_comparison_is_json_and_says_what_it_is_of() -> None:
    found = compare((MANIFEST, rows([1])), ({**MANIFEST, "config": {**CONFIG, "model": "n"}}, rows([0])))
    assert json.loads(json.dumps(found)) == found
    assert (found["a"]["model"], found["b"]["model"]) == ("m", "n")


def test_other_instruments_do_not_compare() -> None:
    newer = {**MANIFEST, "versions": {"suite s": "2", "town": "t"}}
    with pytest.raises(StoreError, match="suite s: 1 -> 2") as caught:
        compare((MANIFEST, rows([1])), (newer, rows([1])))
    assert "again" in caught.value.hint


def test_an_instrument_that_one_run_did_not_use_is_no_difference() -> None:
    more = {**MANIFEST, "versions": {**MANIFEST["versions"], "prompt explicate": "1"}}
    assert compare((MANIFEST, rows([1])), (more, rows([1])))["differences"]


def test_runs_without_a_common_task_do_not_compare() -> None:
    with pytest.raises(StoreError, match="no judged task in common") as caught:
        compare((MANIFEST, [row(1, 1)]), (MANIFEST, [row(2, 1)]))
    assert "--seed" in caught.value.hint
