"""Every suite as an Inspect AI task: Inspect's providers, logs and viewer, our users, mediation and checkers.

`inspect eval commonground/gradual_reveal -T condition=SHARDED -T mediation=light --model PROVIDER/MODEL`. Inspect finds the
tasks of this module through the package's entry point; the extra `inspect` installs it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import (
    ChatMessage,
    ChatMessageAssistant,
    ChatMessageSystem,
    ChatMessageUser,
    GenerateConfig,
    Model,
    get_model,
)
from inspect_ai.scorer import Score, Scorer, Target, accuracy, scorer, stderr
from inspect_ai.solver import Generate, Solver, TaskState, solver

from commonground.conversation.record import ASSISTANT, SYSTEM, Turn
from commonground.evaluation.plan import Cell, Settings, all_versions, cells
from commonground.evaluation.play import Players, play_one
from commonground.models.chat import Chunk, Request, Usage
from commonground.suites import gradual_reveal as suites

_ROW = "commonground"


@dataclass(frozen=True, slots=True)
class InspectModel:
    """A model of Inspect's as a chat model: whatever provider it has, with Inspect's retries, cache and limits."""

    model: Model

    @property
    def name(self) -> str:
        return str(self.model)

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        """Yield the whole reply in one piece; Inspect does not stream."""
        sampling = request.sampling
        config = GenerateConfig(
            temperature=sampling.temperature, max_tokens=sampling.max_tokens, seed=sampling.seed
        )  # fmt: skip
        output = await self.model.generate([_message(turn) for turn in request.conversation.turns], config=config)
        spent = output.usage
        usage = Usage(1, spent.input_tokens, spent.output_tokens) if spent else Usage(1)
        yield Chunk(output.completion, "length" if output.stop_reason == "max_tokens" else "stop", usage)


def _message(turn: Turn) -> ChatMessage:
    if turn.speaker == SYSTEM:
        return ChatMessageSystem(content=turn.text)
    if turn.speaker == ASSISTANT:
        return ChatMessageAssistant(content=turn.text)
    return ChatMessageUser(content=turn.text)


@task
def gradual_reveal(
    condition: str = "SHARDED", mediation: str = "off", tasks: int = 100, seed: int = 0, data: str | None = None
) -> Task:
    """Return gradual reveal in one condition under one mediation preset, over the town or a Lost in Conversation file."""
    suite = suites.file_suite(Path(data)) if data else suites.town_suite()
    settings = Settings(mediation=(mediation,), tasks=tasks, seed=seed)
    plan = {cell.key: cell for cell in cells(suite.only((condition,)), settings)}
    samples = [
        Sample(id=key, input=cell.task.full, target=cell.task.reference, metadata={"family": cell.task.family})
        for key, cell in plan.items()
    ]
    versions = all_versions(suite, settings)
    return Task(
        dataset=MemoryDataset(samples, name=f"{suite.name} {condition} {mediation}"),
        solver=episode(plan, settings), scorer=final_turn(), version=versions[f"suite {suite.name}"],
        metadata={"versions": versions}, fail_on_error=False,
    )  # fmt: skip


@solver
def episode(plan: Mapping[str, Cell], settings: Settings) -> Solver:
    """Play the episode of a sample. A failed one is an error of its sample, never a score."""

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        row: Any = await play_one(plan[str(state.sample_id)], settings, Players(InspectModel(get_model())))
        if row["failure"]:
            raise RuntimeError(f"{row['failure']['boundary']}: {row['failure']['message']}")
        turns = row["conversation"]["turns"]
        state.messages = [_message(Turn(turn["speaker"], turn["text"])) for turn in turns]
        state.output.completion = turns[-1]["text"]
        state.store.set(_ROW, row)
        return state

    return solve


@scorer(metrics=[accuracy(), stderr()])
def final_turn() -> Scorer:
    """Score the final turn by the suite's own checker."""

    async def score(state: TaskState, target: Target) -> Score:
        row = state.store.get(_ROW)
        final = row["final"]
        return Score(
            value=final["score"], answer=final["answer"], explanation=final["error"] or "right",
            metadata={"any_turn": row["any"], "strategy": final["strategy"], "premature": final["premature"]},
        )  # fmt: skip

    return score
