"""The `explicate` step, the Mediator: what was asked over several turns becomes one explicit request.

After "Intent Mismatch Causes LLMs to Get Lost" (arXiv 2602.07338). The first turn passes through with no call, and so do
tool results and requests that the Mediator finds complete by themselves (its reply is then PASS, or null). Otherwise the
assistant sees the system prompt and one user message: all that the user said for the current request, in their words, less
those that only carry the talk on ("One more thing: ...").
Where the Mediator's message drops or invents something, or says nothing, the `ledger` speaks in its place (decision 0014).
A word that the user explains in the chat stands as what it means (`by_rules`).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace

from commonground.conversation.documents import documents, outside
from commonground.conversation.record import SYSTEM, USER, Conversation, Event
from commonground.mediation import ledger
from commonground.mediation.fold import fold as folded
from commonground.mediation.ground import VERSION as GROUND
from commonground.mediation.ground import Requirement
from commonground.mediation.parts.fragments import plainly
from commonground.mediation.reader import REQUEST, Reader, Reading
from commonground.mediation.step import Step
from commonground.mediation.steps.by_rules import meant
from commonground.mediation.steps.repair import TALK
from commonground.models.chat import ChatModel, Chunk, Request

VERSION = "explicate-3"


@dataclass(frozen=True, slots=True)
class _Explicate:
    """The step with the reader that it shares."""

    reader: Reader

    async def __call__(self, request: Request, model: ChatModel) -> AsyncIterator[Chunk]:
        if TALK in (request.ground or {}) or not _applies(request.conversation):
            async for chunk in model.stream(request):
                yield chunk
            return
        request = replace(request, conversation=meant(request.conversation)[0])
        request, reading = await self.reader.read(request, model)
        # In a thread: a history of 10,000 tokens takes half a second to fold, and others wait for the loop.
        action, restated = await asyncio.to_thread(_gated, request.conversation, reading)
        note = {"step": "explicate", "action": action, "text": restated}
        yield Chunk(usage=reading.usage, events=(Event(0, "mediation", note, VERSION),))
        async for chunk in model.stream(_restated(request, restated) if restated else request):
            yield chunk


def explicate(shared: Reader) -> Step:
    """Return the step. Raises: StepError."""
    return _Explicate(shared)


def versions() -> dict[str, str]:
    """Return the versions of the rules that the step goes by."""
    return {"step explicate": VERSION, "ledger": ledger.VERSION, "ground": GROUND}


def _gated(conversation: Conversation, reading: Reading) -> tuple[str, str]:
    """Return what is done and the restatement: the mediator's where it keeps what stands, else the ledger's own.

    A document is nobody's request: the ledger does not read it, and it stands before the restatement as it was brought.
    """
    own = _spoken(conversation)
    restated, ground = ledger.settled(reading.values.get(REQUEST) or ""), folded(own)
    if ledger.only_agrees(own, ground):
        return "pass", ""
    if not restated and REQUEST not in reading.lost and not ledger.goes_on(own, ground):
        return "pass", ""
    stands = ledger.standing(ground, restated)
    if restated and ledger.keeps(restated, stands, own):
        return "restate", _with_documents(restated, stands, conversation, own)
    if (restated or REQUEST in reading.lost) and ledger.begins(own):
        return "pass", ""
    message = _with_documents(ledger.message(stands, own), stands, conversation, own)
    return ("ledger" if message else "pass"), message


def _spoken(conversation: Conversation) -> Conversation:
    """Return a conversation in which the user's turns have no documents; one that is nothing else stays."""
    turns = (replace(one, text=outside(one) or one.text) if one.speaker == USER else one for one in conversation.turns)
    return replace(conversation, turns=tuple(turns), events=())


def _with_documents(text: str, stands: Sequence[Requirement], conversation: Conversation, own: Conversation) -> str:
    """Return a restatement behind the documents that the user brought since the first turn that it speaks of."""
    if not text:
        return ""
    since = min((one.turn for one in stands), default=len(own.turns) - 1)
    brought = [
        turn.text[one.start : one.end].strip()
        for turn, spoken in list(zip(conversation.turns, own.turns, strict=True))[since:]
        if turn.text != spoken.text
        for one in documents(Conversation((turn,)))
    ]
    return "\n".join((*dict.fromkeys(brought), plainly(text)))


def _applies(conversation: Conversation) -> bool:
    """Return whether there is something to restate: a second user turn or a later one, with the last word."""
    turns = conversation.turns
    return bool(turns) and turns[-1].speaker == USER and len(conversation.by(USER)) > 1


def _restated(request: Request, text: str) -> Request:
    conversation = request.conversation
    turns = (*conversation.by(SYSTEM), replace(conversation.turns[-1], text=text))
    return replace(request, conversation=Conversation(turns, id=conversation.id, meta=conversation.meta))
