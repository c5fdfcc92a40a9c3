"""What a request of the town needs, as the mediator is to list it, and the question for the first fact that was not said."""

from __future__ import annotations

from commonground.mediation.reader import MISSING, NEEDS
from commonground.town.family import Values
from commonground.town.questions import TO_ASK

UNSAID = "?"


def needed(family: str, values: Values) -> dict[str, str]:
    """Return what is to be read of a request in which `values` were said: nothing of a family that decides nothing.

    >>> needed("route", {"from": "Pier", "via": "Park"})["needs"]
    'from: Pier; to: ?; via: Park'
    """
    asks = TO_ASK.get(family, {})
    if not asks:
        return {}
    found = {NEEDS: "; ".join(f"{key}: {values.get(key, UNSAID)}" for key in asks)}
    lacks = [question for key, question in asks.items() if key not in values]
    return {**found, MISSING: lacks[0]} if lacks else found
