"""Rows on disk: the same values in each form, two files that belong together, and nothing half written."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from commonground.conversation.record import ASSISTANT, USER, Conversation, Turn
from commonground.errors import InputError, UsageError
from commonground.evaluation.corpus import Request, measure_corpus
from commonground.evaluation.rows import FORMS, Writer

SOME = [
    Conversation((Turn(USER, "the red house"), Turn(ASSISTANT, "a red one"), Turn(USER, "")), id="größer"),
    Conversation((Turn(USER, "alone"),)),
]


def written(path: Path) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    writer = Writer(path, ("lexical",))
    measure_corpus(SOME, Request(("lexical",), turns=True), tick=writer.write)
    assert not path.exists()
    writer.close()
    assert sorted(place.name for place in path.parent.iterdir()) == sorted(place.name for place in writer.paths)
    first, second = (read(place) for place in writer.paths)
    return first, second


def read(path: Path) -> list[dict[str, object]]:
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text().splitlines()]
    if path.suffix == ".csv":
        with path.open(newline="") as file:
            return [dict(row) for row in csv.DictReader(file)]
    from pyarrow import parquet

    rows: list[dict[str, object]] = parquet.read_table(path).to_pylist()
    return rows


@pytest.mark.parametrize("form", FORMS)
def test_each_form_holds_the_rows_of_conversations_and_of_turns(form: str, tmp_path: Path) -> None:
    conversations, turns = written(tmp_path / f"rows{form}")
    assert [row["number"] for row in conversations] in ([0, 1], ["0", "1"])
    assert conversations[0]["id"] == "größer"
    assert float(str(conversations[0]["lexical.repetition"])) == pytest.approx(1 / 6)
    assert conversations[1].get("lexical.repetition") in (None, "")
    assert [str(row["turn"]) for row in turns] == ["0", "1", "2"]
    assert [row["speaker"] for row in turns] == [USER, ASSISTANT, USER]
    assert float(str(turns[1]["lexical.repetition"])) == pytest.approx(1 / 3)
    assert turns[2].get("lexical.repetition") in (None, "")


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.csv, \.jsonl, \.parquet"):
        Writer(tmp_path / "rows.xlsx", ())


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        Writer(tmp_path / "none" / "rows.csv", ("lexical",))


def test_large_files_come_in_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pyarrow import parquet

    monkeypatch.setattr("commonground.evaluation.rows._GROUP", 4)
    writer = Writer(tmp_path / "rows.parquet", ("lexical",))
    measure_corpus(SOME * 5, Request(("lexical",)), tick=writer.write)
    writer.close()
    assert parquet.ParquetFile(tmp_path / "rows.parquet").num_row_groups == 3
