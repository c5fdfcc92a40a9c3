"""Tasks of the user's own: judged by their function, and a function that fails is no score."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from commonground.conversation.record import ASSISTANT, USER, Conversation, Turn
from commonground.episodes.task import Task
from commonground.errors import CheckerError, InputError
from commonground.suites.public.custom import Checker
from commonground.suites.public.kinds import Allowed, read_rows, read_tasks

ROW = {"task_id": "tea/0", "task": "tea", "instruction": "Make green tea for two.", "wanted": "green",
       "shards": [{"shard_id": 1, "shard": "Make tea."}, {"shard_id": 2, "shard": "Green."}]}  # fmt: skip


def task(tmp_path: Path, checker: Checker, **changed: object) -> Task:
    path = tmp_path / "own.json"
    path.write_text(json.dumps([{**ROW, **changed}]))
    (found,) = read_tasks(path, Allowed(checker=checker))
    return found


def said(reply: str) -> Conversation:
    return Conversation((Turn(USER, "Make tea."), Turn(ASSISTANT, reply)))


def green(reply: str, fields: Mapping[str, object]) -> object:
    return str(fields["wanted"]) in reply


def test_a_function_judges(tmp_path: Path) -> None:
    own = task(tmp_path, green, briefing="You make tea.")
    assert (own.family, own.full, own.briefing, own.shards) == (
        "tea", "Make green tea for two.", "You make tea.", ("Make tea.", "Green."),
    )  # fmt: skip
    right, wrong, empty = (own.check(said(reply)) for reply in ("green tea", "black tea", ""))
    assert (right.score, right.error, right.attempt) == (1.0, None, True)
    assert (wrong.score, wrong.error) == (0.0, "other")
    assert (empty.score, empty.error, empty.attempt) == (0.0, "malformed", False)


def test_a_score_may_be_graded(tmp_path: Path) -> None:
    verdict = task(tmp_path, lambda reply, fields: 0.25).check(said("x"))
    assert (verdict.score, verdict.error) == (0.25, "other")


@pytest.mark.parametrize("given", [None, "yes", 2, -0.1, [1]])
def test_what_is_no_score_is_the_checkers_failure(tmp_path: Path, given: object) -> None:
    with pytest.raises(CheckerError, match="the checker gave"):
        task(tmp_path, lambda reply, fields: given).check(said("x"))


def test_a_function_that_raises_is_the_checkers_failure(tmp_path: Path) -> None:
    with pytest.raises(CheckerError, match="KeyError"):
        task(tmp_path, lambda reply, fields: fields["nothing"]).check(said("x"))


def test_an_instruction_is_needed(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        task(tmp_path, green, instruction=None)
    assert caught.value.field == "instruction"


def test_rows_that_are_yet_to_be_sharded_have_no_shards(tmp_path: Path) -> None:
    path = tmp_path / "own.json"
    path.write_text(json.dumps([{key: value for key, value in ROW.items() if key != "shards"}]))
    (row,) = read_rows(path, sharded=False)
    assert row.source.shards == ()
    with pytest.raises(InputError):
        read_rows(path)
