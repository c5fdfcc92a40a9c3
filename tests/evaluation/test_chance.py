"""Chance: differences from surrogates worked out by hand on talks so small that there is only one way to deal them out."""

from __future__ import annotations

from collections.abc import Sequence
from math import atan, pi
from random import Random

import pytest
from tests.measures.dialogues import spoken

from commonground.errors import UnknownNameError
from commonground.evaluation.chance import Chance, chance, deal
from commonground.measures.registry import family
from commonground.measures.talk import Talk

LEXICAL = ("lexical",)
PAIR = [("x", spoken("a b", "a b")), ("x", spoken("c d", "c e"))]
"""Two of two turns: shuffling changes nothing, and each has but one other to take a partner from."""


def by_name(found: Sequence[Chance]) -> dict[tuple[str, str], Chance]:
    made = {(one.measure, one.kind): one for one in found}
    assert len(made) == len(found)
    return made


def drawn(count: int, seed: int = 0) -> list[tuple[str, Talk]]:
    random = Random(seed)
    return [
        ("x", spoken(*(" ".join(random.choice("abcdefgh") for _ in range(4)) for _ in range(6)))) for _ in range(count)
    ]


def test_swapped_partners_by_hand() -> None:
    """The second repeats 1 and 1/2 of its own partner's words and none of the other's: 3/4 above chance, error 1/4."""
    one = by_name(chance(PAIR, LEXICAL, draws=3))["lexical.repetition.second", "partner"]
    assert (one.level, one.difference.mean, one.difference.n) == (0.0, 0.75, 2)
    assert one.difference.high - 0.75 == pytest.approx(12.7062 / 4, rel=1e-4)
    assert one.difference.low == pytest.approx(1.5 - one.difference.high)
    assert one.p == pytest.approx(1 - 2 * atan(3) / pi)


def test_a_talk_that_can_be_shuffled_one_way_only_is_its_own_chance() -> None:
    found = by_name(chance(PAIR, LEXICAL, draws=3))
    for (_, kind), one in found.items():
        if kind == "shuffle":
            assert (one.difference.mean, one.p, one.q) == (0.0, 1.0, 1.0)
    assert found["lexical.repetition.second", "shuffle"].level == 0.75
    assert found["lexical.repetition", "shuffle"].level == 0.375
    assert found["lexical.repetition.first", "shuffle"].level == 0.0


def test_a_strangers_history_by_hand() -> None:
    """Two of the first speaker's three words come from the turn before, and from a stranger's turn none does."""
    sample = [("x", spoken("hi", "a b", "a b")), ("y", spoken("hi", "c d", "c d"))]
    found = by_name(chance(sample, LEXICAL, draws=2))
    one = found["lexical.repetition.first", "stranger"]
    assert (one.level, one.p) == (0.0, 0.0)
    assert one.difference.mean == pytest.approx(2 / 3)
    assert {kind for _, kind in found} == {"shuffle", "stranger"}


def test_the_level_of_a_shuffle_is_the_mean_over_its_orders() -> None:
    """Of four orders, three let the second repeat two of its four words and one lets the first do so."""
    sample = [("x", spoken("a b", "x y", "c d", "a b"))]
    found = deal("shuffle", list(enumerate(sample)), LEXICAL, 2000, 0)
    ((real, level),) = found["lexical.repetition.second"]
    assert real == 0.5
    assert level == pytest.approx(0.375, abs=0.025)
    ((real, level),) = found["lexical.repetition.first"]
    assert real == 0.0
    assert level == pytest.approx(0.125, abs=0.025)


def test_measures_that_no_order_changes_are_left_out_of_shuffles() -> None:
    found = by_name(chance(drawn(4), LEXICAL, draws=2))
    unordered = [card.name for card in family("lexical").cards if card.chance == "partner"]
    shuffles = {name for name, kind in found if kind == "shuffle"}
    partners = {name for name, kind in found if kind == "partner"}
    assert "dialign.vocabulary_overlap" in unordered
    for name in unordered:
        assert not {name, f"{name}.first", f"{name}.second"} & shuffles
        assert {name, f"{name}.first", f"{name}.second"} & partners
    assert shuffles < partners


