from __future__ import annotations

import json
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest

from commonground.report import selection, tables

Summary = dict[str, Any]


class Grid(HTMLParser):
    """Reads one table into its caption and its lines of cells."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.caption, self.lines, self._in = "", list[list[str]](), ""
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.lines.append([])
        if tag in ("th", "td"):
            self.lines[-1].append("")
        if tag in ("th", "td", "caption"):
            self._in = tag

    def handle_endtag(self, tag: str) -> None:
        self._in = "" if tag == self._in else self._in

    def handle_data(self, data: str) -> None:
        if self._in == "caption":
            self.caption += data
        elif self._in:
            self.lines[-1][-1] += data

    def line(self, *head: str) -> list[str]:
        found = [line for line in self.lines if tuple(line[: len(head)]) == head]
        assert len(found) == 1
        return found[0]


@pytest.fixture
def suite(summary: Summary) -> dict[str, Any]:
    only: dict[str, Any] = summary["suites"][0]
    return only


def test_every_line_is_as_long_as_the_head(suite: dict[str, Any]) -> None:
    drawn = [tables.overall, tables.by_family, tables.every_cell, tables.errors, tables.claims, tables.cost]
    for draw in drawn:
        grid = Grid(draw(suite))
        assert grid.caption
        assert {len(line) for line in grid.lines} == {len(grid.lines[0])}


def test_overall(suite: dict[str, Any]) -> None:
    grid = Grid(tables.overall(suite))
    assert grid.line("SHARDED", "off")[2:6] == ["42 % [23–64]", "42 % [23–64]", "19", "20"]
    assert grid.line("SHARDED", "off")[-2:] == ["endpoint 1", "50.4 %"]
    assert grid.line("SHARDED", "light")[-2:] == ["0", ""]
    assert grid.line("RECAP (oracle)", "off")[-1] == "66.5 %"
    assert len(grid.lines) == 1 + len(selection.cells(suite))


def test_by_family_shows_n_in_each_cell(suite: dict[str, Any]) -> None:
    grid = Grid(tables.by_family(suite))
    assert grid.lines[0] == ["family", "FULL", "SHARDED", "SHARDED prompt", "SHARDED light", "USER-ONLY"]
    assert grid.line("order")[2] == "44 % [19–73] n 9"
    assert grid.line("lookup (control)")[3] == "-"


def test_by_family_leaves_out_what_no_family_was_run_in(suite: dict[str, Any]) -> None:
    suite["conditions"] = [cell for cell in suite["conditions"] if cell["mediation"] == "off"]
    assert Grid(tables.by_family(suite)).lines[0] == ["family", "FULL", "SHARDED", "USER-ONLY"]


def test_every_cell_is_complete(suite: dict[str, Any]) -> None:
    lines = Grid(tables.every_cell(suite)).lines[1:]
    assert len(lines) == sum(cell["family"] != "all" for cell in suite["conditions"])


def test_errors_count_by_type(suite: dict[str, Any]) -> None:
    grid = Grid(tables.errors(suite))
    assert grid.lines[0] == ["condition", "mediation", "last shards", "default", "malformed", "n"]
    assert grid.line("SHARDED", "off")[2:] == ["8", "2", "1", "19"]
    assert grid.line("FULL", "prompt")[2:] == ["0", "1", "0", "20"]


def test_an_error_type_that_is_new_gets_its_column(suite: dict[str, Any]) -> None:
    selection.cells(suite)["FULL", "off"]["errors"]["echoed"] = 1
    assert "echoed" in Grid(tables.errors(suite)).lines[0]


def test_differences_of_headline_and_families_are_apart(suite: dict[str, Any]) -> None:
    headline, families = (Grid(tables.differences(suite, headline=which)).lines[1:] for which in (True, False))
    assert {line[1] for line in headline} == {"headline"}
    assert {line[1] for line in families} == {"booking", "order", "lookup (control)"}
    assert len(headline) + len(families) == len(suite["differences"])


def test_a_claim_that_cannot_be_tested(suite: dict[str, Any]) -> None:
    suite["claims"][0].update(measured=None, ci=None, verdict="not testable")
    line = Grid(tables.claims(suite)).lines[1]
    assert line[2].strip() == "-"
    assert line[-1] == "not testable"


def test_a_button_names_what_it_opens(suite: dict[str, Any]) -> None:
    shown = tables.score(selection.cells(suite, "order")["SHARDED", "light"], "gradual-reveal")
    data = unescape(shown.split('data-cell="')[1].split('"')[0])
    assert json.loads(data)["family"] == "order"
    assert 'aria-label="90 %: show the conversations of SHARDED light order"' in shown


def test_terms_show_any_setting(suite: dict[str, Any]) -> None:
    shown = tables.terms("Settings", {"max_tokens": 256, "data": None, "mediation": ["off"], "model": "<acme>"})
    assert "<dt>max tokens</dt><dd>256</dd>" in shown
    assert "<dd>null</dd>" in shown
    assert "<dd>[&quot;off&quot;]</dd>" in shown
    assert "<dd>&lt;acme&gt;</dd>" in shown
    assert tables.terms("Nothing", {}) == ""


MEANS = {"performance": 0.6, "aptitude": 0.9, "unreliability": 0.7, "null": 0.8, "overdispersion": 0.2}
SPREAD = {
    **{name: {"mean": mean, "ci": [mean - 0.05, mean + 0.05]} for name, mean in MEANS.items()},
    "p": 0.004,
    "runs": 10,
    "tasks": 80,
}


def test_the_spread_over_runs_stands_beside_chance(suite: dict[str, Any]) -> None:
    assert tables.spread(suite) == ""
    (cell,) = [
        one
        for one in suite["conditions"]
        if (one["name"], one["mediation"], one["family"]) == ("SHARDED", "off", "all")
    ]
    cell["reliability"] = SPREAD
    grid = Grid(tables.spread(suite))
    assert grid.line("SHARDED", "off")[2:] == [
        "60 % [55–65]", "90 % [85–95]", "70 % [65–75]", "80 % [75–85]", "0.004", ".20 [.15, .25]", "80 × 10",
    ]  # fmt: skip
    assert len(grid.lines) == 2
    assert "over-dispersion" in grid.lines[0]
