"""The store, on SQLite and on a real PostgreSQL: what is written twice is there once, what is whose, and who is forgotten."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event
from tests.postgres import Server, postgres

from commonground.errors import StoreError
from commonground.memory.database import address
from commonground.server import keys
from commonground.server.database import Database
from commonground.server.export import conversations
from commonground.server.secret import Secret
from commonground.server.store import Store, document

SECRET = Secret(b"s" * 32)
TIME = 1_700_000_000.0


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with postgres() as found:
        yield found


@pytest.fixture(params=["sqlite", "postgresql"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    url = str(tmp_path / "s.sqlite3") if request.param == "sqlite" else request.getfixturevalue("server").database()
    found = Store(Database(url))
    await found.database.check()
    yield found
    await found.database.aclose()


def turn(name: str, parent: str, owner: str = "ann", position: int = 0, **more: Any) -> dict[str, Any]:
    return {
        "id": name, "parent": parent, "conversation": "c", "owner": owner, "person": f"p{owner}", "key": "k",
        "position": position, "speaker": ("user", "assistant")[position % 2], "pair": f"pair {name}", "alias": None,
        "at": TIME + position, "measures": {"length.words": 2.0}, "content": None,
    } | more  # fmt: skip


def request_row(name: str, owner: str = "ann", **more: Any) -> dict[str, Any]:
    return {
        "id": name, "conversation": "c", "turn": "a", "reply": "b", "owner": owner, "person": f"p{owner}", "key": "k",
        "at": TIME, "path": "/v1/chat/completions", "model": "m", "kind": "new", "preset": "observe",
        "mediation": "untouched", "reason": "", "calls": 1, "tokens": 5, "milliseconds": 2.0, "status": 200,
        "complete": True, "first_byte": 1.0, "duration": 2.0, "prompt_tokens": 3, "completion_tokens": 4, "shadow": None,
    } | more  # fmt: skip


async def test_what_is_written_twice_is_there_once(store: Store) -> None:
    rows = [turn("a", "root"), turn("b", "a", position=1)]
    for _ in range(2):
        await store.write(rows, [request_row("r")])
    turns, requests = await store.conversation("c", "ann")
    assert [row["id"] for row in turns] == ["a", "b"]
    assert turns[0] == rows[0]
    assert requests == [request_row("r")]


async def test_a_group_is_written_whole_or_not_at_all(store: Store) -> None:
    with pytest.raises(StoreError):
        await store.write([turn("a", "root")], [request_row("r", model=None)])
    assert await store.conversation("c", "ann") == ([], [])


async def test_nobody_sees_what_is_not_theirs(store: Store) -> None:
    await store.write([turn("a", "root")], [request_row("r")])
    assert await store.conversation("c", "bob") == ([], [])
    assert await store.conversations("bob") == []
    assert await store.stored("r", "bob") is None
    for who in ("ann", None):
        assert (await store.stored("r", who) or {})["id"] == "r"
        assert [row["id"] for row in await store.conversations(who)] == ["c"]
    shown = document((await store.stored("r", "ann")) or {})
    assert not {"owner", "person", "pair", "alias"} & set(shown)


async def test_turns_are_found_by_name_parent_pair_and_alias(store: Store) -> None:
    await store.write([turn("a", "root"), turn("b", "a", position=1, alias="al")], [])
    for name, found in (("a", {"a", "b"}), ("pair b", {"b"}), ("al", {"b"}), ("root", {"a"}), ("none", set())):
        assert {row["id"] for row in await store.turns({name})} == found, name
    many = {f"x{number}" for number in range(2000)} | {"b"}
    assert {row["id"] for row in await store.turns(many)} == {"b"}


async def test_few_statements_serve_any_number_of_names(store: Store) -> None:
    """A driver keeps a statement for each text; those for every number of names took 15 MB of a recorder, and grew."""
    await store.write([turn(str(number), "root") for number in range(700)], [])
    said: set[str] = set()

    def note(connection: Any, cursor: Any, statement: str, *more: Any) -> None:
        said.add(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        for count in range(1, 700, 20):
            found = await store.turns([str(number) for number in range(count)])
            assert {row["id"] for row in found} == {str(number) for number in range(count)}
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert sum("IN (" in one for one in said) <= 10


async def test_who_is_forgotten_is_gone_and_noted(store: Store) -> None:
    await store.write([turn("a", "root"), turn("z", "root2", "bob")], [request_row("r"), request_row("q", "bob")])
    assert await store.forget("pann") == 1
    assert await store.stored("r", None) is None
    assert await store.stored("q", "bob") is not None
    assert [person for person, _ in await store.forgotten(TIME)] == ["pann"]
    assert await store.forgotten(4e9) == []


async def test_keys_are_added_listed_and_revoked(store: Store) -> None:
    key, _ = keys.new("app", "observe", 60, "relay")
    await store.add_key(key)
    assert await store.keys() == (key,)
    with pytest.raises(StoreError):
        await store.add_key(keys.new("app")[0])
    assert await store.revoke_key("app")
    assert not await store.revoke_key("app")
    assert (await store.keys())[0].revoked


async def test_an_export_gives_every_way_a_conversation_went(store: Store) -> None:
    def told(name: str, parent: str, text: str, position: int, **more: Any) -> dict[str, Any]:
        speaker = more.pop("speaker", ("assistant", "user")[position % 2])
        content = {"speaker": speaker, "text": text}
        return turn(name, parent, position=position, content=content, **more)

    rows = [
        told("s", "root", "be brief", 0, speaker="system", conversation=""), told("a", "s", "hi", 1), told("b", "a", "yes?", 2),
        told("c1", "b", "one", 3), told("c2", "b", "two", 3), turn("d", "other", conversation="d"),
    ]  # fmt: skip
    await store.write(rows, [])
    found = [one async for one in conversations(store)]
    assert sorted([turn.text for turn in one.turns] for one in found) == [
        ["be brief", "hi", "yes?", "one"],
        ["be brief", "hi", "yes?", "two"],
    ]
    assert found[0].turns[1].time == TIME + 1
    assert {event.kind for event in found[0].events} == {"measures"}


async def test_the_steps_make_the_tables_that_the_program_uses(store: Store) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from commonground.server.tables import METADATA

    async with store.database.transaction() as connection:
        differences = await connection.run_sync(lambda one: compare_metadata(MigrationContext.configure(one), METADATA))
    assert differences == []


async def test_an_upgrade_changes_nothing_that_is_new_already(store: Store) -> None:
    await store.write([turn("a", "root")], [])
    assert await store.database.upgrade() == ("0001", "0001")
    await store.database.check()
    assert len(await store.turns({"a"})) == 1


async def test_a_form_that_is_newer_or_older_is_refused(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from sqlalchemy import text

    from commonground.memory import database

    monkeypatch.setattr(database, "_known", lambda tables: ("0002", "0001"))
    with pytest.raises(StoreError, match="needs 0002") as caught:
        await store.database.check()
    assert "store upgrade" in caught.value.hint
    monkeypatch.undo()
    async with store.database.transaction() as connection:
        await connection.execute(text("update alembic_version set version_num = '9999'"))
    for work in (store.database.check, store.database.upgrade):
        with pytest.raises(StoreError, match="newer than this program knows"):
            await work()


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("/tmp/x.db", "sqlite+aiosqlite:////tmp/x.db"), ("sqlite:///x.db", "sqlite+aiosqlite:///x.db"),
        ("postgres://h/d", "postgresql+asyncpg://h/d"), ("postgresql+psycopg://u:p@h/d", "postgresql+asyncpg://u:p@h/d"),
    ],
)  # fmt: skip
def test_addresses(given: str, taken: str) -> None:
    assert address(given) == taken


async def test_what_does_not_answer_is_said_in_one_line_without_a_password(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="a file or a postgresql"):
        address("mysql://h/d")
    for url in (str(tmp_path / "none" / "x.db"), "postgresql://u:hidden@127.0.0.1:9/d"):
        database = Database(url)
        with pytest.raises(StoreError, match="does not answer") as caught:
            await database.check()
        assert "\n" not in str(caught.value)
        assert "hidden" not in str(caught.value) + caught.value.hint
        await database.aclose()
