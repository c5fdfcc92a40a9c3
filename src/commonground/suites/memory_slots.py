"""What the users of the memory suite tell of themselves: for each subject its values, and ways to tell, revise and ask it.

`told` are plain first-person sentences. `loose` say the same in passing, as people do, and no pattern was made for them.
`asked` share a word with what was told, `otherwise` need not: a memory that only matches words fails there. Written by hand. No
value stands in two subjects or in the town's requests, so that a value tells which sentence it comes from.
"""

from __future__ import annotations

from dataclasses import dataclass

VERSION = "memory-slots-1"
CURVE = "told and right after sessions:"  # and how many: the names of the numbers of the suite's curve
_NAMES = """
    Aino Bela Cem Dora Emil Fritz Goran Hana Ivo Jonas Kira Lars Mila Nils Olga Pavel Quinn Rosa Sven Tara Ugo Vera
    Wanda Xenia Yusuf Zora Anton Berta Clara Dario Edda Felix Gerda Henrik Ines Jakob Katya Linus Marta Nora Otto Petra
    Ralf Sonja Timo Ursula Viktor Wilma"""


LEFT_OUT = frozenset(
    (
        "home",
        "age",
        "origin",
        "nickname",
        "cat's name",
        "doctor",
        "address",
        "shoe size",
        "favourite dish",
        "native language",
    )
)
"""Subjects that the embedded model was never taught to look for in a note; reported apart."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing that a user can tell; `{v}` is the value. `revised` take back what was told before and give another."""

    subject: str
    values: tuple[str, ...]
    told: tuple[str, ...]
    loose: tuple[str, ...]
    revised: tuple[str, ...]
    asked: tuple[str, ...]
    otherwise: tuple[str, ...]


def _names(number: int) -> tuple[str, ...]:
    return tuple(_NAMES.split()[6 * number : 6 * number + 6])


def _of_someone(relation: str, values: tuple[str, ...], other: str) -> Slot:
    return Slot(
        f"{relation}'s name", values,
        (f"My {relation}'s name is {{v}}.", f"My {relation} is called {{v}}.", f"By the way, my {relation}'s name is {{v}}."),
        (f"I was out with {{v}}, that's my {relation}.", f"{{v}} (my {relation}) sends regards."),
        (f"Sorry, I was wrong: my {relation}'s name is {{v}}.", f"Actually, my {relation} is called {{v}}."),
        (f"What is my {relation}'s name?", f"What is my {relation} called?"), (other,),
    )  # fmt: skip


def _own(noun: str, values: tuple[str, ...], loose: str, otherwise: str) -> Slot:
    return Slot(
        noun, values,
        (f"My {noun} is {{v}}.", f"Just so you know, my {noun} is {{v}}.", f"For the record, my {noun} is {{v}}."),
        (loose,), (f"Correction: my {noun} is {{v}}.", f"Actually, my {noun} is {{v}}."),
        (f"What is my {noun}?", f"Remind me, what is my {noun}?"), (otherwise,),
    )  # fmt: skip


SLOTS = (
    Slot(
        "home", ("Oslo", "Lyon", "Porto", "Kiel", "Turin", "Ghent"),
        ("I live in {v}.", "I'm based in {v}.", "Hello, I live in {v} now."),
        ("The flat in {v} where I'm staying for good is small.", "It is raining here in {v} where my home is."),
        ("I just moved to {v}.", "I moved to {v} last month.", "Actually, I live in {v}."),
        ("Where do I live?", "Which city do I live in?"), ("Which town is my home in?", "Where am I based?"),
    ),
    Slot(
        "job", ("welder", "nurse", "pilot", "surgeon", "florist", "librarian"),
        ("I'm a {v}.", "I work as a {v}.", "By the way, I'm a {v}."),
        ("Being a {v} for ten years teaches you patience.", "A {v} gets up early, and so do I."),
        ("Actually, I work as a {v}.", "I was wrong, I'm a {v}."),
        ("What do I work as?", "What is my work?"), ("What is my profession?", "What do I do for a living?"),
    ),
    Slot(
        "employer", ("Acme", "Borealis", "Corvus Labs", "Delta Freight", "Ember Works", "Foxglove"),
        ("I work at {v}.", "I work for {v}."),
        ("My shift in {v} ends late.",), ("Actually, I work at {v} now.", "Correction: I work for {v}."),
        ("Where do I work at?", "Who do I work for?"), ("Who is my employer?",),
    ),
    Slot(
        "age", tuple(str(number) for number in range(48, 70)), ("I'm {v} years old.", "I am {v}."),
        ("My cake had {v} candles last week.",), ("Sorry, I'm {v} years old.", "Correction: I am {v}."),
        ("How old am I?",), ("What is my age?",),
    ),
    Slot(
        "origin", ("Malmo", "Graz", "Split", "Delft", "Cork", "Bergen"),
        ("I'm originally from {v}.", "I come from {v}."), ("I spent all my childhood in {v}.",),
        ("Correction: I come from {v}.", "Sorry, I'm from {v}."), ("Where do I come from?",), ("In which city was I born?",),
    ),
    Slot(
        "nickname", _names(0), ("Please call me {v}.", "Call me {v}."), ("Everyone says {v} to me.",),
        ("Actually, call me {v}.", "Sorry, please call me {v}."),
        ("What do I want you to call me?",), ("What is my nickname?",),
    ),
    _of_someone("sister", _names(1), "Who is the girl that grew up with me?"),
    _of_someone("brother", _names(2), "Who is the boy that grew up with me?"),
    _of_someone("daughter", _names(3), "Who is the girl that I raise?"),
    _of_someone("dog", ("Rex", "Tilly", "Pepper", "Milo"), "Who do I take for walks?"),
    _of_someone("cat", ("Nala", "Oscar", "Fern", "Misty"), "Who purrs at home with me?"),
    _of_someone("boss", _names(4), "Who leads my team?"),
    _own(
        "dentist", _names(5),
        "I had a tooth pulled by {v}.", "Who looks after my teeth?",
    ),
    _own(
        "doctor", _names(6),
        "I saw {v} about my cough, as always.", "Who do I see when I am ill?",
    ),
    _own(
        "address", ("4 Birch Row", "17 Harp Street", "23 Lantern Close", "9 Weaver Yard"),
        "Send it to {v}.", "Where should my post go?",
    ),
    _own(
        "shoe size", tuple(str(number) for number in range(36, 47)),
        "In boots I always take {v}.", "How big are my feet?",
    ),
    _own(
        "birthday", ("3 March", "14 July", "27 October", "8 April"),
        "I turn a year older on {v}.", "When was I born?",
    ),
    _own(
        "favourite drink", ("sherry", "kefir", "espresso", "kombucha", "grappa"),
        "A glass of {v} beats anything.", "What should you pour me?",
    ),
    _own(
        "favourite dish", ("lasagne", "goulash", "paella", "ramen", "moussaka"),
        "Nothing beats a plate of {v}.", "What do I like to eat most?",
    ),
    _own(
        "favourite colour", ("turquoise", "crimson", "ochre", "indigo", "beige"),
        "Anything in {v} makes me happy.", "In what shade should you wrap my present?",
    ),
    _own(
        "native language", ("Polish", "Greek", "Danish", "Welsh", "Czech", "Irish"),
        "At home we all talk {v}.", "What tongue did I grow up with?",
    ),
)  # fmt: skip
