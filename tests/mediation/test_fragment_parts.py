"""Parts of what is told of fragments: values of a kind, what only adds, what asks for more, and chats that they stand in."""

from __future__ import annotations

import pytest

from commonground.conversation.record import ASSISTANT, USER, Conversation, Turn
from commonground.measures.classifiers import plain
from commonground.mediation import ledger
from commonground.mediation.fold import fold
from commonground.mediation.parts import fragments
from commonground.mediation.parts.facets import facets

BOOK = "Get a table at the Old Mill on Monday at 19:00 for 4 people."
DONE = "book(venue: Old Mill, day: Monday, time: 19:00, people: 4)"


def talk(*texts: str) -> Conversation:
    return Conversation(tuple(Turn((USER, ASSISTANT)[at % 2], text) for at, text in enumerate(texts)))


def message(*texts: str) -> str:
    said = talk(*texts)
    return ledger.message(ledger.standing(fold(said)), said)


@pytest.mark.parametrize(
    ("new", "old", "changed"),
    [
        ("Tuesday.", "On Monday.", {"day": ("monday", "tuesday")}),
        ("Tuesday, not Monday.", "On Monday at 19:00.", {"day": ("monday", "tuesday")}),
        ("On Monday.", "On Monday.", {}),
        ("Tuesday or Friday.", "On Monday.", {}),
        ("Tuesday.", "On Monday or Friday.", {}),
        ("At 20:15.", "On Monday.", {}),
        ("The Fig Tree.", "We go to the Old Mill.", {"name": ("old mill", "fig tree")}),
        ("7.", "A table for 4 people.", {"people": ("4", "7")}),
        ("Very nice.", "On Monday.", {}),
    ],
)
def test_one_value_changes_one_of_its_kind(new: str, old: str, changed: dict[str, tuple[str, str]]) -> None:
    found = fragments.changes(facets(new), facets(old))
    assert list(found.values()) == list(changed.values())


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("Tuesday, rather.", True),
        ("Under my name.", True),
        ("Book a table.", False),
        ("What does it cost?", False),
        ("Could you tell me a joke?", False),
        ("Add up my basket.", False),
        ("So it goes and it goes on and on and on and on.", False),
    ],
)
def test_a_fragment_is_short_and_no_request_of_its_own(text: str, is_one: bool) -> None:
    assert fragments.fragment(plain(text)) is is_one


@pytest.mark.parametrize(
    ("text", "leans"),
    [
        ("Also a window seat.", True),
        ("With a window seat.", True),
        ("And under my name, please.", True),
        ("Soup as well.", True),
        ("A window seat, I forgot to say.", True),
        ("A window seat.", False),
        ("Book a table with a window seat.", False),
    ],
)
def test_what_leans_on_what_was_said_before(text: str, leans: bool) -> None:
    assert fragments.leans(plain(text)) is leans


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Soup, too.", "Soup."),
        ("Soup as well, please.", "Soup."),
        ("Soup by the way", "Soup"),
        ("Too much soup.", "Too much soup."),
        ("Soup, I forgot to say!", "Soup!"),
    ],
)
def test_words_that_only_add_are_left_out_at_the_end(text: str, bare: str) -> None:
    assert fragments.bare(text) == bare


@pytest.mark.parametrize(
    "text",
    [
        "Check the closing hour of the inn.", "It is time to look up venues.", "I ask for the price of tea.",
        "Let us look for a bar.",
        "We need to look up the price of tea.", "Please calculate the total.", "Could you summarise it?", "Describe the mill.",
    ],
)  # fmt: skip
def test_what_asks_for_something_by_itself(text: str) -> None:
    assert fragments.orders(plain(text))


@pytest.mark.parametrize(
    "text", ["For the look of it.", "Checked bags, two.", "At noon.", "Count me in.", "It looks fine."]
)
def test_what_does_not(text: str) -> None:
    assert not fragments.orders(plain(text))


@pytest.mark.parametrize(
    ("text", "sets"),
    [
        ("Set the name to Bosk.", True), ("Oh, make the date Friday.", True), ("Call me Bosk.", True),
        ("Please change the place to the mill.", True), ("Set a trap.", False), ("Make a website.", False),
        ("Call me a taxi.", False), ("Call me at noon.", False), ("The name is set.", False),
    ],
)  # fmt: skip
def test_what_sets_one_thing_of_what_was_asked(text: str, sets: bool) -> None:
    assert fragments.sets(plain(text)) is sets


