"""What all families share: wordings of the two splits, held-out values, and seeded draws."""

from __future__ import annotations

from random import Random

import pytest

from commonground.town.families import FAMILIES
from commonground.town.family import (
    Family,
    Slot,
    Split,
    between,
    choose,
    clock,
    draw_until,
    held_out,
    surname,
    syllables,
)

SPLITS: tuple[Split, ...] = ("train", "test")
ALL = [pytest.param(family, id=name) for name, family in FAMILIES.items()]
SLOTS = [pytest.param(slot, id=f"{name}.{slot.key}") for name, family in FAMILIES.items() for slot in family.slots]


def test_families_are_filed_under_their_names() -> None:
    assert all(name == family.name for name, family in FAMILIES.items())
    assert len(FAMILIES) == 10


@pytest.mark.parametrize("slot", SLOTS)
def test_the_splits_share_no_sentence_about_a_fact(slot: Slot) -> None:
    train, test = (slot.wording.statements(split) for split in SPLITS)
    assert train
    assert test
    assert not set(train) & set(test)


@pytest.mark.parametrize("slot", SLOTS)
def test_a_user_of_either_split_can_word_a_fact_in_more_than_one_way(slot: Slot) -> None:
    assert all(len(slot.wording.statements(split)) > 1 for split in SPLITS)


@pytest.mark.parametrize("slot", SLOTS)
def test_every_part_of_a_wording_occurs_in_training(slot: Slot) -> None:
    """So that what is new in the test split is the sentence and not a word in it."""
    parts = (*slot.wording.nouns, *(slot.wording.cues if slot.wording.cued else ()))
    text = "\n".join(slot.wording.statements("train"))
    assert all(part in text for part in parts)


@pytest.mark.parametrize("family", ALL)
def test_the_splits_share_no_opening(family: Family) -> None:
    train, test = (family.intents(split) for split in SPLITS)
    assert train
    assert len(test) > 1
    assert not set(train) & set(test)


def test_booking_and_pick_open_alike_in_each_split() -> None:
    """They differ in what is said next, so a test opening of the one may not be a train opening of the other."""
    for split in SPLITS:
        assert FAMILIES["booking"].intents(split) == FAMILIES["pick"].intents(split)


@pytest.mark.parametrize("slot", SLOTS)
@pytest.mark.parametrize("split", SPLITS)
def test_every_wording_says_the_value(slot: Slot, split: Split) -> None:
    statements, cues = slot.wording.statements(split), slot.wording.cues
    says_yes = slot.draw(Random(0), split, {}) == "yes"
    assert cues
    assert all(("{v}" in text) != says_yes for text in (*statements, *cues))


@pytest.mark.parametrize("slot", SLOTS)
def test_a_statement_is_one_sentence(slot: Slot) -> None:
    for text in (*slot.wording.statements("train"), *slot.wording.statements("test")):
        assert text.endswith((".", "?"))
        assert sum(text.count(mark) for mark in ".?!") == 1


@pytest.mark.parametrize("family", ALL)
def test_keys_are_unique_and_something_is_required(family: Family) -> None:
    keys = [slot.key for slot in family.slots]
    assert len(set(keys)) == len(keys)
    assert any(slot.required for slot in family.slots)


@pytest.mark.parametrize("family", ALL)
def test_filled_adds_the_defaults_and_keeps_what_was_said(family: Family) -> None:
    last = family.slots[-1]
    filled = family.filled({last.key: "said"})
    assert next(iter(filled)) == last.key
    assert filled[last.key] == "said"
    assert {key: filled[key] for key in filled if key != last.key} == {
        slot.key: slot.default for slot in family.slots[:-1]
    }


@pytest.mark.parametrize("family", ALL)
def test_the_briefing_says_what_an_unstated_optional_fact_means(family: Family) -> None:
    assert family.briefing
    for slot in family.slots:
        if not slot.required and slot.default not in ("", "no") and family.name != "letter":
            assert slot.default in family.briefing, slot.key
    assert family.name != "letter" or "what to bring, if anything" in family.briefing


def test_one_value_in_five_is_held_out() -> None:
    share = sum(held_out(f"value {number}") for number in range(2000)) / 2000
    assert 0.17 < share < 0.23
    assert held_out("a") == held_out("a")


def test_draw_until_returns_the_first_of_the_split() -> None:
    values = [str(number) for number in range(40)]
    first = next(value for value in values if held_out(value))
    assert draw_until(iter(values).__next__, "test") == first
    assert not held_out(draw_until(iter(values).__next__, "train"))


@pytest.mark.parametrize("draw", [surname, clock])
def test_the_splits_share_no_made_up_name_and_no_time(draw: object) -> None:
    assert callable(draw)
    drawn = {split: {draw(Random(seed), split, {}) for seed in range(150)} for split in SPLITS}
    assert not drawn["train"] & drawn["test"]
    assert len(drawn["test"]) > 5


def test_clock_times_are_quarters_from_ten_to_a_quarter_to_ten() -> None:
    for seed in range(100):
        hour, minute = clock(Random(seed), "train", {}).split(":")
        assert 10 <= int(hour) <= 21
        assert minute in ("00", "15", "30", "45")


def test_syllables_are_lower_case_and_seeded() -> None:
    words = {syllables(Random(seed), 2) for seed in range(50)}
    assert all(word.isalpha() and word.islower() and len(word) >= 4 for word in words)
    assert syllables(Random(7), 3) == syllables(Random(7), 3)


def test_between_includes_both_ends_and_choose_all_options() -> None:
    assert {between(3, 5)(Random(seed), "train", {}) for seed in range(40)} == {"3", "4", "5"}
    assert {choose(("a", "b"))(Random(seed), "test", {}) for seed in range(20)} == {"a", "b"}
