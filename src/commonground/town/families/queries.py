"""A question about the venues, answered by SQL over the SQLite database of the town.

A query is right when it returns what the reference returns on the town and on eight made-up variants of it, so that a
condition left out is seen even where the town happens to give the same rows.
"""

from __future__ import annotations

import re
import sqlite3
from functools import cache, lru_cache
from random import Random

from commonground.town.facts import KINDS, QUARTERS, database
from commonground.town.family import Answer, Family, Slot, Split, Values, Wording, between, choose

_VARIANTS = 9
_STEPS = 200_000  # virtual machine instructions that one query may take
_ROWS, _LENGTH = 1000, 10_000  # rows that are looked at, and bytes that a value or a query may have
_SELECT = {"names": "name", "number": "COUNT(*)", "prices": "price", "seats": "seats"}
_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION}


def sql(values: Values) -> str:
    """Return the reference query for what was stated."""
    conditions = [f"kind = '{values['kind']}'"]
    if values["quarter"]:
        conditions.append(f"quarter = '{values['quarter']}'")
    if values["capacity"]:
        conditions.append(f"seats >= {values['capacity']}")
    if values["price"]:
        conditions.append(f"price <= {values['price']}")
    order = f" ORDER BY {values['order']}" if values["order"] else ""
    return f"SELECT {_SELECT[values['what']]} FROM venues WHERE {' AND '.join(conditions)}{order}"


@cache
def _town(variant: int) -> sqlite3.Connection:
    connection = database(variant)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LENGTH)
    connection.set_authorizer(lambda action, *_: sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY)
    return connection


@lru_cache(maxsize=4096)
def results(query: str) -> tuple[str, str] | None:
    """Return the rows of `query` over all variants, sorted and as they came; None when it cannot be run."""
    ordered, unordered = [], []
    for variant in range(_VARIANTS):
        rows = _rows(query, variant)
        if rows is None:
            return None
        ordered.append(rows)
        unordered.append(sorted(rows))
    return repr(unordered), repr(ordered)


def _rows(query: str, variant: int) -> list[str] | None:
    connection = _town(variant)
    budget = iter(range(_STEPS // 1000))
    connection.set_progress_handler(lambda: 0 if next(budget, None) is not None else 1, 1000)
    try:
        return [repr(row) for row in connection.execute(query).fetchmany(_ROWS)]
    except (sqlite3.Error, sqlite3.Warning, ValueError):  # ValueError: text that is no text
        return None


def answer(values: Values) -> Answer:
    """Return the rows that the reference gives; their order counts only where one was asked for."""
    found = results(sql(values))
    assert found is not None, "the reference query runs"
    rows, ordered = found
    return {"rows": rows, "ordered": ordered} if values["order"] else {"rows": rows}


def read(reply: str) -> Answer | None:
    """Return the rows of the last SELECT in a reply; None when there is none or it does not run."""
    queries = re.findall(r"\bSELECT\b[^;`]*", reply, re.IGNORECASE)
    found = results(queries[-1].strip()) if queries else None
    return {"rows": found[0], "ordered": found[1]} if found else None


def _price(rng: Random, split: Split, drawn: Values) -> str:
    return str(rng.randint(6, 25))


QUERY = Family(
    name="query",
    kind="compute",
    slots=(
        Slot("what", True, "names", choose(tuple(_SELECT)),
             Wording(("answer", "result"), ("giving the {v}", "for the {v}"), ("Give me the {v}.", "I want the {v}.", "Show the {v}.", "I need the {v}.", "We want the {v}."), "the ")),
        Slot("kind", True, "restaurant", choose(KINDS),
             Wording(("kind", "type"), ("of kind {v}", "of the {v} kind"), ("Only a {v}.", "It must be a {v}.", "I mean a {v}.", "I want a {v}.", "We mean a {v}."))),
        Slot("quarter", False, "", choose(QUARTERS),
             Wording(("quarter", "area"), ("in {v} quarter", "from {v} quarter"), ("Only in {v} quarter.", "It lies in {v}.", "Look in {v}.", "I mean {v} quarter."))),
        Slot("capacity", False, "", between(10, 80),
             Wording(("least number of seats", "seat count"), ("with {v} seats", "with at least {v} seats", "from {v} seats up"),
                     ("It has {v} seats or more.", "At least {v} seats.", "We need {v} seats.", "Not less than {v} seats."))),
        Slot("price", False, "", _price,
             Wording(("highest price", "price limit"), ("for {v} crowns", "for at most {v} crowns", "up to {v} crowns"),
                     ("It costs {v} crowns.", "At most {v} crowns.", "We pay {v} crowns.", "Not more than {v} crowns."))),
        Slot("order", False, "", choose(("price", "seats", "name")),
             Wording(("order", "sorting"), ("sorted by {v}", "in order of {v}", "ordered by {v}"), ("Sort by {v}.", "Sort them by {v}.", "Order by {v}.", "Order them by {v}."))),
    ),
    wants=("look up venues", "search the venues", "find venues"),
    answer=answer,
    write=sql,
    read=read,
    briefing="You answer with one SQLite query over venues(name, kind, quarter, opens, closes, price, seats). "
    f"Kinds: {', '.join(KINDS)}; quarters: {', '.join(QUARTERS)}. A number of seats is the least, a price in crowns the "
    "most that is wanted. 'names', 'prices' and 'seats' select that column alone, 'number' counts. Reply with the query only.",
)  # fmt: skip
