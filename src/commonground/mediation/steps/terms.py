"""The `terms` step: the user's term for a thing, and a shorter one where one has worked; no call of a model.

In a reference game (a numbered list in the system prompt, and a user turn that points into it) a thing that was found with
this partner is called by the term that the partner gave it, else by the fewest words of the one that worked which still tell
it apart. Nothing is said on a first mention, to a newcomer, or after a failure: then a full description is what is needed.
In other talk the user's word stands over another word that the assistant used for the same. Terms that are abuse, slips or
false claims are never taken over (`parts.naming`). After Brennan and Clark 1996 and Hawkins et al. 2020.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Mapping

from commonground.conversation.record import ASSISTANT, SYSTEM, USER, Conversation, Event
from commonground.mediation.fold import fold
from commonground.mediation.notes import noted
from commonground.mediation.parts import naming
from commonground.mediation.parts import synonyms as synonym_groups
from commonground.mediation.parts.synonyms import synonyms
from commonground.models.chat import ChatModel, Chunk, Request
from commonground.text.lemmas import content_lemmas, lemma
from commonground.text.tokens import words

VERSION = "terms-1"
CALL = 'Call it "the {}". Say no more than that.'
KEEP = "Keep to the user's words: {}."
MOST = 3  # of the user's words in a note

_ITEM = re.compile(r"^\s*(\d{1,2})[.)]\s+(\S.*?)\s*$", re.MULTILINE)
_DIRECTS = re.compile(r"\b(?:describe|name|refer|identify|call|director?|pick|choose)\b", re.IGNORECASE)
_POINTS = re.compile(
    r"\b(?:next|now|target|then)(?: (?:one|thing|target|is|comes))*:? ?(?:is )?(?:number |no\.? ?|#)?(\d{1,2})\b"
    r"|^\W*(?:number |no\.? ?|#)(\d{1,2})(?:,? please)?\W*$",
    re.IGNORECASE | re.MULTILINE,
)
_NEWCOMER = re.compile(
    r"\bi(?: am|'m) (?:\w+ )?(?:new\b|taking over|the (?:new|next|other)\b|somebody else|someone else|another\b)"
    r"|\b(?:a|an|another|the new|the next|someone|somebody|different) "
    r"(?:\w+ )?(?:person|partner|player|colleague|user|else|one)\b.{0,20}\b(?:here|now|speaking|took|takes|taking)\b"
    r"|\bi (?:just |only )?(?:joined|took over|take over|take it from here|have taken over|replace)\b",
    re.IGNORECASE,
)
_FOUND = re.compile(
    r"^\W*(?:(?:ok|okay|ah|oh|yes|great|good|and|so)\W+)*(?:right|yes|yep|yeah|correct|exactly|found|got it|i have it|ok"
    r"|okay|good|great|perfect|done|that(?: is|'s) (?:it|right|the one)|i see it)\b",
    re.IGNORECASE,
)
_NAMES = re.compile(
    r"(?:\b(?:ah|oh|aha|so|i see|that is|that's|it is|it's|this is|call(?:s|ed)? (?:it|that|this|that one|this one)|"
    r"name (?:it|that)|looks like|like|say|into)\b|^)[\s,:]*(?:just )?[\"'\u201c]?"
    r"(?:the|an?) [\"'\u201c]?([\w][\w' -]*?)[\"'\u201d]?"
    r"(?= (?:to me|then|again|for short|from now on)\b|[.,;!?\"\u201d]|$)",
    re.IGNORECASE,
)
_THE = re.compile(r"the ([\w' -]+)[.!]?", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


async def terms(request: Request, model: ChatModel) -> AsyncIterator[Chunk]:
    """Add the term to go by, or the user's words, where there are any."""
    action, text = await asyncio.to_thread(note, request.conversation)  # long histories take long
    if text:
        yield Chunk(events=(Event(0, "mediation", {"step": "terms", "action": action, "text": text}, VERSION),))
        request = noted(request, text)
    async for chunk in model.stream(request):
        yield chunk


def versions() -> dict[str, str]:
    """Return the versions of the step and its rules."""
    return {"step terms": VERSION, "naming": naming.VERSION, "synonyms": synonym_groups.VERSION}


def note(conversation: Conversation) -> tuple[str, str]:
    """Return what is done ("call", "keep", "") and the note for the last turn."""
    turns = conversation.turns
    if not turns or turns[-1].speaker != USER:
        return "", ""
    things = _things(conversation)
    if things:
        found = term(conversation, things)
        return ("call", CALL.format(found)) if found else ("", "")
    kept = own_words(conversation)
    quoted = ", ".join(f'"{one}"' for one in kept)
    return ("keep", KEEP.format(quoted)) if kept else ("", "")


