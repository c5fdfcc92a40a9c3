"""A run made by hand: two families and a control, every condition, each kind of ending, in the real format of rows.

Scores are chosen, not drawn: in `SCORES` a letter is one task, r right, l lost (last shards), d default, m malformed,
x failed at the endpoint.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from commonground.evaluation.summary import summarize
from commonground.suites.claims import GRADUAL_REVEAL

HOSTILE = "</script><img src=x onerror=\"document.title='owned'\"><!-- [bold]"
TYPES = {"l": "last_shards", "d": "default", "m": "malformed"}
SCORES = {
    ("FULL", "off"): ("rrrrrrrdrr", "rrrrrrrrrl"),
    ("FULL", "prompt"): ("rrrrrrrdrr", "rrrrrrrrrr"),
    ("CONCAT", "off"): ("rrrrrrddrr", "rrrrrrrrrl"),
    ("SHARDED", "off"): ("lrrlllmdrr", "rllllrrxdr"),
    ("SHARDED", "prompt"): ("lrrlrlmdrr", "rlrllrrrdr"),
    ("SHARDED", "light"): ("rrrrrrddlr", "rrrrlrrrrr"),
    ("RECAP", "off"): ("rrrrlrmdrr", "rrllrrrrdr"),
    ("SNOWBALL", "off"): ("rrrlllmdrr", "rrlllrrrdr"),
    ("USER-ONLY", "off"): ("rrrlrlrdrr", "rrrllrrrdr"),
    ("LATE", "off"): ("rrrrrrddrr", "rrrrrlrrrl"),
    ("LATE", "light"): ("rrrrrrrdrr", "rrrrrrrrrl"),
}
CONTROL = {
    ("FULL", "off"): "rrrr",
    ("SHARDED", "off"): "rrrl",
    ("SHARDED", "light"): "rrrr",
    ("USER-ONLY", "off"): "rrrr",
}
SHARDS = (
    "Can you book a table for me?",
    "Oh, I want it at 12:45.",
    "One more thing: Saturday is the day.",
    "We come with a group of 8.",
)
FULL = "I need you to book a table. 12:45 is the time. I want it on Saturday. I come with a group of 8."
REFERENCE = "book(day: Saturday, time: 12:45, people: 8)"
REPLIES = {
    "r": REFERENCE,
    "l": "book(day: any, time: any, people: 8)",
    "d": "book(day: Friday, time: 12:45, people: 8)",
    "m": HOSTILE,
    "x": "",
}


def _users(condition: str) -> tuple[str, ...]:
    if condition == "FULL":
        return (FULL,)
    if condition == "LATE":
        return ("Add up my basket: 3 bread.", "What does tea cost?", FULL)
    if condition == "CONCAT":
        return ("\n".join(f"- {shard}" for shard in SHARDS),)
    return SHARDS


def _turns(condition: str, mediation: str, letter: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return turns and events: the last reply is the one that the letter stands for; a failure leaves the last out."""
    turns: list[dict[str, Any]] = [{"speaker": "system", "text": "You book tables. End with book(...)."}]
    events: list[dict[str, Any]] = []
    users = _users(condition)
    for number, text in enumerate(users):
        turns.append({"speaker": "user", "text": text})
        last = number == len(users) - 1
        if last and letter == "x":
            break
        if mediation == "light" and number:
            restated = "Book a table: " + ", ".join(users[1 : number + 1])
            value = {"step": "explicate", "action": "pass" if last and letter == "l" else "restate", "text": restated}
            events.append({"turn": len(turns), "kind": "mediation", "value": value, "source": "explicate-1"})
        turns.append({"speaker": "assistant", "text": REPLIES[letter] if last else "What else should I know?"})
    return turns, events


def _judged(letter: str) -> dict[str, Any]:
    error = TYPES.get(letter)
    answer = None if letter == "m" else "day: Saturday, people: 8"
    strategy = "discussion" if letter == "m" else "attempt"
    return {"score": float(letter == "r"), "error": error, "answer": answer, "strategy": strategy, "premature": False}


