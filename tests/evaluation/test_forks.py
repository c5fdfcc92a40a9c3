"""Forks: after the trunk, one more turn in each of several branches, judged together, paid for, and failed as one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from commonground.conversation.jsonl import from_row
from commonground.conversation.record import ASSISTANT, USER, Conversation
from commonground.episodes.task import Task, Verdict
from commonground.episodes.users import FixedUser
from commonground.errors import BudgetError, CheckerError
from commonground.evaluation.plan import Cell, Settings
from commonground.evaluation.play import Players, play, play_one
from commonground.models.budget import Budget, Budgeted
from commonground.models.chat import ChatModel, Request
from commonground.models.scripted import Faulty, Script
from commonground.runs.store import Run, read_run
from commonground.suites.suite import Condition, Forked

SAID = ("Think of a number.", "Have you?")
ASKED = ("Is it one?", "Is it two?", "What is it?")


def check(conversation: Conversation) -> Verdict:
    return Verdict(1.0, None, conversation.by(ASSISTANT)[-1].text, True)


def agree(task: Task, trunk: Conversation, replies: Sequence[str]) -> Verdict:
    if "crash" in replies:
        raise CheckerError("the fork is bent")
    right = list(replies) == ["No.", "Yes.", "Two."]
    return Verdict(float(right), None if right else "torn", f"{len(trunk.turns)}: {' '.join(replies)}", True)


def condition(forked: Forked | None = agree, asked: Sequence[str] = ASKED) -> Condition:
    return Condition(
        "FORK", lambda task: FixedUser(SAID), ("off",), turns=lambda task: 2,
        branches=lambda task, trunk: [f"{text}" for text in asked if trunk.by(ASSISTANT)], forked=forked,
    )  # fmt: skip


def cell(own: Condition, number: int = 0) -> Cell:
    task = Task(f"number/{number}", "number", "Think.", SAID, check)
    return Cell("numbers", own, "off", task, 0)


def two(request: Request) -> str:
    replies = {"Is it one?": "No.", "Is it two?": "Yes.", "What is it?": "Two."}
    return replies.get(request.conversation.turns[-1].text, "OK.")


async def row_of(model: ChatModel, own: Condition | None = None, settings: Settings | None = None) -> dict[str, Any]:
    return await play_one(cell(own or condition()), settings or Settings(temperature=1.0), Players(model))


async def test_every_branch_is_one_turn_more_after_the_same_trunk() -> None:
    seen = list[Request]()

    def reply(request: Request) -> str:
        seen.append(request)
        return two(request)

    row = await row_of(Script(reply))
    forks = seen[len(SAID) :]
    trunk = from_row(row["conversation"])
    assert [turn.text for turn in trunk.by(USER)] == list(SAID)
    assert sorted(request.conversation.turns[-1].text for request in forks) == sorted(ASKED)
    assert all(request.conversation.turns[:-1] == trunk.turns for request in forks)
    assert [(one["said"], one["reply"]) for one in row["branches"]] == list(
        zip(ASKED, ("No.", "Yes.", "Two."), strict=True)
    )


async def test_the_judge_of_the_forks_has_the_last_word() -> None:
    row = await row_of(Script(two))
    assert (row["final"]["score"], row["final"]["answer"], row["any"]) == (1.0, "4: No. Yes. Two.", 1.0)
    assert [turn["score"] for turn in row["turns"]] == [1.0, 1.0]
    torn = await row_of(Script(lambda request: "Yes."))
    assert (torn["final"]["score"], torn["final"]["error"], torn["any"]) == (0.0, "torn", 0.0)
    assert [turn["score"] for turn in torn["turns"]] == [1.0, 1.0]


async def test_without_a_judge_the_trunk_counts_and_without_branches_nothing_is_added() -> None:
    assert (await row_of(Script(two), condition(None)))["final"]["score"] == 1.0
    plain = await row_of(Script(two), condition(None, ()))
    assert "branches" not in plain


async def test_forks_are_paid_for() -> None:
    assert (await row_of(Script(two)))["usage"][0] == len(SAID) + len(ASKED)


async def test_each_fork_has_a_seed_of_its_own_and_the_same_one_again() -> None:
    async def seeds(settings: Settings) -> list[int]:
        seen = dict[str, int]()

        def reply(request: Request) -> str:
            seen[request.conversation.turns[-1].text] = request.sampling.seed
            assert request.sampling.temperature == 1.0
            return "OK."

        await row_of(Script(reply), condition(None), settings)
        return [seen[text] for text in (SAID[0], *ASKED)]

    found = await seeds(Settings(temperature=1.0))
    assert len(set(found)) == 1 + len(ASKED)
    assert found == await seeds(Settings(temperature=1.0))
    assert not set(found) & set(await seeds(Settings(temperature=1.0, seed=1)))


@pytest.mark.parametrize("every", [3, 4, 5])
async def test_a_fork_that_fails_is_the_failure_of_the_episode(every: int) -> None:
    row = await row_of(Faulty(Script(two), "status", every=every))
    assert (row["final"], row["any"], row["turns"]) == (None, None, [])
    assert row["failure"]["boundary"] == "endpoint"
    assert [one["reply"] for one in row["branches"]].count(None) == 1
    assert row["usage"][0] == len(SAID) + len(ASKED) - 1


async def test_a_trunk_that_fails_has_no_forks() -> None:
    row = await row_of(Faulty(Script(two), "status", every=2))
    assert "branches" not in row
    assert row["failure"]["boundary"] == "endpoint"


async def test_a_judge_that_fails_is_a_failure_and_no_zero() -> None:
    row = await row_of(Script(lambda request: "crash"))
    assert (row["final"], row["failure"]["boundary"]) == (None, "checker")


async def test_a_budget_that_ends_in_a_fork_stores_nothing_and_the_run_goes_on_later(tmp_path: Path) -> None:
    plan = [cell(condition(), number) for number in range(2)]
    short = Budgeted(Script(two), Budget(tokens=60))
    with Run.open(tmp_path / "run", {"suite": "numbers"}, {}) as store, pytest.raises(BudgetError):
        await play(plan, Settings(), Players(short), store, 1, lambda row: None)
    assert len(read_run(tmp_path / "run")[1]) < 2
    with Run.open(tmp_path / "run", {"suite": "numbers"}, {}) as store:
        await play(plan, Settings(), Players(Script(two)), store, 2, lambda row: None)
    rows: list[dict[str, Any]] = read_run(tmp_path / "run")[1]
    assert [row["final"]["score"] for row in rows] == [1.0, 1.0]
    assert all(len(row["branches"]) == len(ASKED) for row in rows)
