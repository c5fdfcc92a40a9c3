"""A route over the lines of the town, by way of a stop, with or without the way back."""

from __future__ import annotations

import re
from itertools import pairwise
from random import Random

from commonground.town.facts import STOPS, lines, path
from commonground.town.family import Answer, Family, Intents, Slot, Split, Values, Wording, choose


def _legs(values: Values) -> list[tuple[str, str]]:
    stops = [values["from"], values["via"], values["to"]]
    if values["back"] == "yes":
        stops.append(values["from"])
    return [(start, end) for start, end in pairwise(stops) if start != end]


def _whole(values: Values) -> list[str]:
    way = [values["from"]]
    for start, end in _legs(values):
        way.extend(path(start, end)[1:])
    return way


def answer(values: Values) -> Answer:
    """Return every stop passed, in order."""
    return {"route": " > ".join(_whole(values))}


def write(values: Values) -> str:
    """Return the working, a leg at a time, and `route(...)`."""
    legs = [f"{start} to {end}: {' > '.join(path(start, end))}" for start, end in _legs(values)]
    return "; ".join([*legs, f"route({answer(values)['route']})"])


def read(reply: str) -> Answer | None:
    """Return the last `route(...)` of a reply."""
    routes = re.findall(r"\broute\(([^()]*)\)", reply, re.IGNORECASE)
    return {"route": " > ".join(stop.strip() for stop in routes[-1].split(">"))} if routes else None


def _unused(rng: Random, split: Split, drawn: Values) -> str:
    return rng.choice([stop for stop in STOPS if stop not in drawn.values()])


ROUTE = Family(
    name="route",
    kind="compute",
    slots=(
        Slot("from", True, "Station", _unused,
             Wording(("I start at the {v}.", "The way starts at the {v}.", "I am at the {v}.", "It goes from the {v}."), ("from the {v}", "starting at the {v}")),
             Wording(("The start is the {v}.", "I will be at the {v}."), ("leaving from the {v}",))),
        Slot("to", True, "Square", _unused,
             Wording(("I go to the {v}.", "The way goes to the {v}.", "It ends at the {v}.", "Bring me to the {v}."), ("to the {v}", "going to the {v}")),
             Wording(("The end is the {v}.", "I have to go to the {v}."), ("that goes to the {v}",))),
        Slot("via", True, "Bridge", _unused,
             Wording(("I stop at the {v}.", "Pass by the {v}.", "It goes over the {v}.", "On the way is the {v}."), ("over the {v}", "by way of the {v}")),
             Wording(("I have to stop at the {v}.", "Go by way of the {v}."), ("with a stop at the {v}",))),
        Slot("back", False, "no", choose(("yes",)),
             Wording(("I come back too.", "Then go back.", "Show the way back too.", "We go back after."), ("and back", "then back")),
             Wording(("I have to come back.", "Then I go back."), ("and then back again",))),
    ),
    train=Intents(("Find a way.", "I want to find the way.", "Please show a way.", "We need a way through town."),
                  ("Find a way", "I want to find the way", "Please show a way")),
    test=Intents(("Can you find a way for me?", "I need you to find the way."), ("Can you find a way", "I need a way")),
    answer=answer,
    write=write,
    read=read,
    briefing="You find ways through the town. Lines join, both ways: "
    + ", ".join(f"{a} - {b}" for a, b in lines())
    + ". Give each leg, then end with route(A > B > ...), every stop passed, from the start over the stop on the way to "
    "the end, and back the direct way where that is wanted.",
)  # fmt: skip
