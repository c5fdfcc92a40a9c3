"""The command line as a user calls it, and a local OpenAI-compatible server to point it at."""

from __future__ import annotations

import asyncio
import json
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from commonground.cli.main import main


@dataclass(frozen=True)
class Done:
    """What a command left: its exit code, stdout and stderr."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Command = Callable[..., Done]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    """Run `commonground` with the given arguments in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["commonground", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            main()
        captured = capsys.readouterr()
        code = stopped.value.code
        assert isinstance(code, int)
        return Done(code, captured.out, captured.err)

    return run


@dataclass
class Server:
    """A server that answers every chat with `reply` and keeps what it was asked."""

    reply: Callable[[list[dict[str, Any]]], str] = lambda messages: "#### 16"
    status: int = 200
    asked: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""

    async def handle(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.asked.append(body)
        if self.status != 200:
            return web.json_response({"error": {"message": "no"}}, status=self.status)
        choice = {
            "index": 0,
            "message": {"role": "assistant", "content": self.reply(body["messages"])},
            "finish_reason": "stop",
        }
        usage = {"prompt_tokens": 3, "completion_tokens": 2}
        return web.json_response({"id": "1", "object": "chat.completion", "choices": [choice], "usage": usage})


@pytest.fixture
def server() -> Iterator[Server]:
    """A `Server` in a thread of its own, for the command has a loop of its own."""
    found = Server()
    loop = asyncio.new_event_loop()
    started = threading.Event()

    async def start() -> web.AppRunner:
        app = web.Application()
        app.router.add_post("/v1/chat/completions", found.handle)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        found.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
        return runner

    def serve() -> None:
        asyncio.set_event_loop(loop)
        runner = loop.run_until_complete(start())
        started.set()
        loop.run_forever()
        loop.run_until_complete(runner.cleanup())
        loop.close()

    thread = threading.Thread(target=serve)
    thread.start()
    assert started.wait(10)
    yield found
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
