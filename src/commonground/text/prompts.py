"""Prompts as versioned text files: one for each version of each prompt, `NAME-VERSION.txt`, in a package of its own.

A changed prompt gets a new version, so that a number obtained with another wording is visibly of another kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Prompts:
    """The prompts of one package, with the current version of each."""

    package: str
    versions: Mapping[str, int]

    def load(self, name: str) -> str:
        """Return the text of the current version of prompt `name`."""
        return _text(self.package, f"{name}-{self.versions[name]}.txt")

    def version(self, name: str) -> str:
        """Return `NAME-VERSION@DIGEST`, the digest over the text itself."""
        digest = blake2b(self.load(name).encode(), digest_size=6).hexdigest()
        return f"{name}-{self.versions[name]}@{digest}"


@cache
def _text(package: str, file: str) -> str:
    return files(package).joinpath(file).read_text(encoding="utf-8").strip()
