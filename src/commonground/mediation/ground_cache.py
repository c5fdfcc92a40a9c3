"""What a server has folded of the conversations that go on; for now folded anew each time."""

from __future__ import annotations

from collections.abc import Mapping

from commonground.conversation.record import ASSISTANT, USER, Conversation
from commonground.measures.live import Live, Seen
from commonground.mediation.ground import CommonGround


class Folded:
    """A conversation and what each turn showed."""

    def __init__(self, conversation: Conversation) -> None:
        live = Live()
        sides = {USER: 0, ASSISTANT: 1}
        self.ground = CommonGround()
        self.seen: tuple[Mapping[str, object] | Seen, ...] = tuple(
            live.add(turn.text, sides[turn.speaker]) if turn.speaker in sides else {} for turn in conversation.turns
        )


class GroundCache:
    """Gives folds of conversations."""

    def __init__(self, size: int) -> None:
        self.size = size

    def get(self, scope: str, conversation: Conversation) -> Folded:
        """Return the fold of a conversation."""
        return Folded(conversation)
