"""The record: frozen values for what was said (turns) and what is known about it (events).

Turns are what the speakers exchanged; events are notes about them (a reveal, a mediated request, a verdict), kept apart
and anchored by turn index, so that a conversation can be re-graded without touching what was said. Values never
change: `extend` and `branch` make new ones. Who a conversation is (its identity) and where it lies (storage) are the
concern of `identity` and `jsonl`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from html import escape
from types import MappingProxyType

SYSTEM, USER, ASSISTANT, TOOL = "system", "user", "assistant", "tool"


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A call that an assistant turn asked for; `arguments` is the JSON text as the model wrote it."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Part:
    """One content part that is not plain text (image, audio, file ...); `content` is its canonical JSON text."""

    kind: str
    content: str


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker said at once.

    `speaker` is a chat role (system, user, assistant, tool) or any name; `time` is in seconds, in whatever clock the
    source used, and `None` where unknown.
    """

    speaker: str
    text: str
    parts: tuple[Part, ...] = ()
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str | None = None
    time: float | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A note about the turn at index `turn`: `kind` names what sort, `value` is JSON-like, `source` says whose word."""

    turn: int
    kind: str
    value: object = None
    source: str = ""


def _empty() -> Mapping[str, object]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Conversation:
    """Turns in order, events about them, an optional `id` from the source, and `meta` (JSON-like, not part of identity)."""

    turns: tuple[Turn, ...] = ()
    events: tuple[Event, ...] = ()
    id: str | None = None
    meta: Mapping[str, object] = field(default_factory=_empty)

    def by(self, speaker: str) -> tuple[Turn, ...]:
        """Return the turns of one speaker, in order."""
        return tuple(turn for turn in self.turns if turn.speaker == speaker)

    def extend(self, turn: Turn, events: Iterable[Event] = ()) -> Conversation:
        """Return a new conversation with `turn` and `events` added at the end."""
        return replace(self, turns=(*self.turns, turn), events=(*self.events, *events))

    def _repr_html_(self) -> str:
        """Show the conversation in a notebook: a line for each turn, its text as it is."""
        lines = (
            f"<tr><th>{escape(turn.speaker)}</th><td style='text-align:left;white-space:pre-wrap'>{escape(turn.text)}</td></tr>"
            for turn in self.turns
        )
        return f"<table>{''.join(lines)}</table>"

    def __reduce__(self) -> tuple[object, ...]:
        """Travel between processes with the metadata as a plain dict: a read-only view cannot."""
        return Conversation, (self.turns, self.events, self.id, dict(self.meta))


def branch(conversation: Conversation, at: int) -> Conversation:
    """Return the conversation as it stood before turn `at`: a fork to go on from.

    Events about later turns stay behind. `at` counts turns, 0 to `len(turns)`.

    Raises: IndexError when `at` is outside that range.
    """
    if not 0 <= at <= len(conversation.turns):
        raise IndexError(f"cannot branch at turn {at} of {len(conversation.turns)}")
    kept = tuple(event for event in conversation.events if event.turn < at)
    return replace(conversation, turns=conversation.turns[:at], events=kept)
