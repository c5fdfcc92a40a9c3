"""Writing a trained model as a folder that transformers, TRL and the package's own run-time load."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from commonground.training.embedded import tokenizer

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from transformers import LlamaForCausalLM


def export(model: LlamaForCausalLM, tokens: Tokenizer, folder: Path) -> None:
    """Write `model.safetensors` (half precision), `config.json`, the tokenizer and its chat template into `folder`."""
    import torch

    folder.mkdir(parents=True, exist_ok=True)
    model.to("cpu").to(torch.float16).save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    tokens.save(str(folder / "tokenizer.json"), pretty=False)
    config = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "pad_token": tokenizer.PAD,
        "eos_token": tokenizer.END,
        "model_max_length": model.config.max_position_embeddings,
        "clean_up_tokenization_spaces": False,
        "chat_template": tokenizer.TEMPLATE,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
