"""Right or wrong, and in which way: the types of error, each worked out by hand on items written down here."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from commonground.town.families import FAMILIES
from commonground.town.family import Values
from commonground.town.grading import ERRORS, agrees, grade
from commonground.town.items import Item, Shard, make_item


def item(name: str, *stated: Values) -> Item:
    """An item whose shards say these facts, a dictionary each; a later one replaces an earlier one."""
    values = {key: value for one in stated for key, value in one.items()}
    shards = tuple(Shard(f"{one}", tuple(one)) for one in stated)
    return Item(FAMILIES[name], "test", 0, 0, values, ("full",), shards, stated)


BOOKING = item(
    "booking", {}, {"day": "Friday"}, {"venue": "Fig Tree"}, {"time": "12:30"}, {"people": "7"}, {"seat": "window"}
)
RIDE = item("ride", {}, {"from": "Pier"}, {"to": "Park"}, {"time": "11:15"}, {"day": "Friday"})
CORRECTED = item("ride", {}, {"from": "Pier"}, {"to": "Park"}, {"time": "11:15"}, {"day": "Friday"}, {"to": "School"})
TOTAL = item("total", {}, {"item1": "4 bread"}, {"item2": "2 cheese"}, {"item3": "4 tea"}, {"delivery": "yes"})


def book(**changed: str) -> str:
    fields = {"venue": "Fig Tree", "day": "Friday", "time": "12:30", "people": "7", "name": "guest", "seat": "window"}
    return f"book({', '.join(f'{key}: {value}' for key, value in {**fields, **changed}.items())})"


def ride(start: str, end: str, time: str = "11:15", day: str = "Friday") -> str:
    return f"ride(from: {start}, to: {end}, time: {time}, day: {day}, seats: 1, bags: 0)"


def error(one: Item, reply: str, known: Mapping[str, str] | None = None) -> str | None:
    return grade(one, reply, known).error


def test_a_right_answer_has_no_error_and_shows_what_was_read() -> None:
    found = grade(BOOKING, f"Certainly.\n{book()}\nEnjoy!")
    assert found.right
    assert found.error is None
    assert found.answer is not None
    assert found.answer["venue"] == "Fig Tree"


def test_letter_case_does_not_count() -> None:
    assert grade(BOOKING, book(venue="FIG TREE", day="friday")).right
    assert agrees({"a": "X"}, {"a": "x"})


def test_agreement_is_about_the_wanted_fields_alone() -> None:
    assert agrees({"a": "1", "b": "2"}, {"a": "1"})
    assert not agrees({"b": "2"}, {"a": "1"})
    assert agrees({}, {})


@pytest.mark.parametrize(
    "reply", ["", "I will see.", "book()", "book(venue: Fig Tree)", "book(Fig Tree, Friday, 12:30, 7)"]
)
def test_malformed_is_what_cannot_be_read(reply: str) -> None:
    found = grade(BOOKING, reply)
    assert (found.right, found.error, found.answer) == (False, "malformed", None)


@pytest.mark.parametrize(
    "reply",
    [book(venue="Old Mill"), book(time="19:00"), book(people="2"), book(seat="any"), book(people="2", seat="any")],
)
def test_default_is_a_usual_value_over_a_stated_one(reply: str) -> None:
    assert error(BOOKING, reply) == "default"


def test_a_default_shows_also_in_a_total() -> None:
    """8 + 10 + 12 + 4 = 34; without delivery 30; with 2 cheese forgotten 24."""
    assert grade(TOTAL, "total(34)").right
    assert error(TOTAL, "total(30)") == "default"
    assert error(TOTAL, "total(24)") == "default"


@pytest.mark.parametrize(
    "reply",
    [
        book(venue="Old Mill", day="Monday"),
        book(venue="Old Mill", day="Monday", time="19:00"),
        book(venue="Old Mill", day="Monday", time="19:00", people="2"),
    ],
)
def test_last_shards_is_right_for_the_last_turns_alone(reply: str) -> None:
    assert error(BOOKING, reply) == "last_shards"


def test_last_shards_of_a_total() -> None:
    """4 + 10 + 12 + 6 = 32: without the delivery, which was said first, 28 is what the last three shards alone come to."""
    late = item("total", {}, {"delivery": "yes"}, {"item2": "2 cheese"}, {"item3": "4 tea"}, {"item1": "3 bread"})
    assert grade(late, "total(32)").right
    assert error(late, "total(28)") == "last_shards"
    assert error(late, "total(18)") == "last_shards"  # tea and bread
    assert error(late, "total(6)") == "last_shards"  # bread


def test_merged_is_what_was_said_in_the_wrong_place() -> None:
    assert error(RIDE, ride("Park", "Pier")) == "merged"
    assert error(RIDE, ride("Pier", "Pier")) == "merged"


def test_merged_is_a_superseded_value() -> None:
    assert grade(CORRECTED, ride("Pier", "School")).right
    assert error(CORRECTED, ride("Pier", "Park")) == "merged"


def test_a_superseded_amount_shows_in_a_total() -> None:
    """3 bread was corrected to 5 bread: 10 + 10 + 12 = 32 is right, 6 + 10 + 12 = 28 holds to what was first said."""
    corrected = item("total", {}, {"item1": "3 bread"}, {"item2": "2 cheese"}, {"item3": "4 tea"}, {"item1": "5 bread"})
    assert grade(corrected, "total(32)").right
    assert error(corrected, "total(28)") == "merged"


@pytest.mark.parametrize("reply", [ride("Pier", "Moon"), ride("Castle", "Museum"), ride("Pier", "Park", "11:45")])
def test_other_was_never_said(reply: str) -> None:
    assert error(RIDE, reply) == "other"


def test_other_is_a_total_of_nothing_that_was_said() -> None:
    assert error(TOTAL, "total(1000)") == "other"
    assert error(TOTAL, "total(35)") == "other"


def test_the_last_answer_of_a_reply_counts() -> None:
    assert grade(BOOKING, f"{book(day='Monday')} No: {book()}").right
    assert not grade(BOOKING, f"{book()} No: {book(day='Monday')}").right


def test_case_does_not_change_the_type_of_an_error() -> None:
    assert error(RIDE, ride("Park", "Pier", day="friday")) == "merged"
    assert error(RIDE, ride("park", "pier")) == "merged"


def test_known_replaces_what_only_the_conversation_settles() -> None:
    picked = {"venue": "Salt House"}
    assert not grade(BOOKING, book(), picked).right
    assert grade(BOOKING, book(venue="Salt House"), picked).right
    assert error(BOOKING, book(venue="Salt House", day="Monday"), picked) == "last_shards"
    assert error(BOOKING, book(venue="Old Mill"), picked) == "default"


LOOKUP = item("lookup", {"part1": "price of tea"}, {"part2": "job of Ida"}, {"part3": "home of Bruno"})


def test_a_lookup_is_right_in_any_order_and_with_more_lines() -> None:
    lines = ["price of tea = 3", "job of Ida = baker", "home of Bruno = Hill"]
    assert grade(LOOKUP, "\n".join(lines)).right
    assert grade(LOOKUP, "\n".join(["Here you are:", *lines[::-1], "price of milk = 1"])).right


def test_a_lookup_with_a_wrong_value_is_no_usual_value() -> None:
    """`default` is a usual value where another was stated; a wrong fact about the town is neither."""
    assert error(LOOKUP, "price of tea = 9\njob of Ida = baker\nhome of Bruno = Hill") == "other"


def test_a_lookup_of_the_last_turn_alone_is_last_shards() -> None:
    assert error(LOOKUP, "home of Bruno = Hill") == "last_shards"
    assert error(LOOKUP, "job of Ida = baker\nhome of Bruno = Hill") == "last_shards"


def test_a_lookup_without_an_earlier_part_is_default() -> None:
    assert error(LOOKUP, "price of tea = 3\nhome of Bruno = Hill") == "default"


def test_a_lookup_of_something_else_is_other() -> None:
    assert error(LOOKUP, "price of milk = 1") == "other"


@pytest.mark.parametrize("name", FAMILIES)
def test_every_error_has_one_of_the_types(name: str) -> None:
    for index in range(4):
        one = make_item(name, "test", 8, index)
        other = make_item(name, "test", 9, index)
        for reply in (other.reference, "nonsense", FAMILIES[name].write(one.family.filled({}))):
            found = grade(one, reply)
            assert found.right or found.error in ERRORS
            assert found.right == (found.error is None)


@pytest.mark.parametrize("name", [name for name, kind in FAMILIES.items() if kind.kind != "decomposes"])
def test_what_a_lost_model_says_is_typed_as_lost(name: str) -> None:
    """Answer to the last two facts alone: never `other`, and never right unless a default happens to be."""
    for index in range(4):
        one = make_item(name, "train", 8, index, correct=False)
        last = {key: value for said in one.stated[-2:] for key, value in said.items()}
        found = grade(one, one.family.write(one.family.filled(last)))
        assert found.right or found.error == "last_shards"
