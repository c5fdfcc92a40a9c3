"""What the embedded model is fed: drills, documents, chats and the mediator's role, in fixed shares, without end.

Example `index` of a seed is always the same, so a run can be resumed by counting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from commonground.training.embedded.chats import chat
from commonground.training.embedded.documents import document
from commonground.training.embedded.drills import drill
from commonground.training.embedded.example import Example
from commonground.training.embedded.roles import role, said_drill

VERSION = "diet-2"
SHARES: dict[str, tuple[float, Callable[[Random], Example]]] = {
    "drills": (0.17, drill),
    "documents": (0.04, document),
    "chats": (0.64, chat),
    "mediator": (0.15, role),
}


OPENING = 40_000  # examples at the start without the mediator's role: short ones, until copying is learnt


def example(seed: int, index: int) -> Example:
    """Return one example of the diet; in its opening, short drills stand in for the mediator's role."""
    rng = Random(f"{VERSION}/{seed}/{index}")
    makers = [make for _, make in SHARES.values()]
    if index < OPENING:
        makers[-1] = said_drill
    return rng.choices(makers, [share for share, _ in SHARES.values()])[0](rng)


def stream(seed: int, start: int = 0) -> Iterator[Example]:
    """Yield the examples of a seed from `start` on, for ever."""
    index = start
    while True:
        yield example(seed, index)
        index += 1
