"""How a conversation is shown to a model that is to read it, not to take part in it."""

from __future__ import annotations

from collections.abc import Iterable

from commonground.conversation.record import Turn

_LABELS = {"user": "User", "assistant": "Assistant"}


def transcript(turns: Iterable[Turn]) -> str:
    """Return a line `User: ...` or `Assistant: ...` for each turn of those two; others are left out."""
    return "\n".join(f"{_LABELS[turn.speaker]}: {turn.text}" for turn in turns if turn.speaker in _LABELS)
