from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from commonground.report import selection, terminal, wording
from commonground.statistics.intervals import wilson

Rows = list[dict[str, Any]]
Summary = dict[str, Any]


def printed(summary: Summary, rows: Rows, width: int = 120, page: Path | None = None) -> str:
    console = Console(file=StringIO(), width=width, no_color=True, force_terminal=False)
    terminal.show(summary, rows, console, page)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def line(text: str, *words: str) -> str:
    """Return the first line that begins with `words`, its gaps closed."""
    for candidate in text.splitlines():
        if candidate.split()[: len(words)] == list(words):
            return " ".join(candidate.split())
    raise AssertionError(f"no line begins with {words} in:\n{text}")


def closed(text: str) -> str:
    return " ".join(text.split())


def cell(summary: Summary, name: str, mediation: str, family: str) -> dict[str, Any]:
    found = [
        c
        for c in summary["suites"][0]["conditions"]
        if (c["name"], c["mediation"], c["family"]) == (name, mediation, family)
    ]
    assert len(found) == 1
    only: dict[str, Any] = found[0]
    return only


# The tables


def test_a_line_for_each_condition_and_mediation(summary: Summary, rows: Rows) -> None:
    text = printed(summary, rows)
    assert line(text, "FULL", "off").startswith("FULL off 90 % 70–97 90 % 20 last shards 1, default 1")
    assert line(text, "SHARDED", "light").startswith("SHARDED light 80 % 58–92 80 % 20 last shards 2, default 2")
    for condition, mediation in selection.cells(summary["suites"][0]):
        assert line(text, condition, *(["*"] if condition == "RECAP" else []), mediation)


def test_the_intervals_are_those_of_the_summary(summary: Summary, rows: Rows) -> None:
    by_hand = wilson(18, 20)
    assert by_hand is not None
    assert f"{100 * by_hand.low:.0f}–{100 * by_hand.high:.0f}" in line(printed(summary, rows), "FULL", "off")


def test_a_failure_is_counted_in_its_line_and_said_in_words(summary: Summary, rows: Rows) -> None:
    text = closed(printed(summary, rows, 160))
    assert "1 failed (endpoint)" in text
    assert "1 of 236 episodes failed at the boundary endpoint (the model did not answer)." in text
    assert "They have no score and count in no mean." in text


def test_published_figures_stand_beside_the_bare_model_only_and_name_their_source(summary: Summary, rows: Rows) -> None:
    text = printed(summary, rows)
    assert line(text, "SHARDED", "off").endswith("50.4 %")
    assert "50.4 %" not in line(text, "SHARDED", "light")
    assert "86.8 %" not in line(text, "FULL", "prompt")
    assert wording.PUBLISHED_SOURCE in closed(text)
    assert "published," in text


def test_an_oracle_says_so(summary: Summary, rows: Rows) -> None:
    text = printed(summary, rows)
    assert line(text, "RECAP", "*", "off")
    assert "* an oracle: its user knows which turn is the last" in text


def test_families_are_compared_and_controls_marked(summary: Summary, rows: Rows) -> None:
    text = printed(summary, rows)
    assert line(text, "booking").startswith("booking 90 % 60–98 40 % 17–69 70 % 40–89 70 % 40–89 10")
    assert line(text, "order").endswith("9–10")
    assert line(text, "lookup", "(control)", "100").endswith("4")


def test_a_cell_that_was_not_run_shows_nothing(summary: Summary, rows: Rows) -> None:
    suite = summary["suites"][0]
    suite["conditions"] = [c for c in suite["conditions"] if (c["name"], c["family"]) != ("USER-ONLY", "order")]
    assert line(printed(summary, rows), "order").split()[-2:] == ["-", "9–10"]


def test_differences_come_with_interval_and_pairs(summary: Summary, rows: Rows) -> None:
    text = printed(summary, rows)
    found = line(text, "SHARDED", "light", "against", "SHARDED:")
    assert found == "SHARDED light against SHARDED: +37 points [+7, +61], 19 pairs"


def test_claims_have_their_verdict(summary: Summary, rows: Rows) -> None:
    text = closed(printed(summary, rows))
    assert "SHARDED / FULL .61" in text
    low, high = (wording.ratio(bound) for bound in summary["suites"][0]["claims"][0]["ci"])
    assert f".47 [{low}, {high}] inconclusive" in text
    assert "not testable in this run: two-shards-suffice" in text
    assert "15 models lose 39 %" in text


