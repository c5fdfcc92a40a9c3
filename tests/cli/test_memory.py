"""`commonground memory`, as an operator calls it."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commonground.cli.main import cli
from commonground.errors import InputError, UsageError
from commonground.memory.items import FACT, Draft
from commonground.memory.store import Memory
from commonground.server import keys, secret
from commonground.server.database import Database
from commonground.server.sessions import owner
from commonground.server.store import Store


def fill(folder: Path) -> None:
    """What three users said: Ann without a key and under key `app`, Bob under key `app`."""
    known = secret.load(folder / "secret")
    key, _ = keys.new("app")

    async def run() -> None:
        store, memory = Store(Database(str(folder / "s.sqlite3"))), Memory(str(folder / "s.sqlite3"))
        await store.database.check()
        await memory.database.check()
        await store.add_key(key)
        for under, user, place in (("", "ann", "Rome"), (key.id, "ann", "Lyon"), (key.id, "bob", "Oslo")):
            await memory.add(owner(known, under, user).name, Draft(FACT, f"I live in {place}.", "home", place))
        await store.database.aclose()
        await memory.aclose()

    asyncio.run(run())


def memory(folder: Path, *words: str) -> Result:
    """Call the command over this folder's store; an error that it foresees is raised."""
    where = ("--store", str(folder / "s.sqlite3"), "--secret-file", str(folder / "secret"))
    done = CliRunner().invoke(cli, ["memory", *words, *where], standalone_mode=False)
    if done.exception is not None:
        raise done.exception
    return done


def places(folder: Path, *words: str) -> list[str]:
    return [json.loads(line)["value"] for line in memory(folder, "export", *words).stdout.splitlines()]


def test_a_user_is_found_under_every_key_or_one(tmp_path: Path) -> None:
    fill(tmp_path)
    assert sorted(places(tmp_path, "--user", "ann")) == ["Lyon", "Rome"]
    assert places(tmp_path, "--user", "ann", "--key", "app") == ["Lyon"]
    assert places(tmp_path, "--user", "eve") == []
    shown = memory(tmp_path, "list", "--user", "ann")
    assert "I live in Rome." in shown.stdout
    assert "Oslo" not in shown.stdout
    assert "nothing is remembered of eve" in memory(tmp_path, "list", "--user", "eve").stderr


def test_a_user_in_three_parts(tmp_path: Path) -> None:
    fill(tmp_path)
    assert memory(tmp_path, "compress", "--user", "bob").stdout == "User: I live in Oslo.\n"
    assert sorted(memory(tmp_path, "compress", "--user", "ann").stdout.splitlines()) == [
        "User: I live in Lyon.",
        "User: I live in Rome.",
    ]
    assert memory(tmp_path, "compress", "--user", "eve").stdout == ""


def test_correcting_keeps_the_old_with_an_end(tmp_path: Path) -> None:
    fill(tmp_path)
    named = json.loads(memory(tmp_path, "export", "--user", "bob").stdout)["id"]
    memory(tmp_path, "correct", named, "I live in Kiel.", "--user", "bob")
    rows = [json.loads(line) for line in memory(tmp_path, "export", "--user", "bob").stdout.splitlines()]
    assert [(row["text"], row["ended"] is None) for row in rows] == [
        ("I live in Oslo.", False),
        ("I live in Kiel.", True),
    ]
    assert "Oslo" not in memory(tmp_path, "list", "--user", "bob").stdout
    assert "Oslo" in memory(tmp_path, "list", "--ended", "--user", "bob").stdout
    for user, item in (("ann", named), ("bob", "none")):
        with pytest.raises(UsageError, match="no such memory"):
            memory(tmp_path, "correct", item, "x", "--user", user)


def test_forgetting_an_item_a_user_and_everyone(tmp_path: Path) -> None:
    fill(tmp_path)
    named = json.loads(memory(tmp_path, "export", "--user", "ann", "--key", "app").stdout)["id"]
    with pytest.raises(UsageError, match="no such memory"):
        memory(tmp_path, "forget", named, "--user", "bob")
    memory(tmp_path, "forget", named, "--user", "ann")
    assert places(tmp_path, "--user", "ann") == ["Rome"]
    assert "1 memories of ann are gone" in memory(tmp_path, "forget", "--user", "ann").stderr
    assert (places(tmp_path, "--user", "ann"), places(tmp_path, "--user", "bob")) == ([], ["Oslo"])
    with pytest.raises(UsageError, match="--everyone goes with no item"):
        memory(tmp_path, "forget", "--everyone", "--user", "bob")
    memory(tmp_path, "forget", "--everyone")
    assert places(tmp_path, "--user", "bob") == []


def test_store_forget_takes_the_memory_along(tmp_path: Path) -> None:
    fill(tmp_path)
    where = ["--store", str(tmp_path / "s.sqlite3"), "--secret-file", str(tmp_path / "secret")]
    done = CliRunner().invoke(cli, ["store", "forget", "ann", *where], standalone_mode=False)
    assert done.stderr.splitlines() == ["0 turns of ann are gone", "2 memories of ann are gone"]
    assert (places(tmp_path, "--user", "ann"), places(tmp_path, "--user", "bob")) == ([], ["Oslo"])


def test_mistakes_are_said_in_one_line(tmp_path: Path) -> None:
    fill(tmp_path)
    for words, error, match in (
        (("list",), UsageError, "whose memory"), (("list", "--user", "ann", "--key", "x"), UsageError, "no key called"),
    ):  # fmt: skip
        with pytest.raises(error, match=match):
            memory(tmp_path, *words)
    (tmp_path / "secret").unlink()
    with pytest.raises(InputError, match="no such secret"):
        memory(tmp_path, "list", "--user", "ann")
