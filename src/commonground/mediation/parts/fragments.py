"""Fragments: a few words after a reply that correct one value, approve it, refuse it, or add one.

"Tuesday, rather." and "Tuesday, good." look alike; what stands tells them apart. A value of a kind that has another value
corrects it, the same value again approves, and a value that is only refused ("not Monday") gives none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from commonground.measures.classifiers import listed, plain
from commonground.mediation.parts import corrections
from commonground.mediation.parts.facets import Facets, facets
from commonground.text.lemmas import content_lemmas
from commonground.text.lexicon import FUNCTION_WORDS
from commonground.text.tokens import words

_SHORT = 10  # words
_CONTRAST = 3  # more, where it says what is not wanted as well: "on Tuesday this time, not on Monday as before"
_ORDER = re.compile(
    r"^(?:(?:please|can|could|would|will|you|we|i|now|then|and|so|want|need|to|like|next|have(?= to)|it is time|help (?:me|us)|"
    r"let us(?! (?:say|take|make|do))) )*"
    r"(?:book|get|order|plan|call(?! (?:me|us) \w+$)|write|find|search|show|list|tell|give|say|set up|arrange|reserve|"
    r"buy|send|what|who|where|when|which|why|how|is|are|do|does|repeat|explain|translate|add (?:up|together)|look (?:up|for)|"
    r"check|ask for|calculate|compute|count(?! me\b| us\b)|compare|summari[sz]e|describe|draft|draw)\b"
)
_PLACES = frozenset(("place", "destination", "origin"))
_NUMBERS = frozenset(("number", "people"))
_APPROVES = listed(
    """good perfect fine great nice lovely right exactly suit sound work wanted indeed said correct wonderful super excellent
    agree agreed accept confirm confirmed happy glad ideal best well keep stay leave stand hold cool brilliant fantastic neat
    splendid alright allright yep yeah sure yup absolutely precisely definitely cheer cheers spot true"""
)
_NO_GOOD = (
    r"(?:does not (?:work|suit|fit)|will not (?:do|work)|is (?:no good|wrong|not (?:good|right|possible|what)|out|impossible|"
    r"too \w+)|(?<!\bi )was (?:wrong|a mistake)|is no (?:longer|use))"
)
_REFUSES = re.compile(rf"^(?:(?:but|and|so|sorry|no|well|oh|please|definitely|certainly) )*not\b|\b{_NO_GOOD}")
_LEANS = re.compile(
    r"^(?:(?:oh|ah|and|also|plus|please|then|yes|well|so|one more thing|i forgot|by the way|sorry|just) )*"
    r"(?:with|without|under|for|at|in|on|to|from|by|near|before|after|as|and|also|plus|i forgot|one more thing)\b"
)

_FORGOT = re.compile(r"\bi forgot(?: to (?:say|add|mention)(?: that| it)?)?$")
_TAIL = re.compile(r",?\s+(?:too|as well|also|by the way|i forgot(?: to \w+)?)(?:,? please)?(?=[.!]?$)", re.IGNORECASE)
_CARRIES = re.compile(
    r"(?<=[.!?] )(?:(?:oh|ah|okay|ok|right|so|well|yes|also|then|now|by the way|one more thing)[,:] )+(\w)",
    re.IGNORECASE,
)
_SO = r"^(?:(?:oh|ah|and|also|please|then|yes|well|so|one more thing|by the way|right) )*"
_ASKS_MORE = re.compile(
    rf"{_SO}(?:can|could|would|will|may) (?:you|we|i) (?:please |also |just )*(?:add(?! up| together)|include|put)\b"
)
_OF_IT = re.compile(
    rf"{_SO}(?:it|(?:make|have|put|set) it|let it be|(?:we|i) (?:want|need|would like|have) it)\b(?! up| together)"
)
_SETS = re.compile(
    rf"{_SO}(?:(?:set|make|put|change|move|switch|keep|let) (?:the|my|our|its|this|that)\b|call (?:me|us) \w+$)"
)
_VERB = re.compile(
    r"\b(?:i|we|it|they|he|she|there|you|is|are|was|were|be|do|does|did|can|could|will|would|should|must|has|have|had|may)\b"
)
_WEAK = re.compile(  # says that something is to be otherwise, where a value differs
    r"\b(?:only|rather|after all|better|then|on (?:reflection|second thoughts?)|let us (?:say|do|take|have|make)|"
    r"(?:could|can) (?:it|we|you)|"
    r"would (?:be|suit|work)|"
    r"prefer|switch to|it (?:has to|must|should) be|move it|come to think|turns? out|now|in(?: the)? place of|afraid|"
    rf"misspoke|wrong|mistake|changed? (?:my|our|it|that))\b|{_NO_GOOD}"
)
_CLAUSE = re.compile(r"[,;:](?= )")
_NEUTRAL = listed(
    """better best good right wrong option choice answer idea request booking value detail fact rest other previous old new
    reply second moment minute"""
)
_BESIDE = re.compile(
    r"\b(?:until|till|before|after(?! all)|between|at least|at most|or|and(?! not)|each|every|per)\b"
)  # another value, not instead


def fragment(spoken: str) -> bool:
    """Return whether a sentence, in plain words, is short and no request of its own."""
    said = spoken.split()
    return len(said) <= _SHORT + _CONTRAST * ("not" in said) and not _ORDER.match(spoken)


def changes(new: Facets, old: Facets) -> dict[str, tuple[str, str]]:
    """Return the values that a sentence gives in the place of others: kind -> (the old one, the new one).

    Only where there is one of each: what else it would be is not known. A value named as the old one is not the new one.

    >>> from commonground.mediation.parts.facets import facets
    >>> changes(facets("Tuesday, not Monday."), facets("Come on Monday at 19:00."))
    {'day': ('monday', 'tuesday')}
    """
    found: dict[str, tuple[str, str]] = {}
    for kind in new.kinds:
        if all(_is_praise(value) for value in new.of(kind)):
            continue
        alike = _alike(kind, old.kinds, min(new.of(kind)))
        before = frozenset(value for one in alike for value in old.of(one))
        after = frozenset(value for one in alike | {kind} for value in new.of(one)) - before
        if len(before) == 1 and len(after) == 1 and not _elsewhere(new, old, min(alike), *before, *after):
            found[min(alike)] = next(iter(before)), next(iter(after))
    return found


def _elsewhere(new: Facets, old: Facets, kind: str, before: str, after: str) -> bool:
    """Return whether a sentence says that its value is of something that the old one is not of.

    It names a thing of which the old sentence does not speak ("the number of bags" after "the number of seats"), or has the
    name in another role ("over the Station" after "to the Pier"); one that also says the old value means that.
    """
    if any(before in value or value in before for _, value in new.values if value != after):
        return False
    roles = {role for value, role in new.roles if value == after}
    had = {role for value, role in old.roles if value == before}
    known = old.frame | old.taken | old.kinds | new.taken | {kind, "number"}
    return bool(new.named - known - _NEUTRAL) or bool(roles and not roles & had)


def hints(spoken: str) -> bool:
    """Return whether a sentence hints that something is to be otherwise."""
    return bool(_WEAK.search(spoken)) or refuses(spoken)


def replaces(sentence: str, corrects: bool, sure: bool = False) -> bool:
    """Return whether a sentence with another value than stands gives it in the place of that, and not beside it.

    One that says so (`corrects`), one that hints at it, one that names two ("Cross out Monday, Tuesday please.": `changes`
    tells which is the old one), one that says nothing else ("Tuesday, please."), and one that has no verb and begins with
    the value ("Tuesday, sooner."). `sure`: it is known to speak of what stands.
    """
    spoken, new = plain(sentence), facets(sentence)
    if not fragment(spoken) or corrections.adds(spoken):
        return False
    if corrects:
        return True
    if _BESIDE.search(spoken):
        return False
    mere = sure or not new.frame - new.slots
    both = any(len(new.of(kind)) == 2 for kind in new.kinds)  # the old one and the new
    return mere or both or bool(_WEAK.search(spoken)) or (not _VERB.search(spoken) and _leads(sentence, new))


def _leads(sentence: str, new: Facets) -> bool:
    """Return whether the first word that says something, in the clause with the value, is of the value."""
    for clause in _CLAUSE.split(sentence):
        said = [lemma for lemma in content_lemmas(words(clause)) if lemma in new.taken or lemma in new.frame]
        if new.taken.intersection(said):
            return said[0] in new.taken
    return False


def approves(spoken: str, new: Facets, standing: Iterable[Facets]) -> bool:
    """Return whether a sentence says nothing but values that stand, and that they are right."""
    stands = {value for one in standing for _, value in one.values}
    said = {value for _, value in new.values if not _is_praise(value)}
    return (
        fragment(spoken)
        and bool(said)
        and said <= stands
        and not corrections.adds(spoken)
        and not refuses(spoken)
        and not (new.frame - _APPROVES - {"people", "place", "day", "time", "table"})
    )


def refuses(spoken: str) -> bool:
    """Return whether a sentence says of a value that it is not wanted, and gives none ("Not Monday.")."""
    return bool(_REFUSES.search(spoken)) and fragment(spoken)


def orders(spoken: str) -> bool:
    """Return whether a sentence asks for something by itself."""
    return bool(_ORDER.match(spoken))


def says_more(spoken: str) -> bool:
    """Return whether a sentence says of what was asked, as "it", how it is to be."""
    return bool(_OF_IT.match(spoken))


def sets(spoken: str) -> bool:
    """Return whether a fragment sets one thing of what was asked ("Set the name to Bosk", "Call me Bosk")."""
    return fragment(spoken) and bool(_SETS.match(spoken))


def asks_more(spoken: str) -> bool:
    """Return whether a sentence asks to add something ("Could you add my name?")."""
    return bool(_ASKS_MORE.match(spoken))


def leans(spoken: str) -> bool:
    """Return whether a sentence means nothing without what was said before it: it only adds ("And under my name.")."""
    return fragment(spoken) and bool(_LEANS.match(spoken) or corrections.adds(spoken) or _FORGOT.search(spoken))


def bare(sentence: str) -> str:
    """Return a sentence as it was written without the words at its end by which it only says that it adds.

    >>> bare("Under the name Bosk, too.")
    'Under the name Bosk.'
    """
    return _TAIL.sub("", sentence)


def plainly(text: str) -> str:
    """Return a text whose sentences, from the second on, come without the words that only carry a talk on from turn to turn.

    >>> plainly("Add up my basket. One more thing: I have 3 eggs. Right, add 2 apples.")
    'Add up my basket. I have 3 eggs. Add 2 apples.'
    """
    return _CARRIES.sub(lambda found: found[1].upper(), text)


def _is_praise(value: str) -> bool:
    return all(word in _APPROVES or word in FUNCTION_WORDS for word in value.split())


def _alike(kind: str, kinds: frozenset[str], value: str) -> frozenset[str]:
    """Return which of `kinds` a value of a kind may replace: its own, or what a bare name or number may be."""
    if kind in kinds and not (kind == "name" and "place" in kinds and " " in value):
        return frozenset((kind,))
    if kind in ("name", "place"):
        named = kinds & (_PLACES | {"name"})
        return named if len(named) == 1 else kinds & {"place"}
    if kind in _PLACES:
        return kinds & {"place"} or kinds & {"name"}
    return kinds & _NUMBERS if kind == "number" else frozenset()
