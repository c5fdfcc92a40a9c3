"""Grounding acts: what a turn does to make sure that both understand the same, and how often a side does it.

Models presume common ground where people make sure of it (Shaikh et al. 2024). The rate alone can be prompted up without
any gain, so it is reported with kappa against the acts of another speaker at the same positions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from commonground.conversation.record import Conversation
from commonground.measures import act_phrases as phrases
from commonground.measures import questions, repair, topics
from commonground.measures.classifiers import (
    Before,
    Classifier,
    Label,
    Sentence,
    asks,
    labels,
    last_of_other,
    plain,
    sentences,
    shares,
)
from commonground.measures.measure import Card, Family, Measurement, series
from commonground.measures.talk import Talk, talk
from commonground.statistics.agreement import kappa, kappa_interval
from commonground.statistics.intervals import Interval
from commonground.text.lemmas import lemma
from commonground.text.lexicon import FUNCTION_WORDS

ACTS = (
    "acknowledgement",
    "clarification",
    "followup",
    "repair",
    "display",
    "agreement",
    "disagreement",
    "topic_switch",
)
ACKNOWLEDGEMENT, CLARIFICATION, FOLLOWUP, REPAIR, DISPLAY, AGREEMENT, DISAGREEMENT, TOPIC_SWITCH = ACTS
NONE = "none"
AFTER = 25  # words of statement after a question from which the turn does not hand it to the other
ALONE = 12  # words beside an acknowledgement or agreement from which the turn does something else


def _question(before: Before, speaker: str, read: Sequence[Sentence]) -> str:
    """Return the act of the last question that a turn leaves to the other: clarification, followup or none."""
    last = next((at for at in range(len(read) - 1, -1, -1) if questions.kind(read[at], speaker) != "none"), None)
    if last is None:
        return NONE
    after = sum(one.count for one in read[last + 1 :] if questions.kind(one, speaker) == "none")
    if after > AFTER or (after >= 6 and not re.search(r"\b(?:you|your)\b", read[last].plain)):
        return NONE
    asked = [one for one in read[max(0, last - 3) : last + 1] if questions.kind(one, speaker) != "none"]
    kinds = [questions.kind(one, speaker) for one in asked]
    real = [one for one, kind in zip(asked, kinds, strict=True) if kind != "offer"]
    if asked and any(phrases.TO_BE_SURE.search(one.plain) for one in read[max(0, last - 1) : last]):
        return CLARIFICATION
    if not real:
        return NONE
    if any(phrases.CLARIFIES.search(one.plain) or _says_again(one) or _picks_up(one, before, speaker) for one in real):
        return CLARIFICATION
    if all(phrases.CALLS.match(one.plain) for one in real):
        return NONE
    return FOLLOWUP if before else NONE


def _picks_up(one: Sentence, before: Before, speaker: str) -> bool:
    """Return whether a question only points at words of the other's ("What's too high, the price or the shelf?")."""
    first = plain(one.raw.split(",")[0])
    named = _told(first)
    return (
        bool(re.match(r"^(?:(?:okay|wait|sorry|hm|um) )*(?:what|who|which)\b", first))
        and bool(named)
        and named <= _told(last_of_other(before, speaker))
    )


def _says_again(one: Sentence) -> bool:
    """Return whether a sentence asks for the same again, not for more."""
    return questions.kind(one) == "rephrase" and not phrases.GOES_ON.search(one.plain)


def _position(read: Sequence[Sentence], before: Before, speaker: str) -> str:
    """Return whether a turn agrees or disagrees with the other's."""
    if not last_of_other(before, speaker):
        return NONE
    other = sentences(last_of_other(before, speaker))
    last = other[-1].plain if other else ""  # a turn may hold no word
    asked = _asked(last_of_other(before, speaker))
    total = sum(one.count for one in read)
    opening = " ".join(one.plain for one in read[:2])
    if not asked and not asks(read[0]) and phrases.BUT.match(read[0].plain):
        return DISAGREEMENT
    if (
        phrases.DISAGREES.match(read[0].plain)
        or phrases.DISAGREES.match(opening)
        or (
            len(read) > 1
            and read[1].plain.startswith(("but ", "i ", "actually ", "that "))
            and phrases.DISAGREES.match(read[1].plain)
        )
    ):
        judged = phrases.JUDGES.search(opening)
        return NONE if asked and not judged else DISAGREEMENT
    if (
        re.match(r"^(?:actually |well |um |hm )*no\b", read[0].plain)
        and not asked
        and total > 1
        and not phrases.POLITE_NO.match(opening)
    ):
        return DISAGREEMENT
    if phrases.YES_BUT.search(opening) and phrases.AGREES.match(read[0].plain):
        return DISAGREEMENT
    agrees = phrases.AGREES.match(read[0].plain)
    if not agrees:
        return NONE
    if phrases.THANKED.search(last) and any(questions.kind(one) == "offer" for one in read):
        return NONE
    tagged = phrases.TAG.search(last)
    if (
        asked
        and not tagged
        and re.match(r"^(?:yes )(?:it|they|you|please|i|we)\b", read[0].plain)
        and not phrases.AGREEING.search(read[0].plain)
    ):
        return NONE
    weak = phrases.WEAK_YES.match(read[0].plain)
    if asked and total <= 4 and phrases.BARE_YES.match(read[0].plain):
        return NONE if re.search(r"\b(?:you|your)\b", last) else AGREEMENT
    return NONE if weak and total > 3 * ALONE else AGREEMENT


