"""Compression: three parts of what holds, picked and not written, each line once, the newest first."""

from __future__ import annotations

from commonground.memory.compression import MOST, compress
from commonground.memory.items import EPISODE, FACT, GUIDELINE, PACT, REFLECTION, Item, Source


def item(kind: str, text: str, at: float, *, ended: float | None = None, stale: bool = False) -> Item:
    return Item(f"{kind}/{at}", "ann", kind, text, Source("c", (0,), at), at, ended=ended, stale=stale)


def test_each_kind_has_its_part_and_the_newest_comes_first() -> None:
    found = compress(
        [
            item(FACT, "I live in Rome.", 1), item(FACT, "I'm a nurse.", 5), item(GUIDELINE, "Be brief.", 2),
            item(PACT, "the red one = the lamp", 3), item(REFLECTION, "It went well.", 4), item(EPISODE, "Hello.", 6),
        ]
    )  # fmt: skip
    assert [one.text for one in found.portrait] == ["I'm a nurse.", "I live in Rome."]
    assert [one.text for one in found.relationship] == ["the red one = the lamp", "Be brief."]
    assert [one.text for one in found.recap] == ["Hello.", "It went well."]
    assert found.text.splitlines() == [
        "User: I'm a nurse. I live in Rome.",
        "Relation: the red one = the lamp Be brief.",
        "Recap: Hello. It went well.",
    ]
    assert len(found.items) == 6


def test_what_ended_or_went_stale_is_in_no_part_and_nothing_is_there_twice() -> None:
    found = compress(
        [
            item(FACT, "I live in Rome.", 1, ended=3), item(FACT, "I live in Lyon.", 3),
            item(REFLECTION, "Rome went well.", 2, stale=True), item(EPISODE, "I  live in lyon", 2),
        ]
    )  # fmt: skip
    assert [one.text for one in found.items] == ["I live in Lyon."]
    assert dict(found.parts()) == {"portrait": found.portrait}
    assert compress([]).text == ""


def test_parts_have_a_bound() -> None:
    many = [item(kind, f"{kind} number {at}", at) for kind in (EPISODE, FACT, PACT) for at in range(60)]
    found = compress(many)
    assert (len(found.recap), len(found.portrait), len(found.relationship)) == MOST
    assert found.portrait[0].text == "fact number 59"
