"""`commonground compare` from the outside, and gates that fail a check."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commonground.runs.store import Run

CONFIG = {"model": "m", "temperature": 0.0, "runs": 1, "seed": 0, "headline": {"gradual-reveal": ["tea"]}}


def run(path: Path, scores: str, version: str = "1", **changed: Any) -> None:
    """Write a run with a task for each letter: 1 is right, 0 is wrong."""
    with Run.open(path, {**CONFIG, **changed}, {"suite gradual-reveal": version}) as store:
        for number, score in enumerate(scores):
            place = {"suite": "gradual-reveal", "condition": "FULL", "mediation": "off", "family": "tea"}
            row = {**place, "task": f"tea/{number}", "run": 0, "final": {"score": int(score)}}
            store.append(f"{number}", row)


def test_two_runs_in_one_table(command: Callable[..., Any], tmp_path: Path) -> None:
    run(tmp_path / "a", "0000011111")
    run(tmp_path / "b", "1111011111", model="n")
    done = command("compare", "a", "b")
    assert done.code == 0
    assert "+40" in done.out
    document = command("compare", "a", "b", "--json").json
    assert [one["mean"] for one in document["differences"]] == pytest.approx([0.4, 0.4])
    assert {one["family"] for one in document["differences"]} == {"tea", "all"}


def test_what_cannot_be_compared_is_said(command: Callable[..., Any], tmp_path: Path) -> None:
    run(tmp_path / "a", "01")
    run(tmp_path / "other", "01", version="2")
    for second, word in (("other", "1 -> 2"), ("missing", "manifest")):
        done = command("compare", "a", second)
        assert done.code == 1
        assert word in done.err or "cannot" in done.err
        assert "hint:" in done.err
        assert "Traceback" not in done.err


def test_one_run_is_a_usage_error(command: Callable[..., Any]) -> None:
    assert command("compare", "a").code == 2


ARGUMENTS = ("check", "--tasks", 10, "--condition", "FULL", "--mediation", "off", "--out", "run")


def test_a_gate_fails_the_job_and_keeps_the_result(command: Callable[..., Any]) -> None:
    passed = command(*ARGUMENTS, "--fail-if", "gradual-reveal.FULL.off.final_turn.mean < 0.01", "--json")
    assert passed.code == 0
    failed = command(
        *ARGUMENTS, "--json", "--fail-if", "gradual-reveal.FULL.off.final_turn.mean >= 0", "--fail-if",
        "gradual-reveal.FULL.off.failures.endpoint > 0",
    )  # fmt: skip
    assert failed.code == 1
    assert failed.json == passed.json
    assert failed.err.count("failed: ") == 1
    assert "final_turn.mean >= 0: it is" in failed.err


def test_a_gate_that_cannot_be_read_stops_before_the_run(command: Callable[..., Any], tmp_path: Path) -> None:
    done = command(*ARGUMENTS, "--fail-if", "quality < high")
    assert done.code == 2
    assert "not a gate" in done.err
    assert not (tmp_path / "run").exists()


def test_a_gate_on_a_cell_that_is_not_run_is_said(command: Callable[..., Any]) -> None:
    done = command(*ARGUMENTS, "--fail-if", "gradual-reveal.LATE.off.final_turn.mean < 1")
    assert done.code == 2
    assert json.dumps("gradual-reveal.FULL.off").strip('"') in done.err