def _displays(read: Sequence[Sentence], other: str, asked: bool) -> bool:
    """Return whether a statement gives back what the other said."""
    if not other:
        return False
    said = _told(other)
    for one in read[:3]:
        if (
            asks(one)
            or phrases.PROMISE.search(one.plain)
            or one.end == ":"
            or phrases.ORDERS.match(one.plain)
            or re.match(rf"^{phrases.LEAD}(?:sure |of course )?here (?:is|are)\b", one.plain)
        ):
            continue
        mine = _told(one.plain)
        shared = len(mine & said)
        if (
            mine
            and all(word.isdigit() for word in mine)
            and not re.search(rf"\b{' '.join(re.findall(r'[0-9]+', one.plain))}\b", plain(other))
        ):
            continue  # the same numbers in another order are an answer
        if (
            phrases.DISPLAYS.match(one.plain)
            and not re.match(rf"^{phrases.LEAD}so (?:glad|happy|sorry|much|far so|what|how|i|many)\b", one.plain)
            and one.count <= 45
        ):
            return shared >= 1 or bool(phrases.CLEARLY_DISPLAYS.match(one.plain))
        if (
            not asked
            and len(mine) >= 1
            and shared / len(mine) >= (0.5 if shared > 2 else 0.6 if shared > 1 else 0.7)
            and one.count <= 20
            and sum(some.count for some in read) <= 25
            and (shared >= min(2, len(said)) or (one.count <= 4 and shared == len(mine)))
        ):
            return True
    return False


def _asked(other: str) -> bool:
    """Return whether a turn ends with a question that waits for its answer, not with a request."""
    return any(asks(one) and not phrases.CALLS.match(one.plain) for one in sentences(other)[-1:])


def _told(text: str) -> frozenset[str]:
    return frozenset(
        lemma(word) for word in plain(text).split() if word not in FUNCTION_WORDS and word not in phrases.ASIDE
    )


def _acknowledges(read: Sequence[Sentence], asked: bool) -> bool:
    """Return whether to show understanding is all, or nearly all, that a turn does."""
    if phrases.UNDERSTANDS.match(read[0].plain) and sum(one.count for one in read) <= 60:
        return True
    if not phrases.ACK_STRONG.match(read[0].plain):
        return False
    if phrases.FAREWELL.search(" ".join(one.plain for one in read)):
        return False
    total, left = sum(one.count for one in read), 0
    for one in read:
        if phrases.PROMISE.search(one.plain) and not phrases.COMPLIES.match(read[0].plain):
            continue
        left += len(phrases.ACK.sub(" ", one.plain).split())
    if asked and phrases.ANSWERS.match(read[0].plain):
        return False
    if re.match(r"^(?:yes|no|good|great|sure|of course|certainly|absolutely)\b", read[0].plain) and left > 3:
        return False
    return left <= ALONE and total <= 3 * ALONE and read[-1].end != ":"


def classify(before: Before, speaker: str, text: str) -> Label:
    """Return the grounding act of a turn; where it holds several, the one that asks most of the other; or none.

    In this order: an announced topic switch, repair, clarification, any other topic switch, followup, disagreement, agreement,
    display, acknowledgement. A question that sounds odd after "O.K." checks what was meant (clarification); one that does
    not goes on from it (followup).
    """
    read = sentences(text)
    if not read:
        return CLARIFICATION if before and "?" in text else NONE
    form = repair.repair_format(before, speaker, text)
    shifts = topics.classify(before, speaker, text) is True
    if shifts and (topics.announced(text) or topics.softly_announced(text)):
        return TOPIC_SWITCH
    if form in (repair.SELF_REPAIR, repair.THIRD_POSITION):
        return REPAIR
    if form in repair.INITIATIONS:
        return _initiated(form, read)
    act = _question(before, speaker, read)
    if act == CLARIFICATION:
        return act
    if shifts:
        return TOPIC_SWITCH
    if act != NONE:
        return act
    return _takes_up(before, speaker, read) if before else NONE


