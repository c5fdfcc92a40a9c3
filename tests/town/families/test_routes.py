"""Routes, worked out by hand.

Station - Bridge - Square - Museum - Castle, Bridge - Pier, Square - Library - School - Park - Hospital.
"""

from __future__ import annotations

import pytest

from commonground.town.facts import lines
from commonground.town.families.routes import ROUTE, read
from commonground.town.items import make_item


@pytest.mark.parametrize(
    ("said", "route"),
    [
        ({"from": "Station", "to": "Square", "via": "Bridge"}, "Station > Bridge > Square"),
        ({"from": "Pier", "to": "Bridge", "via": "Station"}, "Pier > Bridge > Station > Bridge"),
        (
            {"from": "Museum", "to": "Library", "via": "Castle"},
            "Museum > Castle > Museum > Square > Library",
        ),
        (
            {"from": "Station", "to": "Square", "via": "Pier", "back": "yes"},
            "Station > Bridge > Pier > Bridge > Square > Bridge > Station",
        ),
        (
            {"from": "Park"},
            "Park > School > Library > Square > Bridge > Square",
        ),  # the usual guesses
        ({"from": "Bridge", "to": "Pier"}, "Bridge > Pier"),  # the stop is where it starts
    ],
)
def test_routes_by_hand(said: dict[str, str], route: str) -> None:
    filled = ROUTE.filled(said)
    assert ROUTE.answer(filled) == {"route": route}
    assert ROUTE.write(filled).endswith(f"route({route})")


def test_the_working_gives_each_leg() -> None:
    said = {"from": "Pier", "to": "Square", "via": "Station", "back": "yes"}
    assert ROUTE.write(said) == (
        "Pier to Station: Pier > Bridge > Station; Station to Square: Station > Bridge > Square; "
        "Square to Pier: Square > Bridge > Pier; "
        "route(Pier > Bridge > Station > Bridge > Square > Bridge > Pier)"
    )


@pytest.mark.parametrize(
    "reply", ["route(Pier > Bridge)", "Route( Pier>Bridge )", "route(Pier), or route(Pier  >  Bridge)."]
)
def test_the_last_route_is_read(reply: str) -> None:
    assert read(reply) == {"route": "Pier > Bridge"}


@pytest.mark.parametrize("reply", ["", "Pier > Bridge", "route Pier > Bridge", "reroute(Pier > Bridge)"])
def test_what_is_no_route_is_not_read(reply: str) -> None:
    assert read(reply) is None


def test_stops_of_an_item_differ() -> None:
    for index in range(40):
        values = make_item("route", "train", 61, index).values
        assert len({values["from"], values["to"], values["via"]}) == 3


def test_what_is_written_is_read_back() -> None:
    for index in range(40):
        item = make_item("route", "train" if index % 2 else "test", 62, index)
        filled = ROUTE.filled(item.values)
        assert read(ROUTE.write(filled)) == ROUTE.answer(filled)


def test_the_briefing_gives_every_line() -> None:
    assert all(f"{a} - {b}" in ROUTE.briefing for a, b in lines())
