"""The client for OpenAI-compatible servers, against a real server on this machine that answers as each test says."""

from __future__ import annotations

import asyncio
import json
import time
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field, replace
from random import Random

import pytest
from aiohttp import web

from commonground.conversation.record import ASSISTANT, SYSTEM, TOOL, USER, Conversation, ToolCall, Turn
from commonground.errors import EndpointError, UsageError
from commonground.models.chat import ChatModel, Chunk, Reply, Request, Sampling, Usage, complete
from commonground.models.endpoint import Endpoint, Retry
from commonground.models.slots import Slots

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]

KEY = "sk-secret-0123456789"
ASKED = Request(Conversation((Turn(USER, "hello"),)), Sampling(temperature=0.5, max_tokens=20, seed=3))
QUICK = Retry(attempts=3, first=0.01, most=0.02)
GOOD = Reply("Grüß dich 😀", "stop", Usage(1, 7, 4), ())
AGAIN = replace(GOOD, usage=Usage(1, 7, 4, retried=1))  # the same after one try that failed


def delta(**content: object) -> dict[str, object]:
    return {"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": content, "finish_reason": None}]}


def finish(reason: str = "stop") -> dict[str, object]:
    return {"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]}


SPENT: dict[str, object] = {"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 4, "total_tokens": 11}}
TOLD = [delta(role="assistant", content=None), delta(content="Grüß "), delta(content="dich 😀"), finish(), SPENT]


def events(*documents: object, done: bool = True) -> bytes:
    """Server-sent events as servers write them, characters as UTF-8."""
    texts = [json.dumps(document, ensure_ascii=False) for document in documents] + ["[DONE]"] * done
    return "".join(f"data: {text}\n\n" for text in texts).encode()


def streamed(*pieces: bytes, content_type: str = "text/event-stream", broken: bool = False) -> Answer:
    """An answer that streams `pieces`; `broken` then tears down the connection in the middle of the body."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": content_type})
        await response.prepare(request)
        for piece in pieces:
            await response.write(piece)
            await asyncio.sleep(0)
        if broken and request.transport:
            request.transport.close()
        return response

    return answer


def plain(body: object, status: int = 200, **headers: str) -> Answer:
    """An answer in one piece: JSON, or a text as it is."""
    text = body if isinstance(body, str) else json.dumps(body)
    headers = {"Content-Type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}

    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(text=text, status=status, headers=headers)

    return answer


async def hang(request: web.Request) -> web.StreamResponse:
    await asyncio.Event().wait()
    raise web.HTTPGatewayTimeout


async def hang_midway(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    await response.write(events(delta(content="so "), done=False))
    await asyncio.Event().wait()
    return response


@dataclass
class Upstream:
    """A server whose answers are `answers` in turn, the last one for good; keeps what it was asked."""

    base_url: str = ""
    answers: list[Answer] = field(default_factory=list)
    bodies: list[dict[str, object]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    peers: set[object] = field(default_factory=set)
    busy: int = 0
    busiest: int = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.bodies.append(await request.json())
        self.headers.append(dict(request.headers))
        self.paths.append(f"{request.method} {request.path_qs}")
        self.peers.add(request.transport and request.transport.get_extra_info("peername"))
        self.busy += 1
        self.busiest = max(self.busy, self.busiest)
        try:
            return await (self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])(request)
        finally:
            self.busy -= 1

    def endpoint(self, *answers: Answer, timeout: float = 5.0, slots: int = 8) -> Endpoint:
        """Return a client of this server, which is to answer as given."""
        self.answers = list(answers)
        return Endpoint("m", self.base_url, KEY, timeout=timeout, slots=slots, retry=QUICK)


@pytest.fixture
async def upstream() -> AsyncIterator[Upstream]:
    server = Upstream()
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", server.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    yield server
    await runner.cleanup()


@asynccontextmanager
async def speaking(answer: bytes) -> AsyncIterator[str]:
    """A server that sends these bytes to whoever sends anything, and hangs up; yields its base URL."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(answer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    finally:
        server.close()
        await server.wait_closed()


async def ask(endpoint: Endpoint, request: Request = ASKED) -> Reply:
    async with endpoint:
        return await complete(endpoint, request)


async def failure(endpoint: Endpoint) -> EndpointError:
    """The error that asking ends in, checked for what all must be: one line, placed, hinted, without the key."""
    with pytest.raises(EndpointError) as caught:
        await ask(endpoint)
    error = caught.value
    assert str(error).startswith(f"m at {endpoint.host}: ")
    assert "\n" not in str(error)
    assert error.hint
    assert KEY not in "".join(traceback.format_exception(error)) + error.hint + repr(endpoint)
    link: BaseException | None = error
    while link is not None:
        assert KEY not in repr(link)
        link = link.__cause__ or link.__context__
    return error


async def broken_off(model: ChatModel, request: Request) -> tuple[str, EndpointError]:
    """What the model said before it failed, and how it failed."""
    said = ""
    try:
        async for chunk in model.stream(request):
            said += chunk.text
    except EndpointError as error:
        return said, error
    raise AssertionError(f"no failure, said {said!r}")


# What is asked


async def test_the_request_is_the_protocols(upstream: Upstream) -> None:
    await ask(upstream.endpoint(streamed(events(*TOLD))))
    assert upstream.paths == ["POST /v1/chat/completions"]
    assert upstream.headers[0]["Authorization"] == f"Bearer {KEY}"
    assert upstream.headers[0]["Content-Type"] == "application/json"
    assert upstream.bodies == [
        {
            "model": "m",
            "messages": [{"role": "user", "content": "hello"}],
            "temperature": 0.5,
            "max_tokens": 20,
            "seed": 3,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
    ]


async def test_history_system_and_tool_turns_are_sent(upstream: Upstream) -> None:
    call = ToolCall("c1", "rivers", '{"sea": "north"}')
    turns = (
        Turn(SYSTEM, "Be brief."),
        Turn(USER, "Which rivers?"),
        Turn(ASSISTANT, "", tool_calls=(call,)),
        Turn(TOOL, "Rhine, Elbe", tool_call_id="c1"),
        Turn(ASSISTANT, "Two: Rhine and Elbe."),
        Turn(USER, "Danke 😀"),
    )
    await ask(upstream.endpoint(streamed(events(*TOLD))), Request(Conversation(turns)))
    messages = upstream.bodies[0]["messages"]
    assert isinstance(messages, list)
    assert [message["role"] for message in messages] == ["system", "user", "assistant", "tool", "assistant", "user"]
    assert messages[2]["tool_calls"] == [
        {"id": "c1", "type": "function", "function": {"name": "rivers", "arguments": '{"sea": "north"}'}}
    ]
    assert (messages[3]["tool_call_id"], messages[3]["content"]) == ("c1", "Rhine, Elbe")
    assert messages[5]["content"] == "Danke 😀"


async def test_without_a_key_no_authorization_is_sent(upstream: Upstream) -> None:
    upstream.answers = [streamed(events(*TOLD))]
    await ask(Endpoint("m", upstream.base_url + "/", "  "))
    assert "Authorization" not in upstream.headers[0]
    assert upstream.paths == ["POST /v1/chat/completions"]


async def test_a_query_in_the_base_url_is_kept_and_not_shown(upstream: Upstream) -> None:
    upstream.answers = [streamed(events(*TOLD))]
    endpoint = Endpoint("m", upstream.base_url + "?api-version=7&sig=abc", f" {KEY}\n")
    await ask(endpoint)
    assert upstream.paths == ["POST /v1/chat/completions?api-version=7&sig=abc"]
    assert "sig" not in repr(endpoint)


# What is answered


async def test_a_streamed_reply(upstream: Upstream) -> None:
    endpoint = upstream.endpoint(streamed(events(*TOLD)))
    assert isinstance(endpoint, ChatModel)
    assert endpoint.name == "m"
    async with endpoint:
        chunks = [chunk async for chunk in endpoint.stream(ASKED)]
    assert "".join(chunk.text for chunk in chunks) == "Grüß dich 😀"
    assert chunks[-1] == Chunk(finish="stop", usage=Usage(1, 7, 4))


async def test_a_reply_arriving_byte_by_byte(upstream: Upstream) -> None:
    whole = events(*TOLD)
    assert await ask(upstream.endpoint(streamed(*(whole[i : i + 1] for i in range(len(whole)))))) == GOOD


async def test_a_reply_in_one_json_document(upstream: Upstream) -> None:
    choice = {"index": 0, "message": {"role": "assistant", "content": GOOD.text}, "finish_reason": "stop"}
    assert await ask(upstream.endpoint(plain({"choices": [choice], "usage": SPENT["usage"]}))) == GOOD


async def test_comments_other_fields_and_crlf_are_taken(upstream: Upstream) -> None:
    whole = b": keep-alive\r\n\r\nevent: chunk\r\nid: 1\r\n" + events(*TOLD).replace(b"\n", b"\r\n")
    assert await ask(upstream.endpoint(streamed(whole, content_type="text/event-stream; charset=utf-8"))) == GOOD


@pytest.mark.parametrize("documents", [TOLD[1:], [{"choices": []}, *TOLD], [{"x": 1}, *TOLD]])
async def test_chunks_that_add_nothing_may_be_there_or_not(upstream: Upstream, documents: list[object]) -> None:
    assert await ask(upstream.endpoint(streamed(events(*documents)))) == GOOD


async def test_usage_in_every_chunk_counts_once(upstream: Upstream) -> None:
    documents = [document | {"usage": {"prompt_tokens": 7, "completion_tokens": 4}} for document in TOLD]
    assert await ask(upstream.endpoint(streamed(events(*documents)))) == GOOD


async def test_usage_may_be_missing(upstream: Upstream) -> None:
    reply = await ask(upstream.endpoint(streamed(events(*TOLD[:-1]))))
    assert reply == replace(GOOD, usage=Usage(1))


async def test_a_stream_may_end_without_done(upstream: Upstream) -> None:
    assert await ask(upstream.endpoint(streamed(events(*TOLD, done=False)))) == GOOD


async def test_a_stream_may_end_without_reason_or_blank_line(upstream: Upstream) -> None:
    whole = events(*TOLD[:3]).rstrip(b"\n")
    assert (await ask(upstream.endpoint(streamed(whole)))).finish == "stop"


async def test_a_break_after_the_finish_does_no_harm(upstream: Upstream) -> None:
    assert await ask(upstream.endpoint(streamed(events(*TOLD, done=False), broken=True))) == GOOD


async def test_a_model_may_finish_without_a_word(upstream: Upstream) -> None:
    reply = await ask(upstream.endpoint(streamed(events(delta(role="assistant"), finish("length"), SPENT))))
    assert (reply.text, reply.finish) == ("", "length")


async def test_the_connection_is_used_again_and_closed(upstream: Upstream) -> None:
    async def late_end(request: web.Request) -> web.StreamResponse:
        response = await streamed(events(*TOLD))(request)
        await asyncio.sleep(0.02)
        return response

    async with upstream.endpoint(late_end) as endpoint:
        for _ in range(3):
            assert await complete(endpoint, ASKED) == GOOD
    assert len(upstream.peers) == 1
    assert await ask(endpoint) == GOOD  # a closed one opens again
    assert len(upstream.peers) == 2


async def test_no_more_at_once_than_allowed(upstream: Upstream) -> None:
    async def slowly(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(0.02)
        return await streamed(events(*TOLD))(request)

    async with upstream.endpoint(slowly, slots=2) as endpoint:
        replies = await asyncio.gather(*(complete(endpoint, ASKED) for _ in range(6)))
    assert replies == [GOOD] * 6
    assert upstream.busiest == 2


async def test_who_leaves_early_frees_the_slot(upstream: Upstream) -> None:
    async with upstream.endpoint(hang_midway, streamed(events(*TOLD)), slots=1) as endpoint:
        stream = endpoint.stream(ASKED)
        async with aclosing(stream):  # type: ignore[type-var]
            async for chunk in stream:
                assert chunk.text == "so "
                break
        assert await complete(endpoint, ASKED) == GOOD


# What goes wrong


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


# What is refused beforehand


@pytest.mark.parametrize("url", ["localhost:8000/v1", "ftp://host/v1", "http://", "", "http://[::1", "http://h:99999"])
def test_a_bad_base_url_is_a_usage_error(url: str) -> None:
    with pytest.raises(UsageError, match="base URL") as caught:
        Endpoint("m", url)
    assert "http://" in caught.value.hint


def test_a_password_in_the_base_url_is_refused_and_not_shown() -> None:
    with pytest.raises(UsageError) as caught:
        Endpoint("m", "http://me:hunter2@host/v1")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("key", ["sk-\nsecret", "sk-secret-ü", "sk-\x00secret"])
def test_a_key_no_header_can_carry_is_refused_and_not_shown(key: str) -> None:
    with pytest.raises(UsageError, match="API key") as caught:
        Endpoint("m", "http://host/v1", key)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(("timeout", "slots", "attempts"), [(0, 1, 1), (1, 0, 1), (1, 1, 0)])
def test_limits_must_be_positive(timeout: float, slots: int, attempts: int) -> None:
    with pytest.raises(UsageError, match=r"positive|at least 1"):
        Endpoint("m", "http://host", timeout=timeout, slots=slots, retry=Retry(attempts=attempts))


def test_pauses_double_up_to_the_most_and_repeat_with_the_seed() -> None:
    retry = Retry(first=1.0, most=5.0)
    pauses = [retry.pause(tries, Random(0)) for tries in (1, 2, 3, 4, 2000 // 2)]
    assert pauses == [retry.pause(tries, Random(0)) for tries in (1, 2, 3, 4, 1000)]
    assert all(step / 2 <= pause <= step for pause, step in zip(pauses, (1, 2, 4, 5, 5), strict=True))


# What servers take and give


REFUSED = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."


async def test_a_setting_that_a_server_refuses_goes_by_its_other_name(upstream: Upstream) -> None:
    refusal = plain({"error": {"message": REFUSED, "param": "max_tokens"}}, 400)
    async with upstream.endpoint(refusal, streamed(events(*TOLD))) as endpoint:
        assert (await complete(endpoint, ASKED)).text == GOOD.text
        assert (await complete(endpoint, ASKED)).text == GOOD.text
    first, second, third = upstream.bodies
    assert "max_tokens" in first
    assert second["max_completion_tokens"] == third["max_completion_tokens"] == 20
    assert "max_tokens" not in second
    assert "max_tokens" not in third


async def test_settings_that_a_server_does_not_know_are_left_out_one_by_one(upstream: Upstream) -> None:
    refusals = [
        plain({"detail": f"Extra inputs are not permitted: {name}"}, 422) for name in ("seed", "stream_options")
    ]
    async with upstream.endpoint(*refusals, streamed(events(*TOLD))) as endpoint:
        assert (await complete(endpoint, ASKED)).text == GOOD.text
    assert "seed" not in upstream.bodies[-1]
    assert "stream_options" not in upstream.bodies[-1]


async def test_requests_refused_at_once_all_adapt(upstream: Upstream) -> None:
    async def strict(request: web.Request) -> web.StreamResponse:
        body = await request.json()
        await asyncio.sleep(0.01)
        return await (plain({"error": {"message": REFUSED}}, 400) if "max_tokens" in body else GREETING)(request)

    async with upstream.endpoint(strict) as endpoint:
        replies = await asyncio.gather(*(complete(endpoint, ASKED) for _ in range(4)))
    assert [reply.text for reply in replies] == [GOOD.text] * 4


GREETING = streamed(events(*TOLD))


async def test_the_temperature_is_never_dropped(upstream: Upstream) -> None:
    said = "Unsupported value: 'temperature' does not support 0.5 with this model."
    async with upstream.endpoint(plain({"error": {"message": said}}, 400)) as endpoint:
        with pytest.raises(EndpointError, match="temperature") as caught:
            await complete(endpoint, ASKED)
    assert "--reasoning" in caught.value.hint
    assert len(upstream.bodies) == 1


async def test_a_value_that_is_too_large_is_no_unknown_setting(upstream: Upstream) -> None:
    async with upstream.endpoint(plain({"error": {"message": "max_tokens is too large: 20"}}, 400)) as endpoint:
        with pytest.raises(EndpointError, match="too large"):
            await complete(endpoint, ASKED)
    assert len(upstream.bodies) == 1


async def test_a_model_that_takes_no_temperature_is_sent_none(upstream: Upstream) -> None:
    async with upstream.endpoint(GREETING) as endpoint:
        await complete(endpoint, replace(ASKED, sampling=Sampling(None, 20)))
    assert "temperature" not in upstream.bodies[0]


async def test_reasoning_is_kept_apart_from_the_reply(upstream: Upstream) -> None:
    thought = [delta(reasoning_content="Let me "), delta(reasoning="think."), *TOLD]
    async with upstream.endpoint(streamed(events(*thought))) as endpoint:
        reply = await complete(endpoint, ASKED)
    assert reply.text == GOOD.text
    assert [(event.kind, event.value) for event in reply.events] == [("reasoning", "Let me think.")]


async def test_reasoning_between_tags_is_kept_apart_too(upstream: Upstream) -> None:
    told = [delta(content="<thi"), delta(content="nk>So, 7"), delta(content=" and 4.</th"), delta(content="ink>\n\nEleven."),
            finish()]  # fmt: skip
    async with upstream.endpoint(streamed(events(*told))) as endpoint:
        reply = await complete(endpoint, ASKED)
    assert reply.text == "Eleven."
    assert reply.events[0].value == "So, 7 and 4."


async def test_tries_that_failed_are_counted(upstream: Upstream) -> None:
    async with upstream.endpoint(plain("", 500), plain("", 503), GREETING) as endpoint:
        assert (await complete(endpoint, ASKED)).usage == replace(GOOD.usage, retried=2)


async def test_a_server_that_pushes_back_is_asked_less_at_a_time(upstream: Upstream) -> None:
    slots = Slots(8)
    endpoint = Endpoint("m", upstream.base_url, slots=slots, retry=QUICK)
    upstream.answers = [plain("", 429, Retry_After="0.02"), GREETING]
    async with endpoint:
        await complete(endpoint, ASKED)
    assert slots.limit == 4


async def test_a_storm_of_push_backs_ends_and_every_reply_comes(upstream: Upstream) -> None:
    """A server that bears two at a time, asked by sixteen: the client settles, and nothing is lost."""
    busy = 0

    async def narrow(request: web.Request) -> web.StreamResponse:
        nonlocal busy
        busy += 1
        try:
            if busy > 2:
                return await plain("", 429)(request)
            await asyncio.sleep(0.005)
            return await GREETING(request)
        finally:
            busy -= 1

    upstream.answers = [narrow]
    slots = Slots(16)
    endpoint = Endpoint("m", upstream.base_url, slots=slots, retry=Retry(attempts=50, first=0.01, most=0.02))
    async with endpoint:
        replies = await asyncio.gather(*(complete(endpoint, ASKED) for _ in range(60)))
    assert {reply.text for reply in replies} == {GOOD.text}
    assert slots.limit < 16
