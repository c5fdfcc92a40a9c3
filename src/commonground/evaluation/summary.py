"""Summing up: the episodes of a run as one table, every number with its n and interval. The `--json` document is this.

A failed episode counts under its boundary and nowhere else. Means of 0/1 scores have Wilson intervals; with several runs
a task the interval is a bootstrap clustered on tasks.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from commonground.evaluation.claims import verdicts
from commonground.evaluation.compare import ALL, corrected, difference, run_scores
from commonground.evaluation.judge import agreement
from commonground.statistics.intervals import Interval, cluster_bootstrap, wilson
from commonground.statistics.reliability import reliability
from commonground.suites.claims import Claim
from commonground.suites.suite import Number

Row = Mapping[str, Any]
Numbers = Callable[[Sequence[Row]], Sequence[Number]]
_NONE: Mapping[str, Numbers] = {}


def summarize(
    rows: Sequence[Row],
    manifest: Mapping[str, Any],
    claims: Mapping[str, tuple[Claim, ...]],
    headline: Mapping[str, Iterable[str]],
    numbers: Mapping[str, Numbers] = _NONE,
) -> dict[str, Any]:
    """Return the summary of a run.

    `claims`, `headline` (the families that make up "all") and `numbers` (what is shown beside the score) are given by
    suite name.
    """
    config = manifest["config"]
    suites = []
    for name in dict.fromkeys(row["suite"] for row in rows):
        own = [row for row in rows if row["suite"] == name]
        shown = numbers[name](own) if name in numbers else ()
        suites.append(_suite(name, own, manifest, claims.get(name, ()), frozenset(headline.get(name, ())), shown))
    return {
        "model": config["model"],
        "temperature": config["temperature"],
        "runs": config["runs"],
        "seed": config["seed"],
        "versions": manifest["versions"],
        "calibration": bool(config.get("calibration")),
        "suites": suites,
    }


def _suite(
    name: str,
    rows: Sequence[Row],
    manifest: Mapping[str, Any],
    claims: Iterable[Claim],
    headline: frozenset[str],
    numbers: Sequence[Number],
) -> dict[str, Any]:
    groups: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        groups[row["condition"], row["mediation"], row["family"]].append(row)
        if row["family"] in headline:
            groups[row["condition"], row["mediation"], ALL].append(row)
    conditions = [_condition(key, own) for key, own in groups.items()]
    return {
        "name": name,
        "version": manifest["versions"].get(f"suite {name}", ""),
        "conditions": conditions,
        "differences": _differences(groups),
        "judge": agreement(rows),
        "numbers": [asdict(one) for one in numbers],
        "claims": verdicts(claims, rows, headline, manifest["config"], numbers),
    }


def _condition(key: tuple[str, str, str], rows: Sequence[Row]) -> dict[str, Any]:
    name, mediation, family = key
    judged = [row for row in rows if row["final"] is not None]
    wrong = [row["final"]["error"] for row in judged if row["final"]["score"] < 1]
    return {
        "name": name,
        "mediation": mediation,
        "family": family,
        "tasks": len({row["task"] for row in rows}),
        "episodes": len(judged),
        "final_turn": _estimate([row["final"]["score"] for row in judged], [row["task"] for row in judged]),
        "any_turn": _estimate([row["any"] for row in judged], [row["task"] for row in judged]),
        "reliability": _reliability(judged) if family == ALL else None,
        "errors": dict(Counter(wrong).most_common()),
        "failures": dict(Counter(row["failure"]["boundary"] for row in rows if row["failure"])),
        "premature": sum(any(turn["premature"] for turn in row["turns"]) for row in judged),
        "capped": sum(bool(row["capped"]) for row in rows),
        "strategies": dict(Counter(turn["strategy"] for row in judged for turn in row["turns"])),
        "user": _fidelity(rows),
        "usage": _spent(rows),
        "wasted": _spent([row for row in rows if row["failure"]]),
    }


def _estimate(scores: Sequence[float], tasks: Sequence[str]) -> dict[str, Any]:
    interval: Interval | None
    if len(set(tasks)) == len(tasks) and all(score in (0, 1) for score in scores):
        interval = wilson(int(sum(scores)), len(scores))
    else:
        interval = cluster_bootstrap(scores, tasks, seed=0)
    if interval is None:
        mean = sum(scores) / len(scores) if scores else None
        return {"mean": mean, "ci": None}
    return {"mean": interval.mean, "ci": [interval.low, interval.high]}


def _fidelity(rows: Sequence[Row]) -> dict[str, Any] | None:
    """Return how faithful the played user was: shares of parts revealed, of turns and of endings; None for a program."""
    played = [row["user"] for row in rows if row.get("user")]
    if not played:
        return None
    turns, parts = (sum(one[name] for one in played) for name in ("turns", "parts"))
    slips = ("repeated", "leaked", "echoed", "solved", "profile_misaligned")
    return {
        "episodes": len(played), "revealed": sum(one["revealed"] for one in played) / max(1, parts),
        **{name: sum(one[name] for one in played) / max(1, turns) for name in slips},
        "wrong_ending": sum(one["wrong_ending"] for one in played) / len(played),
        "usage": [sum(one["usage"][part] for one in played) for part in range(5)],
    }  # fmt: skip


def _spent(rows: Sequence[Row]) -> list[int]:
    """Return calls, prompt tokens, reply tokens, calls answered from the cache, and calls that were made again."""
    return [sum(row["usage"][part] for row in rows) for part in range(5)]


def _reliability(rows: Sequence[Row]) -> dict[str, Any] | None:
    """Return P, A and U with their null, over the tasks whose runs were all judged; None with fewer than ten runs."""
    scores = run_scores(rows)
    runs = max(map(len, scores.values()), default=0)
    found = reliability({task: own for task, own in scores.items() if len(own) == runs})
    if found is None:
        return None
    names = ("performance", "aptitude", "unreliability", "null", "overdispersion")
    shown = {name: getattr(found, name) for name in names}
    return {
        **{name: {"mean": one.mean, "ci": [one.low, one.high]} for name, one in shown.items()},
        "p": found.p,
        "runs": found.runs,
        "tasks": found.performance.n,
    }


def _differences(groups: Mapping[tuple[str, str, str], Sequence[Row]]) -> list[dict[str, Any]]:
    """Return the paired differences that the suite is about, for "all" and each family."""
    of_reveal = (
        (("SHARDED", "off"), ("FULL", "off")),
        (("SHARDED", "light"), ("SHARDED", "off")),
        (("SHARDED", "light"), ("FULL", "off")),
        (("SHARDED", "light"), ("USER-ONLY", "off")),
        (("LATE", "off"), ("FULL", "off")),
        (("LATE", "light"), ("LATE", "off")),
        (("LATE", "light"), ("FULL", "off")),
    )
    cells = dict.fromkeys((name, mediation) for name, mediation, _ in groups)
    reveals = any(name == "SHARDED" for name, _ in cells)
    pairs = of_reveal if reveals else tuple(((name, by), (name, "off")) for name, by in cells if by != "off")
    found = []
    for family in dict.fromkeys(key[2] for key in groups):
        for a, b in pairs:
            if (*a, family) in groups and (*b, family) in groups:
                own = difference(groups[*a, family], groups[*b, family])
                if own is not None:
                    found.append({"of": list(a), "minus": list(b), "family": family, **own})
    return corrected(found)
