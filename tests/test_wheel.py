"""What is installed is what is in the source: every module, weight and prompt travels in the wheel."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_wheel_holds_every_file_of_the_package(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("commonground/")}
    source = {
        str(path.relative_to(ROOT / "src"))
        for path in (ROOT / "src/commonground").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert source - packed == set(), "left out; is it in .gitignore?"
    assert packed - source == set()
