"""Sessions without a session header: where the turns of a request stand in the tree of all that its owner has said.

A turn is named by the keyed hash of its parent's name and its own content (`conversation.identity`), the first ones by their
owner (key, user and, where the client gives one, a label for the conversation). So every worker, and the next start, finds the
same names; equal prefixes are one only within an owner; a client that resends everything is recognised by what it sends.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commonground.conversation.identity import canonical
from commonground.conversation.record import ASSISTANT, USER, Turn
from commonground.server.secret import Secret

NEW, CONTINUED, REPEATED, FORKED, EDITED, TRIMMED, JOINED = KINDS = (
    "new",  # a first turn
    "continued",  # goes on from the last that is known
    "repeated",  # the same turns once more: a retry, or another reply wanted
    "forked",  # the user goes on from an earlier turn in another way
    "edited",  # a reply is not the one that was sent
    "trimmed",  # the beginning was left out
    "joined",  # comes with a history that was never seen
)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose turns these are. `name` tells key, user and label apart; `person` is the user under every key."""

    name: str
    person: str
    root: str


def owner(secret: Secret, key: str, user: str, label: str = "") -> Owner:
    """Return the owner of what `user` says under `key`; `label` is the client's own name for the conversation."""
    name = secret.name("owner", key, user)
    return Owner(name, person(secret, user) if user else secret.name("nobody", key), secret.name("root", name, label))


def owners(secret: Secret, keys: Iterable[str], user: str) -> list[str]:
    """Return the names of a user under these keys, and under none."""
    return [owner(secret, key, user).name for key in dict.fromkeys(("", *keys))]


def person(secret: Secret, user: str) -> str:
    """Return the name of a user under every key."""
    return secret.name("person", user)


