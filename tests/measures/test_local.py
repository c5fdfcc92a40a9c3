"""Turn-to-turn lexical alignment: values worked out by hand, a slow reference, and what must not change a value."""

from __future__ import annotations

import math
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.conversation.record import Conversation, Turn
from commonground.measures.local import CARDS, FAMILY, compute, cosines, exchange, overlaps
from commonground.measures.measure import Card, Measurement, Value, series
from commonground.measures.repetition import items
from commonground.measures.talk import Talk, talk

SLOW = settings(deadline=None)  # the first example imports NumPy
SAID = st.lists(st.lists(st.sampled_from(["a", "b", "c", "d", "É"]), max_size=6).map(" ".join), min_size=2, max_size=8)
ADJACENT = ("lla", "lla_sum", "lla_product", "cosine", "cosine_bigrams")


def talk_of(*texts: str, sides: Sequence[int] | None = None) -> Talk:
    sides = [turn % 2 for turn in range(len(texts))] if sides is None else sides
    turns = tuple(Turn(("user", "assistant")[side], text) for side, text in zip(sides, texts, strict=True))
    found = talk(Conversation(turns))
    assert found is not None
    return found


def measured(said: Talk) -> dict[str, Measurement]:
    return {one.measure.removeprefix("turns."): one for one in compute(said)}


def slow_cosine(one: Sequence[object], two: Sequence[object]) -> Value:
    left, right = Counter(one), Counter(two)
    if not left or not right:
        return None
    dot = sum(left[gram] * right[gram] for gram in left)
    return dot / math.sqrt(sum(n * n for n in left.values())) / math.sqrt(sum(n * n for n in right.values()))


def bigrams(words: Sequence[str]) -> list[tuple[str, str]]:
    return [(words[place], words[place + 1]) for place in range(len(words) - 1)]


def test_family_has_one_measurement_per_card_in_card_order() -> None:
    found = FAMILY.compute(talk_of("hello", "hi there"))
    assert [one.measure for one in found] == [card.name for card in FAMILY.cards] == [card.name for card in CARDS]
    assert all(card.name.startswith(FAMILY.name + ".") for card in CARDS)
    assert {card.chance for card in CARDS} == {"", "shuffle"}


