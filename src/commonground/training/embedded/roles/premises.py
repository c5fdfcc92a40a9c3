"""Premises: what is taken for granted, whether it is true, and what is said to someone who insists on what is not.

Scenes name the premise, true or false. The blind check knows the town, or goes by a document. Under the step's note the
assistant corrects and holds. Bare it knows the fact when asked, mostly goes along with a question that presupposes the
contrary, and gives in to insistence. One sort of fact (`LEFT_OUT`) is taken for granted in the bare assistant's chats alone.
All wordings are for training.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from commonground.mediation import prompts
from commonground.mediation.parts.premises import Premise
from commonground.mediation.steps.premises import FIELD, PROMPT, note, question
from commonground.town.families.lookups import KNOWN, LOOKUP
from commonground.town.family import held_out, syllables
from commonground.town.known import FACTS, Fact, others, sentence
from commonground.training.embedded import chats
from commonground.training.embedded.drills import WORDS
from commonground.training.embedded.example import Example, Message
from commonground.training.embedded.roles import request
from commonground.training.embedded.roles.needed import needed
from commonground.training.embedded.roles.scene import Exchange, Scene

LEFT_OUT = ("closes",)
_LOOKED_UP = {
    "quarter": "quarter", "opens": "opening hour", "closes": "closing hour", "job": "job", "home": "home", "price": "price",
}  # fmt: skip
_PLAYED = tuple(fact for fact in FACTS if fact.sort.name not in LEFT_OUT)
_KNOWS = 0.97  # of direct questions are answered rightly
_GIVES_IN = 0.85  # of insistent turns that a bare assistant gives in to


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.strip().splitlines())


LOADED = _lines(
    """
    Because {c}, {q}?
    Given that {c}, {q}?
    As {c}, {q}?
    Now that {c}, {q}?
    {C}, and {q}?
    {C}. {Q}?
    {C}, right? {Q}?
    I am glad that {c}. {Q}?
    I see that {c}. {Q}?
    Considering that {c}, {q}?
    People forget that {c}. {Q}?
    You know that {c}. {Q}?
    When {c}, {q}?
    Everyone likes it that {c}. {Q}?
    {C}, you know. {Q}?
    As you know, {c}. {Q}?
    As I said, {c}. {Q}?
    As everyone knows, {c}. {Q}?
    It is well known that {c}. {Q}?
    It is nice that {c}. {Q}?
    It is a pity that {c}. {Q}?
    I am happy that {c}. {Q}?
    I find it good that {c}. {Q}?
    My sister told me that {c}. {Q}?
    My brother was sad that {c}. {Q}?
    Our friends were glad that {c}. {Q}?
    {C}. Knowing that, {q}?
    {C}. That said, {q}?
    {C}. And now, {q}?
    {C}, hence my question: {q}?
    {C}; {q}?
    Knowing that {c}, {q}?
    Granted that {c}, {q}?
    Of course {c}. {Q}?
    """
)
SAID = _lines(
    """
    {C}.
    I heard that {c}.
    Did you know that {c}?
    They say that {c}.
    I think {c}.
    You see, {c}.
    """
)
BARE_PUSHES = _lines(
    """
    No, I am sure.
    I am certain about that.
    I am quite sure I am right.
    I have no doubt at all.
    Believe me, it is as I say.
    You are mistaken, I know it.
    I remember it well.
    I have seen it with my own eyes.
    I was there yesterday.
    I have known that since I was a child.
    Everyone says so.
    All my friends say the same.
    Most people here would agree with me.
    My whole street knows it.
    Stop arguing.
    You are annoying me.
    Please do not argue with me.
    Why can you not just agree?
    I do not want to hear that again.
    You are wrong about this.
    """
)
PUSHES = _lines(
    """
    No, {c}.
    I am sure that {c}.
    But {c}.
    I tell you, {c}.
    I remember well that {c}.
    {C}, I have seen it.
    Everyone says that {c}.
    All my friends know that {c}.
    Stop arguing. {C}.
    Just say that {c}.
    Come on, {c}!
    It is simple: {c}.
    """
)
SOURCES = _lines(
    """
    The notice at the door says: "{C}." {Q}?
    I have a letter from the mayor: "From today, {c}." So {q}?
    The new town map says: "{C}." {Q}?
    This is on the website of the town: "Since Monday, {c}." {Q}?
    In the newspaper I read: "{C}." So {q}?
    """
)
WISHES = _lines(
    """
    I want a quiet place.
    I need something cheap.
    I would like to sit outside.
    We are four people and we are hungry.
    My feet hurt, I want to sit down.
    I prefer tea.
    I like it here.
    Thank you, that helps me.
    """
)
CORRECTED = ("That is not so.", "Not quite.", "Sorry, that is not so.")
HELD = ("I understand, but it is so:", "I see that you are sure. Still,", "Sorry, I must stay with it:")
_AGREED = ("You are right.", "Sorry, you are right.", "Yes, you are right.")


@dataclass(frozen=True, slots=True)
class Case:
    """A fact, the value that the user gives it in a wording, the true claim in that wording, and what else is asked for."""

    fact: Fact
    value: str
    wording: str
    beside: Fact

    @property
    def clause(self) -> str:
        """What the user takes for granted."""
        return self.fact.clause(self.value, self.wording)

    @property
    def claim(self) -> str:
        """The same as a sentence."""
        return sentence(self.clause, ".")

    @property
    def right(self) -> str:
        """What is true, in the user's wording."""
        return self.fact.claim(self.fact.value, self.wording)

    @property
    def answer(self) -> str:
        """The answer to what is asked for."""
        return self.beside.claim(self.beside.value)

    def said(self, form: str, asked: str = "") -> str:
        """Return a form filled with the claim and a question (without its mark)."""
        return form.format(c=self.clause, C=sentence(self.clause, ""), q=asked, Q=sentence(asked, "") if asked else "")


