"""Playing a plan: every cell is stored once, a failure is stored as one and never as a score, and a run can be resumed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from commonground.conversation.jsonl import from_row
from commonground.conversation.record import ASSISTANT, SYSTEM, USER, Conversation
from commonground.episodes.task import Task, Verdict
from commonground.episodes.users import FixedUser, ShardedUser
from commonground.errors import CheckerError
from commonground.evaluation.plan import Cell, Settings
from commonground.evaluation.play import Players, play, play_one
from commonground.mediation import presets, prompts
from commonground.mediation.steps.user_only import user_only
from commonground.models.chat import ChatModel, Chunk, Request
from commonground.models.scripted import GARBAGE, Echo, Faulty, Script
from commonground.runs.store import Run, read_run
from commonground.suites.suite import Condition

SHARDS = ("Make tea.", "It is green.", "It is for two.")
FULL = Condition("FULL", lambda task: FixedUser((task.full,)), ("off",), turns=lambda task: 1)
SHARDED = Condition("SHARDED", ShardedUser, ("off", "prompt", "light"))
LATE = Condition(
    "LATE", lambda task: FixedUser((*task.before, task.full)), ("off",), turns=lambda task: len(task.before) + 1
)


def check(conversation: Conversation) -> Verdict:
    """`tea` is right, any other word an attempt, `hm` none, and `crash` cannot be judged."""
    said = conversation.by(ASSISTANT)[-1].text
    if said == "crash":
        raise CheckerError("the kettle is broken")
    if said == "hm":
        return Verdict(0.0, "malformed", None, False)
    return Verdict(float(said == "tea"), None if said == "tea" else "other", said, True)


def task(number: int = 0) -> Task:
    return Task(
        id=f"tea/{number}",
        family="tea",
        full="Make green tea for two.",
        shards=SHARDS,
        check=check,
        reference="tea",
        briefing="You make tea.",
        required=frozenset({1}),
        before=("Hello.", "Again."),
    )


def cell(condition: Condition = SHARDED, mediation: str = "off", number: int = 0, run: int = 0) -> Cell:
    return Cell("tea-time", condition, mediation, task(number), run)


async def row_of(
    replies: Sequence[str] | ChatModel,
    condition: Condition = SHARDED,
    mediation: str = "off",
    settings: Settings | None = None,
) -> dict[str, Any]:
    model = Script(list(replies)) if isinstance(replies, Sequence) else replies
    return await play_one(cell(condition, mediation), settings or Settings(), Players(model))


class Ear:
    """A model that keeps what it was asked."""

    name = "ear"

    def __init__(self) -> None:
        self.seen = list[Request]()

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        self.seen.append(request)
        yield Chunk("tea")


async def test_a_row_tells_what_was_played_and_what_came_of_it() -> None:
    row = await row_of(["hm", "tea", "soup"])
    assert {key: row[key] for key in ("suite", "condition", "mediation", "family", "task", "run")} == {
        "suite": "tea-time", "condition": "SHARDED", "mediation": "off", "family": "tea", "task": "tea/0", "run": 0,
    }  # fmt: skip
    assert (row["full"], row["reference"]) == ("Make green tea for two.", "tea")
    assert (row["failure"], row["capped"], row["revealed"]) == (None, False, [0, 1, 2])
    assert from_row(row["conversation"]).turns[-1].text == "soup"


async def test_every_turn_is_judged_and_any_turn_is_not_the_final_one() -> None:
    row = await row_of(["hm", "tea", "soup"])
    assert [(turn["score"], turn["error"], turn["answer"], turn["strategy"]) for turn in row["turns"]] == [
        (0, "malformed", None, "discussion"),
        (1, None, "tea", "attempt"),
        (0, "other", "soup", "attempt"),
    ]
    assert row["final"] == row["turns"][-1]
    assert row["any"] == 1


async def test_an_attempt_before_the_required_shards_is_premature_right_or_wrong() -> None:
    premature = [turn["premature"] for turn in (await row_of(["tea", "tea", "soup"]))["turns"]]
    assert premature == [True, False, False]
    assert [turn["premature"] for turn in (await row_of(["hm", "tea", "tea"]))["turns"]] == [False, False, False]


async def test_nothing_is_premature_where_all_is_said_at_once() -> None:
    row = await row_of(["tea"], FULL)
    assert [turn["premature"] for turn in row["turns"]] == [False]
    assert row["revealed"] == []


async def test_of_late_only_the_last_reply_can_answer() -> None:
    row = await row_of(["tea", "tea", "soup"], LATE)
    assert [turn["answer"] for turn in row["turns"]] == ["soup"]
    assert (row["final"]["score"], row["any"]) == (0, 0)


async def test_the_world_is_told_where_the_run_says_so() -> None:
    briefed = from_row((await row_of(["tea"], FULL))["conversation"])
    bare = from_row((await row_of(["tea"], FULL, settings=Settings(briefed=False)))["conversation"])
    assert (briefed.turns[0].speaker, briefed.turns[0].text) == (SYSTEM, "You make tea.")
    assert bare.turns[0].speaker == USER


async def test_the_cap_of_the_condition_holds() -> None:
    condition = Condition("SHARDED", ShardedUser, ("off",), turns=lambda task: 2)
    row = await row_of(["tea", "tea"], condition)
    assert (row["capped"], len(row["turns"]), row["failure"]) == (True, 2, None)


@pytest.mark.parametrize("fault", ["connect", "status", "protocol", "cut"])
async def test_a_failure_is_no_score(fault: str) -> None:
    row = await row_of(Faulty(Script(["tea", "tea", "tea"]), fault, every=3))
    assert (row["final"], row["any"], row["turns"]) == (None, None, [])
    assert (row["failure"]["boundary"], row["failure"]["kind"]) == ("endpoint", fault)
    assert fault in row["failure"]["message"] or "500" in row["failure"]["message"]
    assert [turn.text for turn in from_row(row["conversation"]).by(USER)] == list(SHARDS)
    assert row["usage"][0] == 2


async def test_a_checker_that_fails_is_a_failure_and_no_zero() -> None:
    row = await row_of(["tea", "crash", "tea"])
    assert row["failure"] == {"boundary": "checker", "message": "the kettle is broken", "kind": ""}
    assert (row["final"], row["any"], row["turns"]) == (None, None, [])


async def test_a_step_that_fails_is_named() -> None:
    mediator = Faulty(Echo(), "connect")
    row: dict[str, Any] = await play_one(cell(SHARDED, "light"), Settings(), Players(Script(["tea"] * 3), mediator))
    assert row["failure"]["boundary"] == "step"
    assert row["final"] is None


@pytest.mark.parametrize(("fault", "answer"), [("empty", ""), ("garbage", GARBAGE)])
async def test_a_bad_reply_is_a_wrong_one(fault: str, answer: str) -> None:
    row = await row_of(Faulty(Echo(), fault), FULL)
    assert row["failure"] is None
    assert (row["final"]["score"], row["final"]["answer"]) == (0, answer)


async def test_the_seed_varies_with_the_run_the_task_and_the_replicate_alone() -> None:
    async def seed(condition: Condition = FULL, number: int = 0, run: int = 0, of_run: int = 0) -> int:
        ear = Ear()
        await play_one(cell(condition, "off", number, run), Settings(seed=of_run), Players(ear))
        seeds = {request.sampling.seed for request in ear.seen}
        assert len(seeds) == 1
        return seeds.pop()

    base = await seed()
    assert base == await seed() == await seed(SHARDED)
    assert len({base, await seed(number=1), await seed(run=1), await seed(of_run=1)}) == 4


async def test_the_settings_reach_the_model() -> None:
    ear = Ear()
    await play_one(cell(FULL), Settings(temperature=0.7, max_tokens=31), Players(ear))
    assert (ear.seen[0].sampling.temperature, ear.seen[0].sampling.max_tokens) == (0.7, 31)


def restated(request: Request) -> str:
    return "Make tea, green, for two." if "for two" in request.conversation.turns[-1].text else "Make tea, green."


async def test_the_preset_and_the_condition_stand_between_user_and_model() -> None:
    ear, mediator = Ear(), Script(restated)
    await play_one(cell(SHARDED, "prompt"), Settings(), Players(ear))
    assert all(prompts.load("prompt") in request.conversation.turns[0].text for request in ear.seen)
    ear = Ear()
    row: dict[str, Any] = await play_one(cell(SHARDED, "light"), Settings(), Players(ear, mediator))
    assert [request.conversation.turns[-1].text for request in ear.seen] == [
        "Make tea.",
        "Make tea, green.",
        "Make tea, green, for two.",
    ]
    assert [event.kind for event in from_row(row["conversation"]).events] == ["mediation", "mediation"]
    ear = Ear()
    await play_one(cell(Condition("USER-ONLY", ShardedUser, ("off",), steps=(user_only,))), Settings(), Players(ear))
    assert [len(request.conversation.by(ASSISTANT)) for request in ear.seen] == [0, 0, 0]


async def test_a_model_that_mediates_itself_is_asked_no_more_often_than_the_steps_say() -> None:
    ear = Ear()
    await play_one(cell(Condition("SHARDED", ShardedUser, ("full",)), "full"), Settings(), Players(ear))
    reads = 2  # a reading that does not parse is asked for once more
    assert len(ear.seen) <= len(SHARDS) * (presets.calls("full") + reads)


# A whole plan.

PLAN = [cell(condition, "off", number) for condition in (FULL, SHARDED) for number in range(4)]


def opened(path: Path) -> Run:
    return Run.open(path, {"suite": "tea-time"}, {})


def keys(path: Path) -> list[object]:
    return [row["key"] for row in read_run(path)[1]]


@pytest.mark.parametrize("jobs", [1, 3, 50])
async def test_every_cell_is_stored_once_and_told(tmp_path: Path, jobs: int) -> None:
    told: list[dict[str, object]] = []
    with opened(tmp_path / "run") as store:
        await play(PLAN, Settings(), Players(Echo()), store, jobs, told.append)
    assert sorted(map(str, keys(tmp_path / "run"))) == sorted(cell.key for cell in PLAN)
    assert len(told) == len(PLAN)


async def test_the_rows_do_not_depend_on_the_jobs(tmp_path: Path) -> None:
    found = []
    for jobs in (1, 5):
        path = tmp_path / str(jobs)
        with opened(path) as store:
            await play(PLAN, Settings(), Players(Echo()), store, jobs, lambda row: None)
        found.append(sorted(read_run(path)[1], key=lambda row: str(row["key"])))
    assert found[0] == found[1]


async def test_a_resumed_run_plays_only_the_rest(tmp_path: Path) -> None:
    ear, told = Ear(), list[object]()
    with opened(tmp_path / "run") as store:
        await play(PLAN[:3], Settings(), Players(Echo()), store, 1, lambda row: None)
    first = read_run(tmp_path / "run")[1]
    with opened(tmp_path / "run") as store:
        await play(PLAN, Settings(), Players(ear), store, 2, told.append)
    assert read_run(tmp_path / "run")[1][:3] == first
    assert sorted(map(str, keys(tmp_path / "run"))) == sorted(cell.key for cell in PLAN)
    assert len(told) == 5
    assert len(ear.seen) == 1 + 4 * 3


async def test_a_run_that_is_done_asks_nothing(tmp_path: Path) -> None:
    ear = Ear()
    with opened(tmp_path / "run") as store:
        await play(PLAN, Settings(), Players(Echo()), store, 2, lambda row: None)
        await play(PLAN, Settings(), Players(ear), store, 2, lambda row: None)
    assert ear.seen == []


async def test_failures_are_stored_and_end_nothing(tmp_path: Path) -> None:
    model = Faulty(Echo(), "connect", every=4)
    with opened(tmp_path / "run") as store:
        await play(PLAN, Settings(), Players(model), store, 1, lambda row: None)
    rows: list[dict[str, Any]] = read_run(tmp_path / "run")[1]
    assert len(rows) == len(PLAN)
    assert 0 < sum(row["failure"] is not None for row in rows) < len(PLAN)
    assert all((row["final"] is None) == (row["failure"] is not None) for row in rows)


async def test_garbage_can_be_stored_and_read_back(tmp_path: Path) -> None:
    with opened(tmp_path / "run") as store:
        await play(PLAN[:1], Settings(), Players(Faulty(Echo(), "garbage")), store, 1, lambda row: None)
    (row,) = read_run(tmp_path / "run")[1]
    assert from_row(row["conversation"]).turns[-1].text == GARBAGE


async def test_a_user_with_nothing_to_say_is_no_score_and_no_crash() -> None:
    """An episode without a reply has no final turn to judge: a failure or no verdict, never an IndexError."""
    silent = Condition("FULL", lambda task: FixedUser(()), ("off",))
    row = await row_of(["tea"], silent)
    assert row["final"] is None


async def test_a_model_may_play_the_user_where_a_task_is_revealed() -> None:
    said = iter(['{"say": "green it is"}', '{"say": "it is for two"}'])
    players = Players(Script(["hm"] * 2 + ["tea"]), user=Script(lambda request: next(said)))
    row: dict[str, Any] = await play_one(cell(SHARDED), Settings(), players)
    assert row["failure"] is None
    assert row["final"]["score"] == 1
    assert (row["user"]["revealed"], row["user"]["parts"], row["user"]["wrong_ending"]) == (3, 3, False)
    assert row["user"]["usage"][0] == 2
    assert row["usage"][0] == 3
    whole: dict[str, Any] = await play_one(cell(FULL), Settings(), players)
    assert "user" not in whole


async def test_a_played_user_that_drifts_is_a_failure_and_no_score() -> None:
    players = Players(Script(["hm"] * 9), user=Script(lambda request: '{"say": "make 7 of them"}'))
    row: dict[str, Any] = await play_one(cell(SHARDED), Settings(), players)
    assert row["failure"]["boundary"] == "user"
    assert row["final"] is None
    assert row["user"]["revealed"] == 1
