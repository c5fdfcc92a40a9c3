"""How long `commonground --help` takes, beside a bare Python and a Python that imports click. Medians of 15 runs each."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

RUNS = 15
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "python -c 'import click'": [sys.executable, "-c", "import click"],
    "commonground --help": [str(Path(sys.executable).parent / "commonground"), "--help"],
}


def seconds(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def main() -> None:
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(RUNS):
        for name, command in COMMANDS.items():
            taken[name].append(seconds(command))
    bare = median(taken["python -c pass"])
    for name, times in taken.items():
        print(f"{name:28} {1000 * median(times):6.0f} ms   {median(times) / bare:5.2f} x bare Python")


if __name__ == "__main__":
    main()