def make_row(condition: str, mediation: str, family: str, number: int, letter: str) -> dict[str, Any]:
    turns, events = _turns(condition, mediation, letter)
    conversation: dict[str, Any] = {"schema": 1, "turns": turns}
    if events:
        conversation["events"] = events
    asked = {"score": 0.0, "error": "malformed", "answer": None, "strategy": "clarification", "premature": False}
    judged = (
        []
        if letter == "x"
        else [*([asked] * (len(_users(condition)) - 1 if condition != "LATE" else 0)), _judged(letter)]
    )
    task = f"{family}/test/0/{number}"
    return {
        "key": f"gradual-reveal/{condition}/{mediation}/{task}#0",
        "suite": "gradual-reveal",
        "condition": condition,
        "mediation": mediation,
        "family": family,
        "task": task,
        "run": 0,
        "reference": REFERENCE,
        "full": FULL,
        "conversation": conversation,
        "revealed": list(range(4)) if condition == "SHARDED" else [],
        "capped": False,
        "usage": [len(judged) * (2 if mediation == "light" else 1), 100 * len(judged), 12 * len(judged), 0, 0],
        "turns": judged,
        "final": judged[-1] if judged else None,
        "any": max((turn["score"] for turn in judged), default=None),
        "failure": {"boundary": "endpoint", "message": f"no answer in 60 s {HOSTILE}", "kind": "timeout"}
        if letter == "x"
        else None,
    }


def make_rows() -> list[dict[str, Any]]:
    """Return the rows out of order, as concurrent episodes finish."""

    def each() -> Iterator[dict[str, Any]]:
        for (condition, mediation), both in SCORES.items():
            for family, letters in zip(("booking", "order"), both, strict=True):
                for number, letter in enumerate(letters):
                    yield make_row(condition, mediation, family, number, letter)
        for (condition, mediation), letters in CONTROL.items():
            for number, letter in enumerate(letters):
                yield make_row(condition, mediation, "lookup", number, letter)

    return list(each())[::-1]


def make_manifest(calibration: bool = False) -> dict[str, Any]:
    return {
        "schema": 1,
        "digest": "5f2c9a0b1d3e4f60718293a4b5c6d7e8",
        "config": {
            "model": "acme-1",
            "temperature": 0.0,
            "runs": 1,
            "seed": 7,
            "tasks": 24,
            "calibration": calibration,
        },
        "versions": {
            "suite gradual-reveal": "1",
            "town": "town-1",
            "users": "users-1",
            "prompt explicate": "explicate-1",
        },
        "seeds": {"seed": 7, "varies": "the tasks"},
        "notes": {"jobs": 4},
    }


def make_summary(rows: list[dict[str, Any]], manifest: Mapping[str, Any]) -> dict[str, Any]:
    headline = {"gradual-reveal": ("booking", "order")}
    return summarize(rows, manifest, {"gradual-reveal": GRADUAL_REVEAL}, headline)


@pytest.fixture
def rows() -> list[dict[str, Any]]:
    return make_rows()


@pytest.fixture
def manifest() -> dict[str, Any]:
    return make_manifest()


@pytest.fixture
def summary(rows: list[dict[str, Any]], manifest: dict[str, Any]) -> dict[str, Any]:
    return make_summary(rows, manifest)


# A real browser, headless, that tells what it asked for

CHROMIUM, DRIVER = "/usr/bin/chromium", "/usr/bin/chromedriver"


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Any]:
    for needed in (CHROMIUM, DRIVER):
        if not shutil.which(needed):
            pytest.skip(f"{needed} is absent; apt-get install chromium chromium-driver")
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    for argument in ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", profile):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    try:
        yield driver
    finally:
        driver.quit()


def requests(browser: Any) -> list[str]:
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    return [one["params"]["request"]["url"] for one in messages if one["method"] == "Network.requestWillBeSent"]
