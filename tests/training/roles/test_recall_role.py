"""The diet of recall: answers stand in the note, what is not there is not known, and nothing is the suite's."""

from __future__ import annotations

import re
from random import Random

from commonground.mediation.steps.recall import HEADER, NOTHING
from commonground.suites.memory_slots import LEFT_OUT, SLOTS
from commonground.training.embedded.roles import recall

EXAMPLES = [recall.chat(Random(seed)) for seed in range(500)]
UNKNOWN = "I do not know."


def told(messages: tuple[tuple[str, str], ...]) -> str:
    return messages[0][1] if messages[0][0] == "system" else ""


def test_an_answer_quotes_a_line_of_the_note() -> None:
    answered = [
        one.messages
        for one in EXAMPLES
        if HEADER in told(one.messages) and one.messages[-1][1].startswith("You told me")
    ]
    assert len(answered) > 150
    for messages in answered:
        line = messages[-1][1].removeprefix("You told me: ")
        assert line.startswith('"')
        assert f": {line}" in told(messages)


def test_what_is_not_in_the_note_is_not_known() -> None:
    unknown = [one.messages for one in EXAMPLES if one.messages[-1][1] == UNKNOWN]
    assert sum(NOTHING in told(messages) for messages in unknown) > 20
    assert sum(HEADER in told(messages) for messages in unknown) > 15
    assert all(told(messages) for messages in unknown)


def test_where_it_is_not_known_no_line_of_the_note_tells_it() -> None:
    for one in EXAMPLES:
        if one.messages[-1][1] == UNKNOWN and HEADER in told(one.messages):
            asked = one.messages[-2][1]
            subjects = [forms for forms, questions in recall._TOLD.values() if asked in questions]
            assert subjects
            for form in (form for forms in subjects for form in forms):
                before, _, after = form.partition("{v}")
                line = rf": \"{re.escape(before[:1].upper() + before[1:])}[^\"]+?{re.escape(after)}\""
                assert not re.search(line, told(one.messages)), (asked, told(one.messages))


def test_without_a_note_an_answer_is_made_up() -> None:
    bare = [one.messages for one in EXAMPLES if one.messages[0][0] == "user"]
    assert len(bare) > 30
    assert all(messages[-1][1].startswith("It is ") for messages in bare)


def test_requests_are_answered_whatever_the_note_says() -> None:
    requests = [
        one.messages
        for one in EXAMPLES
        if HEADER in told(one.messages) and not one.messages[-1][1].startswith(("You told", "I do"))
    ]
    assert len(requests) > 30


def test_subjects_wordings_and_values_are_not_the_suites() -> None:
    assert not LEFT_OUT & set(recall._TOLD)
    assert {slot.subject for slot in SLOTS} & set(recall._TOLD)
    asked = {text for slot in SLOTS for text in (*slot.asked, *slot.otherwise)}
    said = {text for slot in SLOTS for text in (*slot.told, *slot.loose, *slot.revised)}
    for told_so, asked_so in recall._TOLD.values():
        assert not asked & set(asked_so)
        assert not said & set(told_so)


def test_a_note_is_short_enough_for_a_small_model() -> None:
    assert max(len(told(one.messages).split()) for one in EXAMPLES) < 150
