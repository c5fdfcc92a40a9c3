"""The report page: one HTML file that holds all it needs, and can be opened, mailed and kept without a network.

Its policy forbids every request and every script but the page's own three, by their digests; what models and users said
is inlined as JSON and only ever set as text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from commonground.report import charts, curve, selection, tables, wording
from commonground.report.html import filled, inlined, part, plain, policy, put
from commonground.suites.gradual_reveal import CONTROLS

PER_CELL = 25  # conversations inlined of each condition, mediation and family: some 2 kB each
Row = Mapping[str, Any]
_HEADLINE = (
    (selection.WHOLE, "at once"),
    (selection.BARE, "turn by turn"),
    (selection.MEDIATED, "turn by turn, mediated"),
)

_CURVE = """<figure>
<figcaption><b>What was told, asked for later.</b> Right answers as the history grows. Bars are 95 % intervals.</figcaption>
<div class="chart" data-suite="{number}" data-chart="2" role="img" aria-label="Right answers by sessions before the question; \
the table of numbers holds the same figures"></div>
</figure>
"""


def write(path: Path, summary: Mapping[str, Any], rows: Sequence[Row], manifest: Mapping[str, Any]) -> None:
    """Write the page of a run to `path`, whole or not at all. Raises: StoreError when it cannot be written."""
    put(path, page(summary, rows, manifest))


def page(summary: Mapping[str, Any], rows: Sequence[Row], manifest: Mapping[str, Any]) -> str:
    """Return the page as one HTML document."""
    from plotly.offline import get_plotlyjs

    scripts = [get_plotlyjs().replace("\r", ""), part("page.js")]
    kept = _kept(rows)
    suites = summary["suites"]
    figures = [_figures(suite) for suite in suites]
    run = {"conversations": [_conversation(row) for row in kept], "errors": wording.ERRORS}
    return filled(
        part("page.html"),
        {
            "policy": policy(scripts),
            "title": tables.text(f"{summary['model']}: common ground"),
            "style": part("page.css"),
            "model": tables.text(summary["model"]),
            "setting": tables.text(_setting(summary)),
            "suites": "".join(_suite(number, suite, summary, rows, manifest) for number, suite in enumerate(suites)),
            "reading": _reading(),
            "kept": tables.text(_kept_sentence(len(kept), len(rows))),
            "record": _record(summary, manifest),
            "run": inlined(run),
            "figures": inlined(figures),
            "plotly": scripts[0],
            "script": scripts[1],
        },
    )


def _figures(suite: Mapping[str, Any]) -> list[Any]:
    """Return a suite's figures in the order in which its section names them."""
    found = [charts.by_condition(suite), charts.by_family(suite)]
    return [plain(figure) for figure in (*found, *([curve.by_length(suite)] if curve.points(suite) else []))]


def _suite(
    number: int, suite: Mapping[str, Any], summary: Mapping[str, Any], rows: Sequence[Row], manifest: Mapping[str, Any]
) -> str:
    own = [row for row in rows if row["suite"] == suite["name"]]
    found = list(selection.notes(summary["model"], suite, own))
    if manifest["config"].get("calibration") or selection.calibrates(suite):
        found.insert(0, wording.CALIBRATION)
    return filled(
        part("suite.html"),
        {
            "number": str(number),
            "name": tables.text(f"{suite['name']} {suite['version']}".strip()),
            "headline": _headline(suite),
            "notes": "".join(f'<p class="note">{tables.text(note)}</p>\n' for note in found),
            "source": tables.text(wording.PUBLISHED_SOURCE),
            "overall": tables.overall(suite),
            "by_family": tables.by_family(suite),
            "curve": _CURVE.format(number=number) if curve.points(suite) else "",
            "errors": tables.errors(suite),
            "error_terms": tables.terms("What the types mean", wording.ERRORS),
            "differences": tables.differences(suite, headline=True),
            "family_differences": tables.differences(suite, headline=False),
            "spread": tables.spread(suite),
            "claims": tables.claims(suite),
            "every_cell": tables.every_cell(suite),
            "cost": tables.cost(suite),
        },
    )