def test_weights_of_this_project_are_called_calibration(summary: Summary, rows: Rows) -> None:
    assert wording.CALIBRATION not in closed(printed(summary, rows))
    for claim in summary["suites"][0]["claims"]:
        claim["verdict"] = "calibration"
    assert wording.CALIBRATION in closed(printed(summary, rows))


def test_a_model_out_of_its_depth_is_told(summary: Summary, rows: Rows) -> None:
    cell(summary, "FULL", "off", "order")["final_turn"] = {"mean": 0.05, "ci": [0.0, 0.2]}
    text = closed(printed(summary, rows))
    assert "acme-1 does not know the domain of order: with the whole task in one message it solves 5 %." in text
    assert "domain of booking" not in text


def test_a_model_at_the_limit_is_not_told(summary: Summary, rows: Rows) -> None:
    cell(summary, "FULL", "off", "order")["final_turn"] = {"mean": 0.2, "ci": [0.1, 0.4]}
    assert "does not know" not in printed(summary, rows)


def test_a_run_where_all_failed_still_prints(summary: Summary, rows: Rows) -> None:
    for one in summary["suites"][0]["conditions"]:
        one["final_turn"] = one["any_turn"] = {"mean": None, "ci": None}
        one["episodes"], one["errors"] = 0, {}
    for row in rows:
        row.update(final=None, turns=[], failure={"boundary": "step", "message": "x", "kind": ""})
    text = closed(printed(summary, rows))
    assert "FULL off - - - 0" in text
    assert "236 of 236 episodes failed at the boundary step (a mediation step failed)" in text
    assert "no pair of examples" in text


def test_a_run_of_controls_alone_has_no_overall_table(summary: Summary, rows: Rows) -> None:
    suite = summary["suites"][0]
    suite["conditions"] = [one for one in suite["conditions"] if one["family"] == "lookup"]
    text = printed(summary, rows)
    assert "any at any turn" not in closed(text)
    assert line(text, "lookup", "(control)", "100")


# The two conversations


def test_the_example_is_the_first_task_lost_bare_and_right_mediated(rows: Rows) -> None:
    found = selection.example(rows)
    assert found is not None
    assert (found.bare["task"], found.mediated["task"]) == ("booking/test/0/0", "booking/test/0/0")
    assert (found.bare["mediation"], found.mediated["mediation"]) == ("off", "light")
    assert (found.like_it, found.reverse) == (9, 1)
    assert selection.example(rows[::-1]) == found


def test_tasks_are_ordered_by_number(rows: Rows) -> None:
    bookings = [row for row in rows if row["family"] == "booking"]
    for row, number in zip(bookings, range(len(bookings)), strict=True):
        row["task"] = f"booking/test/0/{number}"
    assert [row["task"] for row in selection.in_order(bookings)][9:11] == ["booking/test/0/9", "booking/test/0/10"]


def test_a_control_is_the_example_only_where_nothing_else_is(rows: Rows) -> None:
    controls = [row for row in rows if row["family"] == "lookup"]
    renamed = [{**row, "task": "a" + row["task"]} for row in controls]
    found = selection.example([*rows, *renamed])
    assert found is not None
    assert found.bare["family"] == "booking"
    only = selection.example(controls)
    assert only is not None
    assert only.bare["family"] == "lookup"


def test_the_conversations_stand_side_by_side(summary: Summary, rows: Rows) -> None:
    text = printed(summary, rows)
    assert "booking/test/0/0, the first of 9 that were lost bare and right mediated (the other way round: 1)" in closed(
        text
    )
    assert "SHARDED, bare: wrong: last shards" in text
    assert "SHARDED, mediated (light): right" in text
    assert text.count("user: Can you book a table for me?") == 2
    same_line = [one for one in text.splitlines() if one.count("user: Can you book") == 2]
    assert len(same_line) == 1
    assert "mediated: Book a table: Oh, I want it at 12:45." in closed(text)
    assert "no answer: clarification" in text


def test_without_a_pair_it_says_so(summary: Summary, rows: Rows) -> None:
    bare = [row for row in rows if row["mediation"] != "light"]
    assert "No task was lost turn by turn and right when mediated" in closed(printed(summary, bare))


