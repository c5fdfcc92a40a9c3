"""What a request needs: each fact with its value, and the question for the first that has none."""

from __future__ import annotations

import pytest

from commonground.mediation.reader import MISSING, NEEDS, Reading
from commonground.mediation.steps.clarify import asks_one_fact, lacks
from commonground.town.families import FAMILIES
from commonground.town.items import make_item
from commonground.town.questions import TO_ASK
from commonground.training.embedded.roles.needed import needed


@pytest.mark.parametrize("name", TO_ASK)
def test_each_fact_left_out_is_the_one_that_is_asked_for(name: str) -> None:
    item = make_item(name, "test", 1, 0)
    for key, question in TO_ASK[name].items():
        found = needed(name, {other: value for other, value in item.values.items() if other != key})
        assert found[MISSING] == question
        assert found[NEEDS].count("?") == 1
        assert f"{key}: ?" in found[NEEDS].split("; ")
        assert lacks(Reading(found))
        assert asks_one_fact(found[MISSING])


@pytest.mark.parametrize("name", TO_ASK)
def test_a_complete_request_lacks_nothing(name: str) -> None:
    item = make_item(name, "test", 1, 1)
    found = needed(name, item.values)
    assert MISSING not in found
    assert not lacks(Reading({**found, MISSING: None}))
    assert [fact.partition(": ")[2] for fact in found[NEEDS].split("; ")] == [item.values[key] for key in TO_ASK[name]]


@pytest.mark.parametrize("name", sorted(set(FAMILIES) - set(TO_ASK)))
def test_where_no_fact_decides_nothing_is_read(name: str) -> None:
    assert needed(name, {}) == {}


def test_with_nothing_said_the_first_fact_is_asked_for() -> None:
    assert needed("route", {}) == {NEEDS: "from: ?; to: ?; via: ?", MISSING: "From which stop do you start?"}
