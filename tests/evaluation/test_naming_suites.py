"""The suites of terms and styles, played and summed up as a check does it, with scripted models."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest

from commonground.evaluation.plan import Settings, all_versions, cells
from commonground.evaluation.play import Players, play_one
from commonground.evaluation.summary import summarize
from commonground.models.chat import ChatModel, Request
from commonground.models.scripted import Faulty, Script
from commonground.suites import restyle, terms
from commonground.suites.registry import SUITES, claims, suite
from commonground.suites.styles import STYLES, plain
from commonground.suites.suite import Suite
from commonground.town.families.lookups import KNOWN

SETTINGS = Settings(mediation=("off", "terms", "restyle"), tasks=8)


def director(request: Request) -> str:
    """Describe in full, or say what a note says to say."""
    text, last = request.conversation.turns[0].text, request.conversation.turns[-1].text
    noted = re.search(r'Call it "the (.*?)"', text)
    number = int(re.findall(r"Next: (\d)", last)[-1])
    thing = re.findall(r"^\d\. (.*)$", text, re.MULTILINE)[number - 1]
    return f"The {noted[1] if noted else thing}."


def clerk(request: Request) -> str:
    """Answer plainly, but in the style that the last turn or a note asks for."""
    text, last = request.conversation.turns[0].text, request.conversation.turns[-1].text
    thing = max((one for one in KNOWN if one in last), key=len)
    noted = text[text.rfind("The user asked:") :] if "The user asked:" in text else ""
    for kind, forms in restyle.WISHES.items():
        for form in forms:
            found = re.search(re.escape(form).replace(r"\{\}", r"(\w+)"), f"{noted} {last}")
            if found and not any(one in last for one in restyle.REVISIONS):
                return STYLES[kind].write(thing, KNOWN[thing], found[1] if found.groups() else "")
    return plain(thing)


def played(found: Suite, model: ChatModel, settings: Settings = SETTINGS) -> list[dict[str, Any]]:
    players = Players(model)
    return [dict(asyncio.run(play_one(cell, settings, players))) for cell in cells(found, settings)]


def summed(found: Suite, rows: list[dict[str, Any]]) -> dict[str, Any]:
    config = {"model": "script", "temperature": 0.0, "runs": 1, "seed": 0}
    manifest = {"config": config, "versions": all_versions(found, SETTINGS)}
    document = summarize(
        rows, manifest, {found.name: found.claims}, {found.name: found.headline}, {found.name: found.numbers}
    )
    (one,) = document["suites"]
    return dict(one)


def means(document: dict[str, Any], family: str = "all") -> dict[tuple[str, str], float]:
    return {
        (one["name"], one["mediation"]): one["final_turn"]["mean"]
        for one in document["conditions"]
        if one["family"] == family
    }


def shown(document: dict[str, Any], name: str) -> dict[tuple[str, str], float]:
    return {(one["condition"], one["mediation"]): one["mean"] for one in document["numbers"] if one["name"] == name}


@pytest.fixture(scope="module")
def games() -> dict[str, Any]:
    found = suite("terms").only(["GAME", "SWITCH", "STRANGER"])
    return summed(found, played(found, Script(director)))


@pytest.fixture(scope="module")
def chats() -> dict[str, Any]:
    found = suite("restyle").only(["AT-1", "AT-5", "REVISED", "PLAIN"])
    return summed(found, played(found, Script(clerk)))


def test_both_suites_are_found_by_name() -> None:
    assert SUITES["terms"] is terms.suite
    assert SUITES["restyle"] is restyle.suite
    assert [claim.id for claim in claims()["terms"]] == ["no-conventions"]
    assert "restyle" not in claims()


def test_a_game_loses_nothing_and_gets_shorter(games: dict[str, Any]) -> None:
    assert set(means(games).values()) == {1.0}
    assert shown(games, terms.SHORTENING)["GAME", "off"] == 1.0
    assert shown(games, terms.SHORTENING)["GAME", "terms"] < 0.7
    assert shown(games, terms.FIRST)["GAME", "terms"] == 1.0
    assert shown(games, terms.REUSE)["GAME", "terms"] > shown(games, terms.REUSE)["STRANGER", "terms"]
    assert shown(games, terms.GAP)["SWITCH", "terms"] > 0
    assert shown(games, terms.REBOUND)["SWITCH", "terms"] > 1


def test_the_claim_reads_the_number_of_the_bare_model(games: dict[str, Any]) -> None:
    (claim,) = games["claims"]
    assert claim["measured"] == 1.0
    assert claim["verdict"] == "holds"


def test_the_family_left_out_is_reported_apart(games: dict[str, Any], chats: dict[str, Any]) -> None:
    assert means(games, terms.UNSEEN)["GAME", "off"] == 1.0
    assert {one["family"] for one in chats["conditions"]} <= {"all", *restyle.KINDS}


def test_a_style_is_forgotten_bare_and_held_by_the_step(chats: dict[str, Any]) -> None:
    found = means(chats)
    assert found["AT-1", "off"] == found["AT-5", "off"] == 0.0
    assert found["AT-1", "restyle"] == found["AT-5", "restyle"] == 1.0
    for mediation in ("off", "restyle"):
        assert found["PLAIN", mediation] == found["REVISED", mediation] == 1.0
    assert set(shown(chats, restyle.RIGHT).values()) == {1.0}
    assert shown(chats, restyle.HELD)["REVISED", "restyle"] == 0.0


def test_steps_of_the_other_suite_are_no_columns(games: dict[str, Any], chats: dict[str, Any]) -> None:
    assert {one["mediation"] for one in games["conditions"]} == {"off", "terms"}
    assert {one["mediation"] for one in chats["conditions"]} == {"off", "restyle"}


@pytest.mark.parametrize(("name", "condition"), [("terms", "GAME"), ("restyle", "AT-1")])
def test_an_episode_that_fails_is_in_no_number(name: str, condition: str) -> None:
    found = suite(name).only([condition])
    rows = played(found, Faulty(Script(director), "status"), Settings(mediation=("off",), tasks=4))
    assert {row["failure"]["boundary"] for row in rows} == {"endpoint"}
    assert summed(found, rows)["numbers"] == []


def test_versions_say_what_the_numbers_depend_on() -> None:
    assert {"suite terms", "objects", "game", "step terms", "naming"} <= set(all_versions(suite("terms"), SETTINGS))
    assert {"suite restyle", "styles", "step restyle", "manner"} <= set(all_versions(suite("restyle"), SETTINGS))
