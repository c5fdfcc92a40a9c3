"""Restyle: whether a way of answering that the user asks for holds for the rest of the conversation.

A chat of short questions to the town; in the second turn the user also asks for one of ten styles. AT-1, AT-5 and AT-20 ask
whether the answer that many turns later is in that style and still right. In REVISED the user takes the wish back in
between, PLAIN has no wish: there the style must not show. One style (`LEFT_OUT`) is in nothing that the embedded model is
taught of the step's notes; it is reported apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from commonground.conversation.jsonl import from_row
from commonground.conversation.record import ASSISTANT, USER, Conversation
from commonground.episodes import users
from commonground.episodes.task import Task, Verdict
from commonground.suites import styles
from commonground.suites.ratios import average
from commonground.suites.styles import STYLES, right
from commonground.suites.suite import Condition, Number, Suite, columns, saying
from commonground.town import facts
from commonground.town.families import FAMILIES
from commonground.town.families.lookups import KNOWN

NAME, VERSION = "restyle", "1"
LEFT_OUT = "loud"
KINDS = tuple(STYLES)
DISTANCES = (1, 5, 20)
HELD, RIGHT = "style held", "answer right"
_REVISED, _AFTER = 3, 5  # turns after the wish: when it is taken back, and when that is judged
ASKED = (
    "What is the {}?",
    "Tell me the {}.",
    "I need the {}.",
    "And the {}?",
    "Please give me the {}.",
    "Can you tell me the {}?",
)
ENDINGS = ("over", "cheers", "done", "amen")
WISHES: Mapping[str, tuple[str, ...]] = {
    "lower": (
        "Lower case only from here on, please.", "Could you write everything in small letters?",
        "No capitals in your replies, please.", "I would like all of it in lower case from now on.",
    ),
    "upper": (
        "All caps for the rest of this chat, please.", "Please answer in capital letters only.",
        "Can you reply in upper case from now on?", "Everything in block capitals, if you would.",
    ),
    "short": (
        "Blunter, please: just the bare value.", "Keep it shorter, only the answer itself.",
        "Less talk from now on: give me the value alone.", "One word is enough for every answer.",
    ),
    "sentence": (
        "Please use whole sentences from now on.", "Could you answer in complete sentences?",
        "I prefer proper sentences in your replies.", "Speak to me in full sentences, please.",
    ),
    "formal": (
        "More formal, please: begin with Dear Sir or Madam.", "Be formal with me and open with Dear Sir or Madam.",
        "Please address me as Dear Sir or Madam in every reply.", "A formal tone from now on, starting with Dear Sir or Madam.",
    ),
    "greeting": (
        "Say hello at the start of every reply.", "Please begin each answer with a greeting.",
        "Greet me first whenever you answer.", "I would like a hello before every answer.",
    ),
    "ending": (
        "End every reply with the word {}.", "Please finish all your answers with {}.",
        "The last word of each answer should be {}.", "Close with {} from now on.",
    ),
    "bullets": (
        "Put your answers in bullet points from now on.", "Please use a bullet for every answer.",
        "I want each reply as a bullet list.", "Bullets from here on, please.",
    ),
    "spelled": (
        "Spell out all numbers from now on.", "Please write numbers as words.",
        "No digits in your replies, write the numbers out.", "Numbers in words from here on, please.",
    ),
    "loud": (
        "Finish every answer with an exclamation mark.", "An exclamation mark after each answer, please.",
        "Sound excited from now on: end with an exclamation mark.",
        "Please put an exclamation mark at the end of your replies.",
    ),
}  # fmt: skip
REVISIONS = (
    "Normal again, please.",
    "You can drop that now, write as usual.",
    "Back to your usual style, please.",
    "Enough of that, answer as before.",
)


@dataclass(frozen=True, slots=True)
class RestyleTask(Task):
    """A chat: what is asked in each turn, the wish, how it is taken back, and the word to end with where it names one."""

    things: tuple[str, ...] = ()
    wish: str = ""
    revision: str = ""
    word: str = ""

    def texts(self, turns: int, wish: bool = True, revised: bool = False) -> tuple[str, ...]:
        """Return what the user says in so many turns after the wish."""
        said = list(self.shards[: turns + 2])
        if wish:
            said[1] = f"{self.wish} {said[1]}"
        if revised:
            said[1 + _REVISED] = f"{self.revision} {said[1 + _REVISED]}"
        return tuple(said)


def tasks(seed: int, count: int) -> list[RestyleTask]:
    """Return `count` tasks, the styles in turn."""
    return [_task(KINDS[number % len(KINDS)], seed, number // len(KINDS)) for number in range(count)]


def _task(kind: str, seed: int, index: int) -> RestyleTask:
    rng = Random(f"{NAME}/{seed}/{kind}/{index}")
    fitting = [thing for thing in KNOWN if STYLES[kind].fits(thing)]
    things = tuple(rng.sample(fitting, max(DISTANCES) + 2))
    word = rng.choice(ENDINGS) if kind == "ending" else ""
    wish = rng.choice(WISHES[kind]).format(word)
    shards = tuple(rng.choice(ASKED[:3] if number < 2 else ASKED).format(thing) for number, thing in enumerate(things))
    made = RestyleTask(
        id=f"{NAME}/{seed}/{kind}/{index}", family=kind, full=f"{wish} {shards[-1]}", shards=shards,
        check=lambda talk: check(made, talk), reference=STYLES[kind].write(things[-1], KNOWN[things[-1]], word),
        briefing=FAMILIES["lookup"].briefing, world=facts.VERSION, things=things, wish=wish,
        revision=rng.choice(REVISIONS), word=word,
    )  # fmt: skip
    return made


def check(task: RestyleTask, conversation: Conversation) -> Verdict:
    """Return whether the last answer is right and in the style that stands, or in none where none stands.

    Errors: `forgot` (the style is gone), `kept` (it shows though it was not wanted), `wrong` (the answer).
    """
    stands, held, answered = judged(task, conversation)
    error = None if held == stands else "forgot" if stands else "kept"
    error = error or (None if answered else "wrong")
    return Verdict(float(error is None), error, conversation.by(ASSISTANT)[-1].text[:200], True)


def judged(task: RestyleTask, conversation: Conversation) -> tuple[bool, bool, bool]:
    """Return whether the wish stands, whether the last reply holds it, and whether that is right."""
    said = "\n".join(turn.text for turn in conversation.turns if turn.speaker == USER)
    replies = conversation.by(ASSISTANT)
    reply, thing = replies[-1].text, task.things[len(replies) - 1]
    stands = task.wish in said and task.revision not in said
    return stands, STYLES[task.family].holds(reply, task.word), right(thing, reply)


def numbers(rows: Sequence[Mapping[str, Any]]) -> list[Number]:
    """Return, for the styles that count, how often the last answer was in the style and how often it was right."""
    values: dict[tuple[str, str, str], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row["final"] is not None and row["family"] != LEFT_OUT:
            _, seed, kind, index = row["task"].split("/")
            _, held, answered = judged(_task(kind, int(seed), int(index)), from_row(row["conversation"]))
            values[row["condition"], row["mediation"], HELD][row["task"]].append(held)
            values[row["condition"], row["mediation"], RIGHT][row["task"]].append(answered)
    return [average(name, (condition, mediation), own) for (condition, mediation, name), own in values.items()]


def _condition(name: str, turns: int, wish: bool = True, revised: bool = False) -> Condition:
    def texts(task: Task) -> tuple[str, ...]:
        return task.texts(turns, wish, revised) if isinstance(task, RestyleTask) else task.shards

    return saying(name, texts, columns("restyle"))


def suite() -> Suite:
    """Return the suite."""
    conditions = (
        *(_condition(f"AT-{turns}", turns) for turns in DISTANCES),
        _condition("REVISED", _AFTER, revised=True),
        _condition("PLAIN", _AFTER, wish=False),
    )
    versions = {"town": facts.VERSION, "styles": styles.VERSION, "users": users.VERSION}
    return Suite(NAME, VERSION, conditions, (), versions, tasks, frozenset(STYLES) - {LEFT_OUT}, numbers)
