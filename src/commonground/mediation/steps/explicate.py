"""The `explicate` step, the Mediator: what was asked over several turns becomes one explicit request.

After "Intent Mismatch Causes LLMs to Get Lost" (arXiv 2602.07338). The first turn passes through with no call, and so do
tool results and requests that the Mediator finds complete by themselves (its reply is then PASS). Otherwise the
assistant sees the system prompt and one user message: all that the user said for the current request, in their words.
Where the Mediator's message drops or invents something, or says nothing, the `ledger` speaks in its place (decision 0014).
A word that the user explains in the chat stands as what it means (`by_rules`).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from commonground.conversation.record import SYSTEM, USER, Conversation, Event, Turn
from commonground.conversation.transcript import transcript
from commonground.errors import EndpointError, StepError
from commonground.mediation import ledger, prompts
from commonground.mediation.fold import fold as folded
from commonground.mediation.step import Step
from commonground.mediation.steps.by_rules import meant
from commonground.models.chat import ChatModel, Chunk, Reply, Request, Sampling, Usage, complete

PASS = "PASS"
_MOST_TOKENS = 400  # a request restated, with room to spare


@dataclass(frozen=True, slots=True)
class _Explicate:
    """The step with the model that plays the Mediator; None lets the assistant's own model play it."""

    mediator: ChatModel | None

    async def __call__(self, request: Request, model: ChatModel) -> AsyncIterator[Chunk]:
        if not _applies(request.conversation):
            async for chunk in model.stream(request):
                yield chunk
            return
        request = replace(request, conversation=meant(request.conversation)[0])
        mediated = await self._ask(request, self.mediator or model)
        # In a thread: a history of 10,000 tokens takes half a second to fold, and others wait for the loop.
        action, restated = await asyncio.to_thread(_gated, request.conversation, mediated)
        note = {"step": "explicate", "action": action, "text": restated}
        yield Chunk(usage=mediated.usage, events=(Event(0, "mediation", note, prompts.version("explicate")),))
        async for chunk in model.stream(_restated(request, restated) if restated else request):
            yield chunk

    async def _ask(self, request: Request, mediator: ChatModel) -> Reply:
        question = Conversation(
            (Turn(SYSTEM, prompts.load("explicate")), Turn(USER, transcript(request.conversation.turns)))
        )
        try:
            reply = await complete(mediator, Request(question, Sampling(0.0, _MOST_TOKENS, request.sampling.seed)))
        except EndpointError as error:
            if error.kind == "context":  # too long for this mediator: the ledger is not
                return Reply("", None, Usage(), ())
            raise StepError(f"explicate: the mediator did not answer: {error}", error.hint) from error
        return reply


def explicate(mediator: ChatModel | None = None) -> Step:
    """Return the step. `mediator` plays the Mediator; by default the model that answers does. Raises: StepError."""
    return _Explicate(mediator)


def _gated(conversation: Conversation, mediated: Reply) -> tuple[str, str]:
    """Return what is done and the restatement: the mediator's where it keeps what stands, else the ledger's own."""
    restated, ground = ledger.settled(mediated.text.strip()), folded(conversation)
    if ledger.only_agrees(conversation, ground):
        return "pass", ""
    if re.sub(r"\W", "", restated) == PASS:  # a model may put a full stop or quotes round it
        if not ledger.goes_on(conversation, ground):
            return "pass", ""
        return "ledger", ledger.message(ledger.standing(ground), conversation)
    stands = ledger.standing(ground, restated)
    if restated and mediated.finish != "length" and ledger.keeps(restated, stands, conversation):
        return "restate", restated
    return "ledger", ledger.message(stands, conversation)


def _applies(conversation: Conversation) -> bool:
    """Return whether there is something to restate: a second user turn or a later one, with the last word."""
    turns = conversation.turns
    return bool(turns) and turns[-1].speaker == USER and len(conversation.by(USER)) > 1


def _restated(request: Request, text: str) -> Request:
    conversation = request.conversation
    turns = (*conversation.by(SYSTEM), replace(conversation.turns[-1], text=text))
    return replace(request, conversation=Conversation(turns, id=conversation.id, meta=conversation.meta))