@dataclass(frozen=True, slots=True)
class Node:
    """A turn in the tree."""

    id: str
    parent: str
    pair: str
    position: int
    turn: Turn


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a request stands: its kind, its conversation (the first user turn's name), its nodes, those from `fresh` on new."""

    kind: str
    conversation: str
    nodes: tuple[Node, ...]
    fresh: int = 0

    def belongs(self, node: Node) -> str:
        """Return the conversation of a node; "" for the instructions before it, which many conversations share."""
        start = next((one.position for one in self.nodes if one.id == self.conversation), 0)
        return self.conversation if node.position >= start else ""


class Sessions:
    """The part of the tree that is at hand: at most `size` turns, those used last. The rest is in the store.

    The size also bounds what turns that come and go leave of holes: one of 50,000 still grew after 90,000 requests.
    """

    def __init__(self, secret: Secret, size: int = 20_000) -> None:
        self._secret, self._size = secret, size
        self._seen: OrderedDict[str, _Seen] = OrderedDict()
        self._also: OrderedDict[str, str] = OrderedDict()  # a pair or an alias -> the turn

    def nodes(self, whose: Owner, turns: Sequence[Turn], parent: str = "", position: int = 0) -> tuple[Node, ...]:
        """Return the nodes of turns that go on from `parent`, the owner's root where it is empty."""
        found, before = list[Node](), b""
        parent = parent or whose.root
        for place, turn in enumerate(turns, position):
            content = canonical(turn)
            named = self._secret.name("turn", parent, content)
            found.append(Node(named, parent, self._secret.name("pair", whose.name, before, content), place, turn))
            parent, before = named, content
        return tuple(found)

    def alias(self, whose: Owner, given: str) -> str:
        """Return the name under which a reply is found by the id that the client knows it by."""
        return self._secret.name("alias", whose.name, given)

    def wanted(self, nodes: Sequence[Node], alias: str = "") -> list[str]:
        """Return the names to look up in the store before these nodes can be placed; none for a talk that just goes on."""
        if alias:
            return [] if alias in self._also else [alias]
        if len(nodes) > 1 and nodes[-2].id in self._seen:
            return []
        reply = _last_reply(nodes)
        return [*(node.id for node in nodes), *((nodes[reply].pair,) if reply is not None else ())]

    def learn(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Take in turns from the store: id, parent, pair, alias, conversation, position."""
        for row in rows:
            self._add(row["id"], row["parent"], row["pair"], _Seen(row["conversation"], "", row["position"]))
            if row["alias"]:
                self._point(row["alias"], row["id"])

    def place(self, whose: Owner, turns: Sequence[Turn], previous: str = "") -> Placed | None:
        """Return where a request stands and remember its turns; None where it goes on from a reply that is not known."""
        after = self._also.get(self.alias(whose, previous), "") if previous else ""
        if previous and after not in self._seen:
            return None
        start = self._seen[after].position + 1 if after else 0
        placed = self._placed(whose, self.nodes(whose, turns, after, start), self._seen[after] if after else None)
        self._remember(placed)
        return placed

    def reply(self, whose: Owner, placed: Placed, turns: Sequence[Turn], alias: str = "") -> tuple[Node, ...]:
        """Return the nodes of the replies to a request and remember them; `alias` is the id of the first."""
        last = placed.nodes[-1]
        found = []
        for turn in turns:
            node = self.nodes(whose, (last.turn, turn), last.parent, last.position)[1]
            found.append(node)
            self._remember(Placed(placed.kind, placed.conversation, (node,)))
        if alias and found:
            self._point(self.alias(whose, alias), found[0].id)
        return tuple(found)

    def forget(self) -> None:
        """Drop all that is at hand."""
        self._seen.clear()
        self._also.clear()

    def _placed(self, whose: Owner, nodes: tuple[Node, ...], after: _Seen | None) -> Placed:
        known = next((place for place in reversed(range(len(nodes))) if nodes[place].id in self._seen), None)
        if known is not None and self._seen[nodes[known].id].conversation:
            return Placed(self._kind(nodes, known), self._seen[nodes[known].id].conversation, nodes, known + 1)
        if after is not None:
            return Placed(FORKED if after.child else CONTINUED, after.conversation, nodes)
        reply = _last_reply(nodes)
        there = self._also.get(nodes[reply].pair, "") if reply else ""
        if reply and (seen := self._seen.get(there)):
            rest = self.nodes(whose, [node.turn for node in nodes[reply + 1 :]], there, seen.position + 1)
            if rest:
                return Placed(TRIMMED, seen.conversation, rest)
        first = next((node.id for node in nodes if node.turn.speaker == USER), nodes[0].id)
        return Placed(NEW if reply is None else JOINED, first, nodes, 0 if known is None else known + 1)

    def _kind(self, nodes: Sequence[Node], known: int) -> str:
        if known == len(nodes) - 1:
            return REPEATED
        child = self._seen[nodes[known].id].child
        if not child or child == nodes[known + 1].id:
            return CONTINUED
        return FORKED if nodes[known + 1].turn.speaker == USER else EDITED

    def _remember(self, placed: Placed) -> None:
        for node in placed.nodes:
            self._add(node.id, node.parent, node.pair, _Seen(placed.belongs(node), "", node.position))

    def _add(self, named: str, parent: str, pair: str, seen: _Seen) -> None:
        held = self._seen.pop(named, None)
        self._seen[named] = _Seen(seen.conversation, held.child if held else seen.child, seen.position)
        if parent in self._seen:
            over = self._seen[parent]
            self._seen[parent] = _Seen(over.conversation, named, over.position)
        self._point(pair, named)
        while len(self._seen) > self._size:
            self._seen.popitem(last=False)

    def _point(self, also: str, named: str) -> None:
        self._also.pop(also, None)
        self._also[also] = named
        while len(self._also) > self._size:
            self._also.popitem(last=False)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A turn at hand: its conversation ("" for instructions, which many share), its last child, its position."""

    conversation: str
    child: str
    position: int


def _last_reply(nodes: Sequence[Node]) -> int | None:
    """Return where the last turn of the assistant stands that answers a turn before it."""
    return next((at for at in reversed(range(1, len(nodes))) if nodes[at].turn.speaker == ASSISTANT), None)
