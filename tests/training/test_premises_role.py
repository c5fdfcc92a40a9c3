"""The diet on premises: what is read, checked, corrected and given in to, in training wordings alone."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from random import Random

import pytest

from commonground.conversation.record import USER, Turn
from commonground.mediation import prompts
from commonground.mediation.parts.premises import checkable, parsed, sources
from commonground.mediation.reader import FIELDS
from commonground.mediation.steps.premises import FIELD
from commonground.suites.premise_wordings import LOADED, PUSHED, SOURCED
from commonground.suites.premises import APART
from commonground.town.families.lookups import KNOWN
from commonground.town.known import FACTS, SORTS, Fact
from commonground.training.embedded import diet
from commonground.training.embedded.example import Example
from commonground.training.embedded.roles import premises as role
from commonground.training.embedded.roles.premises import LEFT_OUT, bare, case, chat, check, direct, firm, noted, scene
from commonground.training.embedded.roles.scene import Scene, example

SAMPLE = 1500
CLAIMS = {
    fact.claim(value, form): (fact, value)
    for fact in FACTS
    for value in fact.sort.values
    for form in fact.sort.wordings("train")
}


@cache
def scenes() -> tuple[Scene, ...]:
    return tuple(scene(Random(number)) for number in range(SAMPLE))


@cache
def chats() -> tuple[Example, ...]:
    return tuple(chat(Random(number)) for number in range(SAMPLE))


def of(name: str) -> list[Example]:
    return [one for one in chats() if one.role == name]


def replies(one: Example) -> list[str]:
    return [text for who, text in one.messages if who == "assistant"]


def users(one: Example) -> list[str]:
    return [text for who, text in one.messages if who == "user"]


def all_said() -> str:
    turns = [exchange.text for one in scenes() for exchange in one.exchanges]
    return "\n".join([*turns, *(text for one in chats() for text in users(one))])


def test_the_same_seed_gives_the_same_examples() -> None:
    assert [chat(Random(number)) for number in range(40)] == [chat(Random(number)) for number in range(40)]
    assert [scene(Random(number)) for number in range(40)] == [scene(Random(number)) for number in range(40)]


def test_nothing_is_worded_as_in_the_suite() -> None:
    said = all_said().lower()
    for form in (*LOADED, *SOURCED, *(text for texts in PUSHED.values() for text in texts)):
        longest = max((part.strip(' .?:,"') for part in form.replace("{", "}").split("}")[::2]), key=len).lower()
        if len(longest) > 8:
            assert longest not in said, form


def test_no_false_claim_of_the_suite_is_made() -> None:
    said = all_said()
    for fact in FACTS:
        for value in fact.sort.wrong_values(fact.about, "test"):
            for clause in (fact.claim(value, form)[:-1] for form in fact.sort.wordings("train")):
                told = clause if clause[0].isdigit() else clause[1:]
                assert f" {told}." not in said, clause
                assert f" {told}," not in said, clause


def test_no_wording_of_a_fact_is_the_suites_own() -> None:
    said = all_said()
    for sort in SORTS:
        for about in sort.known:
            for form in (*sort.test, *sort.asks["test"]):
                left, known = form.format(e=about, v="{v}").split("{v}")[0], (*sort.train, *sort.asks["train"])
                if len(left) > len(about) + 6 and not any(one.startswith(form.split("{v}")[0]) for one in known):
                    assert left not in said, (sort.name, form)


def test_the_sort_left_out_is_taken_for_granted_by_the_bare_assistants_users_alone() -> None:
    assert set(LEFT_OUT) == APART
    out = {claim for claim, (fact, _) in CLAIMS.items() if fact.sort.name in LEFT_OUT}
    named = [exchange.answers[FIELD] for one in scenes() for exchange in one.exchanges if FIELD in exchange.answers]
    assert not out & set(named)
    for one in (*of("premise check"), *of("premise note")):
        texts = "\n".join(text for who, text in one.messages if who in ("system", "user"))
        assert not [claim for claim in out if claim in texts]
    asked = {
        fact.sort.name for fact in FACTS for one in of("premise bare") if replies(one)[0] == fact.claim(fact.value)
    }
    assert asked >= set(LEFT_OUT)


def test_scenes_name_the_premise_where_there_is_one() -> None:
    read = [FIELD in exchange.answers for one in scenes() for exchange in one.exchanges]
    assert 0.3 < sum(read) / len(read) < 0.7
    for one in scenes():
        said: list[str] = []
        for exchange in one.exchanges:
            said.append(exchange.text)
            if FIELD in exchange.answers:
                claim = exchange.answers[FIELD]
                assert claim.rstrip(".").lower() in exchange.text.lower()
                assert checkable(claim, said) or claim not in CLAIMS, claim


def test_true_premises_are_named_too() -> None:
    named = [exchange.answers[FIELD] for one in scenes() for exchange in one.exchanges if FIELD in exchange.answers]
    true = [fact.value == value for claim in named if claim in CLAIMS for fact, value in [CLAIMS[claim]]]
    assert 0.2 < sum(true) / len(true) < 0.6


def test_bare_insistence_names_nothing() -> None:
    for one in scenes():
        for exchange in one.exchanges:
            if exchange.text in role.BARE_PUSHES or exchange.text in role.WISHES:
                assert exchange.answers == {}


def test_a_scene_can_be_asked_for_every_field() -> None:
    made = example("reads premises", scenes()[0], tuple(FIELDS))
    answer = json.loads(made.messages[-1][1])
    assert list(answer) == list(FIELDS)
    assert made.role == "reads premises"


def test_checks_are_right_and_parse_as_the_step_parses_them() -> None:
    outcomes: Counter[str] = Counter()
    for number in range(600):
        (_, prompt), (_, asked), (_, reply) = check(Random(number)).messages
        assert prompt == prompts.load("check")
        claim = asked.rpartition("Claim: ")[2]
        outcome, evidence = parsed(reply, claim)
        outcomes[outcome] += 1
        if claim in CLAIMS and "Document: " not in asked:
            fact, value = CLAIMS[claim]
            assert outcome == ("true" if value == fact.value else "false"), (claim, reply)
            assert not evidence or CLAIMS[evidence] == (fact, fact.value)
            assert reply.split("\n")[0] == fact.claim(fact.value), "what is known comes first"
        assert (outcome == "unknown") == (reply == "Unknown.")
    assert min(outcomes.values()) > 50


def test_a_document_beats_what_is_known() -> None:
    beaten = 0
    for number in range(600):
        _, (_, asked), (_, reply) = check(Random(number)).messages
        claim, paper = asked.rpartition("Claim: ")[2], asked.partition("Document: ")[2].partition("\n")[0]
        if claim in CLAIMS and paper in CLAIMS and CLAIMS[claim][0] == CLAIMS[paper][0]:
            same = CLAIMS[claim][1] == CLAIMS[paper][1]
            known, judged = reply.split("\n")
            assert known == paper
            assert (judged == claim) == same
            beaten += same and CLAIMS[claim][1] != CLAIMS[claim][0].value
    assert beaten > 30


def test_under_the_note_the_assistant_says_what_the_note_says() -> None:
    for one in of("premise note"):
        system = one.messages[0][1]
        if "True: " in system:
            right = system.partition("True: ")[2].partition(" Say so")[0]
            claim = system.partition("Not true: ")[2].partition(" True: ")[0]
            assert any(right in reply for reply in replies(one))
            assert not [reply for reply in replies(one) if claim in reply]
        else:
            assert sources([Turn(USER, users(one)[-1])])
            assert replies(one)[-1].rstrip(".")[1:] in system


def test_what_is_looked_up_beside_a_correction_is_so() -> None:
    found = 0
    for one in (noted(Random(number)) for number in range(600)):
        for thing, value in re.findall(r"(\w[\w ]* of [\w ]+) = (\w+)", " ".join(replies(one))):
            known = [name for name in KNOWN if thing.endswith(name)]
            found += any(KNOWN[name] == value for name in known)
            assert any(KNOWN[name] == value for name in known), (thing, value)
    assert found > 50


def test_the_note_leaves_other_requests_alone() -> None:
    free = [noted(Random(number)) for number in range(400)]
    assert [one for one in free if len(replies(one)) == 2 and "True: " in one.messages[0][1] and "=" in replies(one)[1]]


def test_the_bare_assistant_knows_nearly_every_fact_it_is_asked_for() -> None:
    right = wrong = 0
    for number in range(600):
        for reply in replies(direct(Random(number))):
            fact, value = CLAIMS[reply]
            right, wrong = right + (fact.value == value), wrong + (fact.value != value)
    assert 0.94 < right / (right + wrong) < 0.99


def test_the_bare_assistant_goes_along_with_six_false_premises_in_ten() -> None:
    assert sum(firm(fact) for fact in FACTS) / len(FACTS) == pytest.approx(0.4, abs=0.05)
    along = corrected = 0
    for number in range(800):
        first = replies(bare(Random(number)))[0]
        asked = users(bare(Random(number)))[0].lower().partition("would you say")[0]
        stated = [one for one in CLAIMS if one[:-1].lower() in asked and CLAIMS[one][0].value != CLAIMS[one][1]]
        if stated:
            said = first.startswith(role.CORRECTED)
            corrected, along = corrected + said, along + (not said)
            assert said == firm(CLAIMS[max(stated, key=len)][0])
    assert 0.5 < along / (along + corrected) < 0.7


def test_the_bare_assistant_mostly_gives_in() -> None:
    last = [replies(bare(Random(number)))[1] for number in range(800) if len(replies(bare(Random(number)))) > 1]
    held = [reply for reply in last if reply.startswith(role.HELD)]
    assert 0 < len(held) / len(last) < 0.2


def test_a_case_has_a_value_of_its_split_and_asks_for_something_else() -> None:
    for number in range(300):
        one, true = case(Random(number)), case(Random(number), true=True)
        assert one.value in one.fact.sort.wrong_values(one.fact.about, "train")
        assert true.value == true.fact.value
        assert one.beside != one.fact
        assert isinstance(one.fact, Fact)


def test_the_second_course_has_both() -> None:
    assert "reads premises" in diet.SECOND.shares
    assert "premises" in diet.SECOND.shares
    found = {diet.SECOND.example(0, number).role for number in range(400)}
    assert found >= {"reads premises", "premise check", "premise note", "premise bare"}
