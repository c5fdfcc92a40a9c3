"""The command itself: help, version, lists, cards, and the report of a run drawn again."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commonground.cli import environment, main
from commonground.cli.models import knows, open_model, version
from commonground.errors import UsageError
from commonground.models.conversion import FOLDER
from commonground.models.embedded import Embedded
from commonground.models.local import Local


def test_help_names_every_command(command: Callable[..., Any]) -> None:
    done = command("--help")
    assert done.code == 0
    assert all(name in done.out for name in main.COMMANDS)


def test_every_command_loads_and_has_help(command: Callable[..., Any]) -> None:
    for name in main.COMMANDS:
        done = command(name, "--help")
        assert done.code == 0
        assert "Usage: " in done.out


def test_the_version_is_the_packages(command: Callable[..., Any]) -> None:
    from importlib.metadata import version as installed

    assert command("--version").out.strip() == f"commonground {installed('commonground')}"


def test_the_package_runs_as_a_module_too() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "commonground", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("commonground ")


def test_no_command_is_a_usage_error(command: Callable[..., Any]) -> None:
    assert command().code == 2


@pytest.mark.parametrize(
    ("kind", "named"),
    [
        ("suites", "gradual-reveal"),
        ("models", "embedded"),
        ("steps", "explicate"),
        ("claims", "arXiv 2505.06120"),
    ],
)
def test_lists_name_what_there_is(kind: str, named: str, command: Callable[..., Any]) -> None:
    done = command("list", kind)
    assert done.code == 0
    assert named in done.out
    assert all("\t" in line for line in done.out.splitlines())


def test_an_unknown_list_is_a_usage_error(command: Callable[..., Any]) -> None:
    assert command("list", "wishes").code == 2


def test_the_card_shows_diet_prompts_and_left_out_families(command: Callable[..., Any]) -> None:
    done = command("embedded", "info")
    assert done.code == 0
    for word in ("parameters", "context 1024", "mediator", "follow-up", "explicate-1@", "meeting, ride"):
        assert word in " ".join(done.out.split())


def test_a_report_is_drawn_again(command: Callable[..., Any], tmp_path: Path) -> None:
    command("check", "--tasks", 10, "--mediation", "off", "--out", "run")
    page = tmp_path / "run" / "report.html"
    before = page.read_text()
    page.unlink()
    done = command("report", "run")
    assert done.code == 0
    assert page.read_text() == before
    assert command("report", "run", "--out", "else.html").code == 0
    assert (tmp_path / "else.html").exists()


def test_one_page_cannot_hold_two_runs(command: Callable[..., Any]) -> None:
    done = command("report", "a", "b", "--out", "c.html")
    assert done.code == 2
    assert "hint:" in done.err


def test_the_environment_gives_address_and_key(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.base_url() is None
    assert environment.api_key() is None
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    assert environment.base_url() == "http://127.0.0.1:1/v1"
    assert environment.api_key() == "k"


def test_a_name_means_a_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    embedded = open_model("embedded", None, 1)
    assert knows(embedded) == "town-1"
    assert version(embedded).startswith("embedded@")
    with pytest.raises(UsageError):
        open_model("some-model", None, 1)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    remote = open_model("some-model", None, 1)
    assert remote.name == "some-model"
    assert knows(remote) == ""
    with pytest.raises(UsageError, match=r"neither card\.json nor config\.json"):
        open_model(str(tmp_path), None, 1)


def test_a_folder_is_an_embedded_model_or_local_weights(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(FOLDER, folder)
    assert isinstance(open_model(str(folder), None, 1), Embedded)
    assert isinstance(open_model(str(folder), None, 1, weights=True), Local)
    own = open_model("embedded", None, 1, weights=True)
    assert isinstance(own, Local)
    assert knows(own) == "town-1"
    assert version(own).startswith("local@")
    (folder / "card.json").unlink()
    other = open_model(str(folder), None, 1)
    assert isinstance(other, Local)
    assert knows(other) == ""
    with pytest.raises(UsageError, match="its weights are needed"):
        open_model("far", "http://127.0.0.1:1/v1", 1, weights=True)


async def test_an_interrupt_is_130(command: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*arguments: object, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(main.cli, "main", interrupted)
    done = command("check")
    assert done.code == 130
    assert "interrupted" in done.err
