"""Mediation of a long history holds nobody up."""

from __future__ import annotations

import asyncio
import json
import time

from commonground.models.scripted import Script
from commonground.server.mediating import REWRITTEN, mediated


def body(turns: int) -> bytes:
    roles = ("user", "assistant")
    said = [
        {"role": roles[at % 2], "content": f"I need {at} tables, and then {at + 1} chairs. " * 9} for at in range(turns)
    ]
    return json.dumps({"model": "m", "messages": said}).encode()


async def test_the_loop_turns_while_a_long_history_is_folded() -> None:
    late, turning = [0.0], True

    async def turn() -> None:
        while turning:
            due = time.perf_counter() + 0.005
            await asyncio.sleep(0.005)
            late.append(time.perf_counter() - due)

    watching = asyncio.create_task(turn())
    began = time.perf_counter()
    done = await mediated(body(151), "light", lambda asked: Script(["Something else."]), 60)
    took, turning = time.perf_counter() - began, False
    await watching
    assert done.done == REWRITTEN
    assert len(late) > 5, "the loop turned again and again"
    assert max(late) < took / 2
