"""Several independent questions about the town: a task that decomposes, the negative control of gradual reveal."""

from __future__ import annotations

import re
from random import Random

from commonground.town.facts import PEOPLE, PRICES, VENUES
from commonground.town.family import Answer, Family, Slot, Split, Values, Wording

KNOWN: dict[str, str] = {
    **{f"price of {product}": str(price) for product, price in PRICES.items()},
    **{f"opening hour of {venue.name}": str(venue.opens) for venue in VENUES},
    **{f"closing hour of {venue.name}": str(venue.closes) for venue in VENUES},
    **{f"quarter of {venue.name}": venue.quarter for venue in VENUES},
    **{f"job of {person.name}": person.job for person in PEOPLE},
    **{f"home of {person.name}": person.quarter for person in PEOPLE},
}


_SPELLED = {question.casefold(): question for question in KNOWN}


def answer(values: Values) -> Answer:
    """Return what the town knows of each thing asked."""
    return {question: KNOWN[question] for question in values.values() if question}


def write(values: Values) -> str:
    """Return a line `THING = VALUE` for each thing asked."""
    return "\n".join(f"{question} = {value}" for question, value in answer(values).items())


def read(reply: str) -> Answer | None:
    """Return all lines of that form, over as many replies as there were."""
    found = re.findall(r"^\W*(?:the )?(.+?)\s*=\s*(.+?)\W*$", reply, re.MULTILINE | re.IGNORECASE)
    return {_SPELLED.get(question.strip().casefold(), question.strip()): value for question, value in found} or None


def _question(rng: Random, split: Split, drawn: Values) -> str:
    return rng.choice([question for question in KNOWN if question not in drawn.values()])


_ASK = Wording((), ("the {v}",),
               ("What is the {v}?", "Tell me the {v}.", "Give me the {v}.", "I want the {v}.", "Can you tell me the {v}?", "I need the {v}.",
                "Please tell me the {v}.", "Do you know the {v}?", "Say the {v}.", "We want the {v}.", "We need the {v}.", "Show me the {v}.",
                "I want to know the {v}.", "Could you tell me the {v}?", "Look up the {v}.", "Can you say the {v}?", "I ask for the {v}."), cued=False)  # fmt: skip

LOOKUP = Family(
    name="lookup",
    kind="decomposes",
    slots=tuple(Slot(f"part{number}", True, "", _question, _ASK) for number in (1, 2, 3)),
    wants=("find out", "look up", "check"),
    answer=answer,
    write=write,
    read=read,
    briefing="You answer questions about the town, each on a line of its own as THING = VALUE. Known: "
    + "; ".join(f"{question} = {value}" for question, value in KNOWN.items())
    + ".",
    joiner=", ",
    opens=False,
)  # fmt: skip
