"""Served conversations as the record's JSONL, so that they can be measured and trained on. Only what was kept with its text.

A conversation that forked gives one line for each way it went, from its first turn to its last.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any

from commonground.conversation.jsonl import from_row
from commonground.conversation.record import Conversation, Event, Turn
from commonground.server.store import Row, Store


async def conversations(store: Store) -> AsyncIterator[Conversation]:
    """Yield the conversations of a store whose text was kept. Raises: StoreError."""
    instructions: dict[str, Row] = {}
    async for tree in store.trees():
        if not tree[0]["conversation"]:  # what many conversations share comes first
            instructions.update((row["id"], row) for row in tree)
            continue
        for way in _ways(tree):
            whole = [*_above(way[0], instructions), *way]
            if all(row["content"] for row in whole):
                yield _conversation(whole)


def _ways(tree: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield the turns from the first to each last one."""
    by_name = {row["id"]: row for row in tree}
    parents = {row["parent"] for row in tree}
    for leaf in tree:
        if leaf["id"] in parents:
            continue
        way, row = [], by_name.get(leaf["id"])
        while row is not None:
            way.append(row)
            row = by_name.get(row["parent"])
        yield way[::-1]


def _above(row: Row, instructions: Mapping[str, Row]) -> list[Row]:
    found, above = list[Row](), instructions.get(row["parent"])
    while above is not None:
        found.append(above)
        above = instructions.get(above["parent"])
    return found[::-1]


def _conversation(way: Sequence[Row]) -> Conversation:
    turns = tuple(_turn(row) for row in way)
    events = tuple(
        Event(place, "measures", row["measures"], "gateway") for place, row in enumerate(way) if row["measures"]
    )
    meta: dict[str, Any] = {"conversation": way[-1]["conversation"], "key": way[-1]["key"], "person": way[-1]["person"]}
    return Conversation(turns, events, id=way[-1]["id"], meta=meta)


def _turn(row: Row) -> Turn:
    from dataclasses import replace

    return replace(from_row({"schema": 1, "turns": [row["content"]]}).turns[0], time=row["at"])