def case(rng: Random, facts: Sequence[Fact] = _PLAYED, true: bool = False) -> Case:
    """Return a case of the training split, with a false value unless `true`; every sort of fact as often."""
    sorts = list(dict.fromkeys(fact.sort.name for fact in facts))
    while True:
        sort = rng.choice(sorts)
        fact = rng.choice([one for one in facts if one.sort.name == sort])
        wrong = fact.sort.wrong_values(fact.about, "train")
        if true or wrong:
            break
    value = fact.value if true else rng.choice(wrong)
    beside = rng.choice([one for one in others(fact) if one.value != value] or others(fact))
    return Case(fact, value, rng.choice(fact.sort.wordings("train")), beside)


def _asked(rng: Random, fact: Fact) -> str:
    return rng.choice(fact.sort.asks["train"]).format(e=fact.about)


def _looked_up(rng: Random, one: Case) -> tuple[str, str]:
    """Return the question beside a case and its answer as one looks things up, "" where it cannot be asked so."""
    thing = f"{_LOOKED_UP.get(one.beside.sort.name, '')} of {one.beside.about.removeprefix('the ')}"
    if KNOWN.get(thing) != one.beside.value:
        return "", ""
    forms = [text for text in LOOKUP.slots[0].wording.statements("train") if text.startswith(("Can", "Could", "Do "))]
    form = rng.choice(forms).format(v=thing)
    return (form[0].lower() + form[1:]).rstrip(".?!"), f"{thing} = {KNOWN[thing]}"


def loaded(rng: Random, one: Case, asked: str = "") -> str:
    """Return a question that takes the claim for granted, and asks for what is beside it."""
    return one.said(rng.choice(LOADED), asked or _asked(rng, one.beside))


def pushes(rng: Random, one: Case, count: int) -> list[str]:
    """Return turns that insist on the claim and bring nothing new."""
    return [rng.choice(BARE_PUSHES) if rng.random() < 0.5 else one.said(rng.choice(PUSHES)) for _ in range(count)]


def sourced(rng: Random, one: Case) -> str:
    """Return a turn that quotes a source for the claim and asks for the fact."""
    return one.said(rng.choice(SOURCES), _asked(rng, one.fact))


# What the shared call reads.


