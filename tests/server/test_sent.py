"""What was sent in the user's place: shown to the key that asked and to no other, within bounds, and not for long."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from tests.server.keeping import recording
from tests.server.serving import served

from commonground.models.scripted import Script
from commonground.server import keys
from commonground.server.gateway import Gateway, Settings
from commonground.server.keys import KeyRing
from commonground.server.local import Local
from commonground.server.mediating import PASSED, REWRITTEN, UNTOUCHED, Mediated
from commonground.server.sent import Sent

RESTATED = "I want a table at the Old Mill, for two."
TALK = [
    {"role": "user", "content": "I want a table."},
    {"role": "assistant", "content": "Where?"},
    {"role": "user", "content": "At the Old Mill, for two."},
]
ASKED = {"model": "m", "messages": TALK}
PLACED = [{"role": "user", "content": RESTATED}]


def mediator(request: Any) -> str:
    """Restate where the Mediator is asked, answer where the assistant is."""
    asked = request.conversation.turns[0].speaker == "system"
    return RESTATED if asked else "Done."


def body(text: str, **more: object) -> bytes:
    return json.dumps({"messages": [{"role": "user", "content": text}], **more}).encode()


def done(text: str = "x") -> Mediated:
    return Mediated(body(text), "light", REWRITTEN, text=text)


async def told(session: aiohttp.ClientSession, url: str, key: str = "") -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    async with session.get(url, headers=headers) as response:
        return response.status, await response.json()


async def until(found: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not found():  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0.005)


# Through the wire


async def test_what_was_sent_in_the_users_place_is_shown() -> None:
    async with (
        served(Gateway(Local(Script(mediator)), Settings("light"))) as root,
        aiohttp.ClientSession() as session,
    ):
        async with session.post(f"{root}/v1/chat/completions", json=ASKED) as response:
            request = response.headers["X-Commonground-Request"]
        status, shown = await told(session, f"{root}/api/requests/{request}/sent")
    assert status == 200
    assert (shown["mediation"], shown["text"], shown["messages"]) == (REWRITTEN, RESTATED, PLACED)
    assert (shown["preset"], shown["pending"], shown["shadow"]) == ("light", False, None)


async def test_a_key_sees_only_its_own(tmp_path: Path) -> None:
    (mine, own), (other, theirs), (admin, chief) = (keys.new(name, scope="admin") for name in ("a", "b", "c"))
    gateway = Gateway(Local(Script(mediator)), Settings("light"), KeyRing([mine, other, admin]))
    async with served(gateway) as root, aiohttp.ClientSession() as session:
        headers = {"Authorization": f"Bearer {own}"}
        async with session.post(f"{root}/v1/chat/completions", json=ASKED, headers=headers) as response:
            url = f"{root}/api/requests/{response.headers['X-Commonground-Request']}/sent"
        assert (await told(session, url, own))[0] == 200
        for key in (theirs, chief):
            status, shown = await told(session, url, key)
            assert (status, shown["error"]["code"]) == (404, "not_found")
        assert (await told(session, url))[0] == 401


async def test_nothing_is_held_of_what_goes_through_untouched() -> None:
    gateway = Gateway(Local(Script(mediator)), Settings("off"))
    async with served(gateway) as root, aiohttp.ClientSession() as session:
        async with session.post(f"{root}/v1/chat/completions", json=ASKED) as response:
            request = response.headers["X-Commonground-Request"]
        assert (await told(session, f"{root}/api/requests/{request}/sent"))[0] == 404
    assert len(gateway.sent) == 0


async def test_observe_shows_what_light_would_have_sent(tmp_path: Path) -> None:
    gateway = await recording(Local(Script(mediator)), tmp_path, Settings("observe"))
    async with served(gateway) as root, aiohttp.ClientSession() as session:
        async with session.post(f"{root}/v1/chat/completions", json=ASKED) as response:
            url = f"{root}/api/requests/{response.headers['X-Commonground-Request']}/sent"
        async with asyncio.timeout(20):
            while (shown := (await told(session, url))[1])["pending"]:
                assert shown["shadow"] is None
    assert (shown["mediation"], shown["messages"]) == (UNTOUCHED, TALK)
    assert (shown["shadow"]["mediation"], shown["shadow"]["messages"]) == (REWRITTEN, PLACED)


# What is held


async def test_all_forms_of_a_request_are_read() -> None:
    sent = Sent()
    asked: list[tuple[dict[str, object], list[object]]] = [
        ({"input": "Hi"}, [{"role": "user", "content": "Hi"}]),
        ({"input": TALK, "instructions": "Be kind."}, [{"role": "system", "content": "Be kind."}, *TALK]),
        ({"messages": TALK}, [*TALK]),
        ({"input": {"no": "list"}}, []),
    ]
    for number, (given, messages) in enumerate(asked):
        sent.add("k", str(number), Mediated(json.dumps(given).encode(), "light", PASSED))
        shown = sent.document("k", str(number))
        assert shown is not None
        assert shown["messages"] == messages


@pytest.mark.parametrize("given", [b"", b"{", b"[]", b"\xff", b"5", b"[" * 100_000])
async def test_what_is_no_chat_has_no_messages(given: bytes) -> None:
    sent = Sent()
    sent.add("k", "1", Mediated(given, "light", UNTOUCHED))
    shown = sent.document("k", "1")
    assert shown is not None
    assert shown["messages"] == []


async def test_their_number_is_bounded_and_a_busy_key_pushes_out_its_own() -> None:
    sent = Sent(most=10)
    sent.add("quiet", "mine", done())
    for number in range(50):
        sent.add("busy", str(number), done())
    assert len(sent) == 9  # each weighs a tenth and its bytes
    assert sent.document("quiet", "mine") is not None
    assert sent.document("busy", "0") is None
    assert sent.document("busy", "49") is not None


async def test_their_bytes_are_bounded() -> None:
    sent = Sent(size=100_000)
    for number in range(10):
        sent.add("k", str(number), done("x" * 20_000))
    assert [number for number in range(10) if sent.document("k", str(number))] == [6, 7, 8, 9]
    sent.add("k", "huge", done("x" * 200_000))
    assert len(sent) == 0
    sent.add("k", "after", done())
    assert sent.document("k", "after") is not None


async def test_a_shadow_weighs_too() -> None:
    sent = Sent(size=100_000)
    sent.add("k", "1", done("x" * 30_000), pending=True)
    sent.add("k", "2", done("x" * 30_000), pending=True)
    sent.cast("k", "2", done("y" * 50_000))
    assert sent.document("k", "1") is None
    shown = sent.document("k", "2")
    assert shown is not None
    assert not shown["pending"]
    sent.cast("k", "1", done())  # it is gone: nothing comes of it
    sent.cast("nobody", "1", done())
    assert len(sent) == 1


async def test_it_is_forgotten_after_its_time_and_without_traffic() -> None:
    sent = Sent(seconds=0.02)
    sent.add("a", "1", done())
    sent.add("b", "2", done())
    await until(lambda: len(sent) == 0)
    sent.add("a", "3", done())  # and again
    await until(lambda: len(sent) == 0)
