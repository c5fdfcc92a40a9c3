"""Style: whether two speakers come to use the same classes of function words, and who follows whom.

A turn is reduced to the classes of function words in it (`text.lexicon`), one bit a class, with one look-up a word; the
rest is counting, for one talk or for a corpus of them. Coordination and SWAM are directed and compare with how the answering
side speaks anyhow; LSM is symmetric and cannot say who moved. The lists are for English: other text has no value here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from math import log
from types import MappingProxyType

from commonground.measures.measure import Card, Family, Measurement, Value, mean
from commonground.measures.talk import Talk
from commonground.text import lexicon, tokens
from commonground.text.lexicon import CLASSES, CLASSES_OF, is_english

VERSION = f"style-1, {lexicon.VERSION}, {tokens.VERSION}"

LEAST_PRIMED = 3
"""A class counts in coordination if at least so many first turns have it (the default of ConvoKit)."""

LEAST_WORDS = 20
"""A side with fewer words is too short to tell its language by itself."""

_COST = "one look-up a word: millions of words a second"

COORDINATION = Card(
    name="style.coordination",
    version=VERSION,
    means="how much likelier a speaker uses a class of function words in answer to a turn that has it than in any answer",
    formula="C_m = #(m in a, m in b) / #(m in a) - #(m in b) / N over adjacent turns (a, b) of different speakers; a class m"
    f" counts if #(m in a) >= {LEAST_PRIMED}; a side: the mean over classes,"
    " of b's speaker; the value: the mean of the sides that have one",
    range="-1 to 1",
    direction="more: the speaker follows the other's style more closely",
    source="Danescu-Niculescu-Mizil, Lee, Pang and Kleinberg 2012; as in ConvoKit, with word lists of our own",
    cost=_COST,
    is_not="agreement or understanding; where long turns have every class there is nothing left to measure, and it is near 0",
    chance="shuffle",
)

SWAM = Card(
    name="style.swam",
    version=VERSION,
    means="how much the odds of a word of a class rise in answers to turns that have the class",
    formula="logit(c_AB / n_AB) - logit(c_-A / n_-A), logit(c / n) = ln((c + 1/2) / (n - c + 1/2)): c words of the class among"
    " the n words of the answers to turns with it (AB) and without it (-A); mean over the classes that occur in the answers"
    " and have answers with words on both accounts; a side: of the answers' speaker; the value: the mean of the sides that"
    " have one",
    range="any number, in natural log odds; 0: no alignment",
    direction="more: the speaker takes up the other's style more",
    source="Doyle and Frank 2016; simplified word-based model of Shin and Doyle 2018",
    cost=_COST,
    is_not="a rate: a rare class counts as much as a frequent one, and a short talk gives a rough value",
    chance="shuffle",
)

LSM = Card(
    name="style.lsm",
    version=VERSION,
    means="how alike two speakers' shares of each class of function words are, over the whole talk",
    formula="mean over the classes that either uses of 1 - |p1 - p2| / (p1 + p2 + 0.0001), p the class's share of the words",
    range="0 to 1",
    direction="more: the two speak in a more similar style",
    source="Gonzales, Hancock and Pennebaker 2010, with word lists of our own",
    cost=_COST,
    is_not="adaptation: symmetric, blind to order, and high for two strangers who speak alike",
)

LSM_TURNS = Card(
    name="style.lsm_turns",
    version=VERSION,
    means="how alike each turn and the other speaker's turn before it are in their shares of function words",
    formula="the mean over turns of the LSM of the turn and the last turn of the other before it",
    range="0 to 1",
    direction="more: turns match the style of what they answer more closely",
    source="Gonzales, Hancock and Pennebaker 2010, applied turn by turn",
    cost=_COST,
    is_not="comparable with style.lsm: short turns lack most classes and so match less",
    chance="shuffle",
)

CARDS = (COORDINATION, SWAM, LSM, LSM_TURNS)

_BITS = tuple(1 << place for place in range(len(CLASSES)))
_CODES = {word: sum(_BITS[CLASSES.index(name)] for name in names) for word, names in CLASSES_OF.items()}
# Of each set of classes, as the sum of its bits, the places of its members in CLASSES.
_PLACES = tuple(tuple(place for place, bit in enumerate(_BITS) if code & bit) for code in range(1 << len(CLASSES)))

_Pairs = Counter[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a class occurs in the exchanges that one side answers.

    Of `exchanges` in all, `primed` have it in the first turn, `used` in the answer, `both` in both.
    """

    exchanges: int
    primed: int
    used: int
    both: int

    def coordination(self) -> Value:
        """Return how much likelier the class is in answer to itself (-1 to 1); None below `LEAST_PRIMED` chances.

        >>> Tally(exchanges=10, primed=4, used=5, both=3).coordination()
        0.25
        """
        if self.primed < LEAST_PRIMED:
            return None
        return self.both / self.primed - self.used / self.exchanges


