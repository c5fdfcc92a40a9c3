"""The terminal's table of two runs: what the second scores more than the first, cell by cell, on the same tasks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from commonground.report import wording

if TYPE_CHECKING:
    from rich.console import Console


def show(comparison: Mapping[str, Any], names: tuple[str, str], console: Console) -> None:
    """Print the differences of a comparison (`evaluation.compare`); `names` are what the runs are called."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    for letter, name in zip("ab", names, strict=True):
        head = comparison[letter]
        runs = "1 run" if head["runs"] == 1 else f"{head['runs']} runs"
        drawn = wording.temperature(head["temperature"])
        line = f"{letter}: {name}: {head['model']}, {drawn}, {runs} a task, seed {head['seed']}"
        console.print(Text(wording.plain(line)))
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column("cell")
    table.add_column("family")
    for name in ("a", "b", "b - a, points", "interval", "pairs", "p", "q"):
        table.add_column(name, justify="right", no_wrap=True)
    for one in comparison["differences"]:
        low, high = (wording.points(bound) for bound in one["ci"])
        table.add_row(
            wording.setting(one["name"], one["mediation"]), one["family"],
            wording.percent(one["a"]), wording.percent(one["b"]), Text(wording.points(one["mean"]), "bold"),
            f"{low}, {high}", str(one["n"]), f"{one['p']:.3f}", f"{one['q']:.3f}",
        )  # fmt: skip
    console.print(table)
    versions = ", ".join(f"{name} {version}" for name, version in comparison["b"]["versions"].items())
    note = (
        "Paired on tasks, 95 % intervals; a and b are means over all tasks of the run. p: no difference (McNemar's exact "
        "test, or random signs for graded scores); q: p corrected for the number of lines (Benjamini and Hochberg). "
        f"Versions: {versions}."
    )
    console.print(Text(note, "dim"))
