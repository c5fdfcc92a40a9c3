"""Numbers as answers: the one after the last `####`, else the last of the text."""

from __future__ import annotations

import pytest

from commonground.suites.math_answers import last_number, right_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("#### 16", "16"),
        ("She has 3 and 4.\n#### 7", "7"),
        ("#### 7 apples", "7"),
        ("#### $1,234", "1234"),
        ("#### 70,000.50", "70000.50"),
        ("#### -3", "-3"),
        ("#### -$3", "-3"),
        ("#### $-3", "-3"),
        ("#### 0.25", "0.25"),
        ("#### 5.", "5"),
        ("####16", "16"),
        ("#### 5\nNo, I was wrong.\n#### 6", "6"),
        ("The answer is 12.", "12"),
        ("It costs $1,250.75 in all", "1250.75"),
        ("10, 20 and 30", "30"),
        ("1, 2", "2"),
        ("50%", "50"),
        ("**18**", "18"),
        ("= 18", "18"),
        ("12 #### none", "12"),
        ("12 ####", "12"),
    ],
)
def test_the_answer_of_a_text(text: str, number: str) -> None:
    assert last_number(text) == number


@pytest.mark.parametrize("text", ["", "none", "####", "#### none", "a-b", "$", ",", "."])
def test_a_text_without_a_number(text: str) -> None:
    assert last_number(text) is None


@pytest.mark.parametrize("text", ["#### 18\nSo she earns 18 dollars in 2 days.", "#### 18\n(3 eggs are left over)"])
def test_the_marked_answer_counts_whatever_follows(text: str) -> None:
    assert last_number(text) == "18"


@pytest.mark.parametrize(("text", "number"), [("it takes 5-6 hours", "6"), ("3-2-1", "1"), ("2010-12", "12")])
def test_a_hyphen_between_digits_is_no_sign(text: str, number: str) -> None:
    assert last_number(text) == number


@pytest.mark.parametrize(("text", "number"), [("#### .5", "0.5"), ("#### −3", "-3"), ("#### $ 5", "5")])
def test_other_ways_to_write_a_number(text: str, number: str) -> None:
    """Without the leading zero, with the sign that typographers use, with a space after the currency."""
    assert right_number(last_number(text), f"#### {number}")


@pytest.mark.parametrize(
    ("found", "reference", "right"),
    [
        ("16", "Janet sells 16.\n#### 16", True),
        ("16.00", "#### 16", True),
        ("1234", "#### 1,234", True),
        ("-3", "#### 3", False),
        ("0.5", "#### 0.50", True),
        ("17", "#### 16", False),
        (None, "#### 16", False),
        ("16", "no number", False),
        ("not a number", "#### 16", False),
    ],
)
def test_numbers_are_compared_by_value(found: str | None, reference: str, right: bool) -> None:
    assert right_number(found, reference) is right
