"""Playing: every cell of a plan becomes one judged episode in the run's store, many at a time, none lost.

An episode that fails at a boundary is stored with that boundary and no score. Cells already in the store are skipped, so
the same call resumes a run. Where a condition has branches, the finished conversation is the trunk of forks: each goes on with
one more user turn, with a sampling seed of its own, and a failure in any of them is the episode's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from hashlib import blake2b
from itertools import islice
from typing import Any

from commonground.conversation.jsonl import to_row
from commonground.conversation.record import ASSISTANT, USER, Conversation, branch
from commonground.episodes.episode import Episode, briefed, run_episode
from commonground.episodes.fidelity import fidelity
from commonground.episodes.model_user import ModelUser
from commonground.episodes.strategy import strategy
from commonground.episodes.users import FixedUser, ShardedUser
from commonground.errors import BoundaryError, BudgetError, UserSimulatorError
from commonground.evaluation.judge import STRATEGY, judge
from commonground.evaluation.plan import Cell, Settings
from commonground.mediation.presets import steps
from commonground.mediation.rules import Rule
from commonground.mediation.step import mediate
from commonground.models.chat import ChatModel, Sampling
from commonground.runs.store import Run

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Players:
    """Who plays: the assistant, the Mediator (None: the assistant's own model), the user (None: the program), a judge.

    `rules` are what mediation goes by beside what a condition brings.
    """

    assistant: ChatModel
    mediator: ChatModel | None = None
    user: ChatModel | None = None
    judge: ChatModel | None = None
    rules: tuple[Rule, ...] = ()


async def play(
    plan: Iterable[Cell],
    settings: Settings,
    players: Players,
    store: Run,
    jobs: int,
    tick: Callable[[Row], None],
) -> None:
    """Play what the store does not hold yet, `jobs` episodes at a time; `tick` is called with each row once stored.

    Raises: BudgetError once a model refuses a call for it; the other episodes under way end at their own next call, so
    that no reply is paid for and thrown away.
    """
    done = store.done
    todo = iter([cell for cell in plan if cell.key not in done])
    refused: list[BudgetError] = []

    async def worker() -> None:
        for cell in todo:
            try:
                row = await play_one(cell, settings, players)
            except BudgetError as error:
                refused.append(error)
                return
            store.append(cell.key, row)
            tick(row)

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(jobs):
                group.create_task(worker())
    except ExceptionGroup as failed:  # one cause stops all: a full disk, a defect
        raise failed.exceptions[0] from failed
    if refused:
        raise refused[0]


async def play_one(cell: Cell, settings: Settings, players: Players) -> Row:
    """Return the stored form of one episode, judged at every turn."""
    own = (*cell.condition.steps, *cell.condition.own(cell.task))
    rules = (*players.rules, *cell.condition.rules(cell.task))
    mediator = players.mediator or players.assistant  # itself, and not the model behind the steps that follow
    own = (*steps(cell.mediation, mediator, key=_key(settings, cell), rules=rules), *own)
    mediated = mediate(players.assistant, own)
    sampling = Sampling(settings.temperature, settings.max_tokens, _seed(settings, cell))
    user = cell.condition.user(cell.task)
    if (
        players.user is not None and type(user) is ShardedUser
    ):  # those who say it all again build on the program's words
        user = ModelUser(cell.task, players.user, sampling)
    told = (cell.task.system, cell.task.briefing if settings.briefed else "")
    start = cell.condition.start(briefed("\n".join(text for text in told if text)), cell.task)
    episode = await run_episode(user, mediated, start=start, sampling=sampling, cap=cell.condition.turns(cell.task))
    revealed = user.state(episode.conversation).by_turn if isinstance(user, ShardedUser) else ()
    forks = await _forks(cell, settings, episode, mediated)
    row = (
        await asyncio.to_thread(_row, cell, episode, revealed, forks)
        if cell.task.slow
        else _row(cell, episode, revealed, forks)
    )
    if isinstance(user, ModelUser):
        row["user"] = {**fidelity(cell.task, episode.conversation), "usage": list(astuple(user.usage))}
    if players.judge is not None and row["final"] is not None:
        ends = [index for index, turn in enumerate(episode.conversation.turns) if turn.speaker == ASSISTANT]
        greedy = Sampling(None if settings.temperature is None else 0.0, settings.max_tokens)
        judged = await judge(episode.conversation, ends[_before(cell) :], players.judge, STRATEGY, greedy)
        row["conversation"] = to_row(judged.conversation)
        row["judge"] = {"labels": list(judged.labels), "usage": list(astuple(judged.usage))}
    return row


async def _forks(cell: Cell, settings: Settings, trunk: Episode, model: ChatModel) -> Sequence[Episode]:
    """Return the episodes that go on from a finished one, in the order of the condition's branches, played together."""
    if trunk.failure is not None:
        return ()
    said = [turn.text for turn in trunk.conversation.by(USER)]

    async def fork(number: int, text: str) -> Episode:
        sampling = Sampling(settings.temperature, settings.max_tokens, _seed(settings, cell, number))
        user = FixedUser((*said, text))
        return await run_episode(user, model, start=trunk.conversation, sampling=sampling, cap=len(said) + 1)

    texts = cell.condition.branches(cell.task, trunk.conversation)
    return await asyncio.gather(*(fork(number, text) for number, text in enumerate(texts)))


def _key(settings: Settings, cell: Cell) -> bytes:
    """Return what secret choices of one episode are drawn by: known here, so that a run can be played again."""
    return blake2b(f"{settings.seed}/{cell.task.id}/{cell.run}".encode(), digest_size=32).digest()


def _seed(settings: Settings, cell: Cell, fork: int | None = None) -> int:
    """Return the seed of one episode's sampling: it varies with the run's seed, the task, the replicate and the fork alone."""
    text = f"{settings.seed}/{cell.task.id}/{cell.run}" + ("" if fork is None else f"/{fork}")
    return int.from_bytes(blake2b(text.encode(), digest_size=4).digest(), "big")


def _row(cell: Cell, episode: Episode, revealed: tuple[int | None, ...], forks: Sequence[Episode]) -> Row:
    failure: BoundaryError | None = next((one.failure for one in (episode, *forks) if one.failure is not None), None)
    row: Row = {
        "suite": cell.suite,
        "condition": cell.condition.name,
        "mediation": cell.mediation,
        "family": cell.task.family,
        "task": cell.task.id,
        "run": cell.run,
        "reference": cell.task.reference,
        "full": cell.task.full,
        "conversation": to_row(episode.conversation),
        "revealed": list(revealed),
        "capped": episode.capped,
        "usage": list(astuple(sum((one.usage for one in forks), episode.usage))),
        "turns": [],
        "final": None,
        "any": None,
        "failure": None,
    }
    if forks:
        row["branches"] = [_branch(fork, len(episode.conversation.turns)) for fork in forks]
    if failure is None:
        try:
            judged = _judged(cell, episode.conversation, revealed)
            row.update({**judged, **_forked(cell, judged["final"], episode.conversation, forks)})
        except BoundaryError as error:
            failure = error
    if failure is not None:
        row["failure"] = {"boundary": failure.boundary, "message": str(failure), "kind": getattr(failure, "kind", "")}
    return row


def _branch(fork: Episode, at: int) -> Row:
    """Return what was said in a fork after the trunk of `at` turns; of one that failed, without a reply."""
    said, *reply = fork.conversation.turns[at:]
    events = [[event.kind, event.value, event.source] for event in fork.conversation.events if event.turn > at]
    return {"said": said.text, "reply": reply[0].text if reply else None, "events": events}


def _forked(cell: Cell, last: Mapping[str, object], trunk: Conversation, forks: Sequence[Episode]) -> Row:
    """Return the verdict on the trunk, whose `last` turn was judged, and its forks, where the condition has one."""
    if cell.condition.forked is None:
        return {}
    verdict = cell.condition.forked(cell.task, trunk, [fork.conversation.turns[-1].text for fork in forks])
    final = {**last, "score": verdict.score, "error": verdict.error, "answer": verdict.answer}
    return {"final": final, "any": verdict.score}


def _before(cell: Cell) -> int:
    """Return how many of the assistant's turns come before the task."""
    given = cell.condition.start(Conversation(), cell.task).by(ASSISTANT)
    return len(given) + (len(cell.task.before) if cell.condition.name == "LATE" else 0)


def _judged(cell: Cell, conversation: Conversation, revealed: tuple[int | None, ...]) -> dict[str, Any]:
    """Return the verdict at every assistant turn that may answer the task, at the final one, and the best of them."""
    ends = [number for number, turn in enumerate(conversation.turns, 1) if turn.speaker == ASSISTANT]
    if not ends:
        raise UserSimulatorError(f"{cell.task.id}: the user said nothing")
    turns: list[dict[str, Any]] = []
    for number, end in islice(enumerate(ends), _before(cell), None):
        verdict = cell.task.check(branch(conversation, end))
        known = {shard for shard in revealed[: number + 1] if shard is not None}
        turns.append(
            {
                "score": verdict.score,
                "error": verdict.error,
                "answer": verdict.answer,
                "strategy": strategy(conversation.turns[end - 1].text, verdict.attempt),
                "premature": bool(revealed) and verdict.attempt and not cell.task.required <= known,
            }
        )
    return {"turns": turns, "final": turns[-1], "any": max(turn["score"] for turn in turns)}
