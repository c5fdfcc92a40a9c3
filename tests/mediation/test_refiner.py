"""The Refiner: few rules, each borne out by what was said; a model's proposals only where the words support them."""

from __future__ import annotations

import pytest

from commonground.conversation.record import ASSISTANT, USER, Conversation, Turn
from commonground.mediation.refiner import Misread, Trajectory, misread, propose, refine, supported
from commonground.mediation.rules import GUIDELINE, WORD, Rules, word
from commonground.models.scripted import Script

PLAIN = ("Get a table at the Old Mill on Friday at 18:00 for 4 people.", "book(venue: Old Mill, day: Friday)")


def talk(*texts: str) -> Conversation:
    return Conversation(tuple(Turn((USER, ASSISTANT)[at % 2], text) for at, text in enumerate(texts)))


def of(*chats: Conversation, user: str = "ann") -> dict[str, str]:
    made = refine([Trajectory(f"chat {at}", one, None, user) for at, one in enumerate(chats)])
    return {rule.trigger: rule.means for rule in made.rules if rule.kind == WORD}


def corrected(
    correction: str, said: str = "Get a table at the Old Mill on zorla at 19:00 for 5 people."
) -> Conversation:
    return talk(*PLAIN, said, "book(venue: Old Mill, day: Monday, time: 19:00, people: 5)", correction, "Done.")


def test_a_word_that_is_explained_is_a_rule_with_its_support_and_where_it_was_said() -> None:
    told = corrected("By zorla I mean Tuesday.")
    (rule,) = refine([Trajectory(name, told, None, "ann", f"task {name}") for name in ("a", "b")]).rules
    assert (rule.kind, rule.trigger, rule.means, rule.user, rule.support) == (WORD, "zorla", "Tuesday", "ann", 2)
    assert rule.evidence == ("a turn 4", "b turn 4")
    assert rule.text == "By 'zorla' the user ann means Tuesday."


@pytest.mark.parametrize(
    "correction",
    [
        "No, Tuesday.",
        "Not Monday, Tuesday.",
        "Not Monday: Tuesday.",
        "Sorry, I meant Tuesday.",
        "Wrong, it is Tuesday.",
    ],
)
def test_a_mere_correction_is_held_against_the_word_that_no_right_request_has(correction: str) -> None:
    assert of(corrected(correction)) == {"zorla": "Tuesday"}


def test_a_value_that_was_given_in_plain_words_is_corrected_and_explains_nothing() -> None:
    assert of(corrected("No, Tuesday.", "Get a table at the Old Mill on Friday, brelly, for 5 people.")) == {}


def test_of_two_strange_words_in_the_place_of_the_value_none_is_taken() -> None:
    assert of(corrected("No, Tuesday.", "Get a table on zorla or on krimp.")) == {}


def test_approval_and_another_request_give_no_rule() -> None:
    assert of(corrected("Thanks."), corrected("Get a table at the Fig Tree on Monday.")) == {}


def test_the_last_word_of_a_user_counts_and_of_everyone_what_they_agree_on() -> None:
    first, then = corrected("By zorla I mean Tuesday."), corrected("By zorla I mean Friday.")
    assert of(first, then) == {"zorla": "Friday"}
    assert of(first, then, user="") == {}
    assert of(first, then, first, user="") == {"zorla": "Tuesday"}


def test_each_user_has_rules_of_their_own() -> None:
    chats = {"ann": corrected("By zorla I mean Tuesday."), "bob": corrected("By zorla I mean Friday.")}
    made = refine([Trajectory(user, chat, None, user) for user, chat in chats.items()])
    assert [(rule.user, rule.means) for rule in made.rules] == [("ann", "Tuesday"), ("bob", "Friday")]


