"""The memory, on SQLite and on a real PostgreSQL: no duplicates, history on revision, nobody else's, bounds, forgetting."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from tests.postgres import Server, postgres

from commonground.errors import StoreError, UsageError
from commonground.memory.items import EPISODE, FACT, GUIDELINE, LONGEST, PACT, REFLECTION, Draft, Found
from commonground.memory.store import Memory
from commonground.memory.tables import METADATA

START = 1_700_000_000.0


class Clock:
    """A clock that goes on by a second whenever it is looked at."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> float:
        self.now += 1
        return self.now


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with postgres() as found:
        yield found


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path / "memory.sqlite3")
    return str(request.getfixturevalue("server").database())


@pytest.fixture
async def memory(url: str) -> AsyncIterator[Memory]:
    found = Memory(url, most=20, clock=Clock())
    await found.database.check()
    yield found
    await found.aclose()


def home(place: str) -> Draft:
    return Draft(FACT, f"I live in {place}.", "home", place)


def found(subject: str, value: str, turn: int = 0, *, ends: bool = False) -> Found:
    return Found(FACT, f"The {subject}: {value}.", subject, value, turn, ends)


async def test_the_steps_make_the_tables_that_the_program_uses(memory: Memory) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    settings = {"version_table": "memory_version"}
    async with memory.database.transaction() as connection:
        differences = await connection.run_sync(
            lambda one: compare_metadata(MigrationContext.configure(one, opts=settings), METADATA)
        )
    assert differences == []


async def test_memory_and_store_lie_in_one_database(url: str) -> None:
    from commonground.server.database import Database

    memory, store = Memory(url), Database(url)
    for database in (store, memory.database, store, memory.database):
        await database.check()
    assert await store.upgrade() == await memory.database.upgrade() == ("0001", "0001")
    await memory.add("ann", home("Rome"))
    await store.aclose()
    await memory.aclose()


async def test_the_same_is_touched_and_not_added(memory: Memory) -> None:
    first = await memory.add("ann", Draft(PACT, "the red one = the lamp"))
    again = await memory.add("ann", Draft(PACT, "The  red one = the lamp."))
    assert (again.id, again.text, first.used) == (first.id, first.text, None)
    assert again.used is not None
    other = await memory.add("ann", Draft(REFLECTION, "the red one = the lamp"))
    assert [item.id for item in await memory.items("ann")] == [first.id, other.id]


async def test_a_new_value_ends_the_old_and_names_it(memory: Memory) -> None:
    rome = await memory.add("ann", home("Rome"))
    lyon = await memory.add("ann", home("Lyon"))
    assert (lyon.replaces, [item.id for item in await memory.items("ann")]) == (rome.id, [lyon.id])
    history = await memory.items("ann", ended=True)
    assert [(item.text, item.ended is not None) for item in history] == [
        ("I live in Rome.", True),
        ("I live in Lyon.", False),
    ]
    assert [item.id for item in await memory.recall("ann", "Where do I live?")] == [lyon.id]


async def test_a_subject_with_many_values_keeps_them(memory: Memory) -> None:
    for what in ("nuts", "milk"):
        await memory.add("ann", Draft(FACT, f"I'm allergic to {what}.", "allergy", what))
    assert {item.value for item in await memory.recall("ann", "A recipe for dinner, please.")} == {"nuts", "milk"}


async def test_revising_makes_what_depends_on_it_stale(memory: Memory) -> None:
    rome = await memory.add("ann", home("Rome"))
    drawn = await memory.add("ann", Draft(REFLECTION, "Train times from Rome were right.", depends_on=(rome.id,)))
    further = await memory.add("ann", Draft(GUIDELINE, "Offer trains in Rome first.", depends_on=(drawn.id,)))
    aside = await memory.add("ann", Draft(PACT, "the Rome train = the fast one"))
    lyon = await memory.revise("ann", rome.id, "I live in Lyon.", "Lyon")
    stale = {item.id: item.stale for item in await memory.items("ann")}
    assert stale == {drawn.id: True, further.id: True, aside.id: False, lyon.id: False}
    assert [item.id for item in await memory.recall("ann", "trains in Rome", always=(GUIDELINE,))] == [aside.id]
    again = await memory.add("ann", Draft(REFLECTION, "Train times from Rome were right."))
    assert (again.id, again.stale) == (drawn.id, False)


