"""Compression: all that is remembered of a user in three parts, event recap, user portrait and relationship.

The parts are those of COMEDY (arXiv 2402.11975), which has a model write them. Here they are picked, not written: lines stay as
they were remembered, so nothing can be made up, and what ended or went stale is in none. An option beside the items, to be
compared with them: memories that are consolidated again and again are known to turn harmful (arXiv 2605.12978).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from commonground.memory.items import EPISODE, FACT, GUIDELINE, PACT, REFLECTION, Item, folded

VERSION = "compression-1"
MOST = (5, 30, 10)  # lines of recap, portrait and relationship


@dataclass(frozen=True, slots=True)
class Compression:
    """What is known of a user: what happened lately, who they are, and how the two of them talk; the newest first."""

    recap: tuple[Item, ...]
    portrait: tuple[Item, ...]
    relationship: tuple[Item, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """Return the lines of all parts, the portrait first."""
        return (*self.portrait, *self.relationship, *self.recap)

    def parts(self) -> Iterator[tuple[str, tuple[Item, ...]]]:
        """Yield each part that has a line, with its name."""
        for name, lines in (
            ("portrait", self.portrait), ("relationship", self.relationship), ("recap", self.recap),
        ):  # fmt: skip
            if lines:
                yield name, lines

    @property
    def text(self) -> str:
        """Return all parts, each on a line: "User: I live in Rome. I'm a nurse."."""
        lines = ((_NAMES[name], " ".join(item.text for item in items)) for name, items in self.parts())
        return "\n".join(f"{name}: {text}" for name, text in lines)


_NAMES = {"portrait": "User", "relationship": "Relation", "recap": "Recap"}


def compress(items: Iterable[Item]) -> Compression:
    """Return the compression of an owner's items; no text stands in it twice."""
    held = sorted((item for item in items if item.holds), key=lambda item: -(item.source.at or item.created))
    once: dict[str, Item] = {}
    for item in held:
        once.setdefault(folded(item.text), item)
    fresh = list(once.values())
    kinds = ((REFLECTION, EPISODE), (FACT,), (GUIDELINE, PACT))
    recap, portrait, relationship = (
        tuple([item for item in fresh if item.kind in own][:most]) for own, most in zip(kinds, MOST, strict=True)
    )
    return Compression(recap, portrait, relationship)
