"""Memory: the items of each owner in one database, added, revised, recalled and forgotten.

Every method is of one owner, whose name is part of every question to the database; what belongs to another is as if it were not
there. Work on one owner is done one at a time, whichever process does it.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict, replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from commonground.errors import UsageError
from commonground.memory.compression import Compression, compress
from commonground.memory.database import Database
from commonground.memory.items import (
    EPISODE,
    FACT,
    REFLECTION,
    Draft,
    Found,
    Item,
    Source,
    checked_owner,
    document,
    folded,
    from_row,
)
from commonground.memory.meanings import SUBJECT
from commonground.memory.ranking import ranked
from commonground.memory.subjects import single
from commonground.memory.tables import FORGOTTEN, ITEMS, TABLES
from commonground.text.tokens import words

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncConnection

MOST = 500  # items of an owner, ended ones included
_AGAIN = 86_400.0  # seconds in which a second recall of an item is not noted


class Memory:
    """What is remembered, in one database; at most `most` items of an owner. Raises StoreError from every method.

    `clock` tells the seconds since 1970.
    """

    def __init__(self, url: str, most: int = MOST, clock: Callable[[], float] = time.time) -> None:
        self.database = Database(url, TABLES)
        self._most, self._clock = most, clock

    async def add(self, owner: str, draft: Draft) -> Item:
        """Remember something; what is remembered already and still holds is touched, not added.

        A fact of a subject that has one value takes the place of the one before. Raises: UsageError, StoreError.
        """
        async with self.database.transaction() as connection:
            await _alone(connection, checked_owner(owner))
            return await self._add(connection, owner, draft.checked(), uuid.uuid4().hex)

    async def revise(self, owner: str, named: str, text: str, value: str = "", source: Source | None = None) -> Item:
        """End an item and remember another in its place; what depended on the old one becomes stale.

        Raises: UsageError where there is no such item that holds; StoreError.
        """
        async with self.database.transaction() as connection:
            await _alone(connection, checked_owner(owner))
            old = await _one(connection, owner, named)
            if old is None or old.ended is not None:
                raise _unknown(named)
            draft = Draft(old.kind, text, old.subject, value, source or Source(at=self._clock())).checked()
            if folded(draft.text) == folded(old.text):
                return await self._touched(connection, old)
            await self._end(connection, old)
            return await self._add(connection, owner, draft, uuid.uuid4().hex, replaces=old.id)

    async def correct(self, owner: str, named: str, text: str) -> Item:
        """Revise an item by the owner's own hand, outside any conversation. Raises: UsageError, StoreError."""
        return await self.revise(owner, named, text)

    async def learn(self, owner: str, found: Sequence[Found], conversation: str, at: float) -> int:
        """Take in what `reading` found in a conversation, said at `at`; return how many items were added.

        The same findings taken in twice change nothing, nor do those from before the owner was forgotten.
        """
        if not found:
            return 0
        added = 0
        async with self.database.transaction() as connection:
            await _alone(connection, checked_owner(owner))
            if at <= await _forgotten(connection, owner):
                return 0
            for one in found:
                added += await self._learn(connection, owner, one, Source(conversation, (one.turn,), at))
        return added

    async def get(self, owner: str, named: str) -> Item | None:
        """Return an item of an owner; None where there is none of that id."""
        async with self.database.transaction() as connection:
            return await _one(connection, checked_owner(owner), named)

    async def items(
        self, owner: str, kind: str | None = None, subject: str | None = None, *, ended: bool = False
    ) -> list[Item]:
        """Return the items of an owner, the oldest first; with `ended` also those that hold no longer."""
        where = [column == given for column, given in ((ITEMS.c.kind, kind), (ITEMS.c.subject, subject)) if given]
        if not ended:
            where.append(ITEMS.c.ended.is_(None))
        async with self.database.transaction() as connection:
            return await _items(connection, checked_owner(owner), *where)

    async def export(self, owner: str) -> str:
        """Return all that is remembered of an owner as JSON lines, ended items included."""
        found = await self.items(owner, ended=True)
        return "".join(json.dumps(document(item), ensure_ascii=False) + "\n" for item in found)

    async def recall(self, owner: str, query: str, most: int = 5, always: Collection[str] = ()) -> list[Item]:
        """Return at most `most` items that hold and bear on a query, the best first: none where nothing does.

        Items of the kinds in `always` bear on everything and come first, the newest before the older. What a word
        means is not recalled: it is put in the word's place.
        """
        held = [item for item in await self.items(owner) if item.holds and not item.subject.startswith(SUBJECT)]
        standing = [item for item in reversed(held) if item.kind in always]
        bearing = ranked(query, (item for item in held if item.kind not in always), most)
        once: dict[str, Item] = {}
        for item in (*standing, *bearing):
            once.setdefault(folded(item.text), item)
        found = list(once.values())[:most]
        await self._use(owner, found)
        return found

    async def compressed(self, owner: str) -> Compression:
        """Return what is remembered of an owner in three parts."""
        return compress(await self.items(owner))

    async def forget(self, owner: str, named: str) -> bool:
        """Drop an item and all that it replaced; return whether there was one. What depended on it becomes stale."""
        async with self.database.transaction() as connection:
            await _alone(connection, checked_owner(owner))
            item = await _one(connection, owner, named)
            if item is None:
                return False
            await self._stale(connection, owner, item.id)
            while item is not None:
                await connection.execute(ITEMS.delete().where(ITEMS.c.owner == owner, ITEMS.c.id == item.id))
                item = await _one(connection, owner, item.replaces) if item.replaces else None
            return True

    async def forget_owner(self, owner: str) -> int:
        """Drop all that is remembered of an owner; return how many items there were.

        What the owner said up to now is not learned afterwards either, however late it is read.
        """
        async with self.database.transaction() as connection:
            await _alone(connection, checked_owner(owner))
            await connection.execute(FORGOTTEN.delete().where(FORGOTTEN.c.owner == owner))
            await connection.execute(FORGOTTEN.insert().values(owner=owner, at=self._clock()))
            return (await connection.execute(ITEMS.delete().where(ITEMS.c.owner == owner))).rowcount

    async def forget_everyone(self) -> int:
        """Drop all that is remembered of anyone, for the operator; return how many items there were."""
        from sqlalchemy import select

        async with self.database.transaction() as connection:
            found = list(await connection.execute(select(ITEMS.c.owner).distinct()))
        return sum([await self.forget_owner(row.owner) for row in found])

    async def aclose(self) -> None:
        """Close all connections."""
        await self.database.aclose()

    # Within a transaction.

    async def _learn(self, connection: AsyncConnection, owner: str, found: Found, source: Source) -> bool:
        named = _digest(owner, source.conversation, str(found.turn), found.kind, folded(found.text))
        if await _one(connection, owner, named) is not None:
            return False
        if found.ends:
            about = await _items(connection, owner, ITEMS.c.ended.is_(None), ITEMS.c.subject == found.subject)
            for item in about:
                later = (source.at or 0.0) >= _said(item.source, item.created)
                if later and (not found.value or folded(found.value) == folded(item.value)):
                    await self._end(connection, item)
            return False
        drawn = await _drawn_from(connection, owner, found)
        draft = Draft(found.kind, found.text, found.subject, found.value, source, drawn).checked()
        return (await self._add(connection, owner, draft, named)).id == named

    async def _add(
        self, connection: AsyncConnection, owner: str, draft: Draft, named: str, replaces: str | None = None
    ) -> Item:
        """Write a checked draft under the id `named`, or touch or end what holds in its place."""
        same, now = _same(draft), self._clock()
        holding = await _items(connection, owner, ITEMS.c.ended.is_(None), ITEMS.c.same == same)
        for old in holding:
            equal = folded(draft.value) == folded(old.value) if draft.value and old.value else False
            if equal or folded(draft.text) == folded(old.text):
                return await self._touched(connection, old)
            if _said(draft.source, now) < _said(old.source, old.created):  # read late: what was said since then holds
                return old
            await self._end(connection, old)
            replaces = replaces or old.id
        item = Item(
            named, owner, draft.kind, draft.text, draft.source, now, draft.subject, draft.value, None, replaces,
            draft.depends_on,
        )  # fmt: skip
        row = {**asdict(item), "same": same, "source": asdict(item.source), "depends_on": list(item.depends_on)}
        await connection.execute(ITEMS.insert().values(**row))
        await self._bound(connection, item)
        return item

    async def _touched(self, connection: AsyncConnection, item: Item) -> Item:
        """Note that an item was said once more: it is fresh again, whatever it was drawn from."""
        now = self._clock()
        await connection.execute(ITEMS.update().where(ITEMS.c.id == item.id).values(used=now, stale=False))
        return replace(item, used=now, stale=False)

    async def _end(self, connection: AsyncConnection, item: Item) -> None:
        await connection.execute(ITEMS.update().where(ITEMS.c.id == item.id).values(ended=self._clock()))
        await self._stale(connection, item.owner, item.id)

    async def _stale(self, connection: AsyncConnection, owner: str, named: str) -> None:
        """Mark what was drawn from an item as stale, and what was drawn from that."""
        resting = {item.id: item.depends_on for item in await _items(connection, owner) if item.depends_on}
        reached = {named}
        while more := {one for one, from_ in resting.items() if one not in reached and reached & set(from_)}:
            reached |= more
        gone = sorted(reached - {named})
        if gone:
            await connection.execute(ITEMS.update().where(ITEMS.c.id.in_(gone)).values(stale=True))

    async def _bound(self, connection: AsyncConnection, kept: Item) -> None:
        """Drop what is too much: episodes never used, then used ones, what has ended, and the rest; the oldest first."""
        from sqlalchemy import func, select

        count = select(func.count()).select_from(ITEMS).where(ITEMS.c.owner == kept.owner)
        surplus = ((await connection.execute(count)).scalar() or 0) - self._most
        if surplus <= 0:
            return
        others = [item for item in await _items(connection, kept.owner) if item.id != kept.id]
        gone = [item.id for item in sorted(others, key=_worth)[:surplus]]
        await connection.execute(ITEMS.delete().where(ITEMS.c.id.in_(gone)))

    async def _use(self, owner: str, found: Iterable[Item]) -> None:
        """Note that items were recalled, at most once a day each: recalling is reading, and mostly writes nothing."""
        now = self._clock()
        late = [item.id for item in found if item.used is None or now - item.used > _AGAIN]
        if late:
            async with self.database.transaction() as connection:
                await connection.execute(
                    ITEMS.update().where(ITEMS.c.owner == owner, ITEMS.c.id.in_(late)).values(used=now)
                )


