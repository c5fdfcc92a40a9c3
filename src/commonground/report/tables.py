"""The page's tables as HTML: every number with its n and its interval, each score a way to its conversations.

All text is escaped. A score is a button that carries the cell it stands for; the page's script opens the conversations.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from commonground.report import selection, wording
from commonground.suites.claims import PUBLISHED_GPT_4O_MINI

Suite = Mapping[str, Any]
_FAMILY_COLUMNS = (selection.WHOLE, selection.BARE, ("SHARDED", "prompt"), selection.MEDIATED, selection.USER_ONLY)
_PUBLISHED = "published, " + wording.PUBLISHED_MODEL.replace("-", "\N{NON-BREAKING HYPHEN}")


def text(value: object) -> str:
    """Return any value as escaped text."""
    return escape(wording.plain(str(value)))


def table(caption: str, head: Sequence[str], lines: Iterable[Sequence[str]], kind: str = "") -> str:
    """Return a table that scrolls by itself where it is too wide; the first cell of a line is its head. Cells are HTML."""
    heads = "".join(f'<th scope="col">{text(name)}</th>' for name in head)
    body = "".join(
        f'<tr><th scope="row">{line[0]}</th>{"".join(f"<td>{cell}</td>" for cell in line[1:])}</tr>\n' for line in lines
    )
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{text(caption)}"><table class="{text(kind)}">'
        f"<caption>{text(caption)}</caption><thead><tr>{heads}</tr></thead><tbody>\n{body}</tbody></table></div>\n"
    )


def overall(suite: Suite) -> str:
    """Return the table of the headline families, a line for each condition and mediation."""
    head = ("condition", "mediation", "right at the final turn", "at any turn", "n", "tasks", "answered too early", "capped",
            "failed", _PUBLISHED)  # fmt: skip
    lines = []
    for (condition, mediation), cell in selection.cells(suite).items():
        published = PUBLISHED_GPT_4O_MINI.get(condition) if mediation == "off" else None
        lines.append(
            (
                _condition(condition),
                text(mediation),
                score(cell, suite["name"]),
                _estimate(cell["any_turn"]),
                text(cell["episodes"]),
                text(cell["tasks"]),
                text(cell["premature"]),
                text(cell["capped"]),
                text(_failed(cell)),
                text(wording.percent(published, 1)) if published is not None else "",
            )
        )
    return table("Every condition, headline families", head, lines, "figures two")


def matrix(suite: Suite) -> str:
    """Return the scores of every condition and family, a column for each preset."""
    presets = selection.mediations(suite)
    lines = [
        (
            text(condition),
            text(family),
            *(score(cells[one], suite["name"], sized=True) if one in cells else wording.NOTHING for one in presets),
        )
        for condition, family, cells in selection.matrix(suite)
    ]
    return table("Right at the final turn", ("condition", "family", *presets), lines, "figures two")


def numbers(suite: Suite) -> str:
    """Return what the suite shows beside the score; "" where that is nothing."""
    presets = selection.mediations(suite)
    lines = [
        (text(condition), text(name), *(text(wording.number(found.get(preset))) for preset in presets))
        for (condition, name), found in selection.numbers(suite).items()
    ]
    return table("Beside the score", ("condition", "number", *presets), lines, "figures two") if lines else ""


def by_family(suite: Suite) -> str:
    """Return the table by family; a cell shows score, interval and n. A suite other than gradual reveal has its matrix."""
    if not selection.reveals(suite):
        return matrix(suite) + numbers(suite)
    columns = [
        key for key in _FAMILY_COLUMNS if any(key in selection.cells(suite, name) for name in selection.families(suite))
    ]
    lines = []
    for family in selection.families(suite):
        cells = selection.cells(suite, family)
        shown = [score(cells[key], suite["name"], sized=True) if key in cells else wording.NOTHING for key in columns]
        lines.append((text(selection.family_name(family)), *shown))
    return table(
        "By family, right at the final turn", ("family", *(wording.setting(*key) for key in columns)), lines, "figures"
    )


def every_cell(suite: Suite) -> str:
    """Return the table of all cells there are, so that no number of the run is missing from the page."""
    head = (
        "family",
        "condition",
        "mediation",
        "right at the final turn",
        "at any turn",
        "n",
        "errors",
        "strategies",
        "failed",
    )
    lines = [
        (
            text(selection.family_name(family)), text(condition), text(mediation), score(cell, suite["name"]),
            _estimate(cell["any_turn"]), text(cell["episodes"]), text(wording.counts(cell["errors"])),
            text(wording.counts(cell["strategies"])), text(_failed(cell)),
        )
        for family in selection.families(suite)
        for (condition, mediation), cell in selection.cells(suite, family).items()
    ]  # fmt: skip
    return table("Every cell of the run", head, lines, "figures three")


def errors(suite: Suite) -> str:
    """Return how many episodes of each cell ended in each type of error; a count opens those conversations."""
    cells = selection.cells(suite)
    kinds = list(dict.fromkeys([*wording.ERRORS, *(kind for cell in cells.values() for kind in cell["errors"])]))
    kinds = [kind for kind in kinds if any(cell["errors"].get(kind) for cell in cells.values())]
    lines = [
        (
            _condition(key[0]),
            text(key[1]),
            *(_error(cell, kind, suite["name"]) for kind in kinds),
            text(cell["episodes"]),
        )
        for key, cell in cells.items()
    ]
    return table(
        "Wrong answers by type", ("condition", "mediation", *map(wording.spoken, kinds), "n"), lines, "figures two"
    )


def differences(suite: Suite, *, headline: bool) -> str:
    """Return the paired differences: of the headline families together, or of each family."""
    lines = [
        (
            text(f"{wording.setting(*one['of'])} against {wording.setting(*one['minus'])}"),
            text("headline" if one["family"] == selection.ALL else selection.family_name(one["family"])),
            f'{text(wording.points(one["mean"]))} <span class="ci">[{text(", ".join(map(wording.points, one["ci"])))}]</span>',
            text(wording.points(one["lower"])),
            text(one["n"]),
        )
        for one in suite["differences"]
        if (one["family"] == selection.ALL) == headline
    ]
    head = ("difference", "families", "points", "at least", "pairs")
    caption = "Differences on the same tasks, in percentage points"
    return table(caption if headline else f"{caption}, by family", head, lines, "figures two")


def spread(suite: Suite) -> str:
    """Return performance, aptitude and unreliability over the runs of a task, beside chance; "" with too few runs."""
    lines = [
        (
            _condition(condition), text(mediation),
            *(_estimate(one[name]) for name in ("performance", "aptitude", "unreliability", "null")),
            text(f"{one['p']:.3f}"), f"{text(wording.ratio(one['overdispersion']['mean']))} "
            f'<span class="ci">[{text(", ".join(map(wording.ratio, one["overdispersion"]["ci"])))}]</span>',
            text(f"{one['tasks']} × {one['runs']}"),
        )
        for (condition, mediation), one in selection.spread(suite).items()
    ]  # fmt: skip
    head = ("condition", "mediation", "P", "A", "U", "U by chance", "p", "over-dispersion", "tasks × runs")
    caption = "Aptitude and unreliability over the runs of a task, headline families"
    return table(caption, head, lines, "figures two") + f"<p>{text(wording.SPREAD)}</p>\n" if lines else ""


def claims(suite: Suite) -> str:
    """Return the claims with what was published, what was measured here, and the verdict."""
    lines = []
    for claim in suite["claims"]:
        bounds = "" if claim["ci"] is None else f"[{', '.join(map(wording.ratio, claim['ci']))}]"
        measured = f'{text(wording.ratio(claim["measured"]))} <span class="ci">{text(bounds)}</span>'
        source = f'{text(claim["claim"])} <span class="ci">{text(claim["source"])}</span>'
        lines.append(
            (source, text(claim["published"]), measured, text(claim["column"]), f"<b>{text(claim['verdict'])}</b>")
        )
    head = ("claim", "published", "measured here", "as", "verdict")
    return table("Claims from the literature", head, lines, "words")


def cost(suite: Suite) -> str:
    """Return calls and tokens by condition and mediation over all families, and their sum.

    The last two columns are what failed episodes took, which is part of the rest.
    """
    spent = selection.spent(suite)
    total = [sum(column) for column in zip(*spent.values(), strict=True)]
    lines = [(text(condition), text(mediation), *_amounts(one)) for (condition, mediation), one in spent.items()]
    lines.append(("all", "", *_amounts(total)))
    head = ("condition", "mediation", "calls", "prompt tokens", "reply tokens", "from the cache", "made again",
            "calls wasted", "tokens wasted")  # fmt: skip
    return table("Cost", head, lines, "figures two")


def terms(title: str, entries: Mapping[str, object]) -> str:
    """Return names with what they stand for, as a list of terms."""
    inside = "".join(
        f"<dt>{text(wording.spoken(name))}</dt><dd>{text(_shown(value))}</dd>" for name, value in entries.items()
    )
    return f"<section><h3>{text(title)}</h3><dl>{inside}</dl></section>\n" if inside else ""


def score(cell: selection.Cell, suite: str, *, sized: bool = False) -> str:
    """Return the final-turn score of a cell as a button, with its interval and, where `sized`, its n."""
    size = f' <span class="ci">n {text(cell["episodes"])}</span>' if sized else ""
    estimate = cell["final_turn"]
    return f"{_button(wording.percent(estimate['mean']), cell, suite)} {_interval(estimate)}{size}"


def _error(cell: selection.Cell, kind: str, suite: str) -> str:
    count = cell["errors"].get(kind, 0)
    return _button(str(count), cell, suite, f"wrong: {wording.spoken(kind)}") if count else '<span class="ci">0</span>'


def _button(label: str, cell: selection.Cell, suite: str, ending: str = "") -> str:
    """Return a button that opens the conversations of a cell, those that came to one `ending` where it is given."""
    family = "" if cell["family"] == selection.ALL else cell["family"]
    wanted = {
        "suite": suite,
        "condition": cell["name"],
        "mediation": cell["mediation"],
        "family": family,
        "ending": ending,
    }
    place = wording.setting(cell["name"], cell["mediation"])
    title = f"{label}: show the conversations of {' '.join(part for part in (place, family, ending) if part)}"
    data = f'data-cell="{text(json.dumps(wanted))}" aria-label="{text(title)}"'
    return f'<button class="open" type="button" {data}>{text(label)}</button>'


def _estimate(estimate: Mapping[str, Any]) -> str:
    return f"{text(wording.percent(estimate['mean']))} {_interval(estimate)}"


def _interval(estimate: Mapping[str, Any]) -> str:
    return "" if estimate["ci"] is None else f'<span class="ci">[{text(wording.interval(estimate["ci"]))}]</span>'


def _failed(cell: selection.Cell) -> str:
    return wording.counts(cell["failures"]) or "0"


def _condition(name: str) -> str:
    meaning = wording.CONDITIONS.get(name, "")
    mark = " (oracle)" if name in selection.ORACLES else ""
    return f'<span title="{text(meaning)}">{text(name)}{mark}</span>'


def _amounts(spent: Sequence[int]) -> list[str]:
    return [f"{amount:,}".replace(",", "\N{THIN SPACE}") for amount in spent]


def _shown(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=True)
