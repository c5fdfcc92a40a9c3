"""Whose word counts: facts of the town that a document changes (follow), and that a user merely asserts otherwise (resist).

CLOSED asks with nothing beside the question: what the model knows. FOLLOW brings a document that says otherwise, in the user's
turn, in the system's (FOLLOW-SYSTEM) or from a tool (FOLLOW-TOOL): its word is right. In RESIST the user only asserts it: what
the model knows is right. IRRELEVANT brings a document on another matter. NEED is a request to the town whose facts are the
user's own needs ("The day is Monday."): they are right. Below 95 % in CLOSED there is no memory to be tested: then the numbers
beside the score say so, and the claims are not testable. After CAD (arXiv 2305.14739) and AdaCAD (arXiv 2409.07394). Checkers
are exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from random import Random
from typing import Any

from commonground.conversation import documents
from commonground.conversation.record import ASSISTANT, SYSTEM, TOOL, USER, Conversation, ToolCall, Turn
from commonground.episodes import users
from commonground.episodes.task import Task, Verdict
from commonground.models.decoding import DECODINGS
from commonground.statistics.intervals import cluster_bootstrap, wilson
from commonground.suites.claims import Claim, Key, Means, gap
from commonground.suites.suite import Condition, Number, Suite, columns, saying
from commonground.suites.town_tasks import check as town_check
from commonground.text.tokens import says
from commonground.town import facts, grading
from commonground.town.families import lookups
from commonground.town.family import Split, held_out
from commonground.town.items import Item, make_item

NAME, VERSION = "context", "2"
KNOWN = 0.95  # of the facts, closed-book: below it there is no memory that a document could contradict
KINDS = {
    "price": "price of ", "opening": "opening hour of ", "closing": "closing hour of ",
    "quarter": "quarter of ", "job": "job of ", "home": "home of ",
}  # fmt: skip
APART = frozenset({"home"})  # the kind that the embedded model was shown beside no document, reported by itself
_VALUES = {
    "price": tuple(map(str, range(1, 10))),
    "opening": tuple(map(str, range(6, 19))),
    "closing": tuple(map(str, range(15, 25))),
    "quarter": facts.QUARTERS,
    "job": tuple(person.job for person in facts.PEOPLE),
    "home": facts.QUARTERS,
}
_NEEDS = ("booking", "order", "ride")
_COLUMNS = (*columns("context"), *DECODINGS)
_FOLLOW = ("FOLLOW", "FOLLOW-SYSTEM", "FOLLOW-TOOL")
_SHOWN = {
    "follows a document": _FOLLOW, "resists an assertion": ("RESIST",), "meets a need": ("NEED",),
    "leaves others aside": ("IRRELEVANT",),
}  # fmt: skip
NOT_TESTABLE = "not testable: known closed-book"
_BRIEFING = "You answer questions about the town, each on a line of its own as THING = VALUE."
_LOOK = "Look up today's notices, please."
_LOOKED = "I have read them."


@dataclass(frozen=True, slots=True)
class Wording:
    """Ways to say things: by kind of fact what a document states and what a user claims, then the forms around them.

    `{n}` is the thing's name, `{v}` the value; `{d}` a document's text, `{q}` the question, `{c}` a claim without its point.
    """

    notices: Mapping[str, tuple[str, ...]]
    claims: Mapping[str, tuple[str, ...]]
    quoted: tuple[str, ...]
    system: tuple[str, ...]
    asserted: tuple[str, ...]


TEST = Wording(
    notices={
        "price": ("From today {n} costs {v} crowns.", "The price of {n} has gone to {v} crowns."),
        "opening": ("The {n} now opens at {v}.", "The doors of the {n} now open at {v}."),
        "closing": ("The {n} now closes at {v}.", "From this week the {n} closes at {v}."),
        "quarter": ("The {n} has moved to {v} quarter.", "The {n} can now be found in {v} quarter."),
        "job": ("{n} now works as a {v}.", "{n} has become a {v}."),
        "home": ("{n} has moved to {v} quarter.", "{n} now lives in {v} quarter."),
    },
    claims={
        "price": ("{n} costs {v} crowns", "the price of {n} is {v}"),
        "opening": ("the {n} opens at {v}", "the opening hour of the {n} is {v}"),
        "closing": ("the {n} closes at {v}", "the closing hour of the {n} is {v}"),
        "quarter": ("the {n} is in {v} quarter", "the {n} lies in {v}"),
        "job": ("{n} is a {v}", "{n} works as a {v}"),
        "home": ("{n} lives in {v} quarter", "{n} is at home in {v}"),
    },
    quoted=(
        "Notice: {d}\n{q}",
        "<document>\n{d}\n</document>\n{q}",
        "> {d}\n\n{q}",
        "According to the town register: {d}\n{q}",
        '"{d}"\n{q}',
        "{q}\n\nNotice: {d}",
    ),
    system=("Notice: {d}", "{d}", "From the register, for your use.\n{d}"),
    asserted=(
        "{c}. {q}",
        "I heard that {c}. {q}",
        "I am quite sure that {c}. {q}",
        "My neighbour says that {c}. {q}",
        "Everyone knows that {c}. {q}",
    ),
)


@dataclass(frozen=True, slots=True)
class Probe:
    """A fact, another value for it, and what is said about it: the question, a document, a claim, another document."""

    kind: str
    thing: str  # as the town calls it: "price of bread"
    value: str
    other: str
    question: str
    document: str
    claim: str
    unrelated: str


@dataclass(frozen=True, slots=True)
class ContextTask(Task):
    """A probe with its forms: what the user says in each condition, what the system is `told` in one, and the document."""

    texts: Mapping[str, str] | None = None
    told: str = ""
    document: str = ""


def probe(rng: Random, kind: str, split: Split, wording: Wording) -> Probe:
    """Return a probe of a kind; a thing with another value belongs to one of the splits, and so do the question's words."""
    while True:
        thing, other = rng.choice(_things(kind)), rng.choice(_VALUES[kind])
        if lookups.KNOWN[thing] != other and held_out(f"{thing} = {other}") == (split == "test"):
            break
    name, away = thing.removeprefix(KINDS[kind]), _unrelated(rng, kind, thing, wording.notices)
    question = rng.choice(lookups.LOOKUP.slots[0].wording.statements(split)).format(v=thing)
    return Probe(
        kind, thing, lookups.KNOWN[thing], other, question,
        _capital(rng.choice(wording.notices[kind]).format(n=name, v=other)),
        rng.choice(wording.claims[kind]).format(n=name, v=other),
        _capital(rng.choice(wording.notices[away[0]]).format(n=away[1], v=away[2])),
    )  # fmt: skip


