"""The prompts that mediation sends, one versioned text file each."""

from __future__ import annotations

from commonground.text.prompts import Prompts

VERSIONS = {
    "about": 3, "check": 3, "choose": 1, "compress": 1, "explicate": 1, "mediator": 3, "prompt": 1, "refine": 1,
    "reflect": 1,
}  # fmt: skip
_PROMPTS = Prompts(__package__, VERSIONS)
load, version = _PROMPTS.load, _PROMPTS.version
