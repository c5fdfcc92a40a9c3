"""A stock OpenAI-compatible server from PyPI that serves the embedded weights: `transformers serve`, on a port of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from commonground.models.conversion import FOLDER

MODEL = str(FOLDER)  # the name that the server knows its model by
_WAIT = 90.0


@contextmanager
def stock_server(folder: Path) -> Iterator[str]:
    """Start the server, with its log and cache in `folder`; yield its base URL and stop it."""
    port = _free_port()
    command = [str(Path(sys.executable).with_name("transformers")), "serve", MODEL, "--host", "127.0.0.1"]
    command += ["--port", str(port), "--dtype", "float32", "--device", "cpu"]
    offline = {"HF_HUB_OFFLINE": "1", "HF_HOME": str(folder), "OMP_NUM_THREADS": "1"}
    with (folder / "server.log").open("w+") as log:
        process = subprocess.Popen(command, env=os.environ | offline, stdout=log, stderr=log)
        try:
            _await(f"http://127.0.0.1:{port}/health", process, folder / "server.log")
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def _await(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _WAIT
    while time.monotonic() < until and process.poll() is None:
        try:
            with urlopen(url, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"the server did not start:\n{log.read_text()[-2000:]}")
