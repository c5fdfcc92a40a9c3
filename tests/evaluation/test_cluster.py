"""A run over a real local Ray cluster of two nodes is the run in one process, also when a node is killed in the middle."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from commonground.cli.check_config import CheckConfig
from commonground.cli.company import company
from commonground.errors import MissingExtraError, StoreError
from commonground.evaluation.cluster import play_on_ray
from commonground.evaluation.plan import cells
from commonground.runs.store import Run, read_run

CONFIG = CheckConfig(tasks=10, mediation="off", condition=("FULL", "SHARDED"))
SRC = str(Path(__file__).parents[2] / "src")

# Played in a process of its own: Ray leaves threads and sockets behind that other tests would be blamed for.
PLAY = """
import sys
from functools import partial
from pathlib import Path
from ray.cluster_utils import Cluster
from commonground.cli.check_config import CheckConfig
from commonground.cli.company import company
from commonground.evaluation import cluster
from commonground.evaluation.plan import cells
from commonground.runs.store import Run

config = CheckConfig(tasks=10, mediation="off", condition=("FULL", "SHARDED"))
cluster.CHUNK = 2
nodes = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
second = nodes.add_node(num_cpus=1)
suite = config.chosen_suite()
keys = list(company(config).cells)
seen = []

def tick(row):
    seen.append(row)
    if len(seen) == 4 and sys.argv[2] == "kill":
        nodes.remove_node(second, allow_graceful=False)

with Run.open(Path(sys.argv[1]), {}, {}) as store:
    cluster.play_on_ray(keys, partial(company, config), store, 2, tick, nodes.address)
print(len(seen))
nodes.shutdown()
"""


def alone(path: Path) -> dict[str, object]:
    """The rows of the run in this process, by key."""
    import asyncio

    from commonground.evaluation.play import play

    own = company(CONFIG)

    async def run(store: Run) -> None:
        await play(own.cells.values(), own.settings, own.players, store, 8, lambda row: None)
        await own.close()

    with Run.open(path, {}, {}) as store:
        asyncio.run(run(store))
    return {str(row["key"]): row for row in read_run(path)[1]}


@pytest.mark.parametrize("fate", ["live", "kill"])
def test_a_run_over_two_nodes_is_the_run_in_one_process(tmp_path: Path, fate: str) -> None:
    pytest.importorskip("ray")
    environment = {**os.environ, "PYTHONPATH": SRC, "RAY_DEDUP_LOGS": "0"}
    done = subprocess.run(
        [sys.executable, "-c", PLAY, str(tmp_path / "cluster"), fate], env=environment, capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    rows = read_run(tmp_path / "cluster")[1]
    assert len(rows) == len({row["key"] for row in rows}) == 20
    expected = alone(tmp_path / "alone")
    assert {str(row["key"]): row for row in rows} == json.loads(json.dumps(expected))


def test_a_cluster_that_is_not_there_is_said(tmp_path: Path) -> None:
    pytest.importorskip("ray")
    started = time.monotonic()
    with Run.open(tmp_path, {}, {}) as store, pytest.raises(StoreError, match="no Ray cluster") as caught:
        play_on_ray(["a"], partial(company, CONFIG), store, 1, lambda row: None, "ray://127.0.0.1:1")
    assert "ray start" in caught.value.hint
    assert time.monotonic() - started < 60


def test_ray_is_an_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with Run.open(tmp_path, {}, {}) as store, pytest.raises(MissingExtraError) as caught:
        play_on_ray(["a"], partial(company, CONFIG), store, 1, lambda row: None, "local")
    assert caught.value.hint == "pip install 'commonground[ray]'"


def test_an_actor_makes_the_same_episodes_again() -> None:
    suite = CONFIG.chosen_suite()
    own = company(CONFIG)
    assert list(own.cells) == [cell.key for cell in cells(suite, own.settings)]
