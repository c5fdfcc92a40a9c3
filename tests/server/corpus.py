"""Requests and replies of every kind that clients and servers send, for what must come through byte for byte.

Requests vary what clients vary: fields, content parts, tools, key order, spaces, escapes, encodings, methods, paths, headers.
Replies vary status, headers, encoding and where their bytes are cut.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

JSON, FORM, EVENTS = "application/json", 'multipart/form-data; boundary="=-b"', "text/event-stream; charset=utf-8"
CHAT, RESPONSES = "/v1/chat/completions", "/v1/responses"


@dataclass(frozen=True)
class Sent:
    """A request: its name says what is special about it."""

    name: str
    method: str = "POST"
    path: str = CHAT
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = (("Content-Type", JSON),)


@dataclass(frozen=True)
class Replied:
    """A reply: `pieces` are written one after the other."""

    name: str
    pieces: tuple[bytes, ...]
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", JSON),)


USER = {"role": "user", "content": "Hello"}
TALK = [
    {"role": "system", "content": "Be kind."},
    USER,
    {"role": "assistant", "content": "Hi."},
    {"role": "user", "content": "And?"},
]
PARAMETERS = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
    "additionalProperties": False,
}
TOOL = {
    "type": "function",
    "function": {"name": "weather", "description": "d", "parameters": PARAMETERS, "strict": True},
}
CALL = {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": '{"city": "\\u00c5s"}'}}
IMAGE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo=", "detail": "low"}}
AUDIO = {"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"}}
SCHEMA = {"type": "json_schema", "json_schema": {"name": "s", "strict": True, "schema": PARAMETERS}}

SETTINGS: dict[str, object] = {
    "temperature": 0.7,
    "temperature_int": 1,
    "temperature_float": 1.0,
    "top_p": 0.95,
    "n": 3,
    "stream": True,
    "max_tokens": 5,
    "max_completion_tokens": 7,
    "stop": ["\n", "END"],
    "presence_penalty": -1.5,
    "frequency_penalty": 0.1,
    "seed": 2**63 - 1,
    "logit_bias": {"50256": -100},
    "logprobs": True,
    "top_logprobs": 5,
    "user": "user-1",
    "response_format": SCHEMA,
    "response_format_json": {"type": "json_object"},
    "tools": [TOOL],
    "tool_choice": {"type": "function", "function": {"name": "weather"}},
    "tool_choice_required": "required",
    "parallel_tool_calls": False,
    "reasoning_effort": "high",
    "service_tier": "flex",
    "stream_options": {"include_usage": True},
    "metadata": {"k": "v"},
    "store": False,
    "prediction": {"type": "content", "content": "x"},
    "modalities": ["text", "audio"],
    "audio": {"voice": "alloy", "format": "wav"},
    "verbosity": "low",
    "safety_identifier": "s",
    "web_search_options": {"search_context_size": "low"},
    "functions": [{"name": "f", "parameters": {}}],
    "function_call": "auto",
    "prompt_cache_key": "k",
    "top_k": 40,
    "min_p": 0.05,
    "repetition_penalty": 1.1,
    "guided_json": PARAMETERS,
    "ignore_eos": True,
    "chat_template_kwargs": {"enable_thinking": False},
    "thinking": {"type": "enabled", "budget_tokens": 1024},
    "cache_prompt": True,
    "grammar": 'root ::= "a"',
    "extra_body": {"a": [1, None, {"b": {}}]},
    "provider": {"order": ["a"]},
    "mirostat": 2,
    "keep_alive": "5m",
}

HISTORIES: dict[str, object] = {
    "several turns": TALK,
    "a developer": [{"role": "developer", "content": "Be brief."}, USER],
    "a name": [{**USER, "name": "Ann"}],
    "an image": [{"role": "user", "content": [{"type": "text", "text": "What is this?"}, IMAGE]}],
    "sound": [{"role": "user", "content": [AUDIO]}],
    "a file": [{"role": "user", "content": [{"type": "file", "file": {"file_id": "file-1"}}]}],
    "parts of text": [{"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}],
    "a cached part": [
        {"role": "user", "content": [{"type": "text", "text": "a", "cache_control": {"type": "ephemeral"}}]}
    ],
    "a tool call": [USER, {"role": "assistant", "content": None, "tool_calls": [CALL]}],
    "a tool result": [
        USER,
        {"role": "assistant", "tool_calls": [CALL]},
        {"role": "tool", "tool_call_id": "call_1", "content": "{}"},
    ],
    "two tool calls at once": [
        USER,
        {"role": "assistant", "content": "", "tool_calls": [CALL, {**CALL, "id": "call_2"}]},
        {"role": "tool", "tool_call_id": "call_1", "content": "1"},
        {"role": "tool", "tool_call_id": "call_2", "content": [{"type": "text", "text": "2"}]},
    ],
    "a function result": [USER, {"role": "function", "name": "f", "content": "1"}],
    "a refusal": [USER, {"role": "assistant", "content": None, "refusal": "No."}, USER],
    "reasoning": [USER, {"role": "assistant", "content": "a", "reasoning_content": "b"}, USER],
    "sound said before": [USER, {"role": "assistant", "audio": {"id": "audio_1"}}, USER],
    "nothing": [],
    "an empty text": [{"role": "user", "content": ""}],
    "a long text": [{"role": "user", "content": "word " * 20_000}],
    "many turns": TALK[1:3] * 300 + [USER],
    "an unknown role": [{"role": "narrator", "content": "Once."}, USER],
    "no list": "Hello",
}

TEXTS = {
    "umlauts": "Grüße aus Århus",
    "Chinese": "你好，世界",
    "Arabic": "مرحبا بالعالم",
    "Hebrew and digits": "שלום 123",
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈",
    "beyond the plane": "𝔘𝔫𝔦",
    "combining": "e\u0301\u0327",
    "zero width": "a\u200bb\u200d\ufeff",
    "direction marks": "\u202eabc\u202c",
    "controls": "\u0000\u0001\u001f\u007f\u0085",
    "line separators": "\u2028\u2029",
    "quotes": "\"'`\\",
    "slashes": "</script>\\/",
    "tabs and lines": "a\tb\r\nc\vd\fe",
    "noncharacters": "\uffff\ufffe\ufdd0",
}

WRITTEN = {  # bodies as they are written, which no encoder would write alike
    "spaces": b' {  "model" :"m" ,\n\t"messages": [ {"content":"a","role":"user"} ] }\r\n',
    "keys in another order": b'{"zeta":1,"messages":[{"role":"user","content":"a"}],"alpha":2,"model":"m"}',
    "a key twice": b'{"model":"a","model":"b","messages":[{"role":"user","content":"a"}],"x":1,"x":2}',
    "messages twice": b'{"messages":[],"model":"m","messages":[{"role":"user","content":"a"}]}',
    "numbers": b'{"model":"m","messages":[{"role":"user","content":"a"}],"a":1.0,"b":1e400,"c":-0,"d":12345678901234567890123}',
    "powers": b'{"model":"m","messages":[{"role":"user","content":"a"}],"a":1E+2,"b":1e-400,"c":0.1000}',
    "escapes": b'{"model":"m","messages":[{"role":"user","content":"\\u0061\\u00fc\\ud83d\\ude00\\/"}]}',
    "half a character": b'{"model":"m","messages":[{"role":"user","content":"\\ud800"}]}',
    "not a number": b'{"model":"m","messages":[{"role":"user","content":"a"}],"a":NaN,"b":-Infinity}',
    "a byte order mark": b'\xef\xbb\xbf{"model":"m","messages":[{"role":"user","content":"a"}]}',
    "UTF-16": '{"model":"m","messages":[{"role":"user","content":"a"}]}'.encode("utf-16"),
    "no UTF-8": b'{"model":"m","messages":[{"role":"user","content":"\xff\xfe"}]}',
    "cut off": b'{"model":"m","messages":[{"role":"us',
    "a comment": b'{"model":"m" /* x */,"messages":[]}',
    "a trailing comma": b'{"model":"m","messages":[],}',
    "two documents": b'{"model":"m"}{"model":"n"}',
    "a list": b"[1, 2]",
    "a text": b'"hello"',
    "null": b"null",
    "nested": b'{"messages":' + b"[" * 3000 + b"]" * 3000 + b"}",
    "a number of thousands of digits": b'{"messages":[],"n":' + b"7" * 6000 + b"}",
    "zero bytes": b"\x00\x00\x00",
    "nothing": b"",
    "one space": b" ",
}

INPUTS: dict[str, dict[str, object]] = {
    "a text": {"input": "Hello"},
    "messages": {"input": TALK},
    "parts": {"input": [{"role": "user", "content": [{"type": "input_text", "text": "a"}]}]},
    "an image": {"input": [{"role": "user", "content": [{"type": "input_image", "image_url": "https://x/y.png"}]}]},
    "a file": {"input": [{"role": "user", "content": [{"type": "input_file", "file_id": "file-1"}]}]},
    "instructions": {"input": "Hello", "instructions": "Be kind."},
    "an earlier response": {"input": "And?", "previous_response_id": "resp_1"},
    "a conversation": {"input": "And?", "conversation": "conv_1"},
    "a tool": {
        "input": "Hello",
        "tools": [{"type": "function", "name": "f", "parameters": PARAMETERS, "strict": True}],
    },
    "tools of the server": {
        "input": "Hello",
        "tools": [{"type": "web_search"}, {"type": "code_interpreter", "container": {"type": "auto"}}],
    },
    "a call and its result": {
        "input": [
            USER,
            {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"},
            {"type": "function_call_output", "call_id": "c", "output": "1"},
        ]
    },
    "reasoning": {
        "input": [USER, {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "x"}],
        "reasoning": {"effort": "high"},
    },
    "a reference": {"input": [{"type": "item_reference", "id": "msg_1"}]},
    "a form": {"input": "Hello", "text": {"format": {"type": "json_schema", "name": "s", "schema": PARAMETERS}}},
    "in the background": {"input": "Hello", "background": True},
    "a template": {"prompt": {"id": "pmpt_1", "variables": {"a": "b"}}},
    "a stream": {"input": "Hello", "stream": True, "stream_options": {"include_obfuscation": False}},
    "includes": {
        "input": "Hello",
        "include": ["reasoning.encrypted_content", "message.output_text.logprobs"],
        "top_logprobs": 2,
    },
    "settings": {
        "input": "Hello",
        "temperature": 1.0,
        "max_output_tokens": 16,
        "truncation": "auto",
        "metadata": {"a": "b"},
        "store": False,
    },
}

FILE = (
    b'--=-b\r\nContent-Disposition: form-data; name="file"; filename="\xc3\xa4.bin"\r\n\r\n'
    + bytes(range(256))
    + b"\r\n--=-b--\r\n"
)
NO_BODY: tuple[tuple[str, str], ...] = ()
OTHERS = (
    Sent("embeddings", path="/v1/embeddings", body=b'{"model": "e", "input": ["a", "b"], "encoding_format": "base64"}'),
    Sent("embeddings of tokens", path="/v1/embeddings", body=b'{"model":"e","input":[[1,2],[3]]}'),
    Sent("moderations", path="/v1/moderations", body=b'{"input":"x"}'),
    Sent("old completions", path="/v1/completions", body=b'{"model":"m","prompt":["a"],"logprobs":2,"echo":true}'),
    Sent("a file is sent", path="/v1/files", body=FILE, headers=(("Content-Type", FORM),)),
    Sent("speech to text", path="/v1/audio/transcriptions", body=FILE, headers=(("Content-Type", FORM),)),
    Sent("text to speech", path="/v1/audio/speech", body=b'{"model":"t","input":"x","voice":"v"}'),
    Sent("pictures", path="/v1/images/generations", body=b'{"prompt":"x"}'),
    Sent("re-ranking", path="/v1/rerank", body=b'{"query":"x","documents":["a"]}'),
    Sent("models", "GET", "/v1/models", headers=NO_BODY),
    Sent("one model", "GET", "/v1/models/org%2Fname:tag@1", headers=NO_BODY),
    Sent("a model with a slash", "GET", "/v1/models/org/name", headers=NO_BODY),
    Sent("a model is deleted", "DELETE", "/v1/models/ft:x", headers=NO_BODY),
    Sent(
        "files by query",
        "GET",
        "/v1/files?purpose=fine-tune&limit=2&after=a%20b&x=%C3%BC&x=2&empty=&flag",
        headers=NO_BODY,
    ),
    Sent("a query with odd characters", "GET", "/v1/files?a=b+c&d=%2B%26&e=/?:@!$'()*,;&f=~", headers=NO_BODY),
    Sent("a path with odd characters", "GET", "/v1/files/a%20b%25c%3Fd;e=f,g:h@i~j", headers=NO_BODY),
    Sent("a file's content", "GET", "/v1/files/file-1/content", headers=NO_BODY),
    Sent("a file is deleted", "DELETE", "/v1/files/file-1", headers=NO_BODY),
    Sent("a deletion with a body", "DELETE", "/v1/threads/t", body=b'{"why":"x"}'),
    Sent("a change", "PATCH", "/v1/things/1", body=b'{"a":1}'),
    Sent(
        "a whole put there",
        "PUT",
        "/v1/things/1",
        body=b"\x00\xff",
        headers=(("Content-Type", "application/octet-stream"),),
    ),
    Sent("a stored chat", "GET", "/v1/chat/completions?limit=1", headers=NO_BODY),
    Sent("a stored chat's messages", "GET", "/v1/chat/completions/c-1/messages", headers=NO_BODY),
    Sent("a response", "GET", "/v1/responses/resp_1?include=a&include=b", headers=NO_BODY),
    Sent("a response is deleted", "DELETE", "/v1/responses/resp_1", headers=NO_BODY),
    Sent("a response is cancelled", "POST", "/v1/responses/resp_1/cancel", headers=NO_BODY),
    Sent("a response's input", "GET", "/v1/responses/resp_1/input_items?limit=1", headers=NO_BODY),
    Sent("a batch", path="/v1/batches", body=b'{"input_file_id":"f"}'),
    Sent("a path with two slashes", "GET", "/v1//models", headers=NO_BODY),
    Sent("a chat with a query", path=f"{CHAT}?api-version=2024-10-21", body=b'{"model":"m","messages":[]}'),
    Sent(
        "a packed body",
        body=gzip.compress(b'{"model":"m","messages":[]}', mtime=0),
        headers=(("Content-Type", JSON), ("Content-Encoding", "gzip")),
    ),
    Sent("no content type", body=b'{"model":"m","messages":[]}', headers=()),
    Sent("another content type", body=b"{}", headers=(("Content-Type", "application/vnd.x+json; charset=ISO-8859-1"),)),
)

HEADERS = {
    "a key": (("Authorization", "Bearer sk-1"),),
    "another key": (("Api-Key", "k"), ("X-Api-Key", "l")),
    "an organization": (("OpenAI-Organization", "o"), ("OpenAI-Project", "p"), ("OpenAI-Beta", "assistants=v2")),
    "a trace": (("traceparent", "00-1-1-01"), ("tracestate", "a=b"), ("X-Request-Id", "r")),
    "what the client takes": (
        ("Accept", "text/event-stream"),
        ("Accept-Encoding", "br;q=1, gzip;q=0.1"),
        ("Accept-Language", "de"),
    ),
    "who the client is": (("User-Agent", "x/1 (y)"), ("X-Stainless-Lang", "python")),
    "a header twice": (("X-Two", "a"), ("X-Two", "b")),
    "an empty header": (("X-Empty", ""),),
    "cookies": (("Cookie", "a=b; c=d"),),
    "umlauts in a header": (("X-Umlaut", "Grüße"),),
    "an idempotency key": (("Idempotency-Key", "i"),),
}


def body(**fields: object) -> bytes:
    return json.dumps({"model": "m", "messages": TALK, **fields}, ensure_ascii=False).encode()


def requests() -> Iterator[Sent]:
    """Yield every request, each under a name of its own."""
    for name, value in SETTINGS.items():
        field = name.removesuffix("_int").removesuffix("_float").removesuffix("_json").removesuffix("_required")
        yield Sent(f"setting {name}", body=body(**{field: value}))
        yield Sent(f"setting {name}, streamed", body=body(**{field: value, "stream": True}))
    for name, messages in HISTORIES.items():
        yield Sent(f"history: {name}", body=body(messages=messages))
        yield Sent(
            f"history: {name}, escaped", body=json.dumps({"messages": messages, "model": "m"}, indent=1).encode()
        )
    for name, text in TEXTS.items():
        yield Sent(f"text: {name}", body=body(messages=[{"role": "user", "content": text}], user=text))
        yield Sent(
            f"text: {name}, escaped", body=json.dumps({"messages": [{"role": "user", "content": text}]}).encode()
        )
    for name, written in WRITTEN.items():
        yield Sent(f"written: {name}", body=written)
        yield Sent(f"written: {name}, as a response", path=RESPONSES, body=written)
    for name, fields in INPUTS.items():
        yield Sent(f"response: {name}", path=RESPONSES, body=json.dumps({"model": "m", **fields}).encode())
    for name, headers in HEADERS.items():
        yield Sent(f"headers: {name}", body=body(), headers=(("Content-Type", JSON), *headers))
    yield from OTHERS


STREAM = b"".join(
    b"data: " + json.dumps({"choices": [{"delta": {"content": text}}]}, ensure_ascii=False).encode() + b"\n\n"
    for text in ("", "Grüße ", "👩‍👧", "\u2028", "end")
) + b": comment\r\n\r\nevent: x\r\ndata: y\r\n\r\ndata: [DONE]\n\n"  # fmt: skip


def cut(content: bytes, size: int) -> tuple[bytes, ...]:
    """Return content in pieces of `size` bytes."""
    return tuple(content[at : at + size] for at in range(0, len(content), size))


def replies() -> Iterator[Replied]:
    """Yield every reply."""
    yield Replied("JSON", (b'{ "id":  "x", "n": 1.0, "n": 2 }\n',))
    yield Replied("nothing", ())
    yield Replied("no content", (), 204, ())
    for size in (1, 2, 3, 7, 64, 1000):
        yield Replied(
            f"events in pieces of {size}",
            cut(STREAM, size),
            200,
            (("Content-Type", EVENTS), ("Cache-Control", "no-store")),
        )
    packed = gzip.compress(STREAM, mtime=0)
    for size in (1, 5, 10_000):
        yield Replied(
            f"events packed, in pieces of {size}",
            cut(packed, size),
            200,
            (("Content-Type", EVENTS), ("Content-Encoding", "gzip")),
        )
    yield Replied(
        "deflated", (zlib.compress(b"{}" * 500),), 200, (("Content-Type", JSON), ("Content-Encoding", "deflate"))
    )
    yield Replied(
        "said to be brotli", (b"\x8b\x00\x80{}\x03",), 200, (("Content-Type", JSON), ("Content-Encoding", "br"))
    )
    yield Replied(
        "sound",
        cut(bytes(range(256)) * 400, 30_000),
        200,
        (("Content-Type", "audio/mpeg"), ("Content-Disposition", 'attachment; filename="a.mp3"')),
    )
    for status in (
        200,
        201,
        202,
        301,
        304,
        400,
        401,
        403,
        404,
        408,
        409,
        413,
        418,
        422,
        429,
        451,
        499,
        500,
        502,
        503,
        504,
        529,
        599,
    ):
        content = (
            ()
            if status == 304
            else (json.dumps({"error": {"message": str(status), "type": "t", "param": None, "code": status}}).encode(),)
        )
        yield Replied(f"status {status}", content, status)
    yield Replied(
        "try again in seconds",
        (b'{"error": {}}',),
        429,
        (("Content-Type", JSON), ("Retry-After", "7"), ("x-ratelimit-remaining-requests", "0")),
    )
    yield Replied(
        "try again at a date",
        (b"slow",),
        503,
        (("Content-Type", "text/plain"), ("Retry-After", "Fri, 31 Dec 1999 23:59:59 GMT")),
    )
    yield Replied(
        "a page",
        (b"<html>Bad gateway</html>",),
        502,
        (("Content-Type", "text/html"), ("Server", "nginx"), ("Date", "Fri, 31 Dec 1999 23:59:59 GMT")),
    )
    yield Replied("a way elsewhere", (), 307, (("Location", "https://elsewhere.example/v1"),))
    yield Replied(
        "headers twice",
        (b"{}",),
        200,
        (("Set-Cookie", "a=b"), ("Set-Cookie", "c=d"), ("X-Two", "1"), ("X-Two", "2"), ("X-Empty", "")),
    )
    yield Replied("umlauts in a header", (b"{}",), 200, (("X-Umlaut", "Grüße"), ("Content-Type", JSON)))
    yield Replied(
        "what the service tells",
        (b"{}",),
        200,
        (("openai-processing-ms", "9"), ("x-request-id", "req_1"), ("openai-version", "2020-10-01")),
    )
