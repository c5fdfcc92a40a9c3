"""The Responses API of a model in process: its objects and events as published, what is kept and for whom, what is refused."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from tests.server.clients.events import response_stream, valid

from commonground.conversation.record import Event
from commonground.models.chat import ChatModel, Chunk, Request
from commonground.models.embedded import Embedded
from commonground.models.scripted import Echo, Faulty, Script
from commonground.server.local import Local
from commonground.server.responses import Responses
from commonground.server.upstream import Answer, Call


async def content(answer: Answer) -> bytes:
    return b"".join([piece async for piece in answer.body])


async def send(local: Local, method: str, path: str, body: object = None, owner: str = "") -> tuple[int, bytes]:
    asked = b"" if body is None else json.dumps(body).encode()
    answer = await local.answer(Call(method, f"/v1/responses{path}", (), asked, owner))
    return answer.status, await content(answer)


async def made(local: Local, owner: str = "", /, **body: object) -> dict[str, Any]:
    status, found = await send(local, "POST", "", {"model": "m", "input": "one two three", **body}, owner)
    assert status == 200, found
    return dict(valid("response", json.loads(found)))


async def streamed(model: ChatModel, /, **body: object) -> dict[str, Any]:
    status, found = await send(Local(model), "POST", "", {"model": "m", "input": "one two", "stream": True, **body})
    assert status == 200
    return response_stream(found)


def said(response: dict[str, Any]) -> str:
    (item,) = response["output"]
    (part,) = item["content"]
    return str(part["text"])


def heard(request: Request) -> str:
    return "; ".join(f"{turn.speaker}: {turn.text}" for turn in request.conversation.turns)


async def test_a_whole_response_is_as_published_and_tells_the_settings_again() -> None:
    found = await made(
        Local(Echo()), metadata={"k": "v"}, temperature=0.5, max_output_tokens=20, instructions="Be kind.", user="u"
    )
    assert said(found) == "one two three"
    assert (found["status"], found["model"], found["metadata"], found["temperature"]) == (
        "completed",
        "echo",
        {"k": "v"},
        0.5,
    )
    assert (found["max_output_tokens"], found["instructions"], found["user"]) == (20, "Be kind.", "u")
    assert (found["usage"]["input_tokens"], found["usage"]["output_tokens"], found["usage"]["total_tokens"]) == (
        5,
        3,
        8,
    )
    assert found["id"].startswith("resp_")
    assert found["output"][0]["id"].startswith("msg_")


async def test_a_stream_has_its_events_in_order() -> None:
    found = await streamed(Echo(), input="a b c d")
    assert (found["status"], said(found), found["usage"]["output_tokens"]) == ("completed", "a b c d", 4)


@pytest.mark.parametrize("stream", [False, True])
async def test_a_reply_that_runs_out_of_tokens_is_incomplete(stream: bool) -> None:
    asked = {"input": "Book a table at the Old Mill for two people on Monday at 19:00.", "max_output_tokens": 3}
    async with Embedded() as model:
        found = await streamed(model, **asked) if stream else await made(Local(model), **asked)
    assert (found["status"], found["incomplete_details"]) == ("incomplete", {"reason": "max_output_tokens"})
    assert found["output"][0]["status"] == "incomplete"
    assert found["usage"]["output_tokens"] == 3


async def test_a_reply_that_breaks_off_has_failed() -> None:
    found = await streamed(Faulty(Echo(), "cut"), input="one two three four")
    assert (found["status"], found["error"]["code"], said(found)) == ("failed", "server_error", "one two ")
    for stream in (False, True):
        asked = {"model": "m", "input": "x", "stream": stream}
        status, refused = await send(Local(Faulty(Echo(), "connect")), "POST", "", asked)
        assert (status, set(json.loads(refused)["error"])) == (502, {"message", "type", "param", "code"})


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("hello", "user: hello"),
        ([{"role": "user", "content": "hello"}], "user: hello"),
        (
            [
                {"type": "message", "role": "developer", "content": [{"type": "input_text", "text": "Be kind."}]},
                {"role": "user", "content": [{"type": "input_text", "text": "a"}, {"type": "input_text", "text": "b"}]},
                {
                    "id": "msg_1", "type": "message", "role": "assistant", "status": "completed",
                    "content": [{"type": "output_text", "text": "c", "annotations": []}],
                },
                {"role": "user", "content": "d"},
            ],
            "system: Be kind.; user: a\nb; assistant: c; user: d",
        ),
    ],
)  # fmt: skip
async def test_input_is_a_text_or_messages(given: object, expected: str) -> None:
    assert said(await made(Local(Script(heard)), input=given)) == expected
    assert said(await made(Local(Script(heard)), input=given, instructions="Hi.")) == f"system: Hi.; {expected}"


async def test_a_response_goes_on_from_an_earlier_one_without_its_instructions() -> None:
    local = Local(Script(heard))
    first = await made(local, input="a", instructions="Old.")
    second = await made(local, input="b", instructions="New.", previous_response_id=first["id"])
    assert said(second) == f"system: New.; user: a; assistant: {said(first)}; user: b"
    assert second["previous_response_id"] == first["id"]
    third = await made(local, input="c", previous_response_id=second["id"])
    assert said(third).startswith("user: a; assistant: ")
    assert said(third).endswith("; user: c")


async def test_a_streamed_response_is_kept_before_the_client_hears_that_it_ended() -> None:
    local = Local(Script(heard))
    answer = await local.answer(Call("POST", "/v1/responses", (), b'{"model": "m", "input": "a", "stream": true}'))
    name = ""
    async for piece in answer.body:
        if b"event: response.completed" in piece:
            name = json.loads(piece.split(b"data: ")[1])["response"]["id"]
            assert (await send(local, "GET", f"/{name}"))[0] == 200
    assert said(await made(local, input="b", previous_response_id=name)).startswith("user: a; assistant: ")


async def test_a_stream_that_the_client_leaves_is_not_kept_and_ends_the_model() -> None:
    ended = asyncio.Event()

    class Slow:
        name = "slow"

        async def stream(self, request: Request) -> AsyncIterator[Chunk]:
            try:
                yield Chunk("a")
                await asyncio.Event().wait()
            finally:
                ended.set()

    local = Local(Slow())
    answer = await local.answer(Call("POST", "/v1/responses", (), b'{"model": "m", "input": "a", "stream": true}'))
    pieces = [await anext(answer.body) for _ in range(5)]
    name = json.loads(pieces[0].split(b"data: ")[1])["response"]["id"]
    await answer.body.aclose()
    assert ended.is_set()
    assert (await send(local, "GET", f"/{name}"))[0] == 404


async def test_past_responses_are_given_again_paged_and_deleted() -> None:
    local = Local(Echo())
    items = [{"role": "user", "content": str(number)} for number in range(5)]
    found = await made(local, input=items)
    status, again = await send(local, "GET", f"/{found['id']}")
    assert (status, json.loads(again)) == (200, found)

    async def page(query: str) -> dict[str, Any]:
        status, content = await send(local, "GET", f"/{found['id']}/input_items{query}")
        assert status == 200
        return dict(valid("items", json.loads(content)))

    def texts(page: dict[str, Any]) -> list[str]:
        return [item["content"][0]["text"] for item in page["data"]]

    assert texts(await page("")) == ["4", "3", "2", "1", "0"], "the newest first, as published"
    first = await page("?order=asc&limit=2")
    assert (texts(first), first["has_more"]) == (["0", "1"], True)
    rest = await page(f"?order=asc&after={first['last_id']}")
    assert (texts(rest), rest["has_more"]) == (["2", "3", "4"], False)
    assert (await send(local, "GET", f"/{found['id']}/input_items?limit=0"))[0] == 400
    status, deleted = await send(local, "DELETE", f"/{found['id']}")
    assert (status, json.loads(deleted)) == (200, {"id": found["id"], "object": "response", "deleted": True})
    assert (await send(local, "GET", f"/{found['id']}"))[0] == 404
    assert (await send(local, "DELETE", f"/{found['id']}"))[0] == 404


async def test_nobody_sees_anothers_responses() -> None:
    local = Local(Echo())
    found = await made(local, "ann")
    asked = {"model": "m", "input": "x", "previous_response_id": found["id"]}
    status, refused = await send(local, "POST", "", asked, "bob")
    problem = json.loads(refused)["error"]
    assert (status, problem["param"]) == (400, "previous_response_id")
    nobodys = json.loads((await send(local, "POST", "", asked | {"previous_response_id": "resp_0"}, "bob"))[1])["error"]
    assert problem["message"].replace(found["id"], "resp_0") == nobodys["message"], "nothing tells that it is there"
    for method, path in (("GET", ""), ("GET", "/input_items"), ("DELETE", "")):
        assert (await send(local, method, f"/{found['id']}{path}", owner="bob"))[0] == 404
    assert (await send(local, "GET", f"/{found['id']}", owner="ann"))[0] == 200
    assert (await send(local, "POST", "", asked, "ann"))[0] == 200


async def test_what_is_not_to_be_stored_is_not() -> None:
    local = Local(Echo())
    found = await made(local, store=False)
    assert (await send(local, "GET", f"/{found['id']}"))[0] == 404


async def test_the_memory_of_responses_is_bounded_in_number_and_size() -> None:
    async def fill(responses: Responses, text: str, count: int) -> list[str]:
        names = []
        for _ in range(count):
            asked = responses.read(
                Call("POST", "/v1/responses", (), json.dumps({"model": "m", "input": text}).encode())
            )
            names.append(json.loads(await content(await responses.answer(asked, Echo())))["id"])
        return names

    def kept(responses: Responses, names: list[str]) -> list[bool]:
        return [responses.has(Call("GET", f"/v1/responses/{name}", (), b"")) for name in names]

    few = Responses(most=3)
    assert kept(few, await fill(few, "a", 5)) == [False, False, True, True, True]
    small = Responses(size=30_000)
    assert kept(small, await fill(small, "a" * 5000, 6))[-3:] == [False, True, True]
    assert kept(small, await fill(small, "a" * 50_000, 1)) == [False], "one that is larger than all room is not kept"


async def test_where_nothing_may_be_left_out_too_long_a_conversation_is_refused() -> None:
    class Forgetful:
        name = "forgetful"

        async def stream(self, request: Request) -> AsyncIterator[Chunk]:
            yield Chunk(events=(Event(0, "context", {"turns_dropped": 1}, self.name),))
            yield Chunk("yes", "stop")

    asked = {"model": "m", "input": "x"}
    assert said(await made(Local(Forgetful()))) == "yes"
    status, refused = await send(Local(Forgetful()), "POST", "", asked | {"truncation": "disabled"})
    assert (status, json.loads(refused)["error"]["code"]) == (400, "context_length_exceeded")
    failed = await send(Local(Forgetful()), "POST", "", asked | {"truncation": "disabled", "stream": True})
    assert b"event: response.failed" in failed[1]


IMAGE = {"type": "input_image", "image_url": "data:image/png;base64,AA=="}


@pytest.mark.parametrize(
    ("changed", "param"),
    [
        ({"input": None}, "input"),
        ({"input": 5}, "input"),
        ({"input": []}, "input"),
        ({"input": ["x"]}, "input[0]"),
        ({"input": [{"role": "user"}]}, "input[0].content"),
        ({"input": [{"content": "x"}]}, "input[0].role"),
        ({"input": [{"role": "tool", "content": "x"}]}, "input[0].role"),
        ({"input": [{"role": "user", "content": [IMAGE]}]}, "input[0].content[0].type"),
        ({"input": [{"role": "user", "content": [{"type": "input_text"}]}]}, "input[0].content[0].text"),
        ({"input": [{"type": "function_call_output", "call_id": "c", "output": "x"}]}, "input[0].type"),
        ({"input": [{"type": "item_reference", "id": "msg_1"}]}, "input[0].type"),
        ({"input": "\ud800"}, "input"),
        ({"model": None}, "model"),
        ({"instructions": 5}, "instructions"),
        ({"tools": [{"type": "web_search"}]}, "tools"),
        ({"text": {"format": {"type": "json_schema"}}}, "text.format"),
        ({"text": 5}, "text"),
        ({"background": True}, "background"),
        ({"conversation": "conv_1"}, "conversation"),
        ({"prompt": {"id": "p"}}, "prompt"),
        ({"previous_response_id": "resp_0"}, "previous_response_id"),
        ({"previous_response_id": 5}, "previous_response_id"),
        ({"top_logprobs": 3}, "top_logprobs"),
        ({"include": ["message.output_text.logprobs"]}, "include[0]"),
        ({"max_output_tokens": 0}, "max_output_tokens"),
        ({"temperature": 3}, "temperature"),
        ({"metadata": {"a": 5}}, "metadata.a"),
        ({"metadata": {str(number): "" for number in range(17)}}, "metadata"),
        ({"metadata": {"a": "x" * 513}}, "metadata.a"),
        ({"metadata": {"a": "\ud800"}}, "metadata"),
        ({"metadata": {"\ud800": "a"}}, "metadata"),
        ({"user": "\ud800"}, "user"),
        ({"safety_identifier": "\ud800"}, "safety_identifier"),
        ({"prompt_cache_key": "\ud800"}, "prompt_cache_key"),
        ({"truncation": "some"}, "truncation"),
        ({"stream": 1}, "stream"),
        ({"store": "no"}, "store"),
    ],
)
async def test_what_cannot_be_is_refused_by_the_name_of_its_field(changed: dict[str, object], param: str) -> None:
    status, found = await send(Local(Echo()), "POST", "", {"model": "m", "input": "x", **changed})
    problem = json.loads(found)["error"]
    assert (status, problem["param"], problem["type"]) == (400, param, "invalid_request_error")
    assert param in problem["message"]


@pytest.mark.parametrize(
    "changed",
    [
        {"tools": [], "tool_choice": "auto", "parallel_tool_calls": False},
        {"text": {"format": {"type": "text"}, "verbosity": "low"}},
        {"include": ["reasoning.encrypted_content"], "reasoning": {"effort": "low"}},
        {"background": False, "store": None, "stream": None, "metadata": None, "previous_response_id": None},
        {"top_p": 0.5, "truncation": "auto", "service_tier": "auto", "unknown": [1]},
    ],
)
async def test_what_asks_for_nothing_special_is_answered(changed: dict[str, object]) -> None:
    assert said(await made(Local(Echo()), **changed)) == "one two three"


async def test_users_under_one_key_do_not_see_each_others_responses() -> None:
    local = Local(Echo())
    first = await made(local, "key", user="ann", input="a")
    name = first["id"]
    again = {"model": "m", "input": "b", "previous_response_id": name}
    for user, status in ((None, 400), ("bob", 400), ("ann", 200)):
        assert (await send(local, "POST", "", again | {"user": user}, "key"))[0] == status, user
        assert (await send(local, "POST", "", again | {"safety_identifier": user}, "key"))[0] == status, user
    for query, status in (("", 404), ("?user=bob", 404), ("?user=ann", 200)):
        assert (await send(local, "GET", f"/{name}{query}", owner="key"))[0] == status
    assert (await send(local, "DELETE", f"/{name}?user=ann", owner="other"))[0] == 404
