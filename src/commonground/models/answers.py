"""What a server says: server-sent events out of bytes, and pieces of a reply out of the JSON of each event.

Nothing here waits or raises for the network. `EventStream` cuts bytes into events, `Answer` folds their JSON.
"""

from __future__ import annotations

import json
import typing
from collections.abc import Sequence

import msgspec

from commonground.models.chat import Usage

DONE = "[DONE]"  # what stands in place of JSON at the end
_OPEN, _CLOSE = "<think>", "</think>"


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
        held = self._unfinished + arrived
        # A line that ends in CR is not over yet: the LF of a CRLF may be next.
        end = max(held.rfind(b"\n"), held.rfind(b"\r", 0, -1)) + 1
        self._unfinished = held[end:]
        return self._take(held[:end]) if end else []

    def close(self) -> str:
        """Return the data of the event that was under way at the end, "" if there was none."""
        last, self._unfinished = self._unfinished, b""
        events = self._take(last + b"\n")
        return events[0] if events else "\n".join(self._lines)

    def _take(self, whole: bytes) -> list[str]:
        """Return the data of the events that these whole lines complete."""
        text = whole.decode("utf-8", "replace").removeprefix("\ufeff")
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        events = []
        for line in text[:-1].split("\n"):
            if line.startswith("data:"):
                self._lines.append(line[6:] if line.startswith("data: ") else line[5:])
            elif line == "data":
                self._lines.append("")
            elif not line and self._lines:
                events.append("\n".join(self._lines))
                self._lines = []
        return events


class ComplaintError(Exception):
    """The server reports an error instead of going on, with a status where it gives one."""

    def __init__(self, message: str, status: int | None) -> None:
        super().__init__(message)
        self.message, self.status = message, status


class UnreadableError(Exception):
    """A document that is no piece of an answer; the message says why."""

    def __init__(self, document: str, why: str) -> None:
        super().__init__(why)
        self.document = document


class Answer:
    """The fold of an answer's documents: what was said, thought and spent, and how it ended.

    `begun`: there was a choice. `over`: the server said that nothing follows. `error`: what ended it instead; what was said
    before it stands, however the bytes were cut.
    """

    def __init__(self) -> None:
        self.begun = self.over = False
        self.finish: str | None = None
        self.usage = Usage(calls=1)
        self.error: ComplaintError | UnreadableError | None = None
        self._thinking = Thinking()

    @property
    def thought(self) -> str:
        """Return the reasoning so far."""
        return self._thinking.thought

    def take(self, documents: Sequence[str]) -> str:
        """Return the text that these documents add to the reply, up to an error."""
        texts, reasoning = [], ""
        for document in documents:
            if document == DONE:
                self.over, self.finish = True, self.finish or "stop"  # some servers never give the reason
                break
            try:
                content = _read(document)
            except (ComplaintError, UnreadableError) as error:
                self.error = error
                break
            if content.usage:
                self.usage = Usage(1, content.usage.prompt_tokens or 0, content.usage.completion_tokens or 0)
            if content.choices:
                choice = content.choices[0]
                said = choice.delta or choice.message or _NOTHING
                self.begun, self.finish = True, choice.finish_reason or self.finish
                texts.append(said.content or "")
                reasoning += said.thought
        return self._thinking.feed("".join(texts), reasoning)

    def rest(self) -> str:
        """Return what is left to say at the end."""
        return self._thinking.rest()


class _Said(msgspec.Struct):
    """What a choice says: `reasoning_content` or `reasoning` is what a reasoning model thinks before it replies."""

    content: str | None = None
    reasoning_content: str | None = None
    reasoning: object = None  # some servers keep other things than text there

    @property
    def thought(self) -> str:
        return self.reasoning_content or (self.reasoning if isinstance(self.reasoning, str) else "")


class _Choice(msgspec.Struct):
    delta: _Said | None = None
    message: _Said | None = None
    finish_reason: str | None = None


class _Spent(msgspec.Struct):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class _Document(msgspec.Struct):
    """A completion, a chunk of one, or an error: what is read of them."""

    choices: list[_Choice] | None = None
    usage: _Spent | None = None
    object: str | None = None
    error: typing.Any = None


_decode = msgspec.json.Decoder(_Document).decode
_NOTHING = _Said()


def _read(document: str) -> _Document:
    try:
        content = _decode(document)
        found = complaint(json.loads(document)) if content.error or content.object == "error" else None
    except (ValueError, RecursionError, msgspec.MsgspecError) as error:
        raise UnreadableError(document, str(error)) from error
    if found is not None:
        raise ComplaintError(*found)
    return content


class Thinking:
    """Tells the reply from the reasoning before it: in a member of its own, or between <think> and </think> at the start."""

    def __init__(self) -> None:
        self.thought = ""
        self._held = ""
        self._read = self._opening

    def feed(self, text: str, reasoning: str) -> str:
        """Return what new text adds to the reply; what it adds to the reasoning is kept in `thought`."""
        self.thought += reasoning
        self._held += text
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
