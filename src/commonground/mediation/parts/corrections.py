"""Corrections: whether a sentence replaces what the user said before, and which sentence that is.

A cue says how likely a correction is: a plain one ("actually", "I meant", "instead") or a hint ("no, ...", "make it ...",
"sorry, ..."), which is taken only where a value of the same kind is found. Which sentence is replaced is read from facets:
a value of the same kind, shared words of the frame, what stood before the value. Where nothing fits, nothing is replaced.
"""

from __future__ import annotations

import re
from enum import IntEnum

from commonground.measures.classifiers import phrase
from commonground.mediation.parts.facets import Facets


class Cue(IntEnum):
    """How clearly a sentence says that it corrects."""

    NONE = 0
    HINT = 1
    PLAIN = 2


_LEAD = r"(?:(?:oh|ah|um|uh|hm|well|okay|so|and|but|hey|please|yes|no|sorry|wait|nope|then|thanks|thank you) )*"
_PLAIN = (
    re.compile(
        rf"^{_LEAD}(?:actually|wait|hold on|hang on|scratch that|strike that|correction|"
        r"(?:there has been a |there is a |slight )?change of plans?|(?:the |my |our )?plans? (?:have |has )?changed|"
        r"i (?:was|am) wrong|i changed my mind|my (?:mistake|bad)|oops|i (?:meant|mean|misspoke|mistyped)|"
        r"on second thoughts?|not so|rather|instead|let us (?:change|switch)|"
        r"(?:can|could) (?:you|we|i) (?:please )?(?:change|switch|make it|make that)|(?:please )?(?:change|switch) "
        r"(?:it|that|this|the|my|our)\b|i (?:now|would now) (?:want|need|prefer)|i (?:said|asked for|told you)|that is "
        r"wrong|that is not (?:what|right|correct))\b"
    ),
    phrase(
        r"instead(?! of (?:a|an)\b)|rather than|i (?:meant|misspoke)|not \w+ but|change of plans?|i changed my mind|"
        r"should (?:have been|rather be)|(?:no longer|not any ?more)"
    ),
)
_HINT = re.compile(
    rf"^(?:{_LEAD}(?:make (?:it|that)|better make)|"
    r"(?:(?:oh|um|uh|well|hm|but) )*(?:no|nope|sorry|not(?= (?:the|that|a|an|my|on|at|in|for|to|from|by)\b)))\b"
)
_YES = re.compile(r"^(?:(?:oh|well|um|okay|actually) )*yes\b(?! (?:but|no|wait))")
_CUE_ALONE = re.compile(
    r"^(?:(?:oh|ah|um|uh|hm|well|no|nope|wait|sorry|actually|but|i|was|am|is|wrong|that|it|this|hold|hang|on|not|so|right|"
    r"correct|change|of|plan|plans|there|has|been|a|my|mistake|bad|oops|correction|scratch|changed|mind|second|thought|had|have|"
    r"thoughts|quite|yet|really) ?)+$"
)
_ADDS = phrase(r"also|too$|as well|in addition|another|add|plus|additionally|besides|both|one more")
_REPLACED = phrase(r"(?:instead of|rather than|not|from) (?:the |a |an |in |on |at |to |for |by )*([\w-]+(?: [\w-]+)?)")
_WITHDRAWN = re.compile(
    rf"^{_LEAD}(?:actually )?(?:forget(?: about)?|never mind|drop|skip|cancel|remove|leave out|take out|no need for|"
    r"(?:i|we) (?:do not|no longer|will not) (?:need|want)(?: to have)?) (?:the|a|an|my|any|that|about the) (.+?)"
    r"(?: (?:any ?more|after all|then|please|now))*$"
)
_ASSIGNED = re.compile(r"^(?:\w+ )??(?:my|our|the) ([\w ]{2,30}?) (?:is|should be|must be|has to be|will be) (?!not\b)")

