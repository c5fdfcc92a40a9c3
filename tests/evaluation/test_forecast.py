"""The forecast: calls and tokens by hand, a price where one is known, and nothing played twice as dear as it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from commonground.conversation.record import Conversation
from commonground.episodes.task import Task, Verdict
from commonground.episodes.users import FixedUser, ShardedUser
from commonground.evaluation.forecast import forecast
from commonground.evaluation.plan import Cell, Settings
from commonground.models.budget import Price
from commonground.suites.suite import Condition

FULL = Condition("FULL", lambda task: FixedUser((task.full,)), ("off",), turns=lambda task: 1)
SHARDED = Condition("SHARDED", ShardedUser, ("off", "light"))
ONE = {"assistant": "m"}
BARE = Settings(briefed=False)


def task(number: int) -> Task:
    def check(conversation: Conversation) -> Verdict:
        return Verdict(1.0, None, "tea", True)

    return Task(f"tea/{number}", "tea", "x" * 40, ("a" * 16, "b" * 16, "c" * 16), check, reference="r" * 8)


def cells(condition: Condition, mediation: str = "off", count: int = 3) -> list[Cell]:
    return [Cell("s", condition, mediation, task(number), 0) for number in range(count)]


async def test_one_call_by_hand() -> None:
    """40 characters are 10 tokens and 4 for the message; the reference's 8 are 2 and 4."""
    (one,) = await forecast(cells(FULL), BARE, ONE, {"m": Price(1.0, 100.0)})
    assert (one["name"], one["mediation"], one["episodes"]) == ("FULL", "off", 3)
    assert (one["calls"], one["prompt_tokens"], one["completion_tokens"]) == (3, 3 * 14, 3 * 6)
    assert one["dollars"] == pytest.approx((42 * 1.0 + 18 * 100.0) / 1e6)


async def test_every_turn_sends_what_was_said_before() -> None:
    """Three turns: prompts of 8, 8 + 6 + 8 and 8 + 6 + 8 + 6 + 8 tokens."""
    (one,) = await forecast(cells(SHARDED), BARE, ONE, {})
    assert (one["calls"], one["prompt_tokens"]) == (9, 3 * (8 + 22 + 36))
    assert one["dollars"] is None


async def test_the_mediator_is_counted_and_has_its_own_price() -> None:
    """From the second turn on the Mediator is called as well."""
    table = {"m": Price(0.0, 0.0), "n": Price(0.0, 1.0)}
    (one,) = await forecast(cells(SHARDED, "light"), BARE, {"assistant": "m", "mediator": "n"}, table)
    assert one["calls"] == 3 * 5
    assert one["dollars"] > 0
    (unknown,) = await forecast(cells(SHARDED, "light"), BARE, {"assistant": "m", "mediator": "other"}, table)
    assert unknown["dollars"] is None


async def test_a_played_user_and_a_judge_are_counted() -> None:
    """The user's model words the second and the third turn; the judge reads three replies."""
    said = replace(task(0), shards=("Book a table.", "It is on Monday.", "It is for two."))
    cell = Cell("s", SHARDED, "off", said, 0)
    (one,) = await forecast([cell], BARE, {**ONE, "user": "u", "judge": "j"}, {})
    assert one["calls"] == 3 + 2 + 3


async def test_large_runs_are_scaled_from_a_sample() -> None:
    small, large = [
        (await forecast(cells(SHARDED, count=count), BARE, ONE, {}))[0] for count in (20, 2000)
    ]  # fmt: skip
    assert large["episodes"] == 2000
    assert large["prompt_tokens"] == 100 * small["prompt_tokens"]


async def test_conditions_are_told_apart() -> None:
    found = await forecast([*cells(FULL), *cells(SHARDED), *cells(SHARDED, "light")], BARE, ONE, {})
    assert [(one["name"], one["mediation"]) for one in found] == [
        ("FULL", "off"),
        ("SHARDED", "off"),
        ("SHARDED", "light"),
    ]
