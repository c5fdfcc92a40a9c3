"""Claims: what the literature says, registered with its source, number, margin and rule before anything is run.

Each names the number of ours that stands against it. The verdict on weights that this project trained is always
`calibration`: they show that the instrument works, not what models in general do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

# What claims are computed from: means over tasks by (condition, mediation) for the headline families, by (condition,
# mediation, family) for each family, and by ("SHARDED", "off", one of these) for parts of the sharded conversations:
EARLY, LATE = "first attempt in the first fifth", "first attempt in the last fifth"
SHORT, LONG = "shorter replies", "longer replies"  # than the median of their family
TEMPERATURE = ("temperature",)
Key = tuple[str, ...]
Means = Mapping[Key, float]
Rule = Literal["within", "above", "below"]


@dataclass(frozen=True, slots=True)
class Claim:
    """One published claim. `grade`: paper, abstract or page; `column` says what `measure` computes from the means of a run.

    It `holds` when our number, with its interval, lies within `margin` of `value`, or above, or below it, as `rule` says.
    """

    id: str
    statement: str
    source: str
    date: str
    grade: str
    published: str
    rule: Rule
    value: float
    margin: float
    column: str
    measure: Callable[[Means], float | None]

    @property
    def rule_text(self) -> str:
        """Return the rule as it is read: "within .1 of .61", "below 1"."""
        return f"within {self.margin:g} of {self.value:g}" if self.rule == "within" else f"{self.rule} {self.value:g}"


def ratio(upper: Key, lower: Key) -> Callable[[Means], float | None]:
    """Return upper / lower; None where one is missing or lower is zero."""
    return lambda means: means[upper] / means[lower] if upper in means and means.get(lower) else None


def gap(of: Key, minus: Key) -> Callable[[Means], float | None]:
    """Return of - minus; None where one is missing."""
    return lambda means: means[of] - means[minus] if of in means and minus in means else None


def recovery(cell: Key, bare: Key, full: Key) -> Callable[[Means], float | None]:
    """Return the share of the gap between `bare` and `full` that `cell` recovers; None where there is no gap."""

    def measure(means: Means) -> float | None:
        if not {cell, bare, full} <= means.keys() or means[full] <= means[bare]:
            return None
        return (means[cell] - means[bare]) / (means[full] - means[bare])

    return measure


@dataclass(frozen=True, slots=True)
class Shown:
    """One of the numbers that a suite shows beside the score, with the interval that it has there."""

    key: Key  # condition, mediation, name

    def __call__(self, means: Means) -> float | None:
        return means.get(self.key)


_FULL, _SHARDED, _LIGHT = ("FULL", "off"), ("SHARDED", "off"), ("SHARDED", "light")
_LOST, _MEDIATOR = "arXiv 2505.06120", "arXiv 2602.07338"
_RECAP = recovery(("RECAP", "off"), _SHARDED, _FULL)
_SNOWBALL = recovery(("SNOWBALL", "off"), _SHARDED, _FULL)


def _both(means: Means) -> float | None:
    recap, snowball = _RECAP(means), _SNOWBALL(means)
    return None if recap is None or snowball is None else (recap + snowball) / 2


def _decomposed(means: Means) -> float | None:
    """Return SHARDED / FULL of the family that decomposes: the town's, or translation in a public file."""
    found = (ratio((*_SHARDED, family), (*_FULL, family))(means) for family in ("lookup", "translation"))
    return next((one for one in found if one is not None), None)


def _greedy(means: Means) -> float | None:
    return ratio(_SHARDED, _FULL)(means) if means.get(TEMPERATURE) == 0 else None


