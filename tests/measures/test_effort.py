"""Effort: words, their trends, premature attempts and retention, each worked out by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.conversation.record import Conversation, Event, Turn
from commonground.measures.effort import CARDS, FAMILY, compute, trend
from commonground.measures.measure import Measurement
from commonground.measures.talk import Talk, talk

COUNTS = st.lists(st.integers(0, 300), min_size=3, max_size=12)


def talk_of(*texts: str, events: tuple[Event, ...] = (), first: str = "user", second: str = "assistant") -> Talk:
    turns = tuple(Turn((first, second)[place % 2], text) for place, text in enumerate(texts))
    found = talk(Conversation(turns, events))
    assert found is not None
    return found


def measured(said: Talk) -> dict[str, Measurement]:
    return {one.measure.removeprefix("effort."): one for one in compute(said)}


def requirement(turn: int, name: str, status: str) -> Event:
    return Event(turn, "requirement", {"id": name, "status": status})


def words(count: int) -> str:
    return " ".join(["word"] * count)


def test_family_has_one_measurement_per_card_in_card_order() -> None:
    found = FAMILY.compute(talk_of("hello", "hi there"))
    assert [one.measure for one in found] == [card.name for card in FAMILY.cards] == [card.name for card in CARDS]
    assert all(card.name.startswith(FAMILY.name + ".") for card in CARDS)
    assert FAMILY.extra == ""
    assert {one.version for one in found} == {"1"}


def test_words_are_counted_by_turn_and_side() -> None:
    found = measured(talk_of("one two", "one two three", "", "one, two - three! four five"))["words"]
    assert found.per_turn == (2.0, 3.0, 0.0, 5.0)
    assert found.value == 2.5
    assert found.sides == (1.0, 4.0)


def test_ratio_is_words_of_the_assistant_over_words_of_the_user() -> None:
    assert measured(talk_of(words(4), words(6), words(0), words(4)))["ratio"].value == 2.5


def test_ratio_of_two_named_speakers_is_the_second_over_the_first() -> None:
    assert measured(talk_of(words(4), words(2), first="ann", second="bob"))["ratio"].value == 0.5


def test_ratio_is_none_where_the_user_said_nothing() -> None:
    found = measured(talk_of("", "hello", "  ", "anyone there"))
    assert found["ratio"].value is None
    assert found["words"].sides == (0.0, 1.5)


def test_ratio_is_zero_where_the_assistant_said_nothing() -> None:
    assert measured(talk_of("hello", "", "hello?", ""))["ratio"].value == 0.0


def test_bloat_is_the_slope_of_log_words() -> None:
    """1, 3, 7 words: ln 2, ln 4, ln 8 rise by ln 2 a turn."""
    found = measured(talk_of("a", words(1), "a", words(3), "a", words(7)))["bloat"]
    assert found.value == pytest.approx(math.log(2))
    assert found.sides == pytest.approx((0.0, math.log(2)))


def test_bloat_needs_three_turns() -> None:
    found = measured(talk_of("a", words(1), "a", words(3)))["bloat"]
    assert found.value is None
    assert found.sides == (None, None)


def test_a_side_that_says_nothing_has_no_trend() -> None:
    found = measured(talk_of("", "one", "", "two", "", "three"))
    assert found["bloat"].sides == (None, 0.0)
    assert found["mismatch"].value is None


def test_mismatch_is_the_users_trend_less_the_assistants() -> None:
    """The user doubles (1 + words) each turn, the assistant halves it: ln 2 - (-ln 2)."""
    found = measured(talk_of(words(1), words(7), words(3), words(3), words(7), words(1)))
    assert found["mismatch"].value == pytest.approx(2 * math.log(2))


@given(COUNTS)
def test_mismatch_changes_its_sign_when_the_speakers_swap(counts: list[int]) -> None:
    other = [2 * count + 1 for count in counts]
    one = [text for pair in zip(counts, other, strict=True) for text in map(words, pair)]
    two = [text for pair in zip(other, counts, strict=True) for text in map(words, pair)]
    found, swapped = measured(talk_of(*one)), measured(talk_of(*two))
    assert found["words"].sides == swapped["words"].sides[::-1]
    if found["mismatch"].value is None:
        assert swapped["mismatch"].value is None
    else:
        assert swapped["mismatch"].value == pytest.approx(-found["mismatch"].value)


@given(COUNTS)
def test_trend_agrees_with_a_fitted_line(counts: list[int]) -> None:
    import numpy as np

    slope = np.polyfit(range(len(counts)), np.log1p(counts), 1)[0]
    assert trend(counts) == (pytest.approx(slope, abs=1e-9) if any(counts) else None)


@given(COUNTS)
def test_trend_of_turns_in_reverse_is_the_opposite(counts: list[int]) -> None:
    found, back = trend(counts), trend(counts[::-1])
    assert (found is None and back is None) or back == pytest.approx(-(found or 0.0), abs=1e-12)


def test_premature_is_the_share_of_turns_up_to_the_first_attempt() -> None:
    events = (Event(7, "attempt", True), Event(3, "attempt", True))
    assert measured(talk_of(*"abcdefgh", events=events))["premature"].value == 0.5


def test_premature_takes_a_judge_at_his_word() -> None:
    events = (
        Event(1, "judgement", {"strategy": "clarification"}),
        Event(3, "judgement", {"strategy": "attempt", "prompt": "p"}),
    )
    assert measured(talk_of("a", "b", "c", "d", events=events))["premature"].value == 1.0


@pytest.mark.parametrize(
    "events",
    [
        (),
        (Event(1, "attempt", False),),
        (Event(1, "attempt", "yes"),),
        (Event(1, "judgement", None),),
        (Event(1, "judgement", {"strategy": None}),),
        (Event(1, "verdict", True),),
        (Event(9, "attempt", True),),
        (Event(-1, "attempt", True),),
    ],
)
def test_premature_is_none_without_an_attempt(events: tuple[Event, ...]) -> None:
    assert measured(talk_of("a", "b", "c", events=events))["premature"].value is None


def test_premature_counts_only_turns_of_the_talk() -> None:
    """System and tool turns are no part of the talk: the attempt is at its second turn of four."""
    turns = (
        Turn("system", "be brief"), Turn("user", "a"), Turn("tool", "42"), Turn("assistant", "b"),
        Turn("user", "c"), Turn("assistant", "d"),
    )  # fmt: skip
    found = talk(Conversation(turns, (Event(3, "attempt", True),)))
    assert found is not None
    assert measured(found)["premature"].value == 0.5


def test_an_attempt_before_the_talk_does_not_count() -> None:
    turns = (Turn("system", "42"), Turn("user", "a"), Turn("assistant", "b"))
    found = talk(Conversation(turns, (Event(0, "attempt", True), Event(2, "attempt", True))))
    assert found is not None
    assert measured(found)["premature"].value == 1.0


def test_retention_is_the_share_still_honoured() -> None:
    events = (
        requirement(0, "short", "stated"),
        requirement(0, "french", "stated"),
        requirement(1, "short", "honoured"),
        requirement(1, "french", "honoured"),
        requirement(2, "polite", "stated"),
        requirement(3, "french", "dropped"),
        requirement(3, "polite", "honoured"),
        requirement(5, "short", "contradicted"),
    )
    found = measured(talk_of("a", "b", "c", "d", "e", "f", events=events))["retention"]
    assert found.value == pytest.approx(1 / 3)
    assert found.per_turn == pytest.approx((None, 1.0, 1.0, 2 / 3, 2 / 3, 1 / 3))


def test_retention_does_not_depend_on_the_order_of_the_events_of_different_turns() -> None:
    events = (requirement(0, "a", "stated"), requirement(1, "a", "honoured"), requirement(3, "a", "dropped"))
    said = ("w", "x", "y", "z")
    forth, back = (measured(talk_of(*said, events=way))["retention"] for way in (events, events[::-1]))
    assert forth == back
    assert forth.per_turn == (None, 1.0, 1.0, 0.0)


def test_a_requirement_that_was_never_looked_at_is_left_out() -> None:
    events = (requirement(0, "a", "stated"), requirement(0, "b", "stated"), requirement(1, "b", "honoured"))
    assert measured(talk_of("w", "x", events=events))["retention"].value == 1.0


def test_stating_a_requirement_again_changes_nothing() -> None:
    events = (requirement(0, "a", "stated"), requirement(1, "a", "dropped"), requirement(2, "a", "stated"))
    found = measured(talk_of("w", "x", "y", "z", events=events))["retention"]
    assert (found.value, found.per_turn) == (0.0, (None, 0.0, 0.0, 0.0))


def test_a_requirement_does_not_count_in_the_turn_that_states_it() -> None:
    events = (requirement(1, "a", "stated"), requirement(1, "a", "honoured"))
    found = measured(talk_of("w", "x", "y", events=events))["retention"]
    assert (found.value, found.per_turn) == (1.0, (None, None, 1.0))


@pytest.mark.parametrize(
    "value",
    [
        None, "a", ["a", "honoured"], {"id": "a"}, {"status": "honoured"}, {"id": ["a"], "status": "honoured"},
        {"id": "a", "status": "kept"}, {"id": "a", "status": ["honoured"]}, {"id": "b", "status": "honoured"},
    ],
)  # fmt: skip
def test_retention_leaves_out_what_is_not_about_a_stated_requirement(value: object) -> None:
    events = (requirement(0, "a", "stated"), Event(1, "requirement", value))
    found = measured(talk_of("w", "x", events=events))["retention"]
    assert (found.value, found.per_turn) == (None, (None, None))


def test_retention_is_none_without_events() -> None:
    found = measured(talk_of("w", "x"))["retention"]
    assert (found.value, found.per_turn) == (None, (None, None))


def test_one_exchange_has_words_and_a_ratio_and_nothing_else() -> None:
    found = measured(talk_of("one two", "one"))
    assert (found["words"].value, found["ratio"].value) == (1.5, 0.5)
    assert [found[name].value for name in ("bloat", "mismatch", "premature", "retention")] == [None] * 4


def test_only_empty_turns() -> None:
    found = measured(talk_of("", "", "", "", "", ""))
    assert found["words"].value == 0.0
    assert [found[name].value for name in ("ratio", "bloat", "mismatch")] == [None] * 3


def test_long_turns_and_other_scripts_are_counted() -> None:
    found = measured(talk_of("שלום עולם", "😀 👍🏽", "nul\0byte", words(200_000)))["words"]
    assert found.per_turn == (2.0, 0.0, 2.0, 200_000.0)


@given(st.lists(st.text(max_size=30), min_size=2, max_size=8))
def test_any_text_has_words_and_the_same_order_changes_nothing(texts: list[str]) -> None:
    found = measured(talk_of(*texts))
    assert len(found["words"].per_turn) == len(texts)
    shuffled = talk_of(*texts).reordered(range(len(texts)))
    assert measured(shuffled) == found
