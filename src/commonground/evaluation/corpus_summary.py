"""A corpus in one document: each measure with its mean, interval, chance level and card. `measure --json` prints this."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

from commonground.evaluation.chance import Chance
from commonground.evaluation.corpus import Corpus
from commonground.measures.measure import Value
from commonground.measures.registry import chosen
from commonground.measures.result import SIDES
from commonground.measures.surrogates import VERSION
from commonground.statistics.intervals import Interval, adjusted
from commonground.statistics.moments import Moments
from commonground.text import tokens


def summarize_corpus(corpus: Corpus, chances: Iterable[Chance], names: Sequence[str] = ()) -> dict[str, Any]:
    """Return the summary of a corpus: over all groups together, by group where there are several, and their differences."""
    by_measure: dict[str, list[dict[str, Any]]] = {}
    for one in chances:
        name, _, last = one.measure.rpartition(".")
        measure, side = (name, last) if last in SIDES else (one.measure, None)
        found = {
            "kind": one.kind,
            "side": side,
            "level": one.level,
            "difference": _shown(one.difference),
            "p": one.p,
            "q": one.q,
        }
        by_measure.setdefault(measure, []).append(found)
    whole = _merged(corpus.folds)
    return {
        "conversations": corpus.conversations,
        "talks": corpus.talks,
        "versions": {"tokens": tokens.VERSION, "surrogates": VERSION},
        "measures": [
            {
                "family": own.name, "measure": card.name, "version": card.version, "means": card.means, "human": card.human,
                "beside": card.chance,
                **_values(whole, card.name), "chance": by_measure.get(card.name, []),
            }
            for own in chosen(names)
            for card in own.cards
        ],
        "trajectories": {
            name: {
                side: [{"turn": turn + 1, **(_shown(fold.interval()) or {})} for turn, fold in sorted(folds.items())]
                for side, folds in sides.items()
            }
            for name, sides in sorted(corpus.series.items())
        },
        "groups": _groups(corpus, names) if len(corpus.folds) > 1 else [],
        "differences": _differences(corpus, names) if len(corpus.rows) > 1 else [],
    }  # fmt: skip


def _merged(folds: Mapping[Hashable, Mapping[str, Moments]]) -> dict[str, Moments]:
    found: dict[str, Moments] = {}
    for own in folds.values():
        for name, fold in own.items():
            found.setdefault(name, Moments()).merge(fold)
    return found


def _values(folds: Mapping[str, Moments], name: str) -> dict[str, Any]:
    value = folds.get(name, Moments())
    return {
        "value": _shown(value.interval()),
        **{side: _shown(folds.get(f"{name}.{side}", Moments()).interval()) for side in SIDES},
    }


def _shown(interval: Interval | None) -> dict[str, Any] | None:
    return None if interval is None else {"mean": interval.mean, "ci": [interval.low, interval.high], "n": interval.n}


def _groups(corpus: Corpus, names: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {
            "group": group,
            "measures": [
                {"measure": card.name, **_values(folds, card.name)} for own in chosen(names) for card in own.cards
            ],
        }
        for group, folds in corpus.folds.items()
    ]


def _differences(corpus: Corpus, names: Sequence[str]) -> list[dict[str, Any]]:
    """Return each later group minus the first: over conversations of one name where the groups share them, else unpaired."""
    (base, first), *others = corpus.rows.items()
    found = []
    for group, own in others:
        shared = [name for name in own if name in first]
        for card in (card for family in chosen(names) for card in family.cards):
            folds = [corpus.folds[name].get(card.name, Moments()) for name in (base, group)]
            one = _paired(first, own, shared, card.name) if shared else _unpaired(*folds)
            if one is not None:
                found.append({"of": group, "minus": base, "measure": card.name, "paired": bool(shared), **one})
    for one, q in zip(found, adjusted([one["p"] for one in found]), strict=True):
        one["q"] = q
    return found


def _paired(
    first: Mapping[str, Mapping[str, Value]],
    own: Mapping[str, Mapping[str, Value]],
    shared: Sequence[str],
    measure: str,
) -> dict[str, Any] | None:
    moved = Moments()
    for name in shared:
        value, before = own[name].get(measure), first[name].get(measure)
        if value is not None and before is not None:
            moved.add(value - before)
    found, p = moved.interval(), moved.p()
    if found is None or p is None:
        return None
    return {"mean": found.mean, "ci": [found.low, found.high], "n": found.n, "p": p}


def _unpaired(first: Moments, own: Moments) -> dict[str, Any] | None:
    found = own.minus(first)
    if found is None:
        return None
    difference, p = found
    return {"mean": difference.mean, "ci": [difference.low, difference.high], "n": difference.n, "p": p}
