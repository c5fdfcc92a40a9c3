"""Memory as the assistant uses it under the note of the `recall` step, and as it goes without one: a made-up answer.

Under the note: the line that bears on the question is quoted as it stands ("You told me: ..."), a copy, which can be learnt
by a small model; where none does, "I do not know."; requests are answered as ever, whatever the note says. Public chat data has
no note of a user, so without one the question gets an answer that nobody gave. Half of the memory suite's subjects
(`memory_slots.LEFT_OUT`) and all of its wordings and values never occur here.
"""

from __future__ import annotations

from random import Random

from commonground.mediation.steps.recall import NOTHING, note
from commonground.memory.items import EPISODE, FACT, GUIDELINE, REFLECTION, Item, Source
from commonground.town.family import draw_until, syllables
from commonground.training.embedded import chats
from commonground.training.embedded.drills import sentence
from commonground.training.embedded.example import Example, Message

_PEOPLE = [
    "sister",
    "brother",
    "daughter",
    "dog",
    "boss",
    "son",
    "aunt",
    "uncle",
    "friend",
    "horse",
    "teacher",
    "neighbour",
]
# Subject -> what the user said of it, and how it is asked for. Made-up words are the values.
_TOLD: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "job": (("I earn my living as a {v}.", "I'm a {v} by trade.", "I am a {v}."), ("What is my job?", "What am I by trade?")),
    "employer": (("My firm is {v}.", "I am employed at {v}.", "{v} pays me."), ("Which firm am I at?", "Who pays me?")),
    "birthday": (("My birthday is in {v}.", "I was born in {v}."), ("When is my birthday?", "Which month was I born in?")),
    "favourite drink": (("I like to drink {v}.", "My best drink is {v}."),
                        ("What do I like to drink?", "What is my best drink?")),
    "favourite colour": (("I like the colour {v}.", "{v} is my colour."), ("Which colour do I like?", "What is my colour?")),
    "dentist": (("{v} is my dentist.", "I go to {v} with my teeth."), ("Who is my dentist?", "Who sees my teeth?")),
    "team": (("I support {v}.", "My team is {v}."), ("Which team do I support?", "What is my team?")),
    "street": (("My street is {v}.", "I have a flat in {v}."), ("What is my street?", "Which street is my flat in?")),
    "car": (("I drive a {v}.", "My car is a {v}."), ("What do I drive?", "What car do I have?")),
    "hobby": (("My hobby is {v}.", "I do {v} on Sundays."), ("What is my hobby?", "What do I do on Sundays?")),
    "school": (("I went to {v}.", "My school was {v}."), ("Which school did I go to?", "What was my school?")),
    "bank": (("My bank is {v}.", "My money is with {v}."), ("What is my bank?", "Who has my money?")),
    **{
        f"{one}'s name": (
            (f"My {one} is {{v}}.", f"I have a {one}, {{v}}.", f"{{v}} is the name of my {one}."),
            (f"Who is my {one}?", f"What name does my {one} have?", f"How is my {one} called?"),
        )
        for one in _PEOPLE
    },
}  # fmt: skip
_GUIDELINES = ("Be brief.", "No emojis.", "Use metric units.", "Use plain words.")
_UNKNOWN = "I do not know."
_DAY = 86_400.0
_START = 1_600_000_000.0


def chat(rng: Random) -> Example:
    """Return one chat: a question of the user's own under a note that answers it or not, a request, or one without a note."""
    draw = rng.random()
    if draw < 0.6:
        return _example(rng, answered=True)
    if draw < 0.66:
        return _example(rng, answered=False)
    if draw < 0.78:  # nothing bears on it
        return Example("recall", (_system(rng, NOTHING), ("user", _question(rng)), ("assistant", _UNKNOWN)))
    if draw < 0.9:
        told = note(_lines(rng, _facts(rng, rng.randint(1, 3))))
        return Example("recall", (_system(rng, told), *chats.complete(rng)))
    return Example("recall", (("user", _question(rng)), ("assistant", f"It is {_value(rng)}.")))


def _example(rng: Random, *, answered: bool) -> Example:
    facts = _facts(rng, rng.randint(1, 5))
    wanted = rng.choice(facts)
    items = _lines(rng, facts if answered else [fact for fact in facts if fact is not wanted])
    told = next((one.text for one in items if answered and one.text in _said_of(*wanted)), "")
    if told and rng.random() < 0.6:  # what bears on the turn most comes first
        items.sort(key=lambda one: one.text != told)
    messages = (_system(rng, note(items)), ("user", rng.choice(_TOLD[wanted[0]][1])))
    return Example("recall", (*messages, ("assistant", f'You told me: "{told}"' if told else _UNKNOWN)))


def _said_of(subject: str, value: str) -> set[str]:
    """Return all lines that tell a subject's value."""
    texts = [form.format(v=value) for form in _TOLD[subject][0]]
    return {text[0].upper() + text[1:] for text in texts}


def _question(rng: Random) -> str:
    return rng.choice(rng.choice(list(_TOLD.values()))[1])


def _system(rng: Random, text: str) -> Message:
    """Return the system turn: the note, now and then behind another text."""
    return ("system", text if rng.random() < 0.8 else f"{sentence(rng)}\n{text}")


def _value(rng: Random) -> str:
    """Return a made-up value: a name, a word, two names, a number, or a number and a name."""
    made = draw_until(lambda: syllables(rng, rng.randint(1, 3)), "train")
    draw = rng.random()
    if draw < 0.2:
        return f"{rng.randint(1, 90)} {made.capitalize()}"
    if draw < 0.3:
        return f"{made.capitalize()} {syllables(rng, 2).capitalize()}"
    if draw < 0.38:
        return str(rng.randint(1, 99))
    return made.capitalize() if draw < 0.8 else made


def _facts(rng: Random, count: int) -> list[tuple[str, str]]:
    """Return subjects, each once, with a made-up value."""
    return [(subject, _value(rng)) for subject in rng.sample(sorted(_TOLD), count)]


def _lines(rng: Random, facts: list[tuple[str, str]]) -> list[Item]:
    """Return items as a memory would recall them: facts and turns of the user, now and then a guideline or a reflection."""
    told = [
        (rng.choice((FACT, FACT, EPISODE)), rng.choice(_TOLD[subject][0]).format(v=value)) for subject, value in facts
    ]
    if rng.random() < 0.2:
        told.insert(0, (GUIDELINE, rng.choice(_GUIDELINES)))
    if rng.random() < 0.2:
        asked = chats.complete(rng)[0][1][:60].replace('"', "'")
        told.append((REFLECTION, f'When asked "{asked}", the answer was right.'))
    rng.shuffle(told)
    at = _START + _DAY * rng.randint(0, 2000)
    return [
        Item(str(number), "user", kind, text[0].upper() + text[1:], Source("", (), at + _DAY * number), at)
        for number, (kind, text) in enumerate(told)
    ]
