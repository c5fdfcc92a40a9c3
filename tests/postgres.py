"""A real PostgreSQL in a folder of its own, for one test run."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

_USER = "postgres"


def _programs() -> Path:
    found = shutil.which("initdb") or next(
        iter(sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)), None
    )
    if found is None:
        pytest.skip("PostgreSQL is not installed")
    return Path(found).resolve().parent


def _run(*command: str | Path) -> None:
    """Run a program of PostgreSQL, which refuses to be root."""
    words = [str(word) for word in command]
    if os.geteuid() == 0:
        words = ["setpriv", f"--reuid={_USER}", f"--regid={_USER}", "--clear-groups", *words]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False, cwd="/")
    assert done.returncode == 0, done.stderr + done.stdout


class Server:
    """A PostgreSQL server that can be stopped and started."""

    def __init__(self, folder: Path) -> None:
        self._programs, self._data = _programs(), folder / "data"
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        if os.geteuid() == 0:
            shutil.chown(folder, _USER)
        _run(self._programs / "initdb", "-D", self._data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync")
        self._folder = folder
        self._number = 0

    def start(self) -> None:
        settings = f"-p {self._port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self._folder}"
        log = self._folder / "log"
        _run(self._programs / "pg_ctl", "-D", self._data, "-o", settings, "-l", log, "-w", "start")

    def stop(self) -> None:
        _run(self._programs / "pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")

    def database(self) -> str:
        """Make a database and return its address."""
        self._number += 1
        name = f"served{self._number}"
        host = ("-h", "127.0.0.1", "-p", str(self._port), "-U", "tester")
        _run(self._programs / "createdb", *host, name)
        return f"postgresql://tester@127.0.0.1:{self._port}/{name}"


@contextmanager
def postgres() -> Iterator[Server]:
    """Yield a running server, and stop it at the end. Its folder is not pytest's, which only its owner may enter."""
    with TemporaryDirectory(prefix="commonground-postgres-") as folder:
        server = Server(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()
