"""The fakes that ship: what they say, that they are deterministic, and every declared way to fail."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.conversation.record import ASSISTANT, SYSTEM, USER, Conversation, Event, Turn
from commonground.errors import EndpointError, UnknownNameError, UsageError
from commonground.models.chat import ChatModel, Chunk, Request, Usage, complete
from commonground.models.scripted import FAULTS, GARBAGE, Echo, Faulty, Replay, Script

TALK = Conversation(
    (
        Turn(SYSTEM, "Be brief."),
        Turn(USER, "Name a river."),
        Turn(ASSISTANT, "The Rhine."),
        Turn(USER, "Where does it end?"),
        Turn(ASSISTANT, "In the North Sea."),
    )
)
RAISED = ("connect", "status", "protocol")  # the faults that fail at once


def heard(*texts: str) -> Request:
    """A request after these turns, the user's first, then alternating."""
    turns = (Turn(USER if index % 2 == 0 else ASSISTANT, text) for index, text in enumerate(texts))
    return Request(Conversation(tuple(turns)))


async def chunks_of(model: ChatModel, request: Request) -> list[Chunk]:
    return [chunk async for chunk in model.stream(request)]


async def succeeds(model: ChatModel, request: Request) -> bool:
    try:
        await complete(model, request)
    except EndpointError:
        return False
    return True


async def broken_off(model: ChatModel, request: Request) -> tuple[str, EndpointError]:
    """What the model said before it failed, and how it failed."""
    said = ""
    try:
        async for chunk in model.stream(request):
            said += chunk.text
    except EndpointError as error:
        return said, error
    raise AssertionError(f"no failure, said {said!r}")


@pytest.mark.parametrize("model", [Echo(), Script(["a"]), Replay([]), Faulty(Echo(), "cut")])
def test_every_fake_is_a_chat_model(model: ChatModel) -> None:
    assert isinstance(model, ChatModel)
    assert model.name


async def test_echo_repeats_the_last_user_turn() -> None:
    assert (await complete(Echo(), heard("one", "two", "three"))).text == "three"
    assert (await complete(Echo(), heard("one", "two"))).text == "one"


async def test_echo_says_nothing_to_nobody() -> None:
    assert (await complete(Echo(), Request(Conversation()))).text == ""


async def test_a_reply_streams_in_words_and_ends_with_finish_and_usage() -> None:
    request = heard("a b c", "d", "good  day\nto you ")
    chunks = await chunks_of(Echo(), request)
    assert [chunk.text for chunk in chunks] == ["good  ", "day\n", "to ", "you ", ""]
    assert chunks[-1] == Chunk(finish="stop", usage=Usage(1, 8, 4))
    assert all(chunk.finish is None and chunk.usage is None for chunk in chunks[:-1])


@given(st.text())
def test_no_character_is_lost_in_streaming(text: str) -> None:
    assert asyncio.run(complete(Echo(), heard(text))).text == text


async def test_a_script_goes_by_the_assistant_turns_so_far() -> None:
    model = Script(["first", "second"])
    assert (await complete(model, heard("q", "first", "q"))).text == "second"
    assert (await complete(model, heard("q"))).text == "first"  # asked out of order: it keeps no state


async def test_a_script_may_be_a_function_of_the_request() -> None:
    model = Script(lambda request: f"{len(request.conversation.turns)} turns", name="counter")
    assert (await complete(model, heard("a", "b", "c"))).text == "3 turns"
    assert model.name == "counter"


async def test_a_script_that_is_over_is_an_endpoint_error() -> None:
    with pytest.raises(EndpointError, match="reply 2 of a script of 1") as caught:
        await complete(Script(["only"]), heard("q", "only", "q"))
    assert caught.value.hint


def test_a_single_text_is_no_script() -> None:
    with pytest.raises(UsageError, match="'hello'"):
        Script("hello")


async def test_replay_answers_every_recorded_prefix() -> None:
    model = Replay([TALK])
    assert (await complete(model, Request(replace(TALK, turns=TALK.turns[:2])))).text == "The Rhine."
    assert (await complete(model, Request(replace(TALK, turns=TALK.turns[:4])))).text == "In the North Sea."


async def test_replay_knows_a_conversation_by_its_turns_only() -> None:
    turns = tuple(replace(turn, time=float(index)) for index, turn in enumerate(TALK.turns[:2]))
    again = Conversation(turns, events=(Event(0, "seen"),), id="other", meta={"run": 2})
    assert (await complete(Replay([TALK]), Request(again))).text == "The Rhine."


