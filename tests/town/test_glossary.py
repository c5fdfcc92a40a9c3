"""The glossary: every word that it explains stands in the replies of its families, and what it lists is what the town has."""

from __future__ import annotations

import pytest

from commonground.town.facts import DISHES, VENUES
from commonground.town.families import FAMILIES
from commonground.town.glossary import GLOSSARY, USED, briefing
from commonground.town.items import make_item


@pytest.mark.parametrize("family", list(USED))
def test_its_words_stand_in_every_reply_of_the_family(family: str) -> None:
    for index in range(20):
        reply = make_item(family, "test", 3, index).reference.lower()
        for word in USED[family]:
            assert word in reply, (family, word, reply)


def test_families_and_words_are_known() -> None:
    assert set(USED) <= set(FAMILIES)
    assert {word for words in USED.values() for word in words} <= set(GLOSSARY)


def test_what_there_is_of_a_word_is_what_the_town_has() -> None:
    assert GLOSSARY["venue"].instances == tuple(venue.name for venue in VENUES)
    assert GLOSSARY["dish"].instances == DISHES
    assert GLOSSARY["bags"].instances == ()


@pytest.mark.parametrize(
    ("word", "text", "right"),
    [
        ("venue", "A venue is a location where people meet.", True),
        ("venue", "Venues are spots to eat.", True),
        ("venue", "It is a place to eat.", False),  # which word?
        ("venue", "The venue is the Old Mill.", False),
        ("total", "The total is everything added together.", True),
        ("total", "Total: 27.", False),
        ("bags", "Bags means luggage.", True),
        ("route", "", False),
    ],
)
def test_a_definition_may_be_in_anyones_words_but_names_word_and_meaning(word: str, text: str, right: bool) -> None:
    assert GLOSSARY[word].defined(text) is right


def test_a_briefing_lists_meanings_and_what_there_is() -> None:
    told = briefing("order")
    assert "dish: the food to be cooked (curry, pie" in told
    assert told.count(":") >= len(USED["order"])
