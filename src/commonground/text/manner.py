"""Manner: sentences by which people say how they want to be answered from then on, and that they no longer want it.

Rules over words, for English. A way of answering has a facet (length, case, lists ...): a later wish takes the place of an
earlier one of the same facet. A wish counts where the sentence is a request and its object is the answers; what is said of one
text ("make the letter shorter", "this time in capitals") is a task and no standing wish.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from commonground.text import manner_phrases as phrases
from commonground.text.lexicon import FUNCTION_WORDS
from commonground.text.tokens import words

VERSION = "manner-1"
LONGEST = 30  # words of a sentence that can be a wish
ALL = "all"
_FAR = 20  # characters before a withdrawal
_SENTENCE = re.compile(
    r"(?<=[.!?])\s+|\n+|,? and (?=(?:what|who|when|where|which|how|tell me|give me the)\b)", re.IGNORECASE
)
_QUOTED = re.compile(r"```.*?(?:```|\Z)|\u201c[^\u201d]{30,}\u201d|\"[^\"]{30,}\"|^\s*>.*?$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Wish:
    """How someone wants to be answered: its facet, their words, and how it is written down ("": only in their words)."""

    facet: str
    text: str
    written: str = ""


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a text in which a wish may stand, quotes and code left out."""
    return tuple(one.strip() for one in _SENTENCE.split(_QUOTED.sub("\n", text.replace("\u2019", "'"))) if one.strip())


def wish(sentence: str) -> Wish | None:
    """Return what a sentence wants of all answers to come, None where it wants nothing of them.

    >>> wish("Shorter, please.").facet, wish("From now on all in lower case.").facet, wish("Make the letter shorter.")
    ('length', 'case', None)
    """
    if len(sentence.split()) > LONGEST or phrases.ONCE.search(phrases.LETTERS.sub("", sentence)):
        return None
    if phrases.WAIVES.search(sentence):
        return None
    if (sentence.endswith("?") and not phrases.PLEA.match(sentence)) or phrases.WONDERS.match(sentence):
        return None
    if not (phrases.LASTS.search(sentence) or (phrases.ASKED.match(sentence) and _of_answers(sentence))):
        return None
    found = ((facet, written, place) for facet, written, form in phrases.STYLES if (place := form.search(sentence)))
    for facet, written, place in found:
        return Wish(facet, sentence, "" if phrases.NEGATES.search(sentence[: place.start()]) else written)
    return None


def _of_answers(sentence: str) -> bool:
    """Return whether a request speaks of answers, or of nothing but a way of answering."""
    if phrases.OF_ANSWERS.search(sentence):
        return True
    if phrases.REDONE.search(sentence):
        return False
    return any(map(_only_manner, (sentence, phrases.LEAD.sub("", sentence))))


def _only_manner(sentence: str) -> bool:
    for _, _, form in phrases.STYLES:
        sentence = form.sub(" ", sentence)
    return all(word in FUNCTION_WORDS or word in phrases.FRAME for word in words(sentence))


def dropped(sentence: str) -> str | None:
    """Return the facet that a sentence no longer wants, `ALL` for every one, None where it drops nothing.

    >>> dropped("Normal again, please."), dropped("You can stop with the capitals."), dropped("Stop at the mill.")
    ('all', 'case', None)
    """
    if len(sentence.split()) > LONGEST or sentence.endswith("?"):
        return None
    if phrases.OVER.search(sentence):
        return ALL
    found = phrases.DROPS.search(sentence)
    if found is None or found.start() > _FAR:
        return None
    facet = next((facet for facet, _, form in phrases.STYLES if form.search(sentence[found.start() :])), None)
    rest = phrases.ANY_MORE.sub("", sentence[found.end() :]).strip(" ,.!")
    return facet or (ALL if not rest and re.search(r"\b(?:that|this|so|enough)\b", found[0]) else None)
