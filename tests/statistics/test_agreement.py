"""Cohen's kappa: a published example, its bounds, and an interval that covers the truth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.statistics.agreement import kappa, kappa_interval

LABELS = st.sampled_from("abc")


def test_a_table_by_hand() -> None:
    """20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: observed .7, expected .5, kappa .4."""
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert kappa(pairs) == pytest.approx(0.4)


def test_nothing_to_compare_is_none() -> None:
    assert kappa([]) is None
    assert kappa([("a", "a")] * 3) is None
    assert kappa_interval([("a", "b"), ("b", "a")], ["one", "one"]) is None
    assert kappa_interval([("a", "a")] * 3, "abc") is None


def test_every_pair_needs_its_cluster() -> None:
    with pytest.raises(ValueError, match="2 pairs and 1 clusters"):
        kappa_interval([("a", "b"), ("b", "b")], ["one"])


@given(st.lists(st.tuples(LABELS, LABELS), min_size=1, max_size=30))
def test_kappa_is_symmetric_and_at_most_one(pairs: list[tuple[str, str]]) -> None:
    found = kappa(pairs)
    other = kappa([(b, a) for a, b in pairs])
    assert found == (other if other is None else pytest.approx(other))
    assert found is None or -1 <= found <= 1
    assert found is None or (found == pytest.approx(1)) == all(a == b for a, b in pairs)


def test_the_interval_holds_what_many_conversations_would_give() -> None:
    """Labels agree by .8 on top of chance, 30 conversations of five turns: kappa is .8 in the long run."""
    covered = 0
    for trial in range(200):
        generator = np.random.default_rng([3, trial])
        own = generator.integers(3, size=150)
        other = np.where(generator.random(150) < 0.8, own, generator.integers(3, size=150))
        pairs = list(zip(own.tolist(), other.tolist(), strict=True))
        interval = kappa_interval(pairs, [turn // 5 for turn in range(150)], draws=500)
        assert interval is not None
        covered += interval.low <= 0.8 <= interval.high
    assert covered >= 180


def test_the_same_seed_gives_the_same_interval() -> None:
    pairs = [("a", "a"), ("a", "b"), ("b", "b"), ("b", "b"), ("a", "a")]
    assert kappa_interval(pairs, "vwxyz", seed=4) == kappa_interval(pairs, "vwxyz", seed=4)
