"""The `context` step: which word it says counts, how it marks a document, and what it leaves as it came."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from commonground.conversation.record import ASSISTANT, SYSTEM, TOOL, USER, Conversation, Part, ToolCall, Turn
from commonground.mediation.presets import steps, versions
from commonground.mediation.step import mediate
from commonground.mediation.steps.context import ASSERTION, DOCUMENT, VERSION, bearing, context, ruled
from commonground.models.chat import Chunk, Request, Usage, complete
from commonground.models.decoding import DECODINGS

QUESTION = "What is the price of bread?"
TEXT = "Bread now costs 7 crowns."


class Ear:
    """A model that keeps what it was asked."""

    name = "ear"

    def __init__(self) -> None:
        self.seen: list[Request] = []

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        self.seen.append(request)
        yield Chunk("heard", finish="stop", usage=Usage(1, 1, 1))


def said(*texts: str) -> Conversation:
    speakers = (USER, ASSISTANT)
    return Conversation(tuple(Turn(speakers[at % 2], text) for at, text in enumerate(texts)))


async def sent(conversation: Conversation) -> tuple[Conversation, list[object]]:
    ear = Ear()
    reply = await complete(mediate(ear, [context]), Request(conversation))
    assert (reply.text, reply.usage.calls) == ("heard", 1)
    assert all(event.source == VERSION for event in reply.events)
    return ear.seen[0].conversation, [event.value for event in reply.events]


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        (f"Notice: {TEXT}\n{QUESTION}", f"Text: Notice: {TEXT}"),
        (f"{QUESTION}\n\n> {TEXT}", f"Text: {TEXT}"),
        (f"<document>\n{TEXT}\n</document>\n{QUESTION}", f"Text: {TEXT}"),
    ],
)
async def test_a_document_is_put_first_and_marked_and_said_to_count(asked: str, first: str) -> None:
    seen, events = await sent(said(asked))
    assert seen.turns == (Turn(SYSTEM, DOCUMENT), Turn(USER, f"{first}\n{QUESTION}"))
    (event,) = events
    assert isinstance(event, dict)
    assert (event["step"], event["action"]) == ("context", "document")
    assert TEXT in event["text"]


async def test_a_document_of_the_system_is_said_again_where_it_is_needed() -> None:
    system = Turn(SYSTEM, f"You are a clerk.\n{TEXT}")
    seen, _ = await sent(Conversation((system, Turn(USER, QUESTION))))
    assert seen.turns == (
        Turn(SYSTEM, f"{system.text}\n{DOCUMENT}"),
        Turn(USER, f"Text: {TEXT}\n{QUESTION}"),
    )


async def test_a_tools_result_is_said_again_and_its_turns_stay() -> None:
    call = ToolCall("1", "notices", "{}")
    before = (
        Turn(USER, "Look it up."),
        Turn(ASSISTANT, "", tool_calls=(call,)),
        Turn(TOOL, TEXT, tool_call_id="1"),
        Turn(ASSISTANT, "I have."),
    )
    seen, _ = await sent(Conversation((*before, Turn(USER, QUESTION))))
    assert seen.turns == (Turn(SYSTEM, DOCUMENT), *before, Turn(USER, f"Text: {TEXT}\n{QUESTION}"))


async def test_a_long_document_elsewhere_stays_there_alone() -> None:
    long = f"Notice: {TEXT} " + "The town has more news. " * 200
    seen, _ = await sent(said(long, "OK.", QUESTION))
    assert seen.turns == (Turn(SYSTEM, DOCUMENT), *said(long, "OK.", QUESTION).turns)
    here, _ = await sent(said(f"{long}\n{QUESTION}"))
    assert here.turns[-1].text == f"Text: {long.strip()}\n{QUESTION}", "but in the message itself it comes first"


async def test_other_documents_of_the_message_are_kept_unmarked() -> None:
    seen, _ = await sent(said(f"Memo: the pier is shut.\nNotice: {TEXT}\n{QUESTION}"))
    assert seen.turns[-1].text == f"Text: Notice: {TEXT}\nMemo: the pier is shut.\n{QUESTION}"


async def test_an_assertion_is_said_to_be_no_source_and_the_message_stays() -> None:
    asked = f"I heard that bread costs 7. {QUESTION}"
    seen, events = await sent(said(asked))
    assert seen.turns == (Turn(SYSTEM, ASSERTION), Turn(USER, asked))
    assert events == [{"step": "context", "action": "assertion", "text": "I heard that bread costs 7."}]


async def test_a_document_counts_more_than_an_assertion_beside_it() -> None:
    seen, events = await sent(said(f"Notice: {TEXT}\nBread costs 2 crowns. {QUESTION}"))
    assert DOCUMENT in seen.turns[0].text
    assert ASSERTION not in seen.turns[0].text
    assert len(events) == 1


@pytest.mark.parametrize(
    "conversation",
    [
        said(QUESTION),
        said("I am vegetarian. My table is for 5. Book it at the mill."),
        said("Book a table. The day is Monday. The venue is the mill."),
        said(f"The pier is shut. {QUESTION}"),
        said(f"Notice: The pier is shut.\n{QUESTION}"),
        said(f"Notice: {TEXT}"),
        said(f"Notice: {TEXT}\nTranslate this into French."),
        said(f"Notice: {TEXT} {QUESTION}", "It costs 7."),
        Conversation((Turn(SYSTEM, "You are a clerk who knows the price of bread."), Turn(USER, QUESTION))),
        Conversation((Turn(USER, f"Notice: {TEXT}\n{QUESTION}", parts=(Part("image", "{}"),)),)),
        Conversation(),
    ],
)
async def test_what_cannot_matter_passes_as_it_came(conversation: Conversation) -> None:
    seen, events = await sent(conversation)
    assert seen is conversation
    assert events == []


def test_the_same_conversation_gets_the_same_ruling() -> None:
    conversation = said(f"Notice: {TEXT}\n{QUESTION}", "It costs 7.", f"Is that so? Bread costs 2. {QUESTION}")
    assert ruled(conversation) == ruled(Conversation(conversation.turns))
    assert [one.turn for one in bearing(conversation)] == [0], "an earlier document still counts"


def test_the_step_is_a_column_and_names_its_rules() -> None:
    assert steps("context") == (context,)
    assert set(versions("context")) == {"step context", "documents", "assertions"}


async def test_a_way_to_decode_is_a_column_that_changes_the_sampling_alone() -> None:
    for name in DECODINGS:
        ear = Ear()
        request = Request(said(QUESTION))
        await complete(mediate(ear, steps(name)), request)
        (seen,) = ear.seen
        assert seen.conversation is request.conversation
        assert seen.sampling.decoding == name
        assert set(versions(name)) == {"decoding", "documents"}
