"""The JSON in a reply: found among other words, and None where there is none to be had."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.text.replies import json_object

VALUES = st.dictionaries(st.text(), st.one_of(st.none(), st.booleans(), st.integers(), st.text()))


@given(VALUES, st.sampled_from(["", "Here: ", "```json\n"]), st.sampled_from(["", " Done.", "\n```"]))
def test_an_object_is_found_among_other_words(value: dict[str, object], before: str, after: str) -> None:
    assert json_object(before + json.dumps(value) + after) == value


@pytest.mark.parametrize(
    "reply", ["", "no", "[1]", "{", "}{", "{'a': 1}", '{"a": 1} or {"a": 2}', "{" + "[" * 99999 + "}"]
)
def test_what_is_no_object_is_none(reply: str) -> None:
    assert json_object(reply) is None
