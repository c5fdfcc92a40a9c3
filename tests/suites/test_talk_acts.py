"""The repair suite: its items, its checkers on replies of every kind, its confusion matrix, and its wordings."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from commonground.conversation.record import ASSISTANT, USER, Conversation, Turn
from commonground.episodes.task import Task
from commonground.suites import talk_words
from commonground.suites.registry import SUITES, suite
from commonground.suites.talk_acts import ACTS, LEFT_OUT, NEW, confusion, tasks
from commonground.suites.talk_words import SAID
from commonground.town.facts import DAYS
from commonground.town.glossary import GLOSSARY, USED, briefing
from commonground.town.items import make_item

ALL = (*ACTS, NEW)
TASKS = {task.family: task for task in tasks(0, len(ALL))}


def reference(task: Task) -> str:
    family, _, seed, index = task.id.split("/")[1:]
    return make_item(family, "test", int(seed), int(index)).reference


def judged(act: str, first: str, last: str) -> tuple[float, str | None]:
    return verdict(TASKS[act], first, last)


def verdict(task: Task, first: str, last: str) -> tuple[float, str | None]:
    turns = (Turn(USER, task.shards[0]), Turn(ASSISTANT, first), Turn(USER, task.shards[1]), Turn(ASSISTANT, last))
    found = task.check(Conversation(turns))
    return found.score, found.error


def test_items_are_made_from_a_seed_the_acts_in_turn() -> None:
    found = tasks(3, 600)
    assert [(task.id, task.shards) for task in found] == [(task.id, task.shards) for task in tasks(3, 600)]
    assert Counter(task.family for task in found) == dict.fromkeys(ALL, 50)
    assert len({task.id for task in found}) == 600
    assert [task.shards for task in tasks(4, 12)] != [task.shards for task in found[:12]]
    assert {task.id.split("/")[1] for task in found if task.family == NEW} == {LEFT_OUT}
    assert LEFT_OUT not in {task.id.split("/")[1] for task in found if task.family == "paraphrase"}


def test_no_wording_is_there_twice() -> None:
    lists = (
        *SAID.values(),
        *(getattr(talk_words, name) for name in ("PARAPHRASE", "DEFINE", "EXAMPLE", "PART", "MEANT")),
    )
    said = [text for texts in lists for text in texts]
    assert {len(texts) for texts in SAID.values()} == {16}
    assert min(map(len, lists)) >= 8
    assert len(set(said)) == len(said)


@pytest.mark.parametrize(
    ("act", "last", "expected"),
    [
        ("repeat", "{right}", (1.0, None)), ("repeat", "All right.", (0.0, "short")),
        ("part", "{right}", (1.0, None)), ("part", "All right.", (0.0, "short")),
        ("abort", "All right.", (1.0, None)), ("abort", "{right}", (0.0, "repeat")), ("abort", "so " * 30, (0.0, "other")),
        ("close", "Goodbye!", (1.0, None)), ("close", "{right}", (0.0, "repeat")),
        ("approve", "{right}", (1.0, None)), ("approve", "Good.", (1.0, None)), ("approve", "so " * 30, (0.0, "other")),
        ("paraphrase", "{right}", (0.0, "repeat")), ("paraphrase", "All right.", (0.0, "short")),
        ("define", "{right}", (0.0, "repeat")), ("example", "{right}", (0.0, "repeat")),
    ],
)  # fmt: skip
def test_each_act_has_its_own_right_reply(act: str, last: str, expected: tuple[float, str | None]) -> None:
    right = reference(TASKS[act])
    assert judged(act, right, last.format(right=right)) == expected


def some(act: str) -> list[Task]:
    return [task for task in tasks(0, 40 * len(ALL)) if task.family == act]


@pytest.mark.parametrize("act", ["paraphrase", NEW])
def test_a_paraphrase_has_every_value_and_other_words(act: str) -> None:
    for task in some(act):
        family, _, seed, index = task.id.split("/")[1:]
        values = [value for value in make_item(family, "test", int(seed), int(index)).values.values() if value != "yes"]
        said = reference(task)
        told = "I mean " + " as well as ".join(values)
        assert verdict(task, said, told) == (1.0, None)
        assert verdict(task, said, told.replace(values[0], "something"))[0] == 0.0
        assert verdict(task, said, "Once more " + said)[0] == 0.0


def test_a_paraphrase_is_of_what_was_replied_right_or_not() -> None:
    task = next(task for task in some("paraphrase") if task.id.split("/")[1] == "booking")
    family, _, seed, index = task.id.split("/")[1:]
    values = dict(make_item(family, "test", int(seed), int(index)).values)
    wrong = f"book(venue: {values['venue']}, day: {values['day']})"
    assert verdict(task, wrong, f"On {values['day']} there is a place for you in the {values['venue']}.") == (1.0, None)


def test_a_definition_names_the_word_and_says_what_it_means() -> None:
    for task in some("define"):
        (word,) = (one for one in USED[task.id.split("/")[1]] if one in task.shards[1].lower())
        term = GLOSSARY[word]
        assert verdict(task, reference(task), term.sentence) == (1.0, None)
        assert verdict(task, reference(task), f"The {word} is what it is.")[0] == 0.0
        assert verdict(task, reference(task), "It is " + "so very " * 20 + term.sentence)[0] == 0.0


def test_an_example_is_one_that_there_is() -> None:
    for task in some("example"):
        words = task.shards[1].lower().rstrip(".?,").replace(",", "").split()
        (word,) = (one for one in USED[task.id.split("/")[1]] if one in words)
        for instance in GLOSSARY[word].instances[:2]:
            assert verdict(task, reference(task), f"For example {instance}.") == (1.0, None)
        assert verdict(task, reference(task), "For example a spaceship.")[0] == 0.0


def test_a_part_is_the_value_that_was_asked_for() -> None:
    for task in some("part"):
        family, _, seed, index = task.id.split("/")[1:]
        item = make_item(family, "test", int(seed), int(index))
        (key,) = (key for key in item.values if f" {key}" in task.shards[1])
        assert verdict(task, item.reference, f"I said {item.values[key]}.") == (1.0, None)
        assert verdict(task, item.reference, "I said nothing of it.") == (0.0, "short")
    booked = next(task for task in some("part") if "day" in task.shards[1] and "/booking/" in task.id)
    family, _, seed, index = booked.id.split("/")[1:]
    item = make_item(family, "test", int(seed), int(index))
    other = next(day for day in DAYS if day != item.values["day"])
    said = item.reference.replace(item.values["day"], other)  # what was replied counts, not what was asked
    assert verdict(booked, said, f"On {other}.") == (1.0, None)


def test_what_was_meant_is_what_the_reply_did_not_take() -> None:
    for task in some("meant")[:8]:
        hours = "hour" in task.shards[0]
        kinds = ("opening hour", "closing hour") if hours else ("job", "home")
        for taken, meant in (kinds, kinds[::-1]):
            said = _looked_up(task, taken)
            talk = Conversation((Turn(USER, task.shards[0]), Turn(ASSISTANT, said)))
            asked = task.say(task, 1, talk)
            assert meant in asked
            assert taken not in asked
            for last, score in ((_looked_up(task, meant), 1.0), (said, 0.0), ("I see.", 0.0)):
                turns = (*talk.turns, Turn(USER, asked), Turn(ASSISTANT, last))
                assert task.check(Conversation(turns)).score == score


def _looked_up(task: Task, kind: str) -> str:
    from commonground.town.families.lookups import KNOWN

    (found,) = (
        f"{question} = {value}"
        for question, value in KNOWN.items()
        if question.startswith(f"{kind} of ") and question.removeprefix(f"{kind} of ") in task.shards[0]
    )
    return found


def test_a_correction_and_a_new_request_are_judged_by_what_they_ask_for() -> None:
    right = reference(TASKS["correct"])
    assert judged("correct", "x", right) == (1.0, None)
    assert judged("correct", "x", "Goodbye.") == (0.0, "short")
    assert judged("none", "x", "All right, I leave it at that.")[0] == 0.0


def test_a_correction_comes_after_all_else_and_corrects() -> None:
    for task in tasks(0, 60):
        if task.family == "correct":
            assert task.shards[1] not in task.shards[0]
            assert task.shards[0]


def row(asked: str, error: str | None) -> dict[str, Any]:
    final = {"score": float(error is None), "error": error}
    return {"condition": "REPAIR", "mediation": "off", "family": asked, "final": final}


def test_the_confusion_matrix_counts_what_was_done_for_what_was_asked() -> None:
    rows = [row("repeat", None), row("repeat", None), row("repeat", "short"), row("define", "answer")]
    found = {
        (one.name, one.mediation): (round(one.mean, 3), one.n) for one in confusion([*rows, {**rows[0], "final": None}])
    }
    assert found == {
        ("repeat > repeat", "off"): (0.667, 3),
        ("repeat > short", "off"): (0.333, 3),
        ("define > answer", "off"): (1.0, 1),
    }


def test_a_model_that_knows_nothing_is_told_the_words() -> None:
    task = TASKS["define"]
    assert briefing(task.id.split("/")[1]) in task.briefing
    assert briefing("lookup") == ""
    for word, term in GLOSSARY.items():
        assert term.defined(term.sentence), word


def test_suites_are_found_by_name() -> None:
    assert set(SUITES) >= {"gradual-reveal", "repair"}
    for name in SUITES:
        found = suite(name)
        made: list[Task] = list(found.tasks(0, 12))
        assert found.name == name
        assert len(made) == 12
        assert {task.family for task in made} & found.headline
