"""The terms suite: its tasks, its score, and its numbers for directors of every kind."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from typing import Any

import pytest

from commonground.conversation.jsonl import to_row
from commonground.conversation.record import Conversation
from commonground.episodes.episode import briefed, run_episode
from commonground.episodes.task import Task
from commonground.mediation.step import mediate
from commonground.mediation.steps.terms import terms
from commonground.models.chat import ChatModel, Request, Sampling
from commonground.models.scripted import Script
from commonground.suites.claims import Means
from commonground.suites.terms import (
    ACCURACY,
    ADOPTED,
    CLAIMS,
    FAMILIES,
    FIRST,
    GAP,
    NOVELTY,
    REBOUND,
    REUSE,
    SHORTENING,
    TERSE,
    UNSEEN,
    check,
    game,
    measured,
    numbers,
    suite,
    tasks,
)
from commonground.town.objects import LEFT_OUT, NEEDS

TASKS = tasks(0, 12)
SUITE = suite()
CONDITIONS = {condition.name: condition for condition in SUITE.conditions}


def full(request: Request) -> str:
    """Describe in full, but say what a note says to say, and drop the colour where brevity alone is asked for."""
    system, last = request.conversation.turns[0].text, request.conversation.turns[-1].text
    noted = re.search(r'Call it "the (.*?)"', system)
    thing = re.findall(r"^\d\. (.*)$", system, re.MULTILINE)[int(re.findall(r"Next: (\d)", last)[-1]) - 1]
    if TERSE in system:
        return f"The {thing.split()[0]} one."
    return f"The {noted[1] if noted else thing}."


def parrot(request: Request) -> str:
    """Say the last name that anybody gave the thing."""
    text = "\n".join(turn.text for turn in request.conversation.turns)
    last = request.conversation.turns[-1].text
    thing = re.findall(r"^\d\. (.*)$", text, re.MULTILINE)[int(re.findall(r"Next: (\d)", last)[-1]) - 1]
    named = re.findall(rf"Yes, the {thing}\. [^.]*\bthe ([\w ]+)\.", text)
    return f"The {named[-1] if named else thing}."


def play(task: Task, condition: str, model: ChatModel) -> Conversation:
    one = CONDITIONS[condition]
    start = briefed(task.briefing)
    mediated = mediate(model, one.steps)
    episode = asyncio.run(run_episode(one.user(task), mediated, start=start, sampling=Sampling(), cap=one.turns(task)))
    assert episode.failure is None
    assert not episode.capped
    return episode.conversation


def rows(model: ChatModel, mediation: str, conditions: tuple[str, ...] = tuple(CONDITIONS)) -> list[dict[str, Any]]:
    found = []
    for condition in conditions:
        for task in TASKS:
            talk = play(task, condition, model)
            found.append(
                {
                    "condition": condition, "mediation": mediation, "family": task.family, "task": task.id,
                    "final": {"score": task.check(talk).score}, "conversation": to_row(talk),
                }
            )  # fmt: skip
    return found


@pytest.fixture(scope="module")
def told() -> dict[tuple[str, str, str], float]:
    bare, mediated = Script(full), mediate(Script(full), (terms,))
    some = ("GAME", "SWITCH", "STRANGER")
    played = [*rows(bare, "off"), *rows(mediated, "terms", some), *rows(Script(parrot), "parrot", some)]
    return {(one.condition, one.mediation, one.name): one.mean for one in numbers(played)}


def test_tasks_are_made_from_a_seed_the_families_in_turn() -> None:
    assert [(task.id, task.briefing) for task in tasks(0, 12)] == [(task.id, task.briefing) for task in TASKS]
    assert Counter(task.family for task in TASKS) == dict.fromkeys(FAMILIES, 3)
    assert tasks(1, 1)[0].briefing != TASKS[0].briefing
    assert len({task.briefing for task in tasks(0, 60)}) > 50


def test_the_family_left_out_has_the_kind_left_out_and_does_not_count() -> None:
    for task in tasks(0, 24):
        assert (f" {LEFT_OUT}" in task.briefing) == (task.family == UNSEEN)
    assert SUITE.headline == set(NEEDS)


def test_full_descriptions_find_everything_in_every_condition() -> None:
    for condition in ("GAME", "SWITCH", "STRANGER"):
        for task in TASKS[:4]:
            verdict = task.check(play(task, condition, Script(full)))
            assert (verdict.score, verdict.error) == (1.0, None)


def test_a_reply_that_fits_nothing_and_one_that_fits_the_wrong_thing_are_told_apart() -> None:
    task = TASKS[1]
    unclear = play(task, "GAME", Script(lambda request: "That one there?"))
    assert task.check(unclear).error in ("unclear", "wrong")
    silent = play(task, "GAME", Script(lambda request: "Hm."))
    assert (task.check(silent).score, task.check(silent).error) == (0.0, "unclear")
    always = play(task, "GAME", Script(lambda request: f"The {game(task.id).context.things[0].text}."))
    assert (task.check(always).score, task.check(always).error) == (0.25, "wrong")
    assert check(game(task.id), Conversation()).score == 0.0


def test_a_bare_director_forms_no_conventions(told: dict[tuple[str, str, str], float]) -> None:
    assert told["GAME", "off", SHORTENING] == 1.0
    assert told["GAME", "off", REUSE] == told["GAME", "off", NOVELTY] == 0.0
    assert told["GAME", "off", ACCURACY] == told["GAME", "off", FIRST] == 1.0
    assert told["SWITCH", "off", REBOUND] == 1.0
    assert told["SWITCH", "off", GAP] == 0.0


def test_the_step_reaches_what_is_asked_of_it(told: dict[tuple[str, str, str], float]) -> None:
    assert told["GAME", "terms", REUSE] > 0.8
    assert told["STRANGER", "terms", REUSE] == 0.0
    assert told["GAME", "terms", FIRST] >= 0.9
    assert told["GAME", "terms", SHORTENING] < 0.7
    assert told["GAME", "terms", ACCURACY] == 1.0
    assert told["SWITCH", "terms", REBOUND] > 1.4
    assert told["SWITCH", "terms", GAP] > 0.6
    assert told["GAME", "terms", ADOPTED] == 0.0


def test_who_says_whatever_was_said_is_seen_through(told: dict[tuple[str, str, str], float]) -> None:
    assert told["GAME", "parrot", ADOPTED] > 0.9
    assert told["STRANGER", "parrot", REUSE] > 0.9
    assert told["STRANGER", "parrot", ACCURACY] < 0.8
    assert told["SWITCH", "parrot", GAP] < 0.1


def test_a_mere_wish_to_be_brief_costs_accuracy_and_the_first_mention(told: dict[tuple[str, str, str], float]) -> None:
    assert told["TERSE", "off", ACCURACY] < 0.8
    assert told["TERSE", "off", FIRST] < 0.7


def test_words_are_told_by_round(told: dict[tuple[str, str, str], float]) -> None:
    by_round = [told["GAME", "terms", f"words, round {number}"] for number in range(1, 7)]
    assert by_round == sorted(by_round, reverse=True)
    assert by_round[0] == told["GAME", "off", "words, round 1"]


def test_failed_games_and_the_family_left_out_are_in_no_number() -> None:
    played = rows(Script(full), "off", ("GAME",))
    kept = [row for row in played if row["family"] != UNSEEN]
    assert {one.n for one in numbers(played) if one.name == ACCURACY} == {len(kept)}
    failed = [{**row, "final": None} for row in played]
    assert numbers(failed) == []


def test_claims_read_the_numbers() -> None:
    means: Means = {("GAME", "off", SHORTENING): 0.97}
    (claim,) = CLAIMS
    assert claim.measure(means) == 0.97
    assert claim.measure({}) is None
    assert {task.id.split("/")[0] for task in TASKS} == {SUITE.name}


PAIRS = [
    # the message of the first trial of a thing, what was coined, the second message: reuse of the two
    ("The {text}.", "The {name}.", 1.0),
    ("The {text}.", "The {text}.", 0.0),
    ("The {text}.", "It is the {name}, the {text}.", 1.0),
    ("The {text}.", "The {name}s.", 0.0),
    ("The {text}.", "THE {name}!", 1.0),
]


@pytest.mark.parametrize(("first", "later", "used"), PAIRS)
def test_reuse_is_the_name_as_a_word_of_its_own(first: str, later: str, used: float) -> None:
    task = next(task for task in TASKS if task.family == "two")
    played = game(task.id)
    names = {coin.thing: coin.term for coin in played.coins if coin.kind == "good"}

    def says(request: Request) -> str:
        number = sum(turn.speaker == "user" for turn in request.conversation.turns) - 1
        target = played.targets[number]
        text, name = played.context.things[target].text, names.get(target, "")
        known = f"{name}." in "\n".join(turn.text for turn in request.conversation.turns if turn.speaker == "user")
        return (later if name and known else first).format(text=text, name=name)

    moves = played.moves(play(task, "GAME", Script(says)))
    assert measured(played, moves, "GAME")[REUSE] == used


def test_numbers_of_a_game_that_is_not_over_leave_out_what_it_has_not() -> None:
    task = TASKS[0]
    talk = play(task, "GAME", Script(full))
    short = Conversation(talk.turns[:9])
    found = measured(game(task.id), game(task.id).moves(short), "GAME")
    assert found[ACCURACY] == 1.0
    assert not {SHORTENING, REBOUND, GAP} & set(found)
    assert "words, round 2" not in found


def test_intervals_are_over_games() -> None:
    played = rows(Script(full), "off", ("GAME",))
    one = next(one for one in numbers(played) if one.name == "words, round 1")
    assert one.low is not None
    assert one.high is not None
    assert one.low <= one.mean <= one.high
    (alone,) = [one for one in numbers(played[:1]) if one.name == ACCURACY]
    assert (alone.low, alone.high, alone.n) == (None, None, 1)
