"""What the embedded model is fed, in two courses, without end.

The first teaches the town and chat as public data has it, and one role, the mediator of requests. The second goes on from
there with every role that a step of mediation needs. Example `index` of a course and seed is always the same, so a run can
be resumed by counting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from random import Random

from commonground.training.embedded.chats import chat
from commonground.training.embedded.documents import document
from commonground.training.embedded.drills import drill
from commonground.training.embedded.example import Example
from commonground.training.embedded.roles import (
    clarify,
    commitments,
    context,
    premises,
    recall,
    repair,
    request,
    restyle,
    terms,
    topic,
)
from commonground.training.embedded.roles.scene import Scene, drawn, example

Make = Callable[[Random], Example]
EARLY = 4  # turns of a scene, beside its last, after which the mediator is asked


@dataclass(frozen=True, slots=True)
class Course:
    """Kinds of examples with their shares. In its first `opening` examples, short drills stand in for the mediator's role."""

    version: str
    shares: Mapping[str, tuple[float, Make]]
    opening: int = 0

    def example(self, seed: int, index: int) -> Example:
        """Return one example."""
        rng = Random(f"{self.version}/{seed}/{index}")
        makers = {name: make for name, (_, make) in self.shares.items()}
        if index < self.opening:
            makers["mediator"] = request.said_drill
        return rng.choices(list(makers.values()), [share for share, _ in self.shares.values()])[0](rng)

    def stream(self, seed: int, start: int = 0) -> Iterator[Example]:
        """Yield the examples of a seed from `start` on, for ever."""
        index = start
        while True:
            yield self.example(seed, index)
            index += 1


def _read(name: str, scene: Callable[[Random], Scene], rng: Random) -> Example:
    """Return one example of the shared mediator call on a scene; of its turns before the last a few teach."""
    found = scene(rng)
    made = example(name, found, drawn(rng, found))
    return replace(made, early=tuple(sorted(rng.sample(made.early, min(EARLY, len(made.early))))))


# What the shared mediator call reads, and how the assistant talks under each step's note or without: (share, maker).
SCENES: dict[str, tuple[float, Callable[[Random], Scene]]] = {
    "reads requests": (0.04, request.scene),
    "reads what is missing": (0.05, clarify.scene),
    "reads premises": (0.06, premises.scene),
    "reads the topic": (0.05, topic.scene),
    "reads secrets": (0.03, commitments.scene),
    "reads documents": (0.01, context.scene),
    "reads games": (0.01, terms.scene),
    "reads wishes": (0.01, restyle.scene),
}
CHATS: dict[str, tuple[float, Make]] = {
    "tells the topic": (0.05, topic.short),
    "tells what is missing": (0.06, clarify.short),
    "premises": (0.12, premises.chat),
    "confined": (0.01, topic.chat),
    "commits": (0.13, commitments.chat),
    "context": (0.10, context.chat),
    "directs games": (0.02, terms.chat),
    "keeps style": (0.06, restyle.chat),
    "repairs": (0.03, repair.chat),
    "recalls": (0.06, recall.chat),
}

FIRST = Course(
    "diet-2",
    {"drills": (0.17, drill), "documents": (0.04, document), "chats": (0.64, chat), "mediator": (0.15, request.role)},
    opening=40_000,  # until copying is learnt
)
SECOND = Course(
    "diet-9",
    {
        "drills": (0.02, drill),
        "documents": (0.02, document),
        "chats": (0.15, chat),
        "mediator": (0.15, request.role),
        **{name: (share, partial(_read, name, scene)) for name, (share, scene) in SCENES.items()},
        **CHATS,
    },
)
COURSES = {"first": FIRST, "second": SECOND}