SMALL = 3  # words of two frames, up to which one that they share is enough
TOO_LITTLE = {Cue.PLAIN: 2.0, Cue.HINT: 3.0}


def cue(plain: str) -> Cue:
    """Return how clearly a sentence, in plain words, says that it corrects.

    >>> [cue(one).name for one in ("actually make it 90 euros", "no tuesday", "i also want soup")]
    ['PLAIN', 'HINT', 'NONE']
    """
    if _YES.match(plain) and not _PLAIN[1].search(plain):
        return Cue.NONE
    if any(form.search(plain) for form in _PLAIN):
        return Cue.PLAIN
    return Cue.HINT if _HINT.match(plain) else Cue.NONE


def says_only_that(plain: str) -> bool:
    """Return whether a sentence says that something is to be corrected and not what ("No wait.", "Change of plans.")."""
    return cue(plain) is not Cue.NONE and bool(_CUE_ALONE.match(plain))


def adds(plain: str) -> bool:
    """Return whether a sentence says that it adds to what was said ("also", "as well")."""
    return bool(_ADDS.search(plain))


def withdrawn(plain: str) -> str:
    """Return what a sentence no longer wants ("forget the parking"), "" where it says no such thing."""
    found = _WITHDRAWN.match(plain)
    return found[1] if found else ""


def replaced(plain: str) -> str:
    """Return what a sentence says it replaces ("X instead of Y": Y), "" where it does not say."""
    found = list(_REPLACED.finditer(plain))
    return found[-1][1] if found else ""


def assigned(plain: str) -> str:
    """Return what a sentence gives a value to ("my budget is ...": budget), "" where it has no such form."""
    found = _ASSIGNED.match(plain)
    return found[1] if found else ""


def fit(new: Facets, old: Facets) -> float:
    """Return how well a correction fits a sentence that it may replace: 0 or less not at all, 6 as a value of the same kind.

    A value that both have alike is no correction of it. Words of the frame count where there are two, or hardly any others.
    """
    total = 0.0
    for slot in new.kinds & old.kinds:
        total += 0.0 if new.of(slot) & old.of(slot) else 6.0
    if not total and not new.kinds & old.kinds:
        total = 4.0 if _named(new) & old.kinds or _named(old) & new.kinds else 0.0
    if not total:
        total = _loosely(new, old)
    shared = new.frame & old.frame
    details = new.values and not old.values  # it says more about what was said, and replaces nothing
    if total or (not details and (len(shared) > 1 or len(new.frame | old.frame) <= SMALL)):
        total += min(4.0, 2.0 * len(shared))
    return total - 1.0 if new.frame and old.frame and not shared else total


def _named(one: Facets) -> frozenset[str]:
    """Return what a sentence names as something that can have a value, where none of its own is seen."""
    return frozenset() if one.values else one.slots


def _loosely(new: Facets, old: Facets) -> float:
    """Return the fit of a bare number with a counted thing, and of a name or an address with the name of a place."""
    for one, other in ((new, old), (old, new)):
        counted = {kind.removeprefix("number of ") for kind in other.kinds if kind.startswith("number of ")}
        if "number" in one.kinds and counted & one.frame:
            return 4.0
        if "name" in one.kinds and "place" in other.kinds:
            return 4.0
        if "address" in one.kinds and other.kinds & {"name", "place", "destination"}:
            return 4.0
    if "number" in new.kinds and any(kind.startswith("number") or kind in ("people", "money") for kind in old.kinds):
        return 2.5
    return 0.0


def rest(new: Facets, old: Facets) -> frozenset[str]:
    """Return what a sentence says beside what its correction says anew: the values and words that would be lost with it."""
    values = {kind for kind in old.kinds - new.slots if not (kind.startswith("number") and "number" in new.kinds)}
    if "name" in new.kinds:
        values -= {"place"}
    if "address" in new.kinds:
        values -= {"name", "place", "destination"}
    return frozenset(values) | (old.frame - new.frame - new.taken)