def test_a_request_that_was_passed_on_says_so(summary: Summary, rows: Rows) -> None:
    for row in rows:
        for event in row["conversation"].get("events", ()):
            event["value"]["action"] = "pass"
    assert "mediated: passed on unchanged" in closed(printed(summary, rows))


# Text from models


def test_text_is_never_markup_and_never_drives_the_terminal(summary: Summary, rows: Rows) -> None:
    for row in rows:
        row["conversation"]["turns"][1]["text"] = "[red]x[/red] [/] \x1b[2J\x9b31m\x07 \ud800 end"
    text = printed(summary, rows)
    assert "[red]x[/red]" in text
    assert not set(text) & {"\x1b", "\x9b", "\x07", "\ud800"}
    text.encode("utf-8")


def test_a_hostile_name_is_text_too(summary: Summary, rows: Rows) -> None:
    summary["model"] = "[bold]acme\x1b]0;owned"
    text = printed(summary, rows)
    assert "[bold]acme" in text
    assert "\x1b" not in text


# Form


@pytest.mark.parametrize("width", [80, 100, 120])
def test_it_fits_the_width_and_needs_no_colour(summary: Summary, rows: Rows, width: int) -> None:
    text = printed(summary, rows, width)
    assert max(len(one.rstrip()) for one in text.splitlines()) <= width
    assert "\x1b" not in text
    assert "…" not in text
    assert line(text, "SHARDED", "light").startswith("SHARDED light 80 % 58–92 80 % 20")


def test_the_last_lines_say_what_the_figures_depend_on(summary: Summary, rows: Rows) -> None:
    text = closed(printed(summary, rows, page=Path("runs/a/report.html")))
    assert text.endswith("report: runs/a/report.html")
    assert "temperature 0, 1 run a task, seed 7; versions: suite gradual-reveal 1, town town-1" in text
    assert "prompt explicate explicate-1" in text


def test_without_a_page_none_is_named(summary: Summary, rows: Rows) -> None:
    summary["runs"] = 10
    text = printed(summary, rows)
    assert "10 runs a task" in text
    assert "report:" not in text


def test_verdicts_stand_at_the_last_replies(rows: Rows) -> None:
    late = next(row for row in rows if row["condition"] == "LATE")
    assert list(selection.judged_turns(late)) == [6]
    sharded = next(row for row in rows if row["condition"] == "SHARDED" and row["final"])
    assert list(selection.judged_turns(sharded)) == [2, 4, 6, 8]
    failed = next(row for row in rows if row["failure"])
    assert selection.judged_turns(failed) == {}


@pytest.mark.parametrize(
    ("turn", "said"),
    [
        ({"score": 1.0, "error": None, "strategy": "attempt", "premature": False}, "right already"),
        ({"score": 0.0, "error": "default", "strategy": "attempt", "premature": True}, "answered too early: default"),
        ({"score": 0.0, "error": "merged", "strategy": "attempt", "premature": False}, "not right: merged"),
        ({"score": 0.0, "error": "malformed", "strategy": "hedge", "premature": False}, "no answer: hedge"),
    ],
)
def test_a_turn_on_the_way_is_not_called_wrong(turn: dict[str, Any], said: str) -> None:
    assert wording.along(turn) == said


def test_endings() -> None:
    graded = {"final": {"score": 0.4, "error": None}, "failure": None}
    assert wording.outcome(graded) == "wrong: untyped, 40 %"
    assert wording.outcome({"final": None, "failure": {"boundary": "user"}}) == "failed: user"
    assert wording.outcome({"final": None, "failure": None}) == "not judged"


def test_the_spread_over_runs_is_shown_where_there_are_runs(summary: Summary, rows: Rows) -> None:
    assert "over-dispersion" not in printed(summary, rows)
    means = {"performance": 0.6, "aptitude": 0.9, "unreliability": 0.7, "null": 0.8, "overdispersion": 0.2}
    spread = {name: {"mean": mean, "ci": [mean - 0.1, mean + 0.1]} for name, mean in means.items()}
    cell(summary, "SHARDED", "off", "all")["reliability"] = {**spread, "p": 0.004, "runs": 10, "tasks": 80}
    text = printed(summary, rows)
    assert "SHARDED 60 % 90 % 70 % 60–80 80 % 70–90 0.004 .20" in closed(text)
    assert "dealt out to the tasks anew" in closed(text)
