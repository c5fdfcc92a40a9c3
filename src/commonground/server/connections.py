"""Connections to the server behind the gateway: a request is written as it is given, the reply handed on as it comes.

A general HTTP client does much that a relay has no use for, at 75 us a request; this takes 25 (docs/decisions/0015). Cookies,
redirects, proxies and unpacking are left out on purpose: what came goes through. httptools reads the replies.
"""

from __future__ import annotations

import asyncio
import select
import ssl
import time
from collections.abc import Sequence
from typing import cast
from urllib.parse import urlsplit

import httptools

from commonground.errors import EndpointError

_CONNECT = 10.0  # seconds
_KEPT = 4.0  # seconds for which an idle connection is used again: common servers close theirs after 5
_HIGH = 2**18  # bytes that may wait for the client before the upstream has to
_SAFE = ("GET", "HEAD", "OPTIONS")  # may be asked again when a kept connection has just been closed
_WITH_BODY = ("POST", "PUT", "PATCH")
_UNREADABLE = (httptools.HttpParserError, httptools.HttpParserUpgrade)

Pairs = Sequence[tuple[str, str]]


class Reply:
    """A reply: its status and headers, and its bytes as they arrive. Raises: EndpointError from `anext` when it breaks off."""

    def __init__(self, connection: Connection, bodiless: bool) -> None:
        self.status, self.headers = 0, list[tuple[bytes, bytes]]()
        self.bodiless = bodiless  # a reply to HEAD: its length tells of a body that does not come
        self.begun: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._connection = connection
        self._pieces: list[bytes] = []
        self._size = 0
        self._ended = False
        self._error: EndpointError | None = None
        self._waiter: asyncio.Future[None] | None = None

    def __aiter__(self) -> Reply:
        return self

    async def __anext__(self) -> bytes:
        while not self._pieces:
            if self._error:
                raise self._error
            if self._ended:
                raise StopAsyncIteration
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        content = self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)
        self._pieces.clear()
        if self._size > _HIGH and not self._ended:
            self._connection.read_on()
        self._size = 0
        return content

    async def aclose(self) -> None:
        """End the request where the reply has not come to its end."""
        if not self._ended:
            self._connection.abort()

    def begin(self, status: int, headers: list[tuple[bytes, bytes]]) -> None:
        """Take the head."""
        self.status, self.headers = status, headers
        if not self.begun.done():
            self.begun.set_result(None)

    def take(self, piece: bytes) -> bool:
        """Take a piece; return whether the client is behind."""
        self._pieces.append(piece)
        self._size += len(piece)
        self._wake()
        return self._size > _HIGH

    def end(self, error: Exception | None = None) -> None:
        """Take the end, and what went wrong."""
        self._ended = True
        if not self.begun.done():
            self.begun.set_exception(_failed("the upstream cannot be reached", "connect", error))
        elif error:
            self._error = _failed("the upstream's reply broke off", "cut", error)
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


class Connection(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self, all_kept: Connections) -> None:
        self._all = all_kept  # where it goes when its reply has ended
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._headers: list[tuple[bytes, bytes]] = []
        self._reply: Reply | None = None
        self._interim = False  # a 1xx: the reply is still to come
        self._endless = False  # no length is told: the reply ends with the connection
        self.idle = 0.0  # since when

    @property
    def open(self) -> bool:
        """Whether it can be used."""
        return self._transport is not None and not self._transport.is_closing()

    @property
    def quiet(self) -> bool:
        """Whether nothing has come that the loop has not seen yet: an upstream that has just closed it is not asked."""
        assert self._transport
        poll = select.poll()
        poll.register(self._transport.get_extra_info("socket").fileno(), select.POLLIN)
        return not poll.poll(0)

    def ask(self, content: bytes, bodiless: bool) -> Reply:
        """Send a request and return the reply that will come."""
        assert self._transport
        self._reply = reply = Reply(self, bodiless)
        self._transport.write(content)
        return reply

    def read_on(self) -> None:
        """Read again after a pause."""
        if self.open and self._transport:
            self._transport.resume_reading()

    def abort(self) -> None:
        """Drop the connection, and with it the upstream's work."""
        if self._transport:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport."""
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """End the reply, well where it was to end so."""
        self._all.drop(self)
        if self._reply:
            well = exc is None and self._endless and self._reply.begun.done()
            self._end(None if well else exc or EOFError("the server closed the connection"))

    def data_received(self, data: bytes) -> None:
        """Read on."""
        try:
            if self._reply:
                self._parser.feed_data(data)
            else:  # nobody asked
                self.abort()
        except _UNREADABLE as error:
            self._end(error)
            self.abort()

    # What httptools calls.

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header."""
        self._headers.append((name, value))

    def on_headers_complete(self) -> None:
        """Begin the reply."""
        status = self._parser.get_status_code()
        headers, self._headers = self._headers, []
        self._interim = status < 200
        if not self._reply:  # nobody asked
            self.abort()
        elif not self._interim:
            names = {name.lower() for name, _ in headers}
            self._endless = not names & {b"content-length", b"transfer-encoding"}
            self._reply.begin(status, headers)
            if self._reply.bodiless:
                self._end()
                self.abort()

    def on_body(self, body: bytes) -> None:
        """Take a piece."""
        if self._reply and self._reply.take(body) and self._transport:
            self._transport.pause_reading()

    def on_message_complete(self) -> None:
        """End the reply and keep the connection for the next."""
        if self._interim or not self._reply or not self._transport:
            return
        self._end()
        if self._parser.should_keep_alive() and not self._transport.get_write_buffer_size() and self.open:
            self._transport.resume_reading()
            self._all.keep(self)
        else:
            self.abort()

    def _end(self, error: Exception | None = None) -> None:
        if self._reply:
            self._reply.end(error)
            self._reply = None


