"""Transcripts: each format by hand, told by its content, packed or not, and bad rows named or passed over."""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import Any

import pytest
import zstandard

from commonground.conversation.jsonl import write
from commonground.conversation.record import ASSISTANT, SYSTEM, USER, Conversation, Turn
from commonground.conversation.transcripts import FORMATS, read_transcripts, sniff
from commonground.errors import InputError, MissingExtraError, UnknownNameError

SAID = (Turn(USER, "Hello."), Turn(ASSISTANT, "Hi there."))
OPENAI = {
    "id": "a",
    "messages": [{"role": "user", "content": "Hello."}, {"role": "assistant", "content": "Hi there."}],
    "lang": "en",
}
SHAREGPT = {
    "id": "a",
    "conversations": [{"from": "human", "value": "Hello."}, {"from": "gpt", "value": "Hi there."}],
    "lang": "en",
}
WILDCHAT = {
    "conversation_hash": "a", "lang": "en",
    "conversation": [{"role": "user", "content": "Hello."}, {"role": "assistant", "content": "Hi there.", "toxic": False}],
}  # fmt: skip
ROWS = {"openai": OPENAI, "sharegpt": SHAREGPT, "wildchat": WILDCHAT}
TSV = "user\tHello.\nassistant\tHi there.\n\nuser\tBye.\n"


def jsonl(path: Path, *rows: Any) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("whole", [True, False])
def test_rows_of_each_format(tmp_path: Path, name: str, whole: bool) -> None:
    path = tmp_path / "file"
    path.write_text(json.dumps([ROWS[name]] * 2, indent=1)) if whole else jsonl(path, ROWS[name], ROWS[name])
    assert sniff(path) == name
    found = list(read_transcripts(path))
    assert [(one.turns, one.id, dict(one.meta)) for one in found] == [(SAID, "a", {"lang": "en"})] * 2


def test_our_own_rows(tmp_path: Path) -> None:
    conversation = Conversation(SAID, id="x")
    write(tmp_path / "own.jsonl", [conversation])
    assert sniff(tmp_path / "own.jsonl") == "commonground"
    assert list(read_transcripts(tmp_path / "own.jsonl")) == [conversation]


def test_lines_of_speaker_and_text(tmp_path: Path) -> None:
    path = tmp_path / "talk.tsv"
    path.write_bytes(b"\xef\xbb\xbf" + TSV.encode())
    first, second = read_transcripts(path)
    assert (first.turns, first.id) == (SAID, "1")
    assert (second.turns, second.id) == ((Turn(USER, "Bye."),), "2")


def test_a_text_may_hold_tabs_and_be_empty(tmp_path: Path) -> None:
    (tmp_path / "talk").write_text("a\tx\ty\nb\t\n")
    (found,) = read_transcripts(tmp_path / "talk")
    assert found.turns == (Turn("a", "x\ty"), Turn("b", ""))


def corpus(folder: Path) -> Path:
    folder.mkdir()
    utterances = [
        {"id": "3", "conversation_id": "1", "speaker": "bob", "text": "Hi.", "timestamp": 20, "reply-to": "1"},
        {"id": "1", "conversation_id": "1", "speaker": "ann", "text": "Hello.", "timestamp": 10, "reply-to": None},
        {"id": "2", "root": "2", "user": {"id": "cy"}, "text": None, "timestamp": None},
    ]
    jsonl(folder / "utterances.jsonl", *utterances)
    (folder / "conversations.json").write_text(json.dumps({"1": {"topic": "tea"}}))
    return folder


def test_a_convokit_folder(tmp_path: Path) -> None:
    folder = corpus(tmp_path / "corpus")
    assert sniff(folder) == "convokit"
    first, second = read_transcripts(folder)
    assert (first.turns, first.id) == ((Turn("ann", "Hello.", time=10), Turn("bob", "Hi.", time=20)), "1")
    assert dict(first.meta) == {"topic": "tea"}
    assert (second.turns, second.id) == ((Turn("cy", ""),), "2")


def test_a_folder_of_files_in_the_order_of_their_names(tmp_path: Path) -> None:
    jsonl(tmp_path / "b.jsonl", OPENAI)
    (tmp_path / "a.tsv").write_text(TSV)
    (tmp_path / ".hidden").write_text("no transcript")
    assert [one.id for one in read_transcripts(tmp_path)] == ["1", "2", "a"]


@pytest.mark.parametrize("pack", [("gz", gzip.compress), ("zst", zstandard.compress)], ids=["gz", "zst"])
@pytest.mark.parametrize("name", [*ROWS, "tsv"])
def test_packed_files_are_unpacked(tmp_path: Path, name: str, pack: tuple[str, Any]) -> None:
    end, compress = pack
    content = TSV if name == "tsv" else json.dumps(ROWS[name]) + "\n"
    path = tmp_path / f"file.{end}"
    path.write_bytes(compress(content.encode()))
    assert sniff(path) == name
    assert next(read_transcripts(path)).turns == SAID


