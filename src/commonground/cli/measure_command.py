"""`commonground measure`: reads transcripts of any size and shows how far the speakers keep common ground."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commonground.errors import InputError

_LARGE = 5_000_000  # bytes from which compiling and further processes are worth their start
_MUCH = 500  # surrogates from which further processes are

if TYPE_CHECKING:
    from commonground.conversation.record import Conversation
    from commonground.evaluation.corpus import Corpus, Measured


@dataclass(frozen=True, slots=True)
class MeasureConfig:
    """The command's arguments, as given."""

    files: tuple[str, ...]
    measure: tuple[str, ...] = ()
    form: str = "auto"
    surrogates: int = 100
    by: str | None = None
    jobs: int | None = None
    seed: int = 0
    skip: int = 0
    skip_bad: bool = False
    out: str | None = None
    report: str | None = None
    judge: str | None = None
    base_url: str | None = None
    as_json: bool = False


@click.command("measure")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--measure", multiple=True, metavar="NAME", help="A measure or a family; all that are installed by default."
)
@click.option("--format", "form", default="auto", show_default=True, metavar="NAME", help="The format of the files.")
@click.option("--surrogates", default=100, show_default=True, type=click.IntRange(0), help="Draws of the chance level.")
@click.option("--by", metavar="KEY", help="Compare groups: the values of this metadata key.")
@click.option("--jobs", type=click.IntRange(1), help="Processes; by default one for small files, else one a processor.")
@click.option("--seed", default=0, show_default=True, help="Varies the sample and the surrogates.")
@click.option("--skip", default=0, show_default=True, type=click.IntRange(0), help="Leave out the first conversations.")
@click.option("--skip-bad", is_flag=True, help="Pass over rows that cannot be read, and say how many.")
@click.option(
    "--out", metavar="FILE", help="Write a row a conversation, and beside it a row a turn: .csv, .jsonl, .parquet."
)
@click.option("--report", metavar="FILE", help="Draw the result as a page (.html).")
@click.option("--judge", metavar="M", help="A model that says what each turn does, beside the classifier.")
@click.option("--base-url", metavar="URL", help="Where the judge is; OPENAI_BASE_URL by default.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document on stdout.")
def command(**options: Any) -> int:
    """Measure alignment, grounding, repair and effort in transcripts."""
    return measure(MeasureConfig(**options))


def measure(config: MeasureConfig) -> int:
    """Measure and show; return the exit code."""
    summary, corpus = measured(config)
    if config.report:
        draw(Path(config.report), summary, corpus)
        _say(f"report: {config.report}")
    if config.as_json:
        click.echo(json.dumps(summary, indent=2, ensure_ascii=False))
        return 0
    from rich.console import Console

    from commonground.report.corpus_terminal import show

    show(summary, Console())
    return 0


def draw(page: Path, summary: dict[str, Any], corpus: Corpus) -> None:
    """Draw what was measured as a page. Raises: StoreError when it cannot be written."""
    from commonground.report.corpus_page import write

    write(page, summary, [spoken for _, spoken in corpus.sample])


