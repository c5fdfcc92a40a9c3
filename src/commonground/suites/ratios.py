"""Numbers of a run that are a ratio of sums over its tasks: shares, precision, recall, words against words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from commonground.conversation.record import ASSISTANT
from commonground.statistics.intervals import DRAWS, expanded_tail
from commonground.suites.suite import Number

Row = Mapping[str, Any]
Pair = tuple[float, float]  # what one episode adds above the line and below it


def judged(rows: Iterable[Row]) -> dict[tuple[str, str], list[Row]]:
    """Return the rows that have a verdict, by condition and mediation."""
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row["final"] is not None:
            found[row["condition"], row["mediation"]].append(row)
    return found


def last_reply(row: Row) -> str:
    """Return the text of the assistant's last turn in a row, "" where there is none."""
    said = [turn["text"] for turn in row["conversation"]["turns"] if turn["speaker"] == ASSISTANT]
    return str(said[-1]) if said else ""


def ratio(name: str, cell: tuple[str, str], rows: Sequence[Row], counts: Callable[[Row], Pair]) -> list[Number]:
    """Return the sum of what stands above the line over the sum below it, with a 95 % bootstrap over tasks.

    Nothing where the sum below is zero, or all is one task.
    """
    import numpy as np

    tasks: dict[str, list[Pair]] = defaultdict(list)
    for row in rows:
        tasks[row["task"]].append(counts(row))
    sums = np.array([np.sum(tasks[task], axis=0) for task in sorted(tasks)])
    n = len(sums)
    if n < 2 or not sums[:, 1].sum():
        return []
    drawn = np.random.default_rng(0).multinomial(n, np.full(n, 1 / n), size=DRAWS) @ sums
    drawn = drawn[drawn[:, 1] > 0]
    tail = expanded_tail(n)
    low, high = np.quantile(drawn[:, 0] / drawn[:, 1], (tail, 1 - tail))
    mean = sums[:, 0].sum() / sums[:, 1].sum()
    return [Number(name, *cell, float(mean), float(low), float(high), n)]
