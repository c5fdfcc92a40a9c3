"""The `repair` step: what a user asks of the talk itself and plain code can do, is done, with no call of a model.

A request to say it again gets the words themselves (of a long reply the part that is named); to drop it, or to end, gets an
acknowledgement and no more content. A request for other words, a definition or an example goes to the model with a note that
says which of these is wanted. What was asked is told by the rules of `measures.requests`.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace

from commonground.conversation.record import ASSISTANT, USER, Conversation, Event
from commonground.measures import requests
from commonground.mediation.steps.system_prompt import with_system
from commonground.models.chat import ChatModel, Chunk, Request
from commonground.text.lemmas import content_lemmas
from commonground.text.tokens import words

VERSION = "repair-1"
DROPPED = "All right, I leave it at that."
ENDED = "Goodbye."
_BEFORE = 6  # turns that the rules look back on
_LONG = 60  # words of a reply from which a part of it may be said again
_FAREWELL = re.compile(  # "Great, that works." may close a matter; only who takes leave is told goodbye
    r"\b(?:(?:good)?-?b+ye+|good night|farewell|see (?:you|ya)|ciao|cheers|later|take care|nice day|next time|"
    r"(?:have|got) to go|"
    r"(?:that|which) (?:is|was|will be|would be) (?:all|it|everything)|that's (?:all|it|everything)|nothing else|all set|"
    r"(?:i am|i'm|we are|we're) (?:done|finished|off))\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_NOTES = {
    requests.PARAPHRASE: "The user asks you to say your last message in other, simpler words. Do that and nothing else.",
    requests.DEFINE: "The user asks what a word of your last message means. Say what it means, in one or two sentences.",
    requests.EXAMPLE: "The user asks for an example of what your last message says. Give one, and nothing else.",
}


async def repair(request: Request, model: ChatModel) -> AsyncIterator[Chunk]:
    """Answer a request about the talk; pass everything else on."""
    conversation = request.conversation
    act = asked(conversation)
    said = _said(act, conversation)
    if said:
        yield Chunk(said, events=(_note(act),))
        yield Chunk(finish="stop")
        return
    if act in _NOTES:
        yield Chunk(events=(_note(act),))
        request = replace(request, conversation=with_system(conversation, _NOTES[act]))
    async for chunk in model.stream(request):
        yield chunk


def asked(conversation: Conversation) -> str:
    """Return what the user's last turn asks of the talk: one of `measures.requests.REQUESTS`, "none" for all else."""
    spoken = [turn for turn in conversation.turns if turn.speaker in (USER, ASSISTANT)]
    if len(spoken) < 2 or spoken[-1].speaker != USER or spoken[-1] is not conversation.turns[-1]:
        return requests.NONE
    before = [(turn.speaker, turn.text) for turn in spoken[-_BEFORE - 1 : -1]]
    act = str(requests.classify(before, USER, spoken[-1].text))
    return requests.NONE if act == requests.CLOSE and not _FAREWELL.search(spoken[-1].text) else act


def _said(act: str, conversation: Conversation) -> str:
    if act == requests.REPEAT:
        last = conversation.by(ASSISTANT)[-1]
        return "" if last.tool_calls or last.parts else _again(last.text, conversation.turns[-1].text)
    return {requests.ABORT: DROPPED, requests.CLOSE: ENDED}.get(act, "")


def _again(reply: str, request: str) -> str:
    """Return a reply once more; of a long one the sentences that the request names, if it names any."""
    wanted = set(content_lemmas(words(request)))
    if len(words(reply)) <= _LONG:
        return reply
    named = [one for one in _SENTENCE.split(reply) if wanted & set(content_lemmas(words(one)))]
    return " ".join(named) if 0 < len(named) <= len(_SENTENCE.split(reply)) // 2 else reply


def _note(act: str) -> Event:
    return Event(0, "mediation", {"step": "repair", "action": act, "text": ""}, VERSION)
