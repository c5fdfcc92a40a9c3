"""The ledger of the present request: what of it stands, said as one message, and whether a restatement keeps it.

A model that restates what was asked may drop a part, say one twice, go on and on, or make something up. The ledger is folded in
plain code, so it can tell, and can speak in the model's place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from commonground.conversation.record import ASSISTANT, USER, Conversation
from commonground.measures.classifiers import plain
from commonground.measures.phrases import VERBS
from commonground.mediation.ground import CommonGround, Requirement
from commonground.mediation.parts import corrections, fragments
from commonground.mediation.parts.corrections import Cue
from commonground.mediation.parts.facets import LIGHT, facets
from commonground.text.lemmas import content_lemmas
from commonground.text.tokens import words

VERSION = "ledger-2"
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_NOTHING = CommonGround()
_COVERED = 0.6  # of a sentence's content words: it is in the restatement
_PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ONE = r"(?: (?:one|option|choice|of (?:them|those|these)))"
_POINTER = re.compile(
    rf"\b(?:the )?(?:({'|'.join(_PLACES)}|last){_ONE}|(?:option|number) (\d{{1,2}}))\b"
    rf"|\bthe ({'|'.join(_PLACES)}|last)(?=[.,!]|$| (?:is|sounds|looks|will|please|then|for)\b)|^(\d{{1,2}})(?=[.!]?$|, please)",
    re.IGNORECASE,
)
_ADDS = re.compile(
    r"^(?:(?:oh|ah|okay|right|so|well|yes|please|then|now) )*"
    r"(?:also|and|plus|another|one more|in addition|additionally|besides|add(?! (?:up|together)\b))\b"
)
_ITEM = re.compile(r"^\s*(?:\(?\d{1,2}[.)]|[-*\u2022])\s+(.+?)\s*$", re.MULTILINE)


def standing(ground: CommonGround, restated: str = "") -> tuple[Requirement, ...]:
    """Return what stands of the present request: since the topic was turned to, or the first sentence of a restatement."""
    found = tuple(one for one in ground.requirements if one.superseded_by is None)
    held = [one.turn for one in found if _covers(restated, one.text)]
    turned = next((topic.turn for topic in reversed(ground.topics) if topic.open), 0)
    return tuple(one for one in found if one.turn >= min([turned, *held]))


def message(requirements: Sequence[Requirement], conversation: Conversation) -> str:
    """Return requirements as one message, in the user's words and order; what they point at in a list is named."""
    return " ".join(settled(_resolved(one, conversation)) for one in requirements)


def settled(text: str) -> str:
    """Return a requirement with each value that a fragment after it corrects put in its place.

    >>> settled("Get a table on Monday at 19:00. Tuesday, rather.")
    'Get a table on Tuesday at 19:00.'
    """
    first, *rest = _SENTENCE.split(text)
    kept = [first]
    for sentence in rest:
        spoken = plain(sentence)
        changed = fragments.changes(facets(sentence), facets(kept[0])) if fragments.fragment(spoken) else {}
        if corrections.adds(spoken) or len(changed) != 1 or not _put(kept, *next(iter(changed.values())), sentence):
            kept.append(sentence)
    return " ".join(kept)


def _put(kept: list[str], old: str, new: str, sentence: str) -> bool:
    """Put a value in the place of another in the first sentence, as it was written; return whether it stands there once."""
    there = [*re.finditer(rf"(?<!\w){re.escape(old)}(?!\w)", kept[0], re.IGNORECASE)]
    written = re.search(rf"(?<!\w){re.escape(new)}(?!\w)", sentence, re.IGNORECASE)
    if len(there) != 1 or written is None:
        return False
    kept[0] = kept[0][: there[0].start()] + written[0] + kept[0][there[0].end() :]
    return True


