"""The summary of a corpus: what was folded is shown with its interval, merged over groups, and compared with the first."""

from __future__ import annotations

import json
from typing import Any

import pytest

from commonground.conversation.record import Conversation, Turn
from commonground.evaluation.chance import Chance
from commonground.evaluation.corpus import Corpus, Request, measure_corpus
from commonground.evaluation.corpus_summary import summarize_corpus
from commonground.measures.measure import Value
from commonground.measures.registry import family
from commonground.measures.surrogates import VERSION
from commonground.statistics.intervals import Interval
from commonground.statistics.moments import Moments
from commonground.text import tokens

LEXICAL = ("lexical",)
NAME = "lexical.repetition"


def fold(*values: float) -> Moments:
    found = Moments()
    for value in values:
        found.add(value)
    return found


def entry(summary: dict[str, Any], name: str = NAME) -> dict[str, Any]:
    (found,) = [one for one in summary["measures"] if one["measure"] == name]
    return dict(found)


def grouped(**groups: dict[str, Value]) -> Corpus:
    """A corpus whose groups have this value of one measure by conversation."""
    return Corpus(
        folds={
            group: {NAME: fold(*(value for value in own.values() if value is not None))}
            for group, own in groups.items()
        },
        rows={group: {name: {NAME: value} for name, value in own.items()} for group, own in groups.items()},
    )


def test_a_corpus_of_nothing_has_every_measure_and_no_value() -> None:
    found = summarize_corpus(Corpus(), [], LEXICAL)
    assert [one["measure"] for one in found["measures"]] == [card.name for card in family("lexical").cards]
    assert {one["family"] for one in found["measures"]} == {"lexical"}
    assert all((one["value"], one["first"], one["second"], one["chance"]) == (None, None, None, [])
               for one in found["measures"])  # fmt: skip
    assert (found["conversations"], found["talks"], found["trajectories"]) == (0, 0, {})
    assert (found["groups"], found["differences"]) == ([], [])
    assert found["versions"] == {"tokens": tokens.VERSION, "surrogates": VERSION}


def test_an_entry_bears_its_card() -> None:
    cards = {card.name: card for card in family("lexical").cards}
    for one in summarize_corpus(Corpus(), [], LEXICAL)["measures"]:
        card = cards[one["measure"]]
        assert (one["version"], one["means"], one["human"], one["beside"]) == (
            card.version, card.means, card.human, card.chance,
        )  # fmt: skip


def test_value_and_sides_are_means_with_students_interval() -> None:
    folds = {NAME: fold(0.25, 0.5, 0.75), f"{NAME}.first": fold(0.5)}
    found = entry(summarize_corpus(Corpus(folds={None: folds}, conversations=4, talks=3), [], LEXICAL))
    half = 4.302653 * 0.25 / 3**0.5
    assert found["value"] == {"mean": 0.5, "ci": pytest.approx([0.5 - half, 0.5 + half]), "n": 3}
    assert found["first"] == {"mean": 0.5, "ci": [0.5, 0.5], "n": 1}
    assert found["second"] is None


def test_groups_are_merged_as_if_they_were_one_and_are_not_changed() -> None:
    corpus = Corpus(folds={"a": {NAME: fold(0.0, 1.0)}, "b": {NAME: fold(0.5, 0.25, 0.75)}})
    summary = summarize_corpus(corpus, [], LEXICAL)
    whole = entry(summarize_corpus(Corpus(folds={None: {NAME: fold(0.0, 1.0, 0.5, 0.25, 0.75)}}), [], LEXICAL))
    assert entry(summary)["value"]["ci"] == pytest.approx(whole["value"]["ci"])
    assert (entry(summary)["value"]["mean"], entry(summary)["value"]["n"]) == (0.5, 5)
    assert [(one["group"], entry(one)["value"]["n"]) for one in summary["groups"]] == [("a", 2), ("b", 3)]
    assert [one.n for own in corpus.folds.values() for one in own.values()] == [2, 3]
    assert summarize_corpus(corpus, [], LEXICAL) == summary


def test_chance_stands_with_its_measure_by_kind_and_side() -> None:
    far = Interval(0.25, 0.125, 0.375, 6)
    chances = [
        Chance(NAME, "shuffle", 0.5, far, 0.01, 0.02),
        Chance(f"{NAME}.second", "partner", 0.25, far, 0.03, 0.04),
        Chance("dialign.initiated.first", "shuffle", 0.75, far, 0.05, 0.06),
    ]
    summary = summarize_corpus(Corpus(), iter(chances), LEXICAL)
    shown = {"mean": 0.25, "ci": [0.125, 0.375], "n": 6}
    assert entry(summary)["chance"] == [
        {"kind": "shuffle", "side": None, "level": 0.5, "difference": shown, "p": 0.01, "q": 0.02},
        {"kind": "partner", "side": "second", "level": 0.25, "difference": shown, "p": 0.03, "q": 0.04},
    ]
    assert [one["side"] for one in entry(summary, "dialign.initiated")["chance"]] == ["first"]
    assert sum(len(one["chance"]) for one in summary["measures"]) == 3


