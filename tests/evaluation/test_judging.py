"""A judged corpus: conversations keep their order, those without two speakers cost nothing, and few are under way at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from commonground.conversation.record import ASSISTANT, SYSTEM, USER, Conversation, Turn
from commonground.errors import BudgetError
from commonground.evaluation.judge import ACT, KIND, agreed
from commonground.evaluation.judging import AT_ONCE, Judged, judge_corpus
from commonground.models.budget import Budget, Budgeted
from commonground.models.chat import ChatModel, Chunk, Request
from commonground.models.scripted import Faulty, Script

SAID = ("Tea.", "Which?", "Green.", "Here.")


def chat(number: int = 0, *before: Turn) -> Conversation:
    turns = (Turn((USER, ASSISTANT)[place % 2], text) for place, text in enumerate(SAID))
    return Conversation((*before, *turns), id=f"c{number}")


def verdict(request: Request) -> str:
    """Every question is a clarification, and "Here." an acknowledgement."""
    last = request.conversation.turns[-1].text.splitlines()[-1]
    act = "clarification" if "?" in last else "acknowledgement" if "Here" in last else "none"
    return f'{{"act": "{act}"}}'


async def judged(conversations: list[Conversation], model: ChatModel) -> list[Judged]:
    return [one async for one in judge_corpus(conversations, model)]


async def test_pairs_are_of_classifier_and_judge_turn_by_turn() -> None:
    (one,) = await judged([chat()], Script(verdict))
    assert one.pairs == (
        ("none", "none"),
        ("clarification", "clarification"),
        ("none", "none"),
        ("none", "acknowledgement"),
    )
    found = agreed([(pair, one.conversation.id) for pair in one.pairs])
    assert (found["turns"], found["agreement"], found["differ"]) == (4, 0.75, {"none > acknowledgement": 1})


async def test_verdicts_are_events_at_the_places_of_the_conversation() -> None:
    """A system turn is not judged, and those after it keep their number."""
    (one,) = await judged([chat(0, Turn(SYSTEM, "Be brief."))], Script(verdict, "referee"))
    assert [(event.turn, event.kind, event.source) for event in one.conversation.events] == [
        (place, KIND, "referee") for place in (1, 2, 3, 4)
    ]
    said = [{"prompt": ACT.version, "act": label} for _, label in one.pairs]
    assert [event.value for event in one.conversation.events] == said
    assert one.conversation.turns == chat(0, Turn(SYSTEM, "Be brief.")).turns


async def test_without_two_speakers_nothing_is_asked_and_nothing_changed() -> None:
    def refuse(request: Request) -> str:
        raise AssertionError("the model was asked")

    alone = [Conversation((Turn(USER, "Hello?"),), id="a"), Conversation((), id="b")]
    assert await judged(alone, Script(refuse)) == [Judged(one, ()) for one in alone]


@pytest.mark.parametrize("count", [0, 1, AT_ONCE, AT_ONCE + 1, 3 * AT_ONCE - 1])
async def test_all_come_back_in_their_order(count: int) -> None:
    some = [chat(number) if number % 3 else Conversation((), id=f"c{number}") for number in range(count)]
    found = await judged(some, Script(verdict))
    assert [one.conversation.id for one in found] == [f"c{number}" for number in range(count)]
    assert [bool(one.pairs) for one in found] == [number % 3 > 0 for number in range(count)]


@pytest.mark.parametrize("reply", ["", "none", '{"act": "applause"}', '{"strategy": "none"}'])
async def test_a_reply_that_is_no_verdict_leaves_the_classifiers_label_alone(reply: str) -> None:
    (one,) = await judged([chat()], Script(lambda request: reply))
    assert one.pairs == (("none", None), ("clarification", None), ("none", None), ("none", None))


async def test_an_endpoint_that_fails_now_and_then_leaves_gaps() -> None:
    (one,) = await judged([chat()], Faulty(Script(verdict), "status", every=2))
    assert [label for _, label in one.pairs] == ["none", None, "none", None]
    assert [event.turn for event in one.conversation.events] == [0, 2]


async def test_a_spent_budget_ends_it_and_keeps_what_was_yielded() -> None:
    """The first chunk is affordable to the word; the call after it is refused."""
    budget = Budget()
    (whole,) = [one async for one in judge_corpus([chat()], Budgeted(Script(verdict), budget))]
    (usage,) = budget.spent.values()
    assert (usage.calls, len(whole.pairs)) == (4, 4)
    limit = AT_ONCE * (usage.prompt_tokens + usage.completion_tokens)
    source = judge_corpus(map(chat, range(AT_ONCE + 1)), Budgeted(Script(verdict), Budget(tokens=limit)))
    kept = [await anext(source) for _ in range(AT_ONCE)]
    assert [one.conversation.id for one in kept] == [f"c{number}" for number in range(AT_ONCE)]
    with pytest.raises(BudgetError):
        await anext(source)


async def test_few_are_read_ahead_and_few_are_under_way() -> None:
    read = 0

    def source() -> Iterator[Conversation]:
        nonlocal read
        for number in range(4 * AT_ONCE):
            read += 1
            yield chat(number)

    class Busy:
        name = "busy"
        now = most = 0

        async def stream(self, request: Request) -> AsyncIterator[Chunk]:
            self.now += 1
            self.most = max(self.most, self.now)
            await asyncio.sleep(0)
            self.now -= 1
            yield Chunk(verdict(request))

    model = Busy()
    ahead = [read async for _ in judge_corpus(source(), model)]
    assert ahead == [AT_ONCE * (1 + number // AT_ONCE) for number in range(4 * AT_ONCE)]
    assert model.most == AT_ONCE
