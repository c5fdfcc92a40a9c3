"""Meetings, worked out by hand from the free hours.

Ida on Monday: 10 to 15. Greta on Saturday: 9, 10 and 12 to 15. Hugo on Tuesday: 9 to 11 and 14 to 16.
"""

from __future__ import annotations

import pytest

from commonground.town.facts import DAYS, PEOPLE, free_hours
from commonground.town.families.meetings import MEETING
from commonground.town.items import make_item

GRETA = {"person": "Greta", "day": "Saturday"}
HUGO = {"person": "Hugo", "day": "Tuesday"}


@pytest.mark.parametrize(
    ("said", "start"),
    [
        ({"person": "Ida", "day": "Monday", "hours": "2"}, "10"),
        ({"person": "Ida", "day": "Monday", "hours": "3", "after": "13"}, "13"),
        ({**GRETA, "hours": "2"}, "9"),
        ({**GRETA, "hours": "3"}, "12"),
        ({**GRETA, "hours": "2", "after": "10"}, "12"),
        ({**GRETA, "hours": "3", "after": "13"}, "13"),
        ({**HUGO, "hours": "3"}, "9"),
        ({**HUGO, "hours": "3", "after": "10"}, "14"),
        ({**HUGO, "hours": "2", "after": "10"}, "10"),
        ({**HUGO, "hours": "2", "after": "11"}, "14"),
        ({**HUGO, "hours": "3", "after": "15"}, "none"),
        (HUGO, "9"),
    ],
)
def test_starts_by_hand(said: dict[str, str], start: str) -> None:
    answer = MEETING.answer(MEETING.filled(said))
    assert answer["start"] == start
    assert {key: answer[key] for key in said if key != "after"} == {key: said[key] for key in said if key != "after"}


def test_the_working_by_hand() -> None:
    said = {**GRETA, "hours": "3", "after": "10", "topic": "lease"}
    assert MEETING.write(said) == (
        "Greta Saturday free 9 10 12 13 14 15; from 10: 10 12 13 14 15; 3 long: 12 13; "
        "meet(person: Greta, day: Saturday, start: 12, hours: 3, topic: lease)"
    )


def test_the_working_where_nothing_fits() -> None:
    said = MEETING.filled({**HUGO, "hours": "3", "after": "15"})
    assert MEETING.write(said) == (
        "Hugo Tuesday free 9 10 11 14 15 16; from 15: 15 16; 3 long: none; "
        "meet(person: Hugo, day: Tuesday, start: none, hours: 3, topic: none)"
    )


def test_an_answer_is_free_for_the_whole_of_it_and_no_earlier_one_would_do() -> None:
    for index in range(60):
        values = MEETING.filled(make_item("meeting", "test", 51, index).values)
        start, hours = MEETING.answer(values)["start"], int(values["hours"])
        free = set(free_hours(values["person"], values["day"]))
        fits = [hour for hour in range(int(values["after"]), 17) if {*range(hour, hour + hours)} <= free]
        assert start == (str(fits[0]) if fits else "none")


def test_what_is_written_is_read_back() -> None:
    for index in range(40):
        item = make_item("meeting", "train" if index % 2 else "test", 52, index)
        filled = MEETING.filled(item.values)
        assert MEETING.read(MEETING.write(filled)) == MEETING.answer(filled)


def test_the_briefing_gives_everyones_hours() -> None:
    for person in PEOPLE:
        assert person.name in MEETING.briefing
        for day in DAYS:
            assert f"{day} {' '.join(map(str, free_hours(person.name, day)))}" in MEETING.briefing
