"""Ways to decode as columns of a check, and other folders than the embedded model's, from the outside."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commonground.cli.check_config import CheckConfig
from commonground.cli.company import ENDPOINT_JOBS, episodes_at_a_time, open_models
from commonground.models import embedded, local
from commonground.models.conversion import FOLDER


def test_decodings_stand_beside_the_presets_in_one_table(command: Callable[..., Any], tmp_path: Path) -> None:
    done = command(
        "check", "--suite", "context", "--condition", "CLOSED", "--condition", "FOLLOW", "--tasks", 3,
        "--mediation", "off,context,cad,adacad", "--out", "run", "--json",
    )  # fmt: skip
    assert done.code == 0
    (suite,) = done.json["suites"]
    columns = {(one["name"], one["mediation"]): one for one in suite["conditions"] if one["family"] == "all"}
    assert set(columns) == {(name, by) for name in ("CLOSED", "FOLLOW") for by in ("off", "context", "cad", "adacad")}
    assert columns["CLOSED", "cad"]["final_turn"]["mean"] == columns["CLOSED", "off"]["final_turn"]["mean"] == 1
    assert done.json["calibration"], "the weights are this project's, whoever runs them"
    assert {"decoding", "documents", "step context"} <= set(done.json["versions"])
    assert {one["name"] for one in suite["numbers"]} == {"follows a document"}
    (claim,) = suite["claims"]
    assert claim["measured"] is not None


def test_a_server_has_no_weights_to_decode_with(command: Callable[..., Any]) -> None:
    done = command("check", "--model", "far", "--base-url", "http://127.0.0.1:1/v1", "--mediation", "off,cad")
    assert done.code == 2
    assert "its weights are needed" in done.err
    assert "--model FOLDER" in done.err


def test_a_steering_that_was_not_fitted_is_asked_for(command: Callable[..., Any]) -> None:
    done = command("check", "--suite", "context", "--tasks", 1, "--mediation", "steering")
    assert done.code == 2
    assert "no steering vector" in done.err


def test_a_folder_without_a_card_runs_in_process(command: Callable[..., Any], tmp_path: Path) -> None:
    folder = tmp_path / "other"
    shutil.copytree(FOLDER, folder)
    (folder / "card.json").unlink()
    done = command("check", "--model", folder, "--condition", "FULL", "--mediation", "off", "--tasks", 2, "--json")
    assert done.code == 0
    assert done.json["model"] == str(folder)
    assert not done.json["calibration"]


@pytest.mark.parametrize(
    ("model", "mediation", "episodes"),
    [("embedded", "off", embedded.MAX_BATCH), ("embedded", "cad", local.MAX_BATCH), ("far", "off", ENDPOINT_JOBS)],
)
async def test_as_many_episodes_at_a_time_as_a_model_bears(model: str, mediation: str, episodes: int) -> None:
    config = CheckConfig(model=model, mediation=mediation, base_url="http://127.0.0.1:1/v1" if model == "far" else None)
    opened = open_models(config).assistant
    assert episodes_at_a_time(config, opened) == episodes
    assert episodes_at_a_time(CheckConfig(jobs=3), opened) == 3
    await opened.aclose()
