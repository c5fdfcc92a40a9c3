"""`commonground shard`: full instructions to verified shards, by a model."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commonground.cli.checkers import load_checker
from commonground.cli.models import Opened, open_model, spending

if TYPE_CHECKING:
    from commonground.episodes.task import Task
    from commonground.evaluation.sharding import Sharded, Trial
    from commonground.models.chat import ChatModel
    from commonground.suites.public.kinds import Allowed
    from commonground.suites.public.row import PublicRow


@click.command("shard")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="Where the sharded tasks go, as --data takes them."
)
@click.option("--model", required=True, metavar="M", help="Who segments, rephrases, verifies and solves.")
@click.option("--base-url", metavar="URL", help="An OpenAI-compatible server; OPENAI_BASE_URL by default.")
@click.option(
    "--checker", metavar="MODULE:FUNCTION", help="Your own judge: FUNCTION(reply, fields) gives a score 0..1."
)
@click.option(
    "--databases", type=click.Path(path_type=Path), help="The SQLite files of database tasks: DIR/DB/DB.sqlite."
)
@click.option("--allow-code", is_flag=True, help="Run what the model writes for code tasks, in a process under limits.")
@click.option(
    "--runs", default=10, show_default=True, type=click.IntRange(1), help="Replies of each kind, to try the shards."
)
@click.option("--temperature", default=1.0, show_default=True, type=click.FloatRange(0, 2), help="Of those replies.")
@click.option("--seed", default=0, show_default=True, help="Varies those replies and the random order.")
@click.option("--budget", metavar="TOKENS|PRICE", help="Stop when so much is spent: 200k, 2M, $2.50.")
@click.option("--prices", type=click.Path(path_type=Path), help="Prices by model (TOML), over those that ship.")
@click.option("--cache", type=click.Path(path_type=Path), help="Where replies are kept; beside --out by default.")
@click.option("--jobs", default=8, show_default=True, type=click.IntRange(1), help="Instructions at a time.")
def command(file: Path, out: Path, **options: Any) -> int:
    """Split full instructions into shards, and keep those on which the model does as well as on the instruction."""
    from commonground.evaluation.sharding import Trial
    from commonground.models.budget import Budget, parse_budget, prices
    from commonground.suites.public.kinds import Allowed, read_rows

    checker = load_checker(options["checker"]) if options["checker"] else None
    rows = read_rows(file, sharded=False)
    table = prices(options["prices"])
    budget = parse_budget(options["budget"], table) if options["budget"] else Budget(prices=table)
    models = Opened(open_model(options["model"], options["base_url"], options["jobs"]))
    trial = Trial(options["runs"], options["temperature"], seed=options["seed"])
    allowed = Allowed(options["databases"], options["allow_code"], checker)
    for row in rows:
        _task(row, ("-",), allowed)  # a bad row is said before anything is asked

    async def run() -> list[Sharded]:
        try:
            with spending(models, budget, options["cache"] or out.with_name(out.name + ".replies.sqlite")) as players:
                return await _shard(rows, allowed, players.assistant, trial, options["jobs"])
        finally:
            await models.assistant.aclose()

    found = asyncio.run(run())
    _write(out, rows, found)
    for row, one in zip(rows, found, strict=True):
        click.echo(f"{row.source.task_id}: {one.reason or f'kept, {len(one.shards)} shards'}", err=True)
    kept = sum(one.kept for one in found)
    click.echo(f"{kept} of {len(found)} instructions were kept: {out}")
    return 0 if kept else 1


async def _shard(
    rows: Sequence[PublicRow], allowed: Allowed, model: ChatModel, trial: Trial, jobs: int
) -> list[Sharded]:
    from commonground.evaluation.sharding import shard

    slots = asyncio.Semaphore(jobs)

    async def one(row: PublicRow) -> Sharded:
        async with slots:
            full = _task(row, ("-",), allowed).full
            return await shard(lambda shards: _task(row, shards, allowed), full, model, trial)

    return await asyncio.gather(*(one(row) for row in rows))


def _task(row: PublicRow, shards: tuple[str, ...], allowed: Allowed) -> Task:
    from commonground.suites.public.kinds import make_task

    return make_task(replace(row, source=replace(row.source, shards=shards)), allowed)


def _write(out: Path, rows: Sequence[PublicRow], found: Sequence[Sharded]) -> None:
    """Write the tasks whose shards were kept, with their scores. Raises: StoreError."""
    from commonground.errors import StoreError
    from commonground.evaluation import prompts

    versions = {name: prompts.version(name) for name in ("segment", "rephrase", "verify")}
    kept = [
        {
            "task_id": row.source.task_id, "task": row.source.task,
            "shards": [{"shard_id": number, "shard": text} for number, text in enumerate(one.shards, 1)],
            **row.source.fields,
            "sharding": {"full": one.full, "concat": one.concat, "shuffled": one.shuffled, "versions": versions},
        }
        for row, one in zip(rows, found, strict=True) if one.kept
    ]  # fmt: skip
    try:
        out.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise StoreError(f"{out}: cannot be written ({error.strerror})", "choose another file with --out") from error
