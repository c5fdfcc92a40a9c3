"""Surrogates: talks that never took place, made of real turns, which say how large a measure is by chance alone.

Each is an index permutation: turns are dealt out anew, nothing is copied or written. What is asked is how far the real talk
lies above its surrogates, for people who share a language and a matter repeat each other's words without any alignment.

kind      keeps                                           breaks
shuffle   who said what, and whose turn it was            the order of each speaker's own turns
partner   each speaker's turns in their order             who talked with whom, within one group of talks
stranger  the opening and the last turn of a talk         the history between, which is taken from another with the same opening
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from random import Random

from commonground.measures.talk import Talk

VERSION = "surrogates-1"
KINDS = ("shuffle", "partner", "stranger")


def shuffled(talk: Talk, random: Random) -> Talk:
    """Return the talk with each side's turns in a random order."""
    places: tuple[list[int], list[int]] = ([], [])
    for turn, side in enumerate(talk.sides):
        places[side].append(turn)
    dealt = [iter(random.sample(own, len(own))) for own in places]
    return talk.reordered([next(dealt[side]) for side in talk.sides])


def with_partner(talk: Talk, other: Talk) -> Talk:
    """Return the talk in which side 1 says what side 1 of another talk said, as far as both go."""
    theirs = [turn for turn, side in enumerate(other.sides) if side == 1]
    parts, taken = [], 0
    for turn, side in enumerate(talk.sides):
        if side == 0:
            parts.append((talk, turn))
        elif taken == len(theirs):
            break
        else:
            parts.append((other, theirs[taken]))
            taken += 1
    return _joined(talk, parts)


def with_history(talk: Talk, other: Talk) -> Talk:
    """Return the talk whose opening and last turn are its own and whose history between is that of another."""
    last = len(talk) - 1
    between = [(other, turn) for turn in range(1, len(other) - 1)]
    return _joined(talk, [(talk, 0), *between, (talk, last)])


def partners(talks: Sequence[Talk], groups: Sequence[Hashable], random: Random) -> Iterator[tuple[int, Talk]]:
    """Yield, for each talk of a group of two or more, its number and the talk with the partner of another one."""
    for members in _grouped(groups):
        for one, other in _deranged(members, random):
            yield one, with_partner(talks[one], talks[other])


def strangers(talks: Sequence[Talk], random: Random) -> Iterator[tuple[int, Talk]]:
    """Yield, for each talk whose opening another shares, its number and the talk with the history of such another."""
    long_enough = [number for number, talk in enumerate(talks) if len(talk) >= 3]
    openings = [(talks[number].names, talks[number].sides[0], talks[number].texts[0]) for number in long_enough]
    for members in _grouped(openings):
        for one, other in _deranged([long_enough[member] for member in members], random):
            yield one, with_history(talks[one], talks[other])


def _grouped(groups: Sequence[Hashable]) -> list[list[int]]:
    found: dict[Hashable, list[int]] = defaultdict(list)
    for number, group in enumerate(groups):
        found[group].append(number)
    return [members for members in found.values() if len(members) >= 2]


def _deranged(members: Sequence[int], random: Random) -> Iterator[tuple[int, int]]:
    """Yield every member with another one: a random order, turned by a random step, so that none meets itself."""
    order = random.sample(members, len(members))
    step = random.randrange(1, len(order))
    for place, one in enumerate(order):
        yield one, order[(place + step) % len(order)]


def _joined(talk: Talk, parts: Sequence[tuple[Talk, int]]) -> Talk:
    """Return a talk of these turns; what its sources have split into tokens and words is not split again."""
    made = Talk(
        talk.conversation,
        tuple(range(len(parts))),
        tuple(source.sides[turn] for source, turn in parts),
        talk.names,
        tuple(source.texts[turn] for source, turn in parts),
    )
    made.__dict__["tokens"] = tuple(source.tokens[turn] for source, turn in parts)
    made.__dict__["words"] = tuple(source.words[turn] for source, turn in parts)
    return made
