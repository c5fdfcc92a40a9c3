"""The automaton against what it stands for: sets of word sequences that end at the same places, written out one by one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.measures.automaton import NEVER, Automaton, spans

Turns = list[tuple[list[str], int]]
Places = frozenset[tuple[int, int]]

turns = st.lists(st.tuples(st.lists(st.sampled_from("abc"), max_size=7), st.integers(0, 1)), max_size=6)


def grown(said: Turns) -> Automaton:
    automaton = Automaton()
    for tokens, side in said:
        automaton.add(tokens, side)
    return automaton


def places(said: Turns) -> dict[tuple[str, ...], Places]:
    """Where each sequence ends, as (turn, token)."""
    found: dict[tuple[str, ...], set[tuple[int, int]]] = {}
    for number, (tokens, _) in enumerate(said):
        for start in range(len(tokens)):
            for end in range(start + 1, len(tokens) + 1):
                found.setdefault(tuple(tokens[start:end]), set()).add((number, end))
    return {sequence: frozenset(ends) for sequence, ends in found.items()}


def state_of(automaton: Automaton, sequence: Sequence[str]) -> int:
    """The state of a sequence that was said: no state counts as unknown, so nothing is cut off."""
    *_, (length, state) = automaton.matches(sequence, [-1] * len(automaton.links), 0)
    assert length == len(sequence)
    return state


def longest(said: Turns, turn: int, end: int, side: int, before: int) -> int:
    """The tokens of the longest sequence that ends there and that the side said in a turn before `before`."""
    tokens = said[turn][0]
    known = [one for number, (one, of) in enumerate(said) if of == side and number < before]
    for length in range(end, 0, -1):
        sequence = tokens[end - length : end]
        if any(one[at : at + length] == sequence for one in known for at in range(len(one) - length + 1)):
            return length
    return 0


# By hand.


def test_before_any_turn_there_is_one_state_for_the_empty_sequence() -> None:
    automaton = Automaton()
    assert (automaton.turns, automaton.lengths, automaton.links) == (0, [0], [-1])
    assert automaton.first == ([NEVER], [NEVER])


def test_two_tiny_turns_by_hand() -> None:
    """a b, then b a: "b" first ends only where "a b" does, then elsewhere too, and is parted from it as state 3."""
    automaton = Automaton()
    assert automaton.add(["a", "b"], 0) == [1, 2]
    assert (automaton.lengths, automaton.links) == ([0, 1, 2], [-1, 0, 0])
    assert automaton.add(["b", "a"], 1) == [3, 4]
    assert automaton.lengths == [0, 1, 2, 1, 2]
    assert automaton.links == [-1, 0, 3, 0, 1]
    assert automaton.first == ([NEVER, 0, 0, 0, NEVER], [NEVER, 1, NEVER, 1, 1])


def test_a_turn_said_again_makes_no_state() -> None:
    automaton = Automaton()
    states = automaton.add(["to", "be", "or", "not", "to", "be"], 0)
    count = len(automaton.links)
    assert automaton.add(["to", "be", "or", "not", "to", "be"], 1) == states
    assert automaton.add(["to", "be"], 0) == states[:2]
    assert len(automaton.links) == count


def test_first_turns_stay_the_first_and_are_kept_by_side() -> None:
    automaton = grown([(["x"], 1), (["a", "b"], 0), (["b"], 1), (["a", "b"], 0), (["a", "b"], 1)])
    whole, tail = state_of(automaton, ["a", "b"]), state_of(automaton, ["b"])
    assert (automaton.first[0][whole], automaton.first[1][whole]) == (1, 4)
    assert (automaton.first[0][tail], automaton.first[1][tail]) == (1, 2)
    other = state_of(automaton, ["x"])
    assert (automaton.first[0][other], automaton.first[1][other]) == (NEVER, 0)


def test_sequences_do_not_run_over_the_end_of_a_turn() -> None:
    """ "a" then "b" in two turns is not "a b": when a third turn says it, it is new."""
    automaton = grown([(["a"], 0), (["b"], 0), (["a", "b"], 1)])
    assert automaton.first[0][state_of(automaton, ["a", "b"])] == NEVER
    assert [length for length, _ in automaton.matches(["a", "b"], automaton.first[0], 2)] == [1, 1]


def test_an_empty_turn_counts_as_a_turn_and_makes_no_state() -> None:
    automaton = Automaton()
    assert automaton.add([], 0) == []
    assert automaton.turns == 1
    assert automaton.links == [-1]
    assert list(automaton.matches([], automaton.first[0], 1)) == []
    automaton.add(["a"], 1)
    assert automaton.first[1] == [NEVER, 1]


def test_the_first_turn_matches_nothing_before_it() -> None:
    automaton = grown([(["a", "b", "a"], 0)])
    for side in (0, 1):
        assert list(automaton.matches(["a", "b", "a"], automaton.first[side], 0)) == [(0, 0)] * 3


def test_tokens_may_be_anything_that_hashes() -> None:
    automaton = Automaton()
    turn: list[object] = ["", "\x00", "😀", "مرحبا", 7, ("a", "b")]
    states = automaton.add(turn, 0)
    assert automaton.add(turn, 1) == states
    assert [length for length, _ in automaton.matches(turn, automaton.first[0], 1)] == [1, 2, 3, 4, 5, 6]


# Against the definition.


@given(turns)
def test_a_state_is_a_set_of_sequences_that_end_at_the_same_places(said: Turns) -> None:
    automaton, ends = grown(said), places(said)
    by_state: dict[int, set[Places]] = {}
    for sequence, where in ends.items():
        by_state.setdefault(state_of(automaton, sequence), set()).add(where)
    assert all(len(found) == 1 for found in by_state.values())
    assert len(by_state) == len(set(ends.values())) == len(automaton.links) - 1
    for state in by_state:
        named = [sequence for sequence in ends if state_of(automaton, sequence) == state]
        assert automaton.lengths[state] == max(map(len, named))


@given(turns)
def test_a_link_leads_to_the_longest_suffix_that_ends_elsewhere_too(said: Turns) -> None:
    automaton, ends = grown(said), places(said)
    for sequence, where in ends.items():
        suffixes = (sequence[at:] for at in range(1, len(sequence)))
        suffix = next((one for one in suffixes if ends[one] != where), ())
        expected = state_of(automaton, suffix) if suffix else 0
        assert automaton.links[state_of(automaton, sequence)] == expected


@given(turns)
def test_links_lead_to_shorter_sequences_that_were_said_no_later(said: Turns) -> None:
    automaton = grown(said)
    for state, link in enumerate(automaton.links[1:], 1):
        assert automaton.lengths[link] < automaton.lengths[state]
        for first in automaton.first if link else ():
            assert first[link] <= first[state]


@given(turns)
def test_first_turns_are_those_in_which_a_side_first_said_a_sequence(said: Turns) -> None:
    automaton = grown(said)
    for sequence, where in places(said).items():
        state = state_of(automaton, sequence)
        for side in (0, 1):
            said_in = [turn for turn, _ in where if said[turn][1] == side]
            assert automaton.first[side][state] == min(said_in, default=NEVER)


@given(turns)
def test_added_states_are_those_of_the_prefixes(said: Turns) -> None:
    automaton = Automaton()
    for tokens, side in said:
        states = automaton.add(tokens, side)
        assert states == [state_of(automaton, tokens[:end]) for end in range(1, len(tokens) + 1)]


@given(turns, st.integers(0, 1), st.integers(0, 7))
def test_matches_are_the_longest_known_sequences(said: Turns, side: int, before: int) -> None:
    automaton = grown(said)
    for turn, (tokens, _) in enumerate(said):
        found = list(automaton.matches(tokens, automaton.first[side], before))
        assert [length for length, _ in found] == [
            longest(said, turn, end, side, before) for end in range(1, len(tokens) + 1)
        ]
        for end, (length, state) in enumerate(found, 1):
            assert state == (state_of(automaton, tokens[end - length : end]) if length else 0)


@given(turns, turns)
def test_what_was_matched_is_matched_the_same_after_more_turns(said: Turns, later: Turns) -> None:
    """Later turns may part states, so states get other numbers, but what was known before a turn stays what it was."""
    automaton = Automaton()
    at_once = []
    for number, (tokens, side) in enumerate(said):
        automaton.add(tokens, side)
        matches = automaton.matches(tokens, automaton.first[1 - side], number)
        at_once.append([length for length, _ in matches])
    for tokens, side in later:
        automaton.add(tokens, side)
    again = [
        [length for length, _ in automaton.matches(tokens, automaton.first[1 - side], number)]
        for number, (tokens, side) in enumerate(said)
    ]
    assert again == at_once


@given(turns)
def test_matching_changes_nothing(said: Turns) -> None:
    plain, asked = grown(said), Automaton()
    for number, (tokens, side) in enumerate(said):
        asked.add(tokens, side)
        for first in asked.first:
            list(asked.matches(tokens, first, number))
    assert (asked.lengths, asked.links, asked.first) == (plain.lengths, plain.links, plain.first)


@given(turns)
def test_the_sides_are_treated_alike(said: Turns) -> None:
    one, other = grown(said), grown([(tokens, 1 - side) for tokens, side in said])
    assert one.links == other.links
    assert one.first == (other.first[1], other.first[0])


# Its size.


@given(turns)
def test_a_token_makes_two_states_at_most(said: Turns) -> None:
    automaton = Automaton()
    for tokens, side in said:
        before = len(automaton.links)
        automaton.add(tokens, side)
        assert len(automaton.links) - before <= 2 * len(tokens)


@pytest.mark.parametrize("size", [3, 5, 50, 2000])
def test_the_worst_turn_takes_twice_its_tokens_less_one(size: int) -> None:
    """a b b ... b, the worst there is (Blumer et al. 1985): of its n (n + 1) / 2 places, 2 n - 1 states are made."""
    assert len(grown([(["a"] + ["b"] * (size - 1), 0)]).links) == 2 * size - 1


# Spans.


def test_a_match_that_the_next_one_goes_on_from_is_no_span() -> None:
    """Lengths 1 2 1 0 1: the first lies in the second; the others stand alone."""
    matches = [(1, 4), (2, 5), (1, 6), (0, 0), (1, 7)]
    assert list(spans(matches, [True] * 5)) == [(0, 2, 5), (2, 3, 6), (4, 5, 7)]


def test_spans_may_overlap() -> None:
    assert list(spans([(1, 1), (2, 2), (2, 3), (2, 4)], [True] * 4)) == [(0, 2, 2), (1, 3, 3), (2, 4, 4)]


def test_a_letter_before_a_span_is_not_in_it() -> None:
    assert list(spans([(1, 1), (1, 2)], [True, False])) == [(0, 1, 1)]
    assert list(spans([(1, 1), (2, 2)], [True, False])) == [(0, 2, 2)]
