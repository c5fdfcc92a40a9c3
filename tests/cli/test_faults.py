"""A check against a server that fails in every way: the run ends in time, failures are counted and never scored."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

TASKS = 11


async def well(request: web.Request) -> web.StreamResponse:
    return await streamed(request, [text({"content": "#### 16"}), text({}, "stop"), "[DONE]"])


async def hang(request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(60)
    return web.Response()


async def hang_midway(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    await response.write(b"data: " + text({"content": "so "}).encode() + b"\n\n")
    await asyncio.sleep(60)
    return response


async def cut(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    await response.write(b"data: " + text({"content": "so "}).encode() + b"\n\n")
    if request.transport:
        request.transport.close()
    return response


async def malformed(request: web.Request) -> web.StreamResponse:
    return await streamed(request, ['{"choices": [{"delta": {"content"', "[DONE]"])


async def too_many(request: web.Request) -> web.StreamResponse:
    return web.json_response({"error": {"message": "slow down"}}, status=429, headers={"Retry-After": "0.05"})


async def foreign(request: web.Request) -> web.StreamResponse:
    return web.Response(text="<html>login</html>", content_type="text/html")


async def failing(request: web.Request) -> web.StreamResponse:
    return web.Response(status=500)


async def refusing(request: web.Request) -> web.StreamResponse:
    return web.json_response({"error": {"message": "no such model"}}, status=404)


async def empty(request: web.Request) -> web.StreamResponse:
    return await streamed(request, [])


async def complaining(request: web.Request) -> web.StreamResponse:
    return await streamed(request, [json.dumps({"error": {"message": "out of memory"}})])


FAULTS: tuple[Callable[[web.Request], Any], ...] = (
    well, hang, hang_midway, cut, malformed, too_many, foreign, failing, refusing, empty, complaining,
)  # fmt: skip


def text(delta: dict[str, str], finish: str | None = None) -> str:
    return json.dumps({"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})


async def streamed(request: web.Request, documents: list[str]) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    for document in documents:
        await response.write(f"data: {document}\n\n".encode())
    return response


@pytest.fixture
def faulty() -> Iterator[str]:
    """A server that fails by the number in the request: each task meets one way to fail, every time it asks."""

    async def answer(request: web.Request) -> web.StreamResponse:
        body = await request.json()
        said = body["messages"][-1]["content"]
        number = next((int(word) for word in said.split() if word.isdecimal()), 0)
        fault = well if number == 16 else FAULTS[number % len(FAULTS)]  # 16 is what the server itself said
        response: web.StreamResponse = await fault(request)
        return response

    loop, started, address = asyncio.new_event_loop(), threading.Event(), list[str]()

    async def run() -> None:
        app = web.Application()
        app.router.add_post("/v1/chat/completions", answer)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        address.append(f"http://127.0.0.1:{runner.addresses[0][1]}/v1")
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            await runner.cleanup()

    task = loop.create_task(run())
    thread = threading.Thread(target=lambda: loop.run_until_complete(asyncio.wait([task])))
    thread.start()
    started.wait()
    yield address[0]
    loop.call_soon_threadsafe(task.cancel)
    thread.join()
    loop.close()


@pytest.mark.parametrize("mediation", ["off", "light"])
def test_every_fault_is_counted_and_none_is_a_score(
    command: Callable[..., Any], faulty: str, tmp_path: Path, mediation: str
) -> None:
    rows = [
        {
            "task_id": f"t/{number}", "task": "math", "question": f"Say {number} words.", "answer": "#### 16",
            "shards": [{"shard_id": part, "shard": f"Say {number} words, part {part}."} for part in (1, 2)],
        }
        for number in range(TASKS)
    ]  # fmt: skip
    (tmp_path / "math.json").write_text(json.dumps(rows))
    arguments = (
        "check", "--data", "math.json", "--model", "m", "--base-url", faulty, "--mediation", mediation, "--condition",
        "SHARDED", "--tasks", TASKS, "--timeout", 1.5, "--out", "run",
    )  # fmt: skip
    started = time.monotonic()
    done = command(*arguments, "--json")
    seconds = time.monotonic() - started
    assert done.code == 0, done.err
    (cell,) = [one for one in done.json["suites"][0]["conditions"] if one["family"] == "all"]
    assert cell["failures"] == {"endpoint": TASKS - 1}
    assert (cell["episodes"], cell["final_turn"]["mean"]) == (1, 1.0)
    assert seconds < 20
    kinds = Counter(
        json.loads(line)["failure"]["kind"]
        for line in (tmp_path / "run" / "episodes.jsonl").read_text().splitlines()
        if json.loads(line)["failure"]
    )
    assert kinds["timeout"] >= 2
    assert kinds["status"] >= 3
    assert kinds["protocol"] >= 3
    assert kinds["cut"] >= 1
    table = " ".join(command(*arguments).out.split())
    assert f"{TASKS - 1} of {TASKS} episodes failed at the boundary endpoint" in table
