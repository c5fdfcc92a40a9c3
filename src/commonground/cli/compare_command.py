"""`commonground compare`: what a second run scores more than a first, paired on tasks, with intervals."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command("compare")
@click.argument("run_a", metavar="RUN_A", type=click.Path(path_type=Path))
@click.argument("run_b", metavar="RUN_B", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document on stdout.")
def command(run_a: Path, run_b: Path, as_json: bool) -> int:
    """Show what RUN_B scores more than RUN_A, paired on the tasks that both judged."""
    from commonground.evaluation.compare import compare
    from commonground.runs.store import read_run

    comparison = compare(read_run(run_a), read_run(run_b))
    if as_json:
        click.echo(json.dumps(comparison, indent=2, ensure_ascii=False))
        return 0
    from rich.console import Console

    from commonground.report.comparison import show

    show(comparison, (str(run_a), str(run_b)), Console())
    return 0