class Connections:
    """All connections to the server at `root`, such as `http://127.0.0.1:8000/v1`."""

    def __init__(self, root: str) -> None:
        address = urlsplit(root)
        self._secure = address.scheme == "https"
        self._context: ssl.SSLContext | None = None
        self._address = address.hostname or "", address.port or (443 if self._secure else 80)
        self._host, self._path = address.netloc.rpartition("@")[2], address.path
        self._kept: list[Connection] = []  # the longest idle first
        self._sweeping: asyncio.TimerHandle | None = None

    async def ask(self, method: str, path: str, headers: Pairs, body: bytes) -> Reply:
        """Return the reply to a request for `path` below the root once its head is there.

        Raises: EndpointError when there is none; ValueError for headers that cannot be written.
        """
        content = self._written(method, path, headers, body)
        kept = self._last()
        try:
            return await _begun(kept or await self._connected(), content, method)
        except EndpointError:
            if not kept or method not in _SAFE:
                raise
        return await _begun(await self._connected(), content, method)

    def close(self) -> None:
        """Close the connections that are idle."""
        if self._sweeping is not None:
            self._sweeping.cancel()
        for one in tuple(self._kept):
            one.abort()

    def _written(self, method: str, path: str, headers: Pairs, body: bytes) -> bytes:
        lines = [f"{method} {self._path}{path} HTTP/1.1", f"Host: {self._host}"]
        lines += [f"{name}: {value}" for name, value in headers]
        if body or method in _WITH_BODY:
            lines.append(f"Content-Length: {len(body)}")
        head = "\r\n".join(lines)
        if head.count("\n") >= len(lines) or head.count("\r") >= len(lines):
            raise ValueError("a header holds a line break")
        return head.encode("latin-1") + b"\r\n\r\n" + body

    def keep(self, connection: Connection) -> None:
        """Keep a connection for the next request."""
        connection.idle = time.monotonic()
        self._kept.append(connection)
        if self._sweeping is None:
            self._sweeping = asyncio.get_running_loop().call_later(_KEPT, self._sweep)

    def drop(self, connection: Connection) -> None:
        """Keep a connection no longer."""
        if connection in self._kept:
            self._kept.remove(connection)

    def _sweep(self) -> None:
        """Close the connections that were idle for too long, and look again later where some are left."""
        self._sweeping = None
        since = time.monotonic() - _KEPT
        while self._kept and self._kept[0].idle <= since:
            self._kept.pop(0).abort()
        if self._kept:
            self._sweeping = asyncio.get_running_loop().call_later(_KEPT, self._sweep)

    def _last(self) -> Connection | None:
        """Return the connection that was used last, where it can still be used."""
        since = time.monotonic() - _KEPT
        while self._kept:
            last = self._kept.pop()
            if last.open and last.idle > since and last.quiet:
                return last
            last.abort()
        return None

    async def _connected(self) -> Connection:
        if self._secure and self._context is None:
            self._context = ssl.create_default_context()  # 20 ms: once
        try:
            async with asyncio.timeout(_CONNECT):
                loop = asyncio.get_running_loop()
                _, made = await loop.create_connection(lambda: Connection(self), *self._address, ssl=self._context)
        except TimeoutError as error:
            why = f"no connection within {_CONNECT:g} s"
            raise EndpointError(f"the upstream cannot be reached: {why}", "check --base-url", kind="connect") from error
        except OSError as error:
            raise EndpointError(
                f"the upstream cannot be reached: {error}", "check --base-url", kind="connect"
            ) from error
        return made


async def _begun(connection: Connection, content: bytes, method: str) -> Reply:
    """Return the reply once its head is there; who stops waiting ends the request."""
    reply = connection.ask(content, bodiless=method == "HEAD")
    try:
        await reply.begun
    except asyncio.CancelledError:
        await reply.aclose()  # not where it has ended: then the connection is kept, or another request's already
        raise
    return reply


def _failed(what: str, kind: str, error: Exception | None) -> EndpointError:
    why = "it cannot be read: " if isinstance(error, _UNREADABLE) else ""
    failed = EndpointError(f"{what}: {why}{error}", kind=kind)
    failed.__cause__ = error
    return failed
