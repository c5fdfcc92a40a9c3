"""The parser of what servers say: any bytes cut anywhere, any JSON, and reasoning told from the reply."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.models.answers import (
    DONE,
    Answer,
    ComplaintError,
    EventStream,
    Thinking,
    UnreadableError,
    complaint,
    message,
)
from commonground.models.chat import Usage

# Events


def parsed(*pieces: bytes) -> list[str]:
    stream = EventStream()
    found = [event for piece in pieces for event in stream.feed(piece)]
    return [*found, rest] if (rest := stream.close()) else found


@pytest.mark.parametrize(
    ("sent", "events"),
    [
        (b"data: a\n\ndata: b\n\n", ["a", "b"]),
        (b"data: a\r\n\r\ndata: b\r\n\r\n", ["a", "b"]),
        (b"data: a\r\rdata: b\r\r", ["a", "b"]),
        (b"data: a\ndata: b\n\n", ["a\nb"]),
        (b"data:a\n\ndata:  b\n\n", ["a", " b"]),
        (b": comment\n\ndata: a\n:another\ndata: b\n\n", ["a\nb"]),
        (b"event: x\nid: 1\nretry: 5\ndata: a\n\n", ["a"]),
        (b"\xef\xbb\xbfdata: a\n\n", ["a"]),
        (b"data: a: b\n\n", ["a: b"]),
        (b"data\n\n", []),
        (b"\n\n\n", []),
        (b"data: a\n", ["a"]),
        (b"data: a", ["a"]),
        (b"data: a\r\n\r", ["a"]),
        ("data: a\u2028b\x85c\x0bd\n\n".encode(), ["a\u2028b\x85c\x0bd"]),
        (b"data: \xff\n\n", ["\ufffd"]),
    ],
)
def test_events_are_read_as_the_standard_says(sent: bytes, events: list[str]) -> None:
    assert [event for event in parsed(sent) if event] == events


WHOLE = '\ufeffdata: größer 😀\r\n\r\n: c\rdata: {"a":\ndata: 1}\r\n\ndata: [DONE]\n\n'.encode()
READ = ["größer 😀", '{"a":\n1}', "[DONE]"]


@pytest.mark.parametrize("at", range(len(WHOLE) + 1))
def test_a_cut_at_any_byte_changes_nothing(at: int) -> None:
    assert parsed(WHOLE[:at], WHOLE[at:]) == READ


def test_byte_by_byte_changes_nothing() -> None:
    assert parsed(*(WHOLE[at : at + 1] for at in range(len(WHOLE)))) == READ


LINES = st.sampled_from([b"data: a", b"data:", b"data: \xc3\xa9\xf0\x9f\x98\x80", b":c", b"event: e", b"", b"", b"x"])
ENDS = st.sampled_from([b"\n", b"\r", b"\r\n"])


@given(st.lists(st.tuples(LINES, ENDS)), st.lists(st.integers(0, 200)))
def test_any_stream_cut_anywhere_reads_the_same(lines: list[tuple[bytes, bytes]], cuts: list[int]) -> None:
    whole = b"".join(line + end for line, end in lines)
    places = [0, *sorted(min(cut, len(whole)) for cut in cuts), len(whole)]
    pieces = [whole[start:end] for start, end in pairwise(places)]
    assert parsed(*pieces) == parsed(whole)


@given(st.lists(st.text().filter(lambda text: not set(text) & set("\r\n") and text), min_size=1), ENDS)
def test_what_was_written_is_read(texts: list[str], end: bytes) -> None:
    sent = b"".join(b"data: " + text.encode() + end + end for text in texts)
    assert parsed(sent) == texts


@given(st.binary())
def test_no_bytes_upset_the_parser(noise: bytes) -> None:
    assert all(isinstance(event, str) for event in parsed(noise))


# Pieces


def taken(*documents: object) -> tuple[str, Answer]:
    answer = Answer()
    return answer.take([text if isinstance(text, str) else json.dumps(text) for text in documents]), answer


def test_a_chunk_and_a_whole_completion_are_read_alike() -> None:
    said, answer = taken({"choices": [{"delta": {"content": "so", "reasoning_content": "hm"}, "finish_reason": None}]})
    assert (said, answer.thought, answer.begun, answer.finish, answer.usage) == ("so", "hm", True, None, Usage(1))
    whole = {"choices": [{"message": {"content": "so"}, "finish_reason": "stop"}], "usage": {"prompt_tokens": 3}}
    said, answer = taken(whole)
    assert (said, answer.thought, answer.begun, answer.finish, answer.usage) == ("so", "", True, "stop", Usage(1, 3, 0))


def test_documents_fold_in_any_parts() -> None:
    documents = [json.dumps({"choices": [{"delta": {"content": text}}]}) for text in ("a", "<think>", "b", "c")]
    whole, parts = Answer(), Answer()
    said = whole.take([*documents, DONE])
    assert said + whole.rest() == "a<think>bc"
    assert "".join(parts.take([document]) for document in [*documents, DONE]) == said
    assert (whole.over, whole.finish, parts.over, parts.finish) == (True, "stop") * 2


@pytest.mark.parametrize(
    "document",
    ["[]", "1", "{", {"choices": {}}, {"choices": [1]}, {"choices": [{"delta": {"content": 5}}]}, "[" * 9999],
)
def test_what_is_no_chunk_is_an_error_and_what_was_said_before_it_stands(document: object) -> None:
    said, answer = taken(
        {"choices": [{"delta": {"content": "so"}}]}, document, {"choices": [{"delta": {"content": "!"}}]}
    )
    assert said == "so"
    assert isinstance(answer.error, UnreadableError)
    assert str(answer.error)


def test_an_error_object_is_a_complaint() -> None:
    _, answer = taken({"error": {"message": "no", "code": 429}})
    assert isinstance(answer.error, ComplaintError)
    assert (answer.error.message, answer.error.status, answer.begun) == ("no", 429, False)


def test_reasoning_that_is_no_text_is_passed_over() -> None:
    assert taken({"choices": [{"delta": {"reasoning": {"effort": "low"}}}]})[1].thought == ""
    assert taken({"choices": [{"delta": {"reasoning": "hm"}}]})[1].thought == "hm"


def test_complaints_are_found_in_each_form() -> None:
    assert complaint({"error": {"message": "no", "code": 429}}) == ("no", 429)
    assert complaint({"error": "no"}) == ("no", None)
    assert complaint({"object": "error", "message": "no", "code": 1}) == ("no", None)
    assert complaint({"choices": []}) is None
    assert message(json.dumps({"detail": "gone"})) == "gone"
    assert message("<html>") == ""


# Reasoning


def told(*texts: str) -> tuple[str, str]:
    thinking = Thinking()
    said = "".join(thinking.feed(text, "") for text in texts)
    return said + thinking.rest(), thinking.thought


@given(
    st.lists(st.integers(0, 40)),
    st.sampled_from(["<think>a b</think>c d", "no tag", "<thin", "  <think>a</think> b", "", "<b>x"]),
)
def test_cuts_do_not_matter(cuts: list[int], whole: str) -> None:
    places = [0, *sorted(min(cut, len(whole)) for cut in cuts), len(whole)]
    assert told(*(whole[start:end] for start, end in pairwise(places))) == told(whole)


@pytest.mark.parametrize(
    ("whole", "expected"),
    [
        ("<think>a b</think>\n\nc", ("c", "a b")),
        ("plain", ("plain", "")),
        ("see <think>", ("see <think>", "")),
        ("<think>never ends", ("", "never ends")),
        ("<thin", ("<thin", "")),
        ("  indented", ("  indented", "")),
        ("<think></think>x", ("x", "")),
    ],
)
def test_reasoning_stands_between_tags_at_the_start(whole: str, expected: tuple[str, str]) -> None:
    assert told(whole) == expected
