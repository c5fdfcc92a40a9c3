"""JSON text cut where its values lie, so that one value can be changed and every other byte stays.

Decoding and encoding again loses what JSON leaves open: the order and doubling of keys, spaces, 1.0 against 1, numbers too
large for a float. Here the text itself is cut. It must be JSON that has been decoded before: nothing is checked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_decode = json.JSONDecoder().raw_decode
_space = re.compile(r"[ \t\n\r,:]*").match


@dataclass(frozen=True, slots=True)
class Span:
    """A value in a text: where it starts and ends, what it is, and its key where it is a member of an object."""

    text: str
    start: int
    end: int
    value: Any
    key: str = ""

    @property
    def raw(self) -> str:
        """The value as it is written."""
        return self.text[self.start : self.end]

    def replaced(self, raw: str) -> str:
        """Return the whole text with this value written as `raw`."""
        return self.text[: self.start] + raw + self.text[self.end :]


def members(text: str) -> list[Span]:
    """Return the members of the object that `text` spells, those of a key that is there twice included."""
    found, at = [], _skip(text, _skip(text, 0) + 1)
    while text[at] != "}":
        key, at = _decode(text, at)
        start = _skip(text, at)
        value, end = _decode(text, start)
        found.append(Span(text, start, end, value, key))
        at = _skip(text, end)
    return found


def member(text: str, key: str) -> Span:
    """Return the member `key`, which must be there, of the object that `text` spells: the last one, as decoders have it."""
    return next(one for one in reversed(members(text)) if one.key == key)


def elements(text: str) -> Iterator[Span]:
    """Yield the elements of the list that `text` spells."""
    at = _skip(text, _skip(text, 0) + 1)
    while text[at] != "]":
        value, end = _decode(text, at)
        yield Span(text, at, end, value)
        at = _skip(text, end)


def _skip(text: str, at: int) -> int:
    found = _space(text, at)
    return found.end() if found else at
