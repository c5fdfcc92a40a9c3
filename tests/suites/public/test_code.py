"""Code tasks: what is read of a reply, tests that are never unpickled, and a process that can do no harm by accident."""

from __future__ import annotations

import base64
import json
import pickle
import zlib
from pathlib import Path

import pytest

from commonground.suites.public.code import read_function, unpacked
from commonground.suites.public.sandbox import passes

TESTS = [([2, 3], 5), ([0, 0], 0)]
ADD = "def add(a, b):\n    return a + b"


def packed(value: object, protocol: int = 4) -> str:
    return base64.b64encode(zlib.compress(pickle.dumps(value, protocol))).decode()


@pytest.mark.parametrize("protocol", range(6))
def test_a_pickled_text_is_read_without_unpickling(protocol: int) -> None:
    text = json.dumps([{"input": "1", "output": "größer"}])
    assert unpacked(packed(text, protocol)) == text


class Bomb:
    """An object whose pickle runs a command when it is unpickled."""

    def __reduce__(self) -> tuple[object, ...]:
        return (Path.touch, (Path("exploded"),))


@pytest.mark.parametrize("value", [Bomb(), ["a text", "b"], 5, ("a",), b"bytes", {"a": "b"}])
def test_any_other_pickle_is_refused_and_not_run(
    value: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match="a pickle"):
        unpacked(packed(value))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("reply", "ends"),
    [
        (f"Here it is:\n```python\n{ADD}\n```\nDone.", "return a + b"),
        (ADD, "return a + b"),
        ("```python\ndef plus(a, b):\n    return a + b\n```", "add = plus"),
        ("```\nclass Solution:\n    def add(self, a, b):\n        return a + b\n```", "add = Solution().add"),
    ],
)
def test_the_function_of_a_reply(reply: str, ends: str) -> None:
    code = read_function(reply, "add")
    assert code is not None
    assert code.endswith(ends)
    assert passes(code, "add", TESTS)


@pytest.mark.parametrize("reply", ["", "I would add them.", "```python\ndef add(a, b:\n```", "x = 1"])
def test_a_reply_without_a_function(reply: str) -> None:
    assert read_function(reply, "add") is None


@pytest.mark.parametrize(
    "body",
    [
        "return a - b",
        "raise ValueError",
        "while True: pass",
        "return bytearray(1 << 33)",
        "import socket; socket.socket(); return a + b",
        "import subprocess; subprocess.run(['true']); return a + b",
        "import os; os.system('true'); return a + b",
        "import os; os.fork(); return a + b",
        "open('note', 'w').write('x'); return a + b",
        "import os; os.open('note', os.O_CREAT | os.O_WRONLY); return a + b",
        "import ctypes; return a + b",
        "import os; os._exit(0)",
        "import sys; sys.exit()",
        "return [a + b][9]",
    ],
)
def test_wrong_dangerous_and_endless_code_fails(body: str, tmp_path: Path) -> None:
    assert not passes(f"def add(a, b):\n    {body}", "add", TESTS, seconds=2)


def test_right_code_passes_and_may_read_the_library() -> None:
    assert passes("import math, collections, json\n" + ADD, "add", TESTS)


def test_a_print_is_no_verdict() -> None:
    assert passes("print('hello')\n" + ADD, "add", TESTS)
    assert not passes("def add(a, b):\n    print('right')\n    return 0", "add", TESTS)


def test_a_function_by_another_name_is_none() -> None:
    assert not passes(ADD, "plus", TESTS)
