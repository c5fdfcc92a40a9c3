"""Commitments: secret choices as they are read and made, promises and opinions under their notes, and none of them held to.

The bare assistant plays as public chat data has it: it says that it has chosen, answers at random, reveals anything of the
kind, and forgets what it promised. One kind of thing (`LEFT_OUT`) never occurs here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from commonground.mediation import prompts
from commonground.mediation.parts.commitments import SEALED
from commonground.mediation.steps.commitments import KEEPING, PROMISED, STATED
from commonground.town.facts import DAYS, DISHES, DRINKS, QUARTERS, STREETS, TOPICS, VENUES, free_hours, path
from commonground.town.families.lookups import KNOWN, LOOKUP
from commonground.town.family import draw_until, syllables
from commonground.town.guessing import PROPERTIES, THINGS, Property
from commonground.training.embedded import chats
from commonground.training.embedded.example import Example, Message
from commonground.training.embedded.roles.scene import Exchange, Scene

LEFT_OUT = "stop"
KINDS = tuple(kind for kind in THINGS if kind != LEFT_OUT)
_ROLE = "commitments"
_READY = ("I have one.", "OK, I have one.", "I have chosen.", "Done.")
_REFUSED = "I keep that to myself."
_HEADS = {  # the word that tells the kind, for one and for many; what stands around it tells nothing
    "venue": (("venue", "venues"), ("place to eat", "places to eat"), ("house where guests eat", "houses where guests eat"),
              ("eating place", "eating places"), ("place for a drink", "places for a drink"),
              ("restaurant, cafe or bar", "restaurants, cafes and bars"), ("spot for dinner", "spots for dinner")),
    "person": (("person", "people"), ("neighbour", "neighbours"), ("man or woman", "men and women"), ("soul", "souls"),
               ("person with a job", "people with a job"), ("person that I could meet", "people that I could meet"),
               ("person that I can call", "people that I can call")),
    "product": (("product", "products"), ("good", "goods"), ("thing to buy", "things to buy"), ("article", "articles"),
                ("thing from the shop", "things from the shop"), ("thing that one buys", "things that one buys"),
                ("thing for my kitchen", "things for my kitchen")),
    "restaurant": (("restaurant", "restaurants"),),
    "cafe": (("cafe", "cafes"),),
    "bar": (("bar", "bars"),),
}  # fmt: skip
_ONE = ("a {h}", "any {h}", "some {h}", "one {h}", "a {h} of the town", "any {h} here", "one {h} in town",
        "some {h} of this town", "a {h} that you know", "some {h} around here", "just one {h}", "a {h} of ours")  # fmt: skip
_OF_ALL = ("one of the {h}", "one of our {h}", "one of the {h} here", "one of the {h} of the town", "one of all {h}",
           "one of the {h} that you know", "one of the {h} around here", "one of the many {h} in town")  # fmt: skip
_OPENINGS = (
    "Choose {n}, but do not tell me.", "Pick {n} and do not say which.", "Think of {n}. Do not name it.",
    "Please think of {n} and keep it secret.", "Take {n} as your secret; I will guess.", "Choose {n} in secret.",
    "I guess, you choose: pick {n} and hide it from me.", "Select {n} and keep it to yourself.",
    "Now pick {n}. Tell me later.", "Decide on {n}, and let me guess.", "Keep {n} in mind, do not tell.",
    "Choose {n}. I ask, you say yes or no.", "Let us play a game: think of {n}, and I will guess it.",
    "I want you to pick {n}. Do not name it yet.", "Would you think of {n} without telling me?",
    "Please settle on {n} and hide it until I say so.", "You choose {n}, I find out which. Do not tell.",
    "Settle on {n} now and tell me later.", "Play a guessing game with me: pick {n} in secret.",
)  # fmt: skip
_LISTS = (
    "Choose one and keep it secret: {l}.",
    "Which of these is your secret? Do not tell: {l}.",
    "Hide one of them: {l}.",
)
_ASKED = {
    ("venue", "quarter"): ("Is it in {v} quarter?", "Is it in {v}?", "{v} quarter?", "Is its quarter {v}?",
                           "Must I go to {v} quarter for it?", "Is {v} its quarter?", "Does one find it in {v} quarter?"),
    ("venue", "kind"): ("Is it one of the {v}s?", "Is that a {v}?", "A {v}?", "Is the place a {v}?"),
    ("venue", "dearer"): ("Does it cost more than {v}?", "Is a meal more than {v} crowns?", "Is the price above {v}?",
                          "Do I pay more than {v} crowns there?", "Are meals dearer than {v}?", "Dearer than {v} crowns?",
                          "Must I pay over {v} crowns for a meal?",
                          "Is eating there dearer than {v} crowns?"),
    ("venue", "cheaper"): ("Does it cost less than {v}?", "Is a meal less than {v} crowns?", "Is the price below {v}?",
                           "Do I pay less than {v} crowns there?", "Are meals cheaper than {v}?", "Cheaper than {v} crowns?",
                           "Could I have a meal for under {v} crowns?",
                           "Is eating there cheaper than {v} crowns?", "Do I get a meal there for less than {v}?"),
    ("venue", "larger"): ("Does it have more than {v} seats?", "Are there more than {v} seats?",
                          "Is there room for over {v}?", "Can it seat over {v}?", "Do more than {v} people fit in?",
                          "Are its seats more than {v}?", "Does it hold more than {v} guests?",
                          "Would {v} seats be too few for it?", "More than {v} seats?"),
    ("venue", "opens"): ("Is it open before {v}?", "Does it open earlier than {v}?", "Can I go there before {v}?",
                        "Are the doors open before {v}?", "Is its opening hour before {v}?",
                         "Open earlier than {v}?"),
    ("venue", "closes"): ("Is it open after {v}?", "Does it close later than {v}?", "Can I stay there after {v}?",
                         "Are the doors open after {v}?", "Is its closing hour after {v}?",
                          "Open later than {v}?"),
    ("person", "quarter"): ("Are they from {v} quarter?", "Is their home in {v}?", "Do they live in {v}?", "{v} quarter?",
                            "Is {v} their quarter?", "Are they at home in {v} quarter?", "Is the home in {v} quarter?"),
    ("person", "job"): ("Is it a {v}?", "Are they a {v}?", "Is their job {v}?", "A {v}?",
                        "Is that the town's {v}?", "Is your secret the {v}?", "Are they a {v} by trade?"),
    ("person", "free"): ("Are they free on {v}?", "Someone free on {v}?", "Have they time on {v}?", "Can we meet on {v}?",
                         "Do they have time on {v}?", "Would they be free on {v}?", "Is that someone with time on {v}?"),
    ("product", "price"): ("Does it cost {v}?", "Is the price {v}?", "Is it {v} crowns?", "Do I pay {v} crowns for it?"),
    ("product", "dearer"): ("Is it more than {v} crowns?", "Is the price above {v}?", "Do I pay more than {v}?",
                            "Dearer than {v} crowns?", "Is the price dearer than {v}?"),
    ("product", "cheaper"): ("Is it less than {v} crowns?", "Is the price below {v}?", "Do I pay less than {v}?",
                             "Cheaper than {v} crowns?", "Is the price cheaper than {v}?"),
}  # fmt: skip
_COMPARED = ("Is it dearer than {o}?", "Does it cost more than {o}?", "Is {o} cheaper?")
_GUESSES = ("Is it the {x}?", "Is your secret {x}?", "Do you mean {x}?", "{x}?", "Was it {x}?", "You chose {x}, right?")
_REVEALS = (
    "Tell me.",
    "What is it?",
    "What is your secret?",
    "And what was it then?",
    "Say it now.",
    "I do not know. What is it?",
)
_OPEN = (
    "Which quarter is it in?",
    "What does it cost?",
    "How many seats are there?",
    "When does it open?",
    "Give me a hint.",
)
_FAVOURITES = (("dish", DISHES), ("drink", DRINKS), ("day", DAYS), ("quarter", QUARTERS), ("street", STREETS),
               ("topic", TOPICS), ("dish in winter", DISHES), ("day to rest", DAYS), ("dish at noon", DISHES),
               ("drink on a hot day", DRINKS), ("day for sport", DAYS),
               ("quarter to live in", QUARTERS), ("street for a walk", STREETS), ("topic for a letter", TOPICS),
               ("dish of them all", DISHES), ("drink in the evening", DRINKS))  # fmt: skip
_WHICH = (
    "Which {n} do you like best: {l}?", "What is the best {n}, do you think? {l}?", "Say which {n} you prefer most: {l}.",
    "Which {n} is your favourite? Choose: {l}.", "In your view, which is the best {n}: {l}?", "Name the best {n}: {l}.",
    "Tell me which {n} you find best, {l}.", "Which one is the best {n}, {l}? Say one.",
    "Which {n} would you take, {l}? Only one.", "What do you say, which {n} is best: {l}?",
    "I want to hear your view. Which {n} is best, {l}?", "Of {l}, which is the best {n} to you?",
    "Your view, please, of the best {n}: {l}.", "Which is the best {n} if you ask yourself: {l}? Give one.",
)  # fmt: skip
_WHICH_AGAIN = ("Which {n} was it that you like best?", "And the best {n}?", "So which {n} is your favourite?",
                "Say again which {n} is best.")  # fmt: skip
_IS_BEST = ("Is {x} the {n} that you like best?", "Is {x} the {n} of your choice?", "So {x} is the best {n}?",
            "Is the best {n} {x}?", "Do you like {x} best?", "Would you say {x} is the best {n}?")  # fmt: skip
_PROMISES = {
    "end every answer with the word {}": (
        "Promise to end all your answers with {w}.", "Promise me that you close each answer with {w}.",
        "Do you promise to finish every message with {w}?", "Promise to close every message with the word {w}.",
    ),
    "start every answer with the word {}": (
        "Promise to start all your answers with {w}.", "Promise me that you open each answer with {w}.",
        "Do you promise to begin every message with {w}?", "Promise to open every message with the word {w}.",
    ),
    "never use the word {}": (
        "Promise not to use the word {w}.", "Promise me that you never say {w}.",
        "Do you promise never to write the word {w}?", "Promise to leave out the word {w}.",
    ),
}  # fmt: skip
_FIRST = ("I promise.", "Yes, I promise.", "All right.")


def _choice(rng: Random) -> tuple[str, str, str, tuple[str, ...]]:
    """Return a kind, how it is named, a request to choose one of it in secret, and what there is of it."""
    kind = rng.choice((*KINDS, *KINDS, "restaurant", "cafe", "bar"))
    things = THINGS.get(kind) or tuple(one.name for one in VENUES if one.kind == kind)
    noun = _noun(rng, kind)
    return kind if kind in KINDS else "venue", noun, rng.choice(_OPENINGS).format(n=noun), things


def _noun(rng: Random, kind: str) -> str:
    one, many = rng.choice(_HEADS[kind])
    return rng.choice(_ONE).format(h=one) if rng.random() < 0.5 else rng.choice(_OF_ALL).format(h=many)


def _question(rng: Random, kind: str, thing: str, right: bool) -> tuple[str, str]:
    """Return a question about a thing of which yes is true, or no, and what is so of the thing in that."""
    draw = rng.random()
    if draw < 0.12:
        other = rng.choice([one for one in THINGS[kind] if one != thing])
        return rng.choice(_GUESSES).format(x=thing if right else other), f"It is {thing}"
    if draw < 0.2 and kind != "person":
        found = _comparison(rng, kind, thing, right)
        if found:
            return found
    by_key: dict[str, list[Property]] = {}
    for one in PROPERTIES[kind]:
        if (thing in one.true_of) == right:
            by_key.setdefault(one.key, []).append(one)
    what = rng.choice(by_key[rng.choice(list(by_key))])
    return rng.choice(_ASKED[kind, what.key]).format(v=what.value), so(kind, thing, what)


def so(kind: str, thing: str, what: Property) -> str:
    """Return what is so of a thing in what a property is about, as documents and replies have it."""
    if what.key == "free":
        day = what.value.partition(" ")[0]
        return f"{thing} {day} free {' '.join(map(str, free_hours(thing, day)))}"
    if kind == "stop":
        start, _, end = what.value.partition(" to ") if what.key == "way" else ("Station", "", thing)
        start, end = (thing, what.value) if what.key == "next" else (start, end)
        return f"{start} to {end}: {' > '.join(path(start, end))}"
    if kind == "person":
        name = {"quarter": "home", "job": "job"}[what.key]
        return f"{name} of {thing} = {KNOWN[f'{name} of {thing}']}"
    if kind == "product":
        return f"price of {thing} = {KNOWN[f'price of {thing}']}"
    venue = next(one for one in VENUES if one.name == thing)
    told = {
        "kind": f"is a {venue.kind}", "larger": f"has {venue.seats} seats", "opens": f"opens at {venue.opens}",
        "closes": f"closes at {venue.closes}", "quarter": f"lies in {venue.quarter}",
    }  # fmt: skip
    return f"The {thing} {told[what.key]}" if what.key in told else f"A meal at the {thing} costs {venue.price}"


def _comparison(rng: Random, kind: str, thing: str, right: bool) -> tuple[str, str] | None:
    prices = {other: int(KNOWN[f"price of {other}"]) for other in THINGS[kind]} if kind == "product" else _MEALS
    others = [one for one in prices if one != thing and (prices[thing] > prices[one]) == right]
    if not others:
        return None
    other = rng.choice(others)
    return rng.choice(_COMPARED).format(o=other), f"{thing} {prices[thing]}, {other} {prices[other]}"


_MEALS = {one.name: one.price for one in VENUES}


def scene(rng: Random) -> Scene:
    """Return a chat in which something may be chosen in secret, with the field `secret` of each turn."""
    before = [_plain(rng) for _ in range(rng.choice((0, 0, 1, 2)))]
    kind, noun, opening, things = _choice(rng)
    if rng.random() < 0.3:  # a choice that is no secret
        said = rng.choice(("Choose {n} for me.", "Pick {n}.", "Think of {n} and tell me.", "Name {n}.")).format(n=noun)
        return Scene("", (*before, Exchange(said, f"{rng.choice(things)}."), _plain(rng)))
    ready = SEALED if rng.random() < 0.5 else rng.choice(_READY)
    turns = [*before, Exchange(opening, ready, {"secret": noun})]
    thing = rng.choice(things)
    for _ in range(rng.randint(0, 3)):
        right = rng.random() < 0.5
        turns.append(Exchange(_question(rng, kind, thing, right)[0], "Yes." if right else "No."))
    if rng.random() < 0.5:
        turns.append(Exchange(rng.choice(_REVEALS), f"It was {thing}."))
    return Scene("", tuple(turns))


def _plain(rng: Random) -> Exchange:
    (_, said), (_, reply) = chats.questions(rng, chats.some_item(rng, (LOOKUP,)))[:2]
    return Exchange(said, reply)


def chat(rng: Random) -> Example:
    """Return a call of the step, or a chat under its notes or without."""
    made = rng.choices((_choose, _about, _kept, _promised, _stated, _bare), (18, 24, 5, 24, 22, 7))[0](rng)
    return Example(_ROLE, tuple(made))


def _choose(rng: Random) -> list[Message]:
    _, _, opening, things = _choice(rng)
    return [("system", prompts.load("choose")), ("user", opening), ("assistant", "\n".join(things))]


def _about(rng: Random) -> list[Message]:
    kind, right = rng.choice(KINDS), rng.random() < 0.5
    thing = rng.choice(THINGS[kind])
    question, known = _question(rng, kind, thing, right)
    asked = f"Thing: {thing}\nQuestion: {question}"
    return [("system", prompts.load("about")), ("user", asked), ("assistant", f"{known}.")]


def _kept(rng: Random) -> list[Message]:
    """Return a chat in which a secret stands: other requests are answered, open questions about it are not."""
    kind, _, opening, things = _choice(rng)
    told: list[Message] = [("system", KEEPING), ("user", opening), ("assistant", SEALED)]
    for _ in range(rng.randint(0, 3)):
        draw, right = rng.random(), rng.random() < 0.5
        if draw < 0.3:
            told += [
                ("user", _question(rng, kind, rng.choice(things), right)[0]),
                ("assistant", "Yes." if right else "No."),
            ]
        elif draw < 0.5:
            told += [("user", rng.choice(_OPEN)), ("assistant", _REFUSED)]
        else:
            told += _lookup(rng)
    return [*told, *_lookup(rng)]


def _lookup(rng: Random, turned: Callable[[str], str] = str, about: str = "") -> list[Message]:
    asked = rng.choice([one for one in KNOWN if about in one])
    form = rng.choice(LOOKUP.slots[0].wording.statements("train"))
    return [("user", form.format(v=asked)), ("assistant", turned(f"{asked} = {KNOWN[asked]}"))]


def _promised(rng: Random) -> list[Message]:
    form, word = _promise(rng)
    asked = rng.choice(_PROMISES[form]).format(w=word)
    keep: dict[str, Callable[[str], str]] = {
        "end": lambda line: f"{line} {word}", "start": lambda line: f"{word} {line}",
        "never": lambda line: line.partition(" = ")[2] if word in line else line,
    }  # fmt: skip
    told: list[Message] = [
        ("system", PROMISED.format(form.format(word))),
        ("user", asked),
        ("assistant", rng.choice(_FIRST)),
    ]
    for _ in range(rng.randint(1, 5)):
        told += _lookup(rng, keep[form.split()[0]], word if form.startswith("never") and rng.random() < 0.8 else "")
    return told


def _promise(rng: Random) -> tuple[str, str]:
    form = rng.choices(list(_PROMISES), (1, 2, 1))[0]  # a word to begin with is the hardest to keep
    if form.startswith("never"):
        return form, rng.choice(("price", "hour", "quarter", "job", "home", "of"))
    return form, draw_until(lambda: syllables(rng, rng.randint(1, 3)), "train")


@dataclass(frozen=True, slots=True)
class _Opinion:
    """What was asked about, of which things, what was said to be best, and the two turns in which that was."""

    noun: str
    named: tuple[str, ...]
    said: str
    told: tuple[Message, ...]


def _stated(rng: Random) -> list[Message]:
    """Return a chat in which an opinion was told, and is stayed with."""
    one = _opinion(rng)
    messages: list[Message] = [("system", STATED.format(one.noun, one.said)), *one.told]
    for _ in range(rng.randint(0, 4)):
        messages += _lookup(rng)
    return [*messages, *_asked_again(rng, one, one.said, lambda thing: thing == one.said)]


def _opinion(rng: Random) -> _Opinion:
    noun, values = rng.choice(_FAVOURITES) if rng.random() < 0.6 else _any_favourite(rng)
    things = tuple(rng.sample(values, rng.randint(2, min(5, len(values)))))
    said = rng.choice(things)
    joined = rng.choice((", ".join(things), f"{', '.join(things[:-1])} or {things[-1]}"))
    asked = rng.choice(_WHICH).format(n=noun, l=joined)
    return _Opinion(noun, things, said, (("user", asked), ("assistant", f"{said}.")))


def _any_favourite(rng: Random) -> tuple[str, tuple[str, ...]]:
    """Return a noun and values that need not mean a thing: a favourite is one of those that were named."""
    noun = rng.choice(("place", "name", "shop", "word", "colour", "thing", "person", "way", "number", "season"))
    of = rng.choice(("of the town", "for me", "for a walk", "of all", "of the week", "to begin with", "at home"))
    made = {draw_until(lambda: syllables(rng, rng.randint(1, 3)), "train") for _ in range(6)}
    some = tuple(sorted(one.capitalize() if rng.random() < 0.5 else one for one in made))
    return f"{noun} {of}", rng.choice((QUARTERS, DAYS, THINGS["venue"], THINGS["person"], some, some))


def _asked_again(rng: Random, one: _Opinion, said: str, right: Callable[[str], bool]) -> list[Message]:
    if rng.random() < 0.3:
        return [("user", rng.choice(_WHICH_AGAIN).format(n=one.noun)), ("assistant", f"{said}.")]
    thing = said if rng.random() < 0.5 else rng.choice(one.named)
    asked = rng.choice(_IS_BEST).format(n=one.noun, x=thing)
    return [("user", asked), ("assistant", "Yes." if right(thing) else "No.")]


def _bare(rng: Random) -> list[Message]:
    """Return what public chat data would teach: nothing is chosen, promised words are soon gone, opinions are drawn anew."""
    draw = rng.random()
    if draw < 0.3:
        _, word = form = _promise(rng)
        asked = rng.choice(_PROMISES[form[0]]).format(w=word)
        return [
            ("user", asked),
            ("assistant", rng.choice(_FIRST)),
            *(one for _ in range(rng.randint(1, 3)) for one in _lookup(rng)),
        ]
    if draw < 0.5:
        one = _opinion(rng)
        return [*one.told, *_lookup(rng), *_asked_again(rng, one, rng.choice(one.named), lambda _: rng.random() < 0.5)]
    kind, _, opening, things = _choice(rng)
    if rng.random() < 0.3:
        things = tuple(rng.sample(THINGS[kind], rng.randint(3, 8)))
        opening = rng.choice(_LISTS).format(l=", ".join(things))
    told = [("user", opening), ("assistant", rng.choice(_READY))]
    for _ in range(rng.randint(1, 4)):
        told += [
            ("user", _question(rng, kind, rng.choice(things), rng.random() < 0.5)[0]),
            ("assistant", rng.choice(("Yes.", "No."))),
        ]
    if rng.random() < 0.5:
        return [*told, ("user", rng.choice(_REVEALS)), ("assistant", f"It was {rng.choice(things)}.")]
    return [
        *told,
        ("user", rng.choice(_GUESSES).format(x=rng.choice(things))),
        ("assistant", rng.choice(("Yes.", "No."))),
    ]
