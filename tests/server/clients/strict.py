"""An upstream that takes only what is published, and answers each kind of request as the service would.

Requests are held against the parameter types of the official SDK. It calls its tools two at a time, fills in a JSON schema,
tells the weather once it has heard it from a tool, and repeats the last message otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from aiohttp import web
from openai.types.chat.completion_create_params import (
    CompletionCreateParamsNonStreaming,
    CompletionCreateParamsStreaming,
)
from openai.types.embedding_create_params import EmbeddingCreateParams
from openai.types.responses.response_create_params import (
    ResponseCreateParamsNonStreaming,
    ResponseCreateParamsStreaming,
)
from pydantic import TypeAdapter, ValidationError

CITIES = ("Århus", "Köln")
PARAMETERS: dict[tuple[str, bool], Any] = {
    ("/v1/chat/completions", False): CompletionCreateParamsNonStreaming,
    ("/v1/chat/completions", True): CompletionCreateParamsStreaming,
    ("/v1/responses", False): ResponseCreateParamsNonStreaming,
    ("/v1/responses", True): ResponseCreateParamsStreaming,
    ("/v1/embeddings", False): EmbeddingCreateParams,
}
HEAD = {"id": "chatcmpl-1", "created": 1, "model": "strict"}


@cache
def parameters(path: str, stream: bool) -> TypeAdapter[Any]:
    return TypeAdapter(PARAMETERS[path, stream])


def looked_through(value: Any) -> None:
    """Look at everything in a value: lists are checked only as they are read."""
    for one in value.values() if isinstance(value, Mapping) else value:
        if isinstance(one, Iterable) and not isinstance(one, str):
            looked_through(one)


class Strict:
    """The replies of a fake; `bodies` are what it was asked, `wrong` what was wrong with it."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.wrong: list[str] = []

    async def __call__(self, request: web.Request, content: bytes) -> web.StreamResponse:
        if request.method == "GET":
            entry = {"id": "strict", "object": "model", "created": 1, "owned_by": "nobody"}
            return web.json_response({"object": "list", "data": [entry]})
        problem = self.checked(request, content)
        if problem:
            self.wrong.append(problem)
            error = {"message": problem, "type": "invalid_request_error", "param": None, "code": None}
            return web.json_response({"error": error}, status=400)
        body = self.bodies[-1]
        if request.path == "/v1/embeddings":
            vector = {"object": "embedding", "index": 0, "embedding": [0.5, 1.0]}
            usage = {"prompt_tokens": 1, "total_tokens": 1}
            return web.json_response({"object": "list", "data": [vector], "model": "strict", "usage": usage})
        if request.path == "/v1/responses":
            events = list(response_events(body))
            return (
                await streamed(request, events) if body.get("stream") else web.json_response(events[-1][1]["response"])
            )
        message = reply(body)
        if body.get("stream"):
            return await streamed(request, [("", chunk) for chunk in chunks(body, message)])
        return web.json_response(
            {**HEAD, "object": "chat.completion", "choices": [choice(message)], "usage": usage_of(message)}
        )

    def checked(self, request: web.Request, content: bytes) -> str:
        if not request.headers.get("Authorization", "").startswith("Bearer "):
            return "no key"
        if request.content_type != "application/json":
            return f"content type {request.content_type}"
        body = json.loads(content)
        self.bodies.append(body)
        try:
            looked_through(parameters(request.path, bool(body.get("stream"))).validate_python(body, extra="forbid"))
        except ValidationError as error:
            return str(error)
        return ""


def reply(body: Mapping[str, Any]) -> dict[str, Any]:
    last = body["messages"][-1]
    if last["role"] == "tool":
        told = [json.loads(one["content"])["degrees"] for one in body["messages"] if one["role"] == "tool"]
        return {"role": "assistant", "content": f"It is {' and '.join(map(str, told))} degrees."}
    if body.get("tools"):
        name = body["tools"][0]["function"]["name"]
        return {"role": "assistant", "content": None, "tool_calls": [called(name, city) for city in CITIES]}
    if body.get("response_format", {}).get("type") == "json_schema":
        schema = body["response_format"]["json_schema"]["schema"]
        return {"role": "assistant", "content": json.dumps(filled(schema))}
    said = last["content"]
    return {"role": "assistant", "content": said if isinstance(said, str) else f"{len(said)} parts"}


