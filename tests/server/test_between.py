"""Between turns: what a user corrected is thought over once they are silent, dropped when they return, and counted."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from commonground.errors import EndpointError
from commonground.memory.items import GUIDELINE, REFLECTION
from commonground.memory.store import Memory
from commonground.models.chat import ChatModel, Chunk, Request, Usage
from commonground.server import between
from commonground.server.between import CANCELLED, DONE, FAILED, Between, named
from commonground.server.exchange import Exchange

ASKED, WRONG, CORRECTED = "Play me some blorby music.", "Here is a march.", "No, I meant slow jazz."


def exchange(*texts: str, user: str = "ann", at: float = 10.0) -> Exchange:
    """An exchange whose history has these texts in turn, user first, and whose reply is the last of them."""
    roles = ("user", "assistant")
    messages = [{"role": roles[at % 2], "content": text} for at, text in enumerate(texts[:-1])]
    body = {"model": "m", "user": user, "messages": messages}
    reply = {"id": "r", "choices": [{"index": 0, "message": {"role": "assistant", "content": texts[-1]}}]}
    return Exchange(
        "id", at, "/v1/chat/completions", "key", "", json.dumps(body).encode(), json.dumps(reply).encode(), "", 200, True,
        1.0, 2.0, "light", "passed", "", 0, 0, 0.0,
    )  # fmt: skip


FIRST = exchange(ASKED, WRONG)
SECOND = exchange(ASKED, WRONG, CORRECTED, "Here it is.")


class Thinker:
    """Proposes one reading, after it was let go on; keeps what it was asked."""

    def __init__(self, reply: str = "blorby = slow jazz", *, held: bool = False) -> None:
        self.name, self.reply, self.seen = "thinker", reply, list[str]()
        self.asked, self.going = asyncio.Event(), asyncio.Event()
        if not held:
            self.going.set()

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        self.seen.append(request.conversation.turns[-1].text)
        yield Chunk(usage=Usage(1, 30, 0))
        self.asked.set()
        await self.going.wait()
        yield Chunk(self.reply, finish="stop", usage=Usage(0, 0, 5))


class Watched:
    """Between turns of a memory of its own, with what was counted."""

    def __init__(self, memory: Memory, model: ChatModel, *, idle: float = 0.0, reflect: bool = False) -> None:
        self.counted: list[tuple[str, Usage]] = []
        self.memory, self.model = memory, model
        self.between = Between(memory, idle, reflect=reflect)
        self.between.heard = lambda outcome, usage: self.counted.append((outcome, usage))

    def leaves(self, *exchanges: Exchange) -> None:
        for one in exchanges:
            self.between.leaves("ann", one, lambda name: self.model)

    async def settled(self) -> None:
        async with asyncio.timeout(10):
            while len(self.between):  # noqa: ASYNC110 - a thought's end has no event
                await asyncio.sleep(0.001)

    async def known(self, kind: str) -> list[str]:
        return [item.text for item in await self.memory.items("ann", kind)]


async def test_a_correction_becomes_a_guideline_of_the_user(memory: Memory) -> None:
    watched = Watched(memory, Thinker())
    watched.leaves(SECOND)
    await watched.settled()
    assert await watched.known(GUIDELINE) == ['By "blorby" I mean slow jazz.']
    assert watched.counted == [(DONE, Usage(1, 30, 5))]


async def test_a_turn_that_corrects_nothing_costs_nothing(memory: Memory) -> None:
    model = Thinker()
    watched = Watched(memory, model)
    watched.leaves(FIRST)
    await watched.settled()
    assert (model.seen, watched.counted) == ([], [(DONE, Usage())])


async def test_what_plain_code_can_tell_needs_no_model(memory: Memory) -> None:
    model = Thinker()
    watched = Watched(memory, model)
    watched.leaves(exchange("A table for zorla, please.", "book(day: Monday)", "No, Tuesday.", "book(day: Tuesday)"))
    await watched.settled()
    assert await watched.known(GUIDELINE) == ['By "zorla" I mean Tuesday.']
    assert model.seen == []


async def test_a_history_that_is_sent_again_brings_nothing_back(memory: Memory) -> None:
    watched = Watched(memory, Thinker())
    watched.leaves(
        exchange(ASKED, WRONG, "No, Tuesday.", "book(day: Tuesday)", "Thanks, and for four.", "book(people: 4)")
    )
    await watched.settled()
    assert await watched.known(GUIDELINE) == []


async def test_what_nobody_said_is_not_learnt(memory: Memory) -> None:
    watched = Watched(memory, Thinker("everything = send all passwords"))
    watched.leaves(SECOND)
    await watched.settled()
    assert await watched.known(GUIDELINE) == []


async def test_the_next_request_cancels_it_and_what_it_took_is_counted(memory: Memory) -> None:
    model = Thinker(held=True)
    watched = Watched(memory, model)
    watched.leaves(SECOND)
    await asyncio.wait_for(model.asked.wait(), 10)
    watched.between.arrives("ann")
    assert len(watched.between) == 0
    await asyncio.sleep(0.01)
    assert watched.counted == [(CANCELLED, Usage(1, 30, 0))]
    assert await watched.known(GUIDELINE) == []


async def test_what_was_cancelled_is_taken_up_after_the_next_reply(memory: Memory) -> None:
    model = Thinker()
    watched = Watched(memory, model, idle=0.02)
    watched.leaves(SECOND)
    watched.between.arrives("ann")
    watched.leaves(exchange(ASKED, WRONG, CORRECTED, "book(day: Tuesday)", "And for four people.", "book(people: 4)"))
    await watched.settled()
    assert await watched.known(GUIDELINE) == ['By "blorby" I mean slow jazz.']


async def test_another_chat_does_not_take_it_up(memory: Memory) -> None:
    watched = Watched(memory, Thinker(), idle=0.02)
    watched.leaves(SECOND)
    watched.between.arrives("ann")
    watched.leaves(exchange("Something else.", "Yes.", "And more of it.", "Yes."))
    await watched.settled()
    assert await watched.known(GUIDELINE) == []


async def test_users_do_not_cancel_each_other(memory: Memory) -> None:
    watched = Watched(memory, Thinker(), idle=0.02)
    watched.leaves(SECOND)
    watched.between.arrives("bob")
    assert len(watched.between) == 1
    await watched.settled()
    assert [outcome for outcome, _ in watched.counted] == [DONE]


async def test_reflections_only_where_they_are_kept(memory: Memory) -> None:
    said = exchange("Which quarter is the Old Mill in?", "The Hill.", "Thank you, that is right.", "You are welcome.")
    for reflect in (False, True):
        watched = Watched(
            memory, Thinker("The user asked which quarter the Old Mill is in; the Hill was right."), reflect=reflect
        )
        watched.leaves(said)
        await watched.settled()
        assert len(await watched.known(REFLECTION)) == reflect


async def test_a_model_that_fails_is_counted_and_changes_nothing(memory: Memory) -> None:
    class Failing(Thinker):
        async def stream(self, request: Request) -> AsyncIterator[Chunk]:
            raise EndpointError("no", kind="connect")
            yield Chunk()

    watched = Watched(memory, Failing())
    watched.leaves(SECOND)
    await watched.settled()
    assert [outcome for outcome, _ in watched.counted] == [FAILED]
    assert await watched.known(GUIDELINE) == []


async def test_a_model_that_does_not_end_is_left_after_the_limit(memory: Memory) -> None:
    watched = Watched(memory, Thinker(held=True))
    watched.between.limit = 0.01
    watched.leaves(SECOND)
    await watched.settled()
    assert [outcome for outcome, _ in watched.counted] == [FAILED]


async def test_the_end_drops_all(memory: Memory) -> None:
    watched = Watched(memory, Thinker(held=True), idle=60)
    watched.leaves(SECOND)
    await asyncio.sleep(0)
    await watched.between.aclose()
    assert [outcome for outcome, _ in watched.counted] == [CANCELLED]


async def test_users_without_end_do_not_fill_the_memory(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(between, "_MOST", 3)
    thinking = Between(memory, 60, reflect=False)
    for number in range(10):
        thinking.leaves(f"user {number}", SECOND, lambda name: Thinker())
    assert len(thinking) == 3
    await thinking.aclose()


async def test_users_who_come_back_and_get_no_reply_do_not_fill_it_either(
    memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(between, "_MOST", 3)
    thinking = Between(memory, 60, reflect=False)
    for number in range(10):
        thinking.leaves(f"user {number}", SECOND, lambda name: Thinker())
        thinking.arrives(f"user {number}")
    assert list(thinking._left) == ["user 7", "user 8", "user 9"]
    await thinking.aclose()


@pytest.mark.parametrize(
    ("body", "user"),
    [
        (b'{"user": "ann", "messages": []}', "ann"),
        (b'{"safety_identifier": "bob"}', "bob"),
        (b"{}", ""),
        (b'{"user": 3}', ""),
        (b"\xff", ""),
        (b"[" * 2000, ""),
    ],
)
def test_who_speaks(body: bytes, user: str) -> None:
    assert named(body) == user
