"""The compiled scan: the same functions uncompiled, its hash table, what it does without numba, and talks of every size."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.measures.dialogues import random_turns

from commonground.errors import MissingExtraError
from commonground.measures import kernel
from commonground.measures.automaton import NEVER, Automaton
from commonground.measures.expressions import Scan, plain_scan

TOKENS = ("a", "ä", "a\u0308", "犬", "مرحبا", "\u202eabc", "😀", "👩\u200d🚀", "\x00", "", "ß", "ſ", "٣", "_", "…")
unicode_turns = st.lists(
    st.tuples(st.lists(st.sampled_from(TOKENS) | st.text(max_size=2), max_size=6), st.integers(0, 1)), max_size=6
)


@pytest.fixture
def uncompiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel, "compiled", lambda: kernel._scan)


@pytest.fixture
def not_compiled_yet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty cache for the test alone, and an empty one behind it: nothing made under a patch is kept."""
    monkeypatch.setattr(kernel, "compiled", cache(kernel.compiled.__wrapped__))
    yield
    kernel.compiled.cache_clear()


def scanned_both_ways(turns: list[list[str]], sides: list[int]) -> tuple[Scan, Scan]:
    return kernel.scan(turns, sides), plain_scan(turns, sides)


def empty_graph(states: int, table: int) -> kernel.Graph:
    """States 0 to `states` - 1 without edges, over a hash table with so many places."""
    rows = np.full((states, 5), -1, np.int32)
    rows[:, kernel.FIRST :] = NEVER
    edges = np.empty((table, 4), np.int32)
    return rows, edges, np.full(table, -1, np.int32), np.array([states, 0])


# The same functions, compiled or not.


@pytest.mark.usefixtures("uncompiled")
def test_uncompiled_the_functions_give_what_the_plain_form_gives() -> None:
    random = Random(31)
    for _ in range(300):
        turns, sides = random_turns(random)
        found, expected = scanned_both_ways(turns, sides)
        assert found == expected, turns


@pytest.mark.usefixtures("uncompiled")
def test_uncompiled_they_take_talks_of_some_thousand_states() -> None:
    words = [f"w{number}" for number in range(3000)]
    found, expected = scanned_both_ways([words, words], [0, 1])
    assert found == expected


def test_compiled_or_not_they_write_the_same_arrays() -> None:
    random = Random(32)
    for _ in range(100):
        turns, sides = random_turns(random)
        numbers = [ord(token) % 7 for turn in turns for token in turn]
        starts = np.cumsum([0, *map(len, turns)])
        arrays = (np.array(numbers, np.int32), starts, np.array(sides), np.array(numbers, np.int32) > 1)
        slow, fast = (np.zeros((4, len(turns)), np.int64) for _ in range(2))
        slow_uses, slow_sizes = kernel._scan(*arrays, slow)
        fast_uses, fast_sizes = kernel.compiled()(*arrays, fast)
        assert slow.tolist() == fast.tolist()
        assert slow_sizes.tolist() == fast_sizes.tolist()
        for kind, size in enumerate(slow_sizes):
            assert slow_uses[kind, :size].tolist() == fast_uses[kind, :size].tolist()


def test_the_states_are_those_of_the_plain_automaton() -> None:
    random = Random(33)
    for _ in range(100):
        turns, sides = random_turns(random)
        plain = Automaton()
        for turn, side in zip(turns, sides, strict=True):
            plain.add(turn, side)
        numbers = np.array([ord(token) for turn in turns for token in turn], np.int32)
        size = 2 * len(numbers) + 2
        states, edges, table, sizes = empty_graph(size, 1024)
        sizes[0], states[0, kernel.LENGTH] = 1, 0
        last_said = np.full((size, 2), -1, np.int32)
        starts = np.cumsum([0, *map(len, turns)])
        count = kernel._grow((states, edges, table, sizes), numbers, starts, np.array(sides), last_said)
        assert count == len(plain.links)
        assert states[:count, kernel.LENGTH].tolist() == plain.lengths
        assert states[:count, kernel.LINK].tolist() == plain.links
        for side in (0, 1):
            assert states[:count, kernel.FIRST + side].tolist() == plain.first[side]


