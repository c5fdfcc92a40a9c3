"""`commonground measure --judge`: asks a model what each turn does, keeps its word as events, and counts the agreement."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commonground.cli.models import open_model

if TYPE_CHECKING:
    from commonground.conversation.record import Conversation

SLOTS = 8


def judged(conversations: Iterable[Conversation], model: str, base_url: str | None, out: Path | None) -> dict[str, Any]:
    """Return how far the judge agrees with the classifier of acts; with `out`, write the conversations with its events there.

    Raises: UsageError for the model; InputError while reading, or where `out` cannot be written.
    """
    return asyncio.run(_judged(conversations, model, base_url, out))


async def _judged(
    conversations: Iterable[Conversation], model: str, base_url: str | None, out: Path | None
) -> dict[str, Any]:
    from commonground.conversation.jsonl import write
    from commonground.evaluation.judge import ACT, agreed
    from commonground.evaluation.judging import judge_corpus

    opened = open_model(model, base_url, SLOTS)
    kept: list[Conversation] = []
    found: list[tuple[tuple[str, str | None], object]] = []
    try:
        number = 0
        async for one in judge_corpus(conversations, opened):
            found += [(pair, number) for pair in one.pairs]
            number += 1
            if out is not None:
                kept.append(one.conversation)
    finally:
        await opened.aclose()
    if out is not None:
        write(out, kept)
    return {**agreed(found), "model": model, "prompt": ACT.version}
