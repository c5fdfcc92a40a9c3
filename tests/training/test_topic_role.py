"""The diet of field `topic`: only a system text that confines makes anything off topic; the bare assistant does not mind."""

from __future__ import annotations

from functools import cache
from random import Random

from commonground.conversation.record import SYSTEM, Conversation, Turn
from commonground.mediation.confinement import confinement
from commonground.mediation.reader import TOPIC
from commonground.suites import topic as suite
from commonground.town.families import FAMILIES
from commonground.training.embedded import diet
from commonground.training.embedded.example import Example
from commonground.training.embedded.roles import topic
from commonground.training.embedded.roles.request import THANKS
from commonground.training.embedded.roles.scene import Exchange, Scene, example
from commonground.training.embedded.roles.topic import ELSE, LEFT_OUT, SUBJECTS, chat, scene


@cache
def scenes() -> tuple[Scene, ...]:
    return tuple(scene(Random(f"test/{number}")) for number in range(600))


@cache
def chats() -> tuple[Example, ...]:
    return tuple(chat(Random(f"test/{number}")) for number in range(400))


def confines(text: str) -> bool:
    return confinement(Conversation((Turn(SYSTEM, text),))) is not None


def test_the_same_seed_gives_the_same() -> None:
    assert scene(Random(5)) == scene(Random(5)) != scene(Random(6))
    assert chat(Random(5)) == chat(Random(5)) != chat(Random(6))


def test_only_under_a_text_that_confines_is_anything_off_topic() -> None:
    values = {one.answers.get(TOPIC) for made in scenes() for one in made.exchanges}
    assert {ELSE, None, *(called for called, _ in SUBJECTS.values())} <= values
    for made in scenes():
        if any(TOPIC in one.answers for one in made.exchanges):
            assert confines(made.system), made.system
    free = [made for made in scenes() if not confines(made.system)]
    assert 0.15 < len(free) / len(scenes()) < 0.35


def test_both_kinds_of_turn_are_there_under_a_text_that_confines() -> None:
    confined = [made for made in scenes() if confines(made.system)]
    turns = [one for made in confined for one in made.exchanges]

    def about(one: Exchange) -> bool:
        made = next(made for made in confined if one in made.exchanges)
        found = confinement(Conversation((Turn(SYSTEM, made.system),)))
        return found is not None and found.about(one.answers[TOPIC])

    off = [one for one in turns if TOPIC in one.answers and not about(one)]
    assert 0.15 < len(off) / len(turns) < 0.5
    assert not [one for one in turns if one.text in THANKS and one.answers]


def test_every_training_rule_is_read_by_the_step() -> None:
    for rule in topic.RULES:
        found = confinement(Conversation((Turn(SYSTEM, rule.format(s="letters")),)))
        assert found is not None
        assert found.subject == "for letters"
    for text in topic.HANDS_OVER:
        rule = f"You help with rides only. {text.format(s='letters', S='Letters', w='Kelu')}"
        found = confinement(Conversation((Turn(SYSTEM, rule),)))
        assert found is not None
        assert [(what.lower(), who) for what, who in found.others] == [("letters", "Kelu")]
    assert not any(confines(text.format(s="letters")) for text in topic.OPEN)


def test_wordings_of_the_suite_never_occur() -> None:
    rules = {text.split("{s}")[0] for text in suite.RULES if len(text.split("{s}")[0]) > 8}
    systems = "\n".join(made.system for made in scenes())
    assert rules
    assert not [text for text in rules if text in systems]
    assert not set(suite.RULES) & set(topic.RULES)
    assert not set(suite.HANDS_OVER) & set(topic.HANDS_OVER)
    assert not set(suite.FAR) & set(topic.FAR)


def test_subjects_left_out_are_those_that_the_suite_reports_apart() -> None:
    assert suite.LEFT_OUT == LEFT_OUT
    assert not set(SUBJECTS) & set(LEFT_OUT)
    texts = [text for made in scenes() for one in made.exchanges for text in (one.text, one.reply)]
    texts += [text for made in chats() for _, text in made.messages]
    said = "\n".join((*texts, *(made.system for made in scenes())))
    for name in LEFT_OUT:
        assert FAMILIES[name].read(said) is None
        assert suite.SUBJECTS[name].name not in said


def test_a_return_says_so_and_is_restated_without_saying_so() -> None:
    back = [
        one for made in scenes() for one in made.exchanges if one.text.startswith(("Back to the ", "To return to "))
    ]
    assert back
    for one in back:
        assert "ack to the " not in one.answers["request"]
        assert "To return to " not in one.answers["request"]


def test_the_bare_assistant_mostly_answers_whatever_is_asked() -> None:
    replies = [text for made in chats() for role, text in made.messages if role == "assistant"]
    declines = [text for text in replies if "I help with" in text or "I only help" in text or "cannot do that" in text]
    assert 0.02 < len(declines) / len(replies) < 0.15
    assert all(made.messages[0][0] == "system" and confines(made.messages[0][1]) for made in chats())


def test_the_mediator_sees_the_system_text() -> None:
    made = next(made for made in scenes() if confines(made.system))
    asked = example("x", made, ("topic",)).messages
    assert asked[1][1].startswith("System: You help with ")
    assert asked[2][1].startswith('{"topic": ')


def test_both_stand_in_the_second_course_only() -> None:
    for name in ("reads the topic", "confined"):
        assert name in diet.SECOND.shares
        assert name not in diet.FIRST.shares
