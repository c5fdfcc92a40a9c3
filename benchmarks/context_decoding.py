"""Whose word counts, by prompt form and by decoding, in one table: `python benchmarks/context_decoding.py --out DIR`.

Fits a steering on training wordings, writes it beside a copy of the weights, and runs the suite `context` on them with the
columns off, prompt, context, cad, adacad, grd and steering. About a minute for a hundred tasks of the embedded weights.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from commonground.cli.check_command import check
from commonground.cli.check_config import CheckConfig
from commonground.models.conversion import FOLDER
from commonground.models.decoding import DECODINGS
from commonground.models.local import Local
from commonground.training.embedded.roles.context import steering

COLUMNS = ("off", "prompt", "context", *DECODINGS)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=FOLDER, help="a folder with weights trained on the town")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--tasks", type=int, default=300)
    parser.add_argument("--pairs", type=int, default=200, help="documents that the steering is fitted on")
    parser.add_argument("--seed", type=int, default=2)
    options = parser.parse_args()
    weights = options.out / "weights"
    shutil.copytree(options.model, weights, dirs_exist_ok=True)
    found = Local(weights).fit_steering(*steering(options.seed, options.pairs))
    found.save(weights)
    print(
        f"steering behind layer {found.layer}, strength {found.strength:g}: the wanted reply is the likelier one in "
        f"{found.preferred:.0%} of the validation pairs, without it in {found.before:.0%}"
    )
    columns = ",".join(COLUMNS)
    config = CheckConfig(
        model=str(weights), suite=("context",), mediation=columns, tasks=options.tasks, seed=options.seed,
        out=str(options.out / "run"),
    )  # fmt: skip
    return check(config)


if __name__ == "__main__":
    raise SystemExit(main())
