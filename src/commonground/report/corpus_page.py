"""The page of a measured corpus: every measure, its course over the turns, and conversations with what they share marked.

One HTML file that needs no network. Conversations are text set by this program, escaped; the only scripts are Plotly's and
the few lines that draw with it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commonground.measures.expressions import has_letter
from commonground.measures.lexical import Lexicon, lexicon
from commonground.measures.talk import Talk
from commonground.report import corpus_terminal as terminal
from commonground.report import wording
from commonground.report.html import filled, inlined, part, plain, policy, put
from commonground.report.tables import table, text

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

CONVERSATIONS, EXPRESSIONS = 12, 25  # shown at most
_FEWEST = 3  # conversations behind a point of a trajectory
_LEFT_OUT = 0.2  # a trajectory is drawn from turns that so large a share of the conversations reaches
_DRAWN = (
    "lexical.repetition", "lexical.self_repetition", "turns.cosine", "style.lsm_turns", "semantic.tfidf_adjacent",
    "length.words", "readability.ease", "emotion.valence",
)  # fmt: skip


def write(path: Path, summary: Mapping[str, Any], talks: Sequence[Talk]) -> None:
    """Write the page to `path`, whole or not at all. Raises: StoreError when it cannot be written."""
    put(path, page(summary, talks))


def page(summary: Mapping[str, Any], talks: Sequence[Talk]) -> str:
    """Return the page as one HTML document; `talks` are those whose expressions and turns are shown."""
    from plotly.offline import get_plotlyjs

    scripts = [get_plotlyjs().replace("\r", ""), part("corpus.js")]
    figures = {name: plain(trajectory(name, points)) for name, points in _courses(summary)}
    lexicons = [lexicon(talk) for talk in talks]
    files = ", ".join(Path(file).name for file in summary.get("files", ())) or "conversations"
    return filled(
        part("corpus.html"),
        {
            "policy": policy(scripts),
            "style": part("page.css"),
            "title": text(f"{files}: common ground"),
            "name": text(files),
            "lead": text(f"{summary['conversations']:,} conversations, {summary['talks']:,} between two speakers."),
            "families": "".join(_family(name, entries) for name, entries in _families(summary)),
            "differences": "".join(f"<p>{text(line)}</p>" for line in terminal.notable(summary["differences"])),
            "charts": "".join(_chart(name, summary) for name in figures),
            "expressions": _expressions(lexicons),
            "conversations": "".join(_conversation(one) for one in _telling(lexicons)),
            "figures": inlined(figures),
            "plotly": scripts[0],
            "script": scripts[1],
        },
    )


def _families(summary: Mapping[str, Any]) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    grouped: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for entry in summary["measures"]:
        if terminal.has_value(entry):
            grouped[entry["family"]].append(entry)
    yield from grouped.items()


def _family(name: str, entries: Sequence[Mapping[str, Any]]) -> str:
    lines = []
    for entry in entries:
        sides = [_side(entry, side) for side in ("first", "second")]
        size = max(entry[kind]["n"] for kind in ("value", "first", "second") if entry[kind])
        meaning = entry["means"] + (f" People: {entry['human']}" if entry["human"] else "")
        value = terminal.shown(entry["value"]) if entry["value"] else ""
        lines.append(
            (
                text(entry["measure"]),
                text(value),
                *map(text, sides),
                text(_above(entry)),
                str(size),
                text(meaning),
            )
        )
    head = ("measure", "value", "first", "second", "above chance", "n", "what it is")
    return table(name, head, lines, "measures")


def _side(entry: Mapping[str, Any], side: str) -> str:
    return terminal.shown(entry[side]) + terminal.star(terminal.beside(entry, side)).strip() if entry[side] else ""


def _above(entry: Mapping[str, Any]) -> str:
    one = terminal.beside(entry)
    return "" if one is None else terminal.shown(one["difference"]) + terminal.above(entry)[-1].strip()


Points = Sequence[Mapping[str, Any]]


def _courses(summary: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Points]]]:
    """Yield the trajectories that are drawn, by speaker, each cut where too few conversations go on."""
    for name in _DRAWN:
        sides = summary["trajectories"].get(name, {})
        least = max(_FEWEST, _LEFT_OUT * max((point["n"] for points in sides.values() for point in points), default=0))
        kept = {side: [point for point in points if point["n"] >= least] for side, points in sorted(sides.items())}
        if any(len(points) >= 2 for points in kept.values()):
            yield name, kept


def trajectory(name: str, sides: Mapping[str, Points]) -> Figure:
    """Return a measure by number of turn, a line for each speaker within a band that is its 95 % interval."""
    from plotly.graph_objects import Figure, Scatter

    traces = []
    for side, points in sides.items():
        turns = [point["turn"] for point in points]
        low, high = ([point["ci"][bound] for point in points] for bound in (0, 1))
        band = Scatter(
            x=[*turns, *turns[::-1]], y=[*high, *low[::-1]], fill="toself", mode="lines", line={"width": 0}, meta="band",
            hoverinfo="skip", showlegend=False,
        )  # fmt: skip
        line = Scatter(
            x=turns, y=[point["mean"] for point in points], mode="lines+markers", meta=side, name=f"{side} speaker",
            customdata=[point["n"] for point in points], hovertemplate="turn %{x}: %{y:.3f}, n %{customdata}<extra></extra>",
        )  # fmt: skip
        traces += [band, line]
    axes = {"xaxis": {"title": "turn", "zeroline": False}, "yaxis": {"rangemode": "tozero"}}
    legend = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"}
    return Figure(traces, {"height": 280, "margin": {"l": 52, "r": 16, "t": 34, "b": 44}, "legend": legend, **axes})


def _chart(name: str, summary: Mapping[str, Any]) -> str:
    means = next(entry["means"] for entry in summary["measures"] if entry["measure"] == name)
    caption = f"<figcaption><b>{text(name)}</b> by turn: {text(means)}; the band is the 95 % interval.</figcaption>"
    place = f'<div class="chart" role="img" aria-label="{text(name)} by turn" data-figure="{text(name)}"></div>'
    return f"<figure>{caption}{place}</figure>"


def _expressions(lexicons: Sequence[Lexicon]) -> str:
    """Return the expressions that most conversations share, with who coined them and how they were taken up."""
    talks, uses, coined, lag = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for own in lexicons:
        for one in own.expressions:
            said = " ".join(one.tokens)
            talks[said] += 1
            uses[said] += len(one.uses)
            coined[said] += one.initiator
            lag[said] += one.established - min(one.uses[0].first_of_0, one.uses[0].first_of_1)
    best = sorted(talks, key=lambda said: (-talks[said] * len(said.split()), said))[:EXPRESSIONS]
    lines = [
        (text(said), str(talks[said]), f"{uses[said] / talks[said]:.1f}", wording.percent(1 - coined[said] / talks[said]),
         f"{lag[said] / talks[said]:.1f}")
        for said in best
    ]  # fmt: skip
    head = (
        "expression",
        "conversations",
        "free uses in each",
        "said first by the first speaker",
        "turns until the other said it",
    )
    return table("Shared expressions, those in most conversations and the longest first", head, lines, "figures")


def _telling(lexicons: Sequence[Lexicon]) -> list[Lexicon]:
    """Return the conversations that share the most, in the share of their tokens that lie in shared expressions."""

    def share(own: Lexicon) -> float:
        return sum(own.found.covered[0]) / max(1, sum(map(len, own.talk.tokens)))

    return sorted(lexicons, key=share, reverse=True)[:CONVERSATIONS]


def _conversation(own: Lexicon) -> str:
    """Return a conversation, the shared expressions of each turn marked from their first word to their last."""
    marked: dict[int, set[int]] = defaultdict(set)
    for one in own.expressions:
        for use in one.uses:
            words = [place for place in range(use.start, use.end) if has_letter(own.talk.tokens[use.turn][place])]
            marked[use.turn] |= set(range(words[0], words[-1] + 1))
    lines = []
    for turn, side in enumerate(own.talk.sides):
        name = text(own.talk.names[side])
        lines.append(f'<div class="turn {name}"><b>{name}</b> {_turn(own.talk.tokens[turn], marked[turn])}</div>')
    shared = sum(own.found.covered[0]) / max(1, sum(map(len, own.talk.tokens)))
    title = own.talk.conversation.id or "conversation"
    head = f"{title}: {len(own.talk)} turns, {wording.percent(shared)} of the tokens repeat the other"
    return f"<details><summary>{text(head)}</summary>{''.join(lines)}</details>"


def _turn(tokens: Sequence[str], marked: set[int]) -> str:
    shown = []
    for place, token in enumerate(tokens):
        opens = place in marked and place - 1 not in marked
        closes = place in marked and place + 1 not in marked
        shown.append(("<mark>" if opens else "") + text(token) + ("</mark>" if closes else ""))
    return " ".join(shown)
