"""Claims against a run: our number, its interval by a bootstrap over tasks, and the verdict of the rule declared before.

All means of a draw come from the same tasks, so that what two conditions share is not counted as chance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import TYPE_CHECKING, Any

from commonground.statistics.intervals import expanded_tail
from commonground.suites.claims import EARLY, LATE, LONG, SHORT, TEMPERATURE, Claim, Key, Means, Shown
from commonground.suites.suite import Number

if TYPE_CHECKING:
    import numpy as np

Row = Mapping[str, Any]
Scores = dict[Key, dict[str, list[float]]]  # by key and task
DRAWS = 1000
_BARE = ("SHARDED", "off")


def verdicts(
    claims: Iterable[Claim],
    rows: Sequence[Row],
    headline: frozenset[str],
    config: Mapping[str, Any],
    numbers: Iterable[Number] = (),
) -> list[dict[str, Any]]:
    """Return each claim with our number, its interval and the verdict; None and "not testable" where there is no number.

    `numbers` are what the suite shows beside the score.
    """
    scores = evidence(rows, headline)
    shown: dict[Key, Number] = {(one.condition, one.mediation, one.name): one for one in numbers}
    fixed: dict[Key, float] = {key: one.mean for key, one in shown.items()}
    if config.get("temperature") is not None:
        fixed[TEMPERATURE] = float(config["temperature"])
    means, drawn = _means(scores, fixed)
    tasks = len({task for own in scores.values() for task in own})
    found = []
    for claim in claims:
        measured = claim.measure(means)
        interval = None
        if measured is not None:
            of = claim.measure
            interval = _shown(shown[of.key]) if isinstance(of, Shown) else _interval(claim, drawn, tasks)
        found.append(
            {
                "id": claim.id, "claim": claim.statement, "source": claim.source, "grade": claim.grade,
                "published": claim.published, "column": claim.column, "rule": claim.rule_text, "measured": measured,
                "ci": interval, "verdict": _verdict(claim, measured, interval, bool(config.get("calibration"))),
            }
        )  # fmt: skip
    return found


def evidence(rows: Iterable[Row], headline: frozenset[str]) -> Scores:
    """Return the scores at the final turn by what claims are computed from, failed episodes left out."""
    found: Scores = defaultdict(lambda: defaultdict(list))
    lengths: dict[str, list[tuple[float, Row]]] = defaultdict(list)
    for row in rows:
        if row["final"] is None:
            continue
        cell, score = (row["condition"], row["mediation"]), row["final"]["score"]
        found[*cell, row["family"]][row["task"]].append(score)
        if row["family"] not in headline:
            continue
        found[cell][row["task"]].append(score)
        if cell == _BARE:
            for part in _attempted(row):
                found[*cell, part][row["task"]].append(score)
            lengths[row["family"]].append((_length(row), row))
    for own in lengths.values():
        middle = median(length for length, _ in own)
        for length, row in own:
            if length != middle:
                found[*_BARE, SHORT if length < middle else LONG][row["task"]].append(row["final"]["score"])
    return found


def _attempted(row: Row) -> Iterable[str]:
    """Yield in which fifth of the turns, if it is the first or the last, the first answer was attempted."""
    turns = row["turns"]
    first = next((number for number, turn in enumerate(turns) if turn["strategy"] == "attempt"), None)
    if first is None or len(turns) < 2:
        return
    if 5 * first < len(turns):
        yield EARLY
    if 5 * (first + 1) > 4 * len(turns):
        yield LATE


def _length(row: Row) -> float:
    """Return the mean number of words of the replies."""
    replies = [turn["text"] for turn in row.get("conversation", {}).get("turns", ()) if turn["speaker"] == "assistant"]
    return sum(len(text.split()) for text in replies) / len(replies) if replies else 0.0


def _means(scores: Scores, fixed: Means) -> tuple[Means, list[Means]]:
    """Return the means by key, and those of each draw of tasks with replacement; an empty mean has no key."""
    import numpy as np

    tasks = {task: number for number, task in enumerate(sorted({task for own in scores.values() for task in own}))}
    if not tasks:
        return fixed, []
    sums, counts = np.zeros((2, len(scores), len(tasks)))
    for number, own in enumerate(scores.values()):
        for task, values in own.items():
            sums[number, tasks[task]], counts[number, tasks[task]] = sum(values), len(values)
    drawn = np.random.default_rng(0).multinomial(len(tasks), np.full(len(tasks), 1 / len(tasks)), size=DRAWS)
    whole = _ratios(sums.sum(axis=1)[None], counts.sum(axis=1)[None], list(scores), fixed)[0]
    return whole, _ratios(drawn @ sums.T, drawn @ counts.T, list(scores), fixed)


def _ratios(sums: np.ndarray, counts: np.ndarray, keys: Sequence[Key], fixed: Means) -> list[Means]:
    return [
        {**fixed, **{key: float(total / n) for key, total, n in zip(keys, one, number, strict=True) if n}}
        for one, number in zip(sums, counts, strict=True)
    ]


def _shown(number: Number) -> list[float] | None:
    return None if number.low is None or number.high is None else [number.low, number.high]


def _interval(claim: Claim, drawn: Sequence[Means], tasks: int) -> list[float] | None:
    """Return the 95 % interval of a claim's number; None where too few draws have one, or there is but one task."""
    import numpy as np

    found = [value for means in drawn if (value := claim.measure(means)) is not None]
    if tasks < 2 or len(found) < 0.9 * len(drawn):
        return None
    tail = expanded_tail(tasks)
    low, high = np.quantile(found, (tail, 1 - tail))
    return [float(low), float(high)]


def _verdict(claim: Claim, measured: float | None, interval: list[float] | None, calibration: bool) -> str:
    if measured is None or interval is None:
        return "not testable"
    if calibration:
        return "calibration"
    low, high = {
        "within": (claim.value - claim.margin, claim.value + claim.margin),
        "above": (claim.value, float("inf")),
        "below": (float("-inf"), claim.value),
    }[claim.rule]
    if low <= interval[0] and interval[1] <= high:
        return "holds"
    return "contradicted" if interval[1] < low or interval[0] > high else "inconclusive"
