"""The prompts for models that play the user, one versioned text file each."""

from __future__ import annotations

from commonground.text.prompts import Prompts

_PROMPTS = Prompts(__package__, {"user": 1})
load, version = _PROMPTS.load, _PROMPTS.version
