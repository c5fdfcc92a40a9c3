"""Gradual reveal: the same task at once and turn by turn, bare and mediated ("LLMs Get Lost", arXiv 2505.06120).

Conditions: FULL, CONCAT, SHARDED, RECAP, SNOWBALL and USER-ONLY as in the paper and its successors, and LATE, a control:
the complete request after two unrelated ones in the same chat. Family `lookup` decomposes and is the negative control;
family `pick` has a user who points at what the assistant listed.
"""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path

from commonground.conversation.readers import SourceTask, read_lost_in_conversation
from commonground.conversation.record import ASSISTANT, Conversation
from commonground.episodes import strategy, users
from commonground.episodes.task import Task, Verdict
from commonground.episodes.users import FixedUser, RecapUser, ShardedUser, SnowballUser
from commonground.errors import InputError
from commonground.mediation.steps.user_only import user_only
from commonground.suites.claims import GRADUAL_REVEAL
from commonground.suites.math_answers import last_number, right_number
from commonground.suites.suite import Condition, Suite
from commonground.suites.town_tasks import town_tasks
from commonground.town import facts, grading, questions
from commonground.town.families import FAMILIES

NAME, VERSION = "gradual-reveal", "2"
_MEDIATED = ("off", "prompt", "light")
CONTROLS = frozenset(name for name, family in FAMILIES.items() if family.kind in ("decomposes", "refers"))

CONDITIONS = (
    Condition("FULL", lambda task: FixedUser((task.full,)), ("off", "prompt"), turns=lambda task: 1),
    Condition("CONCAT", lambda task: FixedUser((task.bulleted,)), ("off",), turns=lambda task: 1),
    Condition("SHARDED", ShardedUser, _MEDIATED),
    Condition("RECAP", RecapUser, ("off",), oracle=True),
    Condition("SNOWBALL", SnowballUser, ("off",)),
    Condition("USER-ONLY", ShardedUser, ("off",), steps=(user_only,)),
    Condition(
        "LATE",
        lambda task: FixedUser((*task.before, task.full)),
        ("off", "light"),
        turns=lambda task: len(task.before) + 1,
    ),
)


def town_suite() -> Suite:
    """Return the suite over the town's families."""
    return Suite(
        name=NAME,
        version=VERSION,
        conditions=CONDITIONS,
        claims=GRADUAL_REVEAL,
        versions={
            "town": facts.VERSION,
            "grading": grading.VERSION,
            "questions": questions.VERSION,
            "users": users.VERSION,
            "strategy": strategy.VERSION,
        },
        tasks=lambda seed, count: town_tasks(tuple(FAMILIES), seed, count),
        headline=frozenset(FAMILIES) - CONTROLS,
    )


def file_suite(path: Path) -> Suite:
    """Return the suite over the math tasks of a Lost in Conversation file. Raises: InputError on another kind of task."""
    sources = read_lost_in_conversation(path)
    tasks = tuple(_math_task(str(path), number, source) for number, source in enumerate(sources, 1))
    digest = blake2b(path.read_bytes(), digest_size=8).hexdigest()
    return Suite(
        name=NAME,
        version=VERSION,
        conditions=tuple(condition for condition in CONDITIONS if condition.name != "LATE"),
        claims=GRADUAL_REVEAL,
        versions={"data": digest, "users": users.VERSION, "strategy": strategy.VERSION, "math answers": "1"},
        tasks=lambda seed, count: tasks[:count],
        headline=frozenset({"math"}),
    )


def _math_task(path: str, number: int, source: SourceTask) -> Task:
    if source.task != "math":
        hint = "take the math file; other tasks cannot be judged yet"
        raise InputError("only math tasks", path=path, line=number, field="task", value=source.task, hint=hint)
    question, answer = source.fields.get("question"), source.fields.get("answer")
    if not isinstance(question, str):
        raise InputError("must be a text", path=path, line=number, field="question", value=question)
    if not isinstance(answer, str) or last_number(answer) is None:
        raise InputError("must be a text with a number", path=path, line=number, field="answer", value=answer)

    def check(conversation: Conversation) -> Verdict:
        replies = conversation.by(ASSISTANT)
        found = last_number(replies[-1].text) if replies else None
        right = right_number(found, answer)
        return Verdict(
            float(right), None if right else "malformed" if found is None else "other", found, found is not None
        )

    return Task(
        id=source.task_id,
        family="math",
        full=question,
        shards=source.shards,
        check=check,
        reference=answer,
        briefing="Solve the problem step by step. End with a line: #### N, N the answer as a plain number.",
        world="math",
        required=frozenset(range(len(source.shards))),
    )
