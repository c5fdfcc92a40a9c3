"""What each preset and each step costs a turn: calls, tokens, milliseconds to the first token, and the provider's prompt cache.

    python benchmarks/mediation_cost.py [--conversations N] [--presets off,prompt,light,full,...]

Conversations of the town, a shard a turn, then a complete request of another family, are played one after the other with
the embedded model in every role, so that nothing waits for anything. Per turn of the user: the calls of a model and their
tokens, and the time until the first token of the reply, median and 90th percentile. A provider keeps the beginnings of
prompts that it has seen: `kept` is the share of the assistant's prompt that an earlier prompt of the same conversation began
with; `lost` is how much less that is than bare. Medians over turns; the presets take turns, so that a busy machine is busy
for all of them.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from statistics import median, quantiles

from commonground.conversation.record import ASSISTANT, USER, Conversation, Turn
from commonground.mediation.presets import STEPS, steps
from commonground.mediation.step import mediate
from commonground.models.chat import Chunk, Request, Usage
from commonground.models.embedded import Embedded
from commonground.suites.town_tasks import town_tasks
from commonground.town.families import FAMILIES

PLAYED = tuple(name for name, family in FAMILIES.items() if family.kind not in ("decomposes", "refers"))
Prompt = list[tuple[str, str]]


@dataclass
class Heard:
    """The assistant, and the prompts that it was given."""

    model: Embedded
    name: str = "assistant"
    prompts: list[Prompt] = field(default_factory=list)

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        self.prompts.append([(turn.speaker, turn.text) for turn in request.conversation.turns])
        async for chunk in self.model.stream(request):
            yield chunk


@dataclass
class Spent:
    """What the turns of a preset took."""

    usage: Usage = field(default_factory=Usage)
    first: list[float] = field(default_factory=list)  # milliseconds
    kept: list[float] = field(default_factory=list)  # shares of prompts
    turns: int = 0


def shared(prompt: Prompt, before: Sequence[Prompt]) -> float:
    """Return the share of a prompt's characters with which some earlier prompt began: whole messages, then within one."""
    size = sum(len(text) for _, text in prompt)
    return max((_common(prompt, one) for one in before), default=0) / size if size else 0.0


def _common(prompt: Prompt, other: Prompt) -> int:
    found = 0
    for (role, text), (known, heard) in zip(prompt, other, strict=False):
        if (role, text) == (known, heard):
            found += len(text)
            continue
        same = takewhile(lambda pair: pair[0] == pair[1], zip(text, heard, strict=False)) if role == known else ()
        return found + sum(1 for _ in same)
    return found


async def played(preset: str, said: Sequence[str], model: Embedded, spent: Spent) -> None:
    """Play one conversation and count what it took."""
    heard = Heard(model)
    mediated = mediate(heard, steps(preset, model))
    conversation = Conversation()
    for text in said:
        conversation = conversation.extend(Turn(USER, text))
        began, first, reply, prompts = time.perf_counter(), 0.0, "", len(heard.prompts)
        async for chunk in mediated.stream(Request(conversation)):
            first = first or (time.perf_counter() if chunk.text else 0.0)
            reply += chunk.text
            spent.usage = spent.usage + (chunk.usage or Usage())
        spent.first.append(1000 * ((first or time.perf_counter()) - began))
        spent.turns += 1
        for number in range(max(1, prompts), len(heard.prompts)):
            spent.kept.append(shared(heard.prompts[number], heard.prompts[:number]))
        conversation = conversation.extend(Turn(ASSISTANT, reply))


async def measured(presets: Sequence[str], count: int) -> dict[str, Spent]:
    """Return what each preset took."""
    found: dict[str, Spent] = defaultdict(Spent)
    async with Embedded() as model:
        for task in town_tasks(PLAYED, 0, count):
            said = (*task.shards, *task.before[:1])
            for preset in presets:
                await played(preset, said, model, found[preset])
    return found


def main() -> None:
    """Print a line for each preset."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--conversations", type=int, default=40)
    parser.add_argument("--presets", default=",".join(("off", "prompt", *STEPS, "light", "full")))
    given = parser.parse_args()
    presets = given.presets.split(",")
    found = asyncio.run(measured(presets, given.conversations))
    bare = median(found["off"].kept) if "off" in found else 0.0
    print("| preset | calls | prompt tokens | reply tokens | ms to first token | p90 | prompt kept | lost |")
    print("|---|---|---|---|---|---|---|---|")
    for preset, spent in found.items():
        usage, turns = spent.usage, spent.turns
        kept = median(spent.kept) if spent.kept else 0.0
        cells = (
            f"{usage.calls / turns:.2f}", f"{usage.prompt_tokens / turns:.0f}", f"{usage.completion_tokens / turns:.0f}",
            f"{median(spent.first):.0f}", f"{quantiles(spent.first, n=10)[-1]:.0f}", f"{kept:.2f}", f"{bare - kept:+.2f}",
        )  # fmt: skip
        print(f"| {preset} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
