"""The `topic` step: where a system prompt confines the assistant to a subject, what is about another is parked.

The reader says what the last message is about (field `topic`); plain code says where the prompt confines, whether that is its
subject, and keeps a turn that names the subject or goes on with the request from ever being declined. One sentence declines:
it names the subject, and the request to go back to, or who is there for what was asked. Exchanges that were declined are
dropped from the history that goes on, so that a user who comes back finds the talk where it was.
After CantTalkAboutThis (arXiv 2404.03820), without its training.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from commonground.conversation.record import ASSISTANT, USER, Conversation, Event, Turn
from commonground.measures.classifiers import plain
from commonground.mediation import confinement as confinements
from commonground.mediation import ledger
from commonground.mediation.confinement import Confinement, confinement
from commonground.mediation.fold import fold
from commonground.mediation.ground import VERSION as GROUND
from commonground.mediation.parts.courtesy import is_courtesy
from commonground.mediation.reader import TOPIC, Reader
from commonground.mediation.step import Step
from commonground.models.chat import ChatModel, Chunk, Request, Usage

VERSION = "topic-3"
ASKS = 1  # further calls in a turn, at most
HERE = "I am here only"
_DECLINED = re.compile(rf"^(?:That is for .{{1,60}}; )?{HERE} (?:for|to) ")
_MOST = 12  # words of a request that a decline comes back to
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_BACK = re.compile(
    r"\b(?:back|return|returning) to\b|\bwhere (?:(?:we|i) (?:were|was|left off)|(?:were|was) (?:we|i))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Topic:
    """The step with the reader that it shares with the others."""

    reader: Reader

    async def __call__(self, request: Request, model: ChatModel) -> AsyncIterator[Chunk]:
        confined = confinement(request.conversation) if _applies(request.conversation) else None
        if confined is None:
            async for chunk in model.stream(request):
                yield chunk
            return
        request = replace(request, conversation=unparked(request.conversation))
        request, off, usage = await self._off(request, confined, model)
        if off:
            action, text = await asyncio.to_thread(reply, confined, request.conversation)
            note = {"step": "topic", "action": action, "text": text}
            yield Chunk(text, usage=usage, events=(Event(0, "mediation", note, VERSION),))
            yield Chunk(finish="stop")
            return
        yield Chunk(usage=usage)
        async for chunk in model.stream(request):
            yield chunk

    async def _off(self, request: Request, confined: Confinement, model: ChatModel) -> tuple[Request, bool, Usage]:
        """Return whether the last turn is off topic. What it is about is asked alone where the shared call does not say."""
        request, reading = await self.reader.read(request, model)
        about, usage = reading.values.get(TOPIC), reading.usage
        on = confined.names(request.conversation.turns[-1].text) or bool(about and confined.about(about))
        if on or await asyncio.to_thread(continues, request.conversation):
            return request, False, usage
        if not about and self.reader.fields != (TOPIC,):
            alone = replace(self.reader, fields=(TOPIC,))
            _, again = await alone.read(replace(request, ground=None), model)
            about, usage = again.values.get(TOPIC), usage + again.usage
        return request, bool(about) and not confined.about(about or ""), usage


def topic(reader: Reader) -> Step:
    """Return the step. Raises: StepError."""
    return _Topic(reader)


def versions() -> dict[str, str]:
    """Return the versions of the rules that the step goes by."""
    own = {"step topic": VERSION, "confinement": confinements.VERSION}
    return {**own, "ledger": ledger.VERSION, "ground": GROUND}


def unparked(conversation: Conversation) -> Conversation:
    """Return a conversation without the exchanges that this step declined."""
    turns, kept = conversation.turns, []
    for at, turn in enumerate(turns):
        after = turns[at + 1] if at + 1 < len(turns) else None
        if _is_decline(turn) or (turn.speaker == USER and after is not None and _is_decline(after)):
            continue
        kept.append(turn)
    return conversation if len(kept) == len(turns) else replace(conversation, turns=tuple(kept))


def continues(conversation: Conversation) -> bool:
    """Return whether the last turn belongs to the talk so far, whatever a model says: it must not be declined.

    It answers the assistant's question, adds, corrects, comes back to something, or only thanks or approves.
    """
    last = conversation.turns[-1].text
    said = [plain(one) for one in _SENTENCE.split(last.strip())]
    if "?" not in last and all(is_courtesy(one) for one in said if one):
        return True
    replies = conversation.by(ASSISTANT)
    if not replies:
        return False
    if _BACK.search(last) or ledger.goes_on(conversation):
        return True
    asked = replies[-1].text.rstrip().endswith("?")
    return (asked and "?" not in last) or _corrects(conversation)


def reply(confined: Confinement, conversation: Conversation) -> tuple[str, str]:
    """Return what is done, and the one sentence: hand over to who is there for it, or decline and go back."""
    who = confined.other(conversation.turns[-1].text)
    if who:
        return "hand over", f"That is for {who}; {HERE} {confined.subject}."
    open_request = parked(conversation)
    back = f'so let us go back to "{open_request}"' if open_request else "so I leave that to others"
    return "decline", f"{HERE} {confined.subject}, {back}."


def parked(conversation: Conversation) -> str:
    """Return the first words of the request that stood before the last turn, "" where none does."""
    before = replace(conversation, turns=conversation.turns[:-1])
    stands = ledger.standing(fold(before)) if before.by(USER) else ()
    said = stands[0].text.split() if stands else []
    return " ".join(said[:_MOST]).rstrip(" .!?,;:").replace('"', "'") + (" ..." if len(said) > _MOST else "")


def _corrects(conversation: Conversation) -> bool:
    last = len(conversation.turns) - 1
    return any(one.superseded_by == last for one in fold(conversation).requirements)


def _is_decline(turn: Turn) -> bool:
    return turn.speaker == ASSISTANT and bool(_DECLINED.match(turn.text))


def _applies(conversation: Conversation) -> bool:
    turns = conversation.turns
    return bool(turns) and turns[-1].speaker == USER and not turns[-1].parts
