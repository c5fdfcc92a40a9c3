"""What the gateway shows of itself: health, numbers, the page, and the JSON that the page is drawn from.

A key sees its own conversations, one user at a time (`?user=`; without it those of no user); a key of scope `admin` sees all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from importlib.resources import files
from pathlib import PurePath
from typing import TYPE_CHECKING

import msgspec

from commonground.conversation.readers import from_messages
from commonground.conversation.record import Conversation
from commonground.errors import InputError, StoreError
from commonground.server import metrics
from commonground.server.door import GoneError, RefusedError, admit, body
from commonground.server.gateway import Gateway, Keeping
from commonground.server.keys import ADMIN, LEVELS
from commonground.server.sessions import owner
from commonground.server.store import Key, document

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {"Content-Security-Policy": _POLICY, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"}
_PARTS = {".css": "text/css", ".js": "text/javascript"}

View = Callable[["Request", Key], Awaitable["Response"]]


class Views:
    """The views of one gateway."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._folding = asyncio.Lock()  # folds are not for two threads

    async def healthy(self, request: Request) -> Response:
        """Return that the gateway runs."""
        return json_response({"status": "ok"})

    async def ready(self, request: Request) -> Response:
        """Return whether the upstream and the store answer: 200 or 503, with what is wrong."""
        wrong = [] if await self._gateway.upstream.ready() else ["the upstream does not answer"]
        keeping = self._gateway.keeping
        if keeping is not None:
            wrong += [keeping.journal.trouble] if keeping.journal.trouble else []
            try:
                await keeping.store.database.check()
                if keeping.memory is not None:
                    await keeping.memory.database.check()
            except StoreError as error:
                wrong.append(str(error))
        return json_response(
            {"status": "not ready", "wrong": wrong} if wrong else {"status": "ok"}, 503 if wrong else 200
        )

    async def numbers(self, request: Request, key: Key) -> Response:
        """Return the numbers for Prometheus."""
        from starlette.responses import Response

        keeping = self._gateway.keeping
        self._gateway.metrics.look(keeping.journal if keeping else None)
        return Response(self._gateway.metrics.text(), media_type=metrics.FORMAT)

    async def status(self, request: Request, key: Key) -> Response:
        """Return the preset, those that a request may ask for, and what came of the exchanges so far."""
        keeping = self._gateway.keeping
        told = msgspec.to_builtins(keeping.journal.told) if keeping else None
        preset = key.preset or self._gateway.settings.preset
        return json_response({"preset": preset, "presets": LEVELS[: LEVELS.index(preset) + 1], "recorded": told})

    async def ground(self, request: Request, key: Key) -> Response:
        """Return the common ground of the messages that are sent, and what each turn shows. Nothing of it is kept."""
        content = await body(request.receive, request.headers, self._gateway.settings.bounds)
        try:
            messages = msgspec.json.decode(content)["messages"]
            conversation = from_messages(messages)
        except (msgspec.DecodeError, KeyError, TypeError, InputError) as error:
            raise RefusedError(400, "invalid_request", f"the messages cannot be read: {error}") from error
        async with self._folding:  # off the loop: a long conversation takes a second, and replies have to go on
            return json_response(await asyncio.to_thread(self._folded, key.id, conversation))

    async def conversations(self, request: Request, key: Key) -> Response:
        """Return the last conversations."""
        keeping = self._keeping()
        found = await keeping.store.conversations(self._whose(request, key))
        return json_response({"conversations": [document(row) for row in found]})

    async def conversation(self, request: Request, key: Key) -> Response:
        """Return the turns and requests of a conversation; what was said only where text is kept."""
        keeping = self._keeping()
        name = request.path_params["id"]
        turns, requests = await keeping.store.conversation(name, self._whose(request, key))
        if not turns and not requests:
            raise RefusedError(404, "not_found", "there is no such conversation")
        told = {"turns": [document(row) for row in turns], "requests": [document(row) for row in requests]}
        return json_response({"id": name, **told})

    async def request(self, request: Request, key: Key) -> Response:
        """Return what was recorded of a request: 404 until it is in the store."""
        row = await self._keeping().store.stored(request.path_params["id"], self._whose(request, key))
        if row is None:
            raise RefusedError(404, "not_found", "no such request is in the store")
        return json_response(document(row))

    async def sent(self, request: Request, key: Key) -> Response:
        """Return what the model was sent in the place of what this key asked: for some minutes, and never another key's."""
        found = self._gateway.sent.document(key.id, request.path_params["id"])
        if found is None:
            minutes = self._gateway.sent.seconds / 60
            raise RefusedError(
                404, "not_found", f"nothing of such a request is at hand; it is kept for {minutes:g} min"
            )
        return json_response(found)

    async def page(self, request: Request) -> Response:
        """Return the page, or a part of it; 404 for what is no part."""
        from starlette.responses import Response

        parts = {part.name: part for part in files("commonground.server").joinpath("page").iterdir()}
        name = request.path_params.get("part", "page.html")
        if name not in parts:
            return _problem(404, "not_found", f"the page has no part {name[:80]!r}")
        kind = _PARTS.get(PurePath(name).suffix, "text/html")
        return Response(parts[name].read_bytes(), media_type=kind, headers=_HEADERS)

    def _folded(self, scope: str, conversation: Conversation) -> dict[str, object]:
        fold = self._gateway.grounds.get(scope, conversation)
        return {"ground": fold.ground.document(), "turns": [dict(seen) for seen in fold.seen]}

    async def openapi(self, request: Request) -> Response:
        """Return the description of the gateway's own routes (OpenAPI 3.1)."""
        from starlette.responses import Response

        content = files("commonground.server").joinpath("openapi.json").read_bytes()
        return Response(content, media_type="application/json")

    def _keeping(self) -> Keeping:
        if self._gateway.keeping is None:
            raise RefusedError(404, "not_found", "this gateway records nothing")
        return self._gateway.keeping

    def _whose(self, request: Request, key: Key) -> str | None:
        user = request.query_params.get("user")
        if key.scope == ADMIN and user is None:
            return None
        return owner(self._keeping().secret, key.id, user or "").name


