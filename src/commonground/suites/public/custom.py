"""Tasks of the user's own, judged by a function of theirs: `checker(reply, fields)` returns True, False or a score 0..1."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from commonground.conversation.record import Conversation
from commonground.episodes.task import Task, Verdict
from commonground.errors import CheckerError
from commonground.suites.public.row import PublicRow, last_reply

Checker = Callable[[str, Mapping[str, object]], object]


def task(row: PublicRow, checker: Checker) -> Task:
    """Return the task: its instruction is the field `instruction`, its world the field `briefing`. Raises: InputError."""
    return Task(
        id=row.source.task_id, family=row.source.task, full=row.get("instruction", str), shards=row.source.shards,
        check=_checker(row, checker), reference=row.optional("reference"), briefing=row.optional("briefing"),
        world=row.source.task, required=frozenset(range(len(row.source.shards))), slow=True,
    )  # fmt: skip


def _checker(row: PublicRow, checker: Checker) -> Callable[[Conversation], Verdict]:
    name = row.source.task_id

    def check(conversation: Conversation) -> Verdict:
        reply = last_reply(conversation)
        try:
            score = checker(reply, row.source.fields)
        except Exception as error:
            raise CheckerError(f"{name}: the checker failed: {error!r}") from error
        if not isinstance(score, bool | int | float) or not 0 <= score <= 1:
            raise CheckerError(f"{name}: the checker gave {score!r} instead of True, False or a score 0..1")
        attempt = bool(reply.strip())
        return Verdict(
            float(score), None if score >= 1 else "other" if attempt else "malformed", reply or None, attempt
        )

    return check
