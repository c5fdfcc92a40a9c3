"""The models of a check, opened from its arguments: here, or in each actor of a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commonground.cli.check_config import CheckConfig
from commonground.cli.models import Opened, open_model

if TYPE_CHECKING:
    from commonground.evaluation.cluster import Company

ENDPOINT_JOBS = 8


def open_models(config: CheckConfig) -> Opened:
    """Return the models that play. Those at an endpoint share what it bears."""
    jobs = config.jobs or ENDPOINT_JOBS
    assistant = open_model(config.model, config.base_url, jobs, config.timeout)
    slots = getattr(assistant, "slots", jobs)
    names = (config.mediator_model, config.user_model, config.judge_model)
    others = (open_model(name, config.base_url, slots, config.timeout) if name else None for name in names)
    return Opened(assistant, *others)


def company(config: CheckConfig) -> Company:
    """Return what an actor of a cluster needs to play a check: the episodes are made again from the same seeds."""
    from commonground.evaluation.cluster import Company
    from commonground.evaluation.plan import cells
    from commonground.evaluation.play import Players

    suite, models = config.chosen_suite(), open_models(config)
    settings = config.settings(suite, models.assistant)

    async def close() -> None:
        for model in models.all:
            await model.aclose()

    plan = {cell.key: cell for cell in cells(suite, settings)}
    rules = config.learnt()
    held = rules.rules if rules else ()
    return Company(plan, settings, Players(models.assistant, models.mediator, models.user, models.judge, held), close)
