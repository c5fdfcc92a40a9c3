"""Rows of a corpus on disk: CSV, JSON lines or Parquet by the name of the file, whole whenever the writing ends.

Two files: a row for each conversation in the one that is named, a row for each turn beside it (`chats.csv`,
`chats.turns.csv`). Both are written beside their place and moved there at the end, also where the run is stopped.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Protocol

from commonground.conversation.nodes import unusable
from commonground.errors import MissingExtraError, UsageError
from commonground.evaluation.corpus import Measured
from commonground.measures.registry import chosen
from commonground.measures.result import SIDES

FORMS = (".csv", ".jsonl", ".parquet")
_GROUP = 5_000  # rows of one row group of a Parquet file
Row = Mapping[str, object]


class _Form(Protocol):
    def write(self, row: Row) -> None: ...

    def close(self) -> None: ...


class Writer:
    """Writes the rows of conversations and turns; `close` puts both files in place. Raises: InputError, UsageError."""

    def __init__(self, path: Path, names: Sequence[str]) -> None:
        """Open both files. Raises: UsageError for another ending, MissingExtraError for Parquet without its extra."""
        if path.suffix not in FORMS:
            raise UsageError(
                f"cannot write {path.name!r}: its ending is none of {', '.join(FORMS)}", "name it rows.csv"
            )
        measures = [card.name for own in chosen(names) for card in own.cards]
        sided = [column for name in measures for column in (name, *(f"{name}.{side}" for side in SIDES))]
        self.paths = (path, path.with_name(f"{path.stem}.turns{path.suffix}"))
        self._partial = [place.with_name(f".{place.name}.{os.getpid()}.partial") for place in self.paths]
        try:
            self._conversations = _form(self._partial[0], ("number", "id", "group"), sided)
            self._turns = _form(self._partial[1], ("conversation", "id", "turn", "speaker"), measures)
        except OSError as error:
            raise unusable(path, "written", error) from error

    def write(self, row: Measured) -> None:
        """Write a conversation and its turns. Raises: InputError when the disk does not take it."""
        try:
            head = {"number": row.number, "id": row.id, "group": None if row.group is None else str(row.group)}
            self._conversations.write({**head, **row.values})
            for turn in row.turns:
                self._turns.write({"conversation": row.number, "id": row.id, **turn})
        except OSError as error:
            raise unusable(self.paths[0], "written", error) from error

    def close(self) -> None:
        """Finish both files and put them in place. Raises: InputError when the disk does not take it."""
        try:
            for form, partial, path in zip((self._conversations, self._turns), self._partial, self.paths, strict=True):
                form.close()
                partial.replace(path)
        except OSError as error:
            raise unusable(self.paths[0], "written", error) from error


def _form(path: Path, texts: Sequence[str], numbers: Sequence[str]) -> _Form:
    ending = path.name.removesuffix(".partial").rpartition(".")[0]
    if ending.endswith(".csv"):
        return _Csv(path.open("w", newline="", encoding="utf-8"), (*texts, *numbers))
    if ending.endswith(".jsonl"):
        return _Jsonl(path.open("w", encoding="utf-8"))
    return _Parquet(path, texts, numbers)


class _Csv:
    def __init__(self, file: IO[str], columns: Sequence[str]) -> None:
        self._file, self._writer = file, csv.DictWriter(file, columns, restval="")
        self._writer.writeheader()

    def write(self, row: Row) -> None:
        self._writer.writerow(row)

    def close(self) -> None:
        self._file.close()


class _Jsonl:
    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, row: Row) -> None:
        known = {name: value for name, value in row.items() if value is not None}
        self._file.write(json.dumps(known, ensure_ascii=False) + "\n")

    def close(self) -> None:
        self._file.close()


class _Parquet:
    def __init__(self, path: Path, texts: Sequence[str], numbers: Sequence[str]) -> None:
        try:
            import pyarrow as pa
            from pyarrow import parquet
        except ImportError as error:
            raise MissingExtraError("Parquet files", "table") from error
        whole = {"number", "conversation", "turn"}
        fields = [(name, pa.int64() if name in whole else pa.string()) for name in texts]
        schema = pa.schema([*fields, *((name, pa.float64()) for name in numbers)])
        self._table, self._writer = pa.Table, parquet.ParquetWriter(path, schema)
        self._waiting: list[Row] = []

    def write(self, row: Row) -> None:
        self._waiting.append(row)
        if len(self._waiting) == _GROUP:
            self._flush()

    def close(self) -> None:
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        columns = self._writer.schema.names
        rows = [{name: row.get(name) for name in columns} for row in self._waiting]
        self._writer.write_table(self._table.from_pylist(rows, schema=self._writer.schema))
        self._waiting = []
