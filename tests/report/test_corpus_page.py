"""The page of a corpus: shared expressions marked, charts drawn, nothing that a speaker says is taken for anything but text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.report.conftest import requests

from commonground.conversation.record import ASSISTANT, USER, Conversation, Turn
from commonground.evaluation.chance import chance
from commonground.evaluation.corpus import Request, measure_corpus
from commonground.evaluation.corpus_summary import summarize_corpus
from commonground.measures.talk import Talk
from commonground.report import cards, corpus_page, corpus_terminal

HOSTILE = "</script><img src=x onerror=\"document.title='owned'\">"
SAID = (
    "I want the small blue bottle",
    "The small blue bottle?",
    "Yes, the bottle",
    "Okay, the bottle it is",
    HOSTILE,
    "fine",
)


@pytest.fixture
def measured() -> tuple[dict[str, Any], list[Talk]]:
    turns = tuple(Turn((USER, ASSISTANT)[number % 2], text) for number, text in enumerate(SAID))
    some = [Conversation((*turns, Turn(USER, f"number {number}")), id=f"<b>{number}") for number in range(8)]
    corpus = measure_corpus(some, Request(("lexical",), turns=True))
    summary = summarize_corpus(corpus, chance(corpus.sample, ["lexical"], draws=3), ("lexical",))
    return {**summary, "files": ["chats <b>.jsonl"], "seed": 0, "surrogates": 3}, [talk for _, talk in corpus.sample]


def test_what_both_say_is_marked_in_both_turns(measured: tuple[dict[str, Any], list[Talk]]) -> None:
    shown = corpus_page.page(*measured)
    assert shown.count("<mark>the small blue bottle</mark>") == 16
    assert "<mark>the bottle</mark>" in shown
    assert "<mark>want</mark>" not in shown
    assert "Shared expressions" in shown


def test_what_people_say_is_only_ever_text(measured: tuple[dict[str, Any], list[Talk]]) -> None:
    shown = corpus_page.page(*measured)
    assert "<img" not in shown
    assert "<b>0" not in shown
    assert "&lt;/script&gt;&lt;img" in shown


def test_every_measure_stands_there_with_its_interval(measured: tuple[dict[str, Any], list[Talk]]) -> None:
    shown, summary = corpus_page.page(*measured), measured[0]
    for entry in summary["measures"]:
        assert (entry["measure"] in shown) == corpus_terminal.has_value(entry)
    value = next(entry for entry in summary["measures"] if entry["measure"] == "lexical.repetition")["value"]
    assert corpus_terminal.shown(value) in shown


def test_trajectories_are_lines_with_bands(measured: tuple[dict[str, Any], list[Talk]]) -> None:
    figure = corpus_page.trajectory("x", measured[0]["trajectories"]["lexical.repetition"])
    band, line, *others = figure.data
    assert len(others) == 2
    assert list(line.x) == [1, 3, 5, 7]
    assert len(band.x) == 8
    assert min(band.y) <= min(line.y)


def test_a_browser_draws_it_asks_for_nothing_and_fits_a_phone(
    browser: Any, tmp_path: Path, measured: tuple[dict[str, Any], list[Talk]]
) -> None:
    target = tmp_path / "page.html"
    corpus_page.write(target, *measured)
    browser.get("about:blank")
    requests(browser)
    browser.get(target.as_uri())
    assert requests(browser) == [target.as_uri()]
    assert browser.title == "chats <b>.jsonl: common ground"
    charts = browser.find_elements("css selector", ".chart .main-svg")
    assert len(charts) >= 2
    browser.find_elements("css selector", "summary")[0].click()
    marks = [mark.text for mark in browser.find_elements("css selector", "mark") if mark.is_displayed()]
    assert "the small blue bottle" in marks
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []
    metrics = {"width": 360, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    browser.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 360


def test_the_docs_page_of_the_measures_is_the_one_that_the_code_makes() -> None:
    kept = Path(__file__).parents[2] / "docs" / "measures.md"
    assert kept.read_text(encoding="utf-8") == cards.page(), f"make it again: {cards.COMMAND} > docs/measures.md"
