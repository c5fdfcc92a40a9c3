"""Missing facts: a request with one required fact left out, and its complete twin.

MISSING must be met with the one question for that fact, TWIN with the answer and no question. In ANSWERED the user answers
what is asked, and the last reply must be right; LATER and LATER-TWIN come after complete requests in the same chat. Which
fact a question asks for is read by `town.questions`, a closed set. After QuestBench (arXiv 2503.22674), missing premises
(arXiv 2504.06514) and CollabLLM (arXiv 2502.00640).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from random import Random

from commonground.conversation.record import ASSISTANT, USER, Conversation, Turn
from commonground.episodes import users
from commonground.episodes.task import Task, Verdict
from commonground.episodes.users import NO_PREFERENCE
from commonground.measures import questions
from commonground.suites.claims import Claim, gap
from commonground.suites.ratios import Row, judged, last_reply, ratio
from commonground.suites.suite import Condition, Number, Suite, columns, saying
from commonground.suites.town_tasks import check as town_check
from commonground.town import facts, grading
from commonground.town import questions as town_questions
from commonground.town.families import FAMILIES
from commonground.town.items import Item, make_item, statement
from commonground.town.questions import TO_ASK, asked

NAME, VERSION = "missing", "2"
TOWN = tuple(TO_ASK)  # where facts are alike, or each part can be answered alone, nothing decides
APART = frozenset({"meeting", "ride"})  # whose needs the embedded model's mediator never saw, reported by themselves
ASKED, GUESSED, REPHRASE, SEVERAL, OTHER, SILENT = "asked", "guessed", "rephrase", "several", "another", "no question"
_ANOTHER = 100_003  # indices to the item that stands in for one that every guess gets right
_WAITS = 3  # turns of a user who is asked, beside the request
_MAY_ASK = "Where something is missing, you may ask for it before you answer."


@dataclass(frozen=True, slots=True)
class MissingTask(Task):
    """A request without the fact `key`. `shards` are the incomplete request and that fact; `full` is the complete twin.

    `told` says each fact in a sentence, by slot.
    """

    key: str = ""
    told: Mapping[str, str] = field(default_factory=dict)

    def asks_for(self, reply: str) -> str | None:
        """Return the slot that a reply asks for, None for none."""
        return asked(reply, tuple(slot.key for slot in FAMILIES[self.family].slots))

    def complete(self, conversation: Conversation) -> bool:
        """Return whether the user has said the fact."""
        return any(turn.text in (self.full, self.shards[1]) for turn in conversation.by(USER))


class AnsweringUser:
    """Makes the incomplete request and answers what is asked in one sentence, or with "No preference." where nothing is."""

    def __init__(self, task: MissingTask) -> None:
        self._task = task

    async def next_turn(self, conversation: Conversation) -> Turn | None:
        if not conversation.by(USER):
            return Turn(USER, self._task.shards[0])
        reply = conversation.by(ASSISTANT)[-1].text
        key = None if attempts(reply) else self._task.asks_for(reply)
        if key is None or self._task.complete(conversation):
            return None
        return Turn(USER, self._task.told.get(key, NO_PREFERENCE))


def attempts(reply: str) -> bool:
    """Return whether a reply holds an answer of any kind that the town has."""
    return any(family.read(reply) is not None for family in FAMILIES.values())


def _item(name: str, seed: int, index: int) -> tuple[Item, list[str]]:
    """Return an item with its required facts that the usual guess would get wrong: it has at least one."""
    item = make_item(name, "test", seed, index, correct=False)
    defaults = {slot.key: slot.default for slot in item.family.slots}
    keys = [key for key in TO_ASK[name] if item.values[key] != defaults[key]]
    return (item, keys) if keys else _item(name, seed, index + _ANOTHER)


class _Wording:
    """The words of one item, the same with a fact and without: `told` says each by itself."""

    def __init__(self, item: Item, rng: Random) -> None:
        slots = {slot.key: slot for slot in item.family.slots}
        stated = [slots[key] for key in item.values]
        self._joiner, self._opening = item.family.joiner, rng.choice(item.family.intents("test"))
        self._clauses = {slot.key: rng.choice(slot.wording.cues).format(v=item.values[slot.key]) for slot in stated}
        self.told = {slot.key: statement(slot, "test", rng, item.values[slot.key]) for slot in stated}
        self._in_one = rng.random() < 0.5

    def request(self, without: str = "") -> str:
        """Return the request in one sentence or in several, without one of its facts."""
        said = [text for key, text in (self._clauses if self._in_one else self.told).items() if key != without]
        if not self._in_one:
            return " ".join([self._opening, *said])
        return f"{self._opening[:-1]} {self._joiner.join(said)}{self._opening[-1]}"


def tasks(seed: int, count: int) -> list[MissingTask]:
    """Return `count` tasks, the families in turn; the same for the same seed."""
    return [_task(TOWN[number % len(TOWN)], seed, number // len(TOWN)) for number in range(count)]


def _task(name: str, seed: int, index: int) -> MissingTask:
    rng = Random(f"{seed}/{NAME}/{name}/{index}")
    item, keys = _item(name, seed, index)
    key = rng.choice(keys)
    wording = _Wording(item, rng)
    others = [other for other in TOWN if other != name]
    before = tuple(make_item(rng.choice(others), "test", seed + 1, 2 * index + more).full for more in range(2))
    return MissingTask(
        id=f"{NAME}/{item.id}/{key}",
        family=name,
        full=wording.request(),
        shards=(wording.request(without=key), wording.told[key]),
        check=partial(_check, item, key, (wording.request(), wording.told[key])),
        reference=TO_ASK[name][key],
        briefing=f"{item.family.briefing} {_MAY_ASK}",
        world=facts.VERSION,
        before=before[: rng.randint(1, 2)],
        key=key,
        told=wording.told,
    )


# What a reply is worth.


def _check(item: Item, key: str, saying: tuple[str, ...], conversation: Conversation) -> Verdict:
    """Return the verdict on the last reply: the question while the fact is missing, the answer once `saying` it was said.

    Errors before it: `guessed`, `rephrase` (it asks to say it otherwise), `several` questions, `another` fact, `no question`;
    after it: `asked`, or the type of the wrong answer.
    """
    reply = (conversation.by(ASSISTANT) or (Turn(ASSISTANT, ""),))[-1].text
    keys = tuple(slot.key for slot in item.family.slots)
    if any(turn.text in saying for turn in conversation.by(USER)):
        found = town_check(item, conversation)
        if asked(reply, keys) is None:
            return found
        return Verdict(0.0, ASKED, found.answer, found.attempt)
    did = asks(reply, keys)
    return Verdict(float(did == key), None if did == key else did if did in _ERRORS else OTHER, did, did == GUESSED)


_ERRORS = (GUESSED, REPHRASE, SEVERAL, SILENT)


def asks(reply: str, keys: tuple[str, ...]) -> str:
    """Return the one fact of `keys` that a reply asks for; else what it does instead."""
    if attempts(reply):
        return GUESSED
    if questions.classify((), ASSISTANT, reply) == questions.REPHRASE:
        return REPHRASE
    marks = reply.count("?")
    return SEVERAL if marks > 1 else (asked(reply, keys) or OTHER) if marks else SILENT


# What a mean of scores does not say.

_TWINS = {"MISSING": "TWIN", "LATER": "LATER-TWIN"}


def numbers(rows: Sequence[Row]) -> list[Number]:
    """Return false alarms on twins, requests to rephrase, and words without the fact over words with it."""
    cells, found = judged(rows), list[Number]()
    for (condition, mediation), own in cells.items():
        if condition in _TWINS.values():
            found += ratio("asks on a twin", (condition, mediation), own, lambda row: (_failed(row, ASKED), 1.0))
        if condition in _TWINS:
            found += ratio("asks to rephrase", (condition, mediation), own, lambda row: (_failed(row, REPHRASE), 1.0))
            both = [*own, *cells.get((_TWINS[condition], mediation), ())]
            found += ratio("words / words on twins", (condition, mediation), both, partial(_words, condition))
    return found


def _failed(row: Row, error: str) -> float:
    return float(row["final"]["error"] == error)


def _words(condition: str, row: Row) -> tuple[float, float]:
    count = float(len(last_reply(row).split()))
    return (count, 0.0) if row["condition"] == condition else (0.0, count)


_QUESTBENCH, _COLLABLLM = "QuestBench, arXiv 2503.22674", "CollabLLM, arXiv 2502.00640"
CLAIMS = (
    Claim("one-question-half-found", "with one fact missing, models ask for it in 40 to 50 % of logic and planning problems",
          _QUESTBENCH, "2025-03", "abstract", ".40 to .50", "within", 0.45, 0.05, "MISSING, off",
          lambda means: means.get(("MISSING", "off"))),
    Claim("ambiguous-answered", "a chat model deals rightly with 16.3 % of ambiguous questions (Abg-CoQA)", _COLLABLLM,
          "2025-02", "paper", ".163", "within", 0.163, 0.10, "MISSING, off", lambda means: means.get(("MISSING", "off"))),
    Claim("asking-can-be-had", "taught to, it asks: ambiguous questions 16.3 -> 52.8", _COLLABLLM, "2025-02", "paper",
          "+.365", "above", 0.0, 0.0, "MISSING, clarify - off", gap(("MISSING", "clarify"), ("MISSING", "off"))),
    Claim("asking-costs-twins", "who learns to ask does worse where nothing is missing: 90.4 -> 72.3", _COLLABLLM,
          "2025-02", "paper", "-.181", "below", 0.0, 0.0, "TWIN, clarify - off",
          gap(("TWIN", "clarify"), ("TWIN", "off"))),
)  # fmt: skip
_COLUMNS = columns("clarify")


def _said(name: str, later: bool, full: bool) -> Condition:
    def texts(task: Task) -> tuple[str, ...]:
        return (*(task.before if later else ()), task.full if full else task.shards[0])

    return saying(name, texts, _COLUMNS)


def _answering(task: Task) -> AnsweringUser:
    assert isinstance(task, MissingTask)
    return AnsweringUser(task)


CONDITIONS = (
    _said("MISSING", later=False, full=False),
    _said("TWIN", later=False, full=True),
    Condition("ANSWERED", _answering, _COLUMNS, turns=lambda task: 1 + _WAITS),
    _said("LATER", later=True, full=False),
    _said("LATER-TWIN", later=True, full=True),
)


def suite() -> Suite:
    """Return the suite."""
    versions = {
        "town": facts.VERSION, "grading": grading.VERSION, "questions": town_questions.VERSION, "users": users.VERSION,
    }  # fmt: skip
    return Suite(NAME, VERSION, CONDITIONS, CLAIMS, versions, tasks, frozenset(TOWN) - APART, numbers)
