"""Intervals: what a score from a few tasks says about all tasks of the kind.

A mean without one cannot be compared. Conditions are paired on the same tasks, runs are clustered within tasks, and
most scores are 0 or 1: each of the three has its own interval here. Levels are two-sided; a claim with a margin is
tested against the one-sided bound. A result is `None` where the values say nothing, never 0.

NumPy and SciPy are imported on use, so that importing the package stays light.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import fsum, inf, sqrt
from statistics import NormalDist
from typing import Literal

_AT_ONCE = 1_000_000  # units drawn in one go: a few tens of megabytes
DRAWS = 2000  # "1000 or more" for percentile intervals: Efron and Tibshirani 1993, chapter 13


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate between two bounds, and the number `n` of independent units (outcomes, pairs, clusters) behind it."""

    mean: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class PairedDifference(Interval):
    """A mean difference over `n` pairs; with `lower`, its one-sided bound, and the method that gave the bounds.

    `p` is the two-sided p-value of no difference: McNemar's exact test for 0/1 scores, else random signs.
    """

    lower: float
    method: Literal["score", "bootstrap", "range"]
    p: float


def wilson(successes: int, n: int, confidence: float = 0.95) -> Interval | None:
    """Return the share of successes with Wilson's score interval; `None` when `n` is 0.

    With p = successes / n and z the normal quantile of `confidence`, the bounds are
    (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n). They stay within 0..1 and hold for small n and for p near 0 or 1
    (Wilson 1927, JASA 22:209; recommended by Brown, Cai and DasGupta 2001, Statistical Science 16:101).

    >>> interval = wilson(8, 10)
    >>> interval.mean, round(interval.low, 3), round(interval.high, 3)
    (0.8, 0.49, 0.943)

    Raises: ValueError when `successes` is not within 0..n, or `confidence` not between 0 and 1.
    """
    if not 0 <= successes <= n:
        raise ValueError(f"successes must be within 0..{n}, got {successes}")
    _check(confidence)
    if n == 0:
        return None
    from scipy.stats import binomtest

    bounds = binomtest(successes, n).proportion_ci(confidence, method="wilson")
    return Interval(successes / n, float(bounds.low), float(bounds.high), n)


def paired_difference(
    a: Sequence[float | None],
    b: Sequence[float | None],
    *,
    confidence: float = 0.95,
    seed: int = 0,
    draws: int = DRAWS,
) -> PairedDifference | None:
    """Return the mean of a - b over tasks, with its interval and one-sided lower bound, both at `confidence`.

    `a` and `b` are scores 0..1 of the same tasks in the same order. A pair with a `None` is left out; `None` is
    returned when no pair is left. The method follows from the scores:

    - "score", when every score is 0 or 1: Tango's interval (1998, Statistics in Medicine 17:891). It holds the
      differences d for which |n10 - n01 - n·d| <= z √(n (2q + d - d²)), where n10 and n01 count the pairs that differ
      and q is the likeliest share of 01 pairs given d. Unlike Wald's and the bootstrap's, it keeps its level with few
      tasks, and has a width when no pair differs.
    - "bootstrap", for other scores (a mean over runs, a graded answer): pairs drawn with replacement `draws` times,
      expanded percentiles of the mean (`expanded_tail`).
    - "range", for one pair of other scores: nothing is known about the spread, so the bounds are -1 and 1.

    >>> difference = paired_difference([1, 1, 1, 1, 1, 0, 1, 1], [0, 0, 1, 0, 0, 0, 1, 0])
    >>> difference.mean, round(difference.low, 3), round(difference.high, 3), round(difference.lower, 3)
    (0.625, 0.098, 0.863, 0.214)

    Raises: ValueError when the lengths differ, or a score is not within 0..1.
    """
    _check(confidence)
    if len(a) != len(b):
        raise ValueError(f"pairs need scores of the same tasks: {len(a)} against {len(b)}")
    pairs = [(x, y) for x, y in zip(a, b, strict=True) if x is not None and y is not None]
    if any(not 0 <= score <= 1 for pair in pairs for score in pair):
        raise ValueError("scores must be within 0..1")
    if not pairs:
        return None
    if all(score in (0, 1) for pair in pairs for score in pair):
        return _score_difference(pairs, confidence)
    return _drawn_difference(pairs, confidence, seed, draws)


def cluster_bootstrap(
    values: Sequence[float | None],
    clusters: Sequence[Hashable],
    seed: int,
    draws: int = DRAWS,
    confidence: float = 0.95,
) -> Interval | None:
    """Return the mean of `values` with an interval that treats each cluster, not each value, as independent.

    Runs of one task resemble each other, so tasks are drawn with replacement, each with all its values; the bounds are
    percentiles of the mean over `draws` draws (Davison and Hinkley 1997, section 3.8), expanded so that they keep their
    level with few clusters (`expanded_tail`). `n` is the number of clusters. `None` values are left out; `None` is
    returned when fewer than two clusters are left, since the spread between clusters is then unknown. The same values in
    another order give the same interval.

    >>> interval = cluster_bootstrap([1, 1, 0, 0, 1, 0], ["x", "x", "y", "y", "z", "z"], seed=0)
    >>> interval
    Interval(mean=0.5, low=0.0, high=1.0, n=3)

    Raises: ValueError when the lengths differ, or there are no draws.
    """
    _check(confidence, draws)
    if len(values) != len(clusters):
        raise ValueError(f"each value needs its cluster: {len(values)} against {len(clusters)}")
    groups: dict[Hashable, list[float]] = {}
    for value, cluster in zip(values, clusters, strict=True):
        if value is not None:
            groups.setdefault(cluster, []).append(value)
    if len(groups) < 2:
        return None
    totals = sorted((fsum(group), len(group)) for group in groups.values())
    tail = expanded_tail(len(groups), confidence)
    low, high = _drawn_quantiles(totals, (tail, 1 - tail), seed, draws)
    return Interval(_ratio(totals), low, high, len(groups))


