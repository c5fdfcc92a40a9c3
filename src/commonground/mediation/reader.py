"""The shared mediator call: one call of a model a turn reads the chat for every step that needs a model to read it.

Each step declares fields. They are asked for together, as one JSON object, or as plain text where the only field is the
restated request. Each field is parsed by itself and each is lost by itself: a step whose field is lost does without it.
Where any is lost the mediator is asked once more. What was read travels on the request, so that no later step asks again.
Of a chat that is too long for the mediator it reads the end: long replies are cut, and then old turns left out, by halves.
"""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from hashlib import blake2b

from commonground.conversation.record import SYSTEM, USER, Conversation, Turn
from commonground.conversation.transcript import transcript
from commonground.errors import EndpointError, StepError
from commonground.mediation import prompts
from commonground.mediation.confinement import plainly
from commonground.mediation.notes import noted_in, unnoted
from commonground.mediation.step import innermost
from commonground.models.chat import ChatModel, Reply, Request, Sampling, Usage, complete

VERSION = "reader-4"
PASS = "PASS"
TOPIC, NEEDS, MISSING, REQUEST = "topic", "needs", "missing", "request"
FIELDS: Mapping[str, int] = {  # tokens, at most
    TOPIC: 16, "premise": 60, "secret": 30, NEEDS: 80, MISSING: 40, REQUEST: 400,
}  # fmt: skip
_OF_THE_WHOLE = frozenset((NEEDS, MISSING))  # what was not said, the end of a chat alone cannot tell
_SHORT = 200  # characters of a reply, where the whole chat is too long
_PER_TOKEN = 8  # characters, at most: what is longer is no answer to what was asked
_GROUND = "reading"
_TRIES = 2
_KEPT = 4096
_NOTHING = frozenset({"", "null", "none", "n/a", PASS.lower()})
_LABELS = {SYSTEM: "System", USER: "User", "assistant": "Assistant"}
_AGAIN = "Reply with the JSON object alone."


@dataclass(frozen=True, slots=True)
class Reading:
    """What the mediator read: `values` by field (None: there is nothing), `lost` the fields that did not parse.

    `usage` is what it cost the step that asked; zero for those that found it read.
    """

    values: Mapping[str, str | None]
    lost: frozenset[str] = frozenset()
    usage: Usage = field(default_factory=Usage)


class _TooLongError(Exception):
    """What was asked is longer than the mediator's context."""


