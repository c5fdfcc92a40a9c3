"""Notes for the assistant: what steps put at the end of the system turn, and the conversation without it.

What a step notes is no document and no source for another, and nothing that the mediator reads (decision 0020).
"""

from __future__ import annotations

from dataclasses import replace

from commonground.conversation.record import SYSTEM, Conversation, Turn
from commonground.models.chat import Request

_NOTES = "notes"  # on the ground of a request


def noted(request: Request, text: str) -> Request:
    """Return a request with a note for the assistant at the end of its system turn."""
    notes = f"{said}\n{text}" if (said := noted_in(request)) else text
    return replace(
        request, conversation=with_system(request.conversation, text), ground={**(request.ground or {}), _NOTES: notes}
    )


def noted_in(request: Request) -> str:
    """Return what the steps so far have noted, "" for nothing."""
    return str((request.ground or {}).get(_NOTES, ""))


def unnoted(conversation: Conversation, notes: str) -> Conversation:
    """Return a conversation without these notes at the end of its system turn, or unchanged where they are not there."""
    turns = conversation.turns
    if not notes or not turns or turns[0].speaker != SYSTEM or not f"\n{turns[0].text}".endswith(f"\n{notes}"):
        return conversation
    before = f"\n{turns[0].text}".removesuffix(f"\n{notes}").removeprefix("\n")
    return replace(conversation, turns=(*([replace(turns[0], text=before)] if before else []), *turns[1:]))


def with_system(conversation: Conversation, text: str) -> Conversation:
    """Return a conversation with `text` at the end of its system turn, or as one where there is none."""
    turns = conversation.turns
    if turns and turns[0].speaker == SYSTEM:
        first = replace(turns[0], text=f"{turns[0].text}\n{text}")
        return replace(conversation, turns=(first, *turns[1:]))
    return replace(conversation, turns=(Turn(SYSTEM, text), *turns))
