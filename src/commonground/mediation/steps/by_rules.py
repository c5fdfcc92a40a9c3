"""The `by_rules` step: what the user says is put in the words that rules give it, before anyone restates or answers it.

Words of the user's own stand as what they mean in every turn of theirs; a sentence that explains one stays as it is. Guidelines
become a note. What a user explains within the chat counts at once, for what was said before it too, and over any rule.
No model is asked.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from commonground.conversation.record import USER, Conversation, Event
from commonground.mediation.notes import with_system
from commonground.mediation.rules import GUIDELINE, WORD, Rule, of_user, word
from commonground.mediation.step import Step
from commonground.memory.meanings import Meaning, explains, meanings, sentences
from commonground.models.chat import ChatModel, Chunk, Request

VERSION = "by-rules-1"
HEADER = "What was learnt of how to answer:"
_MOST = 8  # guidelines in a note
_NEXT = re.compile(r"(\w+)\s+$")
_ARTICLE = r"(?:\b(?:the|my|our|a|an)\s+)?"


@dataclass(frozen=True, slots=True)
class _ByRules:
    """The step with its rules."""

    rules: tuple[Rule, ...]

    async def __call__(self, request: Request, model: ChatModel) -> AsyncIterator[Chunk]:
        said = request.conversation
        changed, used = meant(said, self.rules)
        notes = [one for one in self.rules if one.kind == GUIDELINE][:_MOST]
        if notes:
            told = "\n".join([HEADER, *(f"- {one.text}" for one in notes)])
            yield Chunk(events=(_event("note", told, notes),))
            changed = with_system(changed, told)
        if used:
            yield Chunk(events=(_event("reword", changed.turns[-1].text, used),))
        async for chunk in model.stream(replace(request, conversation=changed)):
            yield chunk


def by_rules(rules: Iterable[Rule], user: str = "") -> Step:
    """Return the step with the rules that are everyone's or this user's."""
    return _ByRules(of_user(rules, user))


def meant(conversation: Conversation, rules: Sequence[Rule] = ()) -> tuple[Conversation, tuple[Rule, ...]]:
    """Return a conversation with the user's own words as what they mean, by rules and by what the user explains in it.

    With the rules that changed something; none where nothing changed. A chat that is not the user's to go on stays as it is.
    """
    turns = conversation.turns
    if not turns or turns[-1].speaker != USER:
        return conversation, ()
    explained = meanings(turns)
    own = {one.word.lower(): word(one.word, one.means) for one in explained}
    rewrites = [one for one in rules if one.kind == WORD and one.trigger.lower() not in own]
    rewrites = sorted([*rewrites, *own.values()], key=lambda one: -len(one.trigger))
    if not rewrites:
        return conversation, ()
    used: dict[str, Rule] = {}
    put = _putting(rewrites, used)
    changed = tuple(
        replace(turn, text=_reworded(turn.text, put, explained)) if turn.speaker == USER else turn for turn in turns
    )
    return (replace(conversation, turns=changed), tuple(used.values())) if used else (conversation, ())


def _reworded(text: str, put: Callable[[str], str], explained: Sequence[Meaning]) -> str:
    """Return a turn with each word that a rule knows as what it means, but in sentences that explain one."""
    made, end = "", 0
    for start, stop in sentences(text):
        sentence = text[start:stop]
        if not any(explains(sentence, one) for one in explained):
            sentence = put(sentence)
        made, end = made + text[end:start] + sentence, stop
    return made + text[end:]


def _putting(rules: Sequence[Rule], used: dict[str, Rule]) -> Callable[[str], str]:
    """Return what replaces every trigger in a sentence at once: what a rule puts there no other rule reads."""
    known = {" ".join(one.trigger.lower().split()): one for one in rules}
    forms = "|".join(r"\s+".join(map(re.escape, trigger.split())) for trigger in known)
    pattern = re.compile(rf"(?<![\w-]){_ARTICLE}(?P<w>{forms})(?![\w-])", re.IGNORECASE)
    return partial(pattern.sub, _replacing(known, used))


def _replacing(known: dict[str, Rule], used: dict[str, Rule]) -> Callable[[re.Match[str]], str]:
    def put(found: re.Match[str]) -> str:
        rule = known[" ".join(found["w"].lower().split())]
        used[rule.id] = rule
        before, first = _NEXT.search(found.string[: found.start()]), rule.means.split()[0]
        if before and before[1].lower() == first.lower():  # "at nilbo", which means "at 19:00"
            return rule.means[len(first) :].lstrip()
        return rule.means if found.start() or not rule.means[0].isalpha() else rule.means[0].upper() + rule.means[1:]

    return put


def _event(action: str, text: str, rules: Iterable[Rule]) -> Event:
    return Event(
        0,
        "mediation",
        {"step": "by_rules", "action": action, "text": text, "rules": [one.id for one in rules]},
        VERSION,
    )
