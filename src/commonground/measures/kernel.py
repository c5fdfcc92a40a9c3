"""The suffix automaton of `automaton` in compiled form, for talks and corpora too large to walk in Python.

Transitions are edges in arrays, found by a hash table and listed by state. numba is imported on use and compiles the
functions once for a machine (extra `fast`); the same functions run uncompiled, which is how tests can step through them.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from types import FunctionType
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from commonground.errors import MissingExtraError
from commonground.measures.automaton import NEVER
from commonground.measures.expressions import KINDS, Scan, Uses, has_letter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Array: TypeAlias = "np.ndarray[Any, Any]"
# States, edges, the hash table over edges, and how many states and edges there are.
Graph: TypeAlias = tuple[Array, Array, Array, Array]
LENGTH, LINK, HEAD, FIRST = 0, 1, 2, 3  # a state: FIRST is that of side 0, the one after it of side 1
ORIGIN, SYMBOL, TARGET, NEXT = 0, 1, 2, 3  # an edge; NEXT is the next edge of the same state


def _slot(table: Array, edges: Array, state: int, symbol: int) -> int:
    """Return the place of an edge in the table, or the free one where it would stand."""
    mask = len(table) - 1
    mixed = int(state) * 1000003 + int(symbol) * 8191
    place = (mixed ^ (mixed >> 17)) & mask
    while table[place] >= 0 and (edges[table[place], ORIGIN] != state or edges[table[place], SYMBOL] != symbol):
        place = (place + 1) & mask
    return place


def _connect(graph: Graph, place: int, row: tuple[int, int, int]) -> None:
    """Add the edge (origin, symbol, target) at a free place of the table."""
    states, edges, table, sizes = graph
    number = sizes[1]
    sizes[1] += 1
    edges[number, ORIGIN], edges[number, SYMBOL], edges[number, TARGET] = row
    edges[number, NEXT] = states[row[0], HEAD]
    states[row[0], HEAD] = number
    table[place] = number


def _split(graph: Graph, at: int, symbol: int, found: int) -> int:
    """Part the shorter sequences of state `found`, those that state `at` reaches by `symbol`, from the longer ones."""
    states, edges, table, sizes = graph
    part = sizes[0]
    sizes[0] += 1
    for field in range(5):
        states[part, field] = states[found, field]
    states[part, LENGTH], states[part, HEAD] = states[at, LENGTH] + 1, -1
    number = states[found, HEAD]
    while number >= 0:
        other = edges[number, SYMBOL]
        row = (part, other, edges[number, TARGET])
        _connect(graph, _slot(table, edges, part, other), row)
        number = edges[number, NEXT]
    states[found, LINK] = part
    while at >= 0:
        number = table[_slot(table, edges, at, symbol)]
        if number < 0 or edges[number, TARGET] != found:
            break
        edges[number, TARGET] = part
        at = states[at, LINK]
    return int(part)


def _extended(graph: Graph, last: int, symbol: int) -> int:
    """Return the state of the sequence of state `last` with `symbol` behind it, made where it is not there yet."""
    states, edges, table, sizes = graph
    place = _slot(table, edges, last, symbol)
    if table[place] >= 0:
        found = edges[table[place], TARGET]
        if states[found, LENGTH] == states[last, LENGTH] + 1:
            return int(found)
        return _split(graph, last, symbol, found)
    new = sizes[0]
    sizes[0] += 1
    states[new, LENGTH] = states[last, LENGTH] + 1
    at = last
    while at >= 0:
        place = _slot(table, edges, at, symbol)
        if table[place] >= 0:
            break
        _connect(graph, place, (at, symbol, new))
        at = states[at, LINK]
    if at < 0:
        states[new, LINK] = 0
        return int(new)
    found = edges[table[place], TARGET]
    if states[found, LENGTH] != states[at, LENGTH] + 1:
        found = _split(graph, at, symbol, found)
    states[new, LINK] = found
    return int(new)


def _matches(graph: Graph, tokens: Array, known: Array, before: int, out: Array) -> None:
    """Write, for each token of a turn, length and state of the longest sequence that ends there and is known before."""
    states, edges, table, _ = graph
    state = length = 0
    for place in range(len(tokens)):
        state = edges[table[_slot(table, edges, state, tokens[place])], TARGET]
        length += 1
        while state > 0 and known[state] >= before:
            state = states[state, LINK]
            length = states[state, LENGTH]
        out[0, place], out[1, place] = length, state


def _grow(graph: Graph, tokens: Array, starts: Array, sides: Array, last_said: Array) -> int:
    """Build the automaton of a talk; return its number of states. `last_said` gets each state's last turn by side."""
    states, _, _, sizes = graph
    for turn in range(len(sides)):
        side, last = sides[turn], 0
        for place in range(starts[turn], starts[turn + 1]):
            last = _extended(graph, last, tokens[place])
            last_said[last, side] = turn
            at = last
            while at > 0 and states[at, FIRST + side] == NEVER:
                states[at, FIRST + side] = turn
                at = states[at, LINK]
    return int(sizes[0])


