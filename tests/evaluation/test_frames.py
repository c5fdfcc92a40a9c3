"""One call from conversations to a table."""

from __future__ import annotations

import subprocess
import sys

import pytest

from commonground.conversation.record import ASSISTANT, USER, Conversation, Turn
from commonground.errors import MissingExtraError
from commonground.evaluation.frames import measure_all

SOME = [
    Conversation((Turn(USER, "the red house"), Turn(ASSISTANT, text)), id=text) for text in ("a red one", "the end")
]


def test_a_row_for_each_conversation() -> None:
    frame = measure_all(SOME, ["lexical"])
    assert frame["id"].tolist() == ["a red one", "the end"]
    assert frame["lexical.repetition.second"].tolist() == [pytest.approx(1 / 3), 0.5]


def test_a_row_for_each_turn() -> None:
    frame = measure_all(SOME, ["lexical"], turns=True)
    assert frame["speaker"].tolist() == [USER, ASSISTANT] * 2
    assert frame.groupby("speaker")["lexical.repetition"].mean()[ASSISTANT] == pytest.approx(5 / 12)


def test_the_package_offers_both_calls_and_loads_nothing_for_it() -> None:
    code = (
        "import sys, commonground; assert 'pandas' not in sys.modules; commonground.measure, commonground.measure_all"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0


def test_without_pandas_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingExtraError, match="table"):
        measure_all(SOME)
