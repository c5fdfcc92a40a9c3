"""Prompts: versioned text files, named with a digest of the text, so that another wording is another number."""

from __future__ import annotations

import re
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path

import pytest

from commonground.mediation import prompts


@pytest.mark.parametrize("name", prompts.VERSIONS)
def test_a_prompt_is_one_clean_text(name: str) -> None:
    text = prompts.load(name)
    assert text
    assert text == text.strip()
    assert prompts.load(name) is text


@pytest.mark.parametrize("name", prompts.VERSIONS)
def test_a_version_names_the_text_itself(name: str) -> None:
    digest = blake2b(prompts.load(name).encode(), digest_size=6).hexdigest()
    assert prompts.version(name) == f"{name}-{prompts.VERSIONS[name]}@{digest}"


def test_versions_differ() -> None:
    assert len({prompts.version(name) for name in prompts.VERSIONS}) == len(prompts.VERSIONS)


def test_every_current_version_has_its_file_and_no_file_is_newer() -> None:
    folder = Path(str(files(prompts.__name__)))
    found: dict[str, int] = {}
    for path in folder.glob("*.txt"):
        match = re.fullmatch(r"([a-z_]+)-(\d+)", path.stem)
        assert match, path.name
        found[match[1]] = max(found.get(match[1], 0), int(match[2]))
    assert found == prompts.VERSIONS


def test_the_mediator_is_told_when_to_pass() -> None:
    assert "write only PASS" in prompts.load("explicate")


def test_an_unknown_prompt_is_no_prompt() -> None:
    with pytest.raises(KeyError):
        prompts.load("poem")
