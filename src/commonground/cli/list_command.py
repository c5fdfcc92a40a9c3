"""`commonground list`: what there is, with versions and sources, one line each."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import click


def _suites() -> Iterator[tuple[str, ...]]:
    from commonground.suites.registry import SUITES

    for make in SUITES.values():
        suite = make()
        names = ", ".join(condition.name for condition in suite.conditions)
        families = dict.fromkeys(task.family for task in suite.tasks(0, 100))
        yield suite.name, suite.version, f"{names}; families: {', '.join(families)}"


def _models() -> Iterator[tuple[str, ...]]:
    from commonground.models.conversion import card, digest

    yield (
        "embedded",
        digest(),
        f"{card()['parameters']:,} parameters, trained on {card()['town']}; ships in the package",
    )
    yield "NAME", "", "any other name is sent to --base-url or OPENAI_BASE_URL"
    yield (
        "FOLDER",
        "",
        "a folder written by `commonground embedded build`, or any Hugging Face chat model (extra local)",
    )


def _steps() -> Iterator[tuple[str, ...]]:
    from commonground.mediation import prompts
    from commonground.mediation.presets import STEPS
    from commonground.mediation.steps import recall
    from commonground.models import decoding

    yield "system_prompt", prompts.version("prompt"), "one fixed system prompt (preset prompt)"
    for name, step in STEPS.items():
        told = "; ".join(f"{part} {version}" for part, version in step.versions().items())
        yield name, told, f"{step.does}; calls a turn: {step.calls}"
    for name, does in decoding.DECODINGS.items():
        yield name, decoding.VERSION, f"{does}; a way to decode, for local weights"
    yield "recall", recall.VERSION, "what is remembered of the user and bears on the turn (serve --remember)"
    yield "user_only", "", "drops the assistant's turns (condition USER-ONLY); arXiv 2602.24287"


def _claims() -> Iterator[tuple[str, ...]]:
    from commonground.suites.registry import claims

    for claim in (claim for own in claims().values() for claim in own):
        yield (
            claim.id,
            f"{claim.source}, {claim.date}",
            f"{claim.statement} [{claim.grade}; ours: {claim.column}, {claim.rule_text}]",
        )


def _measures() -> Iterator[tuple[str, ...]]:
    from commonground.measures.registry import cards

    for own, card in cards():
        extra = f" [extra: {own.extra}]" if own.extra else ""
        yield card.name, card.version, f"{card.means}; {card.range}; {card.source}{extra}"


KINDS: dict[str, Callable[[], Iterator[tuple[str, ...]]]] = {
    "measures": _measures,
    "suites": _suites,
    "models": _models,
    "steps": _steps,
    "claims": _claims,
}


@click.command("list")
@click.argument("kind", type=click.Choice(tuple(KINDS)))
@click.option("--cards", is_flag=True, help="Of measures: their cards in full, as Markdown.")
def command(kind: str, cards: bool) -> int:
    """Show what there is: measures, suites, models, steps, claims."""
    if cards and kind == "measures":
        from commonground.report.cards import page

        click.echo(page(), nl=False)
        return 0
    for fields in KINDS[kind]():
        click.echo("\t".join(fields))
    return 0
