"""The restyle step: what stands after which turns, what the note says, and that the rest passes as it came."""

from __future__ import annotations

import asyncio

import pytest

from commonground.conversation.record import ASSISTANT, SYSTEM, USER, Conversation, Turn
from commonground.mediation.listener import Listener
from commonground.mediation.step import mediate
from commonground.mediation.steps.restyle import LONGEST, VERSION, note, restyle, standing, versions
from commonground.models.chat import Request, complete
from commonground.models.scripted import Script


def talk(*said: str, system: str = "") -> Conversation:
    turns = [Turn((USER, ASSISTANT)[number % 2], text) for number, text in enumerate(said)]
    return Conversation((Turn(SYSTEM, system), *turns) if system else tuple(turns))


def stands(*said: str) -> list[tuple[str, str]]:
    """What stands after these turns of the user, with replies between."""
    turns = [text for one in said for text in (one, "Fine.")]
    return [(one.wish.facet, one.wish.text) for one in standing(talk(*turns))]


def test_a_wish_stands_from_the_next_turn_on() -> None:
    assert note(talk("Be brief. What is tea?")) == ""
    assert note(talk("Be brief. What is tea?", "Leaves.", "And salt?")) == 'The user asked: "Be brief." Keep to it.'
    far = [text for _ in range(20) for text in ("And salt?", "A mineral.")]
    assert (
        note(talk("Be brief. What is tea?", "Leaves.", *far, "And rice?")) == 'The user asked: "Be brief." Keep to it.'
    )


def test_without_a_wish_there_is_no_note() -> None:
    assert note(talk("What is tea?", "Leaves.", "And salt?")) == ""
    assert note(Conversation()) == ""
    assert note(talk("Be brief.", "Yes.")) == ""


def test_the_latest_of_a_facet_counts_and_others_stay() -> None:
    assert stands("Be brief.", "All in capitals, please.", "Answer in full sentences.") == [
        ("case", "All in capitals, please."), ("length", "Answer in full sentences."),
    ]  # fmt: skip
    assert stands("Be brief.", "Be brief.") == [("length", "Be brief.")]


def test_at_most_three_stand_the_latest() -> None:
    said = ("Be brief.", "No emojis, please.", "Use bullet points.", "All in capitals, please.")
    assert [facet for facet, _ in stands(*said)] == ["emojis", "lists", "case"]


@pytest.mark.parametrize(
    ("withdrawal", "left"),
    [
        ("Normal again, please.", []), ("You can stop that now.", []), ("Back to your usual style.", []),
        ("No more capitals, please.", ["length"]), ("Drop the upper case.", ["length"]),
        ("Stop at the mill.", ["length", "case"]),
        ("Forget it.", ["length", "case"]),
    ],
)  # fmt: skip
def test_a_withdrawal_ends_what_it_names(withdrawal: str, left: list[str]) -> None:
    assert [facet for facet, _ in stands("Be brief.", "All in capitals, please.", withdrawal)] == left


def test_what_takes_back_nothing_may_be_a_wish() -> None:
    assert stands("No more exclamation marks.") == [("marks", "No more exclamation marks.")]
    assert stands("Drop the bullets.") == []
    assert stands("No more exclamation marks.", "Normal again.", "Be brief.") == [("length", "Be brief.")]


def test_only_the_user_wishes() -> None:
    assert standing(talk("Hello.", "Be brief.", "What?")) == ()
    assert standing(Conversation((Turn(SYSTEM, "Be brief."), Turn(USER, "Hello.")))) == ()


def test_turns_are_counted_as_in_the_conversation() -> None:
    (one,) = standing(talk("Hello.", "Hi.", "Be brief.", system="You help."))
    assert one.turn == 3


def test_a_wish_that_the_system_prompt_says_already_is_not_said_again() -> None:
    said = talk("Be brief.", "Yes.", "And salt?", system="The user likes it short: Be brief.")
    assert note(said) == ""


def test_a_wish_is_quoted_on_one_line_and_cut_where_it_is_long() -> None:
    ((_, text),) = stands('Always end with the word "over".')
    assert text == "Always end with the word 'over'."
    long = "From now on write in capitals, " + "abcdefghij " * 15
    ((_, text),) = stands(long)
    assert len(text) <= LONGEST + 4
    assert text.endswith(" ...")


def test_several_wishes_make_one_note() -> None:
    said = talk("Be brief.", "Yes.", "All in capitals, please.", "YES.", "And salt?")
    assert note(said) == 'The user asked: "Be brief." "All in capitals, please." Keep to it.'


def test_the_note_stands_at_the_end_of_the_system_turn_and_is_on_record() -> None:
    said = talk("Be brief.", "Yes.", "And salt?", system="You help.")
    listener = Listener()
    asyncio.run(listener.hear((restyle,), Request(said)))
    assert listener.asked is not None
    assert listener.asked.conversation.turns[0].text == 'You help.\nThe user asked: "Be brief." Keep to it.'
    assert listener.asked.conversation.turns[1:] == said.turns[1:]
    reply = asyncio.run(complete(mediate(Script(["", "Salt."]), (restyle,)), Request(said)))
    (event,) = reply.events
    assert reply.text == "Salt."
    assert event.source == VERSION
    assert event.value == {"step": "restyle", "action": "note", "text": 'The user asked: "Be brief." Keep to it.'}


def test_where_nothing_stands_the_request_passes_as_it_came() -> None:
    listener, request = Listener(), Request(talk("What is tea?", "Leaves.", "And salt?"))
    asyncio.run(listener.hear((restyle,), request))
    assert listener.asked is request
    assert set(versions()) == {"step restyle", "manner"}
