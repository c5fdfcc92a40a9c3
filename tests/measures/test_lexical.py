"""The lexical families by hand, their bounds, and what must not change them: who is called first, case, other talk."""

from __future__ import annotations

from math import log2

import pytest
from hypothesis import given
from tests.measures.dialogues import spoken, talk_of, turns

from commonground.conversation.record import ASSISTANT, SYSTEM, USER, Conversation, Turn
from commonground.measures.lexical import FAMILY, Stream, compute, lexicon
from commonground.measures.measure import Measurement
from commonground.measures.talk import Talk, talk

BOTTLES = (
    "take the small blue bottle",
    "the small blue bottle ?",
    "yes , the small one",
    "okay , the bottle",
)


def values(found: Talk) -> dict[str, Measurement]:
    return {one.measure: one for one in compute(found)}


def test_a_worked_example_turn_by_turn() -> None:
    """Turn 1 repeats 4 of its 5 tokens; turn 2 has "the small" of the other and of itself; turn 3 "the", ",", "bottle".

    In turn 3 ", the" and "bottle" were said by the other before: 3 of its 4 tokens.
    """
    found = values(spoken(*BOTTLES))
    assert found["lexical.repetition"].per_turn == (0, 4 / 5, 2 / 5, 3 / 4)
    assert found["lexical.repetition"].value == pytest.approx((4 + 2 + 3) / (5 + 5 + 5 + 4))
    assert found["lexical.repetition"].sides == (2 / 10, 7 / 9)
    assert found["lexical.self_repetition"].per_turn == (0, 0, 2 / 5, 2 / 4)


def test_the_worked_example_as_a_whole() -> None:
    """Five expressions: "the small blue bottle" (turns 0, 1), "the small" (2), ", the" (2, 3) and "bottle" (3).

    ", the small" is said by the user alone; in turn 2 "the small" and ", the" overlap, and neither holds the other.
    """
    found = values(spoken(*BOTTLES))
    shared = {" ".join(one.tokens) for one in lexicon(spoken(*BOTTLES)).expressions}
    assert shared == {"the small blue bottle", "the small", ", the", "bottle"}
    assert found["dialign.expressions"].value == 4
    assert found["dialign.variety"].value == 4 / 19
    assert found["dialign.initiated"].sides == (1, 0)
    assert found["dialign.length"].value == (4 * 2 + 2 * 1 + 2 * 2 + 1) / 6
    assert found["dialign.longest"].value == 4
    assert found["dialign.entropy"].value == pytest.approx(
        -(2 / 6 * log2(2 / 6) + 3 / 6 * log2(3 / 6) + 1 / 6 * log2(1 / 6))
    )
    assert found["dialign.expression_repetition"].value == pytest.approx((4 + 2 + 3) / 19)
    assert found["dialign.vocabulary_overlap"].value == 5 / 10


def test_a_later_longer_repeat_takes_nothing_from_the_causal_form() -> None:
    """The offline lexicon knows that "red house" comes and makes "red" constrained; what was said does not change by it."""
    short = spoken("the red house", "a red one")
    longer = spoken("the red house", "a red one", "so", "the red house")
    assert (
        values(short)["lexical.repetition"].per_turn == values(longer)["lexical.repetition"].per_turn[:2] == (0, 1 / 3)
    )


def test_what_a_speaker_repeats_of_its_own() -> None:
    """The user says "please" and "go on" twice: 6 of 8 tokens. The printed form adds a token for each of two partner turns."""
    found = values(spoken("please go on", "sure", "and please do go on", "done"))
    assert found["dialign.self_repetition"].sides == (6 / 8, 0)
    assert found["dialign.self_repetition_printed"].sides == (6 / 10, 0)
    assert found["dialign.self_variety"].sides == (2 / 8, 0)


def test_an_expression_knows_who_coined_it_and_when_it_held() -> None:
    (one,) = lexicon(spoken("hm", "the red house", "what ?", "well", "the red house !")).expressions
    assert (one.tokens, one.initiator, one.established) == (("the", "red", "house"), 1, 4)
    assert [use.turn for use in one.uses] == [1, 4]


def test_turns_that_hold_nothing_have_no_value_and_change_none() -> None:
    found = values(spoken("the red house", "", "...", "the red house"))
    assert found["lexical.repetition"].per_turn == (0, None, 0, 1)
    empty = values(spoken("", ""))
    assert {one.value for one in empty.values()} == {None}
    assert {side for one in empty.values() for side in one.sides} == {None}


@given(turns)
def test_every_share_is_a_share(pairs: list[tuple[str, str]]) -> None:
    found = talk_of(pairs)
    if found is None:
        return
    for one in compute(found):
        counts = one.measure in ("dialign.expressions", "dialign.length", "dialign.longest", "dialign.entropy")
        for value in (one.value, *one.sides, *one.per_turn):
            assert value is None or value >= 0
            assert value is None or counts or value <= 1


@given(turns)
def test_names_case_and_context_do_not_matter_and_sides_swap_with_the_speakers(pairs: list[tuple[str, str]]) -> None:
    found = talk_of(pairs)
    if found is None:
        return
    swap = {USER: ASSISTANT, ASSISTANT: USER}
    swapped = talk_of([(swap[speaker], text) for speaker, text in pairs])
    loud = talk_of([(speaker, text.upper().replace("SS", "ß").lower().title()) for speaker, text in pairs])
    context = talk(Conversation((Turn(SYSTEM, "the red house"), *(Turn(speaker, text) for speaker, text in pairs))))
    assert swapped
    assert loud
    assert context
    for one, other, third, fourth in zip(
        compute(found), compute(swapped), compute(loud), compute(context), strict=True
    ):
        assert one.per_turn == other.per_turn
        assert one.sides == other.sides[::-1]
        if one.measure != "dialign.initiated":
            assert one.value == other.value
        assert one == third
        assert one == fourth


@given(turns)
def test_a_stream_gives_what_the_whole_gives(pairs: list[tuple[str, str]]) -> None:
    found = talk_of(pairs)
    if found is None:
        return
    stream = Stream()
    live = [stream.add(text, side) for text, side in zip(found.texts, found.sides, strict=True)]
    whole = values(found)
    assert [one for one, _ in live] == list(whole["lexical.repetition"].per_turn)
    assert [other for _, other in live] == list(whole["lexical.self_repetition"].per_turn)


def test_copies_share_everything_and_strangers_nothing() -> None:
    copies = values(spoken("one two three", "one two three"))
    assert copies["lexical.repetition"].sides == (0, 1)
    assert copies["dialign.vocabulary_overlap"].value == 1
    strangers = values(spoken("one two three", "four five six"))
    assert strangers["lexical.repetition"].value == 0
    assert strangers["dialign.expressions"].value == 0
    assert strangers["dialign.initiated"].value is strangers["dialign.length"].value is None


@pytest.mark.parametrize("text", ["😀 😀", "שלום עולם", "a\0b c", "x " * 300_000])
def test_any_text_is_taken(text: str) -> None:
    found = values(spoken(text, text))
    repeated = found["lexical.repetition"].per_turn[1]
    assert repeated == (0 if "😀" in text else 1)


def test_values_come_in_the_order_of_their_cards() -> None:
    assert [one.measure for one in compute(spoken("a", "b"))] == [card.name for card in FAMILY.cards]
    assert all(card.chance and card.formula and card.is_not for card in FAMILY.cards)
