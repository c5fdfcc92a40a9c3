"""Function calls (Berkeley Function Calling Leaderboard): right when they are the reference's, by syntax tree.

A reply is read as a list of calls with named arguments and compared value by value with those that the reference allows.
Nothing is executed.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from commonground.conversation.record import Conversation
from commonground.episodes.task import Task, Verdict
from commonground.suites.public.row import PublicRow, fenced, judged, last_reply

VERSION = "1"
Call = tuple[str, dict[str, Any]]
_WORDS = {"true": True, "false": False, "null": None, "none": None}  # as other languages and JSON write them
_BRIEFING = (
    "You call functions. Reply with one line, [name(parameter=value, ...), ...], with every call that is needed, every "
    "argument by name, and nothing else. The functions: "
)


def task(row: PublicRow) -> Task:
    """Return the task. Raises: InputError."""
    functions, reference = row.get("function", list), row.get("reference_answer", list)
    if not reference or not all(isinstance(one, dict) and len(one) == 1 for one in reference):
        row.refuse("must be a list of objects with one function each", "reference_answer")

    def check(conversation: Conversation) -> Verdict:
        calls = read_calls(last_reply(conversation))
        return judged(calls is not None and same_calls(calls, reference), None if calls is None else repr(calls))

    return Task(
        id=row.source.task_id, family="actions", full=_question(row), shards=row.source.shards, check=check,
        reference=json.dumps(reference, ensure_ascii=False), briefing=_BRIEFING + json.dumps(functions, ensure_ascii=False),
        world="actions", required=frozenset(range(len(row.source.shards))),
    )  # fmt: skip


def _question(row: PublicRow) -> str:
    turns = row.get("fully_specified_question", list)
    messages = turns[0] if turns and isinstance(turns[0], list) else turns
    texts = [message.get("content") for message in messages if isinstance(message, dict)]
    if not texts or not all(isinstance(text, str) for text in texts):
        row.refuse("must be a list of messages", "fully_specified_question")
    return "\n".join(map(str, texts))


def read_calls(reply: str) -> list[Call] | None:
    """Return the calls of a reply in order; None where it holds none, or arguments that are no plain values.

    >>> read_calls("[book(day='Friday', people=4)]")
    [('book', {'day': 'Friday', 'people': 4})]
    """
    text = (fenced(reply, "python", "json", "tool_code") or reply).strip().strip("`").strip()
    found = re.search(r"\[.*\]|[\w.]+\(.*\)", text, re.DOTALL)
    if found is None:
        return None
    try:
        tree = ast.parse(found[0], mode="eval").body
        nodes = tree.elts if isinstance(tree, ast.List | ast.Tuple) else [tree]
        calls = [_call(node) for node in nodes]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return calls or None


def _call(node: ast.expr) -> Call:
    if not isinstance(node, ast.Call) or node.args:
        raise ValueError("not a call with named arguments")
    arguments = {}
    for keyword in node.keywords:
        if keyword.arg is None or keyword.arg in arguments:
            raise ValueError("not a named argument, or one given twice")
        arguments[keyword.arg] = _value(keyword.value)
    return ast.unparse(node.func), arguments


def _value(node: ast.expr) -> object:
    """Return a literal, also with the words that other languages have for true, false and nothing."""
    if isinstance(node, ast.Name) and node.id.casefold() in _WORDS:
        return _WORDS[node.id.casefold()]
    if isinstance(node, ast.List | ast.Tuple):
        return [_value(one) for one in node.elts]
    if isinstance(node, ast.Dict) and all(key is not None for key in node.keys):
        return {_value(key): _value(one) for key, one in zip(node.keys, node.values, strict=True) if key is not None}
    return ast.literal_eval(node)


def same_calls(calls: Sequence[Call], reference: Sequence[Any]) -> bool:
    """Return whether the calls are those of the reference, in any order.

    The reference holds objects of one function each, {name: {argument: [values that it may have]}}; "" among the values
    says that the argument may be left out.
    """
    left = list(calls)
    for wanted in reference:
        match = next((call for call in left if _same_call(call, wanted)), None)
        if match is None:
            return False
        left.remove(match)
    return not left


def _same_call(call: Call, wanted: Mapping[str, Mapping[str, Sequence[Any]]]) -> bool:
    name, arguments = call
    ((wanted_name, allowed),) = wanted.items()
    if name != wanted_name or not arguments.keys() <= allowed.keys():
        return False
    return all(
        any(same_value(arguments[key], value) for value in values) if key in arguments else "" in values
        for key, values in allowed.items()
    )


def same_value(given: object, wanted: object) -> bool:
    """Return whether a value is the wanted one: texts but for case, spaces and punctuation, numbers whatever their type."""
    if isinstance(given, bool) or isinstance(wanted, bool):
        return given is wanted
    if isinstance(given, int | float) and isinstance(wanted, int | float):
        return given == wanted
    if isinstance(given, str) and isinstance(wanted, str):
        return _plain(given) == _plain(wanted)
    if isinstance(given, list) and isinstance(wanted, list):
        return len(given) == len(wanted) and all(map(same_value, given, wanted))
    if isinstance(given, dict) and isinstance(wanted, dict):
        return given.keys() <= wanted.keys() and all(_within(given, key, values) for key, values in wanted.items())
    return given is None and wanted is None


def _within(given: Mapping[str, object], key: str, values: object) -> bool:
    """Return whether a member is among the values that it may have; inside an object too they stand in a list."""
    allowed = values if isinstance(values, list) else [values]
    return any(same_value(given[key], value) for value in allowed) if key in given else "" in allowed


def _plain(text: str) -> str:
    return re.sub(r"[ ,./\-_*^'\"]", "", text).casefold()
