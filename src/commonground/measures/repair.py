"""Repair: how speakers deal with trouble in hearing, speaking and understanding, and whether a repeat was really one.

Who starts a repair, and in what form, says how much was understood: "huh?" nothing in particular, "who?" all but a person,
"you mean Friday?" all but a check (Schegloff, Jefferson and Sacks 1977; Dingemanse and Enfield 2015). What a user asks for
in so many words (to repeat, to paraphrase, to define ...) is told apart in `requests`; whether a reply to "say that again"
did repeat, `repeats` says without a judge.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from commonground.measures import repair_phrases as phrases
from commonground.measures.classifiers import (
    Before,
    Classifier,
    Label,
    Sentence,
    asks,
    edges,
    labels,
    last_of_other,
    last_of_same,
    plain,
    sentences,
    shares,
)
from commonground.measures.measure import Card, Family, Measurement, Value, series
from commonground.measures.talk import Talk
from commonground.text.lemmas import lemma
from commonground.text.lexicon import FUNCTION_WORDS
from commonground.text.tokens import words

FORMATS = ("none", "open", "wh_word", "partial_repeat", "candidate_understanding", "self_repair", "third_position")
NONE, OPEN, WH_WORD, PARTIAL_REPEAT, CANDIDATE, SELF_REPAIR, THIRD_POSITION = FORMATS
INITIATIONS = (OPEN, WH_WORD, PARTIAL_REPEAT, CANDIDATE)
RUN = 3  # words in a row, from which what two turns share is a repeat rather than chance


def _content(text: str) -> set[str]:
    return {word for word in plain(text).split() if word not in FUNCTION_WORDS and word not in phrases.EMPTY}


def _lemmas(text: str) -> set[str]:
    return {lemma(word) for word in _content(text)}


def _third_position(before: Before, speaker: str, read: Sequence[Sentence]) -> bool:
    other, own = last_of_other(before, speaker), last_of_same(before, speaker)
    if not other:
        return False
    opening = " ".join(one.plain for one in read[:3])
    if len(opening) > 400 or (any(asks(one) for one in read[:1]) and not read[0].plain.startswith(("no ", "not "))):
        return False
    answering = any(asks(one) for one in sentences(other)[-1:])
    if (
        not answering
        and re.match(r"^no (?:no )?(?:who|what|where|when|which|how)\b", opening)
        and _lemmas(opening) & _lemmas(own)
    ):
        return True
    if phrases.SLIP.search(opening) and not re.search(r"\b(?:you|your)\b.{0,20}\b(?:mis|wrong)|not what i", opening):
        return False
    if any(pattern.search(opening) for pattern in phrases.THIRD):
        return not answering or bool(
            re.search(r"not what|misunder|misread|wrong|\bi (?:meant|mean|said|asked)\b", opening)
        )
    if answering:
        return False
    if phrases.I_MEANT_THIS.match(opening):
        return True
    if phrases.I_MEANT_OPENING.match(opening):
        return not _own_slip(opening, own, other)
    short = sum(one.count for one in read) <= 14
    wrong = re.match(r"^(.*) not (?:the |a |an |in |on |at |to |for )?(\w+)$", opening)
    if short and wrong and wrong[2] in plain(other).split() and _lemmas(wrong[1]) & _lemmas(own):
        return True
    return (
        short
        and bool(phrases.NO_BUT_THIS.match(opening))
        and not re.search(r"\b(?:is|are|was|were|has|have|can|will|do|does|did)\b", opening)
        and bool(re.search(r"\bnot\b", opening) or opening.startswith("no "))
        and not phrases.NOT_REALLY.match(opening)
    )


def _own_slip(opening: str, own: str, other: str) -> bool:
    """Return whether "I meant ..." mends a slip of one's own, not a misunderstanding.

    What was wrong ("not Tuesday") stood in one's own turn; where it is not named, what is now meant shares no word with it.
    """
    wrong = phrases.WRONG_ONE.search(opening)
    if wrong:
        return wrong[1] in plain(own).split()
    return not _content(opening) & _content(own)


def _self_repair(before: Before, speaker: str, text: str, read: Sequence[Sentence]) -> bool:
    raw = edges(text).replace("\u2019", "'").lower()[:1500]
    opening = " ".join(one.plain for one in read[:2])
    if re.match(r"^\*\s*[\w' -]{1,30}$|^[\w' -]{1,25}\*$", text.strip()) or re.search(r"\s\*\w[\w']*$", text[-200:]):
        return True
    if phrases.SLIP.search(opening) and not phrases.OTHERS_SLIP.search(opening):
        return sum(one.count for one in read) <= 60 or bool(
            re.search(r"apolog|mistake|correct|wrong|mis", read[0].plain)
        )
    if phrases.OWN_START.match(opening):
        if re.match(r"^i mean\b", opening):  # "I mean, it was fine": a way to begin
            return False
        follows = re.sub(r"^(?:scratch that|strike that|never mind)", "", opening).strip()
        return bool(follows) and bool(last_of_same(before, speaker) or len(read) > 1 or " not " in opening)
    if phrases.NUMBERS.search(raw) or any(_replaces(*pair) for pair in pairwise(read[:6])):
        return True
    if phrases.BREAK.search(raw) and not re.search(r"\bno,? not (?:at all|really|yet|necessarily|a problem)", raw[:40]):
        return _follows(raw, phrases.BREAK)
    return bool(phrases.MID_I_MEAN.search(raw) and _short_after(raw, phrases.MID_I_MEAN)) or bool(
        phrases.BROKEN_OFF.search(raw) and _mended(raw)
    )


def _replaces(first: Sentence, second: Sentence) -> bool:
    """Return whether "Sorry, ..." puts something else in the place of a part of the sentence before."""
    return (
        second.count <= 8
        and not asks(second)
        and bool(re.match(r"^sorry (?!for|about|to|but|i|if|that|you|we|can|could|please|not|what|it\b)", second.plain))
        and bool(_lemmas(first.plain) & _lemmas(second.plain))
    )


def _follows(raw: str, pattern: re.Pattern[str]) -> bool:
    found = pattern.search(raw)
    return bool(found and re.search(r"\w", raw[found.end() :]))


def _short_after(raw: str, pattern: re.Pattern[str]) -> bool:
    """Return whether few words follow in the sentence, as they do when they replace others."""
    found = pattern.search(raw)
    rest = re.split(r"[.!?]", raw[found.end() :])[0] if found else ""
    return 0 < len(rest.split()) <= 8 and not re.match(
        r"(?:i|you|we|they|he|she|it|there|that|who|what|why|how)\b", rest
    )


def _mended(raw: str) -> bool:
    """Return whether a broken-off phrase is followed by one of its kind: number for number, name for name, or few words."""
    found = phrases.BROKEN_OFF.search(raw)
    if not found:
        return False
    words_said = phrases.BROKEN_WITH.findall(found[0])
    rest = re.split(r"[.,!?]", raw[found.end() :])[0]
    lead = raw[: found.start() + 1]
    if set(words_said) <= {"uh", "um", "er", "erm", "well", "oh"}:
        return False
    if set(words_said) <= {"actually", "no"} and "," in found[0]:
        numbers = bool(
            re.match(rf"(?:at |on |in |for |the |by )*{phrases.NUMBER}", rest)
            and re.search(rf"{phrases.NUMBER}\W*$", lead)
        )
        return numbers or bool(
            re.search(r"\bno\s*[,.\u2014\u2013-]", found[0]) and 0 < len(rest.split()) <= 4 and len(lead.split()) >= 3
        )
    if set(words_said) == {"sorry"}:
        return (
            0 < len(rest.split()) <= 6
            and len(lead.split()) >= 2
            and not re.match(r"(?:for|about|to|but|i|if|that|you|we|can|could|please|not|what|it)\b", rest)
        )
    return (
        0 < len(rest.split()) <= 10
        and len(lead.split()) >= 2
        and not re.match(r"(?:what|why|how|who|is|are|do|does|did|can|could)\b", rest)
    )


def _is_open(text: str, read: Sequence[Sentence]) -> bool:
    if not read:
        return bool(re.fullmatch(r"[\s?!.]*\?[\s?!.]*", text))
    if sum(one.count for one in read) > 30:
        return False
    found = [one for one in read if phrases.OPEN.match(one.plain)]
    if len(read) == 1 and phrases.OPEN_NEEDS_MARK.match(read[0].plain):
        return read[0].end == "?"
    real = [one for one in found if not phrases.OPEN_NEEDS_MARK.match(one.plain) or one.end == "?"]
    rest = [one for one in read if one not in found]
    return bool(real) and all(phrases.PLEA.search(one.plain) or one.count <= 2 for one in rest)


def _repeats_part(one: Sentence, other: str) -> bool:
    """Return whether all that a short sentence says was said in the turn before."""
    said, mine = set(plain(other).split()), one.plain.split()
    kept = [word for word in mine if word not in phrases.EMPTY]
    own = [word for word in kept if word not in FUNCTION_WORDS]
    if not kept or len(kept) > 7 or len(kept) > len(plain(other).split()):
        return False
    return bool(own) and all(word in said for word in own)


def _initiation(read: Sequence[Sentence], other: str) -> str:
    """Return in what form a turn points back at trouble in the other's turn."""
    one = next((some for some in reversed(read) if asks(some) or phrases.MEANING.search(some.plain)), read[-1])
    total = sum(some.count for some in read)
    question = asks(one) or (one.end == "" and total <= 4 and not _asks_back(other))
    if (
        question
        and total <= 8
        and phrases.WH_WORD.match(one.plain)
        and len(read) <= 2
        and _leaves_open(one.plain, other)
    ):
        if len(read) == 2 and asks(read[0]) and _repeats_part(read[0], other):
            return PARTIAL_REPEAT
        return WH_WORD
    if (
        question
        and total <= 5
        and not phrases.ASKS_ANEW.search(one.plain)
        and re.match(r"^(?:wait |sorry |um |hm )*(?:(?:who|where|when|which)\b|what \w+$)", one.plain)
        and _repeats_part(one, other)
    ):
        return WH_WORD
    bare = phrases.PREFACE.sub("", one.plain)
    if (
        question
        and total <= 10
        and phrases.WH_LAST.match(bare)
        and not re.search(r"\b(?:and|or) \w+(?: \w+)?$", bare)
        and _lemmas(bare) <= _lemmas(other)
        and not phrases.NO_WH_LAST.match(bare)
    ):
        return WH_WORD if phrases.PREPOSITION_WH.match(bare) else PARTIAL_REPEAT
    if phrases.MEANING.search(one.plain) and total <= 25:
        named = phrases.MEANING_FRAME.sub(" ", one.plain)
        if _content(named) & _content(other) or (len(read) > 1 and _repeats_part(read[0], other)):
            return PARTIAL_REPEAT
    if (
        question
        and total <= 9
        and one.end == "?"
        and not phrases.INVERTED.match(bare)
        and _repeats_part(one, other)
        and not re.search(r"\bor\b", plain(other))
    ):
        return PARTIAL_REPEAT
    return _candidate(read, one, other)


