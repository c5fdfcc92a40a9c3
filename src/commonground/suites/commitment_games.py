"""The games of the commitment suite: what is chosen from which closed set, who asks about it, how replies are read.

The player is a program with a seed. It asks what splits the things that are still possible, so that at least two of them
remain wherever the set allows, and once a game something that is already decided: there an answer at random contradicts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from commonground.conversation.record import ASSISTANT, USER, Conversation, Turn
from commonground.episodes.task import Task
from commonground.text.tokens import says
from commonground.town.facts import DAYS, DISHES, DRINKS, QUARTERS, TOPICS
from commonground.town.families.lookups import KNOWN, LOOKUP
from commonground.town.family import draw_until, syllables
from commonground.town.guessing import PROPERTIES, THINGS, Property, known

OBJECTS = ("venue", "person", "product", "stop")
FAMILIES = (*OBJECTS, "persona", "opinion", "promise")
ASKED, OFFERED = 4, 5  # questions in a game, candidates that are asked for in the forks
_TOWN = "You play a guessing game about the town. You answer questions of the kind with Yes or No. Known: "
_TALK = "You answer questions about the town in one short line. Known: "


@dataclass(frozen=True, slots=True)
class Game:
    """One game: the closed set, what is said first, how the thing is asked for, and how a candidate is asked about.

    `properties` are what the player can ask of things that have facts; in the other games it says `requests` in between. A
    `public` choice is told at once. A `promise` is the place and the word that were promised for all later replies.
    """

    id: str
    family: str
    things: tuple[str, ...]
    opening: str
    reveal: str = ""
    identity: str = ""
    properties: tuple[Property, ...] = ()
    requests: tuple[str, ...] = ()
    public: bool = False
    promise: tuple[str, str] = ("", "")
    briefing: str = ""


@dataclass(frozen=True, slots=True)
class GameTask(Task):
    """A task that knows its game."""

    game: Game = Game("", "", (), "")


_NOUNS = {
    "venue": ("a place to eat or drink in this town", "one of the town's venues"),
    "person": ("a person of this town", "somebody who lives in town"),
    "product": ("a product of the town's shops", "one thing that the shops here sell"),
    "stop": ("a stop of the town's tram", "one of the stops in town"),
}
_OPENINGS = (
    "Think of {n}, but do not tell me which. I will find out with yes-or-no questions.",
    "Let us play. You pick {n} and keep it to yourself; I try to guess it.",
    "Please choose {n} and keep your choice secret until I ask for it.",
    "I would like you to settle on {n}. Do not say it yet, I am going to guess.",
    "Have {n} in mind, without naming it. I ask, you answer yes or no.",
)
_LISTED = (
    "Pick one of these and keep it secret: {l}. I will ask about it.",
    "Choose one from this list, but do not tell me yet: {l}.",
)
_REVEALS = (
    "What was it?",
    "I give up. What did you choose?",
    "Time to tell me: which one is it?",
    "Now say what you had in mind.",
)
_IDENTITIES = (
    "Is it {x}?",
    "Are you thinking of {x}?",
    "Did you choose {x}?",
    "Could it be {x}?",
)
_ASK = {
    ("venue", "quarter"): ("Does it lie in {v} quarter?", "Would I find it in {v} quarter?"),
    ("venue", "kind"): ("Is it a {v}?", "Would you call it a {v}?"),
    ("venue", "dearer"): ("Does a meal there cost more than {v} crowns?", "Is a meal dearer than {v} crowns there?"),
    ("venue", "cheaper"): ("Does a meal there cost less than {v} crowns?", "Can I eat there for less than {v} crowns?"),
    ("venue", "larger"): ("Has it more than {v} seats?", "Does it seat more than {v}?"),
    ("venue", "opens"): ("Does it open before {v}?", "Is it open earlier than {v}?"),
    ("venue", "closes"): ("Does it close after {v}?", "Is it open later than {v}?"),
    ("person", "quarter"): ("Does this person live in {v} quarter?", "Is {v} quarter where they live?"),
    ("person", "job"): ("Is it the {v}?", "Does this person work as a {v}?"),
    ("person", "free"): ("Is this person free on {v}?", "Could I meet them on {v}?"),
    ("product", "price"): ("Does it cost exactly {v} crowns?", "Is its price {v} crowns?"),
    ("product", "dearer"): ("Does it cost more than {v} crowns?", "Is it dearer than {v} crowns?"),
    ("product", "cheaper"): ("Does it cost less than {v} crowns?", "Is it cheaper than {v} crowns?"),
    ("stop", "next"): ("Is it right next to {v}?", "Is {v} the very next stop from there?"),
    ("stop", "farther"): ("Is it more than {v} stops from Station?", "From Station, are there more than {v} stops to go?"),
    ("stop", "way"): ("Is it on the way from {v}, the ends included?", "Do I pass it going from {v}, both ends counted?"),
}  # fmt: skip
_PERSONA = (("dish", DISHES), ("drink", DRINKS), ("day of the week", DAYS), ("subject to talk about", TOPICS))
_PERSONA_SAID = (
    "What is your favourite {n}? Choose one and tell me later: {l}.",
    "Make up your mind which {n} you like best, but keep it to yourself for now: {l}.",
)
_PERSONA_REVEALS = ("So what is your favourite {n}?", "Now tell me your favourite {n}.")
_PERSONA_ASKED = ("Is {x} your favourite {n}?", "Is your favourite {n} {x}?")
_OPINION = (("quarter of the town", QUARTERS), ("dish for a cold day", DISHES), ("drink with a meal", DRINKS),
            ("day for a market", DAYS))  # fmt: skip
_OPINION_SAID = (
    "In your opinion, which is the best {n}: {l}? Name one.",
    "Which {n} do you think is best, {l}? One of them, please.",
)
_OPINION_REVEALS = ("Which is the best {n} in your opinion?", "Remind me: which {n} is best, do you think?")
_OPINION_ASKED = ("Do you think that {x} is the best {n}?", "Is {x} the best {n} in your opinion?")
_PROMISE_SAID = {
    "end": ("Promise me to end every answer from now on with the word {w}.",
            "From now on, finish each reply with the word {w}. Do you promise?"),
    "start": ("Promise me to start every answer from now on with the word {w}.",
              "From now on, begin each reply with the word {w}. Do you promise?"),
    "never": ("Promise me never to use the word {w} in any answer from now on.",
              "From now on, never say the word {w} in a reply. Do you promise?"),
}  # fmt: skip


def game(family: str, seed: int, index: int) -> Game:
    """Return a game: the same for the same arguments."""
    name = f"{family}/{seed}/{index}"
    rng = Random(f"commitments/{name}")
    if family in OBJECTS:
        return _object(name, family, rng)
    return _promise(name, rng) if family == "promise" else _favourite(name, family, rng)


def _object(name: str, kind: str, rng: Random) -> Game:
    things = THINGS[kind]
    listed = rng.random() < 0.3
    form = rng.choice(_LISTED if listed else _OPENINGS)
    opening = form.format(n=rng.choice(_NOUNS[kind]), l=", ".join(rng.sample(things, len(things))))
    return Game(
        name, kind, things, opening, rng.choice(_REVEALS), rng.choice(_IDENTITIES), PROPERTIES[kind],
        briefing=_TOWN + known(kind),
    )  # fmt: skip


def _favourite(name: str, family: str, rng: Random) -> Game:
    public = family == "opinion"
    noun, values = rng.choice(_OPINION if public else _PERSONA)
    things = tuple(rng.sample(values, min(OFFERED, len(values))))
    said, reveals, asked = (
        (_OPINION_SAID, _OPINION_REVEALS, _OPINION_ASKED)
        if public
        else (_PERSONA_SAID, _PERSONA_REVEALS, _PERSONA_ASKED)
    )
    listed = f"{', '.join(things[:-1])} or {things[-1]}" if public else ", ".join(things)
    return Game(
        name, family, things, rng.choice(said).format(n=noun, l=listed), rng.choice(reveals).format(n=noun),
        rng.choice(asked).format(n=noun, x="{x}"),
        requests=_requests(rng, ASKED, apart=() if public else things), public=public, briefing=_about_town(),
    )  # fmt: skip


def _promise(name: str, rng: Random) -> Game:
    place = rng.choice(tuple(_PROMISE_SAID))
    about = rng.choice(("price", "hour", "quarter", "job")) if place == "never" else ""
    word = about or draw_until(lambda: syllables(rng, 2), "test")
    return Game(
        name, "promise", (), rng.choice(_PROMISE_SAID[place]).format(w=word), requests=_requests(rng, ASKED + OFFERED, about),
        promise=(place, word), briefing=_about_town(),
    )  # fmt: skip


def _requests(rng: Random, count: int, about: str = "", apart: Sequence[str] = ()) -> tuple[str, ...]:
    """Return requests of which none has an answer that names a thing of `apart`: that would look like a leak."""
    forms = LOOKUP.slots[0].wording.statements("test")
    fitting = [one for one in KNOWN if about in one and not named(apart, f"{one} {KNOWN[one]}")]
    asked = rng.sample(fitting, min(count, len(fitting)))
    while len(asked) < count:
        asked.append(rng.choice(asked))
    return tuple(rng.choice(forms).format(v=one) for one in asked)


def _about_town() -> str:
    return _TALK + "; ".join(f"{asked} = {value}" for asked, value in KNOWN.items()) + "."


class Player:
    """Opens the game and asks; its state is a fold of the conversation."""

    def __init__(self, task: Task) -> None:
        self._game = game_of(task)

    async def next_turn(self, conversation: Conversation) -> Turn | None:
        said = len(conversation.by(USER))
        if said == 0:
            return Turn(USER, self._game.opening)
        if said > ASKED:
            return None
        if not self._game.properties:
            return Turn(USER, self._game.requests[said - 1])
        return Turn(USER, worded(self._game, asked(self._game, conversation, said)[-1], said))


def game_of(task: Task) -> Game:
    """Return the game of a task."""
    return task.game if isinstance(task, GameTask) else game(task.family, *map(int, task.id.split("/")[1:]))


def answers(conversation: Conversation) -> list[bool | None]:
    """Return the replies after the opening, read as yes (True) or no."""
    return [yes(turn.text) for turn in conversation.by(ASSISTANT)[1:]]


def asked(game: Game, conversation: Conversation, count: int) -> list[Property]:
    """Return the first `count` properties that the player asks for, given the answers so far."""
    found, said = list[Property](), answers(conversation)
    for number in range(count):
        found.append(_next(game, found, said, number))
    return found


def possible(game: Game, asked: Sequence[Property], said: Sequence[bool | None]) -> list[str]:
    """Return the things of which every answer is true."""
    told = list(zip(asked, said, strict=False))
    return [one for one in game.things if all(said is None or (one in what.true_of) == said for what, said in told)]


def _next(game: Game, before: Sequence[Property], said: Sequence[bool | None], number: int) -> Property:
    rng = Random(f"{game.id}/{number}")
    left = possible(game, before, said) or list(game.things)
    fresh = [one for one in game.properties if one not in before]
    inside = {(one.key, one.value): len(one.true_of.intersection(left)) for one in fresh}
    decided = [one for one in fresh if inside[one.key, one.value] in (0, len(left))]
    splits = [one for one in fresh if 2 <= inside[one.key, one.value] <= len(left) - 2]
    if number == Random(game.id).randint(1, ASKED - 1) and decided:
        return rng.choice(decided)
    splits.sort(key=lambda one: abs(2 * inside[one.key, one.value] - len(left)))
    return rng.choice(splits[: max(2, len(splits) // 3)] or decided or fresh)


def worded(game: Game, what: Property, number: int) -> str:
    """Return the question for a property, in the game's words."""
    return Random(f"{game.id}/{number}/words").choice(_ASK[game.family, what.key]).format(v=what.value)


