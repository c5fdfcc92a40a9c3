"""What turns repeat of each other: the n-grams of all turns counted at once, and how repetition decays with distance.

Items (words, syntactic rules) are numbered once and sorted by item and turn; whatever two turns share then lies next to each
other, so that a whole talk costs one sort instead of a dictionary for each pair of turns.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import TYPE_CHECKING

from commonground.measures.measure import Value

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]
    Reals = NDArray[np.float64]

FARTHEST = 25  # turns: beyond, words come back with the topic rather than with the turn they were primed by
FEWEST = 10  # repeated and not repeated items each: with fewer a slope says nothing
_WIDEST = 2**62  # keys stay below it, and so fit in 64 bits whatever the talk
_ROUNDS, _STEADY, _STEEPEST = 50, 1e-10, 50.0


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """The items of all turns in order: `codes[i]` numbers the item, from 0 to `kinds` - 1, and `turn[i]` is where it is."""

    codes: Integers
    turn: Integers
    kinds: int
    turns: int


@dataclass(frozen=True, slots=True, eq=False)
class Grams:
    """How often each n-gram occurs in each turn: one entry per n-gram and turn, by n-gram and then by turn.

    `keys` are n-gram * (turns + FARTHEST) + turn: two entries at most FARTHEST apart are of one n-gram, and their
    distance is that of their turns.
    """

    keys: Integers
    turn: Integers
    counts: Integers
    turns: int


@dataclass(frozen=True, slots=True, eq=False)
class Adjacent:
    """Of each turn: `matches`, how many of its n-grams the turn before has too; `dots`, the product of their count vectors;
    `squares`, the square of its own count vector.
    """

    matches: Reals
    dots: Reals
    squares: Reals


def items(turns: Sequence[Sequence[Hashable]]) -> Items:
    """Return the items of all turns, each kind numbered by its first use."""
    import numpy as np

    number: defaultdict[Hashable, int] = defaultdict(count().__next__)
    lengths = [len(turn) for turn in turns]
    codes = np.fromiter(map(number.__getitem__, chain.from_iterable(turns)), np.int64, sum(lengths))
    return Items(codes, np.repeat(np.arange(len(turns)), lengths), len(number), len(turns))


def grams(found: Items, size: int) -> Grams:
    """Return the n-grams of `size` items in a row, counted by turn; none runs across turns."""
    import numpy as np

    codes, turn, kinds = found.codes, found.turn, found.kinds
    stride = found.turns + FARTHEST
    for more in range(1, size):
        ahead = found.codes[more:]
        codes, kinds = codes[: len(ahead)] * found.kinds + ahead, kinds * found.kinds
        if kinds * stride >= _WIDEST:
            known, codes = np.unique(codes, return_inverse=True)
            kinds = len(known)
    inside = turn[: len(codes)] == turn[size - 1 :]
    keys = codes[inside] * stride + turn[: len(codes)][inside]
    keys.sort()
    first = np.flatnonzero(np.diff(keys, prepend=-1))
    counts = np.diff(first, append=len(keys))
    return Grams(keys[first], keys[first] % stride, counts, found.turns)


def adjacent(found: Grams) -> Adjacent:
    """Return what each turn shares with the turn before it."""
    import numpy as np

    then = np.flatnonzero(np.diff(found.keys) == 1) + 1
    now, before = found.counts[then], found.counts[then - 1]
    place = found.turn[then]
    return Adjacent(
        _sums(place, now, found.turns),
        _sums(place, now * before, found.turns),
        _sums(found.turn, found.counts * found.counts, found.turns),
    )


def repetitions(found: Grams, sides: Sequence[int]) -> tuple[Reals, Reals]:
    """Return, by [other speaker][distance], how many items of a turn could have come back there, and how many did.

    Each kind of item counts once per turn; a turn with no items is no place to come back to. Distances go to FARTHEST.
    """
    import numpy as np

    side = np.asarray(sides, np.int64)
    chances, repeats = np.zeros((2, FARTHEST + 1)), np.zeros((2, FARTHEST + 1))
    kinds = np.bincount(found.turn, minlength=found.turns)
    for distance in range(1, min(FARTHEST, found.turns - 1) + 1):
        other = (side[distance:] != side[:-distance]).astype(np.int64)
        chances[:, distance] = np.bincount(other, kinds[:-distance] * (kinds[distance:] > 0), 2)
    for entries in range(1, FARTHEST + 1):  # items come back within FARTHEST turns at most FARTHEST entries later
        gaps = found.keys[entries:] - found.keys[:-entries]
        near = np.flatnonzero(gaps <= FARTHEST)
        if not len(near):
            break
        other = side[found.turn[near]] != side[found.turn[near + entries]]
        cells = other * (FARTHEST + 1) + gaps[near]
        repeats += np.bincount(cells, minlength=2 * (FARTHEST + 1)).reshape(2, -1)
    return chances, repeats


def decay(found: Grams, sides: Sequence[int]) -> Value:
    """Return b1 of P(item in a turn | item d turns before) = logistic(b0 + b1 ln d + b2 [other speaker]).

    Fitted by maximum likelihood (Reitter and Moore 2014, Journal of Memory and Language 76:29). None with fewer than
    FEWEST items repeated or not repeated, where distance and speaker cannot be told apart, and where no finite slope is
    the most likely one.
    """
    import numpy as np

    chances, repeats = repetitions(found, sides)
    other, distance = np.nonzero(chances)
    trials, successes = chances[other, distance], repeats[other, distance]
    if min(successes.sum(), (trials - successes).sum()) < FEWEST:
        return None
    design = np.column_stack([np.ones(len(trials)), np.log(distance), other])
    if np.linalg.matrix_rank(design) < 3:
        return None
    slopes = _logistic(design, trials, successes)
    return None if slopes is None else float(slopes[1])


def _sums(turn: Integers, amounts: Integers, turns: int) -> Reals:
    """Return the sum of the amounts of each turn."""
    import numpy as np

    return np.bincount(turn, amounts, turns).astype(np.float64, copy=False)


def _logistic(design: Reals, trials: Reals, successes: Reals) -> Reals | None:
    """Return the coefficients of a logistic regression on grouped trials, by Newton's method; None where it does not settle."""
    import numpy as np

    rate = successes.sum() / trials.sum()
    slopes = np.zeros(design.shape[1])
    slopes[0] = math.log(rate / (1 - rate))
    for _ in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(design @ slopes, -30, 30)))
        curvature = design.T @ (design * (trials * chance * (1 - chance))[:, None])
        try:
            step = np.linalg.solve(curvature, design.T @ (successes - trials * chance))
        except np.linalg.LinAlgError:
            return None
        slopes = slopes + step
        if np.abs(slopes).max() > _STEEPEST:
            return None
        if np.abs(step).max() < _STEADY:
            return slopes
    return None
