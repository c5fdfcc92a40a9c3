"""Confinement: whether a system prompt keeps the assistant to one subject, which, and who is there for others.

Read by rules over its sentences. A prompt that confines the form of replies ("one line only", "answer in French") or says
nothing of a subject confines to none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from commonground.conversation.record import SYSTEM, Conversation
from commonground.text.lemmas import content_lemmas
from commonground.text.tokens import words

VERSION = "confinement-2"


def _forms(*forms: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(form, re.IGNORECASE) for form in forms)


_ASIDE = re.compile(r"\bby the way\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
_END = r"(?=\s*(?:[.;:!?,\n]|$|\band (?:for |with |about |on |to )?no|\b(?:only|alone|exclusively)\b))"
_S = rf"(?P<subject>[^.;:!?,\n]{{2,60}}?){_END}"
_HELP = (
    r"(?!(?:answer|respond|reply) with)(?:help|assist|talk|speak|chat|answer|respond|reply|deal|discuss|handle|advise|"
    r"support|cover|serve|(?:are|be) (?:here|there)|provide (?:help|support|information)|"
    r"(?:take|accept) (?:questions|requests))"
)
_WHOM = r"(?: (?:users?|people|customers?|clients?|guests?|visitors?|questions?|requests?|queries|those|anyone))*"
_ABOUT = r"(?: (?:with|about|on|for|regarding|concerning|related to|that concern))"
_ONLY = r"(?:only|solely|exclusively|just|strictly)"
_CONFINES = _forms(
    rf"\b{_ONLY} (?:to )?{_HELP}{_WHOM}{_ABOUT} {_S}",
    rf"\b{_ONLY} (?:to )?(?:discuss|handle|cover) {_S}",
    rf"\b{_HELP}{_WHOM} {_ONLY}{_ABOUT} {_S}",
    rf"\b{_HELP}{_WHOM}{_ABOUT} {_S} (?:only|alone|exclusively|and (?:for |with |about |on )?no(?:thing else| other))",
    rf"\b(?:only|sole|one|single) (?:subject|topic|job|task|purpose|business|concern|field|duty|area|role)"
    rf"(?: here)? is {_S}",
    rf"\b(?:confined?|limit(?:ed)?|restrict(?:ed)?|stick|keep|stay)(?: yourself| your answers?| the (?:talk|chat|"
    rf"conversation))?(?: {_ONLY})? (?:to|with|within) {_S}",
    rf"\b(?:nothing|anything|everything|(?:any|no)(?: other)? (?:topic|subject|question)s?) (?:but|except|other than|"
    rf"besides|outside|beyond|apart from|unrelated to)(?: (?:of|for|to|about))? {_S}",
    r"^you (?!(?:write|say|reply|output|return|give|answer|respond|print|send|speak|are)\b)(?P<does>[^.;:!?,\n]{4,60}?) "
    r"and (?:do )?nothing else\b",
)
_NO_SUBJECT = re.compile(
    r"^(?:the )?(?:topic|point|facts?|format|subject|task|script|rules?|form|it|this|that|what)\b|\d|"
    r"\b(?:words?|sentences?|lines?|paragraphs?|tokens?|characters?|english|json|language)\b",
    re.IGNORECASE,
)
_O = r"(?P<other>[^.;:!?,\n]{2,60}?)"
_WHO = r"(?P<who>(?:the |our )?[\w'\u2019-]+(?: [\w'\u2019-]+){0,3}?)"
_STOP = r"(?=\s*(?:[.;!?,\n]|$))"
_HANDS_OVER = _forms(
    rf"\b(?:send|refer|direct|point|pass|hand|forward|transfer)\b(?: (?:on|over))?{_WHOM}"
    rf"(?: (?:who (?:want|need|ask for|ask about)|asking for|asking about|for|about|with))? {_O} "
    rf"(?:on |over )?to {_WHO}{_STOP}",
    rf"^(?:anyone |people |users |those )?(?:for|about|asking (?:for|about)|who (?:wants?|needs?|asks? (?:for|about))) "
    rf"{_O},? (?:goes to|go to|see|ask|call|contact|there is|turn to|it is) {_WHO}{_STOP}",
    rf"^for {_O},? {_WHO} is (?:there|here|responsible|the one to ask){_STOP}",
    rf"^{_WHO} (?:does|handles?|looks? after|takes? care of|deals? with|is (?:responsible|there) for|covers?|has) "
    rf"{_O}{_STOP}",
    rf"^{_O} (?:goes? to|belongs? to|(?:is|are) (?:for|with|up to|(?:handled|done|taken|answered) by)) {_WHO}{_STOP}",
)


@dataclass(frozen=True, slots=True)
class Confinement:
    """What a system prompt confines the assistant to, as it follows "I am here only" ("for table bookings", "to book tables").

    `others` are what it names somebody else for, each with who that is.
    """

    subject: str
    others: tuple[tuple[str, str], ...] = ()

    def other(self, text: str) -> str:
        """Return who is there for what a text is about, "" for nobody: it shares half of the words that name it."""
        said = _things(text)
        for what, who in self.others:
            named = _things(what)
            if named and 2 * len(named & said) >= len(named):
                return who
        return ""

    def names(self, text: str) -> bool:
        """Return whether a text names the subject: it has all the words for it."""
        subject = _things(self.subject)
        return bool(subject) and subject <= _things(text)

    def about(self, text: str) -> bool:
        """Return whether a few words name the subject: they share half of the words for it."""
        subject = _things(self.subject)
        return 2 * len(subject & _things(text)) >= len(subject)


def _things(text: str) -> set[str]:
    return set(content_lemmas(words(_ASIDE.sub(" ", text))))


def plainly(conversation: Conversation) -> Conversation:
    """Return a conversation in which the sentence that confines it says so in one form, so that no reader mistakes it."""
    turns = tuple(
        replace(turn, text=_plainly(turn.text)) if turn.speaker == SYSTEM else turn for turn in conversation.turns
    )
    return replace(conversation, turns=turns)


def _plainly(text: str) -> str:
    said = _SENTENCE.split(text)
    found = [_subject(one.strip()) for one in said]
    at = next((at for at, subject in enumerate(found) if subject.startswith("for ")), None)
    if at is None:
        return text
    return " ".join([*said[:at], f"You help with {found[at].removeprefix('for ')} only.", *said[at + 1 :]])


def confinement(conversation: Conversation) -> Confinement | None:
    """Return what the system turns of a conversation confine it to, None where they do not."""
    said = [one.strip() for turn in conversation.by(SYSTEM) for one in _SENTENCE.split(turn.text) if one.strip()]
    subject = next((found for one in said if (found := _subject(one))), "")
    return Confinement(subject, tuple(_others(said))) if subject else None


def _subject(sentence: str) -> str:
    for form in _CONFINES:
        found = form.search(sentence)
        if found is None:
            continue
        named = found.groupdict()
        if named.get("does"):
            return f"to {named['does'].removeprefix('only ').strip()}"
        subject = re.sub(r"^(?:for|with|about|on) ", "", (named.get("subject") or "").strip())
        if subject and not _NO_SUBJECT.search(subject):
            return subject if subject.startswith("to ") else f"for {subject}"
    return ""


def _others(sentences: list[str]) -> Iterator[tuple[str, str]]:
    for one in sentences:
        for form in _HANDS_OVER:
            found = form.search(one)
            if found and found["who"].lower() not in ("you", "it", "this", "that", "they", "nobody"):
                yield found["other"].strip(), found["who"].strip()
                break
