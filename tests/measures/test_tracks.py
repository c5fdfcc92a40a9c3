"""Proximity, convergence and synchrony of a track: by hand, against the obvious way, and what must not change them."""

from __future__ import annotations

import statistics
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.conversation.record import Conversation, Turn
from commonground.measures import tracks
from commonground.measures.measure import Value, series
from commonground.measures.talk import Talk, talk

ALTERNATING = (0, 1, 0, 1, 0, 1)
Track = list[tuple[Value, int]]

whole = st.integers(-1000, 1000).map(float)
turns: st.SearchStrategy[Track] = st.lists(st.tuples(st.none() | whole, st.sampled_from((0, 1))), max_size=24)


def split(track: Track) -> tuple[list[Value], list[int]]:
    return [value for value, _ in track], [side for _, side in track]


def obvious_exchanges(track: Track) -> list[tuple[int, int]]:
    places = range(len(track) - 1)
    return [(t, t + 1) for t in places if track[t][1] != track[t + 1][1] and None not in (track[t][0], track[t + 1][0])]


def obvious_proximity(track: Track) -> Value:
    """The definition, every pair of turns met in turn."""
    meeting = obvious_exchanges(track)
    met = [turn for pair in meeting for turn in pair]
    first, second = ({track[t][0] for t in met if track[t][1] == side} for side in (0, 1))
    if len(meeting) < 4 or len(first) < 2 or len(second) < 2:
        return None
    near: list[float] = []
    far: list[float] = []
    for i, j in product(met, repeat=2):  # a turn is here as often as it is in an exchange
        left, right = track[i][0], track[j][0]
        if track[i][1] == 0 and track[j][1] == 1 and left is not None and right is not None and abs(i - j) > 1:
            far.append(abs(left - right))
    for i, j in meeting:
        left, right = track[i][0], track[j][0]
        assert left is not None
        assert right is not None
        near.append(abs(left - right))
    return statistics.fmean(far) - statistics.fmean(near)


def obvious_correlation(left: list[float], right: list[float]) -> Value:
    if len(left) < 4 or len(set(left)) < 2 or len(set(right)) < 2:
        return None
    return statistics.correlation(left, right)


def close(value: Value) -> object:
    return None if value is None else pytest.approx(value, abs=1e-9)


def conversation(values: list[tuple[str, float | None]]) -> Talk:
    found = talk(Conversation(tuple(Turn(speaker, "x", time=time) for speaker, time in values)))
    assert found is not None
    return found


def test_proximity_by_hand() -> None:
    """Side 0 says 1, 5, 1 and side 1 says 2, 6: exchanges 1 3 1 5 (mean 2.5), elsewhere 1-6 and 1-2 alike (mean 3)."""
    assert tracks.proximity([1.0, 2.0, 5.0, 6.0, 1.0], [0, 1, 0, 1, 0]) == 0.5


def test_a_speaker_who_copies_the_turn_before_is_near() -> None:
    """Exchanges 0 4 0 4 0 (mean 1.6); elsewhere 4 twice, 8 once, 4 twice and 8 four times (mean 56 / 9)."""
    assert tracks.proximity([1.0, 1.0, 5.0, 5.0, 9.0, 9.0], ALTERNATING) == pytest.approx(56 / 9 - 1.6)


def test_coming_closer_is_no_distance_by_itself() -> None:
    """Side 0 hardly moves, side 1 comes from 10 to 1: no turn of side 0 is nearer to its answer than to the others."""
    coming = [value for step in range(10) for value in (step % 2 / 100, 10.0 - step)]
    for values in (coming, coming[::-1], coming[1:], coming[:-1]):
        value = tracks.proximity(values, [t % 2 for t in range(len(values))])
        assert value == pytest.approx(0, abs=0.05)


def test_a_speaker_who_does_the_opposite_is_far() -> None:
    """Side 0 says 1, 9, 1 and side 1 says 9, 1, 9: exchanges 8 0 8 0 8, elsewhere 8 0 8 0 less: below 0."""
    value = tracks.proximity([1.0, 9.0, 9.0, 1.0, 1.0, 9.0], ALTERNATING)
    assert value is not None
    assert value < 0


def test_convergence_by_hand() -> None:
    """Distances 8 7 6 5 4 at exchanges 0..4: -distance rises in a straight line."""
    assert tracks.convergence([0.0, 8.0, 1.0, 7.0, 2.0, 6.0], ALTERNATING) == 1.0
    assert tracks.convergence([2.0, 6.0, 1.0, 7.0, 0.0, 8.0], ALTERNATING) == -1.0


def test_convergence_uses_time_where_all_of_it_is_known() -> None:
    """Distances 8 7 6 5 4; the last exchange comes late, so the line bends: by hand 95 / sqrt(10 * 1090)."""
    values = [0.0, 8.0, 1.0, 7.0, 2.0, 6.0]
    times: list[Value] = [0.0, 10.0, 20.0, 30.0, 40.0, 90.0]
    by_hand = obvious_correlation([-8, -7, -6, -5, -4], [10, 20, 30, 40, 90])
    value = tracks.convergence(values, ALTERNATING, times)
    assert value == close(by_hand)
    assert value is not None
    assert value < 0.95


