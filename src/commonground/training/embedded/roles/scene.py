"""A scene: a chat, and what the shared mediator call is to say of each of its turns. Any set of fields can be asked of it.

One example is a whole scene, and teaches what is to be written after each of its turns.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from commonground.conversation.record import ASSISTANT, SYSTEM, USER, Conversation, Turn
from commonground.mediation.reader import FIELDS, MISSING, NEEDS, PASS, REQUEST, prompt, shown
from commonground.training.embedded.example import Example


@dataclass(frozen=True, slots=True)
class Exchange:
    """One turn of a scene: what the user says, a reply, and what is to be read of it: fields not named are null."""

    text: str
    reply: str
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scene:
    """A chat under a system text ("": none). `unknown` are fields that the scene cannot tell: they are never asked of it."""

    system: str
    exchanges: tuple[Exchange, ...]
    unknown: frozenset[str] = frozenset()


def drawn(rng: Random, scene: Scene) -> tuple[str, ...]:
    """Return fields to ask of a scene: half the time all that it can tell, else one that it is about, or any set.

    A question is never asked for without the list that it goes by.
    """
    known = [name for name in FIELDS if name not in scene.unknown]
    draw = rng.random()
    if draw < 0.5:
        return tuple(known)
    told = [name for name in known if any(name in exchange.answers for exchange in scene.exchanges)]
    some = [rng.choice(told)] if draw < 0.75 and told else rng.sample(known, rng.randint(1, len(known)))
    if MISSING in some:
        some.append(NEEDS)
    return tuple(name for name in known if name in some)


def example(role: str, scene: Scene, fields: Sequence[str]) -> Example:
    """Return what a mediator is to write of these fields after every turn; the request alone is never read of the first."""
    turns = [Turn(SYSTEM, scene.system)] if scene.system else []
    answers: list[tuple[int, str]] = []
    for exchange in scene.exchanges:
        turns.append(Turn(USER, exchange.text))
        answers.append((len(shown(fields, Conversation(tuple(turns)))), answer(fields, exchange.answers)))
        turns.append(Turn(ASSISTANT, exchange.reply))
    asked = shown(fields, Conversation(tuple(turns[:-1])))
    messages = (("system", prompt(fields)), ("user", asked), ("assistant", answers[-1][1]))
    return Example(role, messages, tuple(answers[_first(fields) : -1]))


def answer(fields: Sequence[str], values: Mapping[str, str]) -> str:
    """Return what a mediator is to write: a JSON object, or the request alone as plain text.

    >>> answer(("missing", "request"), {"missing": "Which day?"})
    '{"missing": "Which day?", "request": null}'
    """
    if tuple(fields) == (REQUEST,):
        return values.get(REQUEST, PASS)
    return json.dumps({name: values.get(name) for name in fields}, ensure_ascii=False)


def _first(fields: Sequence[str]) -> int:
    return 1 if tuple(fields) == (REQUEST,) else 0
