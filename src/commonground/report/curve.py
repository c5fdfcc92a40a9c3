"""The curve of the memory suite: what was told and is answered right, as the history before the question grows.

As in `charts`, each trace names its part, and the page fills in the colour of its theme; marks and dashes tell the conditions
apart without colour. Plotly is imported on use.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from commonground.report import wording
from commonground.suites.memory_slots import CURVE

if TYPE_CHECKING:
    from plotly.graph_objects import Figure, Scatter

_HEIGHT = 360  # pixels
# Of each condition: whose colour it has, the mark, the dash of its line.
_LOOKS = {
    "NONE": ("whole", "x-thin-open", "dot"),
    "FULL": ("prompt", "square-open", "solid"),
    "GREP": ("prompt", "triangle-up-open", "dash"),
    "EPISODES": ("bare", "circle", "solid"),
    "ITEMS": ("mediated", "diamond", "solid"),
    "REFLECTIONS": ("mediated", "diamond-open", "dash"),
    "COMPRESSION": ("published", "circle-open", "dashdot"),
}
_OTHER = ("bare", "cross", "dot")
Points = Mapping[int, Mapping[str, Any]]  # number of sessions -> the number of the suite


def points(suite: Mapping[str, Any]) -> dict[str, dict[int, Mapping[str, Any]]]:
    """Return, for each condition run bare, its numbers by how many sessions went before; empty for a suite without a curve."""
    found: dict[str, dict[int, Mapping[str, Any]]] = {}
    for one in suite.get("numbers", ()):
        if one["name"].startswith(CURVE) and one["mediation"] == "off":
            found.setdefault(one["condition"], {})[int(one["name"].removeprefix(CURVE))] = one
    return {name: found[name] for name in sorted(found, key=lambda name: [*_LOOKS, name].index(name))}


def by_length(suite: Mapping[str, Any]) -> Figure:
    """Return the curve: a line for each condition, with its 95 % intervals."""
    from plotly.graph_objects import Figure

    lines = points(suite)
    lengths = sorted({length for line in lines.values() for length in line})
    axis = {"fixedrange": True, "showline": False, "ticks": "", "zeroline": False}
    layout = {
        "template": None,
        "height": _HEIGHT,
        "margin": {"l": 8, "r": 16, "t": 48, "b": 40},
        "xaxis": {
            **axis, "type": "log", "tickmode": "array", "tickvals": lengths, "ticktext": [str(one) for one in lengths],
            "title": {"text": "sessions before the question"},
        },
        "yaxis": {**axis, "range": [-0.02, 1.04], "tickformat": ".0%", "nticks": 6, "automargin": True, "showgrid": False},
        "legend": {"orientation": "h", "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom", "itemclick": False,
                   "itemdoubleclick": False},
        "hoverlabel": {"align": "left"},
        "dragmode": False,
    }  # fmt: skip
    return Figure(data=[_line(name, line) for name, line in lines.items()], layout=layout)


def _line(name: str, line: Points) -> Scatter:
    from plotly.graph_objects import Scatter

    meta, symbol, dash = _LOOKS.get(name, _OTHER)
    found = sorted(line.items())
    means = [one["mean"] for _, one in found]
    return Scatter(
        name=name,
        meta=meta,
        mode="lines+markers",
        x=[length for length, _ in found],
        y=means,
        line={"dash": dash, "width": 2},
        marker={"symbol": symbol, "size": 9, "line": {"width": 2}},
        error_y={
            "type": "data",
            "array": [(one["high"] if one["high"] is not None else one["mean"]) - one["mean"] for _, one in found],
            "arrayminus": [one["mean"] - (one["low"] if one["low"] is not None else one["mean"]) for _, one in found],
            "thickness": 1,
            "width": 0,
        },
        hovertext=[f"{name}, {length} before: {wording.number(one)}, n {one['n']}" for length, one in found],
        hoverinfo="text",
        cliponaxis=False,
    )
