"""The official client, against the embedded model and against a strict upstream."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import openai
import pytest
from openai import AsyncOpenAI
from pydantic import BaseModel
from tests.server.clients.events import check_order, valid
from tests.server.clients.strict import CITIES, Strict
from tests.server.serving import Fake, served

from commonground.models.embedded import Embedded
from commonground.models.scripted import Echo, Faulty
from commonground.server.gateway import Gateway, Settings
from commonground.server.local import Local
from commonground.server.translating import Translating
from commonground.server.upstream import Remote, Upstream

ASKED = "Book a table at the Old Mill for two people on Monday at 19:00."
TALK: Any = [
    {"role": "user", "content": "I want to book a table."},
    {"role": "assistant", "content": "Where?"},
    {"role": "user", "content": "At the Old Mill for two people on Monday at 19:00."},
]
TOOL: Any = {
    "type": "function",
    "function": {
        "name": "weather", "strict": True,
        "parameters": {
            "type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"], "additionalProperties": False,
        },
    },
}  # fmt: skip


@asynccontextmanager
async def client_of(upstream: Upstream, preset: str = "light") -> AsyncIterator[AsyncOpenAI]:
    async with (
        served(Gateway(upstream, Settings(preset))) as root,
        AsyncOpenAI(base_url=f"{root}/v1", api_key="sk-1", max_retries=0) as client,
    ):
        yield client


def dumped(event: BaseModel) -> dict[str, Any]:
    return event.model_dump(exclude_unset=True)


# The embedded model


async def test_chat_whole_and_streamed() -> None:
    async with client_of(Local(Embedded())) as client:
        whole = await client.chat.completions.create(model="embedded", messages=TALK, temperature=0, max_tokens=80)
        stream = await client.chat.completions.create(
            model="embedded", messages=TALK, temperature=0, max_tokens=80, stream=True,
            stream_options={"include_usage": True},
        )  # fmt: skip
        chunks = [valid("chunk", dumped(chunk)) async for chunk in stream]
        raw = await client.chat.completions.with_raw_response.create(model="embedded", messages=TALK, max_tokens=80)
    valid("completion", dumped(whole))
    said = whole.choices[0].message.content or ""
    assert said.startswith("book(")
    assert "".join(one["delta"].get("content") or "" for chunk in chunks for one in chunk["choices"]) == said
    assert chunks[-1]["usage"] == dumped(whole)["usage"]
    assert raw.headers["X-Commonground-Mediation"] == "rewritten"


async def test_responses_whole_streamed_kept_and_deleted() -> None:
    async with client_of(Local(Embedded())) as client:
        whole = await client.responses.create(model="embedded", input=ASKED, temperature=0, metadata={"k": "v"})
        stream = await client.responses.create(model="embedded", input=ASKED, temperature=0, stream=True)
        events = [valid("event", dumped(event)) async for event in stream]
        async with client.responses.stream(model="embedded", input=ASKED, temperature=0) as helper:
            async for _ in helper:
                pass
            final = await helper.get_final_response()
        again = await client.responses.retrieve(whole.id)
        items = await client.responses.input_items.list(whole.id)
        after = await client.responses.create(
            model="embedded", input="Make it for three.", previous_response_id=whole.id
        )
        await client.responses.delete(whole.id)
        with pytest.raises(openai.NotFoundError):
            await client.responses.retrieve(whole.id)
    assert whole.output_text.startswith("book(")
    assert (
        whole.output_text
        == again.output_text
        == final.output_text
        == check_order(events)["output"][0]["content"][0]["text"]
    )
    assert (whole.status, whole.metadata) == ("completed", {"k": "v"})
    assert valid("items", dumped(items))["data"][0]["content"][0]["text"] == ASKED
    assert (after.previous_response_id, after.status) == (whole.id, "completed")


async def test_responses_are_mediated_like_chats() -> None:
    async with client_of(Local(Embedded())) as client:
        raw = await client.responses.with_raw_response.create(model="embedded", input=TALK, temperature=0)
        bare = await client.responses.with_raw_response.create(
            model="embedded", input=TALK, temperature=0, extra_headers={"X-Commonground-Preset": "off"}
        )
    assert (raw.headers["X-Commonground-Mediation"], bare.headers["X-Commonground-Mediation"]) == (
        "rewritten",
        "untouched",
    )
    assert "two" in raw.parse().output_text or "2" in raw.parse().output_text


async def test_errors_are_the_clients_own_kinds() -> None:
    async with client_of(Local(Embedded())) as client:
        with pytest.raises(openai.BadRequestError) as refused:
            await client.chat.completions.create(model="embedded", messages=TALK, tools=[TOOL])
        assert (refused.value.param, refused.value.type) == ("tools", "invalid_request_error")
        with pytest.raises(openai.BadRequestError) as long:
            await client.responses.create(model="embedded", input="word " * 3000)
        assert long.value.code == "context_length_exceeded"
        with pytest.raises(openai.NotFoundError):
            await client.embeddings.create(model="embedded", input="x")
        assert [model.id async for model in client.models.list()] == ["embedded"]
        assert (await client.models.retrieve("embedded")).id == "embedded"
    async with client_of(Local(Faulty(Echo(), "cut")), "off") as client:
        stream = await client.chat.completions.create(model="m", messages=TALK, stream=True)
        with pytest.raises(openai.APIError, match="cut"):
            [chunk async for chunk in stream]


# A strict upstream


async def test_tools_are_called_two_at_once_and_their_results_come_back(fake: Fake, strict: Strict) -> None:
    messages: Any = [{"role": "user", "content": "How warm is it in Århus and Köln?"}]
    async with client_of(Remote(fake.url)) as client:
        whole = await client.chat.completions.create(model="strict", messages=messages, tools=[TOOL])
        async with client.chat.completions.stream(model="strict", messages=messages, tools=[TOOL]) as events:
            kinds = [event.type async for event in events]
            final = await events.get_final_completion()
        assert kinds.count("tool_calls.function.arguments.done") == len(CITIES)
        for calls in (whole.choices[0].message.tool_calls or [], final.choices[0].message.tool_calls or []):
            read = [(call.id, call.function.name, call.function.arguments) for call in calls if call.type == "function"]
            assert [arguments for _, _, arguments in read] == [f'{{"city": "{city}"}}' for city in CITIES]
            told = [
                {"id": name, "type": "function", "function": {"name": function, "arguments": arguments}}
                for name, function, arguments in read
            ]
            results = [{"role": "tool", "tool_call_id": name, "content": '{"degrees": 7}'} for name, _, _ in read]
            further: Any = [*messages, {"role": "assistant", "tool_calls": told}, *results]
            end = await client.chat.completions.create(model="strict", messages=further, tools=[TOOL])
            assert end.choices[0].message.content == "It is 7 and 7 degrees."
    assert strict.wrong == []


async def test_a_schema_is_filled_in(fake: Fake, strict: Strict) -> None:
    class Weather(BaseModel):
        city: str
        degrees: int

    async with client_of(Remote(fake.url)) as client:
        parsed = await client.chat.completions.parse(model="strict", messages=TALK, response_format=Weather)
    assert parsed.choices[0].message.parsed == Weather(city="x", degrees=7)
    assert strict.bodies[-1]["messages"] == TALK, "a forced form of reply is left alone"
    assert strict.wrong == []


async def test_text_images_and_embeddings_go_through(fake: Fake, strict: Strict) -> None:
    image: Any = [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "https://x/y.png"}}]}]
    async with client_of(Remote(fake.url), "off") as client:
        stream = await client.chat.completions.create(
            model="strict",
            messages=TALK,
            stream=True,
            stream_options={"include_usage": True},
            seed=1,
            logprobs=True,
            n=1,
        )
        chunks = [valid("chunk", dumped(chunk)) async for chunk in stream]
        await client.chat.completions.with_raw_response.create(model="strict", messages=image)
        vectors = await client.embeddings.create(model="strict", input="x", encoding_format="float")
    text = "".join(one["delta"].get("content") or "" for chunk in chunks for one in chunk["choices"])
    assert text == TALK[-1]["content"]
    assert chunks[-1]["usage"]["prompt_tokens"] == 3
    assert strict.bodies[1]["messages"] == image
    assert vectors.data[0].embedding == [0.5, 1.0]
    assert strict.wrong == []


async def test_responses_with_tools_go_through(fake: Fake, strict: Strict) -> None:
    tool: Any = {"type": "function", "name": "weather", "parameters": {"type": "object"}, "strict": False}
    async with client_of(Translating(Remote(fake.url))) as client:
        stream = await client.responses.create(model="strict", input="How warm is it?", tools=[tool], stream=True)
        events = [valid("event", dumped(event)) async for event in stream]
        whole = await client.responses.create(model="strict", input="Hello", store=False)
    assert (
        "".join(one["delta"] for one in events if one["type"].endswith("arguments.delta"))
        == f'{{"city": "{CITIES[0]}"}}'
    )
    assert whole.output_text == "Hello"
    assert strict.wrong == []


async def test_the_strict_upstream_refuses_what_is_not_published(fake: Fake, strict: Strict) -> None:
    async with client_of(Remote(fake.url), "off") as client:
        for wrong in ({"temperature": "hot"}, {"unpublished": 1}, {"messages": [{"role": "king", "content": "x"}]}):
            with pytest.raises(openai.BadRequestError):
                await client.chat.completions.create(model="strict", messages=TALK, extra_body=wrong)
    assert len(strict.wrong) == 3
