"""Responses before servers that have chat completions only: when they are translated, into what, and what is not."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from tests.server.clients.events import response_stream, valid
from tests.server.serving import Fake, served

from commonground.server.gateway import Gateway, Settings
from commonground.server.translating import Translating
from commonground.server.upstream import Remote

Reply = Callable[[web.Request, bytes], Any]
NOT_THERE: dict[str, Callable[[], web.Response]] = {
    "FastAPI": lambda: web.json_response({"detail": "Not Found"}, status=404),
    "plain": lambda: web.Response(text="404 page not found", status=404),
    "method": lambda: web.json_response({"detail": "Method Not Allowed"}, status=405),
}
ASKED = {"model": "big", "input": "Hello", "instructions": "Be kind."}


def chunk(**fields: object) -> bytes:
    return b"data: " + json.dumps({"id": "c", "object": "chat.completion.chunk", **fields}).encode() + b"\n\n"


def delta(text: str, finish: str | None = None) -> bytes:
    return chunk(choices=[{"index": 0, "delta": {"content": text}, "finish_reason": finish}])


WHOLE = [
    delta("Good "), delta("day"), delta("", "stop"),
    chunk(choices=[], usage={"prompt_tokens": 7, "completion_tokens": 2}), b"data: [DONE]\n\n",
]  # fmt: skip


def chats_only(pieces: list[bytes], absent: str = "FastAPI", cut: bool = False) -> Reply:
    async def reply(request: web.Request, body: bytes) -> web.StreamResponse:
        if request.path != "/v1/chat/completions":
            return NOT_THERE[absent]()
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        for piece in pieces:
            await response.write(piece)
        if cut and request.transport is not None:
            request.transport.abort()
        return response

    return reply


async def post(root: str, /, path: str = "/v1/responses", **body: object) -> tuple[int, Any, bytes]:
    headers = {"Authorization": "Bearer own", "X-Mine": "1"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{root}{path}", json={**ASKED, **body}, headers=headers) as response,
    ):
        return response.status, response.headers, await response.read()


@pytest.mark.parametrize("absent", NOT_THERE)
async def test_a_server_without_responses_is_asked_for_a_chat_completion_and_not_asked_again(
    fake: Fake, absent: str
) -> None:
    fake.reply = chats_only(WHOLE, absent)
    async with served(Gateway(Translating(Remote(fake.url)), Settings("off"))) as root:
        status, headers, content = await post(root, temperature=0.5, max_output_tokens=9, top_p=0.8, user="u")
        found = valid("response", json.loads(content))
        streamed = await post(root, stream=True)
    assert (status, headers["X-Commonground-Responses"]) == (200, "translated")
    assert (found["output"][0]["content"][0]["text"], found["model"]) == ("Good day", "big")
    assert (found["usage"]["input_tokens"], found["usage"]["output_tokens"]) == (7, 2)
    assert response_stream(streamed[2])["output"][0]["content"][0]["text"] == "Good day"
    paths = [path for _, path, _, _ in fake.asked]
    assert paths == ["/v1/responses", "/v1/chat/completions", "/v1/chat/completions"]
    assert json.loads(fake.asked[1][2]) == {
        "model": "big", "temperature": 0.5, "max_tokens": 9, "top_p": 0.8, "user": "u", "stream": True,
        "messages": [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Hello"}],
        "stream_options": {"include_usage": True},
    }  # fmt: skip
    assert "max_tokens" not in json.loads(fake.asked[2][2]), "how long a reply may be is the server's to say"
    assert (fake.asked[1][3]["Authorization"], fake.asked[1][3]["X-Mine"]) == ("Bearer own", "1")


async def test_a_server_with_responses_gets_the_bytes(fake: Fake) -> None:
    fake.reply = lambda request, body: web.Response(body=b'{"own":  1}', content_type="application/json")
    async with served(Gateway(Translating(Remote(fake.url)), Settings("off"))) as root:
        status, headers, content = await post(root)
        async with aiohttp.ClientSession() as session, session.get(f"{root}/v1/responses/resp_1?a=b") as response:
            assert await response.read() == b'{"own":  1}'
    assert (status, content, "X-Commonground-Responses" in headers) == (200, b'{"own":  1}', False)
    assert json.loads(fake.asked[0][2]) == ASKED
    assert fake.asked[1][:2] == ("GET", "/v1/responses/resp_1?a=b")


@pytest.mark.parametrize("packed", [False, True])
async def test_a_404_about_the_model_is_an_answer_and_not_a_lack(fake: Fake, packed: bool) -> None:
    said = json.dumps({"error": {"message": "The model `big` does not exist.", "code": 404}}).encode()
    headers = {"Content-Type": "application/json"} | ({"Content-Encoding": "gzip"} if packed else {})
    fake.reply = lambda request, body: web.Response(
        body=gzip.compress(said) if packed else said, status=404, headers=headers
    )
    async with served(Gateway(Translating(Remote(fake.url)), Settings("off"))) as root:
        for _ in range(2):
            status, headers, content = await post(root)
            assert (status, content, "X-Commonground-Responses" in headers) == (404, said, False)
    assert [path for _, path, _, _ in fake.asked] == ["/v1/responses", "/v1/responses"]


async def test_translated_responses_go_on_from_each_other_and_can_be_had_again(fake: Fake) -> None:
    fake.reply = chats_only(WHOLE)
    async with (
        served(Gateway(Translating(Remote(fake.url)), Settings("off"))) as root,
        aiohttp.ClientSession() as session,
    ):
        first = json.loads((await post(root))[2])
        second = await post(root, input="And?", previous_response_id=first["id"], instructions=None)
        assert second[0] == 200
        async with session.get(f"{root}/v1/responses/{first['id']}") as response:
            assert await response.json() == first
            assert response.headers["X-Commonground-Responses"] == "translated"
        async with session.get(f"{root}/v1/responses/resp_0") as response:
            assert response.status == 404
    assert json.loads(fake.asked[-1][2])["messages"] == [
        {"role": "user", "content": "Hello"},
        {"role": "assistant", "content": "Good day"},
        {"role": "user", "content": "And?"},
    ]


async def test_a_refusal_comes_back_as_the_server_said_it(fake: Fake) -> None:
    def reply(request: web.Request, body: bytes) -> web.Response:
        if request.path == "/v1/responses":
            return NOT_THERE["plain"]()
        return web.Response(body=b'{"error":  "slow"}', status=429, headers={"Retry-After": "7"})

    fake.reply = reply
    async with served(Gateway(Translating(Remote(fake.url)), Settings("off"))) as root:
        status, headers, content = await post(root)
    assert (status, headers["Retry-After"], content) == (429, "7", b'{"error":  "slow"}')


@pytest.mark.parametrize(
    ("pieces", "cut", "said"),
    [
        (WHOLE[:1], True, "broke off"),
        (WHOLE[:1], False, "without a finish reason"),
        ([WHOLE[0], b'data: {"error": {"message": "out of memory"}}\n\n'], False, "out of memory"),
        ([WHOLE[0], b"data: {nonsense\n\n"], False, ""),
    ],
)
async def test_a_completion_that_breaks_off_is_a_response_that_failed(
    fake: Fake, pieces: list[bytes], cut: bool, said: str
) -> None:
    fake.reply = chats_only(pieces, cut=cut)
    async with served(Gateway(Translating(Remote(fake.url)), Settings("off"))) as root:
        found = response_stream((await post(root, stream=True))[2])
        whole = await post(root)
    assert (found["status"], found["output"][0]["content"][0]["text"]) == ("failed", "Good ")
    assert said in found["error"]["message"]
    assert whole[0] == 502


@pytest.mark.parametrize(
    ("finish", "status", "reason"),
    [("length", "incomplete", "max_output_tokens"), ("content_filter", "incomplete", "content_filter")],
)
async def test_a_completion_that_was_cut_is_incomplete(fake: Fake, finish: str, status: str, reason: str) -> None:
    fake.reply = chats_only([delta("Good ", finish), b"data: [DONE]\n\n"])
    async with served(Gateway(Translating(Remote(fake.url)), Settings("off"))) as root:
        found = response_stream((await post(root, stream=True))[2])
    assert (found["status"], found["incomplete_details"]) == (status, {"reason": reason})


async def test_a_server_that_never_streams_is_read_whole(fake: Fake) -> None:
    def reply(request: web.Request, body: bytes) -> web.Response:
        if request.path == "/v1/responses":
            return NOT_THERE["plain"]()
        message = {"role": "assistant", "content": "Good day"}
        return web.json_response({"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]})

    fake.reply = reply
    async with served(Gateway(Translating(Remote(fake.url)), Settings("off"))) as root:
        found = response_stream((await post(root, stream=True))[2])
    assert found["output"][0]["content"][0]["text"] == "Good day"


async def test_what_is_more_than_text_is_refused_without_a_call(fake: Fake) -> None:
    fake.reply = chats_only(WHOLE)
    async with served(Gateway(Translating(Remote(fake.url)), Settings("off"))) as root:
        status, headers, content = await post(root, tools=[{"type": "function", "name": "f", "parameters": {}}])
    assert (status, json.loads(content)["error"]["param"]) == (400, "tools")
    assert headers["X-Commonground-Responses"] == "translated"
    assert [path for _, path, _, _ in fake.asked] == ["/v1/responses"]
