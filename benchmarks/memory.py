"""Resident memory of `commonground measure --jobs 2` on 200 MB and on 1 GB of generated JSON lines: it should not grow.

Memory is that of the command and its processes together, read every half second; the largest is what counts. The families
measured are the lexical, so that a gigabyte takes minutes; others hold no more between conversations. Give the two sizes in MB
as arguments to try smaller ones.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random

WORDS = [
    f"{head}{tail}" for head in ("ba", "de", "fi", "go", "lu", "mi", "no") for tail in "abcdefghijklmnopqrstuvwxyz"
]


def generate(path: Path, megabytes: int) -> int:
    """Write chats of 12 turns until the file is so large; return how many."""
    random, count = Random(0), 0
    pool = [
        [" ".join(random.choices(WORDS, k=random.randint(5, 40))) for _ in range(12)] for _ in range(500)
    ]  # drawn from again and again: what counts is that they are read and measured
    with path.open("w") as file:
        while file.tell() < megabytes * 1_000_000:
            for _ in range(1000):
                turns = random.choices(random.choice(pool), k=12)
                roles = ("user", "assistant")
                chat = [{"role": roles[number % 2], "content": text} for number, text in enumerate(turns)]
                file.write(json.dumps({"id": f"chat {count}", "messages": chat}) + "\n")
                count += 1
    return count


def resident(process: int) -> float:
    """Return the resident memory of a process and those it began, in MB."""
    total, waiting = 0, [process]
    while waiting:
        one = waiting.pop()
        try:
            total += int(Path(f"/proc/{one}/statm").read_text().split()[1])
            waiting += map(int, Path(f"/proc/{one}/task/{one}/children").read_text().split())
        except FileNotFoundError:  # it ended meanwhile
            continue
    return total * resource.getpagesize() / 1e6


def measured(path: Path) -> tuple[float, float]:
    """Return the largest resident memory in MB, and the seconds."""
    command = [str(Path(sys.executable).with_name("commonground")), "measure", str(path), "--measure", "lexical"]
    started = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--surrogates", "0", "--jobs", "2", "--json"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    largest = 0.0
    while process.poll() is None:
        largest = max(largest, resident(process.pid))
        time.sleep(0.5)
    assert process.returncode == 0
    return largest, time.perf_counter() - started


def main() -> None:
    """Print memory and time for both sizes, and how far the memories differ."""
    sizes = [int(size) for size in sys.argv[1:]] or [200, 1000]
    found = []
    for megabytes in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "chats.jsonl"
            count = generate(path, megabytes)
            memory, seconds = measured(path)
        found.append(memory)
        print(
            f"{megabytes} MB, {count:,} conversations: {memory:.0f} MB resident, {seconds:.0f} s, {count / seconds:,.0f}/s"
        )
    print(f"they differ by {abs(found[-1] - found[0]) / found[0]:.1%}")


if __name__ == "__main__":
    main()
