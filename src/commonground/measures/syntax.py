"""Syntactic alignment: the grammar that turns share beyond their words, and how the rules used fade with distance.

Speakers take up each other's constructions. Shared words bring shared tags along, so what is lexically the same is taken out
first. Tags and dependencies come from a spaCy pipeline that the user installs; without its annotation there is no value.
"""

from __future__ import annotations

import importlib
import math
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any

from commonground.errors import InputError, MissingExtraError
from commonground.measures.measure import Card, Family, Measurement, Value, series
from commonground.measures.repetition import decay, grams, items
from commonground.measures.talk import Talk
from commonground.measures.vectors import remembered

MODEL = "en_core_web_sm"
_LONGEST = 50_000  # characters parsed at once: a parser's memory grows by 1 GB for every 100,000

POS = Card(
    name="syntax.pos",
    version="1",
    means="cosine of the tag pairs of a turn and the partner's turn just before, pairs of the same words left out",
    formula="cos over counts of (tag, tag); of two tagged words in a row, each pair once per turn, those that both turns "
    "have with the same words left out; mean over exchanges",
    range="0..1",
    direction="more: more of the partner's phrase structure with other words",
    source="Duran, Paxton and Fusaroli 2019 (ALIGN), Psychological Methods 24:419",
    cost="the pipeline's: about 10,000 words a second for a small model",
    is_not="comparable between pipelines, nor with ALIGN's values: these are universal tags, and nothing left is None, not 0",
    chance="shuffle",
)
DECAY = Card(
    name="syntax.decay",
    version="1",
    means="how the chance that a dependency rule comes back changes with its distance in turns",
    formula="b1 of P(rule in turn t + d | rule in turn t) = logistic(b0 + b1 ln d + b2 [other speaker]), d = 1..25; "
    "a rule is (tag of the head, relation, tag of the dependent)",
    range="any; None with fewer than 10 repeats or 10 that did not come back",
    direction="below 0: rules come back soon or not at all, which is adaptation; 0: distance does not matter",
    source="Reitter and Moore 2014, Journal of Memory and Language 76:29, there over phrase structure rules",
    cost="the pipeline's",
    is_not="free of words: a phrase that is repeated repeats its rules",
    chance="shuffle",
)
CARDS = (POS, DECAY)

Tagged = tuple[str, str]  # a word, lower-cased, and its universal tag


@dataclass(frozen=True, slots=True)
class Parse:
    """What a pipeline says of a turn: its tagged words in order, and its dependency rules. Punctuation is left out."""

    tagged: tuple[Tagged, ...]
    rules: tuple[Hashable, ...]


Parser = Callable[[Sequence[str]], list[Parse]]


def parser(pipeline: Any = MODEL) -> Parser:  # noqa: ANN401 -- a spaCy Language, whose types come with the extra
    """Return the parses of texts by a spaCy pipeline, or by the one that is installed under a name, loaded at the first text.

    Texts that it has lately seen are not parsed again. It raises MissingExtraError without the extra `syntax`, and InputError
    where no such pipeline is installed.
    """

    @lru_cache(maxsize=1)
    def loaded() -> Callable[[str], Any]:
        return _load(pipeline) if isinstance(pipeline, str) else pipeline

    return remembered(lambda texts: [_parse(loaded(), text) for text in texts])


def tag_cosine(prime: Sequence[Tagged], target: Sequence[Tagged]) -> Value:
    """Return the cosine of the tag pairs of a new turn and the turn before it, pairs of the same words left out.

    None where nothing is left of one of them.

    >>> red, blue, car = ("red", "ADJ"), ("blue", "ADJ"), ("car", "NOUN")
    >>> tag_cosine([red, car], [blue, car]), tag_cosine([red, car], [red, car])
    (1.0, None)
    """
    here, there = set(pairwise(target)), set(pairwise(prime))
    counts = [Counter((one[1], two[1]) for one, two in pairs) for pairs in (here - there, there - here)]
    squares = [sum(times * times for times in count.values()) for count in counts]
    dot = sum(times * counts[1][tags] for tags, times in counts[0].items())
    return min(1.0, dot / math.sqrt(squares[0] * squares[1])) if all(squares) else None


def family(pipeline: Any = MODEL) -> Family:  # noqa: ANN401 -- as in `parser`
    """Return the measures by a spaCy pipeline, or by the one installed under a name, which is then part of their version."""
    name = pipeline if isinstance(pipeline, str) else str(getattr(pipeline, "meta", {}).get("name", "pipeline"))
    cards = tuple(replace(card, version=f"{card.version} {name}") for card in CARDS)
    parse = parser(pipeline)
    return Family("syntax", cards, lambda talk: _measured(talk, cards, parse), "syntax")


def _measured(talk: Talk, cards: tuple[Card, ...], parse: Parser) -> tuple[Measurement, ...]:
    parses = parse(talk.texts)
    per_turn: list[Value] = [None] * len(talk)
    for before, turn in talk.exchanges():
        per_turn[turn] = tag_cosine(parses[before].tagged, parses[turn].tagged)
    rules = grams(items([one.rules for one in parses]), 1)
    return series(cards[0], talk, per_turn), cards[1].of(decay(rules, talk.sides))


FAMILY = family()


def _load(name: str) -> Callable[[str], Any]:
    try:
        spacy = importlib.import_module("spacy")
    except ImportError as error:
        raise MissingExtraError("comparing the grammar of turns", "syntax") from error
    try:
        pipeline: Callable[[str], Any] = spacy.load(name, exclude=["ner", "lemmatizer"])
    except OSError as error:
        raise InputError("no such spaCy pipeline", value=name, hint=f"python -m spacy download {name}") from error
    return pipeline


def _parse(pipeline: Callable[[str], Any], text: str) -> Parse:
    tagged: list[Tagged] = []
    rules: list[Hashable] = []
    for piece in _pieces(text):
        document = pipeline(piece)
        words = [word for word in document if not word.is_space and not word.is_punct]
        if document.has_annotation("POS"):
            tagged += [(word.lower_, word.pos_) for word in words]
        if document.has_annotation("DEP"):
            rules += [(word.head.pos_, word.dep_, word.pos_) for word in words if word.head.i != word.i]
    return Parse(tuple(tagged), tuple(rules))


def _pieces(text: str) -> Iterator[str]:
    """Yield the text in pieces that a parser can take, cut at white space where there is some."""
    while len(text) > _LONGEST:
        cut = max(text.rfind(" ", 0, _LONGEST), text.rfind("\n", 0, _LONGEST))
        cut = cut if cut > 0 else _LONGEST
        yield text[:cut]
        text = text[cut:]
    if text.strip():
        yield text
