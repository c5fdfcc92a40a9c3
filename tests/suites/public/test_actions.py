"""Function calls: what is read, what is the same, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from commonground.suites.public.actions import read_calls, same_calls, same_value


@pytest.mark.parametrize(
    ("reply", "calls"),
    [
        ("[book(day='Friday', people=4)]", [("book", {"day": "Friday", "people": 4})]),
        ("book(day='Friday')", [("book", {"day": "Friday"})]),
        ("Sure!\n```python\n[a.b(x=[1, 2.5], y={'k': None})]\n```", [("a.b", {"x": [1, 2.5], "y": {"k": None}})]),
        ("[f(a=true, b=null), g()]", [("f", {"a": True, "b": None}), ("g", {})]),
        ("`[f(a=-1)]`", [("f", {"a": -1})]),
        ("[f(a=(1, 2))]", [("f", {"a": [1, 2]})]),
        ("I call [f(a=1)] now", [("f", {"a": 1})]),
    ],
)
def test_calls_are_read(reply: str, calls: list[Any]) -> None:
    assert read_calls(reply) == calls


@pytest.mark.parametrize(
    "reply",
    ["", "no call", "[]", "[f(1)]", "[f(**x)]", "[f(a=b)]", "[f(a=open('x'))]", "[f(a=1", "[1, 2]",
     "f(a=1, a=2)", "[" * 500, "[f(a=1+x)]"],
)  # fmt: skip
def test_what_is_no_call_is_no_answer(reply: str) -> None:
    assert read_calls(reply) is None


REFERENCE = [{"book": {"day": ["Friday", "Fri"], "people": [4], "seat": ["", "any"]}}]


@pytest.mark.parametrize(
    ("arguments", "right"),
    [
        ({"day": "Friday", "people": 4}, True),
        ({"day": "fri", "people": 4.0, "seat": "any"}, True),
        ({"day": "Friday", "people": 4, "seat": "window"}, False),
        ({"day": "Friday"}, False),
        ({"day": "Monday", "people": 4}, False),
        ({"day": "Friday", "people": "4"}, False),
        ({"day": "Friday", "people": 4, "name": "x"}, False),
    ],
)
def test_arguments_are_compared_with_what_is_allowed(arguments: dict[str, Any], right: bool) -> None:
    assert same_calls([("book", arguments)], REFERENCE) is right


def test_calls_may_come_in_any_order_and_must_all_come() -> None:
    reference = [{"f": {"a": [1]}}, {"f": {"a": [2]}}, {"g": {}}]
    calls = [("g", {}), ("f", {"a": 2}), ("f", {"a": 1})]
    assert same_calls(calls, reference)
    assert not same_calls(calls[:2], reference)
    assert not same_calls([*calls, ("g", {})], reference)
    assert not same_calls([("g", {}), ("f", {"a": 1}), ("f", {"a": 1})], reference)


@pytest.mark.parametrize(
    ("given", "wanted", "same"),
    [
        ("New York, NY", "new york ny", True),
        ("it's", "its", True),
        ("York", "New York", False),
        (5, 5.0, True),
        (True, 1, False),
        (True, True, True),
        ([1, "a"], [1, "A"], True),
        ([1], [1, 2], False),
        ({"a": 1}, {"a": [1, 2]}, True),
        ({"a": 3}, {"a": [1, 2]}, False),
        ({}, {"a": ["", 1]}, True),
        ({}, {"a": [1]}, False),
        ({"b": 1}, {"a": [""]}, False),
        (None, None, True),
        ("1", 1, False),
    ],
)
def test_values(given: Any, wanted: Any, same: bool) -> None:
    assert same_value(given, wanted) is same
