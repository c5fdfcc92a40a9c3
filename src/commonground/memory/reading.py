"""What the user said of themself, found in plain code and without a model: facts, corrections of them, ways to be answered.

Precision comes before recall: what is missed is asked for again, what is wrong is said back to the user as if it were known. So
nothing is taken from quotes, pasted text, questions, suppositions and other people's words, and a clause counts only where it
matches a phrase of `phrases` from its beginning to its end. Each finding names the turn that said it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from commonground.conversation.record import USER, Turn
from commonground.memory.items import FACT, GUIDELINE, Found
from commonground.memory.meanings import SUBJECT, meanings
from commonground.memory.phrases import fact, guideline, withdrawn
from commonground.memory.subjects import single

VERSION = "reading-3"
_LONGEST = 1_200  # characters of a turn: what is longer is mostly pasted
_BACK = 2  # turns that a correction reaches back: the user's last one, with a reply between
_QUOTED = re.compile(
    r"```.*?(?:```|$)|`[^`\n]*`|\"[^\"]*(?:\"|$)|\u201c[^\u201d]*(?:\u201d|$)|(?<!\w)'[^'\n]*'(?!\w)|<[^>]*>", re.DOTALL
)
_PASTED = re.compile(
    r"^\s*(?:>|[-*\u2022] |\d+[.)] |\||#|(?!(?:PS|FYI|Note|Also|Please|Remember|Correction)\b)[\w .'-]{1,24}: )",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"""\b(?:translate|proof-?read|rewrite|rephrase|paraphrase|summari[sz]e|edit|improve|correct\ (?:this|the)|fix\ (?:this|the)
    |following\ (?:text|sentence|letter|email|message)|role-?play|pretend|imagine|suppose|supposing|let's\ say|what\ if|as\ if
    |for\ example|e\.g\.|hypothetical\w*|in\ character|example\ sentence|say\ in\ \w+|how\ do\ (?:you|i)\ say
    |(?:write|draft|compose|tell|finish|continue)\ (?:me\ |us\ )?(?:an?|the|my|this)\ [\w\ -]{0,30}
     (?:story|poem|song|letter|e-?mail|script|scene|dialogue|essay|speech|novel|lyrics|bio|biography|message|text|post|tweet|joke))\b""",
    re.IGNORECASE | re.VERBOSE,
)  # fmt: skip
_UNSURE = re.compile(
    r"""\b(?:if|unless|whether|would|could|might|(?-i:may)|maybe|perhaps|wish\w*|hope|used\ to|used\ be|dream\w*|joking|kidding
    |lied|lying|whenever|someday|one\ day|almost|nearly|next\ (?:week|month|year)|when\ i\ was|ago|back\ then|at\ the\ time
    |say|says|said|saying|told|tells|asked|asks|claim\w*|thinks?|thought|believes?|believed|wrote|writes|heard|quote\w*|sang|sings
    |called\ me|according)\b""",
    re.IGNORECASE | re.VERBOSE,
)  # fmt: skip
_TOO = re.compile(
    r",? (?:what|who|where|which|how|when|can|could|do|does|is|are|should|would|will|any)\b", re.IGNORECASE
)
_SENTENCE = re.compile(r"(?:\b(?:Dr|Mr|Mrs|Ms|St|Prof)\.|[^.!?;\n]|\.(?=\w))+[.!?;]*")
_CLAUSE = re.compile(
    r",? (?:and|but|so)(?: that)? (?=(?:I|my|My|call me|please|be|no|use|answer|always|don't)\b)|"
    r"[,:\u2013\u2014] (?=(?:i|I|my|My|call me|you can call me)\b)|, (?=(?:be|no|use|answer|always) )"
)
_LEAD = re.compile(
    r"""(?:(?:hi\ there|hi|hello|hey|thanks|thank\ you|ok|okay|oh|well|so|yes|yeah|right|also|and|but|no|sorry|actually|wait
    |correction|btw|fyi|ps|listen|look|honestly|by\ the\ way|just\ so\ you\ know|for\ the\ record|for\ context|in\ fact
    |as\ you\ know    |(?:please\ )?(?:note|remember|know)(?:\ that)?|you\ should\ know(?:\ that)?
    |i\ should\ (?:add|mention|tell\ you)(?:\ that)?|one\ (?:more\ )?thing|first\ of\ all|a\ correction
    |good\ (?:morning|evening)|nice\ to\ meet\ you|to\ be\ clear|now|i\ was\ wrong|that's\ wrong|my\ mistake|not\ quite
    |hold\ on)
    (?:\s*[,:!\u2013\u2014-]+\s*|\s+))+""",
    re.IGNORECASE | re.VERBOSE,
)  # fmt: skip
_ANY_MORE = re.compile(r"\s*,?\s*(?:any ?more|any longer)$", re.IGNORECASE)
_NEGATED = (
    (re.compile(r"^i no longer ", re.IGNORECASE), "i "),
    (re.compile(r"^i(?:'m| am) (?:not|no longer) ", re.IGNORECASE), "i'm "),
    (re.compile(r"^i (?:don't|do not) ", re.IGNORECASE), "i "),
    (re.compile(r"^(my [\w' -]{2,30}?)(?: is|'s) (?:not|no longer) ", re.IGNORECASE), r"\1 is "),
)
_INSTEAD = re.compile(
    r"^(?:no|sorry|correction|i mean|i meant|wait|actually|oops)[,:\s\u2013-]+(?:no,? |sorry,? |actually,? )*"
    r"(?:i meant |i mean |it's |it is |that's )?(?P<v>[\w][\w' -]{0,40}?)(?:,? not (?P<old>[\w][\w' -]{0,40}))?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause as it was said, without what leads up to it; `all` is its whole sentence."""

    text: str
    all: str


