"""The restyle suite: its chats, its score for assistants of every kind, and its numbers."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from typing import Any

import pytest

from commonground.conversation.jsonl import to_row
from commonground.conversation.record import Conversation
from commonground.episodes.episode import briefed, run_episode
from commonground.mediation.step import mediate
from commonground.mediation.steps.restyle import restyle, standing
from commonground.models.chat import ChatModel, Request, Sampling
from commonground.models.scripted import Script
from commonground.suites.restyle import (
    ASKED,
    DISTANCES,
    ENDINGS,
    HELD,
    KINDS,
    LEFT_OUT,
    REVISIONS,
    RIGHT,
    WISHES,
    RestyleTask,
    judged,
    numbers,
    suite,
    tasks,
)
from commonground.suites.styles import STYLES, plain, styled
from commonground.text.manner import ALL, dropped, wish
from commonground.town.families.lookups import KNOWN

SUITE = suite()
CONDITIONS = {condition.name: condition for condition in SUITE.conditions}
TASKS = tasks(0, 20)


def thing(request: Request) -> str:
    last = request.conversation.turns[-1].text
    return max((one for one in KNOWN if one in last), key=len)


def ignores(request: Request) -> str:
    """Answer as the town does, whatever is asked of the style."""
    return plain(thing(request))


def follows(task: RestyleTask, where: str) -> ChatModel:
    """Answer in the style where the wish stands in the last turn ("last") or in the system prompt as well ("note")."""

    def reply(request: Request) -> str:
        turns = request.conversation.turns
        seen = turns[-1].text + (turns[0].text if where == "note" else "")
        return styled(task.family, thing(request), task.word) if task.wish in seen else plain(thing(request))

    return Script(reply)


def play(task: RestyleTask, condition: str, model: ChatModel) -> Conversation:
    one = CONDITIONS[condition]
    episode = asyncio.run(
        run_episode(one.user(task), model, start=briefed(task.briefing), sampling=Sampling(), cap=one.turns(task))
    )
    assert episode.failure is None
    assert not episode.capped
    return episode.conversation


def outcome(task: RestyleTask, condition: str, model: ChatModel) -> tuple[float, str | None]:
    verdict = task.check(play(task, condition, model))
    return verdict.score, verdict.error


def test_tasks_are_made_from_a_seed_the_styles_in_turn() -> None:
    assert [(task.id, task.shards, task.wish) for task in tasks(0, 20)] == [(t.id, t.shards, t.wish) for t in TASKS]
    assert Counter(task.family for task in TASKS) == dict.fromkeys(KINDS, 2)
    assert SUITE.headline == set(KINDS) - {LEFT_OUT}
    assert len(KINDS) == 10


def test_a_chat_asks_short_questions_and_the_wish_comes_with_the_second() -> None:
    task = TASKS[0]
    texts = task.texts(5)
    assert len(texts) == 7
    assert texts[1] == f"{task.wish} {task.shards[1]}"
    assert all(one in text for one, text in zip(task.things, texts, strict=False))
    assert task.texts(5, wish=False)[1] == task.shards[1]
    assert task.texts(5, revised=True)[4].startswith(task.revision)
    assert len(set(task.things)) == max(DISTANCES) + 2


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id)
def test_no_plain_answer_is_in_the_style_by_chance(task: RestyleTask) -> None:
    style = STYLES[task.family]
    for one in task.things:
        assert not style.holds(plain(one), task.word)
        assert style.holds(styled(task.family, one, task.word), task.word)


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id)
def test_who_ignores_and_who_forgets_the_wish_are_seen(task: RestyleTask) -> None:
    assert outcome(task, "AT-1", Script(ignores)) == (0.0, "forgot")
    forgets = follows(task, "last")
    assert judged(task, Conversation(play(task, "AT-1", forgets).turns[:5])) == (True, True, True)
    assert outcome(task, "AT-5", forgets) == (0.0, "forgot")
    assert outcome(task, "PLAIN", forgets) == outcome(task, "REVISED", forgets) == (1.0, None)


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id)
def test_the_step_makes_it_hold_until_it_is_taken_back(task: RestyleTask) -> None:
    mediated = mediate(follows(task, "note"), (restyle,))
    for condition in ("AT-1", "AT-5", "AT-20", "REVISED", "PLAIN"):
        assert outcome(task, condition, mediated) == (1.0, None)


def test_a_style_that_goes_on_after_it_was_taken_back_is_seen() -> None:
    task = TASKS[0]
    always = Script(lambda request: styled(task.family, thing(request)))
    assert outcome(task, "REVISED", always) == (0.0, "kept")
    assert outcome(task, "PLAIN", always) == (0.0, "kept")
    assert outcome(task, "AT-5", always) == (1.0, None)


def test_a_wrong_answer_in_the_right_style_is_wrong() -> None:
    task = next(task for task in TASKS if task.family == "upper")
    assert outcome(task, "AT-1", Script(lambda request: "I DO NOT KNOW.")) == (0.0, "wrong")


@pytest.mark.parametrize("kind", KINDS)
def test_every_wish_is_heard_by_the_step_and_every_revision_ends_it(kind: str) -> None:
    for text in WISHES[kind]:
        said = text.format(ENDINGS[0])
        assert wish(said) is not None
        assert dropped(said) is None
    assert all(dropped(text) == ALL for text in REVISIONS)


def test_no_question_is_taken_for_a_wish() -> None:
    for form in ASKED:
        assert all(wish(form.format(one)) is None and dropped(form.format(one)) is None for one in KNOWN)


def test_a_chat_of_twenty_turns_is_short() -> None:
    longest = max(
        sum(len(text.split()) + len(styled(task.family, one, task.word).split()) for text, one in zip(
            task.texts(20), task.things, strict=True
        ))
        for task in TASKS
    )  # fmt: skip
    assert longest < 420  # words; some 900 tokens with the roles


def row(task: RestyleTask, model: ChatModel) -> dict[str, Any]:
    return {
        "condition": "AT-5", "mediation": "off", "family": task.family, "task": task.id, "final": {"score": 0.0},
        "conversation": to_row(play(task, "AT-5", model)),
    }  # fmt: skip


def test_numbers_tell_style_and_answer_apart() -> None:
    rows = [row(task, Script(ignores)) for task in TASKS]
    found = {one.name: one for one in numbers(rows)}
    assert found[HELD].mean == 0.0
    assert found[RIGHT].mean == 1.0
    assert found[HELD].n == 18
    assert numbers([{**row, "final": None} for row in rows]) == []


def test_numbers_count_every_run_of_a_task() -> None:
    rows = [
        row(task, model) for task in TASKS for model in (mediate(follows(task, "note"), (restyle,)), Script(ignores))
    ]
    found = {one.name: one for one in numbers(rows)}
    assert (found[HELD].mean, found[HELD].n) == (0.5, 18)


def test_what_stands_is_in_the_users_words() -> None:
    task = TASKS[0]
    talk = play(task, "AT-1", Script(ignores))
    (one,) = standing(talk)
    assert one.wish.text == task.wish
    assert re.search(re.escape(one.wish.text), talk.turns[one.turn].text)
