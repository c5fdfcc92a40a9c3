"""Intervals: published values, values by hand, and what must hold of any."""

from __future__ import annotations

import subprocess
import sys
from math import log, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.statistics.intervals import Interval, adjusted, cluster_bootstrap, paired_difference, wilson

Z = 1.959963984540054  # the normal quantile of a two-sided level of 95 %
BITS = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1)), min_size=1, max_size=40)
few = settings(max_examples=25, deadline=None)  # the first example pays for importing SciPy


def columns(both: int, only_a: int, only_b: int, neither: int) -> tuple[list[int], list[int]]:
    pairs = [(1, 1)] * both + [(1, 0)] * only_a + [(0, 1)] * only_b + [(0, 0)] * neither
    return [a for a, _ in pairs], [b for _, b in pairs]


def test_wilson_as_newcombe_published_it() -> None:
    # Newcombe 1998, Statistics in Medicine 17:857, table I: 81 of 263 and 15 of 148.
    first, second = wilson(81, 263), wilson(15, 148)
    assert first
    assert second
    assert (round(first.low, 4), round(first.high, 4)) == (0.2553, 0.3662)
    assert (round(second.low, 4), round(second.high, 4)) == (0.0624, 0.1605)


def test_wilson_of_no_success_by_hand() -> None:
    interval = wilson(0, 20)
    assert interval
    assert (interval.mean, interval.low, interval.n) == (0.0, 0.0, 20)
    assert interval.high == pytest.approx(Z**2 / (20 + Z**2))


def test_wilson_of_nothing_is_nothing() -> None:
    assert wilson(0, 0) is None


@few
@given(st.integers(1, 300), st.data())
def test_wilson_is_the_formula_and_mirrors(n: int, data: st.DataObject) -> None:
    successes = data.draw(st.integers(0, n))
    interval, mirrored = wilson(successes, n), wilson(n - successes, n)
    assert interval
    assert mirrored
    p, scale = successes / n, 1 + Z**2 / n
    half = Z * sqrt(p * (1 - p) / n + Z**2 / (4 * n * n))
    assert interval.low == pytest.approx((p + Z**2 / (2 * n) - half) / scale, abs=1e-9)
    assert interval.high == pytest.approx(1 - mirrored.low)
    assert 0 <= interval.low <= p <= interval.high <= 1


@pytest.mark.parametrize(("successes", "n", "confidence"), [(3, 2, 0.95), (-1, 2, 0.95), (0, -1, 0.95), (1, 2, 1.0)])
def test_wilson_refuses_what_is_no_share(successes: int, n: int, confidence: float) -> None:
    with pytest.raises(ValueError, match="must be"):
        wilson(successes, n, confidence)


def test_the_score_interval_as_published() -> None:
    # Airway hyper-responsiveness before and after stem cell transplantation (Bentur et al. 2009); Tango's interval in
    # Fagerland, Lydersen and Laake 2017, Statistical Analysis of Contingency Tables, chapter 8.
    difference = paired_difference(*columns(1, 1, 7, 12))
    assert difference
    assert difference.method == "score"
    assert (round(difference.mean, 3), round(difference.low, 3), round(difference.high, 3)) == (-0.286, -0.517, -0.026)


def test_the_score_interval_without_a_pair_that_differs_by_hand() -> None:
    difference = paired_difference(*columns(12, 0, 0, 8))
    assert difference
    assert difference.mean == 0
    assert difference.high == -difference.low == pytest.approx(Z**2 / (20 + Z**2))


def test_the_score_bound_where_all_differences_point_one_way_by_hand() -> None:
    # (5 - 8d)² = z² (5 - 8d) (1 + d), so d = (5 - z²) / (8 + z²); one-sided z = 1.645.
    difference = paired_difference(*columns(2, 5, 0, 1))
    assert difference
    assert difference.low == pytest.approx((5 - Z**2) / (8 + Z**2))
    assert difference.lower == pytest.approx((5 - 1.6448536269514722**2) / (8 + 1.6448536269514722**2))


