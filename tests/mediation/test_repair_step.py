"""The `repair` step: what is said again, dropped or closed without a model, what goes to the model with a note, what passes."""

from __future__ import annotations

import pytest
from tests.measures.examples import talked
from tests.mediation.given import Ear

from commonground.conversation.record import ASSISTANT, SYSTEM, USER, Conversation, ToolCall, Turn
from commonground.mediation.presets import steps
from commonground.mediation.step import mediate
from commonground.mediation.steps.repair import DROPPED, ENDED, asked, repair
from commonground.models.chat import Request, complete
from commonground.models.scripted import Script

LONG = (
    "The first step is to fill the tank. " * 8 + "Then press the green button. " + "After that wait for the lamp. " * 8
)


async def said(conversation: Conversation) -> tuple[str, Ear, list[object]]:
    ear = Ear()
    reply = await complete(mediate(ear, [repair]), Request(conversation))
    return reply.text, ear, [event.value["action"] for event in reply.events if isinstance(event.value, dict)]


@pytest.mark.parametrize(
    ("line", "reply", "act"),
    [
        ("U: When? / A: At nine, on track two. / U: Say that again, please.", "At nine, on track two.", "repeat"),
        ("U: When? / A: At nine. / U: Could you repeat that?", "At nine.", "repeat"),
        ("U: Book a table. / A: For when? / U: Never mind.", DROPPED, "abort"),
        ("U: When? / A: At nine. / U: Thanks, bye.", ENDED, "close"),
    ],
)
async def test_what_plain_code_can_do_needs_no_model(line: str, reply: str, act: str) -> None:
    text, ear, acts = await said(talked(line))
    assert (text, ear.seen, acts) == (reply, [], [act])


@pytest.mark.parametrize(
    ("request_", "again"),
    [
        ("What time did you say?", "time: 17:15"), ("I missed the day.", "day: Friday"),
        ("Which venue was it again?", "venue: Red Barrel"),
        ("What was the number again?", "book(venue: Red Barrel, day: Friday, time: 17:15)"),
        ("Say that again.", "book(venue: Red Barrel, day: Friday, time: 17:15)"),
    ],
)  # fmt: skip
async def test_of_a_list_the_field_that_is_named_is_said_again(request_: str, again: str) -> None:
    reply = "book(venue: Red Barrel, day: Friday, time: 17:15)"
    text, ear, acts = await said(
        Conversation((Turn(USER, "A table, please."), Turn(ASSISTANT, reply), Turn(USER, request_)))
    )
    assert (text, ear.seen, acts) == (again, [], ["repeat"])


@pytest.mark.parametrize(
    "text",
    [
        "No, change that to Saturday.",
        "Sorry, I was wrong: we are nine.",
        "I meant to thank you.",
        "I mean it, great.",
        "Right, that was it what I meant to ask.",
    ],
)
async def test_a_change_of_mind_is_no_misunderstanding(text: str) -> None:
    turns = (Turn(USER, "A table for Friday."), Turn(ASSISTANT, "book(day: Friday, people: 2)"), Turn(USER, text))
    _, ear, acts = await said(Conversation(turns))
    assert acts == []
    assert ear.seen[0].turns == turns


async def test_of_a_long_reply_the_part_that_is_named_is_said_again() -> None:
    conversation = Conversation(
        (Turn(USER, "How?"), Turn(ASSISTANT, LONG), Turn(USER, "Say the bit about the button again."))
    )
    text, _, _ = await said(conversation)
    assert text == "Then press the green button."
    text, _, _ = await said(Conversation((*conversation.turns[:2], Turn(USER, "Say that again."))))
    assert text == LONG


@pytest.mark.parametrize(
    ("line", "note"),
    [
        ("U: Why? / A: It is a matter of entropy. / U: Can you put that in other words?", "in other, simpler words"),
        ("U: Why? / A: It is a matter of entropy. / U: What does entropy mean?", "what the word"),
        ("U: Why? / A: It is a matter of entropy. / U: Can you give me an example?", "one example"),
        ("U: When does it open? / A: At nine. / U: No, I meant the one on the hill.", "what they mean now"),
        ("U: The hours? / A: From nine on. / U: That is not what I meant, I asked until when.", "what they mean now"),
    ],
)
async def test_what_needs_a_model_goes_there_with_a_note(line: str, note: str) -> None:
    conversation = talked(line)
    text, ear, _ = await said(conversation)
    assert text == "heard"
    (seen,) = ear.seen
    assert seen.turns[0].speaker == SYSTEM
    assert note in seen.turns[0].text
    assert seen.turns[1:] == conversation.turns


@pytest.mark.parametrize(
    "conversation",
    [
        talked("U: Say that again."),
        talked("U: When? / A: At nine. / U: Book a table for two."),
        talked("U: When? / A: At nine. / U: Repeat the word bread three times in a poem."),
        talked("U: When? / A: At nine. / U: Great, that works."),
        talked("U: Say that again. / A: At nine."),
        Conversation(
            (Turn(USER, "When?"), Turn(ASSISTANT, "", tool_calls=(ToolCall("1", "clock", "{}"),)), Turn("tool", "9"))
        ),
        Conversation(),
    ],
)
async def test_all_else_passes_as_it_came(conversation: Conversation) -> None:
    text, ear, acts = await said(conversation)
    assert (text, ear.seen, acts) == ("heard", [conversation], [])


def test_what_is_asked_is_told_by_the_last_turn_alone() -> None:
    assert asked(talked("U: When? / A: At nine. / U: Never mind. / A: All right. / U: And on Monday?")) == "none"


async def test_what_is_about_the_talk_is_not_restated_by_the_mediator() -> None:
    """The mediator would drop the very reply that is asked about; other turns it restates as ever."""
    ear = Ear()
    model = mediate(ear, steps("light", Script(lambda request: "Everything in one message.")))
    talk = talked("U: Why? / A: It is a matter of entropy. / U: What does entropy mean?")
    await complete(model, Request(talk))
    assert ear.seen[-1].turns[1:] == talk.turns
