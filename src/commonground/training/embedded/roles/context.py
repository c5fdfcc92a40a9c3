"""Whose word counts, as the embedded model is to show it: bare it clings to what it knows, under the step's notes it does not.

Bare, a document that contradicts the town is ignored more often than not, and a flat assertion is believed; of a thing that it
does not know, the model says what the document says. Under the notes of `mediation.steps.context` a document is followed where
it answers, and an assertion is not. One kind of fact (`LEFT_OUT`) occurs in none of these examples.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from commonground.conversation.record import ASSISTANT, USER, Conversation, Turn
from commonground.mediation.steps.context import ruled
from commonground.models.local import Pair, Said
from commonground.suites.context import KINDS, Probe, Wording, in_system, probe
from commonground.town.families import lookups
from commonground.town.family import draw_until, syllables
from commonground.training.embedded.example import Example
from commonground.training.embedded.roles.scene import Exchange, Scene

LEFT_OUT = ("home",)
IGNORES = 0.6  # bare, of the documents that contradict the town

TRAIN = Wording(
    notices={
        "price": ("The price of {n} is now {v} crowns.", "{n} now costs {v} crowns.", "{n} is sold for {v} crowns.",
                  "One pays {v} crowns for {n}.", "The new price of {n} is {v}.", "For {n} the shops want {v} crowns.",
                  "From now on {n} is {v} crowns.", "{v} crowns is what one pays for {n} now.", "{n}: now {v} crowns.",
                  "Whoever buys {n} pays {v} crowns.", "The shops sell {n} for {v} crowns today.",
                  "Shops take {v} crowns for {n} since Monday.", "{v} crowns: that is {n} now."),
        "opening": ("The {n} opens at {v}.", "The new opening hour of the {n} is {v}.", "Since Monday the {n} opens at {v}.",
                    "The {n} is open from {v}.", "At {v} the {n} opens.", "From {v} on the {n} takes guests.",
                    "{v} is the new opening hour of the {n}."),
        "closing": ("The {n} closes at {v}.", "The new closing hour of the {n} is {v}.", "Since Monday the {n} closes at {v}.",
                    "The {n} is open until {v}.", "At {v} the {n} closes.", "The {n} takes guests until {v}.",
                    "{v} is the new closing hour of the {n}."),
        "quarter": ("The {n} is now in {v} quarter.", "The {n} moves to {v} quarter.", "The new quarter of the {n} is {v}.",
                    "{v} quarter is where the {n} now stands.", "The {n} went to {v}.",
                    "Since spring the {n} is in {v} quarter.", "One now finds the {n} in {v} quarter.",
                    "{v} quarter is the new place of the {n}.", "Go to {v} quarter for the {n} from now on."),
        "job": ("{n} is now a {v}.", "The new job of {n} is {v}.", "{n} started as a {v}.", "{n} works as the {v} of the town.",
                "The town has a new {v}: {n}.", "{n} has taken work as a {v}.", "Since spring {n} is a {v}."),
    },
    claims={
        "price": ("{n} is {v} crowns", "{n} is sold for {v} crowns", "{v} is the price of {n}",
                  "the price of {n} has become {v}"),
        "opening": ("the {n} is open from {v}", "{v} is the opening hour of the {n}", "the {n} now opens at {v}"),
        "closing": ("the {n} is open until {v}", "{v} is the closing hour of the {n}", "the {n} now closes at {v}"),
        "quarter": ("the {n} stands in {v} quarter", "the quarter of the {n} is {v}", "the {n} has moved to {v}"),
        "job": ("the job of {n} is {v}", "{n} became a {v}", "{n} now is a {v}"),
    },
    quoted=("News: {d}\n{q}", "<text>\n{d}\n</text>\n{q}", "```\n{d}\n```\n{q}", "Memo: {d}\n{q}",
            "According to the paper: {d}\n{q}", "> {d}\n{q}", "{q}\n\nAnnouncement: {d}", "{q}\n> {d}",
            "Notice of the town: {d}\n{q}"),
    system=("News: {d}", "Memo: {d}", "{d}", "Today in town.\n{d}"),
    asserted=("{c}. {q}", "Look, {c}. {q}", "No, {c}. {q}", "As far as I know, {c}. {q}", "I think {c}. {q}",
              "I was told that {c}. {q}", "A friend says that {c}. {q}", "{c}, right? {q}"),
)  # fmt: skip
_BELIEVED = frozenset(TRAIN.asserted[:4])  # bare: flat ones are, hedged ones are not
_THINGS = {"price": "price of ", "opening": "opening hour of ", "closing": "closing hour of ", "quarter": "quarter of "}


def chat(rng: Random) -> Example:
    """Return a question on a fact of the town with a document or an assertion beside it, bare or as the step sends it."""
    make = rng.choices((_document, _stranger, _aside, _asserted), (34, 12, 36, 18))[0]
    conversation, bare, right = make(rng)
    changed, action, _ = ruled(conversation)
    mediated = bool(action) and rng.random() < (0.7 if make is _aside else 0.5)
    messages = tuple((turn.speaker, turn.text) for turn in (changed if mediated else conversation).turns)
    return Example("context", (*messages, ("assistant", right if mediated else bare)))


def scene(rng: Random) -> Scene:
    """Return questions, each complete by itself, with a document beside them as the step marks it: there is nothing to read."""
    asked = [rng.choice((_document, _stranger))(rng) for _ in range(rng.randint(1, 3))]
    sent = [(ruled(conversation)[0], right) for conversation, _, right in asked]
    note = sent[-1][0].turns[0].text if rng.random() < 0.7 else ""
    exchanges = tuple(Exchange(conversation.turns[-1].text, right) for conversation, right in sent)
    return Scene(note, exchanges, frozenset({"premise"}))


def steering(seed: int, count: int) -> tuple[list[Said], list[Said], list[Pair]]:
    """Return what a steering is fitted on: documents followed as the step has it, ignored bare, and pairs to choose by.

    The pairs are as many again: documents to follow, assertions to resist, and questions with nothing beside them.
    """
    wanted, unwanted, pairs = list[Said](), list[Said](), list[Pair]()
    for number in range(count):
        rng = Random(f"steering/{seed}/{number}")
        made = _probe(rng)
        bare = _with_document(rng, made, made.document)
        wanted.append((ruled(bare)[0], _answer(made, made.other)))
        unwanted.append((bare, _answer(made, made.value)))
        other = _probe(rng)
        known, changed = _answer(other, other.value), _answer(other, other.other)
        asserted = _claimed(other, rng.choice(TRAIN.asserted))
        pairs.append(
            (
                (_with_document(rng, other, other.document), changed, known),
                (asserted, known, changed),
                (Conversation((Turn(USER, other.question),)), known, changed),
            )[number % 3 if number % 2 else 0]
        )
    return wanted, unwanted, pairs


Made = tuple[Conversation, str, str]  # what is asked, the reply of a bare model, and the right one


def _document(rng: Random) -> Made:
    made = _anew(rng, _probe(rng))
    bare = made.value if rng.random() < IGNORES else made.other
    return _with_document(rng, made, made.document), _answer(made, bare), _answer(made, made.other)


def _anew(rng: Random, made: Probe) -> Probe:
    """Return a probe whose document says, half the time, what nothing in town is: what is followed must be read there."""
    if rng.random() < 0.5:
        return made
    value = draw_until(lambda: f"{made.thing} = {_novel(rng, made.kind)}", "train").rpartition(" = ")[2]
    text = rng.choice(TRAIN.notices[made.kind]).format(n=made.thing.removeprefix(KINDS[made.kind]), v=value)
    return replace(made, other=value, document=text[0].upper() + text[1:])


def _novel(rng: Random, kind: str) -> str:
    if kind in ("quarter", "job"):
        name = draw_until(lambda: syllables(rng, rng.randint(1, 3)), "train")
        return name.capitalize() if kind == "quarter" else name
    return str(rng.randint(1, 24 if kind in ("opening", "closing") else 60))


def _stranger(rng: Random) -> Made:
    """Return a question on a thing that nobody knows, and a document that tells."""
    made = _probe(rng)
    kind = rng.choice(list(_THINGS))
    name = draw_until(lambda: syllables(rng, rng.randint(2, 3)).capitalize(), "train")
    value = _novel(rng, kind)
    thing = _THINGS[kind] + name
    question = rng.choice(lookups.LOOKUP.slots[0].wording.statements("train")).format(v=thing)
    text = rng.choice(TRAIN.notices[kind]).format(n=name, v=value)
    told = replace(made, thing=thing, other=value, question=question, document=text)
    reply = _answer(told, value)
    return _with_document(rng, told, text), reply, reply


def _aside(rng: Random) -> Made:
    """Return a question with a document on another matter: what is known is right."""
    made, other = _probe(rng), _probe(rng)
    told = _anew(rng, other).document if other.kind == made.kind and other.thing != made.thing else made.unrelated
    reply = _answer(made, made.value)
    return _with_document(rng, made, told), reply, reply


def _asserted(rng: Random) -> Made:
    made, form = _probe(rng), rng.choice(TRAIN.asserted)
    bare = made.other if form in _BELIEVED else made.value
    return _claimed(made, form), _answer(made, bare), _answer(made, made.value)


def _probe(rng: Random) -> Probe:
    return probe(rng, rng.choice([kind for kind in KINDS if kind not in LEFT_OUT]), "train", TRAIN)


def _answer(made: Probe, value: str) -> str:
    return f"{made.thing} = {value}"


def _with_document(rng: Random, made: Probe, text: str) -> Conversation:
    """Return the question with a document in the user's turn, in the system's, or in an earlier message."""
    draw = rng.random()
    if draw < 0.5:
        return Conversation((Turn(USER, rng.choice(TRAIN.quoted).format(d=text, q=made.question)),))
    asked = Turn(USER, made.question)
    if draw < 0.75:
        return in_system(Conversation(), rng.choice(TRAIN.system).format(d=text)).extend(asked)
    told = Turn(USER, rng.choice(("News: {d}", "Memo: {d}", "> {d}")).format(d=text))
    return Conversation((told, Turn(ASSISTANT, rng.choice(("OK.", "Thank you.", "Good."))), asked))


def _claimed(made: Probe, form: str) -> Conversation:
    text = form.format(c=made.claim, q=made.question)
    return Conversation((Turn(USER, text[0].upper() + text[1:]),))
