"""A suite, and a part of it."""

from __future__ import annotations

import pytest

from commonground.errors import UnknownNameError
from commonground.suites.gradual_reveal import town_suite


def test_a_part_keeps_the_order_of_the_suite() -> None:
    part = town_suite().only(("LATE", "FULL"))
    assert [condition.name for condition in part.conditions] == ["FULL", "LATE"]
    assert part.name == town_suite().name


def test_an_unknown_condition_is_named_with_those_there_are() -> None:
    with pytest.raises(UnknownNameError, match="'HALF'") as caught:
        town_suite().only(("HALF",))
    assert "SNOWBALL" in caught.value.hint


def test_an_oracle_says_so() -> None:
    assert [condition.name for condition in town_suite().conditions if condition.oracle] == ["RECAP"]


def test_controls_do_not_count_for_the_headline() -> None:
    suite = town_suite()
    families = {task.family for task in suite.tasks(0, 20)}
    assert families - suite.headline == {"lookup", "pick"}


def test_tasks_are_the_same_for_the_same_seed_and_longer_runs_begin_alike() -> None:
    suite = town_suite()
    first = [task.id for task in suite.tasks(3, 20)]
    assert [task.id for task in suite.tasks(3, 40)][:20] == first
    assert [task.id for task in suite.tasks(4, 20)] != first
