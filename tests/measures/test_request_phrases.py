"""The phrases of requests: what each finds, and what stands near it and is not found."""

from __future__ import annotations

import re

import pytest

from commonground.measures import request_phrases as phrases
from commonground.measures.classifiers import plain

FOUND: tuple[tuple[re.Pattern[str], tuple[str, ...], tuple[str, ...]], ...] = (
    (
        phrases.ABORT,
        (
            "never mind",
            "nvm",
            "ugh forget it",
            "ok stop",
            "cancel that",
            "I changed my mind",
            "don't bother",
            "let's drop it",
            "on second thought, no",
            "I give up",
        ),
        ("I never mind the rain", "he forgot it", "the bus stop", "do not touch it", "I want to know"),
    ),
    (
        phrases.NO_ABORT,
        ("cancel my flight subscription", "stop using emojis", "how do I stop it"),
        ("stop", "cancel it"),
    ),
    (
        phrases.CLOSES,
        (
            "thanks a lot for your help",
            "bye",
            "that's all",
            "I'm all set",
            "have a nice day",
            "no more questions",
            "that answers my question",
            "gotta go",
            "nothing else",
        ),
        ("I set it", "it is nice", "a question", "go on"),
    ),
    (
        phrases.CONTINUES,
        ("but it fails", "can you add it", "what now", "one more"),
        ("great", "that worked", "see you"),
    ),
    (
        phrases.CORRECT,
        (
            "that's wrong",
            "that is not right",
            "you got the name wrong",
            "I said red, not blue",
            "it should be six",
            "wrong date",
            "there's a mistake",
            "please fix the spelling",
            "you forgot the child",
            "you made an error",
            "check your math again",
        ),
        ("that is right", "you have a name", "fix my bike", "it is red", "a date with Ann", "check the weather"),
    ),
    (
        phrases.ACTUALLY,
        ("actually it is six", "no, actually the film came out in 1997"),
        ("it is actually good", "actually yes"),
    ),
    (
        phrases.REPEAT,
        (
            "say that again",
            "can you repeat the last part",
            "what did you say",
            "what was the number again",
            "one more time please",
            "sorry, I missed that",
            "come again",
            "remind me what you said",
        ),
        ("try again", "I will do it again", "repeat customers", "what time is it", "I missed the bus", "say hello"),
    ),
    (
        phrases.PARAPHRASE,
        (
            "explain it differently",
            "in plain English please",
            "rephrase that",
            "I don't get it",
            "can you put it more simply",
            "eli5",
            "what do you mean",
            "simplify",
            "that makes no sense",
            "too technical",
        ),
        ("explain how it works", "I get it", "what does it cost", "I speak English", "put it there", "it makes sense"),
    ),
    (
        phrases.TASK,
        ("paraphrase this paragraph", "rephrase my email", "the following text"),
        ("rephrase that", "I am not following", "say it in other words"),
    ),
    (
        phrases.EXAMPLE,
        (
            "give me an example",
            "for instance?",
            "such as",
            "like what",
            "can you show me a sample",
            "what would that look like",
            "any examples?",
            "could you illustrate",
            "name a few",
        ),
        ("in the example you gave", "for example my dog does", "I like it", "such a day", "it looks like rain"),
    ),
)


@pytest.mark.parametrize(("pattern", "found", "other"), FOUND, ids=[found[0] for _, found, _ in FOUND])
def test_phrases(pattern: re.Pattern[str], found: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert [text for text in found if not pattern.search(plain(text))] == []
    assert [text for text in other if pattern.search(plain(text))] == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("what does idempotent mean", "idempotent"),
        ("whats the meaning of a lien", "lien"),
        ("define the term", "term"),
        ("what do you mean by sticky", "sticky"),
        ("HOA stands for what", "hoa"),
        ("never heard of a lien", "lien"),
        ("I don't know what a lien is", "lien"),
        ("lien meaning?", "lien"),
        ("explain what a lien is", "lien"),
    ],
)
def test_the_word_that_is_to_be_defined(text: str, word: str) -> None:
    found = [match[1] for pattern in phrases.DEFINE if (match := pattern.search(plain(text)))]
    assert word in found


@pytest.mark.parametrize(
    "text", ["what is the meaning of life", "define a function in python", "I know", "what time is it"]
)
def test_nothing_is_to_be_defined(text: str) -> None:
    assert not any(pattern.search(plain(text)) for pattern in phrases.DEFINE)


def test_what_is_says_what() -> None:
    found = phrases.WHAT_IS.match(plain("Ok, what exactly is an en dash?"))
    assert found is not None
    assert found[1] == "en dash"
    assert not phrases.WHAT_IS.match(plain("what is the best way to get from here to the old town"))


def test_not_that_says_what_is_wrong() -> None:
    found = phrases.NOT_THAT.search(plain("It's Anna, not Hannah"))
    assert found is not None
    assert found[1] == "hannah"
    assert not phrases.NOT_THAT.search(plain("it will not turn"))
