"""Effort: who puts how many words into the talk, how that changes, how early an answer is tried, and what is kept.

Common ground is reached at a cost that the two share. Words are the cost that every transcript shows; attempts and
requirements are known only where events tell of them, and without such events there is no value.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

from commonground.conversation.record import Event
from commonground.measures.measure import Card, Family, Measurement, Value
from commonground.measures.talk import Talk

ATTEMPT, JUDGEMENT, REQUIREMENT = "attempt", "judgement", "requirement"
STATED, HONOURED = "stated", "honoured"
STATUSES = frozenset({STATED, HONOURED, "contradicted", "dropped"})
FEWEST = 3  # turns of a side: through two a line always goes

_CLARK = "Clark and Wilkes-Gibbs 1986, Cognition 22:1 (least collaborative effort)"
_LABAN = "Laban et al. 2025, arXiv 2505.06120"
_COUNT = "one pass over the words"

WORDS = Card(
    name="effort.words",
    version="1",
    means="words per turn",
    formula="mean of |u_t| over the turns; of each side over its own; an empty turn has 0 words",
    range="0 and more",
    direction="more: more is said at a time",
    source=_CLARK,
    cost=_COUNT,
    is_not="the effort of thinking, nor comparable between languages",
)
RATIO = Card(
    name="effort.ratio",
    version="1",
    means="words of the assistant for each word of the user",
    formula="sum of |A_k| / sum of |U_k|; A assistant (second speaker), U user (first)",
    range="0 and more; None where the user said nothing",
    direction="more: the assistant (second speaker) says more of what is said",
    source=_CLARK,
    cost=_COUNT,
    is_not="the worth of what is said: a long answer may save many turns",
)
BLOAT = Card(
    name="effort.bloat",
    version="1",
    means="trend of the assistant's words per turn",
    formula="least-squares slope of ln(1 + |A_k|) over k = 1, 2, ..., 3 turns or more; of each side over its own turns",
    range="any; 0.1 is about 10 % more words with every turn",
    direction="above 0: answers grow longer; below 0: they grow shorter, as between people who come to understand each other",
    source=_LABAN + " (answer bloat); the slope is our own definition",
    cost=_COUNT,
    is_not="a fault by itself: the task may grow as well",
)
MISMATCH = Card(
    name="effort.mismatch",
    version="1",
    means="how much faster the user's turns grow than the assistant's",
    formula="trend of the user's words per turn less that of the assistant's, each as in effort.bloat",
    range="any",
    direction="above 0: the user puts in more and more for less and less; below 0: the other way round",
    source="our own definition, after the idea of mismatched effort in TRACE 2025, arXiv 2511.08394",
    cost=_COUNT,
    is_not="TRACE's pattern, which is a consistent user under falling relevance: see geometry.user_consistency and "
    "geometry.relevance_trend",
)
PREMATURE = Card(
    name="effort.premature",
    version="1",
    means="how much of the talk had been said when an answer was first tried",
    formula="turns up to and with the first attempt / all turns; attempts from events: attempt, or a judgement that says so",
    range="above 0, to 1",
    direction="less: an answer was tried earlier, before more of what came",
    source=_LABAN + " (premature answer attempts)",
    cost="one pass over the events",
    is_not="wrong by itself: an early answer may be all that was needed; without events of attempts None, not 0",
)
RETENTION = Card(
    name="effort.retention",
    version="1",
    means="share of the stated requirements that are honoured at the end",
    formula="#{r stated and last found honoured} / #{r stated and found honoured, contradicted or dropped}; "
    "per turn: of those stated before it, as last found by then",
    range="0..1",
    direction="more: what was asked for is kept",
    source="our own definition, over events of kind requirement",
    cost="one pass over the events",
    is_not="found in the text: it is as good as the events; a requirement that was never looked at again is left out",
)
CARDS = (WORDS, RATIO, BLOAT, MISMATCH, PREMATURE, RETENTION)


def compute(talk: Talk) -> tuple[Measurement, ...]:
    """Return the effort of the two sides of a talk."""
    counts = [len(words) for words in talk.words]
    user, assistant = ([count for count, side in zip(counts, talk.sides, strict=True) if side == one] for one in (0, 1))
    trends = trend(user), trend(assistant)
    return (
        WORDS.of(_mean(counts), (_mean(user), _mean(assistant)), tuple(map(float, counts))),
        RATIO.of(sum(assistant) / sum(user) if sum(user) else None),
        BLOAT.of(trends[1], trends),
        MISMATCH.of(None if trends[0] is None or trends[1] is None else trends[0] - trends[1]),
        PREMATURE.of(_premature(talk)),
        _retention(talk),
    )


FAMILY = Family("effort", CARDS, compute)


def trend(counts: Sequence[int]) -> Value:
    """Return the least-squares slope of ln(1 + count) from one turn to the next.

    None with fewer than 3 turns, and where none has a word: who says nothing has no trend.

    >>> round(trend([0, 1, 3]), 4), trend([5, 9])
    (0.6931, None)
    """
    if len(counts) < FEWEST or not any(counts):
        return None
    middle = (len(counts) - 1) / 2
    width = sum((turn - middle) ** 2 for turn in range(len(counts)))
    return sum((turn - middle) * math.log1p(count) for turn, count in enumerate(counts)) / width


def _mean(counts: Sequence[int]) -> Value:
    return sum(counts) / len(counts) if counts else None


def _premature(talk: Talk) -> Value:
    """Return how much of the talk had been said by the first attempt; one before the talk began does not count."""
    last = len(talk.conversation.turns) - 1
    said = (bisect_right(talk.places, event.turn) for event in talk.conversation.events if _tries(event, last))
    first = min(filter(None, said), default=None)
    return None if first is None else first / len(talk)


def _tries(event: Event, last: int) -> bool:
    """Return whether the event is about a turn that is there and says that it tries an answer."""
    if not 0 <= event.turn <= last:
        return False
    if event.kind == JUDGEMENT:
        return isinstance(event.value, Mapping) and event.value.get("strategy") == ATTEMPT
    return event.kind == ATTEMPT and event.value is True


def _retention(talk: Talk) -> Measurement:
    found = sorted(_requirements(talk.conversation.events), key=lambda one: one[0])
    stated: dict[str | int, int] = {}
    status: dict[str | int, str] = {}
    per_turn: list[Value] = []
    taken = 0
    for place in (*talk.places, math.inf):
        while taken < len(found) and found[taken][0] <= place:
            turn, requirement, said = found[taken]
            if said == STATED:
                stated.setdefault(requirement, turn)
            else:
                status[requirement] = said
            taken += 1
        known = [status[one] == HONOURED for one, turn in stated.items() if turn < place and one in status]
        per_turn.append(sum(known) / len(known) if known else None)
    return RETENTION.of(per_turn[-1], per_turn=tuple(per_turn[:-1]))


def _requirements(events: Iterable[Event]) -> Iterable[tuple[int, str | int, str]]:
    """Yield turn, id and status of the events about requirements; what is not of their form is left out."""
    for event in events:
        if event.kind == REQUIREMENT and isinstance(event.value, Mapping):
            name, status = event.value.get("id"), event.value.get("status")
            if isinstance(name, str | int) and isinstance(status, str) and status in STATUSES:
                yield event.turn, name, status
