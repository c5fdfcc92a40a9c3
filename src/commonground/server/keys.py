"""Keys: who may call, for what, how often and with how much mediation. Only a key's hash is ever kept.

A key is 256 random bits, so its SHA-256 needs no salt: it cannot be guessed from a list.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from commonground.mediation.presets import PRESETS
from commonground.server.store import Key

LEVELS = ("off", "observe", *(preset for preset in PRESETS if preset != "off"))
CHAT, RELAY, ADMIN = "chat", "relay", "admin"
_PREFIX = "cg-"
_CHATTING = ("/v1/chat/completions", "/v1/responses", "/v1/models")


def new(name: str, preset: str | None = None, rate: int | None = None, scope: str = CHAT) -> tuple[Key, str]:
    """Return a new key as it is kept, and the key itself, which is shown once and never again."""
    text = _PREFIX + secrets.token_urlsafe(32)
    return Key(secrets.token_hex(6), name, digest(text), preset, rate, scope, time.time()), text


def digest(text: str) -> str:
    """Return what is kept of a key."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def allows(scope: str, path: str) -> bool:
    """Return whether a scope covers a path: `chat` talks, `relay` is all of `/v1`, `admin` also sees everyone's records."""
    if scope == CHAT and path.startswith("/v1/"):
        return any(path == one or path.startswith(f"{one}/") for one in _CHATTING)
    return scope == ADMIN or path != "/metrics"


def level(most: str, asked: str | None) -> str:
    """Return the preset to use: what is asked for where it is less than `most`, else `most`."""
    return asked if asked in LEVELS and LEVELS.index(asked) < LEVELS.index(most) else most


@dataclass
class Bucket:
    """A rate limit of `rate` requests a minute: as many at once, then one by one. `seconds` of the clock that is given."""

    rate: int
    left: float = field(init=False)
    seen: float = 0.0

    def __post_init__(self) -> None:
        self.left = float(self.rate)

    def take(self, seconds: float) -> float:
        """Take one request; return 0.0, or the seconds after which to come again."""
        a_second = self.rate / 60
        self.left = min(float(self.rate), self.left + max(0.0, seconds - self.seen) * a_second)
        self.seen = seconds
        if self.left >= 1:
            self.left -= 1
            return 0.0
        return (1 - self.left) / a_second


class KeyRing:
    """The keys that are valid now. Once there was a key, nobody comes in without one."""

    def __init__(self, keys: Iterable[Key] = ()) -> None:
        self._keys: dict[str, Key] = {}
        self._buckets: dict[str, Bucket] = {}
        self.closed = False
        self.renew(keys)

    def renew(self, keys: Iterable[Key]) -> None:
        """Take the keys as they are in the store now."""
        found = tuple(keys)
        self._keys = {key.digest: key for key in found if key.revoked is None}
        self.closed = self.closed or bool(found)
        for key in self._keys.values():
            bucket = self._buckets.get(key.id)
            if key.rate and (bucket is None or bucket.rate != key.rate):
                self._buckets[key.id] = Bucket(key.rate)

    def find(self, authorization: str) -> Key | None:
        """Return the key of an `Authorization` header; None where it is no valid key."""
        kind, _, text = authorization.partition(" ")
        return self._keys.get(digest(text.strip())) if kind.lower() == "bearer" and text else None

    def wait(self, key: Key) -> float:
        """Count a request of a key; return 0.0, or the seconds after which to come again."""
        return self._buckets[key.id].take(time.monotonic()) if key.rate else 0.0
