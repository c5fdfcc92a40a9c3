"""Turn-to-turn lexical alignment: the words that a turn takes up from the turn before it, and how they fade.

Local linguistic alignment (LLA), the cosines of ALIGN, repetition decay and vocabulary overlap are different views of one
thing, lexical repetition, and none of them says why a word came back. `exchange` gives what one new turn shows from the
turn before it alone.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from commonground.measures.measure import Card, Family, Measurement, Value, series
from commonground.measures.repetition import Adjacent, Items, adjacent, decay, grams, items
from commonground.measures.talk import Talk

_XU = "Fusaroli et al. 2012, Psychological Science 23:931; Xu and Reitter 2015, CMCL"
_ALIGN = "Duran, Paxton and Fusaroli 2019 (ALIGN), Psychological Methods 24:419"
_TOPIC = "understanding: two speakers on one topic share words without listening to each other"

LLA = Card(
    name="turns.lla",
    version="1",
    means="words of a turn that the partner's turn just before has too, for the length of both",
    formula="m / sqrt(|p| |t|), m = #{w in t: w in p}; t a turn, p the partner's turn just before; mean over exchanges",
    range="0..sqrt(|t| / |p|)",
    direction="more: more of the partner's words are taken up at once",
    source=_XU,
    cost="one sort of the words; 10 million words a second with both cosines",
    is_not=f"free of length: a long turn meets more of the words before it, see turns.lla_control; nor {_TOPIC}",
    chance="shuffle",
)
LLA_SUM = Card(
    name="turns.lla_sum",
    version="1",
    means="turns.lla under the norm |p| + |t|",
    formula="m / (|p| + |t|), m = #{w in t: w in p}; mean over exchanges",
    range="0..1, below 1",
    direction=LLA.direction,
    source=_XU,
    cost=LLA.cost,
    is_not="comparable with the other norms, nor free of length",
    chance="shuffle",
)
LLA_PRODUCT = Card(
    name="turns.lla_product",
    version="1",
    means="turns.lla under the norm |p| |t|",
    formula="m / (|p| |t|), m = #{w in t: w in p}; mean over exchanges",
    range="0..1",
    direction=LLA.direction,
    source=_XU,
    cost=LLA.cost,
    is_not="comparable with the other norms; it falls with length where nothing else changes",
    chance="shuffle",
)
LLA_CONTROL = Card(
    name="turns.lla_control",
    version="1",
    means="turns.lla with the turn before replaced by another turn of its speaker that is as long",
    formula="m / sqrt(|q| |t|), q the turn of p's speaker, other than p, nearest to p in words, ties by a fixed draw",
    range="0..sqrt(|t| / |q|)",
    direction="the part of turns.lla that length and the speaker's habits explain",
    source=_XU,
    cost="linear in words",
    is_not="alignment: it is what turns.lla is to be read against; q may also come after t",
)
COSINE = Card(
    name="turns.cosine",
    version="1",
    means="cosine of the word counts of a turn and the partner's turn just before",
    formula="sum_w p(w) t(w) / (|p| |t|) over words, |.| the Euclidean norm of the counts; mean over exchanges",
    range="0..1",
    direction="more: more of the same words, in the same proportions",
    source=_ALIGN,
    cost=LLA.cost,
    is_not=f"ALIGN's number where a turn is empty: that is None here and 0 there; nor {_TOPIC}",
    chance="shuffle",
)
COSINE_BIGRAMS = Card(
    name="turns.cosine_bigrams",
    version="1",
    means="cosine of the counts of word pairs of a turn and the partner's turn just before",
    formula="sum_g p(g) t(g) / (|p| |t|) over two words in a row; mean over exchanges where both turns have two words",
    range="0..1",
    direction="more: more of the same phrases",
    source=_ALIGN,
    cost=LLA.cost,
    is_not="ALIGN's number where a turn has fewer than two words: that is None here and 0 there",
    chance="shuffle",
)
COSINE_CONVERSATION = Card(
    name="turns.cosine_conversation",
    version="1",
    means="cosine of the word counts of all that the one and all that the other speaker said",
    formula="sum_w a(w) b(w) / (|a| |b|) over words, a and b the counts of the two speakers",
    range="0..1",
    direction="more: the speakers use the same words equally often",
    source=_ALIGN,
    cost="linear in words",
    is_not="alignment in time: any order of the turns gives the same",
)
COSINE_CONVERSATION_BIGRAMS = Card(
    name="turns.cosine_conversation_bigrams",
    version="1",
    means="cosine of the counts of word pairs of all that the one and all that the other speaker said",
    formula="as turns.cosine_conversation, over two words in a row of a speaker's turns joined, as ALIGN joins them",
    range="0..1",
    direction="more: the speakers use the same phrases equally often",
    source=_ALIGN,
    cost="linear in words",
    is_not="alignment in time; a few of the pairs were never said, as they run from one turn to the speaker's next",
)
DECAY = Card(
    name="turns.decay",
    version="1",
    means="how the chance that a word comes back changes with its distance in turns",
    formula="b1 of P(w in turn t + d | w in turn t) = logistic(b0 + b1 ln d + b2 [other speaker]), d = 1..25, by word type",
    range="any; None with fewer than 10 repeats or 10 that did not come back",
    direction="below 0: words come back soon or not at all, which is adaptation; 0: distance does not matter",
    source="Church 2000, COLING; Reitter and Moore 2014, Journal of Memory and Language 76:29",
    cost="linear in word types per turn, times 25",
    is_not="adaptation to the partner alone: a speaker's own words fade too, and topics come in stretches",
    chance="shuffle",
)
OVERLAP = Card(
    name="turns.overlap",
    version="1",
    means="share of the words used that both speakers use",
    formula="|V_A & V_B| / |V_A | V_B| over word types; per turn: of all that was said by then",
    range="0..1",
    direction="more: more of one vocabulary",
    source="Dubuisson Duplessis et al. 2017, SIGDIAL (vocabulary overlap)",
    cost="one sort of the words",
    is_not=f"comparable between talks of different length, nor {_TOPIC}",
)
CARDS = (
    LLA, LLA_SUM, LLA_PRODUCT, LLA_CONTROL, COSINE, COSINE_BIGRAMS, COSINE_CONVERSATION, COSINE_CONVERSATION_BIGRAMS,
    DECAY, OVERLAP,
)  # fmt: skip


def compute(talk: Talk) -> tuple[Measurement, ...]:
    """Return turn-to-turn alignment of a talk, over its words."""
    found = items(talk.words)
    words, pairs = grams(found, 1), grams(found, 2)
    shared = adjacent(words)
    matches: list[float] = shared.matches.tolist()
    conversation = [_conversation(found, talk.sides, size) for size in (1, 2)]
    overlap = overlaps(found, talk.sides)
    return (
        series(LLA, talk, _aligned(talk, matches, root)),
        series(LLA_SUM, talk, _aligned(talk, matches, lambda prime, target: prime + target)),
        series(LLA_PRODUCT, talk, _aligned(talk, matches, lambda prime, target: prime * target)),
        series(LLA_CONTROL, talk, _controls(talk)),
        series(COSINE, talk, _cosines(talk, shared)),
        series(COSINE_BIGRAMS, talk, _cosines(talk, adjacent(pairs))),
        COSINE_CONVERSATION.of(conversation[0]),
        COSINE_CONVERSATION_BIGRAMS.of(conversation[1]),
        DECAY.of(decay(words, talk.sides)),
        OVERLAP.of(overlap[-1] if overlap else None, per_turn=overlap),
    )


FAMILY = Family("turns", CARDS, compute)


def exchange(prime: Sequence[str], target: Sequence[str]) -> dict[str, Value]:
    """Return by name what the words of a new turn show of the words of the partner's turn just before.

    >>> found = exchange(("the", "red", "car"), ("the", "red", "one"))
    >>> round(found["turns.lla_sum"], 4), found["turns.cosine_bigrams"]
    (0.3333, 0.5)
    """
    known = set(prime)
    matches = sum(word in known for word in target)
    lengths = len(prime), len(target)
    both = all(lengths)
    return {
        LLA.name: matches / root(*lengths) if both else None,
        LLA_SUM.name: matches / sum(lengths) if both else None,
        LLA_PRODUCT.name: matches / (lengths[0] * lengths[1]) if both else None,
        COSINE.name: _cosine(Counter(prime), Counter(target)),
        COSINE_BIGRAMS.name: _cosine(Counter(pairwise(prime)), Counter(pairwise(target))),
    }


def cosines(turns: Sequence[Sequence[str]], size: int = 1) -> tuple[Value, ...]:
    """Return the cosine of the n-gram counts of each turn and the turn before it; None where one has no n-gram.

    The sides are not looked at: the first turn has None, each other one a value, whoever spoke.

    >>> cosines([("a", "b"), ("a", "b"), (), ("a",)])
    (None, 1.0, None, None)
    """
    return _adjacent_cosines(adjacent(grams(items(turns), size)))


def overlaps(found: Items, sides: Sequence[int]) -> tuple[Value, ...]:
    """Return after each turn the share of word types that both sides have used by then; None until both have used one."""
    import numpy as np

    never = found.turns
    side = np.asarray(sides, np.int64)[found.turn]
    first = np.full((2, found.kinds), never, np.int64)
    for one in (0, 1):
        codes, places = np.unique(found.codes[side == one], return_index=True)
        first[one, codes] = found.turn[side == one][places]
    either, both = (
        np.cumsum(np.bincount(turns, minlength=never + 1))[:never] for turns in (first.min(axis=0), first.max(axis=0))
    )
    begun = int(first.min(axis=1, initial=never).max())
    return tuple(None if turn < begun else int(both[turn]) / int(either[turn]) for turn in range(never))


def root(prime: int, target: int) -> float:
    """Return sqrt(prime * target): LLA's norm with the least effect of length."""
    return math.sqrt(prime * target)


