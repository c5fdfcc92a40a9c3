"""Shared expressions: the word sequences that both speakers of a talk use, found in time linear in its tokens.

After Dubuisson Duplessis, Clavel and Landragin 2017 (SIGDIAL) and 2021 (Computer Speech and Language): an expression is a
sequence of tokens, one of them with a letter, that is free at least once, that is, used where it lies in no longer one. It is
established from the first turn by which both speakers have used it. Sequences that lie in no longer shared one are exactly the
longest matches of an automaton, so no list of n-grams is ever made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from commonground.measures.automaton import NEVER, Automaton, spans

KINDS = ("other before", "self before", "other ever", "self twice")  # what a sequence is matched against


class Use(NamedTuple):
    """One free use: tokens `start` to `end` (exclusive) of turn `turn`, and the first turns in which sides 0 and 1 said it.

    `state` and the length name the sequence within its talk.
    """

    turn: int
    start: int
    end: int
    state: int
    first_of_0: int
    first_of_1: int


@dataclass(frozen=True, slots=True)
class Uses:
    """Many free uses, a column for each field of `Use`: made and counted without an object for each."""

    turn: list[int]
    start: list[int]
    end: list[int]
    state: list[int]
    first_of_0: list[int]
    first_of_1: list[int]

    def __iter__(self) -> Iterator[Use]:
        return map(Use, self.turn, self.start, self.end, self.state, self.first_of_0, self.first_of_1)

    def sequences(self) -> Iterator[tuple[int, int]]:
        """Yield what names the sequence of each use: its state and its length."""
        return ((state, end - start) for state, start, end in zip(self.state, self.start, self.end, strict=True))


@dataclass(frozen=True, slots=True)
class Scan:
    """What repeats in a talk. `covered[kind][turn]` counts the tokens of a turn within uses of that kind of `KINDS`.

    `shared` are the free uses of what both speakers say somewhere, `own` those of what the same speaker says in two turns.
    """

    covered: tuple[tuple[int, ...], ...]
    shared: Uses
    own: Uses


NO_USES = Uses([], [], [], [], [], [])


def plain_scan(turns: Sequence[Sequence[str]], sides: Sequence[int]) -> Scan:
    """Return what repeats in a talk, within the turns of one speaker and across the two.

    Kinds "other before" and "self before" look at earlier turns alone. The other two look at the whole talk; "other ever"
    counts a use from the turn on in which its sequence is established, "self twice" every use.
    """
    automaton = Automaton()
    ends = [automaton.add(turn, side) for turn, side in zip(turns, sides, strict=True)]
    twice = _said_twice(automaton, ends, sides)
    covered: tuple[list[int], ...] = ([], [], [], [])
    uses: tuple[list[Use], list[Use]] = ([], [])
    for number, (turn, side) in enumerate(zip(turns, sides, strict=True)):
        letters = [has_letter(token) for token in turn]
        own, other = automaton.first[side], automaton.first[1 - side]
        known = ((other, number), (own, number), (other, NEVER), (twice[side], 1))
        for kind, (first, before) in enumerate(known):
            found = list(spans(list(automaton.matches(turn, first, before)), letters))
            if kind >= 2:
                found = list(_noted(uses[kind - 2], number, found, automaton.first))
            if kind == 2:
                found = [one for one in found if other[one[2]] < number]
            covered[kind].append(_union(found))
    shared, own_uses = (
        Uses(*(list(column) for column in zip(*found, strict=True))) if found else NO_USES for found in uses
    )
    return Scan(tuple(map(tuple, covered)), shared, own_uses)


def has_letter(token: str) -> bool:
    """Return whether a token holds a letter of any script."""
    return token.isalpha() or any(map(str.isalpha, token))


def _noted(
    uses: list[Use], turn: int, found: list[tuple[int, int, int]], first: tuple[list[int], list[int]]
) -> Iterator[tuple[int, int, int]]:
    for start, end, state in found:
        uses.append(Use(turn, start, end, state, first[0][state], first[1][state]))
        yield start, end, state


def _union(found: Sequence[tuple[int, int, int]]) -> int:
    """Return how many tokens spans cover that are in order of start and of end."""
    covered = reached = 0
    for start, end, _ in found:
        covered += end - max(start, reached)
        reached = end
    return covered


def _said_twice(
    automaton: Automaton, ends: Sequence[Sequence[int]], sides: Sequence[int]
) -> tuple[list[int], list[int]]:
    """Return, by side and state, 0 where the side said the sequences of the state in two turns, else NEVER."""
    found = []
    order = sorted(range(1, len(automaton.links)), key=automaton.lengths.__getitem__, reverse=True)
    for side in (0, 1):
        last = [-1] * len(automaton.links)
        for turn, states in enumerate(ends):
            if sides[turn] == side:
                for state in states:
                    last[state] = turn
        for state in order:
            link = automaton.links[state]
            last[link] = max(last[link], last[state])
        first = automaton.first[side]
        found.append([0 if last[state] > first[state] else NEVER for state in range(len(last))])
    return found[0], found[1]
