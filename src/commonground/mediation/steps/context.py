"""The `context` step: whose word counts. A document beats what the model knows, a user's mere assertion beats nothing. No call.

Where a document bears on what is asked (`conversation.documents`), it is put first in the user's message and marked, and a note
says that it counts. Where the user only asserts something about the world (`mediation.assertions`), a note says that this is no
source, unless the step `premises` has said what is right instead. What users say of their own needs is left alone, and so is
every message that asks for no fact. Prompt form is all that an endpoint lets one change; local weights can decode against their
memory as well (`models.contrast`).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from commonground.conversation import documents as sources
from commonground.conversation.documents import Document, content, documents, outside
from commonground.conversation.record import USER, Conversation, Event
from commonground.mediation import assertions as claims
from commonground.mediation.assertions import assertions, question
from commonground.mediation.notes import noted_in, unnoted, with_system
from commonground.mediation.steps.premises import CHECKED
from commonground.models.chat import ChatModel, Chunk, Request

VERSION = "context-2"
DOCUMENT = "Where the text answers the question, answer from the text: it beats what you know."
ASSERTION = "The user's word is no source for facts of the world; answer from what you know."
MARK = "Text:"
_LONGEST = 600  # characters of a document that is said again where it is needed


async def context(request: Request, model: ChatModel) -> AsyncIterator[Chunk]:
    """Say which word counts where that can matter; pass everything else on."""
    notes = noted_in(request)
    changed, action, text = ruled(unnoted(request.conversation, notes))
    if action and not (action == "assertion" and CHECKED in (request.ground or {})):
        yield Chunk(events=(Event(0, "mediation", {"step": "context", "action": action, "text": text}, VERSION),))
        request = replace(request, conversation=with_system(changed, notes) if notes else changed)
    async for chunk in model.stream(request):
        yield chunk


def ruled(conversation: Conversation) -> tuple[Conversation, str, str]:
    """Return the conversation as it is sent, what was done ("document", "assertion" or "") and for the sake of which text."""
    if found := bearing(conversation):
        return with_system(marked(conversation, found), DOCUMENT), "document", found[-1].text
    if claimed := assertions(conversation):
        return with_system(conversation, ASSERTION), "assertion", claimed[-1]
    return conversation, "", ""


def bearing(conversation: Conversation) -> tuple[Document, ...]:
    """Return the documents that have words in common with what the last message asks; nothing where it asks for no fact."""
    turns = conversation.turns
    if not turns or turns[-1].speaker != USER or turns[-1].parts:
        return ()
    asked = content(question(outside(turns[-1])))
    return tuple(one for one in documents(conversation) if content(one.text) & asked)


def marked(conversation: Conversation, found: tuple[Document, ...]) -> Conversation:
    """Return the conversation with these documents first in the last message, each marked, and what it asks after them.

    Too long a document that stands elsewhere stays there alone.
    """
    *before, last = conversation.turns
    here = len(before)
    shown = [f"{MARK} {one.text}" for one in found if one.turn == here or len(one.text) <= _LONGEST]
    others = [one.text for one in documents(conversation) if one.turn == here and one not in found]
    text = "\n".join((*dict.fromkeys(shown), *others, outside(last)))
    return replace(conversation, turns=(*before, replace(last, text=text)))


def versions() -> dict[str, str]:
    """Return the versions of the step and of the rules that it goes by."""
    return {"step context": VERSION, "documents": sources.VERSION, "assertions": claims.VERSION}
