"""Bookings, orders, rides: calls with named fields, read from any prose around them."""

from __future__ import annotations

from random import Random

import pytest

from commonground.town.facts import STOPS, VENUES
from commonground.town.families.actions import BOOKING, ORDER, PICK, RIDE, SHOPS, call_reader, call_writer
from commonground.town.family import Family
from commonground.town.items import make_item

CALL = call_reader("meet", ("who", "when"))
FAMILIES = [pytest.param(family, id=family.name) for family in (BOOKING, ORDER, RIDE, PICK)]


def test_a_call_is_written_with_every_key_in_order() -> None:
    write = call_writer("meet", ("who", "when"))
    assert write({"when": "12:30", "who": "Ida", "why": "tea"}) == "meet(who: Ida, when: 12:30)"


@pytest.mark.parametrize(
    "reply",
    [
        "meet(who: Ida, when: 12:30)",
        "meet(when: 12:30, who: Ida)",
        "MEET(Who: Ida, WHEN: 12:30)",
        'meet(who = "Ida", when=12:30)',
        "meet( who:Ida ,when:'12:30' )",
        "I will do so: `meet(who: Ida, when: 12:30)`. Good day!",
        "meet(who: Bruno, when: 9:00), or rather meet(who: Ida, when: 12:30)",
        "meet(\n  who: Ida,\n  when: 12:30\n)",
    ],
)
def test_a_call_is_read_however_it_is_laid_out(reply: str) -> None:
    assert CALL(reply) == {"who": "Ida", "when": "12:30"}


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "Let us meet.",
        "meet()",
        "meet(who: Ida)",
        "meet(who: Ida, when: 12:30, where: here)",
        "meet(Ida, 12:30)",
        "remeet(who: Ida, when: 12:30)",
        "meet who: Ida, when: 12:30",
        "meet(who: Ida, when: 12:30",
    ],
)
def test_what_is_no_call_with_these_fields_is_not_read(reply: str) -> None:
    assert CALL(reply) is None


@pytest.mark.parametrize("family", FAMILIES)
def test_what_is_written_is_read_back(family: Family) -> None:
    for split in ("train", "test"):
        for index in range(25):
            item = make_item(family.name, "train" if split == "train" else "test", 11, index)
            filled = family.filled(item.values)
            assert family.read(family.write(filled)) == filled == family.answer(filled)


def test_a_booking_by_hand() -> None:
    said = {"people": "4", "venue": "Old Mill", "time": "12:30", "day": "Friday"}
    expected = "book(venue: Old Mill, day: Friday, time: 12:30, people: 4, name: guest, seat: any)"
    assert BOOKING.write(BOOKING.filled(said)) == expected


def test_an_order_by_hand() -> None:
    said = {"shop": "Fig Tree", "dish": "3 soup", "address": "7 Elm Court", "note": "no nuts"}
    expected = "order(shop: Fig Tree, dish: 3 soup, address: 7 Elm Court, drink: none, time: now, note: no nuts)"
    assert ORDER.write(ORDER.filled(said)) == expected


def test_a_ride_by_hand() -> None:
    said = {"from": "Pier", "to": "Park", "time": "10:15", "bags": "2"}
    assert RIDE.write(RIDE.filled(said)) == "ride(from: Pier, to: Park, time: 10:15, day: today, seats: 1, bags: 2)"


def test_a_ride_never_ends_where_it_starts() -> None:
    for index in range(60):
        values = make_item("ride", "train", 12, index).values
        assert values["from"] != values["to"]
        assert {values["from"], values["to"]} <= set(STOPS)


def test_bars_cook_no_food() -> None:
    assert set(SHOPS) == {venue.name for venue in VENUES if venue.kind != "bar"}


def test_a_portion_is_a_number_and_a_name() -> None:
    slot = next(slot for slot in ORDER.slots if slot.key == "dish")
    for seed in range(20):
        count, dish = slot.draw(Random(seed), "train", {}).split(" ")
        assert 2 <= int(count) <= 9
        assert dish.isalpha()


@pytest.mark.parametrize("family", FAMILIES)
def test_the_briefing_shows_the_form_of_a_call(family: Family) -> None:
    filled = family.filled({})
    verb = family.write(filled).partition("(")[0]
    assert f"{verb}({', '.join(f'{key}: ...' for key in (slot.key for slot in family.slots))})" in family.briefing


def test_a_value_is_never_what_would_break_a_call() -> None:
    for family in (BOOKING, ORDER, RIDE):
        for index in range(20):
            assert not any(
                set(value) & set("(),\"'") for value in make_item(family.name, "test", 13, index).values.values()
            )


def test_pick_is_a_booking_that_refers() -> None:
    assert (BOOKING.kind, PICK.kind) == ("copy", "refers")
    assert PICK.slots == BOOKING.slots
    assert all(venue.name in PICK.briefing and venue.kind in PICK.briefing for venue in VENUES)
