"""200,000 scripted conversations: time, memory while they are played, the size of the store, and what resuming takes.

The whole gradual-reveal suite over the town's tasks, with a model that answers every turn with the same words. Playing,
resuming and summing up each have a process of their own. Give another number of conversations as the argument.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from commonground.evaluation.plan import Cell, Settings, cells
from commonground.evaluation.play import Players, play
from commonground.models.scripted import Script
from commonground.runs.store import EPISODES, Run
from commonground.suites.gradual_reveal import town_suite

CELLS = 12  # conversations a task: the suite's conditions under its presets
SETTINGS = {"model": "scripted", "temperature": 0.0, "runs": 1, "seed": 0}


def plan(conversations: int) -> tuple[list[Cell], Settings]:
    """Return the episodes of so many conversations."""
    settings = Settings(tasks=-(-conversations // CELLS), briefed=False)
    return cells(town_suite(), settings)[:conversations], settings


def megabytes() -> float:
    """Return the resident memory of this process now, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def opened(folder: Path) -> Run:
    """Return the run in a folder, opened for writing."""
    suite = town_suite()
    config = {**SETTINGS, "headline": {suite.name: sorted(suite.headline)}}
    return Run.open(folder, config, {f"suite {suite.name}": suite.version})


def playing(folder: Path, conversations: int) -> None:
    """Play all that is not played yet, and print how memory goes."""
    started = time.perf_counter()
    episodes, settings = plan(conversations)
    planned = time.perf_counter() - started
    print(f"plan: {len(episodes):,} episodes in {planned:.1f} s, {megabytes():.0f} MB")
    with opened(folder) as store:
        begun, had = time.perf_counter(), len(store.done)
        print(f"open: {had:,} episodes there in {begun - started - planned:.1f} s, {megabytes():.0f} MB")
        played = 0

        def tick(row: object) -> None:
            nonlocal played
            played += 1
            if played % (conversations // 4) == 0:
                print(f"  {played:,} played: {time.perf_counter() - begun:.0f} s, {megabytes():.0f} MB")

        asyncio.run(play(episodes, settings, Players(Script(lambda request: "I see.")), store, 64, tick))
        seconds = time.perf_counter() - begun
    rate = f", {played / seconds:,.0f} conversations/s" if played else ""
    print(f"play: {played:,} episodes in {seconds:.1f} s{rate}, {megabytes():.0f} MB")


def summing_up(folder: Path, conversations: int) -> None:
    """Read the run, sum it up and write its report."""
    from commonground.cli.summaries import summary_of
    from commonground.report.page import write

    started = time.perf_counter()
    summary, rows, manifest = summary_of(folder)
    print(f"summary: {len(rows):,} episodes in {time.perf_counter() - started:.1f} s, {megabytes():.0f} MB")
    started = time.perf_counter()
    write(folder / "report.html", summary, rows, manifest)
    print(f"report: {time.perf_counter() - started:.1f} s, {(folder / 'report.html').stat().st_size / 1e6:.1f} MB")


def in_a_process(work: Callable[[Path, int], None], folder: Path, conversations: int) -> None:
    """Run one part of the work in a new process."""
    process = multiprocessing.get_context("spawn").Process(target=work, args=(folder, conversations))
    process.start()
    process.join()
    if process.exitcode:
        sys.exit(process.exitcode)


def main() -> None:
    """Play, resume, sum up, and print what each takes."""
    conversations = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "run"
        in_a_process(playing, folder, conversations)
        size = (folder / EPISODES).stat().st_size
        print(f"store: {size / 1e6:,.0f} MB, {size / conversations:,.0f} bytes a conversation")
        print("the same again, which finds all of it there:")
        in_a_process(playing, folder, conversations)
        in_a_process(summing_up, folder, conversations)


if __name__ == "__main__":
    main()
