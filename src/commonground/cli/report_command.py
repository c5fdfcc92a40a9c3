"""`commonground report`: draws the page of a run again from what its folder holds, or that of transcripts."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("report")
@click.argument("runs", nargs=-1, required=True, metavar="RUN|FILE...", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Where to write a single page; RUN/report.html or FILE.html by default.",
)
def command(runs: tuple[Path, ...], out: Path | None) -> int:
    """Draw the report of runs, or of transcript files as `measure` reads them."""
    from commonground.errors import UsageError

    if out and len(runs) > 1:
        raise UsageError(
            f"--out names one page, but there are {len(runs)} runs", "leave --out away: each run gets its own"
        )
    for run in runs:
        target = _transcripts(run, out) if run.is_file() else _run(run, out)
        click.echo(str(target))
    return 0


def _run(run: Path, out: Path | None) -> Path:
    from commonground.cli.summaries import summary_of
    from commonground.report.page import write

    target = out or run / "report.html"
    write(target, *summary_of(run))
    return target


def _transcripts(file: Path, out: Path | None) -> Path:
    from commonground.cli.measure_command import MeasureConfig, draw, measured

    target = out or file.with_suffix(".html")
    draw(target, *measured(MeasureConfig((str(file),), report=str(target))))
    return target
