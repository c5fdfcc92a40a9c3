"""What is remembered of a user, for that user: list, look at, add, correct and forget.

A key reaches what is remembered of its own users, one at a time (`?user=`), whatever its scope: there is no view of everyone's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from commonground.errors import UsageError
from commonground.memory.items import FACT, Draft, Item, document
from commonground.memory.store import Memory
from commonground.server.door import RefusedError, body
from commonground.server.gateway import Gateway
from commonground.server.sessions import owner
from commonground.server.store import Key
from commonground.server.views import guard, json_response

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route


class MemoryViews:
    """The views of one gateway's memory."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def all(self, request: Request, key: Key) -> Response:
        """List (GET), add (POST) or forget all (DELETE)."""
        memory, whose = self._memory(), self._whose(request, key)
        if request.method == "DELETE":
            return json_response({"forgotten": await memory.forget_owner(whose)})
        if request.method == "POST":
            told = await self._told(request)
            draft = Draft(told.get("kind") or FACT, told["text"], told.get("subject", ""), told.get("value", ""))
            try:
                return json_response(document(await memory.add(whose, draft)), 201)
            except UsageError as error:
                raise RefusedError(400, "invalid_request", str(error)) from error
        ended = request.query_params.get("ended") in ("1", "true")
        found = await memory.items(whose, request.query_params.get("kind"), ended=ended)
        return json_response({"items": [document(item) for item in found]})

    async def one(self, request: Request, key: Key) -> Response:
        """Show (GET), correct (PATCH) or forget (DELETE) an item; 404 where it is not this user's."""
        memory, whose, named = self._memory(), self._whose(request, key), request.path_params["id"]
        if request.method == "PATCH":
            told = await self._told(request)
            await self._item(whose, named)
            try:
                return json_response(document(await memory.correct(whose, named, told["text"])))
            except UsageError as error:
                raise RefusedError(400, "invalid_request", str(error)) from error
        item = await self._item(whose, named)
        if request.method == "DELETE":
            return json_response({"forgotten": int(await memory.forget(whose, named))})
        return json_response(document(item))

    async def _item(self, whose: str, named: str) -> Item:
        item = await self._memory().get(whose, named)
        if item is None:
            raise RefusedError(404, "not_found", "there is no such memory")
        return item

    async def _told(self, request: Request) -> dict[str, Any]:
        """Return the texts that are sent. Raises: RefusedError."""
        content = await body(request.receive, request.headers, self._gateway.settings.bounds)
        try:
            told = msgspec.json.decode(content, type=dict[str, str])
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise RefusedError(400, "invalid_request", f"the memory cannot be read: {error}") from error
        if "text" not in told:
            raise RefusedError(400, "invalid_request", "the memory has no text")
        return told

    def _memory(self) -> Memory:
        keeping = self._gateway.keeping
        if keeping is None or keeping.memory is None:
            raise RefusedError(404, "not_found", "this gateway remembers nothing: it was started without --remember")
        return keeping.memory

    def _whose(self, request: Request, key: Key) -> str:
        """Return the name of the user that is asked for under this key. Raises: RefusedError."""
        user, keeping = request.query_params.get("user"), self._gateway.keeping
        if not user or keeping is None:
            raise RefusedError(400, "missing_user", "say whose memory: ?user=NAME")
        return owner(keeping.secret, key.id, user).name


def routes(gateway: Gateway) -> list[Route]:
    """Return the routes of the memory."""
    views = MemoryViews(gateway)
    return [
        guard(gateway, "/api/memory", views.all, ("GET", "POST", "DELETE")),
        guard(gateway, "/api/memory/{id}", views.one, ("GET", "PATCH", "DELETE")),
    ]
