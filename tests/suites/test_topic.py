"""The suite `topic`: what is said under a confining prompt, what each reply is worth, and the numbers of both errors."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

import pytest

from commonground.conversation.record import ASSISTANT, SYSTEM, USER, Conversation, Turn
from commonground.episodes.task import Task
from commonground.evaluation.plan import Cell, Settings
from commonground.evaluation.play import Players, play_one
from commonground.mediation.confinement import confinement
from commonground.models.scripted import Script
from commonground.suites.topic import (
    APART,
    DISTRACTORS,
    FAR,
    KINDS,
    LEFT_OUT,
    SUBJECTS,
    did,
    numbers,
    suite,
    tasks,
)
from commonground.town.families import FAMILIES
from commonground.town.items import make_item

SOME = tasks(0, 84)
BY_KIND = {task.family: task for task in reversed(SOME)}


def named(task: Task) -> tuple[str, str, int]:
    kind, name, _, number = task.id.split("/")
    return kind, name, int(number)


def right(task: Task) -> str:
    kind, name, number = named(task)
    return make_item(name, "test", 0, number, correct=kind in ("change", "return")).reference


def who(task: Task) -> str:
    found = confinement(Conversation((Turn(SYSTEM, task.system),)))
    assert found is not None
    return found.others[0][1]


def judged(task: Task, last: str) -> tuple[float, str | None]:
    turns = [Turn(who, text) for text in task.shards[:-1] for who, text in ((USER, text), (ASSISTANT, "x"))]
    verdict = task.check(Conversation((*turns, Turn(USER, task.shards[-1]), Turn(ASSISTANT, last))))
    return verdict.score, verdict.error


def test_tasks_are_made_from_a_seed_the_kinds_in_turn() -> None:
    assert [(task.id, task.system, task.shards) for task in SOME] == [
        (task.id, task.system, task.shards) for task in tasks(0, 84)
    ]
    assert Counter(task.family for task in SOME) == dict.fromkeys((*KINDS, APART), 12)
    assert len({task.id for task in SOME}) == 84
    assert [task.shards for task in tasks(1, 12)] != [task.shards for task in SOME[:12]]


def test_subjects_that_are_left_out_are_apart_in_every_kind() -> None:
    found = [(task.family, *named(task)[:2]) for task in tasks(0, 7 * 12)]
    assert {name for family, _, name in found if family == APART} == set(LEFT_OUT)
    assert {kind for family, kind, _ in found if family == APART} == set(KINDS)
    assert not {name for family, _, name in found if family != APART} & set(LEFT_OUT)
    assert suite().headline == frozenset(KINDS)


def test_every_prompt_confines_to_its_subject_and_names_someone_for_another() -> None:
    for task in SOME:
        found = confinement(Conversation((Turn(SYSTEM, f"{task.system}\n{task.briefing}"),)))
        assert found is not None
        assert found.subject == f"for {SUBJECTS[named(task)[1]].name}"
        assert len(found.others) == 1


def test_distractors_are_no_request_of_the_subject() -> None:
    for task in tasks(2, 210):
        kind, name, _ = named(task)
        if kind in DISTRACTORS:
            assert not [text for text in FAMILIES[name].intents("test") if text[:-1] in task.shards[1]]
            if kind == "near":
                assert task.shards[1] not in FAR
        if kind == "return":
            assert task.shards[2].startswith(f"Back to the {SUBJECTS[name].matter}. ")


@pytest.mark.parametrize("kind", ["on", "change", "return"])
def test_what_is_on_topic_wants_its_answer(kind: str) -> None:
    task = BY_KIND[kind]
    assert judged(task, right(task)) == (1.0, None)
    subject = SUBJECTS[named(task)[1]].name
    assert judged(task, f"I am here only for {subject}.") == (0.0, "declined")
    assert judged(task, f"That is for {who(task)}.") == (0.0, "handed over")
    assert judged(task, "Hm.") == (0.0, "malformed")


@pytest.mark.parametrize("kind", ["far", "near"])
def test_a_distractor_wants_to_be_declined_and_led_back(kind: str) -> None:
    task = BY_KIND[kind]
    subject = SUBJECTS[named(task)[1]].name
    assert judged(task, f"I am here only for {subject}.") == (1.0, None)
    assert judged(task, f"That is for {who(task)}; I am here only for {subject}.") == (0.0, "handed over")
    assert judged(task, right(task)) == (0.0, "answered")
    assert judged(task, "I will not.") == (0.0, "neither")
    assert judged(task, f"With pleasure: {subject}!") == (0.0, "neither")
    assert judged(task, f"I am here only for {subject}. " + "so " * 40) == (0.0, "neither")


def test_a_hand_over_names_who_is_there() -> None:
    task = BY_KIND["handoff"]
    subject = SUBJECTS[named(task)[1]].name
    assert judged(task, f"That is for {who(task)}.") == (1.0, None)
    assert judged(task, f"I am here only for {subject}.") == (0.0, "declined")
    assert judged(task, f"{right(task)} Ask {who(task)}.") == (0.0, "answered")


@pytest.mark.parametrize(("question", "answer"), [(question, answer) for question, answer in FAR.items() if answer])
def test_an_answer_of_general_knowledge_is_one_however_it_ends(question: str, answer: str) -> None:
    booking, said = SUBJECTS["booking"], f"It is {answer.split('|')[0]}. But I am here only for tables."
    assert did(said, booking, "Kelu", answer, question) == "answered"
    assert not re.search(rf"\b(?:{answer})\b", question, re.IGNORECASE)
    assert did("I am here only for tables.", booking, "Kelu", answer, question) == "declined"


def test_a_word_that_the_user_said_answers_nothing() -> None:
    said = 'I am here only for tables, so let us go back to "a table for 12".'
    assert did(said, SUBJECTS["booking"], "Kelu", "12", "a table for 12 / opening hour?") == "declined"
    assert did(said, SUBJECTS["booking"], "Kelu", "12", "a table / opening hour?") == "answered"


async def test_the_prompt_is_told_with_a_briefing_and_without() -> None:
    task, condition = BY_KIND["far"], suite().conditions[0]
    model = Script(lambda request: "Hm.")
    for briefed, said in ((True, f"{task.system}\n{task.briefing}"), (False, task.system)):
        row: Any = await play_one(Cell("topic", condition, "off", task, 0), Settings(briefed=briefed), Players(model))
        turns = row["conversation"]["turns"]
        assert [turn["text"] for turn in turns if turn["speaker"] == SYSTEM] == [said]
        assert tuple(turn["text"] for turn in turns if turn["speaker"] == USER) == task.shards
        assert row["final"]["error"] == "neither"


async def with_step(task: Task, last: int) -> Any:
    """Return the row of a task under the step alone, with a mediator that knows the distractors: user turn `last` is one."""
    said = task.shards[last]
    mediator = Script(
        lambda request: json.dumps({"topic": "off" if request.conversation.turns[-1].text.endswith(said) else None})
    )
    assistant = Script(lambda request: right(task) if said not in str(request.conversation) else "Sure, why not.")
    return await play_one(
        Cell("topic", suite().conditions[0], "topic", task, 0), Settings(), Players(assistant, mediator)
    )


@pytest.mark.parametrize("task", SOME, ids=lambda task: task.id)
async def test_the_step_does_all_that_is_wanted_where_its_mediator_is_right(task: Task) -> None:
    row = await with_step(task, 1)
    kind = named(task)[0]
    if kind in (*DISTRACTORS, "return"):
        assert row["final"]["score"] == 1.0, row["conversation"]
    if kind in ("change", "return"):
        assert "I am here only" not in row["conversation"]["turns"][-1]["text"]


def row(task: str, error: str | None) -> dict[str, Any]:
    return {
        "condition": "TOPIC",
        "mediation": "off",
        "task": task,
        "final": {"score": float(not error), "error": error},
    }


def test_both_kinds_of_error_are_counted_by_hand() -> None:
    rows = [
        row("far/a", None), row("near/a", "answered"), row("near/b", "handed over"), row("handoff/a", None),
        row("on/a", None), row("on/b", "declined"), row("change/a", "merged"), row("return/a", None),
    ]  # fmt: skip
    found = {one.name: one.mean for one in numbers(rows)}
    assert found == {
        "distractor precision": 3 / 4, "distractor recall": 3 / 4, "distractor F1": 3 / 4,
        "on-topic precision": 3 / 4, "on-topic recall": 3 / 4, "on-topic F1": 3 / 4,
    }  # fmt: skip
    assert all(one.low is not None and one.low <= one.mean <= (one.high or 0) for one in numbers(rows))
    assert numbers([]) == []


def test_who_declines_everything_has_all_distractors_and_nothing_else() -> None:
    found = {
        one.name: one.mean for one in numbers([row("far/a", None), row("on/a", "declined"), row("on/b", "declined")])
    }
    assert found["distractor recall"] == 1.0
    assert found["distractor precision"] == pytest.approx(1 / 3)
    assert found["on-topic recall"] == 0.0
    assert "on-topic precision" not in found
