"""What importing costs: an allow-list of packages, and the time until help is on the screen."""

from __future__ import annotations

import subprocess
import sys

import pytest

REPORT = """
import sys, time
started = set(sys.modules)
try:
    {statement}
except SystemExit:
    pass
loaded = {{name.partition(".")[0] for name in set(sys.modules) - started}}
loaded -= set(sys.stdlib_module_names) | {{"commonground"}}
print("LOADED", *sorted(name for name in loaded if not name.startswith("__")), file=sys.stderr)
print("SECONDS", time.process_time(), file=sys.stderr)
"""
HELP = "sys.argv = ['commonground', '--help']; from commonground.cli.main import main; main()"
HELP_SECONDS = 0.150


def fresh(statement: str) -> tuple[set[str], float]:
    """Run the statement in a new interpreter; return the third-party packages it loaded and its CPU seconds."""
    command = [sys.executable, "-c", REPORT.format(statement=statement)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    loaded, seconds = done.stderr.splitlines()[-2:]
    return set(loaded.split()[1:]), float(seconds.split()[1])


def test_the_package_loads_nothing_but_the_standard_library() -> None:
    loaded, _ = fresh("import commonground")
    assert loaded == set()


def test_help_loads_only_click() -> None:
    loaded, _ = fresh(HELP)
    assert loaded <= {"click"}, "import these on use, inside the command"


def test_help_is_quick(capsys: pytest.CaptureFixture[str]) -> None:
    """CPU time, not wall time, and the best of five: a busy machine does not make the command line slow."""
    best = min(fresh(HELP)[1] for _ in range(5))
    with capsys.disabled():
        print(f"\ncommonground --help: {best * 1000:.0f} ms of CPU (at most {HELP_SECONDS * 1000:.0f})")
    assert best <= HELP_SECONDS


def test_the_list_would_notice() -> None:
    loaded, _ = fresh("import numpy")
    assert "numpy" in loaded
