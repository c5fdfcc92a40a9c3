"""A route over the lines of the town, by way of a stop, with or without the way back."""

from __future__ import annotations

import re
from itertools import pairwise
from random import Random

from commonground.town.facts import STOPS, lines, path
from commonground.town.family import Answer, Family, Slot, Split, Values, Wording, choose


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
             Wording(("start", "starting point"), ("from the {v}", "starting at the {v}", "leaving from the {v}"),
                     ("I start at the {v}.", "I am at the {v}.", "We leave from the {v}.", "I will be at the {v}."), "the ")),
        Slot("to", True, "Square", _unused,
             Wording(("end", "goal"), ("to the {v}", "going to the {v}", "that goes to the {v}"),
                     ("I go to the {v}.", "Bring me to the {v}.", "I have to go to the {v}.", "We go to the {v}."), "the ")),
        Slot("via", True, "Bridge", _unused,
             Wording(("stop", "stop on the way"), ("over the {v}", "by way of the {v}", "with a stop at the {v}"),
                     ("I stop at the {v}.", "Pass by the {v}.", "Go by way of the {v}.", "I have to stop at the {v}."), "the ")),
        Slot("back", False, "no", choose(("yes",)),
             Wording((), ("and back", "then back", "and then back again"),
                     ("I come back too.", "Then go back.", "Show the way back too.", "We go back after.", "I have to come back.", "Then I go back."), cued=False)),
    ),
    wants=("find a way", "find the way", "get through town"),
    answer=answer,
    write=write,
    read=read,
    briefing="You find ways through the town. Lines join, both ways: "
    + ", ".join(f"{a} - {b}" for a, b in lines())
    + ". Give each leg, then end with route(A > B > ...), every stop passed, from the start over the stop on the way to "
    "the end, and back the direct way where that is wanted.",
)  # fmt: skip
