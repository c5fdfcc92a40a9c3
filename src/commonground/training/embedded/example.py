"""One thing to learn from: messages, and which of them teach."""

from __future__ import annotations

from dataclasses import dataclass

Message = tuple[str, str]  # role (system, user, assistant, document) and text


@dataclass(frozen=True, slots=True)
class Example:
    """Messages of one kind of the diet (`role`). Every assistant message and every document teaches; user text does not."""

    role: str
    messages: tuple[Message, ...]


def ask(role: str, question: str, reply: str) -> Example:
    """Return a single exchange."""
    return Example(role, (("user", question), ("assistant", reply)))
