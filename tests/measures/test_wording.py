"""Word novelty: values by hand, the definition written out slowly, and what ICCA's code gives instead."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.measures.wording import BYTE, OFTEN, common_length, wnd, wnd_icca_compat, wnr, wnr_icca_compat

LEMMAS = st.lists(st.sampled_from("abcd"), max_size=40)
SHORT = st.lists(st.sampled_from("abc"), max_size=6)
BOTTLE = ("small", "blue", "bottle")


def slow_common_length(first: Sequence[str], second: Sequence[str]) -> int:
    """The textbook table: one cell for each pair of prefixes."""
    table = [[0] * (len(second) + 1) for _ in range(len(first) + 1)]
    for i, a in enumerate(first, start=1):
        for j, b in enumerate(second, start=1):
            table[i][j] = table[i - 1][j - 1] + 1 if a == b else max(table[i - 1][j], table[i][j - 1])
    return table[-1][-1]


def slow_distance(new: Sequence[str], previous: Sequence[str]) -> int:
    """The definition: insert 1, substitute 1, delete 0, by trying every choice."""
    if not new:
        return 0
    if not previous:
        return len(new)
    substitute = slow_distance(new[1:], previous[1:]) + (new[0] != previous[0])
    insert = slow_distance(new[1:], previous) + 1
    delete = slow_distance(new, previous[1:])
    return min(substitute, insert, delete)


def is_subsequence(small: Sequence[str], large: Sequence[str]) -> bool:
    rest = iter(large)
    return all(lemma in rest for lemma in small)


@pytest.mark.parametrize(
    ("new", "previous", "distance", "rate"),
    [
        (("bottle",), BOTTLE, 0, 0.0),
        (("blue", "bottle"), BOTTLE, 0, 0.0),
        (BOTTLE, BOTTLE, 0, 0.0),
        (BOTTLE, ("bottle",), 2, 2.0),
        (("vase",), BOTTLE, 1, 1 / 3),
        (("bottle", "blue"), BOTTLE, 1, 1 / 3),  # order counts
        (("blue", "glass", "bottle"), BOTTLE, 1, 1 / 3),
        ((), BOTTLE, 0, 0.0),
        (("bottle",), (), 1, 1.0),
        (("bottle", "cap"), (), 2, 1.0),
        ((), (), 0, 1.0),
    ],
)
def test_by_hand(new: tuple[str, ...], previous: tuple[str, ...], distance: int, rate: float) -> None:
    assert wnd(new, previous) == distance
    assert wnr(new, previous) == pytest.approx(rate)


@pytest.mark.parametrize(
    ("new", "previous", "distance"),
    [
        (("bottle",), BOTTLE, 2),  # two leading words dropped, both charged
        (("blue",), BOTTLE, 1),
        (("small",), BOTTLE, 0),  # what is dropped at the end is free
        (("blue", "bottle"), BOTTLE, 1),
        (("small", "bottle"), BOTTLE, 0),
        (("vase",), BOTTLE, 1),  # a new word costs less than the kept head
        ((), BOTTLE, 3),
        (BOTTLE, (), 3),
        (("vase", "bottle"), BOTTLE, 1),  # after a substitution deletions are free
        ((), (), 0),
    ],
)
def test_icca_by_hand(new: tuple[str, ...], previous: tuple[str, ...], distance: int) -> None:
    assert wnd_icca_compat(new, previous) == distance
    assert wnr_icca_compat(new, previous) == pytest.approx(distance / len(previous) if previous else 1)


def test_a_table_of_icca_filled_by_hand() -> None:
    """Rows for "", a, b, c; columns for "", b, c: [0 1 2] [1 1 2] [2 1 2] [3 1 1].

    The last cell is a match and takes the 1 of the match before it, which took the charged border of the dropped a.
    """
    assert wnd_icca_compat(["b", "c"], ["a", "b", "c"]) == 1
    assert wnd(["b", "c"], ["a", "b", "c"]) == 0


@given(LEMMAS, LEMMAS)
def test_the_fast_common_length_is_the_slow_one(first: list[str], second: list[str]) -> None:
    assert common_length(first, second) == slow_common_length(first, second)


@given(SHORT, SHORT)
def test_the_distance_is_that_of_the_definition(new: list[str], previous: list[str]) -> None:
    assert wnd(new, previous) == slow_distance(new, previous)


def test_common_lemmas_take_both_ways() -> None:
    """More than OFTEN uses of a lemma and fewer go through different code; both are the slow one."""
    first = ["a", "b"] * OFTEN + ["c", "d", "a"]
    second = ["b", "x", "a"] * OFTEN + ["d", "c"]
    assert common_length(first, second) == slow_common_length(first, second)


@given(LEMMAS, LEMMAS)
def test_the_distance_is_bounded(new: list[str], previous: list[str]) -> None:
    assert 0 <= wnd(new, previous) <= len(new)
    assert wnr(new, previous) >= 0


@given(LEMMAS, LEMMAS)
def test_common_length_is_symmetric(first: list[str], second: list[str]) -> None:
    assert common_length(first, second) == common_length(second, first)


@given(LEMMAS)
def test_what_stays_the_same_is_not_new(lemmas: list[str]) -> None:
    assert wnd(lemmas, lemmas) == 0
    assert wnd_icca_compat(lemmas, lemmas) == 0


@given(st.lists(st.sampled_from("abcd"), max_size=8))
def test_whatever_is_dropped_is_free(lemmas: list[str]) -> None:
    for size in range(len(lemmas)):
        for places in combinations(range(len(lemmas)), size):
            assert wnd([lemmas[place] for place in places], lemmas) == 0


@given(LEMMAS, LEMMAS)
def test_only_a_subsequence_is_free(new: list[str], previous: list[str]) -> None:
    assert (wnd(new, previous) == 0) == is_subsequence(new, previous)


@given(LEMMAS, LEMMAS)
def test_icca_never_charges_less(new: list[str], previous: list[str]) -> None:
    compatible = wnd_icca_compat(new, previous)
    assert compatible is not None
    assert wnd(new, previous) <= compatible <= max(len(new), len(previous))


@given(st.lists(st.sampled_from("abcd"), min_size=1, max_size=20), st.integers(0, 20))
def test_icca_agrees_where_only_the_end_is_dropped(lemmas: list[str], size: int) -> None:
    """A prefix costs nothing unless a later word of the previous mention equals its last one."""
    start = lemmas[: max(1, size)]
    if lemmas.count(start[-1]) == start.count(start[-1]):
        assert wnd_icca_compat(start, lemmas) == 0


def test_icca_has_no_value_above_a_byte() -> None:
    full = [str(n) for n in range(BYTE)]
    assert wnd_icca_compat(full, full[::-1]) is not None
    assert wnd_icca_compat([*full, "more"], full) is None
    assert wnr_icca_compat(full, [*full, "more"]) is None


def test_long_mentions_take_no_long_time() -> None:
    """A table of 20,000 by 20,000 cells would take minutes."""
    first = [str(n % 977) for n in range(20_000)]
    second = [str(n % 983) for n in range(20_000)]
    assert wnd(first, first[::-1]) > 0
    assert wnd(first, first) == 0
    assert 0 < wnd(first, second) < 20_000


@pytest.mark.parametrize("lemma", ["😀", "שלום", "\x00", "İ"])
def test_any_text_is_a_lemma(lemma: str) -> None:
    assert wnd([lemma], [lemma, "bottle"]) == 0
    assert wnr([lemma, "bottle"], ["bottle"]) == 1
