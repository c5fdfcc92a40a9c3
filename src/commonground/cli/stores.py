"""Where the commands find the gateway's store and its secret: one option, one default, one way to open it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commonground.errors import InputError

if TYPE_CHECKING:
    from commonground.memory.store import Memory
    from commonground.server.secret import Secret
    from commonground.server.store import Store

store_option = click.option(
    "--store", metavar="URL", help="A file, or postgresql://USER:PASSWORD@HOST/NAME; a file of your own by default."
)
secret_option = click.option(
    "--secret-file",
    "secret",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The deployment's secret; made if absent.",
)


def store_url(given: str | None) -> str:
    """Return where the store lies: what was given, or a file in the user's data folder, which is made."""
    if given:
        return given
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return str(folder / "served.sqlite3")


def secret_file(given: Path | None) -> Path:
    """Return where the secret lies."""
    return given or _folder() / "secret"


@asynccontextmanager
async def opened(given: str | None) -> AsyncIterator[Store]:
    """Yield the store, in the form that this program knows. Raises: StoreError."""
    from commonground.server.database import Database
    from commonground.server.store import Store

    database = Database(store_url(given))
    try:
        await database.check()
        yield Store(database)
    finally:
        await database.aclose()


@asynccontextmanager
async def opened_memory(given: str | None) -> AsyncIterator[Memory]:
    """Yield the memory in the store's database, in the form that this program knows. Raises: StoreError."""
    from commonground.memory.store import Memory

    memory = Memory(store_url(given))
    try:
        await memory.database.check()
        yield memory
    finally:
        await memory.aclose()


def known_secret(given: Path | None) -> Secret:
    """Return the deployment's secret, which is not made here. Raises: InputError where there is none, or it is no secret."""
    from commonground.server.secret import load

    path = secret_file(given)
    if not path.exists():
        raise InputError(
            f"{path}: no such secret, so nobody can be found by name", hint="give the gateway's --secret-file"
        )
    return load(path)


def _folder() -> Path:
    import platformdirs

    return Path(platformdirs.user_data_dir("commonground"))
