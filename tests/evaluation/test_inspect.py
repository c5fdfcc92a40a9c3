"""Suites as Inspect AI tasks: on a scripted model the scores are those of our own engine, and a failure is no score."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SRC = str(Path(__file__).parents[2] / "src")

# In a process of its own: Inspect configures logging and the event loop for the whole process.
EVALUATE = """
import asyncio, json, sys
from inspect_ai import eval
from inspect_ai.model import ChatCompletionChoice, ChatMessageAssistant, ModelAPI, ModelOutput, get_model, modelapi
from commonground.evaluation.inspect import gradual_reveal
from commonground.evaluation.plan import Settings, cells
from commonground.evaluation.play import Players, play_one
from commonground.models.scripted import Script
from commonground.suites.gradual_reveal import town_suite
from commonground.town.items import make_item

ANSWERS = {name: make_item(name, "test", 0, 0).reference for name in ("booking", "total")}

def answer(texts):
    if "fail" in sys.argv:
        raise RuntimeError("no")
    return ANSWERS["booking"] if sum(map(len, texts)) % 3 else ANSWERS["total"]

@modelapi(name="scripted")
class Scripted(ModelAPI):
    async def generate(self, input, tools, tool_choice, config):
        return ModelOutput.from_content("scripted", answer([message.text for message in input]))

found = {}
for condition in ("FULL", "SHARDED"):
    (log,) = eval(gradual_reveal(condition=condition, tasks=20), model="scripted/x", log_dir=sys.argv[1], display="none")
    for sample in log.samples or []:
        found[sample.id] = None if sample.error else sample.scores["final_turn"].value

async def ours():
    model = Script(lambda request: answer([turn.text for turn in request.conversation.turns]))
    settings = Settings(mediation=("off",), tasks=20)
    plan = cells(town_suite().only(("FULL", "SHARDED")), settings)
    rows = [await play_one(cell, settings, Players(model)) for cell in plan]
    return {cell.key: row["final"]["score"] for cell, row in zip(plan, rows)}

print(json.dumps({"inspect": found, "ours": {} if "fail" in sys.argv else asyncio.run(ours())}))
"""


def evaluated(folder: Path, *arguments: str) -> dict[str, dict[str, float | None]]:
    import json

    pytest.importorskip("inspect_ai")
    environment = {**os.environ, "PYTHONPATH": SRC, "INSPECT_DISPLAY": "none"}
    done = subprocess.run(
        [sys.executable, "-c", EVALUATE, str(folder), *arguments], env=environment, capture_output=True, text=True,
        timeout=300, check=False, cwd=folder,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, dict[str, float | None]] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def test_scores_are_those_of_our_own_engine(tmp_path: Path) -> None:
    found = evaluated(tmp_path)
    assert len(found["ours"]) == 40
    assert found["inspect"] == found["ours"]
    assert 0 < sum(score or 0 for score in found["ours"].values()) < 40
    assert list(tmp_path.glob("*.eval"))


def test_an_episode_that_failed_has_an_error_and_no_score(tmp_path: Path) -> None:
    found = evaluated(tmp_path, "fail")
    assert set(found["inspect"].values()) == {None}
    assert len(found["inspect"]) == 40


def test_inspect_finds_the_task_by_its_entry_point() -> None:
    import tomllib

    project = tomllib.loads((Path(SRC).parent / "pyproject.toml").read_text())["project"]
    assert project["entry-points"]["inspect_ai"] == {"commonground": "commonground.evaluation.inspect"}
