"""Memory through the wire: kept only where it is asked for, recalled for its own user, and never another's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from tests.server.keeping import chat, kept, recording, said
from tests.server.serving import Fake, served

from commonground.mediation.steps.recall import HEADER
from commonground.models.scripted import Script
from commonground.server import keys
from commonground.server.exchange import Exchange
from commonground.server.gateway import Gateway, Settings
from commonground.server.local import Local
from commonground.server.recording import Recorder
from commonground.server.secret import Secret
from commonground.server.upstream import Remote

ROME = "By the way, I live in Rome."
WHERE = "Which city do I live in?"


def answering() -> Local:
    return Local(Script(lambda request: "PASS"))


async def remembered(session: aiohttp.ClientSession, root: str, user: str, **more: Any) -> list[dict[str, Any]]:
    async with session.get(f"{root}/api/memory", params={"user": user, "ended": "1"}, **more) as response:
        assert response.status == 200, await response.text()
        items: list[dict[str, Any]] = (await response.json())["items"]
        return items


def written(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


async def tell(session: aiohttp.ClientSession, root: str, body: dict[str, Any], **more: Any) -> None:
    """Send a chat and wait until it is recorded: what is learned is learned before that."""
    request, _ = await chat(session, root, body, **more)
    await kept(session, root, request, **{**more, "params": {"user": body.get("user", "")}})


def upstream_that_answers(fake: Fake) -> list[list[dict[str, str]]]:
    asked: list[list[dict[str, str]]] = []

    def reply(request: web.Request, content: bytes) -> web.Response:
        asked.append(json.loads(content)["messages"])
        return web.json_response({"choices": [{"message": {"role": "assistant", "content": "PASS"}}]})

    fake.reply = reply
    return asked


async def test_what_a_user_says_is_recalled_in_another_conversation(tmp_path: Path, fake: Fake) -> None:
    asked = upstream_that_answers(fake)
    gateway = await recording(Remote(fake.url), tmp_path, Settings("light"), remember=True)
    async with served(gateway) as root, aiohttp.ClientSession() as session:
        await tell(session, root, said(ROME, user="ann"))
        (item,) = await remembered(session, root, "ann")
        assert (item["subject"], item["value"], item["source"]["turns"]) == ("home", "Rome", [0])
        await tell(session, root, said("hello", "hi", "No, actually I moved to Lyon.", user="ann"))
        await chat(session, root, said(WHERE, user="ann"))
        assert [(one["value"], one["ended"] is None) for one in await remembered(session, root, "ann")] == [
            ("Rome", False),
            ("Lyon", True),
        ]
    note, question = asked[-1]
    assert (note["role"], note["content"].startswith(HEADER), question) == (
        "system", True, {"role": "user", "content": WHERE},
    )  # fmt: skip
    assert "Lyon" in note["content"]
    assert "Rome" not in note["content"]


@pytest.mark.parametrize("preset", ["off", "observe", "prompt"])
async def test_only_mediation_that_rewrites_recalls(tmp_path: Path, fake: Fake, preset: str) -> None:
    asked = upstream_that_answers(fake)
    gateway = await recording(Remote(fake.url), tmp_path, Settings("light", shadows=0), remember=True)
    async with served(gateway) as root, aiohttp.ClientSession() as session:
        await tell(session, root, said(ROME, user="ann"))
        await chat(session, root, said(WHERE, user="ann"), headers={"X-Commonground-Preset": preset})
    assert "Rome" not in json.dumps(asked[-1])


async def test_nothing_is_remembered_unless_asked(tmp_path: Path) -> None:
    gateway = await recording(answering(), tmp_path, Settings("light"))
    async with served(gateway) as root, aiohttp.ClientSession() as session:
        await tell(session, root, said(ROME, user="ann"))
        async with session.get(f"{root}/api/memory?user=ann") as response:
            assert (response.status, "remembers nothing" in await response.text()) == (404, True)
    assert b"Rome" not in written(tmp_path)


async def test_remembering_keeps_no_other_text(tmp_path: Path) -> None:
    gateway = await recording(answering(), tmp_path, Settings("light"), remember=True)
    async with served(gateway) as root, aiohttp.ClientSession() as session:
        await tell(session, root, said(f"Find me a xylophone. {ROME}", user="ann"))
        assert [item["text"] for item in await remembered(session, root, "ann")] == ["I live in Rome."]
    assert b"xylophone" not in written(tmp_path)


@pytest.mark.parametrize("keep_text", [False, True])
def test_how_a_request_came_out_is_remembered_where_text_is_kept(keep_text: bool) -> None:
    recorder = Recorder(Secret(b"s" * 32), keep_text=keep_text, remember=True)
    body = json.dumps(said("Book a table for nine.", "book(people: 9)", "Thanks, that was right.", user="ann")).encode()
    exchange = Exchange(
        "r", 1.0, "/v1/chat/completions", "k", "", body, b"{}", "", 200, True, 1.0, 1.0, "light", "passed"
    )
    rows = recorder.rows([recorder.hear(exchange)])
    texts = [found.text for told in rows.told for found in told.found]
    assert texts == (['When asked "Book a table for nine.", the answer was right.'] if keep_text else [])


async def test_nobody_is_not_remembered(tmp_path: Path) -> None:
    gateway = await recording(answering(), tmp_path, Settings("light"), remember=True)
    async with served(gateway) as root, aiohttp.ClientSession() as session:
        await tell(session, root, said(ROME))
        await tell(session, root, said(ROME, user="ann"), headers={"X-Commonground-Preset": "observe"})
        for query in ("", "?user="):
            async with session.get(f"{root}/api/memory{query}") as response:
                assert response.status == 400
        assert len(await remembered(session, root, "ann")) == 1
        assert await remembered(session, root, "bob") == []


async def keyed(fake: Fake, folder: Path) -> tuple[Gateway, dict[str, dict[str, str]]]:
    """A gateway with three keys, and the headers that go with each."""
    made = [keys.new(name, scope=scope) for name, scope in (("a", "chat"), ("b", "chat"), ("root", "admin"))]
    gateway = await recording(Remote(fake.url), folder, Settings("light"), tuple(key for key, _ in made), remember=True)
    return gateway, {key.name: {"Authorization": f"Bearer {text}"} for key, text in made}


async def test_one_user_never_meets_anothers_memory(tmp_path: Path, fake: Fake) -> None:
    """Not by key, by name, by id, by the conversation's label, nor by saying the same."""
    asked = upstream_that_answers(fake)
    gateway, who = await keyed(fake, tmp_path)
    async with served(gateway) as root, aiohttp.ClientSession() as session:
        label = {"X-Conversation-Id": "one"}
        await tell(session, root, said(ROME, user="ann"), headers=who["a"] | label)
        (mine,) = await remembered(session, root, "ann", headers=who["a"])
        others = [("b", "ann"), ("a", "bob"), ("a", "Ann"), ("a", "ann "), ("root", "ann"), ("b", "bob")]
        for key, user in others:
            await chat(session, root, said(WHERE, user=user), headers=who[key] | label)
            assert "Rome" not in json.dumps(asked[-1]), (key, user)
            assert await remembered(session, root, user, headers=who[key]) == []
            for method, body in (("GET", None), ("PATCH", {"text": "I live in Oslo."}), ("DELETE", None)):
                path = f"{root}/api/memory/{mine['id']}"
                async with session.request(
                    method, path, params={"user": user}, json=body, headers=who[key]
                ) as response:
                    assert response.status == 404
        await tell(session, root, said(ROME, user="bob"), headers=who["a"] | label)
        (theirs,) = await remembered(session, root, "bob", headers=who["a"])
        assert theirs["id"] != mine["id"]
        async with session.delete(f"{root}/api/memory?user=bob", headers=who["a"]) as response:
            assert await response.json() == {"forgotten": 1}
        async with session.get(f"{root}/api/memory?user=ann") as response:
            assert response.status == 401
        (still,) = await remembered(session, root, "ann", headers=who["a"])
        assert {**still, "used": None} == mine
        await chat(session, root, said(WHERE, user="ann"), headers=who["a"])
    assert "Rome" in json.dumps(asked[-1])


