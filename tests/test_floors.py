"""The floors hold: import-linter's contracts, as configured in pyproject.toml."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src/commonground"


def test_every_contract_is_kept() -> None:
    lint = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(lint, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, f"a room imports what it must not:\n{done.stdout}{done.stderr}"


def contract(identifier: str) -> dict[str, list[str]]:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())
    (found,) = (c for c in config["tool"]["importlinter"]["contracts"] if c["id"] == identifier)
    return found


def test_floors_name_every_room_once() -> None:
    rooms = [room.strip() for floor in contract("floors")["layers"] for room in floor.split("|")]
    names = [room.strip("()") for room in rooms]
    assert len(names) == len(set(names))
    present = {path.stem for path in SOURCE.iterdir() if path.is_dir() or path.suffix == ".py"}
    present -= {"__init__", "__pycache__"}
    assert present <= set(names), f"rooms on no floor: {sorted(present - set(names))}"


def test_a_room_that_exists_is_not_optional() -> None:
    rooms = [room.strip() for floor in contract("floors")["layers"] for room in floor.split("|")]
    built = [room for room in rooms if room.startswith("(") and (SOURCE / room.strip("()")).is_dir()]
    assert not built, f"drop the parentheses in pyproject.toml: {built}"