def test_last_turns_go_down_the_links() -> None:
    """State 3 (length 3) links to 1 (length 1), that to 0; state 2 (length 2) links to 0."""
    states = np.array([[0, -1], [1, 0], [2, 0], [3, 1]], np.int32)
    last_said = np.array([[-1, -1], [2, -1], [-1, 4], [7, 1]], np.int32)
    kernel._spread(states, 4, last_said)
    assert last_said.tolist() == [[7, 4], [7, 1], [-1, 4], [7, 1]]


# The hash table.


def test_edges_that_fall_on_one_place_are_all_found() -> None:
    """Of a table with 16 places, all symbols fall on the one place: they differ by multiples of 2 ** 17 * 16."""
    graph = empty_graph(3, 16)
    _, edges, table, sizes = graph
    symbols = [number << 21 for number in range(12)]
    assert {kernel._slot(table, edges, 0, symbol) for symbol in symbols} == {0}
    for target, symbol in enumerate(symbols):
        kernel._connect(graph, kernel._slot(table, edges, 0, symbol), (0, symbol, target))
    assert sizes[1] == 12
    for target, symbol in enumerate(symbols):
        assert edges[table[kernel._slot(table, edges, 0, symbol)], kernel.TARGET] == target


def test_search_goes_on_at_the_start_of_the_table() -> None:
    _, edges, table, _ = graph = empty_graph(1, 8)
    last = next(symbol for symbol in range(1000) if kernel._slot(table, edges, 0, symbol) == 7)
    kernel._connect(graph, 7, (0, last, 5))
    second = next(symbol for symbol in range(last + 1, 5000) if kernel._slot(table, edges, 0, symbol) == 0)
    alone = np.full(8, -1, np.int32)
    wrapped = next(s for s in range(last + 1, 5000) if kernel._slot(alone, edges, 0, s) == 7)
    assert kernel._slot(table, edges, 0, wrapped) == 0
    kernel._connect(graph, 0, (0, wrapped, 6))
    assert kernel._slot(table, edges, 0, wrapped) == 0
    assert kernel._slot(table, edges, 0, second) in range(1, 7)
    assert kernel._slot(table, edges, 0, last) == 7


def test_the_same_symbol_from_two_states_is_two_edges() -> None:
    states, edges, table, _ = graph = empty_graph(2, 16)
    for origin in (0, 1):
        kernel._connect(graph, kernel._slot(table, edges, origin, 4), (origin, 4, 10 + origin))
    assert [edges[table[kernel._slot(table, edges, origin, 4)], kernel.TARGET] for origin in (0, 1)] == [10, 11]
    kernel._connect(graph, kernel._slot(table, edges, 0, 5), (0, 5, 12))
    newest = states[0, kernel.HEAD]
    assert edges[newest, kernel.SYMBOL] == 5
    assert edges[edges[newest, kernel.NEXT], kernel.SYMBOL] == 4
    assert edges[edges[newest, kernel.NEXT], kernel.NEXT] == -1


def test_a_talk_of_many_different_words() -> None:
    """The empty sequence has an edge for each of 20,000 words; the second side says them in another order."""
    words = [f"w{number}" for number in range(20_000)]
    shuffled = Random(34).sample(words, len(words))
    found, expected = scanned_both_ways([words, shuffled, words[:100]], [0, 1, 0])
    assert found == expected
    assert found.covered[0][1] == 20_000
    assert found.covered[1][2] == 100


# Without numba.


@pytest.mark.usefixtures("not_compiled_yet")
def test_without_numba_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    with pytest.raises(MissingExtraError, match="fast"):
        kernel.compiled()
    with pytest.raises(MissingExtraError, match="compiled measures"):
        kernel.scan([["a"]], [0])


@pytest.mark.usefixtures("not_compiled_yet")
def test_a_failure_is_not_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "numba", None)
        with pytest.raises(MissingExtraError):
            kernel.compiled()
    assert kernel.compiled() is kernel.compiled()


