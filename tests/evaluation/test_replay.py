"""Replay: every turn of the user, what would have been sent, what it cost, and steps that fail."""

from __future__ import annotations

from commonground.conversation.record import Conversation, Turn
from commonground.evaluation.replay import Replayed, replay
from commonground.models.chat import ChatModel
from commonground.models.scripted import Faulty, Script


def talk(*texts: str) -> Conversation:
    return Conversation(tuple(Turn(("user", "assistant")[at % 2], text) for at, text in enumerate(texts)), id="one")


async def replayed(conversations: list[Conversation], model: ChatModel, preset: str = "light") -> list[Replayed]:
    return [one async for found in replay(conversations, preset, model, at_once=1) for one in found]


async def test_each_turn_of_the_user_is_passed_or_rewritten() -> None:
    model = Script(lambda asked: "A table for two on Monday." if "Monday" in str(asked) else "PASS")
    found = await replayed([talk("a table", "ok", "for two", "ok", "on Monday", "done")], model)
    assert [(one.turn, one.mediation, one.text) for one in found] == [
        (0, "passed", "a table"),
        (2, "rewritten", "a table for two"),  # a fragment adds, whatever the mediator says
        (4, "rewritten", "A table for two on Monday."),
    ]
    assert [one.usage.calls for one in found] == [0, 1, 1]
    row = found[2].row()
    assert (row["conversation"], row["said"], row["calls"]) == ("one", "on Monday", 1)
    assert "reason" not in row


async def test_the_mediator_hears_nothing_of_what_came_later() -> None:
    asked: list[str] = []

    def listen(request: object) -> str:
        asked.append(str(request))
        return "PASS"

    await replayed([talk("first", "b", "second", "d", "third")], Script(listen))
    assert ["third" in one for one in asked] == [False, True]


async def test_a_step_that_fails_is_a_result() -> None:
    found = await replayed([talk("a", "b", "c")], Faulty(Script([""]), "connect"))
    assert (found[1].mediation, found[1].text) == ("failed", "c")
    assert "did not answer" in str(found[1].row()["reason"])


async def test_conversations_keep_their_order_and_those_without_a_user_give_nothing() -> None:
    some = [talk("a"), Conversation((Turn("assistant", "hello"),)), talk("b")]
    found = await replayed(some, Script([]))
    assert [(one.number, one.said) for one in found] == [(0, "a"), (2, "b")]
