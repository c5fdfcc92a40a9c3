"""The relay's connections: used again, ended with their request, and read as HTTP says, whatever the server does."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from tests.server import raw

from commonground.errors import EndpointError
from commonground.server import connections
from commonground.server.connections import Connections, Reply

SECONDS = 10.0
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
Streams = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def server(handle: Streams) -> AsyncIterator[tuple[Connections, list[int]]]:
    """Connections to a server, and the number of each connection that was made to it."""
    made: list[int] = []

    async def count(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        made.append(len(made))
        try:
            await handle(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    listening = await asyncio.start_server(count, "127.0.0.1", 0)
    found = Connections(f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/v1")
    async with asyncio.timeout(SECONDS):
        yield found, made
    found.close()
    listening.close()


def saying(*replies: bytes, close: bool = False) -> Streams:
    """Return a server that gives these replies on each connection, one a request."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for reply in replies:
            await raw.read_message(reader)
            writer.write(reply)
        if not close:
            await reader.read()

    return handle


async def whole(reply: Reply) -> bytes:
    return b"".join([piece async for piece in reply])


async def asked(found: Connections, method: str = "POST", body: bytes = b"{}") -> tuple[int, bytes]:
    reply = await found.ask(method, "/chat", [], body)
    return reply.status, await whole(reply)


async def emptied(found: Connections) -> None:
    """Wait until no connection is kept."""
    while found._kept:  # noqa: ASYNC110 - the connection's end has no event
        await asyncio.sleep(0.001)


async def test_a_connection_is_used_again() -> None:
    async with server(saying(OK, OK, OK)) as (found, made):
        for _ in range(3):
            assert await asked(found) == (200, b"ok")
    assert made == [0]


async def test_requests_at_once_have_connections_of_their_own() -> None:
    async with server(saying(OK)) as (found, made):
        assert await asyncio.gather(*(asked(found) for _ in range(5))) == [(200, b"ok")] * 5
    assert len(made) == 5


async def test_one_that_was_idle_for_long_is_not_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "_KEPT", 0.0)
    async with server(saying(OK, OK)) as (found, made):
        for _ in range(2):
            assert await asked(found) == (200, b"ok")
    assert len(made) == 2


async def test_those_that_nobody_uses_are_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "_KEPT", 0.05)
    async with server(saying(OK)) as (found, _):
        await asyncio.gather(*(asked(found) for _ in range(5)))
        await emptied(found)
        assert found._sweeping is None


async def test_a_kept_connection_that_breaks_is_asked_again_only_where_that_is_safe() -> None:
    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await raw.read_message(reader)
        writer.write(OK)
        await raw.read_message(reader)
        writer.transport.abort()

    async with server(once) as (found, made):
        assert await asked(found) == (200, b"ok")
        assert await asked(found, "GET", b"") == (200, b"ok")
        with pytest.raises(EndpointError, match="cannot be reached"):
            await asked(found)
    assert len(made) == 2


async def test_one_that_the_server_closed_is_not_used() -> None:
    async with server(saying(OK, close=True)) as (found, made):
        for number in range(3):
            assert await asked(found) == (200, b"ok")
            await emptied(found)
            assert len(made) == number + 1


@pytest.mark.parametrize(
    ("reply", "content"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\nuntil the end", b"until the end"),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nold", b"old"),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK, b"ok"),
        (
            b"HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nA: b\r\n\r\n",
            b"x",
        ),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", b""),
    ],
)
async def test_replies_of_all_forms(reply: bytes, content: bytes) -> None:
    async with server(saying(reply, close=True)) as (found, _):
        for _ in range(2):
            assert await asked(found) == (200, content)
            await emptied(found)


@pytest.mark.parametrize(
    "reply",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nno length\r\n",
    ],
)
async def test_a_reply_that_breaks_off_says_so_after_what_came(reply: bytes) -> None:
    async with server(saying(reply, close=True)) as (found, _):
        got = await found.ask("POST", "/chat", [], b"{}")
        assert await anext(got) == b"half"
        with pytest.raises(EndpointError, match="broke off"):
            await anext(got)
        await got.aclose()