@pytest.mark.usefixtures("not_compiled_yet")
def test_wanted_where_it_is_large_or_already_there(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not kernel.wanted(99, 100)
    assert kernel.wanted(100, 100)
    kernel.compiled()
    assert kernel.wanted(1, 100)
    kernel.compiled.cache_clear()
    monkeypatch.setitem(sys.modules, "numba", None)
    assert not kernel.wanted(1_000_000, 100)


# Talks of every kind.


@given(unicode_turns)
def test_tokens_of_every_script_are_scanned_alike(said: list[tuple[list[str], int]]) -> None:
    turns, sides = [tokens for tokens, _ in said], [side for _, side in said]
    found, expected = scanned_both_ways(turns, sides)
    assert found == expected


def test_tokens_that_look_the_same_are_not() -> None:
    """A letter with its mark in one character is another token than in two; making them one is not the scan's work."""
    assert kernel.scan([["ä"], ["a\u0308"], ["ä"]], [0, 1, 1]).covered[0] == (0, 0, 1)


@given(st.lists(st.integers(0, 3), min_size=1, max_size=8), st.integers(0, 1))
def test_empty_turns_move_the_numbers_of_turns_and_nothing_else(empty: list[int], side: int) -> None:
    """`empty[t]` empty turns before each turn."""
    random = Random(35)
    full = [[random.choice("abc") for _ in range(5)] for _ in empty]
    sides = [number % 2 for number in range(len(full))]
    turns: list[list[str]] = []
    said_by: list[int] = []
    for count, turn, of in zip(empty, full, sides, strict=True):
        turns += [[]] * count + [turn]
        said_by += [side] * count + [of]
    bare, padded = kernel.scan(full, sides), kernel.scan(turns, said_by)
    kept = [number for number, turn in enumerate(turns) if turn]
    assert [[kind[number] for number in kept] for kind in padded.covered] == [list(kind) for kind in bare.covered]
    assert sum(map(sum, padded.covered)) == sum(map(sum, bare.covered))
    assert padded.shared.turn == [kept[turn] for turn in bare.shared.turn]
    assert padded.own.state == bare.own.state


def test_a_side_that_says_nothing_shares_nothing() -> None:
    found, expected = scanned_both_ways([["a", "b"], [], ["a", "b"], []], [0, 1, 0, 1])
    assert found == expected
    assert found.covered == ((0, 0, 0, 0), (0, 0, 2, 0), (0, 0, 0, 0), (2, 0, 2, 0))
    assert list(found.shared) == []


def test_one_exchange_by_hand() -> None:
    found = kernel.scan([["the", "red", "house"], ["red", "house", "?"]], [0, 1])
    assert found.covered == ((0, 2), (0, 0), (0, 2), (0, 0))
    assert [(use.turn, use.start, use.end, use.first_of_0, use.first_of_1) for use in found.shared] == [
        (0, 1, 3, 0, 1),
        (1, 0, 2, 0, 1),
    ]


def test_a_large_talk_is_scanned_as_the_plain_form_scans_it() -> None:
    random = Random(36)
    words = [f"w{number}" for number in range(300)] + [",", "."]
    turns = [[random.choice(words) for _ in range(random.randint(0, 60))] for _ in range(1000)]
    sides = [random.randint(0, 1) for _ in turns]
    found, expected = scanned_both_ways(turns, sides)
    assert found == expected


def test_two_very_long_turns() -> None:
    """200,000 tokens each, one word only: as many states as tokens, all of them known to the second side at once."""
    found = kernel.scan([["la"] * 200_000, ["la"] * 200_000], [0, 1])
    assert found.covered[0] == (0, 200_000)
    assert [(use.turn, use.start, use.end) for use in found.shared] == [(0, 0, 200_000), (1, 0, 200_000)]


def test_the_arrays_hold_the_talk_that_takes_most_states() -> None:
    """a b b ... b makes nearly two states for each token: the most that room is kept for."""
    turn = ["a"] + ["b"] * 3000
    found, expected = scanned_both_ways([turn, turn[::-1], turn], [0, 1, 0])
    assert found == expected
