"""`commonground measure` as a user has it: a table, a document, rows, a page, and one clear line for what cannot be read."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.cli.conftest import Command

from commonground.cli.main import cli
from commonground.conversation.jsonl import read
from commonground.errors import CommongroundError

CHATS = [
    {"id": f"chat {number}", "messages": [
        {"role": "user", "content": "I want the small blue bottle"},
        {"role": "assistant", "content": f"The small blue bottle, number {number}?"},
        {"role": "user", "content": "Yes, the bottle."},
    ]}
    for number in range(6)
]  # fmt: skip


@pytest.fixture
def chats(tmp_path: Path) -> Path:
    path = tmp_path / "chats.jsonl"
    path.write_text("".join(json.dumps(chat) + "\n" for chat in CHATS))
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["measure", *map(str, arguments)])


def test_a_table_with_intervals_chance_and_meaning(chats: Path) -> None:
    done = run(chats, "--measure", "lexical", "--surrogates", 5)
    assert done.exit_code == 0, done.output
    shown = " ".join(done.output.split())
    assert "6 conversations, 6 of them between two speakers" in shown
    assert "above chance" in shown
    assert "share of a talk's tokens that lie in an expression which the other has used before" in shown
    assert "Seed 0, 5 draws" in shown


def test_the_document_holds_every_number(chats: Path) -> None:
    done = run(chats, "--measure", "lexical.repetition", "--surrogates", 3, "--json")
    document = json.loads(done.stdout)
    entry = document["measures"][0]
    assert (entry["measure"], entry["family"], entry["value"]["n"]) == ("lexical.repetition", "lexical", 6)
    assert entry["second"]["mean"] > entry["first"]["mean"] > 0
    assert {one["kind"] for one in entry["chance"]} == {"shuffle", "partner", "stranger"}
    assert {one["side"] for one in entry["chance"]} == {None, "first", "second"}
    assert document["versions"]["tokens"]


def test_the_same_seed_gives_the_same_document(chats: Path) -> None:
    arguments = (chats, "--measure", "lexical", "--surrogates", 3, "--json", "--seed", 4)
    assert run(*arguments).stdout == run(*arguments).stdout


def test_every_family_that_is_installed_is_measured(chats: Path) -> None:
    done = run(chats, "--surrogates", 0, "--json")
    families = {entry["family"] for entry in json.loads(done.stdout)["measures"]}
    assert {"lexical", "turns", "style", "conventions", "length", "readability", "semantic", "grounding", "repair",
            "questions", "topics", "effort", "geometry", "rhythm"} <= families  # fmt: skip


def test_rows_and_page_are_written(chats: Path, tmp_path: Path) -> None:
    out, page = tmp_path / "rows.csv", tmp_path / "page.html"
    done = run(chats, "--measure", "lexical", "--surrogates", 0, "--out", out, "--report", page)
    assert done.exit_code == 0, done.output
    assert len(out.read_text().splitlines()) == 7
    assert len((tmp_path / "rows.turns.csv").read_text().splitlines()) == 19
    shown = page.read_text()
    assert "<mark>the small blue bottle</mark>" in shown
    assert "lexical.repetition</b> by turn" in shown


def test_groups_are_compared(tmp_path: Path) -> None:
    path = tmp_path / "chats.jsonl"
    rows = [{**chat, "model": "a" if number % 2 else "b"} for number, chat in enumerate(CHATS)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    done = run(path, "--measure", "lexical", "--surrogates", 0, "--by", "model", "--json")
    assert {entry["group"] for entry in json.loads(done.stdout)["groups"]} == {"a", "b"}


def test_a_bad_row_is_one_line_and_can_be_passed_over(chats: Path) -> None:
    chats.write_text(chats.read_text() + '{"messages": 5}\n')
    done = run(chats, "--measure", "lexical", "--surrogates", 0)
    assert isinstance(done.exception, CommongroundError)
    assert "chats.jsonl:7" in str(done.exception)
    passed = run(chats, "--measure", "lexical", "--surrogates", 0, "--skip-bad")
    assert passed.exit_code == 0
    assert "passed over: " in passed.output
    assert "6 conversations" in passed.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--measure", "lexicle"], "lexicle"),
        (["--out", "rows.xlsx"], "rows.xlsx"),
        (["--format", "word"], "word"),
        (["none.jsonl"], "none.jsonl"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(chats: Path, arguments: list[str], said: str) -> None:
    done = run(chats, *arguments)
    assert isinstance(done.exception, CommongroundError)
    assert said in str(done.exception)
    assert "\n" not in str(done.exception)


def test_skip_goes_on_where_a_run_was_stopped(chats: Path) -> None:
    done = run(chats, "--measure", "lexical", "--surrogates", 0, "--skip", 4, "--json")
    assert json.loads(done.stdout)["conversations"] == 2


def test_an_interrupt_leaves_whole_rows_and_says_how_to_go_on(tmp_path: Path) -> None:
    chats, out = tmp_path / "many.jsonl", tmp_path / "rows.jsonl"
    chats.write_text("".join(json.dumps(chat) + "\n" for chat in CHATS * 20_000))
    code = "from commonground.cli.main import main; main()"
    command = [sys.executable, "-c", code, "measure", str(chats), "--measure", "lexical", "--out", str(out)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    partial = tmp_path / f".rows.jsonl.{process.pid}.partial"
    while process.poll() is None and not (partial.exists() and partial.stat().st_size > 100_000):
        os.sched_yield()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert [row["number"] for row in rows] == list(range(len(rows)))
    assert f"--skip {len(rows)} " in said


def test_a_judge_says_what_turns_do_as_events_and_its_agreement_is_told(
    command: Command, server: Any, chats: Path, tmp_path: Path
) -> None:
    server.reply = lambda messages: '{"act": "none"}' if "number" in messages[1]["content"] else '{"act": "agreement"}'
    arguments = ("measure", chats, "--measure", "lexical", "--surrogates", 0, "--judge", "j", "--base-url", server.url)
    done = command(*arguments, "--json", "--out", tmp_path / "rows.csv")
    assert done.code == 0
    judge = done.json["judge"]
    assert (judge["turns"], judge["without_verdict"], judge["model"]) == (18, 0, "j")
    assert judge["prompt"].startswith("act-1@")
    (first, *others) = read(tmp_path / "rows.judged.jsonl")
    assert len(others) == 5
    events = [(event.turn, event.value) for event in first.events]
    assert events[0] == (0, {"prompt": judge["prompt"], "act": "agreement"})
    assert [event.source for event in first.events] == ["j"] * 3
    assert "by a judge and by the classifier" in " ".join(command(*arguments).out.split())


def test_the_report_of_a_transcript_is_drawn(command: Command, chats: Path) -> None:
    done = command("report", chats)
    assert done.out.strip() == str(chats.with_suffix(".html"))
    assert "Shared expressions" in chats.with_suffix(".html").read_text()


def test_the_cards_are_shown(command: Command) -> None:
    done = command("list", "measures")
    assert all(name in done.out for name in ("lexical.repetition", "style.lsm", "prosody.pitch"))
    cards = command("list", "measures", "--cards").out
    assert "| label | precision | recall |" in cards
