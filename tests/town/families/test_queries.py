"""Queries: judged by what they return, on the town and on its variants; a hostile one does nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonground.town.facts import VENUES
from commonground.town.families.queries import QUERY, read, results, sql
from commonground.town.items import make_item


def first_town(query: str) -> str:
    """The rows on the town itself, as text."""
    found = results(query)
    assert found is not None
    return found[1].partition("]")[0]


def right(query: str, said: dict[str, str]) -> bool:
    answer, wanted = read(query), QUERY.answer(QUERY.filled(said))
    return answer is not None and all(answer[key] == value for key, value in wanted.items())


def test_the_reference_by_hand() -> None:
    said = {"what": "names", "kind": "cafe", "quarter": "Market", "capacity": "10", "price": "9", "order": "seats"}
    assert sql(said) == (
        "SELECT name FROM venues WHERE kind = 'cafe' AND quarter = 'Market' AND seats >= 10 AND price <= 9 ORDER BY seats"
    )


@pytest.mark.parametrize(
    ("said", "rows"),
    [
        ({"what": "names", "kind": "bar", "price": "12"}, ["Long Room", "Red Barrel"]),
        ({"what": "number", "kind": "restaurant"}, [4]),
        ({"what": "number", "kind": "restaurant", "capacity": "50"}, [2]),
        ({"what": "prices", "kind": "cafe", "order": "price"}, [6, 7, 8, 9]),
        ({"what": "seats", "kind": "cafe", "order": "price"}, [15, 25, 20, 35]),
        ({"what": "names", "kind": "bar", "order": "name"}, ["Long Room", "Night Owl", "Red Barrel", "White Swan"]),
        ({"what": "names", "kind": "cafe", "quarter": "Hill"}, ["Paper Boat"]),
        ({"kind": "bar", "price": "6"}, []),
    ],
)
def test_rows_by_hand(said: dict[str, str], rows: list[object]) -> None:
    assert first_town(sql(QUERY.filled(said))) == "[[" + ", ".join(repr(repr((row,))) for row in rows)


def test_any_query_that_returns_the_same_is_right() -> None:
    said = {"what": "names", "kind": "bar", "capacity": "50"}
    assert right("SELECT name FROM venues WHERE kind = 'bar' AND seats >= 50", said)
    assert right("select v.name from venues v where not v.seats < 50 and v.kind in ('bar')", said)
    assert right("Try this:\n```sql\nSELECT name FROM venues WHERE kind='bar' AND seats>49;\n```\nGood luck.", said)
    assert not right("SELECT name, seats FROM venues WHERE kind = 'bar' AND seats >= 50", said)


def test_order_counts_only_where_it_was_asked_for() -> None:
    plain, sorted_by_price = {"what": "names", "kind": "cafe"}, {"what": "names", "kind": "cafe", "order": "price"}
    backwards = "SELECT name FROM venues WHERE kind = 'cafe' ORDER BY price DESC"
    assert right(backwards, plain)
    assert not right(backwards, sorted_by_price)
    assert right(backwards.removesuffix(" DESC"), sorted_by_price)


def test_a_condition_left_out_is_seen_where_the_town_gives_the_same_rows() -> None:
    """Every bar of the town has 45 seats or more and opens after 14; in its variants not every one has."""
    said = {"what": "names", "kind": "bar", "capacity": "45"}
    without = "SELECT name FROM venues WHERE kind = 'bar'"
    assert all(venue.seats >= 45 for venue in VENUES if venue.kind == "bar")
    assert first_town(without) == first_town(sql(QUERY.filled(said)))
    assert not right(without, said)


def test_the_names_written_out_are_no_query() -> None:
    said = {"what": "names", "kind": "bar", "quarter": "Hill"}
    assert first_town("SELECT 'White Swan'") == first_town(sql(QUERY.filled(said)))
    assert not right("SELECT 'White Swan'", said)


def test_the_last_query_of_a_reply_counts() -> None:
    reply = "SELECT price FROM venues; no, better: SELECT name FROM venues WHERE kind = 'bar'"
    assert right(reply, {"what": "names", "kind": "bar"})


def test_what_is_written_is_read_back() -> None:
    for index in range(20):
        item = make_item("query", "train" if index % 2 else "test", 71, index)
        filled = QUERY.filled(item.values)
        found = read(QUERY.write(filled))
        assert found is not None
        assert all(found[key] == value for key, value in QUERY.answer(filled).items())


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "I cannot say.",
        "DROP TABLE venues",
        "SELECT",
        "SELECT nothing FROM venues",
        "SELECT name FROM nowhere",
        "SELECT name FROM venues WHERE kind = 'bar",
        "UPDATE venues SET price = 0",
        "SELECT 1\x00",
    ],
)
def test_what_does_not_run_is_not_read(reply: str) -> None:
    assert read(reply) is None


HOSTILE = (
    "DROP TABLE venues",
    "DELETE FROM venues",
    "INSERT INTO venues SELECT * FROM venues",
    "CREATE TABLE more(x)",
    "CREATE TEMP TABLE more AS SELECT * FROM venues",
    "ALTER TABLE venues RENAME TO gone",
    "ATTACH DATABASE 'hostile.db' AS other",
    "PRAGMA journal_mode = OFF",
    "SELECT * FROM pragma_table_info('venues')",
    "SELECT load_extension('hostile')",
    "VACUUM INTO 'hostile.db'",
    "BEGIN EXCLUSIVE",
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n",
    "SELECT (WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n)",
    "SELECT count(*) FROM venues a, venues b, venues c, venues d, venues e, venues f, venues g, venues h",
    "SELECT 1; DROP TABLE venues",
)


@pytest.mark.parametrize("query", HOSTILE)
def test_a_hostile_query_is_refused_and_leaves_the_town_as_it_was(query: str) -> None:
    before = first_town("SELECT * FROM venues")
    assert results(query) is None
    results.cache_clear()
    assert first_town("SELECT * FROM venues") == before


@pytest.mark.parametrize("query", HOSTILE)
def test_a_hostile_reply_cannot_be_right(query: str) -> None:
    assert not right(query, {"what": "names", "kind": "bar"})
    assert right("SELECT name FROM venues WHERE kind = 'bar'", {"what": "names", "kind": "bar"})


def test_a_hostile_query_leaves_nothing_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    results.cache_clear()
    for query in HOSTILE:
        results(query)
    assert not list(tmp_path.iterdir())


def test_a_reply_that_is_no_text_is_malformed_and_does_not_break_the_checker() -> None:
    """A lone surrogate, as in what `Faulty` says for garbage, cannot be given to SQLite."""
    assert read("SELECT '\ud800'") is None


@pytest.mark.parametrize("query", ["SELECT zeroblob(4000000)", "SELECT printf('%4000000d', 1)"])
def test_a_query_may_not_fill_the_memory(query: str) -> None:
    """One instruction can ask for up to a gigabyte, nine times over; here it is four megabytes, which is enough to see."""
    found = results(query)
    size = len(found[0]) if found else 0  # not in the assertion, which would print it all
    assert size < 100_000
