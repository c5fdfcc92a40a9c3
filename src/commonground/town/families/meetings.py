"""A schedule under constraints: the first hour at which a person of the town is free, long enough and not too early."""

from __future__ import annotations

from commonground.town.facts import DAYS, PEOPLE, TOPICS, free_hours
from commonground.town.families.actions import call_reader, call_writer
from commonground.town.family import Answer, Family, Slot, Values, Wording, choose

_NAMES = tuple(person.name for person in PEOPLE)
_KEYS = ("person", "day", "start", "hours", "topic")


def _candidates(values: Values) -> tuple[list[int], list[int]]:
    """Return the free hours not before the earliest one wanted, and those of them with room for the whole meeting."""
    free = free_hours(values["person"], values["day"])
    late = [hour for hour in free if hour >= int(values["after"])]
    room = [hour for hour in late if all(hour + more in free for more in range(int(values["hours"])))]
    return late, room


def answer(values: Values) -> Answer:
    """Return the meeting: the first start with room, or `none`."""
    _, room = _candidates(values)
    return {**{key: values[key] for key in _KEYS if key != "start"}, "start": str(room[0]) if room else "none"}


def write(values: Values) -> str:
    """Return the working (free hours, from when, with room) and the meeting."""
    late, room = _candidates(values)
    free = " ".join(map(str, free_hours(values["person"], values["day"])))
    working = (
        f"{values['person']} {values['day']} free {free}; from {values['after']}: {' '.join(map(str, late)) or 'none'}; "
        f"{values['hours']} long: {' '.join(map(str, room)) or 'none'}; "
    )
    return working + call_writer("meet", _KEYS)(answer(values))


MEETING = Family(
    name="meeting",
    kind="compute",
    slots=(
        Slot("person", True, "Ida", choose(_NAMES),
             Wording(("person", "partner"), ("with {v}", "to see {v}"), ("I meet {v}.", "{v} comes too.", "I want to see {v}.", "We meet {v}."))),
        Slot("day", True, "Monday", choose(DAYS),
             Wording(("day", "date"), ("on {v}", "this {v}", "on the next {v}"), ("We meet on {v}.", "I come on {v}.", "We talk on {v}."))),
        Slot("hours", True, "1", choose(("2", "3")),
             Wording(("length in hours", "number of hours"), ("for {v} hours", "of {v} hours"), ("It takes {v} hours.", "We need {v} hours.", "It is {v} hours long.", "Plan {v} hours."))),
        Slot("after", False, "9", choose(("10", "11", "12", "13")),
             Wording(("earliest hour", "earliest start"), ("not before {v}", "from {v} on"), ("Not before {v}.", "It starts from {v}.", "I am free from {v}.", "After {v} only."))),
        Slot("topic", False, "none", choose(TOPICS),
             Wording(("topic", "subject"), ("about the {v}", "on the {v} matter"), ("We talk about the {v}.", "I want to talk about the {v}.", "The talk is about the {v}."), "the ")),
    ),
    wants=("plan a meeting", "set up a meeting", "get a meeting"),
    answer=answer,
    write=write,
    read=call_reader("meet", _KEYS),
    briefing="You plan meetings at the first whole hour at which the person is free for the whole meeting. Free hours: "
    + "; ".join(
        f"{name}: " + ", ".join(f"{day} {' '.join(map(str, free_hours(name, day)))}" for day in DAYS) for name in _NAMES
    )
    + ". End with meet(person: ..., day: ..., start: HOUR, hours: ..., topic: ...); start is none where nothing fits. "
    "Where the user did not say: topic is none, and any hour from 9 will do.",
)  # fmt: skip
