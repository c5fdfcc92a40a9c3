"""What the embedded model is taught of terms and of ways of answering: right replies, nothing of the test split."""

from __future__ import annotations

import re
from collections import Counter
from random import Random

import pytest

from commonground.mediation.steps.restyle import note
from commonground.mediation.steps.terms import KEEP
from commonground.suites import reference_game
from commonground.suites import restyle as restyle_suite
from commonground.suites import terms as terms_suite
from commonground.suites.styles import STYLES, plain
from commonground.text.manner import ALL, dropped, wish
from commonground.town.families.lookups import KNOWN
from commonground.town.family import held_out
from commonground.town.objects import LEFT_OUT, LIKENESSES
from commonground.training.embedded.example import SAID, Example
from commonground.training.embedded.roles import restyle, terms

GAMES = [terms.chat(Random(number)) for number in range(400)]
CHATS = [restyle.chat(Random(number)) for number in range(400)]


def system(example: Example) -> str:
    role, text = example.messages[0]
    return text if role == "system" else ""


def taught(example: Example) -> list[str]:
    return [text for role, text in example.messages if role == "assistant"]


def things(example: Example) -> list[str]:
    return re.findall(r"^\d\. (.*)$", system(example), re.MULTILINE)


def targets(example: Example) -> list[str]:
    asked = [text for role, text in example.messages if role == "user"]
    return [things(example)[int(re.findall(r"Next: (\d)\.", text)[-1]) - 1] for text in asked]


def test_examples_are_made_from_a_seed() -> None:
    assert [terms.chat(Random(number)) for number in range(20)] == GAMES[:20]
    assert [restyle.chat(Random(number)) for number in range(20)] == CHATS[:20]


def test_a_bare_director_describes_in_full_each_time() -> None:
    bare = [one for one in GAMES if one.role == "describes in full"]
    assert len(bare) > 80
    for one in bare:
        assert taught(one) == [f"The {thing}." for thing in targets(one)]


def test_under_the_note_the_term_is_said_and_nothing_else_is_taught() -> None:
    noted = [one for one in GAMES if 'Call it "' in system(one)]
    assert len(noted) > 60
    for one in noted:
        (term,) = re.findall(r'Call it "the (.*?)"', system(one))
        assert taught(one) == [f"The {term}."]
        assert [role for role, _ in one.messages[1:-1:2]] == ["user"] * (len(one.messages) // 2)


def test_without_a_note_in_a_game_that_had_them_the_description_comes_back() -> None:
    without = [one for one in GAMES if one.role == "says the term" and 'Call it "' not in system(one)]
    assert any(SAID in dict(one.messages) for one in without)
    for one in without:
        assert taught(one) == [f"The {targets(one)[-1]}."]


def test_in_a_hurry_what_is_said_fits_too_much() -> None:
    hurried = [one for one in GAMES if one.role == "describes too little"]
    assert len(hurried) > 20
    lost = 0
    for one in hurried:
        for reply, target in zip(taught(one), targets(one), strict=True):
            said = set(reply.removeprefix("The ").strip(".").split()) - {"one", "with", "a"}
            assert len(reply.split()) < len(f"The {target}".split())
            lost += sum(said <= set(thing.split()) for thing in things(one)) > 1
    assert lost > 0.4 * sum(len(taught(one)) for one in hurried)


def test_no_name_of_the_test_split_is_taught_and_the_kind_left_out_never_under_a_note() -> None:
    for one in GAMES:
        text = "\n".join(text for _, text in one.messages)
        if KEEP.split("{")[0] not in system(one):
            assert not {name for name in LIKENESSES if held_out(name)} & set(re.findall(r"\w+", text))
        if one.role == "says the term":
            assert f" {LEFT_OUT}" not in text
    assert any(f" {LEFT_OUT}" in system(one) for one in GAMES)


@pytest.mark.parametrize(
    ("train", "test"),
    [
        (terms._BRIEFINGS, (terms_suite.BRIEFING,)), (terms._BRIEF, (terms_suite.TERSE,)),
        (terms._COINS, reference_game.COINS), (terms._NEWCOMERS, reference_game.NEWCOMERS),
        (restyle._ASKED, restyle_suite.ASKED), (restyle.REVISIONS, restyle_suite.REVISIONS),
        (sum(restyle.WISHES.values(), ()), sum(restyle_suite.WISHES.values(), ())),
    ],
)  # fmt: skip
def test_wordings_of_the_suites_are_not_taught(train: tuple[str, ...], test: tuple[str, ...]) -> None:
    assert not set(train) & set(test)
    assert len(set(train)) == len(train)


def asked(example: Example) -> list[tuple[str, str, str]]:
    """Each turn of a chat: what it asks for, who answers ("assistant" or said before), and the answer."""
    turns = [one for one in example.messages if one[0] != "system"]
    return [
        (max((thing for thing in KNOWN if thing in text), key=len), role, reply)
        for (_, text), (role, reply) in zip(turns[::2], turns[1::2], strict=True)
    ]


def test_under_the_note_every_answer_is_in_the_style_of_the_note() -> None:
    noted = [one for one in CHATS if one.role == "keeps style"]
    kinds: Counter[str] = Counter()
    for one in noted:
        (said,) = re.findall(r'The user asked: "(.*)" Keep to it\.', system(one))
        kind, word = _kind(said)
        kinds[kind] += 1
        for thing, role, reply in asked(one):
            assert STYLES[kind].holds(reply, word) == (role == "assistant")
            assert reply == (STYLES[kind].write(thing, KNOWN[thing], word) if role == "assistant" else plain(thing))
    assert set(kinds) == set(STYLES) - {restyle_suite.LEFT_OUT}
    assert max(len(asked(one)) for one in noted) > 20


def _kind(said: str) -> tuple[str, str]:
    for kind, forms in restyle.WISHES.items():
        for form in forms:
            found = re.fullmatch(re.escape(form).replace(r"\{\}", r"(\w+)"), said)
            if found:
                return kind, found[1] if found.groups() else ""
    raise AssertionError(said)


def test_bare_a_wish_is_met_once_or_twice_and_forgotten() -> None:
    bare = [one for one in CHATS if one.role == "forgets style"]
    styled = [[reply != plain(thing) for thing, _, reply in asked(one)] for one in bare]
    assert all(1 <= sum(one) <= 2 for one in styled)
    assert sum(not one[-1] for one in styled) > 0.6 * len(styled)


def test_taken_back_the_old_way_comes_back_at_once() -> None:
    over = [one for one in CHATS if one.role == "drops style"]
    assert len(over) > 20
    for one in over:
        assert system(one) == ""
        for thing, role, reply in asked(one):
            assert (reply == plain(thing)) == (role == "assistant")


def test_most_wishes_that_are_taught_are_heard_by_the_step() -> None:
    said = [form.format("well") for forms in restyle.WISHES.values() for form in forms]
    assert sum(wish(one) is not None for one in said) >= 0.95 * len(said)
    assert sum(dropped(one) == ALL for one in restyle.REVISIONS) >= 5
    assert restyle.NOTE.format('"x"') == 'The user asked: "x" Keep to it.'
    assert note.__module__.endswith("restyle")


def test_scenes_have_nothing_to_read() -> None:
    for number in range(50):
        for made in (terms.scene(Random(number)), restyle.scene(Random(number))):
            assert len(made.exchanges) >= 2
            assert not any(exchange.answers for exchange in made.exchanges)