def test_how_a_user_wants_to_be_answered_is_a_guideline_and_the_last_word_counts() -> None:
    chats = [talk("Be brief.", "Yes.", "Use metric units."), talk("Always be detailed.")]
    made = refine([Trajectory(str(at), one, None, "ann") for at, one in enumerate(chats)])
    assert {rule.text for rule in made.rules if rule.kind == GUIDELINE} == {"Be detailed.", "Use metric units."}
    assert refine([Trajectory("0", chats[0])]).rules == ()  # nobody's wishes are everyone's


def test_what_failed_replies_lose_and_right_ones_keep_is_a_guideline() -> None:
    said = ("Get a table on Friday.", "Done.", "At the Old Mill, please.")
    failed = [
        Trajectory(f"f{at}", talk(*said, "book(venue: Old Mill, day: Monday)"), False, "", f"t{at}") for at in range(4)
    ]
    right = [
        Trajectory(f"r{at}", talk(*said, "book(venue: Old Mill, day: Friday)"), True, "", f"t{at}") for at in range(4)
    ]
    made = refine([*failed, *right])
    assert [(rule.text, rule.support) for rule in made.rules] == [
        ("Keep the day that the user gave, also where an earlier message said it.", 4)
    ]
    assert made.tasks == ("t0", "t1", "t2", "t3")
    assert refine([*failed[:2], *right]).rules == ()  # too few
    assert refine([*failed, *(Trajectory(one.id, one.conversation, True) for one in failed)]).rules == ()  # no contrast


def test_rules_are_few_and_those_that_rest_on_most_come_first() -> None:
    chats = [corrected(f"By zorl{name} I mean {name} o'clock.") for name in "abcabc"] + [
        corrected("By zorlc I mean c o'clock.")
    ]
    made = refine([Trajectory(str(at), one, None, "ann") for at, one in enumerate(chats)], most=2)
    assert [(rule.trigger, rule.support) for rule in made.rules] == [("zorlc", 3), ("zorla", 2)]


def test_a_misread_request_stands_with_its_reply_and_its_correction() -> None:
    (found,) = misread(corrected("No, Tuesday."))
    assert (found.said.split()[-4:], found.corrected, found.turn) == (
        ["19:00", "for", "5", "people."],
        "No, Tuesday.",
        4,
    )
    assert list(misread(talk("Hello.", "Hello.", "Thanks."))) == []


WRONG = Misread("Meet me at the blue thing.", "meet(place: Fig Tree)", "Nope, at the station.", 2)


@pytest.mark.parametrize(
    ("reply", "pair"),
    [
        ("blue thing = the station", ("blue thing", "the station")),
        ('"blue thing" = "the station".', ("blue thing", "the station")),
        ("NONE", None), ("", None), ("green thing = the station", None), ("blue thing = the airport", None),
        ("it = the station", None), ("blue thing = blue thing", None), ("blue thing = the station\nand more = x", None),
    ],
)  # fmt: skip
def test_a_proposal_counts_only_where_the_user_said_the_one_and_then_the_other(
    reply: str, pair: tuple[str, str] | None
) -> None:
    assert supported(reply, WRONG) == pair


async def test_a_model_is_asked_only_where_plain_code_found_nothing() -> None:
    asked: list[str] = []

    def model(request: object) -> str:
        asked.append(str(request))
        return "blue thing = the station"

    chats = [Trajectory("a", talk(WRONG.said, WRONG.reply, WRONG.corrected), None, "ann"),
             Trajectory("b", corrected("By zorla I mean Tuesday."), None, "ann")]  # fmt: skip
    made = await propose(chats, refine(chats), Script(model))
    assert {(rule.trigger, rule.means) for rule in made.rules} == {("zorla", "Tuesday"), ("blue thing", "the station")}
    assert len(asked) == 1
    assert "refine-1" in made.made_by


async def test_a_model_that_makes_things_up_adds_nothing() -> None:
    chats = [Trajectory("a", talk(WRONG.said, WRONG.reply, WRONG.corrected), None, "ann")]
    known = Rules((word("x", "y"),))
    assert (await propose(chats, known, Script(lambda request: "zzz = qqq"))).rules == known.rules
