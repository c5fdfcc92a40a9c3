"""Assertions about the world: told from needs, questions and requests, and only where something is asked about them."""

from __future__ import annotations

import pytest

from commonground.conversation.record import ASSISTANT, USER, Conversation, Turn
from commonground.mediation.assertions import assertions, question, states
from commonground.town.families import FAMILIES
from commonground.town.items import make_item


def said(*texts: str) -> Conversation:
    speakers = (USER, ASSISTANT)
    return Conversation(tuple(Turn(speakers[at % 2], text) for at, text in enumerate(texts)))


@pytest.mark.parametrize(
    "claim",
    [
        "Bread costs 7 crowns.",
        "The price of bread is 7.",
        "I heard that bread costs 7.",
        "I really think bread is 7 crowns.",
        "I'm sure bread costs 7.",
        "We were told that bread costs 7.",
        "My friend says bread costs 7.",
        "The people at the mill say that bread costs 7.",
        "Everyone knows bread costs 7.",
        "As far as I know, bread costs 7.",
        "No, bread costs 7.",
        "Bread costs 7, right?",
        "According to my mother bread costs 7.",
    ],
)
def test_what_is_claimed_about_the_thing_asked_is_an_assertion(claim: str) -> None:
    assert states(claim)
    assert assertions(said(f"{claim} What is the price of bread?")) == (claim,)


@pytest.mark.parametrize(
    "need",
    [
        "My table is for 5.",
        "I am vegetarian.",
        "We are six people.",
        "I want the terrace.",
        "The venue should be the mill.",
        "The price must be below 20.",
        "Our budget is 40 crowns.",
        "I'd like it at nine.",
        "For me it is fine.",
        "Let us say nine.",
        "Is the mill shut?",
        "Tell me the price.",
        "Book the mill.",
    ],
)
def test_a_need_a_question_and_a_request_are_none(need: str) -> None:
    assert not states(need)
    assert (
        assertions(said(f"{need} Is a table for 5 at the mill on the terrace at nine fine, and what is the price?"))
        == ()
    )


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Bread costs 7. What is the price of bread?", "What is the price of bread?"),
        ("Please tell me the price.", "Please tell me the price."),
        ("Could you look up the price of bread?", "Could you look up the price of bread?"),
        ("I want to know the price.", "I want to know the price."),
        ("We need the price of bread.", "We need the price of bread."),
        ("And where is it?", "And where is it?"),
        ("Can you book a table?", ""),
        ("We need a table.", ""),
        ("The day is Monday.", ""),
    ],
)
def test_what_asks_for_a_fact(text: str, asked: str) -> None:
    assert question(text) == asked


def test_a_claim_on_another_matter_is_none() -> None:
    assert assertions(said("The mill is shut. What is the price of bread?")) == ()


def test_a_claim_where_nothing_is_asked_is_none() -> None:
    assert assertions(said("Bread costs 7.")) == ()
    assert assertions(said("Bread costs 7. Book a table.")) == ()


def test_an_earlier_claim_counts_where_it_names_all_that_is_asked() -> None:
    assert assertions(said("The price of bread is 7.", "OK.", "What is the price of bread?")) == (
        "The price of bread is 7.",
    )
    assert assertions(said("The price of milk is 7.", "OK.", "What is the price of bread?")) == ()


def test_what_a_document_says_is_no_assertion() -> None:
    assert assertions(said("Notice: Bread costs 7.\nWhat is the price of bread?")) == ()
    assert assertions(said("> Bread costs 7.\n\nWhat is the price of bread?")) == ()


def test_only_a_users_last_word_is_answered() -> None:
    assert assertions(said("Bread costs 7. What is the price of bread?", "It costs 2.")) == ()
    assert assertions(Conversation()) == ()


def test_requests_to_the_town_are_needs(capsys: pytest.CaptureFixture[str]) -> None:
    """Of 600 complete requests in the test wordings at most one in 200 is taken for an assertion."""
    items = [make_item(name, "test", 4, number) for name in FAMILIES for number in range(60)]
    wrong = [item.full for item in items if assertions(said(item.full))]
    with capsys.disabled():
        print(f"\nneeds taken for assertions: {len(wrong)} of {len(items)}")
    assert len(wrong) <= len(items) / 200
