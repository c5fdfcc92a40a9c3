"""One thing to learn from: messages, and which of them teach."""

from __future__ import annotations

from dataclasses import dataclass

Message = tuple[str, str]  # role (system, user, assistant, said, document) and text
SAID = "said"  # by the assistant before, under another note or none: it stands there and does not teach


@dataclass(frozen=True, slots=True)
class Example:
    """Messages of one kind of the diet (`role`). Every assistant message and every document teaches; user text, and what was
    `SAID`, does not.

    `early` are replies to beginnings of the user's one message, each with that beginning's length in characters. None of them
    sees another, nor does what follows: one long text teaches as many replies as it has such places.
    """

    role: str
    messages: tuple[Message, ...]
    early: tuple[tuple[int, str], ...] = ()


def ask(role: str, question: str, reply: str) -> Example:
    """Return a single exchange."""
    return Example(role, (("user", question), ("assistant", reply)))
