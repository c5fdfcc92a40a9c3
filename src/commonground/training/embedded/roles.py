"""The mediator's role as a text task: the prompt that mediation sends to any model, and the request that was made.

Two families (`LEFT_OUT`) never occur here, so that mediation on them is not supervised. Made-up tasks with made-up words
stand in for all the tasks that a mediator cannot know.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from commonground.conversation.record import ASSISTANT, USER, Turn
from commonground.mediation import prompts
from commonground.mediation.transcript import transcript
from commonground.town.facts import VENUES
from commonground.town.families import FAMILIES
from commonground.town.family import Values, syllables
from commonground.town.items import Item
from commonground.training.embedded import chats
from commonground.training.embedded.drills import WORDS, drill, sentence, words
from commonground.training.embedded.example import Example

LEFT_OUT = ("meeting", "ride")
PASS = "PASS"
_FAMILIES = tuple(family for name, family in FAMILIES.items() if name not in LEFT_OUT)
_FRAGMENTED = tuple(family for family in _FAMILIES if family.kind != "decomposes")
_THANKS = ("Thanks.", "OK.", "Good.", "Yes, fine.", "Thank you.", "Great.", "Fine, go on.")


@dataclass(frozen=True, slots=True)
class Episode:
    """A task revealed in turns: what the user says, what that means, and a reply to the first k turns for each k."""

    said: tuple[str, ...]
    meant: tuple[str, ...]
    reply: Callable[[Random, int], str]


def _town_episode(rng: Random) -> Episode:
    item = chats.some_item(rng, _FRAGMENTED)
    if item.family.kind == "refers":
        return _pointing_episode(rng, item)
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
_STEMS = (
    "{V} a {n}.", "I want to {v} a {n}.", "Please {v} the {n}.", "Can you {v} a {n} for me?", "I need you to {v} the {n}.",
    "We need a {n}.", "Can you {v} my {n}?", "I want a {n}.", "Please {v} us a {n}.", "Which {n} can you {v}?", "Get me a {n}.",
)  # fmt: skip


def _made_up(rng: Random) -> Callable[[], str]:
    return lambda: syllables(rng, rng.randint(1, 3)) if rng.random() < 0.5 else rng.choice(WORDS)


def _stem(rng: Random) -> str:
    name = _made_up(rng)
    verb = name()
    return rng.choice(_STEMS).format(v=verb, V=verb.capitalize(), n=name())


def _statement(rng: Random) -> tuple[str, str, str]:
    key, value = _made_up(rng)(), words(rng, 1, 2)
    text = rng.choice(_OPENERS) + rng.choice(_FORMS).format(k=key, v=value)
    return key, value, text[0].upper() + text[1:]


def _made_up_episode(rng: Random) -> Episode:
    verb = syllables(rng, 2)
    facts = [_statement(rng) for _ in range(rng.randint(1, 6))]
    texts = (_stem(rng), *(text for _, _, text in facts))

    def reply(rng: Random, count: int) -> str:
        kept = [f"{key}: {value}" for key, value, _ in facts[: count - 1] if rng.random() < 0.8]
        return sentence(rng) if rng.random() < 0.2 else f"{verb}({', '.join(kept)})"

    return Episode(texts, texts, reply)


def _made_up_complete(rng: Random) -> tuple[str, str]:
    facts = [_statement(rng) for _ in range(rng.randint(1, 5))]
    stem, texts = _stem(rng), [text for _, _, text in facts]
    if rng.random() < 0.5:
        joins = ("with", "at", "on", "for", "to", "from", "and", "that is", "plus", "under", "about")
        clauses = " ".join(f"{rng.choice(joins)} {value}" for _, value, _ in facts)
        asked = f"{stem[:-1]} {clauses}{stem[-1]}"
    else:
        asked = " ".join([stem, *texts])
    return asked, f"{syllables(rng, 2)}({', '.join(f'{key}: {value}' for key, value, _ in facts)})"


def _finished(rng: Random) -> tuple[str, str]:
    """Return a complete request and its reply."""
    draw = rng.random()
    if draw < 0.4:
        return _made_up_complete(rng)
    messages = drill(rng).messages if draw < 0.5 else tuple(chats.complete(rng, chats.some_item(rng, _FAMILIES)))
    texts = [text for role, text in messages if role == "user"]
    return " ".join(texts), messages[-1][1]


def _episode(rng: Random) -> Episode:
    return _town_episode(rng) if rng.random() < 0.55 else _made_up_episode(rng)


def _play(rng: Random, episode: Episode, count: int) -> tuple[list[Turn], list[str]]:
    """Return the first `count` turns with replies, the last one unanswered, and what they mean."""
    turns: list[Turn] = []
    for number in range(1, count + 1):
        turns.append(Turn(USER, episode.said[number - 1]))
        if number < count:
            turns.append(Turn(ASSISTANT, episode.reply(rng, number)))
            if rng.random() < 0.04:
                turns += [Turn(USER, rng.choice(_THANKS)), Turn(ASSISTANT, episode.reply(rng, number))]
    return turns, list(episode.meant[:count])


def _before(rng: Random) -> list[Turn]:
    """Return what may stand before the request: nothing, finished requests, or another task revealed in turns."""
    draw = rng.random()
    if draw < 0.2:
        episode = _episode(rng)
        count = len(episode.said)
        turns, _ = _play(rng, episode, count)
        return [*turns, Turn(ASSISTANT, episode.reply(rng, count))]
    finished = [_finished(rng) for _ in range(rng.choice((1, 1, 1, 1, 2)))]
    return [Turn(speaker, text) for pair in finished for speaker, text in zip((USER, ASSISTANT), pair, strict=True)]


def _alone(rng: Random) -> str:
    """Return a message that needs nothing said before: a complete request, a single question, an opening."""
    draw = rng.random()
    if draw < 0.65:
        return _finished(rng)[0]
    return chats.some_item(rng, (FAMILIES["lookup"],)).shards[0].text if draw < 0.78 else _episode(rng).said[0]


def role(rng: Random) -> Example:
    """Return one example of the mediator's role: a request in pieces to be restated, or one to be passed on."""
    if rng.random() < 0.68:
        episode = _episode(rng)
        count = rng.randint(2, len(episode.said))
        turns, meant = _play(rng, episode, count)
        turns = [*(_before(rng) if rng.random() < 0.15 else ()), *turns]
        answer = " ".join(meant)
    else:
        turns, answer = [*_before(rng), Turn(USER, _alone(rng))], PASS
    messages = (("system", prompts.load("explicate")), ("user", transcript(turns)), ("assistant", answer))
    return Example("mediator", messages)
