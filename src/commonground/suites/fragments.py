"""Fragments: a few words after a complete request and its reply, which correct, approve, add, point, or say nothing.

"Tuesday, better." and "Tuesday, great." look alike; the one changes a fact and the other must not. Judged on the last reply:
all facts as they stand then (`correct`, `add`, `point`), or nothing changed (`approve`, `idle`); a value that nobody said is
`invented`. Wordings are the suite's own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random

from commonground.conversation.record import ASSISTANT, Conversation
from commonground.episodes import users
from commonground.episodes.task import Task, Verdict
from commonground.episodes.users import SayingUser
from commonground.suites.suite import Condition, Suite, columns
from commonground.suites.town_tasks import check as town_check
from commonground.text.tokens import words
from commonground.town import facts, grading
from commonground.town.family import Slot
from commonground.town.items import ORDINALS, Item, make_item, options

NAME, VERSION = "fragments", "1"
KINDS = ("correct", "approve", "add", "point", "idle")
_SHORT = 20  # words that an acknowledgement may have

CORRECT = (
    "{v} is the better choice.", "Ugh, {v}.", "Could we do {v}?", "Make this {v}.", "{v}, on second thought.",
    "Slight change: {v}.",
    "Scrap {old}, {v} please.", "Instead of {old}, {v}.", "I should have said {v}.", "Oh dear, {v}.",
    "{v} this time, not {old}.",
    "No, I want {v}.", "{v}, sorry for that.", "We need {v} after all.", "Change of mind, {v}.", "Only {v} is possible.",
    "Let me correct that: {v}.", "Swap it for {v}.",
)  # fmt: skip
APPROVE = (
    "{v}, super.", "{v}, just right.", "{v} is perfect.", "Yes please, {v}.", "{v}, very nice.", "Alright, {v}.",
    "Excellent, {v}.", "{v}, that is fine.", "{v} is what we want.", "Happy with {v}.", "{v}. Great, thank you.",
    "Yes, {v}, exactly as I said.", "{v}, agreed.", "Good choice, {v}.", "Looks good, {v}.", "Brilliant, {v}.",
)  # fmt: skip
ADD = (
    "And also {v}.", "{v} on top.", "Ah, and {v}, please.", "Please put in {v}.", "In addition, {v}.", "Forgot to say: {v}.",
    "If possible {v}.", "{v}, in addition.",
)  # fmt: skip
POINT = (
    "The {o} one would be great.", "Let me have the {o} one.", "Choose the {o} one.", "I prefer the {o}.",
    "The {o} one looks good.",
    "Option {n} it is.", "We choose number {n}.", "Then the {o} of these.",
)  # fmt: skip
IDLE = ("Mhm.", "Give me a second.", "Just a moment.", "Oh.", "So.", "Fascinating.", "I am thinking.", "Ah, I see.")

# How a value stands in a fragment: those of facts that are always given, and those that may be added.
_GIVEN = {
    "booking": {"venue": "the {v}", "day": "{v}", "time": "{v}", "people": "{v} people"},
    "ride": {"from": "from the {v}", "to": "to the {v}", "time": "{v}"},
    "meeting": {"day": "{v}", "hours": "{v} hours"},
    "order": {"shop": "from the {v}", "address": "to {v}"},
}
_MORE = {
    "booking": {"name": "under the name {v}", "seat": "with a {v} seat"},
    "ride": {"bags": "{v} bags", "day": "on {v}"},
    "meeting": {"topic": "about the {v}"},
    "order": {"drink": "{v} to drink", "note": "with the note {v}"},
}
_FAMILIES = tuple(_GIVEN)


def suite() -> Suite:
    """Return the suite."""
    condition = Condition(
        "FRAGMENT", SayingUser, columns("explicate"),
        turns=lambda task: len(task.shards),
    )  # fmt: skip
    versions = {"town": facts.VERSION, "grading": grading.VERSION, "users": users.VERSION}
    return Suite(NAME, VERSION, (condition,), (), versions, tasks, frozenset(KINDS))


def tasks(seed: int, count: int) -> list[Task]:
    """Return `count` tasks, the kinds in turn."""
    return [_MAKERS[KINDS[number % len(KINDS)]](seed, number // len(KINDS)) for number in range(count)]


def _item(seed: int, index: int) -> Item:
    return make_item(_FAMILIES[index % len(_FAMILIES)], "test", seed, index, correct=False)


def _slot(item: Item, key: str) -> Slot:
    return next(slot for slot in item.family.slots if slot.key == key)


def _correct(seed: int, index: int) -> Task:
    item, rng = _item(seed, index), Random(f"{seed}/{NAME}/correct/{index}")
    forms = _GIVEN[item.family.name]
    key = rng.choice(tuple(forms))
    old, others = item.values[key], {name: value for name, value in item.values.items() if name != key}
    new = next(value for value in iter(lambda: _slot(item, key).draw(rng, "test", others), None) if value != old)
    text = rng.choice(CORRECT).format(v=forms[key].format(v=new), old=forms[key].format(v=old))
    return _task("correct", _with(item, {key: new}), item.full, text)


def _approve(seed: int, index: int) -> Task:
    item, rng = _item(seed, index), Random(f"{seed}/{NAME}/approve/{index}")
    forms = _GIVEN[item.family.name]
    key = rng.choice(tuple(forms))
    return _task("approve", item, item.full, rng.choice(APPROVE).format(v=forms[key].format(v=item.values[key])))


def _idle(seed: int, index: int) -> Task:
    item, rng = _item(seed, index), Random(f"{seed}/{NAME}/idle/{index}")
    return _task("idle", item, item.full, rng.choice(IDLE))


def _add(seed: int, index: int) -> Task:
    rng, at = Random(f"{seed}/{NAME}/add/{index}"), index
    item = _item(seed, at)
    while not (free := [key for key in _MORE[item.family.name] if key not in item.values]):
        at += 4001  # another item of another family
        item = _item(seed, at)
    key = rng.choice(free)
    value = _slot(item, key).draw(rng, "test", item.values)
    return _task(
        "add",
        _with(item, {key: value}),
        item.full,
        rng.choice(ADD).format(v=_MORE[item.family.name][key].format(v=value)),
    )


def _point(seed: int, index: int) -> Task:
    """Return a task in which the user asks what there is, points at one of the list, and then says the rest."""
    item, rng = make_item("pick", "test", seed, index), Random(f"{seed}/{NAME}/point/{index}")
    first, second, *rest = item.shards
    option = rng.randrange(len(ORDINALS))
    pointer = rng.choice(POINT).format(o=ORDINALS[option], n=option + 1)

    def say(task: Task, number: int, conversation: Conversation) -> str:
        pointless = number == 1 and len(_listed(conversation)) <= option
        return second.text if pointless else task.shards[number]

    def check(conversation: Conversation) -> Verdict:
        listed = _listed(conversation)
        known = {"venue": listed[option]} if len(listed) > option else {}
        return _changed(_with(item, known), conversation)

    shards = (f"{first.text} {first.question}", pointer, " ".join(shard.text for shard in rest))
    return replace(_task("point", item, *shards), check=check, say=say)


_MAKERS: Mapping[str, Callable[[int, int], Task]] = {
    "correct": _correct, "approve": _approve, "add": _add, "point": _point, "idle": _idle,
}  # fmt: skip


def _listed(conversation: Conversation) -> tuple[str, ...]:
    replies = conversation.by(ASSISTANT)
    return options(replies[0].text) if replies else ()


def _with(item: Item, values: Mapping[str, str]) -> Item:
    """Return an item in which these facts were said last."""
    return replace(item, values={**item.values, **values}, stated=(*item.stated, dict(values)))


def _task(kind: str, item: Item, *shards: str) -> Task:
    said = tuple(text[0].upper() + text[1:] for text in shards)
    judge = _kept if kind in ("approve", "idle") else _changed
    return Task(
        id=f"{kind}/{item.id}", family=kind, full=" ".join(said), shards=said,
        check=lambda conversation: judge(item, conversation),
        reference=item.reference, briefing=item.family.briefing, world=facts.VERSION,
    )  # fmt: skip


def _changed(item: Item, conversation: Conversation) -> Verdict:
    """Return whether the last reply has every fact as it stands."""
    found = town_check(item, Conversation(conversation.by(ASSISTANT)[-1:]))
    invented = found.attempt and not found.score and _invents(item, conversation)
    return replace(found, error="invented") if invented else found


def _kept(item: Item, conversation: Conversation) -> Verdict:
    """Return whether the last reply changes nothing: it is the right one again, or only acknowledges."""
    found = _changed(item, conversation)
    if found.attempt:
        return found
    last = conversation.by(ASSISTANT)[-1].text
    short = bool(last.strip()) and len(words(last)) <= _SHORT
    return Verdict(float(short), None if short else "other", last[:200], True)


def _invents(item: Item, conversation: Conversation) -> bool:
    """Return whether the last reply gives a fact a value that nobody said before and that is not the usual one."""
    answer = item.family.read(conversation.by(ASSISTANT)[-1].text) or {}
    heard = " ".join(turn.text for turn in conversation.turns[:-1] if turn.speaker != "system").casefold()
    return any(
        value.casefold() not in heard and value.casefold() != slot.default.casefold()
        for slot in item.family.slots
        if (value := answer.get(slot.key, "")) and item.family.kind != "decomposes"
    )