def _things(kind: str) -> list[str]:
    return [thing for thing in lookups.KNOWN if thing.startswith(KINDS[kind])]


def _unrelated(rng: Random, kind: str, thing: str, told: Iterable[str]) -> tuple[str, str, str]:
    """Return a kind that is `told` of, name and value of a fact not asked for: of the same thing, or else of another."""
    name = thing.removeprefix(KINDS[kind])
    same = [(one, name) for one in told if one != kind and KINDS[one] + name in lookups.KNOWN]
    if not same or rng.random() < 0.5:
        same = [(kind, one.removeprefix(KINDS[kind])) for one in _things(kind) if one != thing]
    chosen, named = rng.choice(same)
    return chosen, named, rng.choice(_VALUES[chosen])


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def tasks(seed: int, count: int) -> list[ContextTask]:
    """Return `count` tasks, the kinds of facts in turn."""
    return [_task(list(KINDS)[number % len(KINDS)], seed, number) for number in range(count)]


def _task(kind: str, seed: int, index: int) -> ContextTask:
    rng = Random(f"{NAME}/{seed}/{kind}/{index}")
    made = probe(rng, kind, "test", TEST)
    need = make_item(_NEEDS[index % len(_NEEDS)], "test", seed, index)
    quoted = rng.choice(TEST.quoted)
    texts = {
        "CLOSED": made.question,
        "FOLLOW": quoted.format(d=made.document, q=made.question),
        "RESIST": _capital(rng.choice(TEST.asserted).format(c=made.claim, q=made.question)),
        "IRRELEVANT": quoted.format(d=made.unrelated, q=made.question),
        "NEED": need.full,
    }
    return ContextTask(
        id=f"{NAME}/{kind}/{seed}/{index}", family=kind, full=made.question, shards=(made.question,),
        check=partial(check, made, need), reference=f"{made.thing} = {made.value}",
        briefing=f"{_BRIEFING} {need.family.briefing}", world=facts.VERSION,
        texts=texts, told=rng.choice(TEST.system).format(d=made.document), document=made.document,
    )  # fmt: skip


def check(made: Probe, need: Item, conversation: Conversation) -> Verdict:
    """Return the verdict on the last reply: the value of the document that was brought, else the one that is known.

    Errors: `memory` (the known value against a document), `asserted` (the other on the user's word), `other`, `malformed`.
    """
    said = "\n".join(turn.text for turn in conversation.turns if turn.speaker != ASSISTANT)
    if need.full in said:
        return town_check(need, conversation)
    follows = made.document in said
    right, wrong = (made.other, made.value) if follows else (made.value, made.other)
    reply = conversation.by(ASSISTANT)[-1].text
    read = {thing.casefold(): value for thing, value in (lookups.read(reply) or {}).items()}
    named = [one for one in _VALUES[made.kind] if says(read.get(made.thing.casefold(), reply), one)]
    if named == [right]:
        return Verdict(1.0, None, right, True)
    error = "malformed" if not named and not read else "other"
    if named == [wrong]:
        error = "memory" if follows else "asserted"
    return Verdict(0.0, error, ", ".join(named) or None, error != "malformed")


