"""Rules in a run: those of the run and those of a condition go into what explicates, and nowhere else."""

from __future__ import annotations

import pytest

from commonground.conversation.record import ASSISTANT, USER, Conversation
from commonground.episodes.task import Task, Verdict
from commonground.episodes.users import FixedUser
from commonground.evaluation.plan import Cell, Settings
from commonground.evaluation.play import Players, play_one
from commonground.mediation.rules import Rule, word
from commonground.models.chat import Request
from commonground.models.scripted import Script
from commonground.suites.suite import Condition

MINE, THEIRS = word("zorla", "Tuesday"), word("krin", "the Old Mill")


def heard_right(conversation: Conversation) -> Verdict:
    """Return a score of 1 where the reply says what the model was asked in plain words."""
    said = conversation.by(ASSISTANT)[-1].text
    return Verdict(float("Tuesday" in said and "Old Mill" in said), None, said, True)


def echo(request: Request) -> str:
    return request.conversation.by(USER)[-1].text


def cell(mediation: str, rules: tuple[Rule, ...]) -> Cell:
    condition = Condition(
        "ONE",
        lambda task: FixedUser((task.full,)),
        ("off", "explicate"),
        turns=lambda task: 1,
        rules=lambda task: rules,
    )
    text = "A table at the krin on zorla."
    return Cell("suite", condition, mediation, Task("task", "family", text, (text,), heard_right), 0)


@pytest.mark.parametrize(
    ("mediation", "of_condition", "of_run", "score"),
    [
        ("explicate", (MINE, THEIRS), (), 1.0),
        ("explicate", (MINE,), (THEIRS,), 1.0),
        ("explicate", (), (MINE, THEIRS), 1.0),
        ("explicate", (MINE,), (), 0.0),
        ("explicate", (), (), 0.0),
        ("light", (MINE, THEIRS), (), 1.0),
        ("off", (MINE, THEIRS), (MINE, THEIRS), 0.0),
        ("prompt", (MINE, THEIRS), (), 0.0),
        ("full-explicate", (MINE, THEIRS), (), 0.0),
    ],
)
async def test_rules_of_the_run_and_of_the_condition_are_both_gone_by(
    mediation: str, of_condition: tuple[Rule, ...], of_run: tuple[Rule, ...], score: float
) -> None:
    row = await play_one(cell(mediation, of_condition), Settings(), Players(Script(echo), rules=of_run))
    final = row["final"]
    assert isinstance(final, dict)
    assert final["score"] == score


async def test_what_rules_did_is_on_the_record() -> None:
    row = await play_one(cell("explicate", (MINE, THEIRS)), Settings(), Players(Script(echo)))
    conversation = row["conversation"]
    assert isinstance(conversation, dict)
    told = [event["value"] for event in conversation["events"] if event["kind"] == "mediation"]
    assert [(one["step"], one["action"], one["rules"]) for one in told] == [
        ("by_rules", "reword", [THEIRS.id, MINE.id])
    ]
    assert told[0]["text"] == "A table at the Old Mill on Tuesday."
    assert conversation["turns"][-2]["text"] == "A table at the krin on zorla."  # what was said stays on the record


async def test_a_rule_of_a_single_user_is_nobodys_in_a_run() -> None:
    own = word("zorla", "Tuesday", "ann")
    row = await play_one(cell("explicate", (own, THEIRS)), Settings(), Players(Script(echo)))
    final = row["final"]
    assert isinstance(final, dict)
    assert final["answer"] == "A table at the Old Mill on zorla."
