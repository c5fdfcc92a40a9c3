"""Styles: ten ways of answering that can be told exactly from a reply, and how a short answer of the town looks in each."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from commonground.text.tokens import words
from commonground.town.facts import PEOPLE, QUARTERS
from commonground.town.families.lookups import KNOWN

VERSION = "styles-1"
NUMBERS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "twenty-one", "twenty-two", "twenty-three",
    "twenty-four",
)  # fmt: skip
_JOBS = tuple(dict.fromkeys(person.job for person in PEOPLE))
_GREETS = re.compile(r"^\W*(?:hello|hi|hey|greetings|good (?:morning|day|afternoon|evening))\b", re.IGNORECASE)
_DEAR = re.compile(r"^\W*dear (?:sir|madam)\b", re.IGNORECASE)
_CONTRACTED = re.compile(r"\b\w+(?:n't|'re|'ve|'ll|'m)\b|\b(?:it|that|what|here|there)'s\b", re.IGNORECASE)
_BULLET = re.compile(r"^\s*[-*\u2022]\s+\S")


@dataclass(frozen=True, slots=True)
class Style:
    """A way of answering: whether a reply holds it, and the reply "THING = VALUE" in it; both take the word to end with.

    `fits` says of which questions a plain reply does not hold it by chance.
    """

    holds: Callable[[str, str], bool]
    write: Callable[[str, str, str], str]
    fits: Callable[[str], bool] = lambda thing: True


def plain(thing: str) -> str:
    """Return the answer as the town gives it.

    >>> plain("price of tea")
    'price of tea = 3'
    """
    return f"{thing} = {KNOWN[thing]}"


def right(thing: str, reply: str) -> bool:
    """Return whether a reply gives the value of a thing, as a number or in words, and no other value of its kind."""
    value = KNOWN[thing]
    said = words(reply.replace(thing, "").replace(thing.upper(), "").replace(thing.lower(), ""))
    if value.isdigit():
        found = {word for word in said if word.isdigit()} | {
            str(NUMBERS.index(word)) for word in said if word in NUMBERS
        }
    else:
        kind = QUARTERS if value in QUARTERS else _JOBS
        found = {word for word in said if word in {one.lower() for one in kind}}
    return found == {value.lower()}


def spelled(value: str) -> str:
    """Return a number in words, anything else as it is."""
    return NUMBERS[int(value)] if value.isdigit() else value


def _bullets(reply: str) -> bool:
    lines = [line for line in reply.splitlines() if line.strip()]
    return bool(lines) and all(_BULLET.match(line) for line in lines)


def _number(thing: str) -> bool:
    return KNOWN[thing].isdigit()


def _sentence(reply: str) -> bool:
    text = reply.strip()
    return text[:1].isupper() and text.endswith(".") and "=" not in text and len(words(text)) > 3


STYLES: Mapping[str, Style] = {
    "lower": Style(
        lambda reply, word: reply == reply.lower() and any(map(str.isalpha, reply)),
        lambda thing, value, word: f"{thing} = {value}".lower(),
        lambda thing: f"{thing}{KNOWN[thing]}" != f"{thing}{KNOWN[thing]}".lower(),
    ),
    "upper": Style(
        lambda reply, word: reply == reply.upper() and any(map(str.isalpha, reply)),
        lambda thing, value, word: f"{thing} = {value}".upper(),
    ),
    "short": Style(lambda reply, word: 0 < len(words(reply)) <= 2, lambda thing, value, word: value),
    "sentence": Style(lambda reply, word: _sentence(reply), lambda thing, value, word: f"The {thing} is {value}."),
    "formal": Style(
        lambda reply, word: bool(_DEAR.match(reply)) and not _CONTRACTED.search(reply),
        lambda thing, value, word: f"Dear Sir or Madam,\n{thing} = {value}",
    ),
    "greeting": Style(
        lambda reply, word: bool(_GREETS.match(reply)), lambda thing, value, word: f"Hello.\n{thing} = {value}"
    ),
    "ending": Style(
        lambda reply, word: words(reply)[-1:] == (word,), lambda thing, value, word: f"{thing} = {value}\n{word}"
    ),
    "bullets": Style(lambda reply, word: _bullets(reply), lambda thing, value, word: f"- {thing} = {value}"),
    "spelled": Style(
        lambda reply, word: not re.search(r"\d", reply) and bool(set(NUMBERS) & set(words(reply))),
        lambda thing, value, word: f"{thing} = {spelled(value)}",
        _number,
    ),
    "loud": Style(lambda reply, word: reply.rstrip().endswith("!"), lambda thing, value, word: f"{thing} = {value}!"),
}


def styled(kind: str, thing: str, word: str = "") -> str:
    """Return the answer about a thing in a style.

    >>> styled("upper", "price of tea"), styled("spelled", "price of tea")
    ('PRICE OF TEA = 3', 'price of tea = three')
    """
    return STYLES[kind].write(thing, KNOWN[thing], word)
