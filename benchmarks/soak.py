"""The gateway over many conversations: what fails, what is left over at the end, and whether its memory grows.

    python benchmarks/soak.py [--requests N] [--connections N] [--left SHARE]

Distinct conversations of one to four requests, half of them streamed, through `commonground serve --mediation observe`
before an upstream of its own (`loopback.py`). Of the requests 2 % meet a fault (500, 429, a reply cut off, a connection
closed without a word, two seconds of silence), 2 % (`--left`) are left by their client in the middle. Every turn of a user
has four words that no other has, every streamed reply 31, so what is kept by word is full early. The load waits where more
than 500 exchanges are not recorded yet. Memory is the resident set of the gateway and of its recorder, once a second; its
slope over conversations is a line through the means of 20 blocks. The first 40 % of the conversations are left out, and at
least 10,000: by then all that is kept by number is full, the recorder's turns last (`server/sessions.py`). Of a status of 500
and above that the upstream did not give, the gateway's log says why.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import mean

from gateway import Running, ours
from loopback import upstream

FAULTS = ("fail", "limit", "cut", "gone", "slow")
EXPECTED = {"m": 200, "slow": 200, "fail": 500, "limit": 429, "gone": 502, "cut": 200}
WARM, FULL, BLOCKS, MOST_WAITING = 0.4, 10_000, 20, 500
_NAME = re.compile(rb"x-commonground-request: (\w+)", re.IGNORECASE)
REPLY = "I have a table for two at the Old Mill at seven. Shall I take it?"
SAID = (
    "I need a table for two on Friday evening.", "Make that three, and somewhere quiet.",
    "What about the Old Mill, do they have fish?", "Good, take it then, under my name.",
)  # fmt: skip


@dataclass
class Seen:
    """What came of it."""

    requests: int = 0
    conversations: int = 0
    left: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    own: Counter[str] = field(default_factory=Counter)  # statuses of 500 and above that the upstream did not give
    named: list[str] = field(default_factory=list)  # their requests
    memory: list[tuple[int, float, float]] = field(default_factory=list)  # conversations, MB of gateway and of recorder


def unlike(number: int, turn: int) -> str:
    """Return words that no other turn has."""
    return " ".join(f"{letter}{number}{turn}" for letter in "abcd")


def asked(random: Random, number: int, turns: int) -> Iterator[tuple[str, bool, str]]:
    """Yield the model, whether it is a stream, and the messages of each request of a conversation."""
    messages: list[str] = []
    for turn in range(turns):
        messages.append(f'{{"role":"user","content":"{SAID[turn]} {unlike(number, turn)}"}}')
        model = random.choice(FAULTS) if random.random() < 0.02 else "m"
        yield model, random.random() < 0.5, ",".join(messages)
        messages.append(f'{{"role":"assistant","content":"{REPLY}"}}')


async def ask(place: tuple[str, int], seen: Seen, leave: bool, model: str, stream: bool, messages: str) -> None:
    """Send one request over a connection of its own, leave in the middle or read to the end."""
    body = f'{{"model":"{model}","messages":[{messages}],"stream":{str(stream).lower()}}}'.encode()
    head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    reader, writer = await asyncio.open_connection(*place)
    try:
        writer.write(head.encode() + body)
        content = await reader.read(200 if leave else -1) if not leave or stream else b""
        if leave:
            seen.left += 1
            writer.transport.abort()
            return
        while more := await reader.read():
            content += more
    except ConnectionError:
        content = b""
    finally:
        writer.close()
    status = int(content[9:12] or 0)
    ended = content.endswith(b"0\r\n\r\n") if b"transfer-encoding: chunked" in content else content.endswith(b"}")
    seen.outcomes[f"{model} {status}{'' if ended else ' broken off'}"] += 1
    if status >= 500 and EXPECTED[model] != status:
        seen.own[f"{model} {status}"] += 1
        seen.named += [name.decode() for name in _NAME.findall(content)]


async def talk(place: tuple[str, int], seen: Seen, number: int, left: float) -> None:
    """Hold a conversation; each of its requests is left with probability `left`."""
    random = Random(number)
    for model, stream, messages in asked(random, number, random.randrange(1, 5)):
        await ask(place, seen, random.random() < left, model, stream, messages)
        seen.requests += 1
    seen.conversations += 1


def resident(pid: int) -> float:
    """Return the resident memory of a process in MB."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096 / 1e6


