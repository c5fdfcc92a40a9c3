"""Semantic alignment: over character n-grams under their own name, and over an embedding that is passed in."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.conversation.record import Conversation, Turn
from commonground.errors import MissingExtraError
from commonground.measures.measure import Family, Measurement
from commonground.measures.semantic import FAMILY, embedding_family, similarity
from commonground.measures.talk import Talk, talk

SLOW = settings(deadline=None, max_examples=50)  # the first example imports SciPy
SAID = st.lists(st.text(st.sampled_from("abCd é"), max_size=12), min_size=2, max_size=7)
PLANE = {"east": [1.0, 0.0], "north": [0.0, 1.0], "northeast": [1.0, 1.0], "west": [-2.0, 0.0]}


def plane(texts: Sequence[str]) -> list[list[float]]:
    return [PLANE[text] for text in texts]


def talk_of(*texts: str, swapped: bool = False) -> Talk:
    turns = tuple(Turn(("user", "assistant")[(place + swapped) % 2], text) for place, text in enumerate(texts))
    found = talk(Conversation(turns))
    assert found is not None
    return found


def measured(said: Talk, family: Family = FAMILY) -> list[Measurement]:
    found = family.compute(said)
    assert [(one.measure, one.version) for one in found] == [(card.name, card.version) for card in family.cards]
    return list(found)


def test_names_say_what_the_vectors_are() -> None:
    assert [card.name for card in FAMILY.cards] == ["semantic.tfidf_adjacent", "semantic.tfidf_conversation"]
    assert FAMILY.extra == ""
    with_model = embedding_family("small")
    assert [card.name for card in with_model.cards] == [
        "semantic.embedding_adjacent",
        "semantic.embedding_conversation",
    ]
    assert (with_model.name, with_model.extra) == ("semantic", "semantic")
    assert [card.version for card in with_model.cards] == ["1 small"] * 2


def test_embeddings_by_hand() -> None:
    """0, then 45 degrees, then opposite: 0, sqrt 1/2, -1 + ... the sums of the sides are (1, 0) + (1, 1)/sqrt 2 and (-1, 1)."""
    adjacent, whole = measured(talk_of("east", "north", "northeast", "west"), embedding_family("plane", plane))
    half = math.sqrt(0.5)
    assert adjacent.per_turn == pytest.approx((None, 0.0, half, -half))
    assert adjacent.sides == pytest.approx((half, -half / 2))
    assert adjacent.value == pytest.approx(0.0, abs=1e-9)
    user, assistant = (1 + half, half), (-1.0, 1.0)
    dot = user[0] * assistant[0] + user[1] * assistant[1]
    assert whole.value == pytest.approx(dot / math.hypot(*user) / math.hypot(*assistant))


def test_an_embedding_passed_in_needs_no_extra() -> None:
    assert embedding_family("plane", plane).extra == ""


def test_without_the_extra_the_error_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(MissingExtraError, match="'semantic'"):
        embedding_family("small").compute(talk_of("a", "b"))


def test_a_paraphrase_shares_nothing_in_ngrams_but_an_echo_all() -> None:
    adjacent, _ = measured(talk_of("big dog", "huge hound", "Huge  hound"))
    assert adjacent.per_turn == (None, 0.0, 1.0)
    assert adjacent.sides == (1.0, 0.0)


def test_empty_turns_are_none() -> None:
    adjacent, whole = measured(talk_of("a b", "", "a b", " "))
    assert adjacent.per_turn == (None,) * 4
    assert (adjacent.value, whole.value) == (None, None)


def test_turns_of_one_speaker_in_a_row_are_no_exchange() -> None:
    turns = (Turn("user", "same"), Turn("user", "same"), Turn("assistant", "same"))
    said = talk(Conversation(turns))
    assert said is not None
    assert measured(said)[0].per_turn == (None, None, 1.0)


@SLOW
@given(SAID)
def test_values_are_in_range_and_swap_with_the_speakers(texts: list[str]) -> None:
    found, swapped = measured(talk_of(*texts)), measured(talk_of(*texts, swapped=True))
    for one, two in zip(found, swapped, strict=True):
        assert (one.value, one.per_turn) == (two.value, two.per_turn)
        assert one.sides == two.sides[::-1]
        assert all(value is None or 0 <= value <= 1 for value in (one.value, *one.per_turn))


@SLOW
@given(SAID)
def test_case_and_spaces_change_nothing(texts: list[str]) -> None:
    assert measured(talk_of(*texts)) == measured(talk_of(*(f"\n{text.upper()} " for text in texts)))


@SLOW
@given(st.text(st.sampled_from("abc "), min_size=1).filter(str.strip), st.integers(2, 5))
def test_an_echo_is_one(text: str, turns: int) -> None:
    assert {one.value for one in measured(talk_of(*[text] * turns))} == {1.0}


def test_conversation_value_does_not_depend_on_the_order() -> None:
    said = talk_of("a red car", "a blue car", "a bike", "no car")
    moved = said.reordered([2, 3, 0, 1])
    assert measured(moved)[1].value == pytest.approx(measured(said)[1].value)
    assert measured(moved)[0].value != measured(said)[0].value


def test_similarity_of_a_new_turn_from_the_turn_before() -> None:
    assert similarity("a red car", "A red car!", plane_of_length) == pytest.approx(1.0)
    assert similarity("east", "northeast", plane) == pytest.approx(math.sqrt(0.5))
    assert similarity("a red car", "a blue car") == measured(talk_of("a red car", "a blue car"))[0].value
    assert similarity("", "a") is None


def plane_of_length(texts: Sequence[str]) -> list[list[float]]:
    return [[float(len(text)), 0.0] for text in texts]


def test_other_scripts_emoji_nul_bytes_and_long_turns() -> None:
    adjacent, _ = measured(talk_of("שלום", "שלום", "😀😀😀", "😀😀😀", "a\0b", "a\0b", "word " * 200_000, "words"))
    assert adjacent.per_turn[1::2][:3] == (1.0, 1.0, 1.0)
    assert adjacent.per_turn[7] is not None
    assert 0 < adjacent.per_turn[7] < 1
