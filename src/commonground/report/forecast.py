"""The terminal's table of what a run would take: calls, tokens and price of every condition, and their sum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from commonground.report import wording

if TYPE_CHECKING:
    from rich.console import Console

_COUNTS = ("episodes", "calls", "prompt_tokens", "completion_tokens")


def show(conditions: Sequence[Mapping[str, Any]], console: Console) -> None:
    """Print a forecast (`evaluation.forecast`)."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_footer=True)
    table.add_column("cell", "all")
    for name in _COUNTS:
        total = sum(one[name] for one in conditions)
        table.add_column(wording.spoken(name), f"{total:,}", justify="right")
    known = [one["dollars"] for one in conditions if one["dollars"] is not None]
    whole = f"${sum(known):.2f}" if len(known) == len(conditions) else wording.NOTHING
    table.add_column("price", whole, justify="right")
    for one in conditions:
        price = wording.NOTHING if one["dollars"] is None else f"${one['dollars']:.2f}"
        table.add_row(
            wording.setting(one["name"], one["mediation"]), *(f"{one[name]:,}" for name in _COUNTS), price
        )  # fmt: skip
    console.print(table)
    note = (
        "Estimated from a rehearsal with right replies, four characters a token; nothing was sent. A model that is lost talks "
        "longer. A price is missing where the table has none for the model: give it with --prices."
    )
    console.print(Text(note, "dim"))