def test_sides_are_named_and_what_has_no_common_value_has_only_them() -> None:
    names = {name for name, kind in by_name(chance(PAIR, LEXICAL, draws=2)) if kind == "partner"}
    assert {"lexical.repetition", "lexical.repetition.first", "lexical.repetition.second"} <= names
    assert {name for name in names if name.startswith("dialign.self_variety")} == {
        "dialign.self_variety.first",
        "dialign.self_variety.second",
    }
    assert {name for name in names if name.startswith("dialign.expressions")} == {"dialign.expressions"}


def test_measures_without_a_chance_level_have_none() -> None:
    without = {card.name for card in family("length").cards if not card.chance}
    names = {name for name, _ in by_name(chance(drawn(4), ("length",), draws=2))}
    assert "length.words" in without
    assert not names & {f"{name}{side}" for name in without for side in ("", ".first", ".second")}
    assert chance(drawn(3), ("topics",), draws=2) == []


def test_partners_come_from_ones_own_group_only() -> None:
    sample = [("x", PAIR[0][1]), ("y", PAIR[1][1])]
    assert {one.kind for one in chance(sample, LEXICAL, draws=2)} == {"shuffle"}
    people = ("anna", "ben")
    other = [("x", PAIR[0][1]), ("x", spoken("c d", "c e", speakers=people))]
    assert {one.kind for one in chance(other, LEXICAL, draws=2)} == {"shuffle"}


@pytest.mark.parametrize("sample", [[], PAIR[:1]])
def test_there_is_no_chance_without_two_talks(sample: list[tuple[str, Talk]]) -> None:
    assert chance(sample, LEXICAL, draws=2) == []


def test_a_talk_without_the_value_counts_for_nothing() -> None:
    found = by_name(chance([*PAIR, ("y", spoken("", ""))], LEXICAL, draws=2))
    assert {one.difference.n for one in found.values()} == {2}
    assert chance([("x", spoken("", "")), ("x", spoken("", ""))], LEXICAL, draws=2) == []


def test_the_seed_alone_decides() -> None:
    sample = drawn(4)
    assert chance(sample, LEXICAL, draws=2, seed=5) == chance(sample, LEXICAL, draws=2, seed=5)
    assert chance(sample, LEXICAL, draws=2, seed=5) != chance(sample, LEXICAL, draws=2, seed=6)


def test_corrected_p_is_never_smaller_and_keeps_the_order() -> None:
    found = chance(drawn(8), LEXICAL, draws=4)
    values = [(one.p, one.q) for one in found if one.p is not None and one.q is not None]
    assert len(values) == len(found) > 10
    assert all(p <= q <= 1 for p, q in values)
    corrected = [q for _, q in sorted(values)]
    assert corrected == sorted(corrected)
    assert max(q for _, q in values) == pytest.approx(max(p for p, _ in values))


def test_processes_give_the_same_where_there_is_one_way_to_deal() -> None:
    assert chance(PAIR, LEXICAL, draws=2, jobs=2) == chance(PAIR, LEXICAL, draws=2)


def test_unknown_names_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="lexicle"):
        chance(PAIR, ("lexicle",), draws=1)


def test_processes_and_their_number_change_nothing() -> None:
    random = Random(5)
    said = [[" ".join(random.choices("abcdefgh", k=5)) for _ in range(6)] for _ in range(5)]
    sample = [(None, spoken(*texts)) for texts in said]
    alone, shared = (
        {(one.measure, one.kind): one for one in chance(sample, LEXICAL, draws=4, seed=2, jobs=jobs)} for jobs in (1, 2)
    )
    assert alone.keys() == shared.keys()
    for key, one in alone.items():
        assert one.level == pytest.approx(shared[key].level)
        assert one.difference.mean == pytest.approx(shared[key].difference.mean)