def measured(config: MeasureConfig) -> tuple[dict[str, Any], Corpus]:
    """Return the summary of the files and what it was made of. Raises: InputError, UnknownNameError, MissingExtraError."""
    from commonground.evaluation.chance import chance
    from commonground.evaluation.corpus import Request, measure_corpus
    from commonground.evaluation.corpus_summary import summarize_corpus
    from commonground.measures.registry import chosen

    chosen(config.measure)
    large = _is_large(config)
    if large:
        _compile()
    bad: list[InputError] = []
    request = Request(config.measure, turns=bool(config.out or config.report), by=config.by)
    with _rows_written(config) as write, _progress(_count(config)) as tick:
        conversations = islice(_read(config, bad), config.skip, None)

        def each(row: Measured) -> None:
            write(row)
            tick()

        jobs = config.jobs or (_processors() if large else 1)
        corpus = measure_corpus(conversations, request, jobs=jobs, seed=config.seed, tick=each)
    _tell(bad)
    if not corpus.conversations:
        raise InputError("holds no conversation", path=config.files[0], hint="give a file with at least one")
    chances = []
    if config.surrogates and corpus.sample:
        _say(f"chance level: {config.surrogates} draws on {len(corpus.sample)} of {corpus.talks} conversations")
        work = config.surrogates * len(corpus.sample)
        jobs = config.jobs or (_processors() if work >= _MUCH else 1)
        chances = chance(corpus.sample, config.measure, draws=config.surrogates, seed=config.seed, jobs=jobs)
    summary = summarize_corpus(corpus, chances, config.measure)
    if config.judge:
        from commonground.cli.measure_judge import judged

        out = Path(config.out) if config.out else None
        target = out and out.with_name(f"{out.stem}.judged.jsonl")
        summary["judge"] = judged(islice(_read(config, []), config.skip, None), config.judge, config.base_url, target)
    summary |= {"files": list(config.files), "skipped": len(bad), "seed": config.seed, "surrogates": config.surrogates}
    return summary, corpus


def _is_large(config: MeasureConfig) -> bool:
    return sum(path.stat().st_size for path in map(Path, config.files) if path.is_file()) >= _LARGE


def _compile() -> None:
    """Compile what can be compiled, once for this machine, where numba is there to do it."""
    from commonground.measures import kernel

    if kernel.wanted(_LARGE, 0):
        kernel.compiled()


def _processors() -> int:
    return len(os.sched_getaffinity(0))


def _read(config: MeasureConfig, bad: list[InputError]) -> Iterator[Conversation]:
    from commonground.conversation.transcripts import read_transcripts

    told = bad.append if config.skip_bad else None
    yield from chain.from_iterable(read_transcripts(file, config.form, told) for file in config.files)


@contextmanager
def _rows_written(config: MeasureConfig) -> Iterator[Callable[[Measured], None]]:
    """Yield what takes the rows; on the way out, however it comes to that, what was written is whole and in its place."""
    if config.out is None:
        yield lambda row: None
        return
    from commonground.evaluation.rows import Writer

    writer, done, asked = Writer(Path(config.out), config.measure), 0, False

    def write(row: Measured) -> None:
        nonlocal done
        writer.write(row)
        done += 1
        if asked:
            raise KeyboardInterrupt

    def stop(number: int, frame: object) -> None:
        nonlocal asked
        if asked:  # asked again: at once
            raise KeyboardInterrupt
        asked = True

    before = signal.signal(signal.SIGINT, stop)  # between two rows, not within one
    with ExitStack() as closing:
        closing.callback(writer.close)
        closing.callback(signal.signal, signal.SIGINT, before)
        try:
            yield write
        except KeyboardInterrupt:
            where = config.skip + done
            _say(
                f"stopped: {done} conversations are in {config.out}; --skip {where} and another --out measure the rest"
            )
            raise


@contextmanager
def _progress(total: int | None) -> Iterator[Callable[[], None]]:
    """Yield what is called for each conversation; on a terminal it shows how many there were, how fast, and the time left."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("conversations"), BarColumn(), MofNCompleteColumn(), TaskProgressColumn(show_speed=True),
        TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("measure", total=total)
        yield lambda: bar.advance(task)


def _count(config: MeasureConfig) -> int | None:
    """Return how many conversations JSON lines hold, one a line; None where the files are of another kind."""
    from commonground.conversation.nodes import lines

    if not all(Path(file).suffix == ".jsonl" and Path(file).is_file() for file in config.files):
        return None
    return max(0, sum(1 for file in config.files for _ in lines(file)) - config.skip)


def _tell(bad: list[InputError]) -> None:
    for error in bad[:3]:
        _say(f"passed over: {error}")
    if len(bad) > 3:
        _say(f"passed over: {len(bad) - 3} more")


def _say(text: str) -> None:
    click.echo(text, err=True)
