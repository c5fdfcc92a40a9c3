"""Nothing acknowledged is lost: signal 9 under load, a recorder that dies, a database that goes and comes back."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from tests.postgres import Server, postgres
from tests.server.keeping import chat, kept, recording, said
from tests.server.serving import Fake, served

from commonground.models.scripted import Script
from commonground.server.database import Database
from commonground.server.gateway import Gateway
from commonground.server.journal import Journal
from commonground.server.local import Local
from commonground.server.store import Store

PATIENCE = 60.0  # seconds


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with postgres() as found:
        yield found


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    found: str = (
        str(tmp_path / "s.sqlite3") if request.param == "sqlite" else request.getfixturevalue("server").database()
    )
    return found


async def until(true: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, what
        await asyncio.sleep(0.02)


@asynccontextmanager
async def command(base_url: str, url: str, folder: Path, *more: str) -> AsyncIterator[tuple[str, int]]:
    """The command itself, in a group of processes of its own; yields its root and its group."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = ("serve", "--base-url", base_url, "--model", "m", "--mediation", "observe", "--store", url)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "from commonground.cli.main import main; main()", *words),
        *("--port", str(port), "--secret-file", str(folder / "secret"), *more),
        start_new_session=True,
        stderr=asyncio.subprocess.DEVNULL,
    )
    root = f"http://127.0.0.1:{port}"
    try:
        async with aiohttp.ClientSession() as session:
            deadline = time.monotonic() + PATIENCE
            while True:
                try:
                    async with session.get(f"{root}/healthz"):
                        break
                except aiohttp.ClientError:
                    assert process.returncode is None
                    assert time.monotonic() < deadline
                    await asyncio.sleep(0.05)
        yield root, process.pid
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


def answer(request: web.Request, given: bytes) -> web.Response:
    return web.json_response({"choices": [{"message": {"role": "assistant", "content": "so be it"}}]})


async def load(root: str, done: list[str], number: int) -> None:
    """Chat on and on; note each request whose reply has come."""
    async with aiohttp.ClientSession() as session:
        texts: list[str] = []
        while True:
            texts += [f"{number} says {len(texts)}"]
            try:
                one, _ = await chat(session, root, said(*texts))
            except (aiohttp.ClientError, OSError):
                return
            done.append(one)
            texts = [*texts, "so be it"] if len(texts) < 9 else []


async def acknowledge(root: str, done: list[str], seen: list[str]) -> None:
    """Ask for the record of one request after the other; note those that the gateway says it has."""
    async with aiohttp.ClientSession() as session:
        while True:
            for one in done[len(seen) :: 7]:
                try:
                    async with session.get(f"{root}/api/requests/{one}") as response:
                        if response.status == 200:
                            seen.append(one)
                except (aiohttp.ClientError, OSError):
                    return
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("whole_group", [True, False], ids=["gateway and recorder", "gateway alone"])
async def test_signal_9_under_load(url: str, tmp_path: Path, fake: Fake, whole_group: bool) -> None:
    fake.reply = answer
    done, seen = list[str](), list[str]()
    async with command(fake.url, url, tmp_path) as (root, process):
        tasks = [asyncio.create_task(load(root, done, number)) for number in range(8)]
        tasks.append(asyncio.create_task(acknowledge(root, done, seen)))
        await until(lambda: len(seen) >= 40, "requests are recorded")
        if whole_group:
            os.killpg(process, signal.SIGKILL)
        else:
            os.kill(process, signal.SIGKILL)
        await asyncio.gather(*tasks)
        if not whole_group:
            await until(lambda: not members(process), "the recorder ends when its gateway is gone")
    store = Store(Database(url))
    for one in seen:
        row = await store.stored(one, None)
        assert row is not None, one
        turns, requests = await store.conversation(row["conversation"], None)
        assert {row["turn"], row["reply"]} <= {turn["id"] for turn in turns}
        assert one in {request["id"] for request in requests}
    async with command(fake.url, url, tmp_path) as (root, _), aiohttp.ClientSession() as session:
        for one in seen[:5]:
            await kept(session, root, one)
    await store.database.aclose()


