"""Steps fold around a model like an onion, and the two small ones: the fixed prompt, and the user's turns alone."""

from __future__ import annotations

from collections.abc import AsyncIterator

from tests.mediation.given import Ear

from commonground.conversation.record import ASSISTANT, SYSTEM, TOOL, USER, Conversation, Turn
from commonground.conversation.transcript import transcript
from commonground.mediation import prompts
from commonground.mediation.step import Step, mediate
from commonground.mediation.steps.system_prompt import system_prompt
from commonground.mediation.steps.user_only import user_only
from commonground.models.chat import ChatModel, Chunk, Request, Sampling, Usage, complete
from commonground.models.scripted import Echo, Script

TALK = Conversation(
    (Turn(SYSTEM, "Be brief."), Turn(USER, "one"), Turn(ASSISTANT, "first"), Turn(TOOL, "42"), Turn(USER, "two"))
)


def marking(mark: str) -> Step:
    """A step that marks the last turn on the way in and the reply on the way out."""

    async def step(request: Request, model: ChatModel) -> AsyncIterator[Chunk]:
        turns = request.conversation.turns
        marked = Conversation((*turns[:-1], Turn(USER, turns[-1].text + mark)))
        async for chunk in model.stream(Request(marked, request.sampling)):
            yield chunk
        yield Chunk(mark)

    return step


async def test_the_first_step_sees_the_request_first_and_the_reply_last() -> None:
    model = mediate(Echo(), [marking("a"), marking("b")])
    assert (await complete(model, Request(TALK))).text == "twoabba"


async def test_a_mediated_model_is_a_chat_model_under_the_same_name() -> None:
    model = mediate(Script(["yes"], name="m"), [marking("a")])
    assert isinstance(model, ChatModel)
    assert model.name == "m"
    assert (await complete(mediate(model, [marking("b")]), Request(Conversation((Turn(USER, "x"),))))).text == "yesab"


def test_no_steps_are_the_model_itself() -> None:
    model = Echo()
    assert mediate(model, ()) is model


async def test_prompt_is_added_to_the_system_turn() -> None:
    ear = Ear()
    await complete(mediate(ear, [system_prompt]), Request(TALK, Sampling(0.5, 9, 3), "ida"))
    assert [turn.text for turn in ear.turns] == [f"Be brief.\n{prompts.load('prompt')}", "one", "first", "42", "two"]
    assert (ear.asked[0].sampling, ear.asked[0].user) == (Sampling(0.5, 9, 3), "ida")


async def test_prompt_becomes_the_system_turn_where_there_is_none() -> None:
    ear = Ear()
    await complete(mediate(ear, [system_prompt]), Request(Conversation((Turn(USER, "one"),))))
    assert ear.turns == (Turn(SYSTEM, prompts.load("prompt")), Turn(USER, "one"))


async def test_prompt_makes_no_call_and_changes_no_record() -> None:
    request = Request(TALK)
    reply = await complete(mediate(Ear(), [system_prompt]), request)
    assert (reply.text, reply.usage, reply.events) == ("heard", Usage(1, 1, 1), ())
    assert request == Request(TALK)


async def test_user_only_drops_what_the_assistant_said_and_nothing_else() -> None:
    ear = Ear()
    reply = await complete(mediate(ear, [user_only]), Request(TALK, Sampling(0.5)))
    assert [turn.text for turn in ear.turns] == ["Be brief.", "one", "42", "two"]
    assert ear.asked[0].sampling == Sampling(0.5)
    assert reply.usage == Usage(1, 1, 1)


async def test_user_only_leaves_a_first_turn_alone() -> None:
    ear, first = Ear(), Request(Conversation((Turn(USER, "one"),)))
    await complete(mediate(ear, [user_only]), first)
    assert ear.asked == [first]


async def test_steps_can_be_stacked() -> None:
    ear = Ear()
    await complete(mediate(ear, [system_prompt, user_only]), Request(TALK))
    assert [turn.text for turn in ear.turns] == [f"Be brief.\n{prompts.load('prompt')}", "one", "42", "two"]


def test_a_transcript_shows_the_two_speakers_by_name() -> None:
    assert transcript(TALK.turns) == "User: one\nAssistant: first\nUser: two"
    assert transcript(()) == ""
