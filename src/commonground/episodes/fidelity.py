"""How faithful a played user was: what became of each part of its goal, turn by turn, and what it did that users do not.

Judged on the words alone, against the goal and the conversation, never by the one who played. A part is complete when at
least half of its anchors (numbers, names, longer words; those that no other part has, where there are any) were said by the
user so far, attempted when some were.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from commonground.conversation.record import ASSISTANT, USER, Conversation, Turn, branch
from commonground.episodes.task import Task

VERSION = "fidelity-1"
Part = Literal["incomplete", "attempted", "complete"]
_UNSAID: Part = "incomplete"
_COMPLETE, _ECHO = (
    0.5,
    0.7,
)  # shares of a part's anchors said, and of a turn's word pairs taken from the reply before it
_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_SPELLED = {word: str(number) for number, word in enumerate(_NUMBERS)}


@dataclass(frozen=True, slots=True)
class UserState:
    """Where the user stands after one of its turns.

    `parts` say how far each part of the goal was said. `profile` is misaligned when the turn states a number that no part
    of the goal holds; `policy` when it repeats a part, says several new ones, echoes the assistant or solves the task.
    """

    parts: tuple[Part, ...]
    profile_aligned: bool
    policy_aligned: bool
    repeated: bool = False
    leaked: bool = False
    echoed: bool = False
    solved: bool = False

    @property
    def task(self) -> Part:
        """Return how far the whole goal was said."""
        if set(self.parts) == {"complete"}:
            return "complete"
        return "incomplete" if set(self.parts) == {"incomplete"} else "attempted"


def states(task: Task, conversation: Conversation) -> tuple[UserState, ...]:
    """Return the state after each user turn of `conversation`: a fold, so that any prefix can be judged."""
    return tuple(_states(task, conversation))


def _states(task: Task, conversation: Conversation) -> Iterator[UserState]:
    said: set[str] = set()
    owned = _owned(task)
    goal = set().union(*map(_anchors, task.shards))
    before = (_UNSAID,) * len(task.shards)
    for index, turn in enumerate(conversation.turns):
        if turn.speaker != USER:
            continue
        words, reply = _anchors(turn.text), _reply_before(conversation, index)
        known = said | _anchors(reply)
        said |= words
        parts = tuple(_part(anchors, said) for anchors in owned)
        new = [part for part, (old, now) in enumerate(zip(before, parts, strict=True)) if now == "complete" != old]
        first = index == 0 or not any(one.speaker == USER for one in conversation.turns[:index])
        again = not new and not first and _says_a_part_again(owned, words, before)
        echoed = bool(reply) and _echoes(turn.text, reply)
        solved = _solves(task, conversation, index)
        leaked = len(new) > 1 and not first
        numbers = {word for word in words if word.isdecimal()}
        yield UserState(
            parts, numbers <= goal | known, not (again or leaked or echoed or solved), again, leaked, echoed, solved
        )
        before = parts


def _part(anchors: set[str], said: set[str]) -> Part:
    share = len(anchors & said) / len(anchors) if anchors else 1.0
    return "complete" if share >= _COMPLETE else "attempted" if share else "incomplete"


def _owned(task: Task) -> list[set[str]]:
    """Return the anchors of each part that no other part has, all of them where there are none."""
    every = [_anchors(shard) for shard in task.shards]
    others = [set().union(*every[:part], *every[part + 1 :]) for part in range(len(every))]
    return [anchors - other or anchors for anchors, other in zip(every, others, strict=True)]


def _says_a_part_again(owned: Sequence[set[str]], words: set[str], before: Sequence[Part]) -> bool:
    """Return whether a turn says most of a part that was complete before it."""
    done = [anchors for anchors, part in zip(owned, before, strict=True) if part == "complete"]
    return any(anchors and len(anchors & words) / len(anchors) > _COMPLETE for anchors in done)


def _anchors(text: str) -> set[str]:
    """Return what carries a text's facts: numbers, also spelled out, and words of four letters or more."""
    words = re.findall(r"\d+(?:[.:]\d+)*|[^\W\d_]+", text.casefold())
    return {_SPELLED.get(word, word) for word in words if len(word) > 3 or word[0].isdecimal() or word in _SPELLED}


def _echoes(text: str, reply: str) -> bool:
    """Return whether most of the word pairs of a turn of some length stand in the reply before it."""
    pairs, heard = _pairs(text), _pairs(reply)
    return len(pairs) > 5 and sum(pair in heard for pair in pairs) / len(pairs) >= _ECHO


def _pairs(text: str) -> list[tuple[str, str]]:
    words = re.findall(r"\w+", text.casefold())
    return list(pairwise(words))


def _solves(task: Task, conversation: Conversation, index: int) -> bool:
    """Return whether the user's own turn, as a reply, would be a right answer that no part of the goal holds."""
    turn = conversation.turns[index]
    if any(turn.text.strip() == shard.strip() for shard in task.shards) or task.slow:
        return False
    as_reply = branch(conversation, index).extend(Turn(ASSISTANT, turn.text))
    return task.check(as_reply).score >= 1 and not any(_right(task, shard) for shard in task.shards)


def _right(task: Task, text: str) -> bool:
    return task.check(Conversation((Turn(USER, ""), Turn(ASSISTANT, text)))).score >= 1


def _reply_before(conversation: Conversation, index: int) -> str:
    replies = [turn.text for turn in conversation.turns[:index] if turn.speaker == ASSISTANT]
    return replies[-1] if replies else ""


def fidelity(task: Task, conversation: Conversation) -> Mapping[str, int | bool]:
    """Return counts over the user's turns: parts revealed of all, turns that repeated, leaked, echoed or solved; its ending."""
    found = states(task, conversation)
    last = found[-1].parts if found else ()
    return {
        "turns": len(found),
        "parts": len(task.shards),
        "revealed": sum(part == "complete" for part in last),
        "repeated": sum(state.repeated for state in found),
        "leaked": sum(state.leaked for state in found),
        "echoed": sum(state.echoed for state in found),
        "solved": sum(state.solved for state in found),
        "profile_misaligned": sum(not state.profile_aligned for state in found),
        "wrong_ending": any(part != "complete" for part in last),
    }