def routes(gateway: Gateway) -> list[Route]:
    """Return the routes of all views."""
    from starlette.routing import Route

    views, guarded = Views(gateway), partial(guard, gateway)
    return [
        Route("/", views.page),
        Route("/page/{part}", views.page),
        Route("/openapi.json", views.openapi),
        Route("/healthz", views.healthy),
        Route("/readyz", views.ready),
        guarded("/metrics", views.numbers),
        guarded("/api/status", views.status),
        guarded("/api/ground", views.ground, ("POST",)),
        guarded("/api/conversations", views.conversations),
        guarded("/api/conversations/{id}", views.conversation),
        guarded("/api/requests/{id}", views.request),
        guarded("/api/requests/{id}/sent", views.sent),
    ]


def guard(gateway: Gateway, path: str, view: View, methods: tuple[str, ...] = ("GET",)) -> Route:
    """Return the route of a view that needs a key, its refusals told as OpenAI-compatible servers tell theirs."""
    from starlette.routing import Route

    async def endpoint(request: Request) -> Response:
        try:
            return await view(request, admit(gateway.ring, request.headers, request.url.path))
        except RefusedError as refused:
            return _problem(refused.status, refused.code, str(refused), dict(refused.headers))
        except StoreError as error:
            return _problem(503, "store", str(error))
        except GoneError:
            return _problem(499, "gone", "the client has left")

    return Route(path, endpoint, methods=list(methods))


def json_response(document: object, status: int = 200) -> Response:
    """Return a document as JSON."""
    from starlette.responses import Response

    return Response(msgspec.json.encode(document), status, media_type="application/json")


def _problem(status: int, code: str, message: str, headers: dict[str, str] | None = None) -> Response:
    from starlette.responses import Response

    kind = "invalid_request_error" if status < 500 else "server_error"
    error = {"message": message, "type": kind, "param": None, "code": code}
    return Response(msgspec.json.encode({"error": error}), status, headers, media_type="application/json")
