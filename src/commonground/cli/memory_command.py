"""`commonground memory`: what is remembered of a user, listed, exported, corrected and forgotten by the operator."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from commonground.cli.stores import known_secret, opened, opened_memory, secret_option, store_option
from commonground.errors import UsageError

if TYPE_CHECKING:
    from commonground.memory.items import Item
    from commonground.memory.store import Memory

T = TypeVar("T")
_DECORATORS = (
    click.option("--user", default="", metavar="U", help="Whose memory: the name that the client sends."),
    click.option("--key", metavar="NAME", help="Under this key alone; under every key by default."),
    store_option,
    secret_option,
)


def _of_a_user(function: Callable[..., int]) -> Callable[..., int]:
    """Give a command the options that say whose memory it is about."""
    for decorate in reversed(_DECORATORS):
        function = decorate(function)
    return function


@click.group("memory")
def command() -> None:
    """List, export, correct or forget what is remembered of a user."""


@command.command("list")
@click.option("--ended", is_flag=True, help="Also what holds no longer.")
@_of_a_user
def show(ended: bool, **whose: Any) -> int:
    """List what is remembered of a user."""
    found: list[Item] = [
        one for some in _each(whose, lambda memory, owner: memory.items(owner, ended=ended)) for one in some
    ]
    if not found:
        click.echo(f"nothing is remembered of {whose['user']}", err=True)
        return 0
    from rich.console import Console
    from rich.table import Table

    table = Table("id", "kind", "said", "text", "holds")
    for item in found:
        said = datetime.fromtimestamp(item.source.at or item.created, UTC).date().isoformat()
        holds = "ended" if item.ended is not None else "stale" if item.stale else "yes"
        table.add_row(item.id, item.kind, said, item.text, holds)
    Console(width=160).print(table, markup=False)
    return 0


@command.command("export")
@_of_a_user
def export(**whose: Any) -> int:
    """Print all that is remembered of a user as JSON lines, with what holds no longer."""
    click.echo("".join(_each(whose, lambda memory, owner: memory.export(owner))), nl=False)
    return 0


@command.command("compress")
@_of_a_user
def compress(**whose: Any) -> int:
    """Print what is remembered of a user in three parts: who they are, how they want to be answered, what happened."""
    for found in _each(whose, lambda memory, owner: memory.compressed(owner)):
        if found.items:
            click.echo(found.text)
    return 0


@command.command("correct")
@click.argument("item")
@click.argument("text")
@_of_a_user
def correct(item: str, text: str, **whose: Any) -> int:
    """Put TEXT in the place of ITEM, which is kept with an end."""

    async def work(memory: Memory, owner: str) -> bool:
        if await memory.get(owner, item) is None:
            return False
        await memory.correct(owner, item, text)
        return True

    _must_be_there(any(_each(whose, work)), item)
    return 0


@command.command("forget")
@click.argument("item", required=False)
@click.option("--everyone", is_flag=True, help="All that is remembered of anyone.")
@_of_a_user
def forget(item: str | None, everyone: bool, **whose: Any) -> int:
    """Drop ITEM, or all that is remembered of a user."""
    if everyone:
        if item is not None or whose["user"] or whose["key"]:
            raise UsageError("--everyone goes with no item, user or key", "leave them away, or leave --everyone away")
        click.echo(f"{asyncio.run(_forget_everyone(whose['store']))} memories are gone", err=True)
        return 0
    if item is not None:
        _must_be_there(any(_each(whose, lambda memory, owner: memory.forget(owner, item))), item)
        return 0
    gone = sum(_each(whose, lambda memory, owner: memory.forget_owner(owner)))
    click.echo(f"{gone} memories of {whose['user']} are gone", err=True)
    return 0


async def _forget_everyone(store: str | None) -> int:
    async with opened_memory(store) as memory:
        return await memory.forget_everyone()


def _must_be_there(found: bool, item: str) -> None:
    if not found:
        raise UsageError(f"there is no such memory: {item!r}", "see commonground memory list")


def _each(whose: dict[str, Any], work: Callable[[Memory, str], Awaitable[T]]) -> list[T]:
    """Do work on the memory of a user under each key that is meant; return what came of each. Raises: UsageError."""
    if not whose["user"]:
        raise UsageError("whose memory is meant?", "give --user U, the name that the client sends")

    async def run() -> list[T]:
        async with opened_memory(whose["store"]) as memory:
            return [await work(memory, owner) for owner in await _owners(**whose)]

    return asyncio.run(run())


async def _owners(user: str, key: str | None, store: str | None, secret: Path | None) -> list[str]:
    from commonground.server import sessions

    known = known_secret(secret)
    async with opened(store) as found:
        keys = {one.name: one.id for one in await found.keys()}
    if key is None:
        return sessions.owners(known, keys.values(), user)
    if key not in keys:
        raise UsageError(f"there is no key called {key!r}", "see commonground keys list")
    return [sessions.owner(known, keys[key], user).name]
