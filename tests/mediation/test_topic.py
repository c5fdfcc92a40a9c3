"""The `topic` step: what is declined, what never is, how, and that nothing of it stays in the history."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest
from tests.measures.examples import talked
from tests.mediation.given import READ, answered, given

from commonground.conversation.record import ASSISTANT, SYSTEM, USER, Conversation, Part, Turn
from commonground.mediation.confinement import Confinement
from commonground.mediation.reader import FIELDS, Reader
from commonground.mediation.steps.topic import VERSION, continues, parked, reply, topic, unparked
from commonground.models.chat import Chunk, Request, Usage

TABLE = "U: Book a table at the Old Mill on Friday. / A: book(venue: Old Mill, day: Friday)"
FRANCE = "What is the capital of France?"
DECLINED = 'I am here only for table bookings, so let us go back to "Book a table at the Old Mill on Friday".'


def confined(line: str, rule: str = "Only help with table bookings. For rides, Kelu is there.") -> Conversation:
    return Conversation((Turn(SYSTEM, rule), *talked(line).turns))


async def test_what_is_off_topic_is_declined_and_the_talk_led_back() -> None:
    reply, ear = await answered(topic, given(topic="off")[0], confined(f"{TABLE} / U: {FRANCE}"))
    assert (reply.text, reply.finish, ear.seen, reply.usage) == (DECLINED, "stop", [], READ)
    (event,) = reply.events
    assert (event.kind, event.source) == ("mediation", VERSION)
    assert event.value == {"step": "topic", "action": "decline", "text": DECLINED}


async def test_a_distractor_at_once_has_nothing_to_go_back_to() -> None:
    reply, _ = await answered(topic, given(topic="off")[0], confined(f"U: {FRANCE}"))
    assert reply.text == "I am here only for table bookings, so I leave that to others."


async def test_what_another_is_there_for_is_handed_over() -> None:
    reply, ear = await answered(
        topic, given(topic="off")[0], confined(f"{TABLE} / U: Call a ride to the Park at 9:00.")
    )
    assert reply.text == "That is for Kelu; I am here only for table bookings."
    assert [event.value["action"] for event in reply.events if isinstance(event.value, dict)] == ["hand over"]
    assert ear.seen == []


class Blind:
    """A mediator that says what a message is about only where it is asked for nothing else."""

    name = "blind"

    def __init__(self, about: str | None) -> None:
        self.about, self.seen = about, list[str]()

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        prompt = request.conversation.turns[0].text
        self.seen.append(prompt)
        alone = "missing:" not in prompt
        text = json.dumps({**dict.fromkeys(FIELDS), "topic": self.about if alone else None})
        yield Chunk(text, finish="stop", usage=READ)


async def test_where_the_shared_call_does_not_say_what_a_message_is_about_it_is_asked_alone() -> None:
    mediator = Blind("geography")
    reader = Reader(tuple(FIELDS), mediator)
    reply, ear = await answered(topic, reader, confined(f"{TABLE} / U: {FRANCE}"))
    assert (reply.text, ear.seen, len(mediator.seen)) == (DECLINED, [], 2)
    assert reply.usage == READ + READ
    for about in (None, "table bookings"):
        _, ear = await answered(topic, Reader(tuple(FIELDS), Blind(about)), confined(f"{TABLE} / U: {FRANCE}"))
        assert len(ear.seen) == 1, about


@pytest.mark.parametrize("said", ["No, on Saturday.", "Thanks.", "Book a table for Anna, too."])
async def test_what_goes_on_or_names_the_subject_is_not_asked_about_again(said: str) -> None:
    mediator = Blind("geography")
    _, ear = await answered(topic, Reader(tuple(FIELDS), mediator), confined(f"{TABLE} / U: {said}"))
    assert (len(mediator.seen), len(ear.seen)) == (1, 1)


async def test_where_nothing_else_is_read_nothing_is_asked_twice() -> None:
    mediator = Blind(None)
    await answered(topic, Reader(("topic",), mediator), confined(f"{TABLE} / U: {FRANCE}"))
    assert len(mediator.seen) == 1


@pytest.mark.parametrize("rule", ["", "You are a helpful assistant.", "Reply with one line only."])
async def test_without_a_subject_nothing_is_read_or_declined(rule: str) -> None:
    reader, mediator = given(topic="off")
    conversation = confined(f"{TABLE} / U: {FRANCE}", rule)
    reply, ear = await answered(topic, reader, conversation)
    assert (reply.text, ear.seen, mediator.seen) == ("heard", [conversation], [])


@pytest.mark.parametrize("value", [None, "on", "rides"])
async def test_what_is_on_topic_passes_as_it_came(value: str | None) -> None:
    conversation = confined(f"{TABLE} / U: Another one for Monday, for 4 people.")
    reply, ear = await answered(topic, given(topic=value)[0], conversation)
    assert (reply.text, ear.seen, reply.events) == ("heard", [conversation], ())
    assert reply.usage == READ + Usage(1, 1, 1)


@pytest.mark.parametrize(
    "line",
    [
        f"{TABLE} / U: Also, by the window.",
        f"{TABLE} / U: No wait, on Monday.",
        f"{TABLE} / U: Sorry, I was wrong: on Monday.",
        f"{TABLE} / U: Back to the table. Make it Monday.",
        f"{TABLE} / U: Where were we?",
        f"{TABLE} / U: Thanks, great.",
        "U: Good morning.",
        "U: Book a table. / A: For how many people? / U: Four.",
        "U: I want a table booking.",
    ],
)
async def test_a_turn_that_goes_on_is_never_declined_whatever_the_mediator_says(line: str) -> None:
    reply, ear = await answered(topic, given(topic="off")[0], confined(line))
    assert (reply.text, len(ear.seen)) == ("heard", 1)


@pytest.mark.parametrize(
    "last", [FRANCE, "Tell me a joke.", "How are you?", "Call a ride to the Park.", "Do you like tea?"]
)
def test_a_distractor_does_not_go_on(last: str) -> None:
    assert not continues(confined(f"{TABLE} / U: {last}"))
    assert not continues(confined(f"U: {last}"))


def test_a_question_in_answer_to_a_question_does_not_go_on() -> None:
    assert not continues(confined(f"U: Book a table. / A: For how many people? / U: {FRANCE}"))


async def test_who_comes_back_finds_the_talk_where_it_was() -> None:
    away = f"U: {FRANCE} / A: {DECLINED} / U: A ride, then. / A: That is for Kelu; I am here only for table bookings."
    back = "U: Back to the table: make it Monday."
    reader, mediator = given()
    reply, ear = await answered(topic, reader, confined(f"{TABLE} / {away} / {back}"))
    assert reply.text == "heard"
    assert [seen.turns for seen in ear.seen] == [confined(f"{TABLE} / {back}").turns]
    assert "France" not in mediator.seen[0].turns[-1].text


async def test_a_second_distractor_is_declined_as_the_first() -> None:
    once = confined(f"{TABLE} / U: {FRANCE} / A: {DECLINED} / U: Who wrote Hamlet?")
    reply, _ = await answered(topic, given(topic="off")[0], once)
    assert reply.text == DECLINED


def test_without_a_decline_the_conversation_is_the_same() -> None:
    conversation = confined(f"{TABLE} / U: I am here only for a day.")
    assert unparked(conversation) is conversation


def test_all_that_is_dropped_is_an_exchange_that_the_step_declined() -> None:
    kept = talked(f"{TABLE} / U: {FRANCE} / A: Paris.")
    assert unparked(kept) == kept
    assert unparked(talked(f"U: {FRANCE} / A: I am here only for rides, so I leave that to others.")) == Conversation()


@pytest.mark.parametrize(
    "turns",
    [
        (),
        (Turn(ASSISTANT, "Hello."),),
        (Turn(USER, "x"), Turn(ASSISTANT, "y")),
        (Turn(USER, "x", parts=(Part("a", "{}"),)),),
    ],
)
async def test_it_applies_only_where_a_user_has_the_last_word_in_text(turns: tuple[Turn, ...]) -> None:
    reader, mediator = given(topic="off")
    reply, _ = await answered(topic, reader, Conversation((Turn(SYSTEM, "Only talk about chess."), *turns)))
    assert (reply.text, mediator.seen) == ("heard", [])


def test_a_parked_request_is_named_by_its_first_words_in_one_sentence() -> None:
    assert parked(talked(f"U: {FRANCE}")) == ""
    assert parked(talked(f"{TABLE} / U: {FRANCE}")) == "Book a table at the Old Mill on Friday"
    long = "U: Please book a table " + "that is " * 10 + 'called "mine". / A: Done. / U: x'
    assert len(parked(talked(long)).split()) == 13
    assert parked(talked(long)).endswith(" ...")
    action, text = reply(Confinement("to book tables"), talked(f"{TABLE} / U: {FRANCE}"))
    assert action == "decline"
    assert text.startswith("I am here only to book tables, so let us go back to ")


def test_what_the_step_says_it_knows_again() -> None:
    for subject in ("for rides", "to book tables"):
        for line in (f"U: {FRANCE}", f"{TABLE} / U: {FRANCE}", f"{TABLE} / U: A ride, please."):
            asked = talked(line)
            said = reply(Confinement(subject, (("rides", "the taxi desk"),)), asked)[1]
            assert unparked(asked.extend(Turn(ASSISTANT, said))).turns == asked.turns[:-1]
