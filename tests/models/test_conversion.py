"""The weights in the package: what they are, and the run-time's form of them in a cache."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from commonground.errors import InputError
from commonground.mediation import prompts
from commonground.models import conversion
from commonground.town.facts import VERSION as TOWN

MOST_BYTES = 12_000_000


def test_one_small_copy_of_the_weights_ships() -> None:
    weights = list(conversion.FOLDER.glob("*.safetensors"))
    assert len(weights) == 1
    assert weights[0].stat().st_size <= MOST_BYTES


def test_the_card_names_the_installed_prompts_and_town() -> None:
    """When this fails, a prompt or the town was changed without training the model anew."""
    card = conversion.card()
    assert card["prompts"] == {name: prompts.version(name) for name in prompts.VERSIONS}
    assert card["town"] == TOWN


def test_the_card_tells_sizes_as_they_are() -> None:
    card = conversion.card()
    assert card["bytes"] == (conversion.FOLDER / "model.safetensors").stat().st_size
    assert card["context"] == json.loads((conversion.FOLDER / "config.json").read_text())["max_position_embeddings"]


def test_the_card_lists_shares_that_add_up() -> None:
    shares = conversion.card()["shares"]
    for column in ("examples", "tokens", "learnt_tokens"):
        assert sum(share[column] for share in shares.values()) == pytest.approx(1, abs=0.01)


def test_the_digest_is_over_the_bytes(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"a")
    first = conversion.digest(tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    (other / "model.safetensors").write_bytes(b"b")
    assert first != conversion.digest(other)
    assert len(first) == 16


def test_the_runtime_files_are_written_once(tmp_path: Path) -> None:
    first = conversion.runtime_folder(cache_folder=tmp_path)
    written = (first / "model.bin").stat().st_mtime_ns
    assert conversion.runtime_folder(cache_folder=tmp_path) == first
    assert (first / "model.bin").stat().st_mtime_ns == written
    assert conversion.digest() in first.name


def test_nothing_else_is_left_in_the_cache(tmp_path: Path) -> None:
    target = conversion.runtime_folder(cache_folder=tmp_path)
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_two_processes_can_write_the_cache_at_once(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from commonground.models.conversion import runtime_folder as f; "
        "print(f(cache_folder=pathlib.Path(sys.argv[1])))"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = {process.communicate()[0].strip() for process in running}
    assert [process.returncode for process in running] == [0, 0]
    assert len(said) == 1
    assert (Path(said.pop()) / "model.bin").exists()


def test_a_cache_that_cannot_be_written_is_one_clear_error(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(InputError, match="cannot write") as caught:
        conversion.runtime_folder(cache_folder=blocked)
    assert "XDG_CACHE_HOME" in caught.value.hint


def test_a_folder_without_a_model_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no embedded model") as caught:
        conversion.card(tmp_path)
    assert "embedded build" in caught.value.hint


def test_the_vocabulary_is_in_order_of_ids() -> None:
    tokens = conversion.vocabulary(conversion.FOLDER)
    config = json.loads((conversion.FOLDER / "config.json").read_text())
    assert len(tokens) == len(set(tokens)) == config["vocab_size"]
    assert tokens[config["pad_token_id"]] == "<|pad|>"
    assert tokens[config["eos_token_id"]] == "<|end|>"
