"""Simulated users: what they say next depends on the conversation alone, nothing is lost, and they come to an end."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from commonground.conversation.record import ASSISTANT, SYSTEM, USER, Conversation, Turn, branch
from commonground.episodes.episode import run_episode
from commonground.episodes.task import Task, Verdict
from commonground.episodes.users import (
    NO_PREFERENCE,
    FixedUser,
    GoalState,
    RecapUser,
    SayingUser,
    ShardedUser,
    SnowballUser,
    TwoUser,
    UserSimulator,
)
from commonground.models.chat import Request, Sampling
from commonground.models.scripted import Script

SHARDS = ("Make tea.", "It is green.", "It is for two.", "It is hot.")
KINDS = (ShardedUser, SnowballUser, RecapUser)


def asked(task: Task, question: str) -> int | None:
    """Colour, number and heat are shards; of sugar there is none."""
    facts = {"colour?": 1, "number?": 2, "heat?": 3, "sugar?": -1, "milk?": -1}
    return next((shard for word, shard in facts.items() if word in question), None)


TEA = Task("tea", "tea", "full", SHARDS, lambda conversation: Verdict(0, None, None, True), asked=asked)


async def talk(user: UserSimulator, replies: Sequence[str], cap: int = 20) -> Conversation:
    """The conversation of a user with an assistant that gives these replies, the last one for ever."""

    def reply(request: Request) -> str:
        return replies[min(len(request.conversation.by(ASSISTANT)), len(replies) - 1)]

    return (await run_episode(user, Script(reply), sampling=Sampling(), cap=cap)).conversation


async def said(user: UserSimulator, *replies: str) -> list[str]:
    return [turn.text for turn in (await talk(user, replies)).by(USER)]


async def test_a_fixed_user_says_its_texts_whatever_is_answered() -> None:
    assert await said(FixedUser(["one", "two"]), "colour?") == ["one", "two"]
    assert await said(FixedUser([]), "colour?") == []


async def test_a_saying_user_answers_no_question() -> None:
    assert await said(SayingUser(TEA), "heat?") == list(SHARDS)


async def test_a_sharded_user_reveals_a_shard_a_turn_the_intent_first() -> None:
    assert await said(ShardedUser(TEA), "Good.") == list(SHARDS)


async def test_a_question_is_answered_with_the_shard_that_holds_the_fact() -> None:
    expected = ["Make tea.", "It is hot.", "It is green.", "It is for two."]
    assert await said(ShardedUser(TEA), "heat?", "Good.") == expected


async def test_a_question_about_what_was_said_does_not_hold_up_the_rest() -> None:
    assert await said(ShardedUser(TEA), "colour?", "colour?", "colour?", "Good.") == list(SHARDS)


async def test_the_intent_comes_first_even_where_the_assistant_began() -> None:
    start = Conversation((Turn(SYSTEM, "Be brief."), Turn(ASSISTANT, "heat?")))
    assert await ShardedUser(TEA).next_turn(start) == Turn(USER, "Make tea.")


async def test_no_preference_where_there_is_no_fact() -> None:
    expected = ["Make tea.", NO_PREFERENCE, "It is green.", "It is for two.", "It is hot."]
    assert await said(ShardedUser(TEA), "sugar?", "Good.") == expected


async def test_no_preference_is_said_once_in_a_row() -> None:
    expected = ["Make tea.", NO_PREFERENCE, "It is green.", "It is for two.", "It is hot."]
    assert await said(ShardedUser(TEA), "sugar?", "sugar?", "Good.") == expected


async def test_no_preference_is_said_once_a_fact() -> None:
    """As the docstring has it; the third question about sugar moves the user on like the second."""
    expected = ["Make tea.", NO_PREFERENCE, "It is green.", "It is for two.", "It is hot."]
    assert await said(ShardedUser(TEA), "sugar?", "sugar?", "sugar?", "Good.") == expected


async def test_after_the_last_shard_a_question_is_answered_again_with_patience() -> None:
    replies = ["Good."] * 3 + ["heat?", "colour?", "number?", "heat?"]
    assert await said(ShardedUser(TEA), *replies) == [*SHARDS, "It is hot.", "It is green."]
    assert await said(ShardedUser(TEA, patience=1), *replies) == [*SHARDS, "It is hot."]
    assert await said(ShardedUser(TEA, patience=0), *replies) == [*SHARDS]


async def test_patience_is_counted_after_the_last_shard() -> None:
    """What was asked before is no part of it: the docstring gives `patience` turns after the last shard."""
    replies = ["sugar?", "Good.", "milk?", "Good.", "Good.", "heat?", "Good."]
    assert (await said(ShardedUser(TEA), *replies))[-2:] == ["It is hot.", "It is hot."]


async def test_a_word_that_asks_for_nothing_ends_it() -> None:
    assert (await said(ShardedUser(TEA), "Good."))[-1] == "It is hot."
    done = await talk(ShardedUser(TEA), ["Good."])
    assert await ShardedUser(TEA).next_turn(done) is None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("reply", ["", "colour?", "sugar?", "sugar? milk?", "heat? colour?", "Good."])
async def test_every_user_comes_to_an_end_and_reveals_everything(kind: type[ShardedUser], reply: str) -> None:
    user = kind(TEA)
    conversation = await talk(user, [reply], cap=50)
    assert len(conversation.by(USER)) <= 2 * len(SHARDS) + 2
    assert set(user.state(conversation).revealed) == {0, 1, 2, 3}
    assert all(shard in "\n".join(turn.text for turn in conversation.by(USER)) for shard in SHARDS)


async def test_snowball_by_hand() -> None:
    assert await said(SnowballUser(TEA), "Good.") == [
        "Make tea.",
        "Make tea.\nIt is green.",
        "Make tea.\nIt is green.\nIt is for two.",
        "Make tea.\nIt is green.\nIt is for two.\nIt is hot.",
    ]


async def test_snowball_answers_a_question_and_keeps_the_order_in_which_it_spoke() -> None:
    texts = await said(SnowballUser(TEA), "heat?", "Good.")
    assert texts[1] == "Make tea.\nIt is hot."
    assert texts[-1] == "Make tea.\nIt is hot.\nIt is green.\nIt is for two."


async def test_recap_by_hand() -> None:
    recap = "To sum up:\n- Make tea.\n- It is green.\n- It is for two.\n- It is hot."
    assert await said(RecapUser(TEA), "Good.") == [*SHARDS, recap]


async def test_recap_says_what_was_said_in_its_order() -> None:
    texts = await said(RecapUser(TEA), "number?", "Good.")
    assert texts[-1] == "To sum up:\n- Make tea.\n- It is for two.\n- It is green.\n- It is hot."


async def test_recap_holds_every_shard_although_a_question_took_a_turn() -> None:
    """The assistant asks for a fact that there is not: the recap comes after the last shard, not instead of it."""
    texts = await said(RecapUser(TEA), "sugar?", "Good.")
    assert all(f"- {shard}" in texts[-1].splitlines() for shard in SHARDS)


async def test_recap_is_said_once() -> None:
    texts = await said(RecapUser(TEA), "heat?")
    assert sum(text.startswith("To sum up:") for text in texts) == 1
    assert texts[-1].startswith("To sum up:")


async def test_a_shard_can_be_worded_for_the_conversation() -> None:
    def say(task: Task, shard: int, conversation: Conversation) -> str:
        return f"{task.shards[shard]} ({len(conversation.turns)})"

    task = Task("tea", "tea", "full", SHARDS[:2], TEA.check, say=say)
    assert await said(ShardedUser(task), "Good.") == ["Make tea. (0)", "It is green. (2)"]


@pytest.mark.parametrize(
    ("replies", "by_turn"),
    [
        (["Good."], (0, 1, 2, 3)),
        (["heat?", "Good."], (0, 3, 1, 2)),
        (["sugar?", "Good."], (0, None, 1, 2, 3)),
        (["Good.", "Good.", "Good.", "colour?", "Good."], (0, 1, 2, 3, 1)),
    ],
)
async def test_the_state_tells_what_each_turn_revealed(replies: list[str], by_turn: tuple[int | None, ...]) -> None:
    user = ShardedUser(TEA)
    assert user.state(await talk(user, replies)).by_turn == by_turn


def test_revealed_is_each_shard_once_in_order() -> None:
    assert GoalState((0, None, 2, 2, 1, None)).revealed == (0, 2, 1)
    assert GoalState().revealed == ()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("replies", [["Good."], ["heat?", "Good."], ["sugar?"], ["number?", "", "heat?", "colour?"]])
async def test_resumed_equals_new(kind: type[ShardedUser], replies: list[str]) -> None:
    """The state is a fold: a fork at any turn, gone on with by another user, is the same conversation."""
    whole = await talk(kind(TEA), replies)
    for at in range(0, len(whole.turns) + 1, 2):
        start = branch(whole, at)

        def reply(request: Request) -> str:
            return replies[min(len(request.conversation.by(ASSISTANT)), len(replies) - 1)]

        again = await run_episode(kind(TEA), Script(reply), start=start, sampling=Sampling(), cap=20)
        assert again.conversation.turns == whole.turns


@pytest.mark.parametrize("kind", KINDS)
async def test_a_user_keeps_nothing_between_conversations(kind: Callable[[Task], ShardedUser]) -> None:
    user = kind(TEA)
    first = await talk(user, ["heat?", "Good."])
    await talk(user, ["Good."])
    assert (await talk(user, ["heat?", "Good."])).turns == first.turns


async def test_a_system_turn_changes_nothing() -> None:
    start = Conversation((Turn(SYSTEM, "colour? heat?"),))
    again = await run_episode(
        ShardedUser(TEA), Script(lambda request: "Good."), start=start, sampling=Sampling(), cap=9
    )
    assert [turn.text for turn in again.conversation.by(USER)] == list(SHARDS)


async def test_a_user_of_two_turns_says_the_intent_and_then_all_the_rest() -> None:
    assert await said(TwoUser(TEA), "colour?") == ["Make tea.", "It is green.\nIt is for two.\nIt is hot."]
    alone = Task("tea", "tea", "full", SHARDS[:1], TEA.check)
    assert await said(TwoUser(alone), "Good.") == ["Make tea."]