async def test_what_was_corrected_cannot_be_corrected_again(memory: Memory) -> None:
    rome = await memory.add("ann", home("Rome"))
    await memory.correct("ann", rome.id, "I live in Lyon.")
    for named in (rome.id, "none", ""):
        with pytest.raises(UsageError, match="no such memory"):
            await memory.correct("ann", named, "I live in Oslo.")
    with pytest.raises(UsageError, match="no text"):
        await memory.correct("ann", (await memory.items("ann"))[0].id, " \x00 ")
    assert [item.text for item in await memory.items("ann")] == ["I live in Lyon."]


async def test_findings_taken_in_twice_change_nothing(memory: Memory) -> None:
    """A recorder that dies is given its exchanges once more, those before a later correction included."""
    groups = [([found("home", "Rome")], START + 1), ([found("home", "Lyon", 2)], START + 2)]
    assert [await memory.learn("ann", group, "c", at) for group, at in groups] == [1, 1]
    before = await memory.items("ann", ended=True)
    for group, at in groups:
        assert await memory.learn("ann", group, "c", at) == 0
    assert await memory.items("ann", ended=True) == before
    assert [(item.value, item.source.turns, item.source.conversation) for item in before] == [
        ("Rome", (0,), "c"),
        ("Lyon", (2,), "c"),
    ]


async def test_what_is_read_late_does_not_take_the_place_of_what_was_said_later(memory: Memory) -> None:
    await memory.learn("ann", [found("home", "Lyon")], "c2", START + 9)
    await memory.learn("ann", [found("home", "Rome")], "c1", START + 3)
    await memory.learn("ann", [found("home", "Lyon", 2, ends=True)], "c1", START + 4)
    assert [item.value for item in await memory.items("ann")] == ["Lyon"]


async def test_what_holds_no_longer_is_ended_and_only_that(memory: Memory) -> None:
    await memory.learn("ann", [found("likes", "jazz"), found("likes", "tea"), found("home", "Rome")], "c", START + 1)
    await memory.learn("ann", [found("likes", "Jazz", 2, ends=True)], "c", START + 2)
    await memory.learn("ann", [found("home", "Oslo", 4, ends=True)], "c", START + 3)
    assert [item.value for item in await memory.items("ann")] == ["tea", "Rome"]


async def test_nobody_reaches_what_is_anothers(memory: Memory) -> None:
    """By owner, by id, by equal text: what is Ann's is not there for Bob, and stays as it was."""
    mine = await memory.add("ann", home("Rome"))
    drawn = await memory.add("ann", Draft(REFLECTION, "x", depends_on=(mine.id,)))
    theirs = await memory.add("bob", home("Rome"))
    await memory.add("bob", Draft(REFLECTION, "y", depends_on=(mine.id,)))
    assert mine.id != theirs.id
    assert await memory.get("bob", mine.id) is None
    assert not await memory.forget("bob", mine.id)
    with pytest.raises(UsageError, match="no such memory"):
        await memory.correct("bob", mine.id, "I live in Oslo.")
    await memory.correct("bob", theirs.id, "I live in Oslo.")
    await memory.learn("bob", [found("home", "Rome", ends=True)], "c", START + 99)
    assert mine.id not in {item.id for item in await memory.items("bob", ended=True)}
    assert await memory.forget_owner("bob") == 3
    assert await memory.recall("bob", "Where do I live?") == []
    assert await memory.items("ann") == [mine, drawn]
    await memory.add("bob", home("Rome"))
    assert await memory.forget_everyone() == 3
    assert await memory.items("ann") == await memory.items("bob") == []


@pytest.mark.parametrize("owner", ["", "x" * 201, "a\x00b", " "])
async def test_nothing_is_remembered_of_nobody(memory: Memory, owner: str) -> None:
    for work in (
        memory.add(owner, home("Rome")), memory.items(owner), memory.recall(owner, "x"), memory.forget_owner(owner),
        memory.learn(owner, [found("home", "Rome")], "c", START),
    ):  # fmt: skip
        with pytest.raises(UsageError, match="needs an owner"):
            await work


