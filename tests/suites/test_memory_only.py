"""MEMORY: the model sees the last turn and what is recalled, and nothing else."""

from __future__ import annotations

from commonground.conversation.record import ASSISTANT, SYSTEM, USER, Conversation, Turn
from commonground.mediation.step import mediate
from commonground.mediation.steps.recall import HEADER
from commonground.models.chat import Request, complete
from commonground.models.scripted import Script
from commonground.suites.gradual_reveal import CONDITIONS, town_suite
from commonground.suites.memory_only import MOST, known, recalled_only


async def seen(*turns: Turn) -> tuple[Turn, ...]:
    heard: list[Request] = []

    def answer(request: Request) -> str:
        heard.append(request)
        return "heard"

    await complete(mediate(Script(answer), [recalled_only]), Request(Conversation(turns)))
    return heard[0].conversation.turns


async def test_the_first_turn_passes_as_it_came() -> None:
    turns = (Turn(SYSTEM, "Be kind."), Turn(USER, "Book a table."))
    assert await seen(*turns) == turns


async def test_of_earlier_turns_only_what_bears_on_the_last_is_there() -> None:
    turns = await seen(
        Turn(SYSTEM, "Be kind."), Turn(USER, "I want a table on the terrace."), Turn(ASSISTANT, "book(seat: terrace)"),
        Turn(USER, "We are nine."), Turn(ASSISTANT, "book(people: 9)"), Turn(USER, "Is there a terrace table?"),
    )  # fmt: skip
    assert [turn.speaker for turn in turns] == [SYSTEM, USER]
    prompt, header, *lines = turns[0].text.splitlines()
    assert (prompt, header) == ("Be kind.", HEADER)
    assert [line.partition(": ")[2] for line in lines] == ['"I want a table on the terrace."']
    assert turns[1].text == "Is there a terrace table?"


async def test_where_nothing_bears_on_it_the_last_turn_stands_alone() -> None:
    assert await seen(Turn(USER, "Book a table."), Turn(ASSISTANT, "book()"), Turn(USER, "At nine.")) == (
        Turn(USER, "At nine."),
    )


def test_facts_are_read_and_turns_are_kept() -> None:
    talk = (Turn(USER, "I live in Rome."), Turn(ASSISTANT, "I see."), Turn(USER, "Where do I live?"))
    assert [(item.kind, item.text) for item in known(Conversation(talk))] == [
        ("fact", "I live in Rome."),
        ("episode", "I live in Rome."),
    ]


async def test_a_note_has_at_most_five_items() -> None:
    talk = [
        Turn(who, f"Table number {at}, please." if who == USER else "So be it.")
        for at in range(12)
        for who in (USER, ASSISTANT)
    ]
    turns = await seen(*talk, Turn(USER, "Which table number, please?"))
    assert len(turns[0].text.splitlines()) == MOST + 1


def test_it_is_a_column_of_gradual_reveal() -> None:
    (condition,) = (one for one in CONDITIONS if one.name == "MEMORY")
    assert condition.steps == (recalled_only,)
    assert "memory" in town_suite().versions
