"""Moments: what a textbook gives for all values at once comes from one at a time, and from parts that are merged."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from commonground.statistics.moments import Moments

VALUES = st.lists(st.floats(-1e3, 1e3), max_size=30)


def of(values: list[float]) -> Moments:
    moments = Moments()
    for value in values:
        moments.add(value)
    return moments


@given(VALUES)
def test_mean_and_spread_are_those_of_all_values(values: list[float]) -> None:
    found = of(values)
    assert found.n == len(values)
    if values:
        assert found.mean == pytest.approx(np.mean(values), abs=1e-9)
        assert found.deviations == pytest.approx(np.var(values) * len(values), rel=1e-6, abs=1e-6)


@given(VALUES, VALUES)
def test_parts_merge_to_the_whole(first: list[float], second: list[float]) -> None:
    merged, whole = of(first), of(first + second)
    merged.merge(of(second))
    assert merged.n == whole.n
    assert merged.mean == pytest.approx(whole.mean, abs=1e-9)
    assert merged.deviations == pytest.approx(whole.deviations, rel=1e-6, abs=1e-6)


def test_interval_and_p_are_students() -> None:
    values = [0.1, 0.4, 0.35, 0.8, -0.2]
    interval, expected = of(values).interval(), stats.ttest_1samp(values, 0)
    assert interval is not None
    bounds = expected.confidence_interval()
    assert (interval.low, interval.high) == pytest.approx((bounds.low, bounds.high))
    assert of(values).p() == pytest.approx(expected.pvalue)


def test_few_values_say_little() -> None:
    assert of([]).interval() is None
    assert of([]).p() is None
    one = of([2.0]).interval()
    assert one is not None
    assert (one.mean, one.low, one.high, one.n) == (2, 2, 2, 1)
    assert of([2.0]).p() is None
    assert (of([2.0, 2.0]).p(), of([0.0, 0.0]).p()) == (0, 1)


def test_a_difference_of_means_is_welchs() -> None:
    one, other = [0.1, 0.4, 0.35, 0.8, -0.2], [0.9, 0.7, 1.4]
    expected = stats.ttest_ind(one, other, equal_var=False)
    found = of(one).minus(of(other))
    assert found is not None
    interval, p = found
    bounds = expected.confidence_interval()
    assert (interval.low, interval.high, p) == pytest.approx((bounds.low, bounds.high, expected.pvalue))
    assert interval.mean == pytest.approx(sum(one) / 5 - sum(other) / 3)
    assert interval.n == 8


def test_without_spread_there_is_no_difference_to_test() -> None:
    assert of([1.0]).minus(of([1.0, 2.0])) is None
    assert of([1.0, 1.0]).minus(of([2.0, 2.0])) is None
