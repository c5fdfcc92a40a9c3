"""The table of two runs: every number with its pairs, interval and correction, also on 80 columns."""

from __future__ import annotations

import io
from typing import Any

from rich.console import Console

from commonground.report.comparison import show

ONE: dict[str, Any] = {
    "suite": "gradual-reveal", "name": "SHARDED", "mediation": "light", "family": "all", "a": 0.25, "b": 0.5,
    "n": 40, "mean": 0.25, "ci": [0.1, 0.4], "lower": 0.12, "p": 0.002, "q": 0.004,
}  # fmt: skip
HEAD = {"model": "small", "temperature": 0.0, "runs": 1, "seed": 3, "versions": {"suite gradual-reveal": "1"}}
COMPARISON = {"a": HEAD, "b": {**HEAD, "model": "large[bold]", "runs": 2}, "differences": [ONE]}


def shown(width: int) -> str:
    console = Console(file=io.StringIO(), width=width)
    show(COMPARISON, ("runs/a", "runs/b"), console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_it_says_what_is_compared_and_how() -> None:
    text = " ".join(shown(120).split())
    for part in ("runs/a", "small", "large[bold]", "2 runs a task", "seed 3", "SHARDED light", "25 %", "50 %", "+25",
                 "+10, +40", "40", "0.002", "0.004", "McNemar", "suite gradual-reveal 1"):  # fmt: skip
        assert part in text, part


def test_it_fits_eighty_columns() -> None:
    assert all(len(line) <= 80 for line in shown(80).splitlines())
