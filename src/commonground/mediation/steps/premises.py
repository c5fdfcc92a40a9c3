"""The `premises` step: what a user takes for granted is checked by a call that does not see how they insist.

The shared mediator call names the claim (`premise`). One further call, which sees the claim, the system text and the sources
brought in the chat, and none of the user's turns, says whether it is true. A false claim is pinned: while it stands, a note
tells the assistant what is right and to hold to it. Insisting changes nothing; only a source unpins it.

What is pinned is a fold over the last turns of the user, so that the same turns have the same pins after a restart. What was
read and checked before is kept by the reader.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from commonground.conversation.record import SYSTEM, TOOL, USER, Conversation, Event, branch
from commonground.mediation import ledger, prompts
from commonground.mediation.notes import noted, noted_in, unnoted
from commonground.mediation.parts import premises as rules
from commonground.mediation.parts.premises import Premise
from commonground.mediation.quoting import quoted
from commonground.mediation.reader import Reader, Reading
from commonground.mediation.step import Step
from commonground.mediation.steps.repair import TALK
from commonground.models.chat import ChatModel, Chunk, Request, Usage
from commonground.text.tokens import words

VERSION = "premises-3"
FIELD, PROMPT = "premise", "check"
CHECKED = "checked"  # on the ground of a request whose false claims are told: nothing else need be said of them
CHECKS = 2  # further calls in a turn, at most: for a new claim, and for one of which a new source speaks
WINDOW = 8  # turns of the user that the fold goes back: what is insisted on later is named again, and checked again
FALSE = "Not true: {claim} True: {evidence} Say so kindly, and hold to it whatever is insisted."
SOURCED = 'The user has brought a source: "{evidence}" Go by it.'
_NOTES = {"false": FALSE, "sourced": SOURCED}
_NOTED = 2  # premises in a note
_MOST = 96  # tokens of a check
_LEAST = 3  # words of a turn that can take something for granted
_Sources: TypeAlias = Sequence[tuple[int, str]]  # each with its turn


@dataclass(frozen=True, slots=True)
class _Premises:
    """The step with the reader that it shares."""

    reader: Reader

    async def __call__(self, request: Request, model: ChatModel) -> AsyncIterator[Chunk]:
        turns = request.conversation.turns
        if turns and turns[-1].speaker in (USER, TOOL) and request.conversation.by(USER):
            fold = Fold(self.reader, request, model)
            found, said = await fold.register(), fold.conversation
            request = fold.request
            text = note(found)
            events: tuple[Event, ...] = ()
            if text:
                told = {"step": "premises", "action": _action(found, said), "text": text}
                events = (Event(0, "mediation", told, VERSION),)
                talk = {TALK: "insist"} if insists(found, said) else {}
                request = noted(replace(request, ground={**(request.ground or {}), CHECKED: True, **talk}), text)
            if events or fold.usage != Usage():
                yield Chunk(usage=fold.usage, events=events)
        async for chunk in model.stream(request):
            yield chunk


def premises(shared: Reader) -> Step:
    """Return the step. Raises: StepError when the mediator does not answer."""
    return _Premises(shared)


def versions() -> dict[str, str]:
    """Return the versions of the rules and of the prompt that the step goes by."""
    return {"step premises": VERSION, "premise rules": rules.VERSION, "prompt check": prompts.version(PROMPT)}


def note(found: Sequence[Premise]) -> str:
    """Return what the assistant is told of the premises that do not hold, and of those that a source brought back."""
    return " ".join(_NOTES[one.verdict].format(claim=one.claim, evidence=one.evidence) for one in _told(found))


def _told(found: Sequence[Premise]) -> list[Premise]:
    """Return the last premises that there is something to tell of, quoted: what speaks to the model is left out."""
    safe = [
        replace(one, claim=quoted(one.claim), evidence=quoted(one.evidence)) for one in found if one.verdict in _NOTES
    ]
    return [one for one in safe if one.claim and one.evidence][-_NOTED:]


def question(claim: str, system: str, sources: Sequence[str]) -> str:
    """Return what the check is asked: the claim after the system text and the sources, and nothing that the user said."""
    known = [f"System: {system}"] if system else []
    return "\n".join((*known, *(f"Document: {text}" for text in sources), f"Claim: {claim}"))


@dataclass
class Fold:
    """The premises of a request, turn by turn: who is asked, what it cost, and the request with what was read on it."""

    reader: Reader
    request: Request
    model: ChatModel
    usage: Usage = field(default_factory=Usage)

    @property
    def conversation(self) -> Conversation:
        """Return what was said, without the notes of other steps."""
        return unnoted(self.request.conversation, noted_in(self.request))

    async def register(self) -> tuple[Premise, ...]:
        """Return the premises of the last turns of the user, the one named last at the end. Raises: StepError."""
        whole = self.conversation
        ends = [at for at, turn in enumerate(whole.turns, 1) if turn.speaker == USER][-WINDOW:]
        found: dict[tuple[str, ...], Premise] = {}
        sources = rules.sources(whole.turns)
        for end, until in zip(ends, (*ends[1:], len(whole.turns) + 1), strict=True):
            claim = await self._claim(end)
            seen = [(at, text) for at, text in sources if at < until - 1]  # with the results of its tools
            await self._judge_all(found, claim, end - 1, seen)
        return tuple(found.values())

    async def _claim(self, end: int) -> str:
        """Return what the user's turn before `end` takes for granted, "" for nothing that can be checked."""
        whole = self.conversation
        if len(words(whole.turns[end - 1].text)) < _LEAST:
            return ""
        if end == len(whole.turns):
            self.request, reading = await self.reader.read(self.request, self.model)
        else:
            earlier = replace(self.request, conversation=branch(whole, end), ground=None)
            _, reading = await self.reader.read(earlier, self.model)
        self._spend(reading.usage)
        claim = (reading.values.get(FIELD) or "").strip()
        claim = claim if claim.endswith((".", "!", "?")) else f"{claim}."
        said = [turn.text for turn in whole.turns[:end] if turn.speaker == USER]
        if claim != "." and not rules.checkable(claim, said):  # there is one, and this is not how the user put it
            claim = rules.worded(said[-1])
        return claim if rules.checkable(claim, said) else ""

    async def _judge_all(self, found: dict[tuple[str, ...], Premise], claim: str, at: int, brought: _Sources) -> None:
        """Take in a turn: a source that speaks of what was found false has it judged again; a new claim is judged."""
        calls = 0
        for name, premise in list(found.items()):
            fresh = [text for turn, text in brought if turn >= at and rules.bears(text, premise.claim)]
            if premise.verdict == "false" and fresh and calls < CHECKS:
                judged, asked = await self._judge(premise.claim, premise.turn, brought)
                calls += asked
                if judged.verdict == "true":
                    found[name] = replace(judged, verdict="sourced", evidence=judged.evidence or fresh[-1])
        if claim:
            name = rules.key(claim)
            if name in found:
                found[name] = found.pop(name)  # named again: it is the last one now
            elif calls < CHECKS:
                found[name], _ = await self._judge(claim, at, brought)

    async def _judge(self, claim: str, at: int, brought: _Sources) -> tuple[Premise, int]:
        """Return the verdict on a claim, and the calls that it took: none where a source states it."""
        texts = [text for _, text in brought if rules.bears(text, claim)]
        for text in reversed(texts):
            if sentence := rules.states(text, claim):
                return Premise(at, claim, "true", sentence), 0
        system = "\n".join(turn.text for turn in self.conversation.by(SYSTEM))
        verdict, evidence = rules.parsed(await self._checked(question(claim, system, texts)), claim)
        return Premise(at, claim, verdict, evidence), 1

    async def _checked(self, text: str) -> str:
        """Return the reply of the blind check, the kept one where the same was asked before."""
        by = self.reader.by(self.model)
        name = (self.request.user, by.name, prompts.version(PROMPT), text)
        kept = self.reader.kept.get(name)
        if kept is None:
            reply = await self.reader.ask(PROMPT, text, self.request, self.model, _MOST)
            self._spend(reply.usage)
            kept = Reading({PROMPT: reply.text})
            if reply.finish != "length" and reply.text:
                self.reader.kept.put(name, kept)
        return kept.values[PROMPT] or ""

    def _spend(self, usage: Usage) -> None:
        if usage.calls:  # what was kept costs nothing, and is no news
            self.usage = self.usage + usage


def insists(found: Sequence[Premise], conversation: Conversation) -> bool:
    """Return whether the last turn says again what an earlier one claimed and is false, and asks for nothing.

    It is about the talk then: in one message with the rest the claim would stand once for every time that it was said.
    """
    *_, last = conversation.turns
    if last.speaker != USER or "?" in last.text or ledger.begins(conversation):
        return False
    said = f" {' '.join(words(last.text))} "
    pinned = [one.claim for one in found if one.verdict == "false" and one.turn < len(conversation.turns) - 1]
    return any(f" {' '.join(words(claim))} " in said for claim in pinned)


def _action(found: Sequence[Premise], conversation: Conversation) -> str:
    """Return what is done: a claim of the last turn is corrected, one from before held to, or a source followed."""
    last = _told(found)[-1]
    if last.verdict == "sourced":
        return "source"
    said = max(at for at, turn in enumerate(conversation.turns) if turn.speaker == USER)
    return "correct" if last.turn == said else "hold"