def _leaves_open(question: str, other: str) -> bool:
    """Return whether the other's turn spoke, vaguely, of what a wh-question asks: an amount, a time, a thing it names."""
    said = plain(other)
    for asked, vague in phrases.VAGUE:
        if asked.match(question):
            return bool(vague.search(said))
    named = phrases.NAMED_THING.match(question)
    return not named or lemma(named[1]) in _lemmas(other) or named[1] in ("name", "place", "person")


def _asks_back(other: str) -> bool:
    """Return whether the other's turn ends with a question, so that a fragment answers it."""
    return any(asks(some) for some in sentences(other)[-1:])


def _candidate(read: Sequence[Sentence], one: Sentence, other: str) -> str:
    question = asks(one)
    if (
        any(phrases.CANDIDATE.match(some.plain) and (asks(some) or _confirms(some.plain)) for some in read[-3:])
        and sum(some.count for some in read) <= 80
    ):
        return CANDIDATE
    if (
        question
        and len(read) <= 4
        and phrases.CHECKS.search(one.plain)
        and (one.count > 3 or len(read) > 1)
        and not phrases.INVERTED.match(re.sub(r"^.*?\bis that (?:right|correct)", "the", one.plain))
    ):
        return CANDIDATE
    answering = _asks_back(other)
    if (
        one.end != "?"
        or one.plain.startswith("and ")
        or phrases.INVERTED.match(one.plain)
        or re.search(r"\b(?:can|could|would|will) (?:you|i)\b|^(?:and )?the others?$", one.plain)
    ):
        return NONE
    if phrases.DECLARED.match(one.plain) and one.count <= 30 and len(_lemmas(one.plain) & _lemmas(other)) >= 2:
        return CANDIDATE
    if (
        re.match(r"^(?:(?:oh|okay|wait|ah|hm|right|um|and|well|but) )*so\b", one.plain)
        and one.count >= 3
        and one.count <= 30
    ):
        return CANDIDATE
    if one.count <= 6 and len(read) == 1 and not answering and _content(one.plain) & _content(other):
        return CANDIDATE
    if one.count <= 10 and one.count >= 2 and len(read) <= 2 and phrases.DECLARED.match(one.plain) and not answering:
        return CANDIDATE
    return NONE


