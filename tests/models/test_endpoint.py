"""The client for OpenAI-compatible servers, against a real server on this machine: what is asked, and what is answered."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import replace
from random import Random

import pytest
from aiohttp import web
from tests.models.upstream import (
    ASKED,
    GOOD,
    KEY,
    SPENT,
    TOLD,
    Upstream,
    ask,
    delta,
    events,
    finish,
    hang_midway,
    plain,
    streamed,
)

from commonground.conversation.record import ASSISTANT, SYSTEM, TOOL, USER, Conversation, ToolCall, Turn
from commonground.errors import UsageError
from commonground.models.chat import ChatModel, Chunk, Request, Usage, complete
from commonground.models.endpoint import Endpoint, Retry

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
