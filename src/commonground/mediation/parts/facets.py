"""Facets: what a sentence gives a value to, by which a correction finds the sentence that it replaces.

"Make it 90 euros" gives a value to money, "no, Tuesday" to a day, "it is about the parade" to what follows "about". Read
from form: numbers with their unit, days and times, names by their capitals, words after a preposition. The other content
words are the frame; words for one thing in talk about plans ("hour", "time") are taken as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from commonground.measures.classifiers import listed, plain
from commonground.text.lemmas import lemma
from commonground.text.lexicon import FUNCTION_WORDS
from commonground.text.tokens import words

_NUMBERS = """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand"""
_N = r"(?:\d[\d,]*(?:\.\d+)?|" + "|".join(_NUMBERS.split()) + r")"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
# In this order: what one kind has taken is not read again by the next.
_KINDS = (
    ("address", r"\d+[a-z]?(?: [a-z]+){1,3} (?:street|st|road|rd|avenue|ave|lane|row|way|court|gate|walk|boulevard|"
                r"blvd|drive|square)\b"),
    ("money", rf"[$\u20ac\u00a3]\s?\d[\d,]*(?:\.\d+)?|{_N}(?: (?:hundred|thousand))? ?(?:euros?|dollars?|pounds?|bucks|usd|eur|"
              r"gbp|crowns?|cents?|quid)\b"),
    ("time", rf"\d{{1,2}}[:.]\d\d(?: ?[ap]\.?m\b)?|\d{{1,2}} ?[ap]\.?m\b|(?:half|quarter) (?:past|to) {_N}|{_N} o'?clock|"
             r"noon|midnight|(?-i:morning|afternoon|evening|tonight|night)\b(?! club)"),
    ("day", rf"{_DAY}|{_MONTH}\.? (?:the )?\d{{1,2}}(?:st|nd|rd|th)?\b|(?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}\b|"
            rf"(?:the )?\d{{1,2}}(?:st|nd|rd|th)\b(?: of (?:this|next) month)?|today|tomorrow|day after tomorrow|"
            rf"(?:this|next) (?:week|weekend|month)|\d{{4}}-\d\d-\d\d|{_MONTH}(?= \d{{4}})|weekend"),
    ("colour", r"(?-i:red|blue|green|yellow|black|white|brown|pink|purple|orange|gr[ae]y|beige|silver|gold(?:en)?)"),
    ("size", r"small(?:er)?|medium|large(?:r)?|big(?:ger)?|tiny|huge|extra large|xxl|xl"),
)  # fmt: skip
_TYPED = tuple((kind, re.compile(rf"(?<![\w-])(?:{form})(?!\w)", re.IGNORECASE)) for kind, form in _KINDS)
_COUNT = re.compile(
    rf"(?<![\w.-]){_N}(?![\w:])(?: (?!of\b|at\b|on\b|in\b|for\b|to\b|and\b|or\b)([a-z][a-z-]+))?", re.IGNORECASE
)
_OF_US = re.compile(rf"\b({_N}) of us\b|\b(?:we are|group of|party of|table for) ({_N})\b", re.IGNORECASE)
_NAME = re.compile(r"(?<![.!?:] )(?<!^)(?<!\w)[A-Z][\w'\u2019-]*(?: (?:[A-Z][\w'\u2019-]*|of|the|de|la|&)(?= [A-Z]))*"
                   r"(?: [A-Z][\w'\u2019-]*)*")  # fmt: skip
_NAMED = re.compile(r"\b(?:the|a|an|my|our|your|this|that|of) ([a-z][\w'-]*)")
_MOVED = re.compile(r"\b(?:set|change|switch|move)\b.*\bto (?:the |my |our )?$", re.IGNORECASE)
_GIVEN = re.compile(r"\x00+")
_ROLE = re.compile(
    r"\b(from|to|over|via|through|by|about|under|in|at|near|for|with) (?:the |my |our )?"
    r"((?-i:[A-Z])[\w'\u2019-]*(?: (?-i:[A-Z])[\w'\u2019-]*)*|(?<!for )(?<!with )\d+(?![\w:.,]*\d))",
    re.IGNORECASE,
)
_ROLES = {"in": "at", "near": "at", "via": "over", "through": "over"}  # the same part in what is asked
_KIND_OF = re.compile(r"\b(?:kind|sort|lot|bit) of\b")
_NO_NAME = listed("i i'm i'd i'll i've ok okay am pm please sorry no yes a the also and then well oh so right")
_PLACED = re.compile(
    r"\b((?<!how )(?<!what )about|from|via|"
    r"(?<=fly )to|(?<=travel )to|(?<=trip )to|(?<=drive )to|(?<=flight )to|(?<=way )to|(?<=go )to) "
    r"(?:the |a |an |my |our |your |this |next |some )*"
    r"([a-z][\w'-]*(?: (?!about|under|from|to|by|via|at|in|on|with|for)[a-z][\w'-]*)?)"
)
_AFTER = {"from": "origin", "to": "destination", "about": "topic", "via": "via", "by way of": "via"}

SLOTS = listed("place origin destination topic via called time day people money address length")
_NAMING = ("called", "origin", "via", "topic", "destination", "place")
_NUMBERING = ("people", "length", "money")
_CONCEPTS = {
    word: concept
    for concept, group in {
        "time": "time hour clock",
        "day": "day date",
        "people": "people person guest party group passenger adult traveler traveller attendee size",
        "place": "place venue location",
        "origin": "start starting origin leave depart departure begin",
        "destination": "goal end destination arrive arrival",
        "topic": "about subject topic theme matter",
        "called": "name sign sender call",
        "money": "price cost budget spend pay fee",
        "address": "address deliver delivery send bring",
        "length": "length duration long",
        "via": "stop via",
    }.items()
    for word in group.split()
}
_UNITS = {word: "people" for word, concept in _CONCEPTS.items() if concept == "people"} | dict.fromkeys(
    ("hour", "minute", "night", "week", "month"), "length"
)
# Words that carry a wish, not what is wished for.
LIGHT = listed("""
    want need like make have take get give let set put please thank sorry okay would should could be do it wish prefer love
    actually wait instead rather change plan wrong mean meant correction scratch correct mistake bad oops hold hang thing
    one more also too just only really now then well right oh so yes no not i we you my our your us me there this that
    look find try know say tell way think thought guess remember sharp next total course thank thanks help add count hour's
    excuse uh ah um hm
    """) | frozenset(_NUMBERS.split())  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facets:
    """The facets of a sentence: its values as (kind, value), the lemmas of its frame, and the words of its values.

    `named`: which of the frame are named as a thing ("the number of seats"); `roles`: the preposition before a name or number.
    """

    values: frozenset[tuple[str, str]]
    frame: frozenset[str]
    taken: frozenset[str]
    named: frozenset[str] = frozenset()
    roles: frozenset[tuple[str, str]] = frozenset()

    @property
    def slots(self) -> frozenset[str]:
        """Return what has a value, and what is named as something that can have one."""
        return self.kinds | (self.frame & SLOTS)

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds that have a value."""
        return frozenset(kind for kind, _ in self.values)

    def of(self, kind: str) -> frozenset[str]:
        """Return the values of a kind."""
        return frozenset(value for found, value in self.values if found == kind)


