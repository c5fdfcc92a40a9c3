"""`commonground serve`: starts the gateway and its page, in front of the embedded model or any OpenAI-compatible server."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commonground.cli import environment
from commonground.cli.models import EMBEDDED, open_model
from commonground.cli.stores import opened, opened_memory, secret_file, secret_option, store_option, store_url
from commonground.errors import InputError, UsageError

if TYPE_CHECKING:
    from commonground.server.app import Application
    from commonground.server.store import Key
    from commonground.server.upstream import Upstream

LOOPBACK = ("127.0.0.1", "::1", "localhost")
_CONFIG = "COMMONGROUND_SERVE"  # how workers get the arguments
_SWITCH = (
    0.001  # seconds after which a thread that folds gives way to the loop; Python's 0.005 would hold up each turn of it
)
_DRAIN = 30  # seconds that replies under way may take when the gateway is told to stop


@dataclass(frozen=True, slots=True)
class ServeConfig:
    """The command's arguments, as given."""

    model: str
    base_url: str | None
    mediation: str
    mediator_model: str | None
    limit: float
    shadows: int
    host: str
    port: int
    store: str | None
    secret: str | None
    keep_text: bool
    remember: bool
    max_body: float
    workers: int
    log_level: str
    traces: bool
    rules: str | None = None
    think: float | None = None


@click.command("serve")
@click.option("--model", default=EMBEDDED, show_default=True, help="'embedded', a folder, or a name at --base-url.")
@click.option(
    "--base-url", metavar="URL", help="An OpenAI-compatible server to stand before; OPENAI_BASE_URL by default."
)
@click.option(
    "--mediation", default="light", show_default=True, help="What is done to requests.",
    type=click.Choice(["off", "observe", "prompt", "light", "full"]),
)  # fmt: skip
@click.option("--mediator-model", metavar="M", help="Who plays the Mediator; the model that is asked by default.")
@click.option(
    "--limit", default=20.0, show_default=True, type=click.FloatRange(0, min_open=True), help="Seconds for mediation."
)
@click.option(
    "--shadows", default=4, show_default=True, type=click.IntRange(0), metavar="N",
    help="With observe: how many requests at once are tried with light, after their reply; 0 for none.",
)  # fmt: skip
@click.option("--host", default=LOOPBACK[0], show_default=True, help="Where to listen.")
@click.option("--port", default=8700, show_default=True, type=click.IntRange(0, 65535), help="Where to listen.")
@store_option
@secret_option
@click.option("--keep-text", is_flag=True, help="Keep what is said; without it, keyed hashes and measurements only.")
@click.option(
    "--remember", is_flag=True,
    help="Keep what users say of themselves, in their words, and recall it for them; forgotten on demand.",
)  # fmt: skip
@click.option(
    "--max-body", default=32.0, show_default=True, type=click.FloatRange(0, min_open=True), metavar="MB",
    help="The largest request.",
)  # fmt: skip
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1), help="Processes that serve.")
@click.option(
    "--log-level", default="warning", show_default=True, type=click.Choice(["info", "warning", "error"]),
    help="info: a JSON line a request, without what was said.",
)  # fmt: skip
@click.option(
    "--think", type=click.FloatRange(0), metavar="SECONDS",
    help="With --remember: once a user is silent for so long, a model thinks over what they said; dropped when they return.",
)  # fmt: skip
@click.option("--rules", metavar="FILE", help="Rules of commonground refine; mediation that explicates goes by them.")
@click.option("--traces", is_flag=True, help="Send OpenTelemetry spans to OTEL_EXPORTER_OTLP_ENDPOINT (extra: otel).")
def command(**options: Any) -> int:
    """Serve an OpenAI-compatible endpoint that keeps common ground, and a page to chat on."""
    secret = options.pop("secret")
    return serve(ServeConfig(secret=str(secret) if secret else None, **options))


