"""A task as it stands in a public file: its fields by name and kind, and errors that say where they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn, TypeVar

from commonground.conversation.readers import SourceTask
from commonground.conversation.record import ASSISTANT, Conversation
from commonground.episodes.task import Verdict
from commonground.errors import InputError

T = TypeVar("T")
_KINDS: dict[type, str] = {str: "a text", list: "a list", dict: "an object"}


@dataclass(frozen=True, slots=True)
class PublicRow:
    """Row `line` (counted from 1) of the file at `path`."""

    path: str
    line: int
    source: SourceTask

    def get(self, name: str, kind: type[T]) -> T:
        """Return a field of a kind (str, list, dict). Raises: InputError where it is absent or another."""
        value = self.source.fields.get(name)
        if not isinstance(value, kind):
            self.refuse(f"must be {_KINDS[kind]}", name)
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts. Raises: InputError where it is another thing, or empty."""
        found = self.get(name, list)
        if not found or not all(isinstance(one, str) for one in found):
            self.refuse("must be a list of texts, not empty", name)
        return tuple(found)

    def optional(self, name: str) -> str:
        """Return a text, "" where it is absent or null. Raises: InputError where it is another thing."""
        return "" if self.source.fields.get(name) is None else self.get(name, str)

    def refuse(self, problem: str, name: str, hint: str = "") -> NoReturn:
        """Raises: InputError that names the file, the row, the field and its value."""
        value = self.source.fields.get(name)
        raise InputError(problem, path=self.path, line=self.line, field=name, value=value, hint=hint)


def last_reply(conversation: Conversation) -> str:
    """Return the last thing that the assistant said, "" where it said nothing."""
    replies = conversation.by(ASSISTANT)
    return replies[-1].text if replies else ""


def judged(right: bool, answer: str | None) -> Verdict:
    """Return the verdict on an answer as it was read; None is no attempt."""
    return Verdict(
        float(right), None if right else "malformed" if answer is None else "other", answer, answer is not None
    )


def fenced(reply: str, *languages: str) -> str | None:
    """Return what stands in the last fenced block of a reply, in one of the languages or none; None without a block."""
    found: str | None = None
    inside: list[str] | None = None
    for line in reply.splitlines():
        mark = line.strip()
        if inside is None and mark.startswith("```") and mark[3:].strip().casefold() in ("", *languages):
            inside = []
        elif inside is not None and mark == "```":
            found, inside = "\n".join(inside), None
        elif inside is not None:
            inside.append(line)
    return found
