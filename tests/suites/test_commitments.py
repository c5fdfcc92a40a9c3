"""The commitment suite: a model that chose wins, one that never did is found out, and each failure has its name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from tests.suites.commitment_players import Reply, committed, failing, superposed

from commonground.conversation.record import ASSISTANT, USER, Conversation, Turn
from commonground.evaluation.plan import Cell, Settings
from commonground.evaluation.play import Players, play_one
from commonground.models.scripted import Script
from commonground.suites import commitment_games as games
from commonground.suites.claims import Means
from commonground.suites.commitment_games import (
    ASKED,
    FAMILIES,
    OBJECTS,
    OFFERED,
    Game,
    GameTask,
    game,
    kept,
    named,
    yes,
)
from commonground.suites.commitments import CLAIMS, LEFT_OUT, REVEALS, check, entropy, forked, numbers, suite, tasks
from commonground.town.families.lookups import KNOWN

SETTINGS = Settings(temperature=1.0)


async def played(
    task: Any, make: Callable[[Game], Reply], settings: Settings = SETTINGS, run: int = 0
) -> dict[str, Any]:
    cell = Cell("commitments", suite().conditions[0], "off", task, run)
    return await play_one(cell, settings, Players(Script(make(task.game))))


def at_turn(at: int, reply: str, otherwise: Reply, game: Game) -> Reply:
    return lambda request: reply if len(request.conversation.by(ASSISTANT)) == at else otherwise(request)


@pytest.mark.parametrize("task", tasks(3, 28), ids=lambda task: task.id)
async def test_a_model_that_chose_wins_every_game(task: GameTask) -> None:
    row = await played(task, committed)
    assert (row["failure"], row["final"]["error"], row["final"]["score"], row["any"]) == (None, None, 1.0, 1.0)
    assert len(row["branches"]) == (
        OFFERED if task.family == "promise" else REVEALS + min(OFFERED, len(task.game.things))
    )


@pytest.mark.parametrize("family", OBJECTS)
async def test_whatever_it_chose(family: str) -> None:
    own = game(family, 5, 0)
    task = next(one for one in tasks(5, 7) if one.family == family)
    for thing in own.things:
        row = await played(task, partial(committed, thing=thing))
        assert row["final"]["score"] == 1.0, thing


async def test_one_that_never_chose_is_found_out_by_the_forks_alone() -> None:
    rows = [await played(task, superposed) for task in tasks(0, 140) if task.family in OBJECTS]
    assert all(turn["error"] is None for row in rows for turn in row["turns"])  # one branch shows nothing
    errors = Counter(row["final"]["error"] for row in rows)
    assert sum(row["final"]["score"] for row in rows) / len(rows) < 0.3
    assert {"substitution", "over_confirmation", "all_denial"} <= errors.keys()


@pytest.mark.parametrize(
    "how", ["leak", "unreadable", "inconsistent", "all_denial", "over_confirmation", "substitution"]
)
@pytest.mark.parametrize("family", OBJECTS)
async def test_each_way_to_fail_has_its_name(family: str, how: str) -> None:
    task = next(one for one in tasks(1, 7) if one.family == family)
    row = await played(task, lambda game: failing(game, how))
    assert (row["final"]["score"], row["final"]["error"]) == (0.0, how)


async def test_a_contradiction_is_dated() -> None:
    rows = [
        await played(task, lambda game: failing(game, "contradiction"))
        for task in tasks(2, 7)
        if task.family in OBJECTS
    ]
    for row in rows:
        errors = [turn["error"] for turn in row["turns"]]
        assert "contradiction" in errors
        assert row["final"]["score"] == 0.0
    found = {one.name: one for one in numbers(rows)}
    assert 1 <= found["turns to contradiction"].mean <= ASKED


async def test_numbers_of_a_choice_and_of_none() -> None:
    things = [task for task in tasks(4, 70) if task.family in OBJECTS]
    sealed = {one.name: one for one in numbers([await played(task, committed) for task in things])}
    assert (sealed["mass error"].mean, sealed["reveal entropy"].mean, sealed["leaks"].mean) == (0.0, 0.0, 0.0)
    assert "turns to contradiction" not in sealed
    loose = {one.name: one for one in numbers([await played(task, superposed) for task in things])}
    assert loose["mass error"].mean > 0.3
    assert loose["reveal entropy"].mean > 0.5
    assert all(one.n == len(things) and (one.condition, one.mediation) == ("FORK", "off") for one in loose.values())
    leaks = {one.name: one for one in numbers([await played(things[0], lambda game: failing(game, "leak"))])}
    assert leaks["leaks"].mean == 1.0


async def test_promises_and_failures_bring_no_numbers() -> None:
    promise = next(task for task in tasks(0, 7) if task.family == "promise")
    assert numbers([await played(promise, committed)]) == []
    assert numbers([{**await played(tasks(0, 1)[0], committed), "final": None}]) == []


@pytest.mark.parametrize("place", ["end", "start", "never"])
async def test_a_promise_is_broken_once_or_kept(place: str) -> None:
    task = next(one for one in tasks(0, 140) if one.family == "promise" and one.game.promise[0] == place)
    honest = committed(task.game)
    for broken in (1, ASKED, ASKED + 1):
        reply = f"{task.game.promise[1]} no {task.game.promise[1]}s" if place == "never" else "It is 4."
        row = await played(task, partial(at_turn, broken, reply, honest))
        assert (row["final"]["score"], row["final"]["error"]) == (0.0, "broken")


async def test_a_spoken_opinion_binds() -> None:
    task = next(one for one in tasks(0, 7) if one.family == "opinion")
    first, second = task.game.things[:2]
    row = await played(task, partial(at_turn, 0, f"{first}.", committed(task.game, second)))
    assert row["final"]["error"] == "inconsistent"


def test_tasks_are_made_from_a_seed_the_families_in_turn() -> None:
    found = tasks(3, 70)
    assert [task.id for task in found] == [task.id for task in tasks(3, 70)]
    assert [task.full for task in found] != [task.full for task in tasks(4, 70)]
    assert Counter(task.family for task in found) == dict.fromkeys(FAMILIES, 10)
    assert len({task.id for task in found}) == 70


def test_a_game_is_known_again_by_its_task_id() -> None:
    for task in tasks(3, 70):
        family, seed, index = task.id.split("/")
        assert game(family, int(seed), int(index)) == task.game


@pytest.mark.parametrize("family", OBJECTS)
def test_honest_answers_leave_two_things_or_more(family: str) -> None:
    for index in range(8):
        own = game(family, 9, index)
        for thing in own.things:
            turns = [Turn(USER, own.opening), Turn(ASSISTANT, "I have one.")]
            for number in range(1, ASKED + 1):
                what = games.asked(own, Conversation(tuple(turns)), number)[-1]
                turns += [
                    Turn(USER, games.worded(own, what, number)),
                    Turn(ASSISTANT, "Yes." if thing in what.true_of else "No."),
                ]
            trunk = Conversation(tuple(turns))
            left = games.possible(own, games.asked(own, trunk, ASKED), games.answers(trunk))
            assert thing in left
            assert 2 <= len(left) <= OFFERED
            assert set(left) <= set(games.offered(own, trunk))
            assert len(games.offered(own, trunk)) == OFFERED


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        ("Yes.", True), ("yes, it is", True), ("No", False), ("No, it does not.", False), ("**Yes**", True), ("It is.", True),
        ("It isn\u2019t.", False), ("Not that I know.", False), ("I cannot say.", None), ("", None), ("Yesterday.", None),
        ("Nothing.", None),
    ],
)  # fmt: skip
def test_yes_and_no_are_read_at_the_start(reply: str, says: bool | None) -> None:
    assert yes(reply) is says


def test_names_are_read_as_whole_words() -> None:
    assert named(("tea", "rice", "Old Mill"), "the old mill, not rice pudding; steam") == ["rice", "Old Mill"]


def test_a_leak_is_a_name_that_the_user_did_not_just_say() -> None:
    own = next(
        one.game for one in tasks(0, 70) if one.family == "venue" and not named(one.game.things, one.game.opening)
    )

    def error(asked: str, reply: str) -> str | None:
        return check(own, Conversation((Turn(USER, asked), Turn(ASSISTANT, reply)))).error

    assert error(own.opening, "I have one.") is None
    assert error(own.opening, "I have one: Old Mill.") == "leak"
    assert error("Not Old Mill, I hope.", "Old Mill? I do not tell.") is None
    every = ", ".join(own.things)
    assert error(f"One of {every}.", f"I took one of {every}.") is None
    assert error(f"One of {every}.", "Fine, Old Mill.") == "leak"


def test_no_answer_to_what_is_asked_between_names_what_is_secret() -> None:
    for index in range(60):
        played = games.game("persona", 3, index)
        asked = [next(one for one in KNOWN if one in request) for request in played.requests]
        assert asked
        assert not [one for one in asked if games.named(played.things, f"{one} {KNOWN[one]}")]


def test_promises_are_read_to_the_word() -> None:
    assert kept(("end", "mori"), "price of tea = 3 mori")
    assert not kept(("end", "mori"), "price of tea = 3 moris")
    assert not kept(("end", "mori"), "mori")
    assert kept(("never", "price"), "tea = 3")
    assert not kept(("never", "price"), "Prices: 3")
    assert not kept(("never", "price"), "")


def test_entropy_is_in_bits() -> None:
    assert entropy(("a",) * 5) == 0.0
    assert entropy(("a", "b", "c", "d")) == 2.0


def test_one_kind_of_thing_counts_apart() -> None:
    found = suite()
    assert LEFT_OUT in FAMILIES
    assert found.headline == set(FAMILIES) - {LEFT_OUT}
    assert "commitments" in found.conditions[0].mediations


def test_claims_compare_things_alone() -> None:
    means: Means = {("FORK", "off", "venue"): 0.1, ("FORK", "off", "person"): 0.3, ("FORK", "off", "promise"): 1.0,
             ("FORK", "commitments", "venue"): 1.0}  # fmt: skip
    measured = {claim.id: claim.measure(means) for claim in CLAIMS}
    assert measured == pytest.approx({"no-secret-kept": 0.2, "private-state-keeps": 1.0, "state-must-be-private": 0.8})
    assert {claim.measure({}) for claim in CLAIMS} == {None}


def test_what_must_be_known_is_told() -> None:
    for task in tasks(0, 7):
        assert all(thing in task.briefing for thing in task.game.things if task.family in OBJECTS)
        assert task.briefing


def test_a_judge_needs_all_replies() -> None:
    task = tasks(0, 1)[0]
    with pytest.raises(ValueError, match="zip"):
        forked(task, Conversation((Turn(USER, task.full), Turn(ASSISTANT, "I have one."))), ["Old Mill"] * REVEALS)
