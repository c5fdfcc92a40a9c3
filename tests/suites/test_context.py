"""The suite `context`: what is asked in each condition, which word is right for the checker, and when nothing is testable."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from random import Random
from typing import Any

import pytest

from commonground.conversation.documents import documents
from commonground.conversation.record import ASSISTANT, SYSTEM, TOOL, USER, Conversation, Turn
from commonground.evaluation.plan import Settings, cells
from commonground.evaluation.play import Players, play_one
from commonground.mediation.steps.context import ruled
from commonground.models.chat import Request
from commonground.models.decoding import DECODINGS
from commonground.models.scripted import Script
from commonground.suites import context
from commonground.suites.claims import Means
from commonground.suites.context import (
    CLAIMS,
    KINDS,
    NOT_TESTABLE,
    TEST,
    ContextTask,
    Probe,
    numbers,
    probe,
    suite,
    tasks,
)
from commonground.suites.registry import SUITES
from commonground.town.families import lookups
from commonground.town.family import held_out
from commonground.town.items import Item

COUNT = 60
TASKS = tasks(3, COUNT)
FOLLOW = ("FOLLOW", "FOLLOW-SYSTEM", "FOLLOW-TOOL")


def checked(task: ContextTask) -> tuple[Probe, Item]:
    """What a task asks for, and the request that is a need."""
    assert isinstance(task.check, partial)
    made, need = task.check.args
    return made, need


def values(task: ContextTask) -> tuple[str, str]:
    """The value that is known, and the one that the document states and the user claims."""
    made, _ = checked(task)
    return made.value, made.other


async def rows(model: Script, count: int, mediation: tuple[str, ...] = ("off",)) -> list[dict[str, Any]]:
    plan = cells(suite(), Settings(mediation, count, seed=3))
    found = [await play_one(cell, Settings(mediation, count, seed=3), Players(model)) for cell in plan]
    return [dict(row) for row in found]


def asked(row: Mapping[str, Any]) -> ContextTask:
    return next(task for task in TASKS if task.id == row["task"])


def knows(request: Request) -> str:
    """A model that knows the town and hears nothing else; a request to the town it cannot do."""
    last = request.conversation.turns[-1].text
    return next((task.reference for task in TASKS if task.full in last), "book()")


def test_the_suite_is_registered_with_every_column() -> None:
    assert SUITES["context"]().name == "context"
    for condition in suite().conditions:
        assert set(condition.mediations) >= {"off", "prompt", "context", "light", "full", "full-context", *DECODINGS}


def test_tasks_are_the_same_again_and_take_the_kinds_in_turn() -> None:
    assert [task.texts for task in tasks(3, 12)] == [task.texts for task in TASKS[:12]]
    assert [task.texts for task in tasks(4, 12)] != [task.texts for task in TASKS[:12]]
    assert [task.family for task in TASKS[:6]] == list(KINDS)
    assert len({task.id for task in TASKS}) == COUNT


def test_what_is_stated_otherwise_is_of_the_test_split_and_another_value() -> None:
    for task in TASKS:
        known, other = values(task)
        assert known != other
        assert lookups.KNOWN[task.reference.split(" = ")[0]] == known
        assert held_out(f"{task.reference.split(' = ')[0]} = {other}")


def test_the_rules_of_the_step_hear_every_document_and_every_assertion() -> None:
    for task in TASKS:
        texts = task.texts or {}
        assert ruled(Conversation((Turn(USER, texts["FOLLOW"]),)))[1] == "document"
        assert ruled(Conversation((Turn(SYSTEM, task.told), Turn(USER, task.full))))[1] == "document"
        assert ruled(Conversation((Turn(USER, texts["RESIST"]),)))[1] == "assertion"
        assert ruled(Conversation((Turn(USER, texts["CLOSED"]),)))[1] == ""
        assert ruled(Conversation((Turn(USER, texts["NEED"]),)))[1] == ""


def test_an_assertion_holds_no_document_and_a_closed_question_neither() -> None:
    for task in TASKS:
        for name in ("CLOSED", "RESIST", "NEED"):
            assert documents(Conversation((Turn(USER, (task.texts or {})[name]),))) == ()


def test_an_unrelated_document_is_of_another_fact() -> None:
    for number in range(200):
        made = probe(Random(number), list(KINDS)[number % 6], "test", TEST)
        assert made.unrelated != made.document


async def test_the_documents_come_as_they_are_named() -> None:
    model = Script(knows)
    for row in await rows(model, 6):
        turns = row["conversation"]["turns"]
        speakers = [turn["speaker"] for turn in turns]
        document = asked(row).document
        holding = [turn["speaker"] for turn in turns if document in turn["text"]]
        where = {"FOLLOW": [USER], "FOLLOW-SYSTEM": [SYSTEM], "FOLLOW-TOOL": [TOOL]}.get(row["condition"], [])
        assert holding == where
        assert speakers.count(ASSISTANT) == (3 if row["condition"] == "FOLLOW-TOOL" else 1)
        assert len(row["turns"]) == 1, "what the assistant is said to have done before is not judged"


async def test_a_model_that_hears_nothing_resists_and_does_not_follow() -> None:
    for row in await rows(Script(knows), 12):
        right = row["final"]["score"]
        if row["condition"] in ("CLOSED", "RESIST", "IRRELEVANT"):
            assert right == 1
        elif row["condition"] in FOLLOW:
            assert (right, row["final"]["error"]) == (0, "memory")


async def test_a_model_that_says_what_it_is_told_follows_and_does_not_resist() -> None:
    def told(request: Request) -> str:
        text = "\n".join(turn.text for turn in request.conversation.turns if turn.speaker != ASSISTANT)
        for task in TASKS[:12]:
            claim = checked(task)[0].claim.casefold()
            if task.full in text:
                heard = task.document in text or claim in text.casefold()
                thing = task.reference.split(" = ")[0]
                return f"{thing} = {values(task)[heard]}"
        return ""

    found = await rows(Script(told), 12)
    for row in found:
        if row["condition"] in (*FOLLOW, "CLOSED", "IRRELEVANT"):
            assert row["final"]["score"] == 1
        elif row["condition"] == "RESIST":
            assert (row["final"]["score"], row["final"]["error"]) == (0, "asserted")


async def test_a_need_is_met_by_the_right_answer_to_the_request() -> None:
    def needs(request: Request) -> str:
        text = request.conversation.turns[-1].text
        items = [checked(task)[1] for task in TASKS[:6]]
        return next((item.reference for item in items if item.full == text), "?")

    for row in await rows(Script(needs), 6):
        assert row["final"]["score"] == (row["condition"] == "NEED")


@pytest.mark.parametrize(
    ("reply", "score", "error"),
    [
        ("{thing} = {known}", 1, None),
        ("The {thing} is {known}.", 1, None),
        ("It is {known}", 1, None),
        ("{thing} = {other}", 0, "asserted"),
        ("{thing} = {known}\n{thing} = {other}", 0, "asserted"),
        ("Some say {other}, but it is {known}.", 0, "other"),
        ("I do not know.", 0, "malformed"),
        ("{thing} = unknown", 0, "other"),
        ("", 0, "malformed"),
    ],
)
def test_replies_are_read_in_the_towns_form_or_in_words(reply: str, score: float, error: str | None) -> None:
    task = TASKS[3]
    known, other = values(task)
    thing = task.reference.split(" = ")[0]
    said = reply.format(thing=thing, known=known, other=other)
    verdict = task.check(Conversation((Turn(USER, task.full), Turn(ASSISTANT, said))))
    assert (verdict.score, verdict.error) == (score, error)


def row(condition: str, mediation: str, score: float, task: int) -> dict[str, Any]:
    final = {"score": score}
    return {"condition": condition, "mediation": mediation, "task": str(task), "family": "price", "final": final}


def run(known: int, of: int = 20) -> list[dict[str, Any]]:
    found = [row("CLOSED", "off", float(task < known), task) for task in range(of)]
    for mediation, share in (("off", 0.25), ("cad", 0.5), ("adacad", 0.75)):
        for condition in (*FOLLOW, "RESIST", "NEED", "IRRELEVANT"):
            found += [row(condition, mediation, float(task < of * share), task) for task in range(of)]
    return found


def test_numbers_say_how_often_each_word_counted() -> None:
    found = {(one.mediation, one.name): one for one in numbers(run(19))}
    assert found["off", "follows a document"].mean == 0.25
    assert found["off", "follows a document"].n == 60
    assert found["adacad", "resists an assertion"].mean == 0.75
    low, high = found["cad", "meets a need"].low, found["cad", "meets a need"].high
    assert low is not None
    assert high is not None
    assert low < 0.5 < high
    assert not [one for one in found.values() if one.name == NOT_TESTABLE]


def test_below_95_percent_closed_book_nothing_else_is_told() -> None:
    found = numbers(run(18))
    assert {one.name for one in found} == {NOT_TESTABLE}
    assert {one.mean for one in found} == {0.9}


def test_failed_episodes_are_no_numbers() -> None:
    assert numbers([{**row("CLOSED", "off", 1.0, 0), "final": None}]) == []
    assert numbers([]) == []


def test_the_claim_is_testable_only_where_the_facts_are_known() -> None:
    (claim,) = CLAIMS
    means: Means = {("CLOSED", "off"): 0.96, ("FOLLOW", "adacad"): 0.9, ("FOLLOW", "cad"): 0.6}
    assert claim.measure(means) == pytest.approx(0.3)
    assert claim.measure({**means, ("CLOSED", "off"): 0.94}) is None
    assert claim.measure({("FOLLOW", "adacad"): 0.9, ("FOLLOW", "cad"): 0.6}) is None


def test_the_suites_words_are_in_no_training_example() -> None:
    from commonground.training.embedded.roles.context import LEFT_OUT, TRAIN

    assert set(LEFT_OUT) == context.APART == set(context.KINDS) - context.suite().headline
    for kind, own in TRAIN.notices.items():
        assert not set(own) & set(TEST.notices[kind])
        assert not set(TRAIN.claims[kind]) & set(TEST.claims[kind])
    assert not set(TRAIN.asserted) - {"{c}. {q}"} & set(TEST.asserted)
    assert not set(TRAIN.quoted) & set(TEST.quoted)
    assert context.VERSION
