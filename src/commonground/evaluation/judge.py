"""A model as judge: what each reply of an episode does, said by a model beside the deterministic classifier.

Its verdicts become events on the conversation, so that they can be read, counted and made again; they change no score.
What a judge is worth shows in how far it agrees with the classifier, and in the labels on which the two differ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from commonground.conversation.record import SYSTEM, USER, Conversation, Event, Turn, branch
from commonground.conversation.transcript import transcript
from commonground.episodes.strategy import STRATEGIES
from commonground.errors import EndpointError
from commonground.evaluation import prompts
from commonground.evaluation.plan import Settings
from commonground.models.chat import ChatModel, Request, Sampling, Usage, complete
from commonground.statistics.agreement import kappa, kappa_interval
from commonground.text.replies import json_object

KIND = "judgement"
_PROMPT = "strategy"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The conversation with the judge's events, its label of each turn that was judged (None: no usable reply), its cost."""

    conversation: Conversation
    labels: tuple[str | None, ...]
    usage: Usage


async def judge(conversation: Conversation, turns: Sequence[int], model: ChatModel, settings: Settings) -> Judgement:
    """Return what `model` says of the assistant's turns at these indices. Raises: BudgetError.

    An answer that cannot be had or read is a missing label, never a failed episode.
    """
    labels: list[str | None] = []
    events: list[Event] = []
    usage = Usage()
    sampling = Sampling(None if settings.temperature is None else 0.0, settings.max_tokens)
    for index in turns:
        shown = transcript(branch(conversation, index + 1).turns)
        question = Conversation((Turn(SYSTEM, prompts.load(_PROMPT)), Turn(USER, shown)))
        try:
            reply = await complete(model, Request(question, sampling))
        except EndpointError:
            labels.append(None)
            continue
        label = (json_object(reply.text) or {}).get("strategy")
        labels.append(label if label in STRATEGIES else None)
        usage = usage + reply.usage
        value = {"prompt": prompts.version(_PROMPT), "strategy": labels[-1]}
        events.append(Event(index, KIND, value, model.name))
    return Judgement(replace(conversation, events=(*conversation.events, *events)), tuple(labels), usage)


def agreement(rows: Sequence[Any]) -> dict[str, Any] | None:
    """Return how far judge and classifier agree over the turns of these rows; None where no judge was asked."""
    judged = [row for row in rows if row.get("judge") and row["final"] is not None]
    if not judged:
        return None
    found = [
        ((turn["strategy"], label), row["task"])
        for row in judged
        for turn, label in zip(row["turns"], row["judge"]["labels"], strict=True)
        if label is not None
    ]
    asked = sum(len(row["turns"]) for row in judged)
    pairs = [pair for pair, _ in found]
    interval = kappa_interval(pairs, [task for _, task in found])
    return {
        "turns": len(found),
        "without_verdict": asked - len(found),
        "agreement": sum(one == other for one, other in pairs) / len(pairs) if pairs else None,
        "kappa": {"mean": kappa(pairs), "ci": [interval.low, interval.high] if interval else None},
        "differ": {f"{one} > {other}": n for (one, other), n in Counter(pairs).most_common() if one != other},
        "usage": [sum(row["judge"]["usage"][part] for row in judged) for part in range(5)],
    }
