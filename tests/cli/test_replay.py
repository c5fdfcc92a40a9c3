"""`commonground check --replay LOG` as a user has it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Command

PARTS = (
    "Please write a letter.",
    "Ok.",
    "So, let it be asking for a ladder.",
    "Ok.",
    "Right, it has to be for Brikki.",
)


def log(folder: Path) -> Path:
    messages = [{"role": ("user", "assistant")[at % 2], "content": text} for at, text in enumerate(PARTS)]
    path = folder / "log.jsonl"
    path.write_text(json.dumps({"messages": messages}) + "\n", encoding="utf-8")
    return path


def test_a_log_is_replayed_with_the_embedded_model(command: Command, tmp_path: Path) -> None:
    done = command("check", "--replay", str(log(tmp_path)), "--json", "--out", str(tmp_path / "out"))
    assert done.code == 0
    assert (done.json["conversations"], done.json["turns"], done.json["calls"]) == (1, 3, 2)
    assert done.json["rewritten"] >= 1
    assert done.json["versions"]
    rows = [json.loads(line) for line in (tmp_path / "out" / "replay.jsonl").read_text().splitlines()]
    last = rows[-1]
    assert (last["turn"], last["mediation"]) == (4, "rewritten")
    assert "ladder" in last["text"]
    assert "Brikki" in last["text"]
    shown = command("check", "--replay", str(log(tmp_path)))
    assert "3 turns of 1 conversations" in shown.out
    assert "ladder" in shown.out


def test_what_cannot_be_replayed_is_said(command: Command, tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_text('{"messages": [{"role": "assistant", "content": "hello"}]}\n')
    for path, said in ((empty, "holds no turn of a user"), (tmp_path / "none.jsonl", "none.jsonl")):
        done = command("check", "--replay", str(path))
        assert done.code == 1
        assert said in done.err
        assert "hint:" in done.err
        assert "Traceback" not in done.err
