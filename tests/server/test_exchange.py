"""Reading exchanges: turns, tool calls and usage out of what went over the wire, and nothing that raises."""

from __future__ import annotations

import gzip
import json
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.conversation.record import ToolCall
from commonground.server.exchange import CHAT, RESPONSES, Exchange, read

TALK = [{"role": "system", "content": "s"}, {"role": "user", "content": "hi"}]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=9,
)


def exchange(asked: Any, reply: Any, path: str = CHAT, **more: Any) -> Exchange:
    body, answer = (one if isinstance(one, bytes) else json.dumps(one).encode() for one in (asked, reply))
    fields: dict[str, Any] = {
        "id": "1", "at": 0.0, "path": path, "key": "", "label": "", "body": body, "reply": answer, "encoding": "",
        "status": 200, "complete": True, "first_byte": 0.0, "duration": 0.0, "preset": "observe", "mediation": "untouched",
    }  # fmt: skip
    return Exchange(**(fields | more))


def events(*documents: object) -> bytes:
    return b"".join(b"data: " + json.dumps(one).encode() + b"\n\n" for one in documents) + b"data: [DONE]\n\n"


def delta(index: int = 0, **fields: object) -> dict[str, object]:
    return {"choices": [{"index": index, "delta": fields}]}


def test_a_chat() -> None:
    reply = {
        "choices": [{"message": {"role": "assistant", "content": text}} for text in ("yes", "no")],
        "usage": {"prompt_tokens": 3, "completion_tokens": 4},
    }
    found = read(exchange({"model": "m", "messages": TALK, "user": "ann"}, reply))
    assert [(turn.speaker, turn.text) for turn in found.turns] == [("system", "s"), ("user", "hi")]
    assert [turn.text for turn in found.replies] == ["yes", "no"]
    assert (found.model, found.user, found.prompt_tokens, found.completion_tokens) == ("m", "ann", 3, 4)


def test_a_stream_is_put_together() -> None:
    calls = [
        {"index": 0, "id": "c1", "function": {"name": "find", "arguments": '{"a"'}},
        {"index": 1, "id": "c2", "function": {"name": "book", "arguments": "{}"}},
    ]
    stream = events(
        delta(role="assistant", content=""), delta(content="Let me "), delta(content="see."), delta(1, content="other"),
        delta(tool_calls=calls), delta(tool_calls=[{"index": 0, "function": {"arguments": ": 1}"}}]),
        {"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 2}},
    )  # fmt: skip
    found = read(exchange({"messages": TALK}, b": ping\n\n" + stream))
    assert [turn.text for turn in found.replies] == ["Let me see.", "other"]
    assert found.replies[0].tool_calls == (ToolCall("c1", "find", '{"a": 1}'), ToolCall("c2", "book", "{}"))
    assert found.prompt_tokens == 9


@pytest.mark.parametrize(
    ("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("identity", bytes), ("br", bytes)]
)
def test_packed_replies(encoding: str, pack: Any) -> None:
    reply = json.dumps({"choices": [{"message": {"role": "assistant", "content": "yes"}}]}).encode()
    found = read(exchange({"messages": TALK}, pack(reply), encoding=encoding))
    assert [turn.text for turn in found.replies] == ([] if encoding == "br" else ["yes"])
    assert len(found.turns) == 2


def test_a_refusal_has_no_reply() -> None:
    assert read(exchange({"messages": TALK}, {"choices": [{"message": {"content": "x"}}]}, status=500)).replies == ()


def test_responses() -> None:
    asked = {
        "model": "m", "instructions": "s", "previous_response_id": "resp_0", "safety_identifier": "ann",
        "input": [
            {"role": "user", "content": [{"type": "input_text", "text": "a"}, {"type": "input_text", "text": "b"}]},
            {"type": "reasoning", "id": "r"},
            {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"},
            {"type": "function_call_output", "call_id": "c", "output": "7"},
        ],
    }  # fmt: skip
    response = {
        "id": "resp_1",
        "output": [{"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "ok"}]}],
        "usage": {"input_tokens": 5, "output_tokens": 6},
    }
    whole = read(exchange(asked, response, RESPONSES))
    assert [(turn.speaker, turn.text) for turn in whole.turns] == [
        ("system", "s"), ("user", "ab"), ("assistant", ""), ("tool", "7"),
    ]  # fmt: skip
    assert [turn.text for turn in whole.replies] == ["ok"]
    assert (whole.previous, whole.alias, whole.user, whole.completion_tokens) == ("resp_0", "resp_1", "ann", 6)
    stream = b"event: x\n" + events({"type": "response.created"}, {"type": "response.completed", "response": response})
    assert read(exchange(asked, stream, RESPONSES)) == whole
    assert [turn.text for turn in read(exchange({"input": "hi"}, response, RESPONSES)).turns] == ["hi"]


@given(JSON, JSON, st.sampled_from([CHAT, RESPONSES]))
def test_nothing_raises(asked: object, reply: object, path: str) -> None:
    read(exchange(asked, reply, path))
    read(exchange({"messages": asked, "input": asked, "user": asked}, events(reply, {"choices": reply}), path))
    read(exchange({"messages": TALK}, {"choices": [{"message": reply, "delta": reply}], "output": [reply]}, path))


@given(st.binary(max_size=40), st.sampled_from(["", "gzip", "deflate"]))
def test_no_bytes_raise(content: bytes, encoding: str) -> None:
    read(exchange(content, b"data: " + content, encoding=encoding))
    read(exchange(b"[" * 100_000, content, encoding=encoding))
