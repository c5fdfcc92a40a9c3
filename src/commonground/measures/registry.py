"""Every measure there is, by family: what can be asked for by name, and what a conversation gives when it is asked.

Families are loaded when they are used. One whose extra is not installed is left out unless it is asked for by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from commonground.conversation.record import Conversation
from commonground.errors import MissingExtraError, UnknownNameError
from commonground.measures.measure import Card, Family, Measurement
from commonground.measures.result import Result
from commonground.measures.talk import Talk, talk

# Each family's module, the package that its extra brings, and what a user installs beside it ("" where there is none).
_PLACES: Mapping[str, tuple[str, str, str]] = {
    "lexical": ("lexical", "", ""),
    "turns": ("local", "", ""),
    "style": ("style", "", ""),
    "conventions": ("conventions", "", ""),
    "length": ("length", "", ""),
    "readability": ("readability", "", ""),
    "emotion": ("emotion", "vaderSentiment", ""),
    "rhythm": ("rhythm", "", ""),
    "prosody": ("prosody", "soundfile", ""),
    "semantic": ("semantic", "", ""),
    "syntax": ("syntax", "spacy", "en_core_web_sm"),
    "grounding": ("acts", "", ""),
    "repair": ("repair", "", ""),
    "questions": ("questions", "", ""),
    "topics": ("topics", "", ""),
    "effort": ("effort", "", ""),
    "geometry": ("geometry", "", ""),
}
_WITHIN = {"dialign": "lexical"}  # measures of another name that a family computes along with its own
FAMILIES = tuple(_PLACES)


@cache
def family(name: str) -> Family:
    """Return a family. Raises: UnknownNameError."""
    if name not in _PLACES:
        raise UnknownNameError("family of measures", name, FAMILIES)
    found: Family = import_module(f"commonground.measures.{_PLACES[name][0]}").FAMILY
    return found


def installed(name: str) -> bool:
    """Return whether all is there that a family needs."""
    return all(not package or find_spec(package) is not None for package in _PLACES[name][1:])


def cards() -> Iterator[tuple[Family, Card]]:
    """Yield every measure with its family, whether its extra is installed or not."""
    for name in FAMILIES:
        for card in family(name).cards:
            yield family(name), card


def chosen(names: Sequence[str] = ()) -> tuple[Family, ...]:
    """Return the families that are named, by their own name or that of a measure; without names, all that are installed.

    Raises: UnknownNameError; MissingExtraError for a family that is named and cannot be used.
    """
    if not names:
        return tuple(family(name) for name in FAMILIES if installed(name))
    wanted = dict.fromkeys(_owner(name) for name in names)
    for name in wanted:
        package = _PLACES[name][1]
        if package and find_spec(package) is None:
            raise MissingExtraError(f"the measures of {name}", family(name).extra)
    return tuple(family(name) for name in wanted)


def _owner(name: str) -> str:
    """Return the family that a name means, or whose measure it is. Raises: UnknownNameError."""
    own = name.partition(".")[0]
    own = _WITHIN.get(own, own)
    if own not in FAMILIES or ("." in name and name not in (card.name for card in family(own).cards)):
        known = tuple(card.name for card in family(own).cards) if own in FAMILIES else FAMILIES
        raise UnknownNameError("measure", name, known)
    return own


def measure(conversation: Conversation, names: Sequence[str] = ()) -> Result:
    """Return every measure of a conversation, or those named; all are None unless two speakers talk.

    Raises: UnknownNameError, MissingExtraError (`chosen`).
    """
    found = talk(conversation)
    families = chosen(names)
    return Result(conversation, found, measured(found, families))


def measured(spoken: Talk | None, families: Sequence[Family]) -> tuple[Measurement, ...]:
    """Return the measures of these families on a talk, in their order; None for each where there is no talk."""
    if spoken is None:
        return tuple(card.of(None) for own in families for card in own.cards)
    return tuple(one for own in families for one in own.compute(spoken))
