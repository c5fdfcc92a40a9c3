"""What a request needs and still lacks, as the mediator is to read it (`needs`, `missing`), whether said at once or over turns.

The question is for the first required fact that is missing, in the order of the family's slots; null once none is. Made-up
tasks and thanks need nothing that one can name.
"""

from __future__ import annotations

from random import Random

from commonground.mediation.reader import MISSING, NEEDS, REQUEST
from commonground.town.families import FAMILIES
from commonground.town.family import Family
from commonground.town.items import Item, one_sentence, sentences, statement
from commonground.town.questions import TO_ASK
from commonground.training.embedded import chats
from commonground.training.embedded.drills import sentence
from commonground.training.embedded.example import Example
from commonground.training.embedded.roles import request
from commonground.training.embedded.roles.needed import needed
from commonground.training.embedded.roles.scene import Exchange, Scene, drawn, example

LEFT_OUT = request.LEFT_OUT
_ASKED = tuple(FAMILIES[name] for name in TO_ASK if name not in LEFT_OUT)
_FAMILIES = (*_ASKED, FAMILIES["total"])  # of a basket nobody can say what it lacks
_ANSWERS = ("", "", "", "Oh, ", "Well, ", "Right, ", "Yes: ")
_MOST = 2  # questions in a row, as the step asks them


def scene(rng: Random) -> Scene:
    """Return requests with a fact left out, revealed in pieces, or complete, now and then after others."""
    draw = rng.random()
    if draw < 0.4:
        exchanges = _at_once(rng)
    elif draw < 0.75:
        exchanges = _revealed(rng)
    elif draw < 0.87:
        exchanges = request.played(rng, request.made_up_episode(rng))
    else:
        exchanges = [request.finished(rng)]
    before = [request.finished(rng) for _ in range(rng.choice((0, 0, 0, 1, 1, 2)))]
    system = f"You are a helpful assistant. {sentence(rng)}" if rng.random() < 0.1 else ""
    return Scene(system, (*before, *exchanges))


def short(rng: Random) -> Example:
    """Return one request with a fact left out, or complete, most often with nothing else to be read."""
    said = Scene("", tuple(_at_once(rng) if rng.random() < 0.6 else [request.finished(rng)]))
    return example("tells what is missing", said, (NEEDS, MISSING) if rng.random() < 0.7 else drawn(rng, said))


class _Told:
    """What a user has said of one item so far, and what that lacks."""

    def __init__(self, item: Item) -> None:
        self._item = item
        self.values: dict[str, str] = {}
        self.texts: list[str] = []

    @property
    def lacks(self) -> str | None:
        """The slot of the first required fact that was not said; None for none."""
        return next((key for key in TO_ASK.get(self._item.family.name, ()) if key not in self.values), None)

    def read(self, text: str, meant: str) -> dict[str, str]:
        """Take in a turn, and return what is to be read of it: the request is restated from the second turn on."""
        self.texts.append(meant)
        found = needed(self._item.family.name, self.values)
        return {**found, REQUEST: " ".join(self.texts)} if len(self.texts) > 1 else found

    def guess(self, rng: Random) -> str:
        """Return the reply of an assistant that does not ask: the usual guess; right where nothing is missing."""
        return sentence(rng) if rng.random() < 0.08 else chats.guess(self._item, self.values)


def _at_once(rng: Random) -> list[Exchange]:
    """Return a request without up to two of its required facts, and the facts as they are asked for or added."""
    item = chats.some_item(rng, _FAMILIES, correct=False)
    keys = list(TO_ASK.get(item.family.name, ()))
    left = sorted(rng.sample(keys, rng.choice((0, 1, 1, 1, 2))), key=keys.index) if keys else []
    told = _Told(item)
    told.values = {key: value for key, value in item.values.items() if key not in left}
    form = rng.choice((one_sentence, sentences))
    text = form(item.family, "train", rng, told.values)
    exchanges, asks = [], rng.random() < 0.7
    for key in (*left, None):
        answers = told.read(text, text)
        exchanges.append(Exchange(text, answers[MISSING] if MISSING in answers and asks else told.guess(rng), answers))
        if key:
            told.values[key] = item.values[key]
            text = _answer(rng, item.family, key, item.values[key])
    if rng.random() < 0.12:
        exchanges.append(Exchange(rng.choice(request.THANKS), told.guess(rng)))
    return exchanges


def _answer(rng: Random, family: Family, key: str, value: str) -> str:
    """Return one fact as a user answers with it: a sentence, or the value alone."""
    if rng.random() < 0.2:
        return f"{value[0].upper()}{value[1:]}."
    slot = next(slot for slot in family.slots if slot.key == key)
    opener, text = rng.choice(_ANSWERS), statement(slot, "train", rng, value)
    keeps = not opener or text.startswith((value, "I "))
    return opener + (text if keeps else text[0].lower() + text[1:])


def _revealed(rng: Random) -> list[Exchange]:
    """Return a task in pieces; a question of the assistant is answered next."""
    item = chats.some_item(rng, _FAMILIES)
    shards = list(zip(item.shards, item.stated, strict=True))
    told, exchanges, asked = _Told(item), list[Exchange](), 0
    asks = rng.random() < 0.7
    while shards:
        key = told.lacks if asks and 0 < asked <= _MOST else None
        at = next((at for at, (shard, _) in enumerate(shards) if key in shard.keys and not shard.corrects), 0)
        shard, stated = shards.pop(at)
        told.values.update(stated)
        answers = told.read(shard.text, shard.text)
        asked += asks and MISSING in answers
        question = answers.get(MISSING) if asks and asked <= _MOST else None
        exchanges.append(Exchange(shard.text, question or told.guess(rng), answers))
    return exchanges
