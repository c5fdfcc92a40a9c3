"""Requests about the talk itself: to repeat, paraphrase, define, exemplify or correct what was said, to drop it, to close.

Each has another right answer: a repeat says the same again, a paraphrase something else, a definition only the word. A
request to work on a text ("paraphrase this paragraph: ...") is a task, and none of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from commonground.conversation.record import ASSISTANT
from commonground.measures import request_clauses as clauses
from commonground.measures import request_phrases as phrases
from commonground.measures.classifiers import (
    Before,
    Classifier,
    Label,
    Sentence,
    asks,
    last_of_other,
    plain,
    sentences,
    whole,
)
from commonground.text.lexicon import FUNCTION_WORDS

REQUESTS = ("none", "repeat", "paraphrase", "define", "example", "correct", "abort", "close")
NONE, REPEAT, PARAPHRASE, DEFINE, EXAMPLE, CORRECT, ABORT, CLOSE = REQUESTS
LONG = 45  # words from which a turn brings matter of its own and is no bare request


def _all(patterns: Sequence[re.Pattern[str]], text: str) -> list[re.Match[str]]:
    return [found for pattern in patterns if (found := pattern.search(text))]


def _aborts(read: Sequence[Sentence]) -> bool:
    total = sum(one.count for one in read)
    if total > LONG:
        return False
    if _drops(read):
        return True
    if phrases.NO_ABORT.search(" ".join(one.plain for one in read[:2])):
        return False
    for one in read:
        if clauses.MIND_BUT.search(one.plain) or clauses.LEAVES.match(one.plain):
            continue
        found = phrases.ABORT.match(one.plain)
        if not found or (one.end == "?" and one.plain not in ("never mind", "stop")):
            continue
        rest = one.plain[found.end() :].split()
        strong = phrases.STRONG_ABORT.search(found[0])
        others = [some for some in read if some is not one and some.count >= 4]
        if re.search(r"changed my mind|scrap", found[0]) and any(
            phrases.GOES_ON.search(some.plain) for some in [*others, one]
        ):
            continue
        foreign = [word for word in rest if not phrases.STILL_ABORT.match(word)]
        if re.match(
            r"^(?:(?:the|my|about the)\b|that (?!i|it|for|please|thanks|then)\w+)", one.plain[found.end() :].strip()
        ):
            continue
        if len(foreign) <= (4 if strong else 1) and not (
            found[0].endswith("scratch that") and rest and not phrases.ABORT.match(" ".join(rest))
        ):
            return True
    return False


def _drops(read: Sequence[Sentence]) -> bool:
    """Return whether a sentence drops the matter from its beginning to its end, and the others are but polite."""
    dropped = [one for one in read if one.end != "?" and _all_drop(one)]
    others = [one for one in read if one not in dropped]
    return bool(dropped) and all(clauses.POLITE.fullmatch(one.plain) or one.count <= 2 for one in others)


def _all_drop(one: Sentence) -> bool:
    """Return whether all of a sentence drops: as one clause, or as two ("skip it it is not needed")."""
    if clauses.DROPS.fullmatch(one.plain):
        return True
    said = one.plain.split()
    return any(
        clauses.DROPS.fullmatch(" ".join(said[:at])) and clauses.DROPS.fullmatch(" ".join(said[at:]))
        for at in range(1, len(said))
    )


def _closes(read: Sequence[Sentence]) -> bool:
    total = sum(one.count for one in read)
    if total > LONG or not read:
        return False
    strong = 0
    for one in read:
        left, found = phrases.CLOSES.subn(" ", one.plain)
        left = phrases.CLOSING_FRAME.sub(" ", left)
        if asks(one) or phrases.CONTINUES.search(left):
            return False
        strong += found
        if one.plain.startswith("now ") or sum(word not in phrases.POLITE for word in left.split()) > (
            2 if found else 1
        ):
            return False
    return strong > 0


def _corrects(read: Sequence[Sentence], other: str) -> bool:
    if not other or sum(one.count for one in read) > 80:
        return False
    asked = any(asks(one) for one in sentences(other)[-1:])
    instead = phrases.NOT_THAT.search(read[0].plain)
    if (
        not asked
        and not asks(read[0])
        and instead
        and instead[1] in re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", plain(other)).split()
    ):
        return True
    if not asked and phrases.NO_IT_IS.match(read[0].plain):
        return True
    if not asked and phrases.NO_IT_DID.match(read[0].plain) and _shares(read[0].plain, other):
        return True
    if len(read) > 1 and read[0].plain in ("no", "wrong", "nope") and not asked and not asks(read[1]):
        return _shares(read[1].plain, other)
    for one in read[:3]:
        question = asks(one) and not phrases.ASKS_TO_CORRECT.match(one.plain)
        if question or (
            phrases.CORRECTION_IS_TASK.search(one.plain)
            and re.search(r"\b(?:correct|fix|check|proofread|review|following)\b", one.plain)
            and not phrases.BLAMES_YOU.search(one.plain)
        ):
            continue
        if asked and not re.search(r"\b(?:wrong|incorrect|not|mistakes?|error|no|i said|typo|never)\b", one.plain):
            continue
        if phrases.CORRECT.search(one.plain) or (phrases.ACTUALLY.match(one.plain) and not asks(one)):
            return not phrases.NO_FAULT.search(one.plain)
    return False


def _shares(text: str, other: str) -> bool:
    said = set(plain(other).split())
    return any(word in said for word in text.split() if word not in FUNCTION_WORDS)


def _named(text: str, other: str) -> bool:
    """Return whether what a question names was said in the turn before."""
    said = set(plain(other).split())
    said |= {part for word in said for part in word.split("-")}
    mine = [word for word in text.split() if word not in FUNCTION_WORDS]
    return bool(mine) and all(word in said or word.rstrip("s") in said or f"{word}s" in said for word in mine)


def _defines(one: Sentence, other: str) -> bool:
    if phrases.TASK.search(one.plain):
        return False
    if any(
        re.search(r"\w", found[1]) and not re.match(r"^(?:you|that|this|it|i|we|all of that|to do|is it)\b", found[1])
        for found in _all(phrases.DEFINE, one.plain)
        if not re.search(r"\b(?:address|phone|price|cost|number|other|weather)\b", found[1])
    ):
        return True
    for form in clauses.DEFINES:
        whole_clause = form.fullmatch(one.plain)
        if whole_clause and (whole_clause["word"] or _named(whole_clause["what"], other)):
            return True
    found = phrases.WHAT_IS.match(one.plain)
    return bool(found and _named(found[1], other) and not phrases.OF_THE_WORLD.search(found[1]))


def classify(before: Before, speaker: str, text: str) -> Label:
    """Return what a user asks for about the talk itself: none, or one of `REQUESTS`; none for an assistant's turn."""
    read = sentences(text)
    if speaker == ASSISTANT:
        return NONE
    other = last_of_other(before, speaker)
    if not read:
        return REPEAT if other and re.fullmatch(r"[\s?!.]*\?[\s?!.]*", text) else NONE
    if phrases.OFFERED.search(whole(other)) and _closes(read):
        return CLOSE
    if _aborts(read):
        return ABORT
    if _closes(read):
        return CLOSE
    if sum(one.count for one in read) > 2 * LONG:
        return NONE
    return _about(read, other)


