"""What can be asked of the town's things by yes or no: closed sets of things, and what is true of which.

A property holds of some things of its kind and not of others, so that every question tells something.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from commonground.town.facts import DAYS, KINDS, PEOPLE, PRICES, QUARTERS, STOPS, VENUES, free_hours, path

VERSION = "guessing-1"
HOURS = (10, 14)  # at which it is asked whether someone is free
_CENTRE = "Station"  # from which ways are counted
_WAYS = (("Station", "Hospital"), ("Pier", "Castle"), ("School", "Museum"), ("Pier", "Park"), ("Castle", "Library"))


@dataclass(frozen=True, slots=True)
class Property:
    """`key` and `value` say what is asked (`quarter`, `Hill`); `true_of` are the things that have it."""

    key: str
    value: str
    true_of: frozenset[str]


def _kept(things: Sequence[str], found: Iterable[Property]) -> tuple[Property, ...]:
    """Return the properties that tell something: true of one of the things, and not of all."""
    return tuple(one for one in found if 0 < len(one.true_of) < len(things))


def _made(
    key: str, values: Iterable[object], things: Iterable[tuple[str, Callable[[str], bool]]]
) -> Iterator[Property]:
    listed = list(things)
    for value in map(str, values):
        yield Property(key, value, frozenset(name for name, has in listed if has(value)))


def _venues() -> Iterator[Property]:
    yield from _made("quarter", QUARTERS, ((one.name, one.quarter.__eq__) for one in VENUES))
    yield from _made("kind", KINDS, ((one.name, one.kind.__eq__) for one in VENUES))
    yield from _above("dearer", (8, 10, 12, 14, 15, 18), {one.name: one.price for one in VENUES})
    yield from _below("cheaper", (8, 10, 12, 14, 15, 20), {one.name: one.price for one in VENUES})
    yield from _above("larger", (20, 30, 40, 50, 60), {one.name: one.seats for one in VENUES})
    yield from _below("opens", (9, 11, 12, 16), {one.name: one.opens for one in VENUES})
    yield from _above("closes", (18, 21, 22, 23), {one.name: one.closes for one in VENUES})


def _people() -> Iterator[Property]:
    yield from _made("quarter", QUARTERS, ((one.name, one.quarter.__eq__) for one in PEOPLE))
    yield from _made("job", (one.job for one in PEOPLE), ((one.name, one.job.__eq__) for one in PEOPLE))
    for day in DAYS:
        for hour in HOURS:
            free = frozenset(one.name for one in PEOPLE if hour in free_hours(one.name, day))
            yield Property("free", f"{day} at {hour}", free)


def _products() -> Iterator[Property]:
    yield from _made("price", range(1, 6), ((name, str(price).__eq__) for name, price in PRICES.items()))
    yield from _above("dearer", range(1, 5), PRICES)
    yield from _below("cheaper", range(2, 6), PRICES)


def _stops() -> Iterator[Property]:
    for stop in STOPS:
        yield Property("next", stop, frozenset(one for one in STOPS if len(path(one, stop)) == 2))
    yield from _above("farther", range(1, 5), {stop: len(path(_CENTRE, stop)) - 1 for stop in STOPS})
    for start, end in _WAYS:
        yield Property("way", f"{start} to {end}", frozenset(path(start, end)))


def _above(key: str, bounds: Iterable[int], numbers: Mapping[str, int]) -> Iterator[Property]:
    for bound in bounds:
        yield Property(key, str(bound), frozenset(name for name, number in numbers.items() if number > bound))


def _below(key: str, bounds: Iterable[int], numbers: Mapping[str, int]) -> Iterator[Property]:
    for bound in bounds:
        yield Property(key, str(bound), frozenset(name for name, number in numbers.items() if number < bound))


THINGS: dict[str, tuple[str, ...]] = {
    "venue": tuple(one.name for one in VENUES),
    "person": tuple(one.name for one in PEOPLE),
    "product": tuple(PRICES),
    "stop": STOPS,
}
PROPERTIES: dict[str, tuple[Property, ...]] = {
    kind: _kept(THINGS[kind], make())
    for kind, make in (("venue", _venues), ("person", _people), ("product", _products), ("stop", _stops))
}


def known(kind: str) -> str:
    """Return all that must be known to answer questions about a kind, for a model that does not know the town."""
    if kind == "venue":
        return " ".join(
            f"{one.name}: {one.kind}, {one.quarter} quarter, opens {one.opens}, closes {one.closes}, "
            f"a meal costs {one.price} crowns, {one.seats} seats."
            for one in VENUES
        )
    if kind == "person":
        return " ".join(
            f"{one.name}: {one.job}, lives in {one.quarter} quarter, free {_free(one.name)}." for one in PEOPLE
        )
    if kind == "product":
        return "Prices in crowns: " + ", ".join(f"{name} {price}" for name, price in PRICES.items()) + "."
    return (
        "Ways between stops: " + "; ".join(" > ".join(path(_CENTRE, stop)) for stop in STOPS if stop != _CENTRE) + "."
    )


def _free(person: str) -> str:
    return "; ".join(f"{day} at {', '.join(map(str, free_hours(person, day)))}" for day in DAYS)
