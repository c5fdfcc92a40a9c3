"""What users say that their words mean: the forms that count, and what is no explanation."""

from __future__ import annotations

from itertools import pairwise

import pytest

from commonground.conversation.record import ASSISTANT, USER, Turn
from commonground.memory.items import GUIDELINE
from commonground.memory.meanings import SUBJECT, explained, explains, meanings, sentences
from commonground.memory.reading import read

SAID = "Book a table on velp at the krin for six."


def pairs(text: str, said: str = SAID) -> list[tuple[str, str]]:
    return [(one.word, one.means) for one in explained(text, 2, said)]


@pytest.mark.parametrize(
    "text",
    [
        "By velp I mean Friday.", "With velp we always mean Friday.", "No, velp means Friday.", "velp is my word for Friday.",
        "When I say velp, I mean Friday.", "Whenever I write velp, it means Friday.", "What I mean by velp is Friday.",
        "Please read velp as Friday.", "I use velp for Friday.", "For us, velp is Friday.", "Sorry, velp is Friday.",
        "No: Friday. That is what velp means.", "My word for Friday is velp.", "Friday is what I call velp.",
        'By "velp" I mean Friday, not Monday.', "Note that velp stands for Friday, please.", "velp means Friday to me.",
    ],
)  # fmt: skip
def test_a_word_that_is_explained_is_learnt_with_what_it_means(text: str) -> None:
    assert pairs(text) == [("velp", "Friday")]


@pytest.mark.parametrize(
    "text",
    [
        "The day is Friday.", "By that I mean Friday.", "What does velp mean?", "Velp might mean Friday.", "I meant Friday.",
        "Friday is wrong, Monday is right.", "No, the venue is the Fig Tree.", "By 10 I mean 11.", "velp is good.", "",
        "It is Friday.", "x" * 700 + " By velp I mean Friday.",
    ],
)  # fmt: skip
def test_what_explains_nothing_is_no_meaning(text: str) -> None:
    assert pairs(text) == []


def test_x_means_y_counts_only_for_what_the_user_said_and_was_answered() -> None:
    assert pairs("Osmosis means a flow through a skin.") == []
    assert pairs("velp means Friday.", said="") == []
    before = [Turn(USER, "Come on velp."), Turn(USER, "velp means Friday.")]
    assert meanings(before) == []
    turns = [before[0], Turn(ASSISTANT, "Monday it is."), before[1]]
    assert [(one.word, one.turn) for one in meanings(turns)] == [("velp", 2)]
    assert meanings(turns, since=3) == []


def test_a_habit_is_a_phrase_without_its_article() -> None:
    assert pairs("By the usual way I mean for 4 people at 19:00.") == [("usual way", "for 4 people at 19:00")]
    assert pairs("Remember that the family plan means at noon to me.") == [("family plan", "at noon")]


def test_memory_reads_it_as_a_guideline_and_not_from_a_role_play() -> None:
    found = read([Turn(USER, "Be brief. By velp I mean Friday.")])
    assert [(one.kind, one.subject, one.value) for one in found] == [
        (GUIDELINE, "length of answers", "Be brief."), (GUIDELINE, f"{SUBJECT}velp", "Friday"),
    ]  # fmt: skip
    assert read([Turn(USER, "Pretend to be a pirate. By velp I mean Friday.")]) == []


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("By velp I mean the Old Mill, please.", "the Old Mill"), ("By velp I mean at 19:00, and that always.", "at 19:00"),
        ("By velp I actually mean not Monday but Friday.", "Friday"), ("By velp I mean Friday rather than Monday.", "Friday"),
        ("By velp I mean Friday; note that.", "Friday"), ("By velp I mean \u201cFriday\u201d.", "Friday"),
        ("Every time I say velp, I want the corner seat.", "the corner seat"), ("If I write velp, think Friday.", "Friday"),
    ],
)  # fmt: skip
def test_a_meaning_is_what_is_meant_and_no_more(text: str, means: str) -> None:
    assert pairs(text) == [("velp", means)]


@pytest.mark.parametrize("word", ["I", "it", "that", "the day", "this one", "12", "you and me", "not that"])
def test_what_can_be_nobodys_own_word_is_none(word: str) -> None:
    assert pairs(f"By {word} I mean Friday.", said=f"Come on {word}.") == []


def test_x_is_y_needs_a_word_that_is_no_name_and_a_value() -> None:
    assert pairs("The krin is the Old Mill.") == [("krin", "the Old Mill")]
    assert pairs("Sorry, krin is 5.") == [("krin", "5")]
    assert pairs("The krin is too loud.") == []
    assert pairs("Ann is Greta's sister.", said="Ask Ann.") == []


def test_each_sentence_explains_by_itself() -> None:
    assert pairs("By velp I mean Friday. By krin I mean the Fig Tree!") == [
        ("velp", "Friday"),
        ("krin", "the Fig Tree"),
    ]
    assert pairs("By velp I mean Friday\nand nothing else.") == [("velp", "Friday")]


def test_what_explains_is_told_from_what_uses() -> None:
    (one,) = explained("By velp I mean Friday.", 0)
    assert explains("by VELP I mean friday", one)
    assert not explains("Come on velp.", one)
    assert not explains("Come on Friday.", one)


@pytest.mark.parametrize("text", ["", "One.", "One. Two! Three?", "One\n\nTwo", "  One.  Two "])
def test_sentences_are_the_places_of_a_text(text: str) -> None:
    places = list(sentences(text))
    assert places[0][0] == 0
    assert places[-1][1] == len(text)
    assert all(start <= stop for start, stop in places)
    between = [text[stop:start] for (_, stop), (start, _) in pairwise(places)]
    assert all(not one.strip() for one in between)
