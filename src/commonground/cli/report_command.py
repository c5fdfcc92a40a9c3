"""`commonground report`: draws the page of runs again, from what their folders hold."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("report")
@click.argument("runs", nargs=-1, required=True, metavar="RUN...", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Where to write the page of a single run; RUN/report.html by default.",
)
def command(runs: tuple[Path, ...], out: Path | None) -> int:
    """Draw the report of runs again."""
    from commonground.cli.summaries import summary_of
    from commonground.errors import UsageError
    from commonground.report.page import write

    if out and len(runs) > 1:
        raise UsageError(
            f"--out names one page, but there are {len(runs)} runs", "leave --out away: each run gets its own"
        )
    for run in runs:
        target = out or run / "report.html"
        write(target, *summary_of(run))
        click.echo(str(target))
    return 0
