"""The terminal's report: how well a model does at once and turn by turn, bare and mediated, with two conversations.

Readable from 80 columns on and without colour: whatever a style says, a word says too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commonground.report import selection, wording
from commonground.suites.claims import PUBLISHED_GPT_4O_MINI

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

Suite = Mapping[str, Any]
Row = Mapping[str, Any]
_COLUMNS = (selection.WHOLE, selection.BARE, selection.MEDIATED, selection.USER_ONLY)


def show(summary: Mapping[str, Any], rows: Sequence[Row], console: Console, page: Path | None = None) -> None:
    """Print the tables of a run, two example conversations, and what the figures depend on; `page` is named where given."""
    for suite in summary["suites"]:
        own = [row for row in rows if row["suite"] == suite["name"]]
        _show_suite(summary, suite, own, console)
    for line in _footer(summary, page):
        console.print(_text(line, "dim"), soft_wrap=False)


def _show_suite(summary: Mapping[str, Any], suite: Suite, rows: Sequence[Row], console: Console) -> None:
    about = ", the same tasks at once and turn by turn" if selection.reveals(suite) else ""
    console.print(_text(f"\n{suite['name']}: {summary['model']}{about}", "bold"))
    if selection.reveals(suite) and selection.cells(suite):
        console.print(_overall(suite))
        console.print(_text(f"Right: share of tasks solved at the final turn, with its 95 % interval; any: at any turn. "
                            f"{wording.PUBLISHED_MODEL}: {wording.PUBLISHED_SOURCE}.", "dim"))  # fmt: skip
    if selection.calibrates(suite):
        console.print(_text(wording.CALIBRATION))
    for note in selection.notes(summary["model"], suite, rows):
        console.print(_text(note, "bold"))
    console.print(_by_family(suite) if selection.reveals(suite) else _matrix(suite))
    if suite.get("numbers"):
        console.print(_numbers(suite))
    for line in _differences(suite):
        console.print(_text(line))
    if selection.spread(suite):
        console.print(_spread(suite))
        console.print(_text(wording.SPREAD, "dim"))
    if suite["claims"]:
        console.print(_claims(suite))
    console.print(_text(wording.spent([sum(one) for one in zip(*selection.spent(suite).values(), strict=True)]), "dim"))
    if selection.reveals(suite):
        _show_example(rows, console)


def _matrix(suite: Suite) -> Table:
    """Return the scores of every condition and family, a column for each preset."""
    table = _table("Right at the final turn, in percent, with its 95 % interval")
    for name in ("condition", "family"):
        table.add_column(name)
    presets = selection.mediations(suite)
    for name in (*presets, "n"):
        table.add_column(name, justify="right")
    for condition, family, cells in selection.matrix(suite):
        sizes = sorted({cell["episodes"] for cell in cells.values()})
        shown = (_score(cells.get(name)) for name in presets)
        table.add_row(_text(condition), _text(family), *shown, "–".join(map(str, dict.fromkeys((sizes[0], sizes[-1])))))
    return table


def _numbers(suite: Suite) -> Table:
    """Return what the suite shows beside the score, a column for each preset."""
    table = _table("Beside the score")
    for name in ("condition", "number"):
        table.add_column(name)
    presets = selection.mediations(suite)
    for preset in presets:
        table.add_column(preset, justify="right")
    for (condition, name), found in selection.numbers(suite).items():
        table.add_row(_text(condition), _text(name), *(wording.number(found.get(preset)) for preset in presets))
    return table


def _overall(suite: Suite) -> Table:
    table = _table()
    table.add_column("condition", no_wrap=True)
    table.add_column("mediation", no_wrap=True)
    for name in ("right", "interval", "any", "n"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("errors; failures", ratio=1)
    table.add_column(f"published, {wording.PUBLISHED_MODEL}", justify="right", width=len(wording.PUBLISHED_MODEL))
    for (condition, mediation), cell in selection.cells(suite).items():
        published = PUBLISHED_GPT_4O_MINI.get(condition) if mediation == "off" else None
        table.add_row(
            _text(f"{condition} *" if condition in selection.ORACLES else condition),
            _text(mediation),
            _text(wording.percent(cell["final_turn"]["mean"]), "bold"),
            wording.interval(cell["final_turn"]["ci"]),
            wording.percent(cell["any_turn"]["mean"]),
            str(cell["episodes"]),
            _text(_went_wrong(cell)),
            wording.percent(published, 1) if published is not None else "",
        )
    if selection.ORACLES & {condition for condition, _ in selection.cells(suite)}:
        table.caption = "* an oracle: its user knows which turn is the last"
        table.caption_justify = "left"
    return table


def _went_wrong(cell: Mapping[str, Any]) -> str:
    """Return the typed errors of a cell and, in words, the episodes that failed."""
    failed = [f"{count} failed ({boundary})" for boundary, count in cell["failures"].items()]
    return "; ".join(part for part in (wording.counts(cell["errors"]), *failed) if part)


def _by_family(suite: Suite) -> Table:
    """Return the table by family: score and interval; a failed or missing cell has none."""
    table = _table("By family")
    table.add_column("family")
    for key in _COLUMNS:
        table.add_column(wording.setting(*key), justify="right")
    table.add_column("n", justify="right")
    for family in selection.families(suite):
        cells = selection.cells(suite, family)
        shown = [_score(cells.get(key)) for key in _COLUMNS]
        table.add_row(_text(selection.family_name(family)), *shown, _sizes(cells))
    return table


def _score(cell: Mapping[str, Any] | None) -> str:
    if cell is None or cell["final_turn"]["mean"] is None:
        return wording.NOTHING
    return f"{wording.percent(cell['final_turn']['mean'])} {wording.interval(cell['final_turn']['ci'])}"


def _sizes(cells: Mapping[selection.Key, selection.Cell]) -> str:
    """Return the number of episodes behind the cells of one line, as a range where they differ."""
    found = sorted({cells[key]["episodes"] for key in _COLUMNS if key in cells})
    return "–".join(str(count) for count in dict.fromkeys((found[0], found[-1]))) if found else wording.NOTHING


def _differences(suite: Suite) -> Iterator[str]:
    for difference in suite["differences"]:
        if difference["family"] == selection.ALL:
            low, high = (wording.points(bound) for bound in difference["ci"])
            of, minus = wording.setting(*difference["of"]), wording.setting(*difference["minus"])
            yield f"{of} against {minus}: {wording.points(difference['mean'])} points [{low}, {high}], {difference['n']} pairs"


def _spread(suite: Suite) -> Table:
    """Return performance, aptitude and unreliability over the runs of a task, beside what chance alone would show."""
    table = _table("Over the runs of a task")
    table.add_column("cell")
    for name in ("P", "A", "U", "interval", "U by chance", "p", "over-dispersion"):
        table.add_column(name, justify="right")
    for key, one in selection.spread(suite).items():
        scores = [wording.percent(one[name]["mean"]) for name in ("performance", "aptitude", "unreliability")]
        chance = f"{wording.percent(one['null']['mean'])} {wording.interval(one['null']['ci'])}"
        far = wording.ratio(one["overdispersion"]["mean"])
        table.add_row(
            wording.setting(*key), *scores, wording.interval(one["unreliability"]["ci"]), chance, f"{one['p']:.3f}", far
        )
    return table


def _claims(suite: Suite) -> Table:
    table = _table("Claims from the literature")
    table.add_column("claim", ratio=3)
    table.add_column("published")
    table.add_column("here", justify="right")
    table.add_column("verdict")
    untested = [claim["id"] for claim in suite["claims"] if claim["verdict"] == "not testable"]
    if untested:
        table.caption = f"not testable in this run: {', '.join(untested)}"
        table.caption_justify = "left"
    for claim in (claim for claim in suite["claims"] if claim["id"] not in untested):
        bounds = "" if claim["ci"] is None else f" [{wording.ratio(claim['ci'][0])}, {wording.ratio(claim['ci'][1])}]"
        table.add_row(
            _text(f"{claim['claim']} ({claim['source']})"),
            _text(claim["published"]),
            _text(wording.ratio(claim["measured"]) + bounds),
            _text(claim["verdict"], "bold"),
        )
    return table


def _show_example(rows: Sequence[Row], console: Console) -> None:
    found = selection.example(rows)
    if found is None:
        console.print(
            _text("No task was lost turn by turn and right when mediated, so there is no pair of examples to show.")
        )
        return
    task = found.bare["task"]
    console.print(
        _text(f"\nThe same task twice: {task}, the first of {found.like_it} that were lost bare and right mediated "
              f"(the other way round: {found.reverse})", "bold")
    )  # fmt: skip
    console.print(_text(f"wanted: {found.bare['reference']}"))
    table = _table()
    table.show_lines = True
    table.add_column(_text(f"SHARDED, bare: {wording.outcome(found.bare)}"), ratio=1)
    table.add_column(_text(f"SHARDED, mediated (light): {wording.outcome(found.mediated)}"), ratio=1)
    left, right = list(_exchanges(found.bare)), list(_exchanges(found.mediated))
    for number in range(max(len(left), len(right))):
        table.add_row(*(side[number] if number < len(side) else "" for side in (left, right)))
    console.print(table)


def _exchanges(row: Row) -> Iterator[Text]:
    """Yield a conversation as what the user said, what mediation made of it, and the reply, one exchange at a time."""
    verdicts, requests = selection.judged_turns(row), selection.mediated_requests(row)
    said: list[tuple[str, str]] = []
    for index, turn in enumerate(row["conversation"]["turns"]):
        if turn["speaker"] == "user":
            said.append(("user", turn["text"]))
        elif turn["speaker"] == "assistant":
            if index in requests:
                passed = requests[index].get("action") == "pass"
                said.append(("mediated", "passed on unchanged" if passed else requests[index]["text"]))
            said.append(("assistant", turn["text"]))
            if index in verdicts:
                last = index == max(verdicts)
                said.append(("=", wording.verdict(verdicts[index]) if last else wording.along(verdicts[index])))
            yield _said(said)
            said = []
    if said:
        yield _said(said)


def _said(parts: Sequence[tuple[str, str]]) -> Text:
    text = _text("")
    for number, (who, what) in enumerate(parts):
        text.append("\n" if number else "")
        text.append(f"{who}: " if who != "=" else "= ", "bold" if who == "mediated" else "dim")
        text.append(wording.plain(what))
    return text


def _footer(summary: Mapping[str, Any], page: Path | None) -> Iterator[str]:
    versions = ", ".join(f"{name} {version}" for name, version in summary["versions"].items())
    runs = "1 run" if summary["runs"] == 1 else f"{summary['runs']} runs"
    yield f"{wording.temperature(summary['temperature'])}, {runs} a task, seed {summary['seed']}; versions: {versions}"
    if page is not None:
        yield f"report: {page}"


def _table(title: str = "") -> Table:
    from rich import box
    from rich.table import Table

    table = Table(
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        pad_edge=False,
        title=title or None,
        title_justify="left",
        title_style="bold",
    )
    table.expand = not title or title.startswith("Claims")
    return table


def _text(text: str, style: str = "") -> Text:
    from rich.text import Text

    return Text(wording.plain(text), style)
