"""The diet of field `missing`: its question asks for the first fact that is not there, and nothing else has one."""

from __future__ import annotations

from functools import cache
from random import Random

from commonground.mediation.reader import MISSING, NEEDS, REQUEST
from commonground.mediation.steps.clarify import asks_one_fact
from commonground.town.families import FAMILIES
from commonground.town.items import make_item
from commonground.town.questions import TO_ASK
from commonground.training.embedded import diet
from commonground.training.embedded.roles.clarify import LEFT_OUT, scene
from commonground.training.embedded.roles.request import THANKS
from commonground.training.embedded.roles.scene import Scene


@cache
def scenes() -> tuple[Scene, ...]:
    return tuple(scene(Random(f"test/{number}")) for number in range(600))


def test_the_same_seed_gives_the_same_scene() -> None:
    assert scene(Random(5)) == scene(Random(5)) != scene(Random(6))


def test_every_question_is_one_of_the_towns_and_asks_one_fact() -> None:
    known = {text for name, keys in TO_ASK.items() if name not in LEFT_OUT for text in keys.values()}
    found = {one.answers[MISSING] for made in scenes() for one in made.exchanges if MISSING in one.answers}
    assert found == known
    assert all(asks_one_fact(text) for text in found)


def test_requests_lack_something_in_a_fair_share_of_turns() -> None:
    turns = [one for made in scenes() for one in made.exchanges]
    assert 0.2 < sum(MISSING in one.answers for one in turns) / len(turns) < 0.5


def test_what_is_needed_names_the_open_facts_and_the_question_is_for_the_first() -> None:
    turns = [one.answers for made in scenes() for one in made.exchanges]
    assert all((": ?" in one.get(NEEDS, "")) == (MISSING in one) for one in turns)
    for one in turns:
        if MISSING in one:
            first = next(fact.partition(":")[0] for fact in one[NEEDS].split("; ") if fact.endswith(": ?"))
            assert one[MISSING] in {keys.get(first) for keys in TO_ASK.values()}


def test_values_that_are_needed_stand_in_the_users_words() -> None:
    for made in scenes():
        said = ""
        for one in made.exchanges:
            said = f"{said} {one.text}"
            facts = [fact.partition(": ")[2] for fact in one.answers.get(NEEDS, "").split("; ") if fact]
            assert all(value.lower() in said.lower() for value in facts if value != "?"), (facts, said)


def test_families_left_out_never_occur() -> None:
    said = "\n".join(text for made in scenes() for one in made.exchanges for text in (one.text, one.reply))
    for name in LEFT_OUT:
        assert FAMILIES[name].read(said) is None
        assert not [opening for opening in FAMILIES[name].intents("train") if opening in said]


def test_what_the_assistant_asked_is_no_longer_missing_once_it_was_answered() -> None:
    answered = 0
    for made in scenes():
        for one, after in zip(made.exchanges, made.exchanges[1:], strict=False):
            if one.reply == one.answers.get(MISSING):
                answered += 1
                assert after.answers.get(MISSING) != one.reply
                assert after.answers[REQUEST].endswith(after.text)
                assert len(after.answers[REQUEST]) > len(after.text)
    assert answered > 100


def test_at_most_two_questions_come_in_a_row() -> None:
    for made in scenes():
        run = 0
        for one in made.exchanges:
            run = run + 1 if one.reply == one.answers.get(MISSING) else 0
            assert run <= 2


def test_thanks_lack_nothing() -> None:
    for made in scenes():
        for one in made.exchanges:
            if one.text in THANKS:
                assert dict(one.answers) == {}


def test_nothing_is_said_as_in_the_test_split() -> None:
    said = "\n".join(one.text for made in scenes() for one in made.exchanges)
    for name, family in FAMILIES.items():
        for index in range(5):
            item = make_item(name, "test", 0, index)
            assert item.full not in said
        for slot in family.slots:
            for text in slot.wording.sentences:
                whole = text in slot.wording.statements("test")
                others = any(
                    text in one.wording.statements("train") for kind in FAMILIES.values() for one in kind.slots
                )
                if whole and not others and "{v}" not in text:
                    assert text not in said


def test_it_stands_in_the_second_course_only() -> None:
    assert "reads what is missing" in diet.SECOND.shares
    assert "reads what is missing" not in diet.FIRST.shares
