"""The `commitments` step: what the assistant is asked to choose and keep to itself is chosen once, privately, and held to.

A model that is to "think of something" has nowhere to keep it: no reply tells it, so each reply is drawn anew. Here the choice
is made beside the chat. Where it is asked for, one call names what fits (or plain code reads the list that the user gave), and
a keyed hash of all that was said so far picks of it: the same turns give the same choice, in a fork or after a restart, and
nothing of it is in the transcript. Later, a guess is compared and a question for the thing answered in plain code; any
other question for yes or no goes to a model that sees the thing and the question alone, and the step says its word. So nothing
can be told too soon. What passes to the assistant comes with a note that there is a choice, never with the choice. After the
Self-Consistency Test (arXiv 2601.06973): state must be private. Promises and opinions, which are no secret, are put before the
assistant again at each later turn; where nothing but an opinion that was asked for before is asked for, it is said again.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b

from commonground.conversation.identity import name
from commonground.conversation.record import SYSTEM, USER, Conversation, Event, branch
from commonground.mediation import prompts
from commonground.mediation.notes import noted
from commonground.mediation.parts import commitments as parts
from commonground.mediation.parts.commitments import NO, SEALED, UNKNOWN, YES, Opinion, Secret
from commonground.mediation.parts.yes_or_no import answered
from commonground.mediation.reader import Reader, Reading
from commonground.mediation.step import Step, innermost
from commonground.models.chat import ChatModel, Chunk, Request, Usage

VERSION = "commitments-6"
FIELD, _OPINION = "secret", "opinion"
TOLD = "told"  # on the ground of a request: what the user said when they asked for the promises that its note holds
_TOLD = "It was {}."
_KEY = secrets.token_bytes(32)  # of this process, where none is given
_LATEST = 3  # promises and opinions in a note
_CANDIDATES, _TOKENS = 40, 160
_LINE = re.compile(r"^[\s\-*\u2022]*(?:\d+[.)]\s*)?(.*?)[\s.,;]*$")
_ABOUT = 64  # tokens of what is so, and the answer
KEEPING = "You have chosen what the user asked you to keep secret. Say nothing about it; answer all else as always."
PROMISED = "You promised: {}."
STATED = "Asked for the best {} you said: {}. Stay with that."
AMONG = "One of them, please."
FORMED = "Asked for the best {} you say: {}. Stay with that."


@dataclass(frozen=True, slots=True)
class Sealed:
    """What was chosen, out of what; printed, it shows neither."""

    value: str = field(repr=False)
    candidates: tuple[str, ...] = field(repr=False)
    usage: Usage = field(default_factory=Usage, compare=False)


@dataclass(frozen=True, slots=True)
class _Commitments:
    """The step with its key. What was chosen is kept with the reader's readings, and can be chosen again."""

    reader: Reader
    key: bytes = field(repr=False)

    async def __call__(self, request: Request, model: ChatModel) -> AsyncIterator[Chunk]:
        turns = request.conversation.turns
        if not turns or turns[-1].speaker != USER:
            async for chunk in model.stream(request):
                yield chunk
            return
        request, opens, usage = await self._opens(request, model)
        secret = None if opens else parts.holding(request.conversation)
        said = await (self._seal(request, model) if opens else self._answer(request, secret, model))
        usage = usage + said.usage
        if said.text:
            yield Chunk(said.text, usage=usage, events=(_event(said.action, said.shown),))
            yield Chunk(finish="stop")
            return
        promised = parts.promises(request.conversation)[-_LATEST:]
        note = _note(request.conversation, [form for form, _ in promised], said.note)
        yield Chunk(usage=usage, events=(_event("note", note),) if note else ())
        if note:
            told = frozenset(text for _, text in promised)
            request = noted(replace(request, ground={**(request.ground or {}), TOLD: told}), note)
        async for chunk in model.stream(request):
            yield chunk

    async def _opens(self, request: Request, model: ChatModel) -> tuple[Request, bool, Usage]:
        """Return whether the last turn asks for a secret choice: by rule, or as the mediator reads it."""
        text = request.conversation.turns[-1].text
        if parts.opens(text) or not parts.cued(text):
            return request, parts.opens(text), Usage()
        request, reading = await self.reader.read(request, model)
        return request, bool(reading.values.get(FIELD)), reading.usage

    async def _seal(self, request: Request, model: ChatModel) -> _Said:
        sealed = await self._sealed(request, len(request.conversation.turns) - 1, model)
        return _Said(SEALED if sealed.value else "", "seal", "", usage=sealed.usage)

    async def _answer(self, request: Request, secret: Secret | None, model: ChatModel) -> _Said:
        """Return what is to be said of a choice that holds; nothing where the turn is not about it."""
        if secret is None:
            return await self._opinion(request, model)
        sealed = await self._sealed(request, secret.turn, model)
        told = _TOLD.format(sealed.value)
        if not sealed.value or told in (turn.text for turn in request.conversation.turns[secret.sealed :]):
            opinion = await self._opinion(request, model)
            return replace(opinion, usage=sealed.usage + opinion.usage)
        asked = request.conversation.turns[-1].text
        guess = parts.guessed(asked, sealed.candidates, secret.opening)
        if guess is not None:
            said = YES if guess == sealed.value else NO
            return _Said(said, "answer", said, usage=sealed.usage)
        if parts.asks_for(asked, secret.opening):
            return _Said(told, "reveal", usage=sealed.usage)
        if parts.asks_about(asked) and parts.live(request.conversation):
            return await self._blind(request, sealed, model)
        return _Said(note=KEEPING, usage=sealed.usage)

    async def _opinion(self, request: Request, model: ChatModel) -> _Said:
        """Return the opinion that is asked for again, or a note of what is to be said the first time."""
        conversation, text = request.conversation, request.conversation.turns[-1].text
        found = parts.again(conversation)
        asked, usage = found or parts.asked_first(conversation), Usage()
        if asked is None:
            return _Said()
        if not asked.value:
            asked, usage = await self._formed(asked, request, model)
        bound = parts.promises(conversation)  # plain words of the step would break a promise
        told = parts.opinion(asked, text) if found and asked.value and not bound else ""
        note = FORMED.format(asked.subject, asked.value) if asked.value and not (found and found.value) else ""
        return _Said(told, "answer", told, note, usage)

    async def _formed(self, opinion: Opinion, request: Request, model: ChatModel) -> tuple[Opinion, Usage]:
        """Return an opinion with the option that the assistant names by itself, if any, and the usage.

        It is asked in the chat as it stood then, beside it and at temperature 0, so that every fork has the same.
        """
        chat = request.conversation
        before, asked = branch(chat, opinion.turn), replace(chat.turns[opinion.turn], text=_among(opinion.asked))
        key = (_OPINION, request.user or "", innermost(model).name, f"{chat.id or ''}/{name(before.extend(asked))}")
        kept, usage = self.reader.kept.get(key), Usage()
        if kept is None:
            reply = await self.reader.answer(before.extend(asked), request, model, most=_ABOUT)
            kept, usage = Reading({_OPINION: parts.chosen(parts.options(opinion.asked), reply.text) or ""}), reply.usage
            if reply.text and reply.finish != "length":
                self.reader.kept.put(key, kept)
        return replace(opinion, value=kept.values[_OPINION] or ""), usage

    async def _blind(self, request: Request, sealed: Sealed, model: ChatModel) -> _Said:
        """Return the answer of a model that sees the thing and the question, and nothing of the chat but its system text."""
        question = request.conversation.turns[-1].text
        text = _told(request.conversation, f"Thing: {sealed.value}\nQuestion: {question}")
        reply = await self.reader.ask("about", text, request, model, most=_ABOUT)
        said = {True: YES, False: NO, None: UNKNOWN}[answered(question, reply.text)]  # neither: nothing is made up
        return _Said(said, "answer", said, usage=sealed.usage + reply.usage)

    async def _sealed(self, request: Request, turn: int, model: ChatModel) -> Sealed:
        """Return what is chosen at a turn, with the usage of what was asked for it now; its value is "" where nothing fits."""
        conversation = request.conversation
        opening = conversation.turns[turn].text
        key = (FIELD, request.user or "", model.name, _prefix(conversation, turn))
        kept = self.reader.kept.get(key)
        if kept is not None:
            return _unfolded(kept)
        candidates, usage = parts.offered(opening), Usage()
        if not candidates:
            reply = await self.reader.ask(
                "choose", _told(conversation, parts.thing(opening)), request, model, most=_TOKENS
            )
            whole = reply.text.rpartition("\n")[0] if reply.finish == "length" else reply.text
            candidates, usage = _read(whole), reply.usage
        value = max(candidates, key=lambda one: self._draw(key, one), default="")
        if self.reader.kept.get(key) is None:  # written once, whoever comes first
            self.reader.kept.put(key, Reading({FIELD: value, "of": "\n".join(candidates)}))
        return Sealed(value, candidates, usage)

    def _draw(self, key: Sequence[str], candidate: str) -> bytes:
        """Return the lot of a candidate. One more or one less of them changes no other's."""
        _, user, _, prefix = key
        text = "\0".join((user, prefix, candidate.casefold()))
        return blake2b(text.encode("utf-8", "surrogatepass"), key=self.key[:64], digest_size=16).digest()


