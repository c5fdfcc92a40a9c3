"""Readability: syllables and sentences by hand, Flesch's formula on them, and texts that it does not fit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.conversation.record import Conversation, Turn
from commonground.measures import readability, tracks
from commonground.measures.measure import Measurement
from commonground.measures.readability import ease, sentences, syllables
from commonground.measures.talk import talk

SYLLABLES = {
    1: "a I the cat strength through make makes asked called whiles league guide queue eyes year we're you've hmm TV been",
    2: (
        "table wanted faces boxes wishes handled acre question player lovely movement baseline doing quiet science client"
        " poem create didn't prism rhythm people okay business something unique village social nation goodbye"
    ),
    3: "museum readable's happier period piano medium video actual fluently whatever everything settlement beautiful",
    4: "information conversation associate reality geography understanding experience January",
    5: "continuously readability university",
}
CASES = [(word, count) for count, listed in SYLLABLES.items() for word in listed.split()]
texts = st.lists(st.text("abe yo.!?\n'5😀\0ש", max_size=16), min_size=2, max_size=10)


def measured(said: list[str], first: str = "user") -> dict[str, Measurement]:
    other = {"user": "assistant", "assistant": "user"}[first]
    found = talk(Conversation(tuple(Turn((first, other)[t % 2], text) for t, text in enumerate(said))))
    assert found is not None
    return {one.measure: one for one in readability.compute(found)}


def flesch(spoken: int, parts: int, heard: int) -> float:
    return 206.835 - 1.015 * spoken / parts - 84.6 * heard / spoken


@pytest.mark.parametrize(("word", "count"), CASES)
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


def test_syllables_of_compounds_are_those_of_the_parts() -> None:
    assert syllables("well-known") == 2
    assert syllables("mother-in-law") == 4


@pytest.mark.parametrize("word", ["", "5", "-", "שלום", "привет", "世界", "😀", "\0"])
def test_what_has_no_latin_letter_has_no_syllable(word: str) -> None:
    assert syllables(word) == 0


def test_marks_on_letters_are_left_out() -> None:
    assert syllables("naïve") == syllables("naive")
    assert syllables("über") == 2
    assert syllables("ＡＢＬＥ") == syllables("able")


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=20))
def test_a_word_has_at_least_one_syllable_and_at_most_one_a_letter(word: str) -> None:
    assert 1 <= syllables(word) <= max(1, len(word))
    assert syllables(word) == syllables(word.upper())


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ()),
        (" \n ", ()),
        ("Yes", ("Yes",)),
        ("One. Two! Three?", ("One.", "Two!", "Three?")),
        ("Pi is 3.14 and example.org is a site.", ("Pi is 3.14 and example.org is a site.",)),
        ('He said "Go." Then he went.', ('He said "Go."', "Then he went.")),
        ("Wait... what?!  (No.) Fine", ("Wait...", "what?!", "(No.)", "Fine")),
        ("- one\n- two\n\n- three", ("- one", "- two", "- three")),
        ("Well… maybe", ("Well…", "maybe")),
    ],
)
def test_sentences(text: str, parts: tuple[str, ...]) -> None:
    assert sentences(text) == parts


@given(st.text("ab .!?\n'\"\0", max_size=40))
def test_sentences_lose_nothing_but_white_space(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "spoken", "parts", "heard"),
    [
        ("The cat sat on the mat.", 6, 1, 6),
        ("The cat sat. The dog ran.", 6, 2, 6),
        ("Readability matters!", 2, 1, 7),
        ("The table is 3.50 long", 4, 1, 5),
        ("Yes. 5. 6.", 1, 1, 1),
        ("Don't go.", 2, 1, 2),
        ("שלום my friend", 2, 1, 2),
    ],
)
def test_ease_by_hand(text: str, spoken: int, parts: int, heard: int) -> None:
    assert ease(text) == pytest.approx(flesch(spoken, parts, heard))


@pytest.mark.parametrize("text", ["", " ", "...", "5 6 7", "😀", "مرحبا", "Привет, мир!", "\0"])
def test_what_is_not_in_latin_letters_has_no_ease(text: str) -> None:
    assert ease(text) is None


def test_the_easiest_there_is() -> None:
    assert ease("Go.") == pytest.approx(121.22)


@given(st.text("abe yo.!?\n'5", max_size=60))
def test_case_changes_nothing(text: str) -> None:
    assert ease(text.upper()) == ease(text.lower())


@given(st.lists(st.sampled_from(["The cat sat.", "Wonderful!", "It is a table."]), min_size=1, max_size=6))
def test_saying_it_twice_is_as_easy(said: list[str]) -> None:
    once = ease(" ".join(said))
    assert once is not None
    assert ease(" ".join(said * 2)) == pytest.approx(once)
    assert once <= 121.22 + 1e-9


@pytest.mark.parametrize("text", ["word " * 200_000, "e" * 1_000_000, "!" * 1_000_000 + "x", "a\n" * 500_000])
def test_a_very_long_turn_is_read_in_time_that_grows_with_it(text: str) -> None:
    assert ease(text) is not None


def test_every_card_has_its_measurement_in_order() -> None:
    assert list(measured(["a", "b"])) == [card.name for card in readability.FAMILY.cards]
    assert readability.FAMILY.name == "readability"


def test_the_measures_of_a_talk() -> None:
    said = [
        "Go.",
        "Wonderful conversation!",
        "Stay here.",
        "Information?",
        "",
        "The river is wide.",
        "I see",
        "Beautiful.",
    ]
    found = measured(said)
    track = [ease(text) for text in said]
    sides = [t % 2 for t in range(len(said))]
    level = found["readability.ease"]
    assert level.per_turn == tuple(track)
    assert level.per_turn[4] is None
    assert level.sides[0] == pytest.approx(sum(value or 0 for value in track[0::2]) / 3)
    assert found["readability.proximity"].value == tracks.proximity(track, sides)
    assert found["readability.convergence"].value == tracks.convergence(track, sides)
    assert found["readability.synchrony"].value == tracks.synchrony(track, sides)
    assert found["readability.proximity"].value is not None


def test_a_side_that_says_nothing() -> None:
    found = measured(["Hello there.", "", "Are you there?", "5"])
    assert found["readability.ease"].sides[1] is None
    assert found["readability.synchrony"].value is None


@given(texts)
def test_swapping_the_speakers_swaps_the_sides(said: list[str]) -> None:
    one, other = measured(said), measured(said, "assistant")
    assert one["readability.ease"].sides == other["readability.ease"].sides[::-1]
    assert one["readability.ease"].value == other["readability.ease"].value
    assert one["readability.convergence"].value == other["readability.convergence"].value