def _headline(suite: Mapping[str, Any]) -> str:
    """Return the three scores that the run is about, in large figures, as far as they were measured."""
    cells, shown = selection.cells(suite), []
    for key, name in _HEADLINE:
        if key in cells and cells[key]["final_turn"]["mean"] is not None:
            estimate, size = cells[key]["final_turn"], cells[key]["episodes"]
            part = "mediated" if key == selection.MEDIATED else "bare"
            mean = tables.text(wording.percent(estimate["mean"]))
            bounds = tables.text(f"{wording.interval(estimate['ci'])}, n {size}")
            figure = f'<dd><b>{mean}</b><span class="ci">{bounds}</span></dd>'
            shown.append(f'<div class="{part}"><dt>{tables.text(name)}</dt>{figure}</div>')
    return f'<dl class="headline">{"".join(shown)}</dl>' if shown else ""


def _setting(summary: Mapping[str, Any]) -> str:
    runs = "1 run" if summary["runs"] == 1 else f"{summary['runs']} runs"
    drawn = wording.temperature(summary["temperature"])
    return f"{drawn[0].upper()}{drawn[1:]}, {runs} a task, seed {summary['seed']}."


def _reading() -> str:
    return tables.terms("Conditions", wording.CONDITIONS) + tables.terms("Mediation", wording.MEDIATIONS)


def _record(summary: Mapping[str, Any], manifest: Mapping[str, Any]) -> str:
    identity = {"digest": manifest["digest"], "schema": manifest["schema"]}
    parts = (
        ("Versions", summary["versions"]), ("Settings", manifest["config"]), ("Seeds", manifest.get("seeds", {})),
        ("Notes", manifest.get("notes", {})), ("Identity of the run", identity),
    )  # fmt: skip
    return "".join(tables.terms(title, entries) for title, entries in parts)


def _kept(rows: Sequence[Row]) -> list[Row]:
    """Return the conversations that the page holds: of each cell the first by task."""
    seen: Counter[tuple[str, ...]] = Counter()
    kept = []
    for row in selection.in_order(rows):
        cell = (row["suite"], row["condition"], row["mediation"], row["family"])
        seen[cell] += 1
        if seen[cell] <= PER_CELL:
            kept.append(row)
    return kept


def _kept_sentence(kept: int, total: int) -> str:
    if kept == total:
        return f"All {total} conversations of the run are here."
    return (
        f"{kept} of {total} conversations are here: of each condition, mediation and family the first {PER_CELL} by task. "
        "The run folder holds all of them, in episodes.jsonl."
    )


def _conversation(row: Row) -> dict[str, Any]:
    """Return what the explorer shows of a row."""
    verdicts, requests = selection.judged_turns(row), selection.mediated_requests(row)
    last = max(verdicts, default=-1)
    revealed = iter(row.get("revealed", ()))
    turns = []
    for index, turn in enumerate(row["conversation"]["turns"]):
        shown: dict[str, Any] = {"speaker": turn["speaker"], "text": turn["text"]}
        if turn["speaker"] == "user" and (shard := next(revealed, None)) is not None:
            shown["shard"] = shard + 1
        if index in requests:
            shown["request"] = {"action": requests[index].get("action"), "text": requests[index].get("text", "")}
        if index in verdicts:
            came = verdicts[index]
            shown["verdict"] = wording.verdict(came) if index == last else wording.along(came)
            shown["judged"] = {key: came[key] for key in ("score", "error", "strategy", "answer", "premature")}
        turns.append(shown)
    kept = {
        key: row[key]
        for key in ("suite", "condition", "mediation", "family", "task", "run", "reference", "full", "capped", "usage")
    }
    control = row["family"] in CONTROLS
    return {**kept, "control": control, "ending": wording.outcome(row), "failure": row["failure"], "turns": turns}
