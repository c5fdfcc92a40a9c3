"""Sharding: what is asked of the model, when shards are kept, and each reason why not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from commonground.conversation.record import ASSISTANT, SYSTEM, USER, Conversation
from commonground.episodes.task import Task, Verdict
from commonground.evaluation import prompts
from commonground.evaluation.sharding import Sharded, Trial, shard
from commonground.models.chat import Request
from commonground.models.scripted import Echo, Faulty, Script

FULL = "Make green tea for two, hot."
PARTS = ["Make tea", "green", "for two", "hot"]
SHARDS = ["Make tea.", "It is green.", "It is for two.", "It is hot."]
TRIAL = Trial(runs=4, seed=1)


def task(shards: tuple[str, ...]) -> Task:
    def check(conversation: Conversation) -> Verdict:
        right = conversation.by(ASSISTANT)[-1].text == "green tea"
        return Verdict(float(right), None if right else "other", "x", True)

    return Task("tea/0", "tea", FULL, shards, check, briefing="You make tea.")


class Answers:
    """A model that shards as told and solves what `solves` says: FULL, CONCAT (in order), shuffled."""

    def __init__(self, solves: str = "FCS", **replies: Any) -> None:
        self.replies = {
            "segment": {"parts": PARTS},
            "rephrase": {"messages": SHARDS},
            "verify": {"same": True},
            **replies,
        }
        self.solves, self.asked = solves, list[Request]()
        self.model = Script(self.reply)

    def reply(self, request: Request) -> str:
        self.asked.append(request)
        system, text = request.conversation.turns[0].text, request.conversation.turns[-1].text
        for name, reply in self.replies.items():
            if system == prompts.load(name):
                return reply if isinstance(reply, str) else f"Here: {json.dumps(reply)}"
        concat = "\n".join(f"- {one}" for one in SHARDS)
        form = "F" if text == FULL else "C" if text == concat else "S"
        return "green tea" if form in self.solves else "hm"


async def sharded(answers: Answers) -> Sharded:
    return await shard(task, FULL, answers.model, TRIAL)


async def test_shards_that_hold_everything_are_kept() -> None:
    answers = Answers()
    found = await sharded(answers)
    assert found == Sharded(tuple(SHARDS), "", 1.0, 1.0, 1.0)
    assert found.kept
    segment, rephrase, verify, *tried = answers.asked
    assert FULL in segment.conversation.turns[-1].text
    assert "- for two" in rephrase.conversation.turns[-1].text
    assert "- It is for two." in verify.conversation.turns[-1].text
    assert {request.sampling.temperature for request in (segment, rephrase, verify)} == {0.0}
    assert len(tried) == 3 * TRIAL.runs
    assert all(request.conversation.turns[0].text == "You make tea." for request in tried)
    assert {request.sampling.temperature for request in tried} == {1.0}
    assert len({request.sampling.seed for request in tried}) == TRIAL.runs


async def test_the_random_order_keeps_the_intent_first_and_all_shards() -> None:
    answers = Answers()
    await sharded(answers)
    texts = {request.conversation.by(USER)[-1].text for request in answers.asked[3:]}
    (mixed,) = texts - {FULL, "\n".join(f"- {one}" for one in SHARDS)}
    lines = [line.removeprefix("- ") for line in mixed.splitlines()]
    assert lines[0] == SHARDS[0]
    assert sorted(lines) == sorted(SHARDS)


@pytest.mark.parametrize(
    ("solves", "reason"),
    [
        ("FC", "CONCAT 1.00, shuffled 0.00"),
        ("FS", "CONCAT 0.00, shuffled 1.00"),
        ("CS", "never solves the instruction"),
    ],
)
async def test_shards_that_fall_short_are_not_kept(solves: str, reason: str) -> None:
    found = await sharded(Answers(solves))
    assert not found.kept
    assert reason in found.reason
    assert found.shards == tuple(SHARDS)


@pytest.mark.parametrize(
    ("replies", "reason"),
    [
        ({"segment": {"parts": ["one"]}}, "fewer than two parts"),
        ({"segment": "no"}, "did not reply as asked (segment)"),
        ({"segment": {"parts": "x"}}, "'parts' is no list of texts"),
        ({"rephrase": {"messages": ["one"]}}, "fewer than two messages"),
        ({"rephrase": {"messages": ["one", " "]}}, "'messages' is no list of texts"),
        ({"verify": {"same": False, "why": "no number"}}, "do not say the same: no number"),
        ({"verify": {}}, "no reason given"),
        ({"verify": "{"}, "did not reply as asked (verify)"),
    ],
)
async def test_a_model_that_does_not_do_as_asked_gives_a_reason(replies: dict[str, Any], reason: str) -> None:
    found = await sharded(Answers(**replies))
    assert not found.kept
    assert reason in found.reason


async def test_a_model_that_does_not_answer_gives_a_reason() -> None:
    found = await shard(task, FULL, Faulty(Echo(), "connect"), TRIAL)
    assert not found.kept
    assert found.reason


def test_the_prompts_have_versions() -> None:
    assert all(prompts.version(name).startswith(f"{name}-1@") for name in ("segment", "rephrase", "verify"))
    assert SYSTEM == "system"
