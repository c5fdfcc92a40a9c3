"""What is shown of a run and in which order: cells of the summary, families, notes to read first, two example episodes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commonground.report import wording
from commonground.suites.gradual_reveal import CONDITIONS, CONTROLS, NAME

ALL = "all"
BARE, MEDIATED, WHOLE, USER_ONLY = ("SHARDED", "off"), ("SHARDED", "light"), ("FULL", "off"), ("USER-ONLY", "off")
ORACLES = frozenset(condition.name for condition in CONDITIONS if condition.oracle)
_CONDITIONS = [condition.name for condition in CONDITIONS]
_MEDIATIONS = list(wording.MEDIATIONS)

Cell = Mapping[str, Any]
Row = Mapping[str, Any]
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Example:
    """The same task and run, lost when bare and right when mediated; one of `like_it`, while `reverse` went the other way."""

    bare: Row
    mediated: Row
    like_it: int
    reverse: int


def cells(suite: Mapping[str, Any], family: str = ALL) -> dict[Key, Cell]:
    """Return the cells of one family by (condition, mediation), in the order of the suite."""
    found = {(cell["name"], cell["mediation"]): cell for cell in suite["conditions"] if cell["family"] == family}
    return dict(
        sorted(found.items(), key=lambda entry: (_place(entry[0][0], _CONDITIONS), _place(entry[0][1], _MEDIATIONS)))
    )


def reveals(suite: Mapping[str, Any]) -> bool:
    """Return whether the suite is gradual reveal, which has columns and charts of its own."""
    return bool(suite["name"] == NAME)


def mediations(suite: Mapping[str, Any]) -> list[str]:
    """Return the presets of a suite's cells, in the order of the dial."""
    found = dict.fromkeys(cell["mediation"] for cell in suite["conditions"])
    return sorted(found, key=lambda name: _place(name, _MEDIATIONS)[0])


def matrix(suite: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Cell]]]:
    """Yield, for each condition and family of a suite, its cells by mediation; all families together first."""
    places = dict.fromkeys((cell["name"], cell["family"]) for cell in suite["conditions"])
    conditions = list(dict.fromkeys(name for name, _ in places))
    for name, family in sorted(places, key=lambda one: (conditions.index(one[0]), one[1] != ALL)):
        own = {
            cell["mediation"]: cell for cell in suite["conditions"] if (cell["name"], cell["family"]) == (name, family)
        }
        yield name, family, own


def numbers(suite: Mapping[str, Any]) -> dict[Key, dict[str, Mapping[str, Any]]]:
    """Return what a suite shows beside the score: by condition and name, then by mediation."""
    found: dict[Key, dict[str, Mapping[str, Any]]] = {}
    for one in suite.get("numbers", ()):
        found.setdefault((one["condition"], one["name"]), {})[one["mediation"]] = one
    return found


def spread(suite: Mapping[str, Any]) -> dict[Key, Mapping[str, Any]]:
    """Return what the runs of each cell of the headline families show (P, A, U), where there were enough of them."""
    return {key: cell["reliability"] for key, cell in cells(suite).items() if cell.get("reliability")}


def spent(suite: Mapping[str, Any]) -> dict[Key, list[int]]:
    """Return what each cell took over all families: the five numbers of a usage, and calls and tokens of failed episodes."""
    found: dict[Key, list[int]] = {}
    for family in families(suite):
        for key, cell in cells(suite, family).items():
            amounts = [*cell["usage"], cell["wasted"][0], cell["wasted"][1] + cell["wasted"][2]]
            found[key] = [a + b for a, b in zip(found.get(key, [0] * len(amounts)), amounts, strict=True)]
    return found


def families(suite: Mapping[str, Any]) -> list[str]:
    """Return the families of a suite, controls last."""
    found = dict.fromkeys(cell["family"] for cell in suite["conditions"] if cell["family"] != ALL)
    return sorted(found, key=lambda name: (name in CONTROLS, name))


def family_name(name: str) -> str:
    """Return the family, marked where it is a control."""
    return f"{name} (control)" if name in CONTROLS else name


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Return rows by task and run, numbers as numbers, whatever the order they were finished in."""
    return sorted(rows, key=lambda row: (_natural(row["task"]), row["run"], _place(row["condition"], _CONDITIONS)))


def notes(model: str, suite: Mapping[str, Any], rows: Sequence[Row]) -> Iterator[str]:
    """Yield what must be known before the figures are read: an unknown domain, episodes that failed."""
    for family in families(suite):
        whole = cells(suite, family).get(WHOLE)
        mean = whole["final_turn"]["mean"] if whole else None
        if mean is not None and mean < wording.LOST_BELOW:
            yield (
                f"{model} does not know the domain of {family}: with the whole task in one message it solves "
                f"{wording.percent(mean)}. What it loses over several turns cannot be told there."
            )
    for key, cell in cells(suite).items():
        if cell.get("user"):
            yield f"{wording.setting(*key)}: {wording.fidelity(cell['user'])}"
    if suite.get("judge"):
        yield wording.judged(suite["judge"])
    failed = Counter(row["failure"]["boundary"] for row in rows if row["failure"])
    for boundary, count in failed.most_common():
        meaning = wording.BOUNDARIES.get(boundary, "an unknown boundary")
        yield (
            f"{count} of {len(rows)} episodes failed at the boundary {boundary} ({meaning}). "
            "They have no score and count in no mean."
        )


def calibrates(suite: Mapping[str, Any]) -> bool:
    """Return whether the run is one on weights that this project trained."""
    return any(claim["verdict"] == "calibration" for claim in suite["claims"])


def example(rows: Iterable[Row]) -> Example | None:
    """Return the first task that was lost bare and right mediated, in a family that is no control where there is one."""
    settings: dict[tuple[str, int], dict[Key, Row]] = {}
    for row in in_order(rows):
        if row["final"] is not None:
            settings.setdefault((row["task"], row["run"]), {})[row["condition"], row["mediation"]] = row
    pairs = [(found[BARE], found[MEDIATED]) for found in settings.values() if BARE in found and MEDIATED in found]
    like_it = [pair for pair in pairs if _right(pair[1]) and not _right(pair[0])]
    if not like_it:
        return None
    bare, mediated = min(like_it, key=lambda pair: pair[0]["family"] in CONTROLS)
    return Example(bare, mediated, len(like_it), sum(_right(one) and not _right(other) for one, other in pairs))


def judged_turns(row: Row) -> dict[int, Mapping[str, Any]]:
    """Return the verdicts of a row by the index of the assistant turn that each is about; the first turns may have none."""
    replies = [index for index, turn in enumerate(row["conversation"]["turns"]) if turn["speaker"] == "assistant"]
    return dict(zip(replies[len(replies) - len(row["turns"]) :], row["turns"], strict=False))


def mediated_requests(row: Row) -> dict[int, Mapping[str, Any]]:
    """Return the notes of mediation by the index of the assistant turn that they led to."""
    events = row["conversation"].get("events", ())
    return {event["turn"]: event["value"] for event in events if event["kind"] == "mediation"}


def _right(row: Row) -> bool:
    return bool(row["final"]["score"] >= 1)


def _place(name: str, order: Sequence[str]) -> tuple[int, str]:
    return (order.index(name), "") if name in order else (len(order), name)


def _natural(text: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", text)]
