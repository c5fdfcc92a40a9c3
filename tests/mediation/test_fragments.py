"""Fragments, on the wordings that the rules were written on: what corrects is put in place, what approves changes nothing."""

from __future__ import annotations

import pytest
from tests.mediation.fragment_wordings import ADD, APPROVE, CORRECT, POINT

from commonground.conversation.record import ASSISTANT, USER, Conversation, Turn
from commonground.measures.classifiers import plain
from commonground.mediation import ledger
from commonground.mediation.fold import fold
from commonground.mediation.parts import fragments
from commonground.mediation.parts.facets import facets

REQUEST = "Please get a table at the {venue} on {day} at {time} for {people}."
REPLY = "book(venue: {venue}, day: {day}, time: {time}, people: {people})"
STANDS = {"venue": "Old Mill", "day": "Monday", "time": "19:00", "people": "4 people"}
OTHER = {"venue": "Fig Tree", "day": "Tuesday", "time": "20:15", "people": "7 people"}
LISTED = "1. Copper Pot\n2. Green Door\n3. Tin Roof"


def after(text: str, asked: str = REQUEST, reply: str = REPLY) -> tuple[str, bool, bool]:
    """Return the ledger's message after a fragment, whether the request goes on, and whether nothing but approval was said."""
    text = text[:1].upper() + text[1:]
    turns = (Turn(USER, asked.format(**STANDS)), Turn(ASSISTANT, reply.format(**STANDS)), Turn(USER, text))
    said = Conversation(turns)
    ground = fold(said)
    message = ledger.message(ledger.standing(ground), said)
    return message, ledger.goes_on(said, ground), ledger.only_agrees(said, ground)


def worded(form: str, key: str, value: str, old: str) -> str:
    the = "the " * (key == "venue")
    return form.format(v=the + value, old=the + old)


@pytest.mark.parametrize("key", STANDS)
def test_what_corrects_one_fact_changes_it_and_no_other(key: str) -> None:
    wanted = ledger.values(REQUEST.format(**{**STANDS, key: OTHER[key]}))
    found = {form: after(worded(form, key, OTHER[key], STANDS[key])) for form in CORRECT}
    right = [
        form
        for form, (text, goes_on, agrees) in found.items()
        if ledger.values(text) == wanted and goes_on and not agrees
    ]
    assert set(CORRECT) - set(right) == set()


@pytest.mark.parametrize("key", STANDS)
def test_what_approves_changes_nothing(key: str) -> None:
    wanted = ledger.values(REQUEST.format(**STANDS))
    found = {form: after(worded(form, key, STANDS[key], OTHER[key])) for form in APPROVE}
    right = [form for form, (text, goes_on, _) in found.items() if ledger.values(text) == wanted and not goes_on]
    assert set(APPROVE) - set(right) == set()


@pytest.mark.parametrize("value", ["under the name Bosk", "a terrace seat"])
def test_what_adds_is_kept_beside_what_stands(value: str) -> None:
    for form in ADD:
        text, _, agrees = after(form.format(v=value))
        assert value in text.lower().replace("bosk", "Bosk")
        assert ledger.values(REQUEST.format(**STANDS)) <= ledger.values(text)
        assert not agrees


@pytest.mark.parametrize(("number", "name"), [(1, "Copper Pot"), (2, "Green Door"), (3, "Tin Roof")])
def test_what_points_at_a_list_is_named_and_the_question_is_answered(number: int, name: str) -> None:
    place = ("first", "second", "third")[number - 1]
    for form in POINT:
        text, goes_on, _ = after(
            form.format(o=place, O=place.capitalize(), n=number),
            "Book a table on {day}. Which cafes are there?",
            LISTED,
        )
        assert name in text
        assert "Monday" in text
        assert "Which" not in text
        assert goes_on


@pytest.mark.parametrize(
    ("text", "settled"),
    [
        ("Come on Monday. Tuesday, rather.", "Come on Tuesday."),
        ("Come on Monday. Bring tea.", "Come on Monday. Bring tea."),
        ("Come at 10:00. Not before 9:00.", "Come at 10:00. Not before 9:00."),
        ("Come on Monday. Also on Tuesday.", "Come on Monday. Also on Tuesday."),
        ("Come on Monday or Friday. Tuesday, rather.", "Come on Monday or Friday. Tuesday, rather."),
        ("From Monday to Monday. No, Friday.", "From Monday to Monday. No, Friday."),
        ("Ann has 3 apples. Bob has 5 apples.", "Ann has 3 apples. Bob has 5 apples."),
    ],
)
def test_only_one_value_for_one_is_put_in_its_place(text: str, settled: str) -> None:
    assert ledger.settled(text) == settled


@pytest.mark.parametrize(
    ("text", "refuses"),
    [
        ("Not Monday.", True),
        ("Monday is no good.", True),
        ("Monday does not work.", True),
        ("I was wrong.", False),
        ("Monday.", False),
    ],
)
def test_a_value_that_is_only_refused_is_told(text: str, refuses: bool) -> None:
    assert fragments.refuses(plain(text)) is refuses


def test_a_start_is_no_goal() -> None:
    assert fragments.changes(facets("To the Pier."), facets("I leave from the Station.")) == {}
    assert fragments.changes(facets("From the Pier."), facets("I leave from the Station.")) == {
        "origin": ("station", "pier")
    }


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("Can you say the job of Carla?", "Oh, look up the quarter of Green Door."),
        ("The number of seats must be 8.", "Oh, for the number of bags take 3."),
        ("As for the number of hours, 2.", "It must be from 11 on."),
        ("Oh, I want the Hospital for the goal.", "Pick me up at the Square."),
        ("I wait at the Park.", "Make it going to the Station."),
        ("Have it from Dustak.", "So, for the recipient take Zikter."),
        ("The reader is Pazur.", "Oh, have it from Ganmik."),
        ("Let it be over the Station.", "It has to be starting at the Park."),
    ],
)
def test_a_value_of_another_thing_is_put_beside_what_stands(first: str, then: str) -> None:
    turns = (Turn(USER, "Help me, please."), Turn(ASSISTANT, "Yes."), Turn(USER, first), Turn(ASSISTANT, "Done."))
    said = Conversation((*turns, Turn(USER, then)))
    ground = fold(said)
    assert all(one.superseded_by is None for one in ground.requirements)
    message = ledger.message(ledger.standing(ground), said)
    assert all(value in message.lower() for _, value in facets(first).values | facets(then).values)
