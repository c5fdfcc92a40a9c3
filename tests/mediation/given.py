"""A reader that says what it is given, and an assistant that keeps what it is asked: what steps are tried with."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

from commonground.conversation.record import Conversation
from commonground.mediation.reader import Reader, Reading
from commonground.mediation.step import Step, mediate
from commonground.models.chat import ChatModel, Chunk, Reply, Request, Usage, complete


class Given(Reader):
    """A reader whose fields are given; `heard` are the conversations that it was asked to read."""

    def __init__(self, **values: str | None) -> None:
        self.given = values
        self.heard: list[Conversation] = []

    async def read(self, request: Request, model: ChatModel) -> tuple[Request, Reading]:
        self.heard.append(request.conversation)
        return request, Reading(self.given, Usage(1, 7, 3))


class Ear:
    """A model that keeps what it was asked."""

    name = "ear"

    def __init__(self) -> None:
        self.seen: list[Conversation] = []

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        self.seen.append(request.conversation)
        yield Chunk("heard", finish="stop", usage=Usage(1, 1, 1))


async def answered(make: Callable[[Reader], Step], reader: Reader, conversation: Conversation) -> tuple[Reply, Ear]:
    """Return the reply of a model behind a step, and the model."""
    ear = Ear()
    return await complete(mediate(ear, [make(reader)]), Request(conversation)), ear
