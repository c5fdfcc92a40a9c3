"""The `commonground` command: finds the subcommand, and turns every foreseen error into one line, a hint and an exit code.

Commands are imported when they are called, so that `--help` is on the screen at once.
"""

from __future__ import annotations

import sys
from importlib import import_module

import click

from commonground.errors import CommongroundError

COMMANDS = {
    "check": "Show how well a model keeps common ground, bare and mediated.",
    "measure": "Measure alignment, grounding, repair and effort in transcripts.",
    "serve": "Serve an OpenAI-compatible endpoint that keeps common ground, and a page.",
    "keys": "Add, list or revoke the keys of the gateway.",
    "store": "Upgrade, export or clear what the gateway kept.",
    "memory": "List, export, correct or forget what is remembered of a user.",
    "compare": "Show what a second run scores more than a first.",
    "refine": "Distil rules from runs: what users' own words mean, what was lost.",
    "shard": "Split full instructions into verified shards.",
    "report": "Draw the report of runs again, or of transcripts.",
    "embedded": "The model that ships in the package: its card, and how to rebuild it.",
    "list": "What there is: measures, suites, models, steps, claims.",
}


class _Commands(click.Group):
    """A group whose commands lie one a module and are loaded on use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"commonground.cli.{cmd_name}_command")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _version(ctx: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"commonground {version('commonground')}")
        ctx.exit()


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_version, help="Show the version and exit."
)
def cli() -> None:
    """Measure, mediate and train the common ground between a chat model and the person it talks to."""


def main() -> None:
    """Run the command line; exit 0, 1 (failure), 2 (usage) or 130 (interrupted)."""
    code: object = None
    try:
        code = cli.main(standalone_mode=False)
    except click.exceptions.Abort:
        _stop("interrupted", "", 130)
    except KeyboardInterrupt:
        _stop("interrupted", "", 130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except CommongroundError as error:
        _stop(str(error), error.hint, error.exit_code)
    sys.exit(code if isinstance(code, int) else 0)


def _stop(message: str, hint: str, code: int) -> None:
    click.echo(f"commonground: {' '.join(message.split())}", err=True)
    if hint:
        click.echo(f"hint: {hint}", err=True)
    sys.exit(code)
