"""The `explicate` step, the Mediator: what was asked over several turns becomes one explicit request.

After "Intent Mismatch Causes LLMs to Get Lost" (arXiv 2602.07338). The first turn passes through with no call, and so do
tool results and requests that the Mediator finds complete by themselves (its reply is then PASS). Otherwise the
assistant sees the system prompt and one user message: all that the user said for the current request, in their words.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from commonground.conversation.record import SYSTEM, USER, Conversation, Event, Turn
from commonground.conversation.transcript import transcript
from commonground.errors import EndpointError, StepError
from commonground.mediation import prompts
from commonground.mediation.step import Step
from commonground.models.chat import ChatModel, Chunk, Reply, Request, Sampling, complete

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
        mediated = await self._ask(request, self.mediator or model)
        restated = mediated.text.strip()
        passed = re.sub(r"\W", "", restated) == PASS  # a model may put a full stop or quotes round it
        note = {"step": "explicate", "action": "pass" if passed else "restate", "text": "" if passed else restated}
        yield Chunk(usage=mediated.usage, events=(Event(0, "mediation", note, prompts.version("explicate")),))
        async for chunk in model.stream(request if passed else _restated(request, restated)):
            yield chunk

    async def _ask(self, request: Request, mediator: ChatModel) -> Reply:
        question = Conversation(
            (Turn(SYSTEM, prompts.load("explicate")), Turn(USER, transcript(request.conversation.turns)))
        )
        try:
            reply = await complete(mediator, Request(question, Sampling(0.0, _MOST_TOKENS, request.sampling.seed)))
        except EndpointError as error:
            raise StepError(f"explicate: the mediator did not answer: {error}", error.hint) from error
        if reply.finish == "length":
            raise StepError(f"explicate: the mediator ran past {_MOST_TOKENS} tokens", "try another --mediator-model")
        if not reply.text.strip():
            raise StepError("explicate: the mediator said nothing", "try another --mediator-model")
        return reply


def explicate(mediator: ChatModel | None = None) -> Step:
    """Return the step. `mediator` plays the Mediator; by default the model that answers does. Raises: StepError."""
    return _Explicate(mediator)


def _applies(conversation: Conversation) -> bool:
    """Return whether there is something to restate: a second user turn or a later one, with the last word."""
    turns = conversation.turns
    return bool(turns) and turns[-1].speaker == USER and len(conversation.by(USER)) > 1


def _restated(request: Request, text: str) -> Request:
    conversation = request.conversation
    turns = (*conversation.by(SYSTEM), replace(conversation.turns[-1], text=text))
    return replace(request, conversation=Conversation(turns, id=conversation.id, meta=conversation.meta))