def _spread(states: Array, count: int, last_said: Array) -> None:
    """Hand the last turns down the links, from the longest sequences to the shortest."""
    longest = 0
    for state in range(count):
        longest = max(longest, states[state, LENGTH])
    begins = np.zeros(longest + 2, np.int64)
    for state in range(count):
        begins[states[state, LENGTH] + 1] += 1
    for length in range(longest + 1):
        begins[length + 1] += begins[length]
    order = np.empty(count, np.int64)
    for state in range(count):
        order[begins[states[state, LENGTH]]] = state
        begins[states[state, LENGTH]] += 1
    for place in range(count - 1, 0, -1):
        state = order[place]
        link = states[state, LINK]
        for side in range(2):
            last_said[link, side] = max(last_said[link, side], last_said[state, side])


def _noted(match: Array, letters: Array, turn: tuple[int, int, int], known: Array, uses: Array, sizes: Array) -> int:
    """Return how many tokens the spans of a turn cover; `turn` is its number, its side and the kind of match.

    Spans of kinds 2 and 3 are noted in `uses`; those of kind 2 count from the turn on in which they are established.
    """
    number, side, kind = turn
    other = known[1 - side]
    covered = reached = 0
    last_letter = -1
    for place in range(match.shape[1]):
        if letters[place]:
            last_letter = place
        length, state = match[0, place], match[1, place]
        start = place - length + 1
        if length == 0 or last_letter < start:
            continue
        if place + 1 < match.shape[1] and match[0, place + 1] == length + 1:
            continue
        if kind >= 2:
            row = sizes[kind - 2]
            sizes[kind - 2] += 1
            uses[kind - 2, row, 0], uses[kind - 2, row, 1] = number, start
            uses[kind - 2, row, 2], uses[kind - 2, row, 3] = place + 1, state
            uses[kind - 2, row, 4], uses[kind - 2, row, 5] = known[0, state], known[1, state]
        if kind != 2 or other[state] < number:
            covered += place + 1 - max(start, reached)
            reached = place + 1
    return covered


def _scan(tokens: Array, starts: Array, sides: Array, letters: Array, covered: Array) -> tuple[Array, Array]:
    """Return the uses of kinds 2 and 3 and how many there are; `covered` (4 x turns) gets the covered tokens."""
    capacity = 2 * len(tokens) + 2
    states = np.full((capacity, 5), -1, np.int32)
    states[:, FIRST:] = NEVER
    states[0, LENGTH] = 0
    edges = np.empty((2 * capacity, 4), np.int32)
    size = 16
    while size < 3 * capacity:
        size *= 2
    table = np.full(size, -1, np.int32)
    last_said = np.full((capacity, 2), -1, np.int32)
    graph = (states, edges, table, np.array([1, 0]))
    count = _grow(graph, tokens, starts, sides, last_said)
    _spread(states, count, last_said)
    known = np.empty((4, count), np.int32)
    for state in range(count):
        for side in range(2):
            first = states[state, FIRST + side]
            known[side, state] = first
            known[2 + side, state] = 0 if last_said[state, side] > first else NEVER
    uses, sizes = np.empty((2, len(tokens), 6), np.int32), np.zeros(2, np.int64)
    for turn in range(len(sides)):
        own, begin, end = sides[turn], starts[turn], starts[turn + 1]
        match = np.empty((2, end - begin), np.int32)
        for kind in range(4):
            against = 1 - own if kind % 2 == 0 else own if kind == 1 else 2 + own
            before = turn if kind < 2 else NEVER if kind == 2 else 1
            _matches(graph, tokens[begin:end], known[against], before, match)
            covered[kind, turn] = _noted(match, letters[begin:end], (turn, own, kind), known, uses, sizes)
    return uses, sizes


_PARTS = (_slot, _connect, _split, _extended, _matches, _grow, _spread, _noted, _scan)


def wanted(tokens: int, large: int) -> bool:
    """Return whether so many tokens are better scanned here: where it is compiled already, or compiling pays."""
    loaded = compiled.cache_info().currsize > 0
    return loaded or (tokens >= large and importlib.util.find_spec("numba") is not None)


@cache
def compiled() -> Callable[..., Any]:
    """Return `_scan` compiled, each part calling the compiled others. Raises: MissingExtraError without numba."""
    try:
        import numba
    except ImportError as error:
        raise MissingExtraError("compiled measures", "fast") from error
    space: dict[str, Any] = dict(globals())
    for part in _PARTS:
        space[part.__name__] = numba.njit(cache=True)(FunctionType(part.__code__, space, part.__name__))
    made: Callable[..., Any] = space["_scan"]
    return made


def scan(turns: Sequence[Sequence[str]], sides: Sequence[int]) -> Scan:
    """Return what repeats, as `expressions.plain_scan` does. Raises: MissingExtraError without numba."""
    vocabulary: dict[str, int] = {}
    number = vocabulary.setdefault
    tokens = np.array([number(token, len(vocabulary)) for turn in turns for token in turn], np.int32)
    letters = np.array([has_letter(token) for token in vocabulary], np.bool_)[tokens] if len(tokens) else tokens > 0
    starts = np.zeros(len(turns) + 1, np.int64)
    np.cumsum([len(turn) for turn in turns], out=starts[1:])
    covered = np.zeros((len(KINDS), len(turns)), np.int64)
    uses, sizes = compiled()(tokens, starts, np.array(sides, np.int64), letters, covered)
    shared, own = (Uses(*(uses[kind, : sizes[kind], column].tolist() for column in range(6))) for kind in (0, 1))
    return Scan(tuple(map(tuple, covered.tolist())), shared, own)
