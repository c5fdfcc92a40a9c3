"""Whether what is so of a thing answers a question with yes or no.

By its own word, at its end or its start; else by numbers, which code compares more surely than a model; else by whether
the question names what stands last in it ("is a cafe", "lies in Hill").
"""

from __future__ import annotations

import re
from collections.abc import Callable
from operator import ge, gt, le, lt

from commonground.text.lemmas import content_lemmas
from commonground.text.tokens import words

_WORD = re.compile(r"\b(yes|no)(?=\W*$)|^\W*(yes|no)\b", re.IGNORECASE)
_VALUE = re.compile(r"(?:=|\b(?:is|are|was|were|in)(?: (?:an?|the))?)\s+(?:[\w'-]+ ){0,2}[\w'-]+\W*$", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_THAN = re.compile(r"\bthan\b")
_ORDERS: tuple[tuple[re.Pattern[str], Callable[[float, float], bool]], ...] = tuple(
    (re.compile(rf"\b(?:{form})\b"), order)
    for form, order in (
        ("at least", ge),
        ("at most", le),
        (r"\d+\b.*\btoo (?:few|little)", gt),
        (r"\d+\b.*\btoo (?:many|much)", lt),
        ("more|above|over|after|later|dearer|larger|bigger|greater|longer|older|higher|farther|further", gt),
        ("less|fewer|below|under|before|earlier|cheaper|smaller|shorter|younger|lower|nearer", lt),
    )
)


def answered(question: str, said: str) -> bool | None:
    """Return what `said` answers to a question for yes or no, None where it says nothing.

    >>> answered("Does it cost more than 12 crowns?", "A meal at the Old Mill costs 14.")
    True
    >>> answered("Is it a bar?", "The Old Mill is a cafe."), answered("Is it sweet?", "Figs are fruit. Yes.")
    (False, True)
    """
    if word := _WORD.search(said):
        return (word[1] or word[2]).lower() == "yes"
    asked, known = _numbers(question), _numbers(said)
    plain = question.lower()
    order = next((order for form, order in _ORDERS if form.search(plain)), None)
    if order is not None and len(asked) + len(known) == 2 and known:
        first, second = known if len(known) == 2 else (known[0], asked[0])
        # "Is honey cheaper?" compares the other with the thing, and so the other way round.
        return order(first, second) if asked or _THAN.search(plain) else order(second, first)
    if order is None and len(asked) == 1:
        return asked[0] in known
    told = content_lemmas(words(said)) if _VALUE.search(said) else ()
    return told[-1] in content_lemmas(words(question)) if told else None


def _numbers(text: str) -> list[float]:
    return [float(one) for one in _NUMBER.findall(text)]
