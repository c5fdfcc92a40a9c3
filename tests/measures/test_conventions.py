"""Conventions: values by hand on named and on matched chains, properties, and the partner-specificity gap."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.conversation.record import Conversation, Event, Turn
from commonground.measures.conventions import FAMILY, PartnerSpecificity, compute, lengths, partner_specificity
from commonground.measures.measure import Measurement
from commonground.measures.references import KIND
from commonground.measures.talk import Talk, talk

NAMES = ("wnd", "wnr", "wnr_icca", "length", "pacts", "kept", "shortened", "dropped", "coined")


def game(*mentions: tuple[str, str], sides: str | None = None) -> Talk:
    """Return a talk whose turns each are one mention, (referent, text); speakers take turns unless `sides` says "0" or "1"."""
    who = sides or "01" * len(mentions)
    turns = tuple(Turn(("ann", "bob")[int(who[turn])], text) for turn, (_, text) in enumerate(mentions))
    events = tuple(Event(turn, KIND, {"referent": name, "text": text}) for turn, (name, text) in enumerate(mentions))
    found = talk(Conversation(turns, events))
    assert found is not None
    return found


def plain(*texts: str) -> Talk:
    found = talk(Conversation(tuple(Turn(("user", "assistant")[turn % 2], text) for turn, text in enumerate(texts))))
    assert found is not None
    return found


def measured(spoken: Talk) -> dict[str, Measurement]:
    return dict(zip(NAMES, compute(spoken), strict=True))


def values(spoken: Talk) -> dict[str, float | None]:
    return {name: found.value for name, found in measured(spoken).items()}


BOTTLES = game(
    ("A", "small blue bottle"), ("A", "blue bottle"), ("B", "tall vase"), ("A", "bottle"), ("B", "green jug")
)


def test_cards_and_measurements_go_together() -> None:
    assert tuple(card.name for card in FAMILY.cards) == tuple(f"conventions.{name}" for name in NAMES)
    found = FAMILY.compute(BOTTLES)
    assert [(m.measure, m.version) for m in found] == [(card.name, card.version) for card in FAMILY.cards]
    assert all(len(m.per_turn) in {0, len(BOTTLES)} for m in found)


def test_novelty_by_hand() -> None:
    """A: 0 of 3, 0 of 2. B: "green jug" after "tall vase", 2 of 2. Means over three pairs."""
    found = measured(BOTTLES)
    assert found["wnd"].value == pytest.approx(2 / 3)
    assert found["wnr"].value == pytest.approx(1 / 3)
    assert found["wnr"].per_turn == (None, 0.0, None, 0.0, 1.0)
    assert found["wnr"].sides == (1.0, 0.0)  # ann made the jug, bob the two bottles
    # one leading word dropped each time: 1 of 3, 1 of 2, and 2 of 2
    assert found["wnr_icca"].value == pytest.approx((1 / 3 + 1 / 2 + 1) / 3)


def test_length_by_hand() -> None:
    """First mentions 3 + 2 words, last ones 1 + 2."""
    found = measured(BOTTLES)["length"]
    assert found.value == pytest.approx(-2 / 5)
    assert found.per_turn == (None, 2 / 3 - 1, None, 1 / 3 - 1, 0.0)
    assert found.sides == (0.0, -1 / 2)  # ann: vase to jug; bob: blue bottle to bottle
    assert lengths([BOTTLES]) == (2.5, 2.0, 1.0)
    assert lengths([BOTTLES, BOTTLES]) == lengths([BOTTLES])
    assert lengths([]) == ()


def test_the_published_band_is_the_change_that_is_measured() -> None:
    """Of 7.92 words at first 3.23 are left at last: -.59."""
    first, last = " ".join(["word"] * 792), " ".join(["word"] * 323)
    assert values(game(("A", first), ("A", last)))["length"] == pytest.approx(-0.592, abs=0.0005)


def test_kept_shortened_dropped_by_hand() -> None:
    """Of three later mentions two shorten the bottle and one calls the vase a jug."""
    found = measured(BOTTLES)
    assert [found[name].value for name in ("kept", "shortened", "dropped")] == [
        0.0,
        pytest.approx(2 / 3),
        pytest.approx(1 / 3),
    ]
    assert found["shortened"].per_turn == (None, 1.0, None, 1.0, 0.0)
    assert found["dropped"].sides == (1.0, 0.0)


@pytest.mark.parametrize(
    ("first", "later", "use"),
    [
        ("blue bottle", "the blue bottle", "kept"),
        ("blue bottle", "the blue bottle on the left", "kept"),
        ("blue bottle", "blue bottles", "kept"),
        ("blue bottle", "bottle", "shortened"),
        ("blue bottle", "the blue one", "shortened"),
        ("blue bottle", "the blue", "shortened"),
        ("dancer with raised arms", "arms", "shortened"),
        ("blue bottle", "blue vase", "dropped"),
        ("blue bottle", "the red one", "dropped"),
        ("blue bottle", "it", "dropped"),
        ("bottle", "vase", "dropped"),
        ("BLUE Bottle!", "blue bottle", "kept"),
    ],
)
def test_what_becomes_of_a_term(first: str, later: str, use: str) -> None:
    found = values(game(("A", first), ("A", later)))
    assert {name: found[name] for name in ("kept", "shortened", "dropped")} == {
        name: float(name == use) for name in ("kept", "shortened", "dropped")
    }


def test_pacts_need_both_speakers_and_hold_at_the_end() -> None:
    held = [("A", "blue bottle"), ("A", "vase"), ("A", "bottle")]
    broken = [("B", "dog"), ("B", "dog"), ("B", "poodle")]
    alone = [("C", "cat")]
    assert values(game(*held))["pacts"] == 1.0  # a lapse on the way is made good
    assert values(game(*broken))["pacts"] == 0.0
    assert values(game(*held, *broken, *alone, sides="0101010"))["pacts"] == 0.5
    assert values(game(("A", "bottle"), ("A", "bottle"), ("B", "cup"), sides="001"))["pacts"] is None


def test_who_coined_what() -> None:
    """Both call A a bottle (ann first) and a flask (bob first); the vase is bob's alone."""
    found = measured(
        game(("A", "bottle"), ("A", "bottle"), ("A", "vase"), ("A", "flask"), ("A", "a flask"), sides="01110")
    )["coined"]
    assert (found.value, found.sides) == (0.5, (0.5, 0.5))
    one = measured(game(("A", "the one here"), ("A", "the one here"), ("B", "cup"), ("B", "cup"), sides="0110"))[
        "coined"
    ]
    assert (one.value, one.sides) == (0.0, (0.0, 1.0))  # "one" is no term


