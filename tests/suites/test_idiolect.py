"""The idiolect suite: private words, what the Refiner makes of corrections, and whose rules a request is read by."""

from __future__ import annotations

import re

import pytest

from commonground.conversation.record import ASSISTANT, USER, Conversation, Turn
from commonground.episodes.episode import briefed, run_episode
from commonground.mediation.presets import steps
from commonground.mediation.refiner import misread
from commonground.mediation.step import mediate
from commonground.models.chat import Request, Sampling
from commonground.models.scripted import Script
from commonground.suites.idiolect import EXPLAINED, ONLY, WORDS, chat, learnt, lexicon, suite, task, tasks
from commonground.town.family import held_out

SUITE = suite()
CONDITIONS = {condition.name: condition for condition in SUITE.conditions}


def test_a_user_has_ten_words_the_same_for_the_same_seed() -> None:
    assert lexicon(0, 1) == lexicon(0, 1)
    assert lexicon(0, 1) != lexicon(0, 2)
    assert lexicon(0, 1) != lexicon(1, 1)
    for user in range(20):
        own = lexicon(3, user)
        assert len({one.said for one in own}) == WORDS
        assert all(held_out(one.said) for one in own if one.kind == "word")
        assert {one.kind for one in own} == {"word", "habit"}


def test_a_request_says_the_private_word_and_not_what_it_means() -> None:
    for one in tasks(0, 60):
        held = [own for own in lexicon(0, one.owner) if own.said in one.full]
        assert len(held) == 1
        assert held[0].means not in one.full
        assert one.family == held[0].kind


def test_the_reference_is_right_and_nothing_is_not() -> None:
    for one in tasks(1, 40):
        for reply, score in ((one.reference, 1.0), ("I do not know that.", 0.0)):
            assert one.check(Conversation((Turn(USER, one.full), Turn(ASSISTANT, reply)))).score == score


def test_in_an_earlier_chat_the_word_is_misread_and_then_corrected() -> None:
    for number in range(WORDS):
        said, own = chat(2, 5, number), lexicon(2, 5)[number]
        assert len(said.turns) == 6
        assert own.said in said.turns[2].text
        assert said.turns[3].text != said.turns[5].text
        assert said.meta == {"user": "5"}
        assert any(value in said.turns[4].text for value in own.values.values())


def test_wordings_are_not_those_of_the_tests_of_the_refiner() -> None:
    assert len(set(EXPLAINED)) == len(EXPLAINED)
    assert all("{m}" in form for form in (*EXPLAINED, *ONLY))
    assert all("{w}" in form or "{W}" in form for form in EXPLAINED)
    assert not any("{w}" in form for form in ONLY)


def test_more_corrections_give_more_rules_and_nearly_none_is_wrong() -> None:
    counts = [sum(len(learnt(0, user, chats)) for user in range(20)) for chats in (0, 1, 3, 10)]
    assert counts[0] == 0
    assert counts[0] < counts[1] < counts[2] < counts[3]
    right = wrong = 0
    for user in range(20):
        meant = {re.sub("^(the|our) ", "", own.said): own.means for own in lexicon(0, user)}
        for rule in learnt(0, user, WORDS):
            said = re.sub("^(the|our) ", "", rule.trigger.lower())
            same = rule.means.removeprefix("the ") == meant.get(said, "").removeprefix("the ")
            right, wrong = right + same, wrong + (not same)
    assert right >= 0.7 * 20 * WORDS
    assert wrong <= 0.02 * right


def test_rules_are_the_users_own_but_where_they_are_anothers() -> None:
    one = task(0, 3, 0)
    assert CONDITIONS["NONE"].rules(one) == ()
    assert CONDITIONS["AFTER-3"].rules(one) == learnt(0, 3, 3)
    assert CONDITIONS["OTHERS"].rules(one) == learnt(0, 4, 10)
    assert set(CONDITIONS["AFTER-1"].rules(one)) <= set(CONDITIONS["AFTER-10"].rules(one))


@pytest.mark.parametrize(("condition", "private"), [("NONE", True), ("AFTER-10", False), ("OTHERS", True)])
async def test_the_model_reads_plain_words_once_the_user_has_explained_them(condition: str, private: bool) -> None:
    for one in tasks(0, 20):
        own = next(own for own in lexicon(0, one.owner) if own.said in one.full)
        if re.sub("^(the|our) ", "", own.said) not in {rule.trigger.lower() for rule in learnt(0, one.owner, 10)}:
            continue
        heard: list[str] = []

        def model(request: Request, heard: list[str] = heard) -> str:
            heard.append(request.conversation.turns[-1].text)
            return "Done."

        chosen = CONDITIONS[condition]
        mediated = mediate(Script(model), steps("explicate", rules=chosen.rules(one)))
        await run_episode(
            chosen.user(one), mediated, start=briefed(one.briefing), sampling=Sampling(), cap=chosen.turns(one)
        )
        assert (own.said in heard[-1]) is private or condition == "OTHERS"
        if condition == "AFTER-10":
            assert all(value in heard[-1] for value in own.values.values())


def test_each_correction_is_seen_or_passed_over_but_never_a_plain_request() -> None:
    for user in range(10):
        for number in range(WORDS):
            assert all(wrong.turn == 4 for wrong in misread(chat(0, user, number)))
