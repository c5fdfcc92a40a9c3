"""Suites other than gradual reveal: a table with a column for each preset, and what is shown beside the score."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from commonground.evaluation.summary import summarize
from commonground.report import selection, tables, terminal, wording
from commonground.suites.claims import Claim, Shown
from commonground.suites.suite import Number, columns

MANIFEST: dict[str, Any] = {
    "config": {"model": "m", "temperature": 0.0, "runs": 1, "seed": 0}, "versions": {"suite game": "1"}, "digest": "d",
    "schema": 1,
}  # fmt: skip
GAP = Number("gap <b>", "GAME", "off", 0.5, 0.25, 0.75, 10)
ALONE = Number("length", "GAME", "terms", 3.0, None, None, 10)
CLAIM = Claim(
    "a-gap", "there is a gap", "arXiv 1", "2025-01", "abstract", "a gap", "above", 0.2, 0.0, "gap",
    Shown(("GAME", "off", "gap <b>")),
)  # fmt: skip


def row(mediation: str, task: int, score: float, family: str = "easy", condition: str = "GAME") -> dict[str, Any]:
    turn = {
        "score": score,
        "error": None if score else "other",
        "answer": "x",
        "strategy": "attempt",
        "premature": False,
    }
    return {
        "suite": "game", "condition": condition, "mediation": mediation, "family": family, "task": f"t/{task}", "run": 0,
        "turns": [turn], "final": turn, "any": score, "failure": None, "capped": False, "usage": [1, 10, 2, 0, 0],
        "conversation": {"turns": []},
    }  # fmt: skip


ROWS = [
    *(row("off", task, float(task < 2)) for task in range(4)),
    *(row("terms", task, float(task < 3)) for task in range(4)),
    *(row("full-terms", task, 0.0) for task in range(4)),
    *(row("off", task, 1.0, "control", "SWITCH") for task in range(4, 8)),
]


@pytest.fixture
def summary() -> dict[str, Any]:
    return summarize(ROWS, MANIFEST, {"game": (CLAIM,)}, {"game": ["easy"]}, {"game": lambda rows: (GAP, ALONE)})


@pytest.fixture
def suite(summary: dict[str, Any]) -> dict[str, Any]:
    (found,) = summary["suites"]
    return dict(found)


def printed(summary: dict[str, Any]) -> str:
    console = Console(file=StringIO(), width=140, no_color=True, force_terminal=False)
    terminal.show(summary, ROWS, console)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def line(text: str, *words: str) -> str:
    return next(" ".join(one.split()) for one in text.splitlines() if one.split()[: len(words)] == list(words))


def test_presets_come_in_the_order_of_the_dial_then_as_they_were_given(suite: dict[str, Any]) -> None:
    assert selection.mediations(suite) == ["off", "terms", "full-terms"]


def test_every_condition_and_family_has_a_line_all_together_first(suite: dict[str, Any]) -> None:
    places = [(condition, family) for condition, family, _ in selection.matrix(suite)]
    assert places == [("GAME", "all"), ("GAME", "easy"), ("SWITCH", "control")]
    _, _, cells = next(selection.matrix(suite))
    assert {name: cell["final_turn"]["mean"] for name, cell in cells.items()} == {
        "off": 0.5,
        "terms": 0.75,
        "full-terms": 0,
    }


def test_the_terminal_shows_a_column_for_each_preset_and_a_dash_where_there_is_none(summary: dict[str, Any]) -> None:
    text = printed(summary)
    assert line(text, "condition", "family") == "condition family off terms full-terms n"
    assert line(text, "GAME", "easy").startswith("GAME easy 50 %")
    assert line(text, "SWITCH", "control").count(wording.NOTHING) == 2


def test_numbers_stand_beside_the_score_with_their_interval_where_there_is_one(summary: dict[str, Any]) -> None:
    text = printed(summary)
    assert line(text, "GAME", "gap", "<b>").endswith(f".50 [.25, .75] {wording.NOTHING} {wording.NOTHING}")
    assert line(text, "GAME", "length").split()[-2:] == ["3.00", wording.NOTHING]


def test_nothing_is_said_of_one_request_in_pieces(summary: dict[str, Any]) -> None:
    text = printed(summary)
    assert "turn by turn" not in text
    assert "SHARDED" not in text


def test_the_page_has_the_same_and_escapes_it(suite: dict[str, Any]) -> None:
    shown = tables.by_family(suite)
    assert "gap &lt;b&gt;" in shown
    assert "<b>gap" not in shown
    assert ".50 [.25, .75]" in shown
    assert shown.count("<table") == 2


def test_a_suite_without_numbers_has_no_table_of_them(suite: dict[str, Any]) -> None:
    assert tables.numbers({**suite, "numbers": []}) == ""
    assert tables.by_family({**suite, "numbers": []}).count("<table") == 1


def test_a_claim_on_a_number_has_the_interval_that_the_number_has(suite: dict[str, Any]) -> None:
    (found,) = suite["claims"]
    assert (found["measured"], found["ci"], found["verdict"]) == (0.5, [0.25, 0.75], "holds")


def test_a_claim_on_a_number_without_an_interval_is_not_testable() -> None:
    bare = Number("gap <b>", "GAME", "off", 0.5, None, None, 10)
    found = summarize(ROWS, MANIFEST, {"game": (CLAIM,)}, {"game": ["easy"]}, {"game": lambda rows: (bare,)})
    assert found["suites"][0]["claims"][0]["verdict"] == "not testable"
    found = summarize(ROWS, MANIFEST, {"game": (CLAIM,)}, {"game": ["easy"]})
    assert found["suites"][0]["claims"][0]["measured"] is None


def test_differences_pair_each_preset_with_the_bare_model(suite: dict[str, Any]) -> None:
    found = {tuple(one["of"]): one["mean"] for one in suite["differences"] if one["family"] == "all"}
    assert found == {("GAME", "terms"): 0.25, ("GAME", "full-terms"): -0.5}


def test_the_json_document_holds_the_numbers(suite: dict[str, Any]) -> None:
    assert suite["numbers"][0] == {
        "name": "gap <b>", "condition": "GAME", "mediation": "off", "mean": 0.5, "low": 0.25, "high": 0.75, "n": 10,
    }  # fmt: skip


def test_columns_show_a_step_alone_and_all_but_it() -> None:
    assert columns("terms") == ("off", "prompt", "terms", "light", "full", "full-terms")
    assert columns("a", "b")[-2:] == ("full-a", "full-b")
