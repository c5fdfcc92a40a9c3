"""Yes/no facts of the town: worked out by hand for some things, and telling for all."""

from __future__ import annotations

from itertools import pairwise

import pytest

from commonground.town.facts import PEOPLE, PRICES, VENUES
from commonground.town.guessing import PROPERTIES, THINGS, Property, known


def of(kind: str, key: str, value: str) -> Property:
    return next(one for one in PROPERTIES[kind] if (one.key, one.value) == (key, value))


@pytest.mark.parametrize(
    ("kind", "key", "value", "true_of"),
    [
        ("venue", "quarter", "Hill", {"Old Mill", "Paper Boat", "White Swan"}),
        ("venue", "kind", "cafe", {"Copper Pot", "Green Door", "Tin Roof", "Paper Boat"}),
        ("venue", "dearer", "18", {"Blue Lantern", "Salt House"}),
        ("venue", "cheaper", "8", {"Green Door", "Tin Roof"}),
        ("venue", "opens", "9", {"Copper Pot", "Green Door", "Tin Roof"}),
        ("venue", "closes", "23", {"Long Room", "White Swan", "Night Owl"}),
        ("person", "quarter", "Hill", {"Bruno", "Elif"}),
        ("person", "job", "tailor", {"Hugo"}),
        ("product", "price", "5", {"cheese", "fish"}),
        ("product", "cheaper", "2", {"milk", "salt"}),
        ("stop", "next", "Square", {"Bridge", "Museum", "Library"}),
        ("stop", "farther", "4", {"Park", "Hospital"}),
        ("stop", "way", "Pier to Castle", {"Pier", "Bridge", "Square", "Museum", "Castle"}),
    ],
)
def test_properties_are_those_of_the_town(kind: str, key: str, value: str, true_of: set[str]) -> None:
    assert of(kind, key, value).true_of == true_of


@pytest.mark.parametrize("kind", THINGS)
def test_every_question_tells_something_and_is_there_once(kind: str) -> None:
    found = PROPERTIES[kind]
    assert len({(one.key, one.value) for one in found}) == len(found)
    for one in found:
        assert one.true_of < set(THINGS[kind])
        assert one.true_of


@pytest.mark.parametrize("kind", ["venue", "person", "product", "stop"])
def test_no_two_bounds_contradict(kind: str) -> None:
    for key in ("dearer", "larger", "closes", "farther"):
        own = [one.true_of for one in PROPERTIES[kind] if one.key == key]
        assert all(later <= earlier for earlier, later in pairwise(own))


def test_what_must_be_known_names_every_thing() -> None:
    assert all(venue.name in known("venue") for venue in VENUES)
    assert all(person.name in known("person") and person.job in known("person") for person in PEOPLE)
    assert all(f"{name} {price}" in known("product") for name, price in PRICES.items())
    assert all(stop in known("stop") for stop in THINGS["stop"])
