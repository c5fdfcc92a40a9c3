"""What a run may spend: tokens or money, counted as replies come in; the call after the last affordable one is refused.

Prices change and differ by contract, so the table that ships is small, dated and meant to be overridden.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from commonground.errors import BudgetError, InputError, UsageError
from commonground.models.chat import ChatModel, Chunk, Request, Usage

_MILLION = 1_000_000
_FACTORS = {"": 1, "k": 1_000, "m": _MILLION}
_HINT = "give a number of tokens (200000, 200k, 2M) or a price ($2.50)"


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million prompt tokens and a million completion tokens."""

    prompt: float
    completion: float

    def of(self, usage: Usage) -> float:
        """Return what a usage costs, in dollars."""
        return (usage.prompt_tokens * self.prompt + usage.completion_tokens * self.completion) / _MILLION


def prices(path: Path | None = None) -> dict[str, Price]:
    """Return prices by model name: those that ship, and over them those of a TOML file of the same form.

    Raises: InputError when the file cannot be read or an entry is no price.
    """
    shipped = files("commonground.models").joinpath("prices.toml").read_text(encoding="utf-8")
    table = _prices(tomllib.loads(shipped), "prices.toml")
    if path is None:
        return table
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", path=str(path)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"is not TOML ({error})", path=str(path)) from error
    return {**table, **_prices(document, str(path))}


def _prices(document: Mapping[str, Any], path: str) -> dict[str, Price]:
    found = {}
    for name, entry in document.items():
        for key in ("prompt", "completion"):
            value = entry.get(key) if isinstance(entry, dict) else None
            if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
                hint = 'write ["model-name"] with prompt = 0.15 and completion = 0.60, dollars for a million tokens'
                raise InputError(
                    "must be a number, 0 or more", path=path, field=f"{name}.{key}", value=value, hint=hint
                )
        found[name] = Price(float(entry["prompt"]), float(entry["completion"]))
    return found


@dataclass(slots=True)
class Budget:
    """A limit in tokens or dollars (None: none) and what was spent of it, by model."""

    tokens: int | None = None
    dollars: float | None = None
    prices: Mapping[str, Price] = field(default_factory=dict)
    spent: dict[str, Usage] = field(default_factory=dict)

    def charge(self, model: str, usage: Usage) -> None:
        """Count what a call of `model` took."""
        self.spent[model] = self.spent.get(model, Usage()) + usage

    def check(self, model: str) -> None:
        """Raises: BudgetError when the budget is spent; UsageError when it is in dollars and the model has no price."""
        total = sum((usage for usage in self.spent.values()), Usage())
        tokens = total.prompt_tokens + total.completion_tokens
        if self.tokens is not None and tokens >= self.tokens:
            raise BudgetError(f"the budget of {self.tokens:,} tokens is spent: {tokens:,} in {total.calls:,} calls")
        if self.dollars is not None:
            if model not in self.prices:
                raise UsageError(
                    f"no price is known for {model!r}", "give a budget in tokens, or its price with --prices"
                )
            dollars = self.cost()
            if dollars >= self.dollars:
                raise BudgetError(
                    f"the budget of ${self.dollars:.2f} is spent: ${dollars:.2f} in {total.calls:,} calls"
                )

    def cost(self) -> float:
        """Return the dollars spent on models whose price is known."""
        return sum(self.prices[model].of(usage) for model, usage in self.spent.items() if model in self.prices)


def parse_budget(text: str, table: Mapping[str, Price]) -> Budget:
    """Return the budget that a command line gives: tokens (`200k`) or dollars (`$2.50`). Raises: UsageError."""
    plain = text.strip().replace("_", "")
    if found := re.fullmatch(r"\$\s*(\d+(?:\.\d+)?)|(\d+(?:\.\d+)?)\s*(?:\$|usd)", plain, re.IGNORECASE):
        return Budget(dollars=_positive(float(found[1] or found[2]), text), prices=table)
    if found := re.fullmatch(r"(\d+(?:\.\d+)?)\s*([km]?)", plain, re.IGNORECASE):
        return Budget(tokens=int(_positive(float(found[1]) * _FACTORS[found[2].lower()], text)), prices=table)
    raise UsageError(f"not a budget: {text!r}", _HINT)


def _positive(value: float, text: str) -> float:
    if value <= 0:
        raise UsageError(f"a budget must be above 0, got {text!r}", _HINT)
    return value


@dataclass(frozen=True, slots=True)
class Budgeted:
    """A model whose calls count towards a budget, and are refused once it is spent."""

    model: ChatModel
    budget: Budget

    @property
    def name(self) -> str:
        return self.model.name

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        """Yield the reply of the model. Raises: BudgetError."""
        self.budget.check(self.name)
        async for chunk in self.model.stream(request):
            if chunk.usage:
                self.budget.charge(self.name, chunk.usage)
            yield chunk
