"""The task families of the town, one file a kind; `FAMILIES` lists them all by name."""

from __future__ import annotations

from commonground.town.families.actions import BOOKING, ORDER, PICK, RIDE
from commonground.town.families.basket import TOTAL
from commonground.town.families.letters import LETTER
from commonground.town.families.lookups import LOOKUP
from commonground.town.families.meetings import MEETING
from commonground.town.families.queries import QUERY
from commonground.town.families.routes import ROUTE
from commonground.town.family import Family

FAMILIES: dict[str, Family] = {
    family.name: family for family in (BOOKING, ORDER, RIDE, TOTAL, QUERY, MEETING, LETTER, ROUTE, LOOKUP, PICK)
}
