"""Single facts: what is known, how it is said, and which false claims belong to which split."""

from __future__ import annotations

import pytest

from commonground.town import known
from commonground.town.facts import PRICES, VENUES, lines
from commonground.town.known import FACTS, SORTS, Fact, others, sentence


def fact(sort: str, about: str) -> Fact:
    return Fact(next(one for one in SORTS if one.name == sort), about)


@pytest.mark.parametrize(
    ("sort", "about", "claim"),
    [
        ("quarter", "the Old Mill", "The Old Mill lies in the Hill quarter."),
        ("kind", "the Tin Roof", "The Tin Roof is a cafe."),
        ("meal", "the Old Mill", "A meal at the Old Mill costs 18 crowns."),
        ("seats", "the Copper Pot", "The Copper Pot has 20 seats."),
        ("opens", "the Old Mill", "The Old Mill opens at 11."),
        ("closes", "the Old Mill", "The Old Mill closes at 22."),
        ("job", "Ida", "Ida is a baker."),
        ("home", "Ida", "Ida lives in the Market quarter."),
        ("price", "bread", "The price of bread is 2 crowns."),
        ("price", "milk", "The price of milk is 1 crown."),
        ("stop", "the Castle", "The stop next to the Castle is the Museum."),
    ],
)
def test_each_sort_is_said_plainly(sort: str, about: str, claim: str) -> None:
    one = fact(sort, about)
    assert one.claim(one.value) == claim


def test_facts_are_those_of_the_town() -> None:
    assert len(FACTS) == 6 * len(VENUES) + 2 * 8 + len(PRICES) + 4
    for one in FACTS:
        if one.sort.name == "stop":
            beside = [line for line in lines() if one.about.removeprefix("the ") in line]
            assert len(beside) == 1  # what is next to it has one answer
            assert one.value in beside[0]


def test_a_false_claim_is_in_one_split_alone() -> None:
    for one in FACTS:
        train, test = (set(one.sort.wrong_values(one.about, split)) for split in ("train", "test"))
        assert not train & test
        assert one.value not in train | test
        assert not [value for value in train | test if value in one.about]


def test_every_sort_has_false_claims_in_both_splits() -> None:
    for sort in SORTS:
        for split in ("train", "test"):
            assert sum(len(sort.wrong_values(about, split)) for about in sort.known) >= 5, (sort.name, split)


def test_wordings_of_the_splits_share_the_plain_one_alone() -> None:
    for sort in SORTS:
        assert set(sort.wordings("train")) & set(sort.wordings("test")) == {sort.plain}
        assert not set(sort.asks["train"]) & set(sort.asks["test"])
        for form in (*sort.wordings("train"), *sort.wordings("test")):
            assert form.count("{e}") == form.count("{v}") == 1


def test_what_is_asked_beside_a_number_is_no_number_where_that_can_be() -> None:
    for one in FACTS:
        for beside in others(one):
            assert beside != one
            if beside.sort.scale == one.sort.scale:
                assert beside.value != one.value
                assert one.sort.name in ("price", "stop")
            else:
                assert not (one.value.isdigit() and beside.value.isdigit())


def test_the_briefing_has_every_fact() -> None:
    text = known.briefing()
    for venue in VENUES:
        assert f"{venue.name}: {venue.kind}, {venue.quarter} quarter, open {venue.opens} to {venue.closes}" in text
    assert all(f"{product} {price}" in text for product, price in PRICES.items())
    assert len(text) < 2000


def test_a_question_and_a_sentence_begin_with_a_capital() -> None:
    assert fact("opens", "the Old Mill").question("when does {e} open") == "When does the Old Mill open?"
    assert sentence("ida is a baker", ".") == "Ida is a baker."
