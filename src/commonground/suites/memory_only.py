"""The context of MEMORY: the last turn, and what memory recalls of the user's earlier ones; no reply, and no turn as it was.

Memory is what would carry over to another chat: the turns as episodes and the facts that are read from them, in the order of
`memory.ranking`, told by the note of the `recall` step. A pure function of the conversation, with no database.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from commonground.conversation.record import SYSTEM, USER, Conversation
from commonground.mediation.notes import with_system
from commonground.mediation.steps import recall
from commonground.memory import ranking, reading
from commonground.memory.items import EPISODE, Item, Source
from commonground.models.chat import ChatModel, Chunk, Request

VERSION = f"{recall.VERSION}, {ranking.VERSION}, {reading.VERSION}"
MOST = 5  # items in a note, as in the step
_START = 1_700_000_000.0


async def recalled_only(request: Request, model: ChatModel) -> AsyncIterator[Chunk]:
    """Put what is recalled in the place of all turns but the last, and ask the model."""
    conversation = request.conversation
    turns = conversation.turns
    if turns and turns[-1].speaker == USER and len(conversation.by(USER)) > 1:
        text = recall.note(ranking.ranked(turns[-1].text, known(conversation), MOST))
        last = replace(conversation, turns=(*conversation.by(SYSTEM), turns[-1]))
        request = replace(request, conversation=with_system(last, text) if text else last)
    async for chunk in model.stream(request):
        yield chunk


def known(conversation: Conversation) -> list[Item]:
    """Return what is remembered of the user's turns before the last: facts, and each turn as an episode."""
    turns = conversation.turns[:-1]
    found = [
        Item(
            f"fact {at}",
            "user",
            one.kind,
            one.text,
            Source("", (one.turn,), _START + one.turn),
            _START,
            one.subject,
            one.value,
        )
        for at, one in enumerate(reading.read(turns))
        if not one.ends
    ]
    said = [
        Item(f"turn {at}", "user", EPISODE, turn.text, Source("", (at,), _START + at), _START + at)
        for at, turn in enumerate(turns)
        if turn.speaker == USER
    ]
    return [*found, *said]
