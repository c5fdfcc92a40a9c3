"""Stored rows: what is small is in memory, what is large is read when it is asked for, and a row reads as it was written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from commonground.errors import StoreError
from commonground.runs.rows import LARGE, StoredRow, lines, stored_rows

ROW = {
    "key": "a",
    "task": "t/1",
    "conversation": {"turns": ["x" * 500]},
    "full": "Make tea.",
    "revealed": [0, 1],
    "any": 1,
}


def written(folder: Path, *rows: dict[str, object], torn: bytes = b"") -> Path:
    path = folder / "episodes.jsonl"
    path.write_bytes(b"".join(json.dumps(row).encode() + b"\n" for row in rows) + torn)
    return path


def test_large_fields_stay_on_the_disk_until_they_are_asked_for(tmp_path: Path) -> None:
    first, second = stored_rows(written(tmp_path, ROW, {**ROW, "key": "ö", "full": "Größer."}))
    assert not LARGE & set(first)
    assert {name: first[name] for name in ROW} == ROW
    assert (second["key"], second["full"], second["any"]) == ("ö", "Größer.", 1)
    assert "conversation" not in first  # asking keeps nothing


def test_a_field_that_no_row_has_is_a_key_error(tmp_path: Path) -> None:
    (row,) = stored_rows(written(tmp_path, {"key": "a"}))
    for name in ("other", "conversation"):
        with pytest.raises(KeyError, match=name):
            row[name]


def test_half_a_line_at_the_end_is_no_row(tmp_path: Path) -> None:
    path = written(tmp_path, ROW, torn=b'{"key": "b"')
    assert [row["key"] for row in stored_rows(path)] == ["a"]
    assert [(start, number) for start, number, _ in lines(path)] == [(0, 1)]


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, ROW)
    path.write_bytes(path.read_bytes() + b"[1]\n")
    with pytest.raises(StoreError, match=r"episodes\.jsonl:2: is not an episode"):
        list(stored_rows(path))


def test_there_are_no_rows_where_there_is_no_file(tmp_path: Path) -> None:
    assert list(stored_rows(tmp_path / "none")) == []


def test_names_that_rows_share_are_kept_once(tmp_path: Path) -> None:
    first, second = stored_rows(written(tmp_path, ROW, {**ROW, "key": "b"}))
    assert first["task"] is second["task"]
    assert isinstance(first, StoredRow)
