"""Independent questions about the town: the family that decomposes."""

from __future__ import annotations

import pytest

from commonground.town.facts import PEOPLE, PRICES, VENUES
from commonground.town.families.lookups import KNOWN, LOOKUP, read
from commonground.town.items import make_item


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("price of honey", "4"),
        ("opening hour of Old Mill", "11"),
        ("closing hour of Night Owl", "24"),
        ("quarter of Fig Tree", "Garden"),
        ("job of Elif", "lawyer"),
        ("home of Hugo", "Market"),
    ],
)
def test_what_the_town_knows(question: str, value: str) -> None:
    assert KNOWN[question] == value
    assert f"{question} = {value}" in LOOKUP.briefing


def test_everything_can_be_asked() -> None:
    assert len(KNOWN) == len(PRICES) + 3 * len(VENUES) + 2 * len(PEOPLE)


def test_a_line_for_each_question() -> None:
    said = {"part2": "job of Ida", "part1": "price of tea"}
    assert LOOKUP.write(LOOKUP.filled(said)) == "job of Ida = baker\nprice of tea = 3"
    assert LOOKUP.answer(LOOKUP.filled(said)) == {"job of Ida": "baker", "price of tea": "3"}


@pytest.mark.parametrize(
    "reply",
    [
        "price of tea = 3\njob of Ida = baker",
        "- The price of tea = 3.\n- the job of Ida = baker",
        "Gladly.\n* price of tea=3 \n* job of Ida =  baker\nAnything else?",
        "price of tea = 5\nprice of tea = 3\njob of Ida = baker",
    ],
)
def test_lines_are_read_however_they_are_laid_out(reply: str) -> None:
    assert read(reply) == {"price of tea": "3", "job of Ida": "baker"}


@pytest.mark.parametrize("reply", ["", "Tea costs 3.", "= 3"])
def test_what_has_no_such_line_is_not_read(reply: str) -> None:
    assert read(reply) is None


def test_a_line_may_begin_with_a_capital() -> None:
    """Letter case does not count in any other answer either."""
    assert read("Price of tea = 3") == {"price of tea": "3"}


def test_questions_differ_within_an_item() -> None:
    for index in range(40):
        values = make_item("lookup", "test", 41, index).values
        assert len(set(values.values())) == len(values) == 3
        assert set(values.values()) <= set(KNOWN)


def test_what_is_written_is_read_back() -> None:
    for index in range(40):
        item = make_item("lookup", "train" if index % 2 else "test", 42, index)
        filled = LOOKUP.filled(item.values)
        assert read(LOOKUP.write(filled)) == LOOKUP.answer(filled)


def test_each_shard_is_a_question_of_its_own() -> None:
    item = make_item("lookup", "test", 0, 0)
    assert LOOKUP.kind == "decomposes"
    assert all(question in item.shards[number].text for number, question in enumerate(item.values.values()))