@dataclass(frozen=True, slots=True)
class _Profile:
    """How many words there are, how many of each class, and the classes among them, a bit each."""

    words: int
    counts: tuple[int, ...]
    code: int


def _profile(words: Sequence[str]) -> _Profile:
    counts = [0] * len(CLASSES)
    together = 0
    for code, count in Counter(map(_CODES.get, words, repeat(0))).items():
        together |= code
        for place in _PLACES[code]:
            counts[place] += count
    return _Profile(len(words), tuple(counts), together)


def _code(words: Sequence[str]) -> int:
    """Return the classes of a turn, a bit each: `_profile(words).code`, without the counts."""
    together = 0
    for code in set(map(_CODES.get, words, repeat(0))):
        together |= code
    return together


def _tallies(pairs: _Pairs) -> Mapping[str, Tally]:
    primed, used, both = ([0] * len(CLASSES) for _ in range(3))
    for (first, answer), count in pairs.items():
        for counts, code in ((primed, first), (used, answer), (both, first & answer)):
            for place in _PLACES[code]:
                counts[place] += count
    exchanges = pairs.total()
    return MappingProxyType(
        {name: Tally(exchanges, *of) for name, *of in zip(CLASSES, primed, used, both, strict=True)}
    )


def coordination_counts(talks: Iterable[Talk]) -> tuple[Mapping[str, Tally], Mapping[str, Tally]]:
    """Return the tally of each class, counted over all talks, for the answers of side 0 and of side 1.

    An exchange is two adjacent turns of different speakers, an answer without words being one that uses no class. The talks
    are taken as they come, whatever their language.
    """
    pairs: tuple[_Pairs, _Pairs] = (Counter(), Counter())
    for talk in talks:
        codes = tuple(map(_code, talk.words))
        for first, answer in talk.exchanges():
            pairs[talk.sides[answer]][codes[first], codes[answer]] += 1
    return _tallies(pairs[0]), _tallies(pairs[1])


def corpus_coordination(talks: Sequence[Talk]) -> tuple[Mapping[str, Value], Mapping[str, Value]]:
    """Return the coordination of each class, pooled over all talks, of side 0 to side 1 and of side 1 to side 0.

    As ConvoKit's corpus-level coordination of one group of speakers to another, the sides being the groups: counts are added
    over talks before they are divided, so long talks weigh more. Values are None for a class below `LEAST_PRIMED`, and all
    are where a side, over all talks, has no words or is not English; single talks in another language are not sorted out.
    """
    if not _applies(talks):
        nothing = MappingProxyType(dict.fromkeys(CLASSES))
        return nothing, nothing
    zero, one = coordination_counts(talks)
    return _coordinations(zero), _coordinations(one)


def _coordinations(tallies: Mapping[str, Tally]) -> Mapping[str, Value]:
    return MappingProxyType({name: tally.coordination() for name, tally in tallies.items()})


def _coordination(exchanges: Sequence[tuple[_Profile, _Profile]]) -> Value:
    """Return the mean coordination of the answers in (first turn, answer) pairs."""
    tallies = _tallies(Counter((first.code, answer.code) for first, answer in exchanges))
    return mean(tuple(tally.coordination() for tally in tallies.values()))


