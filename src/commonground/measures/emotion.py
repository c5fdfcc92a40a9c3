"""Valence: how pleasant or unpleasant each turn sounds, and whether the two sides' moods meet.

Emotional alignment has effects of its own (warmth, trust) and is not the lexical kind. VADER (Hutto & Gilbert 2014) reads
valence from a lexicon and rules for negation, stress and emoji; the package ships the lexicon, so nothing is fetched.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from textwrap import wrap
from typing import TYPE_CHECKING

from commonground.errors import MissingExtraError
from commonground.measures import tracks
from commonground.measures.measure import Card, Family, Measurement, Value, series
from commonground.measures.readability import sentences
from commonground.measures.talk import Talk

if TYPE_CHECKING:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

EXTRA = "emotion"

VALENCE = Card(
    name="emotion.valence",
    version="1",
    means="Mean valence of the turns.",
    formula="VADER compound score of each sentence, averaged over the sentences of a turn, then over turns",
    range="-1..1",
    direction="above 0: pleasant; below 0: unpleasant",
    source="Hutto & Gilbert 2014, VADER (ICWSM); package vaderSentiment",
    cost="linear in words, some 50 microseconds each",
    is_not="what anyone felt; English and emoji only, and blind to irony",
)
PROXIMITY, CONVERGENCE, SYNCHRONY = tracks.cards("emotion", "valence")
CARDS = (VALENCE, PROXIMITY, CONVERGENCE, SYNCHRONY)

# VADER takes time in the square of a sentence; one that is longer than this many characters is read in pieces.
PIECE = 500

_LATIN = re.compile(r"[A-Za-z]")


@lru_cache(maxsize=4096)  # surrogates deal out the same turns again and again
def valence(text: str) -> Value:
    """Return the valence of a text, -1..1: the mean VADER compound score of its sentences.

    By sentence, as the authors advise: over a whole long text the score runs to -1 or 1 whatever is said. A sentence with
    no word of the lexicon is neutral, 0; a text in which VADER finds nothing and that has no Latin letter either (another
    script, digits, dots) is none that it can read: None.

    Raises: MissingExtraError.

    >>> valence("I love it!") > 0.5, valence("What a horrible mess.") < -0.5, valence("..."), valence("The bus is red.")
    (True, True, None, 0.0)
    """
    reader = _reader()
    scores = [reader.polarity_scores(piece) for sentence in sentences(text) for piece in _pieces(sentence)]
    if not _LATIN.search(text) and not any(score["pos"] or score["neg"] for score in scores):
        return None
    return sum(float(score["compound"]) for score in scores) / len(scores)


def compute(talk: Talk) -> tuple[Measurement, ...]:
    """Return the valence of each turn and the track measures of it. Raises: MissingExtraError."""
    track = [valence(text) for text in talk.texts]
    return (
        series(VALENCE, talk, track),
        *tracks.measurements((PROXIMITY, CONVERGENCE, SYNCHRONY), talk, track),
    )


def _pieces(sentence: str) -> list[str]:
    return [sentence] if len(sentence) <= PIECE else wrap(sentence, PIECE, break_on_hyphens=False)


@cache
def _reader() -> SentimentIntensityAnalyzer:
    """Return the reader of valence; its lexicon is read once."""
    try:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
    except ImportError as error:
        raise MissingExtraError("reading valence", EXTRA) from error
    return SentimentIntensityAnalyzer()


FAMILY = Family("emotion", CARDS, compute, EXTRA)
