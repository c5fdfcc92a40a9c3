"""The `decoded` step: asks for a way to decode, as a column beside the others; only local weights have any."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from commonground.mediation.step import Step
from commonground.models.chat import ChatModel, Chunk, Request


@dataclass(frozen=True, slots=True)
class _Decoded:
    decoding: str

    async def __call__(self, request: Request, model: ChatModel) -> AsyncIterator[Chunk]:
        sampling = replace(request.sampling, decoding=self.decoding)
        async for chunk in model.stream(replace(request, sampling=sampling)):
            yield chunk


def decoded(decoding: str) -> Step:
    """Return the step that has replies decoded so (see `models.decoding`)."""
    return _Decoded(decoding)
