"""Tokens per second of the embedded model inside a check, beside the bare generator on the same batches.

One run plays a check and notes every batch that reached the generator; the same batches then go to a bare generator with
the same threads. The ratio is what users, conditions, checkers and the store cost. Three rounds, medians.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path
from statistics import median

from commonground.evaluation.plan import Settings, all_versions, cells
from commonground.evaluation.play import Players, play
from commonground.models import embedded
from commonground.models.embedded import MAX_BATCH, PASS_SIZE, Embedded
from commonground.runs.store import Run
from commonground.suites.gradual_reveal import town_suite

ROUNDS, TASKS = 3, 30
Batch = tuple[list[list[str]], int]  # prompts, and the longest reply


class Noted(Embedded):
    """The embedded model, with a note of every batch."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[Batch] = []

    def _generate(self, batch: list[embedded._Job]) -> None:
        self.batches.append(([job.prompt for job in batch], batch[0].max_tokens))
        super()._generate(batch)


async def check(folder: Path) -> tuple[float, int, list[Batch]]:
    """Play the check; return seconds, tokens generated, and the batches."""
    suite, settings = town_suite(), Settings(tasks=TASKS, briefed=False)
    plan = cells(suite, settings)
    tokens = 0

    def count(row: dict[str, object]) -> None:
        nonlocal tokens
        usage = row["usage"]
        assert isinstance(usage, list)
        tokens += usage[2]

    async with Noted() as model:
        model._shared_generator()
        with Run.open(folder, {"model": "embedded"}, all_versions(suite, settings)) as store:
            started = time.perf_counter()
            await play(plan, settings, Players(model), store, MAX_BATCH, count)
            return time.perf_counter() - started, tokens, model.batches


def bare(batches: list[Batch]) -> float:
    """Return the seconds that the generator alone takes for the batches."""
    generator = Embedded()._new_generator()
    started = time.perf_counter()
    for prompts, most in batches:
        generator.generate_batch(
            prompts,
            max_batch_size=PASS_SIZE,
            max_length=most,
            include_prompt_in_result=False,
            end_token="<|end|>",
            sampling_topk=1,
        )
    return time.perf_counter() - started


def main() -> None:
    rates = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            seconds, tokens, batches = asyncio.run(check(Path(folder) / "run"))
        alone = bare(batches)
        rates.append((tokens / seconds, tokens / alone))
        size = sum(len(prompts) for prompts, _ in batches) / len(batches)
        print(
            f"check {tokens / seconds:7,.0f} tokens/s   bare generator {tokens / alone:7,.0f} tokens/s   "
            f"ratio {alone / seconds:.2f}   {tokens:,} tokens in {len(batches)} batches of {size:.0f}, {seconds:.1f} s"
        )
    print(f"median ratio {median(inside / outside for inside, outside in rates):.2f}")


if __name__ == "__main__":
    main()