@pytest.mark.parametrize(
    ("text", "plainly"),
    [
        ("Add up my basket. Right, add 2 apples.", "Add up my basket. Add 2 apples."),
        ("Get a ride. One more thing: to the Park! So, at 8:00.", "Get a ride. To the Park! At 8:00."),
        ("Get a ride. Oh, so, to the Park.", "Get a ride. To the Park."),
        ("So, get a ride.", "So, get a ride."),  # the first sentence is as the user put it
        ("Get a ride. No, change of plan, get soup.", "Get a ride. No, change of plan, get soup."),
        ("Get a ride. Sorry, I was wrong: at 9:00.", "Get a ride. Sorry, I was wrong: at 9:00."),
        ("Sing it. So what?", "Sing it. So what?"),
        ("Turn left. Right at the mill.", "Turn left. Right at the mill."),
        ("Order this: milk, well, eggs.", "Order this: milk, well, eggs."),
        ("Zwei Brote. Also, ähnlich.", "Zwei Brote. Ähnlich."),
        ("", ""),
    ],
)
def test_what_only_carries_the_talk_on_is_left_out_of_later_sentences(text: str, plainly: str) -> None:
    assert fragments.plainly(text) == plainly
    assert fragments.plainly(plainly) == plainly


@pytest.mark.parametrize(
    ("text", "replaces"),
    [
        ("Tuesday, please.", True),
        ("Tuesday is better.", True),
        ("Tuesday also.", False),
        ("Not before Tuesday.", False),
        ("I met him on Tuesday.", False),
        ("Book it on Tuesday.", False),
    ],
)
def test_another_value_replaces_where_it_is_not_said_beside(text: str, replaces: bool) -> None:
    assert fragments.replaces(text, corrects=False) is replaces


def test_a_request_is_corrected_again_and_again() -> None:
    assert message(BOOK, DONE, "Tuesday, rather.") == BOOK.replace("Monday", "Tuesday")
    twice = message(BOOK, DONE, "Tuesday, rather.", DONE, "No, Friday.")
    assert ledger.values(twice) == ledger.values(BOOK.replace("Monday", "Friday"))
    other = message(BOOK, DONE, "Tuesday, rather.", DONE, "6 people.")
    assert ledger.values(other) == ledger.values(BOOK.replace("Monday", "Tuesday").replace("4", "6"))


def test_what_approves_leaves_no_trace_and_what_refuses_beside_a_value_neither() -> None:
    assert message(BOOK, DONE, "Monday, great.") == BOOK
    assert message(BOOK, DONE, "Tuesday! Not Monday.") == BOOK.replace("Monday", "Tuesday")


def test_without_a_reply_before_it_another_value_is_no_correction() -> None:
    assert message("From Monday on. Tuesday too. Friday as well.") == "From Monday on. Tuesday. Friday."


def test_an_answer_to_a_question_replaces_nothing() -> None:
    said = message("Fly me to Rome on Monday.", "And on which day do you come back?", "Friday.")
    assert "Monday" in said
    assert "Friday" in said


def test_numbers_of_other_things_stand_side_by_side() -> None:
    sums = message("Ann has 3 apples.", "Yes.", "Bob has 5 apples.", "Yes.", "How many have they?")
    assert "3 apples" in sums
    assert "5 apples" in sums


def test_only_an_approval_that_says_nothing_else_is_one() -> None:
    def agrees(last: str) -> bool:
        said = talk(BOOK, DONE, last)
        return ledger.only_agrees(said, fold(said))

    assert agrees("Monday, great.")
    assert agrees("Thanks. Monday is fine.")
    assert not agrees("Monday, great. And a window seat.")
    assert not agrees("Tuesday, great.")
    assert not agrees("Great.")  # no value: the mediator's own to say
    assert not agrees("Not Monday.")


@pytest.mark.parametrize(
    ("last", "on"),
    [
        ("Could you add a window seat?", True),
        ("It has to be at 20:15.", True),
        ("We want it on Friday. Thanks.", True),
        ("With a window seat.", True),
        ("It is perfect.", False),
        ("What does it cost?", False),
        ("Great, thanks.", False),
        ("Book a table at the Fig Tree on Friday.", False),
        ("Monday, great.", False),
    ],
)
def test_a_turn_goes_on_where_it_means_nothing_alone(last: str, on: bool) -> None:
    said = talk(BOOK, DONE, last)
    assert ledger.goes_on(said, fold(said)) is on


@pytest.mark.parametrize(
    "asked",
    [
        "It is time to find a way. Let it be from the Station.",
        "Help me plan a meeting. On Friday. At 11:00.",
        "Call a ride. At 11:00, please.",
        "I would like to order food. Friday, at 11:00.",
    ],
)
def test_a_request_of_its_own_changes_no_other(asked: str) -> None:
    said = talk(BOOK, DONE, asked)
    assert all(one.superseded_by is None for one in fold(said).requirements)
    assert not ledger.only_agrees(said, fold(said))


def test_what_is_pointed_at_and_then_changed_is_the_last_named() -> None:
    listed = "1. Fig Tree\n2. Old Mill\n3. Salt House"
    said = message("Book a table on Monday. Which places are there?", listed, "The second one, please.")
    assert said == "Book a table on Monday. The Old Mill, please."
    changed = message(
        "Book a table on Monday. Which places are there?", listed, "The second one, please.", DONE, "Tuesday, sorry."
    )
    assert ledger.values(changed) == {"old mill", "tuesday"}


def test_a_place_that_the_list_has_not_is_left_as_it_was_said() -> None:
    said = message("Book a table. Which places are there?", "1. Fig Tree", "The third one, please.")
    assert said.endswith("The third one, please.")
