"""The geometry of a conversation, on a plane where every angle is known."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.conversation.record import Conversation, Turn
from commonground.measures.geometry import CARDS, FAMILY, compute, embedding_family, slope
from commonground.measures.measure import Measurement
from commonground.measures.talk import Talk, talk

SLOW = settings(deadline=None, max_examples=50)  # the first example imports SciPy
ANGLES = st.lists(st.integers(0, 180), min_size=2, max_size=9)


def by_angle(texts: Sequence[str]) -> list[list[float]]:
    """A text is an angle in degrees, seen as a direction on a plane."""
    return [[math.cos(math.radians(int(text))), math.sin(math.radians(int(text)))] for text in texts]


def cosine(one: float, two: float) -> float:
    return math.cos(math.radians(one - two))


def talk_of(*texts: str, times: Sequence[float | None] = (), first: int = 0) -> Talk:
    times = times or [None] * len(texts)
    turns = tuple(
        Turn(("user", "assistant")[(place + first) % 2], text, time=time)
        for place, (text, time) in enumerate(zip(texts, times, strict=True))
    )
    found = talk(Conversation(turns))
    assert found is not None
    return found


def on_plane(*angles: int | str, first: int = 0) -> dict[str, Measurement]:
    found = embedding_family("plane", by_angle).compute(talk_of(*map(str, angles), first=first))
    return {one.measure.removeprefix("geometry."): one for one in found}


def in_ngrams(said: Talk) -> dict[str, Measurement]:
    return {one.measure.removeprefix("geometry."): one for one in compute(said)}


def test_there_are_twelve_and_each_says_whose_definition_it_is() -> None:
    assert len(FAMILY.cards) == len({card.name for card in CARDS}) == 12
    assert [one.measure for one in compute(talk_of("a", "b"))] == [card.name for card in CARDS]
    for card in CARDS:
        assert card.name.startswith("geometry.")
        assert "TRACE 2025" in card.source
        assert "our own" in card.is_not


def test_another_embedding_is_another_version() -> None:
    family = embedding_family("plane", by_angle)
    assert {card.version for card in family.cards} == {"1 plane"}
    assert {one.version for one in family.compute(talk_of("0", "1"))} == {"1 plane"}
    assert (family.extra, embedding_family("small").extra) == ("", "semantic")


def test_inefficiency_by_hand() -> None:
    """The assistant at 0, 60 and 0 degrees: pairs 1/2, 1/2 and 1; successive 1/2 and 1/2."""
    found = on_plane(90, 0, 90, 60, 90, 0)
    assert found["self_similarity"].value == pytest.approx(2 / 3)
    assert found["self_repetition"].value == pytest.approx(1 / 2)
    assert found["self_repetition"].per_turn == pytest.approx((None, None, None, 1 / 2, None, 1 / 2))


def test_cohesion_by_hand() -> None:
    """User 0, 60, 0; assistant 60, 60, 90: answers at cos 60, 0, 90 = 1/2, 1, 0; the user at 0 and 60 from the answers."""
    found = on_plane(0, 60, 60, 60, 0, 90)
    assert found["relevance"].per_turn == pytest.approx((None, 0.5, None, 1.0, None, 0.0))
    assert found["relevance"].value == pytest.approx(0.5)
    assert found["relevance_trend"].value == pytest.approx(-0.25)
    assert found["initial_distance"].value == pytest.approx(0.5)
    assert found["user_distance"].per_turn == pytest.approx((None, None, 0.0, None, 0.5, None))
    assert found["user_distance"].value == pytest.approx(0.25)
    assert found["user_consistency"].value == pytest.approx(0.5)


def test_late_volatility_by_hand() -> None:
    """Seven turns are six steps; the last three turn by 0, 90 and 0 degrees: distances 0, 1, 0."""
    found = on_plane(0, 10, 50, 0, 0, 90, 90)["late_volatility"]
    assert found.value == pytest.approx(statistics.stdev([0, 1, 0]))
    assert len(found.per_turn) == 7
    assert found.per_turn[0] is None


def test_late_volatility_of_an_odd_number_of_steps_takes_the_middle_one() -> None:
    found = on_plane(0, 10, 50, 50, 140, 140)["late_volatility"]  # steps 10, 40 | 0, 90, 0
    assert found.value == pytest.approx(statistics.stdev([0, 1, 0]))
    assert on_plane(0, 10, 50, 50, 140)["late_volatility"].value is None  # two late steps


def test_goal_drift_by_hand() -> None:
    """From 0 degrees to the middle of 60 and 120: 1 - cos 90."""
    assert on_plane(0, 30, 60, 120)["goal_drift"].value == pytest.approx(1.0)
    assert on_plane(0, 90, 0, 0)["goal_drift"].value == pytest.approx(0.0, abs=1e-9)


def test_goal_drift_needs_a_second_turn_of_the_user() -> None:
    assert on_plane(0, 90)["goal_drift"].value is None
    assert on_plane(0, 0, 90, first=1)["goal_drift"].value is None


def test_drift_trend_by_hand() -> None:
    """Distances from 0 degrees at 0, 60 and 90: 0, 1/2, 1 rise by 1/2 a turn."""
    found = on_plane(0, 0, 60, 90)["drift_trend"]
    assert found.value == pytest.approx(0.5)
    assert found.per_turn == pytest.approx((None, 0.0, 0.5, 1.0))
    assert on_plane(0, 0, 60)["drift_trend"].value is None


def test_drift_is_from_the_users_first_turn_also_where_the_assistant_begins() -> None:
    found = on_plane(90, 0, 0, 60, 90, first=1)["drift_trend"]
    assert found.per_turn == pytest.approx((None, None, 0.0, 0.5, 1.0))


def test_a_greeting_of_the_assistant_answers_nothing() -> None:
    found = on_plane(90, 0, 60, first=1)
    assert found["relevance"].per_turn == pytest.approx((None, None, 0.5))
    assert found["initial_distance"].value == pytest.approx(0.5)


def test_timing_by_hand() -> None:
    found = in_ngrams(talk_of("a", "b", "c", "d", times=[0.0, 2.0, 12.0, 16.0]))
    assert found["assistant_time"].value == 3.0
    assert found["assistant_time"].per_turn == (None, 2.0, None, 4.0)
    assert found["user_time"].value == 10.0


def test_timing_leaves_out_unknown_and_impossible_times() -> None:
    found = in_ngrams(talk_of("a", "b", "c", "d", times=[0.0, None, 5.0, 4.0]))
    assert (found["assistant_time"].value, found["user_time"].value) == (None, None)
    assert in_ngrams(talk_of("a", "b"))["assistant_time"].value is None


def test_one_exchange() -> None:
    known = {name for name, one in in_ngrams(talk_of("red car", "red car")).items() if one.value is not None}
    assert known == {"initial_distance", "relevance"}
    assert in_ngrams(talk_of("red car", "red car"))["initial_distance"].value == 0.0


def test_empty_turns_are_stepped_over() -> None:
    """The user's successive turns are 0 and 60 whatever stands between; a pair with an empty turn is no exchange."""
    found = on_plane(0, 0, "", 0, 60, "")
    assert found["user_consistency"].value == pytest.approx(0.5)
    assert found["relevance"].per_turn == pytest.approx((None, 1.0, None, None, None, None))
    assert found["drift_trend"].per_turn == pytest.approx((None, 0.0, None, 0.0, 0.5, None))


