"""`commonground check`: runs suites on a model, shows a table, and leaves a run folder with a report."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commonground.cli.check_config import REASONING_TOKENS, TASKS, CheckConfig
from commonground.cli.company import ENDPOINT_JOBS, company, episodes_at_a_time, open_models
from commonground.cli.models import EMBEDDED, Opened, knows, spending, version
from commonground.errors import BudgetError, EndpointError, StoreError

if TYPE_CHECKING:
    from commonground.evaluation.plan import Cell
    from commonground.models.endpoint import Endpoint
    from commonground.runs.store import Run
    from commonground.suites.suite import Suite


@click.command("check")
@click.option(
    "--model",
    default=EMBEDDED,
    show_default=True,
    help="'embedded', a folder with weights, or a name to send to --base-url.",
)
@click.option("--base-url", metavar="URL", help="An OpenAI-compatible server; OPENAI_BASE_URL by default.")
@click.option("--mediator-model", metavar="M", help="Who plays the Mediator; the model itself by default.")
@click.option(
    "--user-model", metavar="M", help="Who plays the user where a task is revealed turn by turn; a program by default."
)
@click.option(
    "--judge-model", metavar="M", help="Who says what each reply does, beside the classifier; no score uses it."
)
@click.option(
    "--suite", multiple=True, metavar="NAME", help="What to run; see `commonground list suites`. All by default."
)
@click.option("--condition", multiple=True, metavar="NAME", help="Only these conditions of a suite; all by default.")
@click.option("--mediation", default="off,prompt,light", show_default=True, metavar="LIST", help="Presets to compare.")
@click.option("--data", metavar="FILE", help="Tasks from a Lost in Conversation file instead of the town's.")
@click.option("--databases", metavar="DIR", help="The SQLite files of database tasks: DIR/DB/DB.sqlite.")
@click.option("--allow-code", is_flag=True, help="Run what a model writes for code tasks, in a process under limits.")
@click.option(
    "--checker", metavar="MODULE:FUNCTION", help="Your own judge of --data: FUNCTION(reply, fields) gives 0..1."
)
@click.option(
    "--no-briefing",
    "briefing",
    flag_value=False,
    default=True,
    help="Do not tell the model about the tasks' world: it knows it.",
)
@click.option("--tasks", default=TASKS, show_default=True, type=click.IntRange(1), help="How many tasks.")
@click.option("--runs", default=1, show_default=True, type=click.IntRange(1), help="Replicates of each task.")
@click.option("--temperature", default=0.0, show_default=True, type=click.FloatRange(0, 2), help="0 is greedy.")
@click.option("--reasoning", is_flag=True, help="A reasoning model: no temperature, longer replies.")
@click.option(
    "--max-tokens",
    type=click.IntRange(1),
    help=f"The longest reply; 256 by default, {REASONING_TOKENS:,} with --reasoning.",
)
@click.option("--seed", default=0, show_default=True, help="Varies the tasks, and the replies where temperature > 0.")
@click.option(
    "--budget", metavar="TOKENS|PRICE", help="Stop when so much is spent: 200k, 2M, $2.50. Finished episodes stay."
)
@click.option("--prices", metavar="FILE", help="Prices by model (TOML), over those that ship.")
@click.option("--cache", metavar="FILE", help="Where an endpoint's replies are kept; in the run folder by default.")
@click.option(
    "--timeout",
    default=120.0,
    show_default=True,
    type=click.FloatRange(0, min_open=True),
    help="Seconds a reply may take.",
)
@click.option("--jobs", type=click.IntRange(1), help="Episodes at a time: 256 for the embedded model, else 8.")
@click.option(
    "--replay", metavar="LOG", help="Only say what `light` would have sent at each turn of recorded conversations."
)
@click.option(
    "--shard", metavar="I/N", help="Play part I of N of the run in --out; without it, the parts are gathered."
)
@click.option(
    "--ray", metavar="ADDRESS", help="Play on a Ray cluster: ray://HOST:10001, auto, or local for one of its own."
)
@click.option("--out", metavar="DIR", help="The run folder; the same folder resumes. A new one in runs/ by default.")
@click.option("--fail-if", multiple=True, metavar="EXPR", help="Exit with 1 where a number of the result says so.")
@click.option("--dry-run", is_flag=True, help="Only say what the run would take: calls, tokens, price.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document on stdout.")
def command(**options: Any) -> int:
    """Show how well a model keeps common ground, bare and mediated."""
    return check(CheckConfig(**options))


def check(config: CheckConfig) -> int:
    """Run the check and show it; return the exit code."""
    from commonground.runs.store import PART, read_run

    config.check()
    if config.replay:
        from commonground.cli.replay import replay

        return replay(config, config.replay)
    if config.dry_run:
        return dry_run(config)
    started = f"{datetime.now().astimezone():%Y-%m-%d-%H%M%S}"
    folder = Path(config.out) if config.out else Path("runs") / f"{started}-{Path(config.model).name}"
    if part := config.part():
        folder = folder / PART.format(*part)
    try:
        run_check(config, folder)
    except BudgetError as error:
        _say(f"stopped: {error}; the same command with --out {folder} and a larger --budget goes on")
        if read_run(folder)[1]:
            show(config, folder)
        return error.exit_code
    summary = show(config, folder)
    failed = [reason for one in config.gates() if (reason := one.verdict(summary))]
    for reason in failed:
        _say(f"failed: {reason}")
    return 1 if failed else 0


def dry_run(config: CheckConfig) -> int:
    """Say what a run would take; return the exit code."""
    from commonground.evaluation.forecast import forecast
    from commonground.evaluation.plan import cells

    suite, models = config.chosen_suite(), open_models(config)
    settings = config.settings(suite, models.assistant)
    roles = ("assistant", "mediator", "user", "judge")
    names = {role: model.name for role in roles if (model := getattr(models, role)) is not None}
    found = asyncio.run(forecast(cells(suite, settings), settings, names, config.price_table()))
    if config.as_json:
        click.echo(json.dumps({"model": config.model, "conditions": found}, indent=2))
        return 0
    from rich.console import Console

    from commonground.report.forecast import show as show_forecast

    show_forecast(found, Console())
    return 0


def run_check(config: CheckConfig, folder: Path) -> None:
    """Play what the run in `folder` does not hold yet. Raises: BudgetError when the budget ends it early."""
    config.check()
    suite, models = config.chosen_suite(), open_models(config)
    with _open_store(config, suite, models, folder) as store:
        try:
            if config.ray:
                _play_on_ray(config, suite, models, store)
            else:
                asyncio.run(_play(config, suite, models, store))
        except KeyboardInterrupt:
            _say(f"stopped; the same command with --out {folder} goes on")
            raise


def _open_store(config: CheckConfig, suite: Suite, models: Opened, folder: Path) -> Run:
    from commonground.evaluation.plan import all_versions
    from commonground.runs.store import Run

    model = models.assistant
    settings = config.settings(suite, model)
    resolved = {
        "model": config.model,
        "model_version": version(model),
        "mediator": config.mediator_model or "the model itself",
        "user": config.user_model or "a program",
        "judge": config.judge_model,
        "suites": [suite.name],
        "data": Path(config.data).name if config.data else None,
        "checker": config.checker,
        "conditions": [condition.name for condition in suite.conditions],
        "mediation": list(settings.mediation),
        "tasks": settings.tasks,
        "runs": settings.runs,
        "temperature": settings.temperature,
        "max_tokens": settings.max_tokens,
        "briefed": settings.briefed,
        "seed": settings.seed,
        "headline": {suite.name: sorted(suite.headline)},
        "calibration": bool(knows(model)) or not config.briefing,
    }
    seeds = {"seed": settings.seed, "varies": "the tasks; the replies where temperature > 0"}
    notes = {
        "base_url": config.base_url,
        "jobs": config.jobs,
        "mediator_version": version(models.mediator) if models.mediator else "",
        "user_version": version(models.user) if models.user else "",
        "judge_version": version(models.judge) if models.judge else "",
    }
    versions = all_versions(suite, settings, played=models.user is not None, judged=models.judge is not None)
    return Run.open(folder, resolved, versions, seeds=seeds, notes=notes)


def _play_on_ray(config: CheckConfig, suite: Suite, models: Opened, store: Run) -> None:
    """Play on a cluster: the actors open models of their own, those of this process only say what the run is."""
    from functools import partial

    from commonground.evaluation.cluster import play_on_ray

    plan = _plan(config, suite, models, store)
    jobs = config.jobs or ENDPOINT_JOBS
    with _Progress(len(plan), len(plan) - sum(cell.key not in store.done for cell in plan)) as tick:
        play_on_ray([cell.key for cell in plan], partial(company, config), store, jobs, tick, config.ray or "local")


def _plan(config: CheckConfig, suite: Suite, models: Opened, store: Run) -> list[Cell]:
    """Return what is to be played, and say how much of it is there already."""
    from commonground.evaluation.plan import cells

    plan = cells(suite, config.settings(suite, models.assistant))
    if part := config.part():
        plan = plan[part[0] - 1 :: part[1]]
    elif gathered := store.gather():
        _say(f"{gathered} episodes gathered from the parts of {store.path}")
    _say(f"{len(plan)} episodes in {store.path}" + _resumed(store, plan))
    return plan


async def _play(config: CheckConfig, suite: Suite, models: Opened, store: Run) -> None:
    from commonground.evaluation.play import play
    from commonground.models.endpoint import Endpoint

    model = models.assistant
    settings = config.settings(suite, model)
    plan = _plan(config, suite, models, store)
    try:
        if isinstance(model, Endpoint):
            await _answers(model, settings.temperature)
        jobs = episodes_at_a_time(config, model)
        cache = Path(config.cache or store.path / "replies.sqlite")
        done = len(plan) - sum(cell.key not in store.done for cell in plan)
        with spending(models, config.spending(), cache) as paid, _Progress(len(plan), done) as tick:
            await play(plan, settings, paid, store, jobs, tick)
    finally:
        for used in models.all:
            await used.aclose()


def _resumed(store: Run, plan: list[Cell]) -> str:
    done = store.done
    finished = sum(cell.key in done for cell in plan)
    repaired = f"; a torn last line of {store.repaired} bytes was cut off" if store.repaired else ""
    return (f", {finished} of them already there" if finished else "") + repaired


async def _answers(model: Endpoint, temperature: float | None) -> None:
    """Ask the endpoint one thing first: a wrong address or key is an error, not a table of failures."""
    from commonground.conversation.record import USER, Conversation, Turn
    from commonground.models.chat import Request, Sampling, complete

    try:
        await complete(model, Request(Conversation((Turn(USER, "Say OK."),)), Sampling(temperature, max_tokens=64)))
    except EndpointError:
        await model.aclose()
        raise


class _Progress:
    """A progress bar on stderr: episodes, rate, time left; silent where stderr is no terminal, but for a last line."""

    def __init__(self, total: int, done: int) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task("check", total=total, completed=done)

    def __enter__(self) -> Callable[[object], None]:
        self._bar.start()
        return lambda row: self._bar.advance(self._task)

    def __exit__(self, *_: object) -> None:
        self._bar.stop()


def show(config: CheckConfig, folder: Path) -> dict[str, Any]:
    """Write the report into the run folder, print the table or the JSON document; return the summary."""
    from commonground.cli.summaries import summary_of
    from commonground.report.page import write

    summary, rows, manifest = summary_of(folder)
    report = folder / "report.html"
    write(report, summary, rows, manifest)
    if config.as_json:
        click.echo(json.dumps(summary, indent=2, ensure_ascii=False))
    else:
        from rich.console import Console

        from commonground.report import terminal

        terminal.show(summary, rows, Console())
        click.echo(f"report: {report}")
    if all(row["final"] is None for row in rows):
        failure = rows[0]["failure"]
        raise StoreError(f"no episode could be judged: {failure['message']}", f"all {len(rows)} are in {folder}")
    return summary


def _say(text: str) -> None:
    click.echo(text, err=True)
