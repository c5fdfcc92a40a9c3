"""The fold: turns in, common ground out, each turn at a cost of its own length."""

from __future__ import annotations

from collections.abc import Mapping

from commonground.conversation.record import ASSISTANT, USER, Conversation, Turn
from commonground.measures.classifiers import sentences
from commonground.measures.live import Live, Seen
from commonground.mediation.ground import CommonGround, Requirement

_SIDES = {USER: 0, ASSISTANT: 1}
_NOTHING: Mapping[str, object] = {}


class Fold:
    """A conversation that goes on, and what it has established so far."""

    def __init__(self) -> None:
        self._live = Live()
        self._seen: list[Mapping[str, object]] = []
        self._requirements: list[Requirement] = []

    @property
    def seen(self) -> tuple[Mapping[str, object], ...]:
        """What `measures.live.Live` saw in each turn; nothing in turns of others than user and assistant."""
        return tuple(self._seen)

    @property
    def ground(self) -> CommonGround:
        """The common ground after the turns so far."""
        return CommonGround(tuple(self._requirements))

    def add(self, turn: Turn) -> None:
        """Take in the next turn."""
        number = len(self._seen)
        side = _SIDES.get(turn.speaker)
        if side is None:
            self._seen.append(_NOTHING)
            return
        seen: Seen = self._live.add(turn.text, side)
        self._seen.append(seen)
        if side == 0 and seen["request"] != "close":
            self._requirements += [Requirement(number, one.raw) for one in sentences(turn.text)]


def fold(conversation: Conversation) -> CommonGround:
    """Return the common ground of a conversation."""
    folded = Fold()
    for turn in conversation.turns:
        folded.add(turn)
    return folded.ground
