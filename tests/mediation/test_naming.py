"""Naming: what is not taken over, and how a description that worked grows shorter."""

from __future__ import annotations

import pytest

from commonground.mediation.parts.naming import abusive, adoptable, claims, misspelt, shorter
from commonground.mediation.parts.synonyms import synonyms

LIST = (
    "tall red tower with a flag",
    "tall blue tower with a flag",
    "short red tower with a flag",
    "tall red tower with a bell",
)
HEARD = {word for text in LIST for word in text.split()}
OTHERS = LIST[1:]


@pytest.mark.parametrize("term", ["stupid one", "ugly old hag", "dumb-ass", "idiots", "fucking tower", "bastard"])
def test_abuse_is_not_taken_over(term: str) -> None:
    assert abusive(term)
    assert not adoptable(term, LIST[0], OTHERS, HEARD)


@pytest.mark.parametrize(
    "term", ["blue tower", "tower with a bell", "short thing", "fake tower", "so-called tower", "broken one"]
)
def test_a_claim_that_does_not_hold_of_the_thing_is_not_taken_over(term: str) -> None:
    assert claims(term, LIST[0], OTHERS)
    assert not adoptable(term, LIST[0], OTHERS, HEARD)


@pytest.mark.parametrize("term", ["rde tower", "tall red towre", "toweer", "the towr", "flagg", "reddd one"])
def test_a_slip_of_the_pen_is_not_taken_over(term: str) -> None:
    assert misspelt(term, HEARD)
    assert not adoptable(term, LIST[0], OTHERS, HEARD)


@pytest.mark.parametrize("term", ["lighthouse", "captain", "red giant", "old sea dog", "kranmel", "towers"])
def test_a_name_is_taken_over(term: str) -> None:
    assert adoptable(term, LIST[0], OTHERS, HEARD)


@pytest.mark.parametrize("term", ["", "one of the", "a long long way to go with very many words"])
def test_nothing_and_too_much_are_no_names(term: str) -> None:
    assert not adoptable(term, LIST[0], OTHERS, HEARD)


@pytest.mark.parametrize(
    ("of", "others", "short"),
    [
        ("small red house", ["small blue house", "small green house"], "red house"),
        ("small red house", ["small blue house", "big red house"], "small red house"),
        ("small red house with a ring", ["small red house with a hook"], "house with a ring"),
        ("small red house", ["small red boat"], "house"),
        ("house with a ring in the garden", ["house with a ring in the yard"], "house in the garden"),
    ],
)
def test_the_fewest_words_that_tell_it_apart(of: str, others: list[str], short: str) -> None:
    assert shorter(f"The {of}.", of, others) == short
    assert shorter(f"It is the {short}.", of, others) == short


def test_what_was_not_the_description_is_not_shortened() -> None:
    assert shorter("The captain.", "small red house", ["small blue house"]) is None
    assert shorter("The small house.", "small red house", ["small blue house"]) is None
    assert shorter("", "small red house", []) is None


def test_synonyms_are_the_other_words_of_a_group() -> None:
    assert "couch" in synonyms("sofa")
    assert "sofa" not in synonyms("sofas")
    assert synonyms("granite") == frozenset()
    for word in ("taxi", "invoice", "movie", "parcel"):
        assert all(word in synonyms(other) for other in synonyms(word))


@pytest.mark.parametrize(
    ("word", "others"),
    [
        ("sofa", {"couch", "settee"}), ("taxi", {"cab"}), ("lawyer", {"attorney"}),
        ("refund", {"reimbursement"}), ("movie", {"film"}), ("error", {"mistake"}), ("salary", {"wage"}),
    ],
)  # fmt: skip
def test_words_for_the_same_thing(word: str, others: set[str]) -> None:
    assert synonyms(word) == others


@pytest.mark.parametrize(
    ("term", "heard"),
    [
        ("tin owl", {"tan", "owl"}),  # three letters, one changed: too short to tell
        ("owls", {"owl"}),  # another form of the word
        ("tower", {"tower"}),
        ("lower", {"tower"}),  # another first letter
        ("captain", {"cabin"}),
        ("the", {"teh"}),
    ],
)
def test_words_that_only_look_alike_are_no_slips(term: str, heard: set[str]) -> None:
    assert not misspelt(term, heard)


@pytest.mark.parametrize("term", ["small red house", "red house", "house", "house with a ring"])
def test_what_holds_of_a_thing_is_no_false_claim(term: str) -> None:
    assert not claims(term, "small red house with a ring", ["big blue house with a hook"])


def test_of_two_ways_that_are_as_short_the_first_words_stay() -> None:
    of, others = "small red house", ["big blue house"]
    assert shorter(of, of, others) == "small house"
    assert shorter("red house", of, others) == "red house"


def test_no_way_is_found_to_tell_what_is_the_same() -> None:
    assert shorter("red house", "red house", ["red house"]) is None


@pytest.mark.parametrize("word", ["book", "present", "fall", "store", "form", "pay", "lift", "flat", "note", "line"])
def test_words_that_mean_many_things_have_no_synonyms(word: str) -> None:
    assert not synonyms(word)