async def test_a_user_lists_adds_corrects_and_forgets(tmp_path: Path) -> None:
    gateway = await recording(answering(), tmp_path, remember=True)
    async with served(gateway) as root, aiohttp.ClientSession() as session:
        path, ann = f"{root}/api/memory", {"user": "ann"}
        async with session.post(path, params=ann, json={"kind": "pact", "text": "the red one"}) as response:
            assert response.status == 201
            pact = await response.json()
        async with session.patch(f"{path}/{pact['id']}", params=ann, json={"text": "the blue one"}) as response:
            corrected = await response.json()
        assert (corrected["replaces"], corrected["kind"], corrected["text"]) == (pact["id"], "pact", "the blue one")
        async with session.get(path, params=ann) as response:
            assert [item["id"] for item in (await response.json())["items"]] == [corrected["id"]]
        async with session.get(path, params=ann | {"kind": "fact"}) as response:
            assert (await response.json())["items"] == []
        async with session.delete(f"{path}/{corrected['id']}", params=ann) as response:
            assert await response.json() == {"forgotten": 1}
        assert await remembered(session, root, "ann") == []


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{", b'{"text": 5}', b'{"kind": "fact"}', b'{"text": ""}', b'{"text": "x", "kind": "rumour"}',
     b"\xff", b'{"text": "' + b"x" * 3000 + b'"}'],
)  # fmt: skip
async def test_a_memory_that_cannot_be_read_is_refused_in_one_line(tmp_path: Path, content: bytes) -> None:
    gateway = await recording(answering(), tmp_path, remember=True)
    async with served(gateway) as root, aiohttp.ClientSession() as session:
        async with session.post(f"{root}/api/memory?user=ann", data=content) as response:
            assert response.status == 400
            assert (await response.json())["error"]["code"] == "invalid_request"
        assert await remembered(session, root, "ann") == []


