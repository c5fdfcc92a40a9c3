"""Contexts of four things: what tells them apart, and that the two splits share none."""

from __future__ import annotations

from collections import Counter

import pytest

from commonground.town.family import Split, held_out
from commonground.town.objects import KINDS, LEFT_OUT, LIKENESSES, NEEDS, THINGS, VALUES, Context, Thing, context

SPLITS: tuple[Split, ...] = ("train", "test")
SOME = {
    split: [context(split, 0, index, needs) for index in range(60) for needs in NEEDS]
    for split in SPLITS
}  # fmt: skip


def given(found: Context) -> list[int]:
    """How many attributes each thing needs: the words of its shortest description beside the kind and "with a"."""
    kept = [found.told(number).replace(" with a ", " ").split() for number in range(THINGS)]
    return [len(words) - 1 for words in kept]


@pytest.mark.parametrize("split", SPLITS)
def test_contexts_are_made_from_a_seed(split: Split) -> None:
    assert [context(split, 0, index, needs) for index in range(60) for needs in NEEDS] == SOME[split]
    assert context(split, 1, 0) != context(split, 0, 0)
    assert context(split, 1, 0) == context(split, 1, 0)


@pytest.mark.parametrize(("needs", "counts"), [("one", [1, 1, 1, 1]), ("two", [2, 2, 2, 2]), ("three", [1, 1, 1, 3])])
def test_things_need_as_many_attributes_as_their_context_says(needs: str, counts: list[int]) -> None:
    for found in SOME["test"]:
        if found.needs == needs:
            assert sorted(given(found)) == counts


@pytest.mark.parametrize("split", SPLITS)
def test_four_things_of_one_kind_differ(split: Split) -> None:
    for found in SOME[split]:
        assert len(found.things) == THINGS
        assert len({thing.kind for thing in found.things}) == 1
        assert len({thing.text for thing in found.things}) == THINGS
        assert len({thing.name for thing in found.things}) == THINGS
        for thing in found.things:
            assert len(thing.values) == 3
            assert all(value in VALUES[name] for name, value in thing.values)


def test_splits_share_neither_contexts_nor_names() -> None:
    texts = {split: {frozenset(thing.text for thing in one.things) for one in SOME[split]} for split in SPLITS}
    names = {split: {thing.name for one in SOME[split] for thing in one.things} for split in SPLITS}
    assert not texts["train"] & texts["test"]
    assert not names["train"] & names["test"]
    assert all(held_out(name) for name in names["test"])


def test_half_of_the_names_are_words_for_other_things() -> None:
    for found in SOME["test"]:
        assert sum(thing.name in LIKENESSES for thing in found.things) == 2
    assert len(set(LIKENESSES)) == len(LIKENESSES)
    assert not set(LIKENESSES) & {*KINDS, *(value for values in VALUES.values() for value in values)}


def test_the_kind_left_out_comes_only_when_it_is_asked_for() -> None:
    kinds = Counter(thing.kind for split in SPLITS for one in SOME[split] for thing in one.things)
    assert set(kinds) == set(KINDS) - {LEFT_OUT}
    assert {thing.kind for thing in context("test", 0, 0, "two", LEFT_OUT).things} == {LEFT_OUT}


def test_a_part_is_said_behind_the_kind() -> None:
    thing = Thing("door", (("colour", "red"), ("material", "tin"), ("part", "note")), "owl")
    assert thing.text == "red tin door with a note"
    other = Thing("door", (("colour", "red"), ("material", "tin"), ("part", "ring")), "swan")
    others = (Thing("door", (("colour", "blue"), ("material", "tin"), ("part", "ring")), "pie"), other, thing)
    assert [Context("x", others, "one").told(number) for number in range(3)] == [
        "blue door", "red door with a ring", "door with a note",
    ]  # fmt: skip


def test_things_that_are_alike_cannot_be_told() -> None:
    thing = Thing("door", (("colour", "red"),), "owl")
    with pytest.raises(ValueError, match="alike"):
        Context("x", (thing, thing), "one").told(0)
