"""Documents in a conversation: the texts that it brings along as sources, and the conversation without them.

A document is what a tool returned; a block that is marked as one in a user's or the system's turn (`<document>`, a fence,
lines behind `>`, a line in quotes, "Notice: ...", "According to the register: ..."); and what else the system turn states on
the matter of the last message. A user's own sentences are none, nor is what "my friend" says. Plain rules, after whose word
counts: a document or a system text beats what a model remembers, a mere assertion beats nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from commonground.conversation.record import ASSISTANT, SYSTEM, TOOL, USER, Conversation, Turn

VERSION = "documents-1"

_TAGS = r"document|doc|context|article|source|passage|excerpt|notice|text"
_KINDS = (
    r"notice|news|announcement|memo|bulletin|press release|document|article|context|source|excerpt|passage|text|report|register"
    r"|record"
)
_LABELS = rf"(?:public |official |new |latest )?(?:{_KINDS})(?: (?:of|from)[^:\n]{{1,40}})?(?: (?:says|reads|states))?".replace(
    " ", "[ ]"
)
_HEARSAY = (
    r"(?:my|our|his|her|their|some|people|someone|everyone|me|us|him|them|a|the[ ]neighbou?rs?|hearsay|rumou?rs?)\b"
)
_MARKED = re.compile(
    rf"""<(?P<tag>{_TAGS})\b[^>\n]*>(?P<tagged>.*?)</(?P=tag)>
    |^[ ]*(?P<fence>```+|~~~+)[^\n]*\n(?P<fenced>.*?)^[ ]*(?P=fence)[ ]*$
    |(?P<quoted>(?:^[ ]*>[^\n]*(?:\n|\Z))+)
    |^[ ]*(?P<mark>["\u201c])(?P<inside>[^"\u201d\n]+)["\u201d][ ]*$
    |^[ ]*(?:the[ ])?(?:{_LABELS}|according[ ]to[ ](?!{_HEARSAY})[^:\n.?!]{{1,60}})
     :[ ]*(?P<same>[^\n]*\S)?(?P<more>(?(same)|(?:\n[ ]*\S[^\n]*)+))""",
    re.VERBOSE | re.MULTILINE | re.DOTALL | re.IGNORECASE,
)
_END = re.compile(r"[.!?]+[\"'\u201d)]*(?=\s|$)|\n|$")
_TO_THE_MODEL = re.compile(
    r"\b(?:you|your|yourself|the (?:user|assistant)(?:'s)?)\b|^\W*(?:please |never |always |do not |don't )?"
    r"(?:answer|reply|respond|write|say|ask|keep|take|use|be|act|follow|give|return|output|speak|help|stay|avoid|remember|decline|refuse)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+(?:'\w+)?")
_COMMON = frozenset((
    "the", "a", "an", "of", "to", "in", "on", "at", "for", "with", "from", "by", "and", "or", "not", "no", "is", "are",
    "was", "were", "be", "been", "it", "its", "this", "that", "these", "those", "what", "which", "who", "whom", "where",
    "when", "how", "why", "do", "does", "did", "can", "could", "would", "will", "shall", "may", "please", "tell", "me",
    "give", "show", "say", "i", "we", "you", "my", "our", "your", "know", "want", "need", "there", "here", "as", "if",
    "than", "then", "so", "but", "oh", "well", "right", "ok", "about", "now", "has", "have", "had", "also",
    "all", "any", "each",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Document:
    """A source in a conversation: its text, the index of the turn where it stands, and from where to where in that turn."""

    text: str
    turn: int
    start: int
    end: int


def documents(conversation: Conversation) -> tuple[Document, ...]:
    """Return the documents of a conversation, in order; of what the system states, only what bears on the last message."""
    said = conversation.by(USER)
    asked = content(outside(said[-1])) if said else frozenset()
    found: list[Document] = []
    for index, turn in enumerate(conversation.turns):
        if turn.speaker == TOOL and turn.text.strip():
            found.append(Document(turn.text.strip(), index, 0, len(turn.text)))
        elif turn.speaker in (USER, SYSTEM):
            marked = [Document(text, index, start, end) for text, start, end in _marked(turn.text)]
            found += marked
            if turn.speaker == SYSTEM:
                spans = [(one.start, one.end) for one in marked]
                found += [
                    Document(turn.text[start:end].strip(), index, start, end)
                    for start, end in _stated(turn.text, spans)
                    if content(turn.text[start:end]) & asked
                ]
    return tuple(found)


def without_documents(conversation: Conversation) -> Conversation:
    """Return the conversation as it would stand without its documents; itself where it has none, or says nothing else last.

    A tool's answer goes together with the call that asked for it, a turn that would be empty goes too.
    """
    found = documents(conversation)
    if not found:
        return conversation
    kept = list[Turn]()
    for index, turn in enumerate(conversation.turns):
        own = [one for one in found if one.turn == index]
        text = _cut(turn.text, own) if own else turn.text
        if turn.speaker == ASSISTANT and turn.tool_calls:
            turn = replace(turn, tool_calls=())
        elif not own:
            kept.append(turn)
            continue
        if text.strip() and turn.speaker != TOOL:
            kept.append(replace(turn, text=text))
    last = conversation.turns[-1]
    if not kept or kept[-1].speaker != USER or (last.speaker == USER and not outside(last)):
        return conversation
    return replace(conversation, turns=tuple(kept), events=())


def outside(turn: Turn) -> str:
    """Return the text of a turn without the blocks that are marked as documents.

    >>> outside(Turn("user", "Notice: The mill has moved. Where is it?"))
    'Where is it?'
    """
    return _cut(turn.text, [Document(text, 0, start, end) for text, start, end in _marked(turn.text)])


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a text, stripped; a new line ends one.

    >>> sentences("It costs 2.50 now. Is it open? Yes")
    ('It costs 2.50 now.', 'Is it open?', 'Yes')
    """
    return tuple(text[start:end].strip() for start, end in _sentences(text))


def content(text: str) -> frozenset[str]:
    """Return the words of a text that name something, in lower case, a plural or possessive "s" taken off."""
    found = (word.lower().removesuffix("'s") for word in _WORD.findall(text))
    return frozenset(
        word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
        for word in found
        if word not in _COMMON
    )


def _marked(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the marked blocks of a text: what each says, and its span with the marks."""
    for match in _MARKED.finditer(text):
        end = match.end()
        if match["same"] or match["more"]:
            inner_end = _before_question(text, match.start("same") if match["same"] else match.start("more"), end)
            told, end = text[match.start() : inner_end].strip(), inner_end
        elif match["quoted"]:
            told = "\n".join(line.strip().removeprefix(">").strip() for line in match["quoted"].splitlines()).strip()
        else:
            told = (match["tagged"] or match["fenced"] or match["inside"] or "").strip()
            if match["inside"] and len(told.split()) < 4:
                continue
        if told and end > match.start():
            yield told, match.start(), end


def _before_question(text: str, start: int, end: int) -> int:
    """Return where the last sentence of a labelled block ends that is no question."""
    spans = [(start + first, start + last) for first, last in _sentences(text[start:end])]
    while spans and text[slice(*spans[-1])].strip().endswith("?"):
        spans.pop()
    return spans[-1][1] if spans else start


def _sentences(text: str) -> list[tuple[int, int]]:
    found, begin = list[tuple[int, int]](), 0
    for match in _END.finditer(text):
        if text[begin : match.end()].strip():
            found.append((begin, match.end()))
        begin = match.end()
    return found


def _stated(text: str, taken: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the spans of a system turn's sentences that state something and are not said to the model."""
    for start, end in _sentences(text):
        if not any(start < last and first < end for first, last in taken) and not _TO_THE_MODEL.search(text[start:end]):
            yield start, end


def _cut(text: str, found: list[Document]) -> str:
    """Return a text without the spans of these documents."""
    for one in sorted(found, key=lambda one: one.start, reverse=True):
        text = f"{text[: one.start].rstrip(' ')}{' ' if text[: one.start].strip() else ''}{text[one.end :].lstrip(' ')}"
    return re.sub(r"\n\s*\n+", "\n", text).strip()
