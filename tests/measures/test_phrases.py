"""Noun phrases by rule: what is a phrase, where it ends, and what its head is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.measures.phrases import Phrase, fragments, head_of, is_plural, phrases
from commonground.text.tokens import words


def said(text: str) -> list[str]:
    return [" ".join(phrase.words) for phrase in phrases(text)]


def only(text: str) -> Phrase:
    (phrase,) = phrases(text)
    return phrase


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Put the small blue bottle on a shelf.", ["the small blue bottle", "a shelf"]),
        ("The dog walks to the house", ["the dog", "the house"]),
        ("The dogs walk to the house", ["the dogs", "the house"]),
        ("the man holding a cup", ["the man", "a cup"]),
        ("the restaurant called Hilton", ["the restaurant", "hilton"]),
        ("the large dining room", ["the large dining room"]),
        ("the bus leaves late", ["the bus"]),
        ("I need the car tomorrow please", ["the car"]),
        ("make the tower red", ["the tower"]),
        ("the building and the buildings", ["the building", "the buildings"]),
        ("a really tall man", ["a really tall man"]),
        ("both my sisters", ["both my sisters"]),
        ("my sister's car", ["my sister's car"]),
        ("the two other windows", ["the two other windows"]),
        ("I see 3 flights", ["3 flights"]),
        ("0 flights", []),
        ("the red one", ["the red one"]),
        ("that one", []),  # nothing to tell it apart by
        ("one is here", []),
        ("the red", []),
        ("the", []),
        ("", []),
        ("no bottle, which bottle, every bottle", []),
        ("what kind of bottle", []),
        ("the time, the way, a lot", []),
        ("I think that bottles are nice", []),
        ("that looks good", []),
        ("this is good", []),
        ("Go to San Jose. San Jose is nice.", ["san jose", "san jose"]),
        ("Mary is here", []),  # a capital at the start says nothing
        ("an Italian restaurant", ["an italian restaurant"]),
        ("I like Italian food", []),
        ("Ok, blue bottle?", ["blue bottle"]),
        ("yes the left door", ["the left door"]),
        ("order pizza", []),
        ("PLEASE TAKE Bob AND ANN THERE", []),
        ("the bottle 😀 שלום", ["the bottle שלום"]),
        ("the bottle\x00the cup", ["the bottle", "the cup"]),
    ],
)
def test_phrases(text: str, expected: list[str]) -> None:
    assert said(text) == expected


def test_the_parts_of_a_phrase() -> None:
    phrase = only("the two small blue bottles")
    assert phrase == Phrase(
        ("the", "two", "small", "blue", "bottles"), "bottle", "definite", True, frozenset({"two", "small", "blue"})
    )


def test_another_and_other_are_one_modifier_and_same_is_none() -> None:
    assert only("another bottle").modifiers == only("the other bottle").modifiers == {"other"}
    assert only("the same bottle").modifiers == frozenset()


@pytest.mark.parametrize(
    ("text", "complements"),
    [
        ("the bottle on the left", {("at", "left")}),
        ("the bottle at the top", {("at", "top")}),
        ("the man with a red hat", {("with", "hat")}),
        ("the roof of the house", {("of", "house")}),
        ("the bottle on the table", set()),  # perhaps where it is put
        ("the bottle of", set()),
    ],
)
def test_complements(text: str, complements: set[tuple[str, str]]) -> None:
    assert phrases(text)[0].complements == complements


@pytest.mark.parametrize(
    ("text", "kind", "owner"),
    [
        ("my bottle", "definite", "my"),
        ("all their bottles", "definite", "their"),
        ("those bottles", "definite", ""),
        ("some bottles", "indefinite", ""),
        ("three bottles", "indefinite", ""),
        ("blue bottle", "bare", ""),
        ("ask Mary", "name", ""),
    ],
)
def test_kinds_and_owners(text: str, kind: str, owner: str) -> None:
    phrase = phrases(text)[-1]
    assert (phrase.kind, phrase.owner) == (kind, owner)


@pytest.mark.parametrize(
    ("text", "predicated"),
    [
        ("It's a bottle", True),
        ("this is a bottle", True),
        ("there is a bottle", False),
        ("is there a bottle", False),
        ("it is the bottle", False),
        ("I have a bottle", False),
    ],
)
def test_what_is_said_of_something_refers_to_nothing_new(text: str, predicated: bool) -> None:
    assert phrases(text)[-1].predicated is predicated


def test_a_who_clause_is_seen() -> None:
    assert only("the man who sits").related
    assert not only("the man sits").related


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("the small blue bottles on the left", "bottle"),
        ("blue bottle next to the cup", "bottle"),
        ("dancer with arms up", "dancer"),
        ("looks like a dancer", "dancer"),
        ("which bottle", "bottle"),
        ("the red one", "one"),
        ("the one on the left", "one"),
        ("the red", "red"),
        ("it", "it"),
        ("bob's house", "house"),
        ("ok, the dancer", "dancer"),
        ("", ""),
        ("😀 ...", ""),
        ("שלום", "שלום"),
    ],
)
def test_heads(text: str, head: str) -> None:
    assert head_of(text) == head


@pytest.mark.parametrize(
    ("word", "plural"), [("bottles", True), ("bottle", False), ("people", True), ("bus", False), ("glass", False)]
)
def test_number(word: str, plural: bool) -> None:
    assert is_plural(word) is plural


def test_fragments_know_their_sentence() -> None:
    found = [(fragment.words, fragment.starts) for fragment in fragments("Well, take it. 3.5 is it? Yes\nno")]
    assert found == [
        (("well",), True),
        (("take", "it"), False),
        (("3", "5", "is", "it"), True),
        (("yes",), True),
        (("no",), True),
    ]


@given(st.text(max_size=60))
def test_any_text_has_phrases_made_of_its_words(text: str) -> None:
    every = {word.replace("\u2019", "'") for fragment in fragments(text) for word in fragment.words}
    for phrase in phrases(text):
        assert set(phrase.words) <= every
        assert phrase.head
    assert bool(head_of(text)) <= bool(words(text))


@given(
    st.lists(
        st.sampled_from(words("the a other one red bottle bottles walks who of left is my no Mary 3")), max_size=12
    )
)
def test_any_order_of_words_is_read(found: list[str]) -> None:
    for phrase in phrases(" ".join(found)):
        assert phrase.words[-1] not in {"the", "a", "my", "of"}


@pytest.mark.parametrize("piece", ["the big dog ", "of the ", "blue ", "Bob and ", "THE DOG ", "no "])
def test_time_grows_with_the_text(piece: str) -> None:
    """Quadratic work on 200,000 characters would take minutes."""
    phrases(piece * (200_000 // len(piece)))
