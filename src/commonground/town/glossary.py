"""The town's glossary: what the words of its replies mean and what there is of each kind; closed, so it can be checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from commonground.text.tokens import words
from commonground.town.facts import DAYS, DISHES, DRINKS, NOTES, SEATS, SUBJECTS, TOPICS, VENUES

VERSION = "glossary-1"


@dataclass(frozen=True, slots=True)
class Term:
    """A word: what it means, words one of which a definition needs, and all that there is of it ("" for what has no list)."""

    word: str
    meaning: str
    needs: tuple[str, ...]
    instances: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """Return the definition as it is said."""
        return f"{self.word}: {self.meaning}."

    def defined(self, text: str) -> bool:
        """Return whether a text names the word and says what it means."""
        said = words(text)
        return any(one.startswith(self.word) for one in said) and any(
            one.startswith(need) for one in said for need in self.needs
        )


_TERMS = (
    Term("venue", "a place to eat or drink", ("place", "spot", "location"), tuple(venue.name for venue in VENUES)),
    Term("seat", "where in the room the table stands", ("table", "sit", "room", "chair"), SEATS),
    Term("day", "a date in the week", ("date", "week"), DAYS),
    Term("shop", "the kitchen that cooks the food", ("cook", "kitchen", "food", "sell", "restaurant")),
    Term("dish", "the food to be cooked", ("food", "meal", "cook", "eat"), DISHES),
    Term("drink", "what comes in the glass", ("glass", "beverage", "liquid"), DRINKS),
    Term("note", "a wish for the cook", ("wish", "cook", "instruction", "request", "remark"), NOTES),
    Term("bags", "the luggage in the car", ("luggage", "carry", "suitcase", "baggage")),
    Term("topic", "what a meeting is about", ("about", "matter", "theme"), TOPICS),
    Term("subject", "what a letter is about", ("about", "matter", "theme"), SUBJECTS),
    Term("total", "the sum of all prices", ("sum", "together", "whole", "amount", "add")),
    Term("route", "the stops on the way", ("stop", "way", "path")),
)
GLOSSARY: Mapping[str, Term] = {term.word: term for term in _TERMS}
USED: Mapping[str, tuple[str, ...]] = {
    "booking": ("venue", "seat", "day"),
    "order": ("shop", "dish", "drink", "note"),
    "ride": ("bags", "day"),
    "meeting": ("topic", "day"),
    "letter": ("subject",),
    "total": ("total",),
    "route": ("route",),
}
"""Of each family the words that stand in each of its replies."""


def briefing(family: str) -> str:
    """Return what a model has to know of the words of a family.

    >>> briefing("route")
    'Words: route: the stops on the way.'
    """
    told = []
    for term in (GLOSSARY[word] for word in USED.get(family, ())):
        listed = f" ({', '.join(term.instances)})" if term.instances else ""
        told.append(f"{term.word}: {term.meaning}{listed}")
    return f"Words: {'; '.join(told)}." if told else ""
