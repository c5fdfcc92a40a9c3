"""Premises: what a user takes for granted about the world, what was found of it, and what counts as a source. No model here.

A user is always right about their own needs: sentences in the first person, wishes and requests are no premises. An assertion
about the world, however often repeated, is none of the sources; a tool's result, a quoted notice or a pasted document is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from commonground.conversation.documents import documents
from commonground.conversation.record import TOOL, USER, Conversation, Turn
from commonground.text.lemmas import content_lemmas
from commonground.text.lexicon import FUNCTION_WORDS
from commonground.text.tokens import words

VERSION = "premises-3"
LONGEST = 40  # words of a claim or of a statement
_LONGEST_SOURCE = 800  # characters that are shown of a source
_LEAST_SOURCE = 4  # words of one that a user brings
_KEPT = 1 / 3  # of a claim's content words stand in what is right instead

Outcome = Literal["true", "false", "unknown", "sourced"]

_OWN = frozenset(
    ("i", "i'm", "i've", "i'd", "i'll", "me", "my", "mine", "myself", "we", "we're", "we've", "we'd", "we'll", "us", "our",
     "ours", "ourselves", "user", "user's", "users")
)  # fmt: skip
_WISHED = re.compile(
    r"""^(?:please|let|let's|make|book|give|tell|send|write|order|find|show|add|set|change|call|bring|put|take|get|help|look|check
        |explain|translate|say|list|answer|use|do|don't|you|your)\b
    |\b(?:would|should|could|want|wants|need|needs|wish|hope|may|might|if|whether|please)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n+")
_NEGATED = re.compile(r"\b(?:not|never|no|nor|neither|cannot|without)\b|n't\b", re.IGNORECASE)
_PAPER = r"""(?:notices?|signs?|signboard|posters?|(?:web)?sites?|web\ ?pages?|pages?|registers?|registry|gazette
    |newspapers?|papers?|magazine|letters?|e-?mails?|documents?|articles?|reports?|receipts?|invoices?|maps?|leaflets?|flyers?|brochures?
    |timetables?|menus?|contracts?|records?|database|announcements?|press\ releases?|encyclop\w+|wikipedia|books?|manuals?
    |files?|pdf|studies|study|statement|law|plaque|board|catalog(?:ue)?|bulletin|entry|source)"""
_QUOTED = re.compile(
    rf"\b{_PAPER}\b[^\"\u201c\u201d\n]{{0,80}}[\"\u201c]([^\"\u201c\u201d]{{12,}})[\"\u201d]",
    re.IGNORECASE | re.VERBOSE,
)
# What is taken for granted stands behind words that say whose it is, or why: "I am glad that ...", "Because ..., is it ...?"
_PARENTHESIS = re.compile(r"^(?:as|so|well|look|and|but|now|you see)\b[^,.?!]{0,30},\s+", re.IGNORECASE)
_REASON = re.compile(
    r"^(?:since|because|as|given(?:\s+that)?|seeing(?:\s+that)?|considering(?:\s+that)?|now\s+that|when)\s+([^,?!]+),\s",
    re.IGNORECASE,
)
_THAT = re.compile(
    r"\bthat\s+((?:(?:the|an?|after|before|there|at|in|from|to)\b|(?-i:[A-Z])|\d|\w+ing\b).*)$", re.IGNORECASE
)
_SO = re.compile(r",\s+(?:so|and)\b.*\?$", re.IGNORECASE)
_TRUE, _UNKNOWN = "true", "unknown"
_LABEL = re.compile(r"^(?:\d[.)]|[-*]|claim:)\s+", re.IGNORECASE)  # before a line of a reply
_FALSE = re.compile(r"false[.:,]?\s+(\S.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Premise:
    """What the user took for granted in turn `turn`, and what was found of it.

    `evidence` is what is right instead where the claim is false, the sentence of the source where it is sourced, else "".
    """

    turn: int
    claim: str
    verdict: Outcome
    evidence: str = ""


def checkable(claim: str, said: Iterable[str]) -> bool:
    """Return whether a claim is one about the world that the user made: names and numbers of it stand in what was `said`.

    >>> checkable("The Old Mill lies in the Harbour quarter.", ["As the old mill is in the Harbour quarter, is it open?"])
    True
    >>> checkable("I need a table for 4.", ["I need a table for 4."])
    False
    """
    text = claim.strip()
    found = words(text)
    if not 3 <= len(found) <= LONGEST or text.endswith("?") or len(_SENTENCES.split(text)) > 1:
        return False
    if _OWN & set(found) or _WISHED.search(text):
        return False
    heard = {word for one in said for word in words(one)}
    return bool(content_lemmas(found)) and all(word in heard for word in (*names(text), *_figures(found)))


def worded(text: str) -> str:
    """Return the claim that the words of a message show it to make or to take for granted, "" where they show none.

    By what grammars of English list: a plain statement, the reason of a question ("Since ..., is ...?"), what follows
    "that" ("I am glad that ..."). For where the field of the mediator cannot be used; less is heard so than is meant.

    >>> worded("As I said, the inn closes at 9. Is it far?"), worded("Since the inn is shut, where do I sleep?")
    ('The inn closes at 9.', 'The inn is shut.')
    >>> worded("When does the inn close?")
    ''
    """
    for sentence in _SENTENCES.split(text.strip()):
        claim = sentence.strip()
        if found := _REASON.match(claim) if claim.endswith("?") else None:
            claim = found[1]
        claim = _SO.sub("", _PARENTHESIS.sub("", claim))
        if found := _THAT.search(claim):
            claim = found[1]
        claim = claim.rstrip(".!,; ")
        claim = f"{claim[:1].upper()}{claim[1:]}."
        if len(claim) > 1 and not claim.endswith("?.") and checkable(claim, [text]):
            return claim
    return ""


def names(text: str) -> tuple[str, ...]:
    """Return the words of a text that have a capital and are no function words, in small letters.

    >>> names("The Old Mill lies on the Hill.")
    ('old', 'mill', 'hill')
    """
    return tuple(
        word for one in re.findall(r"\b[A-Z][\w'-]*", text) for word in words(one) if word not in FUNCTION_WORDS
    )


def _figures(found: Sequence[str]) -> list[str]:
    return [word for word in found if word[0].isdigit()]


def key(claim: str) -> tuple[str, ...]:
    """Return what makes two wordings the same claim: its words, articles and full stop aside."""
    return tuple(word for word in words(claim) if word not in ("the", "a", "an"))


def parsed(reply: str, claim: str) -> tuple[Outcome, str]:
    r"""Return the verdict of a check, whose last line is the claim as it truly is: the same words are true, others false.

    Strict, so that all that is neither, nor a plain "True." or "False. ...", is unknown. What is right instead says something
    else than the claim, about the same thing.

    >>> parsed("It is in Hill.\nThe Old Mill lies in the Hill quarter.", "The Old Mill lies in the Harbour quarter.")
    ('false', 'The Old Mill lies in the Hill quarter.')
    >>> parsed("I think it is fine.", "The Old Mill lies in the Harbour quarter.")
    ('unknown', '')
    """
    text = _LABEL.sub("", (reply.strip().splitlines() or [""])[-1].strip())
    if text.rstrip(".!").lower() == _TRUE or words(text) == words(claim):
        return "true", ""
    found = _FALSE.fullmatch(text)
    right = found[1].strip() if found else text
    if right.lower().startswith(_UNKNOWN) or not _instead(right, claim):
        return "unknown", ""
    return "false", right if right.endswith((".", "!")) else f"{right}."


def _instead(right: str, claim: str) -> bool:
    of_right, of_claim = set(content_lemmas(words(right))), set(content_lemmas(words(claim)))
    if len(words(right)) > LONGEST or _OWN & set(words(right)) or len(_SENTENCES.split(right.strip())) > 1:
        return False
    named = set(names(claim))
    if named and not named & set(words(right)):
        return False
    differs = of_right != of_claim or bool(_NEGATED.search(right)) != bool(_NEGATED.search(claim))
    return differs and len(of_right & of_claim) >= _KEPT * len(of_claim)


def sources(turns: Sequence[Turn]) -> list[tuple[int, str]]:
    """Return what the turns bring as sources, with the turn: a tool's result, a quote from something written, a document."""
    found: list[tuple[int, str]] = []
    for at, turn in enumerate(turns):
        if turn.speaker == USER:
            found += [(at, one[1].strip()) for one in _QUOTED.finditer(turn.text)]
        if turn.speaker in (USER, TOOL):
            brought = [one.text for one in documents(Conversation((turn,)))]
            found += [(at, text) for text in brought if len(words(text)) >= _LEAST_SOURCE or turn.speaker == TOOL]
    return [(at, text[:_LONGEST_SOURCE]) for at, text in dict.fromkeys(found)]


def states(source: str, claim: str) -> str:
    """Return the sentence of a source that states a claim, "" where none does.

    >>> states("Note. As of today, the Old Mill lies in the Harbour quarter.", "The Old Mill lies in the Harbour quarter.")
    'As of today, the Old Mill lies in the Harbour quarter.'
    """
    wanted = set(content_lemmas(words(claim)))
    for one in _SENTENCES.split(source):
        if wanted <= set(content_lemmas(words(one))) and bool(_NEGATED.search(one)) == bool(_NEGATED.search(claim)):
            return one.strip()
    return ""


def bears(source: str, claim: str) -> bool:
    """Return whether a source may speak of what a claim is about: they share a name, or half of the content words."""
    heard, wanted = set(words(source)), set(content_lemmas(words(claim)))
    named = {word for word in names(claim) if word in heard}
    return bool(named) or 2 * len(wanted & set(content_lemmas(words(source)))) >= len(wanted) > 0
