"""A short letter to a specification: who, about what, by when, from whom; what it must hold can be checked."""

from __future__ import annotations

import re

from commonground.town.facts import DAYS, SUBJECTS, THINGS
from commonground.town.family import Answer, Family, Slot, Values, Wording, choose, surname

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
        "to": letter["to"]
        if re.search(rf"\bdear {re.escape(letter['to'])}(?!\w)", text, re.IGNORECASE)
        else f"not greeted: {letter['to']}",
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
             Wording(("reader", "recipient"), ("to {v}", "for {v}"), ("Write to {v}.", "It goes to {v}.", "Send it to {v}.", "{v} gets it."))),
        Slot("subject", True, "the news", choose(SUBJECTS),
             Wording(("subject", "topic"), ("about {v}", "on the subject of {v}"), ("Write about {v}.", "I write about {v}.", "I mean {v}."))),
        Slot("day", True, "Monday", choose(DAYS),
             Wording(("day", "last day"), ("due on {v}", "with an answer by {v}", "for an answer on {v}"), ("I need an answer by {v}.", "By {v}, please.", "I want an answer by {v}."))),
        Slot("sender", True, "a friend", surname,
             Wording(("name", "sender"), ("from {v}", "signed {v}", "in the name of {v}"), ("Sign it {v}.", "I am called {v}.", "I am {v}.", "Call me {v}."))),
        Slot("thing", False, "none", choose(THINGS),
             Wording(("thing to bring",), ("asking for {v}", "and {v} to bring"), ("They should bring {v}.", "Ask for {v}.", "Tell them to bring {v}.", "I want them to bring {v}.", "To bring, {v}."))),
    ),
    wants=("write a letter", "send a letter", "get a letter out"),
    answer=dict,
    write=write,
    read=read,
    briefing="You write short letters in this form: a line 'To: NAME', a line 'Subject: ...', then a text that begins "
    "'Dear NAME,' and says by which day to answer and what to bring, if anything, then a last line 'Yours, SENDER'. "
    "Name no other day or thing.",
)  # fmt: skip
