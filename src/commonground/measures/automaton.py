"""A suffix automaton over turns: what of a turn was said before, by whom, in time linear in its length.

Every class of word sequences that end at the same places is one state, so all repeats of a talk, however long, take a number
of states linear in its tokens (Blumer et al. 1985, Theoretical Computer Science 40:31). Each state knows the first turn in
which each side said its sequences; along the links to shorter suffixes these turns never grow, so the longest suffix that
was said before a given turn is found by walking links, each step of which is paid for by a token.

This form grows turn by turn and serves live talk and short files. `kernel` holds the same in compiled form for large ones; the
tests hold the two against each other.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

NEVER = 1 << 30  # the turn in which something was first said that was not said


class Automaton:
    """All word sequences of the turns that were added, with the first turn in which each side (0 or 1) said them."""

    def __init__(self) -> None:
        self.turns = 0
        self.lengths, self.links = [0], [-1]
        self.first: tuple[list[int], list[int]] = ([NEVER], [NEVER])
        self._next: list[dict[Hashable, int]] = [{}]

    def add(self, tokens: Sequence[Hashable], side: int) -> list[int]:
        """Add a turn; return the state that each of its prefixes ends in."""
        states, last = [], 0
        for token in tokens:
            last = self._extended(last, token)
            self._mark(last, side)
            states.append(last)
        self.turns += 1
        return states

    def matches(self, tokens: Sequence[Hashable], known: Sequence[int], before: int) -> Iterator[tuple[int, int]]:
        """Yield, for each token of a turn that was added, the longest sequence that ends there and is known before a turn.

        A sequence is its length and its state; a state counts as known where `known[state] < before`.
        """
        state = length = 0
        following, links, lengths = self._next, self.links, self.lengths
        for token in tokens:
            state, length = following[state][token], length + 1
            while state and known[state] >= before:
                state = links[state]
                length = lengths[state]
            yield length, state

    def _extended(self, last: int, token: Hashable) -> int:
        """Return the state of the sequence of state `last` with `token` behind it, made where it is not there yet."""
        following, lengths, links = self._next, self.lengths, self.links
        found = following[last].get(token)
        if found is not None:
            return found if lengths[found] == lengths[last] + 1 else self._split(last, token, found)
        new = self._new(lengths[last] + 1, {})
        at = last
        while at >= 0 and token not in following[at]:
            following[at][token] = new
            at = links[at]
        if at < 0:
            links[new] = 0
            return new
        found = following[at][token]
        links[new] = found if lengths[found] == lengths[at] + 1 else self._split(at, token, found)
        return new

    def _split(self, at: int, token: Hashable, found: int) -> int:
        """Part the shorter sequences of state `found`, those that state `at` reaches by `token`, from the longer ones."""
        following, links = self._next, self.links
        part = self._new(self.lengths[at] + 1, following[found].copy())
        for first in self.first:
            first[part] = first[found]
        links[part], links[found] = links[found], part
        while at >= 0 and following[at].get(token) == found:
            following[at][token] = part
            at = links[at]
        return part

    def _new(self, length: int, following: dict[Hashable, int]) -> int:
        self.lengths.append(length)
        self.links.append(-1)
        self._next.append(following)
        for first in self.first:
            first.append(NEVER)
        return len(self.lengths) - 1

    def _mark(self, state: int, side: int) -> None:
        """Note the turn in this state and its suffixes; where a side has said a sequence, it has said all its suffixes."""
        first = self.first[side]
        while state > 0 and first[state] == NEVER:
            first[state] = self.turns
            state = self.links[state]


def spans(matches: Sequence[tuple[int, int]], letters: Sequence[bool]) -> Iterator[tuple[int, int, int]]:
    """Yield (start, end, state) of the matches that lie in no longer one and hold a token with a letter; end is exclusive.

    `letters[j]` says whether token j has a letter. A match lies in the next one when that one begins where it does.
    """
    last_letter = -1
    for end, (length, state) in enumerate(matches):
        if letters[end]:
            last_letter = end
        start = end - length + 1
        if not length or last_letter < start:
            continue
        if end + 1 < len(matches) and matches[end + 1][0] == length + 1:
            continue
        yield start, end + 1, state
