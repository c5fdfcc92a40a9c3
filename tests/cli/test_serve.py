"""`commonground serve` as a user has it: up at once, stopped by Ctrl-C, with keys and a store; what keeps it from starting."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPResponse
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest
from tests.cli.conftest import Command
from tests.postgres import postgres

MAIN = (sys.executable, "-c", "from commonground.cli.main import main; main()")
ASKED = {"model": "embedded", "messages": [{"role": "user", "content": "Price of tea?"}], "max_tokens": 20}


@contextmanager
def serving(*options: str, stderr: int | Any = subprocess.DEVNULL) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    process = subprocess.Popen([*MAIN, "serve", "--port", str(port), *options], stderr=stderr, text=True)
    until = time.monotonic() + 60
    try:
        while time.monotonic() < until:
            try:
                urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
                break
            except (URLError, OSError):
                assert process.poll() is None
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.kill()
        process.communicate()


def asked(root: str, path: str, body: object = None, key: str = "") -> HTTPResponse:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
    data = None if body is None else json.dumps(body).encode()
    found: HTTPResponse = urlopen(Request(f"{root}{path}", data, headers), timeout=60)
    return found


def recorded(root: str, request: str, key: str = "") -> dict[str, Any]:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            with asked(root, f"/api/requests/{request}", key=key) as response:
                found: dict[str, Any] = json.load(response)
                return found
        except HTTPError as error:
            if error.code != 404:
                raise
            time.sleep(0.05)
    raise AssertionError("not recorded")


def test_the_embedded_model_is_served_and_ctrl_c_ends_it() -> None:
    with serving() as (root, process):
        with asked(root, "/v1/chat/completions", ASKED) as response:
            assert json.load(response)["choices"][0]["message"]["content"]
            assert response.headers["X-Commonground-Preset"] == "light"
            request = response.headers["X-Commonground-Request"]
        assert recorded(root, request)["kind"] == "new"
        with asked(root, "/") as response:
            assert b"commonground" in response.read()
            assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        process.send_signal(signal.SIGINT)
        assert process.wait(20) in (0, 130, -signal.SIGINT)


def test_what_is_served_is_kept_exported_measured_and_forgotten(tmp_path: Path, command: Command) -> None:
    store, out = str(tmp_path / "s.sqlite3"), tmp_path / "served.jsonl"
    with serving("--store", store, "--keep-text") as (root, process):
        with asked(root, "/v1/chat/completions", {**ASKED, "user": "ann"}) as response:
            request = response.headers["X-Commonground-Request"]
        recorded(root, request)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) in (0, -signal.SIGTERM)
    done = command("store", "export", "--store", store, "--out", str(out))
    assert (done.code, "1 conversations" in done.err) == (0, True)
    assert json.loads(out.read_text())["turns"][0]["text"] == "Price of tea?"
    done = command("measure", str(out), "--measure", "length", "--json")
    assert (done.code, json.loads(done.out)["conversations"]) == (0, 1)
    assert "0 turns of bob" in command("store", "forget", "bob", "--store", store).err
    assert "2 turns of ann" in command("store", "forget", "ann", "--store", store).err
    done = command("store", "export", "--store", store, "--out", str(out))
    assert done.code == 1
    assert "--keep-text" in done.err


def test_keys_are_made_listed_used_and_revoked(tmp_path: Path, command: Command) -> None:
    store = str(tmp_path / "s.sqlite3")
    assert "no keys" in command("keys", "list", "--store", store).err
    text = command("keys", "add", "app", "--preset", "off", "--rate", "2", "--store", store).out.strip()
    assert text.startswith("cg-")
    again = command("keys", "add", "app", "--store", store)
    assert (again.code, "there is a key called 'app'" in again.err) == (2, True)
    listed = json.loads(command("keys", "list", "--json", "--store", store).out)["keys"]
    assert [(key["name"], key["preset"], key["rate"], key["revoked"]) for key in listed] == [("app", "off", 2, None)]
    assert text not in command("keys", "list", "--store", store).out
    assert text.encode() not in b"".join(path.read_bytes() for path in tmp_path.glob("s.sqlite3*"))
    with serving("--store", store, "--host", "0.0.0.0") as (root, _):
        with pytest.raises(HTTPError, match="401"):
            asked(root, "/v1/chat/completions", ASKED)
        with asked(root, "/v1/chat/completions", ASKED, text) as response:
            assert response.headers["X-Commonground-Preset"] == "off"
        with pytest.raises(HTTPError, match="403"):
            asked(root, "/v1/embeddings", {}, text)
        asked(root, "/v1/models", key=text).close()
        with pytest.raises(HTTPError, match="429"):
            asked(root, "/v1/models", key=text)
        assert "is revoked" in command("keys", "revoke", "app", "--store", store).err
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                asked(root, "/api/status", key=text).close()
            except HTTPError as error:
                if error.code == 401:
                    break
                raise
            time.sleep(0.1)
        else:
            pytest.fail("the key was revoked and still opens")
    assert command("keys", "revoke", "app", "--store", store).code == 2


def test_logs_say_what_happened_and_nothing_that_was_said(tmp_path: Path) -> None:
    word = "xylophone-7391"
    with (tmp_path / "log").open("w+") as log:
        with serving("--log-level", "info", "--store", str(tmp_path / "s"), stderr=log) as (root, process):
            body = {**ASKED, "messages": [{"role": "user", "content": word}], "user": word}
            with asked(root, f"/v1/chat/completions?x={word}", body, f"cg-{word}") as response:
                request = response.headers["X-Commonground-Request"]
            recorded(root, request)
            process.send_signal(signal.SIGTERM)
            process.wait(20)
        log.seek(0)
        lines = log.read().splitlines()
    assert not [line for line in lines if word in line]
    told = [json.loads(line) for line in lines if line.startswith("{")]
    served = [line for line in told if line.get("request") == request]
    assert [(line["status"], line["mediation"], line["path"]) for line in served] == [
        (200, "passed", "/v1/chat/completions")
    ]


def test_several_workers_share_one_postgresql_and_their_numbers(tmp_path: Path) -> None:
    with postgres() as server:
        url = server.database()
        with serving("--workers", "2", "--store", url, "--secret-file", str(tmp_path / "secret")) as (root, process):
            requests = []
            for number in range(12):
                body = {**ASKED, "messages": [{"role": "user", "content": f"Price of tea {number}?"}]}
                with asked(root, "/v1/chat/completions", body) as response:
                    requests.append(response.headers["X-Commonground-Request"])
            for request in requests:
                assert recorded(root, request)["kind"] == "new"
            with asked(root, "/metrics") as response:
                numbers = response.read().decode()
            counted = re.findall(r"^commonground_requests_total\{.*\} ([\d.]+)$", numbers, re.MULTILINE)
            assert sum(map(float, counted)) == 12
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def test_replies_under_way_are_finished_when_it_is_told_to_stop(tmp_path: Path) -> None:
    """A stream that has begun comes to its end; no new one is taken."""
    with serving("--store", str(tmp_path / "s")) as (root, process):
        body = {**ASKED, "stream": True, "max_tokens": 60}
        with asked(root, "/v1/chat/completions", body) as response:
            first = response.readline()
            process.send_signal(signal.SIGTERM)
            rest = response.read()
        assert first.startswith(b"data:")
        assert rest.endswith(b"data: [DONE]\n\n")
        assert process.wait(30) in (0, -signal.SIGTERM)


def test_bad_starts_are_one_line_with_a_hint(tmp_path: Path, command: Command) -> None:
    new = tmp_path / "new.sqlite3"
    assert command("store", "upgrade", "--store", str(new)).code == 0
    import sqlite3

    with sqlite3.connect(new) as connection:
        connection.execute("update alembic_version set version_num = '9999'")
    connection.close()
    folder = tmp_path / "folder"
    folder.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for options, code, said in (
            (["--host", "0.0.0.0"], 2, "open to all"),
            (["--model", "m"], 2, "no server to ask"),
            (["--port", port], 1, "cannot listen on 127.0.0.1"),
            (["--base-url", "http://127.0.0.1:9/v1", "--model", "m"], 1, "nothing answers at http://127.0.0.1:9/v1"),
            (["--store", str(new)], 1, "newer than this program knows"),
            (["--store", "postgresql://u:hidden@127.0.0.1:9/d"], 1, "does not answer"),
            (["--store", "mysql://h/d"], 1, "a file or a postgresql"),
            (["--secret-file", str(folder)], 1, "secret cannot be read"),
            (["--secret-file", str(new)], 1, "secret"),
        ):
            done = command("serve", *options)
            assert done.code == code, (options, done.err)
            assert said in done.err
            assert "hint:" in done.err
            assert "Traceback" not in done.err
            assert "hidden" not in done.err
            assert len(done.err.strip().splitlines()) <= 3, done.err


@pytest.mark.parametrize(
    "words",
    [
        ("store", "upgrade"), ("store", "export", "--out", "x.jsonl"), ("keys", "list"), ("keys", "add", "a"),
        ("keys", "revoke", "a"), ("store", "forget", "a"),
    ],
)  # fmt: skip
def test_commands_over_a_store_that_is_not_there(words: tuple[str, ...], command: Command) -> None:
    done = command(*words, "--store", "/nonexistent/folder/s.sqlite3")
    assert done.code in (1, 2)
    assert "hint:" in done.err
    assert "Traceback" not in done.err
