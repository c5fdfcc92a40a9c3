"""Reflections: which outcomes are unambiguous, what plain code and a model write of them, and when they go stale."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.measures.examples import talked

from commonground.conversation.record import USER
from commonground.errors import EndpointError, StepError
from commonground.mediation.reflecting import compressed, outcomes, reflected, reflections
from commonground.memory import reading
from commonground.memory.compression import compress
from commonground.memory.items import FACT, REFLECTION, Draft, Found, Item, Source
from commonground.memory.store import Memory
from commonground.models.chat import Chunk, Request
from commonground.models.scripted import Script

ASKED = "U: Book a table for Friday. / A: book(day: Friday) / U: "


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Thanks, that was right.", "right"), ("Perfect.", "right"), ("Yes, exactly.", "right"), ("That works.", "right"),
        ("Thank you!", "right"), ("Great, that is what I wanted.", "right"),
        ("No, that is wrong. It should be Monday.", "corrected"), ("You got the day wrong.", "corrected"),
        ("No, I meant the Friday after.", "meant otherwise"), ("That is not what I meant.", "meant otherwise"),
        ("Never mind.", "dropped"), ("Forget it.", "dropped"),
        ("OK.", ""), ("And a ride on Monday.", ""), ("Thanks, but it is not what I need.", "meant otherwise"),
        ("Is that right?", ""),
        ("Thanks. Now book a ride to the Pier for me, please, at nine on Monday morning.", ""), ("Hm.", ""),
    ],
)  # fmt: skip
def test_what_could_be_either_is_neither(said: str, kind: str) -> None:
    assert [one.kind for one in outcomes(talked(ASKED + said).turns)] == ([kind] if kind else [])


def saying(text: str) -> Script:
    return Script(lambda request: text)


def test_who_only_greets_has_asked_for_nothing() -> None:
    assert outcomes(talked("U: hello / A: hi / U: No, I meant hi there.").turns) == []


def test_who_tells_something_of_themself_anew_says_nothing_of_the_answer() -> None:
    told = "U: I live in Rome, remember that. / A: Noted. / U: "
    for anew in ("Sorry, I was wrong: I live in Lyon.", "Correction: I live in Lyon.", "Thanks. I'm a nurse."):
        assert outcomes(talked(told + anew).turns) == []


def test_thanks_for_a_question_or_at_the_start_are_no_success() -> None:
    assert outcomes(talked("U: Thanks.").turns) == []
    assert outcomes(talked("U: Book a table. / A: For which day? / U: Thanks, perfect.").turns) == []


def test_the_text_says_what_was_asked_and_how_it_came_out() -> None:
    (right,) = reflections(talked(ASKED + "Perfect.").turns)
    assert right == Found(REFLECTION, 'When asked "Book a table for Friday.", the answer was right.', "", "", 2)
    (wrong,) = reflections(talked(ASKED + "No, that is wrong. It should be Monday.").turns)
    assert wrong.text == (
        'When asked "Book a table for Friday.", the answer was wrong; '
        'the user then said "No, that is wrong. It should be Monday.".'
    )
    (gone,) = reflections(talked(ASKED + "Never mind.").turns)
    assert gone.text == 'The user dropped what they had asked: "Book a table for Friday.".'


def test_only_turns_since_are_read_and_requests_in_pieces_are_put_together() -> None:
    turns = talked(
        "U: Book a table. / A: book(day: Monday) / U: Make it Friday. / A: book(day: Friday) / U: Perfect. "
        "/ A: Good. / U: Thanks."
    ).turns
    first, *_ = outcomes(turns)
    assert first.turn == 4
    assert {"table", "friday"} <= set(first.request.lower().replace(".", "").split())
    assert [one.turn for one in outcomes(turns, 5)] == [6]


async def test_a_model_may_word_it_where_its_words_are_of_the_exchange() -> None:
    turns = talked(ASKED + "Perfect.").turns
    for said, kept in (
        ("Booking the table for Friday was right.", True), ("I love elephants and the sea.", False), ("", False),
        ("Was the table for Friday right?", False), ("table Friday " * 40, False),
    ):  # fmt: skip
        (found,) = await reflected(turns, saying(said))
        assert (found.text == said.strip()) is kept
        assert kept or found == reflections(turns)[0]


async def test_a_model_that_does_not_answer_is_a_step_error() -> None:
    class Silent:
        name = "silent"

        async def stream(self, request: Request) -> AsyncIterator[Chunk]:
            raise EndpointError("no route", "server")
            yield Chunk("")

    with pytest.raises(StepError, match="no route"):
        await reflected(talked(ASKED + "Perfect.").turns, Silent())


async def test_a_compression_is_worded_by_a_model_only_if_no_value_is_lost() -> None:
    item = Item("i", "ann", FACT, "I live in Rome.", Source(), 0.0, "home", "Rome")
    plain = compress([item])
    assert await compressed(plain, Script(lambda request: "User: from rome")) == "User: from rome"
    for said in ("User: of Italy", "", "Rome " * 100):
        assert await compressed(plain, saying(said)) == "User: I live in Rome."


async def test_a_reflection_is_stale_once_a_fact_that_it_names_is_revised(tmp_path: Path) -> None:
    memory = Memory(str(tmp_path / "memory.sqlite3"))
    await memory.database.check()
    first = talked(
        'U: I live in Rome. / A: I see. / U: Print "Greetings from Rome". / A: Done. / U: Thanks, that was right.'
    ).turns
    for at, turn in enumerate(first):
        if turn.speaker == USER:
            found = [*reading.read(first[: at + 1], at), *reflections(first[: at + 1], at)]
            await memory.learn("ann", found, "c", 1_700_000_000.0 + at)
    home, drawn = await memory.items("ann")
    assert (home.kind, drawn.kind, drawn.depends_on) == (FACT, REFLECTION, (home.id,))
    assert [item.id for item in await memory.recall("ann", "Print greetings from Rome, please.")] == [drawn.id]
    await memory.learn("ann", [Found(FACT, "I moved to Lyon.", "home", "Lyon", 0)], "d", 1_700_000_100.0)
    assert await memory.recall("ann", "Print greetings from Rome, please.") == []
    assert (await memory.compressed("ann")).text == "User: I moved to Lyon."
    other = await memory.add("ann", Draft(REFLECTION, "Greetings were right."))
    assert [item.id for item in await memory.recall("ann", "More greetings that were right")] == [other.id]
    await memory.aclose()
