"""Rules at the gateway: a user's own words, from a file or from what they explained, and never another's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from commonground.conversation.record import USER, Turn
from commonground.mediation.rules import Rule, guideline, word
from commonground.mediation.steps.own_words import own_words
from commonground.memory.reading import read
from commonground.memory.store import Memory
from commonground.models.chat import ChatModel
from commonground.models.scripted import Script
from commonground.server.mediating import ANSWERED, FAILED, PASSED, REWRITTEN, Apart, mediated

RULES = (word("zorla", "Tuesday", "ann"), word("krin", "the Old Mill"), guideline("Be brief.", "ann"))


def body(*texts: str, user: str = "ann") -> bytes:
    messages = [{"role": ("user", "assistant")[at % 2], "content": text} for at, text in enumerate(texts)]
    return json.dumps({"model": "m", "user": user, "messages": messages, "seed": 7}).encode()


def passing(asked: str) -> ChatModel:
    return Script(lambda request: "PASS")


async def sent(
    given: bytes, preset: str = "light", rules: tuple[Rule, ...] = RULES
) -> tuple[str, list[dict[str, str]]]:
    done = await mediated(given, preset, passing, 5, Apart(rules=rules))
    return done.done, json.loads(done.body)["messages"]


async def test_a_private_word_goes_to_the_upstream_as_what_it_means() -> None:
    done, messages = await sent(body("A table at the krin on zorla."))
    assert done == REWRITTEN
    assert messages[-1] == {"role": "user", "content": "A table at the Old Mill on Tuesday."}
    assert messages[0]["role"] == "system"
    assert messages[0]["content"].endswith("- Be brief.")


async def test_another_user_has_only_what_is_everyones() -> None:
    done, messages = await sent(body("A table at the krin on zorla.", user="bob"))
    assert done == REWRITTEN
    assert messages == [{"role": "user", "content": "A table at the Old Mill on zorla."}]


async def test_earlier_turns_of_the_user_are_read_so_too_and_replies_stay() -> None:
    _, messages = await sent(
        body("Is zorla free?", "What is zorla?", "What does the krin cost?", "18.", "Is it good?", user="ann")
    )
    said = [one["content"] for one in messages if one["role"] != "system"]
    assert said == ["Is Tuesday free?", "What is zorla?", "What does the Old Mill cost?", "18.", "Is it good?"]


@pytest.mark.parametrize("preset", ["off", "prompt", "repair", "full-explicate"])
async def test_where_nothing_explicates_rules_do_nothing(preset: str) -> None:
    _, messages = await sent(body("On zorla."), preset)
    assert messages[-1]["content"] == "On zorla."


async def test_what_has_no_private_word_passes_byte_for_byte() -> None:
    given = body("A table on Monday.", user="bob")
    done = await mediated(given, "light", passing, 5, Apart(rules=RULES))
    assert (done.done, done.body) == (PASSED, given)


async def test_the_rest_of_a_body_stays_as_it_came() -> None:
    done = await mediated(body("On zorla."), "light", passing, 5, Apart(rules=RULES))
    told = json.loads(done.body)
    assert {name: told[name] for name in told if name != "messages"} == {"model": "m", "user": "ann", "seed": 7}


async def test_what_a_step_answers_needs_no_rule() -> None:
    done = await mediated(
        body("On zorla.", "Done.", "Say that again, please."), "light", passing, 5, Apart(rules=RULES)
    )
    assert (done.done, done.text) == (ANSWERED, "Done.")


async def test_words_that_a_user_explained_hold_in_their_next_chat(tmp_path: Path) -> None:
    memory = Memory(str(tmp_path / "memory.sqlite3"))
    await memory.database.check()
    await memory.learn("ann", read([Turn(USER, "By zorla I mean Friday.")]), "c", 1.0)

    async def said(user: str) -> str:
        apart = Apart(remembering=lambda who: (own_words(memory, who),))
        done = await mediated(body("A table on zorla.", user=user), "light", passing, 5, apart)
        return str(json.loads(done.body)["messages"][-1]["content"])

    assert await said("ann") == "A table on Friday."
    assert await said("bob") == "A table on zorla."
    await memory.forget_owner("ann")
    assert await said("ann") == "A table on zorla."
    await memory.aclose()


async def test_a_memory_that_fails_lets_the_request_pass_as_it_came(tmp_path: Path) -> None:
    broken = Memory(str(tmp_path))
    given = body("A table on zorla.")
    done = await mediated(given, "light", passing, 5, Apart(remembering=lambda who: (own_words(broken, who),)))
    assert (done.done, done.body) == (FAILED, given)
    assert "own_words" in done.why
    await broken.aclose()
