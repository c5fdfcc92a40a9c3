"""OpenTelemetry spans of what was served, after the GenAI conventions: who was asked, what it took, never what was said.

Spans are made after the reply has gone. They go to where `OTEL_EXPORTER_OTLP_ENDPOINT` points, as for any program that uses
OpenTelemetry. A client that sends `traceparent` finds them in its own trace.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from commonground.errors import MissingExtraError
from commonground.server.exchange import Exchange, read

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

_NANOSECONDS = 1_000_000  # in a millisecond


class Traces:
    """Makes a span of each exchange. `provider` is OpenTelemetry's; by default one that exports over OTLP/HTTP.

    Raises: MissingExtraError without the extra `otel`.
    """

    def __init__(self, provider: TracerProvider | None = None) -> None:
        self._provider = provider or _exporting()
        self._tracer = self._provider.get_tracer("commonground.server")

    def add(self, exchange: Exchange, traceparent: str | None = None) -> None:
        """Make the span of an exchange, a child of the client's where it has sent one."""
        from opentelemetry.trace import SpanKind, Status, StatusCode
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        reading = read(exchange)
        parent = TraceContextTextMapPropagator().extract({"traceparent": traceparent}) if traceparent else None
        start = int(exchange.at * 1e9)
        span = self._tracer.start_span(
            f"chat {reading.model}".strip(), parent, SpanKind.SERVER, _told(exchange), start_time=start
        )
        for name, value in _known(reading.model, reading.prompt_tokens, reading.completion_tokens).items():
            span.set_attribute(name, value)
        if exchange.status >= 400 or not exchange.complete:
            span.set_attribute("error.type", str(exchange.status) if exchange.status >= 400 else "incomplete")
            span.set_status(Status(StatusCode.ERROR))
        span.end(start + int(exchange.duration * _NANOSECONDS))

    def close(self) -> None:
        """Send what is left, and end."""
        self._provider.shutdown()


def _told(exchange: Exchange) -> dict[str, Any]:
    return {
        "gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai", "http.response.status_code": exchange.status,
        "commonground.request": exchange.id, "commonground.preset": exchange.preset,
        "commonground.mediation": exchange.mediation, "commonground.calls": exchange.calls,
        "commonground.tokens": exchange.tokens, "commonground.milliseconds": exchange.milliseconds,
        "commonground.first_byte": exchange.first_byte,
    }  # fmt: skip


def _known(model: str, prompt: int | None, completion: int | None) -> dict[str, Any]:
    told = {
        "gen_ai.request.model": model,
        "gen_ai.usage.input_tokens": prompt,
        "gen_ai.usage.output_tokens": completion,
    }
    return {name: value for name, value in told.items() if value not in (None, "")}


def _exporting() -> TracerProvider:
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise MissingExtraError("--traces", "otel") from error
    provider = TracerProvider(resource=Resource.create({"service.name": "commonground"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider
