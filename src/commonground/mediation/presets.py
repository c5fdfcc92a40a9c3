"""Presets: what each name on the `--mediation` dial puts between the request and the model.

`off`, `prompt`, `light` and `full` are the dial. The name of a step stands for that step alone, `full-NAME` for all but it:
the columns by which a suite shows what a step does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from commonground.errors import UnknownNameError
from commonground.mediation import ground, ledger, prompts
from commonground.mediation.rules import Rule
from commonground.mediation.step import Step
from commonground.mediation.steps import repair as repairs
from commonground.mediation.steps.by_rules import by_rules
from commonground.mediation.steps.explicate import explicate
from commonground.mediation.steps.system_prompt import system_prompt
from commonground.models.chat import ChatModel

PRESETS = ("off", "prompt", "light", "full")
COMPARED = ("off", "prompt", "light")  # by a check, where nothing else is said


@dataclass(frozen=True, slots=True)
class StepCard:
    """A step: how it is made with the model that mediates (None: the one that answers), its versions, what it does.

    `calls` are the most calls of a model that it makes in a turn.
    """

    make: Callable[[ChatModel | None], Step]
    versions: Callable[[], dict[str, str]]
    does: str
    calls: int = 0


def _explicate_versions() -> dict[str, str]:
    return {"prompt explicate": prompts.version("explicate"), "ledger": ledger.VERSION, "ground": ground.VERSION}


# In the order in which they see a request.
STEPS = {
    "repair": StepCard(
        lambda mediator: repairs.repair,
        lambda: {"step repair": repairs.VERSION},
        "says again, drops or closes when asked; notes what else is asked of the talk",
    ),
    "explicate": StepCard(
        explicate,
        _explicate_versions,
        "the Mediator: history to one explicit request, checked against the ledger; arXiv 2602.07338",
        calls=1,
    ),
}
_LIGHT = ("repair", "explicate")


def names(preset: str) -> tuple[str, ...]:
    """Return the steps of a preset, in their order. Raises: UnknownNameError."""
    if preset in ("off", "prompt"):
        return ()
    if preset in ("light", "full"):
        return _LIGHT if preset == "light" else tuple(STEPS)
    if preset in STEPS:
        return (preset,)
    without = preset.removeprefix("full-")
    if without != preset and without in STEPS:
        return tuple(name for name in STEPS if name != without)
    raise UnknownNameError("mediation preset", preset, (*PRESETS, *STEPS, *(f"full-{name}" for name in STEPS)))


def steps(
    preset: str, mediator: ChatModel | None = None, rules: Iterable[Rule] = (), user: str = ""
) -> tuple[Step, ...]:
    """Return the steps of a preset; rules, everyone's and this user's, go before all in those that explicate.

    Raises: UnknownNameError.
    """
    if preset == "prompt":
        return (system_prompt,)
    made = tuple(STEPS[name].make(mediator) for name in names(preset))
    held = tuple(rules) if "explicate" in names(preset) else ()
    return (by_rules(held, user), *made) if held else made


def versions(preset: str) -> dict[str, str]:
    """Return the versions of the prompts that a preset sends, and of the rules that it goes by."""
    if preset == "prompt":
        return {"prompt prompt": prompts.version("prompt")}
    return {name: version for step in names(preset) for name, version in STEPS[step].versions().items()}
