"""Pacts: the terms that both sides have used, with every place where they stand.

After Brennan and Clark 1996: to go on calling a thing what the other called it is to agree on how to see it. A term is a
run of at most `LONGEST` words of one sentence that begins and ends with a content word or a number. Of what a turn shares
with the other's turns before, the longest runs become pacts; runs of which each use lies in a longer pact's are left out.
Each run is kept once, by its words, so that a turn costs its own length; `measures.expressions` finds what two speakers share
by an automaton over tokens and has no limit of length, but looks back on the whole talk, and knows no words of content.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator

from commonground.conversation.record import ASSISTANT, USER
from commonground.measures.classifiers import listed
from commonground.measures.phrases import EITHER, VERBS
from commonground.mediation.ground import Pact, Use
from commonground.mediation.parts.heard import Heard, ends
from commonground.text.lemmas import lemma
from commonground.text.lexicon import FUNCTION_WORDS
from commonground.text.tokens import placed

LONGEST = 6
_BREAK = re.compile(r"[.;:!?\u2026]+(?=\s|$)|[()\[\]{}\"\u201c\u201d\n|\x00]|\s[-\u2013\u2014]+\s|\u2014|```")
_NEGATIONS = frozenset({"no", "not", "without", "never"})
# Words of courtesy and of talk about the talk: that both use them settles nothing.
_LIGHT = listed("""
    please thank thanks sorry yes yeah yep yup no nope ok okay sure great good nice perfect fine cool awesome well hi hello
    hey bye right correct welcome alright wonderful excellent exactly course problem oh ah um uh hmm
    want wants wanted need needs needed like likes liked would prefer love wish hope help helps know knows think thinks say
    says said tell let lets make makes made get gets got give gives take takes took go goes going went come comes see look
    looks looking try tries use put set do does done have has keep mean means meant ask asks asked
    find found search show just also really maybe actually anything something everything thing things one ones way lot
    bit kind sort time times today now here much many able sounds sound works work pm am best better available change
    """) | (VERBS - EITHER)


class _Term:
    """A run of words: where it was said, by the number of its first word, and how many words it has."""

    __slots__ = ("agreed", "first", "places", "size")

    def __init__(self, size: int) -> None:
        self.size = size
        self.places = array("l")
        self.first: list[int | None] = [None, None]
        self.agreed = False


class Pacts:
    """The terms that both sides have used so far."""

    def __init__(self) -> None:
        self._terms: dict[str, _Term] = {}
        self._agreed: dict[str, _Term] = {}
        self._turn, self._start, self._end = array("l"), array("l"), array("l")

    @property
    def found(self) -> tuple[Pact, ...]:
        """The pacts, in the order in which they were agreed."""
        shown = self._not_within()
        pacts = [self._pact(term, found) for term, found in self._agreed.items() if term in shown]
        return tuple(sorted(pacts, key=lambda pact: pact.agreed))

    def add(self, heard: Heard) -> None:
        """Take in a turn of either side."""
        side = (USER, ASSISTANT).index(heard.speaker)
        shared: list[tuple[int, int, str]] = []
        for run in self._runs(heard):
            shared += self._note(run, side, heard.number)
        self._agree(shared)

    def _runs(self, heard: Heard) -> Iterator[list[tuple[int, str]]]:
        """Yield the words between two breaks of a turn, each with its number among all words."""
        for offset, text in ends(heard.text):
            breaks = [found.start() for found in _BREAK.finditer(text)]
            run: list[tuple[int, str]] = []
            at = 0
            for word, start, end in placed(text):
                if at < len(breaks) and breaks[at] < start:
                    yield run
                    run = []
                    while at < len(breaks) and breaks[at] < start:
                        at += 1
                run.append((len(self._turn), word))
                self._turn.append(heard.number)
                self._start.append(offset + start)
                self._end.append(offset + end)
            yield run

    def _note(self, run: list[tuple[int, str]], side: int, turn: int) -> Iterator[tuple[int, int, str]]:
        """Keep the terms of a run; yield (words, number of the first, term) of those that the other has said before."""
        content = [_is_content(word) for _, word in run]
        for first, (number, word) in enumerate(run):
            if not (content[first] or (word in _NEGATIONS and first + 1 < len(run) and content[first + 1])):
                continue
            term, lettered = "", False
            for last in range(first, min(first + LONGEST, len(run))):
                added = run[last][1]
                term = f"{term} {added}" if term else added
                lettered = lettered or (content[last] and added[0].isalpha())
                if content[last] and lettered:
                    found = self._said(term, last - first + 1, number, side, turn)
                    other = found.first[1 - side]
                    if other is not None and other < turn:
                        yield found.size, number, term

    def _said(self, term: str, size: int, number: int, side: int, turn: int) -> _Term:
        found = self._terms.get(term)
        if found is None:
            found = self._terms[term] = _Term(size)
        found.places.append(number)
        if found.first[side] is None:
            found.first[side] = turn
        return found

    def _agree(self, shared: list[tuple[int, int, str]]) -> None:
        """Make pacts of the longest terms that a turn shares; of two that overlap, the longer and then the earlier."""
        taken: set[int] = set()
        for size, number, term in sorted(shared, key=lambda one: (-one[0], one[1])):
            covered = range(number, number + size)
            if taken.isdisjoint(covered):
                taken.update(covered)
                self._agreed.setdefault(term, self._terms[term])

    def _not_within(self) -> set[str]:
        """Return the agreed terms that are said at least once where no longer agreed one is."""
        uses = [(place, -found.size, term) for term, found in self._agreed.items() for place in found.places]
        shown, reached = set(), -1
        for place, size, term in sorted(uses):
            if place - size > reached:
                shown.add(term)
                reached = place - size
        return shown

    def _pact(self, term: str, found: _Term) -> Pact:
        uses = tuple(
            Use(self._turn[place], self._start[place], self._end[place + found.size - 1]) for place in found.places
        )
        user, assistant = (-1 if first is None else first for first in found.first)
        by = USER if user <= assistant else ASSISTANT
        return Pact(term, by, min(user, assistant), max(user, assistant), uses)


def _is_content(word: str) -> bool:
    if word in FUNCTION_WORDS or word in _LIGHT or lemma(word) in _LIGHT:
        return False
    return len(word) > 1 or word.isdecimal()