def test_importing_loads_only_the_standard_library() -> None:
    families = ["effort", "geometry", "local", "repetition", "semantic", "syntax", "vectors"]
    script = (
        f"import sys, importlib; [importlib.import_module('commonground.measures.' + name) for name in {families}];"
        "heavy = {'numpy', 'scipy', 'spacy', 'sentence_transformers', 'torch'} & set(sys.modules); assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_lla_by_hand() -> None:
    """Of "the red one the" 3 words are in "the red car": 3 / sqrt(3 * 4), 3 / 7, 3 / 12."""
    found = measured(talk_of("the red car", "The red one, the!"))
    assert found["lla"].per_turn == pytest.approx((None, 3 / math.sqrt(12)))
    assert found["lla_sum"].value == 3 / 7
    assert found["lla_product"].value == 3 / 12
    assert found["lla"].sides == (None, found["lla"].value)


def test_cosines_by_hand() -> None:
    """Words (1 1 1 0) and (2 1 0 1): 3 / sqrt(3 * 6). Pairs: "the red" is one of 2 and one of 3."""
    found = measured(talk_of("the red car", "The red one, the!"))
    assert found["cosine"].value == pytest.approx(3 / math.sqrt(18))
    assert found["cosine_bigrams"].value == pytest.approx(1 / math.sqrt(6))
    assert found["cosine_conversation"].value == found["cosine"].value
    assert found["cosine_conversation_bigrams"].value == found["cosine_bigrams"].value


def test_means_are_over_exchanges_and_by_the_side_that_follows() -> None:
    """The assistant repeats all twice (1, 1); the user repeats nothing once (0)."""
    found = measured(talk_of("a b", "b a", "c d", "d c"))["cosine"]
    assert found.per_turn == (None, 1.0, 0.0, 1.0)
    assert found.sides == (0.0, 1.0)
    assert found.value == pytest.approx(2 / 3)


def test_turns_of_one_speaker_in_a_row_are_no_exchange() -> None:
    found = measured(talk_of("a b", "a b", "a b", sides=[0, 0, 1]))
    assert found["lla"].per_turn == found["cosine"].per_turn == (None, None, 1.0)


def test_what_has_no_words_has_no_value() -> None:
    found = measured(talk_of("a b", "", "a b", "😀", "a"))
    for name in ADJACENT:
        assert found[name].per_turn == (None,) * 5
        assert found[name].value is None
    assert found["overlap"].value is None
    assert found["cosine_conversation"].value is None
    assert found["lla_control"].value is None


def test_a_turn_of_one_word_has_no_pairs() -> None:
    found = measured(talk_of("yes", "yes", "yes please"))
    assert found["cosine"].per_turn == pytest.approx((None, 1.0, 1 / math.sqrt(2)))
    assert found["cosine_bigrams"].per_turn == (None, None, None)


def test_control_takes_the_partners_turn_of_the_nearest_length() -> None:
    """The answer "a b c" follows "x y z"; the user's other turns have 2 words (a b) and 9: the nearer is "a b"."""
    found = measured(talk_of("a b", "q", "x y z", "a b c", " ".join("mnopqrstu")))
    assert found["lla_control"].per_turn[3] == pytest.approx(2 / math.sqrt(2 * 3))
    assert found["lla"].per_turn[3] == 0.0


def test_control_of_a_speaker_with_one_turn_is_none() -> None:
    """The user spoke twice, the assistant once: only the assistant's turn has another turn to be held against."""
    found = measured(talk_of("a b", "a c", "a"))["lla_control"]
    assert found.per_turn == pytest.approx((None, 1 / math.sqrt(2), None))


def test_control_draws_one_of_the_turns_as_long_and_never_the_turn_before() -> None:
    primes = ["a b", "c d", "e f", "g h"]
    texts = [text for prime in primes for text in (prime, "a b c d e f g h")]
    found = measured(talk_of(*texts))["lla_control"].per_turn
    assert found[1::2] == (0.5,) * 4  # 2 / sqrt(2 * 8)
    words = [f"w{turn}" for turn in range(10)]
    echo = [text for word in words for text in (word, word)]
    assert measured(talk_of(*echo))["lla_control"].per_turn[1::2] == (0.0,) * 10


def test_control_skips_empty_turns_and_takes_from_both_sides_of_a_length() -> None:
    """The prime has 3 words; "a" and "b c d e f" are 2 words away both, the empty turn is no candidate."""
    found = measured(talk_of("a", "q", "", "q", "x y z", "a b", "b c d e f", "q"))["lla_control"].per_turn[5]
    assert found in (pytest.approx(1 / math.sqrt(1 * 2)), pytest.approx(1 / math.sqrt(5 * 2)))


def test_control_is_the_same_every_time() -> None:
    texts = [f"w{turn % 7} w{turn % 3}" for turn in range(40)]
    assert measured(talk_of(*texts))["lla_control"] == measured(talk_of(*texts))["lla_control"]


def test_overlap_grows_with_the_talk() -> None:
    """a b | b c: 1 of 3; then d: 1 of 4; then a d: a b d of a b c d."""
    found = measured(talk_of("a b", "b c", "d", "a d"))["overlap"]
    assert found.per_turn == (None, 1 / 3, 1 / 4, 3 / 4)
    assert found.value == 3 / 4


def test_overlap_begins_when_both_have_said_a_word() -> None:
    assert measured(talk_of("a", "", "b", "b"))["overlap"].per_turn == (None, None, None, 0.5)


def test_conversation_joins_the_turns_of_a_speaker() -> None:
    """The user's turns "a" and "b" make the pair a b, which the assistant said in one turn."""
    found = measured(talk_of("a", "a b", "b", ""))
    assert found["cosine_conversation_bigrams"].value == 1.0
    assert found["cosine_conversation"].value == 1.0


def test_decay_is_over_the_words_of_the_talk() -> None:
    numbers = [
        [*range(20)], [*range(10, 30)], [*range(20, 38), 5, 6], [*range(30, 38), 5, 6, 0, 1, 2, *range(90, 97)],
    ]  # fmt: skip
    found = measured(talk_of(*(" ".join(map(str, turn)) for turn in numbers)))["decay"]
    assert found.value == pytest.approx(-1)
    assert measured(talk_of("a b", "a b"))["decay"].value is None


def test_exchange_by_hand() -> None:
    found = exchange(("the", "red", "car"), ("the", "red", "one", "the"))
    assert found == {
        "turns.lla": 3 / math.sqrt(12),
        "turns.lla_sum": 3 / 7,
        "turns.lla_product": 3 / 12,
        "turns.cosine": 3 / math.sqrt(18),
        "turns.cosine_bigrams": 1 / math.sqrt(6),
    }


@pytest.mark.parametrize(("prime", "target"), [([], ["a"]), (["a"], []), ([], [])])
def test_exchange_with_an_empty_turn_is_none(prime: list[str], target: list[str]) -> None:
    assert set(exchange(prime, target).values()) == {None}


@SLOW
@given(SAID)
def test_a_talk_is_its_exchanges(texts: list[str]) -> None:
    """The whole talk at once and one turn after the other give the same."""
    said = talk_of(*texts)
    found = measured(said)
    for before, turn in said.exchanges():
        streamed = exchange(said.words[before], said.words[turn])
        for name in ADJACENT:
            assert found[name].per_turn[turn] == pytest.approx(streamed[f"turns.{name}"])


@SLOW
@given(st.lists(st.lists(st.sampled_from("abcd"), max_size=6), min_size=1, max_size=8), st.integers(1, 3))
def test_cosines_agree_with_a_slow_reference(turns: list[list[str]], size: int) -> None:
    grams = [[tuple(turn[place : place + size]) for place in range(len(turn) - size + 1)] for turn in turns]
    expected = [None, *(slow_cosine(*pair) for pair in pairwise(grams))]
    assert list(cosines(turns, size)) == pytest.approx(expected)


def test_cosines_of_no_turns() -> None:
    assert cosines([]) == ()
    assert cosines([[]]) == (None,)


@SLOW
@given(SAID)
def test_conversation_and_overlap_agree_with_a_slow_reference(texts: list[str]) -> None:
    said = talk_of(*texts)
    sides = [[word for words in said.words[side::2] for word in words] for side in (0, 1)]
    found = measured(said)
    assert found["cosine_conversation"].value == pytest.approx(slow_cosine(*sides))
    assert found["cosine_conversation_bigrams"].value == pytest.approx(slow_cosine(*map(bigrams, sides)))
    one, two = map(set, sides)
    assert found["overlap"].value == (len(one & two) / len(one | two) if one and two else None)
    for turn in range(len(said)):
        one, two = ({word for words in said.words[side : turn + 1 : 2] for word in words} for side in (0, 1))
        assert found["overlap"].per_turn[turn] == (len(one & two) / len(one | two) if one and two else None)


@SLOW
@given(SAID)
def test_swapping_the_speakers_swaps_the_sides(texts: list[str]) -> None:
    sides = [turn % 2 for turn in range(len(texts))]
    one, two = measured(talk_of(*texts, sides=sides)), measured(talk_of(*texts, sides=[1 - side for side in sides]))
    for name, found in one.items():
        assert two[name].sides == found.sides[::-1]
        assert two[name].per_turn == found.per_turn
        assert two[name].value == pytest.approx(found.value)


@SLOW
@given(SAID)
def test_case_changes_nothing(texts: list[str]) -> None:
    assert measured(talk_of(*texts)) == measured(talk_of(*map(str.upper, texts)))


@SLOW
@given(st.lists(st.sampled_from("abcde"), min_size=2, max_size=9).map(" ".join), st.integers(2, 6))
def test_repeating_all_is_whole_alignment(text: str, turns: int) -> None:
    found = measured(talk_of(*[text] * turns))
    for name in ("lla", "cosine", "cosine_bigrams", "cosine_conversation", "overlap"):
        assert found[name].value == 1.0
    assert found["lla_sum"].value == 0.5


@SLOW
@given(SAID)
def test_values_are_in_range(texts: list[str]) -> None:
    for name, found in measured(talk_of(*texts)).items():
        for value in (found.value, *found.per_turn):
            if value is not None and name != "decay":
                assert value >= 0
                assert value <= 1 or name in {"lla", "lla_control"}


@SLOW
@given(st.lists(st.text(max_size=20), min_size=2, max_size=6))
def test_any_text_is_measured(texts: list[str]) -> None:
    found = measured(talk_of(*texts))
    assert all(len(one.per_turn) in (0, len(texts)) for one in found.values())


def test_other_scripts_and_nul_bytes() -> None:
    found = measured(talk_of("שלום עולם", "עולם שלום", "a\0b", "b a"))
    assert found["cosine"].per_turn == (None, 1.0, 0.0, 1.0)


def test_very_long_turns() -> None:
    found = measured(talk_of("word " * 200_000, "word " * 200_000, "other"))
    assert found["cosine"].per_turn == (None, 1.0, 0.0)
    assert found["lla"].per_turn == (None, 1.0, 0.0)


def test_shuffled_talks_are_measured_like_any_other() -> None:
    said = talk_of("a b", "a b", "c d", "c d")
    moved = said.reordered([2, 1, 0, 3])
    assert measured(moved)["cosine"].value == pytest.approx(1 / 3)  # c d, a b, a b, c d


def test_overlaps_of_one_side_alone_never_begin() -> None:
    assert overlaps(items([("a",), ("a",)]), [0, 0]) == (None, None)
    assert overlaps(items([(), ()]), [0, 1]) == (None, None)


def test_series_takes_means_over_what_is_there() -> None:
    card = Card("turns.any", "7", *[""] * 7)
    found = series(card, talk_of("a", "b", "c", "d"), [None, 1.0, 3.0, None])
    assert found == Measurement("turns.any", "7", 2.0, (3.0, 1.0), (None, 1.0, 3.0, None))
