"""What bears on a question, and in which order."""

from __future__ import annotations

import pytest

from commonground.memory.items import FACT, PACT, Item, Source
from commonground.memory.ranking import ranked


def item(named: str, text: str, subject: str = "", at: float = 0.0, kind: str = FACT) -> Item:
    return Item(named, "ann", kind, text, Source("c", (0,), at), at, subject)


KNOWN = (
    item("home", "I live in Rome.", "home"), item("sister", "My sister's name is Ana.", "sister's name"),
    item("nuts", "I'm allergic to nuts.", "allergy"), item("green", "My favourite colour is green.", "favourite colour"),
    item("job", "I'm a plumber.", "job"), item("name", "My name is Eva.", "name"), item("age", "I'm 30.", "age"),
    item("shoe", "My shoe size is 42.", "shoe size"), item("lamp", "the red one = the lamp on the desk", kind=PACT),
)  # fmt: skip


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("Where do I live?", "home"), ("Which city am I in?", "home"), ("What is my sister's name?", "sister"),
        ("What is my sister called?", "sister"), ("Suggest a recipe for tonight.", "nuts"),
        ("What should I cook for dinner?", "nuts"),
        ("What's my favourite colour?", "green"), ("What do I do for work?", "job"), ("What's my name?", "name"),
        ("How old am I?", "age"),
        ("Which shoe size do I have?", "shoe"), ("Put it beside the red one, the lamp.", "lamp"),
        ("Find a present for my sister.", "sister"),
    ],
)  # fmt: skip
def test_a_question_finds_its_fact_first(query: str, wanted: str) -> None:
    assert [one.id for one in ranked(query, KNOWN, 5)][:1] == [wanted]


@pytest.mark.parametrize(
    "query",
    [
        "What is my brother's name?", "When is my sister's birthday?", "What's my favourite film?", "Who is my dentist?",
        "What is my blood type?", "Thanks!", "", "   ", "?", "Tell me a joke.", "What is 2 plus 2?",
        "What is the capital of Peru?",
    ],
)  # fmt: skip
def test_what_was_never_said_finds_nothing(query: str) -> None:
    assert ranked(query, KNOWN, 5) == []


def test_ties_go_to_what_was_said_last_and_the_order_of_the_items_does_not_count() -> None:
    items = [item(str(number), f"I like tea number {number % 2}.", "likes", at=float(number)) for number in range(6)]
    found = [one.id for one in ranked("tea", items, 5)]
    assert found == ["5", "4"]  # of equal texts the newest
    assert [one.id for one in ranked("tea", items[::-1], 5)] == found


def test_at_most_so_many() -> None:
    assert len(ranked("recipe for dinner", [item(str(at), f"nuts {at}", "allergy") for at in range(9)], 3)) == 3


def test_what_one_works_as_is_not_who_one_works_for() -> None:
    job = Item("j", "ann", FACT, "I work as a nurse.", Source(), 0.0, "job", "nurse")
    firm = Item("f", "ann", FACT, "I work for Acme.", Source(), 0.0, "employer", "Acme")
    for question, wanted in (
        ("What do I work as?", [job]), ("What is my job?", [job]), ("Where do I work?", [firm]), ("Who do I work for?", [firm]),
        ("What is my employer?", [firm]), ("What company do I work for?", [firm]),
    ):  # fmt: skip
        assert ranked(question, [firm], 5) == [one for one in wanted if one is firm], question
        assert ranked(question, [job], 5) == [one for one in wanted if one is job], question
