"""Presets: which steps each name stands for, and the versions it brings."""

from __future__ import annotations

import pytest

from commonground.errors import UnknownNameError
from commonground.mediation import ground, ledger, prompts
from commonground.mediation.presets import PRESETS, steps, versions
from commonground.mediation.steps.explicate import explicate
from commonground.mediation.steps.system_prompt import system_prompt
from commonground.models.scripted import Echo


def test_off_does_nothing() -> None:
    assert steps("off") == ()
    assert versions("off") == {}


def test_prompt_is_the_fixed_system_prompt() -> None:
    assert steps("prompt") == (system_prompt,)
    assert versions("prompt") == {"prompt prompt": prompts.version("prompt")}


def test_light_is_explicate_played_by_the_mediator() -> None:
    mediator = Echo()
    assert steps("light", mediator) == (explicate(mediator),)
    assert steps("light") == (explicate(None),)
    assert versions("light") == {
        "prompt explicate": prompts.version("explicate"),
        "ledger": ledger.VERSION,
        "ground": ground.VERSION,
    }


@pytest.mark.parametrize("name", ["Off", "", "heavy"])
def test_an_unknown_preset_is_named_with_the_known_ones(name: str) -> None:
    with pytest.raises(UnknownNameError, match="unknown mediation preset") as caught:
        steps(name)
    assert all(preset in caught.value.hint for preset in PRESETS)


def test_every_preset_can_be_had() -> None:
    assert all(isinstance(steps(name), tuple) for name in PRESETS)
