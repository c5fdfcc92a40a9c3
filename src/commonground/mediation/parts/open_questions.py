"""Open questions: what either side asked and the other has not answered, the latest on top.

The other's next turn answers, whatever it says, unless it only asks back or asks to repeat: then the first question waits
beneath the second, as it does in talk between people (Schegloff 1972: an insertion sequence). A proposal ("how about ...?")
answers too, and takes the place of the proposal before it. Whether an answer was a good one is not judged.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from commonground.conversation.record import ASSISTANT, USER
from commonground.measures import questions
from commonground.measures.classifiers import phrase
from commonground.measures.repair import OPEN
from commonground.measures.requests import ABORT, CLOSE, PARAPHRASE, REPEAT
from commonground.mediation.ground import OpenQuestion
from commonground.mediation.parts.courtesy import is_courtesy
from commonground.mediation.parts.heard import Heard, Said

_FACTS = (questions.FACET, questions.SEVERAL)
_CLOSING = phrase(
    r"any ?thing else|something else|what else|(?:any |other |further |more )+(?:questions?|help|assistance)|"
    r"how (?:can|may|could) i (?:\w+ )?(?:help|assist)|what can i (?:\w+ )?(?:do|help)|(?:can|may) i (?:help|assist)|"
    r"how are you|(?:is|are) there any other"
)
_PROMISES = phrase(
    r"i (?:can|will|would be (?:happy|glad) to|am (?:happy|glad) to) (?:certainly |gladly |surely |definitely )?"
    r"(?:help|assist|do|look|check|search|find|book|get)|let (?:me|us) (?:see|check|look|help|get)|happy to help|"
    r"one moment|(?:i )?(?:just )?(?:also )?need (?:some|a few|a little) (?:more )?(?:information|details)"
)
_PROPOSES = phrase(
    r"(?:how|what) about|(?:may|can) i suggest|would .{1,40} (?:suit|work for) you|do you mind|what do you think of"
)
_YES_NO = re.compile(r"^(?:yes|no)\b")
_AGREES = re.compile(
    r"^(?:(?:oh|um|well) )*(?:yes|no|sure|exactly|correct|right|indeed|okay|fine|absolutely|definitely|that is|sounds)\b"
)


class OpenQuestions:
    """The questions that wait for an answer, the latest last."""

    def __init__(self) -> None:
        self._waiting: list[tuple[OpenQuestion, str]] = []
        self._asked: tuple[str, ...] = ()

    @property
    def found(self) -> tuple[OpenQuestion, ...]:
        """The questions that wait for an answer, the latest last."""
        return tuple(question for question, _ in self._waiting)

    @property
    def asked(self) -> tuple[str, ...]:
        """The questions about a fact in the assistant's last turn, as they were asked, answered or not."""
        return self._asked

    def add(self, heard: Heard) -> None:
        """Take in a turn of either side."""
        found = _questions(heard)
        if heard.speaker == ASSISTANT:
            self._asked = tuple(said.text for said, kind in found if kind in _FACTS)
        if heard.seen["request"] in (CLOSE, ABORT):
            self._waiting.clear()
        elif not _asks_again(heard):
            proposes = any(_PROPOSES.search(said.plain) for said, _ in found) and heard.speaker == ASSISTANT
            if proposes or not _only_asks(heard, found):
                self._answer(heard.speaker)
            while proposes and self._waiting and _PROPOSES.search(self._waiting[-1][1]):
                self._waiting.pop()
            for said, _ in found:
                self._open(OpenQuestion(heard.number, heard.speaker, said.text), said.plain)

    def _answer(self, speaker: str) -> None:
        while self._waiting and self._waiting[-1][0].speaker != speaker:
            self._waiting.pop()

    def _open(self, question: OpenQuestion, plain: str) -> None:
        """Put a question on top; one that was asked before, in the same words, is not kept twice."""
        self._waiting = [one for one in self._waiting if (one[0].speaker, one[1]) != (question.speaker, plain)]
        self._waiting.append((question, plain))


def _questions(heard: Heard) -> list[tuple[Said, str]]:
    """Return the sentences in which a turn asks the other something, with what they ask; courtesies are none."""
    if heard.seen["question"] == questions.NONE:
        return []
    said, found = heard.sentences, []
    read = tuple(one.read for one in said)
    for at, one in enumerate(said):
        if "?" in one.text and "?" not in questions.QUOTED.sub("", one.text):
            continue  # it only quotes one
        kind = questions.kind(one.read, heard.speaker)
        heading = one.asks and questions.is_heading(at, read)
        if kind == questions.NONE or heading:
            continue
        if one.asks if heard.speaker == USER else not _CLOSING.search(one.plain) and (one.asks or kind in _FACTS):
            found.append((one, kind))
    return found


def _only_asks(heard: Heard, found: Sequence[tuple[Said, str]]) -> bool:
    """Return whether a turn asks and says nothing beside that could be an answer."""
    if not found:
        return False
    asked = {id(said) for said, _ in found}
    return all(
        id(one) in asked or (is_courtesy(one.plain) and not _answers(one, heard.speaker)) or _PROMISES.search(one.plain)
        for one in heard.sentences
    )


def _answers(said: Said, speaker: str) -> bool:
    """Return whether a courtesy answers a question: "Exactly." from a user, not "Sure!" from an assistant."""
    return bool((_AGREES if speaker == USER else _YES_NO).match(said.plain))


def _asks_again(heard: Heard) -> bool:
    """Return whether a turn only asks to say again what was said: it answers nothing, and is answered by a repeat."""
    if heard.speaker == USER and heard.seen["request"] in (REPEAT, PARAPHRASE):
        return True
    if heard.seen["question"] == questions.REPHRASE and len(heard.sentences) <= 2:
        return True
    return heard.seen["repair"] == OPEN
