"""What was sent in the user's place, at hand for some minutes: in memory only, and for the key that asked alone.

The headers of a reply say what was done; they cannot carry what the model was sent instead. The page shows it from here.
Nothing of it goes to the store. It is bounded in number, in bytes and in time, and a key that asks much pushes out its own
first. Each worker knows only what it served itself.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from commonground.server.mediating import Mediated

_MOST, _BYTES, _SECONDS = 512, 16 * 2**20, 300.0


@dataclass
class _Entry:
    """What was made of a request (`done`), and what light would have made of it, None while that is not known."""

    at: float
    done: Mediated
    pending: bool
    weight: int
    shadow: Mediated | None = None


@dataclass
class _Held:
    """The requests of one key, the oldest first."""

    entries: OrderedDict[str, _Entry] = field(default_factory=OrderedDict)
    weight: int = 0

    @property
    def oldest(self) -> _Entry:
        return next(iter(self.entries.values()))


class Sent:
    """Requests as they went on to the upstream: at most `most`, of `size` bytes in all, each for `seconds`.

    A request weighs its bytes and `size / most` more, so that one bound on the weight holds both.
    """

    def __init__(self, most: int = _MOST, size: int = _BYTES, seconds: float = _SECONDS) -> None:
        self._size, self._least, self.seconds = size, size // most, seconds
        self._keys: dict[str, _Held] = {}
        self._weight = 0
        self._timer: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return sum(len(held.entries) for held in self._keys.values())

    def add(self, key: str, request: str, done: Mediated, *, pending: bool = False) -> None:
        """Hold what was made of a request of `key`; `pending` where its shadow is still to come. Needs a running loop."""
        loop = asyncio.get_running_loop()
        entry = _Entry(loop.time(), done, pending, 0)
        self._keys.setdefault(key, _Held()).entries[request] = entry
        self._weigh(key, entry, self._least + len(done.body))
        if self._timer is None and self._keys:
            self._timer = loop.call_later(self.seconds, self._expire)

    def cast(self, key: str, request: str, shadow: Mediated) -> None:
        """Add what light would have made of a request, where the request is still at hand."""
        held = self._keys.get(key)
        entry = held.entries.get(request) if held else None
        if entry is not None:
            entry.shadow, entry.pending = shadow, False
            self._weigh(key, entry, len(shadow.body))

    def document(self, key: str, request: str) -> dict[str, object] | None:
        """Return what was made of a request as values for JSON; None where nothing of it is at hand for this key.

        `pending` is whether a shadow is still to come, `shadow` what light would have sent.
        """
        held = self._keys.get(key)
        entry = held.entries.get(request) if held else None
        if entry is None:
            return None
        shadow = _shown(entry.shadow) if entry.shadow else None
        return {"id": request, **_shown(entry.done), "pending": entry.pending, "shadow": shadow}

    def _weigh(self, key: str, entry: _Entry, more: int) -> None:
        """Count what came to an entry; let go of the oldest of the key that holds most until all is within bounds."""
        entry.weight += more
        self._keys[key].weight += more
        self._weight += more
        while self._weight > self._size:
            self._drop(max(self._keys, key=lambda one: self._keys[one].weight))

    def _drop(self, key: str) -> None:
        held = self._keys[key]
        _, entry = held.entries.popitem(last=False)
        held.weight -= entry.weight
        self._weight -= entry.weight
        if not held.entries:
            del self._keys[key]

    def _expire(self) -> None:
        """Let go of what is too old, and come again when the next one will be."""
        loop = asyncio.get_running_loop()
        for key in list(self._keys):
            while key in self._keys and self._keys[key].oldest.at + self.seconds <= loop.time():
                self._drop(key)
        firsts = [held.oldest.at for held in self._keys.values()]
        self._timer = loop.call_at(min(firsts) + self.seconds, self._expire) if firsts else None


def _shown(done: Mediated) -> dict[str, object]:
    return {
        "preset": done.preset, "mediation": done.done, "reason": done.why, "text": done.text,
        "messages": _messages(done.body),
    }  # fmt: skip


def _messages(body: bytes) -> list[Any]:
    """Return the messages of a chat completion or a response, instructions first; none where it cannot be read."""
    try:
        asked = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return []
    if not isinstance(asked, Mapping):
        return []
    given = asked.get("messages", asked.get("input"))
    if isinstance(given, str):  # the short form of a response's input
        given = [{"role": "user", "content": given}]
    told = asked.get("instructions")
    first = [{"role": "system", "content": told}] if isinstance(told, str) and told else []
    return [*first, *given] if isinstance(given, list) else first
