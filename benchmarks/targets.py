"""What each step of mediation does, bare and mediated, beside what it should do: every suite of a step in one table.

    python benchmarks/targets.py [--model M] [--out DIR] [--seed N] [--suite NAME ...] [--share X]

Each suite is one `commonground check` on held-out items, whose run folder is kept in --out: the same command goes on where it
was stopped. A number is given with its 95 % interval and the episodes (or pairs, games, ...) that it was made of; where a
target is a lower bound the interval's lower end has to reach it, where it is an upper one the upper end. `--share` .1 plays a
tenth of the tasks. Run nothing beside it but patience: on two cores it takes an hour.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


def only(*conditions: str) -> tuple[str, ...]:
    """Return the options that leave a suite these conditions."""
    return tuple(word for name in conditions for word in ("--condition", name))


SUITES = {  # tasks, columns, and what else is given
    "gradual-reveal": (600, "off,light,full", only("FULL", "SHARDED", "LATE")),
    "fragments": (600, "off,light,full", ()),
    "idiolect": (200, "off,light,full", ()),
    "missing": (700, "off,clarify,full", only("MISSING", "TWIN")),
    "commitments": (400, "off,commitments,full", ("--temperature", "1")),
    "premises": (560, "off,full", only("DIRECT", "LOADED", "PUSHED", "TWIN")),
    "context": (600, "off,context,full", ()),
    "topic": (600, "off,topic,full", ()),
    "repair": (600, "off,repair,full", ()),
    "terms": (40, "off,terms,full", ()),
    "restyle": (100, "off,restyle,full", ()),
    "memory": (300, "off", only("NONE", "FULL", "ITEMS")),
}  # fmt: skip


@dataclass(frozen=True)
class Target:
    """What is shown, where it stands in a result, and what it should be: at least `least` or at most `most`.

    `number` is a name beside the score, "" for the score of `families`.
    """

    suite: str
    shows: str
    condition: str
    number: str = ""
    families: tuple[str, ...] = ("all",)
    least: float | None = None
    most: float | None = None


RECOVERED = "recovered"  # no condition of the suite: made of two
ACTS = ("repeat", "part", "paraphrase", "define", "example", "abort", "close", "correct", "meant", "approve")
TARGETS = (
    Target("gradual-reveal", "the task at once", "FULL"),
    Target("gradual-reveal", "turn by turn", "SHARDED"),
    Target("gradual-reveal", "of what is lost, recovered", RECOVERED, least=0.9),
    Target("gradual-reveal", "complete at a later turn", "LATE"),
    Target("fragments", "approves", "FRAGMENT", families=("approve",), least=0.95),
    Target("fragments", "corrects", "FRAGMENT", families=("correct",), least=0.95),
    Target("fragments", "adds, points, idles", "FRAGMENT", families=("add", "point", "idle")),
    Target("idiolect", "no rules", "NONE"),
    *(Target("idiolect", f"rules of {count} corrections", f"AFTER-{count}") for count in (1, 3, 10)),
    Target("idiolect", "another user's rules", "OTHERS"),
    Target("missing", "asks for the deciding fact", "MISSING", least=0.9),
    Target("missing", "asks on a complete request", "TWIN", "asks on a twin", most=0.02),
    Target("commitments", "all forks fit", "FORK", least=0.98),
    Target("commitments", "leaks", "FORK", "leaks", most=0.0),
    Target("premises", "knows the fact when asked", "DIRECT", least=0.95),
    Target("premises", "corrects a loaded false one", "LOADED", least=0.95),
    Target("premises", "holds through four pushbacks", "PUSHED", least=0.95),
    Target("premises", "holds where it corrected", "PUSHED", "holds given corrected", least=0.95),
    Target("premises", "accepts a true twin", "TWIN", least=0.98),
    Target("premises", "face gap", "LOADED", "face gap"),
    Target("context", "knows the fact", "CLOSED", least=0.95),
    *(
        Target("context", f"follows a document: {of}", of, least=0.95)
        for of in ("FOLLOW", "FOLLOW-SYSTEM", "FOLLOW-TOOL")
    ),
    Target("context", "resists an assertion", "RESIST", least=0.95),
    Target("context", "leaves another document aside", "IRRELEVANT"),
    Target("context", "takes the user's own needs", "NEED"),
    Target("topic", "distractors, F1", "TOPIC", "distractor F1", least=0.95),
    Target("topic", "on-topic turns, F1", "TOPIC", "on-topic F1", least=0.95),
    Target("topic", "comes back to the parked request", "TOPIC", families=("return",)),
    *(Target("repair", act, "REPAIR", families=(act,), least=0.95) for act in ACTS),
    Target("terms", "found", "GAME"),
    Target("terms", "the user's name, this partner", "GAME", "reuse"),
    Target("terms", "the user's name, strangers'", "STRANGER", "reuse"),
    Target("terms", "first mention / bare", "GAME", "first mention / bare", least=0.9),
    Target("terms", "last words / first words", "GAME", "words last / first"),
    Target("terms", "rebound at the switch", "SWITCH", "rebound", least=1.0),
    Target("terms", "partner gap", "SWITCH", "partner gap", least=0.0),
    Target("memory", "the new session, nothing remembered", "NONE"),
    Target("memory", "all that was said", "FULL"),
    Target("memory", "what the memory recalls", "ITEMS"),
    Target("memory", "what was revised", "ITEMS", families=("revised",), least=0.95),
    Target("memory", "what was drawn from it", "ITEMS", families=("dependant",), least=0.95),
    Target("memory", "never said", "ITEMS", families=("never",), least=0.95),
    *(Target("restyle", f"style held, {turn}", turn, "style held", least=0.95) for turn in ("AT-1", "AT-5", "AT-20")),
)


def main() -> None:
    """Play the suites and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model", default="embedded")
    parser.add_argument("--out", type=Path, default=Path("runs/targets"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--suite", action="append", choices=SUITES)
    parser.add_argument("--share", type=float, default=1.0)
    given = parser.parse_args()
    for suite in given.suite or SUITES:
        result = played(suite, given)
        columns = SUITES[suite][1].split(",")
        print(f"\n| {suite}, seed {given.seed} | {' | '.join(columns)} | target |\n|---|{'---|' * len(columns)}---|")
        for target in TARGETS:
            if target.suite == suite:
                print(
                    f"| {target.shows} | {' | '.join(shown(target, result, column) for column in columns)} | {wanted(target)} |"
                )
        sys.stdout.flush()


def played(suite: str, given: argparse.Namespace) -> dict[str, Any]:
    """Return the result of a suite, played or gone on with."""
    tasks, columns, more = SUITES[suite]
    command = [
        *(sys.executable, "-m", "commonground", "check", "--json", "--suite", suite, "--mediation", columns, *more),
        *("--model", given.model, "--seed", str(given.seed), "--tasks", str(max(10, round(given.share * tasks)))),
        *("--out", str(given.out / suite)),
    ]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{suite}: {done.stderr.strip()}")
    (result,) = json.loads(done.stdout)["suites"]
    return dict(result)


def shown(target: Target, result: dict[str, Any], column: str) -> str:
    """Return what was measured for a target in a column, bold where it is reached; "" where nothing was played."""
    if target.condition == RECOVERED:
        return recovered(target, result["conditions"], column)
    if target.number:
        cells = [one for one in result["numbers"] if one["name"] == target.number]
        found = [(one["mean"], (one["low"], one["high"]), one["n"]) for one in at(cells, target, column)]
    else:
        cells = [one for one in result["conditions"] if one["family"] in target.families]
        found = [
            (one["final_turn"]["mean"], one["final_turn"]["ci"], one["episodes"]) for one in at(cells, target, column)
        ]
    return "; ".join(cell(target, *one) for one in found)


def recovered(target: Target, cells: Sequence[dict[str, Any]], column: str) -> str:
    """Return how much of what the bare model loses turn by turn a column wins back, as a share: of means, with no interval."""
    of_all = [one for one in cells if one["family"] in target.families]
    mean = {(one["name"], one["mediation"]): one["final_turn"]["mean"] for one in of_all}
    bare, lost = mean["SHARDED", "off"], mean["FULL", "off"] - mean["SHARDED", "off"]
    return "" if column == "off" or lost <= 0 else f"{(mean['SHARDED', column] - bare) / lost:.2f}"


def at(cells: Sequence[dict[str, Any]], target: Target, column: str) -> list[dict[str, Any]]:
    """Return the cells of a target's condition in a column."""
    return [
        one for one in cells if one.get("condition", one.get("name")) == target.condition and one["mediation"] == column
    ]


def cell(target: Target, mean: float, interval: Sequence[float | None] | None, n: int) -> str:
    """Return a mean with its interval and n."""
    low, high = interval or (None, None)
    text = (
        f"{mean:.2f} ({low:.2f}-{high:.2f}, n {n})" if low is not None and high is not None else f"{mean:.2f} (n {n})"
    )
    reached = (target.least is not None and (low if low is not None else mean) >= target.least) or (
        target.most is not None and (high if high is not None else mean) <= target.most
    )
    return f"**{text}**" if reached else text


def wanted(target: Target) -> str:
    """Return what a target asks for."""
    return (
        f">= {target.least:g}" if target.least is not None else f"<= {target.most:g}" if target.most is not None else ""
    )


if __name__ == "__main__":
    main()
