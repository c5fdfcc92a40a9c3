"""What the gateway records of what it serves, through the wire: turns, kinds, shadows; no text unless asked; nobody else's."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from tests.server.keeping import CHAT, chat, kept, recording, said
from tests.server.serving import Fake, served

from commonground.models.scripted import Script
from commonground.server import keys
from commonground.server.export import conversations
from commonground.server.gateway import Settings
from commonground.server.local import Local
from commonground.server.upstream import Remote

SECRET_WORD = "xylophone-7391"


def answering(text: str = "The small blue bottle costs 5 euros.") -> Local:
    return Local(Script(lambda request: text))


async def test_a_conversation_is_recorded_with_its_measures(tmp_path: Path) -> None:
    gateway = await recording(answering(), tmp_path)
    async with served(gateway) as root, aiohttp.ClientSession() as session:
        first = said("I want the small blue bottle", user="ann")
        one, _ = await chat(session, root, first)
        talk = said(
            "I want the small blue bottle", "The small blue bottle costs 5 euros.", "And the green one?", user="ann"
        )
        two, _ = await chat(session, root, talk | {"stream": True})
        row, last = await kept(session, root, one), await kept(session, root, two)
        assert (row["kind"], last["kind"], row["conversation"]) == ("new", "continued", last["conversation"])
        assert (last["status"], last["complete"], last["model"]) == (200, True, "m")
        async with session.get(f"{root}/api/conversations/{row['conversation']}") as response:
            found = await response.json()
        async with session.get(f"{root}/metrics") as response:
            numbers = await response.text()
    assert [turn["speaker"] for turn in found["turns"]] == ["user", "assistant", "user", "assistant"]
    assert found["turns"][1]["measures"]["lexical.repetition"] > 0
    assert [request["id"] for request in found["requests"]] == [one, two]
    assert 'commonground_sessions_total{kind="continued"} 1.0' in numbers
    assert "commonground_recorded_total 2.0" in numbers


async def test_observe_says_what_light_would_have_sent(tmp_path: Path) -> None:
    restated = "I want the small blue bottle, two of them."
    gateway = await recording(answering(restated), tmp_path, keep_text=True)
    async with served(gateway) as root, aiohttp.ClientSession() as session:
        one, _ = await chat(session, root, said("I want the small blue bottle"))
        two, reply = await chat(session, root, said("I want the small blue bottle", "How many?", "two"))
        assert json.loads(reply)["choices"][0]["message"]["content"] == restated
        assert (await kept(session, root, one))["shadow"]["mediation"] == "passed"
        shadow = (await kept(session, root, two))["shadow"]
    assert (shadow["mediation"], shadow["text"], shadow["calls"]) == ("rewritten", restated, 1)


async def test_shadows_are_as_many_as_allowed_and_cost_the_client_nothing(tmp_path: Path, fake: Fake) -> None:
    """A mediator that never answers holds its shadows, and no reply."""
    asked: list[dict[str, Any]] = []

    async def slowly(request: web.Request, given: bytes) -> web.Response:
        body = json.loads(given)
        asked.append(body)
        if body["messages"] != said("a", "b", "c")["messages"]:
            await asyncio.Event().wait()
        return web.json_response({"choices": [{"message": {"role": "assistant", "content": "d"}}]})

    fake.reply = slowly
    gateway = await recording(Remote(fake.url), tmp_path, Settings("observe", limit=0.2, shadows=1))
    async with served(gateway) as root, aiohttp.ClientSession() as session:
        ids = [(await chat(session, root, said("a", "b", "c")))[0] for _ in range(3)]
        found = [(await kept(session, root, one))["shadow"]["mediation"] for one in ids]
    assert found == ["failed", "skipped", "skipped"]


async def test_no_text_is_kept_unless_asked(tmp_path: Path) -> None:
    for keep_text in (False, True):
        folder = tmp_path / str(keep_text)
        folder.mkdir()
        gateway = await recording(answering(f"the {SECRET_WORD}"), folder, keep_text=keep_text)
        async with served(gateway) as root, aiohttp.ClientSession() as session:
            body = said(f"my {SECRET_WORD}", "x", f"so the {SECRET_WORD}", user=SECRET_WORD)
            one, _ = await chat(session, root, body, headers={"X-Conversation-Id": SECRET_WORD})
            await kept(session, root, one)
            texts = (
                [one.turns[-1].text async for one in conversations(gateway.keeping.store)] if gateway.keeping else []
            )
        content = b"".join(path.read_bytes() for path in folder.iterdir())
        assert (SECRET_WORD.encode() in content) is keep_text
        assert texts == ([f"the {SECRET_WORD}"] if keep_text else [])


async def test_off_records_nothing(tmp_path: Path) -> None:
    gateway = await recording(answering(), tmp_path)
    async with served(gateway) as root, aiohttp.ClientSession() as session:
        await chat(session, root, said("hello"), headers={"X-Commonground-Preset": "off"})
        one, _ = await chat(session, root, said("hi"))
        await kept(session, root, one)
        async with session.get(f"{root}/api/conversations") as response:
            assert [row["requests"] for row in (await response.json())["conversations"]] == [1]


async def test_forks_and_trimmed_histories_are_counted(tmp_path: Path) -> None:
    gateway = await recording(answering("b"), tmp_path)
    talks: Sequence[tuple[str, ...]] = (
        ("a",), ("a", "b", "c"), ("a", "b", "c"), ("a", "b", "other"), ("a", "edited", "c"), ("c", "b", "d"), ("x", "y", "z"),
    )  # fmt: skip
    async with served(gateway) as root, aiohttp.ClientSession() as session:
        rows = []
        for talk in talks:
            one, _ = await chat(session, root, said(*talk))
            rows.append(await kept(session, root, one))
    assert [row["kind"] for row in rows] == ["new", "continued", "repeated", "forked", "edited", "trimmed", "joined"]
    assert len({row["conversation"] for row in rows[:-1]}) == 1
    assert gateway.keeping
    assert gateway.keeping.journal.told.kinds == {row["kind"]: 1 for row in rows}


async def test_a_key_or_user_sees_nothing_of_another(tmp_path: Path) -> None:
    """By no route, id, hash, header or equal prefix."""
    (mine, my_text), (yours, your_text), (admin, admin_text) = (
        keys.new(name, scope=scope) for name, scope in (("mine", "relay"), ("yours", "relay"), ("admin", "admin"))
    )
    own, other, all_ = ({"Authorization": f"Bearer {text}"} for text in (my_text, your_text, admin_text))
    gateway = await recording(answering("b"), tmp_path, keys=(mine, yours, admin), keep_text=True)
    async with served(gateway) as root, aiohttp.ClientSession() as session:
        one, _ = await chat(session, root, said("a", user="ann"), headers=own)
        row = await kept(session, root, one, headers=own, params={"user": "ann"})
        # An equal prefix, under another key and another user: another conversation, and the first one stays alone.
        for headers, user in ((other, "ann"), (own, "bob"), (own, "")):
            body = said("a", "b", "c", user=user) if user else said("a", "b", "c")
            given = headers | {"X-Conversation-Id": row["conversation"], "X-Commonground-Request": one}
            two, _ = await chat(session, root, body, headers=given)
            params = {"user": user} if user else {}
            theirs = await kept(session, root, two, headers=headers, params=params)
            assert theirs["kind"] == "joined"
            assert theirs["conversation"] != row["conversation"]
            for path in (f"requests/{one}", f"conversations/{row['conversation']}", f"conversations/{row['turn']}"):
                async with session.get(f"{root}/api/{path}", headers=headers, params=params) as response:
                    assert response.status == 404, path
            async with session.get(f"{root}/api/conversations", headers=headers, params=params) as response:
                seen = {one["id"] for one in (await response.json())["conversations"]}
                assert seen == {theirs["conversation"]}
        for path in ("metrics", "v1/files"):
            async with session.get(f"{root}/{path}", headers=other) as response:
                assert response.status == (403 if path == "metrics" else 404)
        for path in (f"requests/{one}", "conversations", "status"):
            async with session.get(f"{root}/api/{path}") as response:
                assert response.status == 401
        async with session.get(f"{root}/api/conversations", headers=all_) as response:
            assert len((await response.json())["conversations"]) == 4


async def test_the_gateways_own_key_is_not_passed_on(tmp_path: Path, fake: Fake) -> None:
    key, text = keys.new("app")
    fake.reply = lambda request, given: web.json_response({"choices": []})
    gateway = await recording(Remote(fake.url), tmp_path, keys=(key,))
    async with served(gateway) as root, aiohttp.ClientSession() as session:
        headers = {"Authorization": f"Bearer {text}", "X-Conversation-Id": "c", "X-Commonground-Preset": "observe"}
        await chat(session, root, said("a"), headers=headers)
    _, _, _, sent = fake.asked[0]
    assert not {
        name for name in sent if name.lower() in ("authorization", "x-conversation-id", "x-commonground-preset")
    }


async def test_a_user_is_forgotten_while_the_gateway_runs(tmp_path: Path) -> None:
    from commonground.server.sessions import person

    gateway = await recording(answering("b"), tmp_path)
    assert gateway.keeping
    store = gateway.keeping.store
    async with served(gateway) as root, aiohttp.ClientSession() as session:
        one, _ = await chat(session, root, said("a", user="ann"))
        await kept(session, root, one)
        assert await store.forget(person(gateway.keeping.secret, "ann")) == 2
        async with session.get(f"{root}/api/requests/{one}") as response:
            assert response.status == 404
        until = time.monotonic() + 20
        while time.monotonic() < until:  # the recorder looks once a second
            two, _ = await chat(session, root, said("a", "b", "c", user="ann"))
            if (await kept(session, root, two))["kind"] == "joined":
                break
        else:
            pytest.fail("the recorder still knows what was forgotten")


async def test_the_ground_of_what_is_sent(tmp_path: Path) -> None:
    gateway = await recording(answering(), tmp_path)
    async with served(gateway) as root, aiohttp.ClientSession() as session:
        body = said("I need the small blue bottle.", "The small blue bottle costs 5 euros.")
        async with session.post(f"{root}/api/ground", json=body) as response:
            found = await response.json()
        assert found["ground"]["requirements"][0]["text"] == "I need the small blue bottle."
        assert "small blue bottle" in {pact["term"].removeprefix("the ") for pact in found["ground"]["pacts"]}
        assert found["turns"][1]["lexical.repetition"] > 0
        for wrong in (b"", b"[]", b"{}", b'{"messages": 5}', b'{"messages": [5]}'):
            async with session.post(f"{root}/api/ground", data=wrong) as response:
                assert response.status == 400
                assert (await response.json())["error"]["code"] == "invalid_request"
        async with session.get(f"{root}/api/conversations") as response:
            assert (await response.json())["conversations"] == []


async def test_responses_are_recorded_and_go_on_by_their_id(tmp_path: Path) -> None:
    gateway = await recording(answering("b"), tmp_path)
    async with served(gateway) as root, aiohttp.ClientSession() as session:
        rows, previous = [], None
        for text in "ac":
            body = {"model": "m", "input": text, "previous_response_id": previous}
            async with session.post(f"{root}/v1/responses", json=body) as response:
                previous = (await response.json())["id"]
                rows.append(await kept(session, root, response.headers["X-Commonground-Request"]))
        one, _ = await chat(session, root, said("a", "b", "c", "b", "e"))
        rows.append(await kept(session, root, one))
    assert [row["kind"] for row in rows] == ["new", "continued", "continued"]
    assert len({row["conversation"] for row in rows}) == 1


async def test_a_client_that_leaves_is_recorded_as_such(tmp_path: Path, fake: Fake) -> None:
    async def slowly(request: web.Request, given: bytes) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write(b'data: {"choices":[{"index":0,"delta":{"content":"so "}}]}\n\n')
        await asyncio.Event().wait()
        return response

    fake.reply = slowly
    gateway = await recording(Remote(fake.url), tmp_path)
    async with served(gateway) as root, aiohttp.ClientSession() as session:
        async with session.post(f"{root}{CHAT}", json=said("a")) as response:
            await response.content.readany()
            one = response.headers["X-Commonground-Request"]
        assert (await kept(session, root, one))["complete"] is False
        async with session.get(f"{root}/metrics") as response:
            assert "commonground_in_flight 0.0" in await response.text()
