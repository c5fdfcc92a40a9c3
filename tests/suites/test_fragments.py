"""The fragments suite: each kind's own right reply, its wordings apart from those of the rules, and who says what."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.mediation import fragment_wordings as dev

from commonground.conversation.record import ASSISTANT, SYSTEM, USER, Conversation, Turn
from commonground.episodes.users import SayingUser
from commonground.suites.fragments import ADD, APPROVE, CORRECT, IDLE, KINDS, POINT, suite, tasks
from commonground.town.items import make_item

TASKS = tasks(0, 200)
OF = {kind: [task for task in TASKS if task.family == kind] for kind in KINDS}
LISTED = "1. Fig Tree\n2. Old Mill\n3. Salt House"


def judged(task_number: int, kind: str, first: str, last: str) -> tuple[float, str | None]:
    task = OF[kind][task_number]
    said = [Turn(SYSTEM, task.briefing), Turn(USER, task.shards[0]), Turn(ASSISTANT, first)]
    for shard in task.shards[1:]:
        said += [Turn(USER, shard), Turn(ASSISTANT, last)]
    verdict = task.check(Conversation(tuple(said)))
    return verdict.score, verdict.error


def stood(task_number: int, kind: str) -> str:
    """Return the right reply to the request alone."""
    family, split, seed, index = OF[kind][task_number].id.split("/")[1:]
    assert split == "test"
    return make_item(family, "test", int(seed), int(index), correct=False).reference


def test_items_are_made_from_a_seed_the_kinds_in_turn() -> None:
    assert [task.shards for task in TASKS] == [task.shards for task in tasks(0, 200)]
    assert Counter(task.family for task in TASKS) == dict.fromkeys(KINDS, 40)
    assert len({task.id for task in TASKS}) == len(TASKS)
    assert suite().headline == set(KINDS)


def test_no_wording_is_one_that_the_rules_were_written_on() -> None:
    for own, theirs in ((CORRECT, dev.CORRECT), (APPROVE, dev.APPROVE), (ADD, dev.ADD), (POINT, dev.POINT)):
        assert not set(own) & set(theirs)
        assert len(set(own)) == len(own)
    assert len(set(IDLE)) == len(IDLE)


@pytest.mark.parametrize("number", range(40))
def test_a_correction_is_right_with_the_new_value_and_wrong_with_the_old(number: int) -> None:
    task = OF["correct"][number]
    before = stood(number, "correct")
    assert judged(number, "correct", before, task.reference) == (1.0, None)
    score, error = judged(number, "correct", before, before)
    assert score == 0.0 or before == task.reference
    assert error is None or error in ("merged", "last_shards", "default", "other", "invented")
    assert judged(number, "correct", before, "All right.") == (0.0, "malformed")


@pytest.mark.parametrize("kind", ["approve", "idle"])
def test_what_changes_nothing_may_be_acknowledged_or_said_again(kind: str) -> None:
    for number in range(40):
        before = stood(number, kind)
        assert judged(number, kind, before, before) == (1.0, None)
        assert judged(number, kind, before, "Good, thank you.") == (1.0, None)
        assert judged(number, kind, before, "so " * 30) == (0.0, "other")
        assert judged(number, kind, before, "")[0] == 0.0


def test_an_addition_holds_all_that_stood_and_the_new() -> None:
    for number in range(40):
        before = stood(number, "add")
        assert judged(number, "add", before, OF["add"][number].reference) == (1.0, None)
        assert judged(number, "add", before, before)[0] == 0.0


def test_a_value_that_nobody_said_is_invented() -> None:
    number = next(at for at, task in enumerate(OF["approve"]) if "/booking/" in task.id)
    before = stood(number, "approve")
    name = before.split("name: ")[1].split(",")[0]
    assert judged(number, "approve", before, before.replace(f"name: {name}", "name: Quorv")) == (0.0, "invented")


async def test_the_user_points_where_a_list_is_and_says_the_name_where_none_is() -> None:
    task = OF["point"][0]
    user = SayingUser(task)
    start = Conversation((Turn(USER, task.shards[0]),))
    for reply, said in ((LISTED, task.shards[1]), ("Which one?", None)):
        turn = await user.next_turn(start.extend(Turn(ASSISTANT, reply)))
        assert turn is not None
        assert (turn.text == task.shards[1]) is (said is not None)
    whole = start.extend(Turn(ASSISTANT, LISTED))
    for shard in task.shards[1:]:
        whole = whole.extend(Turn(USER, shard)).extend(Turn(ASSISTANT, "Done."))
    assert await user.next_turn(whole) is None


def test_what_is_pointed_at_is_what_the_assistant_listed_there() -> None:
    right = 0
    for number, task in enumerate(OF["point"]):
        for venue in ("Fig Tree", "Old Mill", "Salt House"):
            family, _, seed, index = task.id.split("/")[1:]
            item = make_item(family, "test", int(seed), int(index))
            reply = item.reference.replace(f"venue: {item.values['venue']}", f"venue: {venue}")
            right += judged(number, "point", LISTED, reply)[0] == 1.0
    assert right == len(OF["point"])
