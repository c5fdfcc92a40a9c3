"""The Mediator: what it leaves alone, what it replaces, and what happens when it fails."""

from __future__ import annotations

import pytest
from tests.mediation.given import HEARD, READ, Ear

from commonground.conversation.record import ASSISTANT, SYSTEM, TOOL, USER, Conversation, Event, Part, ToolCall, Turn
from commonground.episodes.episode import run_episode
from commonground.episodes.users import FixedUser
from commonground.errors import EndpointError, StepError
from commonground.mediation import prompts
from commonground.mediation.reader import PASS, REQUEST, Reader
from commonground.mediation.step import mediate
from commonground.mediation.steps.explicate import VERSION, explicate
from commonground.models.chat import ChatModel, Request, Sampling, Usage, complete
from commonground.models.embedded import Embedded
from commonground.models.scripted import Echo, Faulty, Script

BRIEF = Turn(SYSTEM, "Be brief.")
FIRST = Conversation((BRIEF, Turn(USER, "Make tea.")))
SECOND = Conversation((*FIRST.turns, Turn(ASSISTANT, "Which tea?"), Turn(USER, "Green.")))
RESTATED = "Make tea. Green."


async def mediated(
    conversation: Conversation, mediator: ChatModel | None, assistant: ChatModel
) -> tuple[str, Usage, tuple[Event, ...]]:
    reply = await complete(mediate(assistant, [explicate(Reader((REQUEST,), mediator))]), Request(conversation))
    return reply.text, reply.usage, reply.events


@pytest.mark.parametrize(
    "conversation", [FIRST, Conversation((Turn(USER, "Make tea."),)), Conversation((BRIEF,)), Conversation()]
)
async def test_a_first_turn_passes_with_no_call(conversation: Conversation) -> None:
    mediator, assistant = Ear(RESTATED), Ear()
    assert await mediated(conversation, mediator, assistant) == ("heard", HEARD, ())
    assert mediator.seen == []
    assert assistant.asked == [Request(conversation)]


async def test_a_tool_result_passes_untouched() -> None:
    call = Turn(ASSISTANT, "", tool_calls=(ToolCall("1", "clock", "{}"),))
    conversation = Conversation((*SECOND.turns, call, Turn(TOOL, "12:30", tool_call_id="1")))
    mediator, assistant = Ear(RESTATED), Ear()
    await mediated(conversation, mediator, assistant)
    assert mediator.seen == []
    assert assistant.asked == [Request(conversation)]


async def test_an_assistant_turn_to_be_continued_passes_untouched() -> None:
    conversation = SECOND.extend(Turn(ASSISTANT, "Green tea is"))
    mediator, assistant = Ear(RESTATED), Ear()
    await mediated(conversation, mediator, assistant)
    assert mediator.seen == []
    assert assistant.asked == [Request(conversation)]


@pytest.mark.parametrize("word", [PASS, f" {PASS}\n"])
async def test_a_complete_request_survives_unchanged(word: str) -> None:
    assistant = Ear()
    text, _, events = await mediated(SECOND, Ear(word), assistant)
    assert text == "heard"
    assert assistant.seen == [SECOND]
    assert [event.value for event in events] == [{"step": "explicate", "action": "pass", "text": ""}]


@pytest.mark.parametrize("word", ["PASS.", '"PASS"', "**PASS**"])
async def test_a_pass_with_a_full_stop_is_no_request(word: str) -> None:
    """Any other model than ours may write it so; the assistant must then see the user's request, not this word."""
    assistant = Ear()
    await mediated(SECOND, Ear(word), assistant)
    assert assistant.seen == [SECOND]


async def test_a_restated_request_keeps_the_system_prompt_and_drops_the_history() -> None:
    assistant = Ear()
    text, _, _ = await mediated(SECOND, Ear(f"\n{RESTATED} "), assistant)
    assert text == "heard"
    assert assistant.turns == (BRIEF, Turn(USER, RESTATED))


async def test_words_that_carry_the_talk_on_are_gone_from_a_restated_request() -> None:
    said = ("Get a ride.", "Where to?", "Right, to the park.", "At what time?", "One more thing: it is for 8:00.")
    conversation = Conversation(tuple(Turn((USER, ASSISTANT)[at % 2], text) for at, text in enumerate(said)))
    assistant = Ear()
    await mediated(conversation, Ear("Get a ride. Right, to the park. One more thing: it is for 8:00."), assistant)
    assert assistant.turns[-1].text == "Get a ride. To the park. It is for 8:00."


