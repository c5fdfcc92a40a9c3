"""How a conversation is shown to a model that is to read it, not to take part in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from commonground.conversation.record import Turn

_LABELS: Mapping[str, str] = {"user": "User", "assistant": "Assistant"}


def transcript(turns: Iterable[Turn], labels: Mapping[str, str] = _LABELS) -> str:
    """Return a line `User: ...` or `Assistant: ...` for each turn of those two, or of the speakers that `labels` names.

    Turns of others are left out.
    """
    return "\n".join(f"{labels[turn.speaker]}: {turn.text}" for turn in turns if turn.speaker in labels)
