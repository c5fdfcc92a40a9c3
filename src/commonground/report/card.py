"""The card of the embedded model in the terminal: what it is, what it was fed, what it scores."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_COLUMNS = (("FULL", "off"), ("CONCAT", "off"), ("SHARDED", "off"), ("RECAP", "off"), ("SNOWBALL", "off"),
            ("USER-ONLY", "off"), ("SHARDED", "light"), ("LATE", "off"), ("LATE", "light"))  # fmt: skip


def show_card(card: Mapping[str, Any], digest: str, console: Console) -> None:
    """Print the card."""
    console.print(
        f"{card['name']} {digest}: {card['parameters']:,} parameters, {card['bytes'] / 1e6:.1f} MB, context {card['context']}"
    )
    console.print(
        f"trained on {card['town']} ({card['diet']}), {card['tokens'] / 1e6:.1f} M tokens in {card['steps']:,} steps, "
        f"seed {card['plan']['seed']}, {card['device']}; mediator's role without {', '.join(card['role_left_out'])}"
    )
    if before := card.get("before"):
        console.print(
            f"before that {before['tokens'] / 1e6:.1f} M tokens of {before['diet']} in {before['steps']:,} steps"
        )
    console.print("prompts: " + ", ".join(card["prompts"].values()))
    console.print(_diet(card))
    if card["scores"]:
        console.print(_scores(card))


def _diet(card: Mapping[str, Any]) -> Table:
    from rich.table import Table

    table = Table("diet", "examples", "tokens", "learnt tokens", title=None)
    for role, share in card["shares"].items():
        table.add_row(role, *(f"{share[key]:.1%}" for key in ("examples", "tokens", "learnt_tokens")))
    return table


def _scores(card: Mapping[str, Any]) -> Table:
    from rich.table import Table

    found = {(one["family"], one["condition"], one["mediation"]): one for one in card["scores"]}
    table = Table("family", "n", *(f"{name}\n{mediation}" for name, mediation in _COLUMNS))
    for family in dict.fromkeys(key[0] for key in found):
        cells = [found.get((family, *column)) for column in _COLUMNS]
        n = next((cell["n"] for cell in cells if cell), 0)
        table.add_row(family, str(n), *(f"{cell['mean']:.3f}" if cell else "" for cell in cells))
    return table