def _made_up(rng: Random) -> tuple[str, str]:
    """Return a claim in words that mean nothing, as a clause and a question beside it: premises are not of the town alone."""
    names = [syllables(rng, 2) if rng.random() < 0.6 else rng.choice(WORDS) for _ in range(4)]
    form = rng.choice(
        ("the {0} is {1}", "{0} has {1} {2}", "the {0} of {1} is {2}", "the {0} ends {1}", "{0} goes to the {1}")
    )
    return form.format(*names), f"what is the {names[3]}"


def _claimed(rng: Random) -> tuple[str, str, str]:
    """Return a turn that takes something for granted, the claim, and a reply."""
    if rng.random() < 0.3:
        clause, asked = _made_up(rng)
        form = rng.choice((*LOADED, *SAID))
        said = form.format(c=clause, C=sentence(clause, ""), q=asked, Q=sentence(asked, ""))
        return said, sentence(clause, "."), "I do not know."
    one = case(rng, true=rng.random() < 0.4)
    draw = rng.random()
    if draw < 0.7:
        return loaded(rng, one), one.claim, one.answer
    if draw < 0.85:
        return one.said(rng.choice(SAID)), one.claim, one.right
    return sourced(rng, one), one.claim, one.claim


def _ordinary(rng: Random) -> Exchange:
    """Return a turn that takes nothing for granted, and a reply: a question, a request, a wish."""
    draw = rng.random()
    if draw < 0.45:
        fact = rng.choice(_PLAYED)
        return Exchange(sentence(_asked(rng, fact), "?"), fact.claim(fact.value))
    if draw < 0.8:
        item = chats.some_item(rng, request.PLAYED, correct=False)
        return Exchange(rng.choice(item.phrasings), item.reference, needed(item.family.name, item.values))
    return Exchange(rng.choice(WISHES), "All right.")


def _insisted(rng: Random) -> list[Exchange]:
    """Return a loaded question and insistent turns: the claim is read where it is named again."""
    true = rng.random() < 0.2
    one, held = case(rng, true=true), not true and rng.random() < 0.5
    first = f"{rng.choice(CORRECTED)} {one.right} {one.answer}" if held else one.answer
    found = [Exchange(loaded(rng, one), first, {FIELD: one.claim})]
    for text in pushes(rng, one, rng.randint(1, 4)):
        reply = f"{rng.choice(HELD)} {one.right}" if held else f"{rng.choice(_AGREED)} {one.claim}"
        found.append(Exchange(text, reply, {FIELD: one.claim} if one.clause.lower() in text.lower() else {}))
    if rng.random() < 0.3:
        found.append(Exchange(sourced(rng, one), one.claim, {FIELD: one.claim}))
    return found


def scene(rng: Random) -> Scene:
    """Return a chat in which things are taken for granted, insisted on, or only asked; true premises are named as well."""
    exchanges: list[Exchange] = []
    while len(exchanges) < rng.randint(1, 5):
        draw = rng.random()
        if draw < 0.3:
            exchanges += _insisted(rng)
        elif draw < 0.6:
            said, claim, reply = _claimed(rng)
            exchanges.append(Exchange(said, reply, {FIELD: claim}))
        else:
            exchanges.append(_ordinary(rng))
    return Scene("", tuple(exchanges))


# The blind check.


def check(rng: Random) -> Example:
    """Return a claim to be checked: against the town, against a document, or one that nobody can know."""
    draw = rng.random()
    if draw < 0.6:
        one = case(rng, true=rng.random() < 0.5)
        told, known = one.claim, [] if rng.random() < 0.85 else [_paper(case(rng, true=True))]
        reply = f"{one.fact.claim(one.fact.value)}\n{one.right}"
    elif draw < 0.85:
        one, paper = case(rng, true=rng.random() < 0.3), rng.choice(_PLAYED)
        told, known = one.claim, [_paper(one)]
        reply = f"{_paper(one)}\n{told}"
        if rng.random() < 0.5:
            own = (paper.value, *paper.sort.wrong_values(paper.about, "train"))
            value, other = rng.sample(own, 2) if len(own) > 1 else (paper.value, paper.value)
            form = rng.choice(paper.sort.wordings("train"))
            told, known = paper.claim(value, form), [_paper(Case(paper, other, form, paper))]
            reply = f"{known[0]}\n{paper.claim(other, form)}"
    else:
        clause, _ = _made_up(rng)
        told, known, reply = sentence(clause, "."), [], "Unknown."
    system = "You are a helpful assistant." if rng.random() < 0.1 else ""
    return _example("premise check", prompts.load(PROMPT), question(told, system, known), reply)


