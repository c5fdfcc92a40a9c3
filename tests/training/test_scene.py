"""Scenes: any set of fields can be asked of one; what is asked and answered is what the reader asks and parses."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from itertools import islice
from random import Random

import pytest

from commonground.conversation.record import SYSTEM, USER, Conversation, Turn
from commonground.mediation import prompts
from commonground.mediation.reader import FIELDS, MISSING, NEEDS, REQUEST, parse, prompt, shown
from commonground.training.embedded import diet
from commonground.training.embedded.example import Example
from commonground.training.embedded.roles.scene import Exchange, Scene, answer, drawn, example

ALL = tuple(FIELDS)
TEA = Scene(
    "Only tea.",
    (
        Exchange("Tea.", "Which?", {"missing": "Which tea?"}),
        Exchange("Green.", "Here.", {REQUEST: "Tea. Green."}),
        Exchange("And rain?", "Yes.", {"topic": "off"}),
    ),
)


def test_the_prompt_and_what_is_shown_are_the_readers_own() -> None:
    made = example("reads", TEA, ALL)
    (_, system), (_, asked), (role, _) = made.messages
    assert system == prompt(ALL)
    turns = (Turn(SYSTEM, "Only tea."), Turn(USER, "Tea."), Turn("assistant", "Which?"), Turn(USER, "Green."))
    assert asked.startswith(shown(ALL, Conversation(turns)))
    assert role == "assistant"


def test_every_turn_teaches_its_own_answer_at_the_place_where_it_ends() -> None:
    made = example("reads", TEA, ALL)
    asked, last = made.messages[1][1], made.messages[2][1]
    assert [asked[:cut].rpartition("\n")[2] for cut, _ in made.early] == ["User: Tea.", "User: Green."]
    replies = [*(reply for _, reply in made.early), last]
    assert [parse(reply, ALL) for reply in replies] == [
        {**dict.fromkeys(ALL), **exchange.answers} for exchange in TEA.exchanges
    ]


def test_the_request_alone_is_plain_text_and_never_read_of_the_first_turn() -> None:
    made = example("reads", TEA, (REQUEST,))
    assert made.messages[0][1] == prompts.load("explicate")
    assert [reply for _, reply in made.early] == ["Tea. Green."]
    assert made.messages[2][1] == "PASS"
    assert "Only tea." not in made.messages[1][1]


def test_fields_that_a_scene_cannot_tell_are_not_asked_of_it() -> None:
    blind = Scene("", TEA.exchanges, frozenset({NEEDS, MISSING}))
    asked = [drawn(Random(seed), blind) for seed in range(300)]
    assert not any({NEEDS, MISSING} & set(fields) for fields in asked)
    assert max(Counter(asked).values()) > 100  # most often all that it can tell
    assert {len(fields) for fields in asked} == {1, 2, 3, 4}


def test_a_question_is_not_asked_for_without_the_list_that_it_goes_by() -> None:
    asked = [drawn(Random(seed), TEA) for seed in range(300)]
    assert all(NEEDS in fields for fields in asked if MISSING in fields)
    assert (NEEDS, MISSING) in asked


def test_fields_come_in_the_order_of_the_call() -> None:
    for seed in range(200):
        fields = drawn(Random(seed), TEA)
        assert list(fields) == [name for name in FIELDS if name in fields]


def test_an_answer_holds_every_field_asked_for() -> None:
    assert json.loads(answer(("topic", "missing"), {"topic": "off", "secret": "x"})) == {
        "topic": "off",
        "missing": None,
    }


# The second course


@cache
def second() -> tuple[Example, ...]:
    return tuple(islice(diet.SECOND.stream(0), 4000))


def test_the_second_course_has_every_role_and_all_of_the_first() -> None:
    roles = {one.role for one in second()}
    assert {"drill", "document", "complete", "mediator"} <= roles
    assert set(diet.SCENES) <= roles
    assert sum(share for share, _ in diet.SECOND.shares.values()) == pytest.approx(1, abs=0.25)


def test_of_a_long_scene_a_few_turns_teach() -> None:
    assert max(len(one.early) for one in second() if one.role in diet.SCENES) == diet.EARLY


@pytest.mark.parametrize("name", [*diet.SCENES])
def test_what_a_scene_teaches_parses_whole(name: str) -> None:
    _, make = diet.SECOND.shares[name]
    for seed in range(60):
        made = make(Random(seed))
        fields = tuple(line.partition(":")[0] for line in made.messages[0][1].splitlines()[1:]) or (REQUEST,)
        for reply in (made.messages[-1][1], *(text for _, text in made.early)):
            assert parse(reply, fields).keys() == set(fields)


@pytest.mark.parametrize("field", [name for name in FIELDS if name != REQUEST])
def test_each_field_is_told_beside_all_others_too(field: str) -> None:
    """In `full` all are asked for at once: what is never told there, would never be read there."""
    told = 0
    for one in second():
        if one.role in diet.SCENES and one.messages[0][1] == prompt(ALL):
            replies = (one.messages[-1][1], *(text for _, text in one.early))
            told += sum(parse(reply, ALL)[field] is not None for reply in replies)
    assert told > 15
