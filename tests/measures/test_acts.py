"""Grounding acts: the examples that their rules were written on, the rates, and kappa worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.measures.act_examples import EXAMPLES
from tests.measures.examples import dialogue, fewest, missed, talked, two_talk

from commonground.conversation.record import Conversation
from commonground.measures.acts import (
    ACT,
    ACTS,
    CARDS,
    FAMILY,
    KAPPA,
    RATE,
    ActAgreement,
    acts_of,
    agreement,
    classify,
    compute,
)
from commonground.measures.measure import Measurement

TALK = (
    "U: I need a room for two nights. / A: So you need a room for two nights. / U: yes / A: What is your budget?"
    " / U: 100 euros / A: The Anchor has a room for 90 euros."
)


def named(line: str) -> dict[str, Measurement]:
    return {found.measure: found for found in compute(two_talk(line))}


def test_examples() -> None:
    assert missed(ACT, EXAMPLES) == []
    assert fewest(EXAMPLES) >= 15


def label(line: str) -> object:
    *before, (speaker, text) = dialogue(line)
    return ACT.classify(before, speaker, text)


def test_a_question_that_sounds_odd_after_okay_clarifies() -> None:
    assert label("U: I hurt my leg. / A: Do you mean the left one?") == "clarification"
    assert label("U: I hurt my leg. / A: When did it happen?") == "followup"


def test_a_question_that_a_long_answer_leaves_behind_is_no_act() -> None:
    answer = "The pump moves water up the hill by pressure, which takes more force the higher the hill is. " * 3
    assert label(f"U: How does it work? / A: How is water moved? {answer}") == "none"
    assert label(f"U: How does it work? / A: {answer} Which pump do you have?") == "followup"


def test_a_request_for_work_is_no_followup() -> None:
    assert label("A: Here is the list. / U: Can you sort it by price?") == "none"
    assert label("A: Here is the list. / U: Can you tell me more about the second one?") == "followup"


def test_nothing_is_taken_up_in_a_first_turn() -> None:
    for line in ("U: okay", "U: I agree", "U: You want a table for two.", "U: What is the capital of France?"):
        assert label(line) == "none"


def test_the_rate_is_the_share_of_turns_with_an_act() -> None:
    found = named(TALK)
    rate = found["grounding.rate"]
    assert rate.value == rate.sides[1] == pytest.approx(2 / 3)
    assert rate.per_turn[1::2] == (1.0, 1.0, 0.0)
    assert found["grounding.display"].sides[1] == found["grounding.followup"].sides[1] == pytest.approx(1 / 3)
    assert found["grounding.display"].per_turn[1] == 1.0
    assert found["grounding.repair"].value == 0.0


def test_a_measurement_for_every_card_in_order() -> None:
    for line in (TALK, "U: a / A: b", "U: / A:", "U: hi / A:"):
        assert [found.measure for found in compute(two_talk(line))] == [card.name for card in CARDS]
    assert FAMILY.name == "grounding"
    assert RATE.name == "grounding.rate"
    assert [card.name for card in CARDS[1:]] == [f"grounding.{act}" for act in ACTS]


def test_the_rates_of_the_acts_sum_to_the_rate() -> None:
    found = named(TALK)
    for side in (0, 1):
        parts = [found[f"grounding.{act}"].sides[side] for act in ACTS]
        assert sum(part for part in parts if part is not None) == pytest.approx(found["grounding.rate"].sides[side])


def test_a_side_that_says_nothing_has_no_rate() -> None:
    found = named("U: I need help. / A: / U: Hello? / A: \U0001f600")
    assert found["grounding.rate"].value is None
    assert found["grounding.rate"].sides[1] is None
    assert found["grounding.rate"].sides[0] is not None
    assert found["grounding.rate"].per_turn[1] is found["grounding.rate"].per_turn[3] is None


def test_acts_of_the_assistant() -> None:
    assert acts_of(talked(TALK)) == ("display", "followup", "none")
    assert acts_of(talked("U: alone")) == ()
    assert acts_of(talked("U: hi / A: / U: ok / A: Which one do you mean?")) == (None, "clarification")


def test_kappa_by_hand() -> None:
    # Acts: display, followup, none. The reference asks at the first and the second position.
    found = {one.act: one for one in agreement([talked(TALK)], [("followup", "followup", "none")])}
    # followup here: no yes no; there: yes yes no. p_o 2/3, p_e (1*2 + 2*1)/9 = 4/9, kappa (6/9 - 4/9)/(5/9) = 2/5.
    assert found["followup"].kappa == pytest.approx(0.4)
    # display here: yes no no; there: never. p_o 2/3, p_e 6/9, kappa 0.
    assert found["display"].kappa == pytest.approx(0.0)
    # never, here or there: both use one label only.
    assert found["repair"] == ActAgreement("repair", None, None, 3)
    assert found["followup"].interval is None  # one conversation says nothing of the spread


def test_kappa_of_conversations_with_themselves_is_one() -> None:
    lines = (TALK, "U: I hurt. / A: Where does it hurt? / U: My leg. / A: Rest it.", TALK)
    conversations = [talked(line) for line in lines] * 4
    found = {one.act: one for one in agreement(conversations, [acts_of(one) for one in conversations])}
    assert found["followup"].kappa == 1.0
    assert found["followup"].positions == 4 * 8
    interval = found["followup"].interval
    assert interval is not None
    assert (interval.low, interval.high, interval.n) == (1.0, 1.0, 12)


def test_positions_that_one_lacks_are_left_out() -> None:
    found = agreement([talked(TALK), Conversation()], [("display", None), ("followup",)])
    assert {one.positions for one in found} == {1}
    with pytest.raises(ValueError, match="its reference: 1 against 0"):
        agreement([talked(TALK)], [])
    assert KAPPA.name == "grounding.kappa"


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_has_one_of_the_labels(before: str, text: str) -> None:
    assert classify([("user", before)], "assistant", text) in ACT.labels


@pytest.mark.parametrize("text", ["", " ", "\x00", "\U0001f44d", "مرحبا", "...", "?" * 50])
def test_texts_without_english_words(text: str) -> None:
    assert classify([], "user", text) == "none"
    assert classify([("user", text)], "assistant", "I see.") in ACT.labels


def test_a_turn_of_a_megabyte() -> None:
    for text in ("why " * 250_000, "a" * 1_000_000, "I see. " * 140_000, "What? " * 160_000):
        assert classify([("user", text)], "assistant", text) in ACT.labels


def test_case_and_marks_change_little() -> None:
    for line in ("U: I think so. / A: I Agree.", "U: It broke. / A: WHEN DID IT BREAK", "U: ok / A: SORRY, WHAT"):
        *before, (speaker, text) = dialogue(line)
        assert classify(before, speaker, text) == classify(before, speaker, text.lower()) != "none"


def test_kappa_is_the_same_each_time() -> None:
    conversations = [talked(TALK), talked("U: It hurts. / A: Where? / U: Here. / A: I see.")] * 3
    references = [acts_of(one) for one in reversed(conversations)]
    assert agreement(conversations, references, seed=3) == agreement(conversations, references, seed=3)
