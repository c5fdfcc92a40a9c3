"""Aptitude and unreliability: values by hand, what the null explains, and what it does not."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.statistics.intervals import cluster_bootstrap
from commonground.statistics.reliability import FEWEST_RUNS, Reliability, reliability


def coins(seed: int, tasks: int, share: float, runs: int = 10) -> dict[int, list[int]]:
    rng = Random(seed)
    return {task: [int(rng.random() < share) for _ in range(runs)] for task in range(tasks)}


def found(scores: dict[int, list[int]], draws: int = 400) -> Reliability:
    result = reliability(scores, draws=draws)
    assert result
    return result


def test_percentiles_by_hand() -> None:
    """Nine right of ten: percentiles by linear interpolation lie at positions 0.9 and 8.1 of the sorted scores."""
    result = found({0: [0] + [1] * 9, 1: [0] * 10})
    assert result.performance.mean == pytest.approx(0.45)
    assert result.aptitude.mean == pytest.approx(0.5)
    assert result.unreliability.mean == pytest.approx((1 - 0.9) / 2)
    assert result.runs == 10


def test_the_spread_of_coins_is_as_the_reference_gives_it() -> None:
    """U of pure coins with ten runs: about .30 at p .9, .65 at .8, .92 at .65."""
    for share, expected in ((0.9, 0.30), (0.8, 0.65), (0.65, 0.92)):
        result = found(coins(1, 3000, share), draws=20)
        assert result.unreliability.mean == pytest.approx(expected, abs=0.03)
        assert result.null.mean == pytest.approx(expected, abs=0.03)


def test_the_null_explains_coins_and_nothing_else() -> None:
    assert found(coins(2, 100, 0.7)).p > 0.05
    split = {task: [int(task % 10 < 7)] * 10 for task in range(100)}
    result = found(split)
    assert result.p < 0.01
    assert result.unreliability.mean == 0
    assert result.overdispersion.mean == pytest.approx(1.0)


def test_over_dispersion_by_hand() -> None:
    """Two tasks, 10 and 0 of 10 but for one run each: B = 3.2, W = 0.1, so (3.2 - 0.1) / (3.2 + 9 * 0.1)."""
    result = found({0: [1] * 9 + [0], 1: [0] * 9 + [1]})
    assert result.overdispersion.mean == pytest.approx(3.1 / 4.1)


def test_over_dispersion_of_a_beta_binomial_is_its_correlation() -> None:
    generator = np.random.default_rng(3)
    shares = generator.beta(1.0, 1.0, size=4000)  # correlation 1 / (a + b + 1)
    scores = {task: list(map(int, generator.random(10) < share)) for task, share in enumerate(shares)}
    result = found(scores, draws=100)
    assert result.overdispersion.mean == pytest.approx(1 / 3, abs=0.03)
    assert result.overdispersion.low < 1 / 3 < result.overdispersion.high


def test_too_few_runs_or_tasks_say_nothing() -> None:
    assert reliability({}) is None
    assert reliability({0: [1] * 10}) is None
    assert reliability({0: [1] * (FEWEST_RUNS - 1), 1: [0] * (FEWEST_RUNS - 1)}) is None


def test_tasks_need_the_same_number_of_runs() -> None:
    with pytest.raises(ValueError, match="10 to 11"):
        reliability({0: [1] * 10, 1: [0] * 11})


def test_all_right_has_no_spread() -> None:
    result = found({0: [1] * 10, 1: [1] * 10})
    assert (result.unreliability.mean, result.null.mean, result.overdispersion.mean) == (0, 0, 0)


def test_the_same_seed_gives_the_same_numbers() -> None:
    assert reliability(coins(4, 20, 0.5), seed=7, draws=50) == reliability(coins(4, 20, 0.5), seed=7, draws=50)


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(12)), st.integers(0, 5))
def test_the_order_of_tasks_and_runs_is_no_matter(order: list[int], turned: int) -> None:
    scores = coins(5, 12, 0.6)
    moved = {task: scores[task][turned:] + scores[task][:turned] for task in order}
    assert reliability(scores, draws=30) == reliability(moved, draws=30)


def test_intervals_of_a_thousand_simulated_models_cover_the_truth() -> None:
    """Coins of known p, 60 tasks of ten runs: a 95 % interval that is clustered on tasks holds p in 93.5 to 96.5 %."""
    covered = 0
    for model in range(1000):
        share = 0.3 + 0.4 * (model % 5) / 4
        generator = np.random.default_rng([11, model])
        means = generator.binomial(10, share, size=60) / 10
        interval = cluster_bootstrap(means.tolist(), range(60), seed=model, draws=1000)
        assert interval
        covered += interval.low <= share <= interval.high
    assert 0.935 <= covered / 1000 <= 0.965


def test_the_null_explains_the_spread_of_simulated_models() -> None:
    """Of 200 models without over-dispersion, the null's 95 % range holds U in all but about 10."""
    outside = sum(found(coins(100 + model, 40, 0.6), draws=200).p < 0.05 for model in range(200))
    assert outside <= 20