def _aligned(talk: Talk, matches: Sequence[float], norm: Callable[[int, int], float]) -> list[Value]:
    values: list[Value] = [None] * len(talk)
    for before, turn in talk.exchanges():
        if talk.words[before] and talk.words[turn]:
            values[turn] = matches[turn] / norm(len(talk.words[before]), len(talk.words[turn]))
    return values


def _controls(talk: Talk) -> list[Value]:
    """Return LLA of each turn with another turn of the partner, as long as the one just before."""
    lengths = [len(words) for words in talk.words]
    spoken: tuple[dict[int, list[int]], dict[int, list[int]]] = ({}, {})
    for turn, side in enumerate(talk.sides):
        if lengths[turn]:
            spoken[side].setdefault(lengths[turn], []).append(turn)
    ordered = [sorted(by_length) for by_length in spoken]
    vocabulary: dict[int, frozenset[str]] = {}
    values: list[Value] = [None] * len(talk)
    for before, turn in talk.exchanges():
        side = talk.sides[before]
        other = _as_long(before, lengths[before], spoken[side], ordered[side]) if lengths[before] else None
        if other is None or not lengths[turn]:
            continue
        if other not in vocabulary:
            vocabulary[other] = frozenset(talk.words[other])
        matches = sum(map(vocabulary[other].__contains__, talk.words[turn]))
        values[turn] = matches / root(lengths[other], lengths[turn])
    return values


