"""The shared call: one a turn for all steps, each field parsed and lost by itself, asked again once, read again from memory."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.conversation.record import ASSISTANT, SYSTEM, USER, Conversation, Event, Turn
from commonground.errors import EndpointError, StepError
from commonground.mediation import prompts, reader
from commonground.mediation.notes import noted
from commonground.mediation.presets import PRESETS, STEPS, fields, versions
from commonground.mediation.reader import FIELDS, REQUEST, Reader, Reading, Readings, parse
from commonground.mediation.step import mediate
from commonground.models.chat import ChatModel, Chunk, Request, Sampling, Usage, complete
from commonground.models.scripted import Echo, Faulty

ALL = tuple(FIELDS)
CHAT = Conversation((Turn(SYSTEM, "Only tea."), Turn(USER, "Tea."), Turn(ASSISTANT, "Which?"), Turn(USER, "Green.")))
WHOLE = {
    "topic": None, "premise": None, "secret": None, "needs": "cup: ?", "missing": "Which cup?", "request": "Tea. Green.",
}  # fmt: skip


class Mediator:
    """Says its replies in turn, the last one again and again, and keeps what it was asked."""

    def __init__(self, *replies: str, finish: str = "stop") -> None:
        self.name, self.replies, self.finish, self.seen = "mediator", list(replies), finish, list[Request]()

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        self.seen.append(request)
        said = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        yield Chunk(said, finish=self.finish, usage=Usage(1, 10, 5))


async def test_all_fields_are_read_by_one_call() -> None:
    mediator = Mediator(json.dumps(WHOLE))
    _, reading = await Reader(ALL, mediator).read(Request(CHAT), Echo())
    assert (reading.values, reading.lost, reading.usage) == (WHOLE, frozenset(), Usage(1, 10, 5))
    (asked,) = mediator.seen
    system, shown = asked.conversation.turns
    assert [line.partition(":")[0] for line in system.text.splitlines()[1:]] == list(ALL)
    assert shown.text == "System: Only tea.\nUser: Tea.\nAssistant: Which?\nUser: Green."


async def test_only_what_steps_need_is_asked_for() -> None:
    mediator = Mediator('{"missing": null}')
    await Reader(("missing",), mediator).read(Request(CHAT), Echo())
    (asked,) = mediator.seen
    assert [line.partition(":")[0] for line in asked.conversation.turns[0].text.splitlines()[1:]] == ["missing"]
    assert asked.schema is not None
    assert asked.schema["required"] == ["missing"]


async def test_the_request_alone_is_asked_for_as_plain_text() -> None:
    mediator = Mediator("Tea. Green.")
    _, reading = await Reader((REQUEST,), mediator).read(Request(CHAT), Echo())
    assert reading.values == {REQUEST: "Tea. Green."}
    (asked,) = mediator.seen
    assert asked.schema is None
    assert asked.conversation.turns[0].text == prompts.load("explicate")
    assert "System:" not in asked.conversation.turns[1].text


async def test_what_was_read_travels_on_the_request() -> None:
    mediator = Mediator(json.dumps(WHOLE))
    shared = Reader(ALL, mediator)
    request, first = await shared.read(Request(CHAT, ground={"own": 1}), Echo())
    again, second = await shared.read(request, Echo())
    assert len(mediator.seen) == 1
    assert again is request
    assert (second.values, second.usage) == (first.values, Usage())
    assert (request.ground or {})["own"] == 1


async def test_a_turn_that_comes_again_is_read_from_memory() -> None:
    mediator, kept = Mediator(json.dumps(WHOLE)), Readings()
    await Reader(ALL, mediator, kept).read(Request(CHAT, user="ann"), Echo())
    _, reading = await Reader(ALL, mediator, kept).read(Request(CHAT, user="ann"), Echo())
    assert (len(mediator.seen), reading.usage) == (1, Usage(cached=1))
    await Reader(ALL, mediator, kept).read(Request(CHAT, user="bob"), Echo())
    assert len(mediator.seen) == 2


def test_memory_is_bounded_and_forgets_what_was_not_used() -> None:
    kept = Readings(2)
    for key in ("a", "b"):
        kept.put((key,), Reading({}))
    assert kept.get(("a",)) is not None
    kept.put(("c",), Reading({}))
    assert [kept.get((key,)) is not None for key in "abc"] == [True, False, True]


async def test_a_field_that_does_not_parse_is_asked_for_once_more_and_then_lost_alone() -> None:
    mediator = Mediator('{"topic": "off", "missing": 3}', 'No. {"missing": [], "request": "Tea."}')
    _, reading = await Reader(("topic", "missing", "request"), mediator).read(Request(CHAT), Echo())
    assert len(mediator.seen) == 2
    assert reading.values == {"topic": "off", "request": "Tea."}
    assert (set(reading.lost), reading.usage.calls) == ({"missing"}, 2)


async def test_what_was_lost_is_not_remembered() -> None:
    mediator, kept = Mediator("Sorry?", "Sorry?", json.dumps(WHOLE)), Readings()
    _, reading = await Reader(ALL, mediator, kept).read(Request(CHAT), Echo())
    assert reading.lost == set(ALL)
    _, reading = await Reader(ALL, mediator, kept).read(Request(CHAT), Echo())
    assert not reading.lost


async def test_a_chat_too_long_for_the_mediator_loses_every_field_and_nothing_else() -> None:
    class Small(Mediator):
        async def stream(self, request: Request) -> AsyncIterator[Chunk]:
            raise EndpointError("too long", kind="context")
            yield Chunk()

    _, reading = await Reader(ALL, Small("")).read(Request(CHAT), Echo())
    assert not reading.values
    assert reading.lost == set(ALL)


class Short(Mediator):
    """Takes four turns at most, and the system text."""

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        if len(request.conversation.turns[-1].text.splitlines()) > 5:
            raise EndpointError("too long", kind="context")
        async for chunk in super().stream(request):
            yield chunk


async def test_of_a_chat_too_long_for_the_mediator_the_end_is_read() -> None:
    """What was not said cannot be told from the end alone, so nothing is asked for."""
    said = [Turn((USER, ASSISTANT)[at % 2], f"{at}") for at in range(15)]
    chat, mediator, kept = Conversation((CHAT.turns[0], *said)), Short(json.dumps(WHOLE)), Readings()
    for _ in range(2):
        _, reading = await Reader(ALL, mediator, kept).read(Request(chat), Echo())
        assert reading.lost == {"needs", "missing"}
        assert reading.values == {name: value for name, value in WHOLE.items() if name not in reading.lost}
    (asked,) = mediator.seen  # and it is kept
    assert asked.conversation.turns[-1].text == "System: Only tea.\nAssistant: 11\nUser: 12\nAssistant: 13\nUser: 14"


async def test_of_what_others_say_the_beginnings_are_read_before_turns_are_left_out() -> None:
    class Narrow(Mediator):
        async def stream(self, request: Request) -> AsyncIterator[Chunk]:
            if len(request.conversation.turns[-1].text) > 1000:
                raise EndpointError("too long", kind="context")
            async for chunk in super().stream(request):
                yield chunk

    said = (
        Turn(USER, "Make tea, " + "please " * 50),
        Turn(ASSISTANT, "We have " + "many " * 400),
        Turn(USER, "Two cups."),
    )
    mediator = Narrow(json.dumps(WHOLE))
    await Reader(ALL, mediator).read(Request(Conversation((CHAT.turns[0], *said))), Echo())
    (asked,) = mediator.seen
    shown = asked.conversation.turns[-1].text
    assert shown.startswith(f"System: Only tea.\nUser: {said[0].text.strip()}")
    assert shown.endswith("\nUser: Two cups.")
    assert shown.count("many") < 50
    assert "\nneeds:" not in asked.conversation.turns[0].text  # nor what is missing: it may have been said


async def test_where_nothing_else_is_asked_the_end_of_a_chat_is_not_read() -> None:
    said = [Turn((USER, ASSISTANT)[at % 2], f"{at}") for at in range(15)]
    mediator = Short('{"missing": "Which cup?"}')
    _, reading = await Reader(("missing",), mediator).read(Request(Conversation(tuple(said))), Echo())
    assert not reading.values
    assert reading.lost == {"missing"}
    assert mediator.seen == []


async def test_a_second_try_that_is_too_long_loses_nothing_of_the_first() -> None:
    class Once(Mediator):
        async def stream(self, request: Request) -> AsyncIterator[Chunk]:
            if len(request.conversation.turns) > 2:
                raise EndpointError("too long", kind="context")
            async for chunk in super().stream(request):
                yield chunk

    _, reading = await Reader(ALL, Once('{"topic": "tea", "request": "Tea')).read(Request(CHAT), Echo())
    assert dict(reading.values) == {"topic": "tea"}
    assert reading.usage.calls == 1
    assert reading.lost == set(ALL) - {"topic"}


async def test_a_second_try_that_does_not_see_the_chat_is_nothing() -> None:
    """The embedded model leaves old turns out where the context is full, and says so."""

    class Forgetful(Mediator):
        async def stream(self, request: Request) -> AsyncIterator[Chunk]:
            if len(request.conversation.turns) > 2:
                yield Chunk(events=(Event(0, "context", {"turns_dropped": 1}),))
            async for chunk in super().stream(request):
                yield chunk

    mediator = Forgetful('{"topic": "tea", "request": "Tea', json.dumps(WHOLE))
    _, reading = await Reader(ALL, mediator).read(Request(CHAT), Echo())
    assert dict(reading.values) == {"topic": "tea"}
    assert reading.usage.calls == 2


async def test_notes_of_steps_are_not_read() -> None:
    mediator = Mediator(json.dumps(WHOLE))
    request = noted(noted(Request(CHAT), "You promised tea."), "Not true: tea is milk.")
    await Reader(ALL, mediator).read(request, Echo())
    (asked,) = mediator.seen
    assert asked.conversation.turns[-1].text == "System: Only tea.\nUser: Tea.\nAssistant: Which?\nUser: Green."


async def test_the_end_alone_of_a_chat_is_read_for_the_request_too() -> None:
    said = [Turn((USER, ASSISTANT)[at % 2], f"{at}") for at in range(15)]
    _, reading = await Reader((REQUEST,), Short("13 14")).read(Request(Conversation(tuple(said))), Echo())
    assert (reading.values, reading.lost) == ({REQUEST: "13 14"}, frozenset())


async def test_a_further_call_that_is_too_long_has_an_empty_reply() -> None:
    reader = Reader((), Short("yes"))
    assert (await reader.ask("prompt", "Is it?\n" * 9, Request(CHAT), Echo(), most=7)).text == ""
    assert (await reader.answer(Conversation((Turn(USER, "9\n" * 9),)), Request(CHAT), Short("yes"), most=7)).text == ""


async def test_the_assistant_itself_answers_beside_the_chat_not_the_mediator() -> None:
    assistant, mediator = Mediator("Green."), Mediator("Red.")
    for drawn, asked in ((1.0, 0.0), (None, None)):  # some models take no temperature
        request = Request(CHAT, Sampling(drawn, 99, 5))
        reply = await Reader((), mediator).answer(CHAT, request, mediate(assistant, ()), most=7)
        assert reply.text == "Green."
        assert assistant.seen[-1] == Request(CHAT, Sampling(asked, 7, 5))
    assert mediator.seen == []


async def test_a_mediator_that_does_not_answer_is_the_steps_failure() -> None:
    with pytest.raises(StepError, match="mediator did not answer"):
        await Reader(ALL, Faulty(Echo(), "connect")).read(Request(CHAT), Echo())


async def test_a_further_call_has_a_prompt_of_its_own() -> None:
    mediator = Mediator("yes")
    reply = await Reader((), mediator).ask("prompt", "Is it?", Request(CHAT), Echo(), most=7)
    (asked,) = mediator.seen
    assert reply.text == "yes"
    assert asked.conversation.turns == (Turn(SYSTEM, prompts.load("prompt")), Turn(USER, "Is it?"))
    assert (asked.sampling.temperature, asked.sampling.max_tokens) == (0, 7)


@pytest.mark.parametrize(
    ("reply", "found"),
    [
        ('{"topic": null, "missing": null}', {"topic": None, "missing": None}),
        ('```json\n{"topic":"off","missing":"Which day?"}\n```', {"topic": "off", "missing": "Which day?"}),
        ('{"topic": "off", "missing": "Which', {"topic": "off"}),
        ('{"missing": "None"}', {"missing": None}),
        ('{"topic": "PASS.", "missing": "a \\"b\\" c"}', {"topic": None, "missing": 'a "b" c'}),
        ('{"topic": {"a": 1}, "missing": true}', {}),
        ("", {}),
    ],
)
def test_each_field_is_parsed_by_itself(reply: str, found: dict[str, str | None]) -> None:
    assert parse(reply, ("topic", "missing")) == found


def test_a_huge_field_is_no_answer() -> None:
    assert parse(json.dumps({"topic": "off" * 100, "missing": "Which?"}), ("topic", "missing")) == {"missing": "Which?"}


@given(st.text(max_size=200))
def test_any_reply_parses_to_fields_that_were_asked_for(reply: str) -> None:
    assert parse(reply, ALL).keys() <= set(ALL)


@given(st.dictionaries(st.sampled_from(ALL), st.none() | st.text("abc \"\\\n{}:,?'\u00e9", min_size=1, max_size=40)))
def test_what_json_says_is_what_is_read(values: dict[str, str | None]) -> None:
    found = parse(json.dumps(values), ALL)
    for name, value in values.items():
        if value is not None and any(one.isalnum() for one in value):
            assert found[name] == value.strip()


def test_presets_ask_for_what_their_steps_need_in_the_order_of_the_call() -> None:
    for preset in (*PRESETS, *STEPS):
        asked = fields(preset)
        assert list(asked) == [name for name in FIELDS if name in asked]
        assert ("reader" in versions(preset)) == bool(asked)
    assert fields("light") == (REQUEST,)


def test_the_prompt_has_a_line_for_every_field() -> None:
    assert [line.partition(":")[0] for line in reader.prompt(ALL).splitlines()[1:]] == list(ALL)


async def test_a_model_that_mediates_itself_is_asked_without_the_steps_that_follow() -> None:
    model, passed = Mediator(json.dumps(WHOLE)), list[str]()

    async def follows(request: Request, behind: ChatModel) -> AsyncIterator[Chunk]:
        passed.append(request.conversation.turns[-1].text)
        async for chunk in behind.stream(request):
            yield chunk

    async def reads(request: Request, behind: ChatModel) -> AsyncIterator[Chunk]:
        request, _ = await Reader(ALL).read(request, behind)
        async for chunk in behind.stream(request):
            yield chunk

    await complete(mediate(model, [reads, follows]), Request(CHAT))
    assert (len(model.seen), passed) == (2, ["Green."])
