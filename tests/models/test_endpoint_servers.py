"""What servers take and give: settings under other names, reasoning apart from the reply, and push-backs."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from aiohttp import web
from tests.models.upstream import (
    ASKED,
    GOOD,
    QUICK,
    TOLD,
    Upstream,
    delta,
    events,
    finish,
    plain,
    streamed,
)

from commonground.errors import EndpointError
from commonground.models.chat import Sampling, complete
from commonground.models.endpoint import Endpoint, Retry
from commonground.models.slots import Slots

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


SCHEMA = {"type": "object", "properties": {"a": {"type": ["string", "null"]}}, "required": ["a"]}


async def test_a_reply_is_held_to_a_schema_where_one_is_asked_for(upstream: Upstream) -> None:
    async with upstream.endpoint(streamed(events(*TOLD))) as endpoint:
        await complete(endpoint, replace(ASKED, schema=SCHEMA))
        await complete(endpoint, ASKED)
    held, free = upstream.bodies
    assert held["response_format"] == {
        "type": "json_schema", "json_schema": {"name": "reply", "strict": True, "schema": SCHEMA},
    }  # fmt: skip
    assert "response_format" not in free


@pytest.mark.parametrize(
    "said",
    [
        "'response_format' of type 'json_schema' is not supported with this model",
        "response_format.type must be one of text, json_object",
        "Extra inputs are not permitted: response_format",
    ],
)
async def test_a_server_that_knows_no_schema_is_asked_without(upstream: Upstream, said: str) -> None:
    async with upstream.endpoint(plain({"error": {"message": said}}, 400), streamed(events(*TOLD))) as endpoint:
        for _ in range(2):
            assert (await complete(endpoint, replace(ASKED, schema=SCHEMA))).text == GOOD.text
    assert ["response_format" in body for body in upstream.bodies] == [True, False, False]
