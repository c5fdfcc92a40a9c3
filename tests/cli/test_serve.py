"""`commonground serve` as a user has it: up at once, on loopback only, and stopped by Ctrl-C."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest
from tests.cli.conftest import Command


@contextmanager
def serving(*options: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    command = [
        sys.executable,
        "-c",
        "from commonground.cli.main import main; main()",
        "serve",
        "--port",
        str(port),
        *options,
    ]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 30
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


def test_the_embedded_model_is_served_and_ctrl_c_ends_it() -> None:
    with serving() as (root, process):
        asked = {"model": "embedded", "messages": [{"role": "user", "content": "Price of tea?"}], "max_tokens": 20}
        request = Request(
            f"{root}/v1/chat/completions", json.dumps(asked).encode(), {"Content-Type": "application/json"}
        )
        with urlopen(request, timeout=60) as response:
            assert json.load(response)["choices"][0]["message"]["content"]
            assert response.headers["X-Commonground-Preset"] == "light"
        with urlopen(f"{root}/", timeout=10) as response:
            assert b"commonground" in response.read()
        process.send_signal(signal.SIGINT)
        assert process.wait(20) in (0, 130, -signal.SIGINT)


def test_what_is_not_ready_is_told_so() -> None:
    with (
        serving("--base-url", "http://127.0.0.1:9/v1", "--model", "m") as (root, _),
        pytest.raises(URLError, match="503"),
    ):
        urlopen(f"{root}/readyz", timeout=30)


@pytest.mark.parametrize(
    ("options", "said"), [(["--host", "0.0.0.0"], "open to all"), (["--model", "m"], "no server to ask")]
)
def test_what_cannot_be_served_is_said(command: Command, options: list[str], said: str) -> None:
    done = command("serve", *options)
    assert done.code == 2
    assert said in done.err
    assert "hint:" in done.err
