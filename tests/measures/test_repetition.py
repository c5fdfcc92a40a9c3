"""What turns repeat of each other: the fast count against plain dictionaries, and the decay against hand-worked slopes."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.measures import repetition
from commonground.measures.repetition import FARTHEST, adjacent, decay, grams, items, repetitions

TURNS = st.lists(st.lists(st.sampled_from("abcde"), max_size=7), max_size=9)
SLOW = settings(deadline=None)  # the first example imports NumPy


def ngrams(turn: Sequence[str], size: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(turn[place : place + size]) for place in range(len(turn) - size + 1))


def slow_repetitions(
    turns: list[list[str]], sides: list[int]
) -> tuple[dict[tuple[int, int], int], Counter[tuple[int, int]]]:
    chances: Counter[tuple[int, int]] = Counter()
    repeats: Counter[tuple[int, int]] = Counter()
    for before in range(len(turns)):
        for turn in range(before + 1, len(turns)):
            if turn - before > FARTHEST or not turns[turn]:
                continue
            cell = int(sides[before] != sides[turn]), turn - before
            chances[cell] += len(set(turns[before]))
            repeats[cell] += len(set(turns[before]) & set(turns[turn]))
    return chances, repeats


def test_items_are_numbered_by_first_use() -> None:
    found = items([("b", "a"), (), ("a", "c")])
    assert found.codes.tolist() == [0, 1, 1, 2]
    assert found.turn.tolist() == [0, 0, 2, 2]
    assert (found.kinds, found.turns) == (3, 3)


def test_grams_are_counted_by_turn_and_never_run_across() -> None:
    found = grams(items([("a", "b", "a", "b"), ("a",), ("b", "a")]), 2)
    assert sorted(zip(found.turn.tolist(), found.counts.tolist(), strict=True)) == [(0, 1), (0, 2), (2, 1)]


def test_adjacent_of_a_talk_worked_out_by_hand() -> None:
    """Turn 1 has a twice and c; turn 0 has a once and b. Turn 2 has nothing, so that turn 3 meets nothing."""
    found = adjacent(grams(items([("a", "b"), ("a", "c", "a"), (), ("a",)]), 1))
    assert found.matches.tolist() == [0, 2, 0, 0]
    assert found.dots.tolist() == [0, 2, 0, 0]
    assert found.squares.tolist() == [2, 5, 0, 1]


@SLOW
@given(TURNS, st.integers(1, 4))
def test_adjacent_agrees_with_dictionaries(turns: list[list[str]], size: int) -> None:
    found = adjacent(grams(items(turns), size))
    counts = [ngrams(turn, size) for turn in turns]
    assert found.squares.tolist() == [sum(times**2 for times in count.values()) for count in counts]
    for turn in range(1, len(turns)):
        prime, target = counts[turn - 1], counts[turn]
        assert found.dots[turn] == sum(prime[gram] * times for gram, times in target.items())
        assert found.matches[turn] == sum(times for gram, times in target.items() if gram in prime)


def test_numbers_too_wide_for_a_key_are_made_narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = [list("abcab"), list("bcabc"), list("cab")]
    wide = [adjacent(grams(items(turns), size)) for size in (1, 2, 3, 4)]
    monkeypatch.setattr(repetition, "_WIDEST", 1)
    narrow = [adjacent(grams(items(turns), size)) for size in (1, 2, 3, 4)]
    assert [one.dots.tolist() for one in narrow] == [one.dots.tolist() for one in wide]
    assert [one.squares.tolist() for one in narrow] == [one.squares.tolist() for one in wide]


@pytest.mark.parametrize("turns", [[], [()], [(), ()], [("a",), ()]])
def test_nothing_is_shared_where_nothing_is_said(turns: list[tuple[str, ...]]) -> None:
    for size in (1, 2, 3):
        found = adjacent(grams(items(turns), size))
        assert found.dots.tolist() == [0.0] * len(turns)


@SLOW
@given(TURNS, st.data())
def test_repetitions_agree_with_pairs_of_sets(turns: list[list[str]], data: st.DataObject) -> None:
    sides = data.draw(st.lists(st.integers(0, 1), min_size=len(turns), max_size=len(turns)))
    chances, repeats = slow_repetitions(turns, sides)
    fast_chances, fast_repeats = repetitions(grams(items(turns), 1), sides)
    for other in (0, 1):
        for distance in range(FARTHEST + 1):
            assert fast_chances[other][distance] == chances.get((other, distance), 0)
            assert fast_repeats[other][distance] == repeats[other, distance]


def test_repetitions_stop_at_the_farthest_distance() -> None:
    turns = [["a"], *[["b"]] * FARTHEST, ["a"]]
    _, repeats = repetitions(grams(items(turns), 1), [turn % 2 for turn in range(len(turns))])
    assert repeats.sum() == FARTHEST * (FARTHEST - 1) / 2  # those of b alone


def four_turns() -> list[list[str]]:
    """Of 20 words each: 10 come back in the next turn, so that p = 1/2 there; 5 of the first in the last, p = 1/4."""
    numbers = [
        [*range(20)],
        [*range(10, 30)],
        [*range(20, 38), 5, 6],
        [*range(30, 38), 5, 6, 0, 1, 2, *range(90, 97)],
    ]
    return [[str(number) for number in turn] for turn in numbers]


def test_decay_worked_out_by_hand() -> None:
    """Distances 1 and 3 are to the other speaker and 2 to oneself, so the model fits each cell exactly:
    b1 = (logit 1/4 - logit 1/2) / (ln 3 - ln 1) = -1.
    """
    chances, repeats = repetitions(grams(items(four_turns()), 1), [0, 1, 0, 1])
    assert (repeats[1, 1], chances[1, 1], repeats[1, 3], chances[1, 3]) == (30, 60, 5, 20)
    assert decay(grams(items(four_turns()), 1), [0, 1, 0, 1]) == pytest.approx(-1)


def test_decay_is_that_of_a_general_optimiser() -> None:
    import random

    import numpy as np
    from scipy.optimize import minimize

    draw = random.Random(3)
    turns = [[f"w{int(draw.paretovariate(0.7)) % 60}" for _ in range(12)] for _ in range(30)]
    sides = [int(turn % 3 == 0) for turn in range(30)]
    chances, repeats = slow_repetitions(turns, sides)

    def loss(slopes: Sequence[float]) -> float:
        total = 0.0
        for (other, distance), trials in chances.items():
            score = slopes[0] + slopes[1] * math.log(distance) + slopes[2] * other
            total -= repeats[other, distance] * score - trials * float(np.logaddexp(0, score))
        return total

    best = minimize(
        loss, [0.0, 0.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-10, "maxiter": 5000}
    )
    assert decay(grams(items(turns), 1), sides) == pytest.approx(best.x[1], abs=1e-4)


def test_decay_needs_repeats_and_items_that_do_not_come_back() -> None:
    same = [[str(number) for number in range(20)]] * 6
    different = [[f"{turn} {number}" for number in range(20)] for turn in range(6)]
    sides = [0, 1] * 3
    assert decay(grams(items(same), 1), sides) is None
    assert decay(grams(items(different), 1), sides) is None


def test_decay_is_none_where_distance_and_speaker_are_one() -> None:
    """With three turns, distance 1 is always the other speaker and distance 2 oneself."""
    assert decay(grams(items(four_turns()[:3]), 1), [0, 1, 0]) is None


def test_decay_is_none_where_no_finite_slope_is_best() -> None:
    """All words come back at once and none later: the best slope is without end."""
    paired = [[f"{turn // 2} {number}" for number in range(30)] for turn in range(8)]
    assert decay(grams(items(paired), 1), [0, 1, 1, 0, 0, 1, 1, 0]) is None


def test_decay_of_few_or_no_turns_is_none() -> None:
    empty: list[list[str]] = [[], []]
    for turns in ([], [["a"]], [["a"], ["a"]], empty):
        assert decay(grams(items(turns), 1), [turn % 2 for turn in range(len(turns))]) is None


@SLOW
@given(st.lists(st.lists(st.sampled_from("abcdefghij"), min_size=3, max_size=8), min_size=4, max_size=12))
def test_decay_does_not_change_when_the_speakers_swap(turns: list[list[str]]) -> None:
    sides = [turn % 2 for turn in range(len(turns))]
    found = grams(items(turns), 1)
    one, two = decay(found, sides), decay(found, [1 - side for side in sides])
    assert one == two or one == pytest.approx(two)
