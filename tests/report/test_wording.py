from __future__ import annotations

from typing import Any

import pytest

from commonground.episodes.strategy import STRATEGIES
from commonground.errors import BoundaryError, CheckerError, EndpointError, StepError, UserSimulatorError
from commonground.mediation.presets import PRESETS
from commonground.report import wording
from commonground.suites.gradual_reveal import CONDITIONS
from commonground.town.grading import ERRORS

# Figures


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.0, "0 %"), (1.0, "100 %"), (0.416, "42 %"), (0.996, "100 %"), (None, "-")],
)
def test_percent(value: float | None, said: str) -> None:
    assert wording.percent(value) == said


def test_published_figures_keep_their_place() -> None:
    assert wording.percent(0.504, 1) == "50.4 %"


@pytest.mark.parametrize(("bounds", "said"), [([0.0, 1.0], "0–100"), ([0.231, 0.637], "23–64"), (None, "-")])
def test_interval(bounds: list[float] | None, said: str) -> None:
    assert wording.interval(bounds) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.374, "+37"), (-0.474, "\N{MINUS SIGN}47"), (0.0, "0"), (0.004, "0"), (-0.004, "0"), (1.0, "+100")],
)
def test_points(value: float, said: str) -> None:
    assert wording.points(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.61, ".61"),
        (1.0, "1.00"),
        (1.224, "1.22"),
        (-0.334, "\N{MINUS SIGN}.33"),
        (-0.001, ".00"),
        (12.5, "12.50"),
        (None, "-"),
    ],
)
def test_ratio(value: float | None, said: str) -> None:
    assert wording.ratio(value) == said


def test_counts() -> None:
    assert wording.counts({}) == ""
    assert wording.counts({"last_shards": 8, "default": 2}) == "last shards 8, default 2"


# Every name has words


def test_every_condition_of_the_suite_has_words() -> None:
    assert set(wording.CONDITIONS) == {condition.name for condition in CONDITIONS}
    for condition in CONDITIONS:
        assert ("oracle" in wording.CONDITIONS[condition.name]) == condition.oracle


def test_every_preset_has_words() -> None:
    assert tuple(wording.MEDIATIONS) == PRESETS


def test_every_error_type_has_words() -> None:
    assert set(wording.ERRORS) == set(ERRORS)


@pytest.mark.parametrize("error", [EndpointError, UserSimulatorError, StepError, CheckerError])
def test_every_boundary_has_words(error: type[BoundaryError]) -> None:
    assert error.boundary in wording.BOUNDARIES


# Turns


@pytest.mark.parametrize("strategy", [name for name in STRATEGIES if name != "attempt"])
def test_a_turn_without_an_attempt_is_named_by_its_strategy(strategy: str) -> None:
    turn: dict[str, Any] = {"score": 0.0, "error": "malformed", "strategy": strategy, "premature": False}
    assert wording.along(turn) == f"no answer: {strategy}"
    assert wording.verdict(turn) == "wrong: malformed"


def test_off_goes_without_saying() -> None:
    assert wording.setting("SHARDED", "off") == "SHARDED"
    assert wording.setting("SHARDED", "light") == "SHARDED light"


# Text


def test_plain_keeps_text_in_any_script() -> None:
    text = "Grüße, 你好, שלום\n\tzweite Zeile"
    assert wording.plain(text) == text


@pytest.mark.parametrize("mark", ["\x00", "\x07", "\x08", "\r", "\x1b", "\x7f", "\x9b"])
def test_plain_marks_what_drives_a_terminal(mark: str) -> None:
    assert wording.plain(f"a{mark}b") == "a\N{REPLACEMENT CHARACTER}b"


def test_plain_can_always_be_written() -> None:
    assert wording.plain("a\ud800b").encode() == b"a?b"
