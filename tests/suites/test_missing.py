"""The suite `missing`: requests and their twins, what a reply is worth before and after the fact, the user, the numbers."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from commonground.conversation.record import ASSISTANT, USER, Conversation, Turn
from commonground.episodes.episode import run_episode
from commonground.episodes.users import NO_PREFERENCE
from commonground.evaluation.plan import Cell, Settings
from commonground.evaluation.play import Players, play_one
from commonground.models.chat import Request, Sampling
from commonground.models.scripted import Script
from commonground.suites.claims import Means
from commonground.suites.missing import (
    APART,
    CLAIMS,
    CONDITIONS,
    TOWN,
    AnsweringUser,
    MissingTask,
    numbers,
    suite,
    tasks,
)
from commonground.town.families import FAMILIES
from commonground.town.items import make_item
from commonground.town.questions import TO_ASK, asked
from commonground.training.embedded.roles.clarify import LEFT_OUT

SOME = tasks(0, 4 * len(TOWN))
BY_FAMILY = {task.family: task for task in reversed(SOME)}


def item_of(task: MissingTask) -> Any:
    _, family, split, seed, index, _ = task.id.split("/")
    assert split == "test"
    return make_item(family, "test", int(seed), int(index), correct=False)


def judged(task: MissingTask, *said: str) -> tuple[float, str | None]:
    speakers = (USER, ASSISTANT) * len(said)
    verdict = task.check(
        Conversation(tuple(Turn(who, text) for who, text in zip(speakers[: len(said)], said, strict=True)))
    )
    return verdict.score, verdict.error


def test_tasks_are_made_from_a_seed_the_families_in_turn() -> None:
    assert [(task.id, task.shards, task.full) for task in SOME] == [
        (task.id, task.shards, task.full) for task in tasks(0, len(SOME))
    ]
    assert Counter(task.family for task in SOME) == dict.fromkeys(TOWN, 4)
    assert len({task.id for task in SOME}) == len(SOME)
    assert [task.full for task in tasks(1, 7)] != [task.full for task in SOME[:7]]


def test_a_request_lacks_one_required_fact_and_its_twin_has_the_same_words_beside_it() -> None:
    for task in tasks(3, 140):
        item = item_of(task)
        slot = next(slot for slot in item.family.slots if slot.key == task.key)
        assert slot.required
        assert item.values[task.key] != slot.default
        left = iter(task.full)
        assert all(letter in left for letter in task.shards[0])  # what is left, in its order
        assert len(task.shards[0]) < len(task.full)
        assert item.values[task.key].split()[-1] in task.shards[1]


def test_every_required_fact_is_left_out_now_and_then() -> None:
    found = Counter((task.family, task.key) for task in tasks(1, 60 * len(TOWN)))
    assert set(found) == {(name, key) for name, keys in TO_ASK.items() for key in keys}
    assert min(found.values()) >= 5


@pytest.mark.parametrize("name", TOWN)
def test_the_question_for_the_fact_is_right_and_all_else_is_not(name: str) -> None:
    task = BY_FAMILY[name]
    right = item_of(task).reference
    other = next(text for key, text in TO_ASK[name].items() if key != task.key)
    assert judged(task, task.shards[0], task.reference) == (1.0, None)
    assert judged(task, task.shards[0], f"Gladly. {task.reference}") == (1.0, None)
    assert judged(task, task.shards[0], other) == (0.0, "another")
    assert judged(task, task.shards[0], right) == (0.0, "guessed")
    assert judged(task, task.shards[0], f"{right}\n{task.reference}") == (0.0, "guessed")
    assert judged(task, task.shards[0], f"{other} {task.reference}") == (0.0, "several")
    assert judged(task, task.shards[0], "Could you rephrase that?") == (0.0, "rephrase")
    assert judged(task, task.shards[0], "All right.") == (0.0, "no question")


@pytest.mark.parametrize("name", TOWN)
def test_a_twin_wants_the_answer_and_no_question(name: str) -> None:
    task = BY_FAMILY[name]
    right = item_of(task).reference
    assert judged(task, task.full, right) == (1.0, None)
    assert judged(task, task.full, task.reference) == (0.0, "asked")
    assert judged(task, task.full, f"{right}\n{task.reference}") == (0.0, "asked")
    assert judged(task, task.full, "All right.") == (0.0, "malformed")
    assert judged(task, task.shards[0], task.reference, task.shards[1], right) == (1.0, None)


async def played(task: MissingTask, *replies: str) -> list[str]:
    model = Script(lambda request: replies[min(len(request.conversation.by(ASSISTANT)), len(replies) - 1)])
    episode = await run_episode(AnsweringUser(task), model, sampling=Sampling(), cap=4)
    return [turn.text for turn in episode.conversation.by(USER)]


async def test_the_user_answers_what_is_asked_and_nothing_else() -> None:
    task = BY_FAMILY["booking"]
    right = item_of(task).reference
    request, fact = task.shards
    other = next(key for key in TO_ASK["booking"] if key != task.key)
    unsaid = next(key for key in ("name", "seat") if key not in task.told)
    optional = {"name": "Under what name?", "seat": "Which seat?"}[unsaid]
    assert await played(task, task.reference, right) == [request, fact]
    assert await played(task, right) == [request]
    assert await played(task, "All right.") == [request]
    assert await played(task, f"{right} {task.reference}") == [request]
    assert await played(task, TO_ASK["booking"][other], task.reference, right) == [request, task.told[other], fact]
    assert await played(task, optional, task.reference, right) == [request, NO_PREFERENCE, fact]


async def test_each_condition_says_what_it_is_called_after() -> None:
    task = BY_FAMILY["order"]
    model = Script(lambda request: "All right.")
    said = {}
    for condition in CONDITIONS:
        episode = await run_episode(condition.user(task), model, sampling=Sampling(), cap=condition.turns(task))
        said[condition.name] = [turn.text for turn in episode.conversation.by(USER)]
        assert not episode.capped
    assert said["MISSING"] == said["ANSWERED"] == [task.shards[0]]
    assert said["TWIN"] == [task.full]
    assert said["LATER"] == [*task.before, task.shards[0]]
    assert said["LATER-TWIN"] == [*task.before, task.full]
    assert 1 <= len(task.before) <= 2


async def with_step(task: MissingTask, name: str, question: str | None) -> Any:
    """Return the row of a task under the step alone, with a mediator that reads this, before an assistant that knows all."""
    lacking = (task.shards[0], task.full)

    def reads(request: Request) -> str:
        now = request.conversation.turns[-1].text.endswith(lacking)
        return json.dumps({"missing": question if now else None, "request": None})

    mediator = Script(reads)
    condition = next(one for one in CONDITIONS if one.name == name)
    players = Players(Script(lambda request: item_of(task).reference), mediator)
    return await play_one(Cell("missing", condition, "clarify", task, 0), Settings(), players)


@pytest.mark.parametrize("name", TOWN)
async def test_the_step_asks_what_its_mediator_reads_and_no_twin_for_what_it_said(name: str) -> None:
    task = BY_FAMILY[name]
    for condition in ("MISSING", "LATER", "ANSWERED"):
        row = await with_step(task, condition, task.reference)
        assert row["turns"][len(task.before) if condition == "LATER" else 0]["score"] == 1.0, (condition, row)
        assert row["final"]["score"] == 1.0
    assert (await with_step(task, "MISSING", None))["final"]["error"] == "guessed"
    assert (await with_step(task, "TWIN", None))["final"]["score"] == 1.0
    if name == "booking":
        assert (await with_step(task, "TWIN", task.reference))["final"]["score"] == 1.0


def row(condition: str, task: int, reply: str, error: str | None) -> dict[str, Any]:
    turns = [{"speaker": USER, "text": "x"}, {"speaker": ASSISTANT, "text": reply}]
    final = {"score": float(error is None), "error": error}
    return {
        "condition": condition, "mediation": "off", "task": str(task), "final": final, "conversation": {"turns": turns},
    }  # fmt: skip


def test_numbers_are_counted_by_hand() -> None:
    rows = [row("MISSING", task, "one two three", "rephrase" if task else None) for task in range(4)]
    rows += [row("TWIN", task, "one two", "asked" if task > 2 else None) for task in range(4)]
    rows.append({**row("TWIN", 9, "", None), "final": None})
    found = {(one.name, one.condition): one for one in numbers(rows)}
    assert {key: (one.mean, one.n) for key, one in found.items()} == {
        ("asks to rephrase", "MISSING"): (0.75, 4), ("words / words on twins", "MISSING"): (1.5, 4),
        ("asks on a twin", "TWIN"): (0.25, 4),
    }  # fmt: skip
    assert found["words / words on twins", "MISSING"].low == found["words / words on twins", "MISSING"].high == 1.5
    assert (round(found["asks on a twin", "TWIN"].low or 0, 3), found["asks on a twin", "TWIN"].n) == (0.046, 4)
    assert numbers([]) == []


def test_claims_read_what_the_suite_measures() -> None:
    means: Means = {
        ("MISSING", "off"): 0.1,
        ("MISSING", "clarify"): 0.8,
        ("TWIN", "off"): 0.9,
        ("TWIN", "clarify"): 0.8,
    }
    found = {claim.id: claim.measure(means) for claim in CLAIMS}
    assert found["one-question-half-found"] == found["ambiguous-answered"] == 0.1
    assert found["asking-can-be-had"] == pytest.approx(0.7)
    assert found["asking-costs-twins"] == pytest.approx(-0.1)
    assert {claim.measure({}) for claim in CLAIMS} == {None}
    assert {claim.grade for claim in CLAIMS} <= {"paper", "abstract"}


def test_the_suite_has_every_column_of_the_step() -> None:
    found = suite()
    assert found.name == "missing"
    assert {condition.mediations for condition in found.conditions} == {
        ("off", "prompt", "clarify", "light", "full", "full-clarify")
    }
    assert found.headline == set(TO_ASK) - APART < set(TO_ASK) < set(FAMILIES)
    assert set(LEFT_OUT) == APART


@pytest.mark.parametrize(("name", "key"), [(name, key) for name, keys in TO_ASK.items() for key in keys])
def test_each_question_asks_for_its_fact(name: str, key: str) -> None:
    assert asked(TO_ASK[name][key], tuple(slot.key for slot in FAMILIES[name].slots)) == key


def test_every_required_fact_has_its_question() -> None:
    for name, keys in TO_ASK.items():
        assert set(keys) == {slot.key for slot in FAMILIES[name].slots if slot.required}


def test_the_briefing_allows_a_question() -> None:
    assert all("you may ask" in task.briefing for task in SOME)
