"""A model as judge: its labels are events, its silence is no failure, and its agreement is what can be counted by hand."""

from __future__ import annotations

from typing import Any

import pytest

from commonground.conversation.record import ASSISTANT, USER, Conversation, Turn
from commonground.evaluation import prompts
from commonground.evaluation.judge import KIND, agreement, judge
from commonground.models.chat import Request
from commonground.models.scripted import Faulty, Script

TALK = Conversation((Turn(USER, "Tea."), Turn(ASSISTANT, "Which?"), Turn(USER, "Green."), Turn(ASSISTANT, "Here.")))


def verdict(request: Request) -> str:
    """A question is a clarification, all else an attempt, said with words around it."""
    last = request.conversation.turns[-1].text.rpartition("Assistant: ")[2]
    label = "clarification" if "?" in last else "attempt"
    return f'I would say {{"strategy": "{label}"}}'


async def test_every_turn_is_shown_with_what_was_said_before_it_and_nothing_after() -> None:
    seen: list[str] = []

    def spy(request: Request) -> str:
        seen.append(request.conversation.turns[-1].text)
        return verdict(request)

    found = await judge(TALK, [1, 3], Script(spy))
    assert seen == ["User: Tea.\nAssistant: Which?", "User: Tea.\nAssistant: Which?\nUser: Green.\nAssistant: Here."]
    assert found.labels == ("clarification", "attempt")
    assert found.usage.calls == 2


async def test_verdicts_become_events_with_the_prompts_version() -> None:
    found = await judge(TALK, [3], Script(verdict))
    (event,) = found.conversation.events
    assert (event.turn, event.kind, event.source) == (3, KIND, "script")
    assert event.value == {"prompt": prompts.version("strategy"), "strategy": "attempt"}
    assert found.conversation.turns == TALK.turns


@pytest.mark.parametrize("reply", ["", "attempt", '{"strategy": "good"}', '{"strategy": ["attempt"]}', "{"])
async def test_a_reply_that_is_no_verdict_is_a_missing_label(reply: str) -> None:
    assert (await judge(TALK, [1], Script(lambda request: reply))).labels == (None,)


async def test_a_judge_that_cannot_be_reached_fails_no_episode() -> None:
    found = await judge(TALK, [1, 3], Faulty(Script(verdict), "status"))
    assert found.labels == (None, None)
    assert found.usage.calls == 0


def row(task: str, *pairs: tuple[str, str | None]) -> dict[str, Any]:
    turns = [{"strategy": own} for own, _ in pairs]
    return {"task": task, "turns": turns, "final": turns[-1],
            "judge": {"labels": [label for _, label in pairs], "usage": [len(pairs), 0, 0, 0, 0]}}  # fmt: skip


def test_agreement_by_hand() -> None:
    """Three of four agree; chance would give 1/4 x 1/2 + 3/4 x 1/2 = 1/2, so kappa is 1/2."""
    rows = [
        row("a", ("hedge", "hedge"), ("attempt", "hedge")),
        row("b", ("attempt", "attempt"), ("attempt", "attempt")),
    ]
    found = agreement([*rows, row("c", ("refuse", None)), {"task": "d", "final": None}])
    assert found is not None
    assert (found["turns"], found["without_verdict"], found["agreement"]) == (4, 1, 0.75)
    assert found["kappa"]["mean"] == pytest.approx(0.5)
    assert found["differ"] == {"attempt > hedge": 1}
    assert found["usage"][0] == 5


def test_without_a_judge_there_is_nothing_to_say() -> None:
    assert agreement([{"task": "a", "final": {}}]) is None
