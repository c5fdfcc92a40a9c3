"""What the log says where the model gave no answer: the kind, the cause and the request, never what was said."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from tests.server import corpus, raw
from tests.server.serving import served

from commonground.errors import EndpointError
from commonground.models.scripted import Echo, Faulty
from commonground.server.gateway import Gateway, Settings
from commonground.server.local import Local
from commonground.server.logs import _Lines, unanswered
from commonground.server.upstream import Remote

CHAT = "/v1/chat/completions"
MESSAGES = [{"role": "user", "content": "my PIN is 4711"}]


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.WARNING, "commonground.server")
    caplog.handler.setFormatter(_Lines())
    return caplog


def lines(told: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    """The lines that the gateway wrote, without their time; the scripted upstream's loop may have its own say at the end."""
    found = [json.loads(line) for line in told.text.splitlines()]
    own = [line for line in found if line["logger"] == "commonground.server"]
    return [{name: line[name] for name in line.keys() - {"time", "logger"}} for line in own]


@asynccontextmanager
async def before(upstream: str) -> AsyncIterator[raw.Client]:
    async with served(Gateway(Remote(upstream), Settings("off"))) as root, raw.connected(root) as client:
        yield client


async def gone(writer: asyncio.StreamWriter) -> None:
    writer.close()


async def unreadable(writer: asyncio.StreamWriter) -> None:
    writer.write(b"SSH-2.0\r\n\r\n")


async def cut(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
    await writer.drain()
    writer.close()


@pytest.mark.parametrize(
    ("reply", "kind", "cause"),
    [
        (gone, "connect", "EOFError"),
        (unreadable, "connect", "HttpParserError"),
        (cut, "cut", "EOFError"),
    ],
)
async def test_an_upstream_that_fails_is_told_once(
    told: pytest.LogCaptureFixture, reply: raw.Reply, kind: str, cause: str
) -> None:
    async with raw.upstream() as upstream, before(upstream.url) as client:
        upstream.reply = reply
        answer = await client.ask("POST", CHAT, (), corpus.body())
        name = (answer.header("x-commonground-request") or b"").decode()
    (line,) = lines(told)
    assert line == {"level": "warning", "message": "unanswered", "request": name, "kind": kind, "cause": cause}
    assert name


async def test_an_upstream_that_is_not_there(told: pytest.LogCaptureFixture) -> None:
    async with before("http://127.0.0.1:9/v1") as client:
        for method, path, body in (("POST", CHAT, corpus.body()), ("GET", "/v1/models", b"")):
            assert (await client.ask(method, path, (), body)).status == 502
    chat, models = lines(told)
    assert chat["cause"] == models["cause"] == "ConnectionRefusedError"
    assert chat["request"]
    assert not models["request"], "only what is recorded has a name"


async def test_a_request_that_is_answered_is_not_told(told: pytest.LogCaptureFixture) -> None:
    async with raw.upstream() as upstream, before(upstream.url) as client:
        for status in (200, 429, 500):  # the upstream's own errors are answers
            upstream.reply = raw.answer(status, [], [b"{}"])
            assert (await client.ask("POST", CHAT, (), corpus.body())).status == status
    assert not lines(told)


async def test_a_model_in_process_that_fails(told: pytest.LogCaptureFixture) -> None:
    async with (
        served(Gateway(Local(Faulty(Echo(), "status")), Settings("off"))) as root,
        aiohttp.ClientSession() as client,
        client.post(root + CHAT, json={"model": "m", "messages": MESSAGES}) as reply,
    ):
        assert reply.status == 502
    (line,) = lines(told)
    assert (line["message"], line["kind"], line["cause"]) == ("unanswered", "status", "")


def test_no_word_of_the_message_is_told(told: pytest.LogCaptureFixture) -> None:
    error = EndpointError("no reply to 'my PIN is 4711'", kind="status")
    error.__cause__ = ValueError("4711")
    unanswered(error, "abc")
    assert "4711" not in told.text
    assert lines(told)[0]["cause"] == "ValueError"
