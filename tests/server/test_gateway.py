"""The gateway with real clients and real servers: what goes through unchanged, what is mediated, and what is said of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from tests.server.serving import Fake, served
from tests.servers import MODEL, stock_server

from commonground.models.chat import ChatModel
from commonground.models.embedded import Embedded
from commonground.models.scripted import Faulty, Script
from commonground.server.gateway import Gateway, Settings
from commonground.server.history import untouchable
from commonground.server.local import Local
from commonground.server.mediating import FAILED, PASSED, REWRITTEN, UNTOUCHED, mediated
from commonground.server.upstream import Remote

TALK = [
    {"role": "system", "content": "Be kind."},
    {"role": "user", "content": "I want a table."},
    {"role": "assistant", "content": "Where?"},
    {"role": "user", "content": "At the Old Mill, for two."},
]
RESTATED = "I want a table at the Old Mill, for two."


def body(**changed: object) -> bytes:
    return json.dumps({"model": "m", "messages": TALK, **changed}).encode()


# What mediation makes of a request


def always(model: ChatModel) -> Callable[[str], ChatModel]:
    return lambda asked: model


async def test_the_users_part_becomes_one_request_and_all_else_stays() -> None:
    done = await mediated(body(temperature=0.3, unknown={"a": [1]}), "light", always(Script([RESTATED])), 5)
    document = json.loads(done.body)
    assert done.done == REWRITTEN
    assert document["messages"] == [TALK[0], {"role": "user", "content": RESTATED}]
    assert (document["temperature"], document["unknown"], document["model"]) == (0.3, {"a": [1]}, "m")
    assert (done.usage.calls, done.text) == (1, RESTATED)


async def test_a_complete_request_passes_as_it_came() -> None:
    given = body(messages=[*TALK[:-1], {"role": "user", "content": "When does the library open on Sundays?"}])
    done = await mediated(given, "light", always(Script(["PASS"])), 5)
    assert (done.done, done.body) == (PASSED, given)


async def test_the_first_turn_needs_no_call() -> None:
    first = json.dumps({"messages": TALK[:2]}).encode()
    done = await mediated(first, "light", always(Script([])), 5)
    assert (done.done, done.body, done.usage.calls) == (PASSED, first, 0)


async def test_a_step_that_fails_or_hangs_lets_the_request_through() -> None:
    failed = await mediated(body(), "light", always(Faulty(Script([""]), "connect")), 5)
    assert (failed.done, failed.body) == (FAILED, body())
    assert "did not answer" in failed.why

    class Silent:
        name = "silent"

        async def stream(self, request: object) -> AsyncIterator[Any]:
            await asyncio.Event().wait()
            yield

    late = await mediated(body(), "light", always(Silent()), 0.05)
    assert (late.done, late.body) == (FAILED, body())
    assert "0.05 s" in late.why


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"tools": [{"type": "function"}]}, "tools"),
        ({"response_format": {"type": "json_schema"}}, "form"),
        ({"messages": [*TALK, {"role": "tool", "tool_call_id": "1", "content": "{}"}]}, "last message"),
        (
            {"messages": [*TALK[:2], {"role": "assistant", "content": None, "tool_calls": [{}]}, TALK[3]]},
            "tools were used",
        ),
        ({"messages": [*TALK[:3], {"role": "user", "content": [{"type": "image_url"}]}]}, "more than text"),
        ({"messages": []}, "no messages"),
        ({"messages": "hello"}, "no messages"),
    ],
)
async def test_what_mediation_never_touches(changed: dict[str, object], why: str) -> None:
    given = body(**changed)
    done = await mediated(given, "light", always(Script([RESTATED])), 5)
    assert (done.done, done.body) == (UNTOUCHED, given)
    assert why in done.why
    assert why in untouchable(json.loads(given))


@pytest.mark.parametrize("given", [b"", b"{", b"[]", b"\xff", b"5"])
async def test_what_is_no_chat_goes_through(given: bytes) -> None:
    assert (await mediated(given, "light", always(Script([RESTATED])), 5)).body == given


# Through the wire


async def test_off_is_the_same_bytes_there_and_back(fake: Fake) -> None:
    content = b'{"model":"m",  "messages":[{"role":"user","content":"\\u00fc"}], "x": 1e3}'
    fake.reply = lambda request, given: web.Response(
        body=b'{"id":  1}', status=418, content_type="application/json", headers={"X-Own": "yes", "Retry-After": "3"}
    )
    async with served(Gateway(Remote(fake.url), Settings("off"))) as root, aiohttp.ClientSession() as session:
        headers = {"Authorization": "Bearer k", "X-Client": "c", "Content-Type": "application/json"}
        async with session.post(f"{root}/v1/chat/completions?a=b", data=content, headers=headers) as response:
            assert (response.status, await response.read()) == (418, b'{"id":  1}')
            assert (response.headers["X-Own"], response.headers["Retry-After"]) == ("yes", "3")
            assert response.headers["X-Commonground-Preset"] == "off"
    method, path, asked, sent = fake.asked[0]
    assert (method, path, asked) == ("POST", "/v1/chat/completions?a=b", content)
    assert (sent["Authorization"], sent["X-Client"]) == ("Bearer k", "c")


async def test_the_rest_of_v1_is_relayed(fake: Fake) -> None:
    async with served(Gateway(Remote(fake.url, "own"))) as root, aiohttp.ClientSession() as session:
        async with session.post(f"{root}/v1/embeddings", data=b"x", headers={"Authorization": "Bearer k"}) as response:
            assert await response.json() == {"ok": 1}
        async with session.delete(f"{root}/v1/files/7") as response:
            assert response.status == 200
    assert [(method, path) for method, path, _, _ in fake.asked] == [
        ("POST", "/v1/embeddings"),
        ("DELETE", "/v1/files/7"),
    ]
    assert fake.asked[0][3]["Authorization"] == "Bearer own"


async def test_a_stream_comes_piece_by_piece_and_ends_when_the_client_leaves(fake: Fake) -> None:
    ended = asyncio.Event()

    async def slowly(request: web.Request, given: bytes) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        try:
            await response.write(b"data: one\n\n")
            await asyncio.Event().wait()
        finally:
            ended.set()
        return response

    fake.reply = slowly
    async with served(Gateway(Remote(fake.url), Settings("off"))) as root, aiohttp.ClientSession() as session:
        async with session.post(f"{root}/v1/chat/completions", data=body(stream=True)) as response:
            assert await response.content.readany() == b"data: one\n\n"
        await asyncio.wait_for(ended.wait(), 5)


async def test_an_upstream_that_is_not_there_is_an_error_that_clients_read() -> None:
    async with (
        served(Gateway(Remote("http://127.0.0.1:9/v1"), Settings("off"))) as root,
        aiohttp.ClientSession() as session,
    ):
        async with session.post(f"{root}/v1/chat/completions", data=body()) as response:
            assert response.status == 502
            assert set((await response.json())["error"]) == {"message", "type", "param", "code"}
        async with session.get(f"{root}/readyz") as response:
            assert response.status == 503
        async with session.get(f"{root}/healthz") as response:
            assert response.status == 200


async def test_a_request_may_ask_for_less_and_not_for_more() -> None:
    async with (
        served(Gateway(Local(Script(lambda request: "PASS")), Settings("prompt"))) as root,
        aiohttp.ClientSession() as session,
    ):
        for asked, given in (("off", "off"), ("light", "prompt"), ("nonsense", "prompt")):
            headers = {"X-Commonground-Preset": asked}
            async with session.post(f"{root}/v1/chat/completions", data=body(), headers=headers) as response:
                assert response.headers["X-Commonground-Preset"] == given


# With the official client, over the embedded model


async def test_the_openai_client_chats_streams_and_lists() -> None:
    from openai import AsyncOpenAI

    messages: Any = [{"role": "user", "content": "Book a table at the Old Mill for two people on Monday at 19:00."}]
    async with served(Gateway(Local(Embedded()))) as root, AsyncOpenAI(base_url=f"{root}/v1", api_key="x") as client:
        whole = await client.chat.completions.create(model="embedded", messages=messages, max_tokens=80, temperature=0)
        stream = await client.chat.completions.create(
            model="embedded", messages=messages, max_tokens=80, temperature=0, stream=True,
            stream_options={"include_usage": True},
        )  # fmt: skip
        chunks = [chunk async for chunk in stream]
        models = await client.models.list()
    said = whole.choices[0].message.content
    assert said
    assert said.startswith("book(")
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices) == said
    assert chunks[0].choices[0].delta.role == "assistant"
    assert chunks[-1].usage == whole.usage
    assert [model.id for model in models.data] == ["embedded"]


RIDE = (
    "I would like to order a ride.", "The bag count has to be 1.", "So, we need it leaving from the School.",
    "The number of people should be 9.", "One more thing: let it be by 17:15.", "I want the Museum for the goal.",
)  # fmt: skip
WANTED = ("from: School", "to: Museum", "time: 17:15", "seats: 9", "bags: 1")


async def last_reply(root: str, model: str) -> str:
    """The reply to the last part of the request, after all others were answered."""
    messages: list[dict[str, str]] = []
    said = ""
    async with aiohttp.ClientSession() as session:
        for text in RIDE:
            messages.append({"role": "user", "content": text})
            given = {"model": model, "messages": messages, "temperature": 0, "max_tokens": 100}
            async with session.post(f"{root}/v1/chat/completions", json=given) as response:
                said = (await response.json())["choices"][0]["message"]["content"]
                assert response.headers["X-Commonground-Mediation"] != FAILED
            messages.append({"role": "assistant", "content": said})
    return said


async def test_light_solves_over_several_turns_what_off_loses() -> None:
    replies = {}
    for preset in ("off", "light"):
        async with served(Gateway(Local(Embedded()), Settings(preset))) as root:
            replies[preset] = await last_reply(root, "embedded")
    assert all(part in replies["light"] for part in WANTED), replies
    assert not all(part in replies["off"] for part in WANTED), replies


async def test_a_stock_server_behind_the_gateway_does_the_same(tmp_path: Path) -> None:
    replies = {}
    with stock_server(tmp_path) as url:
        for preset in ("off", "light"):
            async with served(Gateway(Remote(url), Settings(preset))) as root:
                replies[preset] = await last_reply(root, MODEL)
    assert all(part in replies["light"] for part in WANTED), replies
    assert not all(part in replies["off"] for part in WANTED), replies


async def test_the_mediator_is_asked_with_the_clients_own_key(fake: Fake) -> None:
    """Where the gateway has a key of its own, with that; else with the one that the client would be charged for."""
    fake.reply = lambda request, given: web.json_response(
        {"choices": [{"message": {"role": "assistant", "content": RESTATED}, "finish_reason": "stop"}]}
    )
    for own, used in ((None, "Bearer theirs"), ("ours", "Bearer ours")):
        fake.asked.clear()
        async with served(Gateway(Remote(fake.url, own))) as root, aiohttp.ClientSession() as session:
            headers = {"Authorization": "Bearer theirs"}
            async with session.post(f"{root}/v1/chat/completions", data=body(), headers=headers) as response:
                assert response.headers["X-Commonground-Mediation"] == REWRITTEN
        assert [sent["Authorization"] for *_, sent in fake.asked] == [used, used]


@pytest.mark.parametrize("stream", [False, True])
async def test_what_a_step_answers_itself_never_reaches_the_upstream(fake: Fake, stream: bool) -> None:
    from openai import AsyncOpenAI

    again = {"role": "user", "content": "Say that again, please."}
    talk: Any = [*TALK[:2], {"role": "assistant", "content": "At nine."}, again]
    async with (
        served(Gateway(Remote(fake.url))) as root,
        AsyncOpenAI(base_url=f"{root}/v1", api_key="x", max_retries=0) as client,
    ):
        raw = await client.chat.completions.with_raw_response.create(model="m", messages=talk, stream=stream)
        assert raw.headers["X-Commonground-Mediation"] == "answered"
        found: Any = raw.parse()
        if stream:
            said = "".join([chunk.choices[0].delta.content or "" async for chunk in found if chunk.choices])
        else:
            said = found.choices[0].message.content
        assert said == "At nine."
        assert fake.asked == []
        await client.chat.completions.with_raw_response.create(model="m", messages=talk, logprobs=True)
        assert len(fake.asked) == 1  # only the upstream has the probabilities
        json_form: Any = {"type": "json_object"}
        await client.chat.completions.with_raw_response.create(model="m", messages=talk, response_format=json_form)
        assert len(fake.asked) == 2