def read(turns: Sequence[Turn], since: int = 0) -> list[Found]:
    """Return what the user's turns from index `since` on say, in order; those before help to understand a correction."""
    found: list[Found] = []
    for number, turn in enumerate(turns):
        if turn.speaker == USER and number >= since - _BACK:
            found += _turn(turn.text, number, found)
    found += [
        Found(GUIDELINE, f'By "{one.word}" I mean {one.means}.', SUBJECT + one.word.lower(), one.means, one.turn)
        for one in meanings(turns, since)
        if not _ASIDE.search(turns[one.turn].text)
    ]
    return sorted((one for one in found if one.turn >= since), key=lambda one: one.turn)


def _turn(text: str, number: int, before: Sequence[Found]) -> list[Found]:
    """Return what one turn says. `before` is what was found in the turns before it."""
    found: list[Found] = []
    for clause in _clauses(text):
        over = withdrawn(clause.text)
        if over and guideline(clause.text) is None:
            found += [Found(GUIDELINE, _sentence(clause.text), subject, "", number, ends=True) for subject in over]
        one = _ended(clause, number) or _said(clause, number) or _instead(clause, number, [*before, *found])
        if one is not None and one not in found:
            found.append(one)
    return found


def _clauses(text: str) -> Iterator[_Clause]:
    """Yield the clauses of a turn that the user says of themself, plainly."""
    text = text.replace("\u2019", "'").replace("\u2018", "'")
    if len(text) > _LONGEST or _ASIDE.search(text):
        return
    for line in _QUOTED.sub(' "" ', text).split("\n"):
        if _PASTED.match(line):
            continue
        for sentence in _SENTENCE.findall(line):
            yield from _of_sentence(sentence.strip())


def _of_sentence(sentence: str) -> Iterator[_Clause]:
    if _UNSURE.search(sentence):
        return
    whole = sentence
    if sentence.rstrip(" !").endswith("?"):
        question = _TOO.search(sentence)
        if question is None or question.start() == 0 or sentence[question.start()] != ",":
            return
        sentence = sentence[: question.start()]
    for part in _CLAUSE.split(sentence):
        clause = part.strip(" ,.!;:-\u2013\u2014")
        if clause and '""' not in clause:
            yield _Clause(clause, whole)


def _bare(clause: str) -> str:
    """Return a clause without what leads up to it: greetings, "by the way", "remember that"."""
    lead = _LEAD.match(clause)
    return clause[lead.end() :] if lead else clause


def _said(clause: _Clause, number: int) -> Found | None:
    for text in (clause.text, _bare(clause.text)):
        told = guideline(text)
        if told is not None:
            return Found(GUIDELINE, told[1], told[0], told[1], number)
        known = fact(text)
        if known is not None:
            return Found(FACT, _sentence(text), known[0], known[1], number)
    return None


def _ended(clause: _Clause, number: int) -> Found | None:
    """Return that something holds no longer: "I don't live in Rome any more", "I am no longer a vegetarian"."""
    text = _bare(clause.text)
    if not (_ANY_MORE.search(text) or " no longer " in text):
        return None
    text = _ANY_MORE.sub("", text)
    for pattern, plain in _NEGATED:
        known = fact(pattern.sub(plain, text)) if pattern.search(text) else None
        if known is not None:
            return Found(FACT, _sentence(clause.text), known[0], known[1], number, ends=True)
    return None


def _instead(clause: _Clause, number: int, before: Sequence[Found]) -> Found | None:
    """Return the last fact with another value: "no, it is Anna". Only where the last turn that told anything told one fact."""
    found = _INSTEAD.match(clause.text)
    last = [
        one for one in before if before and one.turn == before[-1].turn and one.kind == FACT and single(one.subject)
    ]
    if found is None or len(last) != 1 or last[0].ends or number - last[0].turn > _BACK:
        return None
    old, value = last[0], found["v"].strip()
    if found["old"] is not None and found["old"].strip().casefold() != old.value.casefold():
        return None
    if not _alike(old.value, value):
        return None
    return Found(FACT, old.text.replace(old.value, value), old.subject, value, number)


def _alike(old: str, new: str) -> bool:
    """Return whether one may stand in the other's place: names for names, numbers for numbers, and no more words."""
    if old.isdigit() or new.isdigit():
        return old.isdigit() and new.isdigit()
    return old[:1].isupper() == new[:1].isupper() and len(new.split()) <= len(old.split()) + 1 and new != old


def _sentence(clause: str) -> str:
    """Return a clause as a sentence.

    >>> _sentence("i live in Rome")
    'I live in Rome.'
    """
    return clause[:1].upper() + clause[1:] + "."
