"""Secret choices behind the gateway: the same after a restart, another for another key, and in no header, log or record."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import aiohttp
import pytest
from tests.server.keeping import chat, kept, recording, said
from tests.server.serving import served

from commonground.mediation.parts.commitments import SEALED
from commonground.mediation.reader import Readings
from commonground.models.scripted import Script
from commonground.server.gateway import Settings
from commonground.server.local import Local
from commonground.server.mediating import ANSWERED, PASSED, REWRITTEN, Apart, mediated

COLOURS = ("crimson", "teal", "ochre", "mauve", "beige", "indigo")
OPENING = f"Pick one of these and keep it secret: {', '.join(COLOURS)}."


def body(*texts: str) -> bytes:
    return json.dumps(said(*texts, user="ann")).encode()


async def told(*texts: str, apart: Apart) -> tuple[str, str]:
    silent = Script(lambda request: "Yes.")
    done = await mediated(body(*texts), "commitments", lambda asked: silent, 5, apart)
    assert done.why == ""
    return done.done, done.text


async def test_a_choice_is_made_kept_and_told_on_request() -> None:
    apart = Apart("k", readings=Readings(), seal=b"s")
    assert await told(OPENING, apart=apart) == (ANSWERED, SEALED)
    done, text = await told(OPENING, SEALED, "What was it?", apart=apart)
    assert done == ANSWERED
    chosen = text.removeprefix("It was ").rstrip(".")
    assert chosen in COLOURS
    for colour in COLOURS:
        assert (await told(OPENING, SEALED, f"Is it {colour}?", apart=apart))[1] == (
            "Yes." if colour == chosen else "No."
        )


async def test_it_is_the_same_after_a_restart_and_another_for_others() -> None:
    asked = (OPENING, SEALED, "What was it?")
    first = await told(*asked, apart=Apart("k", readings=Readings(), seal=b"s"))
    assert first == await told(*asked, apart=Apart("k", readings=Readings(), seal=b"s"))
    assert len({await told(*asked, apart=Apart(f"{number}", seal=b"s")) for number in range(40)}) == len(COLOURS)
    assert len({await told(*asked, apart=Apart("k", seal=f"{number}".encode())) for number in range(40)}) == len(
        COLOURS
    )


async def test_other_turns_of_a_game_get_a_note_that_does_not_tell() -> None:
    apart = Apart("k", readings=Readings(), seal=b"s")
    silent = Script(lambda request: "Yes.")
    done = await mediated(
        body(OPENING, SEALED, "What is the price of tea?"), "commitments", lambda asked: silent, 5, apart
    )
    assert done.done == REWRITTEN
    added = [one for one in json.loads(done.body)["messages"] if one["role"] == "system"]
    assert len(added) == 1
    assert not any(colour in added[0]["content"] for colour in COLOURS)
    assert (await told("Hello.", apart=apart))[0] == PASSED


def _reply(content: bytes) -> str:
    return str(json.loads(content)["choices"][0]["message"]["content"])


async def test_a_gateway_draws_by_its_secret_and_tells_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    replies, record, game = list[str](), "", (OPENING, SEALED, "What was it?")
    for played in (((OPENING,), (OPENING, SEALED, "Is it warm?"), game), (game,)):  # a restart between the two
        gateway = await recording(Local(Script(lambda request: "Yes.")), tmp_path, Settings("commitments"))
        async with served(gateway) as root, aiohttp.ClientSession() as session:
            sent = [await chat(session, root, said(*texts, user="ann")) for texts in played]
            replies += [_reply(content) for _, content in sent]
            if len(played) > 1:
                record = json.dumps(await kept(session, root, sent[1][0]))
    sealed, answer, first, again = replies
    chosen = first.removeprefix("It was ").rstrip(".")
    assert (sealed, answer, again) == (SEALED, "Yes.", first)
    assert chosen in COLOURS
    assert chosen not in record + caplog.text