def _takes_up(before: Before, speaker: str, read: Sequence[Sentence]) -> str:
    """Return how a turn that asks nothing takes up the other's: agreement, disagreement, display, acknowledgement or none."""
    act = _position(read, before, speaker)
    if act != NONE:
        return act
    other = last_of_other(before, speaker)
    asked = _asked(other)
    if _displays(read, other, asked):
        return DISPLAY
    return ACKNOWLEDGEMENT if _acknowledges(read, asked) else NONE


def _initiated(form: str, read: Sequence[Sentence]) -> str:
    if form == repair.CANDIDATE and not any(asks(one) for one in read):
        return DISPLAY
    return CLARIFICATION


ACT = Classifier("act", "act-1", (*ACTS, NONE), classify)

_SOURCE = "Shaikh et al. 2024 (acknowledgement, clarification, followup) and 2025 (Rifts); the rules are this project's"
_MORE = "more is more grounding; whether where it is due, kappa says"


def _card(name: str, means: str, formula: str, is_not: str) -> Card:
    return Card(f"grounding.{name}", "1", means, formula, "0..1", _MORE, _SOURCE, "milliseconds", is_not)


RATE = _card(
    "rate",
    "the share of the assistant's turns that hold a grounding act",
    "#(turns with an act) / #(turns that say something)",
    "understanding: an act can be empty",
)
RATES = tuple(
    _card(
        act,
        f"the share of the assistant's turns whose act is {act.replace('_', ' ')}",
        f"#({act}) / #(turns that say something)",
        "the share of turns that hold it beside another act",
    )
    for act in ACTS
)
KAPPA = Card(
    "grounding.kappa",
    "1",
    "agreement of the assistant's acts with a reference speaker's at the same positions, by act",
    "Cohen's kappa of (act here or not, act there or not) over the positions that both have",
    "-1..1",
    "more is grounding where the reference grounds; 0 is chance, however high the rate",
    _SOURCE,
    "milliseconds",
    "a rate: one assistant that grounds at random has the same rate and kappa 0",
)
CARDS = (RATE, *RATES)


def compute(talk: Talk) -> tuple[Measurement, ...]:
    """Return the grounding measures of a talk: the share of side 1 (the assistant), of each side, and of every turn."""
    given, found = labels(ACT, talk), []
    for card, counted in zip(CARDS, (ACTS, *((act,) for act in ACTS)), strict=True):
        both = series(card, talk, shares(given, counted))
        found.append(replace(both, value=both.sides[1]))
    return tuple(found)


FAMILY = Family("grounding", CARDS, compute)


def acts_of(conversation: Conversation) -> tuple[Label | None, ...]:
    """Return the acts of side 1 (the assistant) in order: None for a turn that says nothing, () without a talk."""
    found = talk(conversation)
    if found is None:
        return ()
    return tuple(label for label, side in zip(labels(ACT, found), found.sides, strict=True) if side == 1)


@dataclass(frozen=True, slots=True)
class ActAgreement:
    """Kappa of one act over `positions`, with a bootstrap interval over conversations; None where it is not defined."""

    act: str
    kappa: float | None
    interval: Interval | None
    positions: int


def agreement(
    conversations: Sequence[Conversation], references: Sequence[Sequence[Label | None]], *, seed: int = 0
) -> tuple[ActAgreement, ...]:
    """Return, for each of `ACTS`, how conversations agree with reference acts at the same positions (`grounding.kappa`).

    `references[i]` are the acts at the positions of the assistant's turns of `conversations[i]`, such as `acts_of` another
    conversation on the same task. Positions that only one of the two has, or where either is None, are left out.

    Raises: ValueError when there are not as many references as conversations.
    """
    if len(conversations) != len(references):
        raise ValueError(f"every conversation needs its reference: {len(conversations)} against {len(references)}")
    pairs, clusters = [], []
    for number, (conversation, reference) in enumerate(zip(conversations, references, strict=True)):
        for own, other in zip(acts_of(conversation), reference, strict=False):  # positions that both have
            if own is not None and other is not None:
                pairs.append((own, other))
                clusters.append(number)
    found = []
    for act in ACTS:
        binary = [(own == act, other == act) for own, other in pairs]
        found.append(ActAgreement(act, kappa(binary), kappa_interval(binary, clusters, seed=seed), len(pairs)))
    return tuple(found)
