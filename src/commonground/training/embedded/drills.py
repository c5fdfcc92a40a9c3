"""Copying drills: repeat words, strings and sentences that have no meaning, so that copying is learnt apart from tasks.

Without them a model this small copies unseen names wrongly long after it has learnt where they go.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from commonground.town.family import syllables
from commonground.training.embedded.example import Example, ask

WORDS = (
    "the", "a", "an", "of", "to", "in", "on", "at", "for", "with", "from", "by", "and", "or", "not", "no", "yes",
    "it", "is", "are", "was", "we", "i", "you", "they", "he", "she", "this", "that", "these", "place", "way", "day",
    "time", "name", "table", "chair", "door", "hall", "light", "river", "stone", "road", "house", "garden", "bread",
    "water", "paper", "letter", "number", "first", "second", "third", "last", "one", "two", "three", "more", "less",
    "than", "each", "every", "some", "any", "all", "who", "what", "when", "where", "which", "can", "could", "need",
    "want", "take", "give", "go", "come", "make", "put", "say", "tell", "ask", "call", "show", "know", "have",
    "has", "bring", "send", "write", "read", "sit", "stand", "start", "end", "stop", "begin", "next", "right",
    "left", "up", "down", "over", "under", "new", "old", "big", "small", "long", "short", "red", "blue", "green",
    "white", "black", "sorry", "change", "plan", "thing", "called", "group", "next", "sharp", "leaving", "cooked",
    "food", "goes", "drink", "note", "cook", "plus", "answer", "gets", "sign", "means", "mean", "must", "cost",
    "less", "most", "order", "ordered", "talk", "takes", "hours", "topic", "starting", "see", "person", "will",
    "have", "back", "by", "way", "again", "subject", "bring", "oh", "so", "well", "also", "please", "quarter",
    "kind", "venues", "seats", "crowns", "total", "basket", "shopping", "meeting", "ride", "letter", "search",
    "look", "find", "brought", "home", "voucher", "delivery", "bags", "like", "me", "my", "us", "our", "them",
    "whole", "such", "very", "often", "never", "soon",
)  # fmt: skip

Draw = Callable[[Random], str]


def word(rng: Random) -> str:
    """Return a known word, a made-up one, a capitalised one, a number or a string of letters."""
    kind = rng.random()
    if kind < 0.45:
        return rng.choice(WORDS)
    if kind < 0.75:
        made = syllables(rng, rng.randint(1, 3))
        return made if rng.random() < 0.4 else made.capitalize()
    if kind < 0.87:
        return str(rng.randint(0, 10 ** rng.randint(1, 4)))
    if kind < 0.92:
        return f"{rng.randint(0, 23)}:{rng.randint(0, 59):02d}"
    return "".join(rng.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(rng.randint(2, 5)))


def words(rng: Random, low: int, high: int) -> str:
    """Return `low` to `high` words."""
    return " ".join(word(rng) for _ in range(rng.randint(low, high)))


def sentence(rng: Random) -> str:
    """Return a meaningless sentence."""
    text = words(rng, 2, 7)
    return text[0].upper() + text[1:] + rng.choice("...?!")


def _repeat(rng: Random) -> Example:
    stem = rng.choice(("Repeat:", "Say this again:", "Can you repeat:", "I need this again:", "Copy:"))
    text = words(rng, 3, 24) if rng.random() < 0.5 else " ".join(sentence(rng) for _ in range(rng.randint(1, 5)))
    return ask("drill", f"{stem} {text}", text)


def _join(rng: Random) -> Example:
    parts = [sentence(rng) for _ in range(rng.randint(2, 6))]
    return ask("drill", "Join these:\n" + "\n".join(f"- {part}" for part in parts), " ".join(parts))


def _fields(rng: Random) -> Example:
    keys = rng.sample(WORDS, rng.randint(2, 5))
    values = [words(rng, 1, 2) for _ in keys]
    verb = syllables(rng, 2)
    asked = "; ".join(f"the {key} is {value}" for key, value in zip(keys, values, strict=True))
    call = ", ".join(f"{key}: {value}" for key, value in zip(keys, values, strict=True))
    return ask("drill", f"Call {verb}: {asked}.", f"{verb}({call})")


def _sum(rng: Random) -> Example:
    amounts = [rng.randint(1, 25) for _ in range(rng.randint(2, 4))] + [rng.choice((4, -3))]
    total, steps = amounts[0], []
    for amount in amounts[1:]:
        steps.append(f"{total} {'+' if amount >= 0 else '-'} {abs(amount)} = {total + amount}")
        total += amount
    return ask("drill", f"Sum: {' '.join(map(str, amounts))}", "; ".join(steps))


def drill(rng: Random) -> Example:
    """Return one drill."""
    return rng.choices((_repeat, _join, _fields, _sum), (5, 2, 2, 2))[0](rng)
