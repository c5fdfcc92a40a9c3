"""Pacts: the terms that both sides have used, and where."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.measures.examples import talked

from commonground.conversation.record import ASSISTANT, USER, Conversation, Turn
from commonground.mediation.fold import fold
from commonground.mediation.ground import Pact, Use
from commonground.text.tokens import placed

WORDS = ("the", "red", "Red", "house", "house,", "is", "no", "7", "größer", "roof.", "\u0130stanbul")
texts = st.lists(st.sampled_from(WORDS), max_size=10).map(" ".join) | st.text(max_size=40)
dialogues = st.lists(st.tuples(st.sampled_from([USER, ASSISTANT]), texts), max_size=8)


def pacts(line: str) -> dict[str, Pact]:
    return {pact.term: pact for pact in fold(talked(line)).pacts}


def test_a_term_is_coined_by_one_and_agreed_when_the_other_uses_it() -> None:
    line = "A: Take the Blue Bottle. / U: Which one? / A: On the shelf. / U: I have the blue bottle now."
    found = pacts(line)["blue bottle"]
    assert (found.coined_by, found.coined, found.agreed) == ("assistant", 0, 3)
    assert found.uses == (Use(0, 9, 20), Use(3, 11, 22))


def test_every_later_use_counts_by_either_side() -> None:
    line = "U: the ice skater / A: ice skater / U: move the ice skater / A: is the ice skater red?"
    assert [use.turn for use in pacts(line)["ice skater"].uses] == [0, 1, 2, 3]


def test_the_longest_term_is_the_pact_and_its_parts_are_none() -> None:
    assert set(pacts("U: a window table for two / A: a window table for two")) == {"window table for two"}


def test_a_part_that_is_also_said_alone_is_a_pact_of_its_own() -> None:
    found = pacts("U: a window table / A: a window table / U: is the table large?")
    assert set(found) == {"window table", "table"}
    assert [use.turn for use in found["table"].uses] == [0, 1, 2]


def test_function_words_and_courtesies_alone_are_none() -> None:
    assert pacts("U: Yes, I would like that, thank you. / A: Yes, I would like that, thank you.") == {}


def test_a_term_does_not_reach_across_sentences() -> None:
    assert set(pacts("U: red roof. house / A: red roof house")) == {"red roof", "house"}


def test_a_negation_stays_with_its_term() -> None:
    assert set(pacts("U: with no onions / A: no onions, noted")) == {"no onions"}


def test_marks_of_emphasis_do_not_hide_a_term() -> None:
    line = "A: How about **Salt House**? / U: the Salt House it is"
    assert pacts(line)["salt house"].uses == (Use(0, 12, 22), Use(1, 4, 14))


def test_one_side_alone_agrees_on_nothing() -> None:
    assert pacts("U: the red roof / U: the red roof / A: I see.") == {}


@given(dialogues)
def test_places_point_at_the_words_of_the_term(pairs: list[tuple[str, str]]) -> None:
    turns = tuple(Turn(speaker, text) for speaker, text in pairs)
    for pact in fold(Conversation(turns)).pacts:
        assert {turns[use.turn].speaker for use in pact.uses} == {USER, ASSISTANT}
        assert pact.coined == pact.uses[0].turn
        assert turns[pact.coined].speaker == pact.coined_by
        first_other = min(use.turn for use in pact.uses if turns[use.turn].speaker != pact.coined_by)
        assert pact.agreed == first_other
        for use in pact.uses:
            said = placed(turns[use.turn].text[use.start : use.end])
            assert " ".join(word for word, _, _ in said) == pact.term


@given(dialogues)
def test_no_pact_only_occurs_within_another(pairs: list[tuple[str, str]]) -> None:
    found = fold(Conversation(tuple(Turn(speaker, text) for speaker, text in pairs))).pacts
    for pact in found:
        others = [use for other in found if other is not pact for use in other.uses]
        assert not all(
            any(one.turn == use.turn and one.start <= use.start and use.end <= one.end for one in others)
            for use in pact.uses
        )


def test_a_very_long_turn_is_read_at_its_two_ends() -> None:
    line = Turn(USER, f"the red roof {'word ' * 4000} the green door")
    found = fold(Conversation((line, Turn(ASSISTANT, "the red roof and the green door"))))
    assert {pact.term for pact in found.pacts} == {"red roof", "green door"}
    use = next(pact for pact in found.pacts if pact.term == "green door").uses[0]
    assert line.text[use.start : use.end] == "green door"