async def test_what_was_forgotten_does_not_come_back_with_the_history(tmp_path: Path) -> None:
    gateway = await recording(answering(), tmp_path, Settings("light"), remember=True)
    async with served(gateway) as root, aiohttp.ClientSession() as session:
        await tell(session, root, said(ROME, user="ann"))
        async with session.delete(f"{root}/api/memory?user=ann") as response:
            assert await response.json() == {"forgotten": 1}
        for talk in ((ROME,), (ROME, "PASS", "Thanks."), (ROME, "Nice", "Bye."), ("x", "y", ROME, "PASS", "And?")):
            await tell(session, root, said(*talk, user="ann"))
        assert await remembered(session, root, "ann") == []


async def test_a_page_from_elsewhere_reaches_no_memory(tmp_path: Path) -> None:
    gateway = await recording(answering(), tmp_path, remember=True)
    async with served(gateway) as root, aiohttp.ClientSession() as session:
        elsewhere = {"Origin": "https://elsewhere.example"}
        for method in ("GET", "POST", "DELETE"):
            path = f"{root}/api/memory?user=ann"
            async with session.request(method, path, json={"text": "x"}, headers=elsewhere) as response:
                assert response.status == 403


def test_an_exchange_that_is_recorded_twice_tells_the_same() -> None:
    """A recorder that died after it had learned, and before the turns were in the store, learns under the same names."""
    body = json.dumps(said("Hello.", "Hi.", ROME, user="ann")).encode()
    exchange = Exchange(
        "r", 1.0, "/v1/chat/completions", "k", "", body, b"{}", "", 200, True, 1.0, 1.0, "light", "passed"
    )
    told = []
    for _ in range(2):
        recorder = Recorder(Secret(b"s" * 32), keep_text=False, remember=True)
        told.append(recorder.rows([recorder.hear(exchange)]).told)
    assert told[0] == told[1]
    assert [(one.turn, one.value) for one in told[0][0].found] == [(2, "Rome")]
    recorder = Recorder(Secret(b"s" * 32), keep_text=False)
    assert recorder.rows([recorder.hear(exchange)]).told == []
