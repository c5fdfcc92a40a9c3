"""The terminal's table of a measured corpus: every measure with its interval, what chance gives, and what it means.

Kinds of alignment stand side by side, a family a table; there is no score over all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from commonground.report import wording

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

Entry = Mapping[str, Any]


def show(summary: Mapping[str, Any], console: Console) -> None:
    """Print the summary of a corpus (`evaluation.corpus_summary`)."""
    from rich.text import Text

    talks, whole = summary["talks"], summary["conversations"]
    console.print(Text(f"{whole:,} conversations, {talks:,} of them between two speakers", "bold"))
    silent: list[str] = []
    for family in dict.fromkeys(entry["family"] for entry in summary["measures"]):
        entries = [entry for entry in summary["measures"] if entry["family"] == family]
        told = [entry for entry in entries if has_value(entry)]
        silent += [entry["measure"] for entry in entries if entry not in told]
        if told:
            console.print(_table(family, told))
            for entry in told:
                console.print(Text(f"{entry['measure']}: {_meaning(entry)}", "dim"))
            console.print()
    if silent:
        console.print(Text(f"Does not apply here: {', '.join(silent)}.", "dim"))
    for difference in notable(summary["differences"]):
        console.print(Text(difference))
    if summary.get("judge"):
        console.print(Text(wording.judged(summary["judge"])))
    console.print(Text(_footer(summary), "dim"))


def has_value(entry: Entry) -> bool:
    """Return whether a measure applied to any conversation."""
    return any(entry[kind] is not None for kind in ("value", "first", "second"))


def shown(estimate: Mapping[str, Any] | None) -> str:
    """Return a mean with its interval; "-" where there is none.

    >>> shown({"mean": 0.25, "ci": [0.2, 0.3], "n": 9}), shown(None)
    ('.250 [.200, .300]', '-')
    """
    if estimate is None:
        return wording.NOTHING
    return f"{number(estimate['mean'])} [{number(estimate['ci'][0])}, {number(estimate['ci'][1])}]"


def number(value: float) -> str:
    """Return a number with three digits that count, without the zero before its point.

    >>> number(0.5), number(-0.25), number(12.345), number(2000.0)
    ('.500', '−.250', '12.3', '2,000')
    """
    size = abs(value)
    text = f"{size:.3f}".removeprefix("0") if size < 1 else f"{size:.3g}" if size < 999.5 else f"{size:,.0f}"
    return (wording.MINUS if value < 0 and text.strip("0.,") else "") + text


def beside(entry: Entry, side: str | None = None) -> Entry | None:
    """Return how far a measure, or that of a speaker, lies above the surrogate of its card; None where it has none."""
    found = (one for one in entry["chance"] if one["kind"] == entry["beside"] and one["side"] == side)
    return next(found, None)


def above(entry: Entry) -> str:
    """Return the mean of real minus surrogate, with a star where it holds after correction."""
    one = beside(entry)
    if one is None:
        return ""
    return number(one["difference"]["mean"]) + star(one)


def star(one: Entry | None) -> str:
    """Return a star where a difference from chance holds after correction, else a space."""
    return "*" if one is not None and one["q"] < 0.05 else " "


def notable(differences: Sequence[Entry]) -> list[str]:
    """Return the differences between groups that hold after correction, in words."""
    return [
        f"{one['measure']}: {one['of']} against {one['minus']} {shown(one)}, {one['n']} "
        f"{'pairs' if one['paired'] else 'conversations'}, q {one['q']:.3f}"
        for one in differences
        if one["q"] < 0.05
    ]


def _table(family: str, entries: Sequence[Entry]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, title=family, title_justify="left")
    table.add_column("measure", no_wrap=True)
    sided = any(entry["first"] or entry["second"] for entry in entries)
    by_chance = any(map(beside, entries))
    heads = ["value", *(["first", "second"] if sided else []), *(["above chance"] if by_chance else []), "n"]
    for head in heads:
        table.add_column(head, justify="right")
    for entry in entries:
        sides = [_side(entry, side) for side in ("first", "second")]
        size = max(entry[kind]["n"] for kind in ("value", "first", "second") if entry[kind])
        table.add_row(
            entry["measure"].removeprefix(f"{family}."), shown(entry["value"]), *(sides if sided else []),
            *([above(entry)] if by_chance else []), str(size),
        )  # fmt: skip
    return table


def _meaning(entry: Entry) -> str:
    return str(entry["means"]).rstrip(".") + (f"; people: {entry['human']}" if entry["human"] else "")


def _side(entry: Entry, side: str) -> str:
    estimate = entry[side]
    return wording.NOTHING if estimate is None else number(estimate["mean"]) + star(beside(entry, side))


def _footer(summary: Mapping[str, Any]) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in summary["versions"].items())
    return (
        "In brackets 95 % intervals over conversations. In a chat the first speaker is the user, the second the assistant. "
        "Above chance: the mean of real minus surrogate (turns shuffled; partners swapped where their order "
        "does not matter), * where it holds after correction for the number of measures. "
        f"Seed {summary['seed']}, {summary['surrogates']} draws; versions: {versions}; those of measures: "
        "commonground list measures."
    )