def _confirms(text: str) -> bool:
    return bool(phrases.CONFIRMS.search(text)) and bool(re.search(r"\b(?:you|your)\b", text))


def repair_format(before: Before, speaker: str, text: str) -> Label:
    """Return the form of repair that a turn holds: none, or one of `FORMATS`.

    open, wh_word, partial_repeat and candidate_understanding start a repair of the other's turn; self_repair mends one's own
    words; third_position mends how the other took them.
    """
    read = sentences(text)
    if not read:
        return OPEN if before and _is_open(text, read) else NONE
    if _third_position(before, speaker, read):
        return THIRD_POSITION
    if _self_repair(before, speaker, text, read):
        return SELF_REPAIR
    other = last_of_other(before, speaker)
    if not other:
        return NONE
    return OPEN if _is_open(text, read) else _initiation(read, other)


REPAIR = Classifier("repair", "repair-1", FORMATS, repair_format)


def repeats(reply: str, previous: str) -> float | None:
    """Return how much of a reply repeats a turn: the share of its words in runs of `RUN` words that the turn holds too.

    Where either has fewer words, runs are as long as the shorter. None where either has no word.

    >>> repeats("I said at nine, on track two.", "At nine, on track two.")
    0.7142857142857143
    """
    said, earlier = words(reply), words(previous)
    size = min(RUN, len(said), len(earlier))
    if not size:
        return None
    known = {earlier[at : at + size] for at in range(len(earlier) - size + 1)}
    covered = end = 0
    for at in range(len(said) - size + 1):
        if said[at : at + size] in known:
            covered += at + size - max(at, end)
            end = at + size
    return covered / len(said)


