"""What users say that their words mean: the forms that count, and what is no explanation."""

from __future__ import annotations

import pytest

from commonground.conversation.record import ASSISTANT, USER, Turn
from commonground.memory.items import GUIDELINE
from commonground.memory.meanings import SUBJECT, explained, meanings
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
