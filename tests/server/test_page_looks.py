"""The page as it looks, and its parts by themselves, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys
from tests.server.keeping import recorded
from tests.server.seeing import Page
from tests.server.serving import in_a_thread

from commonground.models.scripted import Echo
from commonground.server.gateway import Gateway
from commonground.server.local import Local

# How it looks


def test_a_narrow_window_needs_no_scrolling_sideways(browser: Any, tmp_path: Path) -> None:
    with in_a_thread(recorded(Echo(), tmp_path, keep_text=True)) as root:
        page = Page(browser, root)
        page.size(390, 844)
        page.media(prefers_reduced_motion="reduce")
        page.ready()
        assert not page.overflows()
        page.say("A table at the Old Mill, " + "x" * 300)
        page.until(lambda: page.run("return document.querySelectorAll('.pacts li').length"))
        assert not page.overflows()
        assert not page.one("#ledger").is_displayed()
        page.one("#drawer").send_keys(Keys.ENTER)
        page.until(lambda: page.one("#ledger").is_displayed())
        page.one(".requirements button").send_keys(Keys.ENTER)
        page.until(lambda: not page.one("#ledger").is_displayed())
        assert page.focus() == "turn-1"
        page.one("#drawer").send_keys(Keys.ENTER)
        page.until(lambda: page.one("#ledger").is_displayed())
        assert page.one("#drawer").get_attribute("aria-expanded") == "true"
        box = page.one("#ledger").rect
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert not page.overflows()
        page.press(Keys.ESCAPE)
        page.until(lambda: not page.one("#ledger").is_displayed())
        assert page.focus() == "drawer"
        page.one("#to-conversations").click()
        page.until(lambda: page.all("#rows a"))
        page.one("#rows a").click()
        page.until(lambda: page.all("#detail-turns li"))
        assert not page.overflows()


GROUNDS = ("paper", "panel", "user", "model")
PAIRS = [(ink, ground) for ink in ("ink",) for ground in GROUNDS] + [
    (ink, ground) for ink in ("soft", "accent", "wrong") for ground in GROUNDS[:2]
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_can_be_told_apart(browser: Any, scheme: str) -> None:
    """WCAG 2.2 AA: 4.5 for text, 3 for what is drawn."""
    with in_a_thread(Gateway(Local(Echo()))) as root:
        page = Page(browser, root)
        page.media(prefers_color_scheme=scheme, prefers_reduced_motion="reduce")
        style = "return getComputedStyle(document.documentElement).getPropertyValue(arguments[0])"
        names = {name for pair in PAIRS for name in pair} | {"on-accent", "user-line", "model-line"}
        colours = {name: page.run(style, f"--{name}").strip() for name in names}
        dark = luminance(colours["paper"]) < 0.2
        assert dark == (scheme == "dark")
        for ink, ground in [*PAIRS, ("on-accent", "accent")]:
            assert contrast(colours[ink], colours[ground]) >= 4.5, (scheme, ink, ground)
        for ink in ("user-line", "model-line", "accent"):
            assert contrast(colours[ink], colours["panel"]) >= 3, (scheme, ink)
        page.ready()
        page.say("A table at the Old Mill.")
        page.until(lambda: page.all(".entry"))
        assert page.run("return getComputedStyle(document.querySelector('.entry')).animationName") == "none"


def luminance(colour: str) -> float:
    """The relative luminance of #rrggbb, as WCAG defines it."""
    assert re.fullmatch(r"#[0-9a-f]{6}", colour), colour
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_published() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


# The parts by themselves


@pytest.fixture
def opened(browser: Any) -> Iterator[Page]:
    with in_a_thread(Gateway(Local(Echo()))) as root:
        yield Page(browser, root)


def called(page: Page, module: str, call: str, *given: object) -> Any:
    """Return what a function of a module returns."""
    script = f"const done = arguments[arguments.length - 1]; import('/page/{module}').then((m) => {call}).then(done)"
    return page.browser.execute_async_script(script, *given)


def test_uses_may_overlap_and_are_counted_in_characters(opened: Page) -> None:
    text = "\U0001f600 at the Old Mill"
    uses = [{"start": 9, "end": 17, "term": "old mill"}, {"start": 13, "end": 17, "term": "mill"}]
    pieces = called(opened, "marks.js", "m.pieces(arguments[0], arguments[1])", text, uses)
    assert [(one["text"], [use["term"] for use in one["uses"]]) for one in pieces] == [
        ("\U0001f600 at the ", []),
        ("Old ", ["old mill"]),
        ("Mill", ["old mill", "mill"]),
    ]
    beyond = [{"start": 2, "end": 99, "term": "x"}, {"start": 40, "end": 50, "term": "y"}]
    pieces = called(opened, "marks.js", "m.pieces(arguments[0], arguments[1])", "\U0001f600abc", beyond)
    assert "".join(one["text"] for one in pieces) == "\U0001f600abc"


# Asks for the ground of one more turn every 20 ms, fifty times; tells of how many turns each answer was, and when it came.
ASKING = """new Promise((over) => {
  const ask = window.fetch;
  window.fetch = async (...asked) => { await new Promise((later) => setTimeout(later, DELAY)); return ask(...asked); };
  const heard = [], at = [], turn = { role: "user", text: "a table" };
  const take = (answer, { length }) => {
    heard.push(length);
    at.push(performance.now());
    if (length === 50) over([heard, at]);
  };
  const watch = new m.Watch(take, over);
  let wanted = 0;
  const tick = setInterval(() => { watch.want(Array(++wanted).fill(turn)); if (wanted === 50) clearInterval(tick); }, 20);
})"""


@pytest.mark.parametrize(("delay", "pause"), [(0, 333), (150, 600)])
def test_questions_about_the_ground_are_few_and_the_last_is_always_asked(opened: Page, delay: int, pause: int) -> None:
    """A gateway that takes long to answer is asked less often."""
    heard, at = called(opened, "ground.js", ASKING.replace("DELAY", str(delay)))
    assert (heard[0], heard[-1]) == (1, 50)
    assert len(heard) <= 2 + (at[-1] - at[0]) / pause


def test_no_part_writes_markup_or_leads_elsewhere() -> None:
    text = "".join(part.read_text() for part in files("commonground.server").joinpath("page").iterdir())
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "localStorage"):
        assert word not in text
    links = set(re.findall(r"https?://[^\s\"']+", text)) - {"http://www.w3.org/2000/svg"}
    assert not links
