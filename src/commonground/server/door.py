"""The door: reads a request's body within bounds, and says who may come in.

A body that is too large is refused from its length, before it is read; one that comes too slowly is refused in time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from commonground.server.keys import ADMIN, KeyRing, allows
from commonground.server.store import Key

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Any]]
Send: TypeAlias = Callable[[Mapping[str, Any]], Awaitable[None]]
Headers: TypeAlias = list[tuple[str, str]]

HERE = ("127.0.0.1", "localhost", "::1")
OPEN = Key("", "", "", None, None, ADMIN, 0.0)  # who calls where no keys are configured


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a request may be: bytes of its body, and seconds in which it has to come."""

    bytes: int = 32 * 2**20
    seconds: float = 30.0


class RefusedError(Exception):
    """A request is not let in: `status`, `code` and a message for the client, and the headers that go with it."""

    def __init__(self, status: int, code: str, message: str, headers: Headers | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.headers = status, code, headers or []


class GoneError(Exception):
    """The client has left."""


def admit(ring: KeyRing, headers: Mapping[str, str], path: str) -> Key:
    """Return whose request this is. Raises: RefusedError."""
    if not ring.closed:
        _only_from_here(headers)
        return OPEN
    key = ring.find(headers.get("authorization", ""))
    if key is None:
        raise RefusedError(401, "invalid_api_key", "this gateway needs a valid key", [("WWW-Authenticate", "Bearer")])
    if not allows(key.scope, path):
        raise RefusedError(403, "insufficient_scope", f"a key of scope {key.scope!r} may not call {path}")
    if path.startswith("/v1/") and (wait := ring.wait(key)):
        told = [("Retry-After", str(int(wait) + 1))]
        raise RefusedError(429, "rate_limit_exceeded", f"this key may make {key.rate} requests a minute", told)
    return key


def _only_from_here(headers: Mapping[str, str]) -> None:
    """Refuse what a page from elsewhere made a browser here send: without keys the gateway serves this machine only."""
    for name, value in (("host", f"//{headers.get('host', '')}"), ("origin", headers.get("origin", ""))):
        if value and not _is_here(value):
            raise RefusedError(
                403, "not_from_here", f"without keys this gateway serves this machine only, not {name} {value[:80]!r}"
            )


def _is_here(address: str) -> bool:
    try:
        host = urlsplit(address).hostname
    except ValueError:
        return False
    return host in HERE


async def body(receive: Receive, headers: Mapping[str, str], bounds: Bounds) -> bytes:
    """Return a request's body. Raises: RefusedError when it is too large or too slow; GoneError."""
    length = headers.get("content-length", "")
    if length.isdigit() and int(length) > bounds.bytes:
        raise _too_large(bounds)
    pieces: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(bounds.seconds):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise GoneError
                pieces.append(message.get("body", b""))
                size += len(pieces[-1])
                if size > bounds.bytes:
                    raise _too_large(bounds)
                if not message.get("more_body"):
                    return b"".join(pieces)
    except TimeoutError:
        told = [("Connection", "close")]
        raise RefusedError(
            408, "request_timeout", f"the request did not come within {bounds.seconds:g} s", told
        ) from None


def _too_large(bounds: Bounds) -> RefusedError:
    return RefusedError(413, "request_too_large", f"a request may have {bounds.bytes} bytes", [("Connection", "close")])
