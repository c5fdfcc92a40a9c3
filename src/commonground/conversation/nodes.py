"""JSON from outside: files read line by line or whole, packed or not, and values that know where they stand.

A refusal names file, line, field and value. Files that end in .gz or .zst are unpacked while they are read.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BufferedReader
from math import isfinite
from pathlib import Path
from typing import IO, NoReturn, TypeVar

from commonground.errors import InputError, MissingExtraError

T = TypeVar("T")
Bad = Callable[[InputError], None]  # is told of a row that is passed over


@dataclass(frozen=True, slots=True)
class Node:
    """A JSON value and where it stands: reads typed fields, or raises InputError naming path, line and field."""

    value: object
    path: str = ""
    line: int | None = None
    field: str = ""

    def refuse(self, problem: str, hint: str = "") -> NoReturn:
        """Raise the InputError that names this place and shows its value."""
        problem += ", got null" if self.value is None else ""
        raise InputError(problem, path=self.path, line=self.line, field=self.field, value=self.value, hint=hint)

    def fields(self) -> dict[str, object]:
        """Return the value as an object."""
        if not isinstance(self.value, dict):
            self.refuse("must be an object")
        return self.value

    def optional(self, key: str) -> Node | None:
        """Return the field `key`, or None where it is absent."""
        fields = self.fields()
        return self._child(f".{key}" if self.field else key, fields[key]) if key in fields else None

    def get(self, key: str) -> Node:
        """Return the field `key`, which must be there."""
        found = self.optional(key)
        if found is None:
            where = f"{self.field}.{key}" if self.field else key
            has = ", ".join(self.fields()) or "no field"
            raise InputError("is missing", path=self.path, line=self.line, field=where, hint=f"the object has: {has}")
        return found

    def items(self) -> list[Node]:
        """Return the elements of a list."""
        if not isinstance(self.value, list):
            self.refuse("must be a list")
        return [self._child(f"[{index}]", item) for index, item in enumerate(self.value)]

    def text(self) -> str:
        """Return the value as text."""
        if not isinstance(self.value, str):
            self.refuse("must be text")
        return self.value

    def whole(self) -> int:
        """Return the value as a whole number; true and false are none."""
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            self.refuse("must be a whole number")
        return self.value

    def number(self) -> float:
        """Return the value as a number; true and false are none."""
        if not isinstance(self.value, (int, float)) or isinstance(self.value, bool):
            self.refuse("must be a number")
        return self.value

    def only(self, *known: str) -> None:
        """Refuse fields that are not `known`: dropping them in silence would lose what they hold."""
        for key in self.fields():
            if key not in known:
                self._child(f".{key}" if self.field else key, self.fields()[key]).refuse(
                    "is not a field of the record", f"choose from: {', '.join(known)}; anything else goes under meta"
                )

    def _child(self, step: str, value: object) -> Node:
        return Node(value, self.path, self.line, self.field + step)


def opened(path: str | os.PathLike[str]) -> IO[bytes]:
    """Return the file for reading, unpacked where its name ends in .gz or .zst.

    Raises: OSError; MissingExtraError where zstandard is needed and not installed.
    """
    name = os.fspath(path)
    if name.endswith(".gz"):
        return BufferedReader(gzip.open(name, "rb"))
    if name.endswith(".zst"):
        try:
            import zstandard
        except ImportError as error:
            raise MissingExtraError(f"reading {name}", "zstd") from error
        return BufferedReader(zstandard.open(name, "rb"))
    return Path(name).open("rb")


def nodes(path: str | os.PathLike[str], bad: Bad | None = None) -> Iterator[Node]:
    """Yield the JSON value of each line of a file, with its place. Blank lines are passed over.

    Raises: InputError, while iterating, when the file cannot be read, is empty, or a line is not JSON in UTF-8; a bad line
    is told to `bad` instead, where it is given.
    """
    empty = True
    for number, line in lines(path):
        if line.strip():
            empty = False
            try:
                yield decode(line, str(path), number)
            except InputError as error:
                if bad is None:
                    raise
                bad(error)
    if empty:
        raise InputError("is empty", path=str(path), hint="a file holds at least one JSON object, on a line of its own")


def _unreadable() -> tuple[type[Exception], ...]:
    """Return what reading may raise: the system's errors, and those of packed files that are cut off or damaged."""
    zstandard = sys.modules.get("zstandard")
    return (OSError, EOFError, zlib.error, *((zstandard.ZstdError,) if zstandard else ()))


def lines(path: str | os.PathLike[str]) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of a file with their numbers, from 1. Raises: InputError, while iterating, when it cannot be read."""
    try:
        with opened(path) as file:
            yield from enumerate(file, start=1)
    except _unreadable() as error:
        raise unusable(path, "read", error) from error


def each(rows: Iterable[Node], make: Callable[[Node], T], bad: Bad | None = None) -> Iterator[T]:
    """Yield what `make` makes of each row. Raises: InputError of a bad row, or tells it to `bad`, where it is given."""
    for row in rows:
        try:
            made = make(row)
        except InputError as error:
            if bad is None:
                raise
            bad(error)
        else:
            yield made


def document(path: str | os.PathLike[str]) -> Node:
    """Return the JSON value of a whole file.

    Raises: InputError when the file cannot be read, is empty, or is not JSON in UTF-8.
    """
    try:
        with opened(path) as file:
            content = file.read()
    except _unreadable() as error:
        raise unusable(path, "read", error) from error
    if not content.strip():
        raise InputError("is empty", path=str(path), hint="a JSON list of objects was expected")
    return decode(content, str(path))


def decode(content: bytes, path: str, line: int | None = None) -> Node:
    """Return the JSON value that `content` spells. NaN and Infinity, which are not JSON, are refused.

    Raises: InputError when it is not UTF-8 or not JSON; for a whole document (no `line`) it names the line it broke on.
    """
    text = _utf8(content, path, line)
    try:
        return Node(json.loads(text, parse_float=_finite, parse_constant=_finite), path, line)
    except json.JSONDecodeError as error:
        near = text[max(0, error.pos - 20) : error.pos + 20]
        at = error.lineno if line is None else line
        problem = f"is not JSON ({error.msg} at column {error.colno})"
        raise InputError(problem, path=path, line=at, value=near, hint=_HINT) from error
    except (ValueError, RecursionError) as error:  # NaN, a number of thousands of digits, thousands of nested lists
        raise InputError(f"is not JSON that can be read ({error})", path=path, line=line, hint=_HINT) from error


_HINT = "each line must be one whole JSON object; a file that was cut off while copying ends like this"


def _utf8(content: bytes, path: str, line: int | None) -> str:
    try:
        return content.decode("utf-8-sig")  # a byte order mark, as some editors leave it, is passed over
    except UnicodeDecodeError as error:
        near = content[max(0, error.start - 10) : error.start + 10]
        at = content.count(b"\n", 0, error.start) + 1 if line is None else line
        raise InputError(
            "is not UTF-8", path=path, line=at, value=near, hint="convert it with iconv -t utf-8"
        ) from error


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError(f"{text} is not a JSON number")
    return number


def unusable(path: str | os.PathLike[str], verb: str, error: Exception) -> InputError:
    """Return the error for a file that the system refuses."""
    hint = "check the path" if isinstance(error, (FileNotFoundError, NotADirectoryError)) else ""
    hint = "give a file, not a folder" if isinstance(error, IsADirectoryError) else hint
    hint = "check who may use it: ls -l" if isinstance(error, PermissionError) else hint
    reason = getattr(error, "strerror", None) or str(error)
    return InputError(f"cannot be {verb} ({reason})", path=str(path), hint=hint)
