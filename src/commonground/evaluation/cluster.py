"""The same run over a Ray cluster: actors play chunks of episodes, the driver alone writes the store.

A chunk is the unit of work and of loss: when a node dies, its chunk is played again elsewhere, from the same seeds, so the
store ends up as it would in one process. Ray is imported on use (extra `ray`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from commonground.errors import MissingExtraError, StoreError
from commonground.evaluation.plan import Cell, Settings
from commonground.evaluation.play import Players, Row, play_one
from commonground.runs.store import Run

if TYPE_CHECKING:
    from types import ModuleType

CHUNK = 100  # episodes: large beside the cost of a task, small beside what a dead node loses
_LOSSES = 20  # actors that may be lost before the run is given up


@dataclass(frozen=True, slots=True)
class Company:
    """What an actor needs to play: every episode of the run by its key, the settings, the players, and how to leave."""

    cells: Mapping[str, Cell]
    settings: Settings
    players: Players
    close: Callable[[], Awaitable[None]]


Build = Callable[[], Company]  # is sent to the actors, so it must be a function of a module, or a partial of one


class Actor:
    """Plays chunks of episodes, `jobs` at a time, in a process of the cluster."""

    def __init__(self, build: Build, jobs: int) -> None:
        self._company, self._jobs = build(), jobs

    async def play(self, keys: Sequence[str]) -> list[tuple[str, Row]]:
        """Return the rows of the episodes with these keys."""
        slots = asyncio.Semaphore(self._jobs)

        async def one(key: str) -> tuple[str, Row]:
            async with slots:
                return key, await play_one(self._company.cells[key], self._company.settings, self._company.players)

        return list(await asyncio.gather(*map(one, keys)))

    async def close(self) -> None:
        """Leave the models."""
        await self._company.close()


def play_on_ray(
    keys: Sequence[str], build: Build, store: Run, jobs: int, tick: Callable[[Row], None], address: str
) -> None:
    """Play the episodes that the store does not hold yet on the Ray cluster at `address` ("local": one of its own).

    There is one actor for each CPU of the cluster, with `jobs` episodes at a time in each; `tick` is called with each row
    once stored. Raises: MissingExtraError; StoreError when no node is left, or the cluster cannot be reached.
    """
    ray = _ray()
    done = store.done
    todo = [key for key in keys if key not in done]
    try:
        ray.init(address=None if address == "local" else address, log_to_driver=False, configure_logging=False)
    except (ConnectionError, ValueError, RuntimeError) as error:
        raise StoreError(
            f"no Ray cluster at {address!r}: {error}", "start one with `ray start --head`, or give 'local'"
        ) from error
    try:
        for row in _played(ray, todo, build, jobs):
            store.append(*row)
            tick(row[1])
    except ray.exceptions.RayError as error:
        message = f"the cluster failed: {type(error).__name__}: {str(error).splitlines()[0]}"
        raise StoreError(message, "finished episodes are kept; the same command goes on") from error
    finally:
        ray.shutdown()


def _played(ray: ModuleType, todo: Sequence[str], build: Build, jobs: int) -> Iterator[tuple[str, Row]]:
    """Yield the rows of finished chunks, each actor at work on one chunk; the chunk of a lost actor goes to another."""
    waiting = [todo[start : start + CHUNK] for start in range(0, len(todo), CHUNK)][::-1]
    remote: Any = ray.remote(num_cpus=1)(Actor)
    count = min(len(waiting), max(1, int(ray.cluster_resources().get("CPU", 1))))
    idle = [remote.remote(build, jobs) for _ in range(count)]
    busy: dict[Any, tuple[Any, Sequence[str]]] = {}
    lost = 0
    while waiting or busy:
        while idle and waiting:
            actor, chunk = idle.pop(), waiting.pop()
            busy[actor.play.remote(chunk)] = (actor, chunk)
        (finished,), _ = ray.wait(list(busy), num_returns=1)
        actor, chunk = busy.pop(finished)
        try:
            rows = ray.get(finished)
        except ray.exceptions.RayActorError:
            lost += 1
            if lost > _LOSSES:
                raise
            waiting.append(chunk)
            if not idle and not busy:
                idle.append(remote.remote(build, jobs))
        else:
            idle.append(actor)
            yield from rows
    ray.get([actor.close.remote() for actor in idle])


def _ray() -> ModuleType:
    try:
        import ray
    except ImportError as error:
        raise MissingExtraError("playing on a cluster", "ray") from error
    return ray
