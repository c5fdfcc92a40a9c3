"""A user played by a model: it words the parts of a goal itself, one a turn, and is checked by what it says.

Its goal is kept apart from what was said: the model is shown the parts and which of them were said, judged from the
conversation alone, so that any prefix can be resumed. A user that leaves its role ends the episode at the user boundary.
"""

from __future__ import annotations

from commonground.conversation.record import SYSTEM, USER, Conversation, Turn
from commonground.conversation.transcript import transcript
from commonground.episodes import prompts
from commonground.episodes.fidelity import UserState, states
from commonground.episodes.task import Task
from commonground.errors import EndpointError, UserSimulatorError
from commonground.models.chat import ChatModel, Request, Sampling, Usage, complete
from commonground.text.replies import json_object

_GREEDY = Sampling()
_TRIES = 2  # a reply that is no JSON is asked for once more


class ModelUser:
    """Plays the user of `task` with `model`. The intent is said as it stands, with no call, as in arXiv 2505.06120."""

    def __init__(self, task: Task, model: ChatModel, sampling: Sampling = _GREEDY) -> None:
        self.task, self._model, self._sampling = task, model, sampling
        self.usage = Usage()  # what the user's own calls took

    async def next_turn(self, conversation: Conversation) -> Turn | None:
        """Return what the user says next, or None. Raises: UserSimulatorError where the model leaves the role."""
        if not conversation.by(USER):
            return Turn(USER, self.task.say(self.task, 0, conversation))
        before = states(self.task, conversation)[-1]
        hidden = [part for part, state in enumerate(before.parts) if state != "complete"]
        if not hidden and "?" not in conversation.turns[-1].text:
            return None
        text = await self._say(conversation, before)
        if not text:
            if hidden:
                raise UserSimulatorError(f"{self.task.id}: the user ended with {len(hidden)} parts of its goal unsaid")
            return None
        turn = Turn(USER, text)
        self._check(states(self.task, conversation.extend(turn))[-1], text)
        return turn

    async def _say(self, conversation: Conversation, state: UserState) -> str:
        said = [" (said)" if part == "complete" else "" for part in state.parts]
        parts = "\n".join(
            f"{number}.{mark} {shard}"
            for number, (mark, shard) in enumerate(zip(said, self.task.shards, strict=True), 1)
        )
        shown = f"Parts:\n{parts}\n\nConversation:\n{transcript(conversation.turns)}"
        question = Conversation((Turn(SYSTEM, prompts.load("user")), Turn(USER, shown)))
        reply = ""
        for _ in range(_TRIES):
            try:
                answer = await complete(self._model, Request(question, self._sampling))
            except EndpointError as error:
                what = f"{self.task.id}: the user's model did not answer: {error}"
                raise UserSimulatorError(what, error.hint) from error
            reply, self.usage = answer.text, self.usage + answer.usage
            if (text := read_move(reply)) is not None:
                return text
        what = f"{self.task.id}: the user's model did not reply as asked: {reply[:80]!r}"
        raise UserSimulatorError(what, "try another --user-model")

    def _check(self, state: UserState, text: str) -> None:
        if state.solved:
            wrong = "solved the task itself"
        elif not state.profile_aligned:
            wrong = "stated what is no part of its goal"
        else:
            return
        raise UserSimulatorError(f"{self.task.id}: the user {wrong}: {text[:80]!r}", "try another --user-model")


def read_move(reply: str) -> str | None:
    """Return what a reply says, "" for nothing; None where it is not the JSON that was asked for."""
    text = (json_object(reply) or {}).get("say")
    return text.strip() if isinstance(text, str) else None
