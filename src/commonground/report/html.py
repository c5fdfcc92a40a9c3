"""Pages as one HTML file: templates filled in, data inlined as JSON, no request to anywhere, written whole or not at all."""

from __future__ import annotations

import json
import os
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from commonground.errors import StoreError


def put(path: Path, text: str) -> None:
    """Write a page to `path`, whole or not at all. Raises: StoreError when it cannot be written."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        if path.is_dir():
            raise IsADirectoryError(None, "Is a directory")
        partial.write_bytes(text.encode("utf-8", "replace"))
        partial.replace(path)
    except OSError as error:
        _discard(partial)
        message = f"report {str(path)!r} cannot be written ({error.strerror or error})"
        raise StoreError(message, "choose a file in a folder that exists and can be written, with --out") from error


def plain(figure: Any) -> Any:  # noqa: ANN401 - plotly ships no types
    """Return a Plotly figure as JSON-like values."""
    return figure.to_plotly_json()


def inlined(value: object) -> str:
    """Return JSON that cannot end the script element it stands in."""
    return json.dumps(value).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def policy(scripts: Sequence[str]) -> str:
    """Return the content security policy of a page: no request, and no script but these, by their digests."""
    digests = " ".join(f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in scripts)
    own = f"script-src {digests}; style-src 'unsafe-inline'; img-src data:"
    return f"default-src 'none'; {own}; base-uri 'none'; form-action 'none'"


def part(name: str) -> str:
    """Return a file of this room: a template, a style, a script."""
    return files("commonground.report").joinpath(name).read_text(encoding="utf-8")


def filled(template: str, parts: Mapping[str, str]) -> str:
    """Return the template with each `{{name}}` replaced once: what is filled in is not read again."""
    return re.sub(r"\{\{(\w+)\}\}", lambda match: parts[match[1]], template)


def _discard(partial: Path) -> None:
    try:
        partial.unlink(missing_ok=True)
    except OSError:
        return  # whatever hinders this was raised already, by the write itself
