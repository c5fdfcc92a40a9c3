"""The town's items as tasks: what is said, what is asked, what is picked, and how replies are judged."""

from __future__ import annotations

from dataclasses import replace

import pytest

from commonground.conversation.record import ASSISTANT, USER, Conversation, Turn
from commonground.episodes.users import NO_PREFERENCE, RecapUser, ShardedUser, SnowballUser
from commonground.errors import CheckerError
from commonground.suites.town_tasks import check, said, town_task, town_tasks
from commonground.town.facts import VERSION
from commonground.town.families import FAMILIES
from commonground.town.items import Item, Shard, make_item

LIST = "1. Green Door\n2. Tin Roof\n3. Paper Boat"
LISTED = ("Green Door", "Tin Roof", "Paper Boat")
QUESTIONS = {
    "venue": "Where?", "day": "On which day?", "time": "At what time?", "people": "How many people are you?",
    "name": "Under what name?", "seat": "Which seat?",
}  # fmt: skip
FAMILY = pytest.mark.parametrize("name", FAMILIES)


def talk(*texts: str) -> Conversation:
    """A conversation of these turns, the user's first."""
    return Conversation(tuple(Turn((USER, ASSISTANT)[number % 2], text) for number, text in enumerate(texts)))


def written(item: Item, **changed: str) -> str:
    return item.family.write({**item.family.filled(item.values), **changed})


PICK = make_item("pick", "test", 0, 0)
BOOKING = next(
    item for item in (make_item("booking", "test", 0, n, correct=False) for n in range(99)) if "name" not in item.values
)
CORRECTED = next(
    item
    for item in (make_item("booking", "test", 0, n, correct=True) for n in range(99))
    if item.shards[-1].keys == ("people",)
)


@FAMILY
def test_a_task_is_its_item(name: str) -> None:
    item = make_item(name, "test", 1, 2)
    task = town_task(item, ("before",))
    assert (task.id, task.family, task.full, task.reference) == (item.id, name, item.full, item.reference)
    assert task.shards == tuple(shard.text for shard in item.shards)
    assert task.bulleted == item.concat
    assert (task.world, task.briefing, task.before) == (VERSION, FAMILIES[name].briefing, ("before",))


@FAMILY
def test_the_reference_is_judged_right_and_nothing_is_malformed(name: str) -> None:
    task = town_task(make_item(name, "test", 1, 3))
    right, nothing = task.check(talk("hello", task.reference)), task.check(talk("hello", "Hm."))
    assert (right.score, right.error, right.attempt) == (1.0, None, True)
    assert right.answer
    assert (nothing.score, nothing.error, nothing.answer, nothing.attempt) == (0.0, "malformed", None, False)
    assert task.check(Conversation()) == task.check(talk("hello")) == nothing


@FAMILY
def test_the_required_shards_are_those_of_required_facts(name: str) -> None:
    for index in range(6):
        item = make_item(name, "test", 2, index, correct=False)
        required = {slot.key for slot in FAMILIES[name].slots if slot.required}
        keys = [key for number in town_task(item).required for key in item.shards[number].keys]
        assert sorted(keys) == sorted(required)


def test_a_correction_of_a_required_fact_is_required() -> None:
    task = town_task(CORRECTED)
    assert CORRECTED.shards[-1].corrects
    assert len(CORRECTED.shards) - 1 in task.required


def test_the_last_reply_is_judged() -> None:
    task = town_task(BOOKING)
    assert task.check(talk("a", "Hm.", "b", task.reference)).score == 1
    assert task.check(talk("a", task.reference, "b", "Hm.")).score == 0


def test_of_a_task_that_decomposes_all_replies_are_judged_together() -> None:
    task = town_task(make_item("lookup", "test", 0, 0))
    first, *rest = task.reference.splitlines()
    assert task.check(talk("a", first)).score == 0
    assert task.check(talk("a", first, "b", "\n".join(rest))).score == 1
    assert task.check(talk("a", f"{first.partition('=')[0]}= 99", "b", task.reference)).score == 1


def test_a_checker_that_fails_is_no_zero() -> None:
    def broken(reply: str) -> dict[str, str]:
        raise ValueError("cannot read this")

    item = replace(BOOKING, family=replace(BOOKING.family, read=broken))
    with pytest.raises(CheckerError, match=r"booking/test/0/\d+: .*cannot read this"):
        check(item, talk("a", "b"))


def test_a_reply_that_is_no_text_is_malformed_not_a_failing_checker() -> None:
    item = make_item("query", "test", 0, 0)
    assert check(item, talk("a", "SELECT name FROM venues WHERE kind = '\ud800'")).error == "malformed"


# What a question is answered with.


def test_a_question_about_a_fact_is_answered_with_its_shard() -> None:
    task = town_task(BOOKING)
    number = next(number for number, shard in enumerate(BOOKING.shards) if "day" in shard.keys)
    assert task.asked(task, "On which day?") == number
    assert ShardedUser(task).text(talk(task.shards[0], "On which day?")) == task.shards[number]


def test_a_question_about_a_fact_that_the_user_does_not_care_for() -> None:
    task = town_task(BOOKING)
    assert task.asked(task, "Under what name?") == -1
    assert ShardedUser(task).text(talk(task.shards[0], "Under what name?")) == NO_PREFERENCE


