"""The environment, read here and nowhere else: where OpenAI-compatible clients look for a server and a key."""

from __future__ import annotations

import os


def base_url() -> str | None:
    """Return `OPENAI_BASE_URL`, or None."""
    return os.environ.get("OPENAI_BASE_URL") or None


def api_key() -> str | None:
    """Return `OPENAI_API_KEY`, or None."""
    return os.environ.get("OPENAI_API_KEY") or None
