"""The Containerfile, without an engine: what it copies is enough to install from, and what it runs, runs."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from commonground.cli.serve_command import command

ROOT = Path(__file__).parents[1]
LINES = (ROOT / "Containerfile").read_text().splitlines()


def told(word: str) -> list[str]:
    return [line.removeprefix(f"{word} ") for line in LINES if line.startswith(f"{word} ")]


def test_what_it_copies_is_enough_to_install_from(tmp_path: Path) -> None:
    for line in told("COPY"):
        *sources, _ = line.split()
        for source in sources:
            place = ROOT / source
            if place.is_dir():
                shutil.copytree(place, tmp_path / source, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(place, tmp_path / source)
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")],
        cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    for part in ("page/page.html", "migrations/env.py", "migrations/versions/v0001_turns_requests_keys.py"):
        assert f"commonground/server/{part}" in names


def test_the_extras_that_it_installs_exist() -> None:
    (installed,) = re.findall(r"pip install .*'\.\[(.*)\]'", "\n".join(LINES))
    settings = (ROOT / "pyproject.toml").read_text()
    assert all(re.search(rf"^{extra} = \[", settings, re.MULTILINE) for extra in installed.split(","))


def test_what_it_runs_is_a_command_with_these_options() -> None:
    (entry,) = json.loads(told("ENTRYPOINT")[0])
    arguments = json.loads(told("CMD")[0])
    assert entry == "commonground"
    assert arguments[0] == "serve"
    assert command.make_context("serve", arguments[1:]).params["host"] == "0.0.0.0"


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1)])
def test_its_health_check_tells_ready_from_not(status: int, code: int) -> None:
    class Ready(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/readyz" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Ready)
    Thread(target=server.serve_forever, daemon=True).start()
    check = json.loads(told("HEALTHCHECK")[0].partition("CMD ")[2])
    port = server.server_address[1]
    done = subprocess.run(
        [sys.executable, *(word.replace("8700", str(port)) for word in check[1:])],
        capture_output=True, timeout=30, check=False,
    )  # fmt: skip
    server.shutdown()
    server.server_close()
    assert done.returncode == code


def test_it_is_nobody_special_and_listens_where_it_says() -> None:
    assert told("USER") == ["commonground"]
    assert told("EXPOSE") == ["8700"]
