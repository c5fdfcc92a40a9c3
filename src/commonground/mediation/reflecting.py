"""Reflections: what went well or wrong in words, written after an unambiguous success or failure of a request.

After Reflexion (arXiv 2303.11366), whose triggers are the rewards of a test. Users give none, so the triggers are what they say
unasked: they confirm or thank for an answer, correct it, say that it was not what they meant, or drop the matter. What could be
either ("OK.") is neither. The text is made by plain code from the ground, or by a model where one is given.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass

from commonground.conversation.record import ASSISTANT, SYSTEM, USER, Conversation, Turn
from commonground.conversation.transcript import transcript
from commonground.errors import EndpointError, StepError
from commonground.measures import repair, requests
from commonground.mediation import prompts
from commonground.mediation.fold import fold
from commonground.memory import reading
from commonground.memory.compression import Compression
from commonground.memory.items import REFLECTION, Found
from commonground.models.chat import ChatModel, Request, Sampling, complete
from commonground.text.lemmas import content_lemmas
from commonground.text.tokens import words

VERSION = "reflecting-1"
RIGHT, CORRECTED, MEANT, DROPPED = ("right", "corrected", "meant otherwise", "dropped")
_BEFORE = 6  # turns that the rules look back on
_SHORT = 12  # words of a turn that only confirms
_LEAST = 3  # words of a request: "hello" asks for nothing
_LONGEST = 160  # characters of a request or of what the user said to the answer
_MOST_TOKENS = 80
_CONFIRMS = re.compile(
    r"""^\W*(?:(?:ok(?:ay)?|oh|great|good|ah|wow|so|well)\W+)*
    (?:yes\W+(?:exactly|perfect|right|correct|thank|that)|exactly|perfect|wonderful|excellent|brilliant|thank\ you|thanks
    |many\ thanks|correct\b|(?:that|this|it)\ (?:worked|works|helps|helped|does\ it|did\ it)\b
    |(?:that|this|it)(?:'s|\ is|\ was)\b
     (?=.*\b(?:right|correct|perfect|great|exactly|what\ i\ (?:meant|wanted|needed)|helpful)\b))""",
    re.IGNORECASE | re.VERBOSE,
)
_DOUBTS = re.compile(
    r"\?|\b(?:but|not|n't|no|however|although|though|wrong|instead|except|anyway|nothing|only|almost)\b|n't\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a request came out: user turn `turn` (0-based) told it of the reply before, in the words `said`."""

    kind: str
    turn: int
    request: str
    said: str

    @property
    def text(self) -> str:
        """Return the reflection that plain code writes."""
        if self.kind == RIGHT:
            return f'When asked "{self.request}", the answer was right.'
        if self.kind == DROPPED:
            return f'The user dropped what they had asked: "{self.request}".'
        return f'When asked "{self.request}", the answer was wrong; the user then said "{self.said}".'


def outcomes(turns: Sequence[Turn], since: int = 0) -> list[Outcome]:
    """Return the unambiguous outcomes that the user's turns from index `since` on tell."""
    found = []
    for at in range(max(since, 2), len(turns)):
        kind = _kind(turns, at) if turns[at].speaker == USER else ""
        if kind:
            request = _request(turns, at)
            found.append(Outcome(kind, at, request, _cut(turns[at].text)))
    return [one for one in found if len(words(one.request)) >= _LEAST]


def reflections(turns: Sequence[Turn], since: int = 0) -> list[Found]:
    """Return a reflection on each outcome, for `Memory.learn`."""
    return [Found(REFLECTION, one.text, "", "", one.turn) for one in outcomes(turns, since)]


async def reflected(turns: Sequence[Turn], model: ChatModel, since: int = 0) -> list[Found]:
    """Return the same, each in the words of a model where those hold. Raises: StepError.

    A text holds that is one to sixty words long, no question, and about the exchange: half of its content words are of it.
    """
    found = []
    for one in await asyncio.to_thread(outcomes, turns, since):  # a long history takes long
        said = transcript(turns[max(0, one.turn - _BEFORE) : one.turn + 1])
        text = " ".join((await _asked(model, "reflect", said, _MOST_TOKENS)).split())
        found.append(Found(REFLECTION, text if _holds(text, said) else one.text, "", "", one.turn))
    return found


async def compressed(compression: Compression, model: ChatModel) -> str:
    """Return a compression in the words of a model, or as it is where those lose a value or run on. Raises: StepError."""
    plain = compression.text
    text = await _asked(model, "compress", plain, _MOST_TOKENS * 4)
    values = [item.value for item in compression.portrait if item.value]
    lost = [value for value in values if value.casefold() not in text.casefold()]
    return text if text and not lost and len(text) <= max(200, 2 * len(plain)) else plain


async def _asked(model: ChatModel, prompt: str, text: str, most: int) -> str:
    """Return what a model replies; "" where it was cut off."""
    question = Conversation((Turn(SYSTEM, prompts.load(prompt)), Turn(USER, text)))
    try:
        reply = await complete(model, Request(question, Sampling(0.0, most)))
    except EndpointError as error:
        raise StepError(f"{prompt}: the model did not answer: {error}", error.hint) from error
    return "" if reply.finish == "length" else reply.text.strip()


def _holds(text: str, said: str) -> bool:
    own, known = set(content_lemmas(words(text))), set(content_lemmas(words(said)))
    return bool(own) and len(words(text)) <= 60 and "?" not in text and 2 * len(own & known) >= len(own)


def _kind(turns: Sequence[Turn], at: int) -> str:
    """Return the kind of outcome that a user turn tells of the reply before it, "" for none."""
    reply, text = turns[at - 1], turns[at].text
    if reply.speaker != ASSISTANT or not reply.text.strip() or reply.text.rstrip().endswith("?"):
        return ""
    before = [
        (turn.speaker, turn.text) for turn in turns[max(0, at - _BEFORE) : at] if turn.speaker in (USER, ASSISTANT)
    ]
    act = requests.classify(before, USER, text)
    if act == requests.ABORT:
        return DROPPED
    if reading.read(turns[: at + 1], at):  # they tell something of themself anew: no word on the answer
        return ""
    if len(words(text)) <= _SHORT and _CONFIRMS.search(text) and not _DOUBTS.search(text):
        return RIGHT
    if repair.repair_format(before, USER, text) == repair.THIRD_POSITION:
        return MEANT
    return CORRECTED if act == requests.CORRECT else ""


def _request(turns: Sequence[Turn], at: int) -> str:
    """Return what had been asked for when the reply before turn `at` was given: the requirements that stood then."""
    ground = fold(Conversation(tuple(turns[: at - 1])))
    standing = [one.text for one in ground.requirements if one.superseded_by is None]
    last = next((turn.text for turn in reversed(turns[: at - 1]) if turn.speaker == USER), "")
    whole = " ".join(standing)
    return _cut(whole if whole and len(whole) <= _LONGEST else last)


def _cut(text: str) -> str:
    text = " ".join(text.replace('"', "'").split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 4].rstrip() + " ..."
