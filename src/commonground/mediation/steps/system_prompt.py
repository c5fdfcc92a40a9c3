"""The `prompt` step: one fixed system prompt, the baseline that every mediation must beat."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from commonground.conversation.record import SYSTEM, Conversation, Turn
from commonground.mediation import prompts
from commonground.models.chat import ChatModel, Chunk, Request


async def system_prompt(request: Request, model: ChatModel) -> AsyncIterator[Chunk]:
    """Add the fixed prompt to the system turn, or as one where there is none, and ask the model."""
    asked = replace(request, conversation=with_system(request.conversation, prompts.load("prompt")))
    async for chunk in model.stream(asked):
        yield chunk


def without_system(conversation: Conversation, text: str) -> Conversation:
    """Return a conversation as it was before `with_system` put `text` at the end of its system turn, or unchanged."""
    turns = conversation.turns
    if not text or not turns or turns[0].speaker != SYSTEM or not f"\n{turns[0].text}".endswith(f"\n{text}"):
        return conversation
    before = f"\n{turns[0].text}".removesuffix(f"\n{text}").removeprefix("\n")
    return replace(conversation, turns=(*([replace(turns[0], text=before)] if before else []), *turns[1:]))


def with_system(conversation: Conversation, text: str) -> Conversation:
    """Return a conversation with `text` at the end of its system turn, or as one where there is none."""
    turns = conversation.turns
    if turns and turns[0].speaker == SYSTEM:
        first = replace(turns[0], text=f"{turns[0].text}\n{text}")
        return replace(conversation, turns=(first, *turns[1:]))
    return replace(conversation, turns=(Turn(SYSTEM, text), *turns))
