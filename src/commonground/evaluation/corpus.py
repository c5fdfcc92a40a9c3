"""Measuring a corpus: conversations stream through the measures, and what is kept is a row, a mean and a small sample.

Memory does not grow with the file: values are folded as they come (`Moments`), and the chance level is found on a seeded
sample of the conversations. With several jobs the measuring is spread over processes; this one alone reads and folds.
"""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import get_context
from random import Random

from commonground.conversation.record import ASSISTANT, Conversation
from commonground.measures.measure import Value
from commonground.measures.registry import chosen, measured
from commonground.measures.result import SIDES, Result
from commonground.measures.talk import Talk, talk
from commonground.statistics.moments import Moments

CHUNK = 64  # conversations that travel to a process at a time
SAMPLE = 30  # conversations on which the chance level is found
TRAJECTORY = 40  # turns of a trajectory: later ones are too few to average in most corpora


@dataclass(frozen=True, slots=True)
class Measured:
    """What a conversation gave: its values by name (`Result.row`), and a row for each turn where these were asked for."""

    number: int
    id: str | None
    group: Hashable
    values: dict[str, Value]
    turns: tuple[dict[str, Value | str | int], ...]
    talks: bool


@dataclass(frozen=True, slots=True)
class Request:
    """What to measure: names of measures or families (none: all), whether to keep turns, and the metadata key to group by."""

    names: tuple[str, ...] = ()
    turns: bool = False
    by: str | None = None


@dataclass
class Corpus:
    """What was measured so far: the fold of each value by group, a seeded sample, and how much there was.

    `series` are the folds by measure, side and number of turn, where turns were asked for; `rows` are kept where groups were.
    """

    folds: dict[Hashable, dict[str, Moments]] = field(default_factory=dict)
    rows: dict[Hashable, dict[str, dict[str, Value]]] = field(default_factory=dict)
    series: dict[str, dict[str, dict[int, Moments]]] = field(default_factory=dict)
    sample: list[tuple[Hashable, Talk]] = field(default_factory=list)
    conversations: int = 0
    talks: int = 0


def measure_corpus(
    conversations: Iterable[Conversation],
    request: Request,
    *,
    jobs: int = 1,
    seed: int = 0,
    tick: Callable[[Measured], None] = lambda row: None,
) -> Corpus:
    """Return the fold of all conversations; `tick` is called with each row, in their order.

    Raises: UnknownNameError, MissingExtraError for names; InputError of the conversations' source, while reading.
    """
    chosen(request.names)
    found, random = Corpus(), Random(seed)

    def seen() -> Iterator[Conversation]:
        for conversation in conversations:
            _draw(found, conversation, request, random)
            yield conversation

    for row in _rows(seen(), request, jobs):
        _fold(found, row, keep=request.by is not None)
        tick(row)
    return found


def _rows(conversations: Iterator[Conversation], request: Request, jobs: int) -> Iterator[Measured]:
    """Yield the rows in order; with jobs, at most two chunks wait for each process."""
    chunks = _chunks(conversations)
    if jobs == 1:
        for start, chunk in chunks:
            yield from measure_chunk(start, chunk, request)
        return
    with processes(jobs) as pool:
        waiting: deque[Future[list[Measured]]] = deque()
        for start, chunk in chunks:
            waiting.append(pool.submit(measure_chunk, start, chunk, request))
            if len(waiting) > 2 * jobs:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


@contextmanager
def processes(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Return a pool of fresh processes; on the way out by an exception what waits is dropped."""
    ignore = (signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches them too, and is for this one to deal with
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), signal.signal, ignore)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def _chunks(conversations: Iterator[Conversation]) -> Iterator[tuple[int, list[Conversation]]]:
    start = 0
    while chunk := list(islice(conversations, CHUNK)):
        yield start, chunk
        start += len(chunk)


def measure_chunk(start: int, chunk: Sequence[Conversation], request: Request) -> list[Measured]:
    """Return the rows of some conversations, numbered from `start`."""
    families = chosen(request.names)
    rows = []
    for number, conversation in enumerate(chunk, start):
        spoken = talk(conversation)
        result = Result(conversation, spoken, measured(spoken, families))
        turns = tuple(result.turn_rows()) if request.turns else ()
        group = group_of(conversation, request.by)
        rows.append(Measured(number, conversation.id, group, result.row(), turns, spoken is not None))
    return rows


def group_of(conversation: Conversation, by: str | None) -> Hashable:
    """Return the value of the metadata key `by`, as text where it is no plain value; None without it."""
    value = conversation.meta.get(by) if by is not None else None
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


def _draw(found: Corpus, conversation: Conversation, request: Request, random: Random) -> None:
    """Keep the conversation in the sample with the chance that makes every one as likely (Vitter 1985, algorithm R)."""
    spoken = talk(conversation)
    if spoken is None or len(spoken) < 2:
        return
    found.talks += 1
    entry = (group_of(conversation, request.by), spoken)
    if len(found.sample) < SAMPLE:
        found.sample.append(entry)
    elif (place := random.randrange(found.talks)) < SAMPLE:
        found.sample[place] = entry


def _fold(found: Corpus, row: Measured, *, keep: bool) -> None:
    found.conversations += 1
    folds = found.folds.setdefault(row.group, {})
    for name, value in row.values.items():
        fold = folds.setdefault(name, Moments())
        if value is not None:
            fold.add(value)
    for turn, values in enumerate(row.turns[:TRAJECTORY]):
        side = SIDES[values["speaker"] in (ASSISTANT, SIDES[1])]
        for name, said in values.items():
            if isinstance(said, float):
                found.series.setdefault(name, {}).setdefault(side, {}).setdefault(turn, Moments()).add(said)
    if keep:
        found.rows.setdefault(row.group, {})[row.id if row.id is not None else f"#{row.number}"] = row.values
