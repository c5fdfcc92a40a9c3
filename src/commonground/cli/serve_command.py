"""`commonground serve`: starts the gateway and its page, in front of the embedded model or any OpenAI-compatible server."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commonground.cli import environment
from commonground.cli.models import EMBEDDED, open_model
from commonground.errors import UsageError
from commonground.mediation.presets import PRESETS

if TYPE_CHECKING:
    from commonground.server.upstream import Upstream

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class ServeConfig:
    """The command's arguments, as given."""

    model: str
    base_url: str | None
    mediation: str
    mediator_model: str | None
    limit: float
    host: str
    port: int


@click.command("serve")
@click.option("--model", default=EMBEDDED, show_default=True, help="'embedded', a folder, or a name at --base-url.")
@click.option(
    "--base-url", metavar="URL", help="An OpenAI-compatible server to stand before; OPENAI_BASE_URL by default."
)
@click.option(
    "--mediation", default="light", show_default=True, type=click.Choice(PRESETS), help="What is done to requests."
)
@click.option("--mediator-model", metavar="M", help="Who plays the Mediator; the model that is asked by default.")
@click.option(
    "--limit", default=20.0, show_default=True, type=click.FloatRange(0, min_open=True), help="Seconds for mediation."
)
@click.option("--host", default=LOOPBACK[0], show_default=True, help="Where to listen.")
@click.option("--port", default=8700, show_default=True, type=click.IntRange(0, 65535), help="Where to listen.")
def command(**options: Any) -> int:
    """Serve an OpenAI-compatible endpoint that keeps common ground, and a page to chat on."""
    return serve(ServeConfig(**options))


def serve(config: ServeConfig) -> int:
    """Serve until it is stopped; return the exit code. Raises: UsageError."""
    import uvicorn

    from commonground.server.app import Gateway, application

    if config.host not in LOOPBACK:
        raise UsageError(f"no keys are configured, so {config.host!r} would be open to all", "listen on 127.0.0.1")
    upstream = _upstream(config.model, config.base_url)
    gateway = Gateway(upstream, config.mediation, config.mediator_model, config.limit)
    where = f"http://{config.host}:{config.port}"
    click.echo(f"{where} stands before {config.model}; no keys are configured, so it listens here only", err=True)
    told = uvicorn.Config(
        application(gateway), config.host, config.port, log_level="warning", access_log=False,
        date_header=False, server_header=False,  # a relayed reply has its own
    )  # fmt: skip
    uvicorn.Server(told).run()
    return 0


def _upstream(model: str, base_url: str | None) -> Upstream:
    from commonground.server.local import Local
    from commonground.server.translating import Translating
    from commonground.server.upstream import Remote

    address = base_url or environment.base_url()
    if (model == EMBEDDED and base_url is None) or (base_url is None and Path(model).is_dir()):
        return Local(open_model(model, None, 1))
    if address is None:
        raise UsageError(f"unknown model {model!r}: there is no server to ask", "give --base-url URL")
    return Translating(Remote(address, environment.api_key()))
