"""What a server says: server-sent events out of bytes, and pieces of a reply out of the JSON of each event.

Nothing here waits or raises for the network; a document that cannot be read is a ValueError.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TypeVar

from commonground.models.chat import Usage

_OPEN, _CLOSE = "<think>", "</think>"
_T = TypeVar("_T")


class EventStream:
    """Server-sent events out of bytes that arrive in any pieces, cut anywhere, within a line end or a character too.

    Only the data of events is kept, the lines of one event joined by line feeds; comments and other fields are skipped.
    Lines end in LF, CR or CRLF and are decoded whole, malformed UTF-8 as U+FFFD, as the standard has it (WHATWG HTML,
    9.2.6).
    """

    def __init__(self) -> None:
        self._unfinished = b""
        self._lines: list[str] = []

    def feed(self, arrived: bytes) -> list[str]:
        """Return the data of the events that `arrived` completes."""
        lines = (self._unfinished + arrived).splitlines(keepends=True)
        # A line that ends in CR is not over yet: the LF of a CRLF may be next.
        self._unfinished = lines.pop() if lines and not lines[-1].endswith(b"\n") else b""
        return [event for line in lines if (event := self._take(line)) is not None]

    def close(self) -> str:
        """Return the data of the event that was under way at the end, "" if there was none."""
        for line in self._unfinished.splitlines():
            if (event := self._take(line)) is not None:
                return event
        return "\n".join(self._lines)

    def _take(self, line: bytes) -> str | None:
        text = line.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").rstrip("\r\n")
        if not text:
            event, self._lines = self._lines, []
            return "\n".join(event) if event else None
        name, _, value = text.partition(":")
        if name == "data":
            self._lines.append(value.removeprefix(" "))
        return None


@dataclass(frozen=True, slots=True)
class Piece:
    """What one JSON text of an answer adds to the reply; `answers` is False when it holds no choice.

    `reasoning` is what a reasoning model thinks before it replies, where the server tells the two apart.
    """

    answers: bool
    text: str
    reasoning: str
    finish: str | None
    usage: Usage | None


def piece(document: object) -> Piece:
    """Return the piece that a completion, or one chunk of it, holds. Raises ValueError when it is neither."""
    choices = _member(document, "choices", list) or []
    choice: object = choices[0] if choices else {}
    said = _member(choice, "delta", dict) or _member(choice, "message", dict) or {}
    spent = _member(document, "usage", dict)
    return Piece(
        answers=bool(choices),
        text=_member(said, "content", str) or "",
        reasoning=_member(said, "reasoning_content", str) or _thought(said),
        finish=_member(choice, "finish_reason", str),
        usage=spent if spent is None else Usage(1, _count(spent, "prompt_tokens"), _count(spent, "completion_tokens")),
    )


def _thought(said: object) -> str:
    """Return the member `reasoning` where it is a text; some servers keep other things there."""
    reasoning = said.get("reasoning") if isinstance(said, dict) else None
    return reasoning if isinstance(reasoning, str) else ""


class Thinking:
    """Tells the reply from the reasoning before it: in a member of its own, or between <think> and </think> at the start."""

    def __init__(self) -> None:
        self.thought = ""
        self._held = ""
        self._read = self._opening

    def feed(self, piece: Piece) -> str:
        """Return what a piece adds to the reply; what it adds to the reasoning is kept in `thought`."""
        self.thought += piece.reasoning
        self._held += piece.text
        return self._read()

    def rest(self) -> str:
        """Return what is left at the end: a beginning that was no tag after all. Unfinished reasoning is no reply."""
        if self._read == self._inside:
            self.thought, self._held = self.thought + self._held.strip(), ""
        return self._held if self._read == self._opening else ""

    def _opening(self) -> str:
        begun = self._held.lstrip()
        if not begun.startswith(_OPEN) and _OPEN.startswith(begun):
            return ""
        if begun.startswith(_OPEN):
            self._held, self._read = begun.removeprefix(_OPEN), self._inside
        else:
            self._read = self._after
        return self._read()

    def _inside(self) -> str:
        if _CLOSE not in self._held:
            return ""
        thought, _, self._held = self._held.partition(_CLOSE)
        self.thought += thought.strip()
        self._read = self._between
        return self._read()

    def _between(self) -> str:
        self._held = self._held.lstrip()
        if self._held:
            self._read = self._after
        return self._after()

    def _after(self) -> str:
        text, self._held = self._held, ""
        return text


def _count(spent: object, name: str) -> int:
    return _member(spent, name, int) or 0


def _member(document: object, name: str, kind: type[_T]) -> _T | None:
    """Return the member `name`, None where absent or null. Raises ValueError when either is of another kind."""
    if not isinstance(document, dict):
        raise ValueError(f"expected an object with {name}, got {type(document).__name__}")
    value = document.get(name)
    if value is None or isinstance(value, kind):
        return value
    raise ValueError(f"{name} should be {kind.__name__}, is {type(value).__name__}")


def complaint(document: object) -> tuple[str, int | None] | None:
    """Return the message and, where known, the status of an error object; None when it is none."""
    if not isinstance(document, dict):
        return None
    error = document if document.get("object") == "error" else document.get("error")
    if not error:
        return None
    if not isinstance(error, dict):
        return str(error), None
    status = error.get("code")
    known = isinstance(status, int) and 400 <= status < 600
    return str(error.get("message") or error), status if known else None


def message(body: str) -> str:
    """Return what the JSON body of a refusal gives as its reason; "" where it is not JSON, such as a web page."""
    if not is_json(body):
        return ""
    document = json.loads(body)
    found = complaint(document)
    if found is not None:
        return found[0]
    return str(document.get("message") or document.get("detail") or "") if isinstance(document, dict) else ""


def is_json(text: str) -> bool:
    """Return whether a text is JSON."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
