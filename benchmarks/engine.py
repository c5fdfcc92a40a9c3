"""Conversations a second with scripted models of five turns, storing on, beside Inspect AI in the same run.

Both play the same five user turns with a model that answers at once, and write every conversation to disk. What is compared
is the engine: planning, the loop, judging, the store. Three rounds, medians; the ratio is what counts.
"""

from __future__ import annotations

import asyncio
import logging
import tempfile
import time
from pathlib import Path
from statistics import median

from commonground.conversation.record import Conversation
from commonground.episodes.task import Task, Verdict
from commonground.episodes.users import FixedUser
from commonground.evaluation.plan import Cell, Settings
from commonground.evaluation.play import Players, play
from commonground.models.scripted import Script
from commonground.runs.store import Run
from commonground.suites.suite import Condition

ROUNDS, OURS, THEIRS = 3, 5000, 200
TURNS = tuple(f"This is what I say in turn {number}." for number in range(5))
REPLY = "I see."
FIVE = Condition("FIVE", lambda task: FixedUser(TURNS), ("off",), turns=lambda task: 5)


def check(conversation: Conversation) -> Verdict:
    """Return the verdict of a checker that costs nothing."""
    return Verdict(1.0, None, "x", True)


def ours() -> float:
    """Return our conversations a second."""
    plan = [Cell("engine", FIVE, "off", Task(f"t/{n}", "t", TURNS[0], TURNS, check), 0) for n in range(OURS)]
    model = Script(lambda request: REPLY)
    with tempfile.TemporaryDirectory() as folder, Run.open(Path(folder) / "run", {}, {}) as store:
        started = time.perf_counter()
        asyncio.run(play(plan, Settings(briefed=False), Players(model), store, 64, lambda row: None))
        return OURS / (time.perf_counter() - started)


def inspects() -> float:
    """Return Inspect AI's conversations a second."""
    from inspect_ai import Task as InspectTask
    from inspect_ai import eval as evaluate
    from inspect_ai.dataset import MemoryDataset, Sample
    from inspect_ai.model import ChatMessageUser, ModelOutput, ModelUsage, get_model
    from inspect_ai.scorer import includes
    from inspect_ai.solver import Generate, Solver, TaskState, solver

    @solver
    def five() -> Solver:
        async def solve(state: TaskState, generate: Generate) -> TaskState:
            for turn in TURNS[1:]:
                state = await generate(state)
                state.messages.append(ChatMessageUser(content=turn))
            return await generate(state)

        return solve

    usage = ModelUsage(input_tokens=1, output_tokens=1)  # given, or it would download a tokenizer to count
    outputs = (
        ModelOutput.from_content("mockllm/model", REPLY).model_copy(update={"usage": usage})
        for _ in range(THEIRS * len(TURNS) + 1)
    )
    samples = [Sample(input=TURNS[0], target="see", id=number) for number in range(1, THEIRS + 1)]
    task = InspectTask(dataset=MemoryDataset(samples), solver=five(), scorer=includes())
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        (log,) = evaluate(
            task,
            model=get_model("mockllm/model", custom_outputs=outputs),
            log_dir=folder,
            display="none",
            max_connections=64,
        )
        seconds = time.perf_counter() - started
    assert log.status == "success", log.error
    return THEIRS / seconds


def main() -> None:
    """Print both rates and their ratio."""
    logging.disable(logging.WARNING)
    rounds = [(ours(), inspects()) for _ in range(ROUNDS)]
    own, other = (median(column) for column in zip(*rounds, strict=True))
    print(
        f"commonground {own:,.0f} conversations/s, Inspect AI {other:,.0f}: {own / other:.1f} times (medians of {ROUNDS})"
    )


if __name__ == "__main__":
    main()
