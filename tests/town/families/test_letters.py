"""Letters to a specification: written in one form, read from any that holds the same."""

from __future__ import annotations

import pytest

from commonground.town.families.letters import LETTER, read
from commonground.town.items import make_item

SAID = {"to": "Kato", "subject": "the roof", "day": "Friday", "sender": "Mila", "thing": "a lamp"}
TEXT = "To: Kato\nSubject: the roof\nDear Kato, please answer by Friday. Please bring a lamp.\nYours, Mila"


def test_a_letter_by_hand() -> None:
    assert LETTER.write(SAID) == TEXT
    assert read(TEXT) == SAID


def test_nothing_to_bring_is_not_mentioned() -> None:
    text = LETTER.write(LETTER.filled({key: value for key, value in SAID.items() if key != "thing"}))
    assert text == "To: Kato\nSubject: the roof\nDear Kato, please answer by Friday.\nYours, Mila"
    assert read(text) == {**SAID, "thing": "none"}


@pytest.mark.parametrize(
    "reply",
    [
        f"Here is the letter:\n\n{TEXT}\n",
        "To: Kato\n\nSubject: the roof.\n\nDear Kato,\n\nWe wait until Friday; bring A LAMP.\n\nYours,\nMila",
        "to:  Kato \nsubject: the roof\nDEAR KATO, answer by friday and take a lamp along.\nBest wishes, Mila.",
    ],
)
def test_other_letters_that_hold_the_same(reply: str) -> None:
    assert read(reply) == SAID


@pytest.mark.parametrize(
    "reply", ["", "Dear Kato, hello.\nYours, Mila", "To: Kato\nSubject: the roof", "To: Kato\nSubject: x\nYours, Mila"]
)
def test_what_is_no_letter_is_not_read(reply: str) -> None:
    assert read(reply) is None


@pytest.mark.parametrize(
    ("old", "new", "key", "value"),
    [
        ("Dear Kato", "Dear Zora", "to", "not greeted: Kato"),
        ("by Friday", "by Friday or Monday", "day", "Monday and Friday"),
        ("by Friday", "soon", "day", "none"),
        ("a lamp", "a lamp and a map", "thing", "a lamp and a map"),
        ("Yours, Mila", "Yours, Zora", "sender", "Zora"),
    ],
)
def test_one_thing_wrong_shows_in_its_field(old: str, new: str, key: str, value: str) -> None:
    assert read(TEXT.replace(old, new)) == {**SAID, key: value}


def test_a_name_that_only_begins_like_the_one_wanted_is_another() -> None:
    assert read(TEXT.replace("Dear Kato", "Dear Katomir")) != SAID


def test_what_is_written_is_read_back() -> None:
    for index in range(40):
        item = make_item("letter", "train" if index % 2 else "test", 31, index)
        filled = LETTER.filled(item.values)
        assert read(LETTER.write(filled)) == filled == LETTER.answer(filled)
