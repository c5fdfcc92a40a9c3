"""The `clarify` step: which question is asked in place of a guess, and which may not be asked."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from random import Random

import pytest
from tests.measures.examples import talked
from tests.mediation.given import READ, answered, given

from commonground.conversation.record import ASSISTANT, USER, Conversation, Part, Turn
from commonground.mediation.reader import FIELDS, MISSING, NEEDS, Reader, Reading
from commonground.mediation.steps.clarify import MOST, VERSION, asked_before, asks_one_fact, clarify, lacks, may_ask
from commonground.models.chat import Chunk, Request, Usage
from commonground.town.families import FAMILIES
from commonground.town.items import make_item, statement
from commonground.town.questions import TO_ASK

LACKS = "venue: the Old Mill; day: Friday; time: ?"
TABLE = "U: Book a table at the Old Mill for 4 people on Friday."


async def test_the_question_for_the_missing_fact_is_asked_and_no_model_answers() -> None:
    reply, ear = await answered(clarify, given(needs=LACKS, missing="At what time?")[0], talked(TABLE))
    assert (reply.text, reply.finish, ear.seen) == ("At what time?", "stop", [])
    assert reply.usage == READ
    (event,) = reply.events
    assert (event.kind, event.source) == ("mediation", VERSION)
    assert event.value == {"step": "clarify", "action": "ask", "text": "At what time?"}


@pytest.mark.parametrize(
    "needs", [None, "", "venue: the Old Mill; day: Friday; time: 19:00", "what? nothing: all said"]
)
async def test_where_every_fact_has_a_value_no_question_is_asked(needs: str | None) -> None:
    reply, ear = await answered(clarify, given(needs=needs, missing="At what time?")[0], talked(TABLE))
    assert (reply.text, ear.seen, reply.events) == ("heard", [talked(TABLE)], ())


@pytest.mark.parametrize(
    ("needs", "lacking"),
    [
        ("time: ?", True), ("venue: ?; time: 19:00", True), ("venue:?", True), ("venue: Old Mill, time: ?", True),
        ("time: 19:00", False), ("note: why?", False), (None, False),
    ],
)  # fmt: skip
def test_what_is_needed_tells_whether_a_fact_is_open(needs: str | None, lacking: bool) -> None:
    assert lacks(Reading({NEEDS: needs, MISSING: "Which?"})) is lacking


def test_where_the_list_was_lost_the_question_decides() -> None:
    lost = frozenset({NEEDS})
    assert lacks(Reading({MISSING: "At what time?"}, lost))
    assert not lacks(Reading({MISSING: None}, lost))


@pytest.mark.parametrize("missing", [None, "", "  ", "For which day?", "Could you rephrase that?", "Tell me the time."])
async def test_all_else_passes_as_it_came(missing: str | None) -> None:
    reply, ear = await answered(clarify, given(needs=LACKS, missing=missing)[0], talked(TABLE))
    assert (reply.text, ear.seen, reply.events) == ("heard", [talked(TABLE)], ())
    assert reply.usage == READ + Usage(1, 1, 1)


@pytest.mark.parametrize(
    "turns",
    [
        (), (Turn(ASSISTANT, "Hello."),), (Turn(USER, "Book a table."), Turn(ASSISTANT, "At what time?")),
        (Turn(USER, "Book this.", parts=(Part("image_url", "{}"),)),),
    ],
)  # fmt: skip
async def test_nothing_is_read_where_no_user_has_the_last_word_in_text(turns: tuple[Turn, ...]) -> None:
    reader, mediator = given(needs=LACKS, missing="At what time?")
    reply, ear = await answered(clarify, reader, Conversation(turns))
    assert (reply.text, mediator.seen, len(ear.seen)) == ("heard", [], 1)


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("At what time?", True), ("Which dish would you like?", True), ("Good. With whom?", True),
        ("Which day, and what time?", False), ("At what time? For which day?", False), ("At what time", False),
        ("Could you rephrase that?", False), ("Can you say that again?", False), ("What do you mean?", False),
        ("Could you give me more details?", False), ("Anything else?", False), ("Shall I book it?", False),
        ("At what time? Thanks.", False), ("Which " + "very " * 30 + "day?", False),
    ],
)  # fmt: skip
def test_a_question_asks_one_fact(text: str, one: bool) -> None:
    assert asks_one_fact(text) is one


@pytest.mark.parametrize(
    ("talk", "question", "may"),
    [
        (TABLE, "At what time?", True),
        (TABLE, "For which day?", False),
        (TABLE, "For how many people?", False),
        (TABLE, "Which venue would you like?", False),
        ("U: Book a table. The seat is the window.", "Which seat would you like?", False),
        ("U: Plan a meeting at 10:00.", "For how many hours?", True),
        ("U: Thanks.", "At what time?", False),
        (f"{TABLE} / A: At what time? / U: At 19:00.", "At what time?", False),
        (f"{TABLE} / A: At what time? / U: No preference.", "At what time?", False),
        ("U: Book a table. / A: For which day? / U: On Friday.", "At what time?", True),
        ("U: Book a table. / A: For which day? / U: Friday. / A: At what time? / U: At 19:00.", "For how many people?", False),
        (f"{TABLE} / A: Done. / U: Great, thanks.", "At what time?", False),
        ("U: Get me a ride to the Park. / A: Done. / U: Now book a table at the Old Mill.", "At what time?", True),
    ],
)  # fmt: skip
def test_what_was_said_asked_or_declined_is_not_asked_again(talk: str, question: str, may: bool) -> None:
    assert may_ask(question, talked(talk)) is may


BOOKED = "table(venue: Old Mill, day: Friday)"


@pytest.mark.parametrize(
    ("reply", "last", "may"),
    [
        (BOOKED, "Slight change: at the Fig Tree.", False),
        (BOOKED, "No, on Monday.", False),
        ("A table at the Old Mill on Friday it is.", "Under my name.", False),
        ("Gladly!", "No, on Monday.", True),  # nothing was done yet
        (f"{BOOKED} Is that right?", "No, on Monday.", True),
        (BOOKED, "Now plan a ride to the Fig Tree.", True),
        (BOOKED, "No, on Monday, and while we are at it I could do with a ride from there to the Pier.", True),
    ],
)
def test_what_was_done_without_is_not_asked_for_when_a_few_words_amend_it(reply: str, last: str, may: bool) -> None:
    talk = f"U: Book a table at the Old Mill on Friday. / A: {reply} / U: {last}"
    assert may_ask("At what time?", talked(talk)) is may


class Twice:
    """Reads a need into the whole chat, and of its last turn alone what it is told."""

    name = "mediator"

    def __init__(self, alone: str | None) -> None:
        self.alone, self.shown = alone, list[str]()

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        self.shown.append(request.conversation.turns[-1].text)
        needs = LACKS if len(self.shown) == 1 else self.alone
        read = {**dict.fromkeys(FIELDS), "needs": needs, "missing": "At what time?"}
        yield Chunk(json.dumps(read), finish="stop", usage=READ)


LATE = f"{TABLE} At 19:00. / A: Done. / U: Now order tea to the Fig Tree."


@pytest.mark.parametrize(("alone", "said", "calls"), [(LACKS, "At what time?", 2), (None, "heard", 3)])
async def test_a_request_that_stands_by_itself_is_read_alone_before_it_is_asked_about(
    alone: str | None, said: str, calls: int
) -> None:
    mediator = Twice(alone)
    reply, ear = await answered(clarify, Reader(tuple(FIELDS), mediator), talked(LATE))
    assert (reply.text, reply.usage.calls, len(ear.seen)) == (said, calls, calls - 2)
    assert mediator.shown[1] == "User: Now order tea to the Fig Tree."


async def test_a_first_turn_and_a_request_that_goes_on_are_read_once() -> None:
    mediator = Twice(None)
    reply, _ = await answered(clarify, Reader(tuple(FIELDS), mediator), talked(TABLE))
    assert (reply.text, reply.usage.calls) == ("At what time?", 1)
    restated = "Book a table at the Old Mill on Friday."
    reader, mediator2 = given(needs=LACKS, missing="At what time?", request=restated)
    talk = talked("U: Book a table at the Old Mill. / A: For which day? / U: On Friday.")
    reply, _ = await answered(clarify, reader, talk)
    assert (reply.text, len(mediator2.seen)) == ("At what time?", 1)


def test_at_most_two_questions_are_asked_about_one_request() -> None:
    turns = [Turn(USER, "Book a table."), Turn(ASSISTANT, "For which day?"), Turn(USER, "On Friday.")]
    assert may_ask("At what time?", Conversation(tuple(turns)))
    turns += [Turn(ASSISTANT, "At what time?"), Turn(USER, "At 19:00.")]
    assert len(asked_before(Conversation(tuple(turns)), 0)) == MOST
    assert not may_ask("Which venue would you like?", Conversation(tuple(turns)))


TWICE = f"{TABLE} At 19:00. / A: Done. / U: Book a table at the Fig Tree for 2 people on Monday."


def test_what_was_said_for_another_request_is_not_given_for_this_one() -> None:
    assert may_ask("At what time?", talked(TWICE), "")
    assert not may_ask("For which day?", talked(TWICE), "")
    assert not may_ask("At what time?", talked(TWICE))  # nobody read whether it goes on
    asked = talked("U: Book a table. / A: For which day? / U: On Friday. / A: At what time? / U: At 19:00.")
    assert not may_ask("Which venue would you like?", asked, "")


def test_of_a_request_restated_its_own_parts_stand() -> None:
    talk = talked(f"{TWICE} / A: At what time? / U: Hm, late. And seats at the window.")
    restated = "Book a table at the Fig Tree for 2 people on Monday. And seats at the window."
    assert may_ask("Under which name?", talk, restated)
    assert not may_ask("For which day?", talk, restated)
    assert not may_ask("At what time?", talk, restated)  # asked already


async def test_the_step_goes_by_the_request_that_was_read() -> None:
    reply, _ = await answered(clarify, given(needs=LACKS, missing="At what time?", request=None)[0], talked(TWICE))
    assert reply.text == "At what time?"


def test_questions_of_an_earlier_request_do_not_count() -> None:
    talk = talked(
        "U: Book a table. / A: For which day? / U: On Friday. / A: Booked. / U: Send the letter about the roof."
    )
    assert asked_before(talk, 4) == []
    assert asked_before(talk, 0) == ["For which day?"]


def said(name: str, index: int, without: str) -> Conversation:
    item, rng = make_item(name, "test", 5, index, correct=False), Random(index)
    slots = {slot.key: slot for slot in item.family.slots}
    told = [statement(slots[key], "test", rng, value) for key, value in item.values.items() if key != without]
    return Conversation((Turn(USER, " ".join([rng.choice(item.family.intents("test")), *told])),))


@pytest.mark.parametrize("name", list(TO_ASK))
def test_no_question_for_a_missing_fact_of_the_town_is_held_back(name: str) -> None:
    for index in range(10):
        for key, question in TO_ASK[name].items():
            assert may_ask(question, said(name, index, key)), (question, said(name, index, key))


@pytest.mark.parametrize(
    ("name", "key"), [("booking", "day"), ("booking", "time"), ("booking", "people"), ("meeting", "day")]
)
def test_what_a_complete_request_gives_in_plain_form_is_never_asked_for(name: str, key: str) -> None:
    assert key in {slot.key for slot in FAMILIES[name].slots}
    assert not any(may_ask(TO_ASK[name][key], said(name, index, "")) for index in range(30))
