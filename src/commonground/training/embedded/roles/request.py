"""The mediator's role as a text task: requests in pieces, and what is asked for after each of them.

Two families (`LEFT_OUT`) never occur here, so that mediation on them is not supervised. Made-up tasks with made-up words
stand in for all the tasks that a mediator cannot know.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from commonground.mediation.reader import MISSING, NEEDS, REQUEST
from commonground.town.facts import VENUES
from commonground.town.families import FAMILIES
from commonground.town.family import Values, syllables
from commonground.town.items import ORDINALS, Item
from commonground.training.embedded import chats
from commonground.training.embedded.drills import WORDS, drill, sentence, words
from commonground.training.embedded.example import Example, Message
from commonground.training.embedded.roles.needed import needed
from commonground.training.embedded.roles.scene import Exchange, Scene, example

LEFT_OUT = ("meeting", "ride")
PLAYED = tuple(family for name, family in FAMILIES.items() if name not in LEFT_OUT)
_FRAGMENTED = tuple(family for family in PLAYED if family.kind not in ("decomposes", "refers"))
THANKS = ("Thanks.", "OK.", "Good.", "Yes, fine.", "Thank you.", "Great.", "Fine, go on.")


@dataclass(frozen=True, slots=True)
class Episode:
    """A task revealed in turns: what the user says, what that means, and a reply to the first k turns for each k."""

    said: tuple[str, ...]
    meant: tuple[str, ...]
    reply: Callable[[Random, int], str]


def _town_episode(rng: Random) -> Episode:
    if rng.random() < 0.15:
        return _pointing_episode(rng, chats.some_item(rng, (FAMILIES["pick"],)))
    item = chats.some_item(rng, _FRAGMENTED)
    texts = tuple(shard.text for shard in item.shards)
    return Episode(texts, texts, lambda rng, count: _town_reply(rng, item, count))


def _pointing_episode(rng: Random, item: Item) -> Episode:
    first, second, *rest = item.shards
    kind = next(venue.kind for venue in VENUES if venue.kind in first.question)
    names = chats.listing(rng, kind)
    chosen = names[second.option]
    texts = [shard.text for shard in rest]
    said = (f"{first.text} {first.question}", second.pointer, *texts)
    meant = (first.text, chats.pointed(second, chosen), *texts)

    def reply(rng: Random, count: int) -> str:
        return chats.listed(names) if count == 1 else _town_reply(rng, item, count, {"venue": chosen})

    return Episode(said, meant, reply)


def _town_reply(rng: Random, item: Item, count: int, known: Values | None = None) -> str:
    """Return a reply as a mediated, a lost or a talkative assistant would give it after `count` turns."""
    mood, stated = rng.random(), item.stated[:count]
    if mood < 0.1:
        return sentence(rng)
    kept = stated if mood < 0.55 else stated[-1:] if mood < 0.75 else [one for one in stated if rng.random() < 0.6]
    values: dict[str, str] = dict(known or {})
    for one in kept:
        values.update({key: value for key, value in one.items() if key not in values or not known})
    return chats.guess(item, values)


_OPENERS = ("", "", "", "And ", "Also, ", "Well, ", "Oh, ", "So, ", "Right, ", "No wait, ", "Not so: ", "Sorry, ")
_FORMS = (
    "the {k} is {v}.", "{v} for the {k}.", "set the {k} to {v}.", "I want {v}.", "use {v}.", "it goes to {v}.",
    "with {v}.", "there are {v}.", "{k} {v}.", "we ask for {v}.", "never more than {v}.", "the {k} must be {v}.",
    "it is {v}.", "put {v} in.", "{v}, please.", "my {k} is {v}.", "we are {v}.", "I arrive with {v}.", "at {v}.",
    "I may be at {v}.", "that is {v}.",
)  # fmt: skip
STEMS = (
    "{V} a {n}.", "I want to {v} a {n}.", "Please {v} the {n}.", "Can you {v} a {n} for me?", "I need you to {v} the {n}.",
    "We need a {n}.", "Can you {v} my {n}?", "I want a {n}.", "Please {v} us a {n}.", "Which {n} can you {v}?", "Get me a {n}.",
)  # fmt: skip


def _made_up(rng: Random) -> Callable[[], str]:
    return lambda: syllables(rng, rng.randint(1, 3)) if rng.random() < 0.5 else rng.choice(WORDS)


def _stem(rng: Random) -> str:
    name = _made_up(rng)
    verb = name()
    return rng.choice(STEMS).format(v=verb, V=verb.capitalize(), n=name())


def statement(rng: Random) -> tuple[str, str, str]:
    """Return a made-up fact, its value, and a sentence that states it."""
    key, value = _made_up(rng)(), words(rng, 1, 2)
    text = rng.choice(_OPENERS) + rng.choice(_FORMS).format(k=key, v=value)
    return key, value, text[0].upper() + text[1:]


def made_up_episode(rng: Random) -> Episode:
    """Return a task of made-up words, in pieces."""
    verb = syllables(rng, 2)
    facts = [statement(rng) for _ in range(rng.randint(1, 6))]
    texts = (_stem(rng), *(text for _, _, text in facts))

    def reply(rng: Random, count: int) -> str:
        kept = [f"{key}: {value}" for key, value, _ in facts[: count - 1] if rng.random() < 0.8]
        return sentence(rng) if rng.random() < 0.2 else f"{verb}({', '.join(kept)})"

    return Episode(texts, texts, reply)


_POINTS = (
    "I want the {}.",
    "Take the {}.",
    "the {}, please.",
    "With the {}.",
    "Make that the {}.",
    "The {} will do.",
    "We like the {}.",
)


def _made_up_pointing(rng: Random) -> Episode:
    """Return a made-up task in which the user asks what there is and points at one of the things listed."""
    plain = made_up_episode(rng)
    names = tuple(_made_up(rng)().capitalize() for _ in ORDINALS)
    option, form = rng.randrange(len(ORDINALS)), rng.choice(_OPENERS) + rng.choice(_POINTS)
    form = form[0].upper() + form[1:]
    asked = f"{plain.said[0]} Which {_made_up(rng)()}s are there?"

    def reply(rng: Random, count: int) -> str:
        return chats.listed(names) if count == 1 else plain.reply(rng, count - 1)

    pointed, chosen = form.format(f"{ORDINALS[option]} one"), form.format(names[option])
    return Episode((asked, pointed, *plain.said[1:]), (plain.meant[0], chosen, *plain.meant[1:]), reply)


def _made_up_complete(rng: Random) -> tuple[str, str]:
    facts = [statement(rng) for _ in range(rng.randint(1, 5))]
    stem, texts = _stem(rng), [text for _, _, text in facts]
    if rng.random() < 0.5:
        joins = ("with", "at", "on", "for", "to", "from", "and", "that is", "plus", "under", "about")
        clauses = " ".join(f"{rng.choice(joins)} {value}" for _, value, _ in facts)
        asked = f"{stem[:-1]} {clauses}{stem[-1]}"
    else:
        asked = " ".join([stem, *texts])
    return asked, f"{syllables(rng, 2)}({', '.join(f'{key}: {value}' for key, value, _ in facts)})"


def finished(rng: Random) -> Exchange:
    """Return a complete request and its reply."""
    draw = rng.random()
    if draw < 0.35:
        text, reply = _made_up_complete(rng)
        return Exchange(text, reply)
    messages: Sequence[Message]
    needs: Mapping[str, str] = {}
    if draw < 0.45:
        messages = drill(rng).messages
    elif draw < 0.6:
        messages = chats.questions(rng, chats.some_item(rng, (FAMILIES["lookup"],)))[:2]
    else:
        item = chats.some_item(rng, PLAYED)
        messages, needs = chats.complete(rng, item), needed(item.family.name, item.values)
    return Exchange(" ".join(text for role, text in messages if role == "user"), messages[-1][1], needs)


def _episode(rng: Random) -> Episode:
    if rng.random() < 0.5:
        return _town_episode(rng)
    return _made_up_pointing(rng) if rng.random() < 0.15 else made_up_episode(rng)


def played(rng: Random, episode: Episode) -> list[Exchange]:
    """Return the turns of an episode; the first, and thanks now and then, need nothing that was said before."""
    turns: list[Exchange] = []
    for number, text in enumerate(episode.said, 1):
        meant = {REQUEST: " ".join(episode.meant[:number])} if number > 1 else {}
        turns.append(Exchange(text, episode.reply(rng, number), meant))
        if number < len(episode.said) and rng.random() < 0.04:
            turns.append(Exchange(rng.choice(THANKS), episode.reply(rng, number)))
    return turns


def _session(rng: Random) -> list[Exchange]:
    """Return two turns or more: a task in pieces, alone or after something else, or requests complete by themselves."""
    draw = rng.random()
    if draw < 0.3:
        return [finished(rng) for _ in range(rng.randint(2, 4))]
    before: list[Exchange] = []
    if draw < 0.42:
        before = [finished(rng) for _ in range(rng.choice((1, 1, 2)))]
    elif draw < 0.48:
        before = played(rng, _episode(rng))
    return [*before, *played(rng, _episode(rng))]


def scene(rng: Random) -> Scene:
    """Return requests in pieces to be restated, and others to be passed on. What they lack, it does not tell."""
    return Scene("", tuple(_session(rng)), frozenset({NEEDS, MISSING}))


def role(rng: Random) -> Example:
    """Return one example of the mediator's role where the request alone is asked for."""
    return example("mediator", scene(rng), (REQUEST,))


def said_drill(rng: Random) -> Example:
    """Return a drill of few words: what the user said so far, sentence by sentence, leaving out the replies."""
    texts = [sentence(rng) for _ in range(rng.randint(2, 5))]
    episode = Episode(tuple(texts), tuple(texts), lambda rng, _: words(rng, 1, 6))
    exchanges = tuple(played(rng, episode))
    drilled = example("drill", Scene("", exchanges), (REQUEST,))
    return replace(drilled, messages=drilled.messages[1:])
