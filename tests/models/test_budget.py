"""Budgets: what they read, what they count, and that the call after the last affordable one is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonground.conversation.record import USER, Conversation, Turn
from commonground.errors import BudgetError, InputError, UsageError
from commonground.models.budget import Budget, Budgeted, Price, parse_budget, prices
from commonground.models.chat import Request, Usage, complete
from commonground.models.scripted import Echo

ASKED = Request(Conversation((Turn(USER, "one two three"),)))
TABLE = {"m": Price(1.0, 10.0)}


@pytest.mark.parametrize(
    ("text", "tokens", "dollars"),
    [
        ("200000", 200_000, None), ("200k", 200_000, None), ("1.5M", 1_500_000, None), ("10_000", 10_000, None),
        ("$2.50", None, 2.5), ("3 USD", None, 3.0), ("0.5$", None, 0.5),
    ],
)  # fmt: skip
def test_a_budget_is_tokens_or_dollars(text: str, tokens: int | None, dollars: float | None) -> None:
    budget = parse_budget(text, TABLE)
    assert (budget.tokens, budget.dollars) == (tokens, dollars)


@pytest.mark.parametrize("text", ["", "much", "-5", "$", "0", "$0", "5 euros", "1e6"])
def test_what_is_no_budget_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="budget") as caught:
        parse_budget(text, TABLE)
    assert "200k" in caught.value.hint


def test_a_price_by_hand() -> None:
    assert Price(0.15, 0.6).of(Usage(1, 1_000_000, 500_000)) == pytest.approx(0.45)


def test_tokens_are_counted_over_models() -> None:
    budget = Budget(tokens=100)
    budget.charge("m", Usage(1, 60, 10))
    budget.check("m")
    budget.charge("n", Usage(1, 20, 10))
    with pytest.raises(BudgetError, match="100 tokens is spent: 100 in 2 calls"):
        budget.check("m")


def test_dollars_need_a_price() -> None:
    budget = Budget(dollars=1.0, prices=TABLE)
    budget.check("m")
    with pytest.raises(UsageError, match="no price is known for 'n'") as caught:
        budget.check("n")
    assert "--prices" in caught.value.hint
    budget.charge("m", Usage(1, 500_000, 50_000))
    assert budget.cost() == pytest.approx(1.0)
    with pytest.raises(BudgetError, match=r"\$1\.00"):
        budget.check("m")


async def test_a_model_is_charged_and_then_refused() -> None:
    model = Budgeted(Echo(), Budget(tokens=1))
    assert model.name == Echo().name
    assert (await complete(model, ASKED)).text
    spent = model.budget.spent[model.name]
    assert spent.calls == 1
    with pytest.raises(BudgetError):
        await complete(model, ASKED)
    assert model.budget.spent[model.name] == spent


def test_prices_ship_and_are_overridden(tmp_path: Path) -> None:
    shipped = prices()
    assert shipped["gpt-4o-mini"] == Price(0.15, 0.6)
    path = tmp_path / "prices.toml"
    path.write_text('["gpt-4o-mini"]\nprompt = 1\ncompletion = 2.5\n[own]\nprompt = 0\ncompletion = 0\n')
    own = prices(path)
    assert own["gpt-4o-mini"] == Price(1.0, 2.5)
    assert own["own"] == Price(0, 0)
    assert own["gpt-4o"] == shipped["gpt-4o"]


@pytest.mark.parametrize(
    "text", ["[m]\nprompt = 1", "[m]\nprompt = -1\ncompletion = 1", "[m]\nprompt = true\ncompletion = 1", "m = 1", "["]
)
def test_a_bad_price_file_names_the_field(tmp_path: Path, text: str) -> None:
    path = tmp_path / "prices.toml"
    path.write_text(text)
    with pytest.raises(InputError, match=r"prices\.toml"):
        prices(path)
    with pytest.raises(InputError, match="cannot be read"):
        prices(tmp_path / "missing.toml")
