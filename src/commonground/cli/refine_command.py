"""`commonground refine`: distils rules from runs and transcripts, shows them, and writes them to a file for people to edit."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commonground.cli.models import open_model
from commonground.errors import UsageError

if TYPE_CHECKING:
    from commonground.mediation.refiner import Trajectory
    from commonground.mediation.rules import Rules

_JOBS = 8


@click.command("refine")
@click.argument("runs", nargs=-1, required=True, metavar="RUN...")
@click.option("--out", required=True, metavar="RULES", help="The rules file (TOML). One that is there keeps its rules.")
@click.option(
    "--model", metavar="M", help="A model that proposes rules for corrections that give none; none by default."
)
@click.option("--base-url", metavar="URL", help="An OpenAI-compatible server; OPENAI_BASE_URL by default.")
@click.option("--user", default="", metavar="U", help="Whose conversations they are, where their meta does not say.")
@click.option("--most", default=20, show_default=True, type=click.IntRange(1), help="How many rules for each user.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document on stdout.")
def command(runs: tuple[str, ...], out: str, as_json: bool, **how: Any) -> int:
    """Distil rules from runs of `check`, or from transcripts (JSON lines): RUN is a run folder or a file."""
    from commonground.mediation.refiner import refine
    from commonground.mediation.rules import read, write

    path = Path(out)
    before = read(path) if path.exists() else None
    found = [one for run in runs for one in _trajectories(run, how["user"])]
    rules = refine(found, how["most"])
    if how["model"]:
        rules = asyncio.run(_proposed(found, rules, how["model"], how["base_url"]))
    kept = before.kept(rules) if before else rules
    write(path, kept)
    if as_json:
        click.echo(json.dumps(_document(kept), indent=2, ensure_ascii=False))
    else:
        _show(kept)
    click.echo(f"{len(kept.rules)} rules from {len(found)} conversations: {out}", err=True)
    return 0


def _trajectories(run: str, user: str) -> Iterator[Trajectory]:
    """Yield the conversations of a run, judged, or of a file of transcripts. Raises: StoreError, InputError, UsageError."""
    from commonground.conversation.jsonl import from_row
    from commonground.conversation.transcripts import read_transcripts
    from commonground.mediation.refiner import Trajectory
    from commonground.runs.store import read_run

    path = Path(run)
    if not path.exists():
        raise UsageError(f"there is no run {run!r}", "give the --out of commonground check, or a file of transcripts")
    if path.is_file():
        for at, said in enumerate(read_transcripts(run)):
            whose = said.meta.get("user") or user
            yield Trajectory(said.id or f"{path.name} {at}", said, None, str(whose))
        return
    for row in read_run(path)[1]:
        final = row["final"]
        if isinstance(final, dict):
            said = from_row(row["conversation"], run)
            whose = said.meta.get("user") or user
            yield Trajectory(str(row["key"]), said, final["score"] >= 1, str(whose), f"{row['suite']}/{row['task']}")


async def _proposed(found: list[Trajectory], rules: Rules, name: str, base_url: str | None) -> Rules:
    from commonground.mediation.refiner import propose

    model = open_model(name, base_url, _JOBS)
    try:
        return await propose(found, rules, model)
    finally:
        await model.aclose()


def _document(rules: Rules) -> dict[str, object]:
    from dataclasses import asdict

    return {"made_by": rules.made_by, "tasks": list(rules.tasks), "rules": [asdict(one) for one in rules.rules]}


def _show(rules: Rules) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("id", "whose", "rule", "rests on", "used")
    for one in rules.rules:
        table.add_row(
            one.id,
            one.user or "everyone",
            one.text,
            f"{one.support}: {', '.join(one.evidence)}",
            "yes" if one.on else "no",
        )
    Console(width=160).print(table, markup=False)
