"""`commonground check` from the outside: what it prints, leaves and refuses."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).parents[3] / "shared" / "data" / "lost_in_conversation" / "sharded_gsm8k.json"
SHORT = ("--tasks", 10, "--mediation", "off,light")

MATH = [
    {
        "task_id": f"t/{number}",
        "task": "math",
        "question": "Ann has 10 pens and finds 6. How many has she?",
        "answer": "10 + 6 = 16\n#### 16",
        "shards": [
            {"shard_id": 1, "shard": "How many pens has Ann?"},
            {"shard_id": 2, "shard": "She had 10."},
            {"shard_id": 3, "shard": "She finds 6."},
        ],
    }
    for number in range(3)
]


@pytest.fixture
def math(tmp_path: Path) -> Path:
    path = tmp_path / "math.json"
    path.write_text(json.dumps(MATH))
    return path


def condition(document: Any, name: str, mediation: str, family: str = "all") -> Any:
    (found,) = [
        one
        for one in document["suites"][0]["conditions"]
        if (one["name"], one["mediation"], one["family"]) == (name, mediation, family)
    ]
    return found


def test_the_embedded_model_in_one_command(command: Callable[..., Any], tmp_path: Path) -> None:
    done = command("check", *SHORT, "--out", "run")
    assert done.code == 0
    for word in ("FULL", "CONCAT", "SHARDED", "RECAP", "SNOWBALL", "USER-ONLY", "light", "seed", "calibration"):
        assert word in done.out
    assert "run/report.html" in done.out.replace("\n", "")
    assert (tmp_path / "run" / "report.html").stat().st_size > 10_000
    assert sorted(path.name for path in (tmp_path / "run").iterdir() if not path.name.startswith(".")) >= [
        "episodes.jsonl", "manifest.json", "report.html",
    ]  # fmt: skip


def test_the_document_is_as_promised(command: Callable[..., Any]) -> None:
    done = command("check", *SHORT, "--json", "--out", "run")
    assert done.code == 0
    document = done.json
    assert (document["model"], document["temperature"], document["runs"], document["seed"]) == ("embedded", 0.0, 1, 0)
    (suite,) = document["suites"]
    assert (suite["name"], suite["version"]) == ("gradual-reveal", "3")
    for one in suite["conditions"]:
        assert set(one) >= {"name", "mediation", "family", "tasks", "final_turn", "any_turn", "errors", "failures"}
        if one["episodes"] == 0:
            continue
        assert 0 <= one["final_turn"]["mean"] <= one["any_turn"]["mean"] <= 1
        low, high = one["final_turn"]["ci"]
        assert low <= one["final_turn"]["mean"] <= high
    for claim in suite["claims"]:
        assert set(claim) >= {"id", "claim", "source", "published", "measured", "ci", "verdict"}
        assert claim["verdict"] in ("calibration", "not testable")


def test_the_same_seed_gives_the_same_document(command: Callable[..., Any]) -> None:
    arguments = ("check", "--tasks", 10, "--mediation", "off", "--seed", 5, "--json")
    assert command(*arguments, "--out", "a").json == command(*arguments, "--out", "b").json


def test_conditions_can_be_chosen(command: Callable[..., Any]) -> None:
    arguments = (
        "--condition",
        "FULL",
        "--condition",
        "LATE",
        "--tasks",
        10,
        "--mediation",
        "off",
        "--json",
        "--out",
        "run",
    )
    conditions = command("check", *arguments).json["suites"][0]["conditions"]
    assert {one["name"] for one in conditions} == {"FULL", "LATE"}


def test_a_finished_run_is_not_played_again(command: Callable[..., Any], tmp_path: Path) -> None:
    arguments = ("check", "--tasks", 10, "--mediation", "off", "--json", "--out", "run")
    first = command(*arguments)
    before = (tmp_path / "run" / "episodes.jsonl").read_bytes()
    second = command(*arguments)
    assert second.json == first.json
    assert (tmp_path / "run" / "episodes.jsonl").read_bytes() == before
    assert "90 of them already there" in second.err


def test_another_configuration_is_refused_by_key(command: Callable[..., Any]) -> None:
    command("check", "--tasks", 10, "--mediation", "off", "--out", "run")
    done = command("check", "--tasks", 10, "--mediation", "off", "--seed", 1, "--out", "run")
    assert done.code == 1
    assert "seed" in done.err
    assert "hint:" in done.err


def test_a_run_killed_by_signal_9_goes_on(command: Callable[..., Any], tmp_path: Path) -> None:
    arguments = ["check", "--tasks", "30", "--mediation", "off", "--json", "--out", "run"]
    code = "from commonground.cli.main import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    episodes = tmp_path / "run" / "episodes.jsonl"
    while process.poll() is None and not (episodes.exists() and episodes.stat().st_size > 20_000):
        os.sched_yield()
    process.send_signal(signal.SIGKILL)
    process.wait()
    resumed = command(*arguments).json
    whole = command(*arguments[:-1], "whole").json
    assert resumed == whole
    keys = [json.loads(line)["key"] for line in episodes.read_text().splitlines()]
    assert len(keys) == len(set(keys)) == 9 * 30


def test_a_public_file_on_a_server(command: Callable[..., Any], server: Any, math: Path) -> None:
    done = command("check", "--model", "m", "--base-url", server.url, "--data", math, "--json", "--out", "run")
    assert done.code == 0
    assert condition(done.json, "FULL", "off")["final_turn"]["mean"] == 1
    assert condition(done.json, "SHARDED", "light")["final_turn"]["mean"] == 1
    assert condition(done.json, "FULL", "off")["tasks"] == 3
    assert {body["model"] for body in server.asked} == {"m"}


def test_a_server_is_briefed_about_the_town(command: Callable[..., Any], server: Any) -> None:
    done = command(
        "check", "--model", "m", "--base-url", server.url, "--tasks", 10, "--mediation", "off", "--out", "run"
    )
    assert done.code == 0
    episodes = [body["messages"] for body in server.asked[1:]]
    assert all(messages[0]["role"] == "system" for messages in episodes)
    assert any("Reply with one line: book(" in messages[0]["content"] for messages in episodes)
    manifest = json.loads(Path("run/manifest.json").read_text())
    assert manifest["config"]["briefed"] is True
    assert manifest["config"]["calibration"] is False


def test_a_mediator_of_its_own(command: Callable[..., Any], server: Any, math: Path) -> None:
    arguments = ("--model", "m", "--mediator-model", "other", "--base-url", server.url, "--data", math)
    assert command("check", *arguments, "--mediation", "light", "--out", "run").code == 0
    mediated = [body for body in server.asked if body["model"] == "other"]
    assert mediated
    assert all("Write the user's current request" in body["messages"][0]["content"] for body in mediated)


def test_failures_are_counted_not_scored(command: Callable[..., Any], server: Any, math: Path) -> None:
    """The server gives out after the first question: each episode fails at the endpoint, none is a zero."""

    def reply(messages: list[dict[str, Any]]) -> str:
        server.status = 404
        return "OK"

    server.reply = reply
    done = command(
        "check",
        "--model",
        "m",
        "--base-url",
        server.url,
        "--data",
        math,
        "--mediation",
        "off",
        "--json",
        "--out",
        "run",
    )
    assert done.code == 1
    assert "no episode could be judged" in done.err
    full = condition(done.json, "FULL", "off")
    assert full["final_turn"]["mean"] is None
    assert full["failures"] == {"endpoint": 3}


def test_the_public_sample_runs_on_the_embedded_model(command: Callable[..., Any]) -> None:
    if not DATA.exists():
        pytest.skip("shared/data is absent")
    done = command(
        "check", "--suite", "gradual-reveal", "--data", DATA, "--tasks", 3, "--mediation", "off,light", "--out", "run"
    )
    assert done.code == 0
    assert "does not know the domain" in " ".join(done.out.split())


BAD = {
    "unknown suite": (("check", "--suite", "nope"), 2, "unknown suite 'nope'"),
    "unknown condition": (("check", "--condition", "HALF"), 2, "unknown condition 'HALF'"),
    "unknown mediation": (("check", "--mediation", "off,loud"), 2, "unknown mediation preset 'loud'"),
    "unknown model": (("check", "--model", "gpt-nope"), 2, "unknown model 'gpt-nope'"),
    "no tasks": (("check", "--tasks", "0"), 2, "--tasks"),
    "no such option": (("check", "--nope"), 2, "--nope"),
    "no such command": (("chek",), 2, "chek"),
    "replicates of the same": (("check", "--runs", "3"), 2, "--runs"),
    "a bad address": (("check", "--model", "m", "--base-url", "nonsense"), 2, "nonsense"),
    "a missing file": (("check", "--data", "missing.json"), 1, "missing.json"),
    "an empty file": (("check", "--data", "empty.json"), 1, "empty.json"),
    "a bad row": (("check", "--data", "bad.json"), 1, "bad.json:2: shards"),
    "not math": (("check", "--data", "code.json"), 1, "code.json:1: task"),
    "an endpoint that is down": (
        ("check", "--model", "m", "--base-url", "http://127.0.0.1:9/v1", "--tasks", "1"),
        1,
        "127.0.0.1:9",
    ),
    "a folder in the way": (("check", "--out", "empty.json"), 1, "empty.json"),
    "somebody else's folder": (("check", "--out", "full"), 1, "full"),
    "no run": (("report", "nowhere"), 1, "nowhere"),
    "a folder without a model": (("check", "--model", "full"), 2, "full"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_mistake_is_one_line_and_a_hint(
    case: str, command: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from commonground.models import endpoint

    monkeypatch.setattr(endpoint.Retry.pause, "__code__", (lambda self, tries, random: 0.0).__code__)
    (tmp_path / "empty.json").write_text("")
    (tmp_path / "bad.json").write_text(json.dumps([MATH[0], {**MATH[1], "shards": "none"}]))
    (tmp_path / "code.json").write_text(json.dumps([{**MATH[0], "task": "code"}]))
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine")
    arguments, code, said = BAD[case]
    done = command(*arguments)
    assert done.code == code, done.err
    assert said in done.err
    assert "Traceback" not in done.err
    assert (tmp_path / "full" / "letter.txt").read_text() == "mine"
    lines = [line for line in done.err.splitlines() if line]
    if done.err.startswith("commonground:") or "\ncommonground:" in done.err:
        assert lines[-1].startswith("hint:")


def test_an_unwritable_folder_is_one_line(command: Callable[..., Any], tmp_path: Path) -> None:
    done = command("check", "--tasks", 1, "--out", "/proc/commonground")
    assert done.code == 1
    assert "/proc/commonground" in done.err
    assert "Traceback" not in done.err


def test_a_run_in_parts_is_the_run_in_one(command: Callable[..., Any], tmp_path: Path) -> None:
    arguments = ("check", "--tasks", 10, "--mediation", "off", "--json", "--out")
    whole = command(*arguments, "whole").json
    for part in ("2/3", "1/3", "3/3"):
        assert command(*arguments, "run", "--shard", part).code == 0
    done = command(*arguments, "run")
    assert done.json == whole
    assert "90 episodes gathered" in done.err
    assert sorted(path.name for path in (tmp_path / "run").glob("part-*")) == [f"part-{n}-of-3" for n in (1, 2, 3)]


@pytest.mark.parametrize("part", ["0/3", "4/3", "1", "a/b", "1/0"])
def test_what_is_no_part_is_refused(command: Callable[..., Any], part: str) -> None:
    done = command("check", "--shard", part, "--out", "run")
    assert done.code == 2
    assert "I/N" in done.err
    assert "--out" in command("check", "--shard", "1/2").err
