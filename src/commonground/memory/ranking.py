"""Which items bear on what a user says, and in which order: BM25 over lemmas, behind a rule for what bears at all.

A score alone cannot say "nothing": some item is always the nearest. So each sentence is asked what it is after. "My sister's
birthday" in a question wants both words; without such a phrase half of the content words have to be there, more than half in
a question. Ties go to what was said last. Robertson and Zaragoza 2009 (BM25, k1 = 1.2, b = 0.75).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from commonground.memory.items import Item, folded
from commonground.memory.subjects import NOT_ASKED_BY, OWN, TOPICAL, cues
from commonground.text.lemmas import content_lemmas, lemma
from commonground.text.lexicon import FUNCTION_WORDS
from commonground.text.tokens import words

VERSION = "ranking-2"
_K1, _B = 1.2, 0.75
_SHARE = 0.5  # of the content words of a sentence, to bear on it
_PHRASE = 4  # words after "my" that may belong to what is asked for
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_ASKS = re.compile(
    r"\?|^\W*(?:what|where|when|who|which|how|do you (?:know|remember)|remind me|tell me|can you tell)\b", re.IGNORECASE
)
_WH = frozenset(("what", "who", "whom", "where", "when", "which", "how"))
# Words that every request is made of: they say nothing of what it is about.
_GENERIC_WORDS = """
    tell know remember remind say ask please want need help give get go thing question answer exactly again today now
    suggest recommend good find look make take thank thanks hello hi hey okay ok yes i'm i've i'd i'll what's who's where's
    when's how's that's it's"""
_GENERIC = frozenset(_GENERIC_WORDS.split())


@dataclass(frozen=True, slots=True)
class _Asked:
    """One sentence: its content words, the phrases after "my", whether it asks, and its question word."""

    words: frozenset[str]
    own: tuple[frozenset[str], ...]
    asks: bool
    by: str


@lru_cache(maxsize=1 << 14)
def _terms(text: str) -> tuple[str, ...]:
    return tuple(one for one in content_lemmas(words(text)) if one not in _GENERIC)


def ranked(query: str, items: Iterable[Item], most: int) -> list[Item]:
    """Return at most `most` of the items that bear on a query, the best first; of equal texts one."""
    pool = sorted(items, key=lambda item: (-(item.source.at or item.created), item.id))
    asked = [_asked(sentence) for sentence in _SENTENCE.findall(query)]
    if not pool or not asked:
        return []
    terms = {item.id: Counter((*_terms(item.text), *_terms(cues(item.subject)))) for item in pool}
    bearing = [item for item in pool if any(_bears(one, item, terms[item.id]) for one in asked)]
    scores = _scores(frozenset().union(*(one.words for one in asked)), terms)
    found: dict[str, Item] = {}
    for item in sorted(bearing, key=lambda item: -scores[item.id]):  # a stable sort: ties stay with the newest first
        found.setdefault(folded(item.text), item)
    return list(found.values())[:most]


def _asked(sentence: str) -> _Asked:
    said = words(sentence)
    own = [_phrase(said[place + 1 :]) for place, word in enumerate(said) if word == "my"]
    by = next((word for word in said if word in _WH), "")
    return _Asked(frozenset(_terms(sentence)), tuple(one for one in own if one), bool(_ASKS.search(sentence)), by)


def _phrase(said: Sequence[str]) -> frozenset[str]:
    """Return the lemmas of what follows "my", up to the next function word: "sister's name" of "sister's name in full"."""
    found: list[str] = []
    for word in said[:_PHRASE]:
        if word in FUNCTION_WORDS or word in _GENERIC:
            break
        found.append(lemma(word))
    return frozenset(found)


def _bears(asked: _Asked, item: Item, terms: Mapping[str, int]) -> bool:
    whose, of_another, _ = item.subject.partition("'s ")
    if of_another and lemma(whose.split()[-1]) not in asked.words:  # "my name" is not my sister's
        return False
    if asked.by in NOT_ASKED_BY.get(item.subject, ()) and not asked.words & OWN[item.subject]:
        return False
    if any(phrase <= terms.keys() for phrase in asked.own):
        return True
    if not asked.words:
        return False
    shared = asked.words & terms.keys()
    if item.subject in TOPICAL and not (asked.asks and asked.own):
        return bool(shared)
    if asked.asks and asked.own:
        return False
    share = len(shared) / len(asked.words)
    return share > _SHARE if asked.asks else share >= _SHARE


def _scores(query: frozenset[str], terms: Mapping[str, Mapping[str, int]]) -> dict[str, float]:
    count = len(terms)
    lengths = {name: sum(one.values()) for name, one in terms.items()}
    mean = sum(lengths.values()) / count or 1.0
    rare = {word: sum(word in one for one in terms.values()) for word in query}
    weight = {word: log(1 + (count - found + 0.5) / (found + 0.5)) for word, found in rare.items()}

    def score(name: str) -> float:
        long = _K1 * (1 - _B + _B * lengths[name] / mean)
        held = terms[name]
        return sum(weight[word] * held[word] * (_K1 + 1) / (held[word] + long) for word in sorted(query & held.keys()))

    return {name: score(name) for name in terms}
