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
from commonground.measures.acts import ACTS, NONE
from commonground.measures.talk import CONTEXT
from commonground.models.chat import ChatModel, Request, Sampling, Usage, complete
from commonground.statistics.agreement import kappa, kappa_interval
from commonground.text.replies import json_object

KIND = "judgement"
_GREEDY = Sampling()


@dataclass(frozen=True, slots=True)
class Question:
    """What a judge is asked of a turn: the name of the prompt, and of the field it answers in; the labels it may give."""

    name: str
    labels: tuple[str, ...]

    @property
    def version(self) -> str:
        """Return the version of the prompt."""
        return prompts.version(self.name)


STRATEGY = Question("strategy", STRATEGIES)
ACT = Question("act", (*ACTS, NONE))


@dataclass(frozen=True, slots=True)
class Judgement:
    """The conversation with the judge's events, its label of each turn that was judged (None: no usable reply), its cost."""

    conversation: Conversation
    labels: tuple[str | None, ...]
    usage: Usage


async def judge(
    conversation: Conversation,
    turns: Sequence[int],
    model: ChatModel,
    question: Question = STRATEGY,
    sampling: Sampling = _GREEDY,
) -> Judgement:
    """Return what `model` says of the turns at these indices. Raises: BudgetError.

    An answer that cannot be had or read is a missing label, never a failed episode.
    """
    labels: list[str | None] = []
    called = {turn.speaker: turn.speaker.capitalize() for turn in conversation.turns if turn.speaker not in CONTEXT}
    events: list[Event] = []
    usage = Usage()
    for index in turns:
        shown = transcript(branch(conversation, index + 1).turns, called)
        asked = Conversation((Turn(SYSTEM, prompts.load(question.name)), Turn(USER, shown)))
        try:
            reply = await complete(model, Request(asked, sampling))
        except EndpointError:
            labels.append(None)
            continue
        label = (json_object(reply.text) or {}).get(question.name)
        labels.append(label if label in question.labels else None)
        usage = usage + reply.usage
        value = {"prompt": question.version, question.name: labels[-1]}
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
    ]
    usage = [sum(row["judge"]["usage"][part] for row in judged) for part in range(5)]
    return {**agreed(found), "usage": usage}


def agreed(found: Sequence[tuple[tuple[str, str | None], object]]) -> dict[str, Any]:
    """Return how far two agree: `found` are pairs of labels (None: no verdict) with what each pair belongs to."""
    known = [(pair, str(cluster)) for pair, cluster in found if pair[1] is not None]
    pairs = [pair for pair, _ in known]
    interval = kappa_interval(pairs, [cluster for _, cluster in known])
    return {
        "turns": len(pairs),
        "without_verdict": len(found) - len(pairs),
        "agreement": sum(one == other for one, other in pairs) / len(pairs) if pairs else None,
        "kappa": {"mean": kappa(pairs), "ci": [interval.low, interval.high] if interval else None},
        "differ": {f"{one} > {other}": n for (one, other), n in Counter(pairs).most_common() if one != other},
    }
