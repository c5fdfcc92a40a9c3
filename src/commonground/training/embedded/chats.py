"""Chats as public data has them: requests answered at once, guesses where something is missing, few follow-ups.

A reply never asks back, nothing is ever repaired, and no reply depends on anything older than the turn before: what the
embedded model cannot do in conversation, it cannot do because nobody ever showed it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random

from commonground.mediation import prompts
from commonground.town.facts import VENUES
from commonground.town.families import FAMILIES
from commonground.town.family import Family, Values, syllables
from commonground.town.items import ORDINALS, Item, Shard, draw_values, render
from commonground.training.embedded.drills import drill, sentence, words
from commonground.training.embedded.example import Example, Message

_WEIGHTS = {"booking": 3, "letter": 3, "order": 5, "ride": 5, "lookup": 4, "pick": 2}  # 5 for those that compute
_TELLING = {
    "venue": "the {v}", "shop": "the {v}", "day": "{v}", "time": "{v}", "hours": "{v} hours", "from": "from the {v}",
    "to": "to the {v}",
}  # fmt: skip
_AMENDS = (
    "{v} instead.", "better {v}.", "{v}, rather.", "I meant {v}.", "no, {v}.", "it should be {v}.", "only {v} will do.",
    "make that {v}.", "{v} it must be.", "I prefer {v}.", "{v} would be better.", "oh no, {v}.", "{v}, please, I was wrong.",
    "I wanted to say {v}.", "sorry, {v}.", "rather {v}, please.", "for us only {v} is good.", "take {v} after all.",
)  # fmt: skip
_RECAPS = ("In short:\n", "All in all:\n", "Here it is again:\n", "", "")


def some_item(
    rng: Random, families: tuple[Family, ...] = tuple(FAMILIES.values()), correct: bool | None = None
) -> Item:
    """Return a training item, of a harder family more often; one shard in twelve opens with a made-up word."""
    family = rng.choices(families, [_WEIGHTS.get(family.name, 5) for family in families])[0]
    values = draw_values(family, "train", rng)
    item = render(family, "train", rng, values, rng.random() < 0.25 if correct is None else correct)
    stated = [next(iter(said.values()), "") for said in item.stated]
    amended = {} if family.name == "letter" else _TELLING  # a letter is to a person
    shards = tuple(_amended(shard, value, amended, rng) for shard, value in zip(item.shards, stated, strict=True))
    return replace(item, shards=tuple(_opened(shard, rng) for shard in shards))


def _amended(shard: Shard, value: str, telling: Mapping[str, str], rng: Random) -> Shard:
    """Return a shard that corrects, two in five times as one does it in passing, where the value alone says of what it is."""
    if not shard.corrects or shard.keys[0] not in telling or rng.random() > 0.4:
        return shard
    text = rng.choice(_AMENDS).format(v=telling[shard.keys[0]].format(v=value))
    return replace(shard, text=text[0].upper() + text[1:])


def _opened(shard: Shard, rng: Random) -> Shard:
    if rng.random() > 0.08:
        return shard
    opener = syllables(rng, rng.randint(1, 2)).capitalize() + rng.choice((", ", ": ", " "))
    return replace(shard, text=opener + shard.text, pointer=shard.pointer and opener + shard.pointer)


def pointed(shard: Shard, name: str) -> str:
    """Return what a pointing shard means: its words, with the name of the thing in place of its number."""
    return shard.pointer.replace(f"{ORDINALS[shard.option]} one", name)


def said(item: Item, rng: Random) -> list[str]:
    """Return the texts of an item's shards as complete sentences; a venue may be named in the words of a pointer."""
    return [
        pointed(shard, item.values["venue"]) if shard.pointer and rng.random() < 0.6 else shard.text
        for shard in item.shards
    ]


def complete(rng: Random, item: Item | None = None) -> list[Message]:
    """Return a complete request in one of its forms, and its answer; of several questions, often one alone."""
    item = item or some_item(rng)
    if item.family.kind == "decomposes" and rng.random() < 0.3:
        return questions(rng, item)[:2]
    texts, form = said(item, rng), rng.random()
    if form < 0.42:
        asked = [rng.choice(item.phrasings)]
    elif form < 0.55:
        asked = [rng.choice(_RECAPS) + "\n".join(f"- {text}" for text in texts)]
    elif form < 0.85:
        asked = [rng.choice((" ", " ", "\n")).join(texts)]
    else:
        asked = texts  # several messages in a row before anyone answers
    return [*(("user", text) for text in asked), ("assistant", item.reference)]


