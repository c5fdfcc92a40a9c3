"""Prompts: the text of a version, and a name that changes with the text."""

from __future__ import annotations

import re

import pytest

from commonground.episodes import prompts as user_prompts
from commonground.mediation import prompts as mediation_prompts
from commonground.text.prompts import Prompts

OWN = Prompts("commonground.mediation.prompts", {"explicate": 1, "gone": 1})


def test_a_prompt_is_its_file_without_the_last_line_end() -> None:
    assert OWN.load("explicate") == mediation_prompts.load("explicate")
    assert OWN.load("explicate") == OWN.load("explicate").strip() != ""


def test_a_version_names_the_text() -> None:
    assert re.fullmatch(r"explicate-1@[0-9a-f]{12}", OWN.version("explicate"))
    assert re.fullmatch(r"user-1@[0-9a-f]{12}", user_prompts.version("user"))
    assert OWN.version("explicate") != mediation_prompts.version("prompt")


def test_a_prompt_that_is_not_there_is_a_defect() -> None:
    with pytest.raises(FileNotFoundError):
        OWN.load("gone")
    with pytest.raises(KeyError):
        OWN.load("unknown")