@lru_cache(maxsize=4096)
def facets(text: str) -> Facets:
    """Return the facets of a sentence as it was written.

    >>> sorted(facets("I need a quiet hotel in Rome for 2 people, under 90 euros").values)
    [('money', '90 euros'), ('people', '2'), ('place', 'rome')]
    >>> sorted(facets("I need a quiet hotel in Rome for 2 people, under 90 euros").frame)
    ['hotel', 'people', 'quiet']
    """
    values, left = [], text
    for kind, value, start, end in _typed(text):
        values.append((kind, value))
        left = left[:start] + "\x00" * (end - start) + left[end:]
    for found in _NAME.finditer(left):
        value = found[0].lower().replace("\u2019", "'")
        if value not in _NO_NAME:
            values.append((_slot(text[: found.start()]), value))
            left = left[: found.start()] + "\x00" * len(found[0]) + left[found.end() :]
    spoken = _KIND_OF.sub(" ", plain(left.replace("\x00", " ")))
    for found in _PLACED.finditer(spoken):
        content = [lemma(word) for word in found[2].split() if _is_content(word) and lemma(word) not in _CONCEPTS]
        if content:
            values.append((_AFTER[found[1]], " ".join(content)))
    taken = {lemma(word) for _, value in values for word in words(value)}
    frame = {_CONCEPTS.get(lemma(word), lemma(word)) for word in spoken.split() if _is_content(word)}
    values = _told(values, frame)
    named = {_CONCEPTS.get(lemma(word), lemma(word)) for word in _NAMED.findall(plain(_GIVEN.sub("it", left)))} & frame
    roles = {
        (found[2].lower(), _ROLES.get(found[1].lower(), found[1].lower()))
        for found in _ROLE.finditer(text)
        if not _MOVED.search(text[: found.start(2)])
    }
    return Facets(
        frozenset(values), frozenset(frame - taken), frozenset(taken), frozenset(named - taken), frozenset(roles)
    )


