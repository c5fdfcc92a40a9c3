"""Presets: what each name on the `--mediation` dial puts between the request and the model.

`off`, `prompt`, `light` and `full` are the dial. The name of a step stands for that step alone, `full-NAME` for all but it:
the columns by which a suite shows what a step does. The name of a way to decode (`models.decoding`) stands beside them: no step
but that, for local weights.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from commonground.conversation import documents
from commonground.errors import UnknownNameError
from commonground.mediation import prompts, reader
from commonground.mediation.reader import Reader, Readings
from commonground.mediation.rules import Rule
from commonground.mediation.step import Step
from commonground.mediation.steps import clarify as clarifies
from commonground.mediation.steps import commitments as commits
from commonground.mediation.steps import context as contexts
from commonground.mediation.steps import explicate as explicates
from commonground.mediation.steps import premises as premise_step
from commonground.mediation.steps import repair as repairs
from commonground.mediation.steps import restyle as restyles
from commonground.mediation.steps import terms as naming
from commonground.mediation.steps import topic as topics
from commonground.mediation.steps.by_rules import by_rules
from commonground.mediation.steps.decoded import decoded
from commonground.mediation.steps.system_prompt import system_prompt
from commonground.models.chat import ChatModel
from commonground.models.decoding import DECODINGS
from commonground.models.decoding import VERSION as DECODING

PRESETS = ("off", "prompt", "light", "full")
COMPARED = ("off", "prompt", "light")  # by a check, where nothing else is said


@dataclass(frozen=True, slots=True)
class StepCard:
    """A step: how it is made with the reader that it shares, its versions, what it does.

    `fields` are what it needs of the shared mediator call; `calls` the most further calls that it makes in a turn.
    """

    make: Callable[[Reader], Step]
    versions: Callable[[], dict[str, str]]
    does: str
    fields: tuple[str, ...] = ()
    calls: int = 0


# In the order in which they see a request.
STEPS = {
    "commitments": StepCard(
        commits.commitments,
        commits.versions,
        "chooses once, privately, what is to be kept secret, and holds to it; arXiv 2601.06973",
        fields=(commits.FIELD,),
        calls=2,
    ),
    "repair": StepCard(
        lambda reader: repairs.repair,
        lambda: {"step repair": repairs.VERSION},
        "says again, drops or closes when asked; notes what else is asked of the talk",
    ),
    "topic": StepCard(
        topics.topic,
        topics.versions,
        "under a system prompt that confines: parks what is off topic in a sentence, hands over; arXiv 2404.03820",
        fields=(reader.TOPIC,),
        calls=topics.ASKS,
    ),
    "premises": StepCard(
        premise_step.premises,
        premise_step.versions,
        "checks what the user takes for granted, blind to how they insist; only a source unpins what is false",
        fields=(premise_step.FIELD,),
        calls=premise_step.CHECKS,
    ),
    "context": StepCard(
        lambda reader: contexts.context,
        contexts.versions,
        "whose word counts: documents put first and marked, a mere assertion told to be none",
    ),
    "clarify": StepCard(
        clarifies.clarify,
        clarifies.versions,
        "asks for the one required fact that is missing, and nothing that was said; arXiv 2503.22674",
        fields=(reader.NEEDS, reader.MISSING, reader.REQUEST),
        calls=1,
    ),
    "terms": StepCard(
        lambda reader: naming.terms,
        naming.versions,
        "the user's term for a thing, shortened as pacts form; never errors, slurs or false claims",
    ),
    "restyle": StepCard(
        lambda reader: restyles.restyle,
        restyles.versions,
        "how the user asked to be answered holds for the rest of the conversation",
    ),
    "explicate": StepCard(
        explicates.explicate,
        explicates.versions,
        "the Mediator: history to one explicit request, checked against the ledger; arXiv 2602.07338",
        fields=(reader.REQUEST,),
    ),
}
_LIGHT = ("repair", "context", "terms", "restyle", "explicate")  # the Mediator, and what needs no model


def names(preset: str) -> tuple[str, ...]:
    """Return the steps of a preset, in their order. Raises: UnknownNameError."""
    if preset in ("off", "prompt") or preset in DECODINGS:
        return ()
    if preset in ("light", "full"):
        return _LIGHT if preset == "light" else tuple(STEPS)
    if preset in STEPS:
        return (preset,)
    without = preset.removeprefix("full-")
    if without != preset and without in STEPS:
        return tuple(name for name in STEPS if name != without)
    known = (*PRESETS, *STEPS, *(f"full-{name}" for name in STEPS), *DECODINGS)
    raise UnknownNameError("mediation preset", preset, known)


def fields(preset: str) -> tuple[str, ...]:
    """Return what a preset asks of the shared mediator call, in the order of the call. Raises: UnknownNameError."""
    wanted = {name for step in names(preset) for name in STEPS[step].fields}
    return tuple(name for name in reader.FIELDS if name in wanted)


def calls(preset: str) -> int:
    """Return the most calls of a model that a preset makes in a turn, beside that for the reply."""
    return bool(fields(preset)) + sum(STEPS[name].calls for name in names(preset))


def steps(
    preset: str,
    mediator: ChatModel | None = None,
    kept: Readings | None = None,
    key: bytes | None = None,
    rules: Iterable[Rule] = (),
    user: str = "",
) -> tuple[Step, ...]:
    """Return the steps of a preset. Raises: UnknownNameError.

    `mediator` plays the mediator, by default the model that answers does; `kept` are readings of turns that may come again;
    `key` is what secret choices are drawn by, by default one of this process. By `rules`, everyone's and this user's, goes
    what explicates: they come before all its steps.
    """
    if preset == "prompt":
        return (system_prompt,)
    if preset in DECODINGS:
        return (decoded(preset),)
    shared = Reader(fields(preset), mediator, kept or Readings(), key)
    made = tuple(STEPS[name].make(shared) for name in names(preset))
    held = tuple(rules) if "explicate" in names(preset) else ()
    return (by_rules(held, user), *made) if held else made


def versions(preset: str) -> dict[str, str]:
    """Return the versions of the prompts that a preset sends, and of the rules that it goes by."""
    if preset == "prompt":
        return {"prompt prompt": prompts.version("prompt")}
    if preset in DECODINGS:
        return {"decoding": DECODING, "documents": documents.VERSION}
    found = {name: version for step in names(preset) for name, version in STEPS[step].versions().items()}
    return {**reader.versions(fields(preset)), **found}
