"""What a token costs in talks of a thousand to a million tokens: the automaton plain and compiled, drawn as a chart.

Random talks with the word frequencies of real ones, turns of 100 tokens. Give a file (.html) as the argument to have the chart.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from random import Random
from statistics import median

from commonground.measures import kernel
from commonground.measures.expressions import plain_scan

SIZES = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
ROUNDS, TURN, PLAIN = 3, 100, 100_000  # the plain form is measured up to so many tokens


def talk(tokens: int) -> tuple[list[list[str]], list[int]]:
    """Return a random talk of so many tokens, and who speaks."""
    random = Random(tokens)
    turns = [[f"w{min(int(random.paretovariate(0.7)), 5000)}" for _ in range(TURN)] for _ in range(tokens // TURN)]
    return turns, [number % 2 for number in range(len(turns))]


def main() -> None:
    """Print microseconds a token by size and form; write the chart where a file was given."""
    kernel.scan([["a"]], [0])  # compiled before anything is timed
    found: dict[str, list[tuple[int, float]]] = {"plain": [], "compiled": []}
    for tokens in SIZES:
        turns, sides = talk(tokens)
        for name, scan in (("plain", plain_scan), ("compiled", kernel.scan)):
            if name == "plain" and tokens > PLAIN:
                continue
            times = []
            for _ in range(ROUNDS):
                started = time.process_time()
                scan(turns, sides)
                times.append(time.process_time() - started)
            found[name].append((tokens, 1e6 * median(times) / tokens))
            print(f"{name}, {tokens:,} tokens: {found[name][-1][1]:.2f} us a token")
    if len(sys.argv) > 1:
        from plotly.graph_objects import Figure, Scatter

        traces = [Scatter(x=[x for x, _ in own], y=[y for _, y in own], name=name) for name, own in found.items()]
        axes = {
            "xaxis": {"type": "log", "title": "tokens of the talk"},
            "yaxis": {"title": "microseconds a token", "rangemode": "tozero"},
        }
        layout = {"template": "simple_white", "width": 640, "height": 300, "margin": {"t": 16, "b": 50}, **axes}
        Figure(traces, layout).write_html(Path(sys.argv[1]), config={"displayModeBar": False})


if __name__ == "__main__":
    main()
