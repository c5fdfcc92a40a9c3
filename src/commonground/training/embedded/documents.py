"""Monologue: descriptions and records of the town, and reports in the third person of what people asked for."""

from __future__ import annotations

from random import Random

from commonground.town.facts import DAYS, DELIVERY, PEOPLE, PRICES, STOPS, VENUES, VOUCHER, free_hours, path
from commonground.town.family import surname
from commonground.training.embedded import chats
from commonground.training.embedded.example import Example


def _venue(rng: Random) -> str:
    venue = rng.choice(VENUES)
    facts = [
        f"It lies in {venue.quarter} quarter.",
        f"It opens at {venue.opens} and closes at {venue.closes}.",
        f"A meal costs {venue.price} crowns.",
        f"It has {venue.seats} seats.",
    ]
    return " ".join([f"The {venue.name} is a {venue.kind}.", *rng.sample(facts, rng.randint(1, 4))])


def _person(rng: Random) -> str:
    person = rng.choice(PEOPLE)
    day = rng.choice(DAYS)
    free = " ".join(map(str, free_hours(person.name, day)))
    return f"{person.name} is a {person.job} from {person.quarter} quarter. {person.name} {day} free {free}."


def _prices(rng: Random) -> str:
    products = rng.sample(list(PRICES), 4)
    return (
        ", ".join(f"{name} costs {PRICES[name]}" for name in products) + f"; delivery {DELIVERY}, voucher -{VOUCHER}."
    )


def _way(rng: Random) -> str:
    start, end = rng.sample(STOPS, 2)
    return f"{start} to {end}: {' > '.join(path(start, end))}"


def _report(rng: Random) -> str:
    item = chats.some_item(rng)
    name = surname(rng, "train", {})
    return f'{name} came in and said: "{rng.choice(item.phrasings)}" The clerk wrote: {item.reference}'


def document(rng: Random) -> Example:
    """Return one document."""
    make = rng.choices((_venue, _person, _prices, _way, _report), (2, 4, 2, 4, 2))[0]
    return Example("document", (("document", make(rng)),))
