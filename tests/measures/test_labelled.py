"""The labelled files: enough turns of every label, none twice, and scores that anyone can compute again."""

from __future__ import annotations

import json
from collections import Counter
from importlib.resources import files
from typing import Any

import pytest
from tests.measures import act_examples, test_questions, test_repair, test_requests, test_topics
from tests.measures.examples import examples

from commonground.measures.classifiers import Classifier, labelled, score
from commonground.measures.references import matcher_scores
from commonground.report.cards import classifiers

PAIRS = list(classifiers())
NAMES = [rows for _, rows in PAIRS]


def lines(name: str) -> list[dict[str, Any]]:
    text = files("commonground.measures.labelled").joinpath(f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("name", NAMES)
def test_there_are_six_hundred_turns_and_none_is_there_twice(name: str) -> None:
    found = lines(name)
    assert len(found) >= 600
    assert len({one["id"] for one in found}) == len(found)
    if name != "shifts":  # there the same words may come after other turns, on purpose
        said = Counter((one["text"].casefold(), json.dumps(one["before"])) for one in found)
        assert said.most_common(1)[0][1] == 1
    for one in found:
        assert one["text"].strip()
        assert 1 <= len(one["before"]) <= 4
        assert {turn["speaker"] for turn in one["before"]} <= {"user", "assistant"}


@pytest.mark.parametrize(("classifier", "name"), PAIRS, ids=NAMES)
def test_every_label_is_one_that_the_classifier_gives_and_has_fifty_turns(classifier: Classifier, name: str) -> None:
    found = Counter(row.label for row in labelled(name))
    assert set(found) == set(classifier.labels)
    assert min(found.values()) >= 50


@pytest.mark.parametrize(("classifier", "name"), PAIRS, ids=NAMES)
def test_a_classifier_does_better_than_chance(classifier: Classifier, name: str) -> None:
    found = score(classifier, labelled(name))
    assert found.rows == len(lines(name))
    assert found.kappa is not None
    assert found.interval is not None
    assert 0 < found.interval.low <= found.kappa <= found.interval.high
    for one in found.labels:
        for share in (one.precision, one.recall):
            assert share is None or 0 <= share.low <= share.mean <= share.high <= 1


def test_mentions_stand_in_their_turns() -> None:
    dialogues = lines("references")
    assert len(dialogues) >= 45
    for dialogue in dialogues:
        for chain in dialogue["chains"]:
            assert len(chain) >= 2
            for mention in chain:
                assert mention["text"] in dialogue["turns"][mention["turn"]]["text"], dialogue["id"]


def test_the_matcher_is_precise() -> None:
    precision, recall = matcher_scores(lines("references"))
    assert precision is not None
    assert recall is not None
    assert precision >= 0.8
    assert recall > 0.3


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("acts", act_examples.EXAMPLES),
        ("questions", test_questions.EXAMPLES),
        ("repairs", test_repair.EXAMPLES),
        ("requests", test_requests.EXAMPLES),
        ("shifts", test_topics.EXAMPLES),
    ],
)
def test_no_labelled_turn_is_one_that_the_rules_were_written_on(name: str, written: str) -> None:
    shown = {(*row.before, (row.speaker, row.text.casefold())) for row in examples(written)}
    for row in labelled(name):
        assert (*row.before, (row.speaker, row.text.casefold())) not in shown, row.text
