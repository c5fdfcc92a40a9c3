"""Items: made again from their name, information-preserving in every form, and disjoint over the splits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from commonground.errors import UnknownNameError
from commonground.town.facts import VENUES
from commonground.town.families import FAMILIES
from commonground.town.family import Split, held_out
from commonground.town.grading import grade
from commonground.town.items import ORDINALS, Item, family, make_item, options

SPLITS: tuple[Split, ...] = ("train", "test")
CORRECTABLE = tuple(name for name, kind in FAMILIES.items() if kind.kind not in ("decomposes", "refers"))
FAMILY = pytest.mark.parametrize("name", FAMILIES)
SPLIT = pytest.mark.parametrize("split", SPLITS)


def items(name: str, split: Split, count: int = 25) -> Iterator[Item]:
    return (make_item(name, split, 3, index) for index in range(count))


def test_an_unknown_family_is_named_with_the_known_ones() -> None:
    with pytest.raises(UnknownNameError, match="unknown family 'poem'") as caught:
        family("poem")
    assert "booking" in caught.value.hint


@FAMILY
@SPLIT
def test_the_same_seed_makes_the_same_item(name: str, split: Split) -> None:
    one, again = make_item(name, split, 5, 2), make_item(name, split, 5, 2)
    assert one == again
    assert one.id == f"{name}/{split}/5/2"
    assert make_item(name, split, 6, 2).shards != one.shards or make_item(name, split, 6, 2).full != one.full


def test_the_order_in_which_items_are_made_does_not_matter() -> None:
    forward = [make_item("order", "test", 1, index) for index in range(4)]
    assert [make_item("order", "test", 1, index) for index in reversed(range(4))] == forward[::-1]


@FAMILY
@SPLIT
def test_the_reference_is_graded_right(name: str, split: Split) -> None:
    for item in items(name, split):
        assert grade(item, item.reference).right, item.id


@FAMILY
@SPLIT
def test_shards_with_corrections_applied_hold_the_values_of_the_item(name: str, split: Split) -> None:
    for item in items(name, split):
        said = {key: value for one in item.stated for key, value in one.items()}
        assert said == dict(item.values), item.id
        assert [tuple(one) for one in item.stated] == [shard.keys for shard in item.shards]


@FAMILY
@SPLIT
def test_every_shard_says_its_value(name: str, split: Split) -> None:
    for item in items(name, split):
        for shard, stated in zip(item.shards, item.stated, strict=True):
            assert all(value == "yes" or value.lower() in shard.text.lower() for value in stated.values()), shard
            assert shard.text[0].isupper() or shard.text[0].isdigit()


@FAMILY
@SPLIT
def test_every_phrasing_says_every_value(name: str, split: Split) -> None:
    for item in items(name, split):
        assert item.full == item.phrasings[0]
        assert len(set(item.phrasings)) == 2
        for text in item.phrasings:
            assert all(value == "yes" or value.lower() in text.lower() for value in item.values.values()), text
            assert text.endswith((".", "?"))


@FAMILY
def test_all_required_facts_are_stated_and_optional_ones_sometimes(name: str) -> None:
    kind = FAMILIES[name]
    required = {slot.key for slot in kind.slots if slot.required}
    optional = {slot.key for slot in kind.slots} - required
    seen = [set(item.values) for item in items(name, "train", 40)]
    assert all(required <= keys for keys in seen)
    for key in optional:
        assert 0 < sum(key in keys for keys in seen) < len(seen), key


@FAMILY
def test_the_intent_comes_first_and_holds_no_fact(name: str) -> None:
    for item in items(name, "test", 5):
        if FAMILIES[name].kind == "decomposes":
            assert len(item.shards) == 3
            assert all(shard.keys for shard in item.shards)
        else:
            assert item.shards[0].keys == ()
            assert item.shards[0].text in FAMILIES[name].intents("test")


@FAMILY
def test_the_order_of_the_facts_varies(name: str) -> None:
    orders = {tuple(item.values) for item in items(name, "train", 15)}
    assert len(orders) > 3


def test_concat_is_a_bulleted_list_of_the_shards() -> None:
    item = make_item("booking", "test", 0, 0)
    assert item.concat.splitlines() == [f"- {shard.text}" for shard in item.shards]


@pytest.mark.parametrize("name", CORRECTABLE)
@SPLIT
def test_a_correction_replaces_one_value_that_was_said_before(name: str, split: Split) -> None:
    for index in range(8):
        item = make_item(name, split, 4, index, correct=True)
        assert item.corrected
        *before, last = item.shards
        assert last.corrects
        assert not any(shard.corrects for shard in before)
        (key,) = last.keys
        first = next(one[key] for one in item.stated if key in one)
        assert first != item.values[key]
        assert item.stated[-1] == {key: item.values[key]}
        assert item.values[key] != "yes"


@FAMILY
def test_a_correction_can_be_forbidden(name: str) -> None:
    assert not any(make_item(name, "train", 2, index, correct=False).corrected for index in range(12))


def test_one_item_in_four_is_corrected() -> None:
    share = sum(item.corrected for item in items("ride", "train", 200)) / 200
    assert 0.15 < share < 0.35


def test_a_basket_is_not_corrected_for_nothing_says_which_thing_is_meant() -> None:
    """A "no, I have 3 milk" may replace any of the things in it."""
    assert not any(make_item("total", "test", 2, index).corrected for index in range(40))
    assert make_item("total", "test", 2, 0, correct=True).corrected


@pytest.mark.parametrize("name", ["lookup", "pick"])
def test_questions_and_pointed_venues_are_not_corrected(name: str) -> None:
    assert not make_item(name, "test", 0, 0, correct=True).corrected


@pytest.mark.parametrize("name", ["route", "meeting", "total"])
def test_the_splits_share_no_combination_of_facts(name: str) -> None:
    """Of 1440 routes, 200 drawn for each split would share some thirty by chance."""
    train, test = ({tuple(sorted(item.values.items())) for item in items(name, split, 200)} for split in SPLITS)
    assert not train & test


@FAMILY
def test_the_splits_share_no_text(name: str) -> None:
    train, test = (
        {text for item in items(name, split, 60) for text in (*item.phrasings, *(shard.text for shard in item.shards))}
        for split in SPLITS
    )
    assert not train & test


@pytest.mark.parametrize(("name", "keys"), [("booking", ("name", "time")), ("order", ("address", "time"))])
def test_names_addresses_and_times_of_the_test_split_never_train(name: str, keys: tuple[str, ...]) -> None:
    for key in keys:
        seen = {split: {item.values[key] for item in items(name, split, 40) if key in item.values} for split in SPLITS}
        assert seen["test"]
        assert not seen["train"] & seen["test"]
        assert all(held_out(value) for value in seen["test"])


def test_a_superseded_value_belongs_to_the_split_too() -> None:
    for index in range(30):
        item = make_item("ride", "test", 9, index, correct=True)
        times = [one["time"] for one in item.stated if "time" in one]
        assert all(held_out(time) for time in times)


@SPLIT
def test_pick_asks_first_and_points_second(split: Split) -> None:
    for item in items("pick", split, 12):
        first, second, *rest = item.shards
        kind = next(venue.kind for venue in VENUES if venue.name == item.values["venue"])
        assert kind in first.question
        assert first.question.endswith(("?", "."))
        assert second.keys == ("venue",)
        assert ORDINALS[second.option] in second.pointer
        assert item.values["venue"] not in second.pointer
        assert not any(shard.pointer or shard.question for shard in rest)


def test_only_pick_points() -> None:
    assert not any(
        shard.pointer or shard.question
        for name in FAMILIES
        if name != "pick"
        for shard in make_item(name, "test", 0, 0).shards
    )


@pytest.mark.parametrize(
    ("reply", "listed"),
    [
        ("1. Old Mill\n2. Fig Tree\n3. Salt House", ("Old Mill", "Fig Tree", "Salt House")),
        ("There are:\n 1) Old Mill\n 2) **Fig Tree**\nWhich one?", ("Old Mill", "Fig Tree")),
        ("1. Old Mill.\n2. Fig Tree;", ("Old Mill", "Fig Tree")),
        ("Old Mill, Fig Tree", ()),
        ("", ()),
    ],
)
def test_options_are_the_numbered_lines(reply: str, listed: tuple[str, ...]) -> None:
    assert options(reply) == listed


@pytest.mark.parametrize(
    "line", ["1. Old Mill (restaurant)", "1. Old Mill - by the hill", "1. **Old Mill**: by the hill"]
)
def test_an_option_is_the_name_without_what_is_said_about_it(line: str) -> None:
    """The briefing of `pick` itself shows names as `Old Mill (restaurant)`; a booking of `Old Mill` must still be right."""
    assert options(line) == ("Old Mill",)
