"""The database below the gateway's store: its set of tables, made by the steps in `server/migrations`."""

from __future__ import annotations

from commonground.memory import database

TABLES = database.Tables("commonground.server", "alembic_version")


class Database(database.Database):
    """The store's tables in the database at `url`; nothing is opened before it is used."""

    def __init__(self, url: str) -> None:
        super().__init__(url, TABLES)
