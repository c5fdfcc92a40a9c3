"""The memory suite: what its users say is consistent, its checkers are exact, and the memory itself keeps what it promises."""

from __future__ import annotations

import re
from typing import Any

import pytest

from commonground.conversation.record import ASSISTANT, SYSTEM, USER, Conversation, Turn
from commonground.episodes.task import Verdict
from commonground.evaluation.plan import Cell, Settings
from commonground.evaluation.play import Players, play_one
from commonground.mediation.steps.recall import HEADER, NOTHING
from commonground.memory.items import REFLECTION
from commonground.models.chat import Request
from commonground.models.scripted import Script
from commonground.statistics.intervals import wilson
from commonground.suites import memory
from commonground.suites.memory import (
    ASKED,
    GIVEN,
    KNOWN,
    LENGTHS,
    MOST,
    NEW,
    Question,
    check,
    compression,
    episodes,
    grep,
    items,
    numbers,
    remembered,
    story,
    suite,
    tasks,
)
from commonground.suites.memory_slots import CURVE, LEFT_OUT, SLOTS

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
            times = {"revised": 1, "dependant": 2}.get(question.kind, 0)
            assert (len(old), not times or old < holding) == (times, True)


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
    assert (NOTHING in told) is False
    assert told.count("\n- episode, ") == len(given)
    assert heard[0].conversation.by(USER) == (Turn(USER, one.full),)


async def test_what_was_never_said_is_told_to_be_unknown_where_there_is_a_memory() -> None:
    heard: list[Request] = []

    def answer(request: Request) -> str:
        heard.append(request)
        return "I do not know."

    settings = Settings(mediation=("off",), tasks=1, runs=1, temperature=0.0, seed=0, max_tokens=64, briefed=True)
    (one,) = [one for one in tasks(0, 40) if one.family == "never" and not await items(one.sessions, one.full)][:1]
    for condition in suite().only(["NONE", "ITEMS"]).conditions:
        await play_one(Cell(memory.NAME, condition, "off", one, 0), settings, Players(Script(answer)))
    without, given = ("\n".join(turn.text for turn in request.conversation.by(SYSTEM)) for request in heard)
    assert NOTHING not in without
    assert given == f"{without}\n{NOTHING}"


@pytest.mark.parametrize("length", [5, 20])
async def test_what_was_drawn_from_a_revised_fact_never_comes_back(length: int) -> None:
    """Reflections are kept, hold while their facts do, and are given to no question once these were revised."""
    asked = stale = 0
    for index in range(8):
        told = story(2, index, length)
        kept = await remembered(told.sessions, reflect=True)
        stale += sum(item.stale for item in await kept.items("user", REFLECTION))
        for question in told.questions:
            if question.kind == "dependant":
                asked += 1
                texts = [item.text for item in await kept.recall("user", question.text, MOST)]
                assert any(_named(question.right, text) for text in texts)
                assert not any(_named(old, text) for old in question.wrong for text in texts)
        await kept.aclose()
    assert asked >= 8
    assert stale >= asked


async def test_a_compression_has_all_that_was_told_plainly_and_nothing_old() -> None:
    told = story(4, 1, 20)
    (given,) = {tuple(await compression(told.sessions, question.text)) for question in told.questions[:2]}
    for question in told.questions:
        if question.kind in ("fact", "revised", "dependant"):
            assert any(_named(question.right, text) for text in given)
        if question.kind in ("revised", "dependant"):
            assert not any(_named(old, text) for old in question.wrong for text in given)


def test_the_curve_goes_over_what_was_told_plainly() -> None:
    job = next(slot for slot in SLOTS if slot.subject == "job")

    def row(family: str, length: int, score: float, text: str = HOME.asked[0]) -> dict[str, Any]:
        task = f"memory/0/1/{length}/2"
        final = {"score": score}
        return {"condition": "ITEMS", "mediation": "off", "family": family, "task": task, "full": text, "final": final}

    rows = [
        row("fact", 1, 1.0), row("revised", 1, 0.0), row("fact", 20, 1.0, job.asked[1]), row("loose", 20, 0.0),
        row("never", 20, 0.0),
    ]  # fmt: skip
    found = numbers([*rows, {**rows[0], "final": None}])
    assert [(one.name, one.condition, one.mean, one.n) for one in found] == [
        (f"{CURVE} 1", "ITEMS", 0.5, 2), (f"{CURVE} 20", "ITEMS", 1.0, 1), (NEW, "ITEMS", 0.5, 2), (KNOWN, "ITEMS", 1.0, 1),
    ]  # fmt: skip
    assert {slot.subject for slot in SLOTS} > LEFT_OUT


async def test_the_memory_itself_over_more_than_500_questions() -> None:
    """What is told plainly is found again, what was revised is never given back, what was never said finds nothing."""
    outcomes: dict[str, list[bool]] = {kind: [] for kind in (*ASKED, "not old")}
    revised = ("revised", "dependant")
    for index in range(22):
        told = story(1, index, (5, 20)[index % 2])
        kept = await remembered(told.sessions)
        for question in told.questions:
            texts = [item.text for item in await kept.recall("user", question.text, MOST)]
            found = any(_named(question.right, text) for text in texts)
            outcomes["revised" if question.kind in revised else question.kind].append(
                found if question.right else not texts
            )
            if question.kind in revised:
                outcomes["not old"].append(not any(_named(old, text) for old in question.wrong for text in texts))
        await kept.aclose()
    assert sum(map(len, outcomes.values())) - len(outcomes["not old"]) > 500
    assert all(outcomes["not old"])
    for kind, least in (("fact", 0.95), ("revised", 0.95), ("never", 0.88)):
        interval = wilson(sum(outcomes[kind]), len(outcomes[kind]))
        assert interval is not None
        assert interval.low > least, (kind, interval)