def _said(source: Source, otherwise: float) -> float:
    return otherwise if source.at is None else source.at


def _worth(item: Item) -> tuple[int, float]:
    """Return what is dropped first: a class, and within it the time of the last use."""
    if item.kind == EPISODE:
        return (0 if item.used is None else 1), item.used or item.created
    return (2 if item.ended is not None else 3), item.used or item.created


def _same(draft: Draft) -> str:
    """Return the hash under which one item of an owner holds: of its subject where that has one value, else of its text."""
    if draft.kind == FACT and single(draft.subject):
        return _digest(draft.kind, "subject", draft.subject)
    if draft.kind != FACT and draft.subject:
        return _digest(draft.kind, "subject", draft.subject)
    return _digest(draft.kind, "text", folded(draft.text))


def _digest(*parts: str) -> str:
    return blake2b(json.dumps(parts).encode(), digest_size=16).hexdigest()


def _unknown(named: str) -> UsageError:
    return UsageError(f"there is no such memory: {named[:80]!r}", "see commonground memory list")


async def _alone(connection: AsyncConnection, owner: str) -> None:
    """Wait until nobody else changes what is remembered of this owner, and hold that until the transaction ends."""
    from sqlalchemy import text

    if (
        connection.dialect.name == "sqlite"
    ):  # a statement that writes takes the one lock there is, though it changes no row
        await connection.execute(FORGOTTEN.delete().where(FORGOTTEN.c.owner == ""))
    else:
        await connection.execute(text("select pg_advisory_xact_lock(hashtextextended(:owner, 0))"), {"owner": owner})