@pytest.mark.parametrize("texts", [("", "a", "", "b", "", "c"), ("a", "", "b", "", "c", ""), ("",) * 6])
def test_a_side_with_only_empty_turns(texts: tuple[str, ...]) -> None:
    found = in_ngrams(talk_of(*texts))
    for name in ("user_distance", "initial_distance", "relevance", "relevance_trend", "goal_drift"):
        assert found[name].value is None


@SLOW
@given(ANGLES)
def test_all_agree_with_the_angles(angles: list[int]) -> None:
    found = on_plane(*angles)
    user, assistant = angles[::2], angles[1::2]
    pairs = [(one, two) for at, one in enumerate(assistant) for two in assistant[at + 1 :]]
    answered = [cosine(*pair) for pair in zip(user, assistant, strict=False)]
    taken_up = [1 - cosine(*pair) for pair in zip(assistant, user[1:], strict=False)]
    expected = {
        "self_similarity": [cosine(*pair) for pair in pairs],
        "self_repetition": [cosine(*pair) for pair in pairwise(assistant)],
        "relevance": answered,
        "user_distance": taken_up,
        "initial_distance": [1 - answered[0]],
        "user_consistency": [cosine(*pair) for pair in pairwise(user)],
    }
    for name, values in expected.items():
        value = statistics.fmean(values) if values else None
        assert found[name].value == (None if value is None else pytest.approx(value, abs=1e-9))


@SLOW
@given(ANGLES, st.integers(0, 90))
def test_turning_the_plane_changes_nothing(angles: list[int], by: int) -> None:
    one, two = on_plane(*angles), on_plane(*(angle + by for angle in angles))
    for name, found in one.items():
        assert two[name].value == (None if found.value is None else pytest.approx(found.value, abs=1e-9))


@SLOW
@given(st.integers(0, 180), st.integers(3, 5))
def test_a_conversation_that_stands_still(angle: int, exchanges: int) -> None:
    found = {name: one.value for name, one in on_plane(*[angle] * 2 * exchanges).items()}
    for name in (
        "user_distance",
        "initial_distance",
        "relevance_trend",
        "late_volatility",
        "goal_drift",
        "drift_trend",
    ):
        if found[name] is not None:
            assert found[name] == pytest.approx(0, abs=1e-9)
    for name in ("self_similarity", "self_repetition", "relevance", "user_consistency"):
        assert found[name] == pytest.approx(1)


def test_ngrams_case_emoji_other_scripts_nul_and_long_turns() -> None:
    texts = ("Red car", "red CAR", "😀😀", "😀😀", "שלום", "שלום", "a\0b", "a\0b", "word " * 200_000, "word")
    found = in_ngrams(talk_of(*texts))
    assert found["relevance"].per_turn[1:8:2] == (1.0,) * 4
    assert in_ngrams(talk_of(*map(str.upper, texts)))["relevance"] == found["relevance"]


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([], None), ([(0, 1.0), (1, 2.0)], None), ([(0, 1.0), (1, 1.0), (2, 4.0)], 1.5),
        ([(1, 1.0), (1, 2.0), (1, 3.0)], None), ([(0, 2.0), (5, 2.0), (9, 2.0)], 0.0),
    ],
)  # fmt: skip
def test_slope(points: list[tuple[float, float]], expected: float | None) -> None:
    assert slope(points) == expected
