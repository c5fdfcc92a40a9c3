"""1,000 simulated models that are coins: do the intervals cover the truth, and does the null explain their unreliability?

Each model solves each of 60 tasks in each of 10 runs with the same known chance, so P is known and nothing but chance
spreads a task's runs. An interval of 95 % should hold the truth for 950 models, with a standard error of 7.
"""

from __future__ import annotations

from statistics import fmean

import numpy as np
from scipy.stats import kstest

from commonground.statistics.reliability import reliability

MODELS, TASKS, RUNS, DRAWS = 1000, 60, 10, 1000


def main() -> None:
    """Print the coverage of each interval, and U as measured beside U as the null has it."""
    held = {"P": 0, "U in the null's range": 0, "over-dispersion 0": 0}
    found, expected, chances = [], [], []
    for model in range(MODELS):
        chance = 0.3 + 0.4 * (model % 5) / 4
        scores = np.random.default_rng([7, model]).binomial(1, chance, size=(TASKS, RUNS)).tolist()
        one = reliability(dict(enumerate(scores)), seed=model, draws=DRAWS)
        assert one is not None
        held["P"] += one.performance.low <= chance <= one.performance.high
        held["U in the null's range"] += one.null.low <= one.unreliability.mean <= one.null.high
        held["over-dispersion 0"] += one.overdispersion.low <= 0 <= one.overdispersion.high
        found.append(one.unreliability.mean)
        expected.append(one.null.mean)
        chances.append(one.p)
    for name, count in held.items():
        print(f"{name}: held for {count / MODELS:.1%} of {MODELS} models")
    print(f"U: {fmean(found):.4f} measured, {fmean(expected):.4f} expected of chance")
    print(
        f"p: {np.mean(np.array(chances) < 0.05):.1%} below .05; from uniform {kstest(chances, 'uniform').statistic:.3f}"
    )


if __name__ == "__main__":
    main()
