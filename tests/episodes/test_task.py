"""Tasks: what they default to, and how CONCAT lists their shards."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from commonground.conversation.record import Conversation
from commonground.episodes.task import Task, Verdict


def task() -> Task:
    return Task(
        id="t/1",
        family="tea",
        full="Make green tea for two.",
        shards=("Make tea.", "Green.", "For two."),
        check=lambda conversation: Verdict(1.0, None, None, True),
    )


def test_bulleted_lists_the_shards() -> None:
    assert task().bulleted == "- Make tea.\n- Green.\n- For two."


def test_a_shard_is_said_as_it_is_and_no_question_is_understood_by_default() -> None:
    one = task()
    assert [one.say(one, number, Conversation()) for number in range(3)] == list(one.shards)
    assert one.asked(one, "Which tea?") is None


def test_nothing_is_required_or_known_before_by_default() -> None:
    one = task()
    assert (one.required, one.before, one.briefing, one.world, one.reference) == (frozenset(), (), "", "", "")


def test_a_task_and_a_verdict_are_frozen() -> None:
    one, verdict = task(), Verdict(0.0, "malformed", None, False)
    with pytest.raises(FrozenInstanceError):
        one.full = "Make coffee."  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        verdict.score = 1.0  # type: ignore[misc]
    assert verdict == Verdict(0.0, "malformed", None, False)
