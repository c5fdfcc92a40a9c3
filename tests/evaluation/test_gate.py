"""Gates: what they read, when they fail a job, and what is no gate."""

from __future__ import annotations

from typing import Any

import pytest

from commonground.errors import UsageError
from commonground.evaluation.gate import gate


def cell(mean: float | None, family: str = "all") -> dict[str, Any]:
    return {
        "name": "USER-ONLY", "mediation": "off", "family": family, "final_turn": {"mean": mean, "ci": [0.25, 0.75]},
        "errors": {"default": 3}, "failures": {}, "episodes": 8, "reliability": None,
    }  # fmt: skip


SUMMARY = {"suites": [{"name": "gradual-reveal", "conditions": [cell(0.5), cell(0.125, "tea")]}]}
CELL = "gradual-reveal.USER-ONLY.off"


@pytest.mark.parametrize(
    ("text", "fails"),
    [
        (f"{CELL}.final_turn.mean < 0.6", True),
        (f"{CELL}.final_turn.mean < .5", False),
        (f"{CELL}.final_turn.mean <= 0.5", True),
        (f"{CELL}.final_turn.mean > 5e-1", False),
        (f"{CELL}.final_turn.mean>=0.5", True),
        (f"{CELL}.final_turn.mean == 0.5", True),
        (f"{CELL}.final_turn.mean != 0.5", False),
        (f"{CELL}.final_turn.ci.0 < 0.3", True),
        (f"{CELL}.tea.final_turn.mean < 0.2", True),
        (f"{CELL}.all.final_turn.mean < 0.2", False),
        (f"{CELL}.errors.default > 2", True),
        (f"{CELL}.errors.merged > 0", False),
        (f"{CELL}.failures.endpoint > 0", False),
        (f"{CELL}.episodes < 10", True),
    ],
)
def test_a_gate_compares_one_number(text: str, fails: bool) -> None:
    reason = gate(text).verdict(SUMMARY)
    assert (reason is not None) == fails
    assert reason is None or reason.startswith(text)


def test_the_reason_names_the_number() -> None:
    assert gate(f"{CELL}.final_turn.mean < 0.6").verdict(SUMMARY) == f"{CELL}.final_turn.mean < 0.6: it is 0.5"


def test_what_was_not_measured_fails() -> None:
    summary = {"suites": [{"name": "gradual-reveal", "conditions": [cell(None)]}]}
    for field in ("final_turn.mean", "reliability.unreliability.mean"):
        assert gate(f"{CELL}.{field} < 0.6").verdict(summary) == f"{CELL}.{field} < 0.6: not measured"


@pytest.mark.parametrize("text", ["", "x < 1", f"{CELL}.final_turn.mean", f"{CELL}.final_turn.mean < x", "a.b.c < 1"])
def test_what_is_no_gate_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageError, match="not a gate") as caught:
        gate(text)
    assert "gradual-reveal.SHARDED.light.final_turn.mean < 0.6" in caught.value.hint


def test_a_cell_that_was_not_run_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match=r"no cell gradual-reveal\.FULL\.off") as caught:
        gate("gradual-reveal.FULL.off.final_turn.mean < 0.6").verdict(SUMMARY)
    assert CELL in caught.value.hint


@pytest.mark.parametrize("field", ["final_turn.median", "nothing.mean", "final_turn.ci.2", "episodes.mean"])
def test_a_field_that_does_not_exist_is_a_usage_error(field: str) -> None:
    with pytest.raises(UsageError, match="no field"):
        gate(f"{CELL}.{field} < 0.6").verdict(SUMMARY)


@pytest.mark.parametrize("field", ["final_turn", "errors"])
def test_what_is_no_number_is_a_usage_error(field: str) -> None:
    with pytest.raises(UsageError, match="not a number"):
        gate(f"{CELL}.{field} < 0.6").verdict(SUMMARY)
