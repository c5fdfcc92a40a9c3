"""Single facts of the town, as statements and questions: what a user can be right or wrong about.

A fact is a sort (the quarter of a venue, the price of a product), what it is about, and its value. `claim` says it with any
value, a false one too. Which false claims belong to the test split is settled by their hash (`wrong_values`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from commonground.town.facts import KINDS, PEOPLE, PRICES, QUARTERS, STOPS, VENUES, lines
from commonground.town.family import Split, held_out

VERSION = "known-1"
_SHARE = 3  # one false claim in three is kept for tests


@dataclass(frozen=True)
class Sort:
    """One sort of fact. `{e}` is what it is about, `{v}` the value; values of one `scale` can be taken for each other.

    `plain` is the plain statement; `train` and `test` say the same, `asks` are questions for the value, by split.
    """

    name: str
    scale: str
    known: Mapping[str, str]
    plain: str
    train: tuple[str, ...]
    test: tuple[str, ...]
    asks: Mapping[Split, tuple[str, ...]]
    more: tuple[str, ...] = ()  # values that nothing known has

    @cached_property
    def values(self) -> tuple[str, ...]:
        """All values that a claim of this sort may have."""
        return tuple(dict.fromkeys((*self.known.values(), *self.more)))

    def wrong_values(self, about: str, split: Split) -> tuple[str, ...]:
        """Return the false values of one split; a claim belongs to exactly one of the two."""
        wrong = (value for value in self.values if value != self.known[about] and value not in about)
        return tuple(value for value in wrong if held_out(f"{self.name}/{about}/{value}", _SHARE) == (split == "test"))

    def wordings(self, split: Split) -> tuple[str, ...]:
        """Return the ways to state such a fact in one split; the plain one is in both."""
        return (self.plain, *(self.train if split == "train" else self.test))


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known: the value of a sort for what it is about."""

    sort: Sort
    about: str

    @property
    def value(self) -> str:
        """The value that is true."""
        return self.sort.known[self.about]

    def clause(self, value: str, wording: str = "") -> str:
        """Return the fact with a value as a clause: no capital, no full stop."""
        text = (wording or self.sort.plain).format(e=self.about, v=value)
        return re.sub(r"\b1 crowns\b", "1 crown", text)

    def claim(self, value: str, wording: str = "") -> str:
        """Return the fact with a value as a sentence."""
        return sentence(self.clause(value, wording), ".")

    def question(self, wording: str) -> str:
        """Return a question for it."""
        return sentence(wording.format(e=self.about), "?")


def sentence(clause: str, end: str) -> str:
    """Return a clause as a sentence.

    >>> sentence("the Old Mill opens at 11", ".")
    'The Old Mill opens at 11.'
    """
    return clause[0].upper() + clause[1:] + end


def _venues(field: str) -> dict[str, str]:
    return {f"the {venue.name}": str(getattr(venue, field)) for venue in VENUES}


_BESIDE = {stop: [other for line in lines() for other in line if stop in line and other != stop] for stop in STOPS}

