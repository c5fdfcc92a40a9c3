"""Idiolect: users with words of their own, who explain or correct one when the assistant takes it wrong.

A user has ten private words: made-up ones for days, venues, times, numbers and stops ("zorla" for Tuesday), and habits ("the
usual way") that others have too, and mean otherwise. In earlier chats some were misread and corrected; the Refiner makes
its rules of those chats. Then the user makes a request with one of the words, the more often used ones more often. Conditions
differ in whose chats, and how many: NONE, AFTER-1, AFTER-3, AFTER-10, and OTHERS, ten of another user's. Wordings are the
suite's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from random import Random

from commonground.conversation.record import ASSISTANT, USER, Conversation, Turn
from commonground.episodes.task import Task
from commonground.mediation import refiner, rules
from commonground.mediation.refiner import Trajectory
from commonground.mediation.rules import Rule
from commonground.mediation.steps import by_rules
from commonground.memory import meanings
from commonground.suites.suite import Suite, columns, saying
from commonground.suites.town_tasks import check as town_check
from commonground.town import facts, grading
from commonground.town.families import FAMILIES
from commonground.town.family import Family, draw_until, syllables
from commonground.town.items import Item, draw_values, one_sentence

NAME, VERSION = "idiolect", "1"
WORDS = 10  # private words of a user, the most used first
_CHATS = {"NONE": 0, "AFTER-1": 1, "AFTER-3": 3, "AFTER-10": 10, "OTHERS": 10}
_ASKED = 10  # requests of each user
# What a made-up word may stand for: family and fact.
_FACTS = (
    ("booking", "day"), ("booking", "venue"), ("booking", "time"), ("booking", "people"), ("booking", "seat"),
    ("ride", "to"), ("ride", "from"), ("ride", "time"), ("meeting", "day"), ("meeting", "hours"), ("order", "shop"),
    ("order", "address"),
)  # fmt: skip
_MADE_UP = 7
_HABITS = ("the usual way", "like always", "our special", "the family plan", "the quick one", "the old routine")
_HABIT = {  # what a habit holds: family, facts, and how it is said in full
    "booking": (("people", "time", "seat"), "for {people} people at {time} with a {seat} seat"),
    "ride": (("from", "to"), "from the {from} to the {to}"),
    "order": (("dish", "address"), "with {dish} to {address}"),
}
# Of ten corrections, seven explain the word and three only give the value.
EXPLAINED = (
    "By {w} I mean {m}.", "No, {w} means {m}.", "When I say {w}, I mean {m}.", "Sorry, with {w} I always mean {m}.",
    "That is not it. {W} stands for {m}.", "{W} is what you should read as {m}.", "{m}, that is what {w} means.",
    "Let me explain: {w} is my word for {m}.", "We say {w} for {m}.", "I use {w} when I mean {m}.",
    "Wrong. For me {w} is {m}.", "Remember that {w} means {m} to me.",
)  # fmt: skip
ONLY = ("No, {m}.", "Not {x}, {m}.", "Sorry, I meant {m}.", "Wrong, it is {m}.")
_ONLY = 0.3


@dataclass(frozen=True, slots=True)
class Private:
    """A word of a user's: what they say, what it means in plain words, and the facts of a family that it holds."""

    said: str
    means: str
    family: str
    values: Mapping[str, str]

    @property
    def kind(self) -> str:
        """Return whether it is a made-up word or a habit."""
        return "habit" if self.said in _HABITS else "word"


@dataclass(frozen=True, slots=True)
class IdiolectTask(Task):
    """A request with a private word, and whose word it is."""

    seed: int = 0
    owner: int = 0


@lru_cache(maxsize=512)
def lexicon(seed: int, user: int) -> tuple[Private, ...]:
    """Return a user's private words, the most used first. Values are of the test split; every made-up word is one user's."""
    rng = Random(f"{seed}/{NAME}/{user}")
    made = [_word(rng, *place) for place in rng.sample(_FACTS, _MADE_UP)]
    habits = [_habit(rng, said) for said in rng.sample(_HABITS, WORDS - _MADE_UP)]
    return tuple(rng.sample([*made, *habits], WORDS))


def _word(rng: Random, name: str, key: str) -> Private:
    family = FAMILIES[name]
    slot = next(slot for slot in family.slots if slot.key == key)
    value = slot.draw(rng, "test", {})
    said = draw_until(lambda: syllables(rng, 2), "test")
    return Private(said, f"{slot.wording.article}{value}", name, {key: value})