def members(group: int) -> list[int]:
    """The processes of a group that still run."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group and fields[0] != "Z":
            found.append(int(path.parent.name))
    return found


def running(journal: Journal) -> bool:
    return journal._process is not None and journal._process.returncode is None


async def test_a_recorder_that_dies_is_started_again_and_loses_nothing(tmp_path: Path) -> None:
    gateway = await recording(Local(Script(lambda request: "so be it")), tmp_path)
    journal = gateway.keeping.journal if gateway.keeping else None
    assert journal
    async with served(gateway) as root, aiohttp.ClientSession() as session:
        ids = []
        for number in range(60):
            ids.append((await chat(session, root, said(f"hello {number}")))[0])
            if number in (20, 40):
                await until(lambda: running(journal), "the recorder runs")
                assert journal._process
                journal._process.kill()
        for one in ids:
            await kept(session, root, one)
        assert journal.told.restarts >= 1
        assert (journal.told.given, journal.told.dropped, journal.waiting) == (60, 0, 0)


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # asyncpg's, of connections that were cut
async def test_a_database_that_goes_and_comes_back(tmp_path: Path, server: Server) -> None:
    gateway = await recording(Local(Script(lambda request: "so be it")), tmp_path, url=server.database())
    async with served(gateway) as root, aiohttp.ClientSession() as session:
        one, _ = await chat(session, root, said("before"))
        await kept(session, root, one)
        server.stop()
        try:
            two, _ = await chat(session, root, said("while it is gone"))  # chats go on
            async with session.get(f"{root}/readyz") as response:
                assert response.status == 503
                assert "does not answer" in (await response.json())["wrong"][0]
            async with session.get(f"{root}/api/conversations") as response:
                assert response.status == 503
                assert (await response.json())["error"]["code"] == "store"
            assert gateway.keeping
            trouble = gateway.keeping.journal
            await until(lambda: bool(trouble.trouble), "the recorder says that the store is gone")
        finally:
            server.start()
        assert (await kept(session, root, two))["kind"] == "new"
        async with session.get(f"{root}/readyz") as response:
            assert response.status == 200
    gc.collect()


async def test_what_cannot_be_recorded_is_dropped_and_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from commonground.server import journal

    monkeypatch.setattr(journal, "_HELD", 3000)
    gateway = await recording(Local(Script(lambda request: "so be it")), tmp_path)
    async with served(gateway) as root, aiohttp.ClientSession() as session:
        await chat(session, root, said("x" * 5000))
        one, _ = await chat(session, root, said("short"))
        await kept(session, root, one)
        assert gateway.keeping
        told = gateway.keeping.journal.told
        await until(lambda: bool(told.kept), "the recorder says that it is kept")
        assert (told.given, told.kept, told.dropped) == (2, 1, 1)
        async with session.get(f"{root}/metrics") as response:
            assert "commonground_dropped_total 1.0" in await response.text()


async def test_the_last_exchanges_are_written_before_the_end(tmp_path: Path) -> None:
    gateway = await recording(Local(Script(lambda request: "so be it")), tmp_path)
    async with served(gateway) as root, aiohttp.ClientSession() as session:
        ids = [(await chat(session, root, said(f"hello {number}")))[0] for number in range(30)]
    store = Store(Database(str(tmp_path / "served.sqlite3")))
    assert all([await store.stored(one, None) for one in ids])
    await store.database.aclose()


async def test_two_gateways_over_one_store_know_the_same_conversations(tmp_path: Path, server: Server) -> None:
    url = server.database()
    rows = []
    gateways: list[Gateway] = [await recording(Local(Script(lambda request: "b")), tmp_path, url=url) for _ in range(2)]
    async with served(gateways[0]) as one, served(gateways[1]) as two, aiohttp.ClientSession() as session:
        for root, texts in (
            (one, ["a"]),
            (two, ["a", "b", "c"]),
            (one, ["a", "b", "c", "b", "d"]),
            (two, ["c", "b", "e"]),
        ):
            request, _ = await chat(session, root, said(*texts))
            rows.append(await kept(session, root, request))
    assert [row["kind"] for row in rows] == ["new", "continued", "continued", "trimmed"]
    assert len({row["conversation"] for row in rows}) == 1
