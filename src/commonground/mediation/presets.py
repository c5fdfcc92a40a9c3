"""Presets: what each name on the `--mediation` dial puts between the request and the model."""

from __future__ import annotations

from commonground.errors import UnknownNameError
from commonground.mediation import ground, ledger, prompts
from commonground.mediation.step import Step
from commonground.mediation.steps.explicate import explicate
from commonground.mediation.steps.system_prompt import system_prompt
from commonground.models.chat import ChatModel

PRESETS = ("off", "prompt", "light")


def steps(preset: str, mediator: ChatModel | None = None) -> tuple[Step, ...]:
    """Return the steps of a preset. Raises: UnknownNameError."""
    if preset not in PRESETS:
        raise UnknownNameError("mediation preset", preset, PRESETS)
    if preset == "prompt":
        return (system_prompt,)
    return (explicate(mediator),) if preset == "light" else ()


def versions(preset: str) -> dict[str, str]:
    """Return the versions of the prompts that a preset sends, and of the rules that it goes by."""
    if preset == "light":
        return {"prompt explicate": prompts.version("explicate"), "ledger": ledger.VERSION, "ground": ground.VERSION}
    return {"prompt prompt": prompts.version("prompt")} if preset == "prompt" else {}
