"""Chance: how far measures lie above what the same turns give when they are dealt out anew.

For each talk of a sample, the difference between what was measured and the mean of its surrogates; the mean of these
differences has an interval over talks, so it is clustered by conversation, and its p-values are corrected for their number.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from commonground.evaluation.corpus import processes
from commonground.measures.measure import Family
from commonground.measures.registry import chosen
from commonground.measures.result import SIDES
from commonground.measures.surrogates import KINDS, partners, shuffled, strangers
from commonground.measures.talk import Talk
from commonground.statistics.intervals import Interval, adjusted
from commonground.statistics.moments import Moments

DRAWS = 100
Sample = Sequence[tuple[Hashable, Talk]]


@dataclass(frozen=True, slots=True)
class Chance:
    """A value beside its surrogates: their mean, real minus surrogate over `difference.n` talks, and its p-values.

    `measure` names the value as a row does: `NAME`, `NAME.first` or `NAME.second`. A measure of both speakers together cannot
    tell who moved: where one copies the other, it is the copying side that lies above chance.
    """

    measure: str
    kind: str
    level: float
    difference: Interval
    p: float | None
    q: float | None


def chance(
    sample: Sample, names: Sequence[str] = (), *, draws: int = DRAWS, seed: int = 0, jobs: int = 1
) -> list[Chance]:
    """Return, for each measure that has a chance level and each kind of surrogate that the sample allows, its place above it.

    `q` is p corrected over all of them (Benjamini and Hochberg). Raises: UnknownNameError, MissingExtraError.
    """
    numbered = list(enumerate(sample))
    parts = [(kind, talks) for kind in KINDS for talks in _parts(kind, numbered, jobs)]
    folded: dict[tuple[str, str], tuple[Moments, Moments]] = {}
    for kind, found in _deals(parts, names, draws, seed, jobs):
        for name, values in found.items():
            level, difference = folded.setdefault((name, kind), (Moments(), Moments()))
            for real, surrogate in values:
                level.add(surrogate)
                difference.add(real - surrogate)
    made = [(name, kind, level, difference) for (name, kind), (level, difference) in folded.items() if level.n > 1]
    corrected = adjusted([difference.p() or 0.0 for _, _, _, difference in made]) if made else []
    return [
        Chance(name, kind, level.mean, interval, difference.p(), q)
        for (name, kind, level, difference), q in zip(made, corrected, strict=True)
        if (interval := difference.interval()) is not None
    ]


Found = dict[str, list[tuple[float, float]]]


Numbered = Sequence[tuple[int, tuple[Hashable, Talk]]]


def _parts(kind: str, sample: Numbered, jobs: int) -> Iterator[Numbered]:
    """Yield what one process deals with: shuffles can be shared out by talk, the others need the whole sample."""
    if kind != "shuffle":
        yield sample
        return
    for start in range(min(jobs, len(sample))):
        yield sample[start::jobs]


def _deals(
    parts: Sequence[tuple[str, Numbered]], names: Sequence[str], draws: int, seed: int, jobs: int
) -> Iterator[tuple[str, Found]]:
    if jobs == 1:
        for kind, sample in parts:
            yield kind, deal(kind, sample, names, draws, seed)
        return
    with processes(jobs) as pool:
        waiting = [(kind, pool.submit(deal, kind, sample, names, draws, seed)) for kind, sample in parts]
        for kind, future in waiting:
            yield kind, future.result()


def deal(kind: str, sample: Numbered, names: Sequence[str], draws: int, seed: int) -> Found:
    """Return, by measure, the real value of each talk with the mean of its surrogates.

    Each talk is shuffled with a seed of its own, partners and strangers are dealt with one of their kind, so that it does not
    matter how many processes share the work.
    """
    families = [own for own in chosen(names) if any(card.chance for card in own.cards)]
    talks, random = [spoken for _, (_, spoken) in sample], Random(f"{seed}/{kind}")
    each = [Random(f"{seed}/{kind}/{number}") for number, _ in sample]
    surrogate: dict[str, Callable[[], Iterator[tuple[int, Talk]]]] = {
        "shuffle": lambda: ((number, shuffled(spoken, each[number])) for number, spoken in enumerate(talks)),
        "partner": lambda: partners(talks, [(group, spoken.names) for _, (group, spoken) in sample], random),
        "stranger": lambda: strangers(talks, random),
    }
    dealt: list[dict[str, Moments]] = [{} for _ in talks]
    for _ in range(draws):
        for number, spoken in surrogate[kind]():
            for name, value in _with_chance(kind, spoken, families):
                dealt[number].setdefault(name, Moments()).add(value)
    found: Found = {}
    for spoken, means in zip(talks, dealt, strict=True):
        if means:
            for name, value in _with_chance(kind, spoken, families):
                if name in means:
                    found.setdefault(name, []).append((value, means[name].mean))
    return found


def _with_chance(kind: str, spoken: Talk, families: Sequence[Family]) -> Iterator[tuple[str, float]]:
    for own in families:
        for card, one in zip(own.cards, own.compute(spoken), strict=True):
            if card.chance and (kind != "shuffle" or card.chance == kind):
                names = (card.name, *(f"{card.name}.{side}" for side in SIDES))
                for name, value in zip(names, (one.value, *one.sides), strict=True):
                    if value is not None:
                        yield name, value