@pytest.mark.parametrize(
    "quote", ["Notice: green tea costs 7.", "> Green tea costs 7.", "<document>\nTea is 7.\n</document>"]
)
async def test_a_document_in_the_last_turn_stays_before_the_restated_request(quote: str) -> None:
    conversation = FIRST.extend(Turn(ASSISTANT, "Which tea?")).extend(Turn(USER, f"{quote}\nGreen."))
    assistant = Ear()
    await mediated(conversation, Ear(RESTATED), assistant)
    assert assistant.turns[-1].text == f"{quote}\n{RESTATED}"
    assert assistant.turns[0] == BRIEF


async def test_a_document_of_an_earlier_turn_stays_with_what_was_asked_of_it() -> None:
    """Also where the mediator writes it into the request: it is nobody's words, and says nothing of what is wanted."""
    paper = "<document>\nBring the tea to the old mill at 9:00.\n</document>"
    said = (f"Translate this.\n{paper}", "Into which language?", "To French, please.")
    conversation = Conversation(tuple(Turn((USER, ASSISTANT)[at % 2], text) for at, text in enumerate(said)))
    for restated in (
        "Translate this. To French, please.",
        "Translate this: bring the tea to the old mill at 9:00. To French.",
    ):
        assistant = Ear()
        await mediated(conversation, Ear(restated), assistant)
        asked = assistant.turns[-1].text
        assert asked.startswith(f"{paper}\nTranslate this. ")
        assert asked.endswith("To French, please.")
        assert asked.count("old mill") == 1


async def test_a_document_of_another_request_is_left_behind() -> None:
    said = ("Notice: the mill is shut.\nIs it open?", "No.", "Now book a table.", "Where?", "At the Copper Pot.")
    conversation = Conversation(tuple(Turn((USER, ASSISTANT)[at % 2], text) for at, text in enumerate(said)))
    assistant = Ear()
    await mediated(conversation, Ear("Now book a table. At the Copper Pot."), assistant)
    assert assistant.turns[-1].text == "Now book a table. At the Copper Pot."


@pytest.mark.parametrize("last", ["Notice: the mill is shut.\nBack to the tea.", "> The mill is shut.\nYes."])
async def test_a_document_where_nothing_is_asked_is_not_sent_in_place_of_the_talk(last: str) -> None:
    conversation = Conversation((BRIEF, Turn(USER, "Hello."), Turn(ASSISTANT, "Hi."), Turn(USER, last)))
    assistant = Ear()
    await mediated(conversation, Ear("Get a pie."), assistant)
    assert assistant.seen == [conversation]


async def test_a_turn_that_is_a_quote_alone_is_what_the_user_says() -> None:
    conversation = FIRST.extend(Turn(ASSISTANT, "Which tea?")).extend(Turn(USER, "> The green one at 7."))
    assistant = Ear()
    await mediated(conversation, Ear("Make tea. The green one at 7."), assistant)
    assert assistant.turns[-1].text == "Make tea. The green one at 7."


async def test_what_the_last_turn_holds_beside_text_stays() -> None:
    picture = Part("image", "{}")
    conversation = SECOND.extend(Turn(ASSISTANT, "Sure?")).extend(Turn(USER, "Like this.", (picture,), time=7.0))
    assistant = Ear()
    await mediated(conversation, Ear(RESTATED), assistant)
    assert assistant.turns[-1] == Turn(USER, RESTATED, (picture,), time=7.0)


async def test_a_request_that_speaks_of_pass_is_still_a_request() -> None:
    assistant = Ear()
    conversation = Conversation((Turn(USER, "Book it."), Turn(ASSISTANT, "What?"), Turn(USER, "A bus PASS.")))
    await mediated(conversation, Ear("Book a bus PASS."), assistant)
    assert assistant.turns[-1].text == "Book a bus PASS."


async def test_the_mediator_reads_a_transcript_under_its_prompt_and_draws_nothing() -> None:
    mediator = Ear(RESTATED)
    request = Request(SECOND, Sampling(1.0, 17, seed=5))
    await complete(mediate(Echo(), [explicate(Reader((REQUEST,), mediator))]), request)
    (asked,) = mediator.asked
    assert asked.conversation.turns == (
        Turn(SYSTEM, prompts.load("explicate")),
        Turn(USER, "User: Make tea.\nAssistant: Which tea?\nUser: Green."),
    )
    assert asked.sampling.temperature == 0
    assert asked.sampling.max_tokens > 17
    assert asked.sampling.seed == 5


