"""The `by_rules` step: private words stand as what they mean, in every turn of the user's, and guidelines as a note."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.mediation.given import Ear

from commonground.conversation.record import ASSISTANT, SYSTEM, USER, Conversation, Turn
from commonground.errors import StepError
from commonground.mediation.presets import steps
from commonground.mediation.rules import Rule, guideline, word
from commonground.mediation.step import mediate
from commonground.mediation.steps.by_rules import by_rules, meant
from commonground.mediation.steps.own_words import own_words
from commonground.mediation.steps.recall import recall
from commonground.memory.reading import read
from commonground.memory.store import Memory
from commonground.models.chat import Reply, Request, complete
from commonground.models.scripted import Script

RULES = (
    word("zorla", "Tuesday"),
    word("krin", "the Old Mill"),
    word("nilbo", "at 19:00"),
    word("usual way", "for 4 people"),
)


def talk(*texts: str) -> Conversation:
    return Conversation(tuple(Turn((USER, ASSISTANT)[at % 2], text) for at, text in enumerate(texts)))


def reworded(*texts: str, rules: tuple[Rule, ...] = RULES) -> list[str]:
    return [turn.text for turn in meant(talk(*texts), rules)[0].by(USER)]


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("Come on zorla.", "Come on Tuesday."), ("ZORLA, please.", "Tuesday, please."), ("At the krin.", "At the Old Mill."),
        ("A table at nilbo!", "A table at 19:00!"), ("Krin on zorla", "The Old Mill on Tuesday"),
        ("A table, the  usual  way.", "A table, for 4 people."), ("zorlas and zorla-ish", "zorlas and zorla-ish"), ("", ""),
    ],
)  # fmt: skip
def test_a_private_word_stands_as_what_it_means(said: str, means: str) -> None:
    assert reworded(said) == [means]


def test_all_of_the_users_turns_are_read_so_and_no_others() -> None:
    conversation = talk("Come on zorla.", "You said zorla.", "At the krin.")
    changed, used = meant(conversation, RULES)
    assert [turn.text for turn in changed.turns] == ["Come on Tuesday.", "You said zorla.", "At the Old Mill."]
    assert [rule.trigger for rule in used] == ["zorla", "krin"]
    assert meant(talk("Hello."), RULES) == (talk("Hello."), ())
    assert meant(talk("zorla", "what?"), RULES)[1] == ()  # nobody waits for a reply


def test_what_one_rule_puts_no_other_reads() -> None:
    swapped = (word("monday", "Tuesday"), word("tuesday", "Monday"))
    assert reworded("Monday or Tuesday", rules=swapped) == ["Tuesday or Monday"]


def test_what_is_explained_in_the_chat_counts_at_once_and_over_any_rule() -> None:
    said = ("Come on zorla.", "Monday it is.", "By zorla I mean Friday. And at the krin.")
    assert reworded(*said) == ["Come on Friday.", "By zorla I mean Friday. And at the Old Mill."]
    assert reworded(*said, rules=()) == ["Come on Friday.", "By zorla I mean Friday. And at the krin."]


async def heard(said: Conversation, *rules: Rule, user: str = "") -> tuple[Ear, Reply]:
    ear = Ear()
    return ear, await complete(mediate(ear, [by_rules(rules, user)]), Request(said))


async def test_guidelines_are_a_note_and_each_act_is_told() -> None:
    said = Conversation((Turn(SYSTEM, "You book."), Turn(USER, "On zorla.")))
    ear, reply = await heard(said, *RULES, guideline("Be brief."))
    assert [turn.text for turn in ear.turns] == [
        "You book.\nWhat was learnt of how to answer:\n- Be brief.",
        "On Tuesday.",
    ]
    told = [event.value for event in reply.events]
    assert [(one["step"], one["action"]) for one in told if isinstance(one, dict)] == [
        ("by_rules", "note"),
        ("by_rules", "reword"),
    ]
    assert [len(one["rules"]) for one in told if isinstance(one, dict)] == [1, 1]


async def test_without_a_rule_that_bears_on_it_a_request_passes_as_it_came() -> None:
    ear, reply = await heard(talk("On Monday."), *RULES, replace(guideline("Be brief."), on=False))
    assert (ear.turns, reply.events) == (talk("On Monday.").turns, ())


async def test_another_users_rule_is_never_used() -> None:
    ear, _ = await heard(talk("On zorla."), word("zorla", "Monday", "bob"), user="ann")
    assert ear.turns[-1].text == "On zorla."


def test_presets_go_by_rules_where_they_explicate() -> None:
    assert steps("light", rules=RULES)[0] == by_rules(RULES)
    assert steps("explicate", rules=RULES)[0] == by_rules(RULES)
    for preset in ("off", "prompt", "repair", "full-explicate"):
        assert steps(preset, rules=RULES) == steps(preset)
    assert steps("light", rules=()) == steps("light")


async def test_the_mediator_reads_what_was_meant() -> None:
    ear, asked = Ear(), list[str]()

    def mediator(request: Request) -> str:
        asked.append(request.conversation.turns[-1].text)
        return "Book a table on Tuesday at 19:00."

    said = talk("Book a table on zorla.", "Done.", "At 19:00.")
    await complete(mediate(ear, steps("light", Script(mediator), rules=RULES)), Request(said))
    assert "zorla" not in asked[0]
    assert ear.turns[-1].text == "Book a table on Tuesday at 19:00."


async def test_what_a_user_explained_in_an_earlier_chat_holds_in_the_next_for_that_user_alone(memory: Memory) -> None:
    await memory.learn("ann", read(talk("By zorla I mean Tuesday.").turns), "c", 1.0)
    for owner, text in (("ann", "On Tuesday."), ("bob", "On zorla."), ("", "On zorla.")):
        ear = Ear()
        await complete(mediate(ear, [own_words(memory, owner)]), Request(talk("On zorla.")))
        assert ear.turns[-1].text == text


async def test_a_word_explained_anew_means_the_new_and_is_noted_only_where_it_is_said(memory: Memory) -> None:
    await memory.learn("ann", read(talk("By zorla I mean Tuesday.").turns), "c", 1.0)
    await memory.learn("ann", read(talk("By zorla I mean Friday.").turns), "d", 2.0)
    ear = Ear()
    await complete(mediate(ear, [own_words(memory, "ann"), recall(memory, "ann")]), Request(talk("On zorla.")))
    assert ear.turns[-1].text == "On Friday."
    assert not any(turn.speaker == SYSTEM for turn in ear.turns)
    assert len(await memory.items("ann")) == 1


async def test_a_memory_that_does_not_answer_is_a_failed_step(tmp_path: Path) -> None:
    broken = Memory(str(tmp_path))
    with pytest.raises(StepError, match="own_words: the memory did not answer"):
        await complete(mediate(Ear(), [own_words(broken, "ann")]), Request(talk("On zorla.")))
    await broken.aclose()
