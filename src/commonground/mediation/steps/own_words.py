"""The `own_words` step: the words that a user has explained in any chat stand as what they mean, for that user alone.

They are items of memory (`memory.meanings`); `by_rules` puts them in place. No model is asked. Without an owner only what
this chat explains counts.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from commonground.errors import StepError, StoreError
from commonground.mediation.rules import word
from commonground.mediation.step import Step
from commonground.mediation.steps.by_rules import by_rules
from commonground.memory.items import GUIDELINE
from commonground.memory.meanings import SUBJECT
from commonground.memory.store import Memory
from commonground.models.chat import ChatModel, Chunk, Request


@dataclass(frozen=True, slots=True)
class _OwnWords:
    """The step with a memory and whose it is."""

    memory: Memory
    owner: str

    async def __call__(self, request: Request, model: ChatModel) -> AsyncIterator[Chunk]:
        try:
            items = await self.memory.items(self.owner, GUIDELINE) if self.owner else []
        except StoreError as error:
            raise StepError(f"own_words: the memory did not answer: {error}", error.hint) from error
        explained = (one for one in items if one.holds and one.subject.startswith(SUBJECT))
        held = [word(one.subject.removeprefix(SUBJECT), one.value) for one in explained]
        async for chunk in by_rules(held)(request, model):
            yield chunk


def own_words(memory: Memory, owner: str) -> Step:
    """Return the step for one owner, "" for none. Raises: StepError."""
    return _OwnWords(memory, owner)
