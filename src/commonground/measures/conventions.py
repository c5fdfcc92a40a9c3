"""Conventions: whether two speakers come to name the same things in the same words, and in fewer of them.

People who refer to a thing again and again coin a term, shorten it and keep to it with that partner (conceptual pacts:
Clark and Wilkes-Gibbs 1986; Brennan and Clark 1996). Each measure follows the mentions of one referent
(`measures.references`); `partner_specificity` compares the wording of partners with that of strangers.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from commonground.measures.measure import Card, Family, Measurement, Value, mean
from commonground.measures.phrases import PROFORMS
from commonground.measures.references import Chain, Mention, References, references
from commonground.measures.talk import Talk
from commonground.measures.wording import wnd, wnr, wnr_icca_compat

VERSION = "1"
CHAINS = "Chains come from events of kind reference, else from a rule-based matcher of English noun phrases."
GAMES = "54 human reference games of ICCA (Hua and Artzi 2024, COLM), recomputed from its published data"
LINEAR = "linear in the words of the talk"

WND = Card(
    name="conventions.wnd",
    version=VERSION,
    means="How many content words of a mention are new against the mention before of the same referent.",
    formula="mean of |h| - LCS(h, r) over successive mentions r, h of a referent, in content lemmas; " + CHAINS,
    range="0 and more, in lemmas",
    direction="more is less of a convention: the referent is described afresh",
    source="Hua and Artzi 2024, Talk Less, Interact Better, COLM (word novelty distance)",
    cost=LINEAR,
    is_not="A measure of length: what is dropped costs nothing. Matched chains share a head by construction.",
)
WNR = Card(
    name="conventions.wnr",
    version=VERSION,
    means="The share of new content words of a mention, against the mention before of the same referent.",
    formula="mean of (|h| - LCS(h, r)) / |r| over successive mentions r, h; 1 where |r| = 0; " + CHAINS,
    range="0 and more",
    direction="more is less of a convention",
    source="Hua and Artzi 2024 (word novelty rate), with dropped leading words free, as the definition has it",
    cost=LINEAR,
    is_not="The rate that ICCA's code prints (see conventions.wnr_icca), nor a measure of understanding.",
    human=f"repetitions 2-6: .207 .146 .115 .142 .102 ({GAMES})",
)
WNR_ICCA = Card(
    name="conventions.wnr_icca",
    version=VERSION,
    means="The word novelty rate with the two rules of ICCA's code that depart from its definition.",
    formula="as conventions.wnr, dropped leading words charged; pairs above 255 lemmas left out",
    range="0 and more",
    direction="more is less of a convention",
    source="code published with Hua and Artzi 2024 (see wording.wnd_icca_compat)",
    cost=LINEAR,
    is_not="A number to interpret: it is here to compare with published ones, which also come from other lemmas.",
)
LENGTH = Card(
    name="conventions.length",
    version=VERSION,
    means="How much longer or shorter the last mention of a referent is than the first.",
    formula="(words of last mentions - words of first mentions) / words of first mentions, over chains of 2 and more",
    range="-1 and more; 0 for no change",
    direction="less is more of a convention: mentions get shorter",
    source="Clark and Wilkes-Gibbs 1986, Cognition 22:1; Hawkins, Frank and Goodman 2020, Cognitive Science 44",
    cost=LINEAR,
    is_not="Efficiency of the talk: only mentions are counted, not the words around them.",
    human=f"-.59: words per message 7.92 5.28 4.26 3.74 3.47 3.23 at repetitions 1-6 ({GAMES})",
)
PACTS = Card(
    name="conventions.pacts",
    version=VERSION,
    means="The share of referents of both speakers that are still called what they were called first.",
    formula="chains whose last mention has the head of the first / chains with mentions of both; named referents only",
    range="0..1",
    direction="more is more of a convention",
    source="Brennan and Clark 1996, J. Exp. Psych.: Learning, Memory, and Cognition 22:1482",
    cost=LINEAR,
    is_not="Known where no source names the referents: the matcher links mentions by that very head.",
)
KEPT = Card(
    name="conventions.kept",
    version=VERSION,
    means="The share of later mentions with every content word of the first one.",
    formula="later mentions whose lemmas hold all of the first mention / later mentions",
    range="0..1; kept + shortened + dropped = 1",
    direction="more is a term that is repeated whole",
    source="after Brennan and Clark 1996",
    cost=LINEAR,
    is_not="Success of a convention: a term that is never shortened is kept too.",
)
SHORTENED = Card(
    name="conventions.shortened",
    version=VERSION,
    means="The share of later mentions that use a part of the first one as the term.",
    formula="mentions not kept, with the first head or a head from the first mention (or one) / later mentions",
    range="0..1; kept + shortened + dropped = 1",
    direction="more is more of a convention: the term is cut down to what is needed",
    source="after Clark and Wilkes-Gibbs 1986; Brennan and Clark 1996",
    cost=LINEAR,
    is_not="A count of words: a mention that drops one word and adds three is shortened as a term.",
)
DROPPED = Card(
    name="conventions.dropped",
    version=VERSION,
    means="The share of later mentions that name the referent by something other than the first term.",
    formula="mentions neither kept nor shortened / later mentions; named referents only",
    range="0..1; kept + shortened + dropped = 1",
    direction="more is less of a convention",
    source="after Brennan and Clark 1996",
    cost=LINEAR,
    is_not="Known where no source names the referents: the matcher does not find such mentions.",
)
COINED = Card(
    name="conventions.coined",
    version=VERSION,
    means="Who coined the terms that both speakers use: the share of the first side.",
    formula="heads that both sides use for a referent and side 0 used first / heads that both sides use for a referent",
    range="0..1; the two sides sum to 1",
    direction="above .5 the first side leads",
    source="after Brennan and Clark 1996; initiator as in Dubuisson Duplessis et al. 2017",
    cost=LINEAR,
    is_not="Dominance: who speaks first coins more. Read it with the share of words.",
)


def compute(talk: Talk) -> tuple[Measurement, ...]:
    """Return the nine measures of a talk; None for each that has no later mention, or no term of both, to go by."""
    known = references(talk)
    later = [(chain, mention) for chain in known.chains for mention in chain.mentions[1:]]
    used = [(mention, _use(chain.mentions[0], mention)) for chain, mention in later]
    return (
        _novelty(WND, talk, known, wnd),
        _novelty(WNR, talk, known, wnr),
        _novelty(WNR_ICCA, talk, known, wnr_icca_compat),
        _length(talk, known),
        _pacts(known),
        _share(KEPT, talk, used),
        _share(SHORTENED, talk, used),
        _share(DROPPED, talk, used if known.named else []),
        _coined(known),
    )


FAMILY = Family("conventions", (WND, WNR, WNR_ICCA, LENGTH, PACTS, KEPT, SHORTENED, DROPPED, COINED), compute)


def _series(card: Card, talk: Talk, points: Sequence[tuple[Mention, Value]]) -> Measurement:
    """Return the mean of the values at mentions: over all, over those of each side, and over those of each turn."""
    per_turn: list[list[Value]] = [[] for _ in range(len(talk))]
    per_side: tuple[list[Value], list[Value]] = ([], [])
    for mention, value in points:
        per_turn[mention.turn].append(value)
        per_side[mention.side].append(value)
    first, second = map(mean, per_side)
    return card.of(mean([value for _, value in points]), (first, second), tuple(map(mean, per_turn)))


def _novelty(
    card: Card, talk: Talk, known: References, of: Callable[[Sequence[str], Sequence[str]], Value]
) -> Measurement:
    pairs = [pair for chain in known.chains for pair in pairwise(chain.mentions)]
    return _series(card, talk, [(new, of(new.lemmas, previous.lemmas)) for previous, new in pairs])


def _change(ends: Sequence[tuple[Mention, Mention]]) -> Value:
    """Return the relative change in words from the first to the second of each pair, all pairs taken together."""
    before = sum(len(first.words) for first, _ in ends)
    return sum(len(last.words) for _, last in ends) / before - 1 if before else None


def _length(talk: Talk, known: References) -> Measurement:
    own = [[tuple(m for m in chain.mentions if m.side == side) for chain in known.chains] for side in (0, 1)]
    first, second = (_change([(ms[0], ms[-1]) for ms in found if len(ms) > 1]) for found in own)
    ends = [(chain.mentions[0], chain.mentions[-1]) for chain in known.chains if len(chain.mentions) > 1]
    points = [(later, _change([(chain.mentions[0], later)])) for chain in known.chains for later in chain.mentions[1:]]
    return LENGTH.of(_change(ends), (first, second), _series(LENGTH, talk, points).per_turn)


def lengths(talks: Sequence[Talk]) -> tuple[float, ...]:
    """Return the mean words per mention at repetition 1, 2, ..., over all referents of all talks that get so far.

    Referents that are mentioned once count at repetition 1 only; where the number of mentions differs, later means
    are of fewer referents.
    """
    counts: defaultdict[int, list[int]] = defaultdict(list)
    for chain in (chain for talk in talks for chain in references(talk).chains):
        for repetition, mention in enumerate(chain.mentions):
            counts[repetition].append(len(mention.words))
    return tuple(sum(found) / len(found) for _, found in sorted(counts.items()))


def _both(chain: Chain) -> bool:
    return {mention.side for mention in chain.mentions} == {0, 1}


def _pacts(known: References) -> Measurement:
    shared = [chain.mentions for chain in known.chains if known.named and _both(chain)]
    return PACTS.of(mean([float(mentions[0].head in {mentions[-1].head, *mentions[-1].lemmas}) for mentions in shared]))


def _use(first: Mention, later: Mention) -> Card:
    """Return what became of the term of the first mention in a later one: KEPT, SHORTENED or DROPPED."""
    term, now = {*first.lemmas, first.head}, {*later.lemmas, later.head}
    if term <= now:
        return KEPT
    part = later.head in term or (later.head in PROFORMS and not term.isdisjoint(later.lemmas))
    return SHORTENED if first.head in now or part else DROPPED


def _share(card: Card, talk: Talk, used: Sequence[tuple[Mention, Card]]) -> Measurement:
    return _series(card, talk, [(mention, float(use is card)) for mention, use in used])


def _coined(known: References) -> Measurement:
    coiners: list[int] = []
    for chain in known.chains:
        sides: dict[str, list[int]] = {}
        for mention in chain.mentions:
            sides.setdefault(mention.head, []).append(mention.side)
        coiners += [by[0] for head, by in sides.items() if head not in PROFORMS and len(set(by)) == 2]
    first, second = (mean([float(coiner == side) for coiner in coiners]) for side in (0, 1))
    return COINED.of(first, (first, second))


@dataclass(frozen=True, slots=True)
class PartnerSpecificity:
    """The partner-specificity gap at one repetition: J with the own previous mention minus J with a stranger's.

    `own` and `other` are means of J over `n` mentions, `other` over all draws too; `gap` is own - other, and `low` and `high`
    are the 2.5th and 97.5th percentiles of the gap over draws. They say what the choice of strangers does, not what
    other dyads would give.
    """

    repetition: int
    own: float
    other: float
    gap: float
    low: float
    high: float
    n: int


def partner_specificity(talks: Sequence[Talk], seed: int = 0, draws: int = 100) -> tuple[PartnerSpecificity, ...]:
    """Return the partner-specificity gap at repetition 2, 3, ... of a corpus whose events name the same referents.

    PSG(t) = mean J(u_t, u_t-1 | same dyad and referent) - mean J(u_t, u'_t-1 | other dyad, same referent), with u_t the t-th
    mention of the referent and J the Jaccard index over word types. Around 0 the wording is anyone's; above 0 partners
    have words of their own. A pseudo-dyad is an entry of a random cycle over the dyads that mention the referent at
    t - 1, so nobody is paired with itself. A repetition without a referent of two dyads is left out; talks whose
    referents no source names have no part in it.

    Raises: ValueError when `draws` is less than 1.
    """
    if draws < 1:
        raise ValueError(f"draws must be at least 1, got {draws}")
    chains = _shared_referents(talks)
    generator = random.Random(seed)
    longest = max((len(types) for dyads in chains.values() for types in dyads), default=0)
    found = (_at_repetition(chains, t, generator, draws) for t in range(1, longest))
    return tuple(gap for gap in found if gap is not None)


Types = list[frozenset[str]]


def _shared_referents(talks: Sequence[Talk]) -> Mapping[str, list[Types]]:
    """Return, for each referent, the word types of its mentions in each dyad that mentions it."""
    found: defaultdict[str, list[Types]] = defaultdict(list)
    for known in map(references, talks):
        for chain in known.chains if known.named else ():
            found[chain.referent].append([frozenset(mention.words) for mention in chain.mentions])
    return found


def _at_repetition(
    chains: Mapping[str, list[Types]], t: int, generator: random.Random, draws: int
) -> PartnerSpecificity | None:
    """Return the gap at index t of the mentions (repetition t + 1)."""
    groups = [[types for types in dyads if len(types) >= t] for _, dyads in sorted(chains.items())]
    groups = [group for group in groups if len(group) > 1 and any(len(types) > t for types in group)]
    own = [_jaccard(types[t], types[t - 1]) for group in groups for types in group if len(types) > t]
    if not own:
        return None
    others = sorted(sum(_strangers(group, t, generator) for group in groups) / len(own) for _ in range(draws))
    mine, other = sum(own) / len(own), sum(others) / draws
    tail = int(0.025 * draws)
    return PartnerSpecificity(t + 1, mine, other, mine - other, mine - others[-1 - tail], mine - others[tail], len(own))


def _strangers(group: Sequence[Types], t: int, generator: random.Random) -> float:
    """Return the sum of J between each mention at t and the one before of the next dyad in a random cycle."""
    cycle = generator.sample(range(len(group)), len(group))
    pairs = zip(cycle, [*cycle[1:], cycle[0]], strict=True)
    return sum(_jaccard(group[a][t], group[b][t - 1]) for a, b in pairs if len(group[a]) > t)


def _jaccard(first: frozenset[str], second: frozenset[str]) -> float:
    return len(first & second) / len(first | second)
