"""Ways of answering: under the note of the `restyle` step they hold; without it they are followed once and then forgotten.

The chats are short questions to the town. One style (`LEFT_OUT`) is never seen under a note. As public data has it, a wish is
met in the reply to it, now and then in the next, and then the old way comes back.
"""

from __future__ import annotations

from random import Random

from commonground.suites.restyle import LEFT_OUT
from commonground.suites.styles import STYLES, plain, styled
from commonground.town.families.lookups import KNOWN
from commonground.training.embedded.drills import WORDS, sentence
from commonground.training.embedded.example import SAID, Example, Message
from commonground.training.embedded.roles.scene import Exchange, Scene

_ASKED = (
    "What's the {}?", "Say the {}.", "Give me the {}.", "The {}, please.", "I want to know the {}.", "Do you know the {}?",
    "Look up the {}.", "I ask for the {}.", "Show me the {}.", "What is the {}, please?", "We need the {}.", "Now the {}.",
)  # fmt: skip
WISHES = {
    "lower": (
        "Please use lower case only.", "Write in small letters from now on.", "Always answer in lower case.",
        "Can you write without capitals?", "I want lower case in every answer.", "Keep your replies in lower case.",
        "Leave out all capitals from now on.", "Small letters, please.",
        "No upper case in your answers any more.", "Everything in lower case, please.",
        "Your answers should have small letters only.",
    ),
    "upper": (
        "Please write in capitals.", "Always use upper case.", "I want capital letters in all your answers.",
        "Could you answer in all caps?", "From now on write in capital letters.", "Upper case only, please.",
        "Everything in upper case, please.", "I like capitals: use them in all answers.",
        "Your answers should be in all capitals.", "All your answers in capital letters.",
        "Stay in upper case.", "Shout it: capitals in each reply.",
    ),
    "short": (
        "Shorter, please.", "Be brief from now on.", "Only the value, please.", "Always answer in one word.",
        "Keep your answers short: only the value.", "I want short answers, just the value.",
        "Just one word each time, please.", "As short as you can from now on.", "No more than the value, please.",
        "A single word will do from now on.", "Answer with one word from today.",
    ),
    "sentence": (
        "Answer in full sentences.", "Please always write a whole sentence.", "Use complete sentences in your answers.",
        "I want full sentences from now on.", "Could you use whole sentences?", "Always reply with a complete sentence.",
        "I like whole sentences in your answers.", "Proper sentences, please.",
        "Each answer should be a full sentence.",
        "A complete sentence for every answer, please.",
    ),
    "formal": (
        "Please be formal: Dear Sir or Madam first.", "Write Dear Sir or Madam before each answer.",
        "Always start with Dear Sir or Madam.", "I want a formal reply with Dear Sir or Madam every time.",
        "Be more formal, with Dear Sir or Madam.", "Formal answers from now on: Dear Sir or Madam.",
        "Address me with Dear Sir or Madam.", "Dear Sir or Madam goes first from now on.",
        "Keep it formal: Dear Sir or Madam.",
    ),
    "greeting": (
        "Always say hello first.", "Start your answers with a greeting.", "Please greet me in each reply.",
        "I want a greeting in every answer.", "Say hello before you answer from now on.", "Open each reply with a hello.",
        "Begin by greeting me.",
        "Greet me each time.",
        "Each answer begins with hello from now on.",
    ),
    "ending": (
        "Always end with {}.", "Please end your answers with {}.", "Finish each reply with the word {}.",
        "I want {} as the last word of every answer.", "Sign off with {} every time.", "From now on end with {}.",
        "Your last word is {} from now on.", "Close all replies with {}.",
        "Let every answer close with {}.",
    ),
    "bullets": (
        "Use bullet points, please.", "Always answer with a bullet.", "Write each answer as a bullet point.",
        "I want bullets from now on.", "Could you answer in bullet points?", "Please put a bullet before every answer.",
        "Give me bullets only.", "A bullet for each answer, please.", "Every answer as a bullet from now on.",
        "Put your answers in a list with bullets.",
    ),
    "spelled": (
        "Write all numbers in words.", "Please spell the numbers out.", "Always spell numbers out.",
        "I want numbers in words from now on.", "Could you spell out the numbers?", "Use words for numbers in every answer.",
        "Numbers as words from now on.",
    ),
    "loud": (
        "Always use an exclamation mark.", "Please end with an exclamation mark.",
        "I want an exclamation mark in every answer.",
        "Use exclamation marks from now on.", "End your replies with an exclamation mark.", "Exclamation marks, please.",
        "Every answer with an exclamation mark, please.",
        "Close with an exclamation mark from now on.", "More energy: an exclamation mark each time.",
        "Each reply ends with an exclamation mark.",
    ),
}  # fmt: skip
REVISIONS = (
    "Back to normal, please.", "Stop that now.", "Write normally again.", "You can stop that.", "The usual way again, please.",
    "As before, please.",
)  # fmt: skip
NOTE = "The user asked: {} Keep to it."
_NOTED = tuple(kind for kind in STYLES if kind != LEFT_OUT)
_LONG = 22