def _habit(rng: Random, said: str) -> Private:
    name = rng.choice(tuple(_HABIT))
    keys, form = _HABIT[name]
    values: dict[str, str] = {}
    for slot in FAMILIES[name].slots:
        if slot.key in keys:
            values[slot.key] = slot.draw(rng, "test", values)
    return Private(said, form.format(**values), name, values)


def request(own: Private, rng: Random) -> tuple[str, Item]:
    """Return a request of a family in which a private word stands for its facts, and the item that it means."""
    family: Family = FAMILIES[own.family]
    values = {**draw_values(family, "test", rng), **own.values}
    plain = {key: value for key, value in values.items() if key not in own.values}
    if own.kind == "habit":
        text = one_sentence(family, "test", rng, plain)
        text = f"{text[:-1]}, {own.said}{text[-1]}"
    else:
        (key,) = own.values
        text = one_sentence(family, "test", rng, {**plain, key: own.said})
    item = Item(family, "test", 0, 0, values, (text,), (), tuple({key: value} for key, value in values.items()))
    return text, item


def chat(seed: int, user: int, number: int) -> Conversation:
    """Return the earlier chat in which word `number` of a user was misread: a plain request that went right, then that one."""
    own, rng = lexicon(seed, user)[number], Random(f"{seed}/{NAME}/{user}/chat/{number}")
    family = FAMILIES[own.family]
    values = draw_values(family, "test", rng)
    before = one_sentence(family, "test", rng, values)
    text, item = request(own, rng)
    wrong = family.write(
        {**family.filled(item.values), **{slot.key: slot.default for slot in family.slots if slot.key in own.values}}
    )
    only = own.kind == "word" and rng.random() < _ONLY
    default = next(slot.default for slot in family.slots if slot.key in own.values)
    said = rng.choice(ONLY if only else EXPLAINED)
    corrected = said.format(w=own.said, W=own.said[0].upper() + own.said[1:], m=own.means, x=default)
    said_and_done = (before, family.write(family.filled(values)), text, wrong, corrected, item.reference)
    turns = tuple(Turn((USER, ASSISTANT)[at % 2], one) for at, one in enumerate(said_and_done))
    return Conversation(turns, id=f"{user}/{number}", meta={"user": str(user)})


@lru_cache(maxsize=2048)
def learnt(seed: int, user: int, chats: int) -> tuple[Rule, ...]:
    """Return the rules that the Refiner makes of the first chats of a user."""
    own = [chat(seed, user, number) for number in range(chats)]
    made = refiner.refine([Trajectory(one.id or "", one, None, str(user)) for one in own])
    return tuple(replace(rule, user="") for rule in made.rules)  # given to whoever asks: OTHERS shows what that does


def _rules(name: str, task: Task) -> tuple[Rule, ...]:
    if not isinstance(task, IdiolectTask):
        return ()
    owner = task.owner + 1 if name == "OTHERS" else task.owner
    return learnt(task.seed, owner, _CHATS[name])


def task(seed: int, user: int, number: int) -> IdiolectTask:
    """Return request `number` of a user; of the words, the n-th is used 1/n as often as the first."""
    rng = Random(f"{seed}/{NAME}/{user}/asked/{number}")
    own = rng.choices(lexicon(seed, user), [1 / rank for rank in range(1, WORDS + 1)])[0]
    text, item = request(own, rng)
    return IdiolectTask(
        id=f"{NAME}/{seed}/{user}/{number}", family=own.kind, full=text, shards=(text,), check=partial(town_check, item),
        reference=item.reference, briefing=item.family.briefing, world=facts.VERSION, seed=seed, owner=user,
    )  # fmt: skip


def tasks(seed: int, count: int) -> Sequence[IdiolectTask]:
    """Return `count` requests, those of one user after those of another."""
    return [task(seed, number // _ASKED, number % _ASKED) for number in range(count)]


def suite() -> Suite:
    """Return the suite."""
    conditions = tuple(
        replace(saying(name, lambda task: (task.full,), columns("explicate")), rules=partial(_rules, name))
        for name in _CHATS
    )
    versions = {
        "town": facts.VERSION, "grading": grading.VERSION, "refiner": refiner.VERSION, "rules": rules.VERSION,
        "step by_rules": by_rules.VERSION, "meanings": meanings.VERSION,
    }  # fmt: skip
    return Suite(NAME, VERSION, conditions, (), versions, tasks, frozenset(("word", "habit")))
