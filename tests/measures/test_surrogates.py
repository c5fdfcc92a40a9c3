"""Surrogates: what each kind keeps and breaks, and that no talk meets itself."""

from __future__ import annotations

from random import Random

from tests.measures.dialogues import spoken

from commonground.measures.surrogates import partners, shuffled, strangers, with_history, with_partner

ONE = spoken("a0", "a1", "a2", "a3", "a4")
OTHER = spoken("b0", "b1", "b2")


def test_a_shuffle_keeps_who_said_what_and_when_each_speaks() -> None:
    for seed in range(20):
        found = shuffled(ONE, Random(seed))
        assert found.sides == ONE.sides
        assert sorted(found.texts[::2]) == ["a0", "a2", "a4"]
        assert sorted(found.texts[1::2]) == ["a1", "a3"]
    assert len({shuffled(ONE, Random(seed)).texts for seed in range(50)}) == 3 * 2 * 2


def test_the_same_seed_gives_the_same_surrogate() -> None:
    assert shuffled(ONE, Random(3)).texts == shuffled(ONE, Random(3)).texts


def test_a_partner_speaks_in_its_own_order_as_far_as_both_go() -> None:
    assert with_partner(ONE, OTHER).texts == ("a0", "b1", "a2")
    assert with_partner(OTHER, ONE).texts == ("b0", "a1", "b2")
    assert with_partner(ONE, OTHER).tokens == (("a0",), ("b1",), ("a2",))


def test_partners_come_from_the_same_group_and_are_never_one_self() -> None:
    talks = [spoken(f"{name}0", f"{name}1") for name in "abcd"]
    for seed in range(20):
        found = dict(partners(talks, ["x", "x", "y", "x"], Random(seed)))
        assert set(found) == {0, 1, 3}
        assert all(talk.texts[0] == talks[number].texts[0] for number, talk in found.items())
        others = [talk.texts[1] for talk in found.values()]
        assert all(said != talks[number].texts[1] for number, said in zip(found, others, strict=True))
        assert sorted(others) == ["a1", "b1", "d1"]


def test_a_strangers_history_stands_between_ones_own_opening_and_end() -> None:
    assert with_history(ONE, OTHER).texts == ("a0", "b1", "a4")
    assert with_history(OTHER, ONE).texts == ("b0", "a1", "a2", "a3", "b2")


def test_strangers_share_the_opening() -> None:
    talks = [spoken("same", "a", "x"), spoken("same", "b", "y"), spoken("other", "c", "z"), spoken("same", "d")]
    found = dict(strangers(talks, Random(0)))
    assert {number: talk.texts for number, talk in found.items()} == {0: ("same", "b", "x"), 1: ("same", "a", "y")}


def test_alone_there_is_nobody_to_swap_with() -> None:
    assert list(partners([ONE], ["x"], Random(0))) == []
    assert list(strangers([ONE, OTHER], Random(0))) == []
