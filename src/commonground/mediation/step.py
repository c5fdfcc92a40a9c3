"""Step and `mediate`: a step takes a request and a model and yields the reply; a model with steps is again a model."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass

from commonground.models.chat import ChatModel, Chunk, Request

Step = Callable[[Request, ChatModel], AsyncIterator[Chunk]]


@dataclass(frozen=True, slots=True)
class _Stepped:
    """A model behind one step."""

    step: Step
    model: ChatModel

    @property
    def name(self) -> str:
        return self.model.name

    def stream(self, request: Request) -> AsyncIterator[Chunk]:
        return self.step(request, self.model)


def mediate(model: ChatModel, steps: Sequence[Step]) -> ChatModel:
    """Return `model` behind `steps`; the first of them sees the request first."""
    for step in reversed(steps):
        model = _Stepped(step, model)
    return model


def innermost(model: ChatModel) -> ChatModel:
    """Return the model behind all steps: it is asked to mediate where no other is, without the steps that follow."""
    while isinstance(model, _Stepped):
        model = model.model
    return model
