"""What an exchange leaves in the store: new turns with their measures, a row for the request, and no text unless it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from commonground.conversation.jsonl import to_row
from commonground.conversation.record import ASSISTANT, Conversation, Turn
from commonground.mediation.ground_cache import GroundCache
from commonground.mediation.reflecting import reflections
from commonground.memory.items import Found
from commonground.memory.reading import read as read_told
from commonground.server.exchange import Exchange, Reading, Shadow, read
from commonground.server.secret import Secret
from commonground.server.sessions import Node, Owner, Placed, Sessions, owner

Row = dict[str, Any]
UNREAD = "unread"  # a request whose turns cannot be read
_GROUNDS = 1_000, 2_000  # conversations whose fold is at hand, and turns in all: 50 MB where turns have 170 characters


@dataclass(frozen=True, slots=True)
class Told:
    """What a user told of themself in one request, and whose it is."""

    owner: str
    found: list[Found]
    conversation: str
    at: float


@dataclass
class Rows:
    """The rows of a group of exchanges, and what is told of them."""

    turns: dict[str, Row] = field(default_factory=dict)
    requests: list[Row] = field(default_factory=list)
    kinds: dict[str, int] = field(default_factory=dict)
    words: int = 0
    told: list[Told] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Heard:
    """An exchange that has been read, and whose it is."""

    exchange: Exchange
    reading: Reading
    owner: Owner


class Recorder:
    """Turns exchanges into rows."""

    def __init__(self, secret: Secret, *, keep_text: bool, remember: bool = False, reflect: bool = True) -> None:
        self._secret, self._keep_text, self._remember = secret, keep_text, remember
        self._reflect = keep_text and reflect
        self.sessions = Sessions(secret)
        self._grounds = GroundCache(*_GROUNDS)

    def hear(self, exchange: Exchange) -> Heard:
        """Read an exchange."""
        reading = read(exchange)
        return Heard(exchange, reading, owner(self._secret, exchange.key, reading.user, exchange.label))

    def wanted(self, heard: Sequence[Heard]) -> set[str]:
        """Return the names to look up in the store before these can be recorded."""
        names: set[str] = set()
        for one in heard:
            if one.reading.turns:
                alias = one.reading.previous and self.sessions.alias(one.owner, one.reading.previous)
                nodes = () if alias else self.sessions.nodes(one.owner, one.reading.turns)
                names.update(self.sessions.wanted(nodes, alias))
        return names

    def rows(self, heard: Sequence[Heard]) -> Rows:
        """Return what these exchanges leave."""
        found = Rows()
        for one in heard:
            self._record(one, found)
        return found

    def forget(self) -> None:
        """Drop all that is at hand of anyone."""
        self.sessions.forget()
        self._grounds = GroundCache(*_GROUNDS)

    def _record(self, one: Heard, found: Rows) -> None:
        reading = one.reading
        placed = self.sessions.place(one.owner, reading.turns, reading.previous) if reading.turns else None
        kind = placed.kind if placed else UNREAD
        found.kinds[kind] = found.kinds.get(kind, 0) + 1
        replies: tuple[Node, ...] = ()
        if placed:
            replies = self.sessions.reply(one.owner, placed, reading.replies, reading.alias)
            self._turns(one, placed, replies, found)
            if self._remember and reading.user and placed.fresh < len(placed.nodes):
                found.told += _told(one, placed, reflect=self._reflect)
        found.requests.append(self._request(one, kind, placed, replies))

    def _turns(self, one: Heard, placed: Placed, replies: Sequence[Node], found: Rows) -> None:
        """Add the rows of the turns that are new, each with what it showed when it was said."""
        turns = one.reading.turns
        fresh = placed.nodes[placed.fresh :]
        seen = self._grounds.get(one.owner.name, Conversation((*turns, *one.reading.replies[:1]))).seen
        measured = seen[len(turns) - len(fresh) : len(turns)]
        alias = one.reading.alias and self.sessions.alias(one.owner, one.reading.alias)
        for node, measures in zip(fresh, measured, strict=True):
            self._turn(one, placed, node, measures, found)
        for number, node in enumerate(replies):
            self._turn(one, placed, node, seen[len(turns)] if number == 0 else {}, found)
        if alias and replies:
            found.turns[replies[0].id]["alias"] = alias

    def _turn(self, one: Heard, placed: Placed, node: Node, measures: Mapping[str, Any], found: Rows) -> None:
        words = measures.get("length.words")
        found.words += int(words) if isinstance(words, float) else 0
        found.turns[node.id] = {
            "id": node.id, "parent": node.parent, "conversation": placed.belongs(node), "owner": one.owner.name,
            "person": one.owner.person, "key": one.exchange.key, "position": node.position,
            "speaker": node.turn.speaker[:64], "pair": node.pair, "alias": None, "at": one.exchange.at,
            "measures": dict(measures), "content": _content(node.turn) if self._keep_text else None,
        }  # fmt: skip

    def _request(self, one: Heard, kind: str, placed: Placed | None, replies: Sequence[Node]) -> Row:
        made, reading = one.exchange, one.reading
        return {
            "id": made.id, "conversation": placed.conversation if placed else None,
            "turn": placed.nodes[-1].id if placed else None, "reply": replies[0].id if replies else None,
            "owner": one.owner.name, "person": one.owner.person, "key": made.key, "at": made.at, "path": made.path[:64],
            "model": reading.model, "kind": kind, "preset": made.preset, "mediation": made.mediation,
            "reason": made.reason[:200], "calls": made.calls, "tokens": made.tokens, "milliseconds": made.milliseconds,
            "status": made.status, "complete": made.complete, "first_byte": made.first_byte, "duration": made.duration,
            "prompt_tokens": reading.prompt_tokens, "completion_tokens": reading.completion_tokens,
            "shadow": self._shadow(made.shadow),
        }  # fmt: skip

    def _shadow(self, shadow: Shadow | None) -> Row | None:
        if shadow is None:
            return None
        told: Row = {
            "mediation": shadow.mediation, "reason": shadow.reason, "calls": shadow.calls, "tokens": shadow.tokens,
            "milliseconds": shadow.milliseconds, "characters": len(shadow.text),
        }  # fmt: skip
        return {**told, "text": shadow.text} if self._keep_text else told


def _told(one: Heard, placed: Placed, *, reflect: bool) -> list[Told]:
    """Return what the user says of themself since the last reply, and of that reply: what was said before was read when new.

    A reflection holds words of a request, so there are none where no text is kept (`reflect`).
    So a history that is sent once more brings nothing back that was forgotten since. Turns are numbered as they stand in
    the conversation, instructions before it counted.
    """
    turns = one.reading.turns
    last = max((at for at, turn in enumerate(turns) if turn.speaker == ASSISTANT), default=-1)
    before = placed.nodes[-1].position - len(turns) + 1  # turns that stand before those that were sent
    read_now = (*read_told(turns, last + 1), *(reflections(turns, last + 1) if reflect else ()))
    found = [replace(new, turn=new.turn + before) for new in read_now]
    return [Told(one.owner.name, found, placed.conversation, one.exchange.at)] if found else []


def _content(turn: Turn) -> Any:  # noqa: ANN401 - a JSON value
    rows = to_row(Conversation((turn,)))["turns"]
    return rows[0] if isinstance(rows, list) else None