# The reference game.


def term(conversation: Conversation, things: Mapping[int, str]) -> str | None:
    """Return what to call the thing that the last turn points at, None where it is to be described."""
    partner = _Partner()
    here: int | None = None
    said = ""
    for turn in conversation.turns:
        if turn.speaker == ASSISTANT:
            said = turn.text
        elif turn.speaker == USER:
            if _NEWCOMER.search(turn.text):
                partner, here = _Partner(), None
            if here is not None and here in things and said:
                partner.hear(here, said, turn.text, things)
            here, said = _pointed(turn.text), ""
    return partner.term(here, things) if here is not None and here in things else None


class _Partner:
    """What one partner has shown: what was said of a thing when it was last found, and the names that they gave things."""

    def __init__(self) -> None:
        self._worked: dict[int, str] = {}
        self._named: dict[int, str] = {}  # those that may be taken over
        self._given: dict[str, int] = {}  # all

    def hear(self, here: int, said: str, answer: str, things: Mapping[int, str]) -> None:
        """Take in how they answered what was said of a thing."""
        if not _FOUND.match(answer):
            self._worked.pop(here, None)
            return
        self._worked[here] = said
        for name in _names(answer, things[here]):
            self._given[name] = here
            if _adoptable(name, here, things):
                self._named[here] = name

    def term(self, here: int, things: Mapping[int, str]) -> str | None:
        """Return what to call a thing: their name for it, else the shortest description; None where none has worked."""
        if here not in self._worked:
            return None
        if here in self._named:
            return self._named[here]
        others = _others(here, things)
        taken = [name for name, thing in self._given.items() if thing != here]
        return naming.shorter(self._worked[here], things[here], [*others, *taken]) or self._again(here, things)

    def _again(self, here: int, things: Mapping[int, str]) -> str | None:
        """Return what was said in so many words, where it is a name and not the description."""
        found = _THE.fullmatch(self._worked[here].strip())
        name = found[1].lower() if found else ""
        return name if _adoptable(name, here, things) else None


def _others(here: int, things: Mapping[int, str]) -> list[str]:
    return [text for number, text in things.items() if number != here]


def _adoptable(name: str, here: int, things: Mapping[int, str]) -> bool:
    heard = {word for text in things.values() for word in words(text)}
    return naming.adoptable(name, things[here], _others(here, things), heard)


def _names(answer: str, thing: str) -> Iterator[str]:
    """Yield the names that an answer gives the thing just found, its description left out."""
    told = set(words(thing))
    for sentence in _SENTENCE.split(_POINTS.sub("", answer)):
        for found in _NAMES.finditer(_FOUND.sub("", sentence).strip(" ,.")):
            if not set(words(found[1])) <= told:
                yield found[1].lower()


def _things(conversation: Conversation) -> dict[int, str]:
    """Return the things of a game by number: the system prompt lists them and says that one is to be described."""
    text = "\n".join(turn.text for turn in conversation.by(SYSTEM))
    things = {int(number): thing for number, thing in _ITEM.findall(text)}
    return things if len(things) > 1 and _DIRECTS.search(text) and _pointed(conversation.turns[-1].text) else {}


def _pointed(text: str) -> int | None:
    """Return the number that a turn points at, None where it points at none."""
    found = list(_POINTS.finditer(text))
    return int(found[-1][1] or found[-1][2]) if found else None


# Other talk.


def own_words(conversation: Conversation) -> tuple[str, ...]:
    """Return the user's words, at most three, that bear on the last turn and for which the assistant has said another.

    A word of the user counts where the common ground holds it as a pact, or where the user has said it twice.
    """
    last = content_lemmas(words(conversation.turns[-1].text))
    theirs = [word for turn in conversation.by(USER) for word in words(turn.text)]
    said = {lemma(word) for turn in conversation.by(ASSISTANT) for word in words(turn.text)}
    mine = {lemma(word) for word in theirs}
    rivals = {word: synonyms(word) & said - mine for word in dict.fromkeys(theirs)}
    found = [word for word, other in rivals.items() if other and (lemma(word) in last or other & set(last))]
    if not found:
        return ()
    pacts = {word for pact in fold(conversation).pacts if pact.coined_by == USER for word in pact.term.split()}
    kept = [word for word in found if word in pacts or theirs.count(word) > 1]
    return tuple(word for word in kept if not naming.abusive(word))[-MOST:]
