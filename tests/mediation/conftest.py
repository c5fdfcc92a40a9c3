"""A memory of its own for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from commonground.memory.store import Memory


@pytest.fixture
async def memory(tmp_path: Path) -> AsyncIterator[Memory]:
    found = Memory(str(tmp_path / "memory.sqlite3"))
    await found.database.check()
    yield found
    await found.aclose()
