"""The browser that the page is opened in, a memory, and an upstream to stand before."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from tests.mediation.conftest import memory as memory
from tests.report.conftest import browser as browser
from tests.server.serving import Fake


@pytest.fixture
async def fake() -> AsyncIterator[Fake]:
    found = Fake()
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", found.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    found.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    yield found
    await runner.cleanup()