def expanded_tail(n: int, confidence: float = 0.95, sides: int = 2) -> float:
    """Return the share of the draws to leave out on a side, so that a bootstrap over `n` units keeps its level.

    Plain percentiles are too narrow for small n: they use the normal's quantile for Student's, and a spread that is
    sqrt((n-1)/n) too small. The share is Φ(-√(n/(n-1)) t), with t the quantile of n-1 degrees of freedom (Hesterberg
    2015, The American Statistician 69:371, section 4.1).

    >>> round(expanded_tail(10), 4), round(expanded_tail(100_000), 4)
    (0.0086, 0.025)
    """
    from scipy.stats import norm, t

    return float(norm.cdf(sqrt(n / (n - 1)) * t.ppf((1 - confidence) / sides, n - 1)))


def _check(confidence: float, draws: int = 1) -> None:
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must be between 0 and 1, got {confidence}")
    if draws < 1:
        raise ValueError(f"draws must be at least 1, got {draws}")


def _score_difference(pairs: Sequence[tuple[float, float]], confidence: float) -> PairedDifference:
    from scipy.stats import binomtest

    n = len(pairs)
    only_a = sum(x > y for x, y in pairs)
    only_b = sum(x < y for x, y in pairs)
    two_sided, one_sided = NormalDist().inv_cdf((1 + confidence) / 2), NormalDist().inv_cdf(confidence)
    return PairedDifference(
        mean=(only_a - only_b) / n,
        low=_score_bound(only_a, only_b, n, two_sided),
        high=-_score_bound(only_b, only_a, n, two_sided),
        n=n,
        lower=_score_bound(only_a, only_b, n, one_sided),
        method="score",
        p=float(binomtest(only_a, only_a + only_b).pvalue) if only_a + only_b else 1.0,
    )


def _score_bound(only_a: int, only_b: int, n: int, z: float) -> float:
    """Return the least difference whose score statistic is at most `z`, by bisection: the statistic falls with it."""
    low, high = -1.0, (only_a - only_b) / n
    for _ in range(60):  # each halves the error: 2^-60 is below the resolution of a float near 1
        middle = (low + high) / 2
        low, high = (middle, high) if _score(only_a, only_b, n, middle) > z else (low, middle)
    return high


def _score(only_a: int, only_b: int, n: int, difference: float) -> float:
    """Return Tango's statistic: how many standard errors the data lie above a true `difference`."""
    linear = (2 * n - only_a + only_b) * difference - only_a - only_b
    constant = -only_b * difference * (1 - difference)
    share = (sqrt(max(0.0, linear * linear - 8 * n * constant)) - linear) / (4 * n)
    variance = n * (2 * share + difference * (1 - difference))
    excess = only_a - only_b - n * difference
    if variance <= 0:
        return inf if excess > 0 else 0.0
    return excess / sqrt(variance)


def _drawn_difference(
    pairs: Sequence[tuple[float, float]], confidence: float, seed: int, draws: int
) -> PairedDifference:
    _check(confidence, draws)
    totals = sorted((x - y, 1) for x, y in pairs)
    mean, n = _ratio(totals), len(pairs)
    if n == 1:
        return PairedDifference(mean, -1.0, 1.0, n, -1.0, "range", 1.0)
    tail, one_sided = expanded_tail(n, confidence), expanded_tail(n, confidence, sides=1)
    low, high, lower = _drawn_quantiles(totals, (tail, 1 - tail, one_sided), seed, draws)
    return PairedDifference(mean, low, high, n, lower, "bootstrap", _random_signs(totals, seed, draws))


def _random_signs(totals: Sequence[tuple[float, int]], seed: int, draws: int) -> float:
    """Return how often differences with random signs have a mean at least as far from 0 as theirs."""
    import numpy as np

    values, generator = np.array([total for total, _ in totals]), np.random.default_rng(seed)
    signs = generator.integers(2, size=(draws, len(values)), dtype=np.int8) * 2 - 1
    further = int((abs(signs @ values) >= abs(values.sum()) - 1e-12).sum())
    return (further + 1) / (draws + 1)


def adjusted(p_values: Sequence[float]) -> list[float]:
    """Return p-values corrected for their number: the false discovery rate at which each would be called a difference.

    Benjamini and Hochberg 1995 (JRSS B 57:289), as SciPy has it; the values keep their order.

    >>> adjusted([0.01, 0.04, 0.03])
    [0.03, 0.04, 0.04]
    """
    from scipy.stats import false_discovery_control

    return [float(value) for value in false_discovery_control(p_values)] if p_values else []


def _ratio(totals: Sequence[tuple[float, int]]) -> float:
    return fsum(total for total, _ in totals) / sum(count for _, count in totals)


def _drawn_quantiles(
    totals: Sequence[tuple[float, int]], levels: Sequence[float], seed: int, draws: int
) -> tuple[float, ...]:
    """Return quantiles of the mean when units, given as (sum, count), are drawn with replacement."""
    import numpy as np

    sums, counts = np.array([total for total, _ in totals]), np.array([count for _, count in totals])
    generator, size = np.random.default_rng(seed), len(totals)
    means: list[float] = []
    while len(means) < draws:
        some = min(draws - len(means), 1 + _AT_ONCE // size)
        chosen = generator.integers(size, size=(some, size))
        means.extend((sums[chosen].sum(axis=1) / counts[chosen].sum(axis=1)).tolist())
    return tuple(float(bound) for bound in np.quantile(means, levels))
