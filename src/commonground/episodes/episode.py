"""The loop: a user and a model talk until the user has nothing more to say, or a cap is reached."""

from __future__ import annotations

from dataclasses import dataclass, replace

from commonground.conversation.record import ASSISTANT, SYSTEM, USER, Conversation, Turn
from commonground.episodes.users import UserSimulator
from commonground.errors import BoundaryError
from commonground.models.chat import ChatModel, Request, Sampling, Usage, complete


@dataclass(frozen=True, slots=True)
class Episode:
    """What came of it: the conversation, what it cost, and the boundary error that ended it early, if one did.

    `capped` is True when the user still had something to say at the cap.
    """

    conversation: Conversation
    usage: Usage
    failure: BoundaryError | None = None
    capped: bool = False


async def run_episode(
    user: UserSimulator, model: ChatModel, *, start: Conversation | None = None, sampling: Sampling, cap: int
) -> Episode:
    """Return the episode of `user` and `model` that goes on from `start`, with at most `cap` user turns in all.

    A `BoundaryError` ends the episode and is kept; the turns before it are kept too. Anything else is a defect and raised.
    """
    conversation, usage = start or Conversation(), Usage()
    try:
        while (turn := await user.next_turn(conversation)) is not None:
            if len(conversation.by(USER)) >= cap:
                return Episode(conversation, usage, capped=True)
            conversation = conversation.extend(turn)
            reply = await complete(model, Request(conversation, sampling))
            index = len(conversation.turns)
            events = [replace(event, turn=index) for event in reply.events]
            conversation, usage = conversation.extend(Turn(ASSISTANT, reply.text), events), usage + reply.usage
    except BoundaryError as error:
        return Episode(conversation, usage, error)
    return Episode(conversation, usage)


def briefed(briefing: str) -> Conversation:
    """Return the conversation to start from: a system turn with the briefing, or nothing where there is none."""
    return Conversation((Turn(SYSTEM, briefing),)) if briefing else Conversation()