_SOURCE = "formats: Schegloff, Jefferson and Sacks 1977, Dingemanse and Enfield 2015; the rules are this project's"


def _card(name: str, means: str, formula: str, is_not: str) -> Card:
    direction = "more is more repair work, neither good nor bad by itself"
    return Card(f"repair.{name}", "1", means, formula, "0..1", direction, _SOURCE, "milliseconds", is_not)


INITIATED = _card(
    "initiations",
    "the share of turns that start a repair of the other's turn",
    "#(open, wh_word, partial_repeat, candidate_understanding) / #(turns that say something)",
    "the share of turns that were not understood",
)
OWN = _card(
    "self",
    "the share of turns in which speakers mend their own words",
    "#(self_repair) / #(turns that say something)",
    "fluency",
)
THIRD = _card(
    "third_position",
    "the share of turns that mend how the other took one's words",
    "#(third_position) / #(turns that say something)",
    "every misunderstanding: most are let pass",
)
REPEATS = Card(
    "repair.repeats",
    "1",
    "how much of a turn repeats the previous turn of the same side",
    f"words in runs of {RUN} words that the previous turn of the side holds / words; the mean over turns",
    "0..1",
    "more is better where a repeat was asked for, and elsewhere a speaker who says it all again",
    "rules of this project",
    "milliseconds",
    "alignment with the other side",
)
CARDS = (INITIATED, OWN, THIRD, REPEATS)
COUNTED = {INITIATED: INITIATIONS, OWN: (SELF_REPAIR,), THIRD: (THIRD_POSITION,)}


def compute(talk: Talk) -> tuple[Measurement, ...]:
    """Return the repair measures of a talk: the mean over all turns, each side's own, and the series."""
    given = labels(REPAIR, talk)
    found = {card: shares(given, counted) for card, counted in COUNTED.items()}
    found[REPEATS] = _overlaps(talk)
    return tuple(series(card, talk, values) for card, values in found.items())


def _overlaps(talk: Talk) -> tuple[Value, ...]:
    last: dict[int, str] = {}
    found: list[Value] = []
    for side, text in zip(talk.sides, talk.texts, strict=True):
        found.append(repeats(text, last[side]) if side in last else None)
        last[side] = text
    return tuple(found)


FAMILY = Family("repair", CARDS, compute)
