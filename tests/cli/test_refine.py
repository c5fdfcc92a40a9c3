"""`commonground refine` from runs and transcripts, and `check --rules` with what it wrote."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.cli.conftest import Command, Server

from commonground.cli.refine_command import command as refine
from commonground.conversation.jsonl import write
from commonground.conversation.record import ASSISTANT, USER, Conversation, Turn
from commonground.errors import InputError, StoreError, UsageError
from commonground.mediation.rules import read

TALK = (
    "Get a table on zorla.", "book(day: Monday)", "By zorla I mean Tuesday. Be brief.", "book(day: Tuesday)",
)  # fmt: skip


@pytest.fixture
def chats(tmp_path: Path) -> Path:
    turns = tuple(Turn((USER, ASSISTANT)[at % 2], text) for at, text in enumerate(TALK))
    write(tmp_path / "chats.jsonl", [Conversation(turns, id="c1", meta={"user": "ann"}), Conversation(turns, id="c2")])
    return tmp_path / "chats.jsonl"


def test_transcripts_give_rules_for_their_users(chats: Path, tmp_path: Path) -> None:
    out = tmp_path / "rules.toml"
    done = CliRunner().invoke(refine, [str(chats), "--out", str(out), "--user", "bob"], catch_exceptions=False)
    assert done.exit_code == 0
    assert {(rule.user, rule.trigger, rule.text) for rule in read(out).rules if rule.trigger} == {
        (user, "zorla", f"By 'zorla' the user {user} means Tuesday.") for user in ("ann", "bob")
    }
    assert {rule.text for rule in read(out).rules if not rule.trigger} == {"Be brief."}
    assert "By 'zorla' the user ann means Tuesday." in done.stdout
    assert f"4 rules from 2 conversations: {out}" in done.stderr


def test_a_file_that_was_edited_keeps_its_edits(chats: Path, tmp_path: Path) -> None:
    out = tmp_path / "rules.toml"
    arguments = [str(chats), "--out", str(out), "--json"]
    first = json.loads(CliRunner().invoke(refine, arguments, catch_exceptions=False).stdout)
    out.write_text(out.read_text().replace('means = "Tuesday"', 'means = "Friday"'))
    again = json.loads(CliRunner().invoke(refine, arguments, catch_exceptions=False).stdout)
    assert [rule["means"] for rule in first["rules"] if rule["trigger"]] == ["Tuesday", "Tuesday"]
    assert [rule["means"] for rule in again["rules"] if rule["trigger"]] == ["Friday", "Friday"]
    assert len(again["rules"]) == len(first["rules"])


def test_what_is_no_run_and_what_is_no_rules_file_is_one_line(chats: Path, tmp_path: Path) -> None:
    runner, out = CliRunner(), str(tmp_path / "rules.toml")
    assert isinstance(runner.invoke(refine, ["nowhere", "--out", out]).exception, UsageError)
    assert isinstance(runner.invoke(refine, [str(tmp_path), "--out", out]).exception, StoreError)
    (tmp_path / "rules.toml").write_text("version = 9")
    assert isinstance(runner.invoke(refine, [str(chats), "--out", out]).exception, InputError)
    assert runner.invoke(refine, ["--out", out]).exit_code == 2


def test_a_run_gives_rules_that_judge_other_tasks_only(command: Command) -> None:
    check = ("check", "--suite", "idiolect", "--condition", "NONE", "--tasks", 4)
    assert command(*check, "--mediation", "off", "--out", "run").code == 0
    assert command("refine", "run", "--out", "rules.toml").code == 0
    assert len(read(Path("rules.toml")).tasks) == 4
    refused = command(*check, "--mediation", "explicate", "--rules", "rules.toml", "--out", "same")
    assert refused.code == 2
    assert "rules.toml was learnt from 4 of the tasks to be played: idiolect/idiolect/0/0/0" in refused.err
    assert "give another --seed" in refused.err
    other = (*check, "--seed", 1, "--mediation", "explicate", "--out", "other")
    assert command(*other, "--rules", "rules.toml").code == 0
    manifest = json.loads(Path("other/manifest.json").read_text())
    assert manifest["config"]["rules"] == read(Path("rules.toml")).digest()
    assert "rules" in command(*other).err  # without them it is another run


def test_rules_change_what_the_model_is_asked(command: Command) -> None:
    said = (
        "check",
        "--suite",
        "idiolect",
        "--condition",
        "NONE",
        "--tasks",
        6,
        "--seed",
        3,
        "--mediation",
        "explicate",
    )
    assert command(*said, "--out", "without", "--json").json["suites"][0]["conditions"][0]["final_turn"]["mean"] == 0
    from commonground.suites.idiolect import lexicon

    lines = "".join(
        f'[[rule]]\nkind = "word"\ntrigger = "{one.said.removeprefix("the ").removeprefix("our ")}"\nmeans = "{one.means}"\n'
        for one in lexicon(3, 0)
    )
    Path("rules.toml").write_text(f"version = 1\n{lines}")
    found = command(*said, "--out", "with", "--rules", "rules.toml", "--json").json["suites"][0]["conditions"]
    assert max(one["final_turn"]["mean"] for one in found) >= 0.5
    Path("rules.toml").write_text("version = 1\n[[rule]]\nkind = 'verse'")
    broken = command(*said, "--out", "broken", "--rules", "rules.toml")
    assert (broken.code, "Traceback" in broken.err) == (1, False)
    assert "rules.toml:3: rule[0].kind: must be one of: word, guideline, got 'verse'" in broken.err


def test_serve_refuses_rules_that_cannot_be_read(command: Command) -> None:
    done = command("serve", "--rules", "none.toml", "--port", 0)
    assert done.code == 1
    assert "none.toml: cannot be read" in done.err


def test_a_model_proposes_what_plain_code_missed(server: Server, tmp_path: Path) -> None:
    server.reply = lambda messages: "blue thing = the station"
    turns = tuple(
        Turn((USER, ASSISTANT)[at % 2], text)
        for at, text in enumerate(
            ("Meet me at the blue thing.", "meet(place: Fig Tree)", "No, at the station.", "Done.")
        )
    )
    write(tmp_path / "chats.jsonl", [Conversation(turns, id="c1")])
    out = tmp_path / "rules.toml"
    arguments = [
        str(tmp_path / "chats.jsonl"),
        "--out",
        str(out),
        "--user",
        "ann",
        "--model",
        "m",
        "--base-url",
        server.url,
    ]
    assert CliRunner().invoke(refine, arguments, catch_exceptions=False).exit_code == 0
    assert [(rule.trigger, rule.means) for rule in read(out).rules] == [("blue thing", "the station")]
    assert "refine-1" in read(out).made_by
    asked = server.asked[0]["messages"]
    assert [one["role"] for one in asked] == ["system", "user"]
    assert asked[1]["content"].splitlines()[-1] == "The user: No, at the station."


def test_a_model_that_does_not_answer_is_one_line(command: Command, server: Server, tmp_path: Path) -> None:
    server.status = 401
    turns = (Turn(USER, "Meet me at the blue thing."), Turn(ASSISTANT, "Where?"), Turn(USER, "No, at the station."))
    write(tmp_path / "chats.jsonl", [Conversation(turns)])
    done = command("refine", "chats.jsonl", "--out", "rules.toml", "--model", "m", "--base-url", server.url)
    assert (done.code, "Traceback" in done.err) == (1, False)
    assert not Path("rules.toml").exists()


def test_at_most_so_many_rules_are_written_for_each_user(tmp_path: Path) -> None:
    said = [f"By zorl{name} I mean {name} o'clock." for name in "abcdef"]
    write(tmp_path / "chats.jsonl", [Conversation((Turn(USER, text),), meta={"user": "ann"}) for text in said])
    out = tmp_path / "rules.toml"
    arguments = [str(tmp_path / "chats.jsonl"), "--out", str(out), "--most", "4"]
    assert CliRunner().invoke(refine, arguments, catch_exceptions=False).exit_code == 0
    assert len(read(out).rules) == 4
    assert CliRunner().invoke(refine, [*arguments[:-1], "0"]).exit_code == 2
