"""What a measure is: a card that says what it means, and a pure function from a talk to values.

Measures that share their work are computed together, as a family; each keeps its own name, card and version. Kinds of
alignment are different things and are never averaged into one score.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from commonground.measures.talk import Talk

Value = float | None


@dataclass(frozen=True, slots=True)
class Measurement:
    """The value of a measure on one talk; None where it does not apply, never 0 instead.

    `sides` are the values of the two speakers where the measure has them; `per_turn` has one value for each turn of the talk,
    or is empty where the measure has no series.
    """

    measure: str
    version: str
    value: Value
    sides: tuple[Value, Value] = (None, None)
    per_turn: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """What there is to know of a measure before its number is read.

    `name` is `family.measure`. `means` says it in a line; `direction` what more of it means; `is_not` what it must not be
    taken for. `chance` names the surrogate beside which it is shown ("shuffle", or "partner" where the order of turns does
    not matter, "" for none); `human` is a published band with its source, "" where none is.
    """

    name: str
    version: str
    means: str
    formula: str
    range: str
    direction: str
    source: str
    cost: str
    is_not: str
    chance: str = ""
    human: str = ""

    def of(
        self, value: Value, sides: tuple[Value, Value] = (None, None), per_turn: tuple[Value, ...] = ()
    ) -> Measurement:
        """Return a value of this measure."""
        return Measurement(self.name, self.version, value, sides, per_turn)


@dataclass(frozen=True, slots=True)
class Family:
    """Measures that are computed together; `extra` is the extra they need, "" for none."""

    name: str
    cards: tuple[Card, ...]
    compute: Callable[[Talk], tuple[Measurement, ...]]
    extra: str = ""


def mean(values: Sequence[Value]) -> Value:
    """Return the mean of those that are there; None where none is.

    >>> mean([1.0, None, 2.0]), mean([])
    (1.5, None)
    """
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def series(card: Card, talk: Talk, per_turn: Sequence[Value]) -> Measurement:
    """Return a measurement from its values per turn: their mean over all turns, and over the turns of each side."""
    first, second = (
        mean([value for value, side in zip(per_turn, talk.sides, strict=True) if side == one]) for one in (0, 1)
    )
    return card.of(mean(per_turn), (first, second), tuple(per_turn))