def test_trajectories_are_sorted_and_count_turns_from_one() -> None:
    series = {NAME: {"second": {3: fold(0.5, 0.5), 1: fold(0.25)}, "first": {0: fold(0.0)}}, "effort.words": {}}
    found = summarize_corpus(Corpus(series=series), [], LEXICAL)["trajectories"]
    assert list(found) == ["effort.words", NAME]
    assert found[NAME]["second"] == [
        {"turn": 2, "mean": 0.25, "ci": [0.25, 0.25], "n": 1},
        {"turn": 4, "mean": 0.5, "ci": [0.5, 0.5], "n": 2},
    ]


def test_a_pair_without_a_value_is_left_out_and_the_rest_is_by_hand() -> None:
    corpus = grouped(
        old={"c1": 0.25, "c2": 0.5, "c3": None, "c4": 0.0, "only": 0.9},
        new={"c1": 0.5, "c2": 0.75, "c3": 0.5, "c4": 0.625, "other": 0.1},
    )
    (one,) = summarize_corpus(corpus, [], LEXICAL)["differences"]
    assert (one["of"], one["minus"], one["measure"], one["paired"], one["n"]) == ("new", "old", NAME, True, 3)
    assert one["mean"] == pytest.approx((0.25 + 0.25 + 0.625) / 3)
    assert one["ci"][0] <= one["mean"] <= one["ci"][1]
    assert one["q"] == one["p"]


def test_groups_that_share_no_conversation_are_compared_by_welch() -> None:
    """Errors squared are .02 / 2 and .08 / 2, so t is .6 / sqrt(.05) on 25 / 17 degrees of freedom."""
    corpus = grouped(old={"a": 0.0, "b": 0.2}, new={"c": 0.5, "d": 0.9})
    (one,) = summarize_corpus(corpus, [], LEXICAL)["differences"]
    assert (one["paired"], one["n"], one["mean"]) == (False, 4, pytest.approx(0.6))
    assert sum(one["ci"]) / 2 == pytest.approx(0.6)
    assert one["ci"][0] < 0
    assert 0.05 < one["p"] == one["q"] < 0.5


def test_every_later_group_is_compared_with_the_first_and_corrected_together() -> None:
    old: dict[str, Value] = {"a": 0.0, "b": 0.2, "c": 0.1}
    corpus = grouped(
        old=old,
        near={"d": 0.1, "e": 0.3, "f": 0.0},
        far={"g": 0.9, "h": 0.8, "i": 1.0},
        same=old,
    )
    found = summarize_corpus(corpus, [], LEXICAL)["differences"]
    assert [(one["of"], one["minus"], one["paired"]) for one in found] == [
        ("near", "old", False),
        ("far", "old", False),
        ("same", "old", True),
    ]
    assert all(one["p"] <= one["q"] <= 1 for one in found)
    assert found[1]["q"] == pytest.approx(3 * found[1]["p"])
    assert (found[2]["mean"], found[2]["p"]) == (0.0, 1.0)


def test_a_group_of_one_conversation_is_not_compared() -> None:
    assert summarize_corpus(grouped(old={"a": 0.5, "b": 0.25}, new={"c": 0.75}), [], LEXICAL)["differences"] == []
    assert summarize_corpus(grouped(old={"a": None}, new={"a": 0.75}), [], LEXICAL)["differences"] == []


def test_one_group_has_nothing_beside_it() -> None:
    summary = summarize_corpus(grouped(alone={"a": 0.5, "b": 0.25}), [], LEXICAL)
    assert (summary["groups"], summary["differences"]) == ([], [])
    assert entry(summary)["value"]["n"] == 2


def test_the_document_is_plain_json() -> None:
    corpus = grouped(old={"a": 0.0, "b": 0.2}, new={"a": 0.5, "b": 0.9})
    corpus.series[NAME] = {"first": {0: fold(0.5)}}
    summary = summarize_corpus(corpus, [Chance(NAME, "shuffle", 0.5, Interval(0.1, 0.0, 0.2, 2), 0.5, 0.5)], LEXICAL)
    assert json.loads(json.dumps(summary, allow_nan=False)) == summary


def test_counts_and_lengths_are_paired_too() -> None:
    """Measures beyond 0..1: the assistant of one group breaks one long expression into two."""
    some = [
        Conversation((Turn("user", "a b c d e"), Turn("assistant", said)), id=f"c{number}", meta={"model": model})
        for model, texts in (("one", ("a b x c d", "a b c d x")), ("two", ("a b c d x e", "a b c d e")))
        for number, said in enumerate(texts)
    ]
    summary = summarize_corpus(measure_corpus(some, Request(("lexical",), by="model")), [], ("lexical",))
    longest = next(one for one in summary["differences"] if one["measure"] == "dialign.longest")
    assert (longest["mean"], longest["paired"], longest["n"]) == (1.5, True, 2)
