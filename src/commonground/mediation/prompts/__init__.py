"""The prompts that mediation sends, one versioned text file each; `NAME-VERSION.txt`.

A changed prompt gets a new version, so that a number obtained with another wording is visibly of another kind.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from importlib.resources import files

VERSIONS = {"explicate": 1, "prompt": 1}


@cache
def load(name: str) -> str:
    """Return the text of the current version of prompt `name`."""
    return files(__package__).joinpath(f"{name}-{VERSIONS[name]}.txt").read_text(encoding="utf-8").strip()


def version(name: str) -> str:
    """Return `NAME-VERSION@DIGEST`, the digest over the text itself."""
    return f"{name}-{VERSIONS[name]}@{blake2b(load(name).encode(), digest_size=6).hexdigest()}"
