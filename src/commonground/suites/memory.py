"""Memory across sessions: what a user told in earlier chats, revised, or never told, asked for in a new one.

A user tells a few things of themself between ordinary requests to the town, takes some of them back in later sessions, and then
asks in a new chat: for what holds (`fact`, `otherwise` in other words, `loose` where it was told in passing), for what was
revised, where the old answer is wrong (`revised`), and for what was never said, where the right answer is not to know
(`never`). Conditions differ in what the model is given of the sessions before. Checkers are exact: a reply has the value that
holds and not the one before. After Reflexion (arXiv 2303.11366) and its critics (arXiv 2605.12978).
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from random import Random
from typing import Any

from commonground.conversation.record import ASSISTANT, USER, Conversation, Turn
from commonground.episodes.task import Task, Verdict
from commonground.mediation import reflecting
from commonground.mediation.notes import with_system
from commonground.mediation.reflecting import reflections
from commonground.mediation.step import Step
from commonground.mediation.steps import recall
from commonground.mediation.steps.recall import told
from commonground.memory import compression as compressions
from commonground.memory import ranking, reading
from commonground.memory.items import EPISODE, Item, Source
from commonground.memory.store import Memory
from commonground.models.chat import ChatModel, Chunk, Request
from commonground.statistics.intervals import wilson
from commonground.suites import memory_slots
from commonground.suites.claims import Claim, gap
from commonground.suites.memory_slots import CURVE, SLOTS, Slot
from commonground.suites.ratios import shown
from commonground.suites.suite import Number, Suite, saying
from commonground.text.lexicon import FUNCTION_WORDS
from commonground.text.tokens import says, words
from commonground.town.families import FAMILIES
from commonground.town.items import make_item

NAME, VERSION = "memory", "2"
ASKED = ("fact", "otherwise", "loose", "revised", "dependant", "never")
LENGTHS = (1, 5, 20, 100)  # sessions before the question
MOST = 5  # what a condition that selects gives
KNOWN, NEW = "told and right, subjects of the diet", "told and right, other subjects"
_ABOUT = {text: slot.subject for slot in SLOTS for text in slot.asked}
CLAIMS = (
    Claim("episodes-beat-consolidation", "raw episodes match or beat what is consolidated of them", "arXiv 2605.12978",
          "2026-05", "paper", "match or beat", "above", -0.05, 0.0, "EPISODES - COMPRESSION",
          gap(("EPISODES", "off"), ("COMPRESSION", "off"))),
)  # fmt: skip
_DAY = 86_400.0
_START = 1_700_000_000.0
_REPLY = "Noted."
_USED = (
    "Please make a card with the words '{fact}'",
    "Print a label that reads '{fact}'",
    "Engrave a plate with '{fact}'",
)
_RIGHT = ("Thanks, that was exactly right.", "Perfect, thank you.", "Yes, exactly, thanks.")
# Families whose requests name nobody: in the others the user says what to be called.
_REQUESTS = tuple(
    name for name, family in FAMILIES.items() if all(slot.key not in ("name", "sender") for slot in family.slots)
)
_BRIEFING = (
    "You answer questions of a user whom you may have met before. Answer in one short sentence. "
    "If you were not told what is asked, say that you do not know."
)
_UNKNOWN = re.compile(
    r"\b(?:(?:do not|don't|doesn't|can't|cannot|not) (?:know|have|recall|remember|tell|sure|say)"
    r"|no (?:record|information|idea|note)"
    r"|(?:haven't|have not|never|not|hasn't) (?:been |yet )?(?:told|mentioned|said|shared|given)"
    r"|unknown|not (?:here|known))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked after the sessions: its kind, its words, the right value ("" for none), and the wrong ones."""

    kind: str
    slot: Slot
    text: str
    right: str
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """One user's sessions, the oldest first, and the questions that can be asked after them."""

    id: str
    sessions: tuple[Conversation, ...]
    questions: tuple[Question, ...]
    told: frozenset[str]  # the turns that tell something; the others are requests to the town


@dataclass(frozen=True, slots=True)
class MemoryTask(Task):
    """A question, and the sessions that went before it."""

    sessions: tuple[Conversation, ...] = ()


