"""A mediator that reads what it is given, and an assistant that keeps what it is asked: what steps are tried with."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from commonground.conversation.record import Conversation, Turn
from commonground.mediation.reader import FIELDS, Reader
from commonground.mediation.step import Step, mediate
from commonground.models.chat import Chunk, Reply, Request, Usage, complete

READ, HEARD = Usage(1, 7, 3), Usage(1, 1, 1)


@dataclass
class Ear:
    """A model that keeps what it was asked, and says `text`."""

    text: str = "heard"
    usage: Usage = HEARD
    name: str = "ear"
    asked: list[Request] = field(default_factory=list)

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        self.asked.append(request)
        yield Chunk(self.text, finish="stop", usage=self.usage)

    @property
    def seen(self) -> list[Conversation]:
        """Return the conversations that it was asked to go on with."""
        return [request.conversation for request in self.asked]

    @property
    def turns(self) -> tuple[Turn, ...]:
        """Return the turns of the last of them."""
        return self.seen[-1].turns


def given(**values: str | None) -> tuple[Reader, Ear]:
    """Return a reader of all fields, whose mediator says these, and the mediator. It costs `READ` a call."""
    mediator = Ear(json.dumps({**dict.fromkeys(FIELDS), **values}), READ, "mediator")
    return Reader(tuple(FIELDS), mediator), mediator


async def answered(make: Callable[[Reader], Step], reader: Reader, conversation: Conversation) -> tuple[Reply, Ear]:
    """Return the reply of a model behind a step, and the model."""
    ear = Ear()
    return await complete(mediate(ear, [make(reader)]), Request(conversation)), ear