def _applies(talks: Sequence[Talk]) -> bool:
    """Return whether both sides speak, and English; a side of few words is judged together with the other."""
    for side in (0, 1):
        said = sum(map(len, _turns_of(talks, side)))
        judged = _turns_of(talks, side) if said >= LEAST_WORDS else chain.from_iterable(talk.words for talk in talks)
        if not said or not is_english(chain.from_iterable(judged)):
            return False
    return True


def _turns_of(talks: Iterable[Talk], side: int) -> Iterator[tuple[str, ...]]:
    return (words for talk in talks for words, at in zip(talk.words, talk.sides, strict=True) if at == side)


def _swam(exchanges: Sequence[tuple[_Profile, _Profile]]) -> Value:
    """Return the SWAM of the answers in (first turn, answer) pairs."""
    # Of each class: the words of the answers to turns with it, its own words among these, and its words in all answers.
    words, found, all_found = ([0] * len(CLASSES) for _ in range(3))
    for first, answer in exchanges:
        for place in _PLACES[first.code]:
            words[place] += answer.words
            found[place] += answer.counts[place]
        for place in _PLACES[answer.code]:
            all_found[place] += answer.counts[place]
    all_words = sum(answer.words for _, answer in exchanges)
    return mean(
        [
            _log_odds(found[place], words[place]) - _log_odds(all_found[place] - found[place], all_words - words[place])
            for place in range(len(CLASSES))
            if all_found[place] and 0 < words[place] < all_words
        ]
    )


def _log_odds(found: int, words: int) -> float:
    return log((found + 0.5) / (words - found + 0.5))


def matching(first: Sequence[str], second: Sequence[str]) -> Value:
    """Return the LSM of two turns, given as words; None where one is empty or neither has a function word."""
    return _matching(_profile(first), _profile(second))


def _matching(first: _Profile, second: _Profile) -> Value:
    """Return the LSM of two profiles; None where one has no words or neither has a function word."""
    if not first.words or not second.words:
        return None
    matches: list[Value] = []
    for place in _PLACES[first.code | second.code]:
        p, q = first.counts[place] / first.words, second.counts[place] / second.words
        matches.append(1 - abs(p - q) / (p + q + 0.0001))
    return mean(matches)


def _matching_turns(talk: Talk, profiles: Sequence[_Profile]) -> tuple[Value, ...]:
    last: list[_Profile | None] = [None, None]
    values: list[Value] = []
    for side, profile in zip(talk.sides, profiles, strict=True):
        other = last[1 - side]
        values.append(None if other is None else _matching(other, profile))
        last[side] = profile
    return tuple(values)


def compute(talk: Talk) -> tuple[Measurement, ...]:
    """Return coordination, SWAM, LSM and LSM by turn; None where a side has no words or is not English.

    `sides` of the first two say how much each side follows the other.
    """
    if not _applies([talk]):
        return (*(card.of(None) for card in CARDS[:-1]), LSM_TURNS.of(None, per_turn=(None,) * len(talk)))
    profiles = tuple(map(_profile, talk.words))
    answered: tuple[list[tuple[_Profile, _Profile]], ...] = ([], [])
    for first, answer in talk.exchanges():
        answered[talk.sides[answer]].append((profiles[first], profiles[answer]))
    coordination = (_coordination(answered[0]), _coordination(answered[1]))
    swam = (_swam(answered[0]), _swam(answered[1]))
    whole = [_profile(tuple(chain.from_iterable(_turns_of([talk], side)))) for side in (0, 1)]
    turns = _matching_turns(talk, profiles)
    return (
        COORDINATION.of(mean(coordination), coordination),
        SWAM.of(mean(swam), swam),
        LSM.of(_matching(*whole)),
        LSM_TURNS.of(mean(turns), per_turn=turns),
    )


FAMILY = Family("style", CARDS, compute)
