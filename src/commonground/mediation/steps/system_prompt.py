"""The `prompt` step: one fixed system prompt, the baseline that every mediation must beat."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from commonground.mediation import prompts
from commonground.mediation.notes import with_system
from commonground.models.chat import ChatModel, Chunk, Request


async def system_prompt(request: Request, model: ChatModel) -> AsyncIterator[Chunk]:
    """Add the fixed prompt to the system turn, or as one where there is none, and ask the model."""
    asked = replace(request, conversation=with_system(request.conversation, prompts.load("prompt")))
    async for chunk in model.stream(asked):
        yield chunk
