"""Each way in which an endpoint can fail: it ends within its time, says where and what, and never shows the key."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import pytest
from tests.models.upstream import (
    AGAIN,
    ASKED,
    GOOD,
    KEY,
    QUICK,
    SPENT,
    TOLD,
    Answer,
    Upstream,
    ask,
    broken_off,
    events,
    failure,
    hang,
    hang_midway,
    plain,
    speaking,
    streamed,
)

from commonground.errors import EndpointError
from commonground.models.chat import Usage
from commonground.models.endpoint import Endpoint


async def test_nobody_listens() -> None:
    server = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    error = await failure(Endpoint("m", f"http://127.0.0.1:{port}/v1", KEY, retry=QUICK))
    assert (error.kind, error.status) == ("connect", None)
    assert "Connection refused (after 3 tries)" in str(error)
    assert "--base-url" in error.hint
    assert isinstance(error.__cause__, OSError)


async def test_a_host_that_cannot_be() -> None:
    error = await failure(Endpoint("m", f"http://{'a' * 70}.invalid/v1", KEY, retry=QUICK))
    assert error.kind in ("connect", "protocol")


@pytest.mark.parametrize(
    ("status", "hint"),
    [(400, "--base-url"), (401, "OPENAI_API_KEY"), (403, "OPENAI_API_KEY"), (404, "'m'"), (302, "--base-url")],
)
async def test_a_refusal_is_not_tried_again(upstream: Upstream, status: int, hint: str) -> None:
    body = {"error": {"message": f"no:\n {KEY} is wrong", "type": "invalid"}}
    error = await failure(upstream.endpoint(plain(body, status, Location="/elsewhere")))
    assert (error.kind, error.status, len(upstream.bodies)) == ("status", status, 1)
    assert "no: *** is wrong" in str(error)
    assert hint in error.hint


async def test_without_a_key_the_hint_is_to_set_one(upstream: Upstream) -> None:
    upstream.answers = [plain({"detail": "who are you?"}, 401)]
    error = await failure(Endpoint("m", upstream.base_url))
    assert "who are you?" in str(error)
    assert "set OPENAI_API_KEY" in error.hint


@pytest.mark.parametrize("body", ["<html>Bad Gateway</html>", "", "[1]", '{"error": null}', "[" * 100_000])
async def test_a_refusal_without_words_says_its_status(upstream: Upstream, body: str) -> None:
    error = await failure(upstream.endpoint(plain(body, 502)))
    assert str(error).endswith("status 502 Bad Gateway (after 3 tries)")


@pytest.mark.parametrize("body", [{"message": "busy"}, {"error": "busy"}, {"object": "error", "message": "busy"}])
async def test_the_servers_words_are_found(upstream: Upstream, body: dict[str, str]) -> None:
    assert "busy" in str(await failure(upstream.endpoint(plain(body, 503))))


async def test_long_words_are_cut_short(upstream: Upstream) -> None:
    error = await failure(upstream.endpoint(plain({"error": {"message": "long " * 1000}}, 400)))
    assert len(str(error)) < 300


async def test_retry_after_is_waited_for(upstream: Upstream) -> None:
    started = time.monotonic()
    reply = await ask(upstream.endpoint(plain({}, 429, Retry_After="0.15"), streamed(events(*TOLD))))
    assert reply == AGAIN
    assert len(upstream.bodies) == 2
    assert time.monotonic() - started >= 0.149


async def test_a_wait_beyond_the_time_limit_fails_at_once(upstream: Upstream) -> None:
    started = time.monotonic()
    error = await failure(upstream.endpoint(plain({}, 429, Retry_After="60")))
    assert (error.kind, error.status, len(upstream.bodies)) == ("status", 429, 1)
    assert "asks to wait 60 s" in str(error)
    assert "--jobs" in error.hint
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("header", ["Wed, 21 Oct 2026 07:28:00 GMT", "nan", "-3", "inf", ""])
async def test_an_unreadable_retry_after_is_passed_over(upstream: Upstream, header: str) -> None:
    assert await ask(upstream.endpoint(plain({}, 429, Retry_After=header), streamed(events(*TOLD)))) == AGAIN


async def test_429_for_good_ends(upstream: Upstream) -> None:
    error = await failure(upstream.endpoint(plain({"error": {"message": "slow down"}}, 429)))
    assert (error.status, len(upstream.bodies)) == (429, 3)
    assert "slow down (after 3 tries)" in str(error)


@pytest.mark.parametrize("status", [500, 502, 503, 529])
async def test_a_server_that_recovers_is_asked_again(upstream: Upstream, status: int) -> None:
    assert await ask(upstream.endpoint(plain({}, status), plain({}, status), streamed(events(*TOLD)))) == replace(
        AGAIN, usage=Usage(1, 7, 4, retried=2)
    )
    assert len(upstream.bodies) == 3


@pytest.mark.parametrize("answer", [hang, hang_midway])
async def test_nothing_outlasts_the_time_limit(upstream: Upstream, answer: Answer) -> None:
    started = time.monotonic()
    error = await failure(upstream.endpoint(answer, timeout=0.1))
    assert (error.kind, len(upstream.bodies)) == ("timeout", 1)
    assert "0.1 s" in str(error)
    assert isinstance(error.__cause__, TimeoutError)
    assert time.monotonic() - started < 2


async def test_a_slow_listener_is_not_cut_off(upstream: Upstream) -> None:
    """The time limit bounds the waits for the server and never strikes in the code of the caller."""
    async with upstream.endpoint(streamed(events(*TOLD)), timeout=0.3) as endpoint:
        texts = []
        async for chunk in endpoint.stream(ASKED):
            await asyncio.sleep(0.12)
            texts.append(chunk.text)
    assert "".join(texts) == GOOD.text


@pytest.mark.parametrize("broken", [True, False])
async def test_a_break_after_text_is_final(upstream: Upstream, broken: bool) -> None:
    error = await failure(upstream.endpoint(streamed(events(*TOLD[:2], done=False), broken=broken)))
    assert (error.kind, len(upstream.bodies)) == ("cut", 1)
    assert "broke off" in str(error)


async def test_the_text_before_a_break_was_said(upstream: Upstream) -> None:
    async with upstream.endpoint(streamed(events(*TOLD[:2], done=False), broken=True)) as endpoint:
        said, error = await broken_off(endpoint, ASKED)
    assert (said, error.kind) == ("Grüß ", "cut")


async def test_half_an_event_at_the_end_is_a_break(upstream: Upstream) -> None:
    whole = events(*TOLD[:3], done=False)
    assert (await failure(upstream.endpoint(streamed(whole[:-12])))).kind == "cut"


@pytest.mark.parametrize("broken", [True, False])
async def test_a_break_before_any_text_is_tried_again(upstream: Upstream, broken: bool) -> None:
    first = streamed(events(TOLD[0], done=False), broken=broken)
    assert await ask(upstream.endpoint(first, streamed(events(*TOLD)))) == AGAIN


async def test_a_server_that_hangs_up_is_tried_again() -> None:
    async with speaking(b"") as base_url:
        error = await failure(Endpoint("m", base_url, KEY, retry=QUICK))
    assert error.kind == "connect"
    assert "(after 3 tries)" in str(error)


async def test_a_server_that_speaks_no_http() -> None:
    async with speaking(f"220 mail.example {KEY} ready\r\n\r\n".encode()) as base_url:
        with pytest.raises(EndpointError) as caught:
            await ask(Endpoint("m", base_url, KEY, retry=QUICK))
    assert caught.value.kind == "protocol"
    assert KEY not in str(caught.value)


async def test_a_server_that_speaks_no_http_is_sent_the_key_and_the_error_does_not_show_it() -> None:
    async with speaking(b"220 mail.example ready\r\n\r\n") as base_url:
        error = await failure(Endpoint("m", base_url, KEY, retry=QUICK))
    assert "does not speak HTTP" in str(error)


async def test_a_server_without_tls() -> None:
    async with speaking(b"HTTP/1.1 400 Bad Request\r\n\r\n") as base_url:
        error = await failure(Endpoint("m", base_url.replace("http", "https"), KEY, retry=QUICK))
    assert error.kind == "protocol"
    assert "TLS" in str(error)


MALFORMED = ['{"choices": [', "hello", "[1]", '{"choices": 3}', '{"choices": [3]}', '{"choices": [{"delta": []}]}']
MALFORMED += [
    '{"choices": [{"delta": {"content": 5}}]}',
    '{"choices": [], "usage": {"prompt_tokens": "x"}}',
    "[" * 99_999,
]


@pytest.mark.parametrize("text", MALFORMED)
async def test_a_malformed_chunk(upstream: Upstream, text: str) -> None:
    whole = events(TOLD[1], done=False) + f"data: {text}\n\n".encode() + events(*TOLD[2:])
    error = await failure(upstream.endpoint(streamed(whole)))
    assert (error.kind, len(upstream.bodies)) == ("protocol", 1)
    assert text[:60] in str(error)
    assert error.__cause__ is not None


@pytest.mark.parametrize("body", ["", "{}", '{"choices": []}', "null", '{"choices": [{"message": '])
async def test_a_malformed_json_document(upstream: Upstream, body: str) -> None:
    assert (await failure(upstream.endpoint(plain(body)))).kind == "protocol"


async def test_a_web_page_instead_of_an_answer(upstream: Upstream) -> None:
    error = await failure(upstream.endpoint(plain("<html>Welcome</html>", Content_Type="text/html; charset=utf-8")))
    assert error.kind == "protocol"
    assert "text/html" in str(error)
    assert "/v1" in error.hint


@pytest.mark.parametrize("pieces", [(), (b": nothing\n\n",), (b"data: [DONE]\n\n",), (events(SPENT),)])
async def test_an_empty_stream(upstream: Upstream, pieces: tuple[bytes, ...]) -> None:
    error = await failure(upstream.endpoint(streamed(*pieces)))
    assert (error.kind, len(upstream.bodies)) == ("protocol", 1)
    assert "empty" in str(error)


async def test_an_error_in_the_stream(upstream: Upstream) -> None:
    error = await failure(upstream.endpoint(streamed(events({"error": {"message": f"out of memory, {KEY}"}}))))
    assert error.kind == "protocol"
    assert "out of memory, ***" in str(error)


async def test_an_error_with_a_status_in_the_stream_is_that_status(upstream: Upstream) -> None:
    failing = streamed(events({"error": {"message": "overloaded", "code": 503}}))
    assert await ask(upstream.endpoint(failing, streamed(events(*TOLD)))) == AGAIN
    error = await failure(upstream.endpoint(failing))
    assert (error.kind, error.status) == ("status", 503)


async def test_an_error_after_text_is_a_break(upstream: Upstream) -> None:
    error = await failure(upstream.endpoint(streamed(events(TOLD[1], {"error": {"message": "gone", "code": 500}}))))
    assert (error.kind, len(upstream.bodies)) == ("cut", 1)
    assert "gone" in str(error)


async def test_an_error_in_a_json_document(upstream: Upstream) -> None:
    error = await failure(upstream.endpoint(plain({"error": "no such model"})))
    assert "no such model" in str(error)


async def test_an_endless_answer_is_given_up(upstream: Upstream, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commonground.models.endpoint._LARGEST", 1000)
    for answer in (streamed(b"data: " + b"x" * 2000), plain("x" * 2000)):
        error = await failure(upstream.endpoint(answer))
        assert error.kind == "protocol"
        assert "larger than 1000 bytes" in str(error)
