"""`commonground store`: what the gateway kept, brought to the newest form, taken out as the record's JSONL, or forgotten."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commonground.cli.stores import known_secret, opened, opened_memory, secret_option, store_option, store_url
from commonground.errors import InputError

if TYPE_CHECKING:
    from commonground.conversation.record import Conversation


@click.group("store")
def command() -> None:
    """Upgrade, export or clear what the gateway kept."""


@command.command("upgrade")
@store_option
def upgrade(store: str | None) -> int:
    """Bring the store to the form that this version needs."""
    from commonground.memory.store import Memory
    from commonground.server.database import Database

    async def run() -> tuple[str | None, str]:
        database, memory = Database(store_url(store)), Memory(store_url(store))
        try:
            await memory.database.upgrade()
            return await database.upgrade()
        finally:
            await database.aclose()
            await memory.aclose()

    before, now = asyncio.run(run())
    click.echo(f"the store has the form {now}" + ("" if before == now else f", before: {before or 'none'}"), err=True)
    return 0


@command.command("export")
@click.option("--out", required=True, metavar="FILE", type=click.Path(path_type=Path), help="The JSONL file to write.")
@store_option
def export(out: Path, store: str | None) -> int:
    """Write the conversations whose text was kept, one a line, for `measure` and `train`."""
    from commonground.conversation import jsonl
    from commonground.server.export import conversations

    async def run() -> list[Conversation]:
        async with opened(store) as found:
            return [one async for one in conversations(found)]

    kept = asyncio.run(run())
    if not kept:
        raise InputError("no conversation was kept with its text", hint="start commonground serve with --keep-text")
    jsonl.write(out, kept)
    click.echo(f"{len(kept)} conversations in {out}", err=True)
    return 0


@command.command("forget")
@click.argument("user")
@store_option
@secret_option
def forget(user: str, store: str | None, secret: Path | None) -> int:
    """Drop all that is kept of USER, under every key; gateways that run follow within seconds."""
    from commonground.server.sessions import owners, person

    known = known_secret(secret)

    async def run() -> tuple[int, int]:
        async with opened(store) as found, opened_memory(store) as memory:
            names = owners(known, [key.id for key in await found.keys()], user)
            turns = await found.forget(person(known, user))
            return turns, sum([await memory.forget_owner(name) for name in names])

    turns, items = asyncio.run(run())
    click.echo(f"{turns} turns of {user} are gone", err=True)
    if items:
        click.echo(f"{items} memories of {user} are gone", err=True)
    return 0
