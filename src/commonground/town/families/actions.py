"""Structured actions: book a table, order food, call a ride; and the booking whose venue the user picks from a list."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from commonground.town.facts import DAYS, DISHES, DRINKS, NOTES, SEATS, STOPS, STREETS, VENUES
from commonground.town.family import (
    Answer,
    Family,
    Intents,
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


def _action(
    name: str, slots: tuple[Slot, ...], train: Intents, test: Intents, facts: str, *, refers: bool = False
) -> Family:
    verb = _VERBS.get(name, name)
    keys = tuple(slot.key for slot in slots)
    optional = ", ".join(f"{slot.key} is {slot.default}" for slot in slots if not slot.required)
    form = ", ".join(f"{key}: ..." for key in keys)
    briefing = f"{facts} Reply with one line: {verb}({form}). Where the user did not say: {optional}."
    return Family(
        name=name,
        kind="refers" if refers else "copy",
        slots=slots,
        train=train,
        test=test,
        answer=dict,
        write=call_writer(verb, keys),
        read=call_reader(verb, keys),
        briefing=briefing,
    )


VENUE = Slot(
    "venue", True, "Old Mill", choose(VENUE_NAMES),
    Wording(("The venue is the {v}.", "We go to the {v}.", "It is at the {v}.", "I choose the {v}."), ("at the {v}", "in the {v}")),
    Wording(("The {v} is the place.", "We want the {v}."), ("for the {v}",)),
)  # fmt: skip
DAY = Slot(
    "day", True, "Monday", choose(DAYS),
    Wording(("The day is {v}.", "It is on {v}.", "We come on {v}.", "Make it {v}."), ("on {v}", "this {v}")),
    Wording(("I want it on {v}.", "{v} is the day."), ("on the next {v}",)),
)  # fmt: skip
TIME = Slot(
    "time", True, "19:00", clock,
    Wording(("The time is {v}.", "It is at {v}.", "We start at {v}.", "Be ready at {v}."), ("at {v}", "from {v}")),
    Wording(("I want it at {v}.", "{v} is the time."), ("for {v}",)),
)  # fmt: skip
PEOPLE = Slot(
    "people", True, "2", between(3, 12),
    Wording(("We are {v} people.", "There are {v} of us.", "It is for {v} people.", "Seats for {v} people."), ("for {v} people", "for {v}")),
    Wording(("In all we are {v}.", "I come with a group of {v}."), ("for a group of {v}",)),
)  # fmt: skip
NAME = Slot(
    "name", False, "guest", surname,
    Wording(("The name is {v}.", "Put it under {v}.", "My name is {v}.", "Write down {v}."), ("under the name {v}", "under {v}")),
    Wording(("I am called {v}.", "The name to write down is {v}."), ("in the name of {v}",)),
)  # fmt: skip
SEAT = Slot(
    "seat", False, "any", choose(SEATS),
    Wording(("We want the {v} seats.", "The seat is {v}.", "Seat us at the {v} side.", "I like the {v} table."), ("with {v} seats", "with a {v} seat")),
    Wording(("The {v} table is what I like.", "Make the seats {v}."), ("with the {v} table",)),
)  # fmt: skip

BOOKING = _action(
    "booking", (VENUE, DAY, TIME, PEOPLE, NAME, SEAT),
    Intents(("Book a table.", "I want to book a table.", "Please book us a table.", "We need a table."),
            ("Book a table", "I want to book a table", "Please book us a table")),
    Intents(("Can you book a table for me?", "I need you to book a table."), ("Can you book me a table", "I need a table")),
    f"You book tables. Venues: {', '.join(VENUE_NAMES)}.",
)  # fmt: skip

PICK = _action(
    "pick", (VENUE, DAY, TIME, PEOPLE, NAME, SEAT),
    Intents(("Book a table.", "I want to book a table.", "Please book us a table.", "We need a table."),
            ("Book a table", "I want to book a table", "Please book us a table")),
    Intents(("Can you book a table for me?", "I need you to book a table."), ("Can you book me a table", "I need a table")),
    f"You book tables. Venues: {'; '.join(f'{venue.name} ({venue.kind})' for venue in VENUES)}. "
    "Asked which places there are, list three of the kind, one a line: 1. NAME.",
    refers=True,
)  # fmt: skip

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
             Wording(("The food comes from the {v}.", "Ask the {v}.", "The {v} cooks it.", "I like the {v}."), ("from the {v}", "of the {v}")),
             Wording(("The {v} is where it comes from.", "It comes from the {v}."), ("cooked by the {v}",))),
        Slot("dish", True, "1 pizza", _portion,
             Wording(("I want {v}.", "The food is {v}.", "We eat {v}.", "Send {v}."), ("with {v}", "of {v}")),
             Wording(("To eat we want {v}.", "For food, {v}."), ("and it is {v}",))),
        Slot("address", True, "the counter", _address,
             Wording(("Bring it to {v}.", "The address is {v}.", "We live at {v}.", "It goes to {v}."), ("to {v}", "sent to {v}")),
             Wording(("{v} is the address.", "The food goes to {v}."), ("for {v}",))),
        Slot("drink", False, "none", _drink,
             Wording(("To drink, {v}.", "Add {v}.", "The drinks are {v}.", "We drink {v}."), ("with {v} to drink", "plus {v}")),
             Wording(("I want to drink {v}.", "For drinks, {v}."), ("and to drink {v}",))),
        Slot("time", False, "now", clock,
             Wording(("The time is {v}.", "It is at {v}.", "We eat at {v}.", "Be here at {v}."), ("at {v}", "by {v}")),
             Wording(("I want it at {v}.", "{v} is the time."), ("for {v} sharp",))),
        Slot("note", False, "none", choose(NOTES),
             Wording(("Tell the cook: {v}.", "The note is {v}.", "Write {v}.", "Mind this: {v}."), ("with the note {v}", "noting {v}")),
             Wording(("Put {v} in the note.", "A note for the cook: {v}."), ("and write {v}",))),
    ),
    Intents(("Order some food.", "I want to order food.", "Please order our dinner.", "We need dinner brought."),
            ("Order food", "I want to order food", "Please order dinner")),
    Intents(("Can you order food for me?", "I need you to order food."), ("Can you order food", "I need food")),
    f"You order food. Shops: {', '.join(SHOPS)}. Dish and drink are a number and a name.",
)  # fmt: skip


def _other_stop(rng: Random, split: Split, drawn: Values) -> str:
    return rng.choice([stop for stop in STOPS if stop != drawn.get("from")])


RIDE = _action(
    "ride",
    (
        Slot("from", True, "Station", choose(STOPS),
             Wording(("I start at the {v}.", "Pick me up at the {v}.", "I wait at the {v}.", "It leaves from the {v}."), ("from the {v}", "starting at the {v}")),
             Wording(("The start is the {v}.", "I will wait at the {v}."), ("leaving from the {v}",))),
        Slot("to", True, "Square", _other_stop,
             Wording(("I go to the {v}.", "Take me to the {v}.", "It ends at the {v}.", "Drop me at the {v}."), ("to the {v}", "going to the {v}")),
             Wording(("The end is the {v}.", "I have to go to the {v}."), ("that goes to the {v}",))),
        Slot("time", True, "12:00", clock,
             Wording(("The time is {v}.", "It is at {v}.", "I leave at {v}.", "Come at {v}."), ("at {v}", "by {v}")),
             Wording(("I want it at {v}.", "{v} is the time."), ("for {v} sharp",))),
        Slot("day", False, "today", choose(DAYS),
             Wording(("The day is {v}.", "It is on {v}.", "I go on {v}.", "Make it {v}."), ("on {v}", "this {v}")),
             Wording(("I want it on {v}.", "{v} is the day."), ("on the next {v}",))),
        Slot("seats", False, "1", between(2, 9),
             Wording(("We are {v} people.", "There are {v} of us.", "It needs {v} seats.", "Seats for {v} people."), ("for {v} people", "with {v} seats")),
             Wording(("In all we are {v}.", "I come with a group of {v}."), ("for a group of {v}",))),
        Slot("bags", False, "0", between(1, 9),
             Wording(("We have {v} bags.", "There are {v} bags.", "I bring {v} bags.", "Load {v} bags."), ("with {v} bags", "and {v} bags")),
             Wording(("The bags are {v} in all.", "I come with {v} bags."), ("plus {v} bags",))),
    ),
    Intents(("Call a ride.", "I want a ride.", "Please get me a ride.", "We need a ride."),
            ("Call a ride", "I want a ride", "Please get me a ride")),
    Intents(("Can you call a ride for me?", "I need you to call a ride."), ("Can you call me a ride", "I need a ride")),
    f"You call rides. Stops: {', '.join(STOPS)}.",
)  # fmt: skip
