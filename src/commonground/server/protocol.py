"""HTTP as uvicorn reads and writes it, with a bound on a request's head: how long it may take and how large it may be.

What is written in one turn of the event loop goes out in one write. uvicorn writes the head and the body of a reply apart, and
uvloop each at once: that was a system call and a packet more a reply, 10 us of 120.
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

SECONDS = 15.0
BYTES = 64 * 2**10
_LATE = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class _Joined:
    """A transport that gathers what is written until the loop's next turn. Closing it writes what is left."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._held: list[bytes] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self._transport, name)

    def write(self, content: bytes) -> None:
        if not self._held:
            self._loop.call_soon(self._flush)
        self._held.append(content)

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        if self._held:
            held, self._held = self._held, []
            self._transport.write(b"".join(held))


class BoundedProtocol(HttpToolsProtocol):
    """A connection whose client has `SECONDS` and `BYTES` for the head of each request."""

    _timer: asyncio.TimerHandle | None = None
    _head = 0  # bytes of the head that is being read; -1 outside a head

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the clock for the first request."""
        super().connection_made(_Joined(transport, self.loop))  # type: ignore[arg-type]
        self._timer = self.loop.call_later(SECONDS, self._refuse, _LATE)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        self._stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, unless the head has grown too large."""
        if self._head >= 0:
            self._head += len(data)
        super().data_received(data)
        if self._head > BYTES:
            self._refuse(_LARGE)

    def on_message_begin(self) -> None:
        """Start the clock for a request on a connection that was kept."""
        super().on_message_begin()
        self._head = max(self._head, 0)
        if self._timer is None:
            self._timer = self.loop.call_later(SECONDS, self._refuse, _LATE)

    def on_headers_complete(self) -> None:
        """Stop the clock: the body has a bound of its own."""
        self._stop()
        self._head = -1
        super().on_headers_complete()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _refuse(self, answer: bytes) -> None:
        self._stop()
        if not self.transport.is_closing():
            self.transport.write(answer)
            self.transport.close()
