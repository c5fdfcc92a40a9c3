"""Live talk: every turn has the values that measuring the whole talk gives it."""

from __future__ import annotations

from hypothesis import given
from tests.measures.dialogues import spoken, talk_of, turns

from commonground.measures import lexical, local, style
from commonground.measures.live import Live
from commonground.measures.measure import Measurement
from commonground.measures.talk import Talk


def whole(talk: Talk) -> dict[str, Measurement]:
    return {one.measure: one for own in (lexical, local, style) for one in own.compute(talk)}


def check(talk: Talk) -> None:
    live, found = Live(talk.names), whole(talk)
    for turn, (text, side) in enumerate(zip(talk.texts, talk.sides, strict=True)):
        seen = live.add(text, side)
        for name in (
            "lexical.repetition",
            "lexical.self_repetition",
            "turns.lla",
            "turns.cosine",
            "turns.cosine_bigrams",
        ):
            value, expected = seen.get(name), found[name].per_turn[turn]
            if isinstance(value, float) and expected is not None:
                assert abs(value - expected) < 1e-9, name
            else:
                assert value is expected is None or value == expected, name


@given(turns)
def test_each_turn_has_the_value_it_has_in_the_whole(pairs: list[tuple[str, str]]) -> None:
    talk = talk_of(pairs)
    if talk is not None:
        check(talk)


def test_style_is_that_of_the_whole_where_the_whole_is_english() -> None:
    talk = spoken("I want the small blue bottle that is on the table", "Do you want it in a box or as it is?",
                  "I want it as it is, and with a bag")  # fmt: skip
    live = Live(talk.names)
    seen = [live.add(text, side)["style.lsm_turns"] for text, side in zip(talk.texts, talk.sides, strict=True)]
    assert seen == list(whole(talk)["style.lsm_turns"].per_turn)


def test_classifiers_label_each_turn() -> None:
    live = Live()
    live.add("Book a table for Friday, please.", 0)
    seen = live.add("For how many people?", 1)
    assert (seen["question"], seen["act"], seen["length.words"]) == ("facet", "followup", 4.0)
