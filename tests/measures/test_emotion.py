"""Valence: what the lexicon knows, by sentence; what it cannot read; and the extra that it needs."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.conversation.record import Conversation, Turn
from commonground.errors import MissingExtraError
from commonground.measures import emotion, tracks
from commonground.measures.emotion import valence
from commonground.measures.measure import Measurement, Value
from commonground.measures.talk import talk

GLAD, SAD, FLAT = "I love this, wonderful!", "This is a horrible, awful mess.", "The bus leaves at five."
texts = st.lists(st.sampled_from([GLAD, SAD, FLAT, "", "5", "😀", "שלום", "\0"]), min_size=2, max_size=8)


def measured(said: list[str], first: str = "user") -> dict[str, Measurement]:
    other = {"user": "assistant", "assistant": "user"}[first]
    found = talk(Conversation(tuple(Turn((first, other)[t % 2], text) for t, text in enumerate(said))))
    assert found is not None
    return {one.measure: one for one in emotion.compute(found)}


def known(text: str) -> float:
    value = valence(text)
    assert value is not None
    return value


def test_pleasant_is_above_and_unpleasant_below_nought() -> None:
    assert known(GLAD) > 0.5
    assert known(SAD) < -0.5
    assert known(FLAT) == 0.0


def test_negation_turns_it_round() -> None:
    assert known("It is good.") > 0 > known("It is not good.")


def test_one_word_by_hand() -> None:
    """The lexicon rates "good" 1.9, and VADER's score is s / sqrt(s * s + 15), to four places."""
    assert known("good") == pytest.approx(1.9 / (1.9**2 + 15) ** 0.5, abs=1e-4)


def test_a_turn_is_the_mean_of_its_sentences() -> None:
    assert known(f"{GLAD} {SAD} {FLAT}") == pytest.approx((known(GLAD) + known(SAD)) / 3)


@pytest.mark.parametrize("text", ["", " \n", "5", "...", "\0", "مرحبا كيف الحال", "Привет!", "世界"])
def test_what_it_cannot_read_has_no_valence(text: str) -> None:
    assert valence(text) is None


def test_emoji_are_read_without_a_word() -> None:
    assert known("😀") > 0
    assert known("שלום 😀") > 0


def test_a_nul_byte_is_no_obstacle() -> None:
    assert known("good\0 good") > 0


@pytest.mark.parametrize("text", ["love but hate " * 4_000, "x" * 1_000_000, "!" * 100_000 + "good", "😀" * 2_000])
def test_a_long_sentence_is_read_in_time_that_grows_with_it(text: str) -> None:
    assert -1 <= known(text) <= 1


def test_a_sentence_within_the_limit_is_read_whole() -> None:
    """Negation reaches over a few words; a cut between them would lose it."""
    within = "it is, " * ((emotion.PIECE - 12) // 7) + "it isn't good"
    assert len(within) <= emotion.PIECE
    assert known(within) < 0


@given(st.lists(st.sampled_from([GLAD, SAD, FLAT]), min_size=1, max_size=5))
def test_the_order_of_sentences_does_not_matter(said: list[str]) -> None:
    assert valence(" ".join(said)) == pytest.approx(valence(" ".join(reversed(said))))


def test_every_card_has_its_measurement_in_order() -> None:
    assert list(measured(["a", "b"])) == [card.name for card in emotion.FAMILY.cards]
    assert (emotion.FAMILY.name, emotion.FAMILY.extra) == ("emotion", "emotion")


def test_the_measures_of_a_talk() -> None:
    said = [GLAD, "Great, thanks!", SAD, "Sorry, how terrible.", "", FLAT, GLAD, "I am happy."]
    found = measured(said)
    track: list[Value] = [valence(text) for text in said]
    sides = [t % 2 for t in range(len(said))]
    assert found["emotion.valence"].per_turn == tuple(track)
    assert track[4] is None
    for name, measure in (("proximity", tracks.proximity), ("synchrony", tracks.synchrony)):
        assert found[f"emotion.{name}"].value == measure(track, sides)
    assert found["emotion.convergence"].value == tracks.convergence(track, sides)


def test_moods_that_move_together_are_in_step() -> None:
    found = measured([GLAD, "Great!", GLAD, "I am happy.", SAD, "Sorry, how terrible.", SAD, "That is bad."])
    together, near = found["emotion.synchrony"].value, found["emotion.proximity"].value
    assert together is not None
    assert near is not None
    assert together > 0.2
    assert near > 0


def test_a_side_that_says_nothing() -> None:
    found = measured([GLAD, "", SAD, " ", GLAD, "5", SAD, "..."])
    assert found["emotion.valence"].sides[1] is None
    assert all(found[f"emotion.{name}"].value is None for name in ("proximity", "convergence", "synchrony"))


@given(texts)
def test_swapping_the_speakers_swaps_the_sides(said: list[str]) -> None:
    one, other = measured(said), measured(said, "assistant")
    assert one["emotion.valence"].sides == other["emotion.valence"].sides[::-1]
    assert one["emotion.valence"].value == other["emotion.valence"].value
    assert one["emotion.convergence"].value == other["emotion.convergence"].value


def test_without_the_package_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    emotion._reader.cache_clear()
    valence.cache_clear()
    monkeypatch.setitem(sys.modules, "vaderSentiment.vaderSentiment", None)
    with pytest.raises(MissingExtraError, match="'emotion'") as caught:
        measured([GLAD, SAD])
    assert "commonground[emotion]" in caught.value.hint
