"""A model judges a corpus: what each turn does, as events on its conversation, and how far that agrees with the classifier."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from itertools import islice

from commonground.conversation.record import Conversation
from commonground.evaluation.judge import ACT, judge
from commonground.measures import acts
from commonground.measures.classifiers import labels
from commonground.measures.talk import talk
from commonground.models.chat import ChatModel

AT_ONCE = 8  # conversations under way


@dataclass(frozen=True, slots=True)
class Judged:
    """A conversation with the judge's events, and the pairs of labels (classifier, judge) of its turns."""

    conversation: Conversation
    pairs: tuple[tuple[str, str | None], ...]


async def judge_corpus(conversations: Iterable[Conversation], model: ChatModel) -> AsyncIterator[Judged]:
    """Yield every conversation judged, in order; one without two speakers as it is. Raises: BudgetError."""
    source = iter(conversations)
    while some := list(islice(source, AT_ONCE)):
        for one in await asyncio.gather(*(_judged(conversation, model) for conversation in some)):
            yield one


async def _judged(conversation: Conversation, model: ChatModel) -> Judged:
    spoken = talk(conversation)
    if spoken is None:
        return Judged(conversation, ())
    own = labels(acts.ACT, spoken)
    turns = [turn for turn, label in enumerate(own) if label is not None]
    found = await judge(conversation, [spoken.places[turn] for turn in turns], model, ACT)
    return Judged(
        found.conversation, tuple((str(own[turn]), said) for turn, said in zip(turns, found.labels, strict=True))
    )
