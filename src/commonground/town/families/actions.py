"""Structured actions: book a table, order food, call a ride; and the booking whose venue the user picks from a list."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from commonground.town.facts import DAYS, DISHES, DRINKS, NOTES, SEATS, STOPS, STREETS, VENUES
from commonground.town.family import (
    Answer,
    Family,
    Slot,
    Split,
    Values,
    Wording,
    between,
    choose,
    clock,
    draw_until,
    surname,
)

VENUE_NAMES = tuple(venue.name for venue in VENUES)


def call_writer(verb: str, keys: tuple[str, ...]) -> Callable[[Values], str]:
    """Return a function that writes `verb(key: value, ...)` with every key in order."""
    return lambda values: f"{verb}({', '.join(f'{key}: {values[key]}' for key in keys)})"


def call_reader(verb: str, keys: tuple[str, ...]) -> Callable[[str], Answer | None]:
    """Return a function that reads the last `verb(...)` of a reply; None when there is none with exactly these keys."""
    pattern = re.compile(rf"\b{verb}\(([^()]*)\)", re.IGNORECASE)

    def read(reply: str) -> Answer | None:
        calls = pattern.findall(reply)
        if not calls:
            return None
        pairs = [re.split("[:=]", part, maxsplit=1) for part in calls[-1].split(",")]
        fields = {pair[0].strip().lower(): pair[-1].strip().strip("\"'") for pair in pairs}
        return fields if set(fields) == set(keys) else None

    return read


_VERBS = {"booking": "book", "pick": "book"}


def _action(name: str, slots: tuple[Slot, ...], wants: tuple[str, ...], facts: str, *, refers: bool = False) -> Family:
    verb = _VERBS.get(name, name)
    keys = tuple(slot.key for slot in slots)
    optional = ", ".join(f"{slot.key} is {slot.default}" for slot in slots if not slot.required)
    form = ", ".join(f"{key}: ..." for key in keys)
    briefing = f"{facts} Reply with one line: {verb}({form}). Where the user did not say: {optional}."
    return Family(
        name=name,
        kind="refers" if refers else "copy",
        slots=slots,
        wants=wants,
        answer=dict,
        write=call_writer(verb, keys),
        read=call_reader(verb, keys),
        briefing=briefing,
    )


VENUE = Slot(
    "venue", True, "Old Mill", choose(VENUE_NAMES),
    Wording(("venue", "place"), ("at the {v}", "in the {v}"), ("We go to the {v}.", "I choose the {v}.", "We want the {v}.", "Take the {v}."), "the "),
)  # fmt: skip
DAY = Slot(
    "day", True, "Monday", choose(DAYS),
    Wording(("day", "date"), ("on {v}", "this {v}", "on the next {v}"), ("We come on {v}.", "We meet on {v}.", "I come on {v}.")),
)  # fmt: skip
TIME = Slot(
    "time", True, "19:00", clock,
    Wording(("time", "hour"), ("at {v}", "from {v}", "for {v} sharp"), ("We start at {v}.", "Be ready at {v}.", "We come at {v}.", "At {v}, please.")),
)  # fmt: skip
PEOPLE = Slot(
    "people", True, "2", between(3, 12),
    Wording(("party size", "number of guests"), ("for {v} people", "for a group of {v}", "for {v} of us"),
            ("We are {v} people.", "There are {v} of us.", "We are {v} in all.", "I come with a group of {v}.", "Seats for {v} people.")),
)  # fmt: skip
NAME = Slot(
    "name", False, "guest", surname,
    Wording(("name", "guest name"), ("under the name {v}", "in the name of {v}"),
            ("Put it under {v}.", "I am called {v}.", "Write down {v}.", "They call me {v}.", "Call me {v}.")),
)  # fmt: skip
SEAT = Slot(
    "seat", False, "any", choose(SEATS),
    Wording(("seat", "kind of table"), ("with {v} seats", "with a {v} seat", "with the {v} table"),
            ("We want the {v} seats.", "Seat us at the {v} side.", "I like the {v} table.", "The {v} table is what I like.", "We sit at the {v} table.")),
)  # fmt: skip
_TABLE = ("book a table", "get a table", "reserve a table")

BOOKING = _action(
    "booking", (VENUE, DAY, TIME, PEOPLE, NAME, SEAT), _TABLE, f"You book tables. Venues: {', '.join(VENUE_NAMES)}."
)

PICK = _action(
    "pick",
    (VENUE, DAY, TIME, PEOPLE, NAME, SEAT),
    _TABLE,
    f"You book tables. Venues: {'; '.join(f'{venue.name} ({venue.kind})' for venue in VENUES)}. "
    "Asked which places there are, list three of the kind, one a line: 1. NAME.",
    refers=True,
)

SHOPS = tuple(venue.name for venue in VENUES if venue.kind != "bar")


def _portion(rng: Random, split: Split, drawn: Values) -> str:
    return f"{rng.randint(2, 9)} {rng.choice(DISHES)}"


def _drink(rng: Random, split: Split, drawn: Values) -> str:
    return f"{rng.randint(2, 9)} {rng.choice(DRINKS)}"


def _address(rng: Random, split: Split, drawn: Values) -> str:
    return draw_until(lambda: f"{rng.randint(1, 99)} {rng.choice(STREETS)}", split)


ORDER = _action(
    "order",
    (
        Slot("shop", True, "Fig Tree", choose(SHOPS),
             Wording(("shop", "kitchen"), ("from the {v}", "cooked by the {v}"), ("Ask the {v}.", "The {v} cooks it.", "It comes from the {v}."), "the ")),
        Slot("dish", True, "1 pizza", _portion,
             Wording(("food", "dish", "meal"), ("with {v}", "with {v} to eat"), ("We eat {v}.", "To eat we want {v}.", "To eat, {v}.", "I eat {v}."))),
        Slot("address", True, "the counter", _address,
             Wording(("address", "house"), ("to {v}", "sent to {v}", "brought to {v}"), ("Bring it to {v}.", "We live at {v}.", "It goes to {v}.", "Send it to {v}."))),
        Slot("drink", False, "none", _drink,
             Wording(("drink", "drinks"), ("with {v} to drink", "and {v} to drink"), ("To drink, {v}.", "We drink {v}.", "I drink {v}.", "To drink we want {v}."))),
        Slot("time", False, "now", clock,
             Wording(("time", "hour"), ("at {v}", "by {v}", "for {v} sharp"), ("We eat at {v}.", "Be here at {v}.", "Come at {v}.", "At {v}, please."))),
        Slot("note", False, "none", choose(NOTES),
             Wording(("note", "note for the cook"), ("with the note {v}", "noting {v}"), ("Tell the cook: {v}.", "Write {v}.", "Mind this: {v}.", "Put {v} in the note."))),
    ),
    ("order food", "order some food", "get food brought"),
    f"You order food. Shops: {', '.join(SHOPS)}. Dish and drink are a number and a name.",
)  # fmt: skip


def _other_stop(rng: Random, split: Split, drawn: Values) -> str:
    return rng.choice([stop for stop in STOPS if stop != drawn.get("from")])


RIDE = _action(
    "ride",
    (
        Slot("from", True, "Station", choose(STOPS),
             Wording(("start", "starting point"), ("from the {v}", "starting at the {v}", "leaving from the {v}"),
                     ("I wait at the {v}.", "Pick me up at the {v}.", "We leave from the {v}.", "I start at the {v}."), "the ")),
        Slot("to", True, "Square", _other_stop,
             Wording(("end", "goal"), ("to the {v}", "going to the {v}", "that goes to the {v}"),
                     ("Take me to the {v}.", "Drop me at the {v}.", "I have to go to the {v}.", "I go to the {v}."), "the ")),
        Slot("time", True, "12:00", clock,
             Wording(("time", "hour"), ("at {v}", "by {v}", "for {v} sharp"), ("I leave at {v}.", "Come at {v}.", "We leave at {v}.", "At {v}, please."))),
        Slot("day", False, "today", choose(DAYS),
             Wording(("day", "date"), ("on {v}", "this {v}", "on the next {v}"), ("I go on {v}.", "We go on {v}.", "I leave on {v}."))),
        Slot("seats", False, "1", between(2, 9),
             Wording(("number of seats", "number of people"), ("for {v} people", "with {v} seats", "for a group of {v}"),
                     ("We are {v} people.", "There are {v} of us.", "We are {v} in all.", "I come with a group of {v}.", "Seats for {v} people."))),
        Slot("bags", False, "0", between(1, 9),
             Wording(("number of bags", "bag count"), ("with {v} bags", "plus {v} bags"),
                     ("We have {v} bags.", "There are {v} bags.", "I bring {v} bags.", "Load {v} bags.", "I come with {v} bags."))),
    ),
    ("call a ride", "get a ride", "order a ride"),
    f"You call rides. Stops: {', '.join(STOPS)}.",
)  # fmt: skip