def test_matched_chains_have_no_pacts_and_no_dropped_terms() -> None:
    """The matcher links by the head, so both would be known before the talk."""
    found = values(plain("I see a small bottle.", "The small bottle, yes.", "Take the bottle."))
    assert (found["pacts"], found["dropped"]) == (None, None)
    assert (found["kept"], found["shortened"], found["coined"]) == (0.5, 0.5, 1.0)
    assert (found["wnd"], found["wnr"]) == (0.0, 0.0)
    assert found["wnr_icca"] == pytest.approx(0.25)  # "small" dropped of "small bottle": 0, then 1 of 2
    assert found["length"] == pytest.approx(-1 / 3)


def test_two_mentions_in_a_turn_are_averaged_there() -> None:
    turns = (Turn("ann", "blue bottle"), Turn("bob", "bottle or vase"))
    texts = [(0, "blue bottle"), (1, "bottle"), (1, "vase")]
    spoken = talk(Conversation(turns, tuple(Event(t, KIND, {"referent": "A", "text": text}) for t, text in texts)))
    assert spoken is not None
    assert measured(spoken)["wnr"].per_turn == (None, 0.5)


@pytest.mark.parametrize(
    "texts",
    [
        ("", ""),
        ("a bottle", ""),
        ("", "", "a bottle"),
        ("hello", "hello"),
        ("😀😀", "👍"),
        ("זה בקבוק כחול", "הבקבוק"),
        ("\x00", "\x00\x00"),
    ],
)
def test_nothing_to_go_by_is_none(texts: tuple[str, ...]) -> None:
    for found in compute(plain(*texts)):
        assert found.value is None
        assert found.sides == (None, None)
        assert set(found.per_turn) <= {None}


def test_one_exchange_with_one_chain() -> None:
    found = values(plain("I see a bottle.", "The bottle!"))
    assert found == {
        "wnd": 0.0,
        "wnr": 0.0,
        "wnr_icca": 0.0,
        "length": 0.0,
        "pacts": None,
        "kept": 1.0,
        "shortened": 0.0,
        "dropped": None,
        "coined": 1.0,
    }


def test_mentions_in_any_script() -> None:
    found = values(game(("A", "בקבוק כחול"), ("A", "בקבוק"), ("B", "\x00bottle\x00"), ("B", "😀 bottle")))
    assert (found["wnr"], found["kept"], found["shortened"]) == (0.0, 0.5, 0.5)


def test_a_mention_without_content_words_is_all_new() -> None:
    assert values(game(("A", "it"), ("A", "it")))["wnr"] == 1.0


def test_a_very_long_mention() -> None:
    long = " ".join(f"word{n % 3000}" for n in range(120_000))
    found = values(game(("A", long), ("A", long + " extra")))
    assert found["wnd"] == 1.0
    assert found["wnr_icca"] is None
    assert found["kept"] == 1.0


