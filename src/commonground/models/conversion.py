"""The embedded model's weights: one copy in the package, and the run-time's own form of them in a cache.

The package holds what transformers loads (`model.safetensors` in half precision, `config.json`, `tokenizer.json`). The
run-time wants its own file; it is written once to a cache folder named by the weights' digest, from the same numbers.
"""

from __future__ import annotations

import json
import os
import tempfile
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commonground.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from ctranslate2.specs import TransformerDecoderModelSpec

FOLDER = Path(__file__).parent / "weights"
_LAYOUT = "ct2-1"  # the form of the cached files: a changed conversion gets a new folder


@cache
def card(folder: Path = FOLDER) -> dict[str, Any]:
    """Return the model's card. Raises: InputError when the folder holds no model."""
    try:
        found: dict[str, Any] = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(
            "no embedded model here", path=str(folder), hint="run `commonground embedded build --out FOLDER`"
        ) from error
    return found


@cache
def digest(folder: Path = FOLDER) -> str:
    """Return the digest of the weights: 16 hexadecimal characters. It is the model's version."""
    return blake2b((folder / "model.safetensors").read_bytes(), digest_size=8).hexdigest()


def runtime_folder(folder: Path = FOLDER, cache_folder: Path | None = None) -> Path:
    """Return the folder with the run-time's files, made when it is not there yet.

    It lies in the user's cache folder, or in a temporary folder where that cannot be written.
    """
    name = f"{digest(folder)}-{_LAYOUT}"
    from platformdirs import user_cache_path

    spare = Path(tempfile.gettempdir()) / f"commonground-{os.getuid()}"
    roots = [cache_folder] if cache_folder else [user_cache_path("commonground"), spare]
    for root in roots:
        target = root / "embedded" / name
        if (target / "model.bin").exists():
            return target
        try:
            _write(folder, target)
        except OSError:
            continue
        return target
    raise InputError(
        "cannot write the embedded model's cache",
        path=str(roots[0]),
        hint="set XDG_CACHE_HOME to a folder you can write",
    )


def _write(folder: Path, target: Path) -> None:
    """Write the files beside `target` and move them there at once, so that two processes can do it at the same time."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as partial:
        spec = specification(folder)
        spec.validate()
        spec.optimize()
        spec.save(partial)
        try:
            Path(partial).rename(target)
        except OSError:
            if not (target / "model.bin").exists():
                raise
        else:
            Path(partial).mkdir()  # for the context manager to remove


def specification(folder: Path) -> TransformerDecoderModelSpec:
    """Return the run-time's description of the model, filled with the weights as float32."""
    from ctranslate2.specs import TransformerDecoderModelSpec
    from ctranslate2.specs.common_spec import Activation
    from safetensors.numpy import load_file

    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    weights = {name: value.astype("float32") for name, value in load_file(folder / "model.safetensors").items()}
    spec = TransformerDecoderModelSpec.from_config(
        config["num_hidden_layers"],
        config["num_attention_heads"],
        activation=Activation.SWISH,
        pre_norm=True,
        ffn_glu=True,
        rms_norm=True,
        rotary_dim=0,
        rotary_interleave=False,
        rotary_base=config["rope_parameters"]["rope_theta"],
    )
    _fill(spec, weights, config["num_hidden_layers"])
    spec.config.layer_norm_epsilon = config["rms_norm_eps"]
    spec.config.eos_token, spec.config.bos_token, spec.config.unk_token = "<|end|>", "<|pad|>", "<|pad|>"
    spec.register_vocabulary(vocabulary(folder))
    return spec


def vocabulary(folder: Path) -> list[str]:
    """Return the tokens by id."""
    model = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    return sorted(model, key=model.__getitem__)


def _fill(spec: TransformerDecoderModelSpec, weights: dict[str, np.ndarray], layers: int) -> None:
    """Put the weights where the run-time looks for them; query, key and value are one matrix there."""
    import numpy as np

    decoder = spec.decoder
    decoder.scale_embeddings = False
    decoder.embeddings.weight = weights["model.embed_tokens.weight"]
    decoder.projection.weight = weights["model.embed_tokens.weight"]
    decoder.layer_norm.gamma = weights["model.norm.weight"]
    for number in range(layers):
        layer, prefix = decoder.layer[number], f"model.layers.{number}"
        attention = layer.self_attention
        attention.layer_norm.gamma = weights[f"{prefix}.input_layernorm.weight"]
        attention.linear[0].weight = np.concatenate(
            [weights[f"{prefix}.self_attn.{part}_proj.weight"] for part in "qkv"]
        )
        attention.linear[1].weight = weights[f"{prefix}.self_attn.o_proj.weight"]
        layer.ffn.layer_norm.gamma = weights[f"{prefix}.post_attention_layernorm.weight"]
        layer.ffn.linear_0.weight = weights[f"{prefix}.mlp.gate_proj.weight"]
        layer.ffn.linear_0_noact.weight = weights[f"{prefix}.mlp.up_proj.weight"]
        layer.ffn.linear_1.weight = weights[f"{prefix}.mlp.down_proj.weight"]
