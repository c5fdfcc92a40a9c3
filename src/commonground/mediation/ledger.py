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
from commonground.mediation.parts.courtesy import is_courtesy
from commonground.mediation.parts.facets import LIGHT, facets
from commonground.text.lemmas import content_lemmas
from commonground.text.tokens import words

VERSION = "ledger-6"
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_NOTHING = CommonGround()
_COVERED = 0.6  # of a sentence's content words: it is in the restatement
_PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ONE = r"(?: (?:one|option|choice|of (?:them|those|these)))"
_POINTER = re.compile(
    rf"\b(?:the )?(?:({'|'.join(_PLACES)}|last){_ONE}|(?:option|number) (\d{{1,2}}))\b"
    rf"|\bthe ({'|'.join(_PLACES)}|last)(?=[.,!]|$| (?:is|sounds|looks|will|please|then|for)\b)"
    r"|^(\d{1,2})(?=[.!]?$|, please)",
    re.IGNORECASE,
)
_ADDS = re.compile(
    r"^(?:(?:oh|ah|okay|right|so|well|yes|please|then|now) )*"
    r"(?:also|and|plus|another|one more|in addition|additionally|besides|add(?! (?:up|together)\b))\b"
)
_ARTICLE = re.compile(r"(?:the|an?|my|our|your)\b", re.IGNORECASE)
_WHICH = re.compile(r"^(?:(?:and|so|but|well|oh) )*(?:which|what|who|where)\b")
_POLITE = re.compile(  # asks for something to be done with its values, where others only ask for what is so
    r"(?:please,? )?(?:can|could|would|will) you (?:please )?(?:book|get|order|reserve|arrange|set up|plan|buy|send|call)\b"
    r"(?!.*\bor\b)",
    re.IGNORECASE,
)
_BACK = re.compile(  # a sentence that only comes back to something
    r"^(?:(?:so|now|okay|well|and|but|then|please|let us|get|go|come) )*back to (?:\w+ ){0,3}\w+$"
)
_INSTEAD = re.compile(
    r"\b(?:instead of|rather than|in place of|not|scrap|scratch|strike|cross out|forget|skip|drop|cancel|remove|no longer)\b",
    re.IGNORECASE,
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
    asked = [one for one in _open(requirements, conversation) if not _BACK.match(plain(one.text))]
    said = [settled(_resolved(one, conversation), sure=True) for one in asked]
    return " ".join([*said[:1], *(fragments.bare(one) if fragments.leans(plain(one)) else one for one in said[1:])])


def _open(requirements: Sequence[Requirement], conversation: Conversation) -> list[Requirement]:
    """Return requirements without the question to which the assistant listed what a later one points at."""
    pointing = [one.turn for one in requirements if _resolved(one, conversation) != one.text]
    asked = {at - 2 for at in pointing}
    return [
        one
        for one in requirements
        if not (one.turn in asked and one.text.endswith("?") and _WHICH.match(plain(one.text)))
    ]


def settled(text: str, sure: bool = False) -> str:
    """Return a text with each value that a fragment in it corrects put in its place.

    `sure`: its later sentences are known to amend the first, as in a requirement.

    >>> settled("Get a table on Monday at 19:00. Tuesday, rather.")
    'Get a table on Tuesday at 19:00.'
    """
    kept: list[str] = []
    for sentence in _SENTENCE.split(text):
        spoken = plain(sentence)
        if (
            not kept
            or not fragments.replaces(sentence, corrections.cue(spoken) is not Cue.NONE, sure)
            or not _put(kept, sentence)
        ):
            kept.append(fragments.bare(sentence) if kept and fragments.leans(spoken) else sentence)
    return " ".join(kept)


def _put(kept: list[str], sentence: str) -> bool:
    """Put the one value that a sentence changes in the latest that has the old one once; return whether there is one."""
    new = facets(sentence)
    for at in reversed(range(len(kept))):
        changed = fragments.changes(new, facets(kept[at]))
        for before, after in changed.values() if len(changed) == 1 else ():
            there, written = _places(before, kept[at]), _places(after, sentence)
            if len(there) == 1 and written:
                kept[at] = kept[at][: there[0].start()] + written[0][0] + kept[at][there[0].end() :]
                return True
    return False


def _places(value: str, text: str) -> list[re.Match[str]]:
    return [*re.finditer(rf"(?<!\w){re.escape(value)}(?!\w)", text, re.IGNORECASE)]


def keeps(restated: str, requirements: Sequence[Requirement], conversation: Conversation) -> bool:
    """Return whether a restatement holds every value that stands, says nothing twice, and nothing that nobody said."""
    said = set(words(restated))
    named = [_resolved(one, conversation) for one in _open(requirements, conversation)]
    resolved = [settled(text, sure=True) for text in named]
    dropped = any(not set(words(value)) <= said for text in resolved for value in values(text))
    unheard = any(_things(text) and not text.endswith("?") and not _covers(restated, text) for text in resolved)
    stale = any(_places(value, restated) for value in _gone(named, " ".join(resolved)))
    return not (dropped or unheard or stale or _repeats(restated, conversation) or _invents(restated, conversation))


def _gone(said: Sequence[str], stands: str) -> set[str]:
    """Return the values that requirements gave and that a correction in one of them put away, once said and nowhere left.

    One that the correction says again is taken for gone only where it stands for the old one ("instead of the Old Mill").
    """
    found = {(value, text) for text in said for _, value in facets(text).values if not _places(value, stands)}
    return {value for value, text in found if len(_places(value, text)) == 1 or _INSTEAD.search(text)}


def values(text: str) -> set[str]:
    """Return the values that a requirement gives, of a kind that is given twice the last ones: a correction stands last.

    A question gives none, for it asks, but for one that begins as a request ("Could you ...?").
    """
    last: dict[str, frozenset[str]] = {}
    for sentence in _SENTENCE.split(text):
        asks = sentence.endswith("?") and not _POLITE.match(sentence)
        if not asks and not fragments.refuses(plain(sentence)):
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
    whole = _SENTENCE.split(conversation.turns[-1].text.strip())
    sentences = [one for one in whole if not _BACK.match(plain(one))] or whole
    spoken = [plain(one) for one in sentences]
    of_it = any(fragments.says_more(one) and facets(said).values for one, said in zip(spoken, sentences, strict=True))
    if fragments.asks_more(spoken[0]) or (of_it and not any(map(fragments.orders, spoken))):
        return True
    if sentences[0].endswith("?"):
        return False
    leans = all(map(fragments.leans, spoken)) or _points(sentences[0], conversation)
    return leans or bool(_ADDS.match(spoken[0])) or corrections.cue(spoken[0]) is Cue.PLAIN


def begins(conversation: Conversation) -> bool:
    """Return whether the user's last turn makes a request of its own."""
    return any(fragments.orders(plain(one)) for one in _SENTENCE.split(conversation.turns[-1].text.strip()))


def only_agrees(conversation: Conversation, ground: CommonGround) -> bool:
    """Return whether the user's last turn says nothing but values that stand, and that they are right."""
    last = len(conversation.turns) - 1
    standing = [facets(one.text) for one in ground.requirements if one.superseded_by is None and one.turn < last]
    said = [one for one in _SENTENCE.split(conversation.turns[-1].text.strip()) if not is_courtesy(plain(one))]
    return bool(said) and all(fragments.approves(plain(one), facets(one), standing) for one in said)


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
        if not 0 <= at < len(items):
            return found[0]
        article = found[0][:4] if found[0].lower().startswith("the ") and not _ARTICLE.match(items[at]) else ""
        return f"{article}{items[at]}"

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