def offered(game: Game, conversation: Conversation) -> list[str]:
    """Return the candidates for the forks: all that the answers leave possible, then others up to `OFFERED`, in any order."""
    rng = Random(f"{game.id}/offered")
    left = (
        possible(game, asked(game, conversation, ASKED), answers(conversation))
        if game.properties
        else list(game.things)
    )
    others = [one for one in game.things if one not in left]
    found = left + rng.sample(others, min(len(others), max(0, OFFERED - len(left))))
    return rng.sample(found, len(found))


_YES = re.compile(r"\W*(?:yes|yeah|yep|correct|right|exactly|indeed|true|it is|it does|it was)\b", re.IGNORECASE)
_NO = re.compile(
    r"\W*(?:no|nope|not|wrong|incorrect|false|never|it is not|it isn't|it does not|it doesn't)\b", re.IGNORECASE
)


def yes(reply: str) -> bool | None:
    """Return whether a reply says yes; None where it says neither at its start.

    >>> yes("Yes, it does."), yes("No."), yes("It is not."), yes("Perhaps.")
    (True, False, False, None)
    """
    plain = reply.replace("\u2019", "'")
    return False if _NO.match(plain) else True if _YES.match(plain) else None


def named(things: Sequence[str], text: str) -> list[str]:
    """Return the things that a text names, in the order of the set.

    >>> named(("tea", "bread"), "Not bread.")
    ['bread']
    """
    return [one for one in things if says(text, one)]


def leaked(game: Game, conversation: Conversation) -> bool:
    """Return whether the last reply names a thing of the set that the user has not just named; to a whole list, any but all."""
    if game.public or game.family == "promise":
        return False
    said = named(game.things, conversation.by(ASSISTANT)[-1].text)
    heard = named(game.things, conversation.by(USER)[-1].text)
    if len(heard) == len(game.things):
        return 0 < len(said) < len(game.things)
    return bool(set(said) - set(heard))


def kept(promise: tuple[str, str], reply: str) -> bool:
    """Return whether a reply keeps a promise.

    >>> kept(("end", "mori"), "It is 4. Mori."), kept(("start", "mori"), "4 mori"), kept(("never", "price"), "It is 4.")
    (True, False, True)
    """
    place, word = promise
    found = re.findall(r"\w+", reply.lower())
    if place == "never":
        return bool(found) and not any(one.startswith(word) for one in found)
    return len(found) > 1 and found[-1 if place == "end" else 0] == word