def test_convergence_counts_exchanges_where_a_time_is_missing() -> None:
    times: list[Value] = [0.0, 10.0, None, 30.0, 40.0, 900.0]
    assert tracks.convergence([0.0, 8.0, 1.0, 7.0, 2.0, 6.0], ALTERNATING, times) == 1.0


def test_the_time_of_the_first_turn_is_not_needed() -> None:
    times: list[Value] = [None, 10.0, 20.0, 30.0, 40.0, 50.0]
    assert tracks.convergence([0.0, 8.0, 1.0, 7.0, 2.0, 6.0], ALTERNATING, times) == 1.0


def test_a_clock_that_stands_still_gives_no_convergence() -> None:
    assert tracks.convergence([0.0, 8.0, 1.0, 7.0, 2.0, 6.0], ALTERNATING, [5.0] * 6) is None


def test_one_who_comes_over_to_a_constant_partner_converges() -> None:
    values = [0.0, 9.0, 0.0, 6.0, 0.0, 3.0, 0.0, 1.0]
    value = tracks.convergence(values, [0, 1] * 4)
    assert value is not None
    assert value > 0.9
    assert tracks.synchrony(values, [0, 1] * 4) is None
    assert tracks.proximity(values, [0, 1] * 4) is None


def test_synchrony_by_hand() -> None:
    """Pairs (1, 11) (2, 11) (2, 12) (3, 12) (3, 13): covariance 2.2, both variances 2.8."""
    value = tracks.synchrony([1.0, 11.0, 2.0, 12.0, 3.0, 13.0], ALTERNATING)
    assert value == pytest.approx(2.2 / 2.8)


def test_synchrony_pairs_speakers_and_not_first_with_second() -> None:
    """The second speaker is 100 above throughout; paired by order of turns, that alone would give -1."""
    values = [1.0, 101.0, 5.0, 105.0, 9.0, 109.0]
    value = tracks.synchrony(values, ALTERNATING)
    assert value is not None
    assert value > 0


def test_below_four_exchanges_there_is_nothing() -> None:
    values, sides = [1.0, 2.0, 5.0, 6.0], [0, 1, 0, 1]
    assert tracks.proximity(values, sides) is None
    assert tracks.convergence(values, sides) is None
    assert tracks.synchrony(values, sides) is None


def test_a_missing_value_is_not_bridged() -> None:
    values = [1.0, None, 5.0, 6.0, 1.0, float("nan"), 2.0]
    assert tracks.exchanges(values, [0, 1, 0, 1, 0, 1, 0]) == [(2, 5.0, 6.0), (3, 6.0, 1.0)]


def test_one_speaker_twice_in_a_row_is_no_exchange() -> None:
    assert tracks.exchanges([1.0, 2.0, 3.0], [0, 0, 1]) == [(1, 2.0, 3.0)]


@pytest.mark.parametrize("values", [[], [None] * 6, [float("nan")] * 6, [3.0] * 6, [1e300] * 6])
def test_nothing_and_constants_give_none(values: list[Value]) -> None:
    sides = ALTERNATING[: len(values)]
    assert tracks.proximity(values, sides) is None
    assert tracks.convergence(values, sides) is None
    assert tracks.synchrony(values, sides) is None


def test_a_constant_distance_is_constant_in_spite_of_rounding() -> None:
    values = [value for step in range(6) for value in (step / 10, step / 10 + 0.1 + 0.2)][:11]
    parallel = [value for step in range(6) for value in (0.1 + 0.2 + step * 0.0, 0.3)]
    assert tracks.convergence(parallel, [0, 1] * 6) is None
    assert tracks.convergence(values, ([0, 1] * 6)[:11]) is not None


def test_correlation_of_large_numbers_does_not_overflow() -> None:
    assert tracks.pearson([1e300, 2e300, 3e300, 4e300], [1.0, 2.0, 3.0, 4.0]) == pytest.approx(1)
    assert tracks.pearson([1e-300, 2e-300, 3e-300, 4e-300], [4.0, 3.0, 2.0, 1.0]) == pytest.approx(-1)


@given(turns)
def test_all_three_are_as_the_obvious_way_gives_them(track: Track) -> None:
    values, sides = split(track)
    meeting = obvious_exchanges(track)
    assert [(t, t + 1) for t, _, _ in tracks.exchanges(values, sides)] == meeting
    assert tracks.proximity(values, sides) == close(obvious_proximity(track))
    pairs = [(values[a], values[b]) if sides[a] == 0 else (values[b], values[a]) for a, b in meeting]
    first, second = [one for one, _ in pairs if one is not None], [other for _, other in pairs if other is not None]
    assert tracks.synchrony(values, sides) == close(obvious_correlation(first, second))
    distances = [-abs(one - other) for one, other in zip(first, second, strict=True)]
    numbers = [float(number) for number in range(len(distances))]
    assert tracks.convergence(values, sides) == close(obvious_correlation(distances, numbers))


