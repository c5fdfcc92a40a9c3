"""What Prometheus reads at `/metrics`: counts and times, never a word, a user or a key."""

from __future__ import annotations

import asyncio
import os
import time
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from commonground.models.chat import Usage
from commonground.server.wire import Kept

if TYPE_CHECKING:
    from commonground.server.exchange import Exchange
    from commonground.server.journal import Journal

FORMAT = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100)
_LOOK = 0.25  # seconds between two looks at the loop
_SHARED = "PROMETHEUS_MULTIPROC_DIR"  # where several workers put their numbers together


class Metrics:
    """The numbers of one worker; `text` gives those of all workers where there are several."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self.requests = Counter(
            "commonground_requests", "Requests.", ("path", "preset", "mediation", "status"), registry=registry
        )
        self._counted: dict[tuple[str, str, str, str], Counter] = {}
        self.calls = Counter("commonground_mediation_calls", "Model calls of mediation.", registry=registry)
        self.tokens = Counter("commonground_mediation_tokens", "Tokens of mediation.", registry=registry)
        self.added = Histogram(
            "commonground_mediation_seconds", "Time that mediation added.", buckets=_SECONDS, registry=registry
        )
        self.first = Histogram(
            "commonground_first_byte_seconds", "Time to the first byte.", buckets=_SECONDS, registry=registry
        )
        self.refused = Counter("commonground_refused", "Requests refused at the door.", ("why",), registry=registry)
        self.upstream = Counter(
            "commonground_upstream_failures", "Requests that the upstream did not answer.", registry=registry
        )
        self.sessions = Counter(
            "commonground_sessions", "Recorded requests by where they stand.", ("kind",), registry=registry
        )
        self.shadows = Counter("commonground_shadows", "What light would have done.", ("mediation",), registry=registry)
        self.thoughts = Counter(
            "commonground_thoughts", "Users whose last turn was thought over.", ("outcome",), registry=registry
        )
        self.thought_calls = Counter("commonground_thought_calls", "Model calls between turns.", registry=registry)
        self.thought_tokens = Counter("commonground_thought_tokens", "Tokens between turns.", registry=registry)
        self.kept = Counter("commonground_recorded", "Exchanges that are in the store.", registry=registry)
        self.dropped = self._gauge("commonground_dropped_total", "Exchanges that could not be recorded.")
        self.words = Counter("commonground_analysed_words", "Words of new turns.", registry=registry)
        self.cpu = Counter("commonground_analysis_cpu_seconds", "CPU of the analysis.", registry=registry)
        self.in_flight = self._gauge("commonground_in_flight", "Requests under way.")
        self.tasks = self._gauge("commonground_tasks", "Tasks of the event loop.")
        self.waiting = self._gauge("commonground_waiting", "Exchanges that are not in the store yet.")
        self.lag = self._gauge("commonground_loop_lag_seconds", "How late the event loop is, the worst of late.")

    def thought(self, outcome: str, usage: Usage) -> None:
        """Count a thought and what it took."""
        self.thoughts.labels(outcome).inc()
        self.thought_calls.inc(usage.calls)
        self.thought_tokens.inc(usage.prompt_tokens + usage.completion_tokens)

    def _gauge(self, name: str, means: str) -> Gauge:
        return Gauge(name, means, registry=self._registry, multiprocess_mode="livesum")

    def done(self, exchange: Exchange) -> None:
        """Count an exchange."""
        labels = exchange.path, exchange.preset, exchange.mediation, str(exchange.status)
        if labels not in self._counted:  # finding a counter by its labels costs as much as all the rest here
            self._counted[labels] = self.requests.labels(*labels)
        self._counted[labels].inc()
        self.first.observe(exchange.first_byte / 1000)
        if exchange.milliseconds:
            self.calls.inc(exchange.calls)
            self.tokens.inc(exchange.tokens)
            self.added.observe(exchange.milliseconds / 1000)

    def recorded(self, kept: Kept) -> None:
        """Count what a recorder has acknowledged."""
        self.kept.inc(len(kept.ids))
        self.words.inc(kept.words)
        self.cpu.inc(kept.cpu)
        for kind, count in kept.kinds.items():
            self.sessions.labels(kind).inc(count)

    def look(self, journal: Journal | None) -> None:
        """Take how many tasks there are, how many exchanges wait and how many were dropped."""
        self.tasks.set(len(asyncio.all_tasks()))
        if journal is not None:
            self.waiting.set(journal.waiting)
            self.dropped.set(journal.told.dropped)

    async def watch(self, journal: Journal | None = None) -> None:
        """Look again and again until cancelled, and at the loop: how much later than due it comes back."""
        worst = 0.0
        while True:
            due = time.perf_counter() + _LOOK
            await asyncio.sleep(_LOOK)
            late = max(0.0, time.perf_counter() - due)
            worst = max(late, worst * 0.9)
            self.lag.set(worst)
            self.look(journal)  # not only when asked: with several workers another one may be asked

    def text(self) -> bytes:
        """Return all numbers in Prometheus's text format."""
        if _SHARED not in os.environ:
            return generate_latest(self._registry)
        from prometheus_client.multiprocess import MultiProcessCollector

        every = CollectorRegistry()
        MultiProcessCollector(every)
        return generate_latest(every)