def _names_and_asks(read: Sequence[Sentence], other: str) -> bool:
    """Return whether a turn names a word of the other's and asks what it is ("Usury? What's that?")."""
    if len(read) < 2 or read[0].count > 4:
        return False
    what = phrases.WHAT_IS_IT.match(read[1].plain)
    return bool(what) and _named(read[0].plain, other)


def _asks_again(read: Sequence[Sentence], other: str) -> bool:
    """Return whether a whole sentence asks to hear something again: all of it, or a part that it names."""
    for one in read[:3]:
        if clauses.REPEATS.fullmatch(one.plain) or clauses.PART_SAID.fullmatch(one.plain):
            return True
        found = next((match for form in clauses.PART_NAMED if (match := form.fullmatch(one.plain))), None)
        if found and (found["what"].split()[0] in clauses.GENERIC or _named(found["what"], other)):
            return True
    return False


def _about(read: Sequence[Sentence], other: str) -> str:
    """Return what is asked about what was said before."""
    spoken = [one for one in read if one.count <= LONG][:6]
    if len(read) == 1 and phrases.BARE_REPEAT.match(read[0].plain):
        bare = re.fullmatch(r"(?:sorry|excuse me|again|what now)", read[0].plain)
        return REPEAT if other and (not bare or read[0].end == "?") else NONE
    if other and any(
        (phrases.EXAMPLE.search(one.plain) or clauses.INSTANCE.fullmatch(one.plain))
        and not phrases.TASK.search(one.plain)
        for one in spoken
        if one.count <= 25
    ):
        return EXAMPLE
    again = any(re.search(rf"^{phrases.LEAD}{phrases.WH}\b.* again$", one.plain) for one in spoken)
    if not again and (any(_defines(one, other) for one in spoken if one.count <= 25) or _names_and_asks(spoken, other)):
        return DEFINE
    if other and len(read) == 1 and phrases.LIKE.match(read[0].plain):
        return EXAMPLE
    return _of_reply(read, spoken, other) if other else NONE


def _of_reply(read: Sequence[Sentence], spoken: Sequence[Sentence], other: str) -> str:
    """Return whether a reply is corrected, asked for again or in other words."""
    matter = any(phrases.TASK.search(one.plain) for one in spoken) or any(one.end == ":" for one in read[:-1])
    blames = re.search(
        r"\b(?:wrong|incorrect|mistake|error|i said|not right|not correct)\b", " ".join(one.plain for one in spoken)
    )
    otherwise = not matter and any(
        phrases.PARAPHRASE.search(one.plain) or clauses.REWORDS.fullmatch(one.plain) for one in spoken
    )
    if (blames or not otherwise) and _corrects(spoken, other):
        return CORRECT
    if _asks_again(read, other):
        return REPEAT
    if matter or clauses.DOES.match(read[0].plain):
        return NONE
    if otherwise:
        return PARAPHRASE
    what = phrases.WHAT_NAMED.match(read[0].plain) if len(read) == 1 else None
    if what and what[1] in plain(other).split():
        return REPEAT
    bare = phrases.BARE_REPEAT.match(read[0].plain) and read[0].end == "?" and len(read) <= 2
    return REPEAT if bare or any(phrases.REPEAT.search(one.plain) for one in spoken) else NONE


REQUEST = Classifier("request", "request-2", REQUESTS, classify)
