"""Repair: a user who asks something of the talk itself, and whether that act comes back.

A complete request of the town is answered first; then the user asks to hear it again, whole or in part, in other words, with a
word defined or an example, drops it, ends the talk, corrects it, says that they were misunderstood, approves of it, or asks for
something else (the control: no act must fire). Each act has an exact checker, and a confusion matrix says what was done
instead. Wordings are the suite's own, written apart from the rules of `measures`. After NC-Bench (arXiv 2601.06426).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from commonground.conversation.record import ASSISTANT, Conversation
from commonground.episodes import users
from commonground.episodes.task import Task, Verdict
from commonground.episodes.users import SayingUser
from commonground.statistics.intervals import wilson
from commonground.suites import talk_done, talk_words
from commonground.suites.ratios import shown
from commonground.suites.suite import Condition, Number, Suite, columns
from commonground.suites.talk_done import Asked, done
from commonground.suites.talk_words import DEFINE, EXAMPLE, MEANT, PARAPHRASE, PART, SAID
from commonground.suites.town_tasks import check as town_check
from commonground.text.tokens import says
from commonground.town import facts, glossary, grading
from commonground.town.facts import PEOPLE, VENUES
from commonground.town.families import FAMILIES
from commonground.town.families.lookups import KNOWN, LOOKUP
from commonground.town.glossary import GLOSSARY, USED
from commonground.town.items import Item, make_item

NAME, VERSION = "repair", "2"
NEW = "paraphrase-new"  # replies of a family whose other wording nobody ever showed the embedded model
ACTS = ("repeat", "part", "paraphrase", "define", "example", "abort", "close", "correct", "meant", "approve", "none")
LEFT_OUT = "ride"  # the family of NEW
_TOWN = tuple(name for name, family in FAMILIES.items() if family.kind not in ("decomposes", "refers"))
_TOLD = ("booking", "order", "letter")  # families whose replies are made of what was said
_NOUNS = {  # of a key of a reply, the word that asks for it
    "venue": "venue", "day": "day", "time": "time", "shop": "shop", "dish": "dish", "address": "address", "drink": "drink",
    "subject": "subject",
}  # fmt: skip
# What each act may have been answered with.
_RIGHT = {
    "repeat": ("repeat",), "part": ("part", "repeat"), "paraphrase": ("paraphrase",), "define": ("define",),
    "example": ("example",), "abort": ("short",), "close": ("short",), "approve": ("repeat", "short", "right"),
}  # fmt: skip
_HOURS, _ABOUT = ("opening hour", "closing hour"), ("job", "home")
_FIRST = {
    _HOURS: ("What is the hour of {x}?", "Tell me the hour of {x}.", "I need the hour of {x}.", "Say the hour of {x}."),
    _ABOUT: ("What about {x}?", "Tell me about {x}.", "I ask about {x}.", "What is it with {x}?"),
}


def suite() -> Suite:
    """Return the suite."""
    condition = Condition("REPAIR", SayingUser, columns("repair"), turns=lambda task: len(task.shards))
    versions = {
        "town": facts.VERSION, "glossary": glossary.VERSION, "grading": grading.VERSION, "users": users.VERSION,
        "words": talk_words.VERSION, "done": talk_done.VERSION,
    }  # fmt: skip
    return Suite(NAME, VERSION, (condition,), (), versions, tasks, frozenset(ACTS), numbers=confusion)


def tasks(seed: int, count: int) -> list[Task]:
    """Return `count` tasks, the acts in turn."""
    acts = (*ACTS, NEW)
    return [_task(acts[number % len(acts)], seed, number // len(acts)) for number in range(count)]


def confusion(rows: Sequence[Mapping[str, Any]]) -> list[Number]:
    """Return, of each act that was asked for, how often each act was done: "repeat > short" is a repeat that was none."""
    found: dict[tuple[str, str, str], Counter[str]] = {}
    for row in rows:
        if row["final"] is not None:
            did = row["family"] if row["final"]["score"] else str(row["final"]["error"])
            found.setdefault((row["condition"], row["mediation"], row["family"]), Counter())[did] += 1
    numbers = list[Number]()
    for (condition, mediation, asked), counts in found.items():
        total = sum(counts.values())
        for did, count in counts.most_common():
            numbers += shown(f"{asked} > {did}", (condition, mediation), wilson(count, total))
    return numbers


def _task(act: str, seed: int, index: int) -> Task:
    random = Random(f"{seed}/{act}/{index}")
    if act == "meant":
        return _meant(random, seed, index)
    item = _item(act, seed, index)
    first, asked = item.full, Asked(item)
    if act == "correct":
        first = " ".join(shard.text for shard in item.shards if not shard.corrects)
        second, judged = " ".join(shard.text for shard in item.shards if shard.corrects), _answered(item)
    elif act == "none":
        other = make_item(_TOWN[(index + 1 + index // len(_TOWN)) % len(_TOWN)], "test", seed + 1, index)
        second, judged = other.full, _answered(other)
    else:
        asked, second = _request(act, asked, random)
        judged = _did(asked, act.removesuffix("-new"))
    return Task(
        id=f"{act}/{item.id}",
        family=act,
        full=f"{first} {second}",
        shards=(first, second),
        check=judged,
        briefing=f"{item.family.briefing} {glossary.briefing(item.family.name)}".strip(),
        world=facts.VERSION,
    )


def _item(act: str, seed: int, index: int) -> Item:
    """Return the item that is answered before an act: of a family whose replies give the act something to do."""
    if act == NEW:
        return make_item(LEFT_OUT, "test", seed, index)
    if act == "correct":
        return _corrected(seed, index)
    families = {
        "part": _TOLD, "paraphrase": _TOLD, "define": tuple(USED),
        "example": tuple(name for name, used in USED.items() if any(GLOSSARY[word].instances for word in used)),
    }.get(act, _TOWN)  # fmt: skip
    return make_item(families[index % len(families)], "test", seed, index)


def _request(act: str, asked: Asked, random: Random) -> tuple[Asked, str]:
    """Return what an act asks about, and its words."""
    item = asked.item
    if act in ("paraphrase", NEW):
        return asked, random.choice(PARAPHRASE)
    if act == "part":
        key = random.choice([key for key in item.values if key in _NOUNS])
        return replace(asked, key=key), random.choice(PART).format(n=_NOUNS[key])
    if act in ("define", "example"):
        used = [word for word in USED[item.family.name] if act == "define" or GLOSSARY[word].instances]
        word = random.choice(used)
        return replace(asked, word=word), random.choice(DEFINE if act == "define" else EXAMPLE).format(n=word)
    return asked, random.choice(SAID[act])


def _corrected(seed: int, index: int) -> Item:
    """Return an item in which a later part corrects an earlier one."""
    at = index
    while True:
        item = make_item(_TOWN[at % len(_TOWN)], "test", seed, at)
        if any(shard.corrects for shard in item.shards):
            return item
        at += 1009  # another item of another family


def _meant(random: Random, seed: int, index: int) -> Task:
    """Return a question that can be taken in two ways, whose user meant the one that the reply did not take."""
    pair = (_HOURS, _ABOUT)[index % 2]
    name = random.choice([one.name for one in (VENUES if pair is _HOURS else PEOPLE)])
    first, words = random.choice(_FIRST[pair]).format(x=name), random.choice(MEANT)

    def meant(conversation: Conversation) -> tuple[str, str]:
        """Return what was meant and what was not: the second of the two where a reply answers neither or both."""
        reply = conversation.by(ASSISTANT)[0].text if conversation.by(ASSISTANT) else ""
        taken = [one for one in pair if says(reply, KNOWN[f"{one} of {name}"])]
        return (pair[0], pair[1]) if taken == [pair[1]] else (pair[1], pair[0])

    def say(task: Task, number: int, conversation: Conversation) -> str:
        return words.format(n=meant(conversation)[0]) if number else task.shards[0]

    def check(conversation: Conversation) -> Verdict:
        right, other = (KNOWN[f"{one} of {name}"] for one in meant(conversation))
        reply = conversation.by(ASSISTANT)[-1].text
        rest = reply.replace(name, "")
        if says(rest, right) and not says(rest, other):
            return Verdict(1.0, None, right, True)
        return Verdict(0.0, "answer" if says(rest, other) else "other", reply[:200], True)

    return Task(
        id=f"meant/{seed}/{index}", family="meant", full=f"{first} {words.format(n=pair[1])}",
        shards=(first, words.format(n=pair[1])), check=check, say=say, briefing=LOOKUP.briefing, world=facts.VERSION,
    )  # fmt: skip


Check = Callable[[Conversation], Verdict]


def _answered(item: Item) -> Check:
    """Return the check that the last reply answers a request."""

    def check(conversation: Conversation) -> Verdict:
        found = town_check(item, conversation)
        did = None if found.score else done(Asked(item), "answer", conversation)
        return Verdict(found.score, did, found.answer, found.attempt)

    return check


def _did(asked: Asked, act: str) -> Check:
    """Return the check that the last reply does an act; of an approved reply nothing is to change."""
    wanted = "short" if "short" in _RIGHT[act] else act

    def check(conversation: Conversation) -> Verdict:
        did = done(asked, wanted, conversation)
        right = did in _RIGHT[act]
        return Verdict(float(right), None if right else did, conversation.by(ASSISTANT)[-1].text[:200], True)

    return check
