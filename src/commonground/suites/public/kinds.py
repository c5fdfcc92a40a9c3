"""From a public file to its tasks, whatever their kinds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from commonground.conversation.readers import read_lost_in_conversation
from commonground.episodes.task import Task
from commonground.errors import InputError
from commonground.suites.public import actions, code, custom, database, math, texts
from commonground.suites.public.custom import Checker
from commonground.suites.public.row import PublicRow

VERSIONS = {
    "math": math.VERSION, "actions": actions.VERSION, "database": database.VERSION, "translation": texts.VERSION,
    "data2text": texts.VERSION, "code": code.VERSION,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Allowed:
    """What some kinds of tasks need from the user: the folder of the databases, leave to run code, a checker of their own."""

    databases: Path | None = None
    code: bool = False
    checker: Checker | None = None


NOTHING = Allowed()


def read_tasks(path: Path, allowed: Allowed = NOTHING) -> tuple[Task, ...]:
    """Return the tasks of a Lost in Conversation file. Raises: InputError, MissingExtraError."""
    return tuple(make_task(row, allowed) for row in read_rows(path))


def read_rows(path: Path, sharded: bool = True) -> tuple[PublicRow, ...]:
    """Return the rows of a file; those that are yet to be sharded have no shards. Raises: InputError."""
    sources = read_lost_in_conversation(path, sharded)
    return tuple(PublicRow(str(path), line, source) for line, source in enumerate(sources, 1))


def make_task(row: PublicRow, allowed: Allowed = NOTHING) -> Task:
    """Return the task of a row. Raises: InputError, MissingExtraError."""
    if allowed.checker is not None:
        return custom.task(row, allowed.checker)
    match row.source.task:
        case "math":
            return math.task(row)
        case "actions":
            return actions.task(row)
        case "database":
            return database.task(row, allowed.databases)
        case "translation":
            return texts.translation(row)
        case "data2text":
            return texts.description(row)
        case "code":
            return code.task(row, allowed.code)
    known = ", ".join(VERSIONS)
    hint = f"keep the tasks of these kinds: {known}; or judge them with --checker MODULE:FUNCTION"
    if row.source.task == "summary":
        hint = f"summaries are judged by a model with a rubric of their own, which is not here; {hint}"
    raise InputError("no checker for this kind of task", path=row.path, line=row.line, field="task",
                     value=row.source.task, hint=hint)  # fmt: skip
