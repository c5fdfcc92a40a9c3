"""Repair as the assistant does it under the note of the `repair` step, and as it goes without: answered again or by a guess.

Under the note: other words that keep every value, a definition, an example, an answer to what was meant. Public chats have no
repair, so without a note the same turns get the same reply once more, or another answer. The replies of one family (`LEFT_OUT`)
are never worded otherwise here.
"""

from __future__ import annotations

from random import Random

from commonground.measures import requests
from commonground.mediation.steps.repair import MEANT, NOTES
from commonground.suites import talk_acts
from commonground.town.facts import PEOPLE, VENUES
from commonground.town.families import FAMILIES
from commonground.town.families.lookups import KNOWN
from commonground.town.family import Values
from commonground.town.glossary import GLOSSARY, USED
from commonground.town.items import Item
from commonground.training.embedded import chats
from commonground.training.embedded.drills import sentence
from commonground.training.embedded.example import Example, Message

LEFT_OUT = talk_acts.LEFT_OUT
_TOLD = ("booking", "order", "letter")
_OTHERWISE = (
    "Say it differently.", "Can you say that more simply?", "Put that in your own words.", "Please reword it.",
    "I need this in simple words.", "Tell me in normal words.", "Could you phrase that another way?", "Simplify it, please.",
    "What do you mean by that?", "That is too hard to read.", "Word it so that I understand it.", "Rephrase this, please.",
    "In simple words?", "I do not understand that.", "Again in other words, please.", "Explain that to me.",
)  # fmt: skip
_MEANS = (
    "What is a {n}?", "Tell me what {n} means.", "What does {n} stand for?", "Define {n}.", "What is {n} supposed to mean?",
    "I never heard the word {n}.", "Explain {n}.", "{n} means what?", "Say what {n} means, please.", "The word {n}?",
    "What exactly is the {n}?", "I do not understand {n}.",
)  # fmt: skip
_FOR_EXAMPLE = (
    "Give me an example of a {n}.", "For example what {n}?", "Which {n}, for example?", "A {n} such as?", "Can you name a {n}?",
    "An example of the {n}, please.", "What {n} could that be?", "Tell me a {n} as an example.", "Such as which {n}?",
)  # fmt: skip
_MEANT = (
    "I meant the {k}.", "No, the {k}.", "I mean the {k}, not that.", "Not that, the {k}.", "Wrong one, I meant the {k}.",
    "No, what I meant is the {k}.", "I wanted to know the {k}.",
    "Sorry, I meant the {k}.", "That was not my question: the {k}?",
)  # fmt: skip
_VAGUE = (
    "The hour of {x}?", "Give me the hour of {x}.", "Do you know the hour of {x}?", "I want the hour of {x}.",
    "Can you say the hour of {x}?", "We need the hour of {x}.", "What hour does {x} have?",
)  # fmt: skip
_WHO = (
    "Who is {x}?",
    "Do you know {x}?",
    "What do you know of {x}?",
    "Say something about {x}.",
    "I want to know about {x}.",
)


def chat(rng: Random) -> Example:
    """Return one chat in which the user asks something of the talk: three times in four under the step's note."""
    act, messages, reply, bare = rng.choices((_paraphrase, _define, _example, _meant), (5, 3, 3, 4))[0](rng)
    head = rng.choice(("", "", "", sentence(rng)))
    if rng.random() < 0.75:
        note = f"{head}\n{NOTES[act]}" if head else NOTES[act]
        return Example("repair", (("system", note), *messages, ("assistant", reply)))
    return Example("repair", (*((("system", head),) if head else ()), *messages, ("assistant", bare)))


Drawn = tuple[
    str, tuple[Message, ...], str, str
]  # act, the chat up to the user's turn, the reply under the note, without


def _answered(rng: Random, item: Item) -> tuple[Message, ...]:
    """Return a request and its reply; now and then something complete came before."""
    before = chats.complete(rng) if rng.random() < 0.1 else []
    return (*before, *chats.complete(rng, item))


def _item(rng: Random, names: tuple[str, ...]) -> Item:
    return chats.some_item(rng, tuple(FAMILIES[name] for name in names))


def _bare(rng: Random, reply: str) -> str:
    """Return what chat data would teach: the same again, or an answer to something else."""
    return reply if rng.random() < 0.7 else chats.complete(rng)[-1][1]


def _paraphrase(rng: Random) -> Drawn:
    item = _item(rng, _TOLD)
    said = _answered(rng, item)
    asked = (*said, ("user", rng.choice(_OTHERWISE)))
    return (
        requests.PARAPHRASE,
        asked,
        otherwise(item.family.name, item.family.filled(item.values)),
        _bare(rng, said[-1][1]),
    )


def otherwise(family: str, values: Values) -> str:
    """Return the reply of a family in other words: every value that was stated, and none that was not."""
    parts = [form.format(v=values[key]) for key, default, form in _WORDS[family] if values[key] != default]
    text = " ".join(parts)
    return text[0].upper() + text[1:] + "."


# Of each family the values in a fixed order, each with the default that goes without saying, and its words.
_WORDS = {
    "booking": (("people", "", "{v} of you sit"), ("venue", "", "in {v}"), ("day", "", "on {v}"), ("time", "", "from {v}"),
                ("seat", "any", "by the {v}"), ("name", "guest", "as {v}")),
    "order": (("shop", "", "{v} cooks"), ("dish", "", "{v}"), ("drink", "none", "and pours {v}"), ("note", "none", "with {v}"),
              ("address", "", "and drives to {v}"), ("time", "now", "at {v}")),
    "letter": (("sender", "", "{v} writes"), ("to", "", "to {v}"), ("subject", "", "about {v}"),
               ("day", "", "and waits till {v}"),
               ("thing", "none", "for {v}")),
}  # fmt: skip


def _of_word(rng: Random, listed: bool) -> tuple[str, tuple[Message, ...]]:
    """Return a word of a reply and the chat that ends with this reply."""
    found = {name: [word for word in used if GLOSSARY[word].instances or not listed] for name, used in USED.items()}
    item = _item(rng, tuple(name for name, words in found.items() if words))
    return rng.choice(found[item.family.name]), _answered(rng, item)


def _define(rng: Random) -> Drawn:
    word, said = _of_word(rng, listed=False)
    shown = word if rng.random() < 0.6 else f'"{word}"'
    asked = (*said, ("user", rng.choice(_MEANS).format(n=shown)))
    return requests.DEFINE, asked, GLOSSARY[word].sentence, _bare(rng, said[-1][1])


def _example(rng: Random) -> Drawn:
    word, said = _of_word(rng, listed=True)
    asked = (*said, ("user", rng.choice(_FOR_EXAMPLE).format(n=word)))
    return requests.EXAMPLE, asked, f"For example {rng.choice(GLOSSARY[word].instances)}.", _bare(rng, said[-1][1])


def _meant(rng: Random) -> Drawn:
    hours = rng.random() < 0.5
    pair = ["opening hour", "closing hour"] if hours else ["job", "home"]
    name = rng.choice([one.name for one in (VENUES if hours else PEOPLE)])
    rng.shuffle(pair)
    taken, meant = (f"{kind} of {name}" for kind in pair)
    first = rng.choice(_VAGUE if hours else _WHO).format(x=name)
    reply = f"{taken} = {KNOWN[taken]}"
    asked = (("user", first), ("assistant", reply), ("user", rng.choice(_MEANT).format(k=pair[1])))
    return MEANT, asked, f"{meant} = {KNOWN[meant]}", reply
