"""A track: one number per turn (a length, a pitch, a mood), and whether two speakers' numbers draw near to each other.

Levitan & Hirschberg (2011) ask three separate questions of any such number. Proximity: are the speakers closer at the
turns that meet than elsewhere? Convergence: do they get closer as time goes by? Synchrony: do they go up and down
together, at whatever distance? This is the one implementation; every family with a scalar per turn uses it.

Taken throughout: an exchange is two turns in a row of different speakers, both with a value; turns without one (None, or
not finite) are left out and not bridged. Fewer than `LEAST` exchanges give None: with three, a correlation is near an
extreme whatever was said. All three are the same when the speakers are swapped, so none can say who moved.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from math import fsum, isfinite, sqrt

from commonground.measures.measure import Card, Measurement, Value
from commonground.measures.talk import Talk

LEAST = 4
VERSION = "1"
SOURCE = "Levitan & Hirschberg 2011, Measuring acoustic-prosodic entrainment (Interspeech)"
# Differences below this share of the largest value are rounding; a series that varies by no more is constant.
ROUNDING = 1e-12

Series = Sequence[Value]

_PROXIMITY = Card(
    name="proximity",
    version=VERSION,
    means="How much closer the two speakers are in {scalar} where their turns meet than elsewhere.",
    formula=(
        "mean |f_A - f_B| over turns of the two that are not adjacent - mean |f_t - f_t+1| over exchanges; "
        "in both, a turn counts as often as it is in an exchange"
    ),
    range="any number, in the unit of the track",
    direction="above 0: closer to the partner's adjacent turn than to the partner's other turns",
    source=f"{SOURCE}; all other turns in place of ten drawn",
    cost="n log n in turns",
    is_not="adaptation alone: two speakers who drift the same way for one outer reason are above 0 as well",
)
_CONVERGENCE = Card(
    name="convergence",
    version=VERSION,
    means="Whether the two speakers get closer in {scalar} as the conversation goes on.",
    formula="Pearson(-|f_t - f_t+1|, time) over exchanges; time in seconds where known, else the exchange's number",
    range="-1..1",
    direction="above 0: the distance shrinks; below 0: it grows",
    source=SOURCE,
    cost="linear in turns",
    is_not="who moved, nor how far: a tiny steady approach is 1",
)
_SYNCHRONY = Card(
    name="synchrony",
    version=VERSION,
    means="Whether the two speakers go up and down together in {scalar}.",
    formula="Pearson(f_A, f_B) over exchanges, A and B the two speakers",
    range="-1..1",
    direction="above 0: together; below 0: one goes up where the other goes down",
    source=SOURCE,
    cost="linear in turns",
    is_not="closeness: two speakers far apart can be in step",
)


def finite(values: Series) -> tuple[Value, ...]:
    """Return the values with None in place of what is not a finite number.

    >>> finite([1.0, float("nan"), None])
    (1.0, None, None)
    """
    return tuple(value if value is not None and isfinite(value) else None for value in values)


def exchanges(values: Series, sides: Sequence[int]) -> list[tuple[int, float, float]]:
    """Return (t, f_t, f_t+1) for each t at which turns t and t + 1 are of different speakers and both have a value.

    >>> exchanges([1.0, 2.0, 3.0, None, 4.0], [0, 1, 1, 0, 1])
    [(0, 1.0, 2.0)]
    """
    track = finite(values)
    return [
        (t, before, after)
        for t, (before, after) in enumerate(pairwise(track))
        if sides[t] != sides[t + 1] and before is not None and after is not None
    ]


def proximity(values: Series, sides: Sequence[int]) -> Value:
    """Return how much closer the speakers are where their turns meet than elsewhere, in the unit of the values.

    mean |f_A - f_B| over all turns of A and of B that are not adjacent, less its mean over the exchanges: above 0, a turn is
    closer to the partner's adjacent turn than to the partner's other turns. The paper draws ten of the partner's other
    turns at random; all are taken here, so that the number is the same each time. A turn counts as often as it is in an
    exchange, in both means: else the first and last turn, in one exchange each, would tip the balance, and speakers who
    converge would look far apart for it. None below `LEAST` exchanges, and where a speaker's values are all the same: then
    each of that speaker's turns is as close as the next.

    >>> proximity([1.0, 2.0, 5.0, 6.0, 1.0], [0, 1, 0, 1, 0])  # elsewhere 5 and 1; where they meet 1, 3, 1 and 5
    0.5
    """
    meeting = exchanges(values, sides)
    pairs = _paired(meeting, sides)
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    if len(meeting) < LEAST or not _varies(first) or not _varies(second):
        return None
    times_met = Counter(turn for t, _, _ in meeting for turn in (t, t + 1))
    shares = [times_met[t] * times_met[t + 1] for t, _, _ in meeting]
    distances = [abs(a - b) for a, b in pairs]
    adjacent = fsum(share * distance for share, distance in zip(shares, distances, strict=True))
    others = len(pairs) ** 2 - sum(shares)  # above 0: a turn is in two exchanges at most
    return (_distances(first, second) - adjacent) / others - fsum(distances) / len(distances)


def convergence(values: Series, sides: Sequence[int], times: Series = ()) -> Value:
    """Return whether the speakers get closer as time goes by, -1..1: Pearson of -|f_t - f_t+1| with time, at exchanges.

    The time of an exchange is that of its second turn, in seconds, where `times` knows it for every exchange, else its
    number. Above 0 the distance shrinks; below, it grows. None below `LEAST` exchanges or where distance or time is constant.

    >>> convergence([0.0, 8.0, 1.0, 7.0, 2.0, 6.0], [0, 1, 0, 1, 0, 1])
    1.0
    """
    meeting = exchanges(values, sides)
    known = finite(times) if len(times) == len(sides) else (None,) * len(sides)
    seconds = [stamp for stamp in (known[t + 1] for t, _, _ in meeting) if stamp is not None]
    clock = seconds if len(seconds) == len(meeting) else [float(number) for number in range(len(meeting))]
    distances = [-abs(before - after) for _, before, after in meeting]
    largest = max((max(abs(before), abs(after)) for _, before, after in meeting), default=0.0)
    if not _varies(distances, largest):
        return None
    return pearson(distances, clock)


def synchrony(values: Series, sides: Sequence[int]) -> Value:
    """Return whether the speakers go up and down together, -1..1: Pearson of f_A and f_B at exchanges.

    A is one speaker and B the other, whoever came first in the exchange: paired by order, a speaker who is always higher
    would look out of step. A turn between two of the partner's is in two exchanges, and counts in both. None below `LEAST`
    exchanges or where either is constant.

    >>> round(synchrony([1.0, 11.0, 2.0, 12.0, 3.0, 13.0], [0, 1, 0, 1, 0, 1]), 4)  # 2.2 / 2.8
    0.7857
    """
    pairs = _paired(exchanges(values, sides), sides)
    return pearson([a for a, _ in pairs], [b for _, b in pairs])


def pearson(left: Sequence[float], right: Sequence[float]) -> Value:
    """Return the correlation of two series, -1..1; None below `LEAST` pairs or where either is constant.

    >>> pearson([1.0, 2.0, 3.0, 4.0], [2.0, 4.0, 6.0, 8.0])
    1.0
    """
    if len(left) < LEAST or not _varies(left) or not _varies(right):
        return None
    x, y = _centred(left), _centred(right)
    together = fsum(a * b for a, b in zip(x, y, strict=True))
    return max(-1.0, min(1.0, together / sqrt(fsum(a * a for a in x) * fsum(b * b for b in y))))


def starts(talk: Talk) -> tuple[Value, ...]:
    """Return when each turn of the talk began, in seconds; None where unknown, as in a surrogate longer than the record."""
    known = talk.conversation.turns
    return finite([known[place].time if place < len(known) else None for place in talk.places])


def cards(family: str, scalar: str, prefix: str = "", chance: str = "shuffle") -> tuple[Card, ...]:
    """Return the cards of the three measures over a track: `scalar` says what its numbers are, with their unit."""
    return tuple(
        replace(card, name=f"{family}.{prefix}{card.name}", means=card.means.format(scalar=scalar), chance=chance)
        for card in (_PROXIMITY, _CONVERGENCE, _SYNCHRONY)
    )


def measurements(three: Sequence[Card], talk: Talk, values: Series) -> tuple[Measurement, ...]:
    """Return the three measures of a track of the talk, in the order of `cards`.

    The series of proximity is -|f_t - f_t-1| at each turn that answers the other speaker, None elsewhere.
    """
    close: list[Value] = [None] * len(talk)
    for t, before, after in exchanges(values, talk.sides):
        close[t + 1] = -abs(before - after)
    near, nearer, together = three
    return (
        near.of(proximity(values, talk.sides), per_turn=tuple(close)),
        nearer.of(convergence(values, talk.sides, starts(talk))),
        together.of(synchrony(values, talk.sides)),
    )


def _paired(meeting: Sequence[tuple[int, float, float]], sides: Sequence[int]) -> list[tuple[float, float]]:
    """Return (f_A, f_B) of each exchange, A being side 0."""
    return [(before, after) if sides[t] == 0 else (after, before) for t, before, after in meeting]


def _varies(values: Sequence[float], scale: float = 0.0) -> bool:
    """Return whether the values differ by more than rounding, at the scale of the numbers that they were made from."""
    if not values:
        return False
    low, high = min(values), max(values)
    return high - low > ROUNDING * max(abs(low), abs(high), scale)


def _centred(values: Sequence[float]) -> list[float]:
    """Return the values less their mean, over the largest: a correlation has no unit, and squares of large ones overflow."""
    middle = fsum(values) / len(values)
    widest = max(abs(value - middle) for value in values)
    return [(value - middle) / widest for value in values]


def _distances(left: Sequence[float], right: Sequence[float]) -> float:
    """Return the sum of |a - b| over all pairs, by sorting one side instead of meeting every pair."""
    origin = left[0]  # sums of numbers near 0 round less
    ordered = sorted(value - origin for value in right)
    below = [0.0, *accumulate(ordered)]
    total = below[-1]
    sums = []
    for value in (value - origin for value in left):
        place = bisect_right(ordered, value)
        sums.append(value * place - below[place] + (total - below[place]) - value * (len(ordered) - place))
    return fsum(sums)