SORTS = (
    Sort("quarter", "quarter", _venues("quarter"), "{e} lies in the {v} quarter",
         ("{e} is in the {v} quarter", "people find {e} in the {v} quarter", "the quarter of {e} is the {v}",
          "{e} is part of the {v} quarter", "one has to go to the {v} quarter for {e}"),
         ("{e} stands in the {v} quarter", "{e} belongs to the {v} quarter"),
         {"train": ("where does {e} lie", "which quarter is {e} in", "in what quarter do I find {e}", "where is {e}",
                    "what is the quarter of {e}", "in which quarter does {e} stand", "which quarter does {e} belong to"),
          "test": ("in which quarter is {e}", "what quarter does {e} lie in")}, QUARTERS),
    Sort("kind", "kind", _venues("kind"), "{e} is a {v}",
         ("{e} counts as a {v}", "{e} is known as a {v}", "the place called {e} is a {v}", "they run a {v} at {e}"),
         ("{e} is run as a {v}", "people visit {e} as a {v}"),
         {"train": ("what kind of place is {e}", "what is {e}: a restaurant, a cafe or a bar",
                    "what does {e} count as", "do they call {e} a restaurant, a cafe or a bar", "what sort is {e}"),
          "test": ("is {e} a restaurant, a cafe or a bar", "what sort of place is {e}")}, KINDS),
    Sort("meal", "crowns", _venues("price"), "a meal at {e} costs {v} crowns",
         ("{e} charges {v} crowns for a meal", "people eat at {e} for {v} crowns", "meals at {e} are {v} crowns",
          "at {e} one pays {v} crowns for a meal", "{v} crowns buy a meal at {e}"),
         ("{e} takes {v} crowns for a meal", "the price of a meal at {e} is {v} crowns"),
         {"train": ("what does a meal at {e} cost", "how much is a meal at {e}", "what do meals at {e} cost",
                    "what does {e} take for a meal", "what is the price of meals at {e}",
                    "for how many crowns do I eat at {e}"),
          "test": ("what is the price of a meal at {e}", "how many crowns is a meal at {e}")}),
    Sort("seats", "seats", _venues("seats"), "{e} has {v} seats",
         ("there are {v} seats at {e}", "{e} seats {v} people", "one finds {v} seats at {e}",
          "there is room for {v} people at {e}",
          "the guests of {e} have {v} seats"),
         ("{e} offers {v} seats", "{e} has room for {v} guests"),
         {"train": ("how many seats does {e} have", "how many people does {e} seat",
                    "for how many guests is there room at {e}",
                    "what is the number of seats at {e}", "how many seats has {e}", "how many seats does {e} offer"),
          "test": ("how many seats are there at {e}", "what number of seats has {e}")}),
    Sort("opens", "hour", _venues("opens"), "{e} opens at {v}",
         ("{e} is open from {v} on", "the doors of {e} open at {v}", "the opening hour of {e} is {v}",
          "people can go to {e} from {v} on",
          "at {v} they open {e}"),
         ("{e} lets people in from {v} on", "opening time at {e} is {v}"),
         {"train": ("when does {e} open", "from what hour is {e} open", "what is the opening time of {e}",
                    "at what hour does {e} open",
                    "from when on do they let me in at {e}", "when do the doors of {e} open"),
          "test": ("at what time does {e} open", "what is the opening hour of {e}")}),
    Sort("closes", "hour", _venues("closes"), "{e} closes at {v}",
         ("{e} is open until {v}", "the doors of {e} close at {v}", "the closing hour of {e} is {v}",
          "the doors of {e} are shut at {v}",
          "at {v} they close {e}"),
         ("{e} shuts at {v}", "closing time at {e} is {v}"),
         {"train": ("when does {e} close", "until what hour is {e} open", "what is the closing time of {e}",
                    "at what hour does {e} close",
                    "until when can I stay at {e}", "when does {e} shut"),
          "test": ("at what time does {e} close", "what is the closing hour of {e}")}),
    Sort("job", "job", {person.name: person.job for person in PEOPLE}, "{e} is a {v}",
         ("{e} works as a {v}", "{e} earns a living as a {v}", "{e} has the job of a {v}", "by trade {e} is a {v}",
          "the post of {e} is {v}"),
         ("the job of {e} is {v}", "{e} has a post as a {v}"),
         {"train": ("what does {e} do for a living", "what is the work of {e}", "which job does {e} have",
                    "what is {e} by trade",
                    "as what does {e} work", "what job has {e}", "what post does {e} have"),
          "test": ("what is the job of {e}", "what does {e} work as")}),
    Sort("home", "quarter", {person.name: person.quarter for person in PEOPLE}, "{e} lives in the {v} quarter",
         ("the home of {e} is in the {v} quarter", "{e} has a house in the {v} quarter", "the home quarter of {e} is the {v}",
          "one finds the home of {e} in the {v} quarter", "in the {v} quarter lives {e}"),
         ("{e} is at home in the {v} quarter", "{e} resides in the {v} quarter"),
         {"train": ("where does {e} live", "which quarter does {e} live in", "where is {e} at home", "where does {e} reside",
                    "in which quarter is the home of {e}", "what is the home quarter of {e}"),
          "test": ("in which quarter does {e} live", "what quarter is home to {e}")},
         QUARTERS),
    Sort("price", "crowns", {product: str(price) for product, price in PRICES.items()}, "the price of {e} is {v} crowns",
         ("people get {e} for {v} crowns", "the shops ask {v} crowns for {e}", "{e} costs {v} crowns",
          "for {e} one gives {v} crowns",
          "{e} is sold at a price of {v} crowns"),
         ("one pays {v} crowns for {e}", "{v} crowns is the price of {e}"),
         {"train": ("what is the price of {e}", "how much do I pay for {e}", "what does {e} cost",
                    "how many crowns does {e} cost",
                    "what does one pay for {e}", "for how many crowns do the shops sell {e}", "how much is {e}"),
          "test": ("how many crowns do I pay for {e}", "what do the shops ask for {e}")}),
    Sort("stop", "stop", {f"the {stop}": beside[0] for stop, beside in _BESIDE.items() if len(beside) == 1},
         "the stop next to {e} is the {v}", ("the {v} is the stop beside {e}", "{e} is one stop from the {v}",
         "from {e} it is one stop to the {v}",
          "the line has the {v} next to {e}", "the {v} is the stop after {e}"),
         ("the line goes from {e} straight to the {v}", "after {e} comes the stop {v}"),
         {"train": ("which stop is next to {e}", "what stop is beside {e}", "to which stop does the line go from {e}",
                    "what comes after {e} on the line", "which is the next stop from {e}", "what stop comes next to {e}"),
          "test": ("what is the stop next to {e}", "which stop comes after {e}")}, STOPS),
)  # fmt: skip
FACTS = tuple(Fact(sort, about) for sort in SORTS for about in sort.known)


def others(fact: Fact) -> tuple[Fact, ...]:
    """Return the facts that can be asked for beside one: of the same thing on another scale, else of another thing.

    Beside a number no other number is asked for, where that can be had.
    """
    same = [one for one in FACTS if one.about == fact.about and one.sort.scale != fact.sort.scale]
    if fact.value.isdigit():
        same = [one for one in same if not one.value.isdigit()]
    alike = [one for one in FACTS if one.sort is fact.sort and one.about != fact.about and one.value != fact.value]
    return tuple(same or alike)


def briefing() -> str:
    """Return all facts in short: what a model that does not know the town needs."""
    parts = [
        f"{venue.name}: {venue.kind}, {venue.quarter} quarter, open {venue.opens} to {venue.closes}, "
        f"meal {venue.price} crowns, {venue.seats} seats"
        for venue in VENUES
    ]
    parts += [f"{person.name}: {person.job}, lives in {person.quarter} quarter" for person in PEOPLE]
    parts.append("prices in crowns: " + ", ".join(f"{product} {price}" for product, price in PRICES.items()))
    parts.append("stops next to each other: " + ", ".join(f"{a} and {b}" for a, b in lines()))
    return "You answer questions about the town, in one or two short sentences. Known: " + "; ".join(parts) + "."
