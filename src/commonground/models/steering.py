"""Activation steering: a vector added to the residual stream behind one layer, by a plain forward hook.

The vector of a layer is a difference in means: of the hidden states while replies are said as wanted, minus those while they
are not. What differs may be the reply (to the same prompt) or the prompt (one under which the model does right, and one under
which it does not). Layer and strength are chosen on pairs that took no part in the means: by the share of them in which the
wanted reply is the likelier one, the weaker strength where two are equal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from commonground.errors import InputError, UsageError

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module, ModuleList

FILE = "steering.safetensors"
STRENGTHS = (0.25, 0.5, 1.0, 2.0, 4.0)
_ROWS = 16  # replies that are looked at together


Tokens = tuple[int, ...]
Said = tuple[Tokens, Tokens]  # a prompt, and a reply to it
Pair = tuple[Tokens, Tokens, Tokens]  # a prompt, the reply to it that is wanted, and one that is not


@dataclass(frozen=True, slots=True, eq=False)
class Steering:
    """What is added: `vector` (hidden size) times `strength`, behind layer `layer` (0-based).

    `preferred` is the share of the validation pairs whose wanted reply was the likelier one under it, `before` without it.
    """

    vector: Tensor
    layer: int
    strength: float
    preferred: float = 0.0
    before: float = 0.0

    def save(self, folder: Path) -> None:
        """Write it beside the model's weights."""
        from safetensors.torch import save_file

        told = {name: str(getattr(self, name)) for name in ("layer", "strength", "preferred", "before")}
        save_file({"vector": self.vector.float().cpu().contiguous()}, folder / FILE, metadata=told)


def load(folder: Path) -> Steering:
    """Return the steering that lies in a model's folder. Raises: UsageError where none does, InputError."""
    from safetensors import SafetensorError, safe_open

    path = folder / FILE
    if not path.exists():
        raise UsageError(f"no steering vector in {str(folder)!r}", "fit one with Local.fit_steering and save it there")
    try:
        with safe_open(path, "pt") as file:
            told = file.metadata() or {}
            numbers = [float(told[name]) for name in ("strength", "preferred", "before")]
            return Steering(file.get_tensor("vector"), int(told["layer"]), *numbers)
    except (SafetensorError, KeyError, ValueError) as error:
        raise InputError("no steering vector can be read here", path=str(path), hint="fit it again") from error


@contextmanager
def steered(model: Module, steering: Steering | None) -> Iterator[None]:
    """Add the vector behind its layer as long as the context lasts. Raises: UsageError where the model has no such layer."""
    if steering is None:
        yield
        return
    layers = layers_of(model)
    if not 0 <= steering.layer < len(layers):
        raise UsageError(f"no layer {steering.layer} in a model of {len(layers)}", "fit the steering on this model")

    def add(module: Module, args: object, output: Tensor | tuple[Tensor, ...]) -> Tensor | tuple[Tensor, ...]:
        hidden = output[0] if isinstance(output, tuple) else output
        moved = hidden + steering.strength * steering.vector.to(hidden)
        return (moved, *output[1:]) if isinstance(output, tuple) else moved

    hook = layers[steering.layer].register_forward_hook(add)
    try:
        yield
    finally:
        hook.remove()


def layers_of(model: Module) -> ModuleList:
    """Return the layers of the decoder, wherever the architecture keeps them. Raises: UsageError where there are none."""
    import torch

    count = getattr(model.config.get_text_config(), "num_hidden_layers", None)
    for module in model.modules():
        if isinstance(module, torch.nn.ModuleList) and len(module) == count:
            return module
    raise UsageError(f"{type(model).__name__} has no list of layers", "steering needs a plain decoder")


def fit(
    model: Module,
    wanted: Sequence[Said],
    unwanted: Sequence[Said],
    validation: Sequence[Pair],
    strengths: Sequence[float] = STRENGTHS,
) -> Steering:
    """Return the best steering: a vector a layer from what is said, layer and strength by `validation`. Raises: UsageError."""
    if not (wanted and unwanted and validation):
        raise UsageError(
            "steering needs replies to fit and pairs to choose by", "give all three, nothing in two of them"
        )
    vectors = _means(model, wanted) - _means(model, unwanted)
    before = preferred(model, validation, None)
    found = [
        Steering(vector, layer, strength, before=before)
        for layer, vector in enumerate(vectors)
        for strength in sorted(strengths)
    ]
    shares = [preferred(model, validation, one) for one in found]
    best = max(range(len(found)), key=lambda number: (shares[number], -found[number].strength))
    return Steering(found[best].vector, found[best].layer, found[best].strength, shares[best], before)


def preferred(model: Module, pairs: Sequence[Pair], steering: Steering | None) -> float:
    """Return the share of pairs whose wanted reply is the likelier one, by the mean log-probability of a token."""
    with steered(model, steering):
        wanted = _likelihoods(model, [(prompt, reply) for prompt, reply, _ in pairs])
        unwanted = _likelihoods(model, [(prompt, reply) for prompt, _, reply in pairs])
    return float((wanted > unwanted).float().mean())


def _means(model: Module, said: Sequence[Said]) -> Tensor:
    """Return the mean hidden state behind each layer, (layers, hidden size): over the tokens from the prompt's last on."""
    import torch

    layers = layers_of(model)
    states: list[Tensor] = []

    def keep(module: Module, args: object, output: Tensor | tuple[Tensor, ...]) -> None:
        states.append((output[0] if isinstance(output, tuple) else output).float())

    total = torch.zeros(())
    hooks = [layer.register_forward_hook(keep) for layer in layers]
    try:
        for start in range(0, len(said), _ROWS):
            states.clear()
            ids, there, replies = _padded(said[start : start + _ROWS], model.device)
            with torch.inference_mode():
                model(input_ids=ids, attention_mask=there, use_cache=False)
            own = replies.clone()
            own[:, :-1] = replies[:, :-1].maximum(replies[:, 1:])  # the prompt's last token says the first of the reply
            weight = own / own.sum(1, keepdim=True)
            total = total.to(ids.device) + torch.stack([torch.einsum("rth,rt->h", one, weight) for one in states])
    finally:
        for hook in hooks:
            hook.remove()
    return total / len(said)


def _likelihoods(model: Module, said: Sequence[Said]) -> Tensor:
    """Return the mean log-probability of a reply's tokens, one a row."""
    import torch

    found = []
    for start in range(0, len(said), _ROWS):
        ids, there, replies = _padded(said[start : start + _ROWS], model.device)
        with torch.inference_mode():
            logits = model(input_ids=ids, attention_mask=there, use_cache=False).logits[:, :-1].float()
        tokens = logits.log_softmax(-1).gather(-1, ids[:, 1:, None])[..., 0]
        found.append((tokens * replies[:, 1:]).sum(1) / replies[:, 1:].sum(1))
    return torch.cat(found)


def _padded(said: Sequence[Said], device: object) -> tuple[Tensor, Tensor, Tensor]:
    """Return tokens, which of them are there, and which are the reply's, each (rows, tokens); padding stands on the right."""
    import torch

    length = max(len(prompt) + len(reply) for prompt, reply in said)
    rows = []
    for prompt, reply in said:
        rest = [0] * (length - len(prompt) - len(reply))
        there = [1] * (length - len(rest)) + rest
        rows.append(([*prompt, *reply, *rest], there, [0] * len(prompt) + [1] * len(reply) + rest))
    ids, there, own = (torch.tensor(column, device=device) for column in zip(*rows, strict=True))
    return ids, there, own.float()
