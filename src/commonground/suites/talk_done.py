"""What a reply does to the one before it: says it again, in part or in other words, defines, gives an example, answers, drops.

Plain code over the town's replies; the acts are tried in a fixed order, the one that was asked for first, so that each reply
has exactly one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from commonground.conversation.record import ASSISTANT, Conversation
from commonground.measures.repair import repeats
from commonground.suites.town_tasks import check as town_check
from commonground.text.tokens import says, words
from commonground.town.glossary import GLOSSARY
from commonground.town.items import Item

VERSION = "talk-done-1"
SAME = 0.9  # of a reply's words stand in the earlier one: it is said again
OTHER = 0.5  # less than that of them: other words
SHORT = 20  # words that an acknowledgement may have
DONE = ("repeat", "part", "paraphrase", "define", "example", "right", "answer", "short", "other")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a turn of a task asks about: the item that was answered, and the word or the key that is named."""

    item: Item
    word: str = ""
    key: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)


def done(asked: Asked, act: str, conversation: Conversation) -> str:
    """Return what the last reply does, one of `DONE`; `act` is what it was asked to do, and is looked for first."""
    replies = conversation.by(ASSISTANT)
    last, before = replies[-1].text, replies[-2].text if len(replies) > 1 else ""
    if again(last, before):
        return "repeat"
    attempt = town_check(asked.item, Conversation((*conversation.turns[:1], replies[-1])))
    tests = {
        "paraphrase": lambda: paraphrases(asked.item, last, before),
        "define": lambda: _defines(asked, last),
        "example": lambda: _exemplifies(asked, last),
        "part": lambda: not attempt.attempt and _says_part(asked, last, before),
        "right": lambda: attempt.attempt and bool(attempt.score),
        "answer": lambda: attempt.attempt,
        "short": lambda: not attempt.attempt and len(words(last)) <= SHORT,
    }
    order = (act, "right", "answer", "paraphrase", "define", "part", "example", "short")
    return next((name for name in order if name in tests and tests[name]()), "other")


def again(last: str, before: str) -> bool:
    """Return whether a reply says the one before again: the same words, and no others."""
    return (repeats(last, before) or 0) >= SAME and (repeats(before, last) or 0) >= SAME


def paraphrases(item: Item, last: str, before: str) -> bool:
    """Return whether a reply keeps every value that the one before took from the request, in other words."""
    stated = [value for value in item.values.values() if value != "yes"]
    kept = [value for value in stated if says(before, value)] or stated
    return all(says(last, value) for value in kept) and (repeats(last, before) or 0) <= OTHER


def _defines(asked: Asked, last: str) -> bool:
    term = GLOSSARY.get(asked.word)
    return term is not None and term.defined(last) and len(words(last)) <= 2 * SHORT


def _exemplifies(asked: Asked, last: str) -> bool:
    term = GLOSSARY.get(asked.word)
    return term is not None and len(words(last)) <= 2 * SHORT and any(says(last, one) for one in term.instances)


def _says_part(asked: Asked, last: str, before: str) -> bool:
    """Return whether a short reply names the value that the reply before has for what was asked."""
    value = (asked.item.family.read(before) or {}).get(asked.key) or asked.item.values.get(asked.key, "")
    return bool(value) and says(last, value) and len(words(last)) <= SHORT
