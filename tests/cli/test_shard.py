"""`commonground shard` from the outside, and the file it writes played by `check`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commonground.evaluation import prompts

Command = Callable[..., Any]
ROWS = [
    {
        "task_id": f"tea/{number}",
        "task": "tea",
        "instruction": f"Make {number} cups of green tea.",
        "wanted": f"{number} green",
    }
    for number in range(3)
]
CHECKER = "def judge(reply, fields):\n    return fields['wanted'] in reply\n"


@pytest.fixture
def arguments(tmp_path: Path, server: Any) -> tuple[object, ...]:
    """A file of instructions, a checker, and a server that shards and solves all but the last of them."""

    def reply(messages: list[dict[str, Any]]) -> str:
        system, text = messages[0]["content"], messages[-1]["content"]
        number = next((word for word in text.split() if word.isdecimal()), "0")
        if system == prompts.load("segment"):
            return json.dumps({"parts": ["Make tea", f"{number} cups", "green"]})
        if system == prompts.load("rephrase"):
            return json.dumps({"messages": ["Make tea.", f"I want {number} cups.", "It is green."]})
        if system == prompts.load("verify"):
            return json.dumps({"same": number != "2"})
        said = " ".join(message["content"] for message in messages)
        return f"{next((word for word in said.split() if word.isdecimal()), '')} green"

    server.reply = reply
    (tmp_path / "tasks.json").write_text(json.dumps(ROWS))
    (tmp_path / "tea_checker.py").write_text(CHECKER)
    return ("--model", "m", "--base-url", server.url, "--checker", "tea_checker:judge")


def test_instructions_become_tasks_that_check_plays(
    command: Command, arguments: tuple[object, ...], tmp_path: Path
) -> None:
    done = command("shard", "tasks.json", "--out", "sharded.json", "--runs", 2, *arguments)
    assert done.code == 0, done.err
    assert "2 of 3 instructions were kept" in done.out
    assert "tea/2: the messages do not say the same" in done.err
    kept = json.loads((tmp_path / "sharded.json").read_text())
    assert [row["task_id"] for row in kept] == ["tea/0", "tea/1"]
    assert kept[0]["shards"][1] == {"shard_id": 2, "shard": "I want 0 cups."}
    assert kept[0]["sharding"]["full"] == 1.0
    assert kept[0]["wanted"] == "0 green"
    played = command("check", "--data", "sharded.json", "--mediation", "off", "--json", "--out", "run", *arguments)
    assert played.code == 0, played.err
    cells = {(one["name"], one["family"]): one for one in played.json["suites"][0]["conditions"]}
    assert cells["SHARDED", "tea"]["final_turn"]["mean"] == 1.0


def test_the_same_call_again_asks_nothing_twice(command: Command, server: Any, arguments: tuple[object, ...]) -> None:
    first = command("shard", "tasks.json", "--out", "sharded.json", "--runs", 2, *arguments)
    asked = len(server.asked)
    assert command("shard", "tasks.json", "--out", "sharded.json", "--runs", 2, *arguments).out == first.out
    assert len(server.asked) == asked


@pytest.mark.parametrize(
    ("checker", "word"),
    [
        ("judge", "not a checker"), ("missing_module:judge", "ModuleNotFoundError"), ("tea_checker:nothing", "AttributeError"),
        ("tea_checker:__doc__", "no function"), ("json:", "not a checker"),
    ],
)  # fmt: skip
def test_a_checker_that_cannot_be_loaded_is_said(
    command: Command, server: Any, arguments: tuple[object, ...], checker: str, word: str
) -> None:
    done = command("shard", "tasks.json", "--out", "x.json", *arguments[:-1], checker)
    assert done.code == 2
    assert word in done.err
    assert server.asked == []


def test_a_bad_row_is_said_before_anything_is_asked(
    command: Command, server: Any, arguments: tuple[object, ...], tmp_path: Path
) -> None:
    (tmp_path / "tasks.json").write_text(json.dumps([*ROWS, {"task_id": "x", "task": "tea"}]))
    done = command("shard", "tasks.json", "--out", "x.json", *arguments)
    assert done.code == 1
    assert "tasks.json:4: instruction" in done.err
    assert server.asked == []


def test_when_nothing_is_kept_the_job_fails(command: Command, server: Any, arguments: tuple[object, ...]) -> None:
    server.reply = lambda messages: "no"
    done = command("shard", "tasks.json", "--out", "x.json", *arguments)
    assert done.code == 1
    assert "0 of 3" in done.out
