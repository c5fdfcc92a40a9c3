"""`commonground check --replay LOG`: what `light` would have sent in conversations that were recorded, and at what price."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commonground.cli.company import ENDPOINT_JOBS
from commonground.cli.models import EMBEDDED, open_model
from commonground.errors import InputError, StoreError

if TYPE_CHECKING:
    from commonground.cli.check_config import CheckConfig

_PRESET = "light"
_TOGETHER = 128  # conversations under way before the embedded model, which answers them in batches
_SHOWN = 10  # turns that are shown in full


def replay(config: CheckConfig, log: str) -> int:
    """Replay a log and show what was found; return the exit code. Raises: InputError, StoreError."""
    rows = asyncio.run(_rows(config, log))
    if not rows:
        raise InputError("holds no turn of a user", path=log, hint="give a log with turns of `user`")
    if config.out:
        _write(Path(config.out), rows)
    found = _summary(config, log, rows)
    if config.as_json:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return 0
    _show(found, rows)
    return 0


async def _rows(config: CheckConfig, log: str) -> list[dict[str, Any]]:
    from commonground.conversation.transcripts import read_transcripts
    from commonground.evaluation.replay import replay as replayed

    name = config.mediator_model or config.model
    at_once = config.jobs or (_TOGETHER if name == EMBEDDED else ENDPOINT_JOBS)
    mediator = open_model(name, config.base_url, at_once, config.timeout)
    conversations = list(read_transcripts(log))
    rows: list[dict[str, Any]] = []
    try:
        with click.progressbar(length=len(conversations), label="conversations", file=sys.stderr) as bar:
            async for found in replayed(conversations, _PRESET, mediator, at_once):
                rows += [one.row() for one in found]
                bar.update(1)
    finally:
        await mediator.aclose()
    return rows


def _summary(config: CheckConfig, log: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    from commonground.mediation.presets import versions

    counted = Counter(row["mediation"] for row in rows)
    return {
        "log": log, "preset": _PRESET, "mediator": config.mediator_model or config.model, "versions": versions(_PRESET),
        "conversations": len({row["conversation"] for row in rows}), "turns": len(rows),
        **{name: counted[name] for name in ("passed", "rewritten", "answered", "failed")},
        **{name: sum(row[name] for row in rows) for name in ("calls", "tokens")},
        "milliseconds": round(sum(row["milliseconds"] for row in rows), 1),
    }  # fmt: skip


def _show(found: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console()
    rewritten = [row for row in rows if row["mediation"] == "rewritten"]
    table = Table("conversation", "turn", "the user said", f"{_PRESET} would have sent", show_lines=True)
    for row in rewritten[:_SHOWN]:
        table.add_row(*(escape(str(row[name])) for name in ("conversation", "turn", "said", "text")))
    if rewritten:
        console.print(table)
    told = ", ".join(
        f"{name} {found[name]}" for name in ("passed", "rewritten", "answered", "failed", "calls", "tokens")
    )
    console.print(f"{found['turns']} turns of {found['conversations']} conversations: {told}")
    if reasons := {row["reason"] for row in rows if "reason" in row}:
        console.print(f"failed: {escape(min(reasons))}")


def _write(folder: Path, rows: list[dict[str, Any]]) -> None:
    """Write a row a turn. Raises: StoreError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / "replay.jsonl").write_text("".join(lines), encoding="utf-8")
    except OSError as error:
        raise StoreError(f"{folder} cannot be written: {error.strerror}", "give another --out") from error
    click.echo(f"a row a turn: {folder / 'replay.jsonl'}", err=True)
