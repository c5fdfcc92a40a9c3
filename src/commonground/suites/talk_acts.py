"""Repair: a user who asks something of the talk itself, and whether that act comes back.

A complete request of the town is answered first; then the user asks to hear it again, drops it, ends the talk, corrects it,
approves of it, or asks for something else (the control: no act must fire). Each act has an exact checker. Wordings are the
suite's own, written apart from the rules of `measures.requests`. After NC-Bench (arXiv 2601.06426).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from commonground.conversation.record import ASSISTANT, Conversation
from commonground.episodes import users
from commonground.episodes.task import Task, Verdict
from commonground.episodes.users import FixedUser
from commonground.measures.repair import repeats
from commonground.suites.suite import Condition, Suite
from commonground.suites.town_tasks import check as town_check
from commonground.text.tokens import words
from commonground.town import facts, grading
from commonground.town.families import FAMILIES
from commonground.town.items import Item, make_item

NAME, VERSION = "repair", "1"
_SAME = 0.9  # of a reply's words stand in the earlier one: it is said again
_SHORT = 20  # words that an acknowledgement may have


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.strip().splitlines())


SAID = {
    "repeat": _lines(
        """
        Could you repeat that?
        Say that again, please.
        Sorry, I missed that. What did you say?
        Come again?
        Can you give me that once more?
        Pardon? I did not catch it.
        Please read that back to me.
        What was that again?
        One more time, please.
        I was away for a second, can you say it again?
        Tell me again.
        Would you mind repeating it?
        Hm, I lost the thread. Your last message again, please.
        Repeat your answer.
        Once more?
        What did you just tell me?
        """
    ),
    "abort": _lines(
        """
        Never mind.
        Forget it.
        Stop, I do not need this any more.
        Let us drop it.
        Cancel that.
        Scrap it, please.
        Leave it, it is not important.
        I changed my mind, I do not want it after all.
        Forget about it, thanks.
        No need to go on with this.
        Actually, skip it.
        Do not bother.
        Let it be.
        That is off now, leave it.
        Call it off.
        We no longer need that.
        """
    ),
    "close": _lines(
        """
        That is all, thank you. Goodbye.
        Thanks, bye.
        Great, that was everything.
        I am done here, thanks.
        See you.
        Thank you, have a nice day.
        Nothing else for today. Bye.
        Perfect, good night.
        All set, thanks. Bye now.
        That will be all.
        Cheers, talk to you later.
        Okay, I have to go now. Goodbye.
        Thanks for the help, take care.
        We are finished, thank you.
        Good, until next time.
        That is it for now, bye.
        """
    ),
    "approve": _lines(
        """
        Great, that works.
        Perfect.
        Yes, exactly.
        Looks good to me.
        That is right.
        Good, I like it.
        Okay, fine.
        Wonderful, just what I wanted.
        Yes, that is it.
        Sounds right.
        Very good.
        All right, good.
        Fine by me.
        That is what I meant.
        Super.
        Yes, correct.
        """
    ),
}
ACTS = ("repeat", "abort", "close", "correct", "approve", "none")
_TOWN = tuple(name for name, family in FAMILIES.items() if family.kind not in ("decomposes", "refers"))


def suite() -> Suite:
    """Return the suite."""
    return Suite(
        name=NAME,
        version=VERSION,
        conditions=(
            Condition(
                "REPAIR",
                lambda task: FixedUser(task.shards),
                ("off", "prompt", "repair", "explicate", "light", "full", "full-repair"),
                turns=lambda task: len(task.shards),
            ),
        ),
        claims=(),
        versions={"town": facts.VERSION, "grading": grading.VERSION, "users": users.VERSION},
        tasks=tasks,
        headline=frozenset(ACTS),
    )


def tasks(seed: int, count: int) -> list[Task]:
    """Return `count` tasks, the acts in turn."""
    return [_task(ACTS[number % len(ACTS)], seed, number // len(ACTS)) for number in range(count)]


def _task(act: str, seed: int, index: int) -> Task:
    random = Random(f"{seed}/{act}/{index}")
    item = _corrected(seed, index) if act == "correct" else make_item(_TOWN[index % len(_TOWN)], "test", seed, index)
    first = " ".join(shard.text for shard in item.shards if not shard.corrects) if act == "correct" else item.full
    if act == "correct":
        second, judged = " ".join(shard.text for shard in item.shards if shard.corrects), _answered(item)
    elif act == "none":
        other = make_item(_TOWN[(index + 1 + index // len(_TOWN)) % len(_TOWN)], "test", seed + 1, index)
        second, judged = other.full, _answered(other)
    else:
        second, judged = random.choice(SAID[act]), _CHECKS[act](item)
    return Task(
        id=f"{act}/{item.id}",
        family=act,
        full=f"{first} {second}",
        shards=(first, second),
        check=judged,
        briefing=item.family.briefing,
        world=facts.VERSION,
    )


def _corrected(seed: int, index: int) -> Item:
    """Return an item in which a later part corrects an earlier one."""
    at = index
    while True:
        item = make_item(_TOWN[at % len(_TOWN)], "test", seed, at)
        if any(shard.corrects for shard in item.shards):
            return item
        at += 1009  # another item of another family


Check = Callable[[Conversation], Verdict]


def _answered(item: Item) -> Check:
    """Return the check that the last reply answers a request."""

    def check(conversation: Conversation) -> Verdict:
        found = town_check(item, conversation)
        return Verdict(found.score, None if found.score else _did(item, conversation), found.answer, found.attempt)

    return check


def _repeated(item: Item) -> Check:
    return lambda conversation: _verdict(_did(item, conversation), ("repeat",), conversation)


def _ended(item: Item) -> Check:
    return lambda conversation: _verdict(_did(item, conversation), ("short",), conversation)


def _approved(item: Item) -> Check:
    """Nothing is to change: what was right is said again, or only acknowledged."""
    return lambda conversation: _verdict(_did(item, conversation), ("repeat", "short", "right"), conversation)


_CHECKS: dict[str, Callable[[Item], Check]] = {
    "repeat": _repeated,
    "abort": _ended,
    "close": _ended,
    "approve": _approved,
}


def _did(item: Item, conversation: Conversation) -> str:
    """Return what the last reply does: repeats the one before, answers rightly or otherwise, is short, or none of these."""
    replies = conversation.by(ASSISTANT)
    last, before = replies[-1].text, replies[-2].text if len(replies) > 1 else ""
    if (repeats(last, before) or 0) >= _SAME and (repeats(before, last) or 0) >= _SAME:
        return "repeat"
    found = town_check(item, Conversation((*conversation.turns[:1], replies[-1])))
    if found.attempt:
        return "right" if found.score else "answer"
    return "short" if len(words(last)) <= _SHORT else "other"


def _verdict(did: str, right: Sequence[str], conversation: Conversation) -> Verdict:
    return Verdict(float(did in right), None if did in right else did, conversation.by(ASSISTANT)[-1].text[:200], True)
