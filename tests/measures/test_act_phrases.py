"""The phrases of grounding acts: what each finds, and what stands near it and is not found."""

from __future__ import annotations

import re

import pytest

from commonground.measures import act_phrases as phrases
from commonground.measures.classifiers import plain

FOUND: tuple[tuple[re.Pattern[str], tuple[str, ...], tuple[str, ...]], ...] = (
    (
        phrases.CLARIFIES,
        (
            "do you mean the left one",
            "what did you mean",
            "which files are you referring to",
            "is that your house or mine",
            "could you clarify",
            "you want two, right",
            "who is that",
        ),
        ("that means a lot", "you mean the world to me", "which files do you have", "is it possible or not"),
    ),
    (
        phrases.UNDERSTANDS,
        (
            "I understand how hard it is",
            "I can see why you're upset",
            "Thank you for sharing this",
            "Oh, I'm so sorry to hear that",
            "I hear you",
        ),
        ("I see that there are two flights", "I understand French", "I know a place"),
    ),
    (phrases.FAREWELL, ("You're welcome!", "Have a great day", "bye"), ("I have a dog", "welcome to the club")),
    (phrases.PROMISE, ("I'll do that", "Let me check", "One moment"), ("you do that", "let us check")),
    (
        phrases.AGREES,
        (
            "I totally agree",
            "that's so true",
            "You make a good point",
            "yeah good idea",
            "Fair enough",
            "Exactly!",
            "me too",
            "sounds good",
            "that's a fair point",
        ),
        ("I agree to the terms", "that's a new one", "you are here", "a good idea would be tea"),
    ),
    (
        phrases.DISAGREES,
        (
            "I disagree",
            "I don't think that's fair",
            "Actually, I'd push back on that",
            "That's not true",
            "that is a common myth",
            "I see your point, but I don't agree",
            "I'm not convinced",
            "No, it isn't",
            "far from it",
            "it's way too cold",
        ),
        ("I don't think of it often", "I'm not sure what to wear", "that is true", "this is mine", "not yet"),
    ),
    (
        phrases.DISPLAYS,
        (
            "So you want a table",
            "You're looking for a room",
            "It sounds like you are tired",
            "In other words, no",
            "To recap: two rooms",
            "What I'm hearing is that it hurts",
            "You said Monday",
        ),
        ("A table is free", "I want a table", "It sounds nice", "Tell me what you want"),
    ),
    (
        phrases.CALLS,
        ("Can you sort it", "could you please also add salt", "Great, would you mind closing it", "can I get a tea"),
        ("can you tell me more", "could you explain it", "can you swim", "would you like tea", "do you sort it"),
    ),
    (phrases.TAG, ("it is red, isn't it", "you left, right", "is it", "what do you think you agree"), ("it is red",)),
    (phrases.BUT, ("but I was there", "but that was mine"), ("but why", "but is it", "but thanks", "I was but a boy")),
    (phrases.POLITE_NO, ("no problem", "no thanks", "no, that's it, bye"), ("no, it is red", "not a problem")),
    (
        phrases.ORDERS,
        ("please try it", "Okay, find me a room", "I need a room", "actually no"),
        ("a room", "rooms I need"),
    ),
    (
        phrases.TO_BE_SURE,
        ("just to confirm", "I want to make sure I got it", "I'm not sure what it is"),
        ("sure", "I confirm it", "make sure it is off"),
    ),
)


@pytest.mark.parametrize(("pattern", "found", "other"), FOUND, ids=[found[0] for _, found, _ in FOUND])
def test_phrases(pattern: re.Pattern[str], found: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert [text for text in found if not pattern.search(plain(text))] == []
    assert [text for text in other if pattern.search(plain(text))] == []


def test_an_acknowledgement_leaves_nothing() -> None:
    for text in ("Okay, I see.", "Got it, thanks!", "oh right, makes sense", "That sounds really tough", "noted"):
        assert phrases.ACK_STRONG.match(plain(text)), text
        assert phrases.ACK.sub(" ", plain(text)).split() == [], text
    assert phrases.ACK.sub(" ", plain("ok, the red one")).split() == ["the", "red", "one"]
    assert not phrases.ACK_STRONG.match(plain("the red one, okay"))
