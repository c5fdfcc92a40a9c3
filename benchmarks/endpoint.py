"""CPU time a request, 64 in flight against one local server: this client beside bare aiohttp, the openai SDK and LiteLLM.

The server is a process of its own that streams a short reply. What is measured is the client's own processor time, user and
system, not the waiting. Three rounds, medians. `pip install openai litellm` for those two; what is missing is left out.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import resource
from collections.abc import Awaitable, Callable
from statistics import median

ROUNDS, REQUESTS, IN_FLIGHT = 3, 2000, 64
WORDS = ("I", " see", ",", " thank", " you", ".")
ASKED = [{"role": "user", "content": "Hello there, how are you today?"}]
Ask = Callable[[], Awaitable[str]]


def serve(port: multiprocessing.Queue[int]) -> None:
    """Stream the same reply to whoever asks."""
    from aiohttp import web

    def chunk(delta: dict[str, str], finish: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        head = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
        return f"data: {json.dumps({**head, 'choices': [choice]})}\n\n".encode()

    usage = {"prompt_tokens": 9, "completion_tokens": 6, "total_tokens": 15}
    last = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [], "usage": usage}
    body = b"".join(chunk({"role": "assistant", "content": word}) for word in WORDS) + chunk({}, "stop")
    body += f"data: {json.dumps(last)}\n\ndata: [DONE]\n\n".encode()

    async def answer(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(body=body, content_type="text/event-stream")

    async def run() -> None:
        app = web.Application()
        app.router.add_post("/v1/chat/completions", answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port.put(runner.addresses[0][1])
        await asyncio.Event().wait()

    asyncio.run(run())


async def spent(ask: Ask) -> float:
    """Return the milliseconds of processor time that a request takes."""
    left = iter(range(REQUESTS))

    async def worker() -> None:
        for _ in left:
            assert await ask() == "".join(WORDS)

    assert await ask() == "".join(WORDS)
    before = resource.getrusage(resource.RUSAGE_SELF)
    await asyncio.gather(*(worker() for _ in range(IN_FLIGHT)))
    after = resource.getrusage(resource.RUSAGE_SELF)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / REQUESTS


async def ours(url: str) -> float:
    """Measure this client."""
    from commonground.conversation.readers import from_messages
    from commonground.models.chat import Request, complete
    from commonground.models.endpoint import Endpoint

    request = Request(from_messages(ASKED))
    async with Endpoint("m", url, slots=IN_FLIGHT) as endpoint:

        async def ask() -> str:
            return (await complete(endpoint, request)).text

        return await spent(ask)


async def bare(url: str) -> float:
    """Measure aiohttp with the least that reads the stream."""
    import aiohttp

    body = {"model": "m", "messages": ASKED, "stream": True, "temperature": 0, "max_tokens": 256, "seed": 0}
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def ask() -> str:
            texts = []
            async with session.post(f"{url}/chat/completions", json=body) as response:
                content = await response.read()
            for line in content.split(b"\n"):
                if line.startswith(b"data: {"):
                    texts += [choice["delta"].get("content", "") for choice in json.loads(line[6:])["choices"]]
            return "".join(texts)

        return await spent(ask)


async def openai(url: str) -> float:
    """Measure the openai SDK."""
    from openai import AsyncOpenAI

    async with AsyncOpenAI(base_url=url, api_key="x") as client:

        async def ask() -> str:
            stream = await client.chat.completions.create(model="m", messages=ASKED, stream=True)  # type: ignore[call-overload]
            return "".join([chunk.choices[0].delta.content or "" async for chunk in stream if chunk.choices])

        return await spent(ask)


async def litellm(url: str) -> float:
    """Measure LiteLLM."""
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # or it would fetch its prices first
    from litellm import acompletion

    async def ask() -> str:
        stream = await acompletion("openai/m", ASKED, stream=True, api_base=url, api_key="x")
        return "".join([chunk.choices[0].delta.content or "" async for chunk in stream if chunk.choices])

    return await spent(ask)


def main() -> None:
    """Print the processor time of each client and its ratio to bare aiohttp."""
    port: multiprocessing.Queue[int] = multiprocessing.Queue()
    server = multiprocessing.Process(target=serve, args=(port,), daemon=True)
    server.start()
    url = f"http://127.0.0.1:{port.get()}/v1"
    found: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        for client in (bare, ours, openai, litellm):
            try:
                found.setdefault(client.__name__, []).append(asyncio.run(client(url)))
            except ImportError:
                continue
    server.kill()
    least = median(found["bare"])
    for name, times in found.items():
        print(
            f"{name}: {median(times):.3f} ms of processor time a request, {median(times) / least:.1f} times bare aiohttp"
        )


if __name__ == "__main__":
    main()
