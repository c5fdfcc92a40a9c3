"""Mediation beside the loop: the same as in it, with others served meanwhile, and ended with whoever waits for it."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator

import pytest

from commonground.models.chat import Chunk, Request
from commonground.models.scripted import Script
from commonground.server.aside import mediated_aside
from commonground.server.mediating import FAILED, Mediated, mediated


def body(turns: int) -> bytes:
    roles = ("user", "assistant")
    said = [
        {"role": roles[at % 2], "content": f"I need {at} tables, and then {at + 1} chairs. " * 9} for at in range(turns)
    ]
    return json.dumps({"model": "m", "messages": said}).encode()


def plain(done: Mediated) -> tuple[object, ...]:
    return done.body, done.preset, done.done, done.usage, done.why, done.text


@pytest.mark.parametrize("preset", ["off", "prompt", "light"])
async def test_it_does_what_mediation_does(preset: str) -> None:
    async def done(how: object) -> Mediated:
        assert callable(how)
        found: Mediated = await how(body(5), preset, lambda asked: Script(["I need 4 tables."]), 5)
        return found

    assert plain(await done(mediated_aside)) == plain(await done(mediated))


async def test_the_loop_turns_while_a_long_history_is_folded() -> None:
    late, turning = [0.0], True

    async def turn() -> None:
        while turning:
            due = time.perf_counter() + 0.005
            await asyncio.sleep(0.005)
            late.append(time.perf_counter() - due)

    watching = asyncio.create_task(turn())
    began = time.perf_counter()
    await mediated_aside(body(151), "light", lambda asked: Script(["PASS"]), 60)
    took, turning = time.perf_counter() - began, False
    await watching
    assert sorted(late)[len(late) // 2] < took / 10


async def test_the_model_is_asked_on_the_loop_where_it_lives() -> None:
    threads = []

    class Model:
        name = "m"

        async def stream(self, request: Request) -> AsyncIterator[Chunk]:
            threads.append(threading.current_thread())
            yield Chunk("PASS", finish="stop")

    await mediated_aside(body(5), "light", lambda asked: Model(), 5)
    assert set(threads) == {threading.current_thread()}


async def test_who_leaves_ends_the_models_work() -> None:
    asked, left = asyncio.Event(), asyncio.Event()

    class Silent:
        name = "m"

        async def stream(self, request: Request) -> AsyncIterator[Chunk]:
            asked.set()
            try:
                await asyncio.Event().wait()
            finally:
                left.set()
            yield Chunk()

    async with asyncio.timeout(10):
        late = await mediated_aside(body(5), "light", lambda name: Silent(), 0.1)
        assert late.done == FAILED
        await left.wait()
        asked.clear()
        left.clear()
        waiting = asyncio.create_task(mediated_aside(body(5), "light", lambda name: Silent(), 10))
        await asked.wait()
        waiting.cancel()
        await left.wait()
