"""The store: what the gateway keeps of what it served. Writes come in groups; reads are of one owner's own only.

A turn is a node of a tree, named by the keyed hash of its owner and of all that was said up to it. So the same turn is the same
row however often and through whichever worker it comes, and writing a group twice changes nothing.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from commonground.server.database import Database
from commonground.server.tables import FORGOTTEN, KEYS, REQUESTS, TURNS

if TYPE_CHECKING:
    from sqlalchemy import Table
    from sqlalchemy.dialects import postgresql, sqlite
    from sqlalchemy.ext.asyncio import AsyncConnection

Row = dict[str, Any]
_AT_ONCE = 512  # names in one question: SQLite takes at most 32,766 variables
_SHOWN = 200  # conversations in a list


@dataclass(frozen=True, slots=True)
class Key:
    """Who may call: `preset` is the most that is done for it (None: the gateway's own), `rate` its requests a minute."""

    id: str
    name: str
    digest: str
    preset: str | None
    rate: int | None
    scope: str
    created: float
    revoked: float | None = None


class Store:
    """What is kept, in one database. Raises StoreError from every method when the database does not answer."""

    def __init__(self, database: Database) -> None:
        self.database = database

    # What was said.

    async def write(self, turns: Sequence[Row], requests: Sequence[Row]) -> None:
        """Keep a group of turns and requests, all or none; those that are there already stay as they are."""
        async with self.database.transaction() as connection:
            for table, rows in ((TURNS, turns), (REQUESTS, requests)):
                if rows:
                    await connection.execute(_insert(connection, table).on_conflict_do_nothing(), list(rows))

    async def turns(self, names: Collection[str]) -> list[Row]:
        """Return the turns that have one of these names, or this parent, pair or alias: id, parent, pair, alias."""
        from sqlalchemy import or_, select

        wanted, found = sorted(names), []
        columns = TURNS.c.id, TURNS.c.parent, TURNS.c.pair, TURNS.c.alias, TURNS.c.conversation, TURNS.c.position
        async with self.database.transaction() as connection:
            for start in range(0, len(wanted), _AT_ONCE):
                some = _evened(wanted[start : start + _AT_ONCE])
                either = or_(*(column.in_(some) for column in columns[:4]))
                found += [dict(row._mapping) for row in await connection.execute(select(*columns).where(either))]
        return found

    async def stored(self, request: str, owner: str | None) -> Row | None:
        """Return a request of `owner` (None: anyone's); None where there is none."""
        from sqlalchemy import select

        asked = select(REQUESTS).where(REQUESTS.c.id == request)
        if owner is not None:
            asked = asked.where(REQUESTS.c.owner == owner)
        async with self.database.transaction() as connection:
            row = (await connection.execute(asked)).first()
            return dict(row._mapping) if row else None

    async def conversations(self, owner: str | None, most: int = _SHOWN) -> list[Row]:
        """Return the last conversations of `owner` (None: everyone's), the newest first, with what was done in each."""
        from sqlalchemy import func, select

        made = (
            select(
                REQUESTS.c.conversation.label("id"), REQUESTS.c.key, func.count().label("requests"),
                func.min(REQUESTS.c.at).label("started"), func.max(REQUESTS.c.at).label("last"),
                func.max(REQUESTS.c.model).label("model"), func.sum(REQUESTS.c.calls).label("calls"),
                func.sum(REQUESTS.c.tokens).label("tokens"),
            )
            .where(REQUESTS.c.conversation.is_not(None))
            .group_by(REQUESTS.c.conversation, REQUESTS.c.key)
            .order_by(func.max(REQUESTS.c.at).desc())
            .limit(most)
        )  # fmt: skip
        if owner is not None:
            made = made.where(REQUESTS.c.owner == owner)
        async with self.database.transaction() as connection:
            return [dict(row._mapping) for row in await connection.execute(made)]

    async def conversation(self, name: str, owner: str | None) -> tuple[list[Row], list[Row]]:
        """Return the turns and the requests of a conversation of `owner` (None: anyone's), in the order they came."""
        from sqlalchemy import select

        found: list[list[Row]] = []
        async with self.database.transaction() as connection:
            for table, order in ((TURNS, TURNS.c.position), (REQUESTS, REQUESTS.c.at)):
                asked = select(table).where(table.c.conversation == name).order_by(order, table.c.at)
                if owner is not None:
                    asked = asked.where(table.c.owner == owner)
                found.append([dict(row._mapping) for row in await connection.execute(asked)])
        return found[0], found[1]

    async def trees(self) -> AsyncIterator[list[Row]]:
        """Yield the turns of each conversation, one conversation after the other."""
        from sqlalchemy import select

        tree: list[Row] = []
        asked = select(TURNS).order_by(TURNS.c.conversation, TURNS.c.position, TURNS.c.at)
        async with self.database.transaction() as connection:
            async for row in await connection.stream(asked):
                one = dict(row._mapping)
                if tree and tree[-1]["conversation"] != one["conversation"]:
                    yield tree
                    tree = []
                tree.append(one)
        if tree:
            yield tree

    async def forget(self, person: str) -> int:
        """Drop all that is kept of a person and note it for the gateways that run; return how many turns there were."""
        from sqlalchemy import delete

        async with self.database.transaction() as connection:
            gone = await connection.execute(delete(TURNS).where(TURNS.c.person == person))
            await connection.execute(delete(REQUESTS).where(REQUESTS.c.person == person))
            await connection.execute(FORGOTTEN.insert().values(person=person, at=time.time()))
            return gone.rowcount

    async def forgotten(self, since: float) -> list[tuple[str, float]]:
        """Return who was forgotten after a time, and when."""
        from sqlalchemy import select

        async with self.database.transaction() as connection:
            found = await connection.execute(select(FORGOTTEN.c.person, FORGOTTEN.c.at).where(FORGOTTEN.c.at > since))
            return [(row.person, row.at) for row in found]

    # Who may call.

    async def keys(self) -> tuple[Key, ...]:
        """Return all keys, the oldest first."""
        from sqlalchemy import select

        async with self.database.transaction() as connection:
            found = await connection.execute(select(KEYS).order_by(KEYS.c.created))
            return tuple(Key(**row._mapping) for row in found)

    async def add_key(self, key: Key) -> None:
        """Keep a key."""
        from dataclasses import asdict

        async with self.database.transaction() as connection:
            await connection.execute(KEYS.insert().values(**asdict(key)))

    async def revoke_key(self, name: str) -> bool:
        """Revoke the key of that name; return whether there was one that was not revoked."""
        from sqlalchemy import update

        asked = update(KEYS).where(KEYS.c.name == name, KEYS.c.revoked.is_(None)).values(revoked=time.time())
        async with self.database.transaction() as connection:
            return (await connection.execute(asked)).rowcount > 0


def _evened(names: Sequence[str]) -> list[str]:
    """Return names with the last one repeated up to a power of two.

    A driver keeps what it prepared for each number of names that it was ever asked for: of ten numbers that is little.

    >>> _evened(["a", "b", "c"])
    ['a', 'b', 'c', 'c']
    """
    size = 1 << (len(names) - 1).bit_length()
    return [*names, *[names[-1]] * (size - len(names))]


def _insert(connection: AsyncConnection, table: Table) -> postgresql.Insert | sqlite.Insert:
    from sqlalchemy.dialects import postgresql, sqlite

    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def document(row: Mapping[str, Any]) -> Row:
    """Return a row as it is shown: without the names of its owner and its person."""
    return {name: value for name, value in row.items() if name not in ("owner", "person", "pair", "alias")}
