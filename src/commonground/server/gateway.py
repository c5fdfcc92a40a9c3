"""The gateway's policy: what is done to a request of whom, what light would have done, and what is handed to the journal."""

from __future__ import annotations

import asyncio
import dataclasses
import time
import uuid
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from logging import INFO

from commonground.mediation.ground_cache import GroundCache
from commonground.mediation.reader import Readings
from commonground.mediation.rules import Rule
from commonground.mediation.step import Step
from commonground.mediation.steps.own_words import own_words
from commonground.mediation.steps.recall import recall
from commonground.memory.store import Memory
from commonground.models.chat import ChatModel, Chunk, Request, Usage
from commonground.server.between import Between, named
from commonground.server.door import Bounds
from commonground.server.exchange import CHAT, RESPONSES, Exchange, Shadow
from commonground.server.journal import Journal
from commonground.server.keys import KeyRing, level
from commonground.server.local import Local
from commonground.server.logs import LOGGER
from commonground.server.mediating import (
    ANSWERED,
    PASSED,
    UNTOUCHED,
    Apart,
    Mediated,
    mediated,
)
from commonground.server.metrics import Metrics
from commonground.server.secret import Secret
from commonground.server.sent import Sent
from commonground.server.sessions import owner
from commonground.server.store import Key, Store
from commonground.server.tracing import Traces
from commonground.server.upstream import Answer, Call, Upstream

MEDIATED = (CHAT, RESPONSES)
SKIPPED = "skipped"  # a shadow that was not cast, for too many were
_TURNS = 2  # the user turns that mediation needs: with fewer there is nothing to find out
_GROUNDS = 200, 2_000  # conversations whose ground is at hand for the page, and turns in all: some 50 MB
_KEPT = 8 * 2**20  # bytes of a reply that are held for the record


@dataclass
class Settings:
    """How a gateway serves: its preset, who mediates (None: the model asked for), and within what.

    `limit` are the seconds that mediation may take; `shadows` is how many shadows may be cast at once, 0 for none. By `rules`
    mediation goes where it explicates.
    """

    preset: str = "light"
    mediator: str | None = None
    limit: float = 20.0
    bounds: Bounds = field(default_factory=Bounds)
    shadows: int = 4
    rules: tuple[Rule, ...] = ()


@dataclass
class Passage:
    """One request on its way through: what came, what was done to it, and what has gone back so far."""

    call: Call
    key: Key
    label: str
    done: Mediated
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    at: float = field(default_factory=time.time)
    began: float = field(default_factory=time.perf_counter)
    first: float | None = None
    pieces: list[bytes] = field(default_factory=list)
    size: int = 0

    def take(self, piece: bytes) -> None:
        """Keep a piece of the reply for the record."""
        if self.first is None:
            self.first = time.perf_counter()
        self.size += len(piece)
        if self.size <= _KEPT:
            self.pieces.append(piece)

    def headers(self) -> list[tuple[str, str]]:
        """Return what the reply says of it."""
        return [("X-Commonground-Request", self.id), *self.done.headers()]


@dataclass(frozen=True, slots=True)
class Keeping:
    """What keeps the records, the secret that names them, the memory where users are remembered, and who thinks them over."""

    store: Store
    journal: Journal
    secret: Secret
    memory: Memory | None = None
    between: Between | None = None


@dataclass(frozen=True, slots=True)
class Says:
    """A model that says one thing: what a step has answered."""

    text: str
    name: str = "commonground"

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        """Yield the text."""
        yield Chunk(self.text, finish="stop", usage=Usage())


