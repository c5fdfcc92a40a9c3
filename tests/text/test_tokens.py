"""Tokens as dialign makes them and words as measures count them, whatever the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.text.tokens import VERSION, says, tokens, words

SEPARATE = "\\.?!,"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ()),
        (" \t\n", ()),
        ("Left, then up.", ("left", ",", "then", "up", ".")),
        ("really?!", ("really", "?!")),
        ("so...what", ("so", "...", "what")),
        ("3.14", ("3", ".", "14")),
        ("a\\b", ("a", "\\", "b")),
        ("well-known; yes: (this)", ("well-known;", "yes:", "(this)")),
        ("one\u00a0two", ("one", "two")),
        ("nul\x00byte", ("nul\x00byte",)),
        ("👍🏽 ok", ("👍🏽", "ok")),
        ("שלום, עולם", ("שלום", ",", "עולם")),
    ],
)
def test_tokens(text: str, found: tuple[str, ...]) -> None:
    assert tokens(text) == found


def test_case_is_kept_on_request() -> None:
    assert tokens("The Red ONE!", lower=False) == ("The", "Red", "ONE", "!")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ()),
        ("... !?", ()),
        ("👍 🎉", ()),
        ("Don't STOP.", ("don't", "stop")),
        ("don’t", ("don't",)),
        ("'quoted'", ("quoted",)),
        ("the dogs' well-known bone", ("the", "dogs", "well-known", "bone")),
        ("a--b - c", ("a", "b", "c")),
        ("snake_case", ("snake", "case")),
        ("$5 or 3.14", ("5", "or", "3", "14")),
        ("rock'n'roll", ("rock'n'roll",)),
        ("nul\x00byte", ("nul", "byte")),
        ("naïve Straße", ("naïve", "straße")),
        ("שלום עולם", ("שלום", "עולם")),
    ],
)
def test_words(text: str, found: tuple[str, ...]) -> None:
    assert words(text) == found


@given(st.text())
def test_tokens_lose_nothing_but_white_space(text: str) -> None:
    assert "".join(tokens(text, lower=False)) == "".join(text.split())


@given(st.text())
def test_a_token_is_punctuation_throughout_or_not_at_all(text: str) -> None:
    for token in tokens(text):
        assert token
        assert len({character in SEPARATE for character in token}) == 1


@given(st.text(st.characters(codec="ascii")))
def test_case_does_not_matter(text: str) -> None:
    assert tokens(text.upper()) == tokens(text) == tokens(text.lower())
    assert words(text.upper()) == words(text) == words(text.lower())


@given(st.text())
def test_words_are_stable(text: str) -> None:
    found = words(text)
    assert words(" ".join(found)) == found


@given(st.text(st.characters(codec="ascii")), st.text(st.characters(codec="ascii")))
def test_two_texts_apart_have_the_words_of_both(one: str, other: str) -> None:
    assert words(f"{one} {other}") == words(one) + words(other)


def test_a_megabyte() -> None:
    text = "word, " * 170_000
    assert len(words(text)) == 170_000
    assert len(tokens(text)) == 340_000


def test_the_version_is_named() -> None:
    assert VERSION.startswith("tokens-")


def test_a_phrase_is_said_in_whole_words() -> None:
    assert says("for 9 people", "9")
    assert says("The Old Mill, please", "old mill")
    assert not says("at 19:00", "9")
    assert not says("Idaho", "Ida")
    assert says("2.50 (or less)", "(or less)")
