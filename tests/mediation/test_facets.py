"""Facets of a sentence, and how a correction finds its sentence by them."""

from __future__ import annotations

import pytest

from commonground.mediation.parts.corrections import Cue, cue, fit, rest, says_only_that
from commonground.mediation.parts.courtesy import bare_answer, is_courtesy
from commonground.mediation.parts.facets import facets


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("for 11 of us", "people", "11"),
        ("a table for two", "people", "two"),
        ("our party size is 12", "people", "12"),
        ("at half past 11", "time", "half past 11"),
        ("at 5 p.m.", "time", "5pm"),
        ("leaving on March 6th", "day", "march 6th"),
        ("with three bags", "number of bag", "three"),
        ("for $1,200", "money", "$1,200"),
        ("we leave from the Station", "origin", "station"),
        ("bring it to 72 Bell Street", "address", "72 bell street"),
        ("please write about the parade", "topic", "parade"),
        ("my name is Rakshal", "called", "rakshal"),
        ("for 3 nights", "length", "3"),
        ("in blue", "colour", "blue"),
    ],
)
def test_values_are_read_by_their_form(text: str, kind: str, value: str) -> None:
    assert value in facets(text).of(kind)


@pytest.mark.parametrize("text", ["at the Green Door", "the Night Owl", "how about Kiku"])
def test_names_are_no_colours_times_or_topics(text: str) -> None:
    assert facets(text).kinds <= {"name", "place"}


def test_a_value_of_the_same_kind_fits_better_than_a_shared_word() -> None:
    new, old = facets("actually the table is for 5 people"), facets("we are 4 people")
    assert fit(new, old) > fit(new, facets("I want a corner table")) >= 0
    assert fit(new, facets("for 5 people")) < fit(new, old)


def test_the_rest_is_what_a_correction_would_lose() -> None:
    assert rest(facets("no, Tuesday"), facets("on Monday, please")) == frozenset()
    assert rest(facets("no, Tuesday"), facets("a bus on Monday for 4 people")) == {"bus", "people"}


def test_cues() -> None:
    assert [cue(one) for one in ("wait i was wrong it is red", "sorry it is red", "it is red", "yes make it red")] == [
        Cue.PLAIN,
        Cue.HINT,
        Cue.NONE,
        Cue.NONE,
    ]
    assert says_only_that("no wait")
    assert not says_only_that("no wait tuesday")


def test_courtesy_says_nothing_else() -> None:
    assert is_courtesy("you have been very helpful")
    assert not is_courtesy("that is good but too expensive")
    assert bare_answer("yes please")
    assert not bare_answer("yes but only on monday")
