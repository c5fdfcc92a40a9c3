"""`commonground check`: runs suites on a model, shows a table, and leaves a run folder with a report."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commonground.cli.models import EMBEDDED, knows, open_model, version
from commonground.errors import EndpointError, StoreError, UnknownNameError, UsageError

if TYPE_CHECKING:
    from commonground.evaluation.gate import Gate
    from commonground.evaluation.plan import Cell, Settings
    from commonground.models.embedded import Embedded
    from commonground.models.endpoint import Endpoint
    from commonground.runs.store import Run
    from commonground.suites.suite import Suite

_ENDPOINT_JOBS = 8
_TASKS = 100  # ten of each family: intervals of about 10 points, in about a minute on two cores


@dataclass(frozen=True, slots=True)
class CheckConfig:
    """The command's arguments, as given."""

    model: str = EMBEDDED
    base_url: str | None = None
    mediator_model: str | None = None
    suite: tuple[str, ...] = ()
    condition: tuple[str, ...] = ()
    mediation: str = "off,prompt,light"
    data: str | None = None
    tasks: int = _TASKS
    runs: int = 1
    temperature: float = 0.0
    max_tokens: int = 256
    seed: int = 0
    jobs: int | None = None
    out: str | None = None
    fail_if: tuple[str, ...] = ()
    as_json: bool = False

    @property
    def gates(self) -> tuple[Gate, ...]:
        """Return the conditions that fail the run. Raises: UsageError when one cannot be read."""
        from commonground.evaluation.gate import gate

        return tuple(gate(text) for text in self.fail_if)

    @property
    def presets(self) -> tuple[str, ...]:
        """Return the mediation presets, each once."""
        from commonground.mediation.presets import PRESETS

        names = tuple(dict.fromkeys(name.strip() for name in self.mediation.split(",") if name.strip()))
        for name in names:
            if name not in PRESETS:
                raise UnknownNameError("mediation preset", name, PRESETS)
        return names


@click.command("check")
@click.option(
    "--model",
    default=EMBEDDED,
    show_default=True,
    help="'embedded', a folder with one, or a name to send to --base-url.",
)
@click.option("--base-url", metavar="URL", help="An OpenAI-compatible server; OPENAI_BASE_URL by default.")
@click.option("--mediator-model", metavar="M", help="Who plays the Mediator; the model itself by default.")
@click.option(
    "--suite", multiple=True, metavar="NAME", help="What to run; see `commonground list suites`. All by default."
)
@click.option("--condition", multiple=True, metavar="NAME", help="Only these conditions of a suite; all by default.")
@click.option("--mediation", default="off,prompt,light", show_default=True, metavar="LIST", help="Presets to compare.")
@click.option("--data", metavar="FILE", help="Tasks from a Lost in Conversation file instead of the town's.")
@click.option("--tasks", default=_TASKS, show_default=True, type=click.IntRange(1), help="How many tasks.")
@click.option("--runs", default=1, show_default=True, type=click.IntRange(1), help="Replicates of each task.")
@click.option("--temperature", default=0.0, show_default=True, type=click.FloatRange(0, 2), help="0 is greedy.")
@click.option("--max-tokens", default=256, show_default=True, type=click.IntRange(1), help="The longest reply.")
@click.option("--seed", default=0, show_default=True, help="Varies the tasks, and the replies where temperature > 0.")
@click.option("--jobs", type=click.IntRange(1), help="Episodes at a time: 256 for the embedded model, else 8.")
@click.option("--out", metavar="DIR", help="The run folder; the same folder resumes. A new one in runs/ by default.")
@click.option("--fail-if", multiple=True, metavar="EXPR", help="Exit with 1 where a number of the result says so.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document on stdout.")
def command(**options: Any) -> int:
    """Show how well a model keeps common ground, bare and mediated."""
    return check(CheckConfig(**options))


def check(config: CheckConfig) -> int:
    """Run the check and show it; return the exit code."""
    gates = config.gates  # a gate that cannot be read is said before the run, not after it
    started = f"{datetime.now().astimezone():%Y-%m-%d-%H%M%S}"
    folder = Path(config.out) if config.out else Path("runs") / f"{started}-{Path(config.model).name}"
    run_check(config, folder)
    summary = show(config, folder)
    failed = [reason for one in gates if (reason := one.verdict(summary))]
    for reason in failed:
        _say(f"failed: {reason}")
    return 1 if failed else 0


