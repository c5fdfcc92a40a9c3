"""Agreement: how far two that label the same things agree beyond what chance would give them.

NumPy is imported on use, so that importing the package stays light.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence

from commonground.statistics.intervals import DRAWS, Interval, expanded_tail

Pair = tuple[Hashable, Hashable]


def kappa(pairs: Sequence[Pair]) -> float | None:
    """Return Cohen's kappa, (p_o - p_e) / (1 - p_e); None without pairs, or where both use one and the same label.

    p_o is the share of pairs that are equal and p_e what it would be if the two labelled independently, each with its own
    frequencies (Cohen 1960, Educational and Psychological Measurement 20:37). 1 is full agreement, 0 that of chance.

    >>> kappa([("a", "a"), ("a", "b"), ("b", "b"), ("b", "b")])
    0.5
    """
    n = len(pairs)
    if not n:
        return None
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    expected = sum(count * second[label] for label, count in first.items()) / n**2
    if expected == 1:
        return None
    return (sum(one == other for one, other in pairs) / n - expected) / (1 - expected)


def kappa_interval(
    pairs: Sequence[Pair], clusters: Sequence[Hashable], *, seed: int = 0, draws: int = DRAWS, confidence: float = 0.95
) -> Interval | None:
    """Return kappa with a bootstrap interval that draws whole clusters, such as conversations; n is their number.

    None where kappa is, or with fewer than two clusters, or where a tenth of the draws has no kappa.

    Raises: ValueError when there are not as many clusters as pairs.
    """
    if len(pairs) != len(clusters):
        raise ValueError(f"every pair needs its cluster, got {len(pairs)} pairs and {len(clusters)} clusters")
    import numpy as np

    groups, found = list(dict.fromkeys(clusters)), kappa(pairs)
    if found is None or len(groups) < 2:
        return None
    labels = {label: number for number, label in enumerate(dict.fromkeys(label for pair in pairs for label in pair))}
    tables = np.zeros((len(groups), len(labels), len(labels)))
    place = {group: number for number, group in enumerate(groups)}
    for (one, other), cluster in zip(pairs, clusters, strict=True):
        tables[place[cluster], labels[one], labels[other]] += 1
    weights = np.random.default_rng(seed).multinomial(len(groups), np.full(len(groups), 1 / len(groups)), size=draws)
    drawn = np.tensordot(weights, tables, axes=1)
    drawn /= drawn.sum(axis=(1, 2), keepdims=True)
    equal = np.trace(drawn, axis1=1, axis2=2)
    expected = (drawn.sum(axis=1) * drawn.sum(axis=2)).sum(axis=1)
    usable = expected < 1 - 1e-12
    if usable.mean() < 0.9:
        return None
    tail = expanded_tail(len(groups), confidence)
    values = (equal[usable] - expected[usable]) / (1 - expected[usable])
    low, high = (float(bound) for bound in np.quantile(values, (tail, 1 - tail)))
    return Interval(found, low, high, len(groups))