def story(seed: int, index: int, length: int) -> Story:
    """Return a user with `length` sessions: the same for the same arguments.

    A third of the subjects is never told. Of the others at most three a session are told; of these a third is told in
    passing, and a third is told and revised later; half of these was used in a request that came out right before.
    """
    rng = Random(f"{seed}/{NAME}/{index}/{length}")
    slots = rng.sample(SLOTS, len(SLOTS))
    never, known = slots[: len(SLOTS) // 3], slots[len(SLOTS) // 3 :][: 3 * length]
    said: list[tuple[float, tuple[str, ...]]] = []
    questions = [Question("never", slot, rng.choice(slot.asked), "", slot.values) for slot in never]
    for place, slot in enumerate(known):
        kind = ("fact", "revised", "loose", "fact", "dependant", "loose")[place % 6]
        first, last = rng.sample(slot.values, 2)
        at = rng.random() * 0.5
        fact = rng.choice(slot.loose if kind == "loose" else slot.told).format(v=first)
        used = (rng.choice(_USED).format(fact=fact), rng.choice(_RIGHT)) if kind == "dependant" else ()
        said.append((at, (fact, *used)))
        if kind in ("revised", "dependant"):
            said.append((rng.uniform(at, 1.0), (rng.choice(slot.revised).format(v=last),)))
        right, wrong = (last, (first,)) if kind in ("revised", "dependant") else (first, (last,))
        questions.append(Question(kind, slot, rng.choice(slot.asked), right, wrong))
        if kind == "fact":
            questions.append(Question("otherwise", slot, rng.choice(slot.otherwise), right, wrong))
    telling = frozenset(text for _, texts in said for text in texts if text not in _RIGHT)
    return Story(f"{seed}/{index}/{length}", _sessions(rng, said, length), tuple(questions), telling)


def _sessions(rng: Random, said: Sequence[tuple[float, tuple[str, ...]]], length: int) -> tuple[Conversation, ...]:
    """Return sessions in which what is said stands between requests to the town, in its order."""
    texts: list[list[str]] = [[] for _ in range(length)]
    for at, then in sorted(said):
        texts[min(int(at * length), length - 1)] += then
    found = []
    for number, own in enumerate(texts):
        asked = [make_item(rng.choice(_REQUESTS), "test", rng.randrange(1000), number).full for _ in range(2)]
        at = _START + number * _DAY
        turns = [
            Turn(who, text, time=at)
            for said in (asked[0], *own, asked[1])
            for who, text in ((USER, said), (ASSISTANT, _REPLY))
        ]
        found.append(Conversation(tuple(turns), id=f"session {number}"))
    return tuple(found)


# What a model is given of the sessions before.


async def nothing(sessions: Sequence[Conversation], question: str) -> list[str]:
    """Return nothing."""
    return []


async def everything(sessions: Sequence[Conversation], question: str) -> list[str]:
    """Return all that the user said."""
    return [turn.text for turn in _told(sessions)]


async def grep(sessions: Sequence[Conversation], question: str) -> list[str]:
    """Return the turns in which words of the question stand as they are, those with most of them and the latest first."""
    wanted = [word for word in words(question) if word not in FUNCTION_WORDS]
    found = [
        (sum(word in turn.text.lower() for word in wanted), at, turn.text) for at, turn in enumerate(_told(sessions))
    ]
    return [text for count, _, text in sorted(found, reverse=True) if count][:MOST]


async def episodes(sessions: Sequence[Conversation], question: str) -> list[str]:
    """Return the raw turns that bear on the question, by the ranking of `memory`."""
    items = [
        Item(str(at), "user", EPISODE, turn.text, Source("", (at,), turn.time), turn.time or 0.0)
        for at, turn in enumerate(_told(sessions))
    ]
    return [item.text for item in ranking.ranked(question, items, MOST)]


async def items(sessions: Sequence[Conversation], question: str) -> list[str]:
    """Return what `memory` recalls after it has read the sessions one after the other."""
    async with _remembered(sessions) as memory:
        return [item.text for item in await memory.recall("user", question, MOST)]


async def with_reflections(sessions: Sequence[Conversation], question: str) -> list[str]:
    """Return what `memory` recalls where it also reflected on what came out right or wrong."""
    async with _remembered(sessions, reflect=True) as memory:
        return [item.text for item in await memory.recall("user", question, MOST)]


async def compression(sessions: Sequence[Conversation], question: str) -> list[str]:
    """Return all that `memory` knows, in its three parts, whatever is asked."""
    async with _remembered(sessions, reflect=True) as memory:
        return [item.text for item in (await memory.compressed("user")).items]


@asynccontextmanager
async def _remembered(sessions: Sequence[Conversation], *, reflect: bool = False) -> AsyncIterator[Memory]:
    memory = await remembered(sessions, reflect=reflect)
    try:
        yield memory
    finally:
        await memory.aclose()


async def remembered(sessions: Sequence[Conversation], *, reflect: bool = False) -> Memory:
    """Return a memory of its own, in which these sessions were taken in turn by turn; with `reflect` also how they came out."""
    memory = Memory("sqlite://")
    await memory.database.check()
    for session in sessions:
        for at, turn in enumerate(session.turns):
            before = session.turns[: at + 1]
            found = reading.read(before, at) if turn.speaker == USER else []
            found += reflections(before, at) if reflect else []
            await memory.learn("user", found, session.id or "", (turn.time or 0.0) + at)
    return memory


Given = Callable[[Sequence[Conversation], str], Awaitable[list[str]]]
GIVEN: dict[str, Given] = {
    "NONE": nothing, "FULL": everything, "GREP": grep, "EPISODES": episodes, "ITEMS": items,
    "REFLECTIONS": with_reflections, "COMPRESSION": compression,
}  # fmt: skip


def _told(sessions: Sequence[Conversation]) -> list[Turn]:
    return [turn for session in sessions for turn in session.by(USER)]


def _noting(given: Given, task: Task) -> tuple[Step, ...]:
    """Return the step that puts what is given of a task's sessions in front, in the form that the `recall` step has."""

    async def step(request: Request, model: ChatModel) -> AsyncIterator[Chunk]:
        sessions = task.sessions if isinstance(task, MemoryTask) else ()
        texts = await given(sessions, request.conversation.turns[-1].text)
        given_items = [Item(str(at), "user", EPISODE, text, Source(), _START) for at, text in enumerate(texts)]
        told_now = "" if given is nothing else told(given_items, request.conversation)
        if told_now:
            request = replace(request, conversation=with_system(request.conversation, told_now))
        async for chunk in model.stream(request):
            yield chunk

    return (step,)


# Tasks and their checkers.


def check(question: Question, conversation: Conversation) -> Verdict:
    """Return the verdict on the last reply: the value that holds, no other of its kind, or that it is not known.

    Errors: `stale` (the value before), `missing` (not known though told), `invented` (a value that was never told), `wrong`.
    """
    replies = conversation.by(ASSISTANT)
    reply = replies[-1].text.replace("\u2019", "'") if replies else ""
    named = [value for value in question.slot.values if says(reply, value)]
    unknown = bool(_UNKNOWN.search(reply))
    answer = ", ".join(named) or None
    if question.kind == "never":
        right, error = unknown and not named, "invented"
    elif question.right in named:
        right, error = len(named) == 1, "stale" if set(named) & set(question.wrong) else "wrong"
    else:
        right, error = False, "stale" if set(named) & set(question.wrong) else "missing" if unknown else "wrong"
    return Verdict(float(right), None if right else error, answer, bool(named) or unknown)


def task(told: Story, number: int) -> MemoryTask:
    """Return question `number` of a story as a task."""
    question = told.questions[number]
    reference = f"It is {question.right}." if question.right else "I do not know that."
    return MemoryTask(
        id=f"{NAME}/{told.id}/{number}", family=question.kind, full=question.text, shards=(question.text,),
        check=partial(check, question), reference=reference, briefing=_BRIEFING, sessions=told.sessions,
    )  # fmt: skip


def tasks(seed: int, count: int) -> list[MemoryTask]:
    """Return `count` tasks: kinds of question and numbers of sessions in turn."""
    found, index = list[MemoryTask](), 0
    while len(found) < count:
        told = story(seed, index, LENGTHS[index % len(LENGTHS)])
        kinds = [question.kind for question in told.questions]
        found += [task(told, kinds.index(kind)) for kind in ASKED if kind in kinds]
        index += 1
    return found[:count]


def suite() -> Suite:
    """Return the suite."""
    conditions = tuple(
        replace(saying(name, lambda task: (task.full,), ("off",)), own=partial(_noting, given))
        for name, given in GIVEN.items()
    )
    versions = {
        "slots": memory_slots.VERSION, "reading": reading.VERSION, "ranking": ranking.VERSION, "recall": recall.VERSION,
        "reflecting": reflecting.VERSION, "compression": compressions.VERSION,
    }  # fmt: skip
    return Suite(NAME, VERSION, conditions, CLAIMS, versions, tasks, frozenset(ASKED), numbers)


def numbers(rows: Sequence[Mapping[str, Any]]) -> list[Number]:
    """Return the share of right answers to what was told plainly: by how many sessions went before, and for new subjects."""
    found: dict[tuple[str, str, str], list[float]] = {}
    for row in rows:
        if row["final"] is not None and row["family"] in ("fact", "revised"):
            length, new = row["task"].split("/")[3], _ABOUT[row["full"]] in memory_slots.LEFT_OUT
            for name in (f"{CURVE} {length}", NEW if new else KNOWN):
                found.setdefault((name, row["condition"], row["mediation"]), []).append(row["final"]["score"])
    made = list[Number]()
    for (name, condition, mediation), scores in sorted(found.items(), key=lambda one: (_place(one[0][0]), one[0])):
        made += shown(name, (condition, mediation), wilson(sum(score == 1 for score in scores), len(scores)))
    return made


def _place(name: str) -> int:
    return int(name.removeprefix(CURVE)) if name.startswith(CURVE) else 1_000