def run_check(config: CheckConfig, folder: Path) -> None:
    """Play what the run in `folder` does not hold yet."""
    if config.runs > 1 and config.temperature == 0:
        raise UsageError("--runs above 1 at temperature 0 repeats the same replies", "add --temperature 1")
    suite = _suite(config)
    jobs = config.jobs or _ENDPOINT_JOBS
    model = open_model(config.model, config.base_url, jobs)
    mediator = open_model(config.mediator_model, config.base_url, jobs) if config.mediator_model else None
    with _open_store(config, suite, (model, mediator), folder) as store:
        try:
            asyncio.run(_play(config, suite, (model, mediator), store))
        except KeyboardInterrupt:
            _say(f"stopped; the same command with --out {folder} goes on")
            raise


def _suite(config: CheckConfig) -> Suite:
    from commonground.suites import gradual_reveal

    for name in config.suite:
        if name != gradual_reveal.NAME:
            raise UnknownNameError("suite", name, (gradual_reveal.NAME,))
    suite = gradual_reveal.file_suite(Path(config.data)) if config.data else gradual_reveal.town_suite()
    return suite.only(config.condition) if config.condition else suite


def _settings(config: CheckConfig, suite: Suite, model: Embedded | Endpoint) -> Settings:
    from commonground.evaluation.plan import Settings

    worlds = {task.world for task in suite.tasks(config.seed, 1)}
    return Settings(
        mediation=config.presets,
        tasks=config.tasks,
        runs=config.runs,
        temperature=config.temperature,
        seed=config.seed,
        max_tokens=config.max_tokens,
        briefed=worlds != {knows(model)},
    )


Models = tuple["Embedded | Endpoint", "Embedded | Endpoint | None"]


def _open_store(config: CheckConfig, suite: Suite, models: Models, folder: Path) -> Run:
    from commonground.evaluation.plan import all_versions
    from commonground.runs.store import Run

    model, mediator = models
    settings = _settings(config, suite, model)
    resolved = {
        "model": config.model,
        "model_version": version(model),
        "mediator": config.mediator_model or "the model itself",
        "suites": [suite.name],
        "data": Path(config.data).name if config.data else None,
        "conditions": [condition.name for condition in suite.conditions],
        "mediation": list(settings.mediation),
        "tasks": settings.tasks,
        "runs": settings.runs,
        "temperature": settings.temperature,
        "max_tokens": settings.max_tokens,
        "briefed": settings.briefed,
        "seed": settings.seed,
        "headline": {suite.name: sorted(suite.headline)},
        "calibration": config.model == EMBEDDED or Path(config.model).is_dir(),
    }
    seeds = {"seed": settings.seed, "varies": "the tasks; the replies where temperature > 0"}
    notes = {
        "base_url": config.base_url,
        "jobs": config.jobs,
        "mediator_version": version(mediator) if mediator else "",
    }
    return Run.open(folder, resolved, all_versions(suite, settings), seeds=seeds, notes=notes)


async def _play(config: CheckConfig, suite: Suite, models: Models, store: Run) -> None:
    from commonground.evaluation.plan import cells
    from commonground.evaluation.play import play
    from commonground.models.embedded import MAX_BATCH, Embedded

    model, mediator = models
    settings = _settings(config, suite, model)
    plan = cells(suite, settings)
    _say(f"{len(plan)} episodes in {store.path}" + _resumed(store, plan))
    try:
        if not isinstance(model, Embedded):
            await _answers(model)
        jobs = config.jobs or (MAX_BATCH if isinstance(model, Embedded) else _ENDPOINT_JOBS)
        with _Progress(len(plan), len(plan) - sum(cell.key not in store.done for cell in plan)) as tick:
            await play(plan, settings, (model, mediator), store, jobs, tick)
    finally:
        for used in (model, mediator):
            if used is not None:
                await used.aclose()


def _resumed(store: Run, plan: list[Cell]) -> str:
    done = store.done
    finished = sum(cell.key in done for cell in plan)
    repaired = f"; a torn last line of {store.repaired} bytes was cut off" if store.repaired else ""
    return (f", {finished} of them already there" if finished else "") + repaired


async def _answers(model: Endpoint) -> None:
    """Ask the endpoint one thing first: a wrong address or key is an error, not a table of failures."""
    from commonground.conversation.record import USER, Conversation, Turn
    from commonground.models.chat import Request, Sampling, complete

    try:
        await complete(model, Request(Conversation((Turn(USER, "Say OK."),)), Sampling(max_tokens=8)))
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
