"""Styles: which replies hold them, and which answers are right in any of them."""

from __future__ import annotations

import pytest

from commonground.suites.styles import NUMBERS, STYLES, plain, right, spelled, styled
from commonground.town.families.lookups import KNOWN

HOLDS = {
    "lower": ("price of tea = 3", "the job of ida is baker."),
    "upper": ("PRICE OF TEA = 3", "THREE!"),
    "short": ("3", "It's 3."),
    "sentence": ("The price of tea is 3.", "Tea is sold for three crowns."),
    "formal": ("Dear Sir or Madam,\nprice of tea = 3", "Dear Madam, it is 3."),
    "greeting": ("Hello.\nprice of tea = 3", "Good morning! It is 3."),
    "ending": ("price of tea = 3\nover", "It is 3, over."),
    "bullets": ("- price of tea = 3", "* tea: 3\n* salt: 1"),
    "spelled": ("price of tea = three", "It costs three."),
    "loud": ("price of tea = 3!", "Three!"),
}
FAILS = {
    "lower": ("Price of tea = 3", "3"),
    "upper": ("Price of tea = 3", "3"),
    "short": ("price of tea = 3", "", "It is 3, I think."),
    "sentence": ("price of tea = 3", "the price of tea is 3.", "Three.", "The price of tea is 3"),
    "formal": ("price of tea = 3", "Dear Sir or Madam, it's 3.", "Dear Sir, I don't know."),
    "greeting": ("price of tea = 3", "It is 3. Hello."),
    "ending": ("price of tea = 3", "over: 3"),
    "bullets": ("price of tea = 3", "- tea: 3\nsalt: 1", ""),
    "spelled": ("price of tea = 3", "price of tea", "three is 3"),
    "loud": ("price of tea = 3", "3! I think."),
}


@pytest.mark.parametrize("kind", STYLES)
def test_replies_that_hold_a_style_and_replies_that_do_not(kind: str) -> None:
    assert all(STYLES[kind].holds(reply, "over") for reply in HOLDS[kind])
    assert not any(STYLES[kind].holds(reply, "over") for reply in FAILS[kind])


@pytest.mark.parametrize("kind", STYLES)
def test_the_answer_in_a_style_holds_it_and_is_right_of_everything(kind: str) -> None:
    for thing in KNOWN:
        if STYLES[kind].fits(thing):
            reply = styled(kind, thing, "over")
            assert STYLES[kind].holds(reply, "over"), reply
            assert right(thing, reply), reply
            assert not STYLES[kind].holds(plain(thing), "over")


@pytest.mark.parametrize(
    ("thing", "reply", "is_right"),
    [
        ("price of tea", "price of tea = 3", True), ("price of tea", "three", True),
        ("price of tea", "price of tea = 4", False),
        ("price of tea", "3 or 4", False), ("price of tea", "", False), ("job of Ida", "Ida is a BAKER.", True),
        ("job of Ida", "baker and tailor", False), ("job of Ida", "Market", False),
        ("home of Ida", "home of Ida = Market", True),
        ("opening hour of Old Mill", "OPENING HOUR OF OLD MILL = 11", True), ("opening hour of Old Mill", "1 1", False),
    ],
)  # fmt: skip
def test_an_answer_is_right_where_it_gives_the_value_and_no_other(thing: str, reply: str, is_right: bool) -> None:
    assert right(thing, reply) == is_right


def test_every_number_of_the_town_can_be_spelled() -> None:
    numbers = {int(value) for value in KNOWN.values() if value.isdigit()}
    assert max(numbers) < len(NUMBERS)
    assert spelled("24") == "twenty-four"
    assert spelled("baker") == "baker"
