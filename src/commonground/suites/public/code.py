"""Python functions (HumanEval, LiveCodeBench): right when every test passes, in a process of its own under limits.

Running what a model wrote is dangerous whatever the limits are, so it happens only where the user allows it. Some files
carry tests as a pickled text; it is read out of the pickle's opcodes, and nothing is ever unpickled.
"""

from __future__ import annotations

import ast
import base64
import binascii
import json
import pickletools
import zlib
from typing import Any

from commonground.conversation.record import Conversation
from commonground.episodes.task import Task, Verdict
from commonground.errors import InputError
from commonground.suites.public.row import PublicRow, fenced, judged, last_reply
from commonground.suites.public.sandbox import passes

VERSION = "1"
_BRIEFING = (
    "You write one Python function, with the imports that it needs. Reply with the whole function in one ```python block. "
    "Where more is asked for later, give the whole function again."
)
_HARMLESS = frozenset({"PROTO", "FRAME", "MEMOIZE", "BINPUT", "LONG_BINPUT", "PUT", "STOP"})
_TEXTS = frozenset({"SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8", "UNICODE"})


def task(row: PublicRow, allowed: bool) -> Task:
    """Return the task. Raises: InputError, also where running code was not allowed."""
    if not allowed:
        raise InputError("code tasks run what the model writes", path=row.path, line=row.line, field="task", value="code",
                         hint="allow it with --allow-code, on a machine that may be harmed")  # fmt: skip
    name, tests, imports = _name(row), _tests(row), _imports(row)

    def check(conversation: Conversation) -> Verdict:
        code = read_function(last_reply(conversation), name)
        return judged(code is not None and passes(f"{imports}\n{code}", name, tests), code)

    return Task(
        id=row.source.task_id, family="code", full=_full(row), shards=row.source.shards, check=check, briefing=_BRIEFING,
        world="code", required=frozenset(range(len(row.source.shards))), slow=True,
    )  # fmt: skip


def _full(row: PublicRow) -> str:
    question, start = row.optional("question_content"), row.optional("starter_code")
    if question:
        return f"{question}\n\nBegin with:\n```python\n{start}\n```" if start else question
    return f"Complete this function:\n```python\n{row.get('prompt', str)}\n```"


def _name(row: PublicRow) -> str:
    name = row.get("metadata", dict).get("func_name")
    if not isinstance(name, str) or not name.isidentifier():
        row.refuse("must hold a func_name", "metadata")
    return name


def _imports(row: PublicRow) -> str:
    """Return the import lines of the prompt, which the function may count on."""
    try:
        body = ast.parse(row.optional("prompt")).body
    except SyntaxError:
        return ""
    return "\n".join(ast.unparse(node) for node in body if isinstance(node, ast.Import | ast.ImportFrom))


def _tests(row: PublicRow) -> list[tuple[list[Any], Any]]:
    """Return the arguments and the result of each test."""
    found = _cases(row, "public_test_cases")
    if row.source.fields.get("private_test_cases"):
        found += _cases(row, "private_test_cases")
    if not found:
        row.refuse("holds no test", "public_test_cases")
    return found


def _cases(row: PublicRow, field: str) -> list[tuple[list[Any], Any]]:
    text = row.get(field, str)
    try:
        cases = json.loads(text if text.lstrip().startswith("[") else unpacked(text))
        return [
            ([json.loads(line) for line in one["input"].split("\n") if line], json.loads(one["output"]))
            for one in cases
        ]
    except (ValueError, TypeError, KeyError, AttributeError, zlib.error, binascii.Error):
        row.refuse("is no list of tests with input and output", field)


def unpacked(text: str) -> str:
    """Return the one text in a pickle that was compressed and written in base 64, without unpickling it.

    Raises: ValueError where the pickle holds anything else than one text.
    """
    found = []
    for opcode, argument, _ in pickletools.genops(zlib.decompress(base64.b64decode(text, validate=True))):
        if opcode.name in _TEXTS:
            found.append(str(argument))
        elif opcode.name not in _HARMLESS:
            raise ValueError(f"a pickle that holds more than a text: {opcode.name}")
    if len(found) != 1:
        raise ValueError(f"a pickle of {len(found)} texts")
    return found[0]


def read_function(reply: str, name: str) -> str | None:
    """Return the code of a reply that defines a function or a class Solution; its last function goes by `name`."""
    block = fenced(reply, "python", "py", "python3")
    code = reply if block is None else block
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    if any(isinstance(node, ast.ClassDef) and node.name == "Solution" for node in tree.body):
        return f"{code}\n{name} = Solution().{name}"
    if not functions:
        return None
    known = any(one.name == name for one in functions)
    return code if known else f"{code}\n{name} = {functions[-1].name}"
