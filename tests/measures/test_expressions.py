"""Shared expressions against an obvious slow form: the definition of the literature, n-gram by n-gram, set by set."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random

import pytest
from tests.measures.dialogues import random_turns

from commonground.measures import kernel
from commonground.measures.automaton import Automaton, spans
from commonground.measures.expressions import Scan, has_letter, plain_scan
from commonground.measures.lexical import Stream

DIALOGUES = 10_000
Turns = Sequence[Sequence[str]]
Gram = tuple[str, ...]


def occurrences(turn: Sequence[str]) -> Iterator[tuple[int, int, Gram]]:
    """Every n-gram of a turn that holds a letter."""
    for start in range(len(turn)):
        for end in range(start + 1, len(turn) + 1):
            if any(map(has_letter, turn[start:end])):
                yield start, end, tuple(turn[start:end])


def free(turn: Sequence[str], lexicon: set[Gram]) -> list[tuple[int, int, Gram]]:
    """The occurrences of the lexicon in a turn, by decreasing length, that lie in no free one that was found before."""
    found: list[tuple[int, int, Gram]] = []
    for start, end, gram in sorted(occurrences(turn), key=lambda one: one[0] - one[1]):
        if gram in lexicon and not any(first <= start and end <= last for first, last, _ in found):
            found.append((start, end, gram))
    return found


def grams(turns: Turns) -> list[set[Gram]]:
    return [{gram for _, _, gram in occurrences(turn)} for turn in turns]


def tokens_in(found: Sequence[tuple[int, int, Gram]]) -> int:
    return len({place for start, end, _ in found for place in range(start, end)})


def obvious(turns: Turns, sides: Sequence[int]) -> tuple[list[list[int]], set[Gram], list[set[Gram]]]:
    """Covered tokens by kind and turn, the shared expressions, and those that each side repeats of its own."""
    used, numbers = grams(turns), range(len(turns))

    def said(side: int, before: int) -> set[Gram]:
        return {gram for t in range(before) if sides[t] == side for gram in used[t]}

    whole = [said(0, len(turns)), said(1, len(turns))]
    shared = whole[0] & whole[1]
    twice = [
        {gram for gram in whole[side] if sum(gram in used[t] for t in numbers if sides[t] == side) > 1}
        for side in (0, 1)
    ]
    free_shared = [free(turn, shared) for turn in turns]
    free_own = [free(turns[t], twice[sides[t]]) for t in numbers]
    covered = [
        [tokens_in(free(turns[t], said(1 - sides[t], t))) for t in numbers],
        [tokens_in(free(turns[t], said(sides[t], t))) for t in numbers],
        [tokens_in([one for one in free_shared[t] if one[2] in said(1 - sides[t], t)]) for t in numbers],
        [tokens_in(found) for found in free_own],
    ]
    own = [{gram for t in numbers if sides[t] == side for _, _, gram in free_own[t]} for side in (0, 1)]
    return covered, {gram for found in free_shared for _, _, gram in found}, own


def named(scan: Scan, turns: Turns) -> tuple[list[list[int]], set[Gram], list[tuple[int, Gram]]]:
    shared = {tuple(turns[use.turn][use.start : use.end]) for use in scan.shared}
    return (
        [list(kind) for kind in scan.covered],
        shared,
        [(u.turn, tuple(turns[u.turn][u.start : u.end])) for u in scan.own],
    )


def test_ten_thousand_random_dialogues_are_as_the_definition_has_them() -> None:
    random = Random(20)
    for _ in range(DIALOGUES):
        turns, sides = random_turns(random, turns=6, length=6)
        covered, shared, own = obvious(turns, sides)
        found = named(plain_scan(turns, sides), turns)
        assert found[:2] == (covered, shared), turns
        assert [{gram for t, gram in found[2] if sides[t] == side} for side in (0, 1)] == own, turns


def test_the_compiled_form_gives_the_same_on_ten_thousand_random_dialogues() -> None:
    random = Random(21)
    for _ in range(DIALOGUES):
        turns, sides = random_turns(random)
        assert kernel.scan(turns, sides) == plain_scan(turns, sides), turns


def test_turn_by_turn_gives_what_the_whole_gives_on_ten_thousand_random_dialogues() -> None:
    random = Random(22)
    for _ in range(DIALOGUES):
        turns, sides = random_turns(random)
        stream, whole = Stream(), plain_scan(turns, sides)
        for t, (turn, side) in enumerate(zip(turns, sides, strict=True)):
            shares = stream.add(" ".join(turn), side)
            size = len(" ".join(turn).replace(" ", "")) and len(turn)
            assert shares == tuple(whole.covered[kind][t] / size if size else None for kind in (0, 1)), turns


def test_one_state_holds_every_sequence_that_ends_at_the_same_places() -> None:
    """A talk of one word again and again has a state for each length, whoever says it, and no more."""
    automaton = Automaton()
    for side in (0, 1, 0):
        automaton.add(["a"] * 50, side)
    assert len(automaton.links) == 51
    assert automaton.first[0][1:] == [0] * 50
    assert automaton.first[1][1:] == [1] * 50


def test_states_are_at_most_twice_the_tokens() -> None:
    random = Random(23)
    automaton = Automaton()
    for number in range(20):
        automaton.add([random.choice("abc") for _ in range(100)], number % 2)
    assert len(automaton.links) <= 2 * 2000 + 2


def test_a_token_with_no_letter_is_no_expression_alone() -> None:
    assert list(spans([(1, 5), (2, 6)], [False, True])) == [(0, 2, 6)]
    assert list(spans([(1, 5)], [False])) == []
    assert [has_letter(token) for token in ("a", "7", "?", "a7", "größe", "犬", "😀")] == [
        True,
        False,
        False,
        True,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("scan", [plain_scan, kernel.scan])
def test_talks_without_tokens_have_nothing(scan: Callable[[Turns, Sequence[int]], Scan]) -> None:
    empty: list[tuple[list[list[str]], list[int]]] = [([], []), ([[]], [0]), ([[], []], [0, 1])]
    for turns, sides in empty:
        found = scan(turns, sides)
        assert list(found.shared) == list(found.own) == []
        assert [list(kind) for kind in found.covered] == [[0] * len(turns)] * 4


def test_long_verbatim_copies_are_found_whole() -> None:
    copy = [f"w{number}" for number in range(500)]
    found = kernel.scan([copy] * 10, [number % 2 for number in range(10)])
    assert found.covered[0] == (0, *[500] * 9)
    assert {use.end - use.start for use in found.shared} == {500}
