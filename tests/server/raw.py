"""HTTP as bytes: a client and an upstream that add nothing, take nothing away and see every byte that was sent to them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

Headers = Sequence[tuple[str, str]]
Reply = Callable[[asyncio.StreamWriter], Coroutine[None, None, None]]
LATIN = "latin-1"


@dataclass
class Message:
    """A request or a reply: its first line, its headers (names in lower case), its body, the pieces in which that came.

    `whole` is False where the connection ended before the message did.
    """

    start: str
    headers: list[tuple[str, bytes]]
    body: bytes = b""
    pieces: list[bytes] = field(default_factory=list)
    whole: bool = True

    @property
    def status(self) -> int:
        return int(self.start.split(" ")[1])

    def header(self, name: str) -> bytes | None:
        return next((value for key, value in self.headers if key == name), None)


def head(start: str, headers: Headers) -> bytes:
    """Return the head of a message. Values are written in UTF-8."""
    lines = [start.encode(LATIN), *(f"{name}: {value}".encode() for name, value in headers)]
    return b"\r\n".join([*lines, b"", b""])


async def read_head(reader: asyncio.StreamReader) -> Message:
    lines = (await reader.readuntil(b"\r\n\r\n"))[:-4].split(b"\r\n")
    pairs = [line.split(b":", 1) for line in lines[1:]]
    return Message(lines[0].decode(LATIN), [(name.decode(LATIN).lower(), value.strip()) for name, value in pairs])


async def pieces(reader: asyncio.StreamReader, message: Message) -> AsyncIterator[bytes]:
    """Yield the body as it comes: the chunks as they were cut, or all of a known length."""
    if message.header("transfer-encoding") != b"chunked":
        length = int(message.header("content-length") or 0)
        if length:
            yield await reader.readexactly(length)
        return
    while size := int((await reader.readuntil(b"\r\n"))[:-2], 16):
        yield (await reader.readexactly(size + 2))[:-2]
    await reader.readexactly(2)


async def read_message(reader: asyncio.StreamReader, bodiless: bool = False) -> Message:
    message = await read_head(reader)
    if bodiless or (message.start.startswith("HTTP") and message.status in (204, 304)):
        return message
    try:
        async for piece in pieces(reader, message):
            message.pieces.append(piece)
    except asyncio.IncompleteReadError as error:
        message.pieces.append(error.partial)
        message.whole = False
    message.body = b"".join(message.pieces)
    return message


class Upstream:
    """A server that keeps what it was asked and answers as `reply` does.

    `came` is set when it is asked, `left` when a client leaves it.
    """

    def __init__(self) -> None:
        self.asked: list[Message] = []
        self.reply: Reply = answer(200, [], [b"{}"])
        self.came, self.left = asyncio.Event(), asyncio.Event()
        self.url = ""
        self._tasks: set[asyncio.Task[None]] = set()

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            while True:
                self.asked.append(await read_message(reader))
                self.came.set()
                replying = asyncio.create_task(self.reply(writer))
                leaving = asyncio.create_task(reader.read(1))
                await asyncio.wait((replying, leaving), return_when=asyncio.FIRST_COMPLETED)
                if not replying.done() or writer.is_closing():
                    self.left.set()
                    replying.cancel()
                    return
                await replying
                leaving.cancel()
                await asyncio.gather(leaving, return_exceptions=True)
        except (asyncio.IncompleteReadError, ConnectionError):
            self.left.set()
        finally:
            self._tasks.discard(task)
            writer.close()

    async def end(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def upstream() -> AsyncIterator[Upstream]:
    """An upstream on a port of its own."""
    found = Upstream()
    server = await asyncio.start_server(found, "127.0.0.1", 0)
    found.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    try:
        yield found
    finally:
        server.close()
        await found.end()
        await server.wait_closed()


def answer(status: int, headers: Headers, parts: Iterable[bytes]) -> Reply:
    """Return a reply: one piece comes with its length, several come as chunks."""
    found = list(parts)

    async def write(writer: asyncio.StreamWriter) -> None:
        chunked = len(found) > 1
        bodiless = status in (204, 304)
        length = ("Transfer-Encoding", "chunked") if chunked else ("Content-Length", str(sum(map(len, found))))
        writer.write(head(f"HTTP/1.1 {status} Whatever", [*headers, *([] if bodiless else [length])]))
        for piece in found:
            writer.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n" if chunked else piece)
            await writer.drain()
        writer.write(b"0\r\n\r\n" if chunked else b"")

    return write


class Client:
    """A connection to the gateway."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str) -> None:
        self.reader, self.writer, self.host = reader, writer, host

    async def send(self, method: str, path: str, headers: Headers, body: bytes) -> None:
        length = [("Content-Length", str(len(body)))] if body or method in ("POST", "PUT", "PATCH") else []
        self.writer.write(head(f"{method} {path} HTTP/1.1", [("Host", self.host), *headers, *length]) + body)
        await self.writer.drain()

    async def ask(self, method: str, path: str, headers: Headers = (), body: bytes = b"") -> Message:
        await self.send(method, path, headers, body)
        async with asyncio.timeout(20):
            return await read_message(self.reader, bodiless=method == "HEAD")


@asynccontextmanager
async def connected(root: str) -> AsyncIterator[Client]:
    address = urlsplit(root)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    try:
        yield Client(reader, writer, address.netloc)
    finally:
        writer.close()
