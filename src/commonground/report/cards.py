"""The cards of the measures as a page of the docs, made from the code: what each means, its formula, source and limits.

The classifiers are scored as the page is made, on turns that were labelled apart from the rules.
"""

from __future__ import annotations

from collections.abc import Iterator

from commonground.measures.classifiers import Classifier, Score, labelled, score
from commonground.measures.measure import Card
from commonground.measures.references import matcher_scores
from commonground.measures.registry import FAMILIES, family
from commonground.report import wording
from commonground.report.corpus_terminal import number
from commonground.statistics.intervals import Interval

COMMAND = "commonground list measures --cards"


def page() -> str:
    """Return the page as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Every measure"
    yield ""
    yield f"Made by `{COMMAND}`: names, versions and formulas are those of the code. How to use them: [measuring](measure.md)."
    for name in FAMILIES:
        own = family(name)
        extra = f" (extra `{own.extra}`)" if own.extra else ""
        yield from ("", f"## {name}{extra}", "")
        for card in own.cards:
            yield from _card(card)
    yield from ("", "## Classifiers", "")
    yield (
        "How far the rules agree with labels that a person gave, on turns written apart from the rules and frozen before they "
        "were scored. In brackets 95 % intervals."
    )
    for classifier, rows in classifiers():
        yield from _scored(score(classifier, labelled(rows)))
    yield from _matcher()


def classifiers() -> Iterator[tuple[Classifier, str]]:
    """Yield each classifier with the name of the labelled turns that it is scored on."""
    from commonground.measures.acts import ACT
    from commonground.measures.questions import QUESTION
    from commonground.measures.repair import REPAIR
    from commonground.measures.requests import REQUEST
    from commonground.measures.topics import SHIFT

    yield from ((ACT, "acts"), (REPAIR, "repairs"), (REQUEST, "requests"), (QUESTION, "questions"), (SHIFT, "shifts"))


def _card(card: Card) -> Iterator[str]:
    yield f"**`{card.name}`** (version {card.version}): {card.means.rstrip('.')}. {_sentence(card.direction)}"
    yield f"Formula: {card.formula}. Range: {card.range}. Cost: {card.cost}. Source: {card.source}."
    yield f"It is not {card.is_not}." if card.is_not else ""
    if card.chance:
        yield "Beside it stands its chance level, from surrogates."
    if card.human:
        yield f"People: {card.human}."
    yield ""


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:].rstrip('.')}." if text else ""


def _scored(found: Score) -> Iterator[str]:
    kappa = "-" if found.kappa is None else number(found.kappa)
    bounds = f" [{number(found.interval.low)}, {number(found.interval.high)}]" if found.interval else ""
    yield from ("", f"### {found.classifier} ({found.version})", "")
    yield f"{found.rows} turns, kappa {kappa}{bounds}."
    yield from ("", "| label | precision | recall |", "|---|---|---|")
    for one in found.labels:
        yield f"| {one.label} | {_share(one.precision)} | {_share(one.recall)} |"


def _share(interval: Interval | None) -> str:
    if interval is None:
        return wording.NOTHING
    return f"{number(interval.mean)} [{number(interval.low)}, {number(interval.high)}]"


def _matcher() -> Iterator[str]:
    import json
    from importlib.resources import files

    text = files("commonground.measures.labelled").joinpath("references.jsonl").read_text(encoding="utf-8")
    dialogues = [json.loads(line) for line in text.splitlines()]
    precision, recall = matcher_scores(dialogues)
    shown = [wording.NOTHING if value is None else number(value) for value in (precision, recall)]
    yield from ("", "### references", "")
    yield f"Pairs of mentions of one thing, {len(dialogues)} dialogues: precision {shown[0]}, recall {shown[1]}."
