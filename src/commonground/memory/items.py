"""What is remembered: items of one owner, each with its kind, where it was said, and until when it holds.

Values are frozen: an item is never rewritten. What changes gets an end, and a new item that names the one it replaces.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from commonground.errors import UnknownNameError, UsageError

GUIDELINE, PACT, FACT, REFLECTION, EPISODE = KINDS = (
    "guideline",  # how the user wants to be answered
    "pact",  # a term that both sides agreed on
    "fact",  # what the user said of themself or their world
    "reflection",  # a diagnosis in words after an unambiguous success or failure, kept as it was written
    "episode",  # turns as they were said
)
LONGEST = 2_000  # characters of a text: an episode of some turns, a reflection of a page
_NAMED = 200  # characters of an owner's or a subject's name


@dataclass(frozen=True, slots=True)
class Source:
    """Where an item comes from: conversation and turns (0-based), and when it was said (seconds since 1970).

    A `conversation` of "" means that the owner or the operator entered it.
    """

    conversation: str = ""
    turns: tuple[int, ...] = ()
    at: float | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One thing remembered of `owner`.

    `subject` and `value` say what a fact is about and what it says of that, "" where that is not known. `replaces` is the
    item that this one took the place of, `depends_on` are those that it was drawn from: when one of them is revised or
    forgotten it is `stale`. Times are seconds since 1970: `ended` since when it does not hold, `used` when it was last said
    again or recalled.
    """

    id: str
    owner: str
    kind: str
    text: str
    source: Source
    created: float
    subject: str = ""
    value: str = ""
    ended: float | None = None
    replaces: str | None = None
    depends_on: tuple[str, ...] = ()
    stale: bool = False
    used: float | None = None

    @property
    def holds(self) -> bool:
        """Whether it can be recalled: neither ended nor stale."""
        return self.ended is None and not self.stale


@dataclass(frozen=True, slots=True)
class Found:
    """What the user said in turn `turn`: something that holds from then on, or (`ends`) that it holds no longer."""

    kind: str
    text: str
    subject: str
    value: str
    turn: int
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be remembered, before it has an id and a time."""

    kind: str
    text: str
    subject: str = ""
    value: str = ""
    source: Source = Source()
    depends_on: tuple[str, ...] = ()

    def checked(self) -> Draft:
        """Return the draft with clean texts. Raises: UsageError where it is empty or too long; UnknownNameError."""
        if self.kind not in KINDS:
            raise UnknownNameError("kind of memory", self.kind, KINDS)
        text, value, subject = clean(self.text), clean(self.value), clean(self.subject).lower()
        if not text:
            raise UsageError("there is no text to remember", "say what is to be remembered")
        for what, given, most in (("text", text, LONGEST), ("value", value, LONGEST), ("subject", subject, _NAMED)):
            if len(given) > most:
                raise UsageError(
                    f"the {what} of a memory has at most {most} characters, not {len(given)}", "shorten it"
                )
        return Draft(self.kind, text, subject, value, self.source, self.depends_on)


def checked_owner(owner: str) -> str:
    """Return an owner's name. Raises: UsageError where it is empty or too long: nothing is remembered of nobody."""
    if not owner or len(owner) > _NAMED or clean(owner) != owner:
        raise UsageError("a memory needs an owner: 1 to 200 printable characters", "say whose memory it is")
    return owner


def clean(text: str) -> str:
    """Return a text that any database holds: without control characters but new lines, half characters and outer space."""
    kept = (one for one in text.replace("\r\n", "\n") if one == "\n" or unicodedata.category(one) not in ("Cc", "Cs"))
    return "".join(kept).strip()


def folded(text: str) -> str:
    """Return a text in the form in which two are compared: case, spaces and the last full stop do not count.

    >>> folded("I live  in Rome.") == folded("i live in rome")
    True
    """
    return " ".join(text.split()).rstrip(".!").casefold()


def document(item: Item) -> dict[str, Any]:
    """Return an item as values that JSON can hold, without its owner's name."""
    return {name: value for name, value in asdict(item).items() if name != "owner"}


def from_row(row: Mapping[str, Any]) -> Item:
    """Return the item of a row of the table."""
    told = {name: value for name, value in row.items() if name != "same"}
    source = told.pop("source")
    made = Source(source["conversation"], tuple(source["turns"]), source["at"])
    return Item(**{**told, "source": made, "depends_on": tuple(told["depends_on"])})
