"""Claims: what the literature says, registered with its source before anything is run.

Each names the number of ours that stands against it. The verdict on weights that this project trained is always
`calibration`: they show that the instrument works, not what models in general do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Means = Mapping[tuple[str, str], float]  # (condition, mediation) -> mean score at the final turn


@dataclass(frozen=True, slots=True)
class Claim:
    """One published claim. `grade`: paper, abstract or page; `column` computes our number from the means of a run.

    It `holds` when our number lies within `margin` of `value`, with its interval.
    """

    id: str
    statement: str
    source: str
    date: str
    grade: str
    published: str
    value: float
    margin: float
    column: str
    measure: Callable[[Means], float | None]


def ratio(upper: tuple[str, str], lower: tuple[str, str]) -> Callable[[Means], float | None]:
    """Return upper / lower; None where one is missing or lower is zero."""
    return lambda means: means[upper] / means[lower] if upper in means and means.get(lower) else None


def recovery(cell: tuple[str, str], bare: tuple[str, str], full: tuple[str, str]) -> Callable[[Means], float | None]:
    """Return the share of the gap between `bare` and `full` that `cell` recovers; None where there is no gap."""

    def measure(means: Means) -> float | None:
        if not {cell, bare, full} <= means.keys() or means[full] <= means[bare]:
            return None
        return (means[cell] - means[bare]) / (means[full] - means[bare])

    return measure


_FULL, _SHARDED = ("FULL", "off"), ("SHARDED", "off")
_LOST = "arXiv 2505.06120"

GRADUAL_REVEAL = (
    Claim("sharded-drop", "15 models lose 39 % on average when a task is revealed turn by turn", _LOST, "2025-05", "paper",
          "SHARDED / FULL .61", 0.61, 0.10, "SHARDED off / FULL off", ratio(_SHARDED, _FULL)),
    Claim("concat-keeps", "the shards at once, as a list, keep 95 %", _LOST, "2025-05", "paper",
          "CONCAT / FULL .95", 0.95, 0.05, "CONCAT off / FULL off", ratio(("CONCAT", "off"), _FULL)),
    Claim("recap-recovers", "one last turn that restates everything recovers 44 % of the gap (GPT-4o-mini)", _LOST,
          "2025-05", "paper", "RECAP .44 of the gap", 0.44, 0.15, "(RECAP - SHARDED) / (FULL - SHARDED)",
          recovery(("RECAP", "off"), _SHARDED, _FULL)),
    Claim("snowball-recovers", "repeating all earlier turns recovers 31 % of the gap (GPT-4o-mini)", _LOST, "2025-05",
          "paper", "SNOWBALL .31 of the gap", 0.31, 0.15, "(SNOWBALL - SHARDED) / (FULL - SHARDED)",
          recovery(("SNOWBALL", "off"), _SHARDED, _FULL)),
)  # fmt: skip

# The published scores of one model on the same conditions, to stand beside ours: GPT-4o-mini, four tasks, 0..1.
PUBLISHED_GPT_4O_MINI = {"FULL": 0.868, "CONCAT": 0.844, "RECAP": 0.665, "SNOWBALL": 0.618, "SHARDED": 0.504}