@given(turns)
def test_swapping_the_speakers_changes_nothing(track: Track) -> None:
    values, sides = split(track)
    swapped = [1 - side for side in sides]
    assert tracks.proximity(values, sides) == close(tracks.proximity(values, swapped))
    assert tracks.convergence(values, sides) == tracks.convergence(values, swapped)
    assert tracks.synchrony(values, sides) == close(tracks.synchrony(values, swapped))


@given(turns, st.integers(-50, 50), st.integers(1, 9))
def test_the_unit_and_the_zero_of_the_values_do_not_matter(track: Track, zero: int, unit: int) -> None:
    values, sides = split(track)
    other = [None if value is None else zero + unit * value for value in values]
    before = tracks.proximity(values, sides)
    assert tracks.proximity(other, sides) == close(None if before is None else unit * before)
    assert tracks.convergence(other, sides) == close(tracks.convergence(values, sides))
    assert tracks.synchrony(other, sides) == close(tracks.synchrony(values, sides))


@given(turns)
def test_turns_without_a_value_at_the_end_change_nothing(track: Track) -> None:
    values, sides = split(track)
    for measure in (tracks.proximity, tracks.convergence, tracks.synchrony):
        assert measure([*values, None], [*sides, 0]) == measure(values, sides)


@given(turns)
def test_time_run_backwards_turns_convergence_round(track: Track) -> None:
    values, sides = split(track)
    forward = tracks.convergence(values, sides)
    backward = tracks.convergence(values[::-1], sides[::-1])
    assert backward == close(None if forward is None else -forward)
    assert tracks.synchrony(values[::-1], sides[::-1]) == close(tracks.synchrony(values, sides))


@given(turns)
def test_correlations_lie_between_minus_one_and_one(track: Track) -> None:
    values, sides = split(track)
    for value in (tracks.convergence(values, sides), tracks.synchrony(values, sides)):
        assert value is None or -1 <= value <= 1


def test_the_cards_of_a_track() -> None:
    three = tracks.cards("length", "turn length", "word_")
    assert [card.name for card in three] == [
        "length.word_proximity",
        "length.word_convergence",
        "length.word_synchrony",
    ]
    assert all(card.chance == "shuffle" and "turn length" in card.means for card in three)
    assert {card.chance for card in tracks.cards("rhythm", "pace", chance="")} == {""}


def test_measurements_have_the_closeness_at_each_answer() -> None:
    spoken = conversation([("user", None), ("user", None), ("assistant", None), ("user", None)])
    near, nearer, together = tracks.measurements(tracks.cards("f", "x"), spoken, [1.0, 2.0, 5.0, None])
    assert near.per_turn == (None, None, -3.0, None)
    assert (near.value, nearer.value, together.value) == (None, None, None)
    assert nearer.per_turn == together.per_turn == ()


def test_measurements_take_the_time_of_the_turns() -> None:
    times = [0.0, 10.0, 20.0, 30.0, 40.0, 90.0]
    spoken = conversation([(("user", "assistant")[t % 2], time) for t, time in enumerate(times)])
    values = [0.0, 8.0, 1.0, 7.0, 2.0, 6.0]
    _, nearer, _ = tracks.measurements(tracks.cards("f", "x"), spoken, values)
    assert nearer.value == tracks.convergence(values, ALTERNATING, times)
    assert tracks.starts(spoken) == tuple(times)


def test_the_level_has_a_mean_for_each_side() -> None:
    spoken = conversation([("user", None), ("assistant", None), ("user", None)])
    card, *_ = tracks.cards("f", "x")
    found = series(card, spoken, [1.0, None, 4.0])
    assert (found.value, found.sides, found.per_turn) == (2.5, (2.5, None), (1.0, None, 4.0))


def test_a_long_track_is_quick() -> None:
    values = [float(t * 7919 % 1009) for t in range(20_000)]
    value = tracks.proximity(values, [0, 1] * 10_000)
    near = statistics.fmean(abs(a - b) for a, b in pairwise(values))
    assert value is not None
    assert value + near == pytest.approx(1009 / 3, rel=0.01)  # two numbers drawn evenly are a third apart


def test_a_surrogate_longer_than_its_record_has_no_times() -> None:
    spoken = conversation([("user", 0.0), ("assistant", 1.0)])
    longer = Talk(spoken.conversation, tuple(range(6)), ALTERNATING, spoken.names, ("x",) * 6)
    assert tracks.starts(longer) == (0.0, 1.0, None, None, None, None)
    _, nearer, _ = tracks.measurements(tracks.cards("f", "x"), longer, [0.0, 8.0, 1.0, 7.0, 2.0, 6.0])
    assert nearer.value == 1.0
