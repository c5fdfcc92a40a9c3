"""The curve of the memory suite: drawn from the summary's numbers, a line for each condition, and only where there is one."""

from __future__ import annotations

from typing import Any

import pytest

from commonground.report import curve, page
from commonground.suites.memory import GIVEN
from commonground.suites.memory_slots import CURVE

Summary = dict[str, Any]


def number(condition: str, length: int, mean: float, mediation: str = "off") -> dict[str, Any]:
    return {
        "name": f"{CURVE} {length}", "condition": condition, "mediation": mediation, "mean": mean, "low": mean - 0.1,
        "high": min(1.0, mean + 0.1), "n": 20,
    }  # fmt: skip


SUITE = {
    "numbers": [
        number("ITEMS", 100, 0.9), number("ITEMS", 1, 0.8), number("NONE", 1, 0.1), number("ITEMS", 1, 0.3, "light"),
        {**number("ITEMS", 1, 0.5), "name": "something else"}, {**number("OWN", 5, 0.5), "low": None, "high": None},
    ]
}  # fmt: skip


def test_points_are_by_condition_and_length_in_the_order_of_the_suite() -> None:
    found = curve.points(SUITE)
    assert list(found) == ["NONE", "ITEMS", "OWN"]
    assert {length: one["mean"] for length, one in found["ITEMS"].items()} == {100: 0.9, 1: 0.8}


def test_lines_go_over_growing_histories_with_their_intervals() -> None:
    figure = curve.by_length(SUITE).to_plotly_json()
    none, items, own = figure["data"]
    assert (none["name"], items["name"], own["name"]) == ("NONE", "ITEMS", "OWN")
    assert (list(items["x"]), list(items["y"])) == ([1, 100], [0.8, 0.9])
    assert list(items["error_y"]["array"]) == pytest.approx([0.1, 0.1])
    assert list(own["error_y"]["array"]) == list(own["error_y"]["arrayminus"]) == [0.0]
    assert list(figure["layout"]["xaxis"]["tickvals"]) == [1, 5, 100]
    assert "n 20" in items["hovertext"][0]


def test_conditions_are_told_apart_without_colour() -> None:
    looks = [curve._LOOKS[name] for name in GIVEN]
    assert len({(symbol, dash) for _, symbol, dash in looks}) == len(GIVEN)


def test_a_page_has_the_curve_where_the_suite_has_one(
    summary: Summary, rows: list[dict[str, Any]], manifest: dict[str, Any]
) -> None:
    place = 'data-chart="2"'
    assert place not in page.page(summary, rows, manifest)
    summary["suites"][0]["numbers"] = SUITE["numbers"]
    assert place in page.page(summary, rows, manifest)
