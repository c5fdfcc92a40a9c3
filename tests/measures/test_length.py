"""Turn length: counts by hand, the track on a logarithm, and turns that say nothing."""

from __future__ import annotations

from math import log1p

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.conversation.record import Conversation, Turn
from commonground.measures import length, tracks
from commonground.measures.measure import Measurement
from commonground.measures.talk import Talk, talk

texts = st.lists(st.text("aB é5'.\0😀ש ", max_size=12), min_size=2, max_size=12)


def spoken(said: list[str], first: str = "user") -> Talk:
    other = {"user": "assistant", "assistant": "user"}[first]
    found = talk(Conversation(tuple(Turn((first, other)[t % 2], text) for t, text in enumerate(said))))
    assert found is not None
    return found


def measured(said: list[str], first: str = "user") -> dict[str, Measurement]:
    return {found.measure: found for found in length.compute(spoken(said, first))}


def words(*counts: int) -> list[str]:
    return ["word " * count for count in counts]


def test_every_card_has_its_measurement_in_order() -> None:
    found = length.compute(spoken(words(1, 2)))
    assert [one.measure for one in found] == [card.name for card in length.FAMILY.cards]
    assert length.FAMILY.name == "length"
    assert length.FAMILY.extra == ""


def test_words_by_hand() -> None:
    found = measured(["Where is it?", "It's by the well-known bridge.", "OK"])["length.words"]
    assert found.per_turn == (3.0, 5.0, 1.0)
    assert found.sides == (2.0, 5.0)
    assert found.value == 3.0


def test_the_track_is_the_logarithm() -> None:
    counts = (2, 30, 4, 20, 6, 12, 7)
    found = measured(words(*counts))
    track, sides = [log1p(count) for count in counts], [t % 2 for t in range(len(counts))]
    assert found["length.proximity"].value == tracks.proximity(track, sides)
    assert found["length.convergence"].value == tracks.convergence(track, sides)
    assert found["length.synchrony"].value == tracks.synchrony(track, sides)


def test_lengths_that_meet_converge_and_lengths_that_part_diverge() -> None:
    meeting = measured(words(2, 60, 4, 40, 8, 20, 10))["length.convergence"].value
    parting = measured(words(10, 12, 8, 20, 4, 40, 2))["length.convergence"].value
    assert meeting is not None
    assert parting is not None
    assert meeting > 0.9
    assert parting < -0.9


def test_a_turn_without_words_has_no_length_to_meet() -> None:
    found = measured([*words(3, 5), "", *words(9), "...", *words(4)])
    assert found["length.words"].per_turn == (3.0, 5.0, 0.0, 9.0, 0.0, 4.0)
    assert found["length.proximity"].per_turn == (None, -(log1p(5) - log1p(3)), None, None, None, None)


def test_a_side_that_says_nothing() -> None:
    found = measured(["one two", "", "three", " ", "four five", "\0", "six", "?!", "seven"])
    assert found["length.words"].sides == (7 / 5, 0.0)
    assert all(found[f"length.{name}"].value is None for name in ("proximity", "convergence", "synchrony"))


def test_one_exchange_only() -> None:
    found = measured(["one two", "three"])
    assert found["length.words"].value == 1.5
    assert found["length.synchrony"].value is None


@pytest.mark.parametrize(("text", "count"), [("😀😀", 0), ("مرحبا كيف الحال", 3), ("שלום, עולם", 2), ("a\0b", 2)])
def test_other_scripts_and_signs(text: str, count: int) -> None:
    assert measured([text, "x"])["length.words"].per_turn == (float(count), 1.0)


def test_a_very_long_turn() -> None:
    assert measured(["word " * 200_000, "yes"])["length.words"].per_turn == (200_000.0, 1.0)


@given(texts)
def test_swapping_the_speakers_swaps_the_sides(said: list[str]) -> None:
    one, other = measured(said), measured(said, "assistant")
    assert one["length.words"].sides == other["length.words"].sides[::-1]
    for name in ("length.words", "length.convergence"):
        assert one[name].value == other[name].value
    for name in ("length.proximity", "length.synchrony"):
        value = one[name].value
        assert other[name].value == (None if value is None else pytest.approx(value, abs=1e-9))


@given(texts)
def test_case_changes_nothing(said: list[str]) -> None:
    assert measured([text.upper() for text in said]) == measured([text.lower() for text in said])


@given(texts)
def test_shuffled_turns_keep_their_words(said: list[str]) -> None:
    talked = spoken(said)
    order = [*range(len(said))]
    order[0::2] = order[0::2][::-1]
    (before, *_), (after, *_) = length.compute(talked), length.compute(talked.reordered(order))
    assert after.value == pytest.approx(before.value)
    assert after.per_turn == tuple(before.per_turn[t] for t in order)
