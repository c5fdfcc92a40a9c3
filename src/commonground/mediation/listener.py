"""Listener: stands where the assistant would, and keeps what it is asked. So one can see what steps do before any reply.

A step may answer by itself; then the assistant is not asked, and the listener keeps what the step said.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from commonground.mediation.step import Step, mediate
from commonground.models.chat import Chunk, Request, Usage


@dataclass
class Listener:
    """What the assistant would be asked (`asked`, None where it is not), what steps said themselves, and what they spent."""

    name: str = "listener"
    asked: Request | None = None
    usage: Usage = field(default_factory=Usage)
    said: str = ""

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        """Take the request and say nothing."""
        self.asked = request
        yield Chunk(finish="stop")

    async def hear(self, steps: Sequence[Step], request: Request) -> None:
        """Let a request pass through steps. Raises: StepError, EndpointError."""
        async for chunk in mediate(self, steps).stream(request):
            self.usage = self.usage + (chunk.usage or Usage())
            self.said += chunk.text

    @property
    def text(self) -> str:
        """The last turn of what the assistant would be asked; "" before it is."""
        return self.asked.conversation.turns[-1].text if self.asked else ""
