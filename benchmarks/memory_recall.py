"""What memory gives back as history grows, without any model: recall, old values given back, silence where nothing was said.

Users of the memory suite (`suites/memory.py`) tell things of themselves over 1, 5, 20 and 100 sessions and ask for them in a
new one. For each kind of question the share of right outcomes is printed with Wilson's lower bound (95 %, two-sided):

    fact, otherwise, loose   the value is in what is given
    revised, dependant       the new value is in what is given; dependant: the old one had been used in a request
    not old                  of these, the value before is not in what is given
    never                    nothing is given

`words` is the mean number of words that a model would have to read. Another number of users as the argument.
"""

from __future__ import annotations

import asyncio
import re
import sys
import time

from commonground.statistics.intervals import wilson
from commonground.suites.memory import (
    ASKED,
    GIVEN,
    LENGTHS,
    MOST,
    Question,
    Story,
    compression,
    items,
    remembered,
    story,
    with_reflections,
)

SEED = 2026
Outcomes = dict[tuple[str, str], list[bool]]


def holds(value: str, texts: list[str]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text) for text in texts)


def judge(question: Question, given: list[str], telling: list[str], condition: str, found: Outcomes) -> None:
    """Note what came of one question. Requests to the town may hold a number that is someone's age: they tell nothing."""
    if question.kind == "never":
        found.setdefault((condition, "never"), []).append(not given)
        return
    found.setdefault((condition, question.kind), []).append(holds(question.right, telling))
    if question.kind in ("revised", "dependant"):
        found.setdefault((condition, "not old"), []).append(not any(holds(old, telling) for old in question.wrong))


async def one(told: Story, found: Outcomes, read: dict[str, list[int]], took: list[float]) -> None:
    requests = {turn.text for session in told.sessions for turn in session.turns} - told.told
    memory, reflecting = await remembered(told.sessions), await remembered(told.sessions, reflect=True)
    all_parts = [item.text for item in (await reflecting.compressed("user")).items]
    for question in told.questions:
        for condition, give in GIVEN.items():
            if give is items:  # the same memories for all questions of a user
                began = time.perf_counter()
                given = [item.text for item in await memory.recall("user", question.text, MOST)]
                took.append(time.perf_counter() - began)
            elif give is with_reflections:
                given = [item.text for item in await reflecting.recall("user", question.text, MOST)]
            elif give is compression:
                given = all_parts
            else:
                given = await give(told.sessions, question.text)
            read.setdefault(condition, []).append(sum(len(text.split()) for text in given))
            judge(question, given, [text for text in given if text not in requests], condition, found)
    await memory.aclose()
    await reflecting.aclose()


def cell(outcomes: list[bool]) -> str:
    interval = wilson(sum(outcomes), len(outcomes)) if outcomes else None
    return "-" if interval is None else f"{interval.mean:.3f} >{interval.low:.3f}"


async def main(users: int) -> None:
    kinds = [*ASKED[:-1], "not old", "never"]
    total = 0
    for length in LENGTHS:
        found: Outcomes = {}
        read: dict[str, list[int]] = {}
        took: list[float] = []
        for index in range(users):
            told = story(SEED, index, length)
            total += len(told.questions)
            await one(told, found, read, took)
        counts = ", ".join(f"{kind} {len(found.get(('NONE', kind), ()))}" for kind in kinds)
        print(f"\n{length} sessions before the question, {users} users; questions: {counts}")
        print(f"{'given':12}" + "".join(f"{kind:>15}" for kind in kinds) + f"{'words':>9}")
        for condition in GIVEN:
            shares = "".join(f"{cell(found.get((condition, kind), [])):>15}" for kind in kinds)
            print(f"{condition:12}{shares}{sum(read[condition]) / len(read[condition]):9.0f}")
        took.sort()
        print(
            f"recall of items: median {1000 * took[len(took) // 2]:.1f} ms, 95 % {1000 * took[int(len(took) * 0.95)]:.1f} ms"
        )
    print(f"\n{total} questions in all")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 40))