async def _forgotten(connection: AsyncConnection, owner: str) -> float:
    from sqlalchemy import select

    found = await connection.execute(select(FORGOTTEN.c.at).where(FORGOTTEN.c.owner == owner))
    return float(found.scalar() or 0.0)


async def _one(connection: AsyncConnection, owner: str, named: str) -> Item | None:
    found = await _items(connection, owner, ITEMS.c.id == named)
    return found[0] if found else None


async def _drawn_from(connection: AsyncConnection, owner: str, found: Found) -> tuple[str, ...]:
    """Return the facts that a reflection is drawn from: those that hold and whose value its text names."""
    if found.kind != REFLECTION:
        return ()
    held = await _items(connection, owner, ITEMS.c.ended.is_(None), ITEMS.c.kind == FACT)
    text = f" {' '.join(words(found.text))} "
    return tuple(item.id for item in held if item.value and f" {' '.join(words(item.value))} " in text)


async def _items(connection: AsyncConnection, owner: str, *where: ColumnElement[bool]) -> list[Item]:
    from sqlalchemy import select

    asked = select(ITEMS).where(ITEMS.c.owner == owner, *where).order_by(ITEMS.c.created, ITEMS.c.id)
    rows: list[Any] = list(await connection.execute(asked))
    return [from_row(row._mapping) for row in rows]
