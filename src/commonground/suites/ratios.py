"""Numbers of a run over its tasks: means, and ratios of sums (shares, precision, recall, words against words)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import fmean
from typing import Any

from commonground.conversation.record import ASSISTANT
from commonground.statistics.intervals import DRAWS, Interval, cluster_bootstrap, expanded_tail, wilson
from commonground.suites.suite import Number

Row = Mapping[str, Any]
Pair = tuple[float, float]  # what one episode adds above the line and below it
_COUNTS = ((0.0, 0.0), (0.0, 1.0), (1.0, 1.0))  # of one that counts once or not at all


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


def shown(name: str, cell: tuple[str, str], interval: Interval | None) -> list[Number]:
    """Return a mean with its interval as a number of condition and mediation `cell`; nothing where there is none."""
    return [Number(name, *cell, interval.mean, interval.low, interval.high, interval.n)] if interval else []


def average(name: str, cell: tuple[str, str], values: Mapping[str, Sequence[float]]) -> Number:
    """Return the mean of values, given by task, with its 95 % interval over tasks where there are two or more."""
    own = [(value, task) for task, given in values.items() for value in given]
    found = cluster_bootstrap([value for value, _ in own], [task for _, task in own], seed=0)
    low, high = (found.low, found.high) if found else (None, None)
    return Number(name, *cell, fmean(value for value, _ in own), low, high, len(values))


def ratio(name: str, cell: tuple[str, str], rows: Sequence[Row], counts: Callable[[Row], Pair]) -> list[Number]:
    """Return the sum of what stands above the line over the sum below it, with its 95 % interval, where there is anything.

    A share of episodes of which each counts once has Wilson's; all else a bootstrap over tasks, with two tasks or more.
    """
    import numpy as np

    tasks: dict[str, list[Pair]] = defaultdict(list)
    for row in rows:
        tasks[row["task"]].append(counts(row))
    sums = np.array([np.sum(tasks[task], axis=0) for task in sorted(tasks)])
    n = len(sums)
    if not n or not sums[:, 1].sum():
        return []
    if n == len(rows) and all(pair in _COUNTS for pair in map(tuple, sums.tolist())):
        return shown(name, cell, wilson(int(sums[:, 0].sum()), int(sums[:, 1].sum())))
    if n < 2:
        return []
    drawn = np.random.default_rng(0).multinomial(n, np.full(n, 1 / n), size=DRAWS) @ sums
    drawn = drawn[drawn[:, 1] > 0]
    tail = expanded_tail(n)
    low, high = np.quantile(drawn[:, 0] / drawn[:, 1], (tail, 1 - tail))
    mean = sums[:, 0].sum() / sums[:, 1].sum()
    return [Number(name, *cell, float(mean), float(low), float(high), n)]
