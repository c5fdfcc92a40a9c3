"""The canonical town: its venues, people, prices and streets, fixed for every seed, and the SQLite database made of them.

Fixed, because what never changes can be known by heart: a model trained on the town needs no briefing, and any other
model is told the same facts in a task's `briefing`. Change a fact here and `VERSION` must change with it.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from dataclasses import astuple, dataclass
from functools import cache
from random import Random

VERSION = "town-1"

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
QUARTERS = ("Harbour", "Hill", "Market", "Garden")
KINDS = ("restaurant", "cafe", "bar")
SEATS = ("window", "terrace", "corner", "quiet")
STREETS = ("Mill Lane", "Bell Street", "Quay Road", "Orchard Way", "Castle Row", "North Gate", "Rope Walk", "Elm Court")
DISHES = ("curry", "pie", "salad", "pasta", "stew", "soup", "noodles", "pizza")
DRINKS = ("lemonade", "cider", "water", "cocoa", "juice", "ale")
NOTES = ("no onions", "extra salt", "no nuts", "well done", "extra sauce", "no garlic", "cut in half", "ring twice")
TOPICS = ("budget", "garden", "lease", "concert", "repairs", "school", "insurance", "harvest")
SUBJECTS = ("the leak", "the rent", "the fence", "the parade", "the keys", "the noise", "the invoice", "the roof")
THINGS = ("a ladder", "the forms", "a lamp", "two chairs", "the receipt", "a map", "warm clothes", "the photos")


@dataclass(frozen=True, slots=True)
class Venue:
    """A place to eat or drink; hours are whole hours of the day, `price` is for a meal, in crowns."""

    name: str
    kind: str
    quarter: str
    opens: int
    closes: int
    price: int
    seats: int


@dataclass(frozen=True, slots=True)
class Person:
    """Someone of the town; when they are free, `free_hours` says."""

    name: str
    job: str
    quarter: str


VENUES = (
    Venue("Old Mill", "restaurant", "Hill", 11, 22, 18, 60),
    Venue("Blue Lantern", "restaurant", "Harbour", 12, 23, 24, 40),
    Venue("Fig Tree", "restaurant", "Garden", 10, 21, 15, 30),
    Venue("Salt House", "restaurant", "Market", 12, 22, 20, 50),
    Venue("Copper Pot", "cafe", "Market", 7, 18, 8, 20),
    Venue("Green Door", "cafe", "Garden", 8, 17, 7, 25),
    Venue("Tin Roof", "cafe", "Harbour", 6, 16, 6, 15),
    Venue("Paper Boat", "cafe", "Hill", 9, 19, 9, 35),
    Venue("Long Room", "bar", "Harbour", 16, 24, 12, 70),
    Venue("Red Barrel", "bar", "Market", 15, 23, 11, 45),
    Venue("White Swan", "bar", "Hill", 17, 24, 14, 55),
    Venue("Night Owl", "bar", "Garden", 18, 24, 13, 65),
)
PEOPLE = (
    Person("Ida", "baker", "Market"),
    Person("Bruno", "doctor", "Hill"),
    Person("Carla", "teacher", "Garden"),
    Person("Dmitri", "plumber", "Harbour"),
    Person("Elif", "lawyer", "Hill"),
    Person("Farid", "gardener", "Garden"),
    Person("Greta", "captain", "Harbour"),
    Person("Hugo", "tailor", "Market"),
)
PRICES = {
    "bread": 2, "milk": 1, "tea": 3, "coffee": 4, "rice": 2, "eggs": 3, "apples": 2,
    "cheese": 5, "honey": 4, "fish": 5, "salt": 1, "soap": 3, "candles": 4, "butter": 3,
}  # fmt: skip
DELIVERY, VOUCHER = 4, 3  # crowns added, crowns taken off

STOPS = ("Station", "Bridge", "Square", "Museum", "Library", "Castle", "Park", "School", "Pier", "Hospital")
_LINES = (
    ("Station", "Bridge"), ("Bridge", "Square"), ("Square", "Museum"), ("Square", "Library"), ("Library", "School"),
    ("School", "Park"), ("Museum", "Castle"), ("Bridge", "Pier"), ("Park", "Hospital"),
)  # fmt: skip

_OPENING, _CLOSING = 9, 17  # hours within which people can be free


@cache
def free_hours(person: str, day: str) -> tuple[int, ...]:
    """Return the hours at which `person` is free on `day`: six of the eight from 9 to 16, fixed by their names."""
    rng = Random(f"{VERSION}/free/{person}/{day}")
    return tuple(sorted(rng.sample(range(_OPENING, _CLOSING), 6)))


@cache
def path(start: str, end: str) -> tuple[str, ...]:
    """Return the stops from `start` to `end`, both included; the lines form a tree, so there is exactly one way."""
    queue: deque[tuple[str, ...]] = deque([(start,)])
    while queue:
        way = queue.popleft()
        if way[-1] == end:
            return way
        queue.extend((*way, stop) for stop in _beside(way[-1]) if stop not in way)
    raise ValueError(f"no way from {start!r} to {end!r}")


def _beside(stop: str) -> tuple[str, ...]:
    return tuple(b if a == stop else a for a, b in _LINES if stop in (a, b))


def lines() -> tuple[tuple[str, str], ...]:
    """Return the pairs of stops that are next to each other."""
    return _LINES


def database(variant: int = 0) -> sqlite3.Connection:
    """Return the town as an SQLite database in memory: table `venues(name, kind, quarter, opens, closes, price, seats)`.

    Variant 0 is the town itself. Any other variant holds 60 made-up venues over the same names of kinds and quarters:
    two queries that agree on the town by chance are told apart there.
    """
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE TABLE venues(name TEXT, kind TEXT, quarter TEXT, opens INT, closes INT, price INT, seats INT)"
    )
    rows = VENUES if variant == 0 else _made_up(variant)
    connection.executemany("INSERT INTO venues VALUES (?, ?, ?, ?, ?, ?, ?)", [astuple(venue) for venue in rows])
    connection.commit()
    return connection


def _made_up(variant: int, count: int = 60) -> tuple[Venue, ...]:
    rng = Random(f"{VERSION}/database/{variant}")
    prices, seats = rng.sample(range(1, 61), count), rng.sample(range(5, 100), count)  # no ties: one order
    return tuple(
        Venue(
            f"Place {number}",
            rng.choice(KINDS),
            rng.choice(QUARTERS),
            rng.randint(6, 18),
            rng.randint(19, 24),
            prices[number],
            seats[number],
        )
        for number in range(count)
    )