@dataclass(frozen=True, slots=True)
class _Said:
    """What the step says itself, the action of its event, and what of it the event may show; or a note for the assistant."""

    text: str = ""
    action: str = ""
    shown: str = ""
    note: str = ""
    usage: Usage = field(default_factory=Usage)


def commitments(reader: Reader) -> Step:
    """Return the step. It draws by the reader's key, or by one of this process where it has none. Raises: StepError."""
    return _Commitments(reader, reader.key or _KEY)


def versions() -> dict[str, str]:
    """Return the versions of what the step goes by."""
    return {
        "step commitments": VERSION,
        "prompt choose": prompts.version("choose"),
        "prompt about": prompts.version("about"),
    }


def _unfolded(kept: Reading) -> Sealed:
    return Sealed(kept.values[FIELD] or "", tuple((kept.values["of"] or "").split("\n")))


def _prefix(conversation: Conversation, turn: int) -> str:
    """Return the name of what was said up to a turn; system text aside, to which others may have added notes."""
    said = tuple(one for one in conversation.turns[: turn + 1] if one.speaker != SYSTEM)
    return f"{conversation.id or ''}/{name(Conversation(said))}"


def _told(conversation: Conversation, text: str) -> str:
    """Return a text behind the system text, which says what a model must know."""
    return "\n\n".join((*(turn.text for turn in conversation.by(SYSTEM)), text))


def _among(asked: str) -> str:
    """Return a question for an opinion that asks for one of its options."""
    return f"{asked.rstrip()} {AMONG}"


def _read(reply: str) -> tuple[str, ...]:
    """Return the candidates that a reply names, a line each; nothing where any line is more than a name."""
    lines = [line for line in reply.splitlines() if line.strip()]
    if len(lines) == 1:
        lines = lines[0].split(",")
    found = tuple(dict.fromkeys(_LINE.sub(r"\1", line).strip("\"'*_ ") for line in lines))[:_CANDIDATES]
    return found if all(found) and all(len(one) <= 60 and len(one.split()) <= 5 for one in found) else ()


def _note(conversation: Conversation, forms: Sequence[str], now: str) -> str:
    """Return what is put before the assistant: what was promised, what was said of opinions, and what there is to say `now`."""
    promised = [PROMISED.format(text) for text in forms]
    held = list(dict(parts.stated(conversation)).items())  # of each subject the last
    stated = [STATED.format(*said) for said in held[-_LATEST:]]
    return "\n".join((*promised, *stated, *filter(None, (now,))))


def _event(action: str, text: str) -> Event:
    return Event(0, "mediation", {"step": "commitments", "action": action, "text": text}, VERSION)
