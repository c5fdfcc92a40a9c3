"""Chat completions of a model in process: what is answered, how it is streamed, and what is refused in which words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.server.clients.events import chat_stream, valid

from commonground.conversation.record import Conversation
from commonground.models.chat import ChatModel
from commonground.models.embedded import Embedded
from commonground.models.scripted import Echo, Faulty, Script
from commonground.server.local import Local
from commonground.server.upstream import Answer, Call

MESSAGES = [{"role": "user", "content": "one two three four five"}]


async def content(answer: Answer) -> bytes:
    return b"".join([piece async for piece in answer.body])


async def ask(model: ChatModel, /, **body: object) -> tuple[int, bytes]:
    asked = json.dumps({"model": "m", "messages": MESSAGES, **body}).encode()
    answer = await Local(model).answer(Call("POST", "/v1/chat/completions", (), asked))
    return answer.status, await content(answer)


async def error(model: ChatModel, /, **body: object) -> dict[str, Any]:
    status, found = await ask(model, **body)
    assert status == 400, found
    problem: dict[str, Any] = json.loads(found)["error"]
    assert set(problem) == {"message", "type", "param", "code"}
    assert problem["type"] == "invalid_request_error"
    return problem


async def test_a_whole_reply_is_as_published() -> None:
    status, found = await ask(Echo())
    reply = valid("completion", json.loads(found))
    assert status == 200
    assert reply["choices"][0]["message"] == {
        "role": "assistant",
        "content": "one two three four five",
        "refusal": None,
    }
    assert reply["usage"] == {"prompt_tokens": 5, "completion_tokens": 5, "total_tokens": 10}
    assert reply["model"] == "echo"


@pytest.mark.parametrize("usage", [False, True])
async def test_a_stream_is_as_published(usage: bool) -> None:
    options: dict[str, object] = {"stream_options": {"include_usage": True}} if usage else {}
    _, found = await ask(Echo(), stream=True, **options)
    assert chat_stream(found, usage=usage) == ["one two three four five"]


@pytest.mark.parametrize(
    ("stop", "said"),
    [
        ("three", "one two "),
        (["four", "two"], "one "),
        ("e f", "one two thre"),
        ("six", "one two three four five"),
        ("five six", "one two three four five"),
        ([], "one two three four five"),
        ("one", ""),
    ],
)
async def test_a_reply_ends_before_a_stop_sequence(stop: object, said: str) -> None:
    whole = json.loads((await ask(Echo(), stop=stop))[1])
    streamed = (await ask(Echo(), stop=stop, stream=True))[1]
    assert whole["choices"][0]["message"]["content"] == said
    assert whole["choices"][0]["finish_reason"] == "stop"
    assert chat_stream(streamed) == [said]
    assert whole["usage"]["completion_tokens"] == 5, "what was drawn was paid for, cut off or not"


async def test_several_replies_are_drawn_each_with_its_own_seed() -> None:
    model = Script(lambda request: f"seed {request.sampling.seed}")
    _, found = await ask(model, n=3, seed=7)
    reply = valid("completion", json.loads(found))
    assert [one["message"]["content"] for one in reply["choices"]] == ["seed 7", "seed 8", "seed 9"]
    assert [one["index"] for one in reply["choices"]] == [0, 1, 2]
    assert reply["usage"] == {"prompt_tokens": 5, "completion_tokens": 6, "total_tokens": 11}
    _, found = await ask(model, n=2, seed=7, stream=True, stream_options={"include_usage": True})
    assert chat_stream(found, choices=2, usage=True) == ["seed 7", "seed 8"]


async def test_max_tokens_ends_a_reply_for_its_length() -> None:
    async with Embedded() as model:
        asked = [{"role": "user", "content": "Book a table at the Old Mill for two people on Monday at 19:00."}]
        for name in ("max_tokens", "max_completion_tokens"):
            found = json.loads((await ask(model, messages=asked, **{name: 3}))[1])
            assert found["choices"][0]["finish_reason"] == "length"
            assert found["usage"]["completion_tokens"] == 3
        huge = json.loads((await ask(model, messages=asked, max_tokens=10**30))[1])
        assert huge["choices"][0]["finish_reason"] == "stop"


async def test_a_conversation_that_is_too_long_is_the_clients_to_mend_streamed_or_not() -> None:
    async with Embedded() as model:
        for stream in (False, True):
            problem = await error(model, messages=[{"role": "user", "content": "word " * 3000}], stream=stream)
            assert problem["code"] == "context_length_exceeded"


async def test_a_stream_that_breaks_off_says_so_and_does_not_end_as_if_whole() -> None:
    status, found = await ask(Faulty(Echo(), "cut"), stream=True)
    last = json.loads(found.split(b"\n\n")[-2].removeprefix(b"data: "))
    assert status == 200
    assert set(last["error"]) == {"message", "type", "param", "code"}
    assert b"[DONE]" not in found
    assert (await ask(Faulty(Echo(), "status"), stream=True))[0] == 502


async def test_developers_and_parts_of_text_are_read() -> None:
    heard: list[Conversation] = []

    def reply(request: Any) -> str:
        heard.append(request.conversation)
        return "yes"

    parts = [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]
    await ask(
        Script(reply),
        messages=[{"role": "developer", "content": "Be kind."}, {"role": "user", "content": parts, "name": "Al"}],
    )
    assert [(turn.speaker, turn.text) for turn in heard[0].turns] == [("system", "Be kind."), ("user", "a\nb")]


TOOL = {"type": "function", "function": {"name": "f", "parameters": {}}}
IMAGE = [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}]


@pytest.mark.parametrize(
    ("changed", "param"),
    [
        ({"tools": [TOOL]}, "tools"),
        ({"tools": "x"}, "tools"),
        ({"functions": [{"name": "f"}]}, "functions"),
        ({"messages": [{"role": "user", "content": IMAGE}]}, "messages[0].content"),
        ({"messages": [*MESSAGES, {"role": "tool", "tool_call_id": "1", "content": ""}]}, "messages[1].role"),
        ({"messages": []}, "messages"),
        ({"messages": None}, "messages"),
        ({"messages": "hello"}, "messages"),
        ({"messages": [5]}, "messages[0]"),
        ({"messages": [{"role": "king", "content": "x"}]}, "messages[0].role"),
        ({"messages": [{"role": "user"}]}, "messages[0].content"),
        ({"messages": [{"role": "user", "content": 5}]}, "messages[0].content"),
        ({"messages": [{"role": "user", "content": "\ud800"}]}, "messages[0].content"),
        ({"response_format": {"type": "json_object"}}, "response_format"),
        ({"logprobs": True}, "logprobs"),
        ({"logprobs": 5}, "logprobs"),
        ({"modalities": ["text", "audio"]}, "modalities"),
        ({"n": 0}, "n"),
        ({"n": 17}, "n"),
        ({"n": "2"}, "n"),
        ({"max_tokens": 0}, "max_tokens"),
        ({"max_completion_tokens": 1.5}, "max_completion_tokens"),
        ({"temperature": "hot"}, "temperature"),
        ({"temperature": 2.1}, "temperature"),
        ({"temperature": True}, "temperature"),
        ({"top_p": 2}, "top_p"),
        ({"presence_penalty": -3}, "presence_penalty"),
        ({"seed": 0.5}, "seed"),
        ({"stop": 5}, "stop"),
        ({"stop": [1]}, "stop[0]"),
        ({"stop": ["a", "b", "c", "d", "e"]}, "stop"),
        ({"stream": "yes"}, "stream"),
        ({"stream": True, "stream_options": []}, "stream_options"),
        ({"stream_options": {"include_usage": True}}, "stream_options"),
        ({"model": None}, "model"),
        ({"model": 5}, "model"),
    ],
)
async def test_what_cannot_be_is_refused_by_the_name_of_its_field(changed: dict[str, object], param: str) -> None:
    problem = await error(Echo(), **changed)
    assert problem["param"] == param
    assert param in problem["message"]


@pytest.mark.parametrize(
    "changed",
    [
        {"tools": []}, {"tools": [TOOL], "tool_choice": "none"}, {"logprobs": False}, {"response_format": {"type": "text"}},
        {"top_p": 0.9, "presence_penalty": 1, "frequency_penalty": -1}, {"n": 1}, {"modalities": ["text"]},
        {"stop": None, "seed": None, "max_tokens": None, "temperature": None, "stream": None, "tools": None},
        {"user": "u", "metadata": {"a": "b"}, "unknown": {"x": 1}, "reasoning_effort": "low"},
    ],
)  # fmt: skip
async def test_what_asks_for_nothing_special_is_answered(changed: dict[str, object]) -> None:
    status, found = await ask(Echo(), **changed)
    assert (status, json.loads(found)["choices"][0]["message"]["content"]) == (200, "one two three four five")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff", b'{"a": NaN}', b"[" * 5000, b'{"messages": []}'])
async def test_a_body_that_is_no_request_is_refused(body: bytes) -> None:
    for path in ("/v1/chat/completions", "/v1/responses"):
        answer = await Local(Echo()).answer(Call("POST", path, (), body))
        assert answer.status == 400
        assert set(json.loads(await content(answer))["error"]) == {"message", "type", "param", "code"}


async def test_models_are_told_and_what_is_not_there_is_404() -> None:
    local = Local(Echo())

    async def got(path: str, method: str = "GET") -> tuple[int, Any]:
        answer = await local.answer(Call(method, path, (), b""))
        return answer.status, json.loads(await content(answer))

    status, listed = await got("/v1/models?limit=1")
    assert (status, [one["id"] for one in listed["data"]]) == (200, ["echo"])
    assert valid("model", (await got("/v1/models/echo"))[1])["id"] == "echo"
    for path, method in (("/v1/models/other", "GET"), ("/v1/embeddings", "POST"), ("/v1/chat/completions", "GET")):
        status, found = await got(path, method)
        assert (status, set(found["error"])) == (404, {"message", "type", "param", "code"})
