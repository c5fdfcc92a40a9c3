from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from tests.report.conftest import requests

from commonground.errors import StoreError
from commonground.report import charts, page, selection, tables, wording
from commonground.report.html import filled

Rows = list[dict[str, Any]]
Summary = dict[str, Any]
HOSTILE = "</script><img src=x onerror=\"document.title='owned'\"><!-- [bold]"
_LOADS = {"img", "iframe", "object", "embed", "audio", "video", "source", "track", "base", "form"}


class Reader(HTMLParser):
    """Collects a page's elements, the text of its scripts, and all other text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.words: list[str] = []
        self._in = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._in = tag
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        self._in = ""

    def handle_data(self, data: str) -> None:
        if self._in == "script":
            self.scripts[-1] += data
        elif self._in != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def read(content: str) -> Reader:
    reader = Reader()
    reader.feed(content)
    return reader


def inlined(reader: Reader, place: int) -> Any:
    return json.loads(reader.scripts[place])


@pytest.fixture
def reader(summary: Summary, rows: Rows, manifest: Summary) -> Reader:
    return read(page.page(summary, rows, manifest))


# The document


def test_it_loads_nothing(reader: Reader) -> None:
    for tag, attributes in reader.elements:
        assert tag not in _LOADS - {"form"}
        assert "src" not in attributes
        if tag == "link":
            assert attributes["href"] == "data:,"
        assert (attributes.get("href") or "#").startswith(("#", "data:"))
    assert "http" not in "".join(value or "" for tag, own in reader.elements for value in own.values())


def test_its_policy_allows_its_own_scripts_and_nothing_else(reader: Reader) -> None:
    policy = next(own["content"] for tag, own in reader.elements if tag == "meta" and own.get("http-equiv"))
    assert policy is not None
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "connect-src" not in policy  # default-src forbids it
    for script in reader.scripts[2:]:
        assert b64encode(sha256(script.encode()).digest()).decode() in policy
    assert len(reader.scripts) == 4


def test_the_headline_has_three_scores_with_interval_and_n(reader: Reader) -> None:
    assert (
        "at once 90 % 70–97, n 20 turn by turn 42 % 23–64, n 19 turn by turn, mediated 80 % 58–92, n 20" in reader.text
    )


def test_every_number_has_n_and_interval(summary: Summary, reader: Reader) -> None:
    for cell in summary["suites"][0]["conditions"]:
        shown = f"{wording.percent(cell['final_turn']['mean'])} [{wording.interval(cell['final_turn']['ci'])}]"
        assert shown in reader.text
    assert "SHARDED light against SHARDED headline +37 [+7, +61]" in reader.text
    low, high = (wording.ratio(bound) for bound in summary["suites"][0]["claims"][0]["ci"])
    assert f".47 [{low}, {high}] SHARDED / FULL inconclusive" in reader.text


def test_published_figures_are_labelled(reader: Reader) -> None:
    assert wording.PUBLISHED_SOURCE in reader.text
    assert reader.text.count("50.4 %") == 1


def test_versions_and_settings_are_there(summary: Summary, manifest: Summary, reader: Reader) -> None:
    for name, version in summary["versions"].items():
        assert f"{name} {version}" in reader.text
    assert manifest["digest"] in reader.text
    assert "Temperature 0, 1 run a task, seed 7." in reader.text
    assert "varies the tasks" in reader.text


def test_cost_is_summed_over_all_families(summary: Summary, rows: Rows) -> None:
    calls = sum(row["usage"][0] for row in rows)
    text = read(tables.cost(summary["suites"][0])).text
    assert re.search(rf"all {calls // 1000 or ''}\s?{calls % 1000} ", text)


def test_failures_and_controls_are_named(reader: Reader) -> None:
    assert "1 of 236 episodes failed at the boundary endpoint" in reader.text
    assert "lookup (control)" in reader.text
    assert "RECAP (oracle)" in reader.text


def test_calibration_is_said_from_the_settings_alone(
    summary: Summary, rows: Rows, manifest: Summary, reader: Reader
) -> None:
    assert wording.CALIBRATION not in reader.text
    manifest["config"]["calibration"] = True
    assert read(page.page(summary, rows, manifest)).text.count(wording.CALIBRATION) == 1


def test_an_unknown_domain_is_told(summary: Summary, rows: Rows, manifest: Summary) -> None:
    for cell in summary["suites"][0]["conditions"]:
        if (cell["name"], cell["family"]) == ("FULL", "order"):
            cell["final_turn"] = {"mean": 0.0, "ci": [0.0, 0.2]}
    assert "does not know the domain of order" in read(page.page(summary, rows, manifest)).text


def test_a_run_without_scores_still_has_a_page(summary: Summary, rows: Rows, manifest: Summary) -> None:
    for cell in summary["suites"][0]["conditions"]:
        cell["final_turn"] = cell["any_turn"] = {"mean": None, "ci": None}
        cell["errors"] = {}
    summary["suites"][0]["differences"] = []
    text = read(page.page(summary, rows, manifest)).text
    assert "FULL off - -" in text


def test_a_score_carries_its_cell(summary: Summary, reader: Reader) -> None:
    cells = [json.loads(own["data-cell"] or "") for tag, own in reader.elements if own.get("data-cell")]
    assert {
        "suite": "gradual-reveal",
        "condition": "SHARDED",
        "mediation": "light",
        "family": "order",
        "ending": "",
    } in cells
    assert {
        "suite": "gradual-reveal",
        "condition": "SHARDED",
        "mediation": "off",
        "family": "",
        "ending": "wrong: last shards",
    } in cells
    own = {(one["condition"], one["mediation"], one["family"]) for one in cells}
    assert all(
        (c["name"], c["mediation"], "" if c["family"] == "all" else c["family"]) in own
        for c in summary["suites"][0]["conditions"]
    )


def test_text_is_escaped_in_tables(summary: Summary, rows: Rows, manifest: Summary) -> None:
    summary["model"] = HOSTILE
    manifest["notes"]["machine"] = HOSTILE
    summary["suites"][0]["claims"][0]["claim"] = HOSTILE
    found = read(page.page(summary, rows, manifest))
    assert not [tag for tag, _ in found.elements if tag == "img"]
    assert found.text.count(HOSTILE) >= 3


# The conversations


def test_conversations_come_back_as_they_were(rows: Rows, reader: Reader) -> None:
    run = inlined(reader, 0)
    assert len(run["conversations"]) == len(rows)
    one = next(
        c
        for c in run["conversations"]
        if (c["condition"], c["mediation"], c["task"]) == ("SHARDED", "light", "order/test/0/4")
    )
    assert one["ending"] == "wrong: last shards"
    assert [turn["speaker"] for turn in one["turns"]] == ["system", *["user", "assistant"] * 4]
    assert [turn.get("shard") for turn in one["turns"] if turn["speaker"] == "user"] == [1, 2, 3, 4]
    assert "request" not in one["turns"][2]
    assert one["turns"][4]["request"] == {"action": "restate", "text": "Book a table: Oh, I want it at 12:45."}
    assert one["turns"][8]["request"]["action"] == "pass"
    assert one["turns"][8]["judged"]["error"] == "last_shards"
    assert one["turns"][2]["verdict"] == "no answer: clarification"
    assert one["reference"]
    assert one["full"]


def test_inlined_text_cannot_end_its_element(reader: Reader) -> None:
    malformed = [one for one in inlined(reader, 0)["conversations"] if one["ending"] == "wrong: malformed"]
    assert malformed[0]["turns"][-1]["text"] == HOSTILE
    assert not set("<>&") & set(reader.scripts[0] + reader.scripts[1])


def test_each_cell_is_capped_and_the_page_says_so(rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "PER_CELL", 3)
    kept = page._kept(rows)
    cell = [
        row["task"]
        for row in kept
        if (row["condition"], row["mediation"], row["family"]) == ("SHARDED", "off", "order")
    ]
    assert cell == ["order/test/0/0", "order/test/0/1", "order/test/0/2"]
    assert page._kept_sentence(len(kept), len(rows)).startswith(f"{len(kept)} of 236 conversations are here: of each")
    assert page._kept_sentence(5, 5) == "All 5 conversations of the run are here."


def test_a_filled_in_text_is_not_a_template() -> None:
    assert filled("{{a}} {{b}}", {"a": "{{b}}", "b": "\\1"}) == "{{b}} \\1"


# The charts


def test_by_condition_draws_the_summary(summary: Summary) -> None:
    suite = summary["suites"][0]
    figure = charts.by_condition(suite).to_plotly_json()
    assert [trace["meta"] for trace in figure["data"]] == ["bare", "prompt", "mediated", "published"]
    bare = figure["data"][0]
    cell = selection.cells(suite)["FULL", "off"]
    assert bare["x"][0] == cell["final_turn"]["mean"] == 0.9
    assert bare["x"][0] + bare["error_x"]["array"][0] == pytest.approx(cell["final_turn"]["ci"][1])
    assert bare["x"][0] - bare["error_x"]["arrayminus"][0] == pytest.approx(cell["final_turn"]["ci"][0])
    assert "n 20" in bare["hovertext"][0]
    assert list(figure["layout"]["yaxis"]["ticktext"])[:3] == ["FULL", "CONCAT", "SHARDED"]


def test_published_figures_stand_with_the_bare_ones(summary: Summary) -> None:
    figure = charts.by_condition(summary["suites"][0]).to_plotly_json()
    published, bare = figure["data"][-1], figure["data"][0]
    assert list(published["x"]) == [0.868, 0.844, 0.504, 0.665, 0.618]
    assert list(published["y"]) == list(bare["y"])[:5]


def test_a_line_with_one_dot_has_it_in_the_middle(summary: Summary) -> None:
    bare = charts.by_condition(summary["suites"][0]).to_plotly_json()["data"][0]
    assert bare["y"][1] == 1  # CONCAT is only run bare
    assert bare["y"][2] < 2  # SHARDED is run three ways


def test_by_family_draws_at_once_bare_and_mediated(summary: Summary) -> None:
    figure = charts.by_family(summary["suites"][0]).to_plotly_json()
    assert [trace["meta"] for trace in figure["data"]] == ["whole", "bare", "mediated"]
    assert list(figure["data"][1]["x"]) == pytest.approx([0.4, 4 / 9, 0.75])
    assert list(figure["layout"]["yaxis"]["ticktext"]) == ["booking", "order", "lookup (control)"]


def test_a_cell_without_a_score_is_not_drawn(summary: Summary) -> None:
    suite = summary["suites"][0]
    selection.cells(suite)["CONCAT", "off"]["final_turn"].update(mean=None, ci=None)
    assert len(charts.by_condition(suite).to_plotly_json()["data"][0]["x"]) == 6


# Writing


def test_it_replaces_an_older_page_and_leaves_nothing_beside(
    tmp_path: Path, summary: Summary, rows: Rows, manifest: Summary
) -> None:
    target = tmp_path / "report.html"
    target.write_text("old")
    rows[0]["conversation"]["turns"][0]["text"] = "broken \ud800"
    manifest["notes"]["machine"] = "broken \ud800"
    page.write(target, summary, rows, manifest)
    assert target.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.html"]


@pytest.mark.parametrize("place", ["absent/report.html", "file/report.html", ""])
def test_a_place_that_cannot_be_written_is_named(
    tmp_path: Path, summary: Summary, rows: Rows, manifest: Summary, place: str
) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="cannot be written") as caught:
        page.write(tmp_path / place, summary, rows, manifest)
    assert str(tmp_path / place) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "--out" in caught.value.hint
    assert {entry.name for entry in tmp_path.iterdir()} == {"file"}


# In a real browser


def found(browser: Any, selector: str) -> list[Any]:
    elements: list[Any] = browser.find_elements("css selector", selector)
    return elements


def test_a_reader_goes_from_a_number_to_its_conversations(
    browser: Any, tmp_path: Path, summary: Summary, rows: Rows, manifest: Summary
) -> None:
    target = tmp_path / "report.html"
    page.write(target, summary, rows, manifest)
    browser.set_window_size(1200, 900)
    browser.get("about:blank")
    requests(browser)  # what the browser's own first page asked for
    browser.get(target.as_uri())

    assert len(found(browser, ".chart .main-svg")) >= 2
    assert len(found(browser, ".chart .scatterlayer .trace")) == 7

    title = browser.find_element("id", "explorer-title")
    opener = found(browser, 'button[data-cell*="wrong: last shards"][data-cell*="SHARDED"][data-cell*="off"]')[0]
    opener.send_keys("\ue007")  # Enter: the keyboard is enough
    assert browser.switch_to.active_element == title
    assert browser.find_element("id", "count").text == "8 conversations."
    entries = found(browser, "#list button")
    assert len(entries) == 8
    assert all("wrong: last shards" in entry.text for entry in entries)
    shown = browser.find_element("id", "conversation")
    assert "booking/test/0/0" in shown.text
    assert "error type last_shards" in shown.text
    assert len(found(browser, "#conversation .turn.assistant")) == 4

    light = found(browser, 'button[data-cell*="light"][data-cell*="SHARDED"][data-cell*="order"]')[0]
    light.click()
    assert browser.find_element("id", "count").text == "10 conversations."
    found(browser, "#list button")[4].click()
    assert "order/test/0/4" in shown.text
    assert "mediation passed the request on unchanged" in shown.text
    assert "Book a table: Oh, I want it at 12:45." in shown.text
    assert found(browser, "#list button")[4].get_attribute("aria-current") == "true"

    _hostile_text_is_text(browser, shown)
    _narrow_windows_do_not_overflow(browser)

    assert browser.execute_script("return performance.getEntriesByType('resource').length") == 0
    assert [url for url in requests(browser) if not url.startswith("data:")] == [target.as_uri()]
    assert browser.get_log("browser") == []


def _hostile_text_is_text(browser: Any, shown: Any) -> None:
    from selenium.webdriver.support.select import Select

    for name, value in (
        ("condition", "SHARDED"),
        ("mediation", "off"),
        ("family", "*"),
        ("ending", "failed: endpoint"),
    ):
        Select(browser.find_element("name", name)).select_by_value(value)
    assert browser.find_element("id", "count").text == "1 conversation."
    assert "failed at the boundary endpoint" in shown.text
    assert f"no answer in 60 s {HOSTILE}" in shown.text
    Select(browser.find_element("name", "ending")).select_by_value("wrong: malformed")
    assert HOSTILE in shown.text
    assert found(browser, "img") == []
    assert browser.title == "acme-1: common ground"


def _narrow_windows_do_not_overflow(browser: Any) -> None:
    for details in found(browser, "details"):
        browser.execute_script("arguments[0].open = true", details)
    for width in (360, 500, 800):
        metrics = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        browser.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width