def files(pid: int) -> int:
    """Return how many files and sockets a process has open."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


async def watch(running: Running, seen: Seen, most: int, may: asyncio.Event) -> None:
    """Sample the memory, hold the load where too much waits, and tell how far it is."""
    assert running.recorder
    told = 0
    while True:
        waiting = await asyncio.to_thread(running.number, "commonground_waiting")
        (may.clear if waiting > MOST_WAITING else may.set)()
        seen.memory.append((seen.conversations, resident(running.pid), resident(running.recorder)))
        if seen.requests * 10 // most > told:
            told = seen.requests * 10 // most
            print(f"{seen.requests:,} requests, MB {seen.memory[-1][1]:.0f} and {seen.memory[-1][2]:.0f}", flush=True)
        await asyncio.sleep(1)


def slope(samples: list[tuple[int, float]]) -> tuple[float, float]:
    """Return MB for 10,000 conversations, and the upper end of the 95 % interval."""
    from scipy import stats

    size = max(1, len(samples) // BLOCKS)
    blocks = [samples[start : start + size] for start in range(0, size * (len(samples) // size), size)]
    told = stats.linregress([mean(x for x, _ in one) for one in blocks], [mean(y for _, y in one) for one in blocks])
    return 1e4 * told.slope, 1e4 * (told.slope + stats.t.ppf(0.975, len(blocks) - 2) * told.stderr)


async def run(running: Running, most: int, connections: int, left: float) -> Seen:
    """Hold all conversations; return what was seen."""
    seen, may = Seen(), asyncio.Event()
    may.set()
    numbers = iter(range(10**6, 10**9))

    async def held() -> None:
        while seen.requests < most:
            await may.wait()
            await talk(("127.0.0.1", running.port), seen, next(numbers), left)

    watching = asyncio.create_task(watch(running, seen, most, may))
    await asyncio.gather(*(held() for _ in range(connections)))
    watching.cancel()
    return seen


def settle(running: Running) -> None:
    """Wait until everything is recorded and nobody is served."""
    until = time.monotonic() + 120
    while running.number("commonground_waiting") or running.number("commonground_in_flight"):
        if time.monotonic() > until:
            raise SystemExit("something is still under way after two minutes")
        time.sleep(0.2)
    time.sleep(6)  # connections to the upstream that are idle are closed


def main() -> None:
    """Print what failed, what is left, and the slopes."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--left", type=float, default=0.02, help="share of requests that their client leaves")
    given = parser.parse_args()
    _, behind = upstream()
    with ours(behind, "--mediation", "observe") as running:
        assert running.recorder
        asyncio.run(run(running, 200, 4, given.left))
        settle(running)
        before = running.number("commonground_tasks"), files(running.pid), files(running.recorder)
        recorded = running.number("commonground_recorded_total")
        began = time.monotonic()
        seen = asyncio.run(run(running, given.requests, given.connections, given.left))
        seconds = time.monotonic() - began
        settle(running)
        after = running.number("commonground_tasks"), files(running.pid), files(running.recorder)
        recorded = running.number("commonground_recorded_total") - recorded
        dropped, lag = running.number("commonground_dropped_total"), running.number("commonground_loop_lag_seconds")
        last = resident(running.pid), resident(running.recorder)
        why = [line for line in running.log.read_text().splitlines() if any(name in line for name in seen.named)]
    print(
        f"{seen.requests:,} requests in {seen.conversations:,} conversations, {seconds:.0f} s; {seen.left:,} left midway"
    )
    print(f"outcomes: {', '.join(f'{name}: {count:,}' for name, count in sorted(seen.outcomes.items()))}")
    print(f"5xx of the gateway's own making: {dict(seen.own) or 'none'}", *why, sep="\n")
    print(f"recorded {recorded:,.0f}, dropped {dropped:.0f}")
    print(f"tasks, open files of gateway and of recorder: before {before}, after {after}; loop lag {1000 * lag:.1f} ms")
    start = int(max(WARM * seen.conversations, FULL))
    warm = [one for one in seen.memory if one[0] > start]
    if len(warm) < 3 * BLOCKS:
        print(f"memory: too few conversations for a slope, which begins after {start:,}")
        return
    print(f"memory, over the conversations after the first {start:,}:")
    for name, column in (("gateway", 1), ("recorder", 2)):
        found, most = slope([(one[0], one[column]) for one in warm])
        print(
            f"{name}: {last[column - 1]:.0f} MB at the end, {found:+.2f} MB for 10,000 conversations, at most {most:+.2f}"
        )


if __name__ == "__main__":
    main()
