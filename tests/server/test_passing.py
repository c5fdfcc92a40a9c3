"""What the gateway passes on is what came, byte for byte, there and back, as it comes, and no longer than someone listens."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from tests.server import corpus, raw
from tests.server.serving import served

from commonground.models.chat import ChatModel
from commonground.models.scripted import Script
from commonground.server.gateway import Gateway, Settings
from commonground.server.translating import Translating
from commonground.server.upstream import Remote

PRESETS = ("off", "observe", "light")
CHAT = "/v1/chat/completions"
SECONDS = 10.0


class Passing(Remote):
    """A remote upstream whose Mediator finds every request complete."""

    def model(self, name: str, key: str | None = None) -> ChatModel:
        return Script(lambda request: "PASS")


@asynccontextmanager
async def between(preset: str = "off", key: str | None = None) -> AsyncIterator[tuple[raw.Upstream, raw.Client]]:
    async with raw.upstream() as upstream:
        gateway = Gateway(Translating(Passing(upstream.url, key)), Settings(preset))
        async with served(gateway) as root, raw.connected(root) as client:
            yield upstream, client


def sent(headers: raw.Headers) -> list[tuple[str, bytes]]:
    return sorted((name.lower(), value.encode()) for name, value in headers)


def own(message: raw.Message) -> list[tuple[str, bytes]]:
    """The headers of a message but those of the connection, and those in which the gateway says what it did."""
    connection = ("host", "content-length", "transfer-encoding", "connection")
    return sorted(
        (name, value)
        for name, value in message.headers
        if name not in connection and not name.startswith("x-commonground")
    )


def test_the_corpus_is_large_and_each_request_is_another() -> None:
    requests = list(corpus.requests())
    assert len(requests) >= 200
    assert len({one.name for one in requests}) == len(requests)
    assert len({(one.method, one.path, one.body, one.headers) for one in requests}) >= 0.95 * len(requests)


@pytest.mark.parametrize("preset", PRESETS)
async def test_every_request_arrives_as_it_was_sent(preset: str) -> None:
    wrong = []
    async with between(preset) as (upstream, client):
        for one in corpus.requests():
            upstream.asked.clear()
            reply = await client.ask(one.method, one.path, one.headers, one.body)
            assert reply.status == 200, one.name
            (got,) = upstream.asked
            expected = f"{one.method} {one.path} HTTP/1.1", one.body, sent(one.headers)
            if (got.start, got.body, own(got)) != expected:
                wrong.append((one.name, got.start, own(got), got.body[:100]))
    assert not wrong


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("path", [CHAT, "/v1/responses", "/v1/audio/speech"])
async def test_every_reply_comes_back_as_it_was_given(preset: str, path: str) -> None:
    wrong = []
    body = json.dumps({"model": "m", "messages": corpus.TALK}).encode()
    async with between(preset) as (upstream, client):
        for one in corpus.replies():
            content = [b"m", *one.pieces[1:]] if path == "/v1/responses" and one.status == 404 else one.pieces
            upstream.reply = raw.answer(one.status, one.headers, content)
            got = await client.ask("POST", path, (("Content-Type", corpus.JSON),), body)
            if (got.status, got.body, own(got), got.whole) != (one.status, b"".join(content), sent(one.headers), True):
                wrong.append((one.name, got.status, own(got), got.body[:100]))
            length = got.header("content-length")
            assert length is None or int(length) == len(got.body)
    assert not wrong


async def test_what_belongs_to_one_connection_stays_on_it_and_the_relays_key_replaces_the_clients() -> None:
    headers = (
        ("Connection", "keep-alive, X-Hop"), ("X-Hop", "1"), ("Keep-Alive", "timeout=5"), ("TE", "trailers"),
        ("Proxy-Authorization", "Basic x"), ("Authorization", "Bearer client"), ("X-Kept", "1"),
    )  # fmt: skip
    async with between(key="relay") as (upstream, client):
        upstream.reply = raw.answer(200, [("Connection", "X-There"), ("X-There", "1"), ("X-Back", "1")], [b"{}"])
        reply = await client.ask("POST", CHAT, headers, b"{}")
    assert own(upstream.asked[0]) == [("authorization", b"Bearer relay"), ("x-kept", b"1")]
    assert own(reply) == [("x-back", b"1")]


@pytest.mark.parametrize(
    "path", ["/v1/../admin", "/v1/a/%2e%2e/%2E%2e/x", "/v1/models/..", "/v1/..%2f..%2fadmin", "/v1/./x"]
)
async def test_no_path_leads_out_of_v1(path: str) -> None:
    async with between() as (upstream, client):
        reply = await client.ask("GET", path)
    assert (reply.status, upstream.asked) == (404, [])


async def test_a_head_request_has_the_length_and_no_body() -> None:
    async def reply(writer: asyncio.StreamWriter) -> None:
        writer.write(raw.head("HTTP/1.1 200 OK", [("Content-Length", "5")]))

    async with between() as (upstream, client):
        upstream.reply = reply
        for _ in range(2):  # the second would read the body of the first
            got = await client.ask("HEAD", "/v1/files/x")
            assert (got.status, got.header("content-length")) == (200, b"5")
    assert upstream.asked[0].start == "HEAD /v1/files/x HTTP/1.1"


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("path", [CHAT, "/v1/responses", "/v1/audio/speech"])
async def test_a_stream_is_passed_on_as_it_comes(preset: str, path: str) -> None:
    """The upstream gives each chunk only after the client has had the one before: whoever gathers, hangs."""
    arrived = asyncio.Event()

    async def reply(writer: asyncio.StreamWriter) -> None:
        writer.write(raw.head("HTTP/1.1 200 OK", [("Content-Type", corpus.EVENTS), ("Transfer-Encoding", "chunked")]))
        for number in range(50):
            piece = f"data: {number}\n\n".encode()
            writer.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
            await arrived.wait()
            arrived.clear()
        writer.write(b"0\r\n\r\n")

    async with between(preset) as (upstream, client):
        upstream.reply = reply
        await client.send("POST", path, (), corpus.body(stream=True))
        async with asyncio.timeout(SECONDS):
            message = await raw.read_head(client.reader)
            got = []
            async for piece in raw.pieces(client.reader, message):
                got.append(piece)
                arrived.set()
    assert got == [f"data: {number}\n\n".encode() for number in range(50)]


async def test_headers_come_before_the_first_piece() -> None:
    arrived = asyncio.Event()

    async def reply(writer: asyncio.StreamWriter) -> None:
        writer.write(raw.head("HTTP/1.1 200 OK", [("X-Early", "1"), ("Transfer-Encoding", "chunked")]))
        await arrived.wait()
        writer.write(b"1\r\nx\r\n0\r\n\r\n")

    async with between() as (upstream, client):
        upstream.reply = reply
        await client.send("POST", CHAT, (), corpus.body(stream=True))
        async with asyncio.timeout(SECONDS):
            message = await raw.read_head(client.reader)
            assert message.header("x-early") == b"1"
            arrived.set()
            assert [piece async for piece in raw.pieces(client.reader, message)] == [b"x"]


async def silence(writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def one_chunk(writer: asyncio.StreamWriter) -> None:
    writer.write(raw.head("HTTP/1.1 200 OK", [("Transfer-Encoding", "chunked")]) + b"1\r\nx\r\n")
    await asyncio.Event().wait()


@pytest.mark.parametrize("path", [CHAT, "/v1/responses", "/v1/audio/speech"])
@pytest.mark.parametrize("begun", [False, True])
async def test_a_client_that_leaves_ends_the_upstreams_work(path: str, begun: bool) -> None:
    async with raw.upstream() as upstream:
        upstream.reply = one_chunk if begun else silence
        async with served(Gateway(Translating(Remote(upstream.url)), Settings("off"))) as root:
            async with raw.connected(root) as client:
                await client.send("POST", path, (), corpus.body())
                async with asyncio.timeout(SECONDS):
                    if begun:
                        await raw.read_head(client.reader)
                    await upstream.came.wait()
            await asyncio.wait_for(upstream.left.wait(), SECONDS)


@pytest.mark.parametrize("path", [CHAT, "/v1/responses", "/v1/audio/speech"])
@pytest.mark.parametrize("length", ["Transfer-Encoding: chunked", "Content-Length: 100"])
async def test_an_upstream_that_dies_is_passed_on_as_a_broken_reply(path: str, length: str) -> None:
    async def die(writer: asyncio.StreamWriter) -> None:
        writer.write(raw.head("HTTP/1.1 200 OK", [tuple(length.split(": "))]))  # type: ignore[list-item]
        writer.write(b"6\r\ndata: \r\n" if "chunked" in length else b"data: ")
        await writer.drain()
        writer.transport.abort()

    async with between() as (upstream, client):
        upstream.reply = die
        reply = await client.ask("POST", path, (), corpus.body(stream=True))
        assert (reply.status, reply.whole, reply.body) == (200, False, b"data: ")
        assert await client.reader.read() == b"", "the connection ends: nothing can be taken for the reply's end"


async def test_an_upstream_that_dies_before_its_headers_is_a_502() -> None:
    async def die(writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()

    async with between() as (upstream, client):
        upstream.reply = die
        reply = await client.ask("POST", CHAT, (), corpus.body())
    assert reply.status == 502
    assert set(json.loads(reply.body)["error"]) == {"message", "type", "param", "code"}


async def test_the_models_that_clients_name_do_not_pile_up() -> None:
    remote = Remote("http://127.0.0.1:9/v1")
    first = remote.model("0")
    for number in range(1000):
        remote.model(str(number))
    assert remote.model("999") is remote.model("999")
    assert remote.model("0") is not first
    await remote.aclose()
