"""Math word problems (GSM8K): right when the last number of the reply is that of the reference."""

from __future__ import annotations

from commonground.conversation.record import Conversation
from commonground.episodes.task import Task, Verdict
from commonground.suites.math_answers import last_number, right_number
from commonground.suites.public.row import PublicRow, judged, last_reply

VERSION = "1"
_BRIEFING = "Solve the problem step by step. End with a line: #### N, N the answer as a plain number."


def task(row: PublicRow) -> Task:
    """Return the task. Raises: InputError."""
    question, answer = row.get("question", str), row.get("answer", str)
    if last_number(answer) is None:
        row.refuse("must be a text with a number", "answer")

    def check(conversation: Conversation) -> Verdict:
        found = last_number(last_reply(conversation))
        return judged(right_number(found, answer), found)

    return Task(
        id=row.source.task_id, family="math", full=question, shards=row.source.shards, check=check, reference=answer,
        briefing=_BRIEFING, world="math", required=frozenset(range(len(row.source.shards))),
    )  # fmt: skip
