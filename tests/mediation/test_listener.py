"""The listener: what the assistant would be asked, seen before any reply."""

from __future__ import annotations

import pytest

from commonground.conversation.record import Conversation, Turn
from commonground.errors import StepError
from commonground.mediation.listener import Listener
from commonground.mediation.presets import steps
from commonground.models.chat import Request
from commonground.models.scripted import Faulty, Script

TALK = Conversation((Turn("user", "a table"), Turn("assistant", "ok"), Turn("user", "for two")))


async def test_it_keeps_what_would_be_asked_and_what_was_spent() -> None:
    listener = Listener()
    assert (listener.text, listener.asked) == ("", None)
    await listener.hear(steps("light", Script(["A table for two."])), Request(TALK))
    assert listener.text == "A table for two."
    assert listener.usage.calls == 1


async def test_without_steps_it_is_asked_what_came() -> None:
    listener = Listener()
    await listener.hear((), Request(TALK))
    assert listener.asked == Request(TALK)
    assert listener.usage.calls == 0


async def test_a_step_that_fails_raises() -> None:
    with pytest.raises(StepError):
        await Listener().hear(steps("light", Faulty(Script([""]), "connect")), Request(TALK))
