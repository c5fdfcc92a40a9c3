"""Presets: which steps each name stands for, and the versions it brings."""

from __future__ import annotations

import pytest

from commonground.errors import UnknownNameError
from commonground.mediation import ground, ledger, prompts, reader
from commonground.mediation.presets import PRESETS, STEPS, calls, fields, names, steps, versions
from commonground.mediation.reader import Reader
from commonground.mediation.steps import explicate as explicates
from commonground.mediation.steps import repair as repairs
from commonground.mediation.steps.context import context
from commonground.mediation.steps.explicate import explicate
from commonground.mediation.steps.repair import repair
from commonground.mediation.steps.restyle import restyle
from commonground.mediation.steps.system_prompt import system_prompt
from commonground.mediation.steps.terms import terms
from commonground.models.scripted import Echo


def test_off_does_nothing() -> None:
    assert steps("off") == ()
    assert versions("off") == {}


def test_prompt_is_the_fixed_system_prompt() -> None:
    assert steps("prompt") == (system_prompt,)
    assert versions("prompt") == {"prompt prompt": prompts.version("prompt")}


def test_light_is_what_needs_no_model_and_explicate_played_by_the_mediator() -> None:
    mediator = Echo()
    assert steps("light", mediator) == (repair, context, terms, restyle, explicate(Reader((reader.REQUEST,), mediator)))
    assert steps("light")[-1] == explicate(Reader((reader.REQUEST,)))
    assert fields("light") == (reader.REQUEST,)
    assert calls("light") == 1
    assert (
        versions("light").items()
        >= {
            "step repair": repairs.VERSION,
            "prompt explicate": prompts.version("explicate"),
            "reader": reader.VERSION,
            "step explicate": explicates.VERSION,
            "ledger": ledger.VERSION,
            "ground": ground.VERSION,
        }.items()
    )


@pytest.mark.parametrize("name", ["Off", "", "heavy"])
def test_an_unknown_preset_is_named_with_the_known_ones(name: str) -> None:
    with pytest.raises(UnknownNameError, match="unknown mediation preset") as caught:
        steps(name)
    assert all(preset in caught.value.hint for preset in PRESETS)


def test_a_step_alone_and_all_but_it_are_presets_too() -> None:
    assert names("full") == tuple(STEPS)
    for name in STEPS:
        assert names(name) == (name,)
        assert set(names(f"full-{name}")) == set(STEPS) - {name}
    for wrong in ("full-", "full-off", "repair-full"):
        with pytest.raises(UnknownNameError):
            steps(wrong)


def test_every_preset_and_step_can_be_had_with_its_versions() -> None:
    for name in (*PRESETS, *STEPS):
        assert isinstance(steps(name), tuple)
        assert all(versions(name).values())
