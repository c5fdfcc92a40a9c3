"""The registry: every family is found, its cards are whole, and names lead to families without loading the others."""

from __future__ import annotations

import subprocess
import sys

import pytest
from tests.measures.dialogues import spoken

from commonground.errors import MissingExtraError, UnknownNameError
from commonground.measures import registry
from commonground.measures.registry import FAMILIES, cards, chosen, family, measured

TALK = spoken("I want the small blue bottle", "The small blue bottle?", "Yes, the bottle.", "Okay. Anything else?")


def test_every_card_is_whole_and_has_a_name_of_its_own() -> None:
    found = [(own, card) for own, card in cards()]
    assert len({card.name for _, card in found}) == len(found) >= 80
    for _, card in found:
        assert all((card.version, card.means, card.formula, card.range, card.direction, card.source, card.cost)), (
            card.name
        )
        assert card.is_not, card.name
        assert card.chance in ("", "shuffle", "partner"), card.name


@pytest.mark.parametrize("name", [name for name in FAMILIES if name != "syntax"])  # its own tests bring a pipeline
def test_a_family_gives_a_value_for_each_card_in_order(name: str) -> None:
    if not registry.installed(name):
        pytest.skip(f"{name}: its extra is absent")
    own = family(name)
    found = measured(TALK, (own,))
    assert [one.measure for one in found] == [card.name for card in own.cards]
    for one in found:
        assert len(one.per_turn) in (0, len(TALK)), one.measure
    assert [one.value for one in measured(None, (own,))] == [None] * len(own.cards)


def test_names_of_families_and_of_measures_lead_to_families() -> None:
    assert [own.name for own in chosen(["turns.lla", "lexical", "turns"])] == ["turns", "lexical"]
    assert [own.name for own in chosen(["dialign.entropy"])] == [own.name for own in chosen(["dialign"])] == ["lexical"]


@pytest.mark.parametrize("name", ["lexicle", "lexical.", "lexical.nothing", ""])
def test_unknown_names_are_refused(name: str) -> None:
    with pytest.raises(UnknownNameError):
        chosen([name])


def test_a_missing_extra_is_named_when_its_family_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "find_spec", lambda package: None)
    with pytest.raises(MissingExtraError, match="emotion"):
        chosen(["emotion"])
    assert {own.name for own in chosen()} & {"emotion", "prosody", "syntax"} == set()


def test_asking_for_one_family_loads_no_other() -> None:
    code = (
        "import sys; from commonground.measures.registry import chosen; chosen(['lexical.repetition']);"
        "print(sorted(name for name in sys.modules if name.startswith('commonground.measures.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert "style" not in done.stdout
    assert "numpy" not in done.stdout
