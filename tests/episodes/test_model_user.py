"""A user played by a model: what it is shown, what it may say, and how it fails."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from commonground.conversation.record import ASSISTANT, SYSTEM, USER, Conversation, Turn
from commonground.episodes import prompts
from commonground.episodes.episode import run_episode
from commonground.episodes.model_user import ModelUser, read_move
from commonground.episodes.task import Task, Verdict
from commonground.errors import UserSimulatorError
from commonground.models.chat import ChatModel, Request, Sampling
from commonground.models.scripted import Echo, Faulty, Script

PARTS = ("How many pens does Ann have?", "She had 10 pens at school.", "She finds 6 pens under the table.")


def check(conversation: Conversation) -> Verdict:
    return Verdict(float("16" in conversation.by(ASSISTANT)[-1].text), None, None, True)


TASK = Task("pens", "math", "full", PARTS, check)


def move(text: str, part: int = 1) -> str:
    return json.dumps({"part": part, "say": text})


def user(*replies: str) -> ModelUser:
    left = iter(replies)
    return ModelUser(TASK, Script(lambda request: next(left)))


async def said(player: ModelUser, assistant: Sequence[str] = ("I see.",) * 9) -> list[str]:
    episode = await run_episode(player, Script(list(assistant)), sampling=Sampling(), cap=9)
    if episode.failure:
        raise episode.failure
    return [turn.text for turn in episode.conversation.by(USER)]


async def test_a_whole_episode() -> None:
    player = user(move("ann had ten at school"), "Sure: " + move("and finds six under a table"))
    assert await said(player) == [PARTS[0], "ann had ten at school", "and finds six under a table"]
    assert player.usage.calls == 2


async def test_it_is_shown_its_parts_and_what_was_said_of_them() -> None:
    asked: list[Request] = []

    def reply(request: Request) -> str:
        asked.append(request)
        return move("She finds 6 under the table.")

    conversation = Conversation((Turn(SYSTEM, "secret"), Turn(USER, PARTS[0]), Turn(ASSISTANT, "Go on."),
                                 Turn(USER, PARTS[1]), Turn(ASSISTANT, "And?")))  # fmt: skip
    turn = await ModelUser(TASK, Script(reply)).next_turn(conversation)
    assert turn == Turn(USER, "She finds 6 under the table.")
    (system, shown) = asked[0].conversation.turns
    assert system.text == prompts.load("user")
    assert shown.text.startswith(f"Parts:\n1. (said) {PARTS[0]}\n2. (said) {PARTS[1]}\n3. {PARTS[2]}\n")
    assert shown.text.endswith("User: She had 10 pens at school.\nAssistant: And?")
    assert "secret" not in shown.text


async def test_when_all_is_said_and_nothing_asked_it_ends_without_a_call() -> None:
    turns = [turn for part in PARTS for turn in (Turn(USER, part), Turn(ASSISTANT, "I see."))]
    assert await ModelUser(TASK, Faulty(Echo(), "connect")).next_turn(Conversation(tuple(turns))) is None


async def test_a_question_after_the_last_part_is_answered_or_left() -> None:
    turns = [turn for part in PARTS for turn in (Turn(USER, part), Turn(ASSISTANT, "Which colour?"))]
    assert await user(move("No preference.", 0)).next_turn(Conversation(tuple(turns))) == Turn(USER, "No preference.")
    assert await user(move("", 0)).next_turn(Conversation(tuple(turns))) is None


@pytest.mark.parametrize(
    ("replies", "problem"),
    [
        ((move(""),), "ended with 2 parts"),
        (("hello", "hello"), "did not reply as asked"),
        ((move("That makes 16, then."),), "solved the task itself"),
        ((move("She had 11 pens."),), "no part of its goal"),
    ],
)
async def test_a_user_that_leaves_its_role_fails_at_its_boundary(replies: tuple[str, ...], problem: str) -> None:
    with pytest.raises(UserSimulatorError, match=problem):
        await said(user(*replies))


async def test_a_reply_that_is_no_json_is_asked_for_once_more() -> None:
    player = user("hm", move("ann had ten at school"), move("and finds six under a table"))
    assert len(await said(player)) == 3
    assert player.usage.calls == 3


async def test_a_model_that_does_not_answer_is_the_users_failure() -> None:
    model: ChatModel = Faulty(Echo(), "connect")
    with pytest.raises(UserSimulatorError, match="did not answer"):
        await said(ModelUser(TASK, model))


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        ('{"part": 1, "say": " a "}', "a"), ('```json\n{"say": "b"}\n```', "b"), ('{"part": 1, "say": ""}', ""),
        ('{"part": 1}', None), ("{", None), ("[]", None), ('{"say": 5}', None), ("", None),
    ],
)  # fmt: skip
def test_moves_are_read(reply: str, text: str | None) -> None:
    assert read_move(reply) == text
