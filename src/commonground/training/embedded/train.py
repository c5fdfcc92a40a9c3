"""Training of the embedded model from scratch: Muon and AdamW on small batches of similar length, resumable.

Only replies and documents are learnt. Everything that a run depends on is in `Plan`, which is stored in the checkpoint;
a run resumes under the same plan or not at all.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commonground.errors import MissingExtraError, UsageError
from commonground.training.embedded import diet, tokenizer
from commonground.training.embedded.tokenizer import Row

if TYPE_CHECKING:
    import torch
    from tokenizers import Tokenizer
    from transformers import LlamaForCausalLM

CONTEXT = 1024
EVERY = 250
_LENGTHS = (48, 80, 128, 208, 288, 384, 512, 640, 896)  # tokens, padded; longer examples (well under 1 %) are left out


@dataclass(frozen=True, slots=True)
class Plan:
    """What a training run depends on. Rates are in AdamW's scale; the last `decay` of the steps bring them to zero.

    `kept` is the share of the weights that it starts from in those that it ends with (WiSE-FT, arXiv 2109.01903).
    """

    course: str = "first"
    seed: int = 0
    steps: int = 18_500
    width: int = 256
    layers: int = 4
    heads: int = 4
    feed_forward: int = 704
    batch_tokens: int = 4096
    rate: float = 3e-3
    warmup: int = 300
    decay: float = 0.6
    weight_decay: float = 0.05
    kept: float = 0.0


SECOND = Plan("second", steps=6_000, rate=1.5e-3, warmup=200, decay=0.8, kept=0.12)  # on what the first has learnt


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run is: step, tokens so far (all, and those learnt), the mean loss of late, seconds in this process."""

    step: int
    tokens: int
    learnt: int
    loss: float
    seconds: float


@dataclass(slots=True)
class State:
    """How far a run has come, in steps, examples used, tokens seen and tokens learnt."""

    step: int = 0
    examples: int = 0
    tokens: int = 0
    learnt: int = 0


def new_model(plan: Plan) -> LlamaForCausalLM:
    """Return an untrained model of the plan's size. Raises: MissingExtraError without torch and transformers."""
    try:
        import torch
        from transformers import LlamaConfig, LlamaForCausalLM
    except ImportError as error:
        raise MissingExtraError("training", "train") from error
    torch.manual_seed(plan.seed)
    config = LlamaConfig(
        vocab_size=tokenizer.VOCABULARY,
        hidden_size=plan.width,
        intermediate_size=plan.feed_forward,
        num_hidden_layers=plan.layers,
        num_attention_heads=plan.heads,
        num_key_value_heads=plan.heads,
        max_position_embeddings=CONTEXT,
        tie_word_embeddings=True,
        pad_token_id=0,
        bos_token_id=None,
        eos_token_id=1,
        attn_implementation="eager",  # a third faster than the fused kernel on CPUs at this length
    )
    return LlamaForCausalLM(config)


def rate_at(plan: Plan, step: int) -> float:
    """Return the learning rate of a step: a warm-up, a plateau, and a straight line down to zero."""
    falling = plan.steps * (1 - plan.decay)
    if step < plan.warmup:
        return plan.rate * (step + 1) / plan.warmup
    return plan.rate * min(1.0, max(0.0, plan.steps - step) / max(1.0, plan.steps - falling))


def batches(tokens_of: Tokenizer, plan: Plan, start: int) -> Iterator[tuple[int, int, list[Row]]]:
    """Yield batches of similar length from example `start` on: the examples used up, the padded length, and the rows.

    A batch holds as many rows of its length as make `batch_tokens`; shapes are few, so that each is compiled once.
    """
    waiting: dict[int, list[Row]] = {length: [] for length in _LENGTHS}
    for used, example in enumerate(diet.COURSES[plan.course].stream(plan.seed, start), start + 1):
        row = tokenizer.encode(tokens_of, example)
        length = next((length for length in _LENGTHS if len(row.tokens) <= length), None)
        if length is None:
            continue
        waiting[length].append(row)
        if len(waiting[length]) * length >= plan.batch_tokens:
            yield used, length, waiting[length]
            waiting[length] = []