def test_zstandard_is_an_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zstandard", None)
    with pytest.raises(MissingExtraError) as caught:
        list(read_transcripts(tmp_path / "file.zst"))
    assert caught.value.hint == "pip install 'commonground[zstd]'"


@pytest.mark.parametrize("name", ["file.gz", "file.zst"])
@pytest.mark.parametrize("content", [gzip.compress(TSV.encode() * 99, mtime=0)[:-20], b"not packed"])
def test_a_packed_file_that_is_broken_is_named(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=r"file\.(gz|zst)"):
        list(read_transcripts(tmp_path / name, "tsv"))


@pytest.mark.parametrize("role", ["human", "GPT", "system", "observation"])
def test_sharegpt_names_speakers_in_many_ways(tmp_path: Path, role: str) -> None:
    path = jsonl(tmp_path / "f", {"conversations": [{"from": role, "value": "x"}]})
    (found,) = read_transcripts(path)
    assert found.turns[0].speaker in (USER, ASSISTANT, SYSTEM, "tool")


@pytest.mark.parametrize(
    ("time", "seconds"), [(5, 5.0), ("1970-01-01T00:01:00+00:00", 60.0), ("12.5", 12.5), (None, None)]
)
def test_times(tmp_path: Path, time: object, seconds: float | None) -> None:
    path = jsonl(tmp_path / "f", {"conversation": [{"role": "user", "content": None, "timestamp": time}]})
    (found,) = read_transcripts(path)
    assert (found.turns[0].text, found.turns[0].time) == ("", seconds)


BAD: list[tuple[str, Any, str]] = [
    ("openai", {"messages": [{"role": "king", "content": "x"}]}, "messages[0].role"),
    ("sharegpt", {"conversations": [{"from": "king", "value": "x"}]}, "conversations[0].from"),
    ("sharegpt", {"conversations": [{"from": "human"}]}, "conversations[0].value"),
    ("sharegpt", {"conversations": 5}, "conversations"),
    ("wildchat", {"conversation": [{"role": "user", "content": 5}]}, "conversation[0].content"),
    (
        "wildchat",
        {"conversation": [{"role": "user", "content": "x", "timestamp": "soon"}]},
        "conversation[0].timestamp",
    ),
]


@pytest.mark.parametrize(("name", "row", "field"), BAD)
def test_a_bad_row_is_named_or_passed_over(tmp_path: Path, name: str, row: Any, field: str) -> None:
    path = jsonl(tmp_path / "file.jsonl", ROWS[name], row, ROWS[name])
    with pytest.raises(InputError) as caught:
        list(read_transcripts(path))
    assert (caught.value.path, caught.value.line, caught.value.field) == (str(path), 2, field)
    passed: list[InputError] = []
    assert [one.turns for one in read_transcripts(path, bad=passed.append)] == [SAID, SAID]
    assert [error.field for error in passed] == [field]


def test_a_line_that_is_no_json_is_passed_over_too(tmp_path: Path) -> None:
    path = tmp_path / "file.jsonl"
    path.write_text(json.dumps(OPENAI) + "\n{\n" + json.dumps(OPENAI) + "\n")
    passed: list[InputError] = []
    assert len(list(read_transcripts(path, bad=passed.append))) == 2
    assert [error.line for error in passed] == [2]


def test_bad_lines_of_text(tmp_path: Path) -> None:
    path = tmp_path / "talk.tsv"
    path.write_bytes(b"user\tHello.\nno tab\n\tno speaker\nuser\t\xff\nassistant\tHi there.\n")
    with pytest.raises(InputError, match=r"talk\.tsv:2"):
        list(read_transcripts(path))
    passed: list[InputError] = []
    (found,) = read_transcripts(path, bad=passed.append)
    assert found.turns == SAID
    assert [error.line for error in passed] == [2, 3, 4]


@pytest.mark.parametrize("content", ["", "  \n", "just words\n", '{"text": "x"}\n', "[1, 2]", "[]"])
def test_what_is_no_transcript_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "file"
    path.write_text(content)
    with pytest.raises(InputError) as caught:
        list(read_transcripts(path))
    assert caught.value.hint


def test_a_format_by_name(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "f", {**OPENAI, **SHAREGPT})
    assert len(list(read_transcripts(path, "sharegpt"))) == 1
    with pytest.raises(UnknownNameError) as caught:
        list(read_transcripts(path, "xml"))
    assert all(name in caught.value.hint for name in FORMATS)


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        list(read_transcripts(tmp_path / "missing"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="holds no file"):
        list(read_transcripts(tmp_path / "empty"))
