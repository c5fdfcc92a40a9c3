"""Which model a name on the command line means: the embedded one, a folder with weights, or one behind an endpoint."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from commonground.cli import environment
from commonground.errors import UsageError

if TYPE_CHECKING:
    from commonground.evaluation.play import Players
    from commonground.models.budget import Budget
    from commonground.models.chat import ChatModel
    from commonground.models.embedded import Embedded
    from commonground.models.endpoint import Endpoint
    from commonground.models.local import Local
    from commonground.models.slots import Slots

    AnyModel = Embedded | Endpoint | Local

EMBEDDED = "embedded"


def open_model(
    name: str, base_url: str | None, slots: Slots | int, timeout: float = 120.0, *, weights: bool = False
) -> AnyModel:
    """Return the model called `name`. Raises: UsageError when there is no such model or no address to send it to.

    "embedded" is the one that ships; a folder holds one like it or any other chat model, unless a base URL is given: then the
    server knows the name. `weights` asks for what only `models.local` can do with them. `slots` are the requests that its
    server may be sent at a time, `timeout` the seconds that a reply may take.
    """
    if name == EMBEDDED or (base_url is None and Path(name).is_dir()):
        return _opened(name, weights)
    if weights:
        raise UsageError(f"{name!r} is behind a server, and its weights are needed here", "give --model FOLDER")
    address = base_url or environment.base_url()
    if address is None:
        raise UsageError(
            f"unknown model {name!r}: it is not 'embedded', not a folder, and there is no server to ask",
            "give --base-url URL (or set OPENAI_BASE_URL), or use --model embedded",
        )
    from commonground.models.endpoint import Endpoint

    return Endpoint(name, address, environment.api_key(), slots=slots, timeout=timeout)


def _opened(name: str, weights: bool) -> Embedded | Local:
    from commonground.models.conversion import FOLDER
    from commonground.models.embedded import Embedded

    folder = FOLDER if name == EMBEDDED else Path(name)
    if (folder / "card.json").exists() and not weights:
        return Embedded(folder)
    if not (folder / "config.json").exists():
        raise UsageError(
            f"no model in {str(folder)!r}: it has neither card.json nor config.json",
            "give the folder of a Hugging Face model, or of one that `commonground embedded build` wrote",
        )
    from commonground.models.local import Local

    return Local(folder)


@dataclass(frozen=True, slots=True)
class Opened:
    """The models that play: the assistant, and the Mediator, the user and a judge where they are models of their own."""

    assistant: AnyModel
    mediator: AnyModel | None = None
    user: AnyModel | None = None
    judge: AnyModel | None = None

    @property
    def all(self) -> tuple[AnyModel, ...]:
        """Return those that there are."""
        return tuple(model for model in (self.assistant, self.mediator, self.user, self.judge) if model is not None)


@contextmanager
def spending(models: Opened, budget: Budget, path: Path) -> Iterator[Players]:
    """Return the models as a run uses them: endpoints count towards the budget and keep their replies in the file `path`.

    Raises: StoreError when the file cannot be used.
    """
    from commonground.evaluation.play import Players
    from commonground.models.budget import Budgeted
    from commonground.models.cache import Cached, ReplyCache
    from commonground.models.endpoint import Endpoint

    if not any(isinstance(model, Endpoint) for model in models.all):
        yield Players(models.assistant, models.mediator, models.user, models.judge)
        return
    cache = ReplyCache(path)

    def paid(model: AnyModel) -> ChatModel:
        return Cached(Budgeted(model, budget), cache, model.url) if isinstance(model, Endpoint) else model

    try:
        others = (models.mediator, models.user, models.judge)
        yield Players(paid(models.assistant), *(model and paid(model) for model in others))
    finally:
        cache.close()


def version(model: AnyModel) -> str:
    """Return what results are filed under beside the name: the weights' digest, or the server's host."""
    return getattr(model, "version", "") or str(getattr(model, "host", ""))


def knows(model: AnyModel) -> str:
    """Return the world that a model was trained on, "" where none: its tasks need no briefing."""
    return str(getattr(model, "knows", ""))
