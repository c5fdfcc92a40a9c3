"""A conversation as measures read it: the turns of its two speakers, in order, with their tokens.

System, tool and document turns are context and no part of the talk. Between a user and an assistant the sides are these
two; between any other two speakers they are the first and the second to speak. With one or three speakers there is no talk.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from commonground.conversation.record import ASSISTANT, SYSTEM, TOOL, USER, Conversation
from commonground.text.tokens import tokens, words

CONTEXT = frozenset({SYSTEM, TOOL, "document"})
CHAT, OTHERS = (USER, ASSISTANT), ("first", "second")


@dataclass(frozen=True)
class Talk:
    """The turns of two speakers. Of turn t: `places[t]` is its index in the conversation, `sides[t]` who spoke (0 or 1).

    `names` are what the sides are called in results: user and assistant, or first and second.
    """

    conversation: Conversation
    places: tuple[int, ...]
    sides: tuple[int, ...]
    names: tuple[str, str]
    texts: tuple[str, ...]

    @cached_property
    def tokens(self) -> tuple[tuple[str, ...], ...]:
        """The lower-cased tokens of each turn (`text.tokens.tokens`)."""
        return tuple(map(tokens, self.texts))

    @cached_property
    def words(self) -> tuple[tuple[str, ...], ...]:
        """The lower-cased words of each turn (`text.tokens.words`)."""
        return tuple(map(words, self.texts))

    def __len__(self) -> int:
        """Return the number of turns."""
        return len(self.texts)

    def exchanges(self) -> list[tuple[int, int]]:
        """Return the pairs (t, t + 1) in which the speaker changes."""
        return [(t, t + 1) for t in range(len(self) - 1) if self.sides[t] != self.sides[t + 1]]

    def reordered(self, order: Sequence[int]) -> Talk:
        """Return the talk with what was said at turn t replaced by what was said at turn `order[t]`, by the same side.

        Raises: ValueError when a turn would go to the other side.
        """
        if [self.sides[t] for t in order] != list(self.sides):
            raise ValueError("a turn can only take the place of a turn of its own speaker")
        talk = Talk(self.conversation, self.places, self.sides, self.names, tuple(self.texts[t] for t in order))
        for kind in ("tokens", "words"):
            if kind in self.__dict__:  # what was split once is not split again
                talk.__dict__[kind] = tuple(self.__dict__[kind][t] for t in order)
        return talk


def talk(conversation: Conversation) -> Talk | None:
    """Return the talk of a conversation; None unless exactly two speakers said something."""
    spoken = [(place, turn) for place, turn in enumerate(conversation.turns) if turn.speaker not in CONTEXT]
    speakers = list(dict.fromkeys(turn.speaker for _, turn in spoken))
    if len(speakers) != 2:
        return None
    names = CHAT if set(speakers) == set(CHAT) else OTHERS
    order = CHAT if names == CHAT else (speakers[0], speakers[1])
    return Talk(
        conversation,
        tuple(place for place, _ in spoken),
        tuple(order.index(turn.speaker) for _, turn in spoken),
        names,
        tuple(turn.text for _, turn in spoken),
    )
