"""SQL on the user's databases: results are compared, nothing is written, and nothing runs for ever."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from commonground.suites.public import database
from commonground.suites.public.database import read_query, rows, same_rows


@pytest.fixture
def tea(tmp_path: Path) -> Path:
    path = tmp_path / "tea.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE tea (name TEXT, price INTEGER)")
        connection.executemany("INSERT INTO tea VALUES (?, ?)", [("green", 3), ("black", 2), ("white", 3)])
    connection.close()
    return path


@pytest.mark.parametrize(
    ("reply", "query"),
    [
        ("SELECT name FROM tea;", "SELECT name FROM tea"),
        ("Here:\n```sql\nselect 1\n```\nSELECT it.", "select 1"),
        ("WITH t AS (SELECT 1) SELECT * FROM t", "WITH t AS (SELECT 1) SELECT * FROM t"),
        ("no query", None),
    ],
)
def test_the_query_of_a_reply(reply: str, query: str | None) -> None:
    assert read_query(reply) == query


def test_a_query_is_run(tea: Path) -> None:
    assert rows(tea, "SELECT name FROM tea WHERE price = 3 ORDER BY name") == [("green",), ("white",)]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT nothing FROM tea", "DROP TABLE tea", "INSERT INTO tea VALUES ('red', 1)", "ATTACH 'other.sqlite' AS o",
        "PRAGMA writable_schema=1", "", "SELECT 1; DROP TABLE tea", "SELECT load_extension('x')",
    ],
)  # fmt: skip
def test_what_does_not_run_or_may_not_gives_nothing(tea: Path, query: str) -> None:
    before = tea.read_bytes()
    assert not rows(tea, query)
    assert tea.read_bytes() == before


def test_an_endless_query_ends(tea: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_STEPS", 100_000)
    assert rows(tea, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n") is None


def test_a_database_that_is_none_gives_nothing(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite").write_text("no database" * 100)
    assert rows(tmp_path / "x.sqlite", "SELECT 1 FROM x") is None


@pytest.mark.parametrize(
    ("found", "wanted", "ordered", "same"),
    [
        ([(1, "a"), (2, "b")], [(2, "b"), (1, "a")], False, True),
        ([(1, "a"), (2, "b")], [(2, "b"), (1, "a")], True, False),
        ([("a", 1)], [(1, "a")], False, True),
        ([("a", 1), ("b", 2)], [(1, "a"), (2, "b")], True, True),
        ([(1,), (1,)], [(1,)], False, False),
        ([(1,), (1,), (2,)], [(1,), (2,), (2,)], False, False),
        ([(1, 2)], [(1,)], False, False),
        ([], [], True, True),
    ],
)
def test_results_are_the_same_whatever_the_order_of_columns(
    found: database.Rows, wanted: database.Rows, ordered: bool, same: bool
) -> None:
    assert same_rows(found, wanted, ordered) is same
