"""What a user merely asserts about the world: sentences that state something, and are neither a need nor a document.

A user is always right about their own needs ("My table is for 5", "The venue must be near", "I am vegetarian"), and nobody's
source for facts of the world ("The mill is in Harbour quarter", "I heard that bread costs 7", "My friend says so"). Which of
them a sentence is, its form says only half; so it counts as an assertion only where the same message asks a question about the
same thing, or a later one does. Plain rules.
"""

from __future__ import annotations

import re

from commonground.conversation.documents import content, outside, sentences
from commonground.conversation.record import USER, Conversation

VERSION = "assertions-1"


def _opening(*forms: str) -> re.Pattern[str]:
    """Return a pattern for sentences that open with one of these, after words that only lead in."""
    lead = (
        "and|so|then|now|but|ok|okay|well|please|oh|no|yes|right|actually|look|listen|hello|hi|hey|sorry|by the way"
        "|as far as i know|trust me|believe me"
    )
    return re.compile(rf"^\W*(?:(?:{lead})\W+)*(?:{'|'.join(forms)})", re.IGNORECASE | re.DOTALL)


_INFORM = "tell|say|show|name|list|explain|describe|look up|find out|check|answer|remind|give me"
_ASKS = _opening(
    r"(?:what|which|who|whom|whose|where|when|how|why|is|are|was|were|does|do|did|has|have)\b.*\?",
    rf"(?:can|could|would|will) you (?:please )?(?:{_INFORM})\b",
    rf"(?:please )?(?:{_INFORM})\b",
    r"(?:i|we) (?:want|need|would like|have) to (?:know|find out|ask)\b",
    r"(?:i|we) (?:want|need|would like|ask for) the [\w ]{2,30} of\b",
)
_TAG = re.compile(
    r"[,;]\s*(?:so )?(?:right|correct|is it not|isn't it|no|yes|what|which|who|where|when|how)\b.*\?$", re.IGNORECASE
)
_BELIEVED = _opening(
    r"(?:i|we) (?:\w+ )?(?:think|believe|know|heard?|read|guess|bet|say|suppose|remember|saw|understand|learnt|assume)\b",
    r"(?:i|we) (?:\w+ )?(?:found out|noticed|(?:was|were|am|are) told|have (?:heard|read|been told|seen))\b",
    r"(?:i am|i'm|we are|we're) (?:quite |very )?(?:sure|certain|told)\b",
    r"(?:i've|we've) (?:heard|read|been told|seen|learn(?:t|ed))\b",
    r"(?:my|our|a|some|the|everyone|everybody|someone|somebody|people|they)\b[\w ']{0,24}?\b"
    r"(?:says?|said|tells?|told|thinks?|claim(?:s|ed)?|knows?|swears?|insists?)\b",
    r"according to (?:my|our|a|some)\b",
)
_OWN = _opening(r"(?:i|we|my|our|mine|ours|us|me|let (?:us|me)|i'(?:m|ve|d|ll)|we'(?:re|ve|d|ll)|for (?:me|us))\b")
_WISH = re.compile(
    r"\b(?:should|must|ha(?:s|ve) to|needs? to|shall|please|let|want(?:s|ed)?|would like|prefer(?:s|red)?)\b",
    re.IGNORECASE,
)
_STATES = re.compile(
    r"\b(?:is|are|was|were|has|have|had|does|do|did|lies?|lives?|works?|costs?|opens?|closes?|became|becomes?|stands?|belongs?"
    r"|charges?|sells?|means?|takes?|begins?|starts?|ends?|runs?|stays?|sits?|serves?|\w{3,}(?:ed|es))\b|'s\b|=",
    re.IGNORECASE,
)


def question(text: str) -> str:
    """Return the sentences of a text that ask for facts, joined; "" where none does."""
    return " ".join(one for one in sentences(text) if _ASKS.search(one) or _TAG.search(one))


def assertions(conversation: Conversation) -> tuple[str, ...]:
    """Return what the user asserts about the world that bears on what the last message asks; nothing where it asks nothing.

    Of the last message a word in common is enough; what was said earlier must name all that is asked about, or two things.
    """
    said = conversation.by(USER)
    if not said or conversation.turns[-1].speaker != USER:
        return ()
    asked = content(question(outside(said[-1])))
    if not asked:
        return ()
    found: list[str] = []
    for turn in said:
        least = 1 if turn is said[-1] else min(2, len(asked))
        found += [one for one in sentences(outside(turn)) if states(one) and len(content(one) & asked) >= least]
    return tuple(found)


def states(sentence: str) -> bool:
    """Return whether a sentence, by its form, states something about the world and not about its speaker.

    >>> [states(one) for one in ("The mill is shut.", "I heard it is shut.", "My table is for 5.", "Is it shut?")]
    [True, True, False, False]
    """
    if sentence.rstrip().endswith("?") and not _TAG.search(sentence):
        return False
    if _BELIEVED.search(sentence):
        return True
    if _ASKS.search(sentence) or _OWN.search(sentence) or _WISH.search(sentence):
        return False
    return bool(_STATES.search(sentence))
