"""The page's two charts as Plotly figures: scores by condition, scores by family, each with its intervals.

Colours are not set here: each trace names its part (`meta`), and the page fills in the colour of the theme it is in.
Plotly is imported on use.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from commonground.report import selection, wording
from commonground.suites.claims import PUBLISHED_GPT_4O_MINI

if TYPE_CHECKING:
    from plotly.graph_objects import Figure, Scatter

_ROW = 54  # pixels for one line of a chart
_SPREAD = 0.22  # between two dots of one line, as a share of it
_LEGEND = {"orientation": "h", "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom"}
_MARGIN = 96  # pixels for the axis and the legend
_SYMBOLS = {
    "whole": "circle-open",
    "bare": "circle",
    "prompt": "square-open",
    "mediated": "diamond",
    "published": "line-ns-open",
}


_Line = tuple[int, float, selection.Cell]  # number of the line, how far off its middle, what is measured there


def by_condition(suite: Mapping[str, Any]) -> Figure:
    """Return final-turn scores by condition, bare and mediated, with published figures as ticks."""
    cells = selection.cells(suite)
    names = list(dict.fromkeys(condition for condition, _ in cells))
    labels = {
        "off": ("bare", "bare"),
        "prompt": ("prompt", "with a system prompt"),
        "light": ("mediated", "mediated (light)"),
    }
    shifts = {
        name: _shifts([preset for condition, preset in cells if condition == name and preset in labels])
        for name in names
    }
    traces = []
    for mediation, (part, label) in labels.items():
        own = {name: cell for (name, preset), cell in cells.items() if preset == mediation}
        if own:
            lines = [(names.index(name), shifts[name][mediation], cell) for name, cell in own.items()]
            traces.append(_dots(part, label, lines))
    known = {
        name: names.index(name) + shifts[name]["off"]
        for name in names
        if name in PUBLISHED_GPT_4O_MINI and "off" in shifts[name]
    }
    return _figure([*traces, _published(known)], names)


def by_family(suite: Mapping[str, Any]) -> Figure:
    """Return final-turn scores by family: the whole task at once, turn by turn bare, turn by turn mediated."""
    families = selection.families(suite)
    labels = {
        selection.WHOLE: ("whole", "at once (FULL)"),
        selection.BARE: ("bare", "turn by turn, bare"),
        selection.MEDIATED: ("mediated", "turn by turn, mediated (light)"),
    }
    shifts = _shifts([wording.setting(*key) for key in labels])
    traces = []
    for key, (part, label) in labels.items():
        found = [(number, selection.cells(suite, family).get(key)) for number, family in enumerate(families)]
        lines = [(number, shifts[wording.setting(*key)], cell) for number, cell in found if cell is not None]
        if lines:
            traces.append(_dots(part, label, lines))
    return _figure(traces, [selection.family_name(family) for family in families])


def _shifts(series: Sequence[str]) -> dict[str, float]:
    """Return where on a line each of its series stands, spread evenly about the middle."""
    return {name: _SPREAD * (number - (len(series) - 1) / 2) for number, name in enumerate(series)}


def _dots(part: str, label: str, lines: Sequence[_Line]) -> Scatter:
    from plotly.graph_objects import Scatter

    scored = [
        (line + shift, cell, cell["final_turn"])
        for line, shift, cell in lines
        if cell["final_turn"]["mean"] is not None
    ]
    bounds = [score["ci"] or [score["mean"]] * 2 for _, _, score in scored]
    means = [score["mean"] for _, _, score in scored]
    return Scatter(
        name=label,
        meta=part,
        mode="markers",
        x=means,
        y=[place for place, _, _ in scored],
        marker={"symbol": _SYMBOLS[part], "size": 10, "line": {"width": 2}},
        error_x={
            "type": "data",
            "array": [high - mean for mean, (_, high) in zip(means, bounds, strict=True)],
            "arrayminus": [mean - low for mean, (low, _) in zip(means, bounds, strict=True)],
            "thickness": 1.5,
            "width": 0,
        },
        hovertext=[
            f"{wording.setting(cell['name'], cell['mediation'])}: {wording.percent(score['mean'])} "
            f"[{wording.interval(score['ci'])}], n {cell['episodes']}"
            for _, cell, score in scored
        ],
        hoverinfo="text",
        cliponaxis=False,
    )


def _published(known: Mapping[str, float]) -> Scatter:
    """Return the published figures as ticks; `known` says where each condition stands."""
    from plotly.graph_objects import Scatter

    return Scatter(
        name=f"published, {wording.PUBLISHED_MODEL}",
        meta="published",
        mode="markers",
        x=[PUBLISHED_GPT_4O_MINI[name] for name in known],
        y=list(known.values()),
        marker={"symbol": _SYMBOLS["published"], "size": 18, "line": {"width": 2}},
        hovertext=[
            f"{name}: {wording.percent(PUBLISHED_GPT_4O_MINI[name], 1)}, {wording.PUBLISHED_SOURCE}" for name in known
        ],
        hoverinfo="text",
    )


def _figure(traces: Sequence[Scatter], lines: Sequence[str]) -> Figure:
    from plotly.graph_objects import Figure

    axis = {"showline": False, "ticks": "", "fixedrange": True}
    layout = {
        "template": None,
        "height": _ROW * len(lines) + _MARGIN,
        "margin": {"l": 8, "r": 16, "t": 48, "b": 40},
        "xaxis": {**axis, "range": [0, 1.02], "tickformat": ".0%", "nticks": 6, "zeroline": False},
        "yaxis": {
            **axis,
            "tickmode": "array",
            "tickvals": list(range(len(lines))),
            "ticktext": list(lines),
            "range": [len(lines) - 0.45, -0.55],
            "automargin": True,
            "showgrid": False,
            "zeroline": False,
        },
        "legend": {**_LEGEND, "itemclick": False, "itemdoubleclick": False},
        "hoverlabel": {"align": "left"},
        "dragmode": False,
    }  # fmt: skip
    return Figure(data=list(traces), layout=layout)
