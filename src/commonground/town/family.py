"""What a task family is: slots with their wordings, how an answer is written, read and judged.

A family is data plus three plain functions. `answer` maps what was stated to the one right answer, `write` puts that
into the reply a model should give, `read` gets it back out of any reply. Everything else (instructions, shards,
corrections, typed errors) is the same for all families and lives in `grammar`, `items` and `grading`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from random import Random
from typing import Literal

Values = Mapping[str, str]  # slot key -> what the user said
Answer = Mapping[str, str]  # field -> value: what a checker compares
Split = Literal["train", "test"]
Kind = Literal["copy", "compute", "decomposes", "refers"]


_NAMED = (
    "The {n} is {v}.", "Our {n} is {v}.", "My {n} is {v}.", "The {n} should be {v}.", "The {n} must be {v}.",
    "The {n} has to be {v}.", "Set the {n} to {v}.", "Make the {n} {v}.", "{v} is the {n}.", "{v} is our {n}.",
    "For the {n}, {v}.", "For the {n} take {v}.", "As for the {n}, {v}.", "I want {v} for the {n}.",
    "We want {v} as the {n}.", "The {n}: {v}.",
)  # fmt: skip
_CUED = (
    "It is", "I want it", "We want it", "Make it", "Please make it", "Let it be", "Have it", "It should be", "It must be",
    "I need it", "We need it", "It has to be",
)  # fmt: skip
_WANTED = (
    "{V}.", "I want to {v}.", "We want to {v}.", "Please {v}.", "I would like to {v}.", "We need to {v}.", "Can you {v}?",
    "Could you {v}?", "Help me {v}.", "I have to {v}.", "It is time to {v}.", "Let us {v}.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wording:
    """Ways to state one fact, made of parts: `{v}` is the value.

    `nouns` name the fact ("The day is {v}."), `cues` fit after "It is" and into a request in one sentence ("on {v}"),
    `sentences` stand by themselves. `article` goes before the value after a noun. `cued` is False where "It is" fits not.
    """

    nouns: tuple[str, ...]
    cues: tuple[str, ...]
    sentences: tuple[str, ...]
    article: str = ""
    cued: bool = True

    def statements(self, split: Split) -> tuple[str, ...]:
        """Return the sentences of one split: each is in exactly one, by its hash; its parts occur in training."""
        return _statements(self, split)


@cache
def _statements(wording: Wording, split: Split) -> tuple[str, ...]:
    value = wording.article + "{v}"
    named = [form.format(n=noun, v=value) for form in _NAMED for noun in wording.nouns]
    cued = [f"{form} {cue}." for form in _CUED for cue in wording.cues if wording.cued]
    return tuple(text for text in (*named, *cued, *wording.sentences) if held_out(text) == (split == "test"))


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
    wording: Wording


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of task. `wants` say what is wanted, as verb phrases; `opens` is False where no opening stands alone.

    `alike` families have facts that their wording does not tell apart, so that nothing says which of them a correction
    replaces: their items are not corrected unless that is asked for.
    `briefing` tells a model that does not know the town all it needs to answer.
    """

    name: str
    kind: Kind
    slots: tuple[Slot, ...]
    wants: tuple[str, ...]
    answer: Callable[[Values], Answer]
    write: Callable[[Values], str]
    read: Callable[[str], Answer | None]
    briefing: str
    joiner: str = " "
    opens: bool = True
    alike: bool = False

    def intents(self, split: Split) -> tuple[str, ...]:
        """Return the opening sentences of one split, each in exactly one of the two."""
        made = [form.format(v=want, V=want[0].upper() + want[1:]) for form in _WANTED for want in self.wants]
        return tuple(text for text in made if held_out(text) == (split == "test"))

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
