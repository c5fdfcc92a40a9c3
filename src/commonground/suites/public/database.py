"""Questions answered by SQL (Spider): right when the query returns what the reference returns on the user's own databases.

The databases are opened read-only, queries may only read, and each has a limit of steps and rows.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from contextlib import closing
from itertools import permutations
from pathlib import Path

from commonground.conversation.record import Conversation
from commonground.episodes.task import Task, Verdict
from commonground.errors import CheckerError, InputError
from commonground.suites.public.row import PublicRow, fenced, judged, last_reply

VERSION = "1"
_STEPS = 50_000_000  # virtual machine instructions of one query: seconds
_ROWS, _WIDTH = 10_000, 6  # rows that are compared, and columns up to which their order does not matter
_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
_BRIEFING = "You answer with one SQLite query and nothing else. The database:\n"
Rows = list[tuple[object, ...]]


def task(row: PublicRow, databases: Path | None) -> Task:
    """Return the task; `databases` holds DB/DB.sqlite for each. Raises: InputError where its database is not there."""
    question, reference = row.get("fully_specified_question", str), row.get("reference_sql", str)
    path = _database(row, databases)

    def check(conversation: Conversation) -> Verdict:
        query = read_query(last_reply(conversation))
        wanted = rows(path, reference)
        if wanted is None:
            raise CheckerError(f"{row.source.task_id}: the reference query does not run on {path}")
        found = None if query is None else rows(path, query)
        ordered = "order by" in reference.casefold()
        return judged(found is not None and same_rows(found, wanted, ordered), query)

    return Task(
        id=row.source.task_id, family="database", full=question, shards=row.source.shards, check=check,
        reference=reference, briefing=_BRIEFING + row.get("schema_sql", str), world="database",
        required=frozenset(range(len(row.source.shards))),
    )  # fmt: skip


def _database(row: PublicRow, databases: Path | None) -> Path:
    name = row.get("db_id", str)
    if databases is None:
        raise InputError("database tasks need their databases", path=row.path, line=row.line, field="db_id", value=name,
                         hint="give the folder of the SQLite files with --databases DIR: DIR/DB/DB.sqlite")  # fmt: skip
    path = databases / name / f"{name}.sqlite"
    if not path.is_file():
        raise InputError(f"there is no {path}", path=row.path, line=row.line, field="db_id", value=name,
                         hint="give the folder that holds it with --databases")  # fmt: skip
    return path


def read_query(reply: str) -> str | None:
    """Return the query of a reply: what stands in its last fenced block, else from the last SELECT or WITH on."""
    block = fenced(reply, "sql", "sqlite")
    text = reply if block is None else block
    found = re.search(r"\b(?:SELECT|WITH)\b[^;`]*", text, re.IGNORECASE)
    return found[0].strip() if found else None


def rows(path: Path, query: str) -> Rows | None:
    """Return what a query gives on a database; None where it does not run, or takes too long."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
            connection.set_authorizer(
                lambda action, *_: sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY
            )
            budget = iter(range(_STEPS // 10_000))
            connection.set_progress_handler(lambda: 0 if next(budget, None) is not None else 1, 10_000)
            return connection.execute(query).fetchmany(_ROWS)
    except (sqlite3.Error, sqlite3.Warning, ValueError):  # ValueError: text that is no text
        return None


def same_rows(found: Rows, wanted: Rows, ordered: bool) -> bool:
    """Return whether two results are one: the same rows, in the same order where it counts, their columns in any order."""
    if len(found) != len(wanted) or (found and len(found[0]) != len(wanted[0])):
        return False
    width = len(wanted[0]) if wanted else 0
    orders = permutations(range(width)) if width <= _WIDTH else [tuple(range(width))]
    for order in orders:
        turned = [tuple(row[column] for column in order) for row in found]
        if turned == wanted or (not ordered and Counter(turned) == Counter(wanted)):
            return True
    return False
