"""The town's items as tasks: how a shard is said to this assistant, what a question asks for, how a reply is judged."""

from __future__ import annotations

from commonground.conversation.record import ASSISTANT, USER, Conversation
from commonground.episodes.task import Task, Verdict
from commonground.errors import CheckerError
from commonground.town.facts import VERSION as TOWN
from commonground.town.families import FAMILIES
from commonground.town.grading import Grade, grade
from commonground.town.items import Item, Shard, make_item, options
from commonground.town.questions import asked


def town_task(item: Item, before: tuple[str, ...] = ()) -> Task:
    """Return the task of an item; `before` are complete requests that come first in the same chat."""
    required = {slot.key for slot in item.family.slots if slot.required}
    holding = {key: number for number, shard in enumerate(item.shards) for key in shard.keys}
    numbers = {
        **holding,
        **{key: number for number, shard in enumerate(item.shards) for key in shard.keys if not shard.corrects},
    }

    def say(task: Task, number: int, conversation: Conversation) -> str:
        shard = item.shards[number]
        text = said(shard, conversation)
        again = shard.keys and any(text in turn.text for turn in conversation.by(USER))
        return item.shards[holding[shard.keys[0]]].text if again else text  # asked again: what stands now

    def answers(task: Task, question: str) -> int | None:
        key = asked(question, tuple(slot.key for slot in item.family.slots))
        return None if key is None else numbers.get(key, -1)

    return Task(
        id=item.id,
        family=item.family.name,
        full=item.full,
        shards=tuple(shard.text for shard in item.shards),
        check=lambda conversation: check(item, conversation),
        reference=item.reference,
        briefing=item.family.briefing,
        world=TOWN,
        required=frozenset(number for key, number in holding.items() if key in required),
        before=before,
        say=say,
        asked=answers,
    )


def town_tasks(families: tuple[str, ...], seed: int, count: int) -> list[Task]:
    """Return `count` test tasks, the families in turn; before each, two complete requests of other families are at hand."""
    tasks = []
    for number in range(count):
        name, index = families[number % len(families)], number // len(families)
        others = [family for family in FAMILIES if family != name]
        before = tuple(
            make_item(others[(number + more) % len(others)], "test", seed + 1, index).full for more in range(2)
        )
        tasks.append(town_task(make_item(name, "test", seed, index), before))
    return tasks


def said(shard: Shard, conversation: Conversation) -> str:
    """Return what a shard is in this conversation: it points at what the last reply lists, where that lists enough."""
    if shard.question:
        return f"{shard.text} {shard.question}"
    replies = conversation.by(ASSISTANT)
    listed = options(replies[-1].text) if replies and shard.pointer else ()
    return shard.pointer if len(listed) > shard.option else shard.text


def check(item: Item, conversation: Conversation) -> Verdict:
    """Return the verdict on the last reply; of a task that decomposes, on all replies together."""
    replies = [turn.text for turn in conversation.by(ASSISTANT)]
    reply = "\n".join(replies) if item.family.kind == "decomposes" else (replies or [""])[-1]
    try:
        found: Grade = grade(item, reply, _picked(item, conversation))
    except (ValueError, KeyError) as error:
        raise CheckerError(f"{item.id}: {error!r}") from error
    answer = None if found.answer is None else ", ".join(f"{key}: {value}" for key, value in found.answer.items())
    return Verdict(float(found.right), found.error, answer, found.answer is not None)


def _picked(item: Item, conversation: Conversation) -> dict[str, str]:
    """Return the fact that the user settled by pointing at the assistant's list, if they did."""
    pointing = [(shard.pointer, shard.option, shard.keys[0]) for shard in item.shards if shard.pointer]
    previous = ""
    for turn in conversation.turns:
        for pointer, option, key in pointing:
            if turn.speaker == USER and pointer in turn.text and len(options(previous)) > option:
                return {key: options(previous)[option]}
        previous = turn.text if turn.speaker == ASSISTANT else previous
    return {}
