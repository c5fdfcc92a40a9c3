"""HTTP as uvicorn reads it, with a bound on a request's head: how long it may take and how large it may be."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

SECONDS = 15.0
BYTES = 64 * 2**10
_LATE = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class BoundedProtocol(HttpToolsProtocol):
    """A connection whose client has `SECONDS` and `BYTES` for the head of each request."""

    _timer: asyncio.TimerHandle | None = None
    _head = 0  # bytes of the head that is being read; -1 outside a head

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the clock for the first request."""
        super().connection_made(transport)
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