def serve(config: ServeConfig) -> int:
    """Serve until it is stopped; return the exit code. Raises: UsageError, InputError, StoreError."""
    import uvicorn

    keys = asyncio.run(_checked(config))
    if config.host not in LOOPBACK and not keys:
        raise UsageError(
            f"no keys are configured, so {config.host!r} would be open to all",
            "make one with commonground keys add NAME, or listen on 127.0.0.1",
        )
    listening = _listening(config)
    _say(config, listening.getsockname()[1], bool(keys))
    settings: dict[str, Any] = {
        "log_config": None, "access_log": False, "timeout_graceful_shutdown": _DRAIN,
        "http": "commonground.server.protocol:BoundedProtocol", "server_header": False, "date_header": False,
        "proxy_headers": False,  # nothing here asks for the client's address
    }  # fmt: skip
    if config.workers == 1:
        told = uvicorn.Config(application(config), **settings)
        uvicorn.Server(told).run(sockets=[listening])
        return 0
    return _workers(config, listening, settings)


def application(config: ServeConfig) -> Application:
    """Return the application that these arguments describe. Raises: UsageError, InputError."""
    from commonground.mediation.rules import read
    from commonground.memory.store import Memory
    from commonground.server import app, logs, secret
    from commonground.server.between import Between
    from commonground.server.database import Database
    from commonground.server.door import Bounds
    from commonground.server.gateway import Gateway, Keeping, Settings
    from commonground.server.journal import Journal
    from commonground.server.store import Store
    from commonground.server.tracing import Traces

    logs.configure(config.log_level)
    sys.setswitchinterval(_SWITCH)
    where, key_file = store_url(config.store), secret_file(Path(config.secret) if config.secret else None)
    settings = Settings(
        config.mediation, config.mediator_model, config.limit, Bounds(int(config.max_body * 2**20)), config.shadows,
        read(Path(config.rules)).rules if config.rules else (),
    )  # fmt: skip
    memory = Memory(where) if config.remember else None
    between = None
    if memory is not None and config.think is not None:
        between = Between(memory, config.think, reflect=config.keep_text)
    keeping = Keeping(
        Store(Database(where)),
        Journal(key_file, where, keep_text=config.keep_text, remember=config.remember, reflect=between is None),
        secret.load(key_file),
        memory,
        between,
    )
    upstream = _upstream(config.model, config.base_url)
    traces = Traces() if config.traces else None
    return app.application(Gateway(upstream, settings, keeping=keeping, traces=traces))


def worker() -> Application:
    """Return the application in one of several workers, from the arguments in the environment."""
    return application(ServeConfig(**json.loads(os.environ[_CONFIG])))


def _workers(config: ServeConfig, listening: socket.socket, settings: dict[str, Any]) -> int:
    import tempfile

    import uvicorn
    from uvicorn.supervisors import Multiprocess

    os.environ[_CONFIG] = json.dumps(asdict(config))
    with tempfile.TemporaryDirectory() as numbers:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = numbers
        told = uvicorn.Config("commonground.cli.serve_command:worker", factory=True, workers=config.workers, **settings)
        Multiprocess(told, sockets=[listening]).run()
    return 0


async def _checked(config: ServeConfig) -> tuple[Key, ...]:
    """Return the keys, after making sure that all that is needed is there. Raises: InputError, StoreError, UsageError."""
    from commonground.mediation import rules
    from commonground.server import secret

    secret.load(secret_file(Path(config.secret) if config.secret else None))
    if config.think is not None and not config.remember:
        raise UsageError("there is no memory to think for", "give --remember with --think")
    if config.rules:
        rules.read(Path(config.rules))
    keys = await _keys(config)
    if config.remember:
        async with opened_memory(config.store):
            pass  # the tables are there before the first request
    upstream = _upstream(config.model, config.base_url)
    try:
        if not await upstream.ready():
            raise InputError(
                f"nothing answers at {config.base_url or environment.base_url()}",
                hint="start it, or correct --base-url",
            )
    finally:
        await upstream.aclose()
    return keys


async def _keys(config: ServeConfig) -> tuple[Key, ...]:
    async with opened(config.store) as store:
        return await store.keys()


def _listening(config: ServeConfig) -> socket.socket:
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    try:
        return socket.create_server((config.host, config.port), family=family, backlog=2048)
    except OSError as error:
        raise InputError(
            f"cannot listen on {config.host}:{config.port}: {os.strerror(error.errno or 0)}",
            hint="give another --port; 0 takes any that is free",
        ) from error


def _say(config: ServeConfig, port: int, keys: bool) -> None:
    host = f"[{config.host}]" if ":" in config.host else config.host
    who = "keys are needed" if keys else "no keys are configured, so it listens here only"
    click.echo(f"http://{host}:{port} stands before {config.model}; {who}", err=True)


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
