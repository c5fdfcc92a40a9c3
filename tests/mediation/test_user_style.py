"""The style of the user: counts that can be checked by hand."""

from __future__ import annotations

from tests.measures.examples import talked

from commonground.mediation.fold import fold
from commonground.mediation.ground import Style


def style(line: str) -> Style:
    return fold(talked(line)).style


def test_nothing_said_is_nothing_measured() -> None:
    assert style("A: Hello there.") == Style()
    assert style("U: ?!") == Style()


def test_shares_are_of_turns_and_of_words() -> None:
    found = style("U: i don't know, please help / A: Of course! / U: Which one is it?! / A: Yes. / U: ok")
    assert (found.turns, found.words_per_turn) == (3, 10 / 3)
    assert (found.lower_case, found.politeness, found.exclamations) == (2 / 3, 1 / 3, 1 / 3)
    assert found.contractions == 1 / 10
    assert found.questions == 1 / 3


def test_function_words_are_shares_of_words() -> None:
    found = dict(style("U: the cat and the dog sleep").function_words or ())
    assert found["articles"] == 2 / 6
    assert found["conjunctions"] == 1 / 6
    assert found["negations"] == 0


def test_a_script_without_capitals_has_no_share_of_lower_case() -> None:
    assert style("U: 你好").lower_case is None


def test_politeness_is_found_in_spellings_of_chat() -> None:
    assert style("U: pls send it").politeness == 1
