"""The loop: it ends, keeps what was said before a failure, and names the boundary that was crossed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from commonground.conversation.record import ASSISTANT, SYSTEM, USER, Conversation, Event, Turn, branch
from commonground.episodes.episode import briefed, run_episode
from commonground.episodes.users import FixedUser
from commonground.errors import BoundaryError, EndpointError, StepError, UserSimulatorError
from commonground.models.chat import ChatModel, Chunk, Request, Sampling, Usage
from commonground.models.scripted import FAULTS, GARBAGE, Echo, Faulty, Script

GREEDY = Sampling()
RAISED = ("connect", "status", "protocol", "cut")


class Endless:
    """A user that always has something to say."""

    async def next_turn(self, conversation: Conversation) -> Turn | None:
        return Turn(USER, f"and {len(conversation.by(USER))}")


class Lost:
    """A user that fails at its second turn."""

    async def next_turn(self, conversation: Conversation) -> Turn | None:
        if conversation.turns:
            raise UserSimulatorError("the user left its role")
        return Turn(USER, "one")


class Noting:
    """A model that puts an event on the record, anchored wrongly, and fails as told."""

    name = "noting"

    def __init__(self, error: BaseException | None = None) -> None:
        self.error, self.seen = error, list[Request]()

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        self.seen.append(request)
        if self.error:
            raise self.error
        yield Chunk("a", usage=Usage(1, 2, 3), events=(Event(99, "note", len(request.conversation.turns)),))
        yield Chunk("b", usage=Usage(1, 0, 0))


def texts(conversation: Conversation) -> list[str]:
    return [turn.text for turn in conversation.turns]


async def test_user_and_model_take_turns_until_the_user_is_done() -> None:
    episode = await run_episode(FixedUser(["one", "two"]), Echo(), sampling=GREEDY, cap=9)
    assert texts(episode.conversation) == ["one", "one", "two", "two"]
    assert [turn.speaker for turn in episode.conversation.turns] == [USER, ASSISTANT] * 2
    assert (episode.failure, episode.capped) == (None, False)


async def test_usage_is_the_sum_over_turns() -> None:
    episode = await run_episode(FixedUser(["one two", "three"]), Echo(), sampling=GREEDY, cap=9)
    assert episode.usage == Usage(2, 2 + 5, 2 + 1)


async def test_the_cap_holds_and_is_told() -> None:
    episode = await run_episode(Endless(), Echo(), sampling=GREEDY, cap=3)
    assert len(episode.conversation.by(USER)) == len(episode.conversation.by(ASSISTANT)) == 3
    assert episode.capped
    assert episode.failure is None


async def test_a_user_that_is_done_at_the_cap_is_not_capped() -> None:
    assert not (await run_episode(FixedUser(["one"]), Echo(), sampling=GREEDY, cap=1)).capped
    assert (await run_episode(FixedUser(["one", "two"]), Echo(), sampling=GREEDY, cap=1)).capped


async def test_the_cap_counts_the_turns_that_were_there_before() -> None:
    start = Conversation((Turn(USER, "zero"), Turn(ASSISTANT, "zero")))
    episode = await run_episode(Endless(), Echo(), start=start, sampling=GREEDY, cap=3)
    assert texts(episode.conversation)[::2] == ["zero", "and 1", "and 2"]


async def test_a_cap_of_nothing_says_nothing() -> None:
    episode = await run_episode(Endless(), Echo(), sampling=GREEDY, cap=0)
    assert episode.conversation == Conversation()
    assert episode.capped


async def test_a_user_with_nothing_to_say_is_an_empty_episode() -> None:
    episode = await run_episode(FixedUser([]), Echo(), sampling=GREEDY, cap=3)
    assert (episode.conversation, episode.usage, episode.capped) == (Conversation(), Usage(), False)


async def test_the_model_sees_the_whole_conversation_and_the_sampling() -> None:
    model, sampling = Noting(), Sampling(0.7, 31, 5)
    await run_episode(FixedUser(["one", "two"]), model, start=briefed("Be brief."), sampling=sampling, cap=9)
    assert [texts(request.conversation) for request in model.seen] == [
        ["Be brief.", "one"],
        ["Be brief.", "one", "ab", "two"],
    ]
    assert all(request.sampling == sampling for request in model.seen)


async def test_events_of_a_reply_are_anchored_at_it() -> None:
    episode = await run_episode(FixedUser(["one", "two"]), Noting(), start=briefed("x"), sampling=GREEDY, cap=9)
    assert episode.conversation.events == (Event(2, "note", 2), Event(4, "note", 4))
    assert all(episode.conversation.turns[event.turn].speaker == ASSISTANT for event in episode.conversation.events)
    assert branch(episode.conversation, 3).events == (Event(2, "note", 2),)
    assert episode.usage == Usage(4, 4, 6)


@pytest.mark.parametrize("fault", RAISED)
async def test_a_failure_keeps_the_turns_before_it_and_names_its_boundary(fault: str) -> None:
    model = Faulty(Echo(), fault, every=2)
    episode = await run_episode(FixedUser(["one", "two", "three"]), model, sampling=GREEDY, cap=9)
    assert texts(episode.conversation) == ["one", "one", "two"]
    assert isinstance(episode.failure, EndpointError)
    assert (episode.failure.boundary, episode.failure.kind) == ("endpoint", fault)
    assert episode.usage == Usage(1, 1, 1)
    assert not episode.capped


async def test_silence_lasts_until_the_caller_cancels() -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await run_episode(FixedUser(["one"]), Faulty(Echo(), "timeout"), sampling=GREEDY, cap=9)


@pytest.mark.parametrize(("fault", "reply"), [("empty", ""), ("garbage", GARBAGE), ("slow", "one")])
async def test_what_a_model_says_badly_is_still_what_it_said(fault: str, reply: str) -> None:
    model = Faulty(Echo(), fault, pause=0)
    episode = await run_episode(FixedUser(["one"]), model, sampling=GREEDY, cap=9)
    assert texts(episode.conversation) == ["one", reply]
    assert episode.failure is None


def test_every_fault_is_met_here() -> None:
    assert set(FAULTS) == {*RAISED, "timeout", "empty", "garbage", "slow"}


async def test_a_failing_user_is_named() -> None:
    episode = await run_episode(Lost(), Echo(), sampling=GREEDY, cap=9)
    assert texts(episode.conversation) == ["one", "one"]
    assert isinstance(episode.failure, UserSimulatorError)
    assert episode.failure.boundary == "user"


async def test_a_failing_step_is_named() -> None:
    episode = await run_episode(FixedUser(["one"]), Noting(StepError("no")), sampling=GREEDY, cap=9)
    assert texts(episode.conversation) == ["one"]
    assert isinstance(episode.failure, BoundaryError)
    assert episode.failure.boundary == "step"


@pytest.mark.parametrize("error", [ValueError("a defect"), KeyError("a defect"), asyncio.CancelledError()])
async def test_a_defect_is_raised(error: BaseException) -> None:
    with pytest.raises(type(error)):
        await run_episode(FixedUser(["one"]), Noting(error), sampling=GREEDY, cap=9)


async def test_a_script_that_is_too_short_is_a_failure_of_the_model() -> None:
    episode = await run_episode(FixedUser(["one", "two"]), Script(["yes"]), sampling=GREEDY, cap=9)
    assert texts(episode.conversation) == ["one", "yes", "two"]
    assert isinstance(episode.failure, EndpointError)


def _identical() -> ChatModel:
    return Script(lambda request: f"reply {len(request.conversation.turns)}")


async def test_a_fork_goes_on_as_the_whole_did() -> None:
    user, model = FixedUser(["one", "two", "three"]), _identical()
    whole = (await run_episode(user, model, start=briefed("x"), sampling=GREEDY, cap=9)).conversation
    for at in (1, 3, 5, 7):
        again = await run_episode(user, model, start=branch(whole, at), sampling=GREEDY, cap=9)
        assert again.conversation == whole


def test_briefed_is_a_system_turn_or_nothing() -> None:
    assert briefed("Be brief.") == Conversation((Turn(SYSTEM, "Be brief."),))
    assert briefed("") == Conversation()
