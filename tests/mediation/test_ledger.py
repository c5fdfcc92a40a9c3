"""The ledger: what stands of the present request, said as one message; and which restatements keep it."""

from __future__ import annotations

import pytest
from tests.measures.examples import talked

from commonground.mediation import ledger
from commonground.mediation.fold import fold


def stands(line: str, restated: str = "") -> str:
    conversation = talked(line)
    return ledger.message(ledger.standing(fold(conversation), restated), conversation)


def keeps(line: str, restated: str) -> bool:
    conversation = talked(line)
    return ledger.keeps(restated, ledger.standing(fold(conversation), restated), conversation)


TABLE = "U: Book a table at the Old Mill. / A: For when? / U: For two people on Monday. / A: Done. / U: Thanks! And at 19:00."


def test_what_was_asked_is_one_message_in_the_users_words() -> None:
    assert stands(TABLE) == "Book a table at the Old Mill. For when? For two people on Monday. And at 19:00."


def test_what_was_withdrawn_or_corrected_does_not_stand_alone() -> None:
    said = stands("U: Find a hotel under 100 euros. / A: Here are three. / U: Actually, make it 90 euros.")
    assert said == "Find a hotel under 90 euros."
    assert ledger.values(said) == {"90 euros"}
    assert stands("U: Find a hotel. / A: Where? / U: Never mind. Book a taxi to Rome.") == "Book a taxi to Rome."


@pytest.mark.parametrize(
    ("pointing", "named"),
    [
        ("Please take the second one.", "Please take the Salt House."), ("I want the last one.", "I want the Fig Tree."),
        ("Option 1, please.", "Old Mill, please."), ("The fifth one.", "The fifth one."),
        ("The second hour.", "The second hour."),
    ],
)  # fmt: skip
def test_what_the_user_points_at_in_a_list_is_named(pointing: str, named: str) -> None:
    listed = "A: 1. Old Mill\\n2. Salt House\\n3. Fig Tree"
    assert stands(f"U: Book a table. What three bars are there? / {listed} / U: {pointing}").endswith(named)


@pytest.mark.parametrize(
    ("restated", "kept"),
    [
        ("Book a table at the Old Mill for two people on Monday at 19:00.", True),
        ("Please reserve a table at the Old Mill for two people on Monday, at 19:00", True),
        ("Book a table at the Old Mill for two people on Monday.", False),
        ("Book a table at the Old Mill for two people on Tuesday at 19:00.", False),
        ("Book a table at the Old Mill for two people on Monday at 19:00 for 90 euros.", False),
        (
            "Book a table at the Old Mill for two people on Monday at 19:00. On Monday at 19:00. On Monday at 19:00.",
            False,
        ),
        ("Book a table with a view at the Old Mill for two people on Monday at 19:00.", False),
    ],
)
def test_a_restatement_drops_nothing_doubles_nothing_and_makes_nothing_up(restated: str, kept: bool) -> None:
    assert keeps(TABLE, restated) is kept


def test_a_correction_needs_the_corrected_value_only() -> None:
    line = "U: Find a hotel in Rome under 100 euros. / A: Here are three. / U: Actually, make it 90 euros."
    assert keeps(line, "Find a hotel in Rome under 90 euros.")
    assert not keeps(line, "Find a hotel in Rome under 100 euros.")


def test_a_correction_of_a_request_put_as_a_question_counts_too() -> None:
    line = "U: Can you get a table at the Old Mill for 3 people on Friday? / A: Done. / U: I should have said Monday."
    assert keeps(line, "Can you get a table at the Old Mill for 3 people on Monday?")
    assert not keeps(line, "Can you get a table at the Old Mill for 3 people on Friday?")
    assert not keeps(line, "Can you get a table at the Old Mill on Monday?"), "a value is gone"


