"""Replies kept in SQLite, each under the digest of all that it depends on: a call is never paid for twice.

The name of a reply is the server, the model, the messages and the sampling settings, whose seed tells replicates apart.
What can change behind such a name (a server that loads other weights) is the user's to know: a cache belongs to one run
unless a file is named. SQLite is imported on use.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from commonground.conversation.readers import to_messages
from commonground.conversation.record import Event
from commonground.errors import StoreError
from commonground.models.chat import ChatModel, Chunk, Request, Usage

if TYPE_CHECKING:
    import sqlite3

_SCHEMA = 1
_TABLE = "CREATE TABLE IF NOT EXISTS replies (digest BLOB PRIMARY KEY, reply TEXT NOT NULL) WITHOUT ROWID"


class ReplyCache:
    """A file of replies. Several processes may use it at once. Raises: StoreError when it cannot be used."""

    def __init__(self, path: Path) -> None:
        import sqlite3

        self.path, self._failure = path, sqlite3.Error
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file: sqlite3.Connection = sqlite3.connect(path, isolation_level=None, timeout=30)
            version = self._file.execute("PRAGMA user_version").fetchone()[0]
            if version not in (0, _SCHEMA):
                raise StoreError(
                    f"{path}: reply cache of schema {version}, this version reads {_SCHEMA}", "name another file"
                )
            self._file.execute("PRAGMA journal_mode=WAL")
            self._file.execute("PRAGMA synchronous=NORMAL")
            self._file.execute(_TABLE)
            self._file.execute(f"PRAGMA user_version={_SCHEMA}")
        except (OSError, sqlite3.Error) as error:
            raise StoreError(
                f"{path}: cannot be used as a reply cache ({error})", "name another file with --cache"
            ) from error

    def get(self, digest: bytes) -> dict[str, object] | None:
        """Return what was kept under a digest, or None. Raises: StoreError."""
        try:
            row = self._file.execute("SELECT reply FROM replies WHERE digest = ?", (digest,)).fetchone()
        except self._failure as error:
            raise StoreError(f"{self.path}: cannot be read ({error})", "name another file with --cache") from error
        return None if row is None else dict(json.loads(row[0]))

    def put(self, digest: bytes, reply: Mapping[str, object]) -> None:
        """Keep a reply; the first one under a digest stays. Raises: StoreError."""
        text = json.dumps(reply, ensure_ascii=False)
        try:
            self._file.execute("INSERT OR IGNORE INTO replies VALUES (?, ?)", (digest, text))
        except self._failure as error:
            hint = "make room or name another file with --cache; the same command goes on"
            raise StoreError(f"{self.path}: cannot be written ({error})", hint) from error

    def close(self) -> None:
        """Close the file."""
        with suppress(self._failure):
            self._file.close()


@dataclass(frozen=True, slots=True)
class Cached:
    """A model whose replies are kept and given again. `place` is what tells models of one name apart: their server."""

    model: ChatModel
    cache: ReplyCache
    place: str = ""

    @property
    def name(self) -> str:
        return self.model.name

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        """Yield the reply that is kept, in one piece and with `usage.cached` 1, or that of the model, then kept."""
        digest = _digest(self.place, self.name, request)
        kept = self.cache.get(digest)
        if kept is not None:
            events = tuple(Event(0, str(kind), value) for kind, value in kept["events"])  # type: ignore[attr-defined]
            yield Chunk(str(kept["text"]), str(kept["finish"]), Usage(cached=1), events)
            return
        texts: list[str] = []
        events_seen: list[tuple[str, object]] = []
        finish = None
        async for chunk in self.model.stream(request):
            texts.append(chunk.text)
            events_seen += [(event.kind, event.value) for event in chunk.events]
            finish = chunk.finish or finish
            yield chunk
        if finish is not None:
            self.cache.put(digest, {"text": "".join(texts), "finish": finish, "events": events_seen})


def _digest(place: str, model: str, request: Request) -> bytes:
    sampling = request.sampling
    content: list[object] = [
        place, model, to_messages(request.conversation), sampling.temperature, sampling.max_tokens, sampling.seed
    ]  # fmt: skip
    if request.schema is not None:
        content.append(request.schema)
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
