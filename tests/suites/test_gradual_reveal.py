"""Gradual reveal: a perfect assistant loses nothing in any condition, a lost one does, and the math file can be judged."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from commonground.conversation.record import ASSISTANT, USER, Conversation, Turn
from commonground.episodes.episode import run_episode
from commonground.errors import InputError
from commonground.mediation.presets import PRESETS, steps
from commonground.mediation.step import mediate
from commonground.mediation.steps.user_only import user_only
from commonground.models.chat import ChatModel, Request, Sampling
from commonground.models.scripted import Script
from commonground.suites.gradual_reveal import CONDITIONS, CONTROLS, NAME, VERSION, file_suite, town_suite
from commonground.suites.suite import Condition, Suite
from commonground.suites.town_tasks import town_task
from commonground.town.families import FAMILIES
from commonground.town.items import Item, make_item, options

BY_NAME = {condition.name: condition for condition in CONDITIONS}
LIST = "1. Green Door\n2. Tin Roof\n3. Paper Boat"
QUESTION, MATH_SHARDS = "How much does Weng earn?", ("How much?", "50 minutes.", "$12 an hour.")
GSM = "Weng earns $12 an hour. She did 50 minutes. 12/60 = 0.2. 0.2 x 50 = 10.\n#### 10"


def oracle(item: Item, *, keeps: int = 99) -> ChatModel:
    """A model that knows the wordings of one item, answers with what it was told, and holds back until all is there.

    It hears only what the request shows it; `keeps` limits it to the last lines, as a lost model is.
    """
    required = {slot.key for slot in item.family.slots if slot.required}

    def reply(request: Request) -> str:
        turns = request.conversation.turns
        lines = [line.removeprefix("- ") for turn in turns if turn.speaker == USER for line in turn.text.splitlines()]
        heard = dict(item.values) if lines[-1] in item.phrasings else {}
        listed = next((options(turn.text) for turn in turns if turn.speaker == ASSISTANT and options(turn.text)), ())
        for line in lines[-keeps:]:
            for shard, stated in zip(item.shards, item.stated, strict=True):
                if line == shard.text:
                    heard.update(stated)
                elif line == shard.pointer and listed:
                    heard["venue"] = listed[shard.option]
        if not listed and lines[-1].endswith(tuple(shard.question for shard in item.shards if shard.question)):
            return LIST
        if required <= heard.keys() or (item.family.kind == "decomposes" and heard) or keeps < 99:
            return item.family.write(item.family.filled(heard))
        return "I see."

    return Script(reply)


async def final(condition: Condition, item: Item, model: ChatModel) -> tuple[float, Conversation]:
    task = town_task(item, ("Add up my basket.", "Call a ride."))
    behind = mediate(model, condition.steps)
    episode = await run_episode(condition.user(task), behind, sampling=Sampling(), cap=condition.turns(task))
    assert episode.failure is None
    assert not episode.capped
    return task.check(episode.conversation).score, episode.conversation


SEEING = [condition for condition in CONDITIONS if condition.name != "MEMORY"]  # there even an oracle sees too little


@pytest.mark.parametrize("condition", SEEING, ids=lambda condition: condition.name)
@pytest.mark.parametrize("name", [name for name in FAMILIES if name != "pick"])
async def test_a_perfect_assistant_is_right_at_the_end_of_every_condition(condition: Condition, name: str) -> None:
    for index in range(3):
        item = make_item(name, "test", 17, index)
        score, _ = await final(condition, item, oracle(item))
        assert score == 1, item.id


@pytest.mark.parametrize("name", ["booking", "total", "meeting", "route"])
async def test_a_lost_assistant_is_wrong_when_sharded_and_right_when_told_at_once(name: str) -> None:
    for index in range(3):
        item = make_item(name, "train", 18, index, correct=False)
        lost = oracle(item, keeps=1)
        assert (await final(BY_NAME["FULL"], item, lost))[0] == 1
        score, conversation = await final(BY_NAME["SHARDED"], item, lost)
        assert score == 0
        assert town_task(item).check(conversation).error in ("last_shards", "default")


@pytest.mark.parametrize("name", ["SHARDED", "SNOWBALL", "RECAP"])
async def test_a_pointing_user_is_followed_by_an_assistant_that_sees_its_own_list(name: str) -> None:
    for index in range(4):
        item = make_item("pick", "test", 19, index)
        score, conversation = await final(BY_NAME[name], item, oracle(item))
        assert score == 1
        assert any(item.shards[1].pointer in turn.text for turn in conversation.by(USER))


async def test_dropping_the_assistants_turns_loses_what_was_pointed_at() -> None:
    assert BY_NAME["USER-ONLY"].steps == (user_only,)
    for index in range(4):
        item = make_item("pick", "test", 19, index)
        score, conversation = await final(BY_NAME["USER-ONLY"], item, oracle(item))
        assert item.shards[1].pointer in [turn.text for turn in conversation.by(USER)]
        assert score == 0


@pytest.mark.parametrize("name", ["FULL", "CONCAT", "LATE"])
async def test_a_user_who_says_all_at_once_does_not_point(name: str) -> None:
    item = make_item("pick", "test", 19, 0)
    score, conversation = await final(BY_NAME[name], item, oracle(item))
    assert score == 1
    assert not any(item.shards[1].pointer in turn.text for turn in conversation.by(USER))


@pytest.mark.parametrize("condition", CONDITIONS, ids=lambda condition: condition.name)
@pytest.mark.parametrize("reply", ["", "At what time?", "Under what name? On which day?", "Under what name?"])
async def test_an_assistant_that_never_answers_comes_to_an_end(condition: Condition, reply: str) -> None:
    item = make_item("booking", "test", 20, 0)
    task = town_task(item, ("one", "two"))
    model = Script(lambda request: reply)
    episode = await run_episode(condition.user(task), model, sampling=Sampling(), cap=condition.turns(task))
    assert episode.failure is None
    assert len(episode.conversation.by(USER)) <= condition.turns(task)
    assert task.check(episode.conversation).attempt is False


@pytest.mark.parametrize("name", ["SHARDED", "SNOWBALL", "RECAP", "USER-ONLY"])
@pytest.mark.parametrize("reply", ["", "At what time?", "Under what name?", "On which seat? Under what name?"])
async def test_all_shards_are_revealed_whatever_is_asked(name: str, reply: str) -> None:
    item = next(item for item in (make_item("booking", "test", 20, n) for n in range(99)) if "name" not in item.values)
    task = town_task(item)
    condition, model = BY_NAME[name], Script(lambda request: reply)
    episode = await run_episode(condition.user(task), model, sampling=Sampling(), cap=condition.turns(task))
    lines = [line.removeprefix("- ") for turn in episode.conversation.by(USER) for line in turn.text.splitlines()]
    assert set(task.shards) <= set(lines)


async def test_an_assistant_that_asks_for_each_fact_is_given_it() -> None:
    item = make_item("booking", "test", 21, 0, correct=False)
    questions = ("Where?", "On which day?", "At what time?", "How many people are you?")
    replies = [*questions, *["I see."] * 9]
    task = town_task(item)
    episode = await run_episode(BY_NAME["SHARDED"].user(task), Script(replies), sampling=Sampling(), cap=20)
    said = [turn.text for turn in episode.conversation.by(USER)]
    keys = [next(shard.keys for shard in item.shards if shard.text == text) for text in said[1:5]]
    assert keys == [("venue",), ("day",), ("time",), ("people",)]


def test_the_conditions_and_their_presets() -> None:
    assert tuple(BY_NAME) == ("FULL", "CONCAT", "SHARDED", "TWO", "RECAP", "SNOWBALL", "USER-ONLY", "MEMORY", "LATE")
    assert all(isinstance(steps(preset), tuple) for condition in CONDITIONS for preset in condition.mediations)
    assert all("off" in condition.mediations for condition in CONDITIONS)
    assert [condition.name for condition in CONDITIONS if condition.oracle] == ["RECAP"]
    assert set(PRESETS) < set(BY_NAME["SHARDED"].mediations)


def test_caps_by_hand() -> None:
    item = make_item("booking", "test", 0, 0, correct=False)
    task = town_task(item, ("one", "two"))
    caps = {name: condition.turns(task) for name, condition in BY_NAME.items()}
    sharded = 2 * len(task.shards) + 2
    assert caps == {
        "FULL": 1, "CONCAT": 1, "SHARDED": sharded, "TWO": 2,
        "RECAP": sharded, "SNOWBALL": sharded, "USER-ONLY": sharded, "MEMORY": sharded, "LATE": 3,
    }  # fmt: skip


async def test_late_says_two_other_requests_first() -> None:
    item = make_item("total", "test", 0, 0)
    _, conversation = await final(BY_NAME["LATE"], item, oracle(item))
    assert [turn.text for turn in conversation.by(USER)] == ["Add up my basket.", "Call a ride.", item.full]


def test_the_town_suite() -> None:
    suite = town_suite()
    assert (suite.name, suite.version, suite.conditions) == (NAME, VERSION, CONDITIONS)
    assert {"lookup", "pick"} == CONTROLS
    assert suite.headline == set(FAMILIES) - CONTROLS
    assert set(suite.versions) == {"town", "grading", "questions", "users", "strategy", "memory"}
    assert [task.family for task in suite.tasks(0, len(FAMILIES))] == list(FAMILIES)
    assert len({claim.id for claim in suite.claims}) == len(suite.claims)


# A file of math tasks.


def source(number: int = 1, **fields: object) -> dict[str, object]:
    """A row of the public file; a field given as None is left out."""
    shards = [{"shard_id": place, "shard": text} for place, text in enumerate(MATH_SHARDS, 1)]
    row = {"task_id": f"sharded-GSM8K/{number}", "task": "math", "shards": shards, "question": QUESTION, "answer": GSM}
    return {key: value for key, value in {**row, **fields}.items() if value is not None}


@pytest.fixture
def suite_of(tmp_path: Path) -> Callable[..., Suite]:
    def made(*rows: dict[str, object]) -> Suite:
        path = tmp_path / "math.json"
        path.write_text(json.dumps(rows))
        return file_suite(path)

    return made


def talk(reply: str) -> Conversation:
    return Conversation((Turn(USER, "How much?"), Turn(ASSISTANT, reply)))


def test_a_math_task(suite_of: Callable[..., Suite]) -> None:
    (task,) = suite_of(source()).tasks(0, 5)
    assert (task.id, task.family, task.world) == ("sharded-GSM8K/1", "math", "math")
    assert (task.full, task.shards) == (QUESTION, MATH_SHARDS)
    assert task.bulleted == "- How much?\n- 50 minutes.\n- $12 an hour."
    assert task.required == {0, 1, 2}
    assert "####" in task.briefing
    assert task.check(talk(task.reference)).score == 1


@pytest.mark.parametrize(
    ("reply", "score", "error", "attempt"),
    [
        ("#### 10", 1, None, True),
        ("She earns $10.00.", 1, None, True),
        ("#### 12", 0, "other", True),
        ("I cannot say.", 0, "malformed", False),
        ("", 0, "malformed", False),
    ],
)
def test_math_replies_are_judged(
    suite_of: Callable[..., Suite], reply: str, score: float, error: str | None, attempt: bool
) -> None:
    (task,) = suite_of(source()).tasks(0, 1)
    verdict = task.check(talk(reply))
    assert (verdict.score, verdict.error, verdict.attempt) == (score, error, attempt)


def test_nothing_said_is_malformed(suite_of: Callable[..., Suite]) -> None:
    (task,) = suite_of(source()).tasks(0, 1)
    assert task.check(Conversation()).error == "malformed"


def test_each_math_task_is_judged_by_its_own_answer(suite_of: Callable[..., Suite]) -> None:
    tasks = suite_of(source(), source(2, answer="#### 3")).tasks(0, 2)
    assert [task.check(talk("#### 3")).score for task in tasks] == [0, 1]
    assert [task.check(talk("#### 10")).score for task in tasks] == [1, 0]


async def test_a_math_task_is_revealed_like_any_other(suite_of: Callable[..., Suite]) -> None:
    (task,) = suite_of(source()).tasks(0, 1)
    model = Script(["How long?", "How much?", "#### 10"])
    episode = await run_episode(BY_NAME["SHARDED"].user(task), model, sampling=Sampling(), cap=8)
    assert [turn.text for turn in episode.conversation.by(USER)] == list(task.shards)
    assert task.check(episode.conversation).score == 1


def test_the_file_suite_has_no_late(suite_of: Callable[..., Suite]) -> None:
    suite = suite_of(source(1), source(2))
    assert "LATE" not in [condition.name for condition in suite.conditions]
    assert suite.headline == {"math"}
    assert len(suite.tasks(0, 1)) == 1
    assert len(suite.tasks(7, 99)) == 2


def test_the_file_suite_names_its_data_by_their_digest(suite_of: Callable[..., Suite]) -> None:
    one, again, other = suite_of(source(1)), suite_of(source(1)), suite_of(source(2))
    assert one.versions == again.versions
    assert one.versions["data"] != other.versions["data"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"task": "code"}, "task"),
        ({"question": None}, "question"),
        ({"question": 5}, "question"),
        ({"answer": 7}, "answer"),
        ({"answer": "no number"}, "answer"),
    ],
)
def test_a_task_that_cannot_be_judged_is_refused_with_its_place(
    suite_of: Callable[..., Suite], fields: dict[str, object], field: str
) -> None:
    with pytest.raises(InputError) as caught:
        suite_of(source(1), source(2, **fields))
    assert (caught.value.line, caught.value.field) == (2, field)
    assert caught.value.path.endswith("math.json")
