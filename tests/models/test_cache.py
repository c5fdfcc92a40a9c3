"""The reply cache: the same question once, another question never, and a file that survives what happens to files."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from commonground.conversation.record import ASSISTANT, USER, Conversation, Event, Turn
from commonground.errors import EndpointError, StoreError
from commonground.models.cache import Cached, ReplyCache
from commonground.models.chat import Chunk, Request, Sampling, Usage, complete

ASKED = Request(Conversation((Turn(USER, "hello \ud83d"),)), Sampling(1.0, 20, 3))


@dataclass
class Counting:
    """A model that numbers its replies."""

    name: str = "m"
    calls: int = 0
    failing: bool = False
    asked: list[Request] = field(default_factory=list)

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        self.calls += 1
        yield Chunk(f"reply {self.calls}")
        if self.failing:
            raise EndpointError("gone", kind="cut")
        yield Chunk(" ü", "stop", Usage(1, 5, 2), (Event(0, "reasoning", "hm"),))


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[ReplyCache]:
    found = ReplyCache(tmp_path / "deep" / "replies.sqlite")
    yield found
    found.close()


async def test_the_same_request_is_answered_once(cache: ReplyCache) -> None:
    model = Counting()
    cached = Cached(model, cache)
    first, second = await complete(cached, ASKED), await complete(cached, ASKED)
    assert (first.text, first.finish, second.text, second.finish) == ("reply 1 ü", "stop", "reply 1 ü", "stop")
    assert model.calls == 1
    assert first.usage == Usage(1, 5, 2)
    assert second.usage == Usage(cached=1)
    assert [(event.kind, event.value) for event in second.events] == [("reasoning", "hm")]
    assert cached.name == "m"


@pytest.mark.parametrize(
    "other",
    [
        replace(ASKED, sampling=Sampling(1.0, 20, 4)),
        replace(ASKED, sampling=Sampling(0.5, 20, 3)),
        replace(ASKED, sampling=Sampling(None, 20, 3)),
        replace(ASKED, sampling=Sampling(1.0, 21, 3)),
        replace(ASKED, conversation=Conversation((Turn(USER, "hello"),))),
        replace(ASKED, conversation=Conversation((Turn(ASSISTANT, "hello \ud83d"),))),
    ],
)
async def test_whatever_a_reply_depends_on_tells_requests_apart(cache: ReplyCache, other: Request) -> None:
    cached = Cached(Counting(), cache)
    assert (await complete(cached, ASKED)).text != (await complete(cached, other)).text


async def test_models_and_servers_are_told_apart(cache: ReplyCache) -> None:
    await complete(Cached(Counting(), cache, "http://a"), ASKED)
    for model, place in ((Counting(), "http://b"), (Counting("n"), "http://a")):
        await complete(Cached(model, cache, place), ASKED)
        assert model.calls == 1


async def test_what_is_no_part_of_a_conversation_does_not_matter(cache: ReplyCache) -> None:
    model = Counting()
    await complete(Cached(model, cache), ASKED)
    named = replace(ASKED, conversation=replace(ASKED.conversation, id="x", events=(Event(0, "note"),)))
    await complete(Cached(model, cache), named)
    assert model.calls == 1


async def test_a_reply_that_broke_off_is_not_kept(cache: ReplyCache) -> None:
    model = Counting(failing=True)
    for _ in range(2):
        with pytest.raises(EndpointError):
            await complete(Cached(model, cache), ASKED)
    assert model.calls == 2


async def test_replies_outlast_the_process_and_are_shared(tmp_path: Path) -> None:
    path = tmp_path / "replies.sqlite"
    one, other = ReplyCache(path), ReplyCache(path)
    await complete(Cached(Counting(), one), ASKED)
    model = Counting()
    assert (await complete(Cached(model, other), ASKED)).text == "reply 1 ü"
    one.close()
    again = ReplyCache(path)
    await complete(Cached(model, again), ASKED)
    assert model.calls == 0
    again.close()
    other.close()


def test_a_file_that_is_no_cache_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("these are notes, not replies" * 100)
    with pytest.raises(StoreError, match="reply cache"):
        ReplyCache(path)
    assert path.read_text().startswith("these are notes")
    with pytest.raises(StoreError, match="reply cache"):
        ReplyCache(tmp_path)


def test_a_newer_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "replies.sqlite"
    with sqlite3.connect(path) as file:
        file.execute("PRAGMA user_version=9")
    file.close()
    with pytest.raises(StoreError, match="schema 9"):
        ReplyCache(path)