@pytest.mark.parametrize(("only_a", "only_b", "same"), [(7, 3, 20), (1, 2, 5), (12, 9, 4)])
def test_at_its_bound_the_likeliest_null_is_just_rejected(only_a: int, only_b: int, same: int) -> None:
    difference = paired_difference(*columns(0, only_a, only_b, same))
    assert difference
    n, low = only_a + only_b + same, difference.low

    def likelihood(share: float) -> float:
        rest = 1 - 2 * share - low
        return only_a * log(share + low) + only_b * log(share) + same * log(rest)

    least, most = max(0.0, -low), (1 - low) / 2
    grid = [least + (most - least) * step / 20_000 for step in range(1, 20_000)]
    likeliest = max(grid, key=likelihood)
    error = sqrt(n * (2 * likeliest + low - low**2))
    assert (only_a - only_b - n * low) / error == pytest.approx(Z, abs=1e-3)


def test_the_score_interval_of_a_clean_sweep_ends_at_one() -> None:
    difference = paired_difference([1] * 10, [0] * 10)
    assert difference
    assert (difference.mean, difference.high) == (1.0, 1.0)
    assert 0 < difference.low < difference.lower < 1


@few
@given(BITS, st.data())
def test_differences_of_bits_hold_the_mean_and_mirror(pairs: list[tuple[int, int]], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(pairs))
    a, b = [x for x, _ in pairs], [y for _, y in pairs]
    difference, mirrored = paired_difference(a, b), paired_difference(b, a)
    assert difference == paired_difference([x for x, _ in shuffled], [y for _, y in shuffled])
    assert difference
    assert mirrored
    assert -1 <= difference.low <= difference.lower <= difference.mean <= difference.high <= 1
    assert (difference.low, difference.high) == (-mirrored.high, -mirrored.low)


def test_a_higher_level_is_wider() -> None:
    a, b = columns(5, 6, 2, 7)
    usual, sure = paired_difference(a, b), paired_difference(a, b, confidence=0.99)
    assert usual
    assert sure
    assert sure.low < usual.low
    assert usual.high < sure.high


def test_pairs_with_a_score_that_does_not_apply_are_left_out() -> None:
    assert paired_difference([1, None, 0, 1], [0, 1, None, 1]) == paired_difference([1, 1], [0, 1])


@pytest.mark.parametrize("a", [[], [None]])
def test_no_pair_is_nothing(a: list[float | None]) -> None:
    assert paired_difference(a, [0.5] * len(a)) is None


@pytest.mark.parametrize(("a", "b"), [([1], []), ([2], [0]), ([0.5], [-0.1]), ([float("nan")], [1])])
def test_what_is_no_pair_of_scores_is_refused(a: list[float], b: list[float]) -> None:
    with pytest.raises(ValueError, match=r"pairs need|within 0..1"):
        paired_difference(a, b)


def test_graded_scores_are_bootstrapped_and_repeat_with_their_seed() -> None:
    a, b = [0.9, 0.71, 0.8, 1.0, 0.6], [0.5, 0.6, 0.903, 0.4, 0.507]
    difference = paired_difference(a, b, seed=3)
    assert difference
    assert difference.method == "bootstrap"
    assert difference.mean == pytest.approx(0.22)
    assert -0.11 <= difference.low < difference.lower < 0.22 < difference.high <= 0.6
    assert paired_difference(a, b, seed=3) == difference
    assert paired_difference(a, b, seed=3, draws=50) != paired_difference(a, b, seed=4, draws=50)


def test_one_graded_pair_says_nothing_about_the_spread() -> None:
    difference = paired_difference([0.5], [0.25])
    assert difference
    assert (difference.mean, difference.low, difference.high, difference.method) == (0.25, -1.0, 1.0, "range")