def test_a_restatement_keeps_no_value_that_a_correction_put_away() -> None:
    line = "U: Get a table at the Old Mill for 3 people. / A: Done. / U: Instead of the Old Mill, the Green Door."
    assert keeps(line, "Get a table at the Green Door for 3 people.")
    assert not keeps(line, "Get a table at the Old Mill, the Green Door for 3 people.")
    line = "U: Get a table at 17:45 for 3 people. / A: Done. / U: Scrap 17:45, 11:00 please."
    assert keeps(line, "Get a table at 11:00 for 3 people.")
    assert not keeps(line, "Get a table at 17:45 for 3 people. Scrap 11:00.")


def test_a_question_of_the_user_is_no_value_that_must_stay() -> None:
    assert ledger.values("What three bars are there?") == set()
    assert ledger.values("Could you get 3 tea?") == {"3"}
    assert ledger.values("Can we meet on Monday or Tuesday?") == set()
    line = "U: Could you list three bars? / A: 1. Old Mill 2. Tin Roof / U: Book a table at the Tin Roof for 2 people."
    assert keeps(line, "Book a table at the Tin Roof for 2 people.")


@pytest.mark.parametrize(
    ("line", "restated"),
    [
        ("U: Order 2 pizzas. I also want 2 colas. / A: Done. / U: Make it 3 pizzas.", "Order 3 pizzas. I also want 2 colas."),
        ("U: Send a parcel to Anna at 4 Mill Street. I want 4 boxes. / A: Done. / U: Make it 5 boxes.",
         "Send a parcel to Anna at 4 Mill Street. I want 5 boxes."),
    ],
)  # fmt: skip
def test_a_value_that_stands_elsewhere_too_is_not_gone(line: str, restated: str) -> None:
    assert keeps(line, restated)


@pytest.mark.parametrize(
    ("last", "on"),
    [
        ("Please add 3 tea.", True), ("Actually, on Tuesday.", True), ("Also a taxi.", True),
        ("Add up my basket with 2 tea.", False), ("And in Norwegian?", False),
        ("Book a table for two at the Old Mill on Monday at 19:00.", False), ("What is the price of tea?", False),
    ],
)  # fmt: skip
def test_a_turn_that_says_of_itself_that_it_goes_on(last: str, on: bool) -> None:
    assert ledger.goes_on(talked(f"U: Get the total. / A: 3. / U: {last}")) is on


@pytest.mark.parametrize("back", ["Back to the table.", "So, let's go back to the table!", "Now back to what I asked."])
def test_who_comes_back_to_a_request_and_corrects_it_goes_on_with_it(back: str) -> None:
    said = f"U: Book a table at the Old Mill on Monday. / A: Done. / U: {back} Sorry, I was wrong: on Friday."
    conversation = talked(said)
    assert ledger.goes_on(conversation, fold(conversation))
    assert stands(said) == "Book a table at the Old Mill on Friday."


def test_who_only_comes_back_adds_nothing() -> None:
    conversation = talked("U: Book a table at the Old Mill. / A: Done. / U: Back to the table.")
    assert not ledger.goes_on(conversation, fold(conversation))


BOOKED = "Book a table on Monday at 17:45 at the Old Mill for 3 people."


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        ("Cross out Monday, Tuesday it is.", BOOKED.replace("Monday", "Tuesday")),
        ("17:45 is gone, 18:00 please.", BOOKED.replace("17:45", "18:00")),
        ("Only on Friday can we come.", BOOKED.replace("Monday", "Friday")),
        ("Only 5 people will come.", BOOKED.replace("3", "5")),
        ("At the Salt House this time, please, and not at the Old Mill.", BOOKED.replace("Old Mill", "Salt House")),
        ("Monday and Tuesday.", f"{BOOKED} Monday and Tuesday."),
        ("17:45 or 18:00, please.", f"{BOOKED} 17:45 or 18:00, please."),
        ("Two teas, 3 coffees.", f"{BOOKED} Two teas, 3 coffees."),
        ("Only vegetarian food, please.", f"{BOOKED} Only vegetarian food, please."),
        ("Only on Monday.", f"{BOOKED} Only on Monday."),
    ],
)
def test_a_fragment_that_names_the_old_value_or_only_one_corrects(said: str, stands: str) -> None:
    assert ledger.settled(f"{BOOKED} {said}") == stands
