"""Spans: named and filled after the GenAI conventions, in the client's own trace, without a word of what was said."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from tests.server.keeping import CHAT, said
from tests.server.serving import Fake, served

from commonground.errors import MissingExtraError
from commonground.models.scripted import Script
from commonground.server import tracing
from commonground.server.gateway import Gateway, Settings
from commonground.server.local import Local
from commonground.server.tracing import Traces
from commonground.server.upstream import Remote

WORD = "xylophone-7391"
TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


def collecting() -> tuple[Traces, InMemorySpanExporter]:
    provider, found = TracerProvider(), InMemorySpanExporter()
    provider.add_span_processor(SimpleSpanProcessor(found))
    return Traces(provider), found


async def test_a_span_tells_the_model_the_tokens_and_what_was_done() -> None:
    traces, found = collecting()
    async with (
        served(Gateway(Local(Script(lambda request: WORD)), Settings("light"), traces=traces)) as root,
        aiohttp.ClientSession() as session,
    ):
        headers = {"traceparent": f"00-{TRACE}-{PARENT}-01"}
        async with session.post(f"{root}{CHAT}", json=said(f"the {WORD}", user=WORD), headers=headers) as response:
            await response.read()
            request = response.headers["X-Commonground-Request"]
    (span,) = found.get_finished_spans()
    told: dict[str, Any] = dict(span.attributes or {})
    assert span.name == "chat m"
    assert (told["gen_ai.operation.name"], told["gen_ai.request.model"]) == ("chat", "m")
    assert told["gen_ai.usage.output_tokens"] >= 0
    assert (told["commonground.preset"], told["commonground.mediation"]) == ("light", "passed")
    assert told["commonground.request"] == request
    assert span.context is not None
    assert f"{span.context.trace_id:032x}" == TRACE
    assert span.parent is not None
    assert f"{span.parent.span_id:016x}" == PARENT
    assert span.start_time is not None
    assert span.end_time is not None
    assert 0 < span.end_time - span.start_time < 60e9
    assert WORD not in span.to_json()


async def test_what_went_wrong_is_an_error(fake: Fake) -> None:
    traces, found = collecting()
    fake.reply = lambda request, given: web.json_response({"error": {"message": WORD}}, status=429)
    gateway = Gateway(Remote(fake.url), Settings("off"), traces=traces)
    async with (
        served(gateway) as root,
        aiohttp.ClientSession() as session,
        session.post(f"{root}{CHAT}", json=said("a")) as response,
    ):
        assert response.status == 429
    (span,) = found.get_finished_spans()
    assert (span.attributes or {})["error.type"] == "429"
    assert not span.status.is_ok
    assert WORD not in span.to_json()


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with pytest.raises(MissingExtraError, match="otel"):
        tracing.Traces()


async def test_the_command_sends_spans_to_a_collector(tmp_path: Path) -> None:
    taken: list[ExportTraceServiceRequest] = []

    async def take(request: web.Request) -> web.Response:
        found = ExportTraceServiceRequest()
        found.ParseFromString(await request.read())
        taken.append(found)
        return web.Response()

    app = web.Application()
    app.router.add_post("/v1/traces", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "from commonground.cli.main import main; main()", "serve", "--traces"),
        *("--port", str(port), "--store", str(tmp_path / "s"), "--secret-file", str(tmp_path / "secret")),
        env={
            **os.environ,
            "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{runner.addresses[0][1]}",
            "OTEL_EXPORTER_OTLP_COMPRESSION": "none",
        },
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with aiohttp.ClientSession() as session:
            until = time.monotonic() + 60
            while True:
                try:
                    body = said("Price of tea?", max_tokens=9)
                    async with session.post(f"http://127.0.0.1:{port}{CHAT}", json=body) as response:
                        assert response.status == 200
                        break
                except aiohttp.ClientError:
                    assert time.monotonic() < until
                    await asyncio.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.wait(), 30)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        await runner.cleanup()
    spans = [
        span for one in taken for group in one.resource_spans for scope in group.scope_spans for span in scope.spans
    ]
    assert [span.name for span in spans] == ["chat m"]
