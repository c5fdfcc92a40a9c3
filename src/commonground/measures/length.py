"""Turn length: how many words each side says at once, and whether the two lengths draw near to each other.

A side that says ever more for the same work makes the other read it; two people tend towards each other's length. The
track is log(1 + words), for a word more counts for much in a short turn and for nothing in a long one.
"""

from __future__ import annotations

from math import log1p

from commonground.measures import tracks
from commonground.measures.measure import Card, Family, Measurement, series
from commonground.measures.talk import Talk

WORDS = Card(
    name="length.words",
    version="1",
    means="Mean words per turn.",
    formula="words (runs of letters and digits) of each turn, averaged over turns; a turn without words has 0",
    range="0 and up, in words",
    direction="more: longer turns",
    source="Levitan & Hirschberg 2011 for its track; a plain count",
    cost="linear in characters",
    is_not="effort well spent: a long turn can be needed or bloat",
)
PROXIMITY, CONVERGENCE, SYNCHRONY = tracks.cards("length", "turn length (log of 1 + words)")
CARDS = (WORDS, PROXIMITY, CONVERGENCE, SYNCHRONY)


def compute(talk: Talk) -> tuple[Measurement, ...]:
    """Return words per turn and the track measures of log(1 + words).

    A turn without words counts as 0 words in the mean, and is on no track: to say nothing is not to say little.
    """
    counts = [len(words) for words in talk.words]
    track = [log1p(count) if count else None for count in counts]
    return (
        series(WORDS, talk, [float(count) for count in counts]),
        *tracks.measurements((PROXIMITY, CONVERGENCE, SYNCHRONY), talk, track),
    )


FAMILY = Family("length", CARDS, compute)
