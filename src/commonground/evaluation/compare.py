"""Comparing: the same tasks under two settings or in two runs, as paired differences with intervals and corrected p-values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from commonground.errors import StoreError
from commonground.statistics.intervals import adjusted, paired_difference

Row = Mapping[str, Any]
ALL = "all"


def difference(rows_a: Iterable[Row], rows_b: Iterable[Row]) -> dict[str, Any] | None:
    """Return the mean of a - b at the final turn over the tasks that both judged; None where there is none."""
    scores_a, scores_b = task_scores(rows_a), task_scores(rows_b)
    shared = [key for key in scores_a if key in scores_b]
    result = paired_difference([scores_a[key] for key in shared], [scores_b[key] for key in shared])
    if result is None:
        return None
    bounds = {"ci": [result.low, result.high], "lower": result.lower, "p": result.p}
    return {"n": len(shared), "mean": result.mean, **bounds}


def corrected(differences: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return differences with `q`, their p-value corrected for how many there are (Benjamini and Hochberg)."""
    values = adjusted([one["p"] for one in differences])
    return [{**one, "q": value} for one, value in zip(differences, values, strict=True)]


def task_scores(rows: Iterable[Row]) -> dict[str, float]:
    """Return the mean score of each task over its runs: tasks are the pairs, however often each was run."""
    return {task: sum(own) / len(own) for task, own in run_scores(rows).items()}


def run_scores(rows: Iterable[Row]) -> dict[str, list[float]]:
    """Return the scores of each task's runs at the final turn; failed ones have none."""
    scores: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        if row["final"] is not None:
            scores[row["task"]].append(row["final"]["score"])
    return dict(scores)


def grouped(rows: Iterable[Row], headline: Mapping[str, Iterable[str]]) -> dict[tuple[str, str, str, str], list[Row]]:
    """Return rows by suite, condition, mediation and family; family "all" holds those of the headline families."""
    groups: dict[tuple[str, str, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        cell = (row["suite"], row["condition"], row["mediation"])
        groups[*cell, row["family"]].append(row)
        if row["family"] in headline.get(row["suite"], ()):
            groups[*cell, ALL].append(row)
    return dict(groups)


def compare(a: tuple[Row, Sequence[Row]], b: tuple[Row, Sequence[Row]]) -> dict[str, Any]:
    """Return what run b scores more than run a in every cell that both have, paired on tasks.

    Each run is its manifest and its rows. Raises: StoreError when the two were made by other versions of an instrument,
    or have no task in common.
    """
    (manifest_a, rows_a), (manifest_b, rows_b) = a, b
    _check_versions(manifest_a["versions"], manifest_b["versions"])
    headline = manifest_a["config"]["headline"]
    cells_a, cells_b = grouped(rows_a, headline), grouped(rows_b, headline)
    found = []
    for key in (key for key in cells_a if key in cells_b):
        own = difference(cells_b[key], cells_a[key])
        if own is not None:
            suite, condition, mediation, family = key
            cell = {"suite": suite, "name": condition, "mediation": mediation, "family": family}
            found.append({**cell, "a": _mean(cells_a[key]), "b": _mean(cells_b[key]), **own})
    if not found:
        hint = "tasks are paired by their names: run both with the same suite, --data, --seed and conditions"
        raise StoreError("the two runs have no judged task in common", hint)
    return {"a": _head(manifest_a), "b": _head(manifest_b), "differences": corrected(found)}


def _mean(rows: Iterable[Row]) -> float | None:
    scores = task_scores(rows)
    return sum(scores.values()) / len(scores) if scores else None


def _head(manifest: Row) -> dict[str, Any]:
    config = manifest["config"]
    return {
        **{key: config[key] for key in ("model", "temperature", "runs", "seed")},
        "versions": manifest["versions"],
        "settings": config,
    }


def _check_versions(a: Mapping[str, str], b: Mapping[str, str]) -> None:
    """Refuse numbers of two kinds. A version that only one run has belongs to a cell that the other does not have."""
    changed = [f"{name}: {a[name]} -> {b[name]}" for name in a if name in b and a[name] != b[name]]
    if changed:
        message = f"the two runs were made by different instruments ({'; '.join(changed)})"
        raise StoreError(message, "numbers of two versions do not compare: run the older one again")
