"""A database: SQLite (WAL) in a file or PostgreSQL by URL, and the form that a set of tables in it has.

Several sets of tables may lie in one database, each with its own steps from form to form (Alembic) and its own note of the form
that it has. Every failure of the database is a StoreError of one line, without statements and values.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from commonground.errors import MissingExtraError, StoreError

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

_SQLITE = "sqlite+aiosqlite://"
_WAIT = 10  # seconds for a connection or a lock
_LOCKS: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Tables:
    """A set of tables: the package whose folder `migrations` makes them, and the table that notes their form."""

    package: str
    version_table: str


def address(given: str) -> str:
    """Return the URL that SQLAlchemy takes for a path, `sqlite:///PATH` or `postgresql://...`. Raises: StoreError."""
    if "://" not in given:
        return f"{_SQLITE}/{Path(given).expanduser().resolve()}"
    scheme, _, rest = given.partition("://")
    base = scheme.partition("+")[0]
    if base == "sqlite":
        return f"{_SQLITE}{rest}"
    if base in ("postgresql", "postgres"):
        return f"postgresql+asyncpg://{rest}"
    raise StoreError(f"a store is a file or a postgresql:// address, not {base}://", "give --store URL")


class Database:
    """One set of tables in one database. `url` is what `address` takes; nothing is opened before it is used."""

    def __init__(self, url: str, tables: Tables) -> None:
        self.name = url.rpartition("@")[2]  # without a password
        self._url, self._tables = address(url), tables
        self._engine: AsyncEngine | None = None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """Yield a connection whose work is kept if the block ends well. Raises: StoreError for any failure of the database."""
        import sqlalchemy.exc

        try:
            async with self._opened().begin() as connection:
                yield connection
        except (sqlalchemy.exc.SQLAlchemyError, sqlite3.Error, OSError, TimeoutError) as error:
            raise self._failure(error) from error

    async def upgrade(self) -> tuple[str | None, str]:
        """Bring the tables to the newest form; return the form before and the form now. Raises: StoreError."""
        async with _migrating(), self.transaction() as connection:
            return await connection.run_sync(self._upgrade)

    async def check(self) -> None:
        """Make sure that the tables have the form that this program knows; an empty database gets it.

        Raises: StoreError when the form is older or newer, or the database does not answer.
        """
        async with _migrating(), self.transaction() as connection:
            found = await connection.run_sync(_revision, self._tables)
            newest = _known(self._tables)[0]
            if found is None:
                await connection.run_sync(self._upgrade)
            elif found != newest:
                self._refuse(found, newest)

    async def aclose(self) -> None:
        """Close all connections."""
        if self._engine is not None:
            await self._engine.dispose()

    def _refuse(self, found: str, newest: str) -> None:
        if found in _known(self._tables):
            raise StoreError(
                f"the store {self.name} has the form {found}, this program needs {newest}",
                f"run commonground store upgrade --store {self.name}",
            )
        raise StoreError(
            f"the store {self.name} has the form {found}, which is newer than this program knows",
            "install a newer commonground",
        )

    def _upgrade(self, connection: Connection) -> tuple[str | None, str]:
        from alembic import command

        found, known = _revision(connection, self._tables), _known(self._tables)
        if found is not None and found not in known:
            self._refuse(found, known[0])
        settings = _settings(self._tables)
        settings.attributes.update(connection=connection, version_table=self._tables.version_table)
        command.upgrade(settings, "head")
        return found, known[0]

    def _failure(self, error: Exception) -> StoreError:
        cause = getattr(error, "orig", None) or error
        why = " ".join(str(cause).split()) or type(cause).__name__
        return StoreError(
            f"the store {self.name} does not answer: {why[:200]}", "check --store, and that the database runs"
        )

    def _opened(self) -> AsyncEngine:
        if self._engine is None:
            from sqlalchemy import event
            from sqlalchemy.ext.asyncio import create_async_engine

            if self._url.startswith(_SQLITE):
                if place := self._url.removeprefix(_SQLITE).removeprefix("/"):  # else in memory
                    sqlite3.connect(place).close()  # fails here, not in a thread of its own
                self._engine = create_async_engine(self._url, connect_args={"timeout": _WAIT})
                event.listen(self._engine.sync_engine, "connect", _set_up)
            else:
                self._engine = _postgresql(self._url)
        return self._engine


def _migrating() -> asyncio.Lock:
    """Return the lock that lets one migration run at a time: Alembic keeps what it works on in a global."""
    return _LOCKS.setdefault(asyncio.get_running_loop(), asyncio.Lock())


def _postgresql(url: str) -> AsyncEngine:
    from sqlalchemy.ext.asyncio import create_async_engine

    if find_spec("asyncpg") is None:
        raise MissingExtraError("a PostgreSQL store", "postgres")
    settings = {"timeout": _WAIT, "command_timeout": 3 * _WAIT}
    return create_async_engine(url, pool_pre_ping=True, pool_size=4, connect_args=settings)


def _set_up(connection: DBAPIConnection, record: object) -> None:
    """Give a new SQLite connection what it needs: readers beside one writer, and commits that outlast a power cut."""
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _settings(tables: Tables) -> Config:
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(files(tables.package) / "migrations"))
    settings.set_main_option("path_separator", "os")
    return settings


def _known(tables: Tables) -> tuple[str, ...]:
    """Return all forms, the newest first."""
    from alembic.script import ScriptDirectory

    return tuple(one.revision for one in ScriptDirectory.from_config(_settings(tables)).walk_revisions())


def _revision(connection: Connection, tables: Tables) -> str | None:
    from alembic.migration import MigrationContext

    context = MigrationContext.configure(connection, opts={"version_table": tables.version_table})
    return context.get_current_revision()