@pytest.mark.parametrize(
    "reply", [b"", b"HTTP/1.1 200", b"SSH-2.0\r\n\r\n", b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n"]
)
async def test_what_is_no_reply_is_an_error(reply: bytes) -> None:
    async with server(saying(reply, close=True)) as (found, _):
        with pytest.raises(EndpointError):
            await asked(found)


async def test_an_answer_that_comes_before_the_request_has_gone_ends_the_connection() -> None:
    async def early(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await raw.read_head(reader)
        writer.write(b"HTTP/1.1 413 No\r\nContent-Length: 2\r\n\r\nno")
        await asyncio.Event().wait()

    async with server(early) as (found, made):
        for _ in range(2):
            assert await asked(found, body=bytes(2**25)) == (413, b"no")
    assert len(made) == 2


async def test_a_reply_that_nobody_reads_does_not_fill_the_memory() -> None:
    sent = 0

    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        await raw.read_message(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % 2**26)
        for _ in range(2**10):
            writer.write(b"x" * 2**16)
            await writer.drain()
            sent += 2**16
        await reader.read()

    async with server(endless) as (found, _):
        reply = await found.ask("POST", "/chat", [], b"{}")
        before = -1
        while before != sent:  # until the server is held up
            before = sent
            await asyncio.sleep(0.2)
        assert sum(map(len, reply._pieces)) < 2**20
        assert sent < 2**25
        assert len(await whole(reply)) == 2**26


@pytest.mark.parametrize("begun", [False, True])
async def test_closing_a_reply_ends_the_servers_work(begun: bool) -> None:
    left = asyncio.Event()

    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await raw.read_message(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
        await reader.read()
        left.set()

    async with server(slow) as (found, _):
        reply = await found.ask("POST", "/chat", [], b"{}")
        if begun:
            assert await anext(reply) == b"half"
        await reply.aclose()
        await left.wait()


async def test_who_leaves_as_the_reply_ends_takes_nothing_from_who_asks_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reply has come, its connection is another's already, and only then is told that who asked has gone."""
    came = asyncio.Event()

    async def next_one() -> tuple[int, bytes]:
        await came.wait()
        return await asked(found)

    def take(connection: connections.Connection, data: bytes) -> None:
        came.set()  # first, so that the next is awake before who left
        received(connection, data)
        leaving.cancel()

    received = connections.Connection.data_received
    async with server(saying(OK, OK)) as (found, made):
        going_on = asyncio.create_task(next_one())
        leaving = asyncio.create_task(asked(found))
        monkeypatch.setattr(connections.Connection, "data_received", take)
        with pytest.raises(asyncio.CancelledError):
            await leaving
        assert await going_on == (200, b"ok")
    assert made == [0]


async def test_bytes_that_nobody_asked_for_end_the_connection() -> None:
    async with server(saying(OK + OK, OK)) as (found, made):
        assert await asked(found) == (200, b"ok")
        await emptied(found)
        assert await asked(found) == (200, b"ok")
    assert len(made) == 2


async def test_no_header_breaks_a_line() -> None:
    found = Connections("http://127.0.0.1:9/v1")
    for name, value in (("X", "a\r\nY: b"), ("X\n", "a"), ("X", "a\rb")):
        with pytest.raises(ValueError, match="line break"):
            await found.ask("GET", "/models", [(name, value)], b"")


async def test_a_server_that_is_not_there() -> None:
    with pytest.raises(EndpointError, match="cannot be reached"):
        await asked(Connections("http://127.0.0.1:9/v1"))


async def test_one_whose_end_has_come_but_was_not_seen_yet_is_not_used() -> None:
    """The end stands in the kernel while the loop is busy: what is written then would be lost with the connection."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        found = Connections(f"http://127.0.0.1:{listening.getsockname()[1]}/v1")
        kept = await found._connected()
        theirs, _ = listening.accept()
        found.keep(kept)
        assert kept.quiet
        theirs.close()  # nothing is awaited between this and the question
        assert kept.open
        assert not kept.quiet
        assert found._last() is None
        found.close()
        await asyncio.sleep(0)
