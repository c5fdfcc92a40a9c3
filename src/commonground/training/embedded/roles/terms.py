"""Naming things: the director of reference games, bare and under the note of the `terms` step, and in a hurry.

Bare, every description is full each time, as models do that form no pacts. Under the note the term is said and no more. Told to
be brief and nothing else, the director leaves out what is needed. One kind of thing is never seen under a note.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from commonground.mediation.steps.terms import CALL, KEEP
from commonground.town.objects import KINDS, LEFT_OUT, THINGS, Context, context
from commonground.training.embedded.drills import WORDS, sentence
from commonground.training.embedded.example import SAID, Example, Message
from commonground.training.embedded.roles.scene import Exchange, Scene

_BRIEFINGS = (
    "Describe the thing whose turn it is for a user who sees no numbers:",
    "You and the user see the same four things. Say which one is next, by what it looks like:",
    "The user has to find a thing by your words. The numbers are for you alone. The things are:",
    'A game: you describe, the user picks. "Next: N." names the thing for you.',
)
_GREETINGS = ("Let us start.", "Hey.", "Good evening.", "I am ready.", "Welcome.")
_RIGHT = ("Right, the {}.", "Correct, the {}.", "Found it, the {}.", "Good, the {}.")
_WRONG = ("Wrong, I took the {}.", "No, I took the {}.", "I took the {}, and that was wrong.")
_COINS = ("Oh, the {}.", "That is the {} to me.", "Like the {}.", "It is the {}.")
_NEWCOMERS = ("I am somebody new.", "Hello, I have just joined.", "Another player speaking now.")
_BRIEF = (
    "Be brief.",
    "Keep it as short as you can.",
    "Use as few words as you can.",
    "Short answers only.",
    "Say as little as possible.",
)
_TURNS = (2, 11)
_LONG = 24


def chat(rng: Random) -> Example:
    """Return a game as a bare director plays it, one under the note, one in a hurry, or the user's words in other talk."""
    make = rng.choices((_bare, _noted, _brief, _kept), (35, 40, 15, 10))[0]
    return make(rng)


def scene(rng: Random) -> Scene:
    """Return a game of which nothing is to be read: what the user says is about the game, and each turn is complete."""
    found = _context(rng)
    count = rng.randint(2, 6)
    said = list(_user(rng, found, _targets(rng, count)))
    return Scene(
        _briefing(rng, found),
        tuple(Exchange(text, f"The {found.things[target].text}.") for text, target in said),
    )


def _bare(rng: Random) -> Example:
    """Return a game in which everything is described in full each time, whatever the user calls it."""
    count = _LONG if rng.random() < 0.15 else rng.randint(*_TURNS)
    found = _context(rng, rng.choice(KINDS))
    return _played(
        rng, "describes in full", found, count, _briefing(rng, found), lambda target: found.things[target].text
    )


def _brief(rng: Random) -> Example:
    """Return a game in which one word of the description is all that is said, as someone does who is only to be brief."""
    found = _context(rng)
    places = [rng.randrange(3) for _ in range(THINGS)]
    system = f"{_briefing(rng, found)}\n{rng.choice(_BRIEF)}"

    def says(target: int) -> str:
        name, value = found.things[target].values[places[target]]
        return found.things[target].kind + f" with a {value}" if name == "part" else f"{value} one"

    return _played(rng, "describes too little", found, rng.randint(*_TURNS), system, says)


def _noted(rng: Random) -> Example:
    """Return a turn of a game under the step: the term under its note, or, without one, the full description.

    In the turns before, other notes stood there; what was said then teaches nothing. There is no note on a first mention, for a
    newcomer, and after a failure.
    """
    found = _context(rng)
    targets = _targets(rng, rng.randint(*_TURNS) if rng.random() < 0.85 else _LONG)
    terms = [_term(rng, found, number) for number in range(THINGS)]
    messages: list[Message] = []
    known: set[int] = set()
    for text, target in _user(rng, found, targets, terms):
        said = terms[target] if target in known else found.things[target].text
        messages += [("user", text), (SAID, f"The {said}.")]
        known.add(target)
    last, named = targets[-1], len(targets) > THINGS and rng.random() < 0.65
    system, term = _briefing(rng, found), found.things[last].text
    if named:
        system, term = f"{system}\n{CALL.format(terms[last])}", terms[last]
    elif len(targets) > THINGS:
        unsettled = rng.choice((*_NEWCOMERS, *(form.format(found.things[targets[-2]].text) for form in _WRONG)))
        messages[-2] = ("user", f"{unsettled} Next: {last + 1}.")
    return Example("says the term", (("system", system), *messages[:-1], ("assistant", f"The {term}.")))


def _kept(rng: Random) -> Example:
    """Return other talk under a note with the user's word: it is said, not the one that the assistant had."""
    own, other = rng.sample(WORDS, 2)
    system = "\n".join(part for part in (sentence(rng) if rng.random() < 0.5 else "", KEEP.format(f'"{own}"')) if part)
    asked = rng.choice(("And where is the {}?", "Say it again: the {}?", "Who has the {}?")).format(own)
    messages: tuple[Message, ...] = (
        ("system", system), ("user", f"I need the {own}."), (SAID, f"The {other}, yes."), ("user", asked),
        ("assistant", f"The {own}."),
    )  # fmt: skip
    return Example("keeps the user's word", messages)


def _played(rng: Random, role: str, found: Context, count: int, system: str, says: Callable[[int], str]) -> Example:
    messages: list[Message] = [("system", system)]
    for text, target in _user(rng, found, _targets(rng, count)):
        messages += [("user", text), ("assistant", f"The {says(target)}.")]
    return Example(role, tuple(messages))


def _context(rng: Random, kind: str = "") -> Context:
    return context("train", rng.randrange(10**9), 0, kind=kind or rng.choice([one for one in KINDS if one != LEFT_OUT]))


def _briefing(rng: Random, found: Context) -> str:
    lines = [f"{number}. {thing.text}" for number, thing in enumerate(found.things, 1)]
    return "\n".join((rng.choice(_BRIEFINGS), *lines))


def _targets(rng: Random, count: int) -> list[int]:
    """Return targets, all four before any of them comes again."""
    targets: list[int] = []
    while len(targets) < count:
        targets += rng.sample(range(THINGS), THINGS)
    return targets[:count]


def _term(rng: Random, found: Context, number: int) -> str:
    return found.things[number].name if rng.random() < 0.5 else found.told(number)


def _user(rng: Random, found: Context, targets: list[int], terms: list[str] | None = None) -> Iterator[tuple[str, int]]:
    """Yield what the user says before each target: how it took the last, a term now and then, and what is next."""
    coined: set[int] = set()
    for number, target in enumerate(targets):
        said = rng.choice(_GREETINGS) if number == 0 else ""
        if number:
            last = targets[number - 1]
            said = rng.choice(_RIGHT).format(found.things[last].text)
            name = found.things[last].name
            if last not in coined and (name in (terms or []) or rng.random() < 0.2):
                said += f" {rng.choice(_COINS).format(name)}"
                coined.add(last)
            if terms is None and rng.random() < 0.06:
                said = rng.choice((*_NEWCOMERS, rng.choice(_WRONG).format(found.things[target].text)))
        yield f"{said} Next: {target + 1}.", target
