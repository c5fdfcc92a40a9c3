"""Rules and their file: what is written is read again, edits count, and what is wrong is named by line, field and value."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from commonground.errors import InputError
from commonground.mediation.rules import GUIDELINE, WORD, Rules, dumps, guideline, loads, of_user, read, word, write

ZORLA = word("zorla", "Tuesday", "ann", 3, ("chat 1 turn 4",))
BRIEF = guideline("Be brief.", "ann")
BOTH = Rules((ZORLA, BRIEF, guideline('Keep "the day".\x7f')), ("repair/correct/1", 'a"b'), "refiner-1")
HEAD = "version = 1\n"


def test_rules_come_back_from_their_file_as_they_were(tmp_path: Path) -> None:
    write(tmp_path / "rules.toml", BOTH)
    assert read(tmp_path / "rules.toml") == BOTH
    assert loads(dumps(Rules())) == Rules()


def test_a_person_can_write_a_rule_with_the_least() -> None:
    made = loads(
        f'{HEAD}[[rule]]\nkind = "word"\ntrigger = "velp"\nmeans = "Friday"\n[[rule]]\nkind = "guideline"\ntext = "Be kind."'
    )
    assert [(one.kind, one.trigger, one.means) for one in made.rules] == [(WORD, "velp", "Friday"), (GUIDELINE, "", "")]
    assert len({one.id for one in made.rules}) == 2
    assert made.rules[0].id == word("velp", "Thursday").id  # a rule of a word stays that rule whatever the word means


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("version = 1\nrule = 3", "f:2: rule: must be tables, got 3"),
        ("version = 1\nx == 3", "f:2: is not TOML"),
        ("made_by = 'x'", "f:1: version: must be 1"),
        ("version = 2", "f:1: version: must be 1, got 2"),
        ("version = 1\ntasks = 'all'", "f:2: tasks: must be a list of texts, got 'all'"),
        ("version = 1\nmade_by = 3", "f:2: made_by: must be a text, got 3"),
        ("version = 1\nrules = []", "f:2: rules: is no field of a rules file"),
        (f"{HEAD}[[rule]]\nkind = 'verse'", "f:3: rule[0].kind: must be one of: word, guideline, got 'verse'"),
        (f"{HEAD}[[rule]]\ntext = 'x'", "f:2: rule[0].kind: must be one of"),
        (f"{HEAD}\n[[rule]]\nkind = 'guideline'\ntext = 'x'\n[[rule]]\nkind = 'word'\ntrigger = 'a'\nmeans = ' '",
         "f:9: rule[1].means: is needed by a word rule, got ' '"),
        (f"{HEAD}[[rule]]\nkind = 'guideline'", "f:2: rule[0].text: is needed by a guideline rule"),
        (f"{HEAD}[[rule]]\nkind = 'guideline'\ntext = 'x'\non = 'no'", "f:5: rule[0].on: must be true or false, got 'no'"),
        (f"{HEAD}[[rule]]\nkind = 'guideline'\ntext = 'x'\nsupport = true",
         "rule[0].support: must be a whole number, got True"),
        (f"{HEAD}[[rule]]\nkind = 'guideline'\ntext = 'x'\nevidence = 'a'", "rule[0].evidence: must be a list of texts"),
        (f"{HEAD}[[rule]]\nkind = 'guideline'\nwhy = 'x'", "f:4: rule[0].why: is no field of a rule"),
        (f"{HEAD}[[rule]]\nkind = 'guideline'\ntext = '{'x' * 401}'", "rule[0].text: has at most 400 characters"),
        (f"{HEAD}[[rule]]\nid = 'a'\nkind = 'guideline'\ntext = 'x'\n[[rule]]\nid = 'a'\nkind = 'guideline'\ntext = 'y'",
         "f:7: rule[1].id: is there twice, got 'a'"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_by_line_field_and_value(text: str, told: str) -> None:
    with pytest.raises(InputError) as caught:
        loads(text, "f")
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_or_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read(tmp_path / "none.toml")
    (tmp_path / "bytes").write_bytes(b"\xff")
    with pytest.raises(InputError, match="not UTF-8"):
        read(tmp_path / "bytes")
    with pytest.raises(InputError, match="cannot be written"):
        write(tmp_path / "no" / "rules.toml", BOTH)


def test_a_user_gets_their_own_and_everyones_rules_and_nobody_elses() -> None:
    common, own = word("zorla", "Monday"), word("Zorla", "Tuesday", "ann")
    off = replace(guideline("Be long."), on=False)
    held = (common, own, guideline("Be kind."), off, guideline("Be brief.", "bob"))
    assert [one.text for one in of_user(held, "ann")] == [own.text, "Be kind."]
    assert [one.text for one in of_user(held, "bob")] == [common.text, "Be kind.", "Be brief."]
    assert [one.text for one in of_user(held)] == [common.text, "Be kind."]


def test_what_a_person_edited_stays_and_what_is_new_is_added() -> None:
    edited = Rules((replace(ZORLA, means="Wednesday", on=False),), ("a",), "refiner-1")
    kept = edited.kept(Rules((ZORLA, BRIEF), ("a", "b"), "refiner-2"))
    assert [(one.id, one.means, one.on) for one in kept.rules] == [(ZORLA.id, "Wednesday", False), (BRIEF.id, "", True)]
    assert (kept.tasks, kept.made_by) == (("a", "b"), "refiner-2")


def test_rules_name_the_tasks_that_they_may_not_judge_and_what_they_do() -> None:
    assert BOTH.overlap(["x", "repair/correct/1"]) == ("repair/correct/1",)
    assert BOTH.overlap([]) == ()
    assert BOTH.digest() == replace(BOTH, tasks=(), made_by="").digest()
    assert BOTH.digest() != replace(BOTH, rules=BOTH.rules[1:]).digest()
    off = (replace(ZORLA, on=False), *BOTH.rules[1:])
    assert replace(BOTH, rules=off).digest() == replace(BOTH, rules=BOTH.rules[1:]).digest()
