"""The models of a check, opened from its arguments: here, or in each actor of a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commonground.cli.check_config import CheckConfig
from commonground.cli.models import Opened, open_model

if TYPE_CHECKING:
    from commonground.cli.models import AnyModel
    from commonground.evaluation.cluster import Company

ENDPOINT_JOBS = 8


def open_models(config: CheckConfig) -> Opened:
    """Return the models that play. Those at an endpoint share what it bears."""
    from commonground.models.decoding import DECODINGS

    jobs = config.jobs or ENDPOINT_JOBS
    weights = any(name in DECODINGS for name in config.presets())
    assistant = open_model(config.model, config.base_url, jobs, config.timeout, weights=weights)
    slots = getattr(assistant, "slots", jobs)
    names = (config.mediator_model, config.user_model, config.judge_model)
    others = (open_model(name, config.base_url, slots, config.timeout) if name else None for name in names)
    return Opened(assistant, *others)


def episodes_at_a_time(config: CheckConfig, model: AnyModel) -> int:
    """Return how many episodes are played together: as many as a model generates at once, or an endpoint bears."""
    from commonground.models import embedded, local

    if isinstance(model, embedded.Embedded):
        return config.jobs or embedded.MAX_BATCH
    return config.jobs or (local.MAX_BATCH if isinstance(model, local.Local) else ENDPOINT_JOBS)


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
    return Company(plan, settings, Players(models.assistant, models.mediator, models.user, models.judge), close)
