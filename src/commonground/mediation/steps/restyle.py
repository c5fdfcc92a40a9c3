"""The `restyle` step: how the user asked to be answered holds for the rest of the conversation; no call of a model.

Models follow such a request in the next reply and then fall back. The wishes are folded from the user's turns
(`text.manner`): the latest of a facet counts, and a withdrawal ends it. On every later turn one short note says them in the
user's own words, unless the step `commitments` says it as a promise; `standing` gives them to a memory, which carries them into
the next chat.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Container
from dataclasses import dataclass, replace

from commonground.conversation.record import SYSTEM, USER, Conversation, Event
from commonground.mediation.notes import noted
from commonground.mediation.steps.commitments import TOLD
from commonground.models.chat import ChatModel, Chunk, Request
from commonground.text import manner
from commonground.text.manner import ALL, Wish, dropped, sentences, wish

VERSION = "restyle-2"
MOST = 3  # wishes in a note, the latest
LONGEST = 160  # characters of a wish


@dataclass(frozen=True, slots=True)
class Standing:
    """A wish that stands, and the turn that said it."""

    wish: Wish
    turn: int


async def restyle(request: Request, model: ChatModel) -> AsyncIterator[Chunk]:
    """Add the note, where a wish of an earlier turn stands."""
    told = (request.ground or {}).get(TOLD)
    promised = told if isinstance(told, frozenset) else frozenset[str]()
    text = await asyncio.to_thread(note, request.conversation, promised)  # long histories take long
    if text:
        told = {"step": "restyle", "action": "note", "text": text}
        yield Chunk(events=(Event(0, "mediation", told, VERSION),))
        request = noted(request, text)
    async for chunk in model.stream(request):
        yield chunk


def versions() -> dict[str, str]:
    """Return the versions of the step and its rules."""
    return {"step restyle": VERSION, "manner": manner.VERSION}


def note(conversation: Conversation, promised: Container[str] = ()) -> str:
    """Return the note for the last turn, "" where nothing stands that was said before it and that no system turn says.

    Wishes of turns that say what is `promised` are left out: one note is enough.
    """
    turns = conversation.turns
    if not turns or turns[-1].speaker != USER:
        return ""
    told = "\n".join(turn.text for turn in conversation.by(SYSTEM))
    stands = [
        one for one in standing(conversation) if one.turn < len(turns) - 1 and turns[one.turn].text not in promised
    ]
    kept = [one.wish.text for one in stands if one.wish.text not in told]
    quoted = " ".join(f'"{text}"' for text in kept)
    return f"The user asked: {quoted} Keep to it." if kept else ""


def standing(conversation: Conversation) -> tuple[Standing, ...]:
    """Return the wishes that stand after a conversation, the latest last, at most three."""
    found: dict[str, Standing] = {}
    for number, turn in enumerate(conversation.turns):
        if turn.speaker == USER:
            for sentence in sentences(turn.text):
                _hear(found, sentence, number)
    return tuple(found.values())[-MOST:]


def _hear(found: dict[str, Standing], sentence: str, number: int) -> None:
    """Take in one sentence: a withdrawal of what stands, or a wish."""
    over = dropped(sentence)
    if over == ALL and found:
        found.clear()
    elif over in found and over is not None:
        del found[over]
    elif (new := wish(sentence)) is not None:
        found.pop(new.facet, None)
        found[new.facet] = Standing(replace(new, text=_short(new.text)), number)


def _short(text: str) -> str:
    text = " ".join(text.replace('"', "'").split())
    return text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0] + " ..."