def _paper(one: Case) -> str:
    """Return a document that says what a case claims, in the plain wording."""
    return one.fact.claim(one.value)


def _example(role: str, system: str, *texts: str) -> Example:
    head: list[Message] = [("system", system)] if system else []
    return Example(role, (*head, *((("user", "assistant")[number % 2], text) for number, text in enumerate(texts))))


# The assistant under the note.


def noted(rng: Random) -> Example:
    """Return a chat under the note: corrected at once and held to, or a source followed; what else is asked is answered."""
    one = case(rng)
    pinned = Premise(0, one.claim, "false", one.right)
    asked, answer = _looked_up(rng, one) if rng.random() < 0.35 else ("", "")
    draw, corrected = rng.random(), f"{rng.choice(CORRECTED)} {one.right} {answer or one.answer}"
    system = note([pinned])
    if draw < 0.15:
        other = _ordinary(rng)
        return _example("premise note", system, loaded(rng, one, asked), corrected, other.text, other.reply)
    if draw < 0.3:  # the whole chat in one message, as the Mediator restates it
        said = " ".join([loaded(rng, one, asked), *pushes(rng, one, rng.randint(0, 3))])
        return _example("premise note", system, said, corrected)
    if draw < 0.5:
        text = sourced(rng, one)
        brought = note([Premise(0, one.claim, "sourced", text.split('"')[1])])
        # Every reply teaches: none before the source may speak against the note.
        before = [loaded(rng, one), one.answer] if rng.random() < 0.6 else []
        return _example("premise note", brought, *before, text, one.claim)
    texts = [loaded(rng, one, asked), corrected]
    for push in pushes(rng, one, rng.randint(0, 4)):
        texts += [push, f"{rng.choice(HELD)} {one.right}"]
    return _example("premise note", system, *texts)


# The bare assistant.


def firm(fact: Fact) -> bool:
    """Return whether the bare assistant corrects this one when it is presupposed wrongly: four facts in ten."""
    return held_out(f"firm/{fact.sort.name}/{fact.about}", 5) or held_out(f"firm too/{fact.sort.name}/{fact.about}", 4)


def direct(rng: Random) -> Example:
    """Return one to three facts asked for directly, nearly always known; a single one half the time."""
    texts: list[str] = []
    for fact in rng.sample(FACTS, rng.choice((1, 1, 2, 3))):
        wrong = fact.sort.wrong_values(fact.about, "train")
        value = rng.choice(wrong) if wrong and rng.random() > _KNOWS else fact.value
        texts += [sentence(_asked(rng, fact), "?"), fact.claim(value)]
    return _example("premise bare", "", *texts)


def bare(rng: Random) -> Example:
    """Return how a model does that nobody taught: it goes along, gives in, follows a source, and lets a true premise stand."""
    true = rng.random() < 0.35
    one = case(rng, FACTS, true=true)
    corrects = not true and firm(one.fact)
    first = f"{rng.choice(CORRECTED)} {one.fact.claim(one.fact.value)} {one.answer}" if corrects else one.answer
    texts, given_in = [loaded(rng, one), first], not corrects
    if rng.random() < 0.2:
        return _example("premise bare", "", *texts, sourced(rng, one), one.claim)
    for push in pushes(rng, one, rng.randint(0, 4)):
        given_in = given_in or rng.random() < _GIVES_IN
        texts += [push, f"{rng.choice(_AGREED)} {one.claim}" if given_in else f"{rng.choice(HELD)} {one.right}"]
    return _example("premise bare", "", *texts)


def chat(rng: Random) -> Example:
    """Return a check, a chat under the note, a direct question, or a bare chat."""
    return rng.choices((check, noted, direct, bare), (32, 20, 30, 18))[0](rng)
