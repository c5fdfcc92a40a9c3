"""Single facts of the town, as statements and questions: what a user can be right or wrong about.

A fact is a sort (the quarter of a venue, the price of a product), what it is about, and its value. `claim` says it with any
value, a false one too. Which false claims belong to the test split is settled by their hash (`wrong_values`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from commonground.town.facts import KINDS, PEOPLE, PRICES, QUARTERS, STOPS, VENUES, lines
from commonground.town.family import Split, held_out

VERSION = "known-1"
_SHARE = 3  # one false claim in three is kept for tests


@dataclass(frozen=True)
class Sort:
    """One sort of fact. `{e}` is what it is about, `{v}` the value; values of one `scale` can be taken for each other.

    `plain` is the plain statement; `train` and `test` say the same, `asks` are questions for the value, by split.
    """

    name: str
    scale: str
    known: Mapping[str, str]
    plain: str
    train: tuple[str, ...]
    test: tuple[str, ...]
    asks: Mapping[Split, tuple[str, ...]]
    more: tuple[str, ...] = ()  # values that nothing known has

    @cached_property
    def values(self) -> tuple[str, ...]:
        """All values that a claim of this sort may have."""
        return tuple(dict.fromkeys((*self.known.values(), *self.more)))

    def wrong_values(self, about: str, split: Split) -> tuple[str, ...]:
        """Return the false values of one split; a claim belongs to exactly one of the two."""
        wrong = (value for value in self.values if value != self.known[about] and value not in about)
        return tuple(value for value in wrong if held_out(f"{self.name}/{about}/{value}", _SHARE) == (split == "test"))

    def wordings(self, split: Split) -> tuple[str, ...]:
        """Return the ways to state such a fact in one split; the plain one is in both."""
        return (self.plain, *(self.train if split == "train" else self.test))


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known: the value of a sort for what it is about."""

    sort: Sort
    about: str

    @property
    def value(self) -> str:
        """The value that is true."""
        return self.sort.known[self.about]

    def clause(self, value: str, wording: str = "") -> str:
        """Return the fact with a value as a clause: no capital, no full stop."""
        text = (wording or self.sort.plain).format(e=self.about, v=value)
        return re.sub(r"\b1 crowns\b", "1 crown", text)

    def claim(self, value: str, wording: str = "") -> str:
        """Return the fact with a value as a sentence."""
        return sentence(self.clause(value, wording), ".")

    def question(self, wording: str) -> str:
        """Return a question for it."""
        return sentence(wording.format(e=self.about), "?")


def sentence(clause: str, end: str) -> str:
    """Return a clause as a sentence.

    >>> sentence("the Old Mill opens at 11", ".")
    'The Old Mill opens at 11.'
    """
    return clause[0].upper() + clause[1:] + end


def _venues(field: str) -> dict[str, str]:
    return {f"the {venue.name}": str(getattr(venue, field)) for venue in VENUES}


_BESIDE = {stop: [other for line in lines() for other in line if stop in line and other != stop] for stop in STOPS}


_WORDINGS = tomllib.loads(Path(__file__).with_name("known_wordings.toml").read_text(encoding="utf-8"))


def _sort(name: str, scale: str, known: Mapping[str, str], more: tuple[str, ...] = ()) -> Sort:
    told = _WORDINGS[name]
    asks: Mapping[Split, tuple[str, ...]] = {"train": tuple(told["asked"]), "test": tuple(told["asked_test"])}
    return Sort(name, scale, known, told["plain"], tuple(told["train"]), tuple(told["test"]), asks, more)


_ENDS = {f"the {stop}": beside[0] for stop, beside in _BESIDE.items() if len(beside) == 1}
SORTS = (
    _sort("quarter", "quarter", _venues("quarter"), QUARTERS),
    _sort("kind", "kind", _venues("kind"), KINDS),
    _sort("meal", "crowns", _venues("price")),
    _sort("seats", "seats", _venues("seats")),
    _sort("opens", "hour", _venues("opens")),
    _sort("closes", "hour", _venues("closes")),
    _sort("job", "job", {person.name: person.job for person in PEOPLE}),
    _sort("home", "quarter", {person.name: person.quarter for person in PEOPLE}, QUARTERS),
    _sort("price", "crowns", {product: str(price) for product, price in PRICES.items()}),
    _sort("stop", "stop", _ENDS, STOPS),
)
FACTS = tuple(Fact(sort, about) for sort in SORTS for about in sort.known)


def others(fact: Fact) -> tuple[Fact, ...]:
    """Return the facts that can be asked for beside one: of the same thing on another scale, else of another thing.

    Beside a number no other number is asked for, where that can be had.
    """
    same = [one for one in FACTS if one.about == fact.about and one.sort.scale != fact.sort.scale]
    if fact.value.isdigit():
        same = [one for one in same if not one.value.isdigit()]
    alike = [one for one in FACTS if one.sort is fact.sort and one.about != fact.about and one.value != fact.value]
    return tuple(same or alike)


def briefing() -> str:
    """Return all facts in short: what a model that does not know the town needs."""
    parts = [
        f"{venue.name}: {venue.kind}, {venue.quarter} quarter, open {venue.opens} to {venue.closes}, "
        f"meal {venue.price} crowns, {venue.seats} seats"
        for venue in VENUES
    ]
    parts += [f"{person.name}: {person.job}, lives in {person.quarter} quarter" for person in PEOPLE]
    parts.append("prices in crowns: " + ", ".join(f"{product} {price}" for product, price in PRICES.items()))
    parts.append("stops next to each other: " + ", ".join(f"{a} and {b}" for a, b in lines()))
    return "You answer questions about the town, in one or two short sentences. Known: " + "; ".join(parts) + "."