def keeps(restated: str, requirements: Sequence[Requirement], conversation: Conversation) -> bool:
    """Return whether a restatement holds every value that stands, says nothing twice, and nothing that nobody said."""
    said = set(words(restated))
    resolved = [settled(_resolved(one, conversation)) for one in requirements]
    dropped = any(not set(words(value)) <= said for text in resolved for value in values(text))
    unheard = any(_things(text) and not text.endswith("?") and not _covers(restated, text) for text in resolved)
    return not (dropped or unheard or _repeats(restated, conversation) or _invents(restated, conversation))


def values(text: str) -> set[str]:
    """Return the values that a requirement gives, of a kind that is given twice the last ones: a correction stands last.

    A question gives none: it asks.
    """
    last: dict[str, frozenset[str]] = {}
    for sentence in _SENTENCE.split(text):
        if not sentence.endswith("?") and not fragments.refuses(plain(sentence)):
            found = facets(sentence)
            last.update({kind: found.of(kind) - last.get(kind, frozenset()) or found.of(kind) for kind in found.kinds})
    return {value for of_kind in last.values() for value in of_kind}


def _changes(one: Requirement, conversation: Conversation) -> bool:
    """Return whether the last turn is a fragment that gives another value than a requirement does."""
    said = conversation.turns[-1].text
    return any(
        fragments.fragment(plain(sentence)) and fragments.changes(facets(sentence), facets(one.text))
        for sentence in _SENTENCE.split(said)
    )


def goes_on(conversation: Conversation, ground: CommonGround = _NOTHING) -> bool:
    """Return whether the user's last turn adds to what was asked, or corrects it: it says so, or changes a value that stands.

    A question that begins so ("And in Norwegian?") asks about the reply, which the ledger does not hold.
    """
    last = len(conversation.turns) - 1
    if any(one.superseded_by == last and _changes(one, conversation) for one in ground.requirements):
        return True
    sentences = _SENTENCE.split(conversation.turns[-1].text.strip())
    if sentences[0].endswith("?"):
        return False
    first = plain(sentences[0])
    leans = all(fragments.leans(plain(one)) for one in sentences) or _points(sentences[0], conversation)
    return leans or bool(_ADDS.match(first)) or corrections.cue(first) is Cue.PLAIN


def _points(sentence: str, conversation: Conversation) -> bool:
    """Return whether a fragment names a place in the list that the reply before it gives."""
    said = Requirement(len(conversation.turns) - 1, sentence)
    return fragments.fragment(plain(sentence)) and _resolved(said, conversation) != sentence


def _resolved(requirement: Requirement, conversation: Conversation) -> str:
    """Return a requirement with "the second one" as what the assistant's list before it names there."""
    before = next(
        (turn for turn in reversed(conversation.turns[: requirement.turn]) if turn.speaker == ASSISTANT), None
    )
    items = _ITEM.findall(before.text) if before else []

    def named(found: re.Match[str]) -> str:
        place = (found[1] or found[3] or "").lower()
        at = len(items) - 1 if place == "last" else _PLACES.index(place) if place else int(found[2] or found[4]) - 1
        return str(items[at]) if 0 <= at < len(items) else found[0]

    return _POINTER.sub(named, requirement.text)


def _covers(restated: str, sentence: str) -> bool:
    wanted = _things(sentence)
    return bool(wanted) and len(wanted & _things(restated)) >= _COVERED * len(wanted)


def _things(text: str) -> set[str]:
    """Return the content words of a text but those that only carry a wish: "book" may come where "table" was said."""
    return set(content_lemmas(words(text))) - VERBS - LIGHT


def _repeats(restated: str, conversation: Conversation) -> bool:
    said = Counter(sentence for turn in conversation.by(USER) for sentence in _SENTENCE.split(turn.text.lower()))
    return any(count > max(1, said[one]) for one, count in Counter(_SENTENCE.split(restated.lower())).items())


def _invents(restated: str, conversation: Conversation) -> bool:
    heard = " ".join(turn.text for turn in conversation.turns)
    numbers = set(_NUMBER.findall(restated)) - set(_NUMBER.findall(heard))
    return bool(numbers or _things(restated) - set(content_lemmas(words(heard))))
