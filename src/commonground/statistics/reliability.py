"""Aptitude and unreliability: how much the runs of one task differ, and how much of that is chance.

"LLMs Get Lost In Multi-Turn Conversation" (arXiv 2505.06120) runs each task N times and reads the spread of its scores as
unreliability. With right-or-wrong scores most of that spread is mechanical: ten coin tosses have a 90th and a 10th
percentile too. So beside it stand the spread that coins of the same average would show, and the over-dispersion, which
says how far tasks differ beyond what coins would.

NumPy and SciPy are imported on use, so that importing the package stays light.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from commonground.statistics.intervals import DRAWS, Interval, cluster_bootstrap, expanded_tail

if TYPE_CHECKING:
    import numpy as np

_AT_ONCE = 1_000_000  # scores in memory for one batch of draws
_NOTHING, _FAR = 1e-14, 20.0  # a variance that is rounding; a log ratio that only variances of nothing reach
FEWEST_RUNS = 10  # the paper's N: below it the 90th percentile of a task is its best run


@dataclass(frozen=True, slots=True)
class Reliability:
    """What the runs of a set of tasks show; scores 0..1, each interval over tasks.

    `performance` (P), `aptitude` (A) and `unreliability` (U) are the means over tasks of the mean, the 90th percentile
    and the distance from the 10th to the 90th percentile of a task's scores. `null` is U as it would be if a run's score
    had nothing to do with its task, with the range that holds 95 % of chance, and `p` the share of chance at least as far
    from its mean as U is. `overdispersion` is the correlation of two runs of one task: 0 when runs are coins, 1 when a
    task is always solved or never.
    """

    performance: Interval
    aptitude: Interval
    unreliability: Interval
    null: Interval
    p: float
    overdispersion: Interval
    runs: int


def reliability(
    scores: Mapping[Any, Sequence[float]], *, seed: int = 0, draws: int = DRAWS, confidence: float = 0.95
) -> Reliability | None:
    """Return P, A and U of tasks with their runs' scores 0..1, the binomial null and the over-dispersion.

    Every task must have as many runs as the others. The null deals all scores out to the tasks anew, `draws` times: with
    right-or-wrong scores this is the binomial null given the number of right ones, exact for any number of tasks. The
    over-dispersion is the one-way analysis-of-variance estimate of the beta-binomial's correlation,
    (B - W) / (B + (N - 1) W) with B and W the mean squares between and within tasks (Ridout, Demetrio and Firth 1999,
    Biometrics 55:137); it may fall below 0 by chance. None with fewer than two tasks or `FEWEST_RUNS` runs.

    >>> always = {task: [task % 2] * 10 for task in range(20)}
    >>> found = reliability(always)
    >>> found.performance.mean, found.unreliability.mean, found.overdispersion.mean
    (0.5, 0.0, 1.0)

    Raises: ValueError when the tasks' numbers of runs differ, or there are no draws.
    """
    runs = {len(own) for own in scores.values()}
    if len(runs) > 1:
        raise ValueError(f"tasks need the same number of runs, got {min(runs)} to {max(runs)}")
    if len(scores) < 2 or min(runs) < FEWEST_RUNS:
        return None
    import numpy as np

    table = np.array(sorted(sorted(own) for own in scores.values()), dtype=float)
    low, high = np.quantile(table, (0.1, 0.9), axis=1)
    values = {"performance": table.mean(axis=1), "aptitude": high, "unreliability": high - low}
    intervals = {
        name: cluster_bootstrap([float(one) for one in own], range(len(own)), seed, draws, confidence)
        for name, own in values.items()
    }
    null, p = _null(table, float((high - low).mean()), np.random.default_rng(seed), draws, confidence)
    found = {name: interval for name, interval in intervals.items() if interval is not None}
    return Reliability(
        **found, null=null, p=p, overdispersion=_overdispersion(table, seed, draws, confidence), runs=table.shape[1]
    )


def _null(
    table: np.ndarray, observed: float, generator: np.random.Generator, draws: int, confidence: float
) -> tuple[Interval, float]:
    """Return U when all scores are dealt out to the tasks anew, and how often chance lies as far out as `observed`."""
    import numpy as np

    found: list[float] = []
    while len(found) < draws:
        some = min(draws - len(found), 1 + _AT_ONCE // table.size)
        dealt = generator.permuted(np.tile(table.ravel(), (some, 1)), axis=1).reshape(some, *table.shape)
        low, high = np.quantile(dealt, (0.1, 0.9), axis=2)
        found.extend((high - low).mean(axis=1).tolist())
    mean, tail = float(np.mean(found)), (1 - confidence) / 2
    low, high = (float(bound) for bound in np.quantile(found, (tail, 1 - tail)))
    further = sum(abs(one - mean) >= abs(observed - mean) - 1e-12 for one in found)
    return Interval(mean, low, high, len(table)), (further + 1) / (draws + 1)


def _overdispersion(table: np.ndarray, seed: int, draws: int, confidence: float) -> Interval:
    """Return the correlation of two runs of one task; its interval is the basic bootstrap over tasks of log(B / W).

    On that scale the estimate is nearly symmetric and free of the bias that the correlation itself has: of 1,000 models
    without over-dispersion it holds 0 for 93.4 %, a percentile interval of the correlation for 92.5 % (`benchmarks/nulls.py`).
    """
    import numpy as np

    tasks, runs = table.shape
    totals, squares = table.sum(axis=1), (table**2).sum(axis=1)
    found = float(_ratios(totals, squares, runs))
    chosen = np.random.default_rng(seed).integers(tasks, size=(draws, tasks))
    drawn = _ratios(totals[chosen], squares[chosen], runs)
    tail = expanded_tail(tasks, confidence)
    low, high = (float(bound) for bound in np.quantile(drawn, (tail, 1 - tail)))
    shrunk = math.log(tasks / (tasks - 1))  # by how much a draw of tasks makes B smaller
    if low > -_FAR and high < _FAR:  # else some draws have one kind of variation only, and nothing to reflect
        low, high = 2 * found - high - shrunk, 2 * found - low - shrunk
    return Interval(_correlation(found, runs), _correlation(low, runs), _correlation(high, runs), tasks)


def _ratios(totals: np.ndarray, squares: np.ndarray, runs: int) -> np.ndarray:
    """Return log(B / W) from each task's sum and sum of squares, tasks along the last axis; 0 where nothing varies."""
    import numpy as np

    tasks = totals.shape[-1]
    between = ((totals - totals.mean(axis=-1, keepdims=True)) ** 2).sum(axis=-1) / runs / (tasks - 1)
    within = (squares - totals**2 / runs).sum(axis=-1) / (tasks * (runs - 1))
    found: np.ndarray = np.log(np.maximum(between, _NOTHING)) - np.log(np.maximum(within, _NOTHING))
    return found


def _correlation(ratio: float, runs: int) -> float:
    """Return (B - W) / (B + (N - 1) W) from log(B / W); 1 where W is but rounding."""
    if ratio > _FAR:
        return 1.0
    share = math.exp(-ratio)
    return (1 - share) / (1 + (runs - 1) * share)
