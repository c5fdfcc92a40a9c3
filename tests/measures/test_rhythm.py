"""Rhythm: latency, gap and pace by hand, and what is not known where times are missing."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.conversation.record import Conversation, Turn
from commonground.errors import InputError
from commonground.measures import rhythm, tracks
from commonground.measures.measure import Measurement, Value
from commonground.measures.talk import Talk, talk


@dataclass(frozen=True)
class Timed:
    speaker: str
    words: int
    start: float | None
    end: float | None = None


def conversation(turns: list[Timed]) -> Conversation:
    said = tuple(Turn(turn.speaker, "word " * turn.words, time=turn.start) for turn in turns)
    return Conversation(said, meta={"ends": [turn.end for turn in turns]})


def spoken(found: Conversation) -> Talk:
    two = talk(found)
    assert two is not None
    return two


def measured(found: Conversation) -> dict[str, Measurement]:
    return {one.measure: one for one in rhythm.compute(spoken(found))}


TALK = [
    Timed("user", 10, 0.0, 5.0),
    Timed("assistant", 30, 6.0, 12.0),
    Timed("assistant", 5, 13.0, 16.0),
    Timed("user", 4, 15.5, 17.5),
]
times = st.none() | st.integers(0, 100).map(float)
turns = st.lists(
    st.builds(Timed, st.sampled_from(["user", "assistant"]), st.integers(0, 5), times, times), max_size=12
).filter(lambda said: len({turn.speaker for turn in said}) == 2)


def test_latency_by_hand() -> None:
    """6 - 5 = 1; the assistant goes on, so no answer; 15.5 - 16 = -0.5, an answer before the turn is over."""
    found = measured(conversation(TALK))["rhythm.latency"]
    assert found.per_turn == (None, 1.0, None, -0.5)
    assert found.sides == (-0.5, 1.0)
    assert found.value == 0.25


def test_gap_by_hand() -> None:
    found = measured(conversation(TALK))["rhythm.gap"]
    assert found.per_turn == (None, 6.0, None, 2.5)
    assert found.value == 4.25


def test_pace_by_hand() -> None:
    """10 words in 5 s, 30 in 6, 5 in 3, 4 in 2, in words per minute."""
    found = measured(conversation(TALK))["rhythm.pace"]
    assert found.per_turn == (120.0, 300.0, 100.0, 120.0)
    assert found.sides == (120.0, 200.0)
    assert found.value == 160.0


def test_without_ends_there_is_a_gap_but_neither_latency_nor_pace() -> None:
    found = measured(Conversation(conversation(TALK).turns))
    assert found["rhythm.gap"].value == 4.25
    assert found["rhythm.latency"].per_turn == (None,) * 4
    assert found["rhythm.latency"].value is None
    assert found["rhythm.pace"].value is None


def test_without_times_there_is_nothing() -> None:
    found = measured(Conversation((Turn("user", "one"), Turn("assistant", "two"))))
    assert all(one.value is None for one in found.values())


def test_an_end_that_is_unknown_leaves_its_turn_out() -> None:
    said = [*TALK]
    said[0] = Timed("user", 10, 0.0, None)
    found = measured(conversation(said))
    assert found["rhythm.latency"].per_turn == (None, None, None, -0.5)
    assert found["rhythm.pace"].per_turn[0] is None


@pytest.mark.parametrize(("start", "end"), [(3.0, 3.0), (3.0, 2.0), (float("nan"), 4.0), (3.0, float("inf"))])
def test_no_time_or_no_words_is_no_pace(start: float, end: float) -> None:
    found = measured(conversation([Timed("user", 3, start, end), Timed("assistant", 0, 5.0, 6.0)]))
    assert found["rhythm.pace"].per_turn == (None, None)


def test_turns_of_tools_stand_aside() -> None:
    """The ends are of all turns of the conversation; the assistant answers the user, over the tool."""
    said = [Timed("system", 1, None), TALK[0], Timed("tool", 9, 5.1, 5.9), TALK[1]]
    assert measured(conversation(said))["rhythm.latency"].per_turn == (None, 1.0)


def test_every_card_has_its_measurement_in_order() -> None:
    found = measured(conversation(TALK))
    assert list(found) == [card.name for card in rhythm.FAMILY.cards]
    assert list(found)[3:6] == ["rhythm.latency_proximity", "rhythm.latency_convergence", "rhythm.latency_synchrony"]
    assert all(card.chance == "" for card in rhythm.FAMILY.cards)


def approaching() -> Conversation:
    """Ten turns of ten words: the user's take 2 s each, the assistant's 6, 5, 4, 3, 2.5; latencies 1 and 5, 4, 3, 2, 1."""
    said, now = [], 0.0
    for length, wait in zip((6, 5, 4, 3, 2.5), (5, 4, 3, 2, 1.5), strict=True):
        said += [Timed("user", 10, now, now + 2), Timed("assistant", 10, now + 2 + wait, now + 2 + wait + length)]
        now += 2 + wait + length + 1 + wait / 10
    return conversation(said)


def test_tempi_that_meet_converge() -> None:
    found = measured(approaching())
    for name in ("rhythm.pace_convergence", "rhythm.latency_convergence"):
        value = found[name].value
        assert value is not None
        assert value > 0.9


def test_tracks_are_of_latency_and_pace() -> None:
    two = spoken(approaching())
    found = measured(approaching())
    for name, track in (("latency", rhythm.latencies(two)), ("pace", rhythm.paces(two))):
        assert found[f"rhythm.{name}_proximity"].value == tracks.proximity(track, two.sides)
        assert found[f"rhythm.{name}_synchrony"].value == tracks.synchrony(track, two.sides)
        by_time = tracks.convergence(track, two.sides, tracks.starts(two))
        assert found[f"rhythm.{name}_convergence"].value == by_time


@pytest.mark.parametrize("ends", [[1.0], "12", 3.0, {"0": 1.0}, [1.0, "2"], [1.0, True], [None, [2.0]]])
def test_ends_that_are_no_list_of_times_are_named(ends: object) -> None:
    broken = Conversation((Turn("user", "one", time=0.0), Turn("assistant", "two", time=2.0)), meta={"ends": ends})
    with pytest.raises(InputError, match=r"meta\.ends"):
        measured(broken)


def test_whole_seconds_are_times() -> None:
    two = Conversation((Turn("user", "one", time=0), Turn("assistant", "two", time=2)), meta={"ends": [1, 3]})
    assert measured(two)["rhythm.latency"].value == 1.0


def swap(said: list[Timed]) -> list[Timed]:
    other = {"user": "assistant", "assistant": "user"}
    return [Timed(other[turn.speaker], turn.words, turn.start, turn.end) for turn in said]


def same(one: Value, other: Value) -> bool:
    return one == (None if other is None else pytest.approx(other, abs=1e-9))


@given(turns)
def test_swapping_the_speakers_swaps_the_sides(said: list[Timed]) -> None:
    one, other = measured(conversation(said)), measured(conversation(swap(said)))
    for name, found in one.items():
        assert same(found.value, other[name].value)
        assert found.sides == other[name].sides[::-1]
        assert found.per_turn == other[name].per_turn


@given(turns, st.integers(-100, 1_000_000))
def test_the_clock_may_start_anywhere(said: list[Timed], later: int) -> None:
    moved = [
        Timed(turn.speaker, turn.words, *(None if at is None else at + later for at in (turn.start, turn.end)))
        for turn in said
    ]
    one, other = measured(conversation(said)), measured(conversation(moved))
    assert all(same(one[name].value, other[name].value) for name in one)


@given(turns)
def test_a_latency_is_a_gap_less_the_turn_before(said: list[Timed]) -> None:
    two = spoken(conversation(said))
    starts, ends = tracks.starts(two), rhythm.ends(two)
    for t, (latency, gap) in enumerate(zip(rhythm.latencies(two), rhythm.gaps(two), strict=True)):
        if latency is not None and gap is not None:
            start, end = starts[t - 1], ends[t - 1]
            assert start is not None
            assert end is not None
            assert gap == latency + end - start


def test_a_very_long_turn() -> None:
    found = measured(conversation([Timed("user", 200_000, 0.0, 60.0), Timed("assistant", 1, 61.0, 62.0)]))
    assert found["rhythm.pace"].per_turn == (200_000.0, 60.0)


def test_a_surrogate_longer_than_its_record_has_no_times() -> None:
    known = conversation(TALK)
    longer = Talk(known, tuple(range(6)), (0, 1, 0, 1, 0, 1), ("user", "assistant"), ("word",) * 6)
    assert rhythm.ends(longer) == (5.0, 12.0, 16.0, 17.5, None, None)
    assert rhythm.latencies(longer)[4:] == (None, None)