def _as_long(turn: int, length: int, by_length: dict[int, list[int]], ordered: list[int]) -> int | None:
    """Return another turn with the nearest length, drawn among equals by the turn's own index; None where there is none."""
    if len(by_length[length]) > 1:
        nearest, skipped = [length], bisect_left(by_length[length], turn)
    else:
        below, above = bisect_left(ordered, length), bisect_right(ordered, length)
        around = ordered[max(below - 1, 0) : below] + ordered[above : above + 1]
        distance = min((abs(one - length) for one in around), default=0)
        nearest, skipped = [one for one in around if abs(one - length) == distance], None
    if not nearest:
        return None
    equals = by_length[nearest[0]] if len(nearest) == 1 else by_length[nearest[0]] + by_length[nearest[1]]
    draw = random.Random(turn).randrange(len(equals) - (skipped is not None))
    return equals[draw if skipped is None or draw < skipped else draw + 1]


def _cosines(talk: Talk, shared: Adjacent) -> list[Value]:
    found = _adjacent_cosines(shared)
    values: list[Value] = [None] * len(talk)
    for _, turn in talk.exchanges():
        values[turn] = found[turn]
    return values


def _adjacent_cosines(shared: Adjacent) -> tuple[Value, ...]:
    dots: list[float] = shared.dots.tolist()
    squares: list[float] = shared.squares.tolist()
    values = [
        min(1.0, dot / math.sqrt(one * two)) if one and two else None
        for dot, one, two in zip(dots[1:], squares, squares[1:], strict=False)
    ]
    return (None, *values) if dots else ()


def _conversation(found: Items, sides: Sequence[int], size: int) -> Value:
    """Return the cosine of the n-gram counts of the two sides, each side's turns joined into one."""
    import numpy as np

    side = np.asarray(sides, np.int64)[found.turn]
    order = np.argsort(side, kind="stable")
    joined = Items(found.codes[order], side[order], found.kinds, 2)
    value = _adjacent_cosines(adjacent(grams(joined, size)))
    return value[1]


def _cosine(one: Counter[Any], two: Counter[Any]) -> Value:
    dot = sum(times * two[gram] for gram, times in one.items() if gram in two)
    squares = [sum(times * times for times in counts.values()) for counts in (one, two)]
    return min(1.0, dot / math.sqrt(squares[0] * squares[1])) if all(squares) else None