def _told(values: list[tuple[str, str]], frame: set[str]) -> list[tuple[str, str]]:
    """Return the values, the only name or bare number among them as what the frame says it is ("our party size is 3")."""
    for loose, slots in (({"name", "place"}, _NAMING), ({"number"}, _NUMBERING)):
        named = [slot for slot in slots if slot in frame]
        if named and sum(kind in loose for kind, _ in values) == 1:
            values = [(named[0] if kind in loose else kind, value) for kind, value in values]
    return values


def _slot(before: str) -> str:
    """Return what kind of thing a name is, by the words right before it."""
    if _MOVED.search(before):
        return "name"
    found = re.search(
        r"\b((?<!how )(?<!what )about|from|to|via|by way of|in|at) (?:the |my |our )?$", before, re.IGNORECASE
    )
    return _AFTER.get(found[1].lower(), "place") if found else "name"


def _is_content(word: str) -> bool:
    known = lemma(word) in _CONCEPTS and word not in ("to", "about")
    return word not in LIGHT and lemma(word) not in LIGHT and (known or word not in FUNCTION_WORDS) and len(word) > 1


def _typed(text: str) -> Iterator[tuple[str, str, int, int]]:
    """Yield (kind, value, start, end) of the values that their form tells, none within another."""
    left = text
    for kind, form in _TYPED:
        for found in form.finditer(left):
            yield kind, _same(kind, found[0]), found.start(), found.end()
        left = form.sub(lambda one: "\x00" * len(one[0]), left)
    for found in _OF_US.finditer(left):
        yield "people", (found[1] or found[2]).lower(), found.start(), found.end()
    left = _OF_US.sub(lambda one: "\x00" * len(one[0]), left)
    for found in _COUNT.finditer(left):
        number = re.match(_N, found[0], re.IGNORECASE)
        if number is None or number[0].lower() == "one":
            continue
        unit = lemma(found[1].lower()) if found[1] and found[1] not in FUNCTION_WORDS else ""
        kind = _UNITS.get(unit) or (f"number of {unit}" if unit else "number")
        yield kind, number[0].lower(), found.start(), found.start() + len(number[0])


def _same(kind: str, value: str) -> str:
    """Return a value in one form: "5 p.m." and "5pm" are the same time."""
    value = value.lower()
    return re.sub(r"[\s.]", "", value) if kind == "time" and value[0].isdigit() else value
