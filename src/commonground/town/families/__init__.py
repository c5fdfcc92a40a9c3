"""The task families of the town, one file a kind; `FAMILIES` lists them all by name."""

from __future__ import annotations

from commonground.town.families import actions, basket, letters, lookups, meetings, queries, routes
from commonground.town.family import Family

FAMILIES: dict[str, Family] = {
    family.name: family
    for family in (
        actions.BOOKING,
        actions.ORDER,
        actions.RIDE,
        basket.TOTAL,
        queries.QUERY,
        meetings.MEETING,
        letters.LETTER,
        routes.ROUTE,
        lookups.LOOKUP,
        actions.PICK,
    )
}