def train(
    plan: Plan, folder: Path, report: Callable[[Progress], None], device: str = "cpu", base: Path | None = None
) -> tuple[LlamaForCausalLM, Tokenizer, State]:
    """Train to the end of the plan, from the checkpoint in `folder` where there is one; return model and tokenizer.

    Without a checkpoint it starts from the weights in `base`, a folder that `export` wrote, and goes on with its tokenizer, or
    from nothing. A checkpoint is written every `EVERY` steps.

    Raises: MissingExtraError, UsageError (a checkpoint of another plan).
    """
    model = new_model(plan)
    import torch

    if base is not None:
        from safetensors.torch import load_file

        found = model.load_state_dict(load_file(base / "model.safetensors"), strict=False)
        if found.unexpected_keys or set(found.missing_keys) - {"lm_head.weight"}:
            raise UsageError(f"{base} holds weights of another shape", "give a folder that `embedded build` wrote")
    tokens_of = tokenizer.train(plan.seed) if base is None else tokenizer.load(base)
    model.to(device)
    optimizers = _optimizers(plan, model)
    state = _restore(folder, plan, model, optimizers)
    body = torch.compile(model.model, dynamic=False)
    torch._dynamo.config.recompile_limit = 2 * len(_LENGTHS)
    started = time.monotonic()
    losses: list[float] = []
    for used, length, rows in batches(tokens_of, plan, state.examples):
        if state.step >= plan.steps:
            break
        state.examples = used
        for optimizer in optimizers:
            optimizer.param_groups[0]["lr"] = rate_at(plan, state.step)
        loss, count = _step(model, body, optimizers, rows, length, device)
        losses.append(loss)
        state.step += 1
        state.tokens += sum(len(row.tokens) for row in rows)
        state.learnt += count
        if state.step % 50 == 0:
            mean = sum(losses) / len(losses)
            report(Progress(state.step, state.tokens, state.learnt, mean, time.monotonic() - started))
            losses.clear()
        if state.step % EVERY == 0:
            _save(folder, plan, model, optimizers, state)
    _save(folder, plan, model, optimizers, state)
    if base is not None:
        blend(model, base, plan.kept)
    return model, tokens_of, state


def blend(model: LlamaForCausalLM, base: Path, kept: float) -> None:
    """Move a model's weights back to those in the folder `base` by the share `kept`."""
    import torch
    from safetensors.torch import load_file

    before = load_file(base / "model.safetensors")
    with torch.no_grad():
        for name, weight in model.named_parameters():
            weight.lerp_(before[name].to(weight), kept)


def _optimizers(plan: Plan, model: LlamaForCausalLM) -> list[torch.optim.Optimizer]:
    """Return Muon for the matrices of the layers, at rates in AdamW's scale (arXiv 2502.16982), and AdamW for the rest."""
    import torch

    matrices = [one for one in model.model.layers.parameters() if one.ndim == 2]
    rest = [one for one in model.parameters() if not any(one is matrix for matrix in matrices)]
    decay = plan.weight_decay
    return [
        torch.optim.Muon(matrices, plan.rate, weight_decay=decay, adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(rest, plan.rate, betas=(0.9, 0.98), weight_decay=decay, fused=True),
    ]


def _step(
    model: LlamaForCausalLM,
    body: Callable[..., Any],
    optimizers: list[torch.optim.Optimizer],
    rows: list[Row],
    length: int,
    device: str,
) -> tuple[float, int]:
    """Take one step; return the mean loss over the tokens learnt, and their number. Padding stands on the right."""
    import torch

    def padded(columns: list[list[Any]]) -> torch.Tensor:
        return torch.tensor([column + [0] * (length - len(column)) for column in columns], device=device)

    ids, positions = padded([row.tokens for row in rows]), padded([row.positions for row in rows])
    mask = padded([row.learnt for row in rows])[:, 1:].bool()
    seen = _seen(padded([row.branches for row in rows]))
    with torch.autocast(device, torch.bfloat16):
        output = body(input_ids=ids, position_ids=positions, attention_mask=seen, use_cache=False)
        logits = output.last_hidden_state[:, :-1][mask] @ model.lm_head.weight.T
    loss = torch.nn.functional.cross_entropy(logits.float(), ids[:, 1:][mask])
    model.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    for optimizer in optimizers:
        optimizer.step()
    return float(loss.detach()), int(mask.sum())


def _seen(branches: torch.Tensor) -> torch.Tensor:
    """Return (rows, 1, tokens, tokens): 0 where a token sees another, minus infinity where not."""
    import torch

    own, trunk = branches[:, :, None] == branches[:, None, :], branches[:, None, :] == 0
    hidden = torch.zeros(own.shape, dtype=torch.bfloat16, device=branches.device)
    return hidden.masked_fill(~((own | trunk).tril()), -torch.inf)[:, None]


def _restore(folder: Path, plan: Plan, model: LlamaForCausalLM, optimizers: list[torch.optim.Optimizer]) -> State:
    import torch

    path = folder / "checkpoint.pt"
    if not path.exists():
        return State()
    saved = torch.load(path, weights_only=True)
    if saved["plan"] != asdict(plan):
        changed = [
            f"{key}={saved['plan'].get(key)!r}"
            for key, value in asdict(plan).items()
            if saved["plan"].get(key) != value
        ]
        raise UsageError(f"{path} was made with {', '.join(changed)}", "give the same options, or another --out folder")
    model.load_state_dict(saved["model"])
    for optimizer, kept in zip(optimizers, saved["optimizers"], strict=True):
        optimizer.load_state_dict(kept)
    return State(**saved["state"])


def _save(
    folder: Path, plan: Plan, model: LlamaForCausalLM, optimizers: list[torch.optim.Optimizer], state: State
) -> None:
    import torch

    folder.mkdir(parents=True, exist_ok=True)
    content = {
        "plan": asdict(plan),
        "model": model.state_dict(),
        "optimizers": [optimizer.state_dict() for optimizer in optimizers],
        "state": {"step": state.step, "examples": state.examples, "tokens": state.tokens, "learnt": state.learnt},
    }
    partial = folder / "checkpoint.pt.new"
    torch.save(content, partial)
    partial.replace(folder / "checkpoint.pt")
