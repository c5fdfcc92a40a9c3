"""The geometry of a conversation: the path of its turns through a space of vectors, in twelve numbers.

How a conversation goes round in circles, answers beside the question or drifts off shows in the path without reading a word
(TRACE 2025). The features here follow that idea and its four groups: inefficiency, timing, cohesion and drift from the goal.
The definitions are our own. The vectors are weighted character n-grams unless another embedding is given.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from commonground.measures.measure import Card, Family, Measurement, Value, mean
from commonground.measures.talk import Talk
from commonground.measures.vectors import Embed, Rows, centre, rows, sentence_embedding, similarities, spread, tfidf

_TRACE = "idea: TRACE 2025, arXiv 2511.08394; the definition is our own"
_OWN = "TRACE's feature: it follows the idea, the definition is our own; nor, over character n-grams, a distance in meaning"
_COST = "linear in turns, given the vectors"
_SIDES = "; U user (first speaker), A assistant (second), empty turns left out"
FEWEST = 3  # points of a trend or a spread


def _card(name: str, means: str, formula: str, scale: str, direction: str, *, chance: str = "") -> Card:
    return Card(
        f"geometry.{name}", "1", means, formula + _SIDES, scale, direction, _TRACE, _COST, is_not=_OWN, chance=chance
    )


SELF_SIMILARITY = _card(
    "self_similarity",
    "how alike all turns of the assistant are",
    "mean of cos(A_i, A_j) over i < j",
    "-1..1; 0..1 for n-grams",
    "more: the assistant says the same again and again",
)
SELF_REPETITION = _card(
    "self_repetition",
    "how alike successive turns of the assistant are",
    "mean of cos(A_k, A_{k+1})",
    "-1..1; 0..1 for n-grams",
    "more: the assistant goes in circles",
)
ASSISTANT_TIME = _card(
    "assistant_time",
    "seconds from a turn of the user to the assistant's answer",
    "mean of time(A) - time(U) over exchanges U A",
    "seconds, 0 and more",
    "more: the user waits longer",
)
USER_TIME = _card(
    "user_time",
    "seconds from a turn of the assistant to the user's next",
    "mean of time(U) - time(A) over exchanges A U",
    "seconds, 0 and more",
    "more: the user takes longer to read, think and write",
)
USER_DISTANCE = _card(
    "user_distance",
    "how far the user's turns are from the assistant's turns just before",
    "mean of 1 - cos(A, U) over exchanges A U",
    "0..2; 0..1 for n-grams",
    "more: the user does not go on from what the assistant says",
    chance="shuffle",
)
INITIAL_DISTANCE = _card(
    "initial_distance",
    "how far the assistant's first answer is from the turn it answers",
    "1 - cos(U, A) at the first exchange U A",
    "0..2; 0..1 for n-grams",
    "more: the first answer is beside the request",
    chance="shuffle",
)
RELEVANCE = _card(
    "relevance",
    "how near the assistant's turns are to the user's turns just before",
    "mean of cos(U, A) over exchanges U A",
    "-1..1; 0..1 for n-grams",
    "more: answers stay with what was asked",
    chance="shuffle",
)
RELEVANCE_TREND = _card(
    "relevance_trend",
    "change of relevance from one answer to the next",
    "least-squares slope of cos(U, A) over the exchanges U A, 3 or more",
    "any",
    "below 0: answers leave what is asked",
    chance="shuffle",
)
USER_CONSISTENCY = _card(
    "user_consistency",
    "how alike successive turns of the user are",
    "mean of cos(U_k, U_{k+1})",
    "-1..1; 0..1 for n-grams",
    "more: the user keeps to one thing; with a falling relevance_trend, asks for it in vain",
)
LATE_VOLATILITY = _card(
    "late_volatility",
    "how unevenly the conversation moves in its second half",
    "standard deviation (n - 1) of 1 - cos(v_t, v_{t+1}) over the last half of the steps, 3 or more, the odd one included",
    "0 and more",
    "more: sudden changes of subject late on",
)
GOAL_DRIFT = _card(
    "goal_drift",
    "how far the end is from the user's first turn",
    "1 - cos(first U, last U + last A), of length 1 each; None where the user spoke once",
    "0..2; 0..1 for n-grams",
    "more: the end is about something else than the beginning",
)
DRIFT_TREND = _card(
    "drift_trend",
    "change of the distance from the user's first turn, per turn",
    "least-squares slope of 1 - cos(first U, v_t) over the turns t after it, 3 or more",
    "any",
    "above 0: the conversation moves off; below 0: it comes back",
)
CARDS = (
    SELF_SIMILARITY, SELF_REPETITION, ASSISTANT_TIME, USER_TIME, USER_DISTANCE, INITIAL_DISTANCE, RELEVANCE, RELEVANCE_TREND,
    USER_CONSISTENCY, LATE_VOLATILITY, GOAL_DRIFT, DRIFT_TREND,
)  # fmt: skip


@dataclass(frozen=True)
class Path:
    """The turns of a talk as vectors; turns without one are stepped over."""

    talk: Talk
    vectors: Rows

    @cached_property
    def spoken(self) -> list[int]:
        """The turns that have a vector."""
        starts = self.vectors.indptr
        return [turn for turn in range(len(self.talk)) if starts[turn] < starts[turn + 1]]

    def of(self, side: int) -> list[int]:
        """Return the turns of one side that have a vector."""
        return [turn for turn in self.spoken if self.talk.sides[turn] == side]

    def similar(self, pairs: Sequence[tuple[int, int]]) -> list[Value]:
        """Return, at the second turn of each pair, its cosine to the first; None at all other turns."""
        per_turn: list[Value] = [None] * len(self.talk)
        for (_, turn), value in zip(pairs, similarities(self.vectors, pairs), strict=True):
            per_turn[turn] = value
        return per_turn

    def answers(self, side: int) -> list[tuple[int, int]]:
        """Return the exchanges in which this side speaks second."""
        return [(before, turn) for before, turn in self.talk.exchanges() if self.talk.sides[turn] == side]


def compute(talk: Talk) -> tuple[Measurement, ...]:
    """Return the geometry of a talk over weighted character n-grams."""
    return _measured(talk, CARDS, tfidf)


FAMILY = Family("geometry", CARDS, compute)


def embedding_family(model: str, embed: Embed | None = None) -> Family:
    """Return the geometry over the embeddings of a sentence-transformers model, by its name or folder.

    With `embed`, a function from texts to rows of numbers, `model` only names it. The version of the measures names the
    model. Their `compute` raises MissingExtraError without the extra `semantic`.
    """
    vectors = embed or sentence_embedding(model)
    cards = tuple(replace(card, version=f"{card.version} {model}") for card in CARDS)
    return Family("geometry", cards, lambda talk: _measured(talk, cards, vectors), "" if embed else "semantic")


def slope(points: Sequence[tuple[float, float]]) -> Value:
    """Return the least-squares slope through points (x, y); None with fewer than 3, or where all have one x.

    >>> slope([(0, 1.0), (1, 3.0), (2, 5.0)]), slope([(0, 1.0), (1, 3.0)])
    (2.0, None)
    """
    if len(points) < FEWEST:
        return None
    across = sum(x for x, _ in points) / len(points)
    up = sum(y for _, y in points) / len(points)
    width = sum((x - across) ** 2 for x, _ in points)
    return sum((x - across) * (y - up) for x, y in points) / width if width else None


def _measured(talk: Talk, cards: tuple[Card, ...], embed: Embed) -> tuple[Measurement, ...]:
    path = Path(talk, rows(talk.texts, embed))
    user, assistant = path.of(0), path.of(1)
    relevant, near = path.similar(path.answers(1)), path.similar(path.answers(0))
    far = _far(near)
    answers = [value for value in relevant if value is not None]
    measured = (
        (spread(path.vectors, assistant), ()),
        _mean(path.similar(list(pairwise(assistant)))),
        _mean(_waits(talk, path.answers(1))),
        _mean(_waits(talk, path.answers(0))),
        _mean(far),
        (1 - answers[0] if answers else None, ()),
        _mean(relevant),
        (slope(list(enumerate(answers))), tuple(relevant)),
        _mean(path.similar(list(pairwise(user)))),
        _volatility(path),
        (_drift(path, user, assistant), ()),
        _drift_trend(path, user),
    )
    return tuple(card.of(value, per_turn=per_turn) for card, (value, per_turn) in zip(cards, measured, strict=True))


Result = tuple[Value, tuple[Value, ...]]


def _mean(per_turn: list[Value]) -> Result:
    return mean(per_turn), tuple(per_turn)


def _far(similar: Sequence[Value]) -> list[Value]:
    return [None if value is None else 1 - value for value in similar]


def _waits(talk: Talk, pairs: Sequence[tuple[int, int]]) -> list[Value]:
    """Return, at the second turn of each pair, the seconds since the first; None where a time is unknown or runs back."""
    times = [talk.conversation.turns[place].time for place in talk.places]
    waits: list[Value] = [None] * len(talk)
    for before, turn in pairs:
        asked, answered = times[before], times[turn]
        if asked is not None and answered is not None and answered >= asked:
            waits[turn] = answered - asked
    return waits


def _volatility(path: Path) -> Result:
    steps = _far(path.similar(list(pairwise(path.spoken))))
    known = [step for step in steps if step is not None]
    late = known[len(known) // 2 :]
    if len(late) < FEWEST:
        return None, tuple(steps)
    centre_step = sum(late) / len(late)
    return math.sqrt(sum((step - centre_step) ** 2 for step in late) / (len(late) - 1)), tuple(steps)


def _drift(path: Path, user: Sequence[int], assistant: Sequence[int]) -> Value:
    if len(user) < 2 or not assistant:
        return None
    ends = centre(path.vectors, [[user[0]], [user[-1], assistant[-1]]])
    return _far(similarities(ends, [(0, 1)]))[0]


def _drift_trend(path: Path, user: Sequence[int]) -> Result:
    after = [(user[0], turn) for turn in path.spoken if turn > user[0]] if user else []
    distances = _far(path.similar(after))
    points = [(float(turn), value) for turn, value in enumerate(distances) if value is not None]
    return slope(points), tuple(distances)
