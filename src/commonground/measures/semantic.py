"""Semantic alignment: how near in meaning a turn is to the partner's turn before it, as far as vectors show meaning.

With a sentence-transformers model the vectors are its embeddings, named `semantic.embedding_*`. Without one they are weighted
character n-grams, named `semantic.tfidf_*`: they see spelling, not meaning, and never pass under the other's name.
"""

from __future__ import annotations

from dataclasses import replace

from commonground.measures.measure import Card, Family, Measurement, Value, series
from commonground.measures.talk import Talk
from commonground.measures.vectors import Embed, centre, rows, sentence_embedding, similarities, tfidf

_SALTON = "Salton and Buckley 1988, Information Processing & Management 24:513 (TF-IDF)"
_REIMERS = (
    "Reimers and Gurevych 2019, EMNLP (sentence embeddings); Duran, Paxton and Fusaroli 2019 (conceptual alignment)"
)
_ADJACENT = "cos(v_t, v_{t+1}) at exchanges; mean over exchanges"
_WHOLE = "cos(sum of the one side's v_t, sum of the other's), v_t of length 1"

TFIDF_ADJACENT = Card(
    name="semantic.tfidf_adjacent",
    version="1",
    means="cosine of a turn and the partner's turn just before, over weighted character n-grams",
    formula=_ADJACENT + "; v = TF-IDF of character n-grams, n = 3..5, weighed within the conversation",
    range="0..1",
    direction="more: more of the same word stems and phrases; rare ones count more",
    source=_SALTON,
    cost="linear in characters; 10 ms for 6,000 words, less for surrogates of the same talk",
    is_not="meaning: a paraphrase in other words has nothing in common here; the stand-in for semantic.embedding_adjacent",
    chance="shuffle",
)
TFIDF_CONVERSATION = Card(
    name="semantic.tfidf_conversation",
    version="1",
    means="cosine of all that the one and all that the other speaker said, over weighted character n-grams",
    formula=_WHOLE + "; v = TF-IDF of character n-grams, n = 3..5, weighed within the conversation",
    range="0..1",
    direction="more: the speakers spell out the same things",
    source=_SALTON,
    cost="linear in characters",
    is_not="alignment in time, as any order of the turns gives the same; nor meaning",
)
EMBEDDING_ADJACENT = Card(
    name="semantic.embedding_adjacent",
    version="1",
    means="cosine of the model's embeddings of a turn and the partner's turn just before",
    formula=_ADJACENT + "; v = the model's sentence embedding",
    range="-1..1",
    direction="more: the turn stays nearer to what was just said",
    source=_REIMERS,
    cost="one pass of the model over every distinct turn",
    is_not="comparable between models, nor agreement: a contradiction is near to what it contradicts; long turns are cut at "
    "the model's window",
    chance="shuffle",
)
EMBEDDING_CONVERSATION = Card(
    name="semantic.embedding_conversation",
    version="1",
    means="cosine of the mean embeddings of the two speakers",
    formula=_WHOLE + "; v = the model's sentence embedding",
    range="-1..1",
    direction="more: the speakers are on the same topics",
    source=_REIMERS,
    cost="one pass of the model over every distinct turn",
    is_not="alignment in time, as any order of the turns gives the same; nor comparable between models",
)


def similarity(prime: str, target: str, embed: Embed = tfidf) -> Value:
    """Return how near a new turn is to the turn before it, from these two alone; None where one is empty.

    With TF-IDF the n-grams are weighed within the two turns, so that the value is near, not equal, to that within the talk.

    >>> similarity("a red car", "a red car"), similarity("a red car", "")
    (1.0, None)
    """
    return similarities(rows([prime, target], embed), [(0, 1)])[0]


def embedding_family(model: str, embed: Embed | None = None) -> Family:
    """Return the measures over the embeddings of a sentence-transformers model, by its name or folder.

    With `embed`, a function from texts to rows of numbers, `model` only names it. The version of the measures names the
    model, as the values of two models do not compare. Their `compute` raises MissingExtraError without the extra `semantic`.
    """
    vectors = embed or sentence_embedding(model)
    cards = tuple(_versioned(card, model) for card in (EMBEDDING_ADJACENT, EMBEDDING_CONVERSATION))
    return Family("semantic", cards, lambda talk: _measured(talk, cards, vectors), "" if embed else "semantic")


def compute(talk: Talk) -> tuple[Measurement, ...]:
    """Return how near adjacent turns and the two sides are, over weighted character n-grams."""
    return _measured(talk, (TFIDF_ADJACENT, TFIDF_CONVERSATION), tfidf)


FAMILY = Family("semantic", (TFIDF_ADJACENT, TFIDF_CONVERSATION), compute)


def _versioned(card: Card, model: str) -> Card:
    return replace(card, version=f"{card.version} {model}")


def _measured(talk: Talk, cards: tuple[Card, ...], embed: Embed) -> tuple[Measurement, ...]:
    vectors = rows(talk.texts, embed)
    per_turn: list[Value] = [None] * len(talk)
    pairs = talk.exchanges()
    for (_, turn), value in zip(pairs, similarities(vectors, pairs), strict=True):
        per_turn[turn] = value
    sides = [[turn for turn, side in enumerate(talk.sides) if side == one] for one in (0, 1)]
    whole = similarities(centre(vectors, sides), [(0, 1)])[0]
    return series(cards[0], talk, per_turn), cards[1].of(whole)
