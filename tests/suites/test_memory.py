"""The memory suite: what its users say is consistent, its checkers are exact, and the memory itself keeps what it promises."""

from __future__ import annotations

import re

import pytest

from commonground.conversation.record import ASSISTANT, SYSTEM, USER, Conversation, Turn
from commonground.episodes.task import Verdict
from commonground.evaluation.plan import Cell, Settings
from commonground.evaluation.play import Players, play_one
from commonground.mediation.steps.recall import HEADER
from commonground.models.chat import Request
from commonground.models.scripted import Script
from commonground.statistics.intervals import wilson
from commonground.suites import memory
from commonground.suites.memory import (
    ASKED,
    GIVEN,
    LENGTHS,
    MOST,
    Question,
    check,
    episodes,
    grep,
    remembered,
    story,
    suite,
    tasks,
)
from commonground.suites.memory_slots import SLOTS

HOME = next(slot for slot in SLOTS if slot.subject == "home")


def verdict(kind: str, reply: str) -> Verdict:
    right, wrong = {"never": ("", HOME.values), "revised": ("Lyon", ("Oslo",))}.get(kind, ("Lyon", ("Kiel",)))
    question = Question(kind, HOME, HOME.asked[0], right, wrong)
    return check(question, Conversation((Turn(USER, question.text), Turn(ASSISTANT, reply))))


@pytest.mark.parametrize(
    ("kind", "reply", "score", "error"),
    [
        ("fact", "You live in Lyon.", 1.0, None), ("fact", "lyon", 1.0, None), ("fact", "I do not know.", 0.0, "missing"),
        ("fact", "You live in Lyonnais.", 0.0, "wrong"), ("fact", "", 0.0, "wrong"), ("fact", "In Turin.", 0.0, "wrong"),
        ("fact", "In Lyon or Turin.", 0.0, "wrong"), ("revised", "In Lyon.", 1.0, None), ("revised", "In Oslo.", 0.0, "stale"),
        ("revised", "You moved from Oslo to Lyon.", 0.0, "stale"), ("revised", "Not told.", 0.0, "missing"),
        ("never", "I don\u2019t know that.", 1.0, None), ("never", "You have not told me.", 1.0, None),
        ("never", "You never mentioned it.", 1.0, None), ("never", "In Rome, I think.", 0.0, "invented"),
        ("never", "In Oslo.", 0.0, "invented"), ("never", "I don't know, maybe Oslo?", 0.0, "invented"),
        ("never", "", 0.0, "invented"),
    ],
)  # fmt: skip
def test_the_checker_is_exact(kind: str, reply: str, score: float, error: str | None) -> None:
    found = verdict(kind, reply)
    assert (found.score, found.error) == (score, error)


def test_references_are_right_and_each_task_can_be_made_again() -> None:
    made = tasks(3, 40)
    assert {one.family for one in made} == set(ASKED)
    assert [one.id for one in made] == [one.id for one in tasks(3, 40)] != [one.id for one in tasks(4, 40)]
    for one in made:
        talk = Conversation((Turn(USER, one.full), Turn(ASSISTANT, one.reference)))
        assert one.check(talk).score == 1.0, one.id


def test_values_tell_where_they_come_from() -> None:
    values = [value for slot in SLOTS for value in slot.values]
    assert len(values) == len(set(values))
    for slot in SLOTS:
        for form in (*slot.told, *slot.loose, *slot.revised):
            assert form.count("{v}") == 1
        for form in (*slot.asked, *slot.otherwise):
            assert form.endswith("?")


@pytest.mark.parametrize("length", LENGTHS)
def test_a_story_says_what_its_questions_need_and_nothing_of_the_rest(length: int) -> None:
    told = story(5, 0, length)
    said = [turn.text for session in told.sessions for turn in session.by(USER)]
    assert len(told.sessions) == length
    for question in told.questions:
        holding = [at for at, text in enumerate(said) if text in told.told and _named(question.right, text)]
        old = [
            at for at, text in enumerate(said) if text in told.told and any(_named(one, text) for one in question.wrong)
        ]
        if question.kind == "never":
            assert old == []
        else:
            assert len(holding) == 1
            assert (len(old), old < holding) == (1, True) if question.kind == "revised" else not old


def _named(value: str, text: str) -> bool:
    return bool(value) and re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text) is not None


@pytest.mark.parametrize("condition", list(GIVEN))
async def test_every_condition_plays_and_gives_what_it_says(condition: str) -> None:
    """What the condition gives stands before the question, and nothing of it in another condition's."""
    heard: list[Request] = []

    def answer(request: Request) -> str:
        heard.append(request)
        return "I do not know."

    asked = [one for one in tasks(0, 40) if one.family == "fact"]
    found = [
        task for task in asked if await grep(task.sessions, task.full) and await episodes(task.sessions, task.full)
    ]
    one = found[0]
    (chosen,) = suite().only([condition]).conditions
    settings = Settings(mediation=("off",), tasks=1, runs=1, temperature=0.0, seed=0, max_tokens=64, briefed=True)
    row = await play_one(Cell(memory.NAME, chosen, "off", one, 0), settings, Players(Script(answer)))
    assert row["failure"] is None
    told = "\n".join(turn.text for turn in heard[0].conversation.by(SYSTEM))
    given = await GIVEN[condition](one.sessions, one.full)
    assert (bool(given), HEADER in told) == (condition != "NONE", condition != "NONE")
    assert told.count("\n- episode, ") == len(given)
    assert heard[0].conversation.by(USER) == (Turn(USER, one.full),)


async def test_the_memory_itself_over_more_than_500_questions() -> None:
    """What is told plainly is found again, what was revised is never given back, what was never said finds nothing."""
    outcomes: dict[str, list[bool]] = {kind: [] for kind in (*ASKED, "not old")}
    for index in range(22):
        told = story(1, index, (5, 20)[index % 2])
        kept = await remembered(told.sessions)
        for question in told.questions:
            texts = [item.text for item in await kept.recall("user", question.text, MOST)]
            found = any(_named(question.right, text) for text in texts)
            outcomes[question.kind].append(found if question.right else not texts)
            if question.kind == "revised":
                outcomes["not old"].append(not any(_named(old, text) for old in question.wrong for text in texts))
        await kept.aclose()
    assert sum(map(len, outcomes.values())) - len(outcomes["not old"]) > 500
    assert all(outcomes["not old"])
    for kind, least in (("fact", 0.95), ("revised", 0.95), ("never", 0.88)):
        interval = wilson(sum(outcomes[kind]), len(outcomes[kind]))
        assert interval is not None
        assert interval.low > least, (kind, interval)
