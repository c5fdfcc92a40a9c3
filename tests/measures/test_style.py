"""Style: each value worked out by hand, and held to a slow reference that follows the formulas word for word."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.conversation.record import Conversation, Turn
from commonground.measures import style
from commonground.measures.measure import Measurement, Value
from commonground.measures.style import (
    CARDS,
    FAMILY,
    LEAST_WORDS,
    Tally,
    compute,
    coordination_counts,
    corpus_coordination,
)
from commonground.measures.talk import Talk
from commonground.measures.talk import talk as talk_of
from commonground.text.lexicon import CLASSES, classes, is_english

USER, ASSISTANT = 0, 1


def spoken(*turns: tuple[int, str]) -> Talk:
    """Return the talk of (side, text) turns between a user (0) and an assistant (1)."""
    found = talk_of(Conversation(tuple(Turn(("user", "assistant")[side], text) for side, text in turns)))
    assert found is not None
    return found


def alternating(*texts: str) -> Talk:
    return spoken(*((place % 2, text) for place, text in enumerate(texts)))


def measured(talk: Talk) -> dict[str, Measurement]:
    return {measurement.measure.removeprefix("style."): measurement for measurement in compute(talk)}


# The reference: sets and loops, one class at a time.


def has(words: Sequence[str], name: str) -> bool:
    return any(name in classes(word) for word in words)


def count(words: Sequence[str], name: str) -> int:
    return sum(name in classes(word) for word in words)


def answers_of(talk: Talk, side: int) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return [(talk.words[a], talk.words[b]) for a, b in talk.exchanges() if talk.sides[b] == side]


def average(values: Sequence[Value]) -> Value:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def reference_coordination(pairs: Sequence[tuple[tuple[str, ...], tuple[str, ...]]], name: str) -> Value:
    primed = [b for a, b in pairs if has(a, name)]
    if len(primed) < 3:
        return None
    return sum(has(b, name) for b in primed) / len(primed) - sum(has(b, name) for _, b in pairs) / len(pairs)


def reference_swam(pairs: Sequence[tuple[tuple[str, ...], tuple[str, ...]]], name: str) -> Value:
    after = [word for a, b in pairs if has(a, name) for word in b]
    without = [word for a, b in pairs if not has(a, name) for word in b]
    if not after or not without or not count(after + without, name):
        return None
    c, n, d, m = count(after, name), len(after), count(without, name), len(without)
    return log((c + 0.5) / (n - c + 0.5)) - log((d + 0.5) / (m - d + 0.5))


def reference_lsm(first: Sequence[str], second: Sequence[str]) -> Value:
    if not first or not second:
        return None
    values = []
    for name in CLASSES:
        p, q = count(first, name) / len(first), count(second, name) / len(second)
        if p or q:
            values.append(1 - abs(p - q) / (p + q + 0.0001))
    return average(values)


def reference_lsm_turns(talk: Talk) -> list[Value]:
    values: list[Value] = []
    for turn, side in enumerate(talk.sides):
        before = [place for place in range(turn) if talk.sides[place] != side]
        values.append(reference_lsm(talk.words[before[-1]], talk.words[turn]) if before else None)
    return values


def same(found: Value, expected: Value) -> bool:
    if found is None or expected is None:
        return found is expected
    return found == pytest.approx(expected, abs=1e-12)


VOCABULARY = "the a is don't and but very you it's that of with all no not bottle red 👍 שלום"
TEXTS = st.lists(
    st.sampled_from(VOCABULARY.split()),
    max_size=6,
).map(" ".join)
TURNS = st.lists(st.tuples(st.sampled_from((USER, ASSISTANT)), TEXTS), min_size=2, max_size=24).filter(
    lambda turns: len({side for side, _ in turns}) == 2
)


@settings(deadline=None)
@given(TURNS)
def test_the_reference(turns: list[tuple[int, str]]) -> None:
    talk = spoken(*turns)
    found = measured(talk)
    said = [
        [word for at, words in zip(talk.sides, talk.words, strict=True) if at == side for word in words]
        for side in (0, 1)
    ]
    together = said[0] + said[1]
    if not all(is_english(own if len(own) >= LEAST_WORDS else together) and own for own in said):
        assert all(measurement.value is None for measurement in found.values())
        return
    for name, reference in (("coordination", reference_coordination), ("swam", reference_swam)):
        sides = [average([reference(answers_of(talk, side), kind) for kind in CLASSES]) for side in (USER, ASSISTANT)]
        assert same(found[name].value, average(sides))
        assert all(map(same, found[name].sides, sides))
        assert found[name].per_turn == ()
    assert same(found["lsm"].value, reference_lsm(*said))
    by_turn = reference_lsm_turns(talk)
    assert all(map(same, found["lsm_turns"].per_turn, by_turn))
    assert same(found["lsm_turns"].value, average(by_turn))


@settings(deadline=None)
@given(TURNS)
def test_swapping_the_speakers_swaps_the_sides(turns: list[tuple[int, str]]) -> None:
    one, other = compute(spoken(*turns)), compute(spoken(*((1 - side, text) for side, text in turns)))
    for before, after in zip(one, other, strict=True):
        assert same(after.value, before.value)
        assert after.sides == before.sides[::-1]
        assert after.per_turn == before.per_turn


@settings(deadline=None)
@given(TURNS)
def test_case_does_not_matter(turns: list[tuple[int, str]]) -> None:
    assert compute(spoken(*((side, text.upper()) for side, text in turns))) == compute(spoken(*turns))


@settings(deadline=None)
@given(TURNS)
def test_ranges(turns: list[tuple[int, str]]) -> None:
    found = measured(spoken(*turns))
    for name, least in (("coordination", -1), ("lsm", 0), ("lsm_turns", 0)):
        for value in (found[name].value, *found[name].sides, *found[name].per_turn):
            assert value is None or least <= value <= 1


@settings(deadline=None)
@given(TURNS)
def test_the_order_of_turns_is_nothing_to_lsm(turns: list[tuple[int, str]]) -> None:
    talk = spoken(*turns)
    order = [*range(len(talk))]
    for side in (USER, ASSISTANT):
        own = [turn for turn in order if talk.sides[turn] == side]
        for turn, other in zip(own, reversed(own), strict=True):
            order[turn] = other
    assert same(measured(talk.reordered(order))["lsm"].value, measured(talk)["lsm"].value)


def test_coordination_by_hand() -> None:
    # An article in four of five user turns; in two of the five answers, both of them to such turns: 2/4 - 2/5.
    talk = alternating("the dog", "the cat", "the bird", "the fish", "the cow", "bird", "the pig", "cow", "bird", "pig")
    found = measured(talk)["coordination"]
    assert found.sides[USER] is None
    assert found.sides[ASSISTANT] == pytest.approx(0.1)
    assert found.value == pytest.approx(0.1)


def test_coordination_is_the_mean_over_classes() -> None:
    # Articles as above; "and" in three of five user turns and in one of the answers, to none of them: 0/3 - 1/5.
    talk = alternating(
        "the dog and", "the cat", "the bird and", "the fish", "the cow and", "bird", "the pig", "cow and", "bird", "pig"
    )
    assert measured(talk)["coordination"].sides[ASSISTANT] == pytest.approx((0.1 - 0.2) / 2)


def test_two_first_turns_with_a_class_are_too_few() -> None:
    two = alternating("the dog", "the cat", "the bird", "fish", "cow", "pig")
    assert measured(two)["coordination"].value is None
    three = alternating("the dog", "the cat", "the bird", "fish", "the cow", "pig")
    assert measured(three)["coordination"].sides == (None, 0.0)


def test_a_side_that_echoes_every_class_is_the_one_that_coordinates() -> None:
    talk = alternating(
        "the dog", "the cat", "red dog", "cat", "the pig", "the cow", "big dog", "cow", "the hen", "the ox"
    )
    found = measured(talk)["coordination"]
    assert found.sides[ASSISTANT] == pytest.approx(1 - 3 / 5)


def test_only_a_change_of_speaker_is_an_exchange() -> None:
    talk = spoken((0, "the dog"), (0, "the cat"), (1, "the bird"), (1, "a fish"), (0, "pig"))
    user, assistant = coordination_counts([talk])
    assert assistant["articles"] == Tally(exchanges=1, primed=1, used=1, both=1)
    assert user["articles"] == Tally(exchanges=1, primed=1, used=0, both=0)


def test_swam_by_hand() -> None:
    # Of the answer to "the dog" one word of two is an article, of the answer to "cat" none of three.
    found = measured(alternating("the dog", "the bird", "cat", "red bird sings"))["swam"]
    assert found.sides[USER] is None
    assert found.sides[ASSISTANT] == pytest.approx(log(1.5 / 1.5) - log(0.5 / 3.5))
    assert found.value == pytest.approx(log(7))


def test_swam_is_negative_for_who_turns_away() -> None:
    found = measured(alternating("the dog", "red bird sings", "cat", "the bird"))["swam"]
    assert found.sides[ASSISTANT] == pytest.approx(-log(7))


def test_swam_leaves_out_a_class_that_no_answer_has() -> None:
    # "and" is in the first turn and in no answer: smoothing alone would make a difference of it.
    with_one, without = (
        alternating("the dog and", "the bird", "cat", "a red bird"),
        alternating("the dog", "the bird", "cat", "a red bird"),
    )
    assert measured(with_one)["swam"].sides[ASSISTANT] == measured(without)["swam"].sides[ASSISTANT]


def test_swam_needs_answers_to_turns_with_and_without_the_class() -> None:
    assert measured(alternating("the dog", "the bird", "the cat", "a fish"))["swam"].value is None
    assert measured(alternating("the dog", "the bird", "cat", ""))["swam"].value is None


def test_lsm_by_hand() -> None:
    # Articles: 1/4 and 1/2 of the words; conjunctions: 1/4 and none; no other class.
    found = measured(alternating("the dog and cat", "the bird"))
    expected = ((1 - 0.25 / 0.7501) + (1 - 0.25 / 0.2501)) / 2
    assert found["lsm"].value == pytest.approx(expected)
    assert found["lsm"].sides == (None, None)
    assert found["lsm_turns"].per_turn[0] is None
    assert found["lsm_turns"].per_turn[1] == pytest.approx(expected)


def test_two_who_say_the_same_match_wholly() -> None:
    found = measured(alternating(*["is it on the table or not"] * 6))
    assert found["lsm"].value == pytest.approx(1)
    assert found["lsm_turns"].per_turn == (None, *[pytest.approx(1)] * 5)
    assert found["coordination"].value == pytest.approx(0)


def test_a_turn_is_matched_with_the_last_of_the_other() -> None:
    talk = spoken((0, "the dog"), (1, "the cat"), (1, "and so"), (0, "and so"), (0, "the dog"))
    per_turn = measured(talk)["lsm_turns"].per_turn
    assert per_turn[0] is None
    assert per_turn[1] == pytest.approx(1)
    assert per_turn[3] == pytest.approx(1)
    for turn in (2, 4):
        assert per_turn[turn] == pytest.approx(0, abs=0.001)


def test_a_contraction_counts_for_both_its_classes() -> None:
    apart, together = alternating("you will", "the dog"), alternating("you'll", "the dog")
    user = coordination_counts([apart, together])[ASSISTANT]
    assert user["personal_pronouns"].primed == user["auxiliary_verbs"].primed == 2


# Edges.


def test_one_exchange_has_only_a_match() -> None:
    found = measured(alternating("where is the dog", "it is on the table"))
    assert found["coordination"].value is found["swam"].value is None
    assert found["lsm"].value is not None
    assert found["lsm_turns"].value == pytest.approx(found["lsm"].value)


@pytest.mark.parametrize("empty", ["", "   ", "...", "👍 🎉", "\x00"])
def test_a_side_without_words_has_no_style(empty: str) -> None:
    for texts in (["the dog is on it", empty] * 5, [empty, "the dog is on it"] * 5):
        for measurement in compute(alternating(*texts)):
            assert measurement.value is None
            assert measurement.sides == (None, None)
        assert compute(alternating(*texts))[3].per_turn == (None,) * 10


def test_an_empty_turn_is_an_answer_without_function_words() -> None:
    talk = alternating("the dog", "the cat", "the pig", "", "the cow", "the hen", "red", "cow")
    assert coordination_counts([talk])[ASSISTANT]["articles"] == Tally(exchanges=4, primed=3, used=2, both=2)
    per_turn = measured(talk)["lsm_turns"].per_turn
    assert [value is None for value in per_turn] == [True, False, False, True, True, False, False, True]


def test_turns_without_any_function_word_do_not_match_or_mismatch() -> None:
    talk = alternating("red dog", "blue cat", "the dog is here", "it is on the table")
    assert measured(talk)["lsm_turns"].per_turn[1] is None


@pytest.mark.parametrize(
    "texts",
    [
        ("wo ist denn die karte", "die karte liegt auf dem tisch"),
        ("où est la carte", "elle est sur la table"),
        ("איפה המפה", "על השולחן"),
        ("地图在哪里", "在桌子上"),
    ],
)
def test_other_languages_have_no_value(texts: tuple[str, ...]) -> None:
    found = compute(alternating(*texts * 5))
    assert [measurement.value for measurement in found] == [None] * 4
    assert found[3].per_turn == (None,) * 10
    nothing = dict.fromkeys(CLASSES)
    assert corpus_coordination([alternating(*texts * 5)]) == (nothing, nothing)


def test_one_side_in_another_language_is_enough() -> None:
    english, french = "where is the map that you had on the table", "je ne sais pas elle est dans la voiture"
    assert measured(alternating(*(english, french) * 4))["lsm"].value is None


def test_a_side_too_short_to_tell_goes_with_the_other() -> None:
    assert measured(alternating("where is the map that you had on the table", "ok"))["lsm"].value is not None


def test_emoji_right_to_left_and_nul_among_english() -> None:
    plain = alternating(*("the dog is on it", "no it is on the table") * 4)
    dressed = alternating(*("the dog 👍 is\x00on it 🎉", "no it is… on the table!") * 4)
    assert compute(dressed) == compute(plain)
    assert (
        measured(alternating(*("the dog is שלום on it", "no it is on the table") * 4))["coordination"].value is not None
    )


def test_a_megabyte_turn() -> None:
    found = measured(alternating(*("the dog is on the table " * 42_000, "no it is not") * 2))
    assert 0 < (found["lsm"].value or 0) < 1


# Corpora.


def test_a_corpus_adds_counts_before_it_divides() -> None:
    # Each talk alone has too few first turns with an article; together 2 of 4 against 2 of 6.
    one, other = alternating("the dog", "the cat", "pig", "cow"), alternating("the dog", "cat")
    assert corpus_coordination([one])[ASSISTANT]["articles"] is None
    pooled = corpus_coordination([one, other] * 2)
    assert pooled[ASSISTANT]["articles"] == pytest.approx(2 / 4 - 2 / 6)
    assert pooled[USER]["articles"] is None
    assert tuple(pooled[USER]) == CLASSES


@settings(deadline=None)
@given(st.lists(TURNS, min_size=1, max_size=4))
def test_the_reference_over_a_corpus(conversations: list[list[tuple[int, str]]]) -> None:
    talks = [spoken(*turns) for turns in conversations]
    tallies = coordination_counts(iter(talks))
    for side in (USER, ASSISTANT):
        pairs = [pair for talk in talks for pair in answers_of(talk, side)]
        for name in CLASSES:
            assert tallies[side][name] == Tally(
                len(pairs),
                sum(has(a, name) for a, _ in pairs),
                sum(has(b, name) for _, b in pairs),
                sum(has(a, name) and has(b, name) for a, b in pairs),
            )
            assert same(tallies[side][name].coordination(), reference_coordination(pairs, name))


def test_one_talk_is_a_corpus_of_one() -> None:
    talk = alternating(*("the dog is on it", "no it is on the table", "then and there", "fish") * 4)
    for side, values in enumerate(corpus_coordination([talk])):
        assert same(average([*values.values()]), measured(talk)["coordination"].sides[side])


def test_a_corpus_of_nothing_has_no_value() -> None:
    nothing = dict.fromkeys(CLASSES)
    assert corpus_coordination([]) == (nothing, nothing)
    assert coordination_counts([])[USER]["articles"] == Tally(0, 0, 0, 0)
    assert corpus_coordination([alternating("the dog is", "")]) == (nothing, nothing)


# Cards.


def test_the_family_answers_every_card_in_order() -> None:
    assert FAMILY.cards == CARDS
    assert FAMILY.extra == ""
    for talk in (alternating("the dog", "it is"), alternating("", "")):
        found = FAMILY.compute(talk)
        assert [measurement.measure for measurement in found] == [card.name for card in CARDS]
        assert {measurement.version for measurement in found} == {style.VERSION}


def test_a_shuffle_means_nothing_only_to_lsm() -> None:
    assert [card.name for card in CARDS if not card.chance] == ["style.lsm"]


def test_the_version_changes_with_the_lists() -> None:
    assert "lexicon-" in style.VERSION
    assert "tokens-" in style.VERSION
