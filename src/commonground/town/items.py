"""Items: one task of a family, made from a seed without limit, with its instruction, shards, reference and briefing.

The same seed, split and index always give the same item. The splits are disjoint by construction: made-up names,
addresses and clock times, whole combinations of facts, and every wording belong to one of the two by a fixed rule, and
the test split has a user who talks differently.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from random import Random

from commonground.errors import UnknownNameError
from commonground.town.facts import VENUES
from commonground.town.families import FAMILIES
from commonground.town.family import Family, Slot, Split, Values, held_out

ORDINALS = ("first", "second", "third")

_FILLERS = {
    "train": ("", "", "", "", "And ", "Also, ", "Well, ", "Please note: ", "Yes, ", "Then, ", "By the way, "),
    "test": ("", "", "Oh, ", "So, ", "One more thing: ", "Right, "),
}
_CORRECTIONS = {
    "train": (
        "No wait, ",
        "Change of plan: ",
        "I was wrong, ",
        "Not so: ",
        "Sorry, ",
        "Hold on, ",
        "No, ",
        "Wait, I was wrong: ",
    ),
    "test": ("Sorry, I was wrong: ", "No, change of plan, "),
}
_QUESTIONS = {
    "train": (
        "Which {kind}s are there?",
        "Name three {kind}s.",
        "What {kind}s can you offer?",
        "Tell me three {kind}s.",
    ),
    "test": ("Which {kind}s can you offer?", "What three {kind}s are there?"),
}
_POINTERS = {
    "train": (
        "Take the {o} one.",
        "I choose the {o} one.",
        "We want the {o} one.",
        "The {o} one, please.",
        "Make it the {o} one.",
    ),
    "test": ("I want the {o} one.", "Please take the {o} one."),
}


@dataclass(frozen=True, slots=True)
class Shard:
    """One turn's worth of a task: `keys` are the facts it holds, none for a bare intent.

    `corrects` says that it replaces what an earlier shard said of the same fact. In a conversation, `question` is asked
    after the text, and `pointer` is said in its place where the assistant has listed things: it takes number `option`
    (0-based) of them.
    """

    text: str
    keys: tuple[str, ...]
    corrects: bool = False
    question: str = ""
    pointer: str = ""
    option: int = 0


def options(reply: str) -> tuple[str, ...]:
    """Return the names that a reply lists, one a line as `1. NAME`, without what is said of them; empty for no list."""
    lines = re.findall(r"^\s*\d+[.)]\s*(.+)$", reply, re.MULTILINE)
    names = (re.split(r"\s+[-\u2013\u2014]\s|\s*[(:,]", line.replace("*", ""))[0].strip(" .;_") for line in lines)
    return tuple(name for name in names if name)


@dataclass(frozen=True, slots=True)
class Item:
    """One task. `values` are the facts as they finally stand, in the order stated; `stated` what each shard said.

    `phrasings` are complete instructions that say the same; `full` is the first of them.
    """

    family: Family
    split: Split
    seed: int
    index: int
    values: Values
    phrasings: tuple[str, ...]
    shards: tuple[Shard, ...]
    stated: tuple[Values, ...]

    @property
    def id(self) -> str:
        """Return the item's name, from which it can be made again."""
        return f"{self.family.name}/{self.split}/{self.seed}/{self.index}"

    @property
    def full(self) -> str:
        """Return the complete instruction."""
        return self.phrasings[0]

    @property
    def concat(self) -> str:
        """Return the shards as a bulleted list."""
        return "\n".join(f"- {shard.text}" for shard in self.shards)

    @property
    def reference(self) -> str:
        """Return a right reply."""
        return self.family.write(self.family.filled(self.values))

    @property
    def corrected(self) -> bool:
        """Return whether a later shard corrects an earlier one."""
        return any(shard.corrects for shard in self.shards)


def family(name: str) -> Family:
    """Return the family of that name. Raises: UnknownNameError."""
    try:
        return FAMILIES[name]
    except KeyError:
        raise UnknownNameError("family", name, tuple(FAMILIES)) from None


def make_item(name: str, split: Split, seed: int, index: int, correct: bool | None = None) -> Item:
    """Return item `index` of a family. `correct` forces or forbids a correcting shard; None lets one in four have it.

    Where nothing would tell which fact is corrected (`Family.alike`), None forbids it.
    """
    kind = family(name)
    rng = Random(f"{seed}/{name}/{split}/{index}")
    values = draw_values(kind, split, rng)
    wants = rng.random() < 0.25 and not kind.alike
    item = render(kind, split, rng, values, wants if correct is None else correct)
    return replace(item, seed=seed, index=index)


