"""A turn as the parts of common ground hear it: who spoke, what was seen in it, and its sentences as they were written.

The classifiers read sentences in plain words; a ledger shows them to people, so here each keeps its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from commonground.measures.classifiers import EDGE, Sentence, asks, sentences
from commonground.measures.questions import NONE
from commonground.measures.topics import announced, softly_announced
from commonground.mediation.parts.fragments import leans, sets

_CODE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_STOP = re.compile(r"[.!?\u2026]+[\"')\]\u201d\u2019*_]*(?=\s|$)|\n+")
_ABBREVIATED = re.compile(r"(?:\b(?:[Mm]rs?|[Mm]s|[Dd]r|[Ss]t|vs|[Pp]rof|approx|e\.g|i\.e)|(?:^|\s)[A-HJ-Z])\.$")
_OFTEN_LAST = re.compile(r"\b(?:[ap]\.m|etc|[Ii]nc|[Ll]td|[Cc]o|[Jj]r)\.$")
_BULLET = re.compile(r"^\s*[-*\u2022>#]+\s+")
_ITEM = re.compile(r"^\s*\(?\d{1,2}[.)]\s+", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence: its `text` as written, without a bullet, and as the classifiers read it."""

    text: str
    read: Sentence

    @property
    def plain(self) -> str:
        """The words, spelled out and joined by spaces."""
        return self.read.plain

    @property
    def asks(self) -> bool:
        """Whether it has the form of a question."""
        return asks(self.read)


@dataclass(frozen=True)
class Heard:
    """Turn `number` of a conversation, said by `speaker`, with what `measures.live.Live` saw in it.

    `asked` are the questions about a fact that the other asked in the turn before, as they were asked.
    """

    number: int
    speaker: str
    text: str
    seen: Mapping[str, object]
    asked: tuple[str, ...] = ()

    @cached_property
    def sentences(self) -> tuple[Said, ...]:
        """The sentences that hold a word; code is left out, and of a very long turn all but its two ends."""
        return tuple(_sentences(self.text))

    @property
    def shifts(self) -> bool:
        """Whether it turns to another topic: new words in answer to a question do not, unless they say so, nor do fragments."""
        if self.number and self.sentences and all(leans(said.plain) or sets(said.plain) for said in self.sentences):
            return False
        answers = self.asked and self.seen["question"] == NONE
        return self.seen["shift"] is True and not (
            answers and not (announced(self.text) or softly_announced(self.text))
        )


def ends(text: str) -> tuple[tuple[int, str], ...]:
    """Return a text, or of a very long one its first and last `EDGE` characters, each with the place where it starts."""
    if len(text) <= 2 * EDGE:
        return ((0, text),)
    return (0, text[:EDGE]), (len(text) - EDGE, text[-EDGE:])


def _sentences(text: str) -> Iterator[Said]:
    for _, part in ends(_CODE.sub("\n", text)):
        if len(_ITEM.findall(part)) > 1:  # a numbered list; one number alone is said, as in "3. And breakfast?"
            part = _ITEM.sub("", part)
        for piece in _pieces(part):
            written = _BULLET.sub("", piece).strip()
            read = sentences(written)
            if read:
                raw, plain = " ".join(one.raw for one in read), " ".join(one.plain for one in read)
                yield Said(written, Sentence(raw, plain, read[-1].end))


def _pieces(text: str) -> Iterator[str]:
    start = 0
    for found in _STOP.finditer(text):
        before, after = text[start : found.end()], text[found.end() :][:2].strip()
        goes_on = _OFTEN_LAST.search(before) and after and not after[0].isupper()
        if _ABBREVIATED.search(before) or goes_on:
            continue
        yield before
        start = found.end()
    yield text[start:]
