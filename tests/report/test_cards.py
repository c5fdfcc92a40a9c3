"""The page of cards: each measure stands there once, under its family, and the rules' own scores beside them."""

from __future__ import annotations

import re
from functools import cache

import pytest

from commonground.measures.classifiers import LABELLED, labelled, score
from commonground.measures.registry import FAMILIES, cards, family
from commonground.report.cards import COMMAND, classifiers, page

FIGURE = r"\d*\.?\d+"
SHARE = rf"(?:-|{FIGURE} \[{FIGURE}, {FIGURE}\])"


@cache
def made() -> str:
    return page()


def sections(mark: str) -> list[tuple[str, str]]:
    """The headings of this level with what stands below each."""
    parts = re.split(rf"^{mark} (.+)$", made(), flags=re.MULTILINE)
    return list(zip(parts[1::2], parts[2::2], strict=True))


def test_the_page_has_one_title_and_says_how_it_is_made() -> None:
    assert made().startswith("# Every measure\n\n")
    assert len(sections("#")) == 1
    assert f"Made by `{COMMAND}`" in made()
    assert made().endswith(".\n")
    assert not made().endswith("\n\n")


def test_a_section_for_each_family_with_its_extra_then_the_classifiers() -> None:
    names = [f"{name} (extra `{family(name).extra}`)" if family(name).extra else name for name in FAMILIES]
    assert [title for title, _ in sections("##")] == [*names, "Classifiers"]


def test_every_card_is_named_once_under_its_family() -> None:
    named = {title.split()[0]: re.findall(r"^\*\*`(.+?)`\*\*", text, re.MULTILINE) for title, text in sections("##")}
    assert {name: [card.name for card in family(name).cards] for name in FAMILIES} == {
        name: found for name, found in named.items() if name != "Classifiers"
    }
    assert named["Classifiers"] == []
    every = [name for found in named.values() for name in found]
    assert len(every) == len(set(every)) == len(list(cards()))


@pytest.mark.parametrize("name", FAMILIES)
def test_a_card_says_all_that_there_is_to_know(name: str) -> None:
    for card in family(name).cards:
        (text,) = [part for part in made().split("\n\n") if part.startswith(f"**`{card.name}`**")]
        first, second, *others = text.split("\n")
        assert first.startswith(f"**`{card.name}`** (version {card.version}): {card.means.rstrip('.')}.")
        assert second == (f"Formula: {card.formula}. Range: {card.range}. Cost: {card.cost}. Source: {card.source}.")
        assert (f"It is not {card.is_not}." in others) == bool(card.is_not)
        assert ("Beside it stands its chance level, from surrogates." in others) == bool(card.chance)
        assert [line for line in others if line.startswith("People: ")] == (
            [f"People: {card.human}."] if card.human else []
        )


def test_each_classifier_is_scored_on_its_own_turns() -> None:
    found = list(classifiers())
    assert sorted(rows for _, rows in found) == sorted(LABELLED)
    titles = [title for title, _ in sections("###")]
    assert titles == [*(f"{one.name} ({one.version})" for one, _ in found), "references"]


def test_a_classifiers_table_has_a_row_for_each_label() -> None:
    texts = dict(sections("###"))
    for one, rows in classifiers():
        text = texts[f"{one.name} ({one.version})"]
        assert "| label | precision | recall |\n|---|---|---|\n" in text
        table = re.findall(rf"^\| (\w+) \| {SHARE} \| {SHARE} \|$", text, re.MULTILINE)
        assert table == [str(label) for label in one.labels]
        assert len(re.findall(r"^\|", text, re.MULTILINE)) == len(one.labels) + 2
        assert re.search(rf"^{len(labelled(rows))} turns, kappa {FIGURE} \[{FIGURE}, {FIGURE}\]\.$", text, re.MULTILINE)


def test_what_the_table_shows_is_what_can_be_counted() -> None:
    """Precision and recall of questions, counted here from the labels given and the labels borne."""
    ((one, rows),) = [(one, rows) for one, rows in classifiers() if rows == "questions"]
    pairs = [(one.classify(row.before, row.speaker, row.text), row.label) for row in labelled(rows)]
    text = dict(sections("###"))[f"{one.name} ({one.version})"]
    for label in one.labels:
        right = sum(given == true == label for given, true in pairs)
        shares = [right / sum(pair[place] == label for pair in pairs) for place in (0, 1)]
        (line,) = [line for line in text.splitlines() if line.startswith(f"| {label} |")]
        shown = [float(cell.split()[0]) for cell in line.split("|")[2:4]]
        assert shown == pytest.approx(shares, abs=0.0005)
    kappa = score(one, labelled(rows)).kappa
    assert kappa is not None
    assert f"kappa {kappa:.3f}".replace("0.", ".", 1) in text


def test_the_matcher_has_its_line() -> None:
    found = re.search(
        rf"^Pairs of mentions of one thing, (\d+) dialogues: precision ({FIGURE}), recall ({FIGURE})\.$",
        dict(sections("###"))["references"],
        re.MULTILINE,
    )
    assert found is not None
    assert int(found[1]) > 0
    assert all(0 < float(share) <= 1 for share in found.groups()[1:])