def called(name: str, city: str) -> dict[str, Any]:
    arguments = json.dumps({"city": city}, ensure_ascii=False)
    return {"id": f"call_{city}", "type": "function", "function": {"name": name, "arguments": arguments}}


def filled(schema: Mapping[str, Any]) -> Any:
    if schema["type"] == "object":
        return {name: filled(one) for name, one in schema["properties"].items()}
    return {"string": "x", "integer": 7, "array": []}[schema["type"]]


def choice(message: Mapping[str, Any]) -> dict[str, Any]:
    return {"index": 0, "message": {"refusal": None, **message}, "logprobs": None, "finish_reason": finish(message)}


def finish(message: Mapping[str, Any]) -> str:
    return "tool_calls" if message.get("tool_calls") else "stop"


def usage_of(message: Mapping[str, Any]) -> dict[str, int]:
    words = len((message.get("content") or "").split())
    return {"prompt_tokens": 3, "completion_tokens": words, "total_tokens": 3 + words}


def chunks(body: Mapping[str, Any], message: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a message in pieces: the role, the text by character, each call's name and then its arguments by character."""
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": None if message.get("tool_calls") else ""}]
    deltas += [{"content": character} for character in message.get("content") or ""]
    for index, call in enumerate(message.get("tool_calls", ())):
        function = call["function"]
        deltas.append(
            {"tool_calls": [{**call, "index": index, "function": {"name": function["name"], "arguments": ""}}]}
        )
        deltas += [{"tool_calls": [{"index": index, "function": {"arguments": one}}]} for one in function["arguments"]]
    for delta in deltas:
        yield piece({"index": 0, "delta": delta, "finish_reason": None})
    yield piece({"index": 0, "delta": {}, "finish_reason": finish(message)})
    if (body.get("stream_options") or {}).get("include_usage"):
        yield {**HEAD, "object": "chat.completion.chunk", "choices": [], "usage": usage_of(message)}


def piece(content: Mapping[str, Any]) -> dict[str, Any]:
    return {**HEAD, "object": "chat.completion.chunk", "choices": [content]}


def response_events(body: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the events of a response that calls its first tool or repeats the input, by character."""
    number = iter(range(10_000))

    def event(kind: str, **fields: Any) -> tuple[str, dict[str, Any]]:
        return kind, {"type": kind, "sequence_number": next(number), **fields}

    item, deltas = (function_item(body) if body.get("tools") else message_item(body)), []
    base = {"output_index": 0, "item_id": item["id"]}
    if body.get("tools"):
        deltas = [event("response.function_call_arguments.delta", **base, delta=one) for one in item["arguments"]]
    else:
        text = item["content"][0]["text"]
        deltas = [event("response.output_text.delta", **base, content_index=0, delta=one, logprobs=[]) for one in text]
    yield event("response.created", response=response(body, "in_progress", []))
    yield event("response.output_item.added", output_index=0, item={**item, "status": "in_progress"})
    yield from deltas
    yield event("response.output_item.done", output_index=0, item=item)
    yield event("response.completed", response=response(body, "completed", [item]))


def message_item(body: Mapping[str, Any]) -> dict[str, Any]:
    given = body["input"]
    text = given if isinstance(given, str) else given[-1]["content"]
    part: dict[str, Any] = {"type": "output_text", "text": text, "annotations": []}
    return {"id": "msg_1", "type": "message", "role": "assistant", "status": "completed", "content": [part]}


def function_item(body: Mapping[str, Any]) -> dict[str, Any]:
    arguments = json.dumps({"city": CITIES[0]}, ensure_ascii=False)
    call = {"call_id": "call_1", "name": body["tools"][0]["name"], "arguments": arguments}
    return {"id": "fc_1", "type": "function_call", "status": "completed", **call}


def response(body: Mapping[str, Any], status: str, output: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": "resp_1", "object": "response", "created_at": 1, "model": "strict", "status": status, "output": output,
        "parallel_tool_calls": True, "tool_choice": "auto", "tools": body.get("tools", []),
    }  # fmt: skip


async def streamed(request: web.Request, events: list[tuple[str, dict[str, Any]]]) -> web.StreamResponse:
    """Send events, cut every 50 bytes."""
    done = "" if events[0][0] else "data: [DONE]\n\n"
    lines = [(f"event: {name}\n" if name else "") + f"data: {json.dumps(event)}\n\n" for name, event in events]
    content = "".join([*lines, done]).encode()
    found = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await found.prepare(request)
    for at in range(0, len(content), 50):
        await found.write(content[at : at + 50])
    return found
