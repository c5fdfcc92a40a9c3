"""Public files: each kind of task is read and judged, and what cannot be judged is said with file, row and field."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commonground.conversation.record import ASSISTANT, USER, Conversation, Turn
from commonground.episodes.task import Task
from commonground.errors import InputError, MissingExtraError
from commonground.suites.gradual_reveal import file_suite
from commonground.suites.public.kinds import VERSIONS, Allowed, read_tasks
from commonground.suites.public.texts import bleu

SHARDS = [{"shard_id": 1, "shard": "Do it."}, {"shard_id": 2, "shard": "With care."}]
CASES = json.dumps([{"input": "2\n3", "output": "5", "testtype": "functional"}])
ROWS: dict[str, dict[str, Any]] = {
    "math": {"question": "How many?", "answer": "4 + 4 = 8\n#### 8"},
    "actions": {
        "function": [{"name": "brew"}], "fully_specified_question": [[{"role": "user", "content": "Brew tea."}]],
        "reference_answer": [{"brew": {"what": ["tea"]}}], "language": "Python", "test_category": "simple",
    },
    "database": {
        "fully_specified_question": "Which tea costs 3?", "reference_sql": "SELECT name FROM tea WHERE price = 3",
        "db_id": "tea", "schema_sql": "CREATE TABLE tea (name TEXT, price INTEGER)",
    },
    "translation": {"document_de": "Der Tee ist grün und heiß.", "document_en": "The tea is green and hot."},
    "data2text": {
        "table_html": "<table>", "references": ["The green tea costs three crowns.", "Green tea is three crowns."],
        "metadata": {"title": "Teas"},
    },
    "code": {"prompt": "import math\ndef add(a, b):\n", "public_test_cases": CASES, "metadata": {"func_name": "add"}},
}  # fmt: skip
RIGHT = {
    "math": "#### 8",
    "actions": "[brew(what='Tea')]",
    "database": "SELECT name FROM tea WHERE price > 2",
    "translation": "The tea is green and hot.",
    "data2text": "The green tea costs three crowns.",
    "code": "```python\ndef add(a, b):\n    return a + b\n```",
}
WRONG = {
    "math": "#### 9", "actions": "[brew(what='coffee')]", "database": "SELECT name FROM tea",
    "translation": "No tea here today.",
    "data2text": "Nothing to see at all here.", "code": "```python\ndef add(a, b):\n    return a * b\n```",
}  # fmt: skip
File = Callable[..., tuple[Task, ...]]


@pytest.fixture
def allowed(tmp_path: Path) -> Allowed:
    (tmp_path / "db" / "tea").mkdir(parents=True)
    with sqlite3.connect(tmp_path / "db" / "tea" / "tea.sqlite") as connection:
        connection.execute("CREATE TABLE tea (name TEXT, price INTEGER)")
        connection.executemany("INSERT INTO tea VALUES (?, ?)", [("green", 3), ("black", 2)])
    connection.close()
    return Allowed(tmp_path / "db", code=True)


def row(kind: str, number: int = 0, **changed: Any) -> dict[str, Any]:
    return {"task_id": f"{kind}/{number}", "task": kind, "shards": SHARDS, **ROWS.get(kind, {}), **changed}


def written(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text(json.dumps(rows))
    return path


def said(reply: str) -> Conversation:
    return Conversation((Turn(USER, "Do it."), Turn(ASSISTANT, reply)))


@pytest.mark.parametrize("kind", list(ROWS))
def test_each_kind_is_judged(kind: str, tmp_path: Path, allowed: Allowed) -> None:
    (task,) = read_tasks(written(tmp_path / "file.json", row(kind)), allowed)
    assert (task.family, task.world, len(task.shards)) == (kind, kind, 2)
    right, wrong, empty = (task.check(said(reply)) for reply in (RIGHT[kind], WRONG[kind], ""))
    assert (right.score, right.error) == (1.0, None)
    assert wrong.score < 0.5
    assert wrong.error == "other"
    assert (empty.score, empty.error, empty.attempt) == (0.0, "malformed", False)
    assert task.briefing
    assert task.full


def test_a_file_of_all_kinds_is_one_suite(tmp_path: Path, allowed: Allowed) -> None:
    suite = file_suite(written(tmp_path / "file.json", *(row(kind) for kind in ROWS)), allowed)
    assert suite.headline == frozenset(ROWS) - {"translation"}
    assert {f"{kind} answers" for kind in VERSIONS} <= set(suite.versions)
    assert [task.family for task in suite.tasks(0, 3)] == list(ROWS)[:3]


def test_only_code_is_slow(tmp_path: Path, allowed: Allowed) -> None:
    tasks = read_tasks(written(tmp_path / "file.json", *(row(kind) for kind in ROWS)), allowed)
    assert [task.family for task in tasks if task.slow] == ["code"]


def test_a_translation_comes_in_parts(tmp_path: Path, allowed: Allowed) -> None:
    (task,) = read_tasks(written(tmp_path / "file.json", row("translation")), allowed)
    assert task.shards == ("Part 1:\nDo it.", "Part 2:\nWith care.")


def test_bleu_is_between_nothing_and_the_reference() -> None:
    reference = "The tea is green and hot, and it stands on the table."
    assert bleu(reference, [reference]) == pytest.approx(1.0)
    part = bleu("The tea is green and cold, and it stands on the floor.", [reference])
    assert 0.2 < part < 0.9
    assert bleu("", [reference]) == 0


def test_bleu_needs_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "sacrebleu.metrics.bleu", None)
    with pytest.raises(MissingExtraError) as caught:
        bleu("a", ["a"])
    assert caught.value.hint == "pip install 'commonground[public]'"


@pytest.mark.parametrize(
    ("kind", "changed", "field"),
    [
        ("math", {"question": 5}, "question"),
        ("math", {"answer": "none"}, "answer"),
        ("actions", {"function": None}, "function"),
        ("actions", {"reference_answer": []}, "reference_answer"),
        ("actions", {"fully_specified_question": [[]]}, "fully_specified_question"),
        ("database", {"db_id": "coffee"}, "db_id"),
        ("database", {"reference_sql": None}, "reference_sql"),
        ("translation", {"document_en": None}, "document_en"),
        ("data2text", {"references": []}, "references"),
        ("code", {"metadata": {}}, "metadata"),
        ("code", {"public_test_cases": "[]"}, "public_test_cases"),
        ("code", {"private_test_cases": "gASVBQ=="}, "private_test_cases"),
        ("poetry", {}, "task"),
    ],
)
def test_a_bad_row_is_named(kind: str, changed: dict[str, Any], field: str, tmp_path: Path, allowed: Allowed) -> None:
    path = written(tmp_path / "file.json", row("math"), row(kind, 1, **changed))
    with pytest.raises(InputError) as caught:
        read_tasks(path, allowed)
    assert (caught.value.line, caught.value.field) == (2, field)
    assert str(path) in str(caught.value)
    assert caught.value.hint


def test_a_summary_is_refused_with_its_reason(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_tasks(written(tmp_path / "file.json", row("summary")))
    assert "judged by a model" in caught.value.hint


@pytest.mark.parametrize(("kind", "option"), [("database", "--databases"), ("code", "--allow-code")])
def test_what_a_kind_needs_is_asked_for(kind: str, option: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_tasks(written(tmp_path / "file.json", row(kind)))
    assert option in caught.value.hint
