"""Lexical alignment: how far two speakers come to use the same expressions, turn by turn and over a whole talk.

Two families from one scan of the talk. `lexical` is causal: a turn is judged by what was said before it, so that no later turn
changes it. `dialign` is the offline family of Dubuisson Duplessis et al., kept for comparison with what others published:
a longer repeat that comes later takes the shorter expressions within it out of its count.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log2

from commonground.measures.automaton import Automaton, spans
from commonground.measures.expressions import Scan, Use, Uses, has_letter, plain_scan
from commonground.measures.measure import Card, Family, Measurement, Value
from commonground.measures.talk import Talk
from commonground.text.tokens import tokens

LARGE = 20_000  # tokens from which compiling pays
_SOURCE = "Dubuisson Duplessis, Langlet, Clavel and Landragin 2021, Computer Speech and Language 68"
_COST = "linear in the tokens of the talk"
_ORDERED = (  # what depends on the order of turns; the rest is the same however they are shuffled
    "lexical.repetition", "lexical.self_repetition", "dialign.expression_repetition", "dialign.initiated",
)  # fmt: skip
_NOT = (
    "understanding: a stranger's words are repeated as easily, so read it beside its surrogate and the task's success"
)


def _card(name: str, means: str, formula: str, span: str = "0 to 1", direction: str = "more: more is shared") -> Card:
    chance = "shuffle" if name in _ORDERED else "partner"
    return Card(name, "1", means, formula, span, direction, _SOURCE, _COST, _NOT, chance)


REPETITION = _card(
    "lexical.repetition",
    "share of a talk's tokens that lie in an expression which the other has used before",
    "ER_causal = sum_t cov_t(t) / sum_t |u_t|, the lexicon of turn t made of turns up to t; per turn DER = cov_t(t) / |u_t|",
)
SELF_REPETITION = _card(
    "lexical.self_repetition",
    "share of a talk's tokens that lie in an expression which the speaker has used before",
    "per turn DSER = tokens of u_t in sequences of the speaker's earlier turns / |u_t|; over a talk the same over sums",
    direction="more: the speaker says more of the same",
)
EXPRESSION_REPETITION = _card(
    "dialign.expression_repetition",
    "share of tokens in established shared expressions, found in the whole talk",
    "ER = sum cov(i) / sum |u_i|, cov(i) the tokens of turn i in free uses of expressions e with i >= est(e)",
)
EXPRESSIONS = _card(
    "dialign.expressions",
    "number of shared expressions",
    "|E|, the sequences used by both and free at least once",
    "0 up",
)
VARIETY = _card("dialign.variety", "shared expressions for each token", "EV = |E| / sum |u_i|")
INITIATED = _card(
    "dialign.initiated",
    "share of shared expressions that each speaker said first (the value is the second speaker's)",
    "IE_S = |{e: the first use of e is by S}| / |E|",
    direction="more: the other takes over this speaker's words",
)
LENGTH = _card(
    "dialign.length", "mean length of shared expressions", "L, over sizes, weighted by turns with a free use", "1 up"
)
LONGEST = _card("dialign.longest", "length of the longest shared expression", "LMAX", "1 up")
ENTROPY = _card("dialign.entropy", "how varied the lengths are", "ENTR = -sum p log2 p over sizes", "0 up, bits")
OVERLAP = _card("dialign.vocabulary_overlap", "tokens that both use at all", "VO = |V_A & V_B| / |V_A | V_B|")
SELF_EXPRESSIONS = _card(
    "dialign.self_variety",
    "a speaker's self-repeated expressions for each of its tokens",
    "|E_S| / sum |u_i| over S's turns",
)
SELF_COVERED = _card(
    "dialign.self_repetition",
    "share of a speaker's tokens in expressions that it uses in two turns",
    "SR_S = sum cov_S(i) / sum |u_i|",
)
SELF_PRINTED = _card(
    "dialign.self_repetition_printed",
    "the same as dialign 1.1 prints it, with one phantom token for each turn of the partner",
    "sum cov_S(i) / (sum |u_i| + turns of the other)",
)


@dataclass(frozen=True, slots=True)
class Expression:
    """One shared expression: its tokens, who said it first, when it was established, and its free uses by turn."""

    tokens: tuple[str, ...]
    initiator: int
    established: int
    uses: tuple[Use, ...]


@dataclass(frozen=True)
class Lexicon:
    """What the two speakers of a talk share: the expressions of its scan, by their tokens."""

    talk: Talk
    found: Scan

    @cached_property
    def expressions(self) -> tuple[Expression, ...]:
        """The shared expressions, most used first, then the longest."""
        groups: dict[tuple[int, int], list[Use]] = defaultdict(list)
        for use in self.found.shared:
            groups[use.state, use.end - use.start].append(use)
        made = [self._expression(uses) for uses in groups.values()]
        return tuple(sorted(made, key=lambda one: (-len(one.uses), -len(one.tokens), one.tokens)))

    def _expression(self, uses: Sequence[Use]) -> Expression:
        first = uses[0]
        said = self.talk.tokens[first.turn][first.start : first.end]
        established = max(first.first_of_0, first.first_of_1, first.turn)
        return Expression(said, int(first.first_of_1 < first.first_of_0), established, tuple(uses))


def scan(talk: Talk) -> Scan:
    """Return what repeats in a talk, by the plain form for a short one and by the compiled form for a long one."""
    size = sum(map(len, talk.tokens))
    if size >= LARGE or "commonground.measures.kernel" in sys.modules:  # a short talk alone does not load the compiler
        from commonground.measures import kernel

        if kernel.wanted(size, LARGE):
            return kernel.scan(talk.tokens, talk.sides)
    return plain_scan(talk.tokens, talk.sides)


def lexicon(talk: Talk) -> Lexicon:
    """Return the shared expressions of a talk."""
    return Lexicon(talk, scan(talk))


def compute(talk: Talk) -> tuple[Measurement, ...]:
    """Return the causal family and the offline one of a talk, from one scan."""
    found = scan(talk)
    sizes = tuple(map(len, talk.tokens))
    return (*_causal(talk, found, sizes), *_offline(talk, found, sizes))


def _causal(talk: Talk, found: Scan, sizes: tuple[int, ...]) -> tuple[Measurement, ...]:
    measured = []
    for card, covered in ((REPETITION, found.covered[0]), (SELF_REPETITION, found.covered[1])):
        value, sides = _shares(talk, covered, sizes)
        per_turn = tuple(part / size if size else None for part, size in zip(covered, sizes, strict=True))
        measured.append(card.of(value, sides, per_turn))
    return tuple(measured)


def _offline(talk: Talk, found: Scan, sizes: tuple[int, ...]) -> tuple[Measurement, ...]:
    repeated, sides = _shares(talk, found.covered[2], sizes)
    uses = found.shared
    firsts = zip(uses.first_of_0, uses.first_of_1, strict=True)
    expressions = dict(zip(uses.sequences(), firsts, strict=True))
    total = sum(sizes)
    begun = [0, 0]
    for first_of_0, first_of_1 in expressions.values():
        begun[first_of_1 < first_of_0] += 1
    initiated = (begun[0] / len(expressions), begun[1] / len(expressions)) if expressions else (None, None)
    mean, longest, entropy = _lengths(uses)
    said = [{token for t, turn in enumerate(talk.tokens) if talk.sides[t] == side for token in turn} for side in (0, 1)]
    either = said[0] | said[1]
    return (
        EXPRESSION_REPETITION.of(repeated, sides),
        EXPRESSIONS.of(float(len(expressions)) if total else None),
        VARIETY.of(len(expressions) / total if total else None),
        INITIATED.of(initiated[1], initiated),
        LENGTH.of(mean),
        LONGEST.of(longest),
        ENTROPY.of(entropy),
        OVERLAP.of(len(said[0] & said[1]) / len(either) if either else None),
        *_own(talk, found, sizes),
    )


def _own(talk: Talk, found: Scan, sizes: tuple[int, ...]) -> tuple[Measurement, ...]:
    """Return what each speaker repeats of its own; the two talk of different words, so there is no common value."""
    kinds: tuple[set[tuple[int, int]], set[tuple[int, int]]] = (set(), set())
    for turn, sequence in zip(found.own.turn, found.own.sequences(), strict=True):
        kinds[talk.sides[turn]].add(sequence)
    covered, spoken, partner = [0, 0], [0, 0], [0, 0]
    for side, part, size in zip(talk.sides, found.covered[3], sizes, strict=True):
        covered[side], spoken[side], partner[1 - side] = (
            covered[side] + part,
            spoken[side] + size,
            partner[1 - side] + 1,
        )
    return (
        SELF_EXPRESSIONS.of(None, _both(tuple(map(len, kinds)), spoken)),
        SELF_COVERED.of(None, _both(covered, spoken)),
        SELF_PRINTED.of(
            None, _both(covered, [size + turns if size else 0 for size, turns in zip(spoken, partner, strict=True)])
        ),
    )


def _both(parts: Sequence[int], wholes: Sequence[int]) -> tuple[Value, Value]:
    first, second = (part / whole if whole else None for part, whole in zip(parts, wholes, strict=True))
    return first, second


def _shares(talk: Talk, covered: Sequence[int], sizes: Sequence[int]) -> tuple[Value, tuple[Value, Value]]:
    """Return covered tokens over all tokens: of the talk, and of each side."""
    parts, wholes = [0, 0], [0, 0]
    for side, part, size in zip(talk.sides, covered, sizes, strict=True):
        parts[side] += part
        wholes[side] += size
    return sum(parts) / sum(wholes) if sum(wholes) else None, _both(parts, wholes)


def _lengths(uses: Uses) -> tuple[Value, Value, Value]:
    """Return mean, maximum and entropy of expression lengths, each weighted by the turns in which it is used freely."""
    weights: dict[int, int] = defaultdict(int)
    for (_, length), _ in set(zip(uses.sequences(), uses.turn, strict=True)):
        weights[length] += 1
    total = sum(weights.values())
    if not total:
        return None, None, None
    shares = [weight / total for weight in weights.values()]
    mean = sum(length * weight for length, weight in weights.items()) / total
    return mean, float(max(weights)), abs(sum(share * log2(share) for share in shares))


class Stream:
    """Lexical repetition of a talk as it goes on: each new turn costs its own length, not that of what was said before."""

    def __init__(self) -> None:
        self._automaton = Automaton()

    def add(self, text: str, side: int) -> tuple[Value, Value]:
        """Take in a turn; return its DER and DSER, None where it has no token."""
        said = tokens(text)
        turn = self._automaton.turns
        self._automaton.add(said, side)
        letters = [has_letter(token) for token in said]
        shares = []
        for first in (self._automaton.first[1 - side], self._automaton.first[side]):
            covered = reached = 0
            for start, end, _ in spans(list(self._automaton.matches(said, first, turn)), letters):
                covered, reached = covered + end - max(start, reached), end
            shares.append(covered / len(said) if said else None)
        return shares[0], shares[1]


FAMILY = Family(
    "lexical",
    (
        REPETITION, SELF_REPETITION, EXPRESSION_REPETITION, EXPRESSIONS, VARIETY, INITIATED, LENGTH, LONGEST, ENTROPY, OVERLAP,
        SELF_EXPRESSIONS, SELF_COVERED, SELF_PRINTED,
    ),
    compute,
)  # fmt: skip
