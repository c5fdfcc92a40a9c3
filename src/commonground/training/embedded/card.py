"""The card of the embedded model: what it is, what it was fed, what it scores, and which prompts it was trained on."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commonground.mediation import prompts
from commonground.town.facts import VERSION as TOWN
from commonground.training.embedded import diet, tokenizer
from commonground.training.embedded.roles.request import LEFT_OUT
from commonground.training.embedded.train import CONTEXT, Plan, State

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_SAMPLE = 10_000


def shares(tokens_of: Tokenizer, plan: Plan, examples: int) -> dict[str, dict[str, float]]:
    """Return, for each kind of example, its share of the examples, of all tokens, and of the tokens learnt.

    They are counted over at most `_SAMPLE` of the first `examples` of the plan's course, evenly spaced.
    """
    counts, seen, learnt = Counter[str](), Counter[str](), Counter[str]()
    for index in range(0, examples, max(1, examples // _SAMPLE)):
        example = diet.COURSES[plan.course].example(plan.seed, index)
        row = tokenizer.encode(tokens_of, example)
        counts[example.role] += 1
        seen[example.role] += len(row.tokens)
        learnt[example.role] += sum(row.learnt)
    return {
        role: {
            "examples": round(counts[role] / counts.total(), 4),
            "tokens": round(seen[role] / seen.total(), 4),
            "learnt_tokens": round(learnt[role] / learnt.total(), 4),
        }
        for role in sorted(counts)
    }


def write_card(
    folder: Path, plan: Plan, state: State, device: str, tokens_of: Tokenizer, base: Path | None = None
) -> None:
    """Write `card.json` beside the weights, without scores: those are added by `add_scores`.

    Of the course before, whose weights are in `base`, it says the same in short.
    """
    import numpy as np
    from safetensors.numpy import load_file

    arrays = load_file(folder / "model.safetensors").values()
    _store(
        folder,
        {
            "name": "commonground embedded",
            "town": TOWN,
            "diet": diet.COURSES[plan.course].version,
            "shares": shares(tokens_of, plan, state.examples),
            "before": _before(base),
            "role_left_out": list(LEFT_OUT),
            "plan": asdict(plan),
            "device": device,
            "steps": state.step,
            "tokens": state.tokens,
            "tokens_learnt": state.learnt,
            "parameters": int(sum(np.prod(array.shape) for array in arrays)),
            "bytes": (folder / "model.safetensors").stat().st_size,
            "context": CONTEXT,
            "past_context": "the oldest turns are left out, a system turn stays; one turn that does not fit is an error",
            "prompts": {name: prompts.version(name) for name in prompts.VERSIONS},
            "scores": [],
        },
    )


def add_scores(folder: Path, conditions: Sequence[Mapping[str, Any]], run: Mapping[str, Any]) -> None:
    """Add the scores of a check-up to the card: per condition, mediation and family, with n and interval."""
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    card["scored"] = dict(run)
    card["scores"] = [
        {
            "condition": one["name"],
            "mediation": one["mediation"],
            "family": one["family"],
            "n": one["episodes"],
            "mean": one["final_turn"]["mean"],
            "ci": one["final_turn"]["ci"],
            "errors": one["errors"],
        }
        for one in conditions
    ]
    _store(folder, card)


def _before(base: Path | None) -> dict[str, Any] | None:
    if base is None:
        return None
    card = json.loads((base / "card.json").read_text(encoding="utf-8"))
    told = {name: card[name] for name in ("diet", "shares", "plan", "device", "steps", "tokens", "tokens_learnt")}
    return {**told, "before": card.get("before")}


def _store(folder: Path, card: Mapping[str, Any]) -> None:
    (folder / "card.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
