"""From a run folder to its summary: the claims and the headline families come with the suite."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def summary_of(folder: Path) -> tuple[dict[str, Any], list[dict[str, Any]], dict[str, Any]]:
    """Return summary, rows and manifest of a run. Raises: StoreError when it is no run or holds no episode."""
    from commonground.errors import StoreError
    from commonground.evaluation.summary import summarize
    from commonground.runs.store import read_run
    from commonground.suites.registry import claims, numbers

    manifest, rows = read_run(folder)
    rows.sort(key=lambda row: str(row["key"]))  # whatever order they were finished in
    if not rows:
        raise StoreError(f"{folder}: the run holds no episode yet", "run `commonground check --out` with it first")
    config: Any = manifest["config"]
    return summarize(rows, manifest, claims(), config["headline"], numbers()), rows, manifest