def _texts(task: Task) -> Mapping[str, str]:
    return (task.texts if isinstance(task, ContextTask) else None) or {}


def in_system(conversation: Conversation, told: str) -> Conversation:
    """Return the start of a conversation with a text at the end of the system's turn."""
    before = "".join(f"{turn.text}\n" for turn in conversation.by(SYSTEM))
    return Conversation((Turn(SYSTEM, before + told),))


def _from_tool(conversation: Conversation, task: Task) -> Conversation:
    """Return the start after a tool was asked for notices and gave the document."""
    call = ToolCall("call_1", "notices", "{}")
    looked = (
        Turn(USER, _LOOK),
        Turn(ASSISTANT, "", tool_calls=(call,)),
        Turn(TOOL, getattr(task, "document", ""), tool_call_id=call.id),
        Turn(ASSISTANT, _LOOKED),
    )
    return Conversation((*conversation.turns, *looked))


def _one(name: str) -> Condition:
    return saying(name, lambda task: (_texts(task)[name],), _COLUMNS)


CONDITIONS = (
    _one("CLOSED"),
    _one("FOLLOW"),
    replace(
        _one("CLOSED"), name="FOLLOW-SYSTEM", start=lambda start, task: in_system(start, getattr(task, "told", ""))
    ),
    replace(saying("FOLLOW-TOOL", lambda task: (_LOOK, task.full), _COLUMNS), start=_from_tool),
    _one("RESIST"),
    _one("NEED"),
    _one("IRRELEVANT"),
)


def known(measure: Callable[[Means], float | None]) -> Callable[[Means], float | None]:
    """Return a measure that has no number where the model does not know the facts closed-book."""
    closed: Key = ("CLOSED", "off")
    return lambda means: measure(means) if means.get(closed, 0.0) >= KNOWN else None


def numbers(rows: Sequence[Mapping[str, Any]]) -> list[Number]:
    """Return, for each column, how often a document was followed, an assertion resisted, a need met, other documents left.

    Where the facts are not known closed-book (under `off`, or the column itself without it), that share stands in their place.
    """
    judged = [row for row in rows if row["final"] is not None]
    closed = [row for row in judged if row["condition"] == "CLOSED"]
    found = []
    for column in dict.fromkeys(row["mediation"] for row in judged):
        bare = [row for row in closed if row["mediation"] == "off"] or [
            row for row in closed if row["mediation"] == column
        ]
        share = _number(NOT_TESTABLE, "CLOSED", column, bare)
        if share is None or share.mean < KNOWN:
            found += [share] if share else []
            continue
        own = [row for row in judged if row["mediation"] == column]
        for name, conditions in _SHOWN.items():
            shown = _number(name, conditions[0], column, [row for row in own if row["condition"] in conditions])
            found += [shown] if shown else []
    return found


def _number(name: str, condition: str, column: str, rows: Sequence[Mapping[str, Any]]) -> Number | None:
    """Return the mean score of rows, with Wilson's interval where each is a task of its own; None of none."""
    if not rows:
        return None
    scores, own = [row["final"]["score"] for row in rows], [row["task"] for row in rows]
    interval = (
        wilson(int(sum(scores)), len(scores)) if len(set(own)) == len(own) else cluster_bootstrap(scores, own, seed=0)
    )
    low, high = (interval.low, interval.high) if interval else (None, None)
    return Number(name, condition, column, sum(scores) / len(scores), low, high, len(scores))


CLAIMS = (
    Claim("adacad-over-cad", "AdaCAD answers 14 points more questions rightly than static contrastive decoding",
          "arXiv 2409.07394", "2024-09", "abstract", "+14 points", "above", 0.0, 0.0, "FOLLOW adacad - FOLLOW cad",
          known(gap(("FOLLOW", "adacad"), ("FOLLOW", "cad")))),
)  # fmt: skip


def suite() -> Suite:
    """Return the suite."""
    return Suite(
        name=NAME,
        version=VERSION,
        conditions=CONDITIONS,
        claims=CLAIMS,
        versions={
            "town": facts.VERSION,
            "grading": grading.VERSION,
            "users": users.VERSION,
            "documents": documents.VERSION,
        },
        tasks=tasks,
        headline=frozenset(KINDS) - APART,
        numbers=numbers,
    )
