"""The prompts by which a model splits instructions into shards or judges replies, one versioned text file each."""

from __future__ import annotations

from commonground.text.prompts import Prompts

_PROMPTS = Prompts(__package__, {"segment": 1, "rephrase": 1, "verify": 1, "strategy": 1, "act": 1})
load, version = _PROMPTS.load, _PROMPTS.version