@pytest.mark.parametrize("turns", [(), TALK.turns[:1], TALK.turns[1:2], TALK.turns])
async def test_replay_refuses_what_it_does_not_know(turns: tuple[Turn, ...]) -> None:
    with pytest.raises(EndpointError, match="no reply on record") as caught:
        await complete(Replay([TALK]), Request(Conversation(turns)))
    assert f"{len(turns)} turns" in caught.value.hint


async def test_replay_keeps_the_first_of_two_recorded_replies() -> None:
    other = Conversation((*TALK.turns[:2], Turn(ASSISTANT, "The Nile.")))
    asked = Request(Conversation(TALK.turns[:2]))
    assert (await complete(Replay([TALK, other]), asked)).text == "The Rhine."
    assert (await complete(Replay([other, TALK]), asked)).text == "The Nile."


@pytest.mark.parametrize("fault", RAISED)
async def test_a_fault_at_once_raises_its_kind_and_says_nothing(fault: str) -> None:
    said, error = await broken_off(Faulty(Echo(), fault), heard("q"))
    assert (error.kind, said) == (fault, "")
    assert "echo" in str(error)
    assert error.hint


async def test_the_status_fault_carries_its_status_and_no_other_does() -> None:
    with pytest.raises(EndpointError, match="429") as caught:
        await complete(Faulty(Echo(), "status", status=429), heard("q"))
    assert caught.value.status == 429
    with pytest.raises(EndpointError) as caught:
        await complete(Faulty(Echo(), "connect"), heard("q"))
    assert caught.value.status is None


async def test_the_timeout_fault_is_silent_until_cancelled() -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await complete(Faulty(Echo(), "timeout"), heard("q"))


@pytest.mark.parametrize(("text", "before"), [("a b c d", "a b "), ("a b c", "a b "), ("alone", "alone"), ("", "")])
async def test_the_cut_fault_says_half_and_breaks(text: str, before: str) -> None:
    said, error = await broken_off(Faulty(Echo(), "cut"), heard(text))
    assert (said, error.kind) == (before, "cut")


async def test_the_empty_fault_finishes_without_text() -> None:
    assert await chunks_of(Faulty(Echo(), "empty"), heard("a b")) == [Chunk(finish="stop", usage=Usage(1, 2, 0))]


async def test_the_garbage_fault_says_what_no_parser_expects() -> None:
    reply = await complete(Faulty(Echo(), "garbage"), heard("q"))
    assert (reply.text, reply.finish) == (GARBAGE, "stop")
    with pytest.raises(UnicodeEncodeError):
        reply.text.encode()


async def test_the_slow_fault_says_everything_late() -> None:
    started = time.monotonic()
    reply = await complete(Faulty(Echo(), "slow", pause=0.01), heard("a b c"))
    assert reply.text == "a b c"
    assert time.monotonic() - started >= 0.039  # four chunks


async def test_every_third_call_fails() -> None:
    model = Faulty(Echo(), "connect", every=3)
    assert [await succeeds(model, heard("q")) for _ in range(7)] == [True, True, False, True, True, False, True]
    assert model.calls == 7


async def test_the_calls_in_between_are_the_models_own() -> None:
    model = Faulty(Echo(), "connect", every=2)
    assert await chunks_of(model, heard("a b")) == await chunks_of(Echo(), heard("a b"))


async def test_with_a_seed_the_conversation_decides_and_not_the_order() -> None:
    requests = [heard(str(number)) for number in range(200)]
    one, other = Faulty(Echo(), "status", every=4, seed=7), Faulty(Echo(), "status", every=4, seed=7)
    forwards = [await succeeds(one, request) for request in requests]
    backwards = [await succeeds(other, request) for request in reversed(requests)]
    assert forwards == backwards[::-1]
    assert 20 <= forwards.count(False) <= 80  # 50 expected
    another = Faulty(Echo(), "status", every=4, seed=8)
    assert [await succeeds(another, request) for request in requests] != forwards


def test_the_name_tells_the_fault() -> None:
    assert Faulty(Script(["a"], name="desk"), "cut").name == "desk+cut"


def test_an_unknown_fault_names_the_known_ones() -> None:
    with pytest.raises(UnknownNameError, match="'fire'") as caught:
        Faulty(Echo(), "fire")
    assert all(fault in caught.value.hint for fault in FAULTS)


def test_every_must_be_positive() -> None:
    with pytest.raises(UsageError, match="0"):
        Faulty(Echo(), "cut", every=0)
