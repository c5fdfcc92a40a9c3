"""What a run costs, from the outside: forecasts, budgets that stop cleanly, replies that are paid for once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]

MATH = [
    {
        "task_id": f"t/{number}", "task": "math", "question": "Ann has 10 pens and finds 6. How many has she?",
        "answer": "10 + 6 = 16\n#### 16",
        "shards": [{"shard_id": 1, "shard": "How many pens has Ann?"}, {"shard_id": 2, "shard": f"She had {number}."}],
    }
    for number in range(6)
]  # fmt: skip


@pytest.fixture
def asked(tmp_path: Path, server: Any) -> tuple[object, ...]:
    """The arguments of a small check against the local server."""
    path = tmp_path / "math.json"
    path.write_text(json.dumps(MATH))
    return (
        "check", "--data", path, "--model", "m", "--base-url", server.url, "--mediation", "off", "--condition", "FULL",
        "--condition", "SHARDED", "--tasks", 6, "--jobs", 2, "--out", "run",
    )  # fmt: skip


def test_a_dry_run_says_what_it_would_take_and_asks_nothing(
    command: Command, server: Any, asked: tuple[object, ...], tmp_path: Path
) -> None:
    prices = tmp_path / "prices.toml"
    prices.write_text("[m]\nprompt = 1000\ncompletion = 1000\n")
    done = command(*asked, "--dry-run", "--prices", prices)
    assert done.code == 0
    assert "SHARDED" in done.out
    assert "$" in done.out
    found = {one["name"]: one for one in command(*asked, "--dry-run", "--json", "--prices", prices).json["conditions"]}
    assert (found["FULL"]["calls"], found["SHARDED"]["calls"]) == (6, 12)
    assert found["SHARDED"]["dollars"] > found["FULL"]["dollars"] > 0
    assert server.asked == []
    assert not (tmp_path / "run").exists()


def test_a_dry_run_counts_as_many_calls_as_the_run(command: Command, server: Any, asked: tuple[object, ...]) -> None:
    forecast = command(*asked, "--dry-run", "--json").json["conditions"]
    played = command(*asked, "--json").json["suites"][0]["conditions"]
    assert sum(one["calls"] for one in forecast) == sum(one["usage"][0] for one in played if one["family"] == "all")


def test_a_budget_stops_the_run_and_a_larger_one_goes_on(
    command: Command, server: Any, asked: tuple[object, ...], tmp_path: Path
) -> None:
    stopped = command(*asked, "--budget", 30)  # each call of the server takes 5 tokens
    assert stopped.code == 1
    assert "the budget of 30 tokens is spent" in stopped.err
    assert "Traceback" not in stopped.err
    before = len((tmp_path / "run" / "episodes.jsonl").read_text().splitlines())
    assert 0 < before < 12
    calls = len(server.asked)
    whole = command(*asked, "--budget", "1M", "--json")
    assert whole.code == 0
    assert len((tmp_path / "run" / "episodes.jsonl").read_text().splitlines()) == 12
    assert (
        len(server.asked) - calls <= 18 - (calls - 1) + 1
    )  # what was paid for is not asked again, but for the greeting


def test_a_budget_in_dollars_needs_a_price(command: Command, asked: tuple[object, ...]) -> None:
    done = command(*asked, "--budget", "$1")
    assert done.code == 2
    assert "no price is known for 'm'" in done.err


@pytest.mark.parametrize(
    ("wrong", "word"), [(("--budget", "much"), "not a budget"), (("--prices", "missing.toml"), "missing.toml")]
)
def test_what_cannot_be_read_is_said_before_the_run(
    command: Command, server: Any, asked: tuple[object, ...], tmp_path: Path, wrong: tuple[str, str], word: str
) -> None:
    done = command(*asked, *wrong)
    assert done.code in (1, 2)
    assert word in done.err
    assert server.asked == []
    assert not (tmp_path / "run").exists()


def test_replies_are_paid_for_once(command: Command, server: Any, asked: tuple[object, ...]) -> None:
    first = command(*asked[:-1], "one", "--cache", "replies.sqlite", "--json")
    calls = len(server.asked)
    second = command(*asked[:-1], "two", "--cache", "replies.sqlite", "--json")
    assert len(server.asked) - calls == 1  # the greeting, which sees that the server is there
    (one, *_), (other, *_) = first.json["suites"][0]["conditions"], second.json["suites"][0]["conditions"]
    assert one["final_turn"] == other["final_turn"]
    assert other["usage"][0] == 0
    assert other["usage"][3] == one["usage"][0] + one["usage"][3]


def test_a_cache_that_cannot_be_used_is_said(command: Command, asked: tuple[object, ...], tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("notes" * 1000)
    done = command(*asked, "--cache", "notes")
    assert done.code == 1
    assert "--cache" in done.err


def test_a_reasoning_model_is_sent_no_temperature_and_may_talk_longer(
    command: Command, server: Any, asked: tuple[object, ...]
) -> None:
    done = command(*asked, "--reasoning", "--json")
    assert done.code == 0
    assert done.json["temperature"] is None
    assert all("temperature" not in body for body in server.asked)
    assert server.asked[-1]["max_tokens"] == 10_000
    assert command(*asked[:-1], "other", "--reasoning", "--temperature", 1).code == 2


def test_a_model_plays_the_user_and_its_fidelity_is_told(
    command: Command, server: Any, asked: tuple[object, ...]
) -> None:
    def reply(messages: list[dict[str, Any]]) -> str:
        if not messages[0]["content"].startswith("You play a person"):
            return "#### 16"
        number = messages[1]["content"].split("2. She had ")[1].split(".")[0]
        return json.dumps({"part": 2, "say": f"she had {number} to begin with"})

    server.reply = reply
    done = command(*asked, "--user-model", "u", "--json")
    assert done.code == 0
    cells = {(one["name"], one["family"]): one for one in done.json["suites"][0]["conditions"]}
    user = cells["SHARDED", "all"]["user"]
    assert (user["episodes"], user["revealed"], user["repeated"], user["wrong_ending"]) == (6, 1.0, 0.0, 0.0)
    assert user["usage"][0] == 6
    assert cells["FULL", "all"]["user"] is None
    assert {"prompt user", "fidelity"} <= set(done.json["versions"])
    assert "100.0 % of the parts revealed" in " ".join(command(*asked, "--user-model", "u").out.split())


def test_a_judge_says_what_replies_do_and_its_agreement_is_told(
    command: Command, server: Any, asked: tuple[object, ...]
) -> None:
    def reply(messages: list[dict[str, Any]]) -> str:
        judges = messages[0]["content"].startswith("Below is a conversation between")
        return '{"strategy": "hedge"}' if judges else "#### 16"

    server.reply = reply
    done = command(*asked, "--judge-model", "j", "--json")
    assert done.code == 0
    judge = done.json["suites"][0]["judge"]
    assert (judge["agreement"], judge["without_verdict"]) == (0, 0)
    assert judge["differ"] == {"attempt > hedge": judge["turns"]}
    assert "prompt strategy" in done.json["versions"]
    assert "they differ most in attempt > hedge" in " ".join(command(*asked, "--judge-model", "j").out.split())