def test_two_clusters_by_hand() -> None:
    # Means of two draws from {0, 1}: 0, 1/2, 1/2, 1; so the 2.5 and 97.5 percentiles are 0 and 1.
    assert cluster_bootstrap([0, 0, 1, 1], ["x", "x", "y", "y"], seed=1) == Interval(0.5, 0.0, 1.0, 2)


def test_equal_runs_of_a_task_do_not_narrow_the_interval() -> None:
    values = [0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 0.0]
    once = cluster_bootstrap(values, range(8), seed=0)
    often = cluster_bootstrap([value for value in values for _ in range(10)], [i // 10 for i in range(80)], seed=0)
    alone = cluster_bootstrap([value for value in values for _ in range(10)], range(80), seed=0)
    assert once == often
    assert often
    assert alone
    assert alone.high - alone.low < (often.high - often.low) / 2


def test_larger_clusters_weigh_more() -> None:
    interval = cluster_bootstrap([1, 1, 1, 0], ["x", "x", "x", "y"], seed=0)
    assert interval
    assert interval.mean == 0.75


@few
@given(st.lists(st.tuples(st.floats(-5, 5), st.integers(0, 4)), min_size=2, max_size=20), st.data())
def test_the_order_of_values_does_not_matter(values: list[tuple[float, int]], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(values))
    one = cluster_bootstrap([v for v, _ in values], [c for _, c in values], seed=0, draws=20)
    other = cluster_bootstrap([v for v, _ in shuffled], [c for _, c in shuffled], seed=0, draws=20)
    assert one == other
    assert (one is None) == (len({c for _, c in values}) < 2)


def test_values_that_do_not_apply_are_left_out_with_their_clusters() -> None:
    assert cluster_bootstrap([1, None, 0, None], ["x", "x", "y", "z"], 0) == cluster_bootstrap([1, 0], ["x", "y"], 0)


@pytest.mark.parametrize("values", [[], [None, None], [1.0, 0.0]])
def test_fewer_than_two_clusters_are_nothing(values: list[float | None]) -> None:
    assert cluster_bootstrap(values, ["x"] * len(values), seed=0) is None


@pytest.mark.parametrize(("clusters", "draws", "confidence"), [("x", 10, 0.95), ("xy", 0, 0.95), ("xy", 10, 0.0)])
def test_a_bootstrap_that_cannot_be_is_refused(clusters: str, draws: int, confidence: float) -> None:
    with pytest.raises(ValueError, match=r"cluster|draws|confidence"):
        cluster_bootstrap([0, 1], clusters, 0, draws, confidence)


def test_importing_loads_neither_numpy_nor_scipy() -> None:
    code = "import sys, commonground.statistics.intervals; print({'numpy', 'scipy'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"


def test_the_p_value_of_pairs_by_hand() -> None:
    """McNemar's exact test is a sign test on the pairs that differ: 1 of 8 has p = 2 (1 + 8) / 2^8."""
    difference = paired_difference(*columns(5, 1, 7, 3))
    assert difference
    assert difference.p == pytest.approx(2 * 9 / 2**8)
    same = paired_difference([1, 0, 1], [1, 0, 1])
    assert same
    assert same.p == 1.0


def test_the_p_value_of_graded_pairs_counts_signs() -> None:
    """Ten pairs that all differ one way: of 2^10 ways to give signs only two are as extreme."""
    difference = paired_difference([0.9] * 10, [0.4] * 10, draws=20_000)
    assert difference
    assert difference.p == pytest.approx(2 / 2**10, abs=0.001)


def test_graded_pairs_without_a_difference_have_a_high_p_value() -> None:
    difference = paired_difference([0.5, 0.25, 0.75, 0.5], [0.25, 0.5, 0.5, 0.75])
    assert difference
    assert difference.p > 0.9


def test_p_values_are_corrected_for_their_number() -> None:
    """By hand, Benjamini and Hochberg: p * m / rank, made monotone from the largest down."""
    assert adjusted([0.01, 0.02, 0.03, 0.5]) == pytest.approx([0.04, 0.04, 0.04, 0.5])
    assert adjusted([]) == []
