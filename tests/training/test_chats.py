"""Chats of the diet: what is corrected in passing gives the value that is right in the end, and letters are left alone."""

from __future__ import annotations

import re
from functools import cache
from random import Random

from commonground.town.items import Item
from commonground.training.embedded import chats

OPENER = re.compile(r"^\w+[,:]? (?=[A-Z])")  # one shard in twelve has a made-up word before it
VALUES = {key: form.replace("{v}", r"[\w:' ]+?") for key, form in chats._TELLING.items()}


@cache
def items() -> tuple[Item, ...]:
    return tuple(chats.some_item(Random(number), correct=True) for number in range(1500))


def in_passing(item: Item) -> list[tuple[str, str]]:
    """Return the keys of the corrections that are the value alone in one of the forms for that, with what was said."""
    return [
        (one.keys[0], one.text)
        for one in item.shards
        for form in chats._AMENDS
        if one.corrects
        and re.fullmatch(
            re.escape(form).replace(r"\{v\}", rf"(?:{VALUES.get(one.keys[0], '.+')})"),
            OPENER.sub("", one.text),
            re.IGNORECASE,
        )
        and not any(word in one.text for word in (" for ", " on ", " with ", " it "))
    ]


def test_corrections_in_passing_give_the_right_value() -> None:
    found = [(item, key, text) for item in items() if item.family.name != "letter" for key, text in in_passing(item)]
    assert len(found) > 150
    for item, key, text in found:
        assert str(item.values[key]) in text, (text, item.values)


def test_a_letter_is_never_corrected_in_passing() -> None:
    letters = [item for item in items() if item.family.name == "letter"]
    assert len(letters) > 50
    for item in letters:
        bare = {str(value).lower() for value in item.values.values()}
        said = [one.text.lower() for one in item.shards if one.corrects]
        assert not [
            text for text in said for form in chats._AMENDS for value in bare if text == form.format(v=value).lower()
        ]


def test_the_same_seed_gives_the_same_item() -> None:
    assert chats.some_item(Random(3)) == chats.some_item(Random(3))
