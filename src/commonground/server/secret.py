"""The deployment's secret: what is stored names people and turns by keyed hashes, which mean nothing without this file.

Whoever holds the database alone cannot tell whether a sentence they guess was ever said.
"""

from __future__ import annotations

import os
import secrets
from hashlib import blake2b
from pathlib import Path

from commonground.errors import InputError

_SIZE = 16  # bytes of a name: 128 bits
_LENGTH = 32  # bytes of a secret


class Secret:
    """Names things by keyed hash (BLAKE2b, 128 bits). Another secret gives other names."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def name(self, kind: str, *parts: bytes | str) -> str:
        """Return the name of `parts`, 32 hexadecimal characters; another kind or another split gives another name."""
        digest = blake2b(kind.encode(), digest_size=_SIZE, key=self._key)
        for part in parts:
            content = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
            digest.update(len(content).to_bytes(8, "big") + content)
        return digest.hexdigest()


def load(path: Path) -> Secret:
    """Return the secret in `path`; where there is no such file it is made, readable by its owner only.

    Raises: InputError when it cannot be read or made, or is no secret.
    """
    try:
        if not path.exists():
            _make(path)
        text = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"the deployment's secret cannot be read: {error}", hint="give another file with --secret-file"
        ) from error
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != _LENGTH:
        raise InputError(
            f"{path} holds no secret ({2 * _LENGTH} hexadecimal characters)",
            hint="give another file with --secret-file",
        )
    return Secret(key)


def _make(path: Path) -> None:
    """Write a new secret; of several processes that try at once, one wins and all read the same."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_hex(_LENGTH) + "\n")
    try:
        os.link(partial, path)
    except FileExistsError:
        pass
    finally:
        partial.unlink()
