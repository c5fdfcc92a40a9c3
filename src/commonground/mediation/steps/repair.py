"""The `repair` step: what a user asks of the talk itself and plain code can do, is done, with no call of a model.

A request to say it again gets the words themselves, or the part of them that is named; to drop it, or to end, gets an
acknowledgement and no more content. A request for other words, a definition or an example goes to the model with a note that
says which of these is wanted, and so does one whose user says that they were misunderstood ("no, I meant ..."). What was asked
is told by the rules of `measures.requests` and `measures.repair`.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace

from commonground.conversation.record import ASSISTANT, USER, Conversation, Event
from commonground.measures import repair as repairs
from commonground.measures import requests
from commonground.mediation.notes import noted
from commonground.models.chat import ChatModel, Chunk, Request
from commonground.text.lemmas import content_lemmas
from commonground.text.tokens import words

VERSION = "repair-2"
MEANT = "meant"  # a repair in third position: how the reply took it was not how it was meant
TALK = "talk"  # on the ground of a request that is about the talk: its history stays as it is
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
# "Yes, that is what I meant" takes a reply as it was meant.
_TAKEN = re.compile(
    r"^\W*(?:(?:yes|yeah|yep|exactly|right|great|perfect|good)\b|(?:that|this|it)(?:'s| is| was) (?:just |exactly )?what i\b)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
# A field of a reply: "day: Friday", on a line of its own or in a list.
_FIELD = re.compile(r"(?:^|[(,;\n])\s*(?P<key>[A-Za-z][\w ]{0,30}?)\s*[:=]\s*(?P<value>[^,;()\n]+)")
NOTES = {
    requests.PARAPHRASE: "Say your last message in other, simpler words. Keep every name and number.",
    requests.DEFINE: "Say what the word that the user asks about means, in one short sentence.",
    requests.EXAMPLE: "Give one example of what the user asks about, and nothing else.",
    MEANT: "Your last reply was about something else than the user meant. Answer what they mean now.",
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
    if act in NOTES:
        yield Chunk(events=(_note(act),))
        ground = {**(request.ground or {}), TALK: act}
        request = noted(replace(request, ground=ground), NOTES[act])
    async for chunk in model.stream(request):
        yield chunk


def asked(conversation: Conversation) -> str:
    """Return what the user's last turn asks of the talk: `MEANT` or one of `measures.requests.REQUESTS`."""
    spoken = [turn for turn in conversation.turns if turn.speaker in (USER, ASSISTANT)]
    if len(spoken) < 2 or spoken[-1].speaker != USER or spoken[-1] is not conversation.turns[-1]:
        return requests.NONE
    before = [(turn.speaker, turn.text) for turn in spoken[-_BEFORE - 1 : -1]]
    text = spoken[-1].text
    act = str(requests.classify(before, USER, text))
    if act in (requests.NONE, requests.CORRECT) and not _TAKEN.search(text):
        act = MEANT if repairs.repair_format(before, USER, text) == repairs.THIRD_POSITION else act
    return requests.NONE if act == requests.CLOSE and not _FAREWELL.search(text) else act


def _said(act: str, conversation: Conversation) -> str:
    if act == requests.REPEAT:
        last = conversation.by(ASSISTANT)[-1]
        return "" if last.tool_calls or last.parts else _again(last.text, conversation.turns[-1].text)
    return {requests.ABORT: DROPPED, requests.CLOSE: ENDED}.get(act, "")


def _again(reply: str, request: str) -> str:
    """Return a reply once more: the field that the request names, of a long one the sentences that it names, or all of it."""
    wanted = set(content_lemmas(words(request)))
    fields = [found for found in _FIELD.finditer(reply) if wanted & set(content_lemmas(words(found["key"])))]
    if len(fields) == 1:
        return f"{fields[0]['key'].strip()}: {fields[0]['value'].strip()}"
    if len(words(reply)) <= _LONG:
        return reply
    named = [one for one in _SENTENCE.split(reply) if wanted & set(content_lemmas(words(one)))]
    return " ".join(named) if 0 < len(named) <= len(_SENTENCE.split(reply)) // 2 else reply


def _note(act: str) -> Event:
    return Event(0, "mediation", {"step": "repair", "action": act, "text": ""}, VERSION)