async def test_the_assistant_is_sampled_as_it_was_asked() -> None:
    assistant, sampling = Ear(), Sampling(1.0, 17, seed=5)
    await complete(
        mediate(assistant, [explicate(Reader((REQUEST,), Ear(RESTATED)))]), Request(SECOND, sampling, "ida", {"a": 1})
    )
    (seen,) = assistant.asked
    assert (seen.sampling, seen.user, (seen.ground or {})["a"]) == (sampling, "ida", 1)


async def test_without_a_mediator_the_model_plays_both_parts() -> None:
    model = Script(lambda request: RESTATED if request.conversation.turns[0].text != "Be brief." else "heard")
    text, usage, _ = await mediated(SECOND, None, model)
    assert text == "heard"
    assert usage.calls == 2


async def test_the_mediators_call_is_counted() -> None:
    _, usage, _ = await mediated(SECOND, Ear(RESTATED, READ), Ear())
    assert usage == Usage(2, 8, 4)


async def test_what_was_done_is_on_the_record_with_the_digest_of_the_prompt() -> None:
    _, _, (event,) = await mediated(SECOND, Ear(RESTATED), Ear())
    assert (event.kind, event.source) == ("mediation", VERSION)
    assert event.value == {"step": "explicate", "action": "restate", "text": RESTATED}


async def test_in_an_episode_the_event_stands_at_the_reply_and_the_record_keeps_what_was_said() -> None:
    model = mediate(Ear(), [explicate(Reader((REQUEST,), Ear(RESTATED)))])
    episode = await run_episode(FixedUser(["Make tea.", "Green."]), model, sampling=Sampling(), cap=9)
    assert [turn.text for turn in episode.conversation.turns] == ["Make tea.", "heard", "Green.", "heard"]
    assert [event.turn for event in episode.conversation.events] == [3]


@pytest.mark.parametrize("fault", ["connect", "status", "protocol", "cut"])
async def test_a_failing_mediator_is_a_failing_step(fault: str) -> None:
    with pytest.raises(StepError, match="the mediator did not answer") as caught:
        await mediated(SECOND, Faulty(Echo(), fault), Ear())
    assert isinstance(caught.value.__cause__, EndpointError)
    assert caught.value.boundary == "step"


@pytest.mark.parametrize("said", ["", " \n"])
async def test_where_the_mediator_says_nothing_the_ledger_speaks(said: str) -> None:
    assistant = Ear()
    _, _, events = await mediated(SECOND, Ear(said), assistant)
    assert assistant.turns[-1].text == "Make tea. Which tea? Green."
    assert [event.value["action"] for event in events if isinstance(event.value, dict)] == ["ledger"]


@pytest.mark.parametrize(
    "said",
    ["Green.", "Make tea. Green. Make tea. Green.", "Make 3 teas. Green.", "Make tea. Green. The water is Elif."],
    ids=["drops", "doubles", "makes up a number", "makes up a name"],
)
async def test_a_mediator_that_drops_doubles_or_invents_is_not_heard(said: str) -> None:
    assistant = Ear()
    await mediated(SECOND, Ear(said), assistant)
    assert assistant.turns[-1].text == "Make tea. Which tea? Green."


async def test_a_failing_assistant_is_not_the_steps_fault() -> None:
    with pytest.raises(EndpointError):
        await mediated(SECOND, Ear(RESTATED), Faulty(Echo(), "connect"))


async def test_a_failing_mediator_ends_an_episode_at_the_step_and_keeps_its_turns() -> None:
    model = mediate(Ear(), [explicate(Reader((REQUEST,), Faulty(Echo(), "connect")))])
    episode = await run_episode(FixedUser(["Make tea.", "Green."]), model, sampling=Sampling(), cap=9)
    assert [turn.text for turn in episode.conversation.turns] == ["Make tea.", "heard", "Green."]
    assert episode.failure is not None
    assert episode.failure.boundary == "step"


async def test_what_is_too_long_for_the_mediator_is_told_by_the_ledger() -> None:
    assistant, mediator = Ear(), Embedded()
    long = Conversation((*FIRST.turns, Turn(ASSISTANT, "Here are the teas of the town. " * 200), Turn(USER, "Make 2.")))
    await mediated(long, mediator, assistant)
    assert assistant.turns[-1].text == "Make tea. Make 2."
    await mediator.aclose()
