"""The door: bodies that are too large or too slow and heads that never end are refused in time, at no cost to others."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from commonground.models.scripted import Script
from commonground.server import protocol
from commonground.server.app import application
from commonground.server.door import Bounds, GoneError, RefusedError, body
from commonground.server.gateway import Gateway, Settings
from commonground.server.local import Local


@asynccontextmanager
async def bounded(seconds: float = 0.3) -> AsyncIterator[tuple[str, int]]:
    """A gateway with narrow bounds on a real socket, read as `serve` reads it."""
    import uvicorn

    gateway = Gateway(Local(Script(lambda request: "ok")), Settings("off", bounds=Bounds(1000, seconds)))
    config = uvicorn.Config(
        application(gateway), "127.0.0.1", 0, log_level="critical", http="commonground.server.protocol:BoundedProtocol"
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn tells it no other way
        await asyncio.sleep(0.01)
    try:
        yield "127.0.0.1", server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        await running


async def sent(place: tuple[str, int], *pieces: bytes, pause: float = 0.0, wait: float = 10.0) -> bytes:
    """Send pieces with a pause after each; return all that comes back until the connection ends."""
    reader, writer = await asyncio.open_connection(*place)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)
        return await asyncio.wait_for(reader.read(), wait)
    except ConnectionError:
        return b""
    finally:
        writer.close()


def head(length: int, path: str = "/v1/chat/completions") -> bytes:
    return f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {length}\r\n\r\n".encode()


async def test_a_body_of_100_megabytes_is_refused_before_it_is_read() -> None:
    async with bounded() as place:
        began = time.monotonic()
        answer = await sent(place, head(100 * 2**20))
        assert answer.startswith(b"HTTP/1.1 413")
        assert json.loads(answer.partition(b"\r\n\r\n")[2])["error"]["code"] == "request_too_large"
        assert time.monotonic() - began < 5


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/files", "/api/ground"])
async def test_a_body_without_a_length_is_refused_once_it_is_too_large(path: str) -> None:
    opening = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    async with bounded() as place:
        chunk = b"190\r\n" + b"x" * 400 + b"\r\n"
        answer = await sent(place, opening, chunk, chunk, chunk)
        assert answer.startswith(b"HTTP/1.1 413")


async def test_a_body_that_comes_too_slowly_is_refused_in_time() -> None:
    async with bounded() as place:
        began = time.monotonic()
        answer = await sent(place, head(20), b"x", b"y", pause=0.01)
        assert answer.startswith(b"HTTP/1.1 408")
        assert time.monotonic() - began < 5


async def test_a_head_that_does_not_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "SECONDS", 0.3)
    async with bounded() as place:
        for pieces in ((), (b"POST / HTTP/1.1\r\n",), (b"GET / HTTP/1.1\r\nHost: a\r\nX: ", b"y")):
            assert (await sent(place, *pieces)).startswith(b"HTTP/1.1 408")
        large = b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: %s\r\n" % (at, b"y" * 5000) for at in range(20))
        assert (await sent(place, large, wait=5)).startswith((b"HTTP/1.1 431", b""))


async def test_a_connection_that_is_kept_has_the_bound_for_each_head(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "SECONDS", 0.3)
    request = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    async with bounded() as place:
        answer = await sent(place, request, request, b"GET /healthz HTTP/1.1\r\n", pause=0.02)
        assert answer.count(b"HTTP/1.1 200") == 2
        assert b"HTTP/1.1 408" in answer


async def test_a_reply_may_take_longer_than_a_head(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "SECONDS", 0.1)
    content = json.dumps({"model": "m", "messages": [{"role": "user", "content": "hi"}]}).encode()
    async with bounded(5) as place:
        close = head(len(content)).replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
        answer = await sent(place, close, content[:9], content[9:], pause=0.2)
        assert answer.startswith(b"HTTP/1.1 200")


async def test_what_a_body_is_read_from() -> None:
    def pieces(*messages: dict[str, Any]) -> Any:
        left = list(messages)

        async def receive() -> dict[str, Any]:
            if not left:
                await asyncio.Event().wait()
            return left.pop(0)

        return receive

    more = {"type": "http.request", "more_body": True}
    bounds = Bounds(10, 0.1)
    whole = pieces({**more, "body": b"ab"}, more, {"type": "http.request", "body": b"c"})
    assert await body(whole, {}, bounds) == b"abc"
    assert await body(pieces({"type": "http.request"}), {"content-length": "x"}, bounds) == b""
    with pytest.raises(GoneError):
        await body(pieces({**more, "body": b"a"}, {"type": "http.disconnect"}), {}, bounds)
    for messages, headers, status in (
        (({"type": "http.request", "body": b"x" * 11},), {}, 413),
        (({**more, "body": b"x" * 6}, {**more, "body": b"x" * 6}), {}, 413),
        ((), {"content-length": "11"}, 413),
        (({**more, "body": b"x"},), {}, 408),
    ):
        with pytest.raises(RefusedError) as caught:
            await body(pieces(*messages), headers, bounds)
        assert caught.value.status == status
        assert caught.value.headers == [("Connection", "close")]


async def test_what_is_written_in_one_turn_goes_out_in_one_write() -> None:
    wrote: list[bytes] = []

    class Wire(asyncio.Transport):
        def write(self, data: bytes | bytearray | memoryview) -> None:
            wrote.append(bytes(data))

        def close(self) -> None:
            wrote.append(b"closed")

    joined = protocol._Joined(Wire(), asyncio.get_running_loop())
    for turn in ((b"head ", b"body"), (b"more",)):
        for piece in turn:
            joined.write(piece)
        assert b"".join(turn) not in wrote
        await asyncio.sleep(0)
    joined.write(b"last")
    joined.close()
    assert wrote == [b"head body", b"more", b"last", b"closed"]
