"""A short letter to a specification: who, about what, by when, from whom; what it must hold can be checked."""

from __future__ import annotations

import re

from commonground.town.facts import DAYS, SUBJECTS, THINGS
from commonground.town.family import Answer, Family, Intents, Slot, Values, Wording, choose, surname

_LETTER = re.compile(
    r"To:\s*(?P<to>.+?)\s*\n\s*Subject:\s*(?P<subject>.+?)\s*\n(?P<body>.*)", re.IGNORECASE | re.DOTALL
)


def write(values: Values) -> str:
    """Return the letter."""
    bring = f" Please bring {values['thing']}." if values["thing"] != "none" else ""
    return (
        f"To: {values['to']}\nSubject: {values['subject']}\n"
        f"Dear {values['to']}, please answer by {values['day']}.{bring}\nYours, {values['sender']}"
    )


def read(reply: str) -> Answer | None:
    """Return what a letter holds: its head, the one day and the thing that its body names, and who signed the last line."""
    letter = _LETTER.search(reply)
    body = [line for line in letter["body"].splitlines() if line.strip()] if letter else []
    if letter is None or len(body) < 2:
        return None
    text = "\n".join(body)
    return {
        "to": letter["to"] if f"dear {letter['to'].lower()}" in text.lower() else f"not greeted: {letter['to']}",
        "subject": letter["subject"].rstrip("."),
        "day": _named(DAYS, text),
        "thing": _named(THINGS, text),
        "sender": body[-1].rpartition(",")[2].strip(" ."),
    }


def _named(options: tuple[str, ...], text: str) -> str:
    return " and ".join(option for option in options if option.lower() in text.lower()) or "none"


LETTER = Family(
    name="letter",
    kind="copy",
    slots=(
        Slot("to", True, "Sir", surname,
             Wording(("It goes to {v}.", "Write to {v}.", "It is for {v}.", "The reader is {v}."), ("to {v}", "for {v}")),
             Wording(("{v} gets it.", "I want it to go to {v}."), ("that goes to {v}",))),
        Slot("subject", True, "the news", choose(SUBJECTS),
             Wording(("It is about {v}.", "The subject is {v}.", "Write about {v}.", "I mean {v}."), ("about {v}", "on {v}")),
             Wording(("{v} is the subject.", "I want it to be about {v}."), ("on the subject of {v}",))),
        Slot("day", True, "Monday", choose(DAYS),
             Wording(("The answer is due {v}.", "I need an answer by {v}.", "By {v}, please.", "The day is {v}."), ("due on {v}", "with an answer by {v}")),
             Wording(("I want an answer by {v}.", "{v} is the day."), ("for an answer on {v}",))),
        Slot("sender", True, "a friend", surname,
             Wording(("It is from {v}.", "Sign it {v}.", "My name is {v}.", "I am {v}."), ("from {v}", "signed {v}")),
             Wording(("I am called {v}.", "The name to sign is {v}."), ("in the name of {v}",))),
        Slot("thing", False, "none", choose(THINGS),
             Wording(("They should bring {v}.", "Ask for {v}.", "Tell them to bring {v}.", "I need {v}."), ("asking for {v}", "and {v} to bring")),
             Wording(("I want them to bring {v}.", "To bring: {v}."), ("and ask to bring {v}",))),
    ),
    train=Intents(("Write a letter.", "I want to send a letter.", "Please write a letter.", "We need a letter."),
                  ("Write a letter", "I want to send a letter", "Please write a letter")),
    test=Intents(("Can you write a letter for me?", "I need you to write a letter."), ("Can you write a letter", "I need a letter")),
    answer=dict,
    write=write,
    read=read,
    briefing="You write short letters in this form: a line 'To: NAME', a line 'Subject: ...', then a text that begins "
    "'Dear NAME,' and says by which day to answer and what to bring, if anything, then a last line 'Yours, SENDER'. "
    "Name no other day or thing.",
)  # fmt: skip
