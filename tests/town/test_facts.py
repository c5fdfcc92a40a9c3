"""The canonical town: fixed for every seed, consistent with itself, and the same in the database."""

from __future__ import annotations

from itertools import pairwise

import pytest

from commonground.town.facts import (
    DAYS,
    DISHES,
    DRINKS,
    KINDS,
    PEOPLE,
    PRICES,
    QUARTERS,
    STOPS,
    STREETS,
    VENUES,
    database,
    free_hours,
    lines,
    path,
)


@pytest.mark.parametrize("names", [DAYS, DISHES, DRINKS, KINDS, QUARTERS, STOPS, STREETS])
def test_names_are_unique(names: tuple[str, ...]) -> None:
    assert len(set(names)) == len(names)


def test_venues_are_consistent() -> None:
    assert len({venue.name for venue in VENUES}) == len(VENUES)
    for venue in VENUES:
        assert venue.kind in KINDS
        assert venue.quarter in QUARTERS
        assert 0 <= venue.opens < venue.closes <= 24
        assert venue.price > 0
        assert venue.seats > 0


def test_every_kind_has_enough_venues_to_list_three() -> None:
    assert all(sum(venue.kind == kind for venue in VENUES) >= 3 for kind in KINDS)


def test_people_live_in_the_town() -> None:
    assert len({person.name for person in PEOPLE}) == len(PEOPLE)
    assert all(person.quarter in QUARTERS for person in PEOPLE)


def test_prices_are_whole_crowns() -> None:
    assert all(price > 0 for price in PRICES.values())


@pytest.mark.parametrize(
    ("person", "day", "hours"),
    [
        ("Ida", "Monday", (10, 11, 12, 13, 14, 15)),
        ("Greta", "Saturday", (9, 10, 12, 13, 14, 15)),
        ("Hugo", "Tuesday", (9, 10, 11, 14, 15, 16)),
    ],
)
def test_free_hours_never_change(person: str, day: str, hours: tuple[int, ...]) -> None:
    """Written down from town-1: a model knows them by heart, so another value here must be another version."""
    assert free_hours(person, day) == hours


def test_free_hours_are_six_of_the_eight_of_a_working_day() -> None:
    for person in PEOPLE:
        for day in DAYS:
            hours = free_hours(person.name, day)
            assert len(hours) == 6
            assert list(hours) == sorted(set(hours))
            assert set(hours) <= set(range(9, 17))


def test_there_is_a_way_between_any_two_stops_and_it_goes_back_the_same_way() -> None:
    for start in STOPS:
        for end in STOPS:
            way = path(start, end)
            assert (way[0], way[-1]) == (start, end)
            assert len(set(way)) == len(way)
            assert path(end, start) == way[::-1]
            assert all(step in lines() or step[::-1] in lines() for step in pairwise(way))


def test_lines_form_a_tree() -> None:
    assert len(lines()) == len(STOPS) - 1


@pytest.mark.parametrize(
    ("start", "end", "way"),
    [
        ("Station", "Museum", ("Station", "Bridge", "Square", "Museum")),
        ("Pier", "Park", ("Pier", "Bridge", "Square", "Library", "School", "Park")),
        ("Castle", "Castle", ("Castle",)),
    ],
)
def test_ways_by_hand(start: str, end: str, way: tuple[str, ...]) -> None:
    assert path(start, end) == way


def test_no_way_to_nowhere() -> None:
    with pytest.raises(ValueError, match="no way from 'Pier' to 'Moon'"):
        path("Pier", "Moon")


def test_the_database_is_the_town() -> None:
    connection = database()
    rows = connection.execute("SELECT * FROM venues").fetchall()
    connection.close()
    assert len(rows) == 12
    assert rows[0] == ("Old Mill", "restaurant", "Hill", 11, 22, 18, 60)
    assert [row[0] for row in rows] == [venue.name for venue in VENUES]


def test_a_variant_is_the_same_each_time_and_unlike_the_others() -> None:
    contents = []
    for variant in (1, 1, 2):
        connection = database(variant)
        contents.append(connection.execute("SELECT * FROM venues").fetchall())
        connection.close()
    assert contents[0] == contents[1]
    assert contents[0] != contents[2]


def test_a_variant_has_one_order_by_any_column_that_can_be_asked_for() -> None:
    connection = database(3)
    for column in ("name", "price", "seats"):
        values = [value for (value,) in connection.execute(f"SELECT {column} FROM venues")]
        assert len(set(values)) == len(values) == 60
    assert {kind for (kind,) in connection.execute("SELECT kind FROM venues")} == set(KINDS)
    assert {quarter for (quarter,) in connection.execute("SELECT quarter FROM venues")} == set(QUARTERS)
    connection.close()