class Gateway:
    """What stands between clients and `upstream`. Without `keeping` nothing is recorded."""

    def __init__(
        self,
        upstream: Upstream,
        settings: Settings | None = None,
        ring: KeyRing | None = None,
        keeping: Keeping | None = None,
        traces: Traces | None = None,
    ) -> None:
        self.upstream, self.settings = upstream, settings or Settings()
        self.ring, self.keeping, self.traces = ring or KeyRing(), keeping, traces
        self.metrics = Metrics()
        self.grounds = GroundCache(*_GROUNDS)
        self.sent, self.readings = Sent(), Readings()
        if keeping is not None:
            keeping.journal.heard = self.metrics.recorded
            if keeping.between is not None:
                keeping.between.heard = self.metrics.thought
        self._shadows: set[asyncio.Task[None]] = set()

    async def passage(self, call: Call, key: Key, headers: Mapping[str, str]) -> Passage:
        """Return a request as it goes on to the upstream. It may ask for less than its key's preset, not for more."""
        preset = level(key.preset or self.settings.preset, headers.get("x-commonground-preset"))
        passage = Passage(call, key, headers.get("x-conversation-id", ""), Mediated(call.body, preset, UNTOUCHED))
        if self._between is not None and (user := named(call.body)):
            self._between.arrives(self._owner(key.id, user))
        if preset not in ("off", "observe") and call.method == "POST":
            passage.done = await mediated(
                call.body, preset, self._mediator(call), self.settings.limit, self._apart(key.id)
            )
        if preset != "off":
            self.sent.add(key.id, passage.id, passage.done, pending=preset == "observe" and self._shadowing)
        return passage

    async def answer(self, passage: Passage) -> Answer:
        """Return the answer to a request: a step's own, or the upstream's. Raises: EndpointError."""
        call = passage.call
        if passage.done.done == ANSWERED:
            own = await Local(Says(passage.done.text)).answer(call) if call.route == CHAT else None
            if own is not None and own.status == 200:
                return own
            passage.done = dataclasses.replace(passage.done, done=PASSED)  # a form of reply that only the upstream has
        if passage.done.body is not call.body:
            call = dataclasses.replace(call, body=passage.done.body)
        return await self.upstream.answer(call)

    def ended(self, passage: Passage, status: int, encoding: str, *, complete: bool) -> None:
        """Take note that a reply has gone, or broken off."""
        now = time.perf_counter()
        done = passage.done
        exchange = Exchange(
            passage.id, passage.at, passage.call.path.partition("?")[0], passage.key.id, passage.label, passage.call.body,
            b"".join(passage.pieces) if passage.size <= _KEPT else b"", encoding, status, complete,
            1000 * ((passage.first or now) - passage.began), 1000 * (now - passage.began), done.preset, done.done,
            done.why, done.usage.calls, done.usage.prompt_tokens + done.usage.completion_tokens, 1000 * done.seconds,
        )  # fmt: skip
        self.metrics.done(exchange)
        if self.traces is not None:
            parent = next((value for name, value in passage.call.headers if name == "traceparent"), None)
            self.traces.add(exchange, parent)
        if LOGGER.isEnabledFor(INFO):
            LOGGER.info("served", extra={"fields": _told(exchange)})
        if done.preset == "off" or self.keeping is None:
            return
        if self._between is not None and complete and status == 200 and (user := named(passage.call.body)):
            self._between.leaves(self._owner(exchange.key, user), exchange, self._mediator(passage.call))
        if done.preset == "observe" and self._shadowing:
            self._cast(exchange, self._mediator(passage.call))
        else:
            self.keeping.journal.add(exchange)

    async def aclose(self) -> None:
        """Wait for the shadows that are being cast, hand over the last exchanges and close what stands behind."""
        if self._shadows:
            await asyncio.wait(self._shadows, timeout=self.settings.limit)
        if self._between is not None:
            await self._between.aclose()
        if self.keeping is not None:
            await self.keeping.journal.aclose()
            await self.keeping.store.database.aclose()
            if self.keeping.memory is not None:
                await self.keeping.memory.aclose()
        if self.traces is not None:
            await asyncio.to_thread(self.traces.close)
        await self.upstream.aclose()

    @property
    def _between(self) -> Between | None:
        return self.keeping.between if self.keeping is not None else None

    def _owner(self, key: str, user: str) -> str:
        assert self.keeping is not None
        return owner(self.keeping.secret, key, user).name

    @property
    def _shadowing(self) -> bool:
        """Whether it is found out what light would have sent."""
        return self.keeping is not None and self.settings.shadows > 0

    def _mediator(self, call: Call) -> Callable[[str], ChatModel]:
        """Return who mediates, by the model that is asked for: reached with the client's own key where it passes through."""
        authorization = next((value for name, value in call.headers if name.lower() == "authorization"), "")
        key = authorization.removeprefix("Bearer ") or None
        return lambda asked: self.upstream.model(self.settings.mediator or asked, key)

    def _apart(self, key: str) -> Apart:
        """Return what a key has for itself; nothing is recalled where nothing is remembered, or nobody says who they are."""
        keeping = self.keeping
        if keeping is None:
            return Apart(key, readings=self.readings, rules=self.settings.rules)
        memory = keeping.memory

        def of_user(user: str) -> Sequence[Step]:
            if memory is None or not user:
                return ()
            whose = self._owner(key, user)
            return own_words(memory, whose), recall(memory, whose)

        return Apart(key, of_user, self.readings, keeping.secret.name("seal", key).encode(), self.settings.rules)

    def _cast(self, exchange: Exchange, mediator: Callable[[str], ChatModel]) -> None:
        """Find out what light would have sent, after the reply has gone, and record the exchange with it."""
        if exchange.body.count(b'"user"') < _TURNS and not (self.keeping and self.keeping.memory):
            self._record(exchange, Mediated(exchange.body, "light", PASSED))
            return
        if len(self._shadows) >= self.settings.shadows:
            self._record(exchange, Mediated(exchange.body, "light", SKIPPED))
            return
        task = asyncio.create_task(self._shadow(exchange, mediator))
        self._shadows.add(task)
        task.add_done_callback(self._shadows.discard)

    async def _shadow(self, exchange: Exchange, mediator: Callable[[str], ChatModel]) -> None:
        apart = self._apart(exchange.key)
        self._record(exchange, await mediated(exchange.body, "light", mediator, self.settings.limit, apart))

    def _record(self, exchange: Exchange, would: Mediated) -> None:
        from msgspec.structs import replace

        tokens = would.usage.prompt_tokens + would.usage.completion_tokens
        shadow = Shadow(would.done, would.why, would.text, would.usage.calls, tokens, 1000 * would.seconds)
        self.metrics.shadows.labels(shadow.mediation).inc()
        self.sent.cast(exchange.key, exchange.id, would)
        if self.keeping is not None:
            self.keeping.journal.add(replace(exchange, shadow=shadow))


def _told(exchange: Exchange) -> dict[str, object]:
    """Return what the log says of an exchange: nothing of what was said, and no key."""
    return {
        "request": exchange.id, "path": exchange.path, "preset": exchange.preset, "mediation": exchange.mediation,
        "status": exchange.status, "complete": exchange.complete, "milliseconds": round(exchange.duration, 3),
        "first_byte": round(exchange.first_byte, 3), "added": round(exchange.milliseconds, 3), "calls": exchange.calls,
        "tokens": exchange.tokens,
    }  # fmt: skip
