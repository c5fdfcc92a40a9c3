"""The rows of a run folder as they lie on the disk: one line an episode, read one at a time and kept light.

A run may hold hundreds of thousands of episodes, each with a conversation of some kilobytes, of which a summary reads the
verdicts and a report shows a few. So a row keeps in memory what is small, and reads what is large when it is asked for.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from commonground.errors import StoreError

LARGE = frozenset({"conversation", "full", "revealed"})  # what stays on the disk until it is asked for
_REPEATED = ("suite", "condition", "mediation", "family", "task")  # values that many rows share


class StoredRow(dict[str, Any]):
    """A row that reads its large fields from its file each time they are asked for by `row[name]`."""

    __slots__ = ("_path", "_place")

    def __init__(self, row: dict[str, Any], path: Path, place: tuple[int, int]) -> None:
        """Keep the small fields of `row`; `place` is where its line begins in `path`, and which line that is."""
        super().__init__((name, value) for name, value in row.items() if name not in LARGE)
        for name in _REPEATED:
            if isinstance(self.get(name), str):
                self[name] = sys.intern(self[name])
        self._path, self._place = path, place

    def __missing__(self, name: str) -> object:
        if name not in LARGE:
            raise KeyError(name)
        start, number = self._place
        with self._path.open("rb") as file:
            file.seek(start)
            return parsed(file.readline(), self._path, number)[name]


def stored_rows(path: Path) -> Iterator[StoredRow]:
    """Yield the rows of whole lines, light. Raises: StoreError for a damaged line, OSError for a file not to be read."""
    for start, number, line in lines(path):
        yield StoredRow(parsed(line, path, number), path, (start, number))


def lines(path: Path) -> Iterator[tuple[int, int, bytes]]:
    """Yield the whole lines of a file, each with the byte at which it begins and its number; half a line was cut off."""
    if not path.exists():
        return
    start = 0
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if line.endswith(b"\n"):
                yield start, number, line
            start += len(line)


def parsed(line: bytes, path: Path, number: int) -> dict[str, Any]:
    """Return the row of one line. Raises: StoreError when it is none."""
    try:
        row = json.loads(line)
    except ValueError:
        row = None
    if not isinstance(row, dict) or not isinstance(row.get("key"), str):
        shown = line[:60].decode(errors="replace").rstrip()
        raise StoreError(f"{path}:{number}: is not an episode, got {shown!r}", f"delete line {number} and run again")
    return row
