"""The phrases of repair: what each finds, and what stands near it and is not found."""

from __future__ import annotations

import re

import pytest

from commonground.measures import repair_phrases as phrases
from commonground.measures.classifiers import plain

FOUND: tuple[tuple[re.Pattern[str], tuple[str, ...], tuple[str, ...]], ...] = (
    (
        phrases.OPEN,
        (
            "huh?",
            "Sorry, what?",
            "pardon me",
            "I didn't catch that",
            "what do you mean",
            "i dont get it",
            "you lost me",
            "I'm afraid I don't understand",
            "come again?",
            "no idea what you just said",
        ),
        ("what time is it", "I understand that", "sorry I am late", "I did not catch the train", "you lost my keys"),
    ),
    (phrases.PLEA, ("could you rephrase", "say that again", "more detail please"), ("could you go", "say hello")),
    (
        phrases.WH_WORD,
        ("who?", "which one", "where exactly", "sorry, who?", "for how long", "which exit", "who did?", "what day?"),
        ("what is it", "who is the king of Spain", "where do I get it", "why", "how do I do it"),
    ),
    (phrases.WH_LAST, ("the what", "you went where", "a pinch of what"), ("what", "what did you see there")),
    (
        phrases.MEANING,
        ("what do you mean by sticky", "what does it stand for", "when you say soon, is it today"),
        ("what do you mean", "I mean it", "you say so"),
    ),
    (
        phrases.CANDIDATE,
        (
            "Do you mean the red one",
            "you mean Friday",
            "so are you saying no",
            "as in a court",
            "If I understand correctly, yes",
            "just to be sure you left",
            "did you say five",
        ),
        ("what do you mean by that", "you are late", "do you know", "are you there", "as if"),
    ),
    (phrases.CHECKS, ("it is red, right", "is that correct", "did I get that right"), ("the right one", "correct it")),
    (phrases.INVERTED, ("is it red", "so what is it", "and can I go", "any ideas"), ("it is red", "the red one")),
    (phrases.DECLARED, ("the red one", "so it's free", "in May"), ("red", "is it", "when I go")),
    (
        phrases.SLIP,
        (
            "I misspoke",
            "my mistake",
            "sorry, typo",
            "let me correct that",
            "I said red but I meant blue",
            "correction: six",
        ),
        ("you misread me", "correction tape", "he made it", "I should go"),
    ),
    (
        phrases.OWN_START,
        ("oops, I meant red", "actually make it six", "scratch that, six", "sorry, make that six"),
        ("I need six", "make it red", "not bad", "actually it is red"),
    ),
    (phrases.NUMBERS, ("5 no 6", "three, sorry, four", "10 er 12"), ("5 of 6", "no 6", "three and four")),
    (phrases.I_MEANT_THIS, ("I meant the animal", "i was talking about the band"), ("I meant to call", "I was late")),
    (phrases.NO_BUT_THIS, ("no, the other one", "not the city, the state"), ("no", "no thanks", "nothing")),
)


@pytest.mark.parametrize(("pattern", "found", "other"), FOUND, ids=[found[0] for _, found, _ in FOUND])
def test_phrases(pattern: re.Pattern[str], found: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert [text for text in found if not pattern.search(plain(text))] == []
    assert [text for text in other if pattern.search(plain(text))] == []


@pytest.mark.parametrize(
    "text",
    [
        "no, I meant the animal",
        "that's not what i asked",
        "You misunderstood me.",
        "I wasn't asking about the sale",
        "by light I mean not heavy",
        "no no, i was looking for the bird",
        "you got me wrong",
        "I said red, not blue",
    ],
)
def test_phrases_of_the_third_position(text: str) -> None:
    assert any(pattern.search(plain(text)) for pattern in phrases.THIRD)


@pytest.mark.parametrize("text", ["I asked for red", "no it is red", "what I like", "not at all", "you are wrong"])
def test_no_phrases_of_the_third_position(text: str) -> None:
    assert not any(pattern.search(plain(text)) for pattern in phrases.THIRD)


@pytest.mark.parametrize(
    "text",
    [
        "at five, no wait, at six",
        "the red -- or rather the blue one",
        "two... scratch that, three",
        "red, i mean, sorry, blue",
    ],
)
def test_words_at_which_a_speaker_breaks_off(text: str) -> None:
    assert phrases.BREAK.search(text)


@pytest.mark.parametrize("text", ["no problem at all", "wait for me", "it is red, and blue", "I would rather go"])
def test_words_at_which_nobody_breaks_off(text: str) -> None:
    assert not phrases.BREAK.search(text)


def test_what_a_wh_question_can_leave_open() -> None:
    (amount, some), (extent, long), (time, later) = phrases.VAGUE
    assert amount.match("how many")
    assert some.search("a few of them")
    assert extent.match("for how long")
    assert long.search("it will take a while")
    assert time.match("what time")
    assert later.search("we meet later")
    assert not some.search("we meet at noon")


def test_i_mean_in_the_middle() -> None:
    assert phrases.MID_I_MEAN.search("on tuesday, i mean wednesday")
    for text in ("you know what i mean", "i mean it", "it's fine. i mean, really", "do you see what i mean by that"):
        assert not phrases.MID_I_MEAN.search(text), text
