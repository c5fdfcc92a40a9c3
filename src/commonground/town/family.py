"""What a task family is: slots with their wordings, how an answer is written, read and judged.

A family is data plus three plain functions. `answer` maps what was stated to the one right answer, `write` puts that
into the reply a model should give, `read` gets it back out of any reply. Everything else (instructions, shards,
corrections, typed errors) is the same for all families and lives in `grammar`, `items` and `grading`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from random import Random
from typing import Literal

Values = Mapping[str, str]  # slot key -> what the user said
Answer = Mapping[str, str]  # field -> value: what a checker compares
Split = Literal["train", "test"]
Kind = Literal["copy", "compute", "decomposes", "refers"]


@dataclass(frozen=True, slots=True)
class Wording:
    """Ways to state one fact: whole sentences for shards, clauses for a request in one sentence; `{v}` is the value."""

    statements: tuple[str, ...]
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """A fact that a request can hold.

    A required fact left out makes the request incomplete: an answer is then premature, and `default` is the usual
    guess. An optional fact left out means `default`, rightly. `draw` makes a value; it sees those drawn before it.
    """

    key: str
    required: bool
    default: str
    draw: Callable[[Random, Split, Values], str]
    train: Wording
    test: Wording

    def wording(self, split: Split) -> Wording:
        """Return the wordings of one split; the two share no sentence."""
        return self.train if split == "train" else self.test


@dataclass(frozen=True, slots=True)
class Intents:
    """Opening sentences: `shard` says what is wanted and nothing else, `request` is a stem that clauses are added to."""

    shard: tuple[str, ...]
    request: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of task. `briefing` tells a model that does not know the town all it needs to answer."""

    name: str
    kind: Kind
    slots: tuple[Slot, ...]
    train: Intents
    test: Intents
    answer: Callable[[Values], Answer]
    write: Callable[[Values], str]
    read: Callable[[str], Answer | None]
    briefing: str
    joiner: str = " "

    def intents(self, split: Split) -> Intents:
        """Return the opening sentences of one split."""
        return self.train if split == "train" else self.test

    def filled(self, values: Values) -> dict[str, str]:
        """Return `values` in the order stated, then the default of every slot that was not."""
        return {**values, **{slot.key: slot.default for slot in self.slots if slot.key not in values}}


def held_out(value: str, share: int = 5) -> bool:
    """Return whether `value` belongs to the test split: one in `share`, by its hash, so no list can drift."""
    return int.from_bytes(blake2b(value.encode(), digest_size=4).digest(), "big") % share == 0


def draw_until(make: Callable[[], str], split: Split) -> str:
    """Return the first value of `make` that belongs to `split`."""
    while True:
        value = make()
        if held_out(value) == (split == "test"):
            return value


_ONSETS = ("b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "br", "dr", "kl", "st", "tr", "sh")
_VOWELS = ("a", "e", "i", "o", "u")
_CODAS = ("", "", "", "n", "l", "r", "s", "m", "k")


def syllables(rng: Random, count: int) -> str:
    """Return a made-up word of `count` syllables, lower case."""
    return "".join(rng.choice(_ONSETS) + rng.choice(_VOWELS) + rng.choice(_CODAS) for _ in range(count))


def choose(options: tuple[str, ...]) -> Callable[[Random, Split, Values], str]:
    """Return a draw from a closed set, the same in both splits."""
    return lambda rng, split, drawn: rng.choice(options)


def surname(rng: Random, split: Split, drawn: Values) -> str:
    """Draw a made-up name; the splits share none."""
    return draw_until(lambda: syllables(rng, 2).capitalize(), split)


def clock(rng: Random, split: Split, drawn: Values) -> str:
    """Draw a time of day from 10:00 to 21:45 in quarters; one in five is only in the test split."""
    return draw_until(lambda: f"{rng.randint(10, 21)}:{rng.choice(('00', '15', '30', '45'))}", split)


def between(low: int, high: int) -> Callable[[Random, Split, Values], str]:
    """Return a draw of a whole number, both ends included."""
    return lambda rng, split, drawn: str(rng.randint(low, high))
