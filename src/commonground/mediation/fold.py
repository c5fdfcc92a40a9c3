"""The fold: turns in, common ground out, each turn at a cost of its own length.

No model is asked. `measures.live.Live` labels each turn once; the parts read those labels and the words. A conversation that
is folded turn by turn and one that is folded at once have the same common ground.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from commonground.conversation.record import ASSISTANT, USER, Conversation, Turn
from commonground.measures.live import Live
from commonground.mediation.ground import CommonGround
from commonground.mediation.parts.heard import Heard
from commonground.mediation.parts.open_questions import OpenQuestions
from commonground.mediation.parts.pacts import Pacts
from commonground.mediation.parts.requirements import Requirements
from commonground.mediation.parts.topic_stack import TopicStack
from commonground.mediation.parts.user_style import UserStyle

_SIDES = {USER: 0, ASSISTANT: 1}
_NOTHING: Mapping[str, object] = MappingProxyType({})


class Fold:
    """A conversation that goes on, and what it has established so far."""

    def __init__(self) -> None:
        self._live = Live()
        self._seen: list[Mapping[str, object]] = []
        self._requirements, self._pacts, self._questions = Requirements(), Pacts(), OpenQuestions()
        self._topics, self._style = TopicStack(), UserStyle()
        self._ground: CommonGround | None = None

    def __len__(self) -> int:
        """Return the number of turns taken in."""
        return len(self._seen)

    @property
    def seen(self) -> tuple[Mapping[str, object], ...]:
        """What `measures.live.Live` saw in each turn; nothing in turns of others than user and assistant."""
        return tuple(self._seen)

    @property
    def ground(self) -> CommonGround:
        """The common ground after the turns so far. Made when it is asked for, at a cost of its own size."""
        if self._ground is None:
            self._ground = CommonGround(
                self._requirements.found,
                self._pacts.found,
                self._questions.found,
                self._topics.found,
                self._style.found,
            )
        return self._ground

    def add(self, turn: Turn) -> None:
        """Take in the next turn; those of others than user and assistant only count."""
        side = _SIDES.get(turn.speaker)
        if side is None:
            self._seen.append(_NOTHING)
            return
        seen = MappingProxyType(self._live.add(turn.text, side))
        asked = self._questions.asked if turn.speaker == USER else ()
        heard = Heard(len(self._seen), turn.speaker, turn.text, seen, asked)
        self._seen.append(seen)
        self._ground = None
        if turn.speaker == USER:
            self._requirements.add(heard)
            self._style.add(heard)
        else:
            self._requirements.hear(heard)
        self._questions.add(heard)
        self._topics.add(heard)
        self._pacts.add(heard)


def fold(conversation: Conversation) -> CommonGround:
    """Return the common ground of a conversation."""
    folded = Fold()
    for turn in conversation.turns:
        folded.add(turn)
    return folded.ground
