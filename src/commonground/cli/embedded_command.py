"""`commonground embedded`: the card of the model in the package, and its rebuilding from the town."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from commonground.training.embedded.train import Plan, Progress


@dataclass(frozen=True, slots=True)
class BuildConfig:
    """The arguments of `embedded build`, as given; None leaves a default of the plan."""

    out: Path
    seed: int
    steps: int | None
    device: str
    score: int
    base: Path | None

    def plans(self) -> tuple[Plan, Plan]:
        """Return the plans of the two courses."""
        from commonground.training.embedded.train import SECOND, Plan

        first, second = (replace(plan, seed=self.seed) for plan in (Plan(), SECOND))
        if self.steps is None:
            return first, second
        return replace(first, steps=self.steps), replace(second, steps=self.steps)


@click.group("embedded")
def command() -> None:
    """The model that ships in the package: its card, and how to rebuild it."""


@command.command("info")
@click.option("--model", "folder", type=click.Path(path_type=Path), help="A folder with another embedded model.")
def info(folder: Path | None) -> int:
    """Show the card: sizes, diet, prompts, scores."""
    from rich.console import Console

    from commonground.models.conversion import FOLDER, card, digest
    from commonground.report.card import show_card

    show_card(card(folder or FOLDER), digest(folder or FOLDER), Console())
    return 0


@command.command("build")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="Where the model and its checkpoint go; resumes there.",
)
@click.option("--seed", default=0, show_default=True, help="Varies the diet and the initial weights.")
@click.option("--steps", type=click.IntRange(1), help="Training steps of each course; the plan's own by default.")
@click.option(
    "--base",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A model that had the first course: only the second is trained.",
)
@click.option("--device", default="cpu", show_default=True, help="cpu or cuda.")
@click.option(
    "--score", default=1000, show_default=True, type=click.IntRange(0), help="Tasks for the card; 0 leaves it unscored."
)
def build(**options: Any) -> int:
    """Rebuild the model: generate, tokenizer, train two courses, export, score, card."""
    config = BuildConfig(**options)
    first, second = config.plans()
    base = config.base
    if base is None:
        base = config.out / "first"
        _course(config, first, base, None)
    _course(config, second, config.out, base)
    if config.score:
        score(config.out, config.score)
    click.echo(str(config.out))
    return 0


def _course(config: BuildConfig, plan: Plan, folder: Path, base: Path | None) -> None:
    from commonground.training.embedded.card import write_card
    from commonground.training.embedded.export import export
    from commonground.training.embedded.train import train

    model, tokens, state = train(plan, folder / "training", _say, config.device, base)
    export(model, tokens, folder)
    write_card(folder, plan, state, config.device, tokens, base)


def score(folder: Path, tasks: int) -> None:
    """Run the check-up on the model in `folder` and put its numbers on the card."""
    from commonground.cli.check_command import run_check
    from commonground.cli.check_config import CheckConfig
    from commonground.cli.summaries import summary_of
    from commonground.training.embedded.card import add_scores

    with tempfile.TemporaryDirectory() as run:
        check = CheckConfig(model=str(folder), mediation="off,prompt,light", tasks=tasks, out=run)
        run_check(check, Path(run))
        summary, _, manifest = summary_of(Path(run))
    how = {
        "tasks": tasks,
        "seed": summary["seed"],
        "temperature": summary["temperature"],
        "versions": manifest["versions"],
    }
    add_scores(folder, summary["suites"][0]["conditions"], how)


def _say(progress: Progress) -> None:
    tokens = f"{progress.tokens / 1e6:.2f} M tokens"
    click.echo(f"step {progress.step}  {tokens}  loss {progress.loss:.4f}  {progress.seconds:.0f} s", err=True)