def draw_values(kind: Family, split: Split, rng: Random) -> dict[str, str]:
    """Return facts in the order in which they will be stated: all required, some optional, a combination of `split`."""
    while True:
        values: dict[str, str] = {}
        for slot in kind.slots:
            if slot.required or rng.random() < 0.4:
                values[slot.key] = slot.draw(rng, split, values)
        if held_out(f"{kind.name}/{sorted(values.values())}", 10) == (split == "test"):
            keys = list(values)
            rng.shuffle(keys)
            if kind.kind == "refers":  # what can be pointed at is said first, right after the list
                keys.sort(key=lambda key: key != "venue")
            return {key: values[key] for key in keys}


def render(kind: Family, split: Split, rng: Random, values: Values, correct: bool) -> Item:
    """Return the item that states `values` in this order, worded for `split`."""
    shards, stated = _shards(kind, split, rng, values, correct)
    phrasings = (one_sentence(kind, split, rng, values), sentences(kind, split, rng, values))
    return Item(kind, split, 0, 0, values, tuple(rng.sample(phrasings, 2)), shards, stated)


def one_sentence(kind: Family, split: Split, rng: Random, values: Values) -> str:
    """Return a complete request in one sentence: a stem and a clause for each fact."""
    stem = rng.choice(kind.intents(split))
    clauses = [rng.choice(slot.wording.cues).format(v=values[slot.key]) for slot in _stated(kind, values)]
    return f"{stem[:-1]} {kind.joiner.join(clauses)}{stem[-1]}"


def sentences(kind: Family, split: Split, rng: Random, values: Values) -> str:
    """Return a complete request in one paragraph: the intent and a sentence for each fact."""
    parts = [statement(slot, split, rng, values[slot.key]) for slot in _stated(kind, values)]
    return " ".join([*_intent(kind, split, rng), *parts])


def statement(slot: Slot, split: Split, rng: Random, value: str) -> str:
    """Return one fact as a sentence."""
    text = rng.choice(slot.wording.statements(split)).format(v=value)
    return text[0].upper() + text[1:]


def _stated(kind: Family, values: Values) -> Iterable[Slot]:
    slots = {slot.key: slot for slot in kind.slots}
    return [slots[key] for key in values]


def _intent(kind: Family, split: Split, rng: Random) -> list[str]:
    return [rng.choice(kind.intents(split))] if kind.opens else []


def _shards(
    kind: Family, split: Split, rng: Random, values: Values, correct: bool
) -> tuple[tuple[Shard, ...], tuple[Values, ...]]:
    shards = [Shard(text, ()) for text in _intent(kind, split, rng)]
    stated: list[Values] = [{} for _ in shards]
    wrong = _wrong_value(kind, split, rng, values) if correct and kind.kind not in ("decomposes", "refers") else {}
    for slot in _stated(kind, values):
        value = wrong.get(slot.key, values[slot.key])
        shards.append(
            Shard(_after(rng.choice(_FILLERS[split]), statement(slot, split, rng, value), value), (slot.key,))
        )
        stated.append({slot.key: value})
    for slot in (slot for slot in kind.slots if slot.key in wrong):
        value = values[slot.key]
        text = _after(rng.choice(_CORRECTIONS[split]), statement(slot, split, rng, value), value)
        shards.append(Shard(text, (slot.key,), corrects=True))
        stated.append({slot.key: values[slot.key]})
    if kind.kind == "refers":
        _point(shards, split, rng, values["venue"])
    return tuple(shards), tuple(stated)


def _after(filler: str, text: str, value: str) -> str:
    """Return `text` after `filler`, its first letter small unless it is a name or "I"."""
    keeps = not filler or text.startswith((value, "I "))
    return filler + (text if keeps else text[0].lower() + text[1:])


def _wrong_value(kind: Family, split: Split, rng: Random, values: Values) -> dict[str, str]:
    """Return another value for one fact, to be stated first and corrected later; yes-or-no facts are left alone."""
    slot = rng.choice([slot for slot in _stated(kind, values) if values[slot.key] != "yes"])
    others = {key: value for key, value in values.items() if key != slot.key}
    while True:
        value = slot.draw(rng, split, others)
        if value != values[slot.key]:
            return {slot.key: value}


def _point(shards: list[Shard], split: Split, rng: Random, venue: str) -> None:
    """Make the first shard ask what there is, and the second, the venue's, point at an option of the reply."""
    kind = next(known.kind for known in VENUES if known.name == venue)
    option = rng.randrange(len(ORDINALS))
    question = rng.choice(_QUESTIONS[split]).format(kind=kind)
    pointer = rng.choice(_POINTERS[split]).format(o=ORDINALS[option])
    shards[0] = replace(shards[0], question=question)
    shards[1] = replace(shards[1], pointer=pointer, option=option)
