"""All suites by name, made when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from commonground.errors import UnknownNameError
from commonground.suites import (
    commitments,
    context,
    fragments,
    gradual_reveal,
    idiolect,
    memory,
    missing,
    premises,
    restyle,
    talk_acts,
    terms,
    topic,
)
from commonground.suites.claims import Claim
from commonground.suites.suite import Number, Suite

SUITES: dict[str, Callable[[], Suite]] = {
    gradual_reveal.NAME: gradual_reveal.town_suite,
    talk_acts.NAME: talk_acts.suite,
    memory.NAME: memory.suite,
    premises.NAME: premises.suite,
    missing.NAME: missing.suite,
    topic.NAME: topic.suite,
    context.NAME: context.suite,
    commitments.NAME: commitments.suite,
    terms.NAME: terms.suite,
    restyle.NAME: restyle.suite,
    fragments.NAME: fragments.suite,
    idiolect.NAME: idiolect.suite,
}
DEFAULT = gradual_reveal.NAME


def suite(name: str) -> Suite:
    """Return the suite of that name. Raises: UnknownNameError."""
    if name not in SUITES:
        raise UnknownNameError("suite", name, tuple(SUITES))
    return SUITES[name]()


def claims() -> dict[str, tuple[Claim, ...]]:
    """Return the claims of every suite that has any."""
    return {name: made.claims for name, make in SUITES.items() if (made := make()).claims}


def numbers() -> dict[str, Callable[[Sequence[Mapping[str, Any]]], Sequence[Number]]]:
    """Return what each suite shows of a run's rows beside the score."""
    return {name: make().numbers for name, make in SUITES.items()}
