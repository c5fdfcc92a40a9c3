"""Labelled examples as a test writes them down: one a line, under a heading with their label.

    # repeat
    A: The code is 8841. / U: say that again please

U is the user and A the assistant; the last turn is the labelled one. A line that starts with spaces goes on from the one
before, and \\n in a turn starts a new line.
"""

from __future__ import annotations

import re
from collections import Counter

from commonground.conversation.record import Conversation, Turn
from commonground.measures.classifiers import Classifier, Label, Row
from commonground.measures.talk import Talk, talk

SPEAKERS = {"U": "user", "A": "assistant"}


def dialogue(line: str) -> list[tuple[str, str]]:
    """Return the (speaker, text) of each turn in "U: ... / A: ...", in which a slash alone is text."""
    parts = re.split(r"(?:^|\s/\s)(?=[UA]:(?:\s|$))", line)
    return [(SPEAKERS[part[0]], part[3:].replace("\\n", "\n")) for part in parts if part]


def examples(written: str) -> list[Row]:
    """Return the labelled turns that a text holds."""
    rows: list[Row] = []
    label: Label = ""
    for line in re.sub(r"\n +", " ", written).strip().splitlines():
        if line.startswith("# "):
            label = {"True": True, "False": False}.get(line[2:], line[2:])
        else:
            *before, (speaker, text) = dialogue(line)
            rows.append(Row(tuple(before), speaker, text, label))
    return rows


def missed(classifier: Classifier, written: str) -> list[str]:
    """Return the examples that get another label than theirs, each with both."""
    given = [(row, classifier.classify(row.before, row.speaker, row.text)) for row in examples(written)]
    return [f"{row.label} -> {label}: {row.text}" for row, label in given if label != row.label]


def fewest(written: str) -> int:
    """Return how many examples the label has that has the fewest."""
    return min(Counter(row.label for row in examples(written)).values())


def two_talk(line: str) -> Talk:
    """Return the talk that a line writes down."""
    found = talk(talked(line))
    assert found is not None
    return found


def talked(line: str) -> Conversation:
    """Return the conversation that a line writes down."""
    return Conversation(tuple(Turn(speaker, text) for speaker, text in dialogue(line)))
