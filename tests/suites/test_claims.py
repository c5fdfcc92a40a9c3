"""Claims: registered with source, number and margin, and the number of ours that stands against each."""

from __future__ import annotations

import pytest

from commonground.suites.claims import GRADUAL_REVEAL, PUBLISHED_GPT_4O_MINI, Claim, Key, Means, gap, ratio, recovery

FULL: Key = ("FULL", "off")
SHARDED: Key = ("SHARDED", "off")
RECAP: Key = ("RECAP", "off")
MEANS: Means = {(name, "off"): score for name, score in PUBLISHED_GPT_4O_MINI.items()}


def claim(name: str) -> Claim:
    return next(one for one in GRADUAL_REVEAL if one.id == name)


def test_ratio_by_hand() -> None:
    assert ratio(SHARDED, FULL)({SHARDED: 0.3, FULL: 0.6}) == 0.5
    assert ratio(SHARDED, FULL)({SHARDED: 0.0, FULL: 0.6}) == 0


@pytest.mark.parametrize("means", [{}, {FULL: 0.5}, {SHARDED: 0.5}, {SHARDED: 0.5, FULL: 0.0}])
def test_no_ratio_of_what_is_missing_or_to_nothing(means: Means) -> None:
    assert ratio(SHARDED, FULL)(means) is None


def test_recovery_by_hand() -> None:
    measure = recovery(RECAP, SHARDED, FULL)
    assert measure({RECAP: 0.75, SHARDED: 0.5, FULL: 1.0}) == 0.5
    assert measure({RECAP: 0.5, SHARDED: 0.5, FULL: 1.0}) == 0
    assert measure({RECAP: 0.25, SHARDED: 0.5, FULL: 1.0}) == -0.5
    assert measure({RECAP: 1.0, SHARDED: 0.0, FULL: 0.5}) == 2


@pytest.mark.parametrize(
    "means",
    [
        {},
        {RECAP: 0.5, SHARDED: 0.5},
        {RECAP: 0.5, FULL: 0.5},
        {RECAP: 0.7, SHARDED: 0.5, FULL: 0.5},
        {RECAP: 0.7, SHARDED: 0.9, FULL: 0.5},
    ],
)
def test_no_recovery_where_there_is_no_gap(means: Means) -> None:
    assert recovery(RECAP, SHARDED, FULL)(means) is None


@pytest.mark.parametrize("one", GRADUAL_REVEAL, ids=lambda one: one.id)
def test_a_claim_is_registered_in_full(one: Claim) -> None:
    assert one.id
    assert one.statement
    assert one.source.startswith("arXiv ")
    assert one.date >= "2025-05"
    assert one.grade in ("paper", "abstract", "page")
    assert one.rule in ("within", "above", "below")
    assert one.published
    assert (one.margin > 0) == (one.rule == "within")


def test_ids_are_unique() -> None:
    assert len({one.id for one in GRADUAL_REVEAL}) == len(GRADUAL_REVEAL) == 13


def test_the_text_and_the_table_of_one_paper_disagree_and_both_are_registered() -> None:
    """The table's two repairs recover .44 and .31 of the gap, the text says 15 to 20 %."""
    measured = claim("repairs-as-quoted").measure(MEANS)
    assert measured is not None
    assert measured == pytest.approx((0.44 + 0.31) / 2, abs=0.01)
    assert measured > claim("repairs-as-quoted").value + claim("repairs-as-quoted").margin


def test_a_gap_by_hand() -> None:
    assert gap(FULL, SHARDED)({FULL: 0.75, SHARDED: 0.5}) == 0.25
    assert gap(FULL, SHARDED)({FULL: 0.75}) is None


def test_published_parts_follow_from_each_other() -> None:
    """30.9 / 64.4 for early answers; (71.8 - 44.3) / (73.8 - 44.3) for the reset."""
    assert ".48" in claim("early-answers").published
    assert round(30.9 / 64.4, 2) == 0.48
    assert round((71.8 - 44.3) / (73.8 - 44.3), 2) == claim("reset-recovers").value


@pytest.mark.parametrize(("name", "published"), [("recap-recovers", 0.44), ("snowball-recovers", 0.31)])
def test_claims_about_one_model_follow_from_its_published_scores(name: str, published: float) -> None:
    """16.1 and 11.4 of the 36.4 points between SHARDED and FULL."""
    measured = claim(name).measure(MEANS)
    assert measured is not None
    assert round(measured, 2) == published == claim(name).value


def test_the_published_scores_of_one_model_lie_near_the_claims_about_fifteen() -> None:
    for name in ("sharded-drop", "concat-keeps"):
        measured = claim(name).measure(MEANS)
        assert measured is not None
        assert abs(measured - claim(name).value) <= claim(name).margin


def test_no_claim_can_be_tested_on_nothing() -> None:
    assert all(one.measure({}) is None for one in GRADUAL_REVEAL)
    assert all(one.measure({FULL: 0.9}) is None for one in GRADUAL_REVEAL)
