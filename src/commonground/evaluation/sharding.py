"""From a full instruction to verified shards: a model segments, rephrases and verifies; a run decides whether they are kept.

The procedure of "LLMs Get Lost In Multi-Turn Conversation" (arXiv 2505.06120, section on sharding), with prompts of our own:
shards are kept when the model does as well on them at once, in their order (CONCAT) and in a random one, as on the
instruction itself: at least `THRESHOLD` of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from commonground.conversation.record import ASSISTANT, SYSTEM, USER, Conversation, Turn
from commonground.episodes.task import Task
from commonground.errors import BoundaryError
from commonground.evaluation import prompts
from commonground.models.chat import ChatModel, Request, Sampling, complete
from commonground.text.replies import json_object

THRESHOLD = 0.8  # of FULL, as in the paper
_LONGEST = 1024  # tokens of a segmentation


@dataclass(frozen=True, slots=True)
class Sharded:
    """What came of one instruction: its shards and their scores, or why there are none.

    `full`, `concat` and `shuffled` are means over the runs, 0..1, None where they were not run.
    """

    shards: tuple[str, ...] = ()
    reason: str = ""
    full: float | None = None
    concat: float | None = None
    shuffled: float | None = None

    @property
    def kept(self) -> bool:
        """Return whether the shards are as good as the instruction."""
        return not self.reason


@dataclass(frozen=True, slots=True)
class Trial:
    """How shards are tried: `runs` replies of each kind at `temperature`, at most `max_tokens` long, with a seed."""

    runs: int = 10
    temperature: float = 1.0
    max_tokens: int = 1024
    seed: int = 0


async def shard(task_of: Callable[[tuple[str, ...]], Task], full: str, model: ChatModel, trial: Trial) -> Sharded:
    """Return the shards of the instruction `full`; `task_of` makes the task that has given shards, with its checker.

    A model that fails, or does not reply as asked, gives a reason and no shards.
    """
    try:
        parts = _texts(await _ask(model, "segment", f"Instruction:\n{full}"), "parts")
        if len(parts) < 2:
            return Sharded(reason="it has fewer than two parts")
        listed = "\n".join(f"- {part}" for part in parts)
        found = await _ask(model, "rephrase", f"Instruction:\n{full}\n\nParts:\n{listed}")
        shards = tuple(_texts(found, "messages"))
        if len(shards) < 2:
            return Sharded(reason="it gave fewer than two messages")
        shown = "\n".join(f"- {text}" for text in shards)
        same = await _ask(model, "verify", f"Instruction:\n{full}\n\nMessages:\n{shown}")
        if same.get("same") is not True:
            return Sharded(shards, f"the messages do not say the same: {same.get('why') or 'no reason given'}")
        return await _tried(task_of(shards), model, trial)
    except (BoundaryError, ValueError) as error:
        return Sharded(reason=str(error))


async def _tried(task: Task, model: ChatModel, trial: Trial) -> Sharded:
    """Return the shards with their scores; the reason where one falls short."""
    rng = Random(f"{trial.seed}/{task.id}")
    shuffled = (task.shards[0], *rng.sample(task.shards[1:], len(task.shards) - 1))
    forms = (task.full, task.bulleted, "\n".join(f"- {text}" for text in shuffled))
    full, concat, mixed = await asyncio.gather(*(_score(task, form, model, trial) for form in forms))
    if full == 0:
        reason = "the model never solves the instruction itself, so its shards cannot be tried"
    elif min(concat, mixed) < THRESHOLD * full:
        reason = f"FULL {full:.2f}, CONCAT {concat:.2f}, shuffled {mixed:.2f}: below {THRESHOLD:g} of FULL"
    else:
        reason = ""
    return Sharded(task.shards, reason, full, concat, mixed)


async def _score(task: Task, text: str, model: ChatModel, trial: Trial) -> float:
    start = ((Turn(SYSTEM, task.briefing),) if task.briefing else ()) + (Turn(USER, text),)
    scores = []
    for run in range(trial.runs):
        seed = Random(f"{trial.seed}/{task.id}/{run}").getrandbits(31)
        request = Request(Conversation(start), Sampling(trial.temperature, trial.max_tokens, seed))
        reply = await complete(model, request)
        scores.append(task.check(Conversation((*start, Turn(ASSISTANT, reply.text)))).score)
    return sum(scores) / len(scores)


async def _ask(model: ChatModel, prompt: str, text: str) -> Mapping[str, Any]:
    """Return the JSON object of a reply. Raises: ValueError when it holds none; EndpointError."""
    question = Conversation((Turn(SYSTEM, prompts.load(prompt)), Turn(USER, text)))
    reply = (await complete(model, Request(question, Sampling(0.0, _LONGEST)))).text
    document = json_object(reply)
    if document is None:
        raise ValueError(f"the model did not reply as asked ({prompt}): {reply[:80]!r}")
    return document


def _texts(document: Mapping[str, Any], name: str) -> list[str]:
    found = document.get(name)
    if not isinstance(found, list) or not all(isinstance(text, str) and text.strip() for text in found):
        raise ValueError(f"the model did not reply as asked: {name!r} is no list of texts")
    return [text.strip() for text in found]
