"""What a reply does: attempts an answer, asks one thing, asks many, discusses, hedges, refuses, or is missing.

Deterministic and English; the checker says what is an attempt, the rest is told by form. Categories after Laban et al.
2025 (arXiv 2505.06120).
"""

from __future__ import annotations

import re
from typing import Literal

VERSION = "strategy-1"

Strategy = Literal["attempt", "clarification", "interrogation", "discussion", "hedge", "refuse", "missing"]
STRATEGIES: tuple[Strategy, ...] = (
    "attempt", "clarification", "interrogation", "discussion", "hedge", "refuse", "missing",
)  # fmt: skip

_REFUSAL = re.compile(
    r"\bI(?: can't| cannot| can not| won't| am unable|'m unable|'m sorry, but| am sorry, but)\b|\bnot able to help\b",
    re.IGNORECASE,
)
_HEDGE = re.compile(r"\b(it depends|hard to say|might be|could be|not sure|either|possibly)\b", re.IGNORECASE)


def strategy(reply: str, attempt: bool) -> Strategy:
    """Return the strategy of a reply; `attempt` says whether a checker could read an answer in it."""
    if attempt:
        return "attempt"
    if not reply.strip():
        return "missing"
    if _REFUSAL.search(reply.replace("\u2019", "'")):
        return "refuse"
    questions = reply.count("?")
    if questions:
        return "clarification" if questions == 1 else "interrogation"
    return "hedge" if _HEDGE.search(reply) else "discussion"
