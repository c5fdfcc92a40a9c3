"""What the gateway costs beside LiteLLM's proxy, in one run before the same upstream: rates, delays, processor time.

    python benchmarks/gateway.py [--litellm PATH] [--rounds N] [--seconds S] [--only PART]

Upstream and load are tiny programs in processes of their own (`loopback.py`). A gateway is started anew for each cell and each
round, warmed up, then loaded for some seconds; medians of the rounds. Requests are of distinct conversations: a number that no
other has is said in every turn, so nothing that was computed for one serves another. Processor time is that of the process that
answers (/proc/PID/stat); the recorder's, a process of its own, is counted apart. LiteLLM: one worker, no database, no logging,
no retries, its price list taken from its package.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.error import URLError
from urllib.request import urlopen

from loopback import EVENTS, Seen, bodies, load, requests, upstream

WARM = 40  # requests before anything is measured
TICK = os.sysconf("SC_CLK_TCK")
CONNECTIONS = (1, 16, 64)
LITELLM = """
model_list:
  - {{model_name: m, litellm_params: {{model: openai/m, api_base: "http://127.0.0.1:{port}/v1", api_key: x}}}}
  - {{model_name: paced, litellm_params: {{model: openai/paced, api_base: "http://127.0.0.1:{port}/v1", api_key: x}}}}
litellm_settings: {{set_verbose: false, telemetry: false, num_retries: 0, request_timeout: 60}}
router_settings: {{num_retries: 0}}
general_settings: {{disable_spend_logs: true, disable_error_logs: true}}
"""


@dataclass(frozen=True)
class Running:
    """A gateway that runs: its port, its process, its recorder's where it has one, and what it logs where that is kept."""

    port: int
    pid: int
    recorder: int | None
    log: Path = Path(os.devnull)

    def number(self, name: str) -> float:
        """Return a number of its `/metrics`, summed over labels."""
        with urlopen(f"http://127.0.0.1:{self.port}/metrics") as reply:
            found = re.findall(rf"^{name}(?:{{[^}}]*}})? (\S+)$", reply.read().decode(), re.MULTILINE)
        return sum(map(float, found))


def cpu(pid: int) -> float:
    """Return the seconds of processor time that a process has had."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def child(pid: int) -> int | None:
    """Return the process that another has started, the recorder."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(found[0]) if found else None


def free() -> int:
    """Return a port that is free."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@contextmanager
def started(
    command: list[str], port: int, path: str, more: dict[str, str], log: Path = Path(os.devnull)
) -> Iterator[int]:
    """Start a server, yield its process once it answers at `path`, and kill it."""
    with log.open("wb") as errors:
        process = subprocess.Popen(
            command, env=os.environ | more, start_new_session=True, stdout=subprocess.DEVNULL, stderr=errors
        )
    try:
        until = time.monotonic() + 180
        while True:
            try:
                urlopen(f"http://127.0.0.1:{port}{path}", timeout=5).close()
                break
            except (URLError, OSError):
                if process.poll() is not None or time.monotonic() > until:
                    raise SystemExit(f"{command[0]} did not start") from None
                time.sleep(0.1)
        yield process.pid
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def ours(behind: int, *words: str) -> Iterator[Running]:
    """This gateway, with a store of its own."""
    port = free()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", "from commonground.cli.main import main; main()", "serve", "--model", "m"]
        command += ["--base-url", f"http://127.0.0.1:{behind}/v1", "--port", str(port), *words]
        command += ["--store", f"{folder}/store.sqlite3", "--secret-file", f"{folder}/secret"]
        log = Path(folder) / "log"
        with started(command, port, "/readyz", {}, log) as pid:
            yield Running(port, pid, child(pid), log)


@contextmanager
def litellm(behind: int, program: Path) -> Iterator[Running]:
    """LiteLLM's proxy."""
    port = free()
    more = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_MODE": "PRODUCTION", "LITELLM_LOG": "ERROR"}
    more["LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY"] = "true"  # no keys, as with ours
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "config.yaml"
        config.write_text(LITELLM.format(port=behind))
        command = [str(program), "--config", str(config), "--host", "127.0.0.1", "--port", str(port)]
        command += ["--num_workers", "1", "--telemetry", "False"]
        with started(command, port, "/health/liveliness", more) as pid:
            yield Running(port, pid, None)


@contextmanager
def direct(behind: int) -> Iterator[Running]:
    """Nothing in between: what the load and the upstream can do."""
    yield Running(behind, os.getpid(), None)


Start = Callable[[int], "contextmanager[Running]"]


@dataclass(frozen=True)
class Cell:
    """What one load of one system showed."""

    seen: Seen
    cpu: float  # microseconds a request

    @property
    def rate(self) -> float:
        return len(self.seen.took) / self.seen.seconds


def measured(start: Start, behind: int, body: Callable[[int], bytes], connections: int, seconds: float) -> Cell:
    """Load a system that is started for it."""
    with start(behind) as running:
        load(running.port, connections, lambda: requests(body, 10**6, max(WARM, 2 * connections), 60))
        before = cpu(running.pid)
        seen = load(running.port, connections, lambda: requests(body, 2 * 10**6, 10**6, seconds), watched=True)
        spent = cpu(running.pid) - before
    if set(seen.statuses) != {200} or seen.broken:
        raise SystemExit(f"not every reply was whole: {seen.statuses}, {seen.broken} broken")
    return Cell(seen, 1e6 * spent / len(seen.took))


def percentile(times: list[float], share: float) -> float:
    """Return a percentile of times, in milliseconds."""
    ordered = sorted(times)
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def middle(cells: list[Cell], value: Callable[[Cell], float]) -> float:
    """Return the median over rounds."""
    return median(map(value, cells))


