"""The `clarify` step: where one required fact is missing, one question for it in place of a guess.

The reader lists what the request needs, each fact with the user's word for it (field `needs`), and a question (`missing`).
Plain code says whether it may be asked: a fact has no value, it asks one fact, is no request to rephrase, asks nothing that
the user has said or was asked before, nothing that was done without when a few words amend it, and is at most the second
question about one request. Before one is asked about a request that stands by itself in a longer chat, that request is read
once more, alone.
After Li et al. 2025 (QuestBench, arXiv 2503.22674). All else passes.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace

from commonground.conversation.record import ASSISTANT, SYSTEM, USER, Conversation, Event, Turn
from commonground.measures import questions
from commonground.measures.classifiers import plain
from commonground.mediation import ledger
from commonground.mediation.fold import fold
from commonground.mediation.ground import VERSION as GROUND
from commonground.mediation.ground import CommonGround, Requirement
from commonground.mediation.notes import noted_in, unnoted
from commonground.mediation.parts import fragments
from commonground.mediation.parts.corrections import assigned
from commonground.mediation.parts.facets import LIGHT, SLOTS, facets
from commonground.mediation.reader import MISSING, NEEDS, REQUEST, Reader, Reading
from commonground.mediation.step import Step
from commonground.models.chat import ChatModel, Chunk, Request, Usage
from commonground.text.lemmas import content_lemmas
from commonground.text.tokens import words

VERSION = "clarify-3"
MOST = 2  # questions about one request
_LONGEST = 25  # words of a question
_ASKING = 40  # words of a reply that may be nothing but a question and what leads to it
_OPEN = re.compile(r":\s*\?\s*(?:;|,|\n|$)")  # of what is needed: a fact without a value
_LENGTH = re.compile(r"\bhow (?:many hours|long)\b", re.IGNORECASE)
_EMPTY = frozenset(("specific", "prefer", "information", "exactly", "detail"))


@dataclass(frozen=True, slots=True)
class _Clarify:
    """The step with the reader that it shares with the others."""

    reader: Reader

    async def __call__(self, request: Request, model: ChatModel) -> AsyncIterator[Chunk]:
        if not _applies(request.conversation):
            async for chunk in model.stream(request):
                yield chunk
            return
        request, reading = await self.reader.read(request, model)
        question = " ".join((reading.values.get(MISSING) or "").split()) if lacks(reading) else ""
        restated, usage = (reading.values[REQUEST] or "") if REQUEST in reading.values else None, reading.usage
        ask = await asyncio.to_thread(may_ask, question, request.conversation, restated)
        if ask and restated == "":
            ask, more = await self._alone(request, model)
            usage = usage + more
        if ask:
            note = {"step": "clarify", "action": "ask", "text": question}
            yield Chunk(question, usage=usage, events=(Event(0, "mediation", note, VERSION),))
            yield Chunk(finish="stop")
            return
        yield Chunk(usage=usage)
        async for chunk in model.stream(request):
            yield chunk

    async def _alone(self, request: Request, model: ChatModel) -> tuple[bool, Usage]:
        """Return whether a request that stands by itself lacks a fact also when it is read by itself, and what that cost.

        What earlier requests of the chat needed is easily taken for a need of this one.
        """
        said = unnoted(request.conversation, noted_in(request))
        if len(said.by(USER)) == 1:
            return True, Usage()
        alone = Conversation((*said.by(SYSTEM), said.turns[-1]))
        _, reading = await self.reader.read(replace(request, conversation=alone, ground=None), model)
        return lacks(reading), reading.usage


def clarify(reader: Reader) -> Step:
    """Return the step. Raises: StepError."""
    return _Clarify(reader)


def versions() -> dict[str, str]:
    """Return the versions of the rules that the step goes by."""
    return {"step clarify": VERSION, "ledger": ledger.VERSION, "ground": GROUND}


def may_ask(question: str, conversation: Conversation, restated: str | None = None) -> bool:
    """Return whether a question may be put to the user now.

    `restated` is their current request as the reader gives it: "" where the last turn is it, None where nobody read it.
    """
    if not asks_one_fact(question):
        return False
    ground, last = fold(conversation), len(conversation.turns) - 1
    if not any(one.turn == last or one.superseded_by == last for one in ground.requirements):
        return False  # the last turn asks for nothing: thanks, a greeting
    stands = _standing(ground, conversation, restated)
    if _amends(conversation) and _done(stands, conversation.turns[last - 1]):
        return False
    before = asked_before(conversation, min((one.turn for one in stands), default=last))
    again = any(_same(question, one) for one in before)
    return len(before) < MOST and not again and not is_given(question, stands)


def _standing(ground: CommonGround, conversation: Conversation, restated: str | None) -> Sequence[Requirement]:
    """Return what stands of the current request; of one complete by itself, nothing that was said for another."""
    if restated is None:
        return ledger.standing(ground)
    if restated:
        told = _things(restated)
        kept = ledger.standing(ground, restated)
        return [one for one in kept if 2 * len(_things(one.text) & told) >= len(_things(one.text))]
    since = len(conversation.turns) - 1
    while since > 1 and _only_asks(conversation.turns[since - 1]):
        since -= 2
    return [one for one in ground.requirements if one.turn >= since and one.superseded_by is None]


def lacks(reading: Reading) -> bool:
    """Return whether a fact that the request needs has no value; where the list was lost, whether there is a question at all.

    >>> [lacks(Reading({"needs": one, "missing": "For which day?"})) for one in ("day: ?; time: 8", "day: Friday", None)]
    [True, False, False]
    """
    if NEEDS not in reading.values:
        return bool(reading.values.get(MISSING))
    return bool(_OPEN.search(reading.values[NEEDS] or ""))


def asks_one_fact(text: str) -> bool:
    """Return whether a text is one question for one fact: no list, no offer, no request to rephrase.

    >>> [asks_one_fact(one) for one in ("At what time?", "Which day, and what time?", "Could you rephrase that?")]
    [True, False, False]
    """
    if text.count("?") != 1 or not text.endswith("?") or len(words(text)) > _LONGEST:
        return False
    return questions.classify((), ASSISTANT, text) == questions.FACET


def asked_before(conversation: Conversation, since: int) -> list[str]:
    """Return the questions that the assistant put in place of an answer, since turn `since` or without a break before now."""
    turns = [(at, turn) for at, turn in enumerate(conversation.turns) if turn.speaker == ASSISTANT]
    asking = [(at, turn.text.strip()) for at, turn in turns if _only_asks(turn)]
    run = 0
    for (at, _), (asked, _) in zip(reversed(turns), reversed(asking), strict=False):
        if at != asked:
            break
        run += 1
    return [text for number, (at, text) in enumerate(asking) if at >= since or number >= len(asking) - run]


def is_given(question: str, stands: Sequence[Requirement]) -> bool:
    """Return whether requirements that stand already say what a question asks for."""
    wanted, asks = _things(question), _slots(question)
    kinds = {kind for one in stands for kind in facets(one.text).kinds}
    for named in (assigned(plain(one.text)) for one in stands):
        if (things := _things(named)) and things <= wanted and asks <= kinds | facets(named).slots:
            return True
    other = {word for word in wanted if not facets(f"the {word}").slots}
    heard = {word for one in stands for word in _things(one.text)}
    return bool(asks) and asks <= kinds and other <= heard


def _amends(conversation: Conversation) -> bool:
    """Return whether the last turn is a few words that ask for nothing by themselves, after a reply."""
    *before, last = conversation.turns
    sentences = [plain(one) for one in last.text.strip().splitlines() if one.strip()]
    follows = bool(before) and before[-1].speaker == ASSISTANT
    return follows and all(map(fragments.fragment, sentences)) and not ledger.begins(conversation)


def _done(stands: Sequence[Requirement], reply: Turn) -> bool:
    """Return whether a reply took up what stands and asked for nothing: what it could do without is not required."""
    said = set(words(reply.text))
    return "?" not in reply.text and any(set(words(one)) <= said for need in stands for one in ledger.values(need.text))


def _same(question: str, other: str) -> bool:
    return plain(question) == plain(other) or bool(_things(question) and _things(question) == _things(other))


def _slots(question: str) -> set[str]:
    """Return what a question asks for, of the things that a sentence can give a value to."""
    named = set(facets(question).slots & SLOTS)
    return named - {"time"} | {"length"} if _LENGTH.search(question) else named


def _only_asks(turn: Turn) -> bool:
    text = turn.text.strip()
    return turn.speaker == ASSISTANT and text.endswith("?") and text.count("?") == 1 and len(words(text)) <= _ASKING


def _things(text: str) -> frozenset[str]:
    return frozenset(content_lemmas(words(text))) - LIGHT - _EMPTY


def _applies(conversation: Conversation) -> bool:
    turns = conversation.turns
    return bool(turns) and turns[-1].speaker == USER and not turns[-1].parts
