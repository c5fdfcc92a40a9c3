"""The `user_only` step: the model sees the user's turns without its own. No call; the baseline for the Mediator.

After "Do LLMs benefit from their own words?" (arXiv 2602.24287).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from commonground.conversation.record import ASSISTANT
from commonground.models.chat import ChatModel, Chunk, Request


async def user_only(request: Request, model: ChatModel) -> AsyncIterator[Chunk]:
    """Drop the assistant's turns from the request and ask the model."""
    turns = tuple(turn for turn in request.conversation.turns if turn.speaker != ASSISTANT)
    async for chunk in model.stream(replace(request, conversation=replace(request.conversation, turns=turns))):
        yield chunk