MENTIONS = st.lists(
    st.tuples(
        st.sampled_from("AB"), st.sampled_from(["blue bottle", "the bottle", "a vase", "one", "it", "small cup"])
    ),
    min_size=2,
    max_size=8,
)


@given(MENTIONS)
def test_another_order_of_speakers_swaps_the_sides(mentions: list[tuple[str, str]]) -> None:
    spoken = game(*mentions)
    swapped = replace(spoken, sides=tuple(1 - side for side in spoken.sides))
    for one, other in zip(compute(spoken), compute(swapped), strict=True):
        assert one.sides == other.sides[::-1]
        assert one.per_turn == other.per_turn
        assert one.value == other.value or one.measure == "conventions.coined"


@given(MENTIONS)
def test_case_does_not_count(mentions: list[tuple[str, str]]) -> None:
    assert values(game(*mentions)) == values(game(*((name, text.upper()) for name, text in mentions)))


@given(MENTIONS)
def test_shares_sum_to_one(mentions: list[tuple[str, str]]) -> None:
    found = values(game(*mentions))
    shares = [found[name] for name in ("kept", "shortened", "dropped")]
    assert shares == [None] * 3 or sum(share or 0 for share in shares) == pytest.approx(1)
    assert all(share is None or 0 <= share <= 1 for share in (*shares, found["pacts"], found["coined"]))


@given(st.lists(st.sampled_from(["blue bottle", "a small cup", "dancer"]), min_size=1, max_size=3), st.integers(2, 4))
def test_the_same_words_each_time_are_a_convention(texts: list[str], times: int) -> None:
    mentions = [(str(referent), text) for _ in range(times) for referent, text in enumerate(texts)]
    found = values(game(*mentions))
    assert (found["wnd"], found["wnr"], found["wnr_icca"], found["length"], found["kept"]) == (0, 0, 0, 0, 1)


def dyad(*words: str) -> Talk:
    return game(*(("A", word) for word in words))


def test_partner_specificity_by_hand() -> None:
    """Own words each time: J 1 at home and 0 with the only stranger, whatever is drawn."""
    found = partner_specificity([dyad("dancer", "dancer"), dyad("skater", "skater")], seed=1, draws=10)
    assert found == (PartnerSpecificity(2, 1.0, 0.0, 1.0, 1.0, 1.0, 2),)


def test_words_of_everybody_are_no_convention_of_partners() -> None:
    (found,) = partner_specificity([dyad("dancer", "dancer")] * 3)
    assert (found.own, found.other, found.gap, found.n) == (1.0, 1.0, 0.0, 3)


def test_partial_overlap_and_unequal_lengths() -> None:
    """Repetition 2: J({blue, bottle}, {bottle}) is 1/2 at home and 0 with the stranger; at repetition 3 there is none."""
    talks = [dyad("blue bottle", "bottle", "bottle"), dyad("vase", "vase")]
    second, third = partner_specificity(talks, draws=20)
    assert (second.own, second.other, second.n) == (0.75, 0.0, 2)
    assert (third.repetition, third.own, third.other, third.n) == (3, 1.0, 0.0, 1)


def test_the_mean_over_draws_comes_to_that_over_all_strangers() -> None:
    texts = [("red dog", "dog"), ("dog", "red dog"), ("red cat", "cat"), ("cat", "dog cat")]
    types = [(frozenset(a.split()), frozenset(b.split())) for a, b in texts]
    pairs = [(a, b) for a in range(4) for b in range(4) if a != b]
    every = [len(types[a][1] & types[b][0]) / len(types[a][1] | types[b][0]) for a, b in pairs]
    (found,) = partner_specificity([dyad(*text) for text in texts], seed=3, draws=4000)
    assert found.other == pytest.approx(sum(every) / len(every), abs=0.01)
    assert found.low <= found.gap <= found.high
    assert found.gap == pytest.approx(found.own - found.other)


def test_the_seed_decides() -> None:
    talks = [dyad(f"w{n} x", f"w{n % 3} y", "x") for n in range(6)]
    assert partner_specificity(talks, seed=5) == partner_specificity(talks, seed=5)
    assert partner_specificity(talks, seed=5, draws=3) != partner_specificity(talks, seed=6, draws=3)


def test_what_no_corpus_can_tell() -> None:
    assert partner_specificity([]) == ()
    assert partner_specificity([dyad("dancer", "dancer")]) == ()
    assert partner_specificity([game(("A", "x"), ("A", "x")), game(("B", "x"), ("B", "x"))]) == ()
    assert partner_specificity([plain("I see a bottle.", "The bottle?")] * 2) == ()
    with pytest.raises(ValueError, match="at least 1, got 0"):
        partner_specificity([], draws=0)