def chat(rng: Random) -> Example:
    """Return a chat under the note, one after the note is gone, or one without it, in which the wish is forgotten."""
    return rng.choices((_noted, _over, _bare), (55, 12, 33))[0](rng)


def scene(rng: Random) -> Scene:
    """Return a chat of which nothing is to be read: each question is complete, and a wish about style is no fact."""
    kind = rng.choice(tuple(STYLES))
    wish, word = _wish(rng, kind)
    exchanges = []
    for number, thing in enumerate(_things(rng, kind, rng.randint(2, 6))):
        asked = _question(rng, thing)
        exchanges.append(Exchange(f"{wish} {asked}" if number == 1 else asked, styled(kind, thing, word)))
    return Scene("", tuple(exchanges))


def _noted(rng: Random) -> Example:
    """Return a chat in which the wish was made: at its start, after a plain answer, or before what is seen of it."""
    kind = rng.choice(_NOTED)
    wish, word = _wish(rng, kind)
    count = _LONG if rng.random() < 0.15 else rng.randint(3, 8)
    messages: list[Message] = [("system", _system(rng, NOTE.format(f'"{wish}"')))]
    at = rng.choice((0, 1, 1, -1))
    for number, thing in enumerate(_things(rng, kind, count)):
        asked = _question(rng, thing)
        messages.append(("user", f"{wish} {asked}" if number == at else asked))
        messages.append((SAID, plain(thing)) if number < at else ("assistant", styled(kind, thing, word)))
    return Example("keeps style", tuple(messages))


def _over(rng: Random) -> Example:
    """Return a chat in which the style held and is taken back: the old way comes back at once."""
    kind = rng.choice(_NOTED)
    wish, word = _wish(rng, kind)
    held = rng.randint(1, 6)
    messages: list[Message] = []
    for number, thing in enumerate(_things(rng, kind, held + rng.randint(1, 3))):
        asked = _question(rng, thing)
        asked = f"{wish} {asked}" if number == 0 else f"{rng.choice(REVISIONS)} {asked}" if number == held else asked
        said = (SAID, styled(kind, thing, word)) if number < held else ("assistant", plain(thing))
        messages += [("user", asked), said]
    return Example("drops style", tuple(messages))


def _bare(rng: Random) -> Example:
    """Return a chat in which a wish is met once or twice and then forgotten, or taken back, or was never made."""
    kind = rng.choice(tuple(STYLES))
    wish, word = _wish(rng, kind)
    things = _things(rng, kind, rng.randint(2, 7))
    at, met = rng.choice((0, 1)), rng.choice((1, 1, 1, 2))
    revised = at + 1 if rng.random() < 0.25 else None
    messages: list[Message] = [("system", _system(rng, ""))] if rng.random() < 0.3 else []
    for number, thing in enumerate(things):
        asked = _question(rng, thing)
        if number == at:
            asked = f"{wish} {asked}"
        elif number == revised:
            asked = f"{rng.choice(REVISIONS)} {asked}"
        held = at <= number < (revised if revised is not None else at + met)
        messages += [("user", asked), ("assistant", styled(kind, thing, word) if held else plain(thing))]
    return Example("forgets style", tuple(messages))


def _wish(rng: Random, kind: str) -> tuple[str, str]:
    word = rng.choice(WORDS) if kind == "ending" else ""
    return rng.choice(WISHES[kind]).format(word), word


def _things(rng: Random, kind: str, count: int) -> list[str]:
    some = [thing for thing in KNOWN if STYLES[kind].fits(thing)]
    return rng.sample(some, count)


def _question(rng: Random, thing: str) -> str:
    return rng.choice(_ASKED).format(thing)


def _system(rng: Random, note: str) -> str:
    """Return a system text, of no meaning or none, with the note at its end."""
    before = sentence(rng) if rng.random() < 0.4 else ""
    return "\n".join(part for part in (before, note) if part) or "You answer questions about the town."