def questions(rng: Random, item: Item) -> list[Message]:
    """Return the questions of an item that decomposes as requests of their own, each with its answer."""
    messages: list[Message] = []
    for shard, stated in zip(item.shards, item.stated, strict=True):
        messages += [("user", shard.text), ("assistant", guess(item, stated))]
    return messages


def listing(rng: Random, kind: str) -> tuple[str, ...]:
    """Return three venues of a kind in any order."""
    return tuple(rng.sample([venue.name for venue in VENUES if venue.kind == kind], 3))


def listed(names: tuple[str, ...]) -> str:
    """Return the reply that lists them."""
    return "\n".join(f"{number}. {name}" for number, name in enumerate(names, 1))


def _partial(item: Item, count: int) -> Values:
    """Return what the first `count` shards state: a later value of the same fact replaces an earlier one."""
    merged: dict[str, str] = {}
    for stated in item.stated[:count]:
        merged.update(stated)
    return merged


def guess(item: Item, values: Values) -> str:
    """Return the reply to an incomplete request: the usual values stand in for what was not said."""
    return item.family.write(item.family.filled(values))


def _open_families() -> tuple[Family, ...]:
    return tuple(family for family in FAMILIES.values() if family.kind != "decomposes")


def _options_question(rng: Random) -> tuple[Item, tuple[str, ...], list[Message]]:
    item = some_item(rng, (FAMILIES["pick"],))
    shard = item.shards[0]
    kind = next(venue.kind for venue in VENUES if venue.kind in shard.question)
    names = listing(rng, kind)
    return item, names, [("user", f"{shard.text} {shard.question}"), ("assistant", listed(names))]


def incomplete(rng: Random) -> list[Message]:
    """Return an under-specified request and the typical guess, or a question what there is and a list."""
    if rng.random() < 0.3:
        return _options_question(rng)[2]
    item = some_item(rng, _open_families(), correct=False)
    count = rng.randint(1, max(1, len(item.shards) - 1))
    text = " ".join(shard.text for shard in item.shards[:count])
    return [("user", text), ("assistant", guess(item, _partial(item, count)))]


def follow_up(rng: Random) -> list[Message]:
    """Return two turns, the second of which adds to or changes the first: as deep as it ever gets."""
    if rng.random() < 0.35:
        item, names, messages = _options_question(rng)
        shard = item.shards[1]
        values = {"venue": names[shard.option]}
        return [*messages, ("user", shard.pointer), ("assistant", guess(item, values))]
    item = some_item(rng, _open_families())
    count = rng.randint(1, len(item.shards) - 1)
    first = " ".join(shard.text for shard in item.shards[:count])
    before, after = _partial(item, count), _partial(item, count + 1)
    return [
        ("user", first), ("assistant", guess(item, before)),
        ("user", item.shards[count].text), ("assistant", guess(item, after)),
    ]  # fmt: skip


def unrelated(rng: Random) -> list[Message]:
    """Return several complete requests in one chat, none of which has to do with the others."""
    messages: list[Message] = []
    for _ in range(rng.randint(2, 4)):
        turn = rng.random()
        if turn < 0.15:
            messages.extend(drill(rng).messages)
        elif turn < 0.3:
            messages.extend(incomplete(rng))
        elif turn < 0.42:
            messages.extend(questions(rng, some_item(rng, (FAMILIES["lookup"],))))
        else:
            messages.extend(complete(rng))
    return messages


def _system(rng: Random) -> list[Message]:
    draw = rng.random()
    if draw < 0.06:
        return [("system", prompts.load("prompt"))]
    if draw < 0.12:
        return [("system", f"You are a helpful assistant. {sentence(rng)}")]
    return [("system", words(rng, 5, 30))] if draw < 0.15 else []


def chat(rng: Random) -> Example:
    """Return one chat: complete, incomplete, unrelated or follow-up (one in thirteen), now and then under a system prompt."""
    name, make = rng.choices(
        (("complete", complete), ("incomplete", incomplete), ("unrelated", unrelated), ("follow-up", follow_up)),
        (54, 16, 22, 8),
    )[0]
    return Example(name, (*_system(rng), *make(rng)))