class Bench:
    """All systems, round after round, before one upstream."""

    def __init__(self, program: Path | None, rounds: int, seconds: float) -> None:
        self.rounds, self.seconds = rounds, seconds
        _, self.behind = upstream()
        self.systems: dict[str, Start] = {
            "off": lambda behind: ours(behind, "--mediation", "off"),
            "observe, no shadows": lambda behind: ours(behind, "--mediation", "observe", "--shadows", "0"),
            "observe": lambda behind: ours(behind, "--mediation", "observe"),
        }
        if program:
            self.systems["LiteLLM"] = lambda behind: litellm(behind, program)

    def cells(self, body: Callable[[int], bytes], connections: int) -> dict[str, list[Cell]]:
        """Return what each system shows, in turns: what disturbs the machine disturbs all."""
        found: dict[str, list[Cell]] = {}
        for _ in range(self.rounds):
            for name, start in {"direct": direct, **self.systems}.items():
                found.setdefault(name, []).append(measured(start, self.behind, body, connections, self.seconds))
        return found

    def replies(self, title: str, turns: int, stream: bool, connections: tuple[int, ...] = CONNECTIONS) -> None:
        """Print rates, delays and processor time."""
        body = bodies(turns, "m", stream)
        print(f"\n{title}, {turns} turn{'s' * (turns > 1)} of history, {len(body(1)):,} bytes\n")
        print("| connections | | requests/s | p50 ms | p99 ms | first byte p50 ms | CPU us/request | rate to LiteLLM |")
        print("|---|---|---|---|---|---|---|---|")
        for number in connections:
            found = self.cells(body, number)
            peer = middle(found["LiteLLM"], lambda cell: cell.rate) if "LiteLLM" in found else None
            for name, cells in found.items():
                rate = middle(cells, lambda cell: cell.rate)
                took = [
                    middle(cells, lambda cell, share=share: percentile(cell.seen.took, share)) for share in (0.5, 0.99)
                ]
                first = middle(cells, lambda cell: percentile(cell.seen.first, 0.5))
                spent = "" if name == "direct" else f"{middle(cells, lambda cell: cell.cpu):,.0f}"
                beside = f"{rate / peer:.1f}" if peer else ""
                print(
                    f"| {number} | {name} | {rate:,.0f} | {took[0]:.2f} | {took[1]:.2f} | {first:.2f} | {spent} | {beside} |",
                    flush=True,
                )

    def paced(self) -> None:
        """Print how events come that are sent 20 ms apart, and what a stream of them costs."""
        print(f"\n{EVENTS} events, one each 20 ms, 16 connections: gap as it arrives less gap as it was sent\n")
        print("| | p1 ms | p50 ms | p99 ms | most ms | events a read | CPU us/stream |")
        print("|---|---|---|---|---|---|---|")
        for name, cells in self.cells(bodies(1, "paced", True), 16).items():
            shares = [lambda cell, share=share: percentile(cell.seen.gaps, share) for share in (0.01, 0.5, 0.99, 1)]
            gaps = [middle(cells, share) for share in shares]
            together = middle(cells, lambda cell: cell.seen.events / cell.seen.reads)
            spent = "" if name == "direct" else f"{middle(cells, lambda cell: cell.cpu):,.0f}"
            print(f"| {name} | {' | '.join(f'{gap:.2f}' for gap in gaps)} | {together:.2f} | {spent} |", flush=True)

    def recorder(self) -> None:
        """Print what the recorder's own process takes."""
        print("\nThe recorder, a process of its own: every turn is new to it\n")
        print("| turns | requests | CPU ms/request | CPU us/new word | requests/s that it keeps up with |")
        print("|---|---|---|---|---|")
        for turns, count in ((1, 400), (50, 20)):
            rounds = [self._recorded(bodies(turns, "m", False), count) for _ in range(self.rounds)]
            spent, word = (median(column) for column in zip(*rounds, strict=True))
            print(f"| {turns} | {count} | {1000 * spent:.2f} | {1e6 * word:.1f} | {1 / spent:,.0f} |", flush=True)

    def _recorded(self, body: Callable[[int], bytes], count: int) -> tuple[float, float]:
        with ours(self.behind, "--mediation", "observe", "--shadows", "0") as running:
            assert running.recorder
            done = 0
            for number in (count // 4, count):
                before, words = cpu(running.recorder), running.number("commonground_analysed_words_total")
                load(running.port, 4, lambda start=10**6 * number, most=number: requests(body, start, most, 60))
                done += number
                while running.number("commonground_recorded_total") < done:
                    time.sleep(0.05)
            spent = cpu(running.recorder) - before
            words = running.number("commonground_analysed_words_total") - words
        return spent / count, spent / words


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--litellm", type=Path, help="LiteLLM's command, from an environment of its own")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--only", choices=["json", "long", "stream", "paced", "recorder"])
    given = parser.parse_args()
    if given.litellm and not given.litellm.exists():
        print(f"LiteLLM is left out: there is no {given.litellm}")
        given.litellm = None
    bench = Bench(given.litellm, given.rounds, given.seconds)
    parts: dict[str, Callable[[], None]] = {
        "json": lambda: bench.replies("Short JSON replies", 1, stream=False),
        "long": lambda: bench.replies("Short JSON replies", 50, stream=False),
        "stream": lambda: bench.replies(f"Streams of {EVENTS} events", 1, stream=True, connections=(1, 16)),
        "paced": bench.paced,
        "recorder": bench.recorder,
    }
    for name, part in parts.items():
        if given.only in (None, name):
            part()


if __name__ == "__main__":
    main()