class Readings:
    """Readings by user, mediator and all that was shown: the last few thousand, so that a turn sent again costs nothing."""

    def __init__(self, most: int = _KEPT) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[object, ...], Reading] = OrderedDict()

    def get(self, key: tuple[object, ...]) -> Reading | None:
        """Return the reading under a key, or None."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def put(self, key: tuple[object, ...], reading: Reading) -> None:
        """Keep a reading; the one used longest ago makes room."""
        self._kept[key] = reading
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)


@dataclass(frozen=True, slots=True)
class Reader:
    """The call for `fields` by `mediator`; None lets the assistant's own model play it.

    `key` is what a step draws by where its word must not be known beforehand.
    """

    fields: tuple[str, ...]
    mediator: ChatModel | None = None
    kept: Readings = field(default_factory=Readings, compare=False)
    key: bytes | None = field(default=None, repr=False)

    def by(self, model: ChatModel) -> ChatModel:
        """Return who plays the mediator before a model: it plays itself where nobody else is given."""
        return self.mediator or innermost(model)

    async def read(self, request: Request, model: ChatModel) -> tuple[Request, Reading]:
        """Return the request with the reading on it, and the reading. Raises: StepError when the mediator does not answer."""
        found = (request.ground or {}).get(_GROUND)
        if isinstance(found, Reading):
            return request, replace(found, usage=Usage())
        by, conversation = self.by(model), unnoted(request.conversation, noted_in(request))
        key = (request.user, by.name, _digest(_question(self.fields, conversation)))
        reading = self.kept.get(key)
        if reading is None:
            reading, lasts = await self._read(conversation, request, by)
            if lasts:
                self.kept.put(key, replace(reading, usage=Usage(cached=1)))
        return replace(request, ground={**(request.ground or {}), _GROUND: reading}), reading

    async def ask(self, prompt: str, text: str, request: Request, model: ChatModel, most: int) -> Reply:
        """Return the reply, of at most `most` tokens, to a further call: a named prompt, and a text. Raises: StepError."""
        question = Conversation((Turn(SYSTEM, prompts.load(prompt)), Turn(USER, text)))
        return await _if_it_fits(self.by(model), Request(question, Sampling(0.0, most, request.sampling.seed)))

    async def answer(self, conversation: Conversation, request: Request, model: ChatModel, most: int) -> Reply:
        """Return what the assistant itself says to a conversation, beside the chat and at temperature 0. Raises: StepError."""
        temperature = None if request.sampling.temperature is None else 0.0
        sampling = Sampling(temperature, most, request.sampling.seed)
        return await _if_it_fits(innermost(model), Request(conversation, sampling))

    async def _read(self, whole: Conversation, request: Request, by: ChatModel) -> tuple[Reading, bool]:
        """Return the reading of as much as the mediator can take, and whether it is to be kept."""
        fields = self.fields
        for seen in _ever_less(whole):
            if seen is not whole:
                fields = tuple(name for name in self.fields if name not in _OF_THE_WHOLE)
            with suppress(_TooLongError):
                found = await _read_of(seen, fields, request, by) if fields else Reading({})
                return replace(found, lost=frozenset(self.fields) - found.values.keys()), not found.lost
        return Reading({}, frozenset(self.fields)), False


async def _read_of(conversation: Conversation, fields: Sequence[str], request: Request, by: ChatModel) -> Reading:
    """Return the reading of a conversation, in two tries at most. Raises: _TooLongError by the first."""
    asked = again = _question(fields, conversation)
    values: dict[str, str | None] = {}
    usage, most = Usage(), sum(FIELDS[name] for name in fields)
    schema = None if tuple(fields) == (REQUEST,) else _schema(fields)
    for _ in range(_TRIES):
        try:
            reply = await _asked(by, Request(again, Sampling(0.0, most, request.sampling.seed), schema=schema))
        except _TooLongError:
            if again is asked:
                raise
            break
        usage = usage + reply.usage
        if any(event.kind == "context" for event in reply.events):  # the chat itself was left out
            break
        values = {**parse(reply.text, fields, reply.finish == "length"), **values}
        if len(values) == len(fields) or schema is None or not reply.text:
            break
        again = asked.extend(Turn("assistant", reply.text)).extend(Turn(USER, _AGAIN))
    return Reading(values, frozenset(fields) - values.keys(), usage)


def prompt(fields: Sequence[str]) -> str:
    """Return the prompt that asks for these fields: the head of the shared prompt and a line for each, in their order."""
    if tuple(fields) == (REQUEST,):
        return prompts.load("explicate")
    head, *lines = prompts.load("mediator").splitlines()
    return "\n".join((head, *(line for line in lines if line.partition(":")[0] in fields)))


def shown(fields: Sequence[str], conversation: Conversation) -> str:
    """Return what the mediator sees of a conversation: for more than the request, the system text as well.

    Where the topic is asked for, what confines it is said in one form.
    """
    if TOPIC in fields:
        conversation = plainly(conversation)
    labels = {name: label for name, label in _LABELS.items() if name != SYSTEM or tuple(fields) != (REQUEST,)}
    return transcript(conversation.turns, labels)


def versions(fields: Sequence[str]) -> dict[str, str]:
    """Return the versions of what a call for these fields depends on."""
    name = "explicate" if tuple(fields) == (REQUEST,) else "mediator"
    return {f"prompt {name}": prompts.version(name), "reader": VERSION} if fields else {}


def parse(reply: str, fields: Sequence[str], cut: bool = False) -> dict[str, str | None]:
    """Return the fields that a reply gives, each by itself; one that is malformed, cut off or too long is left out.

    >>> parse('{"topic": null, "missing": "Which day?", "request": "Book', ("topic", "missing", "request"))
    {'topic': None, 'missing': 'Which day?'}
    """
    if tuple(fields) == (REQUEST,):
        text = reply.strip()
        found = {} if cut or not text else {REQUEST: text}
    else:
        found = {name: value for name in fields if (value := _field(reply, name)) is not None}
    return {name: _value(text) for name, text in found.items() if len(text) <= _PER_TOKEN * FIELDS[name]}


def _field(reply: str, name: str) -> str | None:
    """Return the text of a field of a JSON object, "" for null, None where it is not there whole."""
    found = re.search(rf'"{name}"\s*:\s*(null\b|"(?:[^"\\\n]|\\.)*")', reply)
    try:
        return str(json.loads(found[1], strict=False) or "") if found else None
    except ValueError:
        return None


def _value(text: str) -> str | None:
    bare = re.sub(r"[^\w/]", "", text).lower()
    return None if bare in _NOTHING else text.strip()


def _question(fields: Sequence[str], conversation: Conversation) -> Conversation:
    return Conversation((Turn(SYSTEM, prompt(fields)), Turn(USER, shown(fields, conversation))))


def _digest(asked: Conversation) -> bytes:
    shown = "\n".join(turn.text for turn in asked.turns)
    return blake2b(shown.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _schema(fields: Sequence[str]) -> dict[str, object]:
    return {
        "type": "object",
        "properties": {name: {"type": ["string", "null"]} for name in fields},
        "required": list(fields),
        "additionalProperties": False,
    }


def _ever_less(conversation: Conversation) -> Iterator[Conversation]:
    """Yield a conversation, then with the beginnings alone of what users did not say, then its later half, and so on.

    Of a single turn of a user nobody can tell what it goes on with.
    """
    yield conversation
    system = conversation.by(SYSTEM)
    said = [
        turn if turn.speaker == USER else replace(turn, text=turn.text[:_SHORT])
        for turn in conversation.turns
        if turn.speaker != SYSTEM
    ]
    while sum(turn.speaker == USER for turn in said) > 1:
        yield replace(conversation, turns=(*system, *said), events=())
        said = said[len(said) // 2 :]


async def _if_it_fits(by: ChatModel, request: Request) -> Reply:
    """Return the reply, an empty one where what is asked is too long. Raises: StepError."""
    try:
        return await _asked(by, request)
    except _TooLongError:
        return Reply("", None, Usage(), ())


async def _asked(by: ChatModel, request: Request) -> Reply:
    """Return the reply. Raises: _TooLongError, StepError."""
    try:
        return await complete(by, request)
    except EndpointError as error:
        if error.kind == "context":
            raise _TooLongError from error
        raise StepError(f"the mediator did not answer: {error}", error.hint) from error
