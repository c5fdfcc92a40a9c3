"""What a run would take: calls and tokens of every condition, from a rehearsal with a stand-in for each model.

The stand-in for the assistant gives the reference of the task, the one for the Mediator all that the user said. Tokens are
counted as four characters each, so the numbers are estimates: close for English, low for other scripts.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from commonground.episodes import prompts as users
from commonground.evaluation import prompts
from commonground.evaluation.plan import Cell, Settings
from commonground.evaluation.play import Players, play_one
from commonground.mediation import prompts as mediator
from commonground.mediation.reader import FIELDS, REQUEST
from commonground.models.budget import Budget, Budgeted, Price
from commonground.models.chat import Chunk, Request, Usage

CHARACTERS = 4  # a token, for English
SAMPLE = 20  # episodes rehearsed for each condition and mediation


@dataclass(frozen=True, slots=True)
class _StandIn:
    """Answers with `reply`, or as a Mediator, a user or a judge would, and counts."""

    name: str
    reply: str

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        turns = request.conversation.turns
        play = _ROLES.get(turns[0].text.partition("\n")[0]) if turns else None
        text = play(turns[-1].text) if play else self.reply
        asked = sum(_tokens(turn.text) for turn in turns)
        yield Chunk(text, "stop", Usage(1, asked, _tokens(text)))


def _mediated(shown: str) -> str:
    return " ".join(line.removeprefix("User: ") for line in shown.split("\n") if line.startswith("User: "))


def _read(shown: str) -> str:
    return json.dumps({**dict.fromkeys(FIELDS), REQUEST: _mediated(shown)})


def _said(shown: str) -> str:
    unsaid = re.search(r"^(\d+)\. (?!\(said\))(.*)$", shown, re.MULTILINE)
    return json.dumps({"part": int(unsaid[1]), "say": unsaid[2]}) if unsaid else '{"part": 0, "say": ""}'


_ROLES: dict[str, Callable[[str], str]] = {  # by the first line of their prompts
    text.partition("\n")[0]: play
    for text, play in (
        (mediator.load("explicate"), _mediated),
        (mediator.load("mediator"), _read),
        (mediator.load("choose"), lambda shown: "Old Mill\nFig Tree"),
        (mediator.load("about"), lambda shown: "Yes."),
        (users.load("user"), _said),
        (prompts.load("strategy"), lambda shown: '{"strategy": "attempt"}'),
    )
}


async def forecast(
    plan: Iterable[Cell], settings: Settings, names: Mapping[str, str], table: Mapping[str, Price]
) -> list[dict[str, Any]]:
    """Return, for each condition and mediation, its episodes, calls, prompt and reply tokens, and dollars.

    `names` are the models that would play, by the names of `Players`. Dollars are None where the table has no price for a
    model that would be called. At most `SAMPLE` episodes of each are rehearsed.
    """
    groups: dict[tuple[str, str], list[Cell]] = defaultdict(list)
    for cell in plan:
        groups[cell.condition.name, cell.mediation].append(cell)
    found = []
    for (condition, mediation), cells in groups.items():
        budget = Budget(prices=table)
        some = cells[:: max(1, len(cells) // SAMPLE)][:SAMPLE]
        for cell in some:
            await _rehearse(cell, settings, names, budget)
        scale = len(cells) / len(some)
        total = sum(budget.spent.values(), Usage())
        found.append(
            {
                "name": condition, "mediation": mediation, "episodes": len(cells), "calls": round(total.calls * scale),
                "prompt_tokens": round(total.prompt_tokens * scale),
                "completion_tokens": round(total.completion_tokens * scale),
                "dollars": budget.cost() * scale if all(name in table for name in budget.spent) else None,
            }
        )  # fmt: skip
    return found


async def _rehearse(cell: Cell, settings: Settings, names: Mapping[str, str], budget: Budget) -> None:
    reply = cell.task.reference or "OK."
    players = {role: Budgeted(_StandIn(name, reply), budget) for role, name in names.items()}
    mediator, user, judge = (players.get(role) for role in ("mediator", "user", "judge"))
    await play_one(cell, settings, Players(players["assistant"], mediator, user, judge))


def _tokens(text: str) -> int:
    return ceil(len(text) / CHARACTERS) + CHARACTERS  # and what marks a message off
