"""Requests that are wrong in thousands of ways: each is refused as published, and none is the server's fault."""

from __future__ import annotations

import copy
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.server.clients.events import chat_stream, response_stream, valid

from commonground.models.embedded import Embedded
from commonground.models.scripted import Echo
from commonground.server.app import application
from commonground.server.gateway import Gateway
from commonground.server.local import Local

CHAT, RESPONSES = "/v1/chat/completions", "/v1/responses"
TALK = [
    {"role": "system", "content": "Be kind."},
    {"role": "user", "content": [{"type": "text", "text": "Hello"}], "name": "Ann"},
    {"role": "assistant", "content": "Hi."},
    {"role": "user", "content": "And?"},
]
WHOLE: dict[str, dict[str, Any]] = {
    CHAT: {
        "model": "m", "messages": TALK, "temperature": 0.5, "max_tokens": 4, "n": 1, "stop": ["x"], "stream": False, "seed": 1,
        "stream_options": None, "tools": [], "response_format": {"type": "text"}, "logprobs": False, "top_p": 1.0,
        "metadata": {"a": "b"}, "user": "u", "modalities": ["text"], "tool_choice": "none", "presence_penalty": 0,
        "max_completion_tokens": None, "functions": None, "frequency_penalty": 0,
    },
    RESPONSES: {
        "model": "m", "instructions": "Be kind.", "temperature": 0.5, "max_output_tokens": 4, "stream": False, "store": True,
        "input": [
            {"role": "user", "content": [{"type": "input_text", "text": "Hello"}]},
            {"type": "message", "role": "assistant", "content": "Hi."},
            {"role": "user", "content": "And?"},
        ],
        "tools": [], "text": {"format": {"type": "text"}}, "metadata": {"a": "b"}, "truncation": "auto", "include": [],
        "previous_response_id": None, "background": False, "top_logprobs": 0, "user": "u", "parallel_tool_calls": True,
        "conversation": None, "prompt": None, "reasoning": {"effort": "low"}, "safety_identifier": "s",
    },
}  # fmt: skip

TEXT = st.one_of(
    st.sampled_from(["", " ", "user", "auto", "none", "text", "\ud800", "\x00", "<|end|>", "a" * 5000, "-1", "true"]),
    st.text(max_size=6),
)
KEYS = st.one_of(TEXT, st.sampled_from(["type", "role", "content", "text"]))
JUNK: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(-3, 3), st.integers(), st.floats(), TEXT,
        st.sampled_from([0, 1, 1e308, 10**40, -(10**400), 2**31, 2**63]),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=5,
)  # fmt: skip
NOT_JSON = st.one_of(
    st.binary(max_size=40),
    st.sampled_from(
        [b"", b"{", b"[" * 2000, b'{"a":NaN}', b"\xef\xbb\xbf{}", b"null", b"[]", b'"x"', b"5", b'{"model":1e400}']
    ),
)


def places(value: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of each value within a body, the body itself first."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, one in inner for place in places(one, (*path, key)))]


@st.composite
def bodies(draw: st.DrawFn, path: str) -> bytes:
    """Return a good body in which one to three things are wrong, or none at all."""
    document: Any = copy.deepcopy(WHOLE[path])
    document["stream"] = draw(st.booleans())
    for _ in range(draw(st.integers(1, 3))):
        where = draw(st.sampled_from(places(document)))
        if not where:
            document["unknown"] = draw(JUNK)
            continue
        holder = document
        for step in where[:-1]:
            holder = holder[step]
        what = draw(st.sampled_from(["change", "change", "remove", "repeat"]))
        if what == "remove":
            del holder[where[-1]]
        elif what == "repeat" and isinstance(holder, list):
            holder.extend([holder[where[-1]]] * draw(st.integers(1, 40)))
        else:
            holder[where[-1]] = draw(JUNK)
    written = json.dumps(document).encode()
    return written[: draw(st.integers(0, len(written)))] if draw(st.integers(0, 19)) == 0 else written


async def post(app: Any, path: str, body: bytes) -> tuple[int, bytes]:
    """Send a request to the application in process; return status and body."""
    sent: list[Any] = []
    received = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> Any:
        for message in received:
            return message
        return await forever()

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"host", b"localhost"), (b"content-type", b"application/json")]
    scope = {
        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"", "headers": headers,
        "root_path": "", "http_version": "1.1", "scheme": "http", "client": ("127.0.0.1", 1), "server": ("localhost", 80),
    }  # fmt: skip
    await app(scope, receive, send)
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])


async def forever() -> Any:
    import asyncio

    await asyncio.Event().wait()


def check(path: str, body: bytes, status: int, content: bytes) -> None:
    assert status < 500, (body, content)
    if status >= 400:
        error = json.loads(content)["error"]
        assert set(error) == {"message", "type", "param", "code"}
        assert error["message"]
        assert "Traceback" not in error["message"]
        assert error["param"] is None or error["param"] in error["message"]
        return
    asked = json.loads(body)
    if asked.get("stream"):
        options = asked.get("stream_options") or {}
        if path == RESPONSES:
            response_stream(content)
        else:
            chat_stream(content, asked.get("n") or 1, usage=bool(options.get("include_usage")))
    else:
        valid("response" if path == RESPONSES else "completion", json.loads(content))


@pytest.fixture(scope="module")
def echo() -> Any:
    return application(Gateway(Local(Echo())))


@pytest.fixture
async def embedded() -> AsyncIterator[Any]:
    async with Embedded() as model:
        yield application(Gateway(Local(model)))


MANY = settings(max_examples=2500, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("path", [CHAT, RESPONSES])
async def test_the_body_that_is_made_wrong_is_right(echo: Any, path: str) -> None:
    status, content = await post(echo, path, json.dumps(WHOLE[path]).encode())
    assert status == 200
    check(path, json.dumps(WHOLE[path]).encode(), status, content)


@MANY
@given(bodies(CHAT))
async def test_no_chat_completion_is_the_servers_fault(echo: Any, body: bytes) -> None:
    check(CHAT, body, *await post(echo, CHAT, body))


@MANY
@given(bodies(RESPONSES))
async def test_no_response_is_the_servers_fault(echo: Any, body: bytes) -> None:
    check(RESPONSES, body, *await post(echo, RESPONSES, body))


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([CHAT, RESPONSES]), NOT_JSON)
async def test_what_is_no_json_object_is_refused(echo: Any, path: str, body: bytes) -> None:
    status, content = await post(echo, path, body)
    assert status == 400
    check(path, body, status, content)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from([CHAT, RESPONSES]).flatmap(lambda path: st.tuples(st.just(path), bodies(path))))
async def test_nor_does_the_embedded_model_fail(embedded: Any, asked: tuple[str, bytes]) -> None:
    path, body = asked
    check(path, body, *await post(embedded, path, body))
