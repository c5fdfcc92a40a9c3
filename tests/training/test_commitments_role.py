"""The role of commitments: true to the town, balanced, readable by the step, and in words that no test has."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from random import Random

from commonground.mediation import prompts
from commonground.mediation.parts.commitments import SEALED
from commonground.mediation.parts.yes_or_no import answered
from commonground.mediation.steps.commitments import KEEPING, _read
from commonground.suites import commitment_games as games
from commonground.suites import commitments as suite
from commonground.suites.commitments import tasks
from commonground.town.families.lookups import KNOWN
from commonground.town.guessing import PROPERTIES, THINGS
from commonground.training.embedded.example import Example
from commonground.training.embedded.roles import commitments as role
from commonground.training.embedded.roles.scene import Scene

SAMPLE = 4000


@cache
def chats() -> tuple[Example, ...]:
    return tuple(role.chat(Random(f"chat/{number}")) for number in range(SAMPLE))


@cache
def scenes() -> tuple[Scene, ...]:
    return tuple(role.scene(Random(f"scene/{number}")) for number in range(1000))


def under(prompt: str) -> list[Example]:
    return [one for one in chats() if one.messages[0] == ("system", prompt)]


def said(example: Example, speaker: str) -> list[str]:
    return [text for who, text in example.messages if who == speaker]


def test_the_same_seed_gives_the_same_example() -> None:
    assert role.chat(Random(7)) == role.chat(Random(7))
    assert role.scene(Random(7)) == role.scene(Random(7))
    assert len({role.chat(Random(seed)) for seed in range(50)}) > 40


def test_one_kind_of_thing_never_occurs() -> None:
    assert role.LEFT_OUT == suite.LEFT_OUT
    texts = [text for one in chats() for text in said(one, "user")]
    texts += [exchange.text for one in scenes() for exchange in one.exchanges]
    known = re.compile(rf"\b(?:{'|'.join(THINGS[role.LEFT_OUT])})\b(?! Row)")  # but for the street
    assert not [text for text in texts if known.search(text)]
    assert not any(re.search(r"\b(?:stop|stops|tram)\b", text) for text in texts)


def test_no_wording_of_the_suite_is_taught() -> None:
    taught = {text for one in chats() for text in said(one, "user")}
    taught |= {exchange.text for one in scenes() for exchange in one.exchanges}
    tested = set[str]()
    for task in tasks(0, 700):
        own = task.game
        tested |= {own.opening, own.reveal, *(own.identity.format(x=thing) for thing in own.things)}
    for (kind, key), forms in games._ASK.items():
        for what in PROPERTIES[kind]:
            asked = [form.format(v=what.value) for form in forms if what.key == key]
            tested |= {f"Thing: {thing}\nQuestion: {text}" for text in asked for thing in THINGS[kind]} | set(asked)
    assert not taught & tested


def test_what_is_said_of_a_thing_is_true_and_as_often_yes_as_no() -> None:
    found = under(prompts.load("about"))
    count = Counter(answered(one.messages[1][1].partition("Question: ")[2], one.messages[-1][1]) for one in found)
    assert set(count) == {True, False}
    assert abs(count[True] - count[False]) < 0.1 * len(found)
    checked = 0
    for one in found:
        thing, asked = one.messages[1][1].removeprefix("Thing: ").split("\nQuestion: ")
        for (kind, key), forms in role._ASKED.items():
            for what in PROPERTIES[kind]:
                if thing in THINGS[kind] and what.key == key and asked in [form.format(v=what.value) for form in forms]:
                    said = one.messages[-1][1]
                    assert said == f"{role.so(kind, thing, what)}."
                    assert answered(asked, said) is (thing in what.true_of), (thing, asked)
                    checked += 1
    assert checked > 0.7 * len(found)


def test_every_fact_of_every_thing_comes_up() -> None:
    wanted = {(kind, one.key) for kind in role.KINDS for one in PROPERTIES[kind]}
    assert wanted == role._ASKED.keys()
    things = {one.messages[1][1].split("\n")[0] for one in under(prompts.load("about"))}
    assert things == {f"Thing: {thing}" for kind in role.KINDS for thing in THINGS[kind]}


def test_comparisons_are_right() -> None:
    prices = {**role._MEALS, **{thing: int(KNOWN[f"price of {thing}"]) for thing in THINGS["product"]}}
    found = 0
    for one in under(prompts.load("about")):
        thing, asked = one.messages[1][1].removeprefix("Thing: ").split("\nQuestion: ")
        match = re.fullmatch(r"Is it dearer than (.+)\?|Does it cost more than ([^\d]+)\?|Is (.+) cheaper\?", asked)
        if match and thing in prices:
            other = next(name for name in match.groups() if name)
            said = f"{thing} {prices[thing]}, {other} {prices[other]}."
            assert one.messages[-1][1] == said
            assert answered(asked, said) is (prices[thing] > prices[other]), (thing, asked)
            found += 1
    assert found > 30


def test_what_can_be_chosen_is_a_line_each_and_is_of_the_kind() -> None:
    found = under(prompts.load("choose"))
    assert found
    for one in found:
        named = _read(one.messages[-1][1])
        assert len(named) >= 4
        assert any(set(named) <= set(things) for things in THINGS.values())


def test_promises_under_a_note_are_kept_and_bare_ones_are_not() -> None:
    kept = broken = 0
    for one in chats():
        asked = next((text for text in said(one, "user") if "romise" in text), "")
        if not asked:
            continue
        word = re.findall(r"\w+", asked)[-1]
        place = next((name for name, verb in (("end", "end|close|finish"), ("start", "start|open|begin"))
                      if re.search(rf"\b(?:{verb})\b", asked)), "never")  # fmt: skip
        replies = said(one, "assistant")[1:]
        holds = [games.kept((place, word), reply) for reply in replies]
        if one.messages[0][0] == "system":
            assert word in one.messages[0][1]
            assert all(holds), one.messages
            kept += 1
        elif place != "never":
            assert not any(holds)
            broken += 1
    assert kept > 100
    assert broken > 20


def test_a_secret_stands_untold_under_its_note() -> None:
    for one in under(KEEPING):
        assert said(one, "assistant")[0] == SEALED
        assert "=" in said(one, "assistant")[-1]


def test_the_field_is_a_noun_phrase_of_the_turn_that_asks_for_a_secret_and_null_elsewhere() -> None:
    asked = 0
    for one in scenes():
        for exchange in one.exchanges:
            if "secret" in exchange.answers:
                assert exchange.answers["secret"] in exchange.text
                assert exchange.reply == SEALED or exchange.reply in role._READY
                asked += 1
            else:
                assert exchange.reply not in (SEALED, *role._READY)
        assert not one.unknown
    assert 0.5 < asked / len(scenes()) < 0.9


def test_the_bare_assistant_never_chose() -> None:
    """Its reveals do not fit its answers more often than chance: the same questions get both answers."""
    answers: dict[str, set[str]] = {}
    for one in chats():
        if one.messages[0][0] == "user" and said(one, "assistant")[0] in role._READY:
            for question, reply in zip(said(one, "user")[1:], said(one, "assistant")[1:], strict=True):
                answers.setdefault(question, set()).add(reply)
    both = [question for question, replies in answers.items() if {"Yes.", "No."} <= replies]
    assert len(both) > 30
