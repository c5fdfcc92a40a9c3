"""`commonground keys`: who may call the gateway. A key is shown once, when it is made; only its hash is kept."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

import click

from commonground.cli.stores import opened, store_option
from commonground.errors import UsageError

if TYPE_CHECKING:
    from commonground.server.store import Key, Store

T = TypeVar("T")


@click.group("keys")
def command() -> None:
    """Add, list or revoke the keys of the gateway."""


@command.command("add")
@click.argument("name")
@click.option(
    "--preset", type=click.Choice(["off", "observe", "prompt", "light", "full"]), help="The most that is done for it."
)
@click.option("--rate", type=click.IntRange(1), metavar="N", help="Requests a minute.")
@click.option(
    "--scope", type=click.Choice(["chat", "relay", "admin"]), default="chat", show_default=True,
    help="chat: chats and responses. relay: all of /v1. admin: that, the numbers and everyone's records.",
)  # fmt: skip
@store_option
def add(name: str, preset: str | None, rate: int | None, scope: str, store: str | None) -> int:
    """Make a key called NAME and print it, this once."""
    from commonground.server import keys

    key, text = keys.new(name, preset, rate, scope)

    async def work(opened: Store) -> None:
        if any(one.name == name for one in await opened.keys()):
            raise UsageError(f"there is a key called {name!r} already", "take another name")
        await opened.add_key(key)

    _with(store, work)
    click.echo(text)
    click.echo("it is not shown again; clients send it as their API key", err=True)
    return 0


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@store_option
def show(as_json: bool, store: str | None) -> int:
    """List the keys, without their text."""
    found = _with(store, lambda opened: opened.keys())
    rows = [_row(key) for key in found]
    if as_json:
        click.echo(json.dumps({"keys": rows}))
        return 0
    if not rows:
        click.echo("no keys: the gateway serves this machine only", err=True)
        return 0
    from rich.console import Console
    from rich.table import Table

    table = Table(*rows[0])
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row.values()))
    Console().print(table)
    return 0


@command.command("revoke")
@click.argument("name")
@store_option
def revoke(name: str, store: str | None) -> int:
    """Revoke the key called NAME; a gateway that runs stops taking it within seconds."""
    if not _with(store, lambda opened: opened.revoke_key(name)):
        raise UsageError(f"there is no valid key called {name!r}", "see commonground keys list")
    click.echo(f"{name} is revoked", err=True)
    return 0


def _row(key: Key) -> dict[str, object]:
    revoked = datetime.fromtimestamp(key.revoked, UTC).isoformat(" ", "seconds") if key.revoked else None
    made = datetime.fromtimestamp(key.created, UTC).isoformat(" ", "seconds")
    told = {"name": key.name, "id": key.id, "scope": key.scope, "preset": key.preset, "rate": key.rate}
    return {**told, "created": made, "revoked": revoked}


def _with(store: str | None, work: Callable[[Store], Awaitable[T]]) -> T:
    async def run() -> T:
        async with opened(store) as found:
            return await work(found)

    return asyncio.run(run())
