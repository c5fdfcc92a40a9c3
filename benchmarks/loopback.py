"""HTTP over loopback at the least cost: an upstream and a load for the gateway's benchmarks, raw protocols on uvloop.

Each runs in a process of its own, so that neither takes time from what is measured. What the upstream answers is told by the
model that is asked for: `m` a short JSON reply or, with `"stream":true`, 33 events, `paced` the same an event each 20 ms;
`fail`, `limit`, `cut`, `gone` and `slow` are the faults. An event carries the time at which it was sent.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from random import Random
from typing import cast

EVENTS = 33
PACE = 0.02  # seconds between two events of `paced`
SLOW = 2.0  # seconds that `slow` takes
_STAMP = re.compile(rb'"content": ?" (\d{6,})"')
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_MODEL = re.compile(rb'"model": ?"([^"]*)"')
_STREAM = re.compile(rb'"stream": ?true')
_REPLY = (
    b'{"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"m","choices":[{"index":0,"message":'
    b'{"role":"assistant","content":"I have a table for two at the Old Mill at seven. Shall I take it?","refusal":null},'
    b'"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":180,"completion_tokens":17,"total_tokens":197}}'
)
_FAULTS = {b"fail": (500, b"server_error"), b"limit": (429, b"rate_limit_exceeded")}


# The upstream.


def whole(status: int, content: bytes) -> bytes:
    """Return a reply with its length."""
    head = b"HTTP/1.1 %d Whatever\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
    return head % (status, len(content)) + content


def chunk(content: bytes) -> bytes:
    """Return a chunk as it goes over the wire."""
    return b"%x\r\n%s\r\n" % (len(content), content)


def event(number: int) -> bytes:
    """Return event `number` of a stream: the role, the texts, the finish, [DONE]."""
    if number == EVENTS - 1:
        return b"data: [DONE]\n\n"
    finish = b'"stop"' if number == EVENTS - 2 else b"null"
    delta = (
        b'"content":" %d"' % time.perf_counter_ns() if 0 < number < EVENTS - 2 else b'"role":"assistant","content":""'
    )
    return (
        b'data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"m","choices":'
        b'[{"index":0,"delta":{%s},"finish_reason":%s}]}\n\n' % (b"" if number == EVENTS - 2 else delta, finish)
    )


class Upstream(asyncio.Protocol):
    """One connection of the upstream."""

    def __init__(self) -> None:
        self._held = b""
        self._loop = asyncio.get_running_loop()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._held += data
        while (end := self._held.find(b"\r\n\r\n")) >= 0:
            length = _LENGTH.search(self._held, 0, end + 2)
            size = end + 4 + (int(length[1]) if length else 0)
            if len(self._held) < size:
                return
            body, self._held = self._held[end + 4 : size], self._held[size:]
            self._answer(body)

    def _answer(self, body: bytes) -> None:
        model = _MODEL.search(body)
        name = model[1] if model else b""
        if name in _FAULTS:
            status, code = _FAULTS[name]
            self._write(whole(status, b'{"error":{"message":"no","type":"x","param":null,"code":"%s"}}' % code))
        elif name == b"gone":
            self._transport.close()
        elif name == b"slow":
            self._loop.call_later(SLOW, self._write, whole(200, _REPLY))
        elif not _STREAM.search(body):
            self._write(whole(200, _REPLY) if name != b"cut" else whole(200, _REPLY)[:-100], close=name == b"cut")
        else:
            self._write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")
            self._event(0, PACE if name == b"paced" else 0, 9 if name == b"cut" else EVENTS)

    def _event(self, number: int, pace: float, last: int) -> None:
        """Send an event and, a while later, the next: each is written by itself."""
        if number == last:
            self._write(b"0\r\n\r\n" if last == EVENTS else b"", close=last != EVENTS)
            return
        self._write(chunk(event(number)))
        if pace:
            self._loop.call_later(pace, self._event, number + 1, pace, last)
        else:
            self._loop.call_soon(self._event, number + 1, pace, last)

    def _write(self, content: bytes, close: bool = False) -> None:
        if not self._transport.is_closing():
            self._transport.write(content)
            if close:
                self._transport.close()


# The load.


def bodies(turns: int, model: str, stream: bool, seed: int = 0) -> Callable[[int], bytes]:
    """Return what gives the body of conversation `number`: a system prompt where there are many turns, then the user first
    and last. Texts are requests of the town of some 750 characters; the number is said in each turn, so that no two
    conversations share one.
    """
    import json

    from commonground.town.families import FAMILIES
    from commonground.town.items import make_item

    random, templates = Random(seed), list[list[bytes]]()
    for _ in range(16):
        messages = [{"role": "system", "content": "Be kind. %NUMBER%"}] if turns > 1 else []
        while len(messages) < turns:
            text = "Note %NUMBER%."
            while len(text) < 700:
                item = make_item(random.choice(list(FAMILIES)), "test", 1, random.randrange(10_000))
                text += f" {item.full} {item.phrasings[-1]}"
            speaker = "user" if (turns - len(messages)) % 2 else "assistant"
            messages.append({"role": speaker, "content": text[:740]})
        asked = {"model": model, "messages": messages, "stream": stream}
        templates.append(json.dumps(asked).encode().split(b"%NUMBER%"))
    return lambda number: (b"%d" % number).join(templates[number % 16])


@dataclass
class Seen:
    """What a load saw: seconds to the end and to the first byte of each reply, statuses, how events came."""

    took: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    gaps: list[float] = field(default_factory=list)  # seconds: between two arrivals, less between the two sendings
    reads: int = 0
    events: int = 0
    seconds: float = 0.0
    broken: int = 0  # replies without their end


class Asking(asyncio.Protocol):
    """One connection that asks again as soon as it has its answer."""

    def __init__(self, load: Load) -> None:
        self._load, self._seen = load, load.seen
        self._held, self._body = bytearray(), 0
        self.ended = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._ask()

    def _ask(self) -> None:
        asked = next(self._load.asked, None)
        self._over = asked is None
        if asked is None:
            self._transport.close()
            return
        self._held.clear()
        self._body = 0
        self._last: tuple[float, int] | None = None
        self._began = time.perf_counter()
        self._first = 0.0
        self._transport.write(asked)

    def data_received(self, data: bytes) -> None:
        now, held = time.perf_counter(), self._held
        held += data
        if not self._body:
            end = held.find(b"\r\n\r\n")
            if end < 0:
                return
            self._body = end + 4
            length = _LENGTH.search(held, 0, self._body)
            self._size = self._body + int(length[1]) if length else 0
        if not self._first and len(held) > self._body:
            self._first = now
        if self._load.watched:
            self._watch(data, now)
        if len(held) >= self._size if self._size else held.endswith(b"\r\n0\r\n\r\n"):
            self._seen.took.append(now - self._began)
            self._seen.first.append((self._first or now) - self._began)
            status = int(held[9:12])
            self._seen.statuses[status] = self._seen.statuses.get(status, 0) + 1
            self._ask()

    def _watch(self, data: bytes, now: float) -> None:
        found = [int(stamp) for stamp in _STAMP.findall(data)]
        self._seen.reads += bool(found)
        self._seen.events += len(found)
        for sent in found:
            if self._last:
                self._seen.gaps.append(now - self._last[0] - (sent - self._last[1]) / 1e9)
            self._last = now, sent

    def connection_lost(self, error: Exception | None) -> None:
        self._seen.broken += not self._over
        self.ended.set_result(None)


@dataclass
class Load:
    """A load: what is asked, one after the other, over so many connections; `watched` is whether events are timed."""

    asked: Iterator[bytes]
    watched: bool = False
    seen: Seen = field(default_factory=Seen)

    async def run(self, port: int, connections: int) -> Seen:
        loop, began = asyncio.get_running_loop(), time.perf_counter()
        made = [await loop.create_connection(lambda: Asking(self), "127.0.0.1", port) for _ in range(connections)]
        await asyncio.gather(*(protocol.ended for _, protocol in made))
        self.seen.seconds = time.perf_counter() - began
        return self.seen


def requests(body: Callable[[int], bytes], start: int, most: int, seconds: float, key: str = "x") -> Iterator[bytes]:
    """Yield requests for conversations `start`, `start` + 1, ... until there were `most` or `seconds` are over."""
    head = (
        b"POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
        b"accept: application/json\r\nuser-agent: loopback\r\nauthorization: Bearer %s\r\ncontent-length: %d\r\n\r\n"
    )
    until = time.perf_counter() + seconds
    for number in range(start, start + most):
        if time.perf_counter() > until:
            return
        content = body(number)
        yield head % (key.encode(), len(content)) + content


# Processes.


def _serve(told: Connection) -> None:
    import uvloop

    async def run() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(Upstream, "127.0.0.1", 0, backlog=1024)
        told.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    uvloop.run(run())


def upstream() -> tuple[multiprocessing.Process, int]:
    """Start the upstream; return its process and its port."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    return process, int(ours.recv())


def _load(told: Connection, port: int, connections: int, asked: Iterator[bytes], watched: bool) -> None:
    import uvloop

    told.send(uvloop.run(Load(asked, watched).run(port, connections)))


def load(port: int, connections: int, make: Callable[[], Iterator[bytes]], watched: bool = False) -> Seen:
    """Send a load from a process of its own and return what it saw."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=lambda: _load(theirs, port, connections, make(), watched))
    process.start()
    theirs.close()
    seen: Seen = ours.recv()
    process.join()
    return seen