async def test_drafts_that_cannot_be_kept_are_refused(memory: Memory) -> None:
    for draft in (Draft(FACT, ""), Draft("rumour", "x"), Draft(FACT, "x" * (LONGEST + 1)), Draft(FACT, "x", "s" * 201)):
        with pytest.raises(UsageError):
            await memory.add("ann", draft)
    kept = await memory.add("ann", Draft(REFLECTION, "one\x00\ud800\r\ntwo \x1b[0m"))
    assert (await memory.items("ann"))[0].text == kept.text == "one\ntwo [0m"


async def test_forgetting_an_item_takes_its_history_along(memory: Memory) -> None:
    first = await memory.add("ann", home("Rome"))
    last = await memory.revise("ann", first.id, "I live in Lyon.", "Lyon")
    drawn = await memory.add("ann", Draft(REFLECTION, "Lyon is near.", depends_on=(last.id,)))
    assert await memory.forget("ann", last.id)
    assert [(item.id, item.stale) for item in await memory.items("ann", ended=True)] == [(drawn.id, True)]
    assert not await memory.forget("ann", last.id)


async def test_what_was_said_before_forgetting_is_not_learned_after_it(memory: Memory) -> None:
    await memory.add("ann", home("Rome"))
    assert await memory.forget_owner("ann") == 1
    assert await memory.learn("ann", [found("home", "Rome")], "c", START) == 0
    assert await memory.learn("ann", [found("home", "Rome")], "c", START + 1000) == 1
    assert await memory.forget_owner("ann") == 1
    assert await memory.forget_owner("nobody") == 0


async def test_of_too_many_unused_episodes_go_first(memory: Memory) -> None:
    facts = [await memory.add("ann", Draft(FACT, f"fact {number}")) for number in range(10)]
    episodes = [await memory.add("ann", Draft(EPISODE, f"episode {number} about ships")) for number in range(10)]
    await memory.recall("ann", "episode 0 about ships", most=1)
    later = [await memory.add("ann", Draft(PACT, f"pact {number}")) for number in range(9)]
    left = {item.id for item in await memory.items("ann")}
    assert left == {item.id for item in (*facts, episodes[0], *later)}
    await memory.add("bob", Draft(FACT, "one more"))
    assert len(await memory.items("ann")) == 20


async def test_export_is_a_json_line_an_item_and_names_no_owner(memory: Memory) -> None:
    await memory.add("ann", home("Rome"))
    await memory.add("ann", home("K\u00f8benhavn"))
    rows = [json.loads(line) for line in (await memory.export("ann")).splitlines()]
    assert [(row["value"], row["ended"] is not None) for row in rows] == [("Rome", True), ("K\u00f8benhavn", False)]
    assert "owner" not in rows[0]
    assert await memory.export("bob") == ""


async def test_many_at_once_leave_one(url: str, memory: Memory) -> None:
    """Workers and recorders learn of one owner at the same time: of a subject one value holds, of equal texts one item."""
    others = [Memory(url) for _ in range(4)]
    work = [one.add("ann", home(f"Place {at % 3}")) for at, one in enumerate(others * 4)]
    work += [one.add("ann", Draft(PACT, "the red one")) for one in others]
    await asyncio.gather(*work)
    left = await memory.items("ann")
    assert sorted(item.kind for item in left) == [FACT, PACT]
    for one in others:
        await one.aclose()


async def test_a_database_that_does_not_answer_is_a_store_error(tmp_path: Path) -> None:
    memory = Memory(str(tmp_path / "none" / "x.sqlite3"))
    with pytest.raises(StoreError, match="does not answer"):
        await memory.recall("ann", "x")
    await memory.aclose()


async def test_many_memories_are_set_up_at_once() -> None:
    """Alembic keeps what it works on in a global: one migration after the other."""
    many = [Memory("sqlite://") for _ in range(12)]
    await asyncio.gather(*(one.database.check() for one in many))
    assert [await one.items("ann") for one in many] == [[]] * 12
    for one in many:
        await one.aclose()


def test_a_memory_in_memory_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def used() -> None:
        memory = Memory("sqlite://")
        await memory.database.check()
        await memory.aclose()

    monkeypatch.chdir(tmp_path)
    asyncio.run(used())
    assert list(tmp_path.iterdir()) == []
