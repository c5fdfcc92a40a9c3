"""What facts are about: the words by which people ask for each subject, and which subjects have many values at once.

A fact says "I live in Rome", a question asks for the "city": the cues stand between the two. They are written by hand, and a
subject that is not listed is found by its own words alone.
"""

from __future__ import annotations

import re

VERSION = "subjects-2"

_FOOD = "food eat meal dish cook cooking recipe dinner lunch breakfast snack restaurant menu order bake ingredient"

# Of each subject, the words that ask for it beyond those it is told in.
_CUES = {
    "name": "name called",
    "nickname": "name called call nickname",
    "home": "live city town home place country based reside located",
    "origin": "come born country city town native origin grow",
    "age": "old age year born",
    "birthday": "birthday born birth date",
    "job": "job work profession occupation career trade",
    "employer": "work company employer employed job office firm",
    "allergy": f"allergic allergy avoid {_FOOD}",
    "diet": f"diet vegetarian vegan avoid {_FOOD}",
    "language": "speak language tongue",
    "likes": "like enjoy love fun hobby",
    "dislikes": "dislike hate stand avoid",
    "preference": "prefer preference rather",
    "household": "pet child kid sibling own animal",
    "standing wish": "want prefer wish always",
    "vehicle": "drive car vehicle own",
    "school": "study university school college attend",
}

# How people ask after others and favourites, whoever and whatever they are.
_NAMES = "name called"
_FAVOURITE = "favourite favorite like best most"

MANY = frozenset(
    ("allergy", "diet", "language", "likes", "dislikes", "preference", "household", "standing wish", "vehicle")
)
"""Subjects that have several values at once; of any other a new value takes the place of the old."""

TOPICAL = frozenset(("allergy", "diet"))
"""Subjects that bear on a request whenever one of their cues is in it: what is overlooked there does harm."""


NOT_ASKED_BY = {"employer": ("what", "how"), "job": ("where", "who", "whom")}
"""Question words that ask for another subject of the same cues, where none of the `OWN` words is said: "what do I work as?"."""
OWN = {
    "employer": frozenset(["employer", "company", "firm", "office"]),
    "job": frozenset(["job", "profession", "occupation", "career", "trade"]),
}


def cues(subject: str) -> str:
    """Return the words by which a subject is asked for.

    >>> cues("sister's name")
    "sister's name name called"
    """
    known = _CUES.get(subject)
    if known is not None:
        return known
    if subject.endswith("'s name"):
        return f"{subject} {_NAMES}"
    if re.match(r"favou?rite ", subject):
        return f"{subject} {_FAVOURITE}"
    return subject


def single(subject: str) -> bool:
    """Return whether a subject has one value at a time."""
    return bool(subject) and subject not in MANY
