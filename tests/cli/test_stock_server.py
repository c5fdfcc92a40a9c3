"""A real server in between changes nothing: `check` through it equals `check` in process, text by text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from click.testing import CliRunner
from tests.servers import MODEL, stock_server

from commonground.cli.main import cli
from commonground.runs.store import read_run

SETTINGS = ["--condition", "FULL", "--condition", "SHARDED", "--mediation", "off,light", "--tasks", "10", "--seed", "1"]


Row = dict[str, Any]


def checked(out: Path, *options: str) -> dict[str, Row]:
    done = CliRunner().invoke(cli, ["check", *SETTINGS, "--out", str(out), *options])
    assert done.exit_code == 0, done.output
    return {str(row["key"]): row for row in read_run(out)[1]}


def outcome(row: Row) -> object:
    said = [turn["text"].removeprefix(" ") for turn in row["conversation"]["turns"]]  # the server gives the space
    failed = row["failure"] and row["failure"]["boundary"]
    return said, failed, [(turn["score"], turn["error"]) for turn in row["turns"]]


def test_a_check_through_a_stock_server_equals_one_in_process(tmp_path: Path) -> None:
    with stock_server(tmp_path) as url:
        options = ("--model", MODEL, "--base-url", url, "--no-briefing", "--jobs", "4")
        served = checked(tmp_path / "served", *options)
    own = checked(tmp_path / "own")
    assert len(own) == 30
    assert {key: outcome(row) for key, row in served.items()} == {key: outcome(row) for key, row in own.items()}