GRADUAL_REVEAL = (
    Claim("sharded-drop", "15 models lose 39 % on average when a task is revealed turn by turn", _LOST, "2025-05", "paper",
          "SHARDED / FULL .61", "within", 0.61, 0.10, "SHARDED / FULL", ratio(_SHARDED, _FULL)),
    Claim("concat-keeps", "the shards at once, as a list, keep 95 %", _LOST, "2025-05", "paper",
          "CONCAT / FULL .95", "within", 0.95, 0.05, "CONCAT / FULL", ratio(("CONCAT", "off"), _FULL)),
    Claim("two-shards-suffice", "models get lost with two shards already", _LOST, "2025-05", "paper",
          "a drop with two", "below", 0.95, 0.0, "TWO / FULL", ratio(("TWO", "off"), _FULL)),
    Claim("early-answers", "answers attempted in the first fifth of turns score 30.9, in the last fifth 64.4", _LOST, "2025-05",
          "paper", "early / late .48", "below", 1.0, 0.0, "early / late, SHARDED",
          ratio((*_SHARDED, EARLY), (*_SHARDED, LATE))),
    Claim("verbosity-costs", "conversations with shorter replies come out better", _LOST, "2025-05", "paper",
          "shorter is better", "above", 0.0, 0.0, "shorter - longer, SHARDED", gap((*_SHARDED, SHORT), (*_SHARDED, LONG))),
    Claim("decomposes-no-drop", "a task that decomposes shows no drop", _LOST, "2025-05", "paper",
          "SHARDED / FULL 1.00", "within", 1.0, 0.05, "SHARDED / FULL, the family that decomposes", _decomposed),
    Claim("recap-recovers", "one last turn that restates everything recovers 44 % of the gap (GPT-4o-mini)", _LOST,
          "2025-05", "paper", "RECAP .44 of the gap", "within", 0.44, 0.15, "(RECAP - SHARDED) / (FULL - SHARDED)", _RECAP),
    Claim("snowball-recovers", "repeating all earlier turns recovers 31 % of the gap (GPT-4o-mini)", _LOST, "2025-05",
          "paper", "SNOWBALL .31 of the gap", "within", 0.31, 0.15, "(SNOWBALL - SHARDED) / (FULL - SHARDED)", _SNOWBALL),
    Claim("repairs-as-quoted", "agent-style repairs recover 15 to 20 % (the text; its own table says 18 to 52)", _LOST,
          "2025-05", "paper", ".15 to .20 of the gap", "within", 0.175, 0.025, "mean of RECAP and SNOWBALL recovered", _both),
    Claim("mediator-recovers", "restating the request each turn recovers what gradual reveal loses", _MEDIATOR, "2026-02",
          "abstract", "recovers", "above", 0.0, 0.0, "(SHARDED light - SHARDED) / (FULL - SHARDED)",
          recovery(_LIGHT, _SHARDED, _FULL)),
    Claim("own-words-not-needed", "models do as well without their own earlier replies", "arXiv 2602.24287", "2026-02",
          "abstract", "no loss", "above", -0.05, 0.0, "USER-ONLY - SHARDED", gap(("USER-ONLY", "off"), _SHARDED)),
    Claim("reset-recovers", "rewriting and resetting at entropy spikes brings 44.3 to 71.8 of 73.8 (GPT-4o-mini)",
          "arXiv 2510.14077", "2025-10", "page", "GATED .93 of the gap", "within", 0.93, 0.15,
          "(GATED - SHARDED) / (FULL - SHARDED)", recovery(("GATED", "off"), _SHARDED, _FULL)),
    Claim("temperature-does-not-help", "at temperature 0 models still get lost", _LOST, "2025-05", "paper",
          "a drop at temperature 0", "below", 0.95, 0.0, "SHARDED / FULL at temperature 0", _greedy),
)  # fmt: skip

# The published scores of one model on the same conditions, to stand beside ours: GPT-4o-mini, four tasks, 0..1.
PUBLISHED_GPT_4O_MINI = {"FULL": 0.868, "CONCAT": 0.844, "RECAP": 0.665, "SNOWBALL": 0.618, "SHARDED": 0.504}