@pytest.mark.parametrize("question", ["Anything else?", "Which day.", ""])
def test_a_question_about_nothing(question: str) -> None:
    task = town_task(BOOKING)
    assert task.asked(task, question) is None
    assert ShardedUser(task).text(talk(task.shards[0], question)) == task.shards[1]


@pytest.mark.parametrize("kind", [ShardedUser, SnowballUser, RecapUser])
def test_what_is_corrected_is_never_said_after_its_correction(kind: type[ShardedUser]) -> None:
    """Asked for the fact at once, the user must not give the correction first and the superseded value after it."""
    task, (key,) = town_task(CORRECTED), CORRECTED.shards[-1].keys
    question = QUESTIONS[key]
    numbers = [number for number, shard in enumerate(CORRECTED.shards) if key in shard.keys]
    user, conversation = kind(task), Conversation()
    while (text := user.text(conversation)) is not None and len(conversation.turns) < 40:
        reply = question if len(conversation.turns) < 1 else "Good."
        conversation = conversation.extend(Turn(USER, text)).extend(Turn(ASSISTANT, reply))
    order = [shard for shard in user.state(conversation).revealed if shard in numbers]
    assert order == sorted(order)


# Pointing at what the assistant listed.


def test_the_first_shard_of_pick_asks_what_there_is() -> None:
    first = PICK.shards[0]
    assert said(first, Conversation()) == f"{first.text} {first.question}"


def test_the_user_points_at_the_list_and_names_the_venue_where_there_is_none() -> None:
    second = PICK.shards[1]
    assert said(second, talk("Which cafes are there?", LIST)) == second.pointer
    assert said(second, talk("Which cafes are there?", "There are many.")) == second.text
    assert said(second, Conversation()) == second.text


def test_a_list_too_short_for_the_option_is_not_pointed_at() -> None:
    shard = Shard("The venue is the Old Mill.", ("venue",), pointer="Take the third one.", option=2)
    assert said(shard, talk("a", "1. Green Door\n2. Tin Roof")) == shard.text
    assert said(shard, talk("a", LIST)) == shard.pointer


def test_only_the_last_reply_can_be_pointed_at() -> None:
    second = PICK.shards[1]
    assert said(second, talk("a", LIST, "b", "On which day?")) == second.text


def test_other_shards_are_said_as_they_are() -> None:
    assert all(said(shard, talk("a", LIST)) == shard.text for shard in PICK.shards[2:])


@pytest.mark.parametrize("option", range(3))
def test_the_reference_follows_what_was_listed(option: int) -> None:
    index = next(index for index in range(50) if make_item("pick", "test", 7, index).shards[1].option == option)
    item = make_item("pick", "test", 7, index)
    conversation = talk("Which?", LIST, item.shards[1].pointer, written(item, venue=LISTED[option]))
    assert check(item, conversation).score == 1
    wrong = talk("Which?", LIST, item.shards[1].pointer, written(item, venue=LISTED[(option + 1) % 3]))
    assert check(item, wrong).score == 0


def test_a_later_list_changes_nothing() -> None:
    venue = LISTED[PICK.shards[1].option]
    other = "1. Red Barrel\n2. Red Barrel\n3. Red Barrel"
    conversation = talk("Which?", LIST, PICK.shards[1].pointer, other, "On Friday.", written(PICK, venue=venue))
    assert check(PICK, conversation).score == 1


def test_a_pointer_repeated_later_still_means_the_first_list() -> None:
    """As SNOWBALL and RECAP repeat it."""
    venue, pointer = LISTED[PICK.shards[1].option], PICK.shards[1].pointer
    conversation = talk(
        "Which?", LIST, pointer, "1. A B\n2. C D\n3. E F", f"To sum up:\n- {pointer}", written(PICK, venue=venue)
    )
    assert check(PICK, conversation).score == 1


def test_where_nothing_was_listed_the_items_own_venue_is_meant() -> None:
    conversation = talk("Which?", "Many.", PICK.shards[1].text, PICK.reference)
    assert check(PICK, conversation).score == 1


# The tasks of a run.


def test_the_families_take_turns_and_the_seed_makes_the_tasks() -> None:
    tasks = town_tasks(("total", "ride"), 4, 5)
    assert [task.id for task in tasks] == [f"{name}/test/4/{index}" for name, index in (
        ("total", 0), ("ride", 0), ("total", 1), ("ride", 1), ("total", 2)
    )]  # fmt: skip
    assert [task.full for task in town_tasks(("total", "ride"), 4, 5)] == [task.full for task in tasks]
    assert [task.full for task in town_tasks(("total", "ride"), 5, 5)] != [task.full for task in tasks]
    assert town_tasks(("total",), 4, 0) == []


def test_fewer_tasks_are_the_first_of_more() -> None:
    assert [task.id for task in town_tasks(tuple(FAMILIES), 0, 7)] == [
        task.id for task in town_tasks(tuple(FAMILIES), 0, 12)
    ][:7]


def test_before_each_stand_two_complete_requests_of_two_other_families() -> None:
    for task in town_tasks(tuple(FAMILIES), 0, len(FAMILIES)):
        assert len(task.before) == 2
        stems = [
            {
                name
                for name, family in FAMILIES.items()
                if text.startswith(tuple(stem[:-1] for stem in family.intents("test")))
            }
            for text in task.before
        ]
        assert all(stems)
        assert all(task.family not in names or {"booking", "pick"} <= names for names in stems)
        assert task.before[0] != task.before[1]
