"""Rhythm: how soon each side answers and how fast it goes, where turns carry times, and whether the two sides' tempi meet.

A turn's start is `Turn.time`, in seconds. Its end is known where `meta["ends"]` lists the ends of all turns of the
conversation (None where one is unknown). Without ends there is no latency and no pace, for a gap between two starts holds
the whole turn in between: that is a measure of its own, `rhythm.gap`, and is not passed off as latency.
"""

from __future__ import annotations

from commonground.errors import InputError
from commonground.measures import tracks
from commonground.measures.measure import Card, Family, Measurement, Value, series
from commonground.measures.talk import Talk

ENDS = "ends"
SOURCE = "Levitan & Hirschberg 2011 for its track; turn-taking as in Sacks, Schegloff & Jefferson 1974"

LATENCY = Card(
    name="rhythm.latency",
    version="1",
    means="Mean seconds from the end of the other side's turn to the start of the answer.",
    formula="start(t) - end(t - 1) where the speaker changes",
    range="any number, in seconds; below 0 where the answer begins before the turn is over",
    direction="more: slower to answer",
    source=SOURCE,
    cost="linear in turns",
    is_not="time to think: it holds the time of tools, typing and transport as well",
)
GAP = Card(
    name="rhythm.gap",
    version="1",
    means="Mean seconds from the start of the other side's turn to the start of the answer.",
    formula="start(t) - start(t - 1) where the speaker changes",
    range="any number, in seconds",
    direction="more: more time between turns",
    source="start to start, for records that know no ends",
    cost="linear in turns",
    is_not="response latency: it holds the whole of the turn before",
)
PACE = Card(
    name="rhythm.pace",
    version="1",
    means="Mean words per minute within turns.",
    formula="60 words / (end(t) - start(t)) of each turn with words, averaged over turns",
    range="above 0, in words per minute",
    direction="more: faster",
    source=SOURCE,
    cost="linear in characters",
    is_not="articulation rate: pauses within the turn count as time",
)
# No shuffle: a surrogate moves what was said, and times stay with their turns.
LATENCIES = tracks.cards("rhythm", "response latency (seconds)", "latency_", chance="")
PACES = tracks.cards("rhythm", "pace (words per minute)", "pace_", chance="")
CARDS = (LATENCY, GAP, PACE, *LATENCIES, *PACES)


def ends(talk: Talk) -> tuple[Value, ...]:
    """Return when each turn of the talk ended, in seconds; None where unknown.

    Raises: InputError when `meta["ends"]` is not a list of numbers and None, one for each turn of the conversation.
    """
    listed = talk.conversation.meta.get(ENDS)
    if listed is None:
        return (None,) * len(talk)
    turns = len(talk.conversation.turns)
    if not isinstance(listed, list | tuple) or len(listed) != turns:
        hint = "give one end in seconds for each turn of the conversation, null where it is unknown"
        raise InputError(f"is not a list of {turns} times", field=f"meta.{ENDS}", value=listed, hint=hint)
    for end in listed:
        if end is not None and (isinstance(end, bool) or not isinstance(end, int | float)):
            raise InputError("is no time in seconds", field=f"meta.{ENDS}", value=end)
    return tracks.finite([listed[place] if place < turns else None for place in talk.places])


def latencies(talk: Talk) -> tuple[Value, ...]:
    """Return how long after the end of the other side's turn each turn began, in seconds; None where it answers none."""
    return _since(talk, ends(talk))


def gaps(talk: Talk) -> tuple[Value, ...]:
    """Return how long after the start of the other side's turn each turn began, in seconds; None where it answers none."""
    return _since(talk, tracks.starts(talk))


def paces(talk: Talk) -> tuple[Value, ...]:
    """Return the words per minute of each turn; None without words, without both times or where no time passed."""
    spans = zip(talk.words, tracks.starts(talk), ends(talk), strict=True)
    return tuple(
        60 * len(words) / (end - start) if words and start is not None and end is not None and end > start else None
        for words, start, end in spans
    )


def compute(talk: Talk) -> tuple[Measurement, ...]:
    """Return latency, gap and pace, then the track measures of latency and of pace. Raises: InputError."""
    latency, pace = latencies(talk), paces(talk)
    return (
        series(LATENCY, talk, latency),
        series(GAP, talk, gaps(talk)),
        series(PACE, talk, pace),
        *tracks.measurements(LATENCIES, talk, latency),
        *tracks.measurements(PACES, talk, pace),
    )


def _since(talk: Talk, marks: tuple[Value, ...]) -> tuple[Value, ...]:
    """Return the start of each turn less the mark of the turn before, where the speaker changes and both are known."""
    starts = tracks.starts(talk)
    since: list[Value] = [None] * len(talk)
    for before, after in talk.exchanges():
        mark, start = marks[before], starts[after]
        if mark is not None and start is not None:
            since[after] = start - mark
    return tuple(since)


FAMILY = Family("rhythm", CARDS, compute)
