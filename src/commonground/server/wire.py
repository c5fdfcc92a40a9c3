"""What the gateway and its recorder say to each other over a pipe: length, then MessagePack."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from commonground.server.exchange import Exchange

_HEAD = 4  # bytes of a length


class Start(msgspec.Struct, frozen=True, tag=True):
    """The first word to a recorder: where the secret lies, which store, whether text is kept and users are remembered.

    `reflect` says whether it writes reflections, which somebody else may do.
    """

    secret: str
    store: str
    keep_text: bool
    remember: bool = False
    reflect: bool = True


class Exchanged(msgspec.Struct, frozen=True, tag=True):
    """An exchange to record."""

    exchange: Exchange


class Kept(msgspec.Struct, frozen=True, tag=True):
    """These are in the store for good. With it what they were (`kinds`), words and CPU seconds of the analysis."""

    ids: list[str]
    kinds: dict[str, int]
    words: int
    cpu: float


class Trouble(msgspec.Struct, frozen=True, tag=True):
    """The store does not answer, and why; "" when it does again."""

    why: str


_TO = msgspec.msgpack.Decoder(Start | Exchanged)
_FROM = msgspec.msgpack.Decoder(Kept | Trouble)


def frame(message: msgspec.Struct) -> bytes:
    """Return a message as it goes over the pipe."""
    content = msgspec.msgpack.encode(message)
    return len(content).to_bytes(_HEAD, "big") + content


class Frames:
    """Messages out of the bytes of a pipe, as they come in."""

    def __init__(self, to_recorder: bool) -> None:
        self._decode = (_TO if to_recorder else _FROM).decode
        self._held = bytearray()

    def take(self, content: bytes) -> Iterator[Any]:
        """Yield the messages that are whole with these bytes."""
        self._held += content
        start = 0
        while len(self._held) - start >= _HEAD:
            end = start + _HEAD + int.from_bytes(self._held[start : start + _HEAD], "big")
            if len(self._held) < end:
                break
            yield self._decode(bytes(self._held[start + _HEAD : end]))
            start = end
        del self._held[:start]
