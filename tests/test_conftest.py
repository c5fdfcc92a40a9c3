"""The rules of conftest hold: tried on small test files in a folder of their own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).with_name("conftest.py")


def run_pytest(folder: Path, source: str, ci: bool) -> str:
    (folder / "conftest.py").write_text(CONFTEST.read_text())
    (folder / "pytest.ini").write_text("[pytest]\n")
    (folder / "test_it.py").write_text(f"import pytest\n{source}\n")
    env = {**os.environ, "CI": "true" if ci else "", "PYTEST_ADDOPTS": ""}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:randomly", "-q", str(folder)]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True).stdout


SKIPS = {
    "in the test": "def test_it(): pytest.skip('no browser')",
    "by a mark": "@pytest.mark.skipif(True, reason='no browser')\ndef test_it(): pass",
    "at collection": "pytest.skip('no browser', allow_module_level=True)",
}


@pytest.mark.parametrize("source", SKIPS.values(), ids=SKIPS.keys())
def test_a_skip_is_a_failure_in_ci(tmp_path: Path, source: str) -> None:
    printed = run_pytest(tmp_path, source, ci=True)
    assert "skipped in CI, where nothing may skip" in printed
    assert "no browser" in printed
    assert "1 skipped" not in printed


@pytest.mark.parametrize("source", SKIPS.values(), ids=SKIPS.keys())
def test_a_skip_is_a_skip_elsewhere(tmp_path: Path, source: str) -> None:
    assert "1 skipped" in run_pytest(tmp_path, source, ci=False)


def test_absent_shared_data_may_skip_in_ci(tmp_path: Path) -> None:
    source = "def test_it(): pytest.skip('shared/data is absent')"
    assert "1 skipped" in run_pytest(tmp_path, source, ci=True)


def test_an_expected_failure_is_no_skip(tmp_path: Path) -> None:
    source = "@pytest.mark.xfail(reason='known')\ndef test_it(): assert False"
    assert "1 xfailed" in run_pytest(tmp_path, source, ci=True)


def test_the_network_is_out_of_reach() -> None:
    with socket.socket() as connection, pytest.raises(RuntimeError, match="tried to reach the network"):
        connection.connect(("192.0.2.1", 80))


def test_this_machine_is_within_reach() -> None:
    with socket.socket() as server, socket.socket() as client:
        server.bind(("127.0.0.1", 0))
        server.listen(1)
        client.connect(server.getsockname())


def test_keys_from_outside_are_gone() -> None:
    assert "OPENAI_API_KEY" not in os.environ
