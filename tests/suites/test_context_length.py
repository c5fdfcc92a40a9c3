"""Long chats of the suites fit the embedded model's context, as they are played bare and with every note."""

from __future__ import annotations

import asyncio
import json
import re
from functools import cache

import pytest
from tokenizers import Tokenizer

from commonground.conversation.record import Conversation
from commonground.episodes.episode import briefed, run_episode
from commonground.episodes.task import Task
from commonground.mediation.presets import steps
from commonground.mediation.step import mediate
from commonground.models import conversion
from commonground.models.chat import Request, Sampling
from commonground.models.scripted import Script
from commonground.suites import restyle, terms
from commonground.suites.styles import styled
from commonground.suites.suite import Suite
from commonground.town.families.lookups import KNOWN

CONTEXT = int(json.loads((conversion.FOLDER / "config.json").read_text())["max_position_embeddings"])
SEEN: list[Conversation] = []


@cache
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(conversion.FOLDER / "tokenizer.json"))


def tokens(conversation: Conversation) -> int:
    """A token for each role, one for each end, and the text."""
    return sum(len(tokenizer().encode(f" {turn.text}").ids) + 2 for turn in conversation.turns)


def director(request: Request) -> str:
    SEEN.append(request.conversation)
    text, last = request.conversation.turns[0].text, request.conversation.turns[-1].text
    things = re.findall(r"^\d\. (.*)$", text, re.MULTILINE)
    number = int(re.findall(r"Next: (\d)", last)[-1])
    return f"The {things[number - 1]}."


def clerk(request: Request) -> str:
    SEEN.append(request.conversation)
    return styled("formal", max((one for one in KNOWN if one in request.conversation.turns[-1].text), key=len))


def played(suite: Suite, condition: str, task: Task, model: Script, mediation: str) -> int:
    """Return the tokens of the longest thing that the model was shown, and of its reply."""
    SEEN.clear()
    (one,) = suite.only([condition]).conditions
    start = briefed(task.briefing if task.family not in restyle.KINDS else "")  # the embedded model knows the town
    mediated = mediate(model, steps(mediation))
    episode = asyncio.run(run_episode(one.user(task), mediated, start=start, sampling=Sampling(), cap=one.turns(task)))
    assert episode.failure is None
    return max(tokens(seen) for seen in SEEN) + 40


@pytest.mark.parametrize("mediation", ["off", "terms"])
@pytest.mark.parametrize("condition", ["GAME", "SWITCH", "STRANGER"])
def test_a_game_fits(condition: str, mediation: str) -> None:
    for task in terms.tasks(5, 8):
        assert played(terms.suite(), condition, task, Script(director), mediation) < CONTEXT


@pytest.mark.parametrize("mediation", ["off", "restyle"])
def test_a_chat_of_twenty_turns_fits(mediation: str) -> None:
    for task in restyle.tasks(5, 10):
        assert played(restyle.suite(), "AT-20", task, Script(clerk), mediation) < CONTEXT


@pytest.mark.parametrize("suite", [terms.suite(), restyle.suite()], ids=lambda suite: suite.name)
def test_every_condition_has_the_columns_that_show_its_step(suite: Suite) -> None:
    for condition in suite.conditions:
        if condition.name != "TERSE":
            assert {"off", "prompt", suite.name, "light", "full", f"full-{suite.name}"} == set(condition.mediations)


def test_a_step_and_everything_but_it_can_be_asked_for() -> None:
    from commonground.mediation.presets import STEPS, names, versions

    for name in ("terms", "restyle"):
        assert names(name) == (name,)
        assert name not in names(f"full-{name}")
        assert f"step {name}" in versions(name)
        assert STEPS[name].calls == 0
        assert STEPS[name].fields == ()
