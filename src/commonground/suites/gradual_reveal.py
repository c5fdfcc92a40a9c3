"""Gradual reveal: the same task at once and turn by turn, bare and mediated ("LLMs Get Lost", arXiv 2505.06120).

Conditions: FULL, CONCAT, SHARDED, TWO (two shards), RECAP, SNOWBALL and USER-ONLY as in the paper and its successors, MEMORY
(does memory alone solve it? the last turn, and what memory recalls of the earlier ones), and
LATE, a control: the complete request after two unrelated ones in the same chat. Family `lookup` decomposes and is the
negative control, in a public file translation is; family `pick` has a user who points at what the assistant listed.
"""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path

from commonground.episodes import strategy, users
from commonground.episodes.users import RecapUser, ShardedUser, SnowballUser, TwoUser
from commonground.mediation.steps.user_only import user_only
from commonground.suites import memory_only
from commonground.suites.claims import GRADUAL_REVEAL
from commonground.suites.memory_only import recalled_only
from commonground.suites.public.kinds import NOTHING, VERSIONS, Allowed, read_tasks
from commonground.suites.suite import Condition, Suite, saying
from commonground.suites.town_tasks import town_tasks
from commonground.town import facts, grading, questions
from commonground.town.families import FAMILIES

NAME, VERSION = "gradual-reveal", "3"
_MEDIATED = ("off", "prompt", "light", "full", "explicate", "full-explicate")
CONTROLS = frozenset(name for name, family in FAMILIES.items() if family.kind in ("decomposes", "refers"))

CONDITIONS = (
    saying("FULL", lambda task: (task.full,), ("off", "prompt")),
    saying("CONCAT", lambda task: (task.bulleted,), ("off",)),
    Condition("SHARDED", ShardedUser, _MEDIATED),
    Condition("TWO", TwoUser, ("off",), turns=lambda task: 2),
    Condition("RECAP", RecapUser, ("off",), oracle=True),
    Condition("SNOWBALL", SnowballUser, ("off",)),
    Condition("USER-ONLY", ShardedUser, ("off",), steps=(user_only,)),
    Condition("MEMORY", ShardedUser, ("off",), steps=(recalled_only,)),
    saying("LATE", lambda task: (*task.before, task.full), ("off", "light", "full", "explicate", "full-explicate")),
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
            "memory": memory_only.VERSION,
        },
        tasks=lambda seed, count: town_tasks(tuple(FAMILIES), seed, count),
        headline=frozenset(FAMILIES) - CONTROLS,
    )


def file_suite(path: Path, allowed: Allowed = NOTHING) -> Suite:
    """Return the suite over the tasks of a Lost in Conversation file. Raises: InputError, MissingExtraError."""
    tasks = read_tasks(path, allowed)
    families = dict.fromkeys(task.family for task in tasks)
    digest = blake2b(path.read_bytes(), digest_size=8).hexdigest()
    return Suite(
        name=NAME,
        version=VERSION,
        conditions=tuple(condition for condition in CONDITIONS if condition.name != "LATE"),
        claims=GRADUAL_REVEAL,
        versions={
            "data": digest,
            "users": users.VERSION,
            "strategy": strategy.VERSION,
            "memory": memory_only.VERSION,
            **{f"{family} answers": VERSIONS.get(family, "own") for family in families},
        },
        tasks=lambda seed, count: tasks[:count],
        headline=frozenset(families) - {"translation"},
    )
