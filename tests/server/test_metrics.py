"""The numbers: each is documented, and told without being asked."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from pathlib import Path

from commonground.server.metrics import Metrics

PAGE = Path(__file__).parents[2] / "docs/serve.md"


def test_every_metric_is_in_the_documentation_and_no_other() -> None:
    told = set()
    for family in Metrics()._registry.collect():
        told.add(f"{family.name}_total" if family.type == "counter" else family.name)
    documented = re.findall(r"`(commonground_\w+)`", PAGE.read_text())
    assert sorted(documented) == sorted(told)


async def test_tasks_are_counted_without_being_asked() -> None:
    metrics = Metrics()
    watching = asyncio.create_task(metrics.watch())
    async with asyncio.timeout(10):
        while b"commonground_tasks 2.0" not in metrics.text():  # noqa: ASYNC110 - a number has no event
            await asyncio.sleep(0.05)
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
